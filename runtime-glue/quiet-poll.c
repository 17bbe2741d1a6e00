/* SPDX-License-Identifier: MIT */
#include "quiet-poll.h"

static MonoMethod *wrapper;

static char *
poll_info (void)
{
	return mono_jit_icall_info + OFFSET_MonoJitICallInfos_mono_threads_state_poll;
}

static uint32_t
identifier_of (const char *info)
{
	return (uint32_t) ((info - mono_jit_icall_info) / SIZE_MonoJitICallInfo);
}

#define WRAPPER_IDENTIFIER(info) \
	MONO_FIELD (uint32_t, (char *) (info) + OFFSET_WrapperInfo_d, ICallWrapperInfo, jit_icall_id)

/* Like the wrapper that metadata/marshal.c:mono_marshal_get_icall_wrapper makes, but that it looks for no interruption at
 * its end. As one of the same subtype and identifier it is compiled once for all domains, and by mini without a poll of
 * its own (mini/mini.c:mono_insert_safepoints). */
static MonoMethod *
make_wrapper (void)
{
	enum { RETURN = 0x2a /* ECMA-335 III.3.56 */, MAXIMUM_STACK = 1 };
	char *info = poll_info ();
	MonoMethodSignature *signature = MONO_FIELD (MonoMethodSignature *, info, MonoJitICallInfo, sig);
	MonoMethodBuilder *builder = mono_mb_new (mono_get_object_class (), "poll_quietly",
		ENUM_MONO_WRAPPER_MANAGED_TO_NATIVE);

	mono_mb_emit_native_call (builder, signature, MONO_FIELD (void *, info, MonoJitICallInfo, func));
	mono_mb_emit_byte (builder, RETURN);
	WrapperInfo *kind = mono_wrapper_info_create (builder, ENUM_WRAPPER_SUBTYPE_ICALL_WRAPPER);
	WRAPPER_IDENTIFIER (kind) = identifier_of (info);
	MonoMethod *method = mono_mb_create (builder, signature, MAXIMUM_STACK, kind);
	mono_mb_free (builder);
	MONO_SET_BITS (method, MonoMethod, save_lmf, 1);
	return method;
}

void *
quiet_poll_get_code (MonoErrorStorage *error)
{
	MonoMethod *method = __atomic_load_n (&wrapper, __ATOMIC_ACQUIRE), *other = NULL;

	/* The runtime takes the first wrapper of a function that is compiled for the one that it made itself
	 * (mini/mini-runtime.c:mono_jit_compile_method_with_opt). */
	mono_icall_get_wrapper_full (poll_info (), 1);
	if (method == NULL) {
		method = make_wrapper ();
		if (!__atomic_compare_exchange_n (&wrapper, &other, method, 0, __ATOMIC_ACQ_REL, __ATOMIC_ACQUIRE))
			method = other;
	}
	return mono_jit_compile_method (method, error);
}

int
quiet_poll_is (MonoMethod *method)
{
	return method == __atomic_load_n (&wrapper, __ATOMIC_ACQUIRE);
}

int
quiet_poll_is_part (MonoMethod *method)
{
	static const uint32_t parts [] = {
		OFFSET_MonoJitICallInfos_mono_threads_state_poll,
		OFFSET_MonoJitICallInfos_mono_thread_interruption_checkpoint,
		OFFSET_MonoJitICallInfos_mono_threads_exit_gc_safe_region_unbalanced,
	};

	if (MONO_BITS (method, MonoMethod, wrapper_type) != ENUM_MONO_WRAPPER_MANAGED_TO_NATIVE)
		return 0;
	WrapperInfo *kind = mono_marshal_get_wrapper_info (method);
	if (kind == NULL || MONO_FIELD (uint32_t, kind, WrapperInfo, subtype) != ENUM_WRAPPER_SUBTYPE_ICALL_WRAPPER)
		return 0;
	for (size_t i = 0; i < sizeof (parts) / sizeof (parts [0]); ++i)
		if (WRAPPER_IDENTIFIER (kind) == identifier_of (mono_jit_icall_info + parts [i]))
			return 1;
	return 0;
}
