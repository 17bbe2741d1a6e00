/* SPDX-License-Identifier: MIT */
#include "patchable.h"

#include "body.h"
#include "methods.h"

/* ---- Whose address was given away ---- */

enum { PROPERTY_PATCHABLE = 0x70617463 };

/* It is kept with METHOD's image, and goes with it. */
static void
give_away (MonoMethod *method)
{
	if (method && !method_is_wrapper (method))
		mono_image_property_insert (mono_class_get_image (method_class (method)), method, PROPERTY_PATCHABLE, method);
}

int
patchable_was_given_away (MonoMethod *method)
{
	MonoImage *image = mono_class_get_image (method_class (method));

	if (mono_image_property_lookup (image, method, PROPERTY_PATCHABLE))
		return 1;
	/* Of a generic definition, all instances */
	return MONO_BITS (method, MonoMethod, is_inflated) &&
		mono_image_property_lookup (image, MONO_FIELD (void *, method, MonoMethodInflated, declaring),
			PROPERTY_PATCHABLE);
}

/* RuntimeMethodHandle.GetFunctionPointer */
void *
__wrap_ves_icall_RuntimeMethodHandle_GetFunctionPointer_raw (MonoMethod *method, MonoErrorStorage *error)
{
	give_away (method);
	return __real_ves_icall_RuntimeMethodHandle_GetFunctionPointer_raw (method, error);
}

/* ldftn, but where a delegate is made of the address: there it is not called. */
void *
__wrap_mono_ldftn (MonoMethod *method)
{
	give_away (method);
	return __real_mono_ldftn (method);
}

/* mono_compile_method, of which hosts call Mono's own, calls by this table (metadata/object.c). So does
 * mono_compile_method_checked for other files of the runtime, which give no address away: they do not come here. */
typedef void *(*CompileMethod) (MonoMethod *method, MonoErrorStorage *error);

static CompileMethod compile_method;

static void *
compile_and_give_away (MonoMethod *method, MonoErrorStorage *error)
{
	give_away (method);
	return compile_method (method, error);
}

void
__wrap_mono_install_callbacks (MonoRuntimeCallbacks *callbacks)
{
	compile_method = MONO_FIELD (CompileMethod, callbacks, MonoRuntimeCallbacks, compile_method);
	MONO_FIELD (CompileMethod, callbacks, MonoRuntimeCallbacks, compile_method) = compile_and_give_away;
	__real_mono_install_callbacks (callbacks);
}

void *
__wrap_mono_compile_method_checked (MonoMethod *method, MonoErrorStorage *error)
{
	error_clear (error);
	return compile_method (method, error);
}

/* ---- RuntimeHelpers.PrepareMethod ---- */

/* Mono's is empty, and mini inlines it. Programs call it before they take an address. */
static int
is_announcement (MonoMethod *method)
{
	MonoClass *klass = method_class (method);

	return strcmp (mono_method_get_name (method), "PrepareMethod") == 0 &&
		mono_class_get_image (klass) == mono_get_corlib () &&
		strcmp (mono_class_get_name (klass), "RuntimeHelpers") == 0;
}

/* A method with METHOD's signature, whose first argument is a RuntimeMethodHandle, that is, a MonoMethod. */
static MonoMethod *
make_announcement (MonoMethod *method, MonoMethodSignature *signature, int parameter_count)
{
	enum { LOAD_ARGUMENT = 0x02 /* ECMA-335 III.3.38: ldarg.0, and ldarg.1 behind it */, RETURN = 0x2a /* III.3.56 */ };
	MonoMethodBuilder *builder = mono_mb_new (method_class (method), "PrepareMethod",
		ENUM_MONO_WRAPPER_MANAGED_TO_NATIVE);

	for (int i = 0; i < parameter_count; ++i)
		mono_mb_emit_byte (builder, (uint8_t) (LOAD_ARGUMENT + i));
	mono_mb_emit_native_call (builder, signature, (void *) give_away);
	mono_mb_emit_byte (builder, RETURN);
	WrapperInfo *kind = mono_wrapper_info_create (builder, ENUM_WRAPPER_SUBTYPE_NONE);
	MonoMethod *wrapper = mono_mb_create (builder, signature, parameter_count, kind);
	mono_mb_free (builder);
	MONO_SET_BITS (wrapper, MonoMethod, save_lmf, 1);
	return wrapper;
}

MonoMethod *
patchable_announcement (MonoMethod *method)
{
	static MonoMethod *made [2]; /* by number of parameters */

	if (!is_announcement (method))
		return method;
	MonoMethodSignature *signature = mono_method_signature (method);
	int parameter_count = (int) mono_signature_get_param_count (signature);
	if (parameter_count < 1 || parameter_count > 2)
		return method;
	MonoMethod **at = &made [parameter_count - 1], *wrapper = __atomic_load_n (at, __ATOMIC_ACQUIRE), *other = NULL;
	if (wrapper)
		return wrapper;
	wrapper = make_announcement (method, signature, parameter_count);
	return __atomic_compare_exchange_n (at, &other, wrapper, 0, __ATOMIC_ACQ_REL, __ATOMIC_ACQUIRE) ? wrapper : other;
}

/* ---- The question ---- */

int
patchable_is (MonoDomain *domain, MonoMethod *method)
{
	if (patchable_was_given_away (method))
		return 1;
	MonoJitInfo *info = mini_lookup_method (domain, method, NULL);
	return info && body_is_patched (info);
}
