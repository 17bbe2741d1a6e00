/* SPDX-License-Identifier: MIT */
#include "compilers.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "mini-compiler.h"
#include "options.h"
#include "pattern.h"
#include "plugins.h"

/* Recursive: creating one compiler may ask for another. */
static pthread_mutex_t compilers_lock = PTHREAD_RECURSIVE_MUTEX_INITIALIZER_NP;
static _Atomic (Compiler *) selected;
static _Atomic (Compiler *) first;
static atomic_int at_work;

/* Read by every thread at every request. */
Compiler *
compilers_selected (void)
{
	return atomic_load_explicit (&selected, memory_order_acquire);
}

Compiler *
compilers_first (void)
{
	return atomic_load_explicit (&first, memory_order_acquire);
}

static void
add_alternative (char **list, const char *pattern)
{
	size_t length = *list ? strlen (*list) + 1 : 0;
	char *longer = realloc (*list, length + strlen (pattern) + 1);
	if (!longer)
		abort ();
	if (length)
		longer [length - 1] = '+';
	strcpy (longer + length, pattern);
	*list = longer;
}

/* The value of only= or except=: patterns, or @ and the name of a file that has them. Returns as take_common_option. */
static int
take_patterns (char **list, const CompilerOption *option, char *error, size_t error_size)
{
	char *read = NULL;
	if (!option->value || !*option->value) {
		snprintf (error, error_size, "the option %s needs a pattern: %s=Namespace.Type:Method", option->name,
			option->name);
		return -1;
	}
	if (*option->value == '@' && !(read = pattern_read (option->value + 1))) {
		snprintf (error, error_size, "the option %s cannot read '%s': %s", option->name, option->value + 1,
			strerror (errno));
		return -1;
	}
	add_alternative (list, read ? read : option->value);
	free (read);
	return 1;
}

/* The value of list=. Returns as take_common_option. */
static int
take_list (Compiler *compiler, const char *name, char *error, size_t error_size)
{
	if (!name || !*name) {
		snprintf (error, error_size, "the option list needs a file");
		return -1;
	}
	if (compiler->list >= 0)
		close (compiler->list);
	compiler->list = open (name, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0666);
	if (compiler->list >= 0)
		return 1;
	snprintf (error, error_size, "the option list cannot write '%s': %s", name, strerror (errno));
	return -1;
}

/* The value of aot=; patterns add up. Returns as take_common_option. */
static int
take_aot (Compiler *compiler, const char *value, char *error, size_t error_size)
{
	static const char except [] = "except:";
	if (value && strncmp (value, except, sizeof (except) - 1) == 0 && value [sizeof (except) - 1]) {
		add_alternative (&compiler->precompiled_except, value + sizeof (except) - 1);
		compiler->passes_precompiled_by = 1;
		return 1;
	}
	int none = value && strcmp (value, "none") == 0;
	if (!none && !(value && strcmp (value, "keep") == 0)) {
		snprintf (error, error_size, "the option aot is keep, none or except:PATTERN, not '%s'", value ? value : "");
		return -1;
	}
	free (compiler->precompiled_except);
	compiler->precompiled_except = NULL;
	compiler->passes_precompiled_by = none;
	return 1;
}

/* Takes OPTION if it is one of ours; -1 with a sentence in ERROR if it is and makes no sense. */
static int
take_common_option (Compiler *compiler, const CompilerOption *option, char *error, size_t error_size)
{
	if (strcmp (option->name, "only") == 0)
		return take_patterns (&compiler->only, option, error, error_size);
	if (strcmp (option->name, "except") == 0)
		return take_patterns (&compiler->except, option, error, error_size);
	if (strcmp (option->name, "list") == 0)
		return take_list (compiler, option->value, error, error_size);
	if (strcmp (option->name, "aot") == 0)
		return take_aot (compiler, option->value, error, error_size);
	if (strcmp (option->name, "strict") == 0) {
		compiler->is_strict = 1;
		if (option->value && *option->value)
			add_alternative (&compiler->strict_reasons, option->value);
		return 1;
	}
	if (strcmp (option->name, "stats") == 0) {
		if (!option->value) {
			compiler->print_statistics = 1;
		} else {
			free (compiler->statistics_file);
			compiler->statistics_file = strdup (option->value);
		}
		return 1;
	}
	if (strcmp (option->name, "stats-methods") == 0) {
		if (option->value) {
			snprintf (error, error_size, "the option stats-methods takes no value");
			return -1;
		}
		compiler->keep_method_names = 1;
		return 1;
	}
	return 0;
}

static void
compiler_free (Compiler *compiler)
{
	if (compiler->list >= 0)
		close (compiler->list);
	free (compiler->spec);
	free (compiler->name);
	free (compiler->only);
	free (compiler->except);
	free (compiler->precompiled_except);
	free (compiler->strict_reasons);
	free (compiler->statistics_file);
	free (compiler);
}

/* "name" of a plug-in given by path: the file's name without what all plug-ins' names have in common. */
static char *
short_name (const char *name)
{
	const char *slash = strrchr (name, '/');
	if (!slash)
		return strdup (name);
	++slash;
	if (strncmp (slash, "libmono-compiler-", 17) == 0)
		slash += 17;
	return strndup (slash, strcspn (slash, "."));
}

static Compiler *
create (const char *text, Spec *spec, char *error, size_t error_size)
{
	Compiler *compiler = calloc (1, sizeof (*compiler));
	CompilerOption *own = calloc (spec->option_count + 1, sizeof (*own));
	uint32_t own_count = 0;
	int taken = 1;
	if (!compiler || !own)
		abort ();
	compiler->list = -1;
	compiler->spec = strdup (text);
	compiler->name = short_name (spec->name);
	for (uint32_t i = 0; i < spec->option_count && taken >= 0; ++i) {
		taken = take_common_option (compiler, &spec->options [i], error, error_size);
		if (taken == 0)
			own [own_count++] = spec->options [i];
	}

	const CompilerPlugin *plugin = NULL;
	if (taken >= 0) {
		compiler->is_mini = strcmp (spec->name, "mini") == 0;
		plugin = compiler->is_mini ? &mini_plugin : plugins_load (spec->name, error, error_size);
	}
	if (plugin) {
		char reason [512] = "";
		CompilerOptions options = { sizeof (options), own_count, sizeof (*own), own };
		compiler->implementation = plugin->create (&options, reason, sizeof (reason));
		if (!compiler->implementation)
			snprintf (error, error_size, "the compiler '%s' refuses: %s", compiler->name,
				reason [0] ? reason : "it does not say why");
	}
	free (own);
	if (!compiler->implementation) {
		compiler_free (compiler);
		return NULL;
	}
	compiler->statistics = statistics_create (compiler->keep_method_names);
	if (compiler->is_mini)
		mini_compiler_count_in (compiler->implementation, compiler->statistics);
	counting_initialize (compiler);
	return compiler;
}

static Compiler *
find (const char *text)
{
	Compiler *compiler = compilers_first ();
	while (compiler && strcmp (compiler->spec, text) != 0)
		compiler = compiler->next;
	return compiler;
}

/* At the end: the list shows in which order they came, and readers need no lock. */
static void
append (Compiler *compiler)
{
	Compiler *last = compilers_first ();
	if (!last) {
		atomic_store_explicit (&first, compiler, memory_order_release);
		return;
	}
	while (last->next)
		last = last->next;
	__atomic_store_n (&last->next, compiler, __ATOMIC_RELEASE);
}

static Compiler *
create_and_append (const char *text, char *error, size_t error_size)
{
	Spec spec;
	if (!spec_parse (&spec, text, error, error_size))
		return NULL;
	Compiler *compiler = create (text, &spec, error, error_size);
	spec_free (&spec);
	if (compiler)
		append (compiler);
	return compiler;
}

Compiler *
compilers_get (const char *text, char *error, size_t error_size)
{
	Compiler *compiler = find (text);
	if (compiler)
		return compiler;
	pthread_mutex_lock (&compilers_lock);
	/* Another thread may have been faster: a compiler is created once. */
	compiler = find (text);
	if (!compiler)
		compiler = create_and_append (text, error, error_size);
	pthread_mutex_unlock (&compilers_lock);
	return compiler;
}

/* Whatever ends the process in order: return from main, exit, Environment.Exit. */
static void
report_at_exit (void)
{
	atexit (statistics_report);
}

int
compilers_select (const char *spec, char *error, size_t error_size)
{
	Compiler *compiler = compilers_get (spec, error, error_size);
	if (!compiler)
		return 0;
	static pthread_once_t once = PTHREAD_ONCE_INIT;
	atomic_store_explicit (&selected, compiler, memory_order_release);
	pthread_once (&once, report_at_exit);
	return 1;
}

/* What compilers_use has put aside, innermost first. */
typedef struct Use {
	struct Use *outer;
	Compiler *before;
} Use;

static Use *uses;

int
compilers_use (const char *spec, char *error, size_t error_size)
{
	Use *use = malloc (sizeof (*use));
	if (!use) {
		snprintf (error, error_size, "out of memory");
		return 0;
	}
	pthread_mutex_lock (&compilers_lock);
	*use = (Use) { uses, compilers_selected () };
	int is_selected = compilers_select (spec, error, error_size);
	if (is_selected)
		uses = use;
	pthread_mutex_unlock (&compilers_lock);
	if (!is_selected)
		free (use);
	return is_selected;
}

int
compilers_restore (void)
{
	pthread_mutex_lock (&compilers_lock);
	Use *use = uses;
	if (use) {
		uses = use->outer;
		atomic_store_explicit (&selected, use->before, memory_order_release);
	}
	pthread_mutex_unlock (&compilers_lock);
	free (use);
	return use != NULL;
}

int
compilers_allow_decline (const Compiler *compiler, const char *reason)
{
	if (!compiler->is_strict)
		return 1;
	char *copy = compiler->strict_reasons ? strdup (compiler->strict_reasons) : NULL, *rest = copy;
	int allowed = 0;
	while (rest && !allowed)
		allowed = strcmp (list_next (&rest, '+'), reason) == 0;
	free (copy);
	return allowed;
}

void
compilers_method_freed (void *method)
{
	for (Compiler *compiler = compilers_first (); compiler; compiler = compiler->next) {
		if (compiler->implementation && compiler->implementation->method_freed)
			compiler->implementation->method_freed (compiler->implementation, method);
	}
}

void
compilers_domain_unloading (void *domain)
{
	for (Compiler *compiler = compilers_first (); compiler; compiler = compiler->next) {
		if (compiler->implementation && compiler->implementation->domain_unloading)
			compiler->implementation->domain_unloading (compiler->implementation, domain);
	}
}

void
compilers_work_begins (void)
{
	atomic_fetch_add (&at_work, 1);
}

void
compilers_work_ends (void)
{
	atomic_fetch_sub (&at_work, 1);
}

void
compilers_release (void)
{
	atomic_store (&selected, NULL);
	/* A thread that the runtime could not stop may still compile: then the process's end releases everything. */
	if (atomic_load (&at_work) != 0)
		return;
	for (Compiler *compiler = compilers_first (); compiler; compiler = compiler->next) {
		ICompiler *implementation = compiler->implementation;
		compiler->implementation = NULL;
		if (implementation && implementation->release)
			implementation->release (implementation);
	}
}
