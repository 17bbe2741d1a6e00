/* SPDX-License-Identifier: MIT
 *
 * Helpers of the runtime that compiled code calls, and data that lives as long as the domain. */
#include "../code-memory.h"
#include "../quiet-poll.h"
#include "questions.h"

/* ---- Services --------------------------------------------------------------------------------------------------- */

typedef enum ServiceKind {
	CHECKED, /* through the wrapper: it makes the C function visible to stack walks, and throws what it left pending */
	QUIET,   /* through the wrapper of quiet-poll.c, which does not throw */
	RAW,     /* the C function itself: it neither throws, nor walks the stack, nor waits */
	OURS     /* a function of ours, of this kind */
} ServiceKind;

typedef struct ServiceRow {
	uint32_t info; /* which of mono_jit_icall_info (metadata/jit-icall-reg.h) */
	ServiceKind kind;
	void (*own) (void *argument);
} ServiceRow;

#define HELPER(name) { OFFSET_MonoJitICallInfos_##name, CHECKED, NULL }
#define QUIET_HELPER(name) { OFFSET_MonoJitICallInfos_##name, QUIET, NULL }
#define RAW_HELPER(name) { OFFSET_MonoJitICallInfos_##name, RAW, NULL }
#define OWN(function) { 0, OURS, function }

/* Where mini/mini-exceptions.c:mono_handle_exception_internal keeps, one for each thread, what it needs after a finally. */
static void *
unwind_state (void)
{
	return MONO_FIELD_ADDRESS (mono_tls_get_jit_tls (), MonoJitTlsData, resume_state);
}

static void
save_unwind (void *state)
{
	memcpy (state, unwind_state (), SIZE_ResumeState);
}

static void
restore_unwind (void *state)
{
	memcpy (unwind_state (), state, SIZE_ResumeState);
}

static const ServiceRow services [SERVICE_COUNT] = {
	[SERVICE_ALLOCATE_OBJECT] = HELPER (ves_icall_object_new_specific),
	[SERVICE_ALLOCATE_VECTOR] = HELPER (ves_icall_array_new_specific),
	[SERVICE_INITIALIZE_CLASS] = HELPER (mono_generic_class_init),
	[SERVICE_IS_INSTANCE] = HELPER (mono_object_isinst_with_cache),
	[SERVICE_CAST_CLASS] = HELPER (mono_object_castclass_with_cache),
	[SERVICE_CHECK_STORE_ELEMENT] = HELPER (mono_helper_stelem_ref_check),
	/* These five are trampolines: they save the registers themselves. */
	[SERVICE_THROW] = RAW_HELPER (mono_arch_throw_exception),
	[SERVICE_RETHROW] = RAW_HELPER (mono_arch_rethrow_exception),
	[SERVICE_THROW_CORLIB] = RAW_HELPER (mono_llvm_throw_corlib_exception_abs_trampoline),
	[SERVICE_RESUME_UNWIND] = RAW_HELPER (mono_llvm_resume_unwind_trampoline),
	[SERVICE_POLL] = HELPER (mono_threads_state_poll),
	[SERVICE_POLL_QUIETLY] = QUIET_HELPER (mono_threads_state_poll),
	[SERVICE_COPY_VALUE] = RAW_HELPER (mono_value_copy_internal),
	[SERVICE_COPY_RANGE] = RAW_HELPER (mono_gc_wbarrier_range_copy),
	[SERVICE_LOAD_FUNCTION] = HELPER (mono_ldftn),
	[SERVICE_LOAD_VIRTUAL_FUNCTION] = HELPER (mono_ldvirtfn),
	[SERVICE_CONSTRUCT_DELEGATE] = HELPER (ves_icall_mono_delegate_ctor),
	[SERVICE_STATIC_FIELD_ADDRESS] = HELPER (mono_class_static_field_address),
	/* mini calls the same functions for `rem` and conversions to uint64: the results are the same bit for bit. */
	[SERVICE_FLOAT64_REMAINDER] = RAW_HELPER (__emul_frem),
	[SERVICE_FLOAT32_REMAINDER] = RAW_HELPER (__emul_rrem),
	[SERVICE_FLOAT64_TO_UINT64] = RAW_HELPER (__emul_fconv_to_u8),
	[SERVICE_NEW_ARRAY] = HELPER (mono_array_new_n_icall),
	[SERVICE_UNDENIABLE_EXCEPTION] = HELPER (mono_thread_get_undeniable_exception),
	[SERVICE_FINISH_ABORT] = HELPER (ves_icall_thread_finish_async_abort),
	[SERVICE_UNMANAGED_FUNCTION] = HELPER (mono_get_native_calli_wrapper),
	[SERVICE_THROW_METHOD_ACCESS] = HELPER (mono_throw_method_access),
	[SERVICE_THROW_BAD_IMAGE] = HELPER (mono_throw_bad_image),
	[SERVICE_MONITOR_ENTER_QUICKLY] = RAW_HELPER (mono_monitor_enter_fast),
	[SERVICE_MONITOR_ENTER] = HELPER (mono_monitor_enter_internal),
	[SERVICE_MONITOR_TAKE_QUICKLY] = RAW_HELPER (mono_monitor_enter_v4_fast),
	[SERVICE_MONITOR_TAKE] = HELPER (mono_monitor_enter_v4_internal),
	[SERVICE_SAVE_UNWIND] = OWN (save_unwind),
	[SERVICE_RESTORE_UNWIND] = OWN (restore_unwind),
};

static void *
get_service (IRuntimeInformation *runtime, Service service)
{
	Request *request = request_asked (runtime);

	if ((unsigned) service >= SERVICE_COUNT) {
		request_fail_with (request, "System", "ArgumentException", "There is no service %u.", (unsigned) service);
		return NULL;
	}
	const ServiceRow *row = &services [service];
	if (row->kind == OURS)
		return (void *) row->own;
	char *info = mono_jit_icall_info + row->info;
	void *function = MONO_FIELD (void *, info, MonoJitICallInfo, func);
	if (function == NULL) {
		request_fail_with (request, "System", "NotSupportedException", "The runtime does not offer service %u.",
			(unsigned) service);
		return NULL;
	}
	if (row->kind != QUIET)
		return row->kind == RAW ? function : (void *) mono_icall_get_wrapper_full (info, 1);
	MonoErrorStorage error;
	error_clear (&error);
	void *wrapper = quiet_poll_get_code (&error);
	if (wrapper == NULL)
		request_fail (request, &error);
	return wrapper;
}

/* ---- Exceptions ------------------------------------------------------------------------------------------------- */

static const char *const exception_classes [EXCEPTION_COUNT] = {
	[EXCEPTION_NULL_REFERENCE] = "NullReferenceException",
	[EXCEPTION_INDEX_OUT_OF_RANGE] = "IndexOutOfRangeException",
	[EXCEPTION_ARRAY_TYPE_MISMATCH] = "ArrayTypeMismatchException",
	[EXCEPTION_INVALID_CAST] = "InvalidCastException",
	[EXCEPTION_DIVIDE_BY_ZERO] = "DivideByZeroException",
	[EXCEPTION_OVERFLOW] = "OverflowException",
	[EXCEPTION_OUT_OF_MEMORY] = "OutOfMemoryException",
	[EXCEPTION_ARGUMENT] = "ArgumentException",
	[EXCEPTION_INVALID_PROGRAM] = "InvalidProgramException",
};

/* The row of the class in the core library's table of type definitions. */
static uint32_t
get_corlib_exception_index (IRuntimeInformation *runtime, CorlibException exception)
{
	Request *request = request_asked (runtime);
	MonoClass *klass = (unsigned) exception < EXCEPTION_COUNT
		? mono_class_from_name (mono_get_corlib (), "System", exception_classes [exception])
		: NULL;

	if (klass == NULL) {
		request_fail_with (request, "System", "ArgumentException", "There is no exception %u.", (unsigned) exception);
		return 0;
	}
	return mono_metadata_token_index (mono_class_get_type_token (klass));
}

/* ---- Data ------------------------------------------------------------------------------------------------------- */

/* Data shares its memory with code, so that code reaches it; but not its cache lines, which a store would flush from
 * the instruction cache. */
enum { CACHE_LINE = 64 };

static void *
allocate_data (IRuntimeInformation *runtime, size_t size)
{
	Request *request = request_asked (runtime);

	if (size > INT32_MAX - 2 * CACHE_LINE) {
		request_fail_with (request, "System", "OutOfMemoryException", "%zu bytes of data for one method.", size);
		return NULL;
	}
	size = (size + CACHE_LINE - 1) / CACHE_LINE * CACHE_LINE;
	uintptr_t start = (uintptr_t) code_memory_allocate_data (request, (int) size + CACHE_LINE);
	if (!start) {
		request_fail_with (request, "System", "OutOfMemoryException", "no memory for %zu bytes of data", size);
		return NULL;
	}
	void *data = (void *) ((start + CACHE_LINE - 1) / CACHE_LINE * CACHE_LINE);
	memset (data, 0, size);
	return data;
}

/* ---- Functions that wrappers call ------------------------------------------------------------------------------- */

static int
get_runtime_function (IRuntimeInformation *runtime, MethodInfo *method, uint32_t number, RuntimeFunction *answer)
{
	RuntimeFunction whole = { 0 }, *function = &whole;
	Request *request = request_asked (runtime);
	char *info = mono_jit_icall_info + (size_t) number * SIZE_MonoJitICallInfo;

	if (number >= SIZE_MonoJitICallInfos / SIZE_MonoJitICallInfo ||
		MONO_FIELD (void *, info, MonoJitICallInfo, func) == NULL ||
		MONO_FIELD (void *, info, MonoJitICallInfo, sig) == NULL)
		return request_fail_with (request, "System", "InvalidProgramException", "%s calls the unknown function %u.",
			mono_method_get_name (mono_method_of (method)), number);
	function->name = MONO_FIELD (const char *, info, MonoJitICallInfo, name);
	/* The function's own signature is that of a C function. */
	function->signature = (SignatureInfo *) method_signature (request, mono_icall_get_wrapper_method (info));
	function->address = (void *) mono_icall_get_wrapper_full (info, 1);
	return function->signature != NULL && answer_give (request, answer, &whole, sizeof whole);
}

/* ---- Methods that the runtime makes ------------------------------------------------------------------------------- */

/* Its slot is set when the vector class' virtual table is (metadata/class-init.c: mono_class_setup_vtable_general). */
static MonoMethod *
store_element_method (void)
{
	MonoClass *vector = mono_array_class_get (MONO_DEFAULT (object_class), 1);

	mono_class_setup_vtable (vector);
	return mono_marshal_get_virtual_stelemref (vector);
}

/* mini/method-to-ir.c:mini_get_memset_method */
static MonoMethod *
set_memory_method (Request *request)
{
	MonoErrorStorage error;

	error_clear (&error);
	MonoMethod *method = mono_class_get_method_from_name_checked (mono_get_string_class (), "memset", 3, 0, &error);
	if (!error_is_ok (&error))
		request_fail (request, &error);
	else if (method == NULL)
		request_fail_with (request, "System", "MissingMethodException", "The core library has no String.memset.");
	return method;
}

static MethodInfo *
get_helper_method (IRuntimeInformation *runtime, HelperMethod helper)
{
	Request *request = request_asked (runtime);

	switch (helper) {
	case HELPER_CAST_CLASS:
		return (MethodInfo *) mono_marshal_get_castclass_with_cache ();
	case HELPER_STORE_ELEMENT:
		return (MethodInfo *) store_element_method ();
	case HELPER_SET_MEMORY:
		return (MethodInfo *) set_memory_method (request);
	default:
		request_fail_with (request, "System", "ArgumentException", "There is no helper %u.", (unsigned) helper);
		return NULL;
	}
}

/* mini calls it for each access; of two dimensions it finds elements by itself (mini/method-to-ir.c:mini_emit_ldelema_ins). */
static MethodInfo *
get_element_address_method (IRuntimeInformation *runtime, ClassInfo *array)
{
	MonoClass *klass = mono_class_of (array);
	int rank = mono_class_get_rank (klass);

	request_asked (runtime);
	return rank > 2 ? (MethodInfo *) mono_marshal_get_array_address (rank, mono_array_element_size (klass)) : NULL;
}

void
runtime_information_fill_services (IRuntimeInformation *table)
{
	table->get_runtime_function = get_runtime_function;
	table->get_service = get_service;
	table->get_helper_method = get_helper_method;
	table->get_element_address_method = get_element_address_method;
	table->get_corlib_exception_index = get_corlib_exception_index;
	table->allocate_data = allocate_data;
}
