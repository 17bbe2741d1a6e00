/* SPDX-License-Identifier: MIT */
#include "plugins.h"

#include <dirent.h>
#include <dlfcn.h>
#include <errno.h>
#include <limits.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "common-options.h"
#include "options.h"

#define PREFIX "libmono-compiler-"
#define SUFFIX ".so"

/* What became of a file: remembered, so that nothing is tried twice. */
typedef struct LoadedPlugin {
	char *path;
	const CompilerPlugin *plugin;
	Problem problem; /* when `plugin` is NULL */
	struct LoadedPlugin *next;
} LoadedPlugin;

static pthread_mutex_t loaded_lock = PTHREAD_MUTEX_INITIALIZER;
static LoadedPlugin *loaded;

/* The folder `compilers` beside the runtime library that this code is in. */
static int
installed_folder (char *buffer, size_t size)
{
	Dl_info info;
	if (!dladdr ((void *) (uintptr_t) plugins_load, &info) || !info.dli_fname)
		return 0;
	char *path = realpath (info.dli_fname, NULL);
	char *slash = path ? strrchr (path, '/') : NULL;
	int length = slash ? snprintf (buffer, size, "%.*s/compilers", (int) (slash - path), path) : -1;
	free (path);
	return length > 0 && (size_t) length < size;
}

/* Calls VISIT for each plug-in folder until it returns nonzero. */
static void
visit_folders (int (*visit) (void *data, const char *folder), void *data)
{
	char folder [PATH_MAX];
	/* A variable that loads code: not for set-user-id programs. */
	const char *variable = secure_getenv ("MONO_COMPILER_PATH");
	char *copy = variable ? strdup (variable) : NULL, *save = NULL;
	int found = 0;
	for (char *part = copy ? strtok_r (copy, ":", &save) : NULL; part && !found; part = strtok_r (NULL, ":", &save))
		found = visit (data, part);
	free (copy);
	if (!found && installed_folder (folder, sizeof (folder)))
		visit (data, folder);
}

typedef struct Search {
	const char *name;
	char path [PATH_MAX];
} Search;

static int
search_folder (void *data, const char *folder)
{
	Search *search = data;
	int length = snprintf (search->path, sizeof (search->path), "%s/" PREFIX "%s" SUFFIX, folder, search->name);
	if (length > 0 && (size_t) length < sizeof (search->path) && access (search->path, F_OK) == 0)
		return 1;
	search->path [0] = 0;
	return 0;
}

static void
append_name (void *data, const char *name, const char *path)
{
	Problem *names = data;
	(void) path;
	problem_set (names, "%s, %s", problem_text (names), name);
}

static const CompilerPlugin *
check_plugin (const char *path, void *library, Problem *problem)
{
	static const uint8_t identifier [16] = MONO_COMPILER_INTERFACE_IDENTIFIER;
	const CompilerPlugin *plugin = dlsym (library, MONO_COMPILER_ENTRY_SYMBOL);
	const char *reserved;
	if (!plugin) {
		problem_set (problem,
			"%s is no compiler plug-in: it has no symbol " MONO_COMPILER_ENTRY_SYMBOL
			", which it must define and export",
			path);
	} else if (memcmp (plugin->interface_identifier, identifier, sizeof (identifier)) != 0) {
		problem_set (problem,
			"%s was built for another interface (its identifier differs): "
			"rebuild it with this runtime's mono-compiler.h",
			path);
	} else if (plugin->interface_level > MONO_COMPILER_INTERFACE_LEVEL) {
		problem_set (problem,
			"%s needs level %u of the interface, and this runtime has level %u: "
			"rebuild it with this runtime's mono-compiler.h, or install a newer runtime",
			path, (unsigned) plugin->interface_level, MONO_COMPILER_INTERFACE_LEVEL);
	} else if (plugin->size < offsetof (CompilerPlugin, create) + sizeof (plugin->create) || !plugin->create) {
		problem_set (problem, "%s has no function to create its compiler: CompilerPlugin.create must be set", path);
	} else if ((reserved = common_option_in_help (plugin->options_help))) {
		problem_set (problem,
			"%s has an option '%s', which it would never get: the runtime has one of that name for all compilers; "
			"give it another name",
			path, reserved);
	} else {
		return plugin;
	}
	return NULL;
}

static LoadedPlugin *
find (const char *path)
{
	LoadedPlugin *entry = loaded;
	while (entry && strcmp (entry->path, path) != 0)
		entry = entry->next;
	return entry;
}

/* NULL when there is no memory. */
static LoadedPlugin *
add (const char *path)
{
	LoadedPlugin *entry = calloc (1, sizeof (*entry));
	if (!entry || !(entry->path = strdup (path))) {
		free (entry);
		return NULL;
	}
	/* Failed until it is known to be good: should it end the process, nobody comes back to it. */
	problem_set (&entry->problem, "%s failed while it was loaded", path);
	entry->next = loaded;
	loaded = entry;
	return entry;
}

static LoadedPlugin *
load_file (const char *path)
{
	pthread_mutex_lock (&loaded_lock);
	LoadedPlugin *entry = find (path);
	if (!entry && (entry = add (path)) != NULL) {
		void *library = NULL;
		if (access (path, F_OK) != 0)
			problem_set (&entry->problem, "%s: %s", path, strerror (errno));
		else if (!(library = dlopen (path, RTLD_NOW | RTLD_LOCAL)))
			problem_set (&entry->problem, "%s cannot be loaded: %s", path, dlerror ());
		else
			entry->plugin = check_plugin (path, library, &entry->problem);
	}
	pthread_mutex_unlock (&loaded_lock);
	return entry;
}

/* Where the plug-in NAME is, into SEARCH. Returns 0 with a sentence in PROBLEM. */
static int
find_file (const char *name, Search *search, Problem *problem)
{
	*search = (Search) { name, "" };
	if (strchr (name, '/')) {
		snprintf (search->path, sizeof (search->path), "%s", name);
		return 1;
	}
	visit_folders (search_folder, search);
	if (search->path [0])
		return 1;
	Problem names = { NULL };
	problem_set (&names, "mini, tiered");
	plugins_visit (append_name, &names);
	problem_set (problem, "there is no compiler '%s'; there is: %s (MONO_COMPILER_PATH names folders with others)",
		name, problem_text (&names));
	problem_clear (&names);
	return 0;
}

const CompilerPlugin *
plugins_load (const char *name, Problem *problem)
{
	Search search;
	if (!find_file (name, &search, problem))
		return NULL;
	LoadedPlugin *entry = load_file (search.path);
	if (!entry)
		problem_set (problem, "out of memory");
	else if (!entry->plugin)
		problem_set (problem, "%s", problem_text (&entry->problem));
	return entry ? entry->plugin : NULL;
}

int
plugins_exist_for (const char *text, Problem *problem)
{
	Spec spec;
	Search search;
	if (!spec_parse (&spec, text, problem))
		return 0;
	int is_there = find_file (spec.name, &search, problem);
	if (is_there && access (search.path, F_OK) != 0)
		is_there = problem_set (problem, "%s: %s", search.path, strerror (errno));
	spec_free (&spec);
	return is_there;
}

typedef struct Visit {
	void (*visit) (void *data, const char *name, const char *path);
	void *data;
	char **seen;
	size_t seen_count;
} Visit;

static void
visit_file (Visit *visit, const char *folder, const char *file)
{
	size_t length = strlen (file);
	if (length <= strlen (PREFIX SUFFIX) || strncmp (file, PREFIX, strlen (PREFIX)) != 0 ||
		strcmp (file + length - strlen (SUFFIX), SUFFIX) != 0)
		return;
	char *name = strndup (file + strlen (PREFIX), length - strlen (PREFIX SUFFIX));
	char **seen = realloc (visit->seen, (visit->seen_count + 1) * sizeof (*seen));
	if (seen)
		visit->seen = seen;
	for (size_t i = 0; i < visit->seen_count && seen && name; ++i) {
		if (strcmp (seen [i], name) == 0)
			seen = NULL;
	}
	if (!seen || !name) {
		free (name);
		return;
	}
	visit->seen [visit->seen_count++] = name;
	char path [PATH_MAX];
	snprintf (path, sizeof (path), "%s/%s", folder, file);
	visit->visit (visit->data, name, path);
}

static int
visit_folder (void *data, const char *folder)
{
	struct dirent **files;
	int count = scandir (folder, &files, NULL, alphasort);
	for (int i = 0; i < count; ++i) {
		visit_file (data, folder, files [i]->d_name);
		free (files [i]);
	}
	if (count >= 0)
		free (files);
	return 0;
}

void
plugins_visit (void (*visit) (void *data, const char *name, const char *path), void *data)
{
	Visit state = { visit, data, NULL, 0 };
	visit_folders (visit_folder, &state);
	for (size_t i = 0; i < state.seen_count; ++i)
		free (state.seen [i]);
	free (state.seen);
}
