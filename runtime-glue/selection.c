/* SPDX-License-Identifier: MIT
 *
 * Where the runtime starts, ends, and forgets methods and domains; and what it exports to hosts. */
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>

#include "call-cells.h"
#include "compilers.h"
#include "dynamic-code.h"
#include "environment.h"
#include "layout-check.h"
#include "mini-compiler.h"
#include "mono-hidden.h"
#include "plugins.h"
#include "report.h"
#include "runtime-information/table.h"
#include "tiers/frame-map.h"
#include "tiers/tiered-compiler.h"
#include "tiers/tiers.h"

#define OTHER_BUILD \
	"this library was built for another build of Mono: %s differs; build BigStep again with the Mono that is installed"
#define EXPORT __attribute__ ((visibility ("default")))

static int has_started;
static const char *differing_layout; /* what layout_check found; NULL: nothing */
static pthread_once_t report_once = PTHREAD_ONCE_INIT;
static void (*free_domain_hook) (MonoDomain *domain);

/* ---- Selecting ---- */

/* Whatever ends the process in order: return from main, exit, Environment.Exit. */
static void
report_at_exit (void)
{
	atexit (report_statistics);
}

static int
select_compiler (const char *spec, Problem *problem)
{
	if (!compilers_select (spec, problem))
		return 0;
	pthread_once (&report_once, report_at_exit);
	return 1;
}

/* ---- The runtime's life ---- */

/* Selected: what it does besides compiling begins. The runtime is initialised. */
static int
begin_compiler (Problem *problem)
{
	Compiler *compiler = compilers_selected ();
	return !compiler || tiers_begin (compiler, problem);
}

/* The compiler named in the environment, for hosts that chose none. The variables load code: they do not count in
 * set-user-id programs. To be freed; NULL if there is none. */
static char *
compiler_of_environment (void)
{
	const char *options = secure_getenv ("MONO_ENV_OPTIONS"), *variable = secure_getenv ("MONO_COMPILER");
	char *spec = options ? environment_find_compiler (options, NULL) : NULL;
	if (!spec && variable && *variable)
		spec = strdup (variable);
	return spec;
}

MonoDomain *
__wrap_mini_init (const char *file, const char *version)
{
	char *spec = compilers_selected () ? NULL : compiler_of_environment ();
	if (spec) {
		Problem problem = { NULL };
		if (!select_compiler (spec, &problem)) {
			fprintf (stderr, "mono: %s\n", problem_text (&problem));
			exit (1);
		}
		free (spec);
	}
	has_started = 1;
	MonoDomain *domain = __real_mini_init (file, version);
	/* Here, for a compiler that is used later may be asked for on a thread that the runtime does not know. */
	differing_layout = layout_check (domain);
	if (differing_layout && compilers_selected ()) {
		fprintf (stderr, "mono: " OTHER_BUILD "\n", differing_layout);
		exit (1);
	}
	Problem problem = { NULL };
	if (!begin_compiler (&problem)) {
		fprintf (stderr, "mono: %s\n", problem_text (&problem));
		exit (1);
	}
	return domain;
}

void
__wrap_mini_cleanup (MonoDomain *domain)
{
	__real_mini_cleanup (domain);
	report_statistics ();
	compilers_release ();
}

static void
domain_unloading (MonoDomain *domain)
{
	compilers_domain_unloading (domain);
	call_cells_domain_unloading (domain);
	dynamic_code_domain_unloading (domain);
	tiers_domain_freed (domain);
	frame_maps_forget_domain (domain);
	if (free_domain_hook)
		free_domain_hook (domain);
}

void
__wrap_mono_install_free_domain_hook (void (*hook) (MonoDomain *domain))
{
	free_domain_hook = hook;
	__real_mono_install_free_domain_hook (domain_unloading);
}

void
__wrap_mono_runtime_free_method (MonoDomain *domain, MonoMethod *method)
{
	compilers_method_freed (method);
	call_cells_method_freed (domain, method);
	tiers_method_freed (method);
	frame_maps_forget_method (domain, method);
	/* METHOD's address may be another method's as soon as it is freed. */
	DynamicBlock *blocks = dynamic_code_of (domain, method);
	__real_mono_runtime_free_method (domain, method);
	if (blocks)
		dynamic_code_release (domain, blocks);
}

/* ---- Exports ---- */

EXPORT int
mono_compiler_select (const char *spec, char *error, size_t error_size)
{
	Problem problem = { NULL };
	int is_selected = 0;
	if (has_started)
		problem_set (&problem, "the runtime has started: a compiler must be selected before mono_jit_init");
	else
		is_selected = select_compiler (spec, &problem);
	if (!is_selected)
		snprintf (error, error_size, "%s", problem_text (&problem));
	problem_clear (&problem);
	return is_selected;
}

EXPORT int
mono_compiler_use (const char *spec, char *error, size_t error_size)
{
	Problem problem = { NULL };
	int is_used = 0;
	if (differing_layout)
		problem_set (&problem, OTHER_BUILD, differing_layout);
	else
		is_used = compilers_use (spec, &problem);
	if (is_used && has_started && !begin_compiler (&problem))
		is_used = !compilers_restore ();
	if (is_used)
		pthread_once (&report_once, report_at_exit);
	else
		snprintf (error, error_size, "%s", problem_text (&problem));
	problem_clear (&problem);
	return is_used;
}

EXPORT int
mono_compiler_restore (void)
{
	return compilers_restore ();
}

EXPORT size_t
mono_compiler_get_statistics (char *buffer, size_t size)
{
	return report_print_json (buffer, size);
}

typedef struct List {
	void (*visit) (void *data, const char *name, const char *path, const char *description, const char *options_help,
		const char *problem);
	void *data;
} List;

static void
list_plugin (void *data, const char *name, const char *path)
{
	List *list = data;
	Problem problem = { NULL };
	const CompilerPlugin *plugin = plugins_load (path, &problem);
	list->visit (list->data, name, path, plugin ? plugin->description : NULL, plugin ? plugin->options_help : NULL,
		plugin ? NULL : problem_text (&problem));
	problem_clear (&problem);
}

EXPORT void
mono_compiler_list (void (*visit) (void *data, const char *name, const char *path, const char *description,
						const char *options_help, const char *problem),
	void *data)
{
	List list = { visit, data };
	visit (data, "mini", NULL, mini_plugin.description, mini_plugin.options_help, NULL);
	visit (data, "tiered", NULL, tiered_plugin.description, tiered_plugin.options_help, NULL);
	plugins_visit (list_plugin, &list);
}

/* A host's session. Its thread is in the runtime (GC-unsafe, in Mono's words) from beginning to end, because handles to
 * objects go through it. */
typedef struct Session {
	Request request;
	void *cookie; /* NULL: the thread was in the runtime already */
	struct Session *older;
} Session;

/* Those of this thread that are open */
static __thread Session *sessions;

/* If another session began within SESSION, and lives on, the thread stays in the runtime: that one takes it out. */
static void
leave_session (Session *session, Session *within)
{
	MonoStackData stack_data = { &stack_data, __func__ };
	if (within)
		within->older = session->older;
	else
		sessions = session->older;
	if (within && !within->cookie)
		within->cookie = session->cookie;
	else
		mono_threads_exit_gc_unsafe_region_internal (session->cookie, &stack_data);
}

static void
release_session (IRuntimeInformation *runtime)
{
	Session *session = sessions, *within = NULL;
	while (session && &session->request != request_of (runtime)) {
		within = session;
		session = session->older;
	}
	if (!session) {
		fprintf (stderr, "mono: an IRuntimeInformation must be released on the thread that created it\n");
		return;
	}
	request_end (&session->request);
	leave_session (session, within);
	free (session);
}

EXPORT IRuntimeInformation *
mono_compiler_create_runtime_information (uint32_t flags)
{
	MonoStackData stack_data = { &stack_data, __func__ };
	MonoDomain *domain = mono_domain_get ();
	Session *session = domain ? calloc (1, sizeof (*session)) : NULL;
	if (!session)
		return NULL;
	session->cookie = mono_threads_enter_gc_unsafe_region_internal (&stack_data);
	session->older = sessions;
	sessions = session;
	request_begin (&session->request, domain, NULL, OPTIMIZATIONS_DEFAULT, flags | COMPILE_HOSTED);
	session->request.table.release = release_session;
	return &session->request.table;
}
