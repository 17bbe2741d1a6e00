/* SPDX-License-Identifier: MIT
 *
 * The option aot=: whether the runtime takes a method's code from an AOT image, which it does before it asks any
 * compiler. */
#include "compilers.h"
#include "hook.h"
#include "mono-hidden.h"
#include "pattern.h"

/* Wrappers are passed by like other methods: their description starts with "(wrapper KIND)", so that a pattern that
 * names a method does not fit them. What they do is made new by mini then, as with -O=-aot. */
static int
passes_by (const Compiler *compiler, MonoMethod *method)
{
	return compiler && compiler->passes_precompiled_by
		&& (!compiler->precompiled_except || pattern_matches (compiler->precompiled_except, method));
}

void *
__wrap_mono_aot_get_method (MonoDomain *domain, MonoMethod *method, MonoErrorStorage *error)
{
	if (!passes_by (compilers_selected (), method) && !hook_asks_mini_for (method))
		return __real_mono_aot_get_method (domain, method, error);
	error_clear (error);
	return NULL;
}

/* The other two are short cuts of the runtime, which need no MonoMethod. After a NULL the runtime looks for the method
 * and comes back through mono_aot_get_method (mini/mini-trampolines.c:mono_vcall_trampoline, mini_resolve_imt_method,
 * mono_aot_trampoline): what a pattern says is decided there, for all. */

void *
__wrap_mono_aot_get_method_from_token (MonoDomain *domain, MonoImage *image, uint32_t token, MonoErrorStorage *error)
{
	Compiler *compiler = compilers_selected ();
	if (!compiler || !compiler->passes_precompiled_by)
		return __real_mono_aot_get_method_from_token (domain, image, token, error);
	error_clear (error);
	return NULL;
}

void *
__wrap_mono_aot_get_method_from_vt_slot (MonoDomain *domain, MonoVTable *vtable, int slot, MonoErrorStorage *error)
{
	Compiler *compiler = compilers_selected ();
	if (!compiler || !compiler->passes_precompiled_by)
		return __real_mono_aot_get_method_from_vt_slot (domain, vtable, slot, error);
	error_clear (error);
	return NULL;
}
