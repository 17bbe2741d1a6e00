/* SPDX-License-Identifier: MIT
 *
 * The option aot=: whether the runtime takes a method's code from an AOT image, which it does before it asks any
 * compiler. */
#include "precompiled.h"

#include "frames.h"
#include "methods.h"
#include "quiet-poll.h"

/* Wrappers are passed by like other methods: their description starts with "(wrapper KIND)", so that a pattern that
 * names a method does not fit them. What they do is made new by mini then, as with -O=-aot. */
static int
passes_by (Compiler *compiler, MonoMethod *method)
{
	return compiler && compiler->options.passes_precompiled_by &&
		(!compiler->options.precompiled_except.is_given ||
			patterns_fit (&compiler->options.precompiled_except, method));
}

void *
__wrap_mono_aot_get_method (MonoDomain *domain, MonoMethod *method, MonoErrorStorage *error)
{
	/* Images know wrappers by the function that they call. */
	if (!passes_by (compilers_selected (), method) && !frames_ask_mini_for (method) && !quiet_poll_is (method))
		return __real_mono_aot_get_method (domain, method, error);
	error_clear (error);
	return NULL;
}

/* A method of an image, or an instance that shares its code with all over references. */
static int
can_be_precompiled (MonoMethod *method)
{
	if (method_wrapper_kind (method) != ENUM_MONO_WRAPPER_NONE)
		return 0;
	return !MONO_BITS (method, MonoMethod, is_inflated) || mono_method_is_generic_sharable_full (method, 1, 0, 0);
}

int
precompiled_in_root_domain (Compiler *compiler, MonoMethod *method)
{
	MonoImage *image = mono_class_get_image (method_class (method));
	return MONO_FIELD (void *, image, MonoImage, aot_module) && can_be_precompiled (method) &&
		!passes_by (compiler, method);
}

int
precompiled_for_root_domain (Compiler *compiler, MonoDomain *domain, MonoMethod *method, int optimizations)
{
	return domain != mono_get_root_domain () && (optimizations & ENUM_MONO_OPT_AOT) &&
		precompiled_in_root_domain (compiler, method);
}

/* The other two are short cuts of the runtime, which need no MonoMethod. After a NULL the runtime looks for the method
 * and comes back through mono_aot_get_method (mini/mini-trampolines.c:mono_vcall_trampoline, mini_resolve_imt_method,
 * mono_aot_trampoline): what a pattern says is decided there, for all. */

void *
__wrap_mono_aot_get_method_from_token (MonoDomain *domain, MonoImage *image, uint32_t token, MonoErrorStorage *error)
{
	Compiler *compiler = compilers_selected ();
	if (!compiler || !compiler->options.passes_precompiled_by)
		return __real_mono_aot_get_method_from_token (domain, image, token, error);
	error_clear (error);
	return NULL;
}

void *
__wrap_mono_aot_get_method_from_vt_slot (MonoDomain *domain, MonoVTable *vtable, int slot, MonoErrorStorage *error)
{
	Compiler *compiler = compilers_selected ();
	if (!compiler || !compiler->options.passes_precompiled_by)
		return __real_mono_aot_get_method_from_vt_slot (domain, vtable, slot, error);
	error_clear (error);
	return NULL;
}
