/* SPDX-License-Identifier: MIT */
#include "replace.h"

#include "entry.h"
#include "methods.h"
#include "patchable.h"

/* METHOD's code in an image that was compiled ahead of time, loaded by now or not: compiled code can come to it without being
 * seen. NULL: there is none. */
static MonoJitInfo *
find_in_image (MonoDomain *domain, MonoMethod *method)
{
	MonoErrorStorage error;
	error_clear (&error);
	void *code = NULL;
	/* The class must be known (mini/aot-runtime.c:mono_aot_get_method). */
	if (domain == mono_get_root_domain () && mono_class_init_checked (method_class (method), &error))
		code = __wrap_mono_aot_get_method (domain, method, &error);
	mono_error_cleanup (&error);
	return code ? mini_jit_info_table_find (domain, code, NULL) : NULL;
}

/* The code that METHOD's callers come to; NULL: none. */
static MonoJitInfo *
find_current (MonoDomain *domain, MonoMethod *method)
{
	MonoJitInfo *info = NULL;
	if (!mono_jit_find_compiled_method_with_jit_info (domain, method, &info))
		info = find_in_image (domain, method);
	return info;
}

/* What cannot be replaced whatever its code is. */
static int
check (MonoMethod *method, MonoJitInfo *current, Problem *problem)
{
	if (method_is_dynamic (method))
		return problem_set (problem, "it has code, and that of a dynamic method is freed with it, and is not replaced");
	/* On their way to native code and back, threads stop anywhere in it. */
	if (method_is_wrapper (method))
		return problem_set (problem, "it has code, and the runtime's wrappers are not replaced");
	if (MONO_BITS (current, MonoJitInfo, has_generic_jit_info))
		return problem_set (problem, "it has code, which it shares with other instantiations");
	if (patchable_was_given_away (method))
		return problem_set (problem, "it has code whose address was given away, to somebody who may change it");
	return 1;
}

static FormerBody *
make_former (MonoDomain *domain, MonoJitInfo *current, const FormerBody *prepared)
{
	FormerBody *former = mono_domain_alloc0 (domain, sizeof (*former));
	const Body *body = body_of (current);
	*former = *prepared;
	former->next = body ? body->former : NULL;
	return former;
}

int
replace_prepare (MonoDomain *domain, MonoMethod *method, MonoJitInfo *current, Replacement *replacement,
	Problem *problem)
{
	FormerBody prepared;
	replacement->published = mini_lookup_method (domain, method, NULL);
	replacement->former = NULL;
	if (current && replacement->published && replacement->published != current)
		return problem_set (problem, "it has other code by now");
	if (!current)
		current = replacement->published ? replacement->published : find_current (domain, method);
	if (!current)
		return 1;
	if (!check (method, current, problem) || !entry_prepare (current, &prepared, problem))
		return 0;
	replacement->former = make_former (domain, current, &prepared);
	return 1;
}

int
replace_is_possible (MonoMethod *method, const Replacement *replacement)
{
	return entry_is_as_prepared (replacement->former) && !patchable_was_given_away (method);
}
