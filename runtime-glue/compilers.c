/* SPDX-License-Identifier: MIT */
#include "compilers.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "at-work.h"
#include "mini-compiler.h"
#include "options.h"
#include "request.h"
#include "plugins.h"
#include "tiers/tiered-compiler.h"

/* Recursive: creating one compiler may ask for another. */
static pthread_mutex_t compilers_lock = PTHREAD_RECURSIVE_MUTEX_INITIALIZER_NP;
static _Atomic (Compiler *) selected;
static _Atomic (Compiler *) first;

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

Compiler *
compilers_next (Compiler *compiler)
{
	return atomic_load_explicit (&compiler->next, memory_order_acquire);
}

static void
compiler_free (Compiler *compiler)
{
	common_options_release (&compiler->options);
	free (compiler->spec);
	free (compiler->name);
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

/* What IMPLEMENTATION, made by the plug-in NAME, lacks; NULL if nothing. Of an older interface it may be shorter at its
 * end, as far as functions that need not be there. */
static const char *
what_is_missing (const ICompiler *implementation)
{
	if (implementation->size < offsetof (ICompiler, compile_method) + sizeof (implementation->compile_method))
		return "its `size` is too small for one: it must be sizeof (ICompiler)";
	if (!implementation->compile_method)
		return "it has no compile_method";
	return NULL;
}

/* A table as long as this runtime's, whatever the compiler's length is. */
static int
adopt (Compiler *compiler, ICompiler *created, Problem *problem)
{
	const char *missing = what_is_missing (created);
	if (missing)
		return problem_set (problem, "the compiler '%s' is none: %s", compiler->name, missing);
	size_t size = created->size < sizeof (ICompiler) ? created->size : sizeof (ICompiler);
	memcpy (&compiler->functions, created, size);
	compiler->implementation = created;
	return 1;
}

/* What a compiler has to say when it refuses may be long: which options it has, for one. */
enum { REASON_SIZE = 1 << 16 };

static int
create_implementation (Compiler *compiler, const CompilerPlugin *plugin, const CompilerOption *options, uint32_t count,
	Problem *problem)
{
	char *reason = calloc (1, REASON_SIZE);
	if (!reason)
		return problem_set (problem, "out of memory");
	const CompilerOptions given = { sizeof (given), count, sizeof (*options), options };
	ICompiler *created = plugin->create (&given, reason, REASON_SIZE);
	if (!created)
		problem_set (problem, "the compiler '%s' refuses: %s", compiler->name,
			reason [0] ? reason : "it does not say why");
	free (reason);
	return created && adopt (compiler, created, problem);
}

/* Puts those of SPEC's options that are the compiler's into OWN; returns -1 with a sentence in PROBLEM, or how many. */
static int
sort_options (Compiler *compiler, const Spec *spec, CompilerOption *own, Problem *problem)
{
	int count = 0;
	for (uint32_t i = 0; i < spec->option_count; ++i) {
		int taken = common_options_take (&compiler->options, &spec->options [i], problem);
		if (taken < 0)
			return -1;
		if (!taken)
			own [count++] = spec->options [i];
	}
	return count;
}

static const CompilerPlugin *
find_plugin (const Compiler *compiler, const char *name, Problem *problem)
{
	if (compiler->is_mini)
		return &mini_plugin;
	return compiler->is_tiered ? &tiered_plugin : plugins_load (name, problem);
}

static int
fill (Compiler *compiler, const char *text, const Spec *spec, Problem *problem)
{
	CompilerOption *own = calloc (spec->option_count + 1, sizeof (*own));
	compiler->spec = strdup (text);
	compiler->name = short_name (spec->name);
	compiler->is_mini = strcmp (spec->name, "mini") == 0;
	compiler->is_tiered = strcmp (spec->name, "tiered") == 0;
	compiler->optimizations = OPTIMIZATIONS_DEFAULT;
	int count = own && compiler->spec && compiler->name ? sort_options (compiler, spec, own, problem) : -1;
	const CompilerPlugin *plugin = NULL;
	if (count >= 0)
		plugin = find_plugin (compiler, spec->name, problem);
	int filled = plugin && create_implementation (compiler, plugin, own, (uint32_t) count, problem);
	free (own);
	if (filled && !(compiler->statistics = statistics_create (compiler->options.keep_method_names)))
		return 0;
	return filled;
}

/* NULL with a sentence in PROBLEM; without one there is no memory. */
static Compiler *
create (const char *text, const Spec *spec, Problem *problem)
{
	Compiler *compiler = calloc (1, sizeof (*compiler));
	if (!compiler)
		return NULL;
	common_options_initialize (&compiler->options);
	if (!fill (compiler, text, spec, problem)) {
		compiler_free (compiler);
		return NULL;
	}
	if (compiler->is_mini)
		mini_compiler_count_in (compiler->implementation, compiler->statistics);
	if (compiler->is_tiered)
		tiered_compiler_count_in (compiler->implementation, compiler->statistics);
	counting_initialize (compiler);
	return compiler;
}

static Compiler *
find (const char *text)
{
	Compiler *compiler = compilers_first ();
	while (compiler && strcmp (compiler->spec, text) != 0)
		compiler = compilers_next (compiler);
	return compiler;
}

/* At the end: the list shows in which order they came, and readers need no lock. */
static void
append (Compiler *compiler)
{
	_Atomic (Compiler *) *at = &first;
	for (Compiler *next; (next = atomic_load_explicit (at, memory_order_relaxed));)
		at = &next->next;
	atomic_store_explicit (at, compiler, memory_order_release);
}

static Compiler *
create_and_append (const char *text, Problem *problem)
{
	Spec spec;
	if (!spec_parse (&spec, text, problem))
		return NULL;
	Compiler *compiler = create (text, &spec, problem);
	spec_free (&spec);
	if (compiler)
		append (compiler);
	return compiler;
}

Compiler *
compilers_get (const char *text, Problem *problem)
{
	Compiler *compiler = find (text);
	if (compiler)
		return compiler;
	pthread_mutex_lock (&compilers_lock);
	/* Another thread may have been faster: a compiler is created once. */
	compiler = find (text);
	if (!compiler)
		compiler = create_and_append (text, problem);
	pthread_mutex_unlock (&compilers_lock);
	return compiler;
}

int
compilers_select (const char *spec, Problem *problem)
{
	Compiler *compiler = compilers_get (spec, problem);
	if (!compiler)
		return 0;
	atomic_store_explicit (&selected, compiler, memory_order_release);
	return 1;
}

/* What compilers_use has put aside, innermost first. */
typedef struct Use {
	struct Use *outer;
	Compiler *before;
} Use;

static Use *uses;

int
compilers_use (const char *spec, Problem *problem)
{
	Use *use = malloc (sizeof (*use));
	if (!use)
		return problem_set (problem, "out of memory");
	pthread_mutex_lock (&compilers_lock);
	*use = (Use) { uses, compilers_selected () };
	int is_selected = compilers_select (spec, problem);
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

void
compilers_method_freed (void *method)
{
	if (!at_work_begin ())
		return;
	for (Compiler *compiler = compilers_first (); compiler; compiler = compilers_next (compiler)) {
		if (compiler->functions.method_freed)
			compiler->functions.method_freed (compiler->implementation, method);
	}
	at_work_end ();
}

void
compilers_domain_unloading (void *domain)
{
	if (!at_work_begin ())
		return;
	for (Compiler *compiler = compilers_first (); compiler; compiler = compilers_next (compiler)) {
		if (compiler->functions.domain_unloading)
			compiler->functions.domain_unloading (compiler->implementation, domain);
	}
	at_work_end ();
}

void
compilers_release (void)
{
	int is_idle = at_work_close ();
	atomic_store (&selected, NULL);
	/* A thread that the runtime could not stop may still compile: then the process's end releases everything. */
	if (!is_idle)
		return;
	for (Compiler *compiler = compilers_first (); compiler; compiler = compilers_next (compiler)) {
		if (compiler->functions.release)
			compiler->functions.release (compiler->implementation);
	}
}
