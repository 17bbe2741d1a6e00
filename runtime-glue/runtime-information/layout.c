/* SPDX-License-Identifier: MIT
 *
 * Layout of the runtime's data, and where arguments and results travel. */
#include <pthread.h>
#include <stddef.h>

#include "questions.h"

/* ---- Layout ----------------------------------------------------------------------------------------------------- */

/* DWARF numbers (System V AMD64 psABI, figure 3.36). */
enum { RAX = 0, RDX = 1, RCX = 2, RBP = 6, R10 = 10 };

static const RuntimeLayout constant_layout = {
	.size = sizeof (RuntimeLayout),
	.object_header_size = SIZE_MonoObject,
	.object_vtable_offset = OFFSET_MonoObject_vtable,
	.array_bounds_offset = OFFSET_MonoArray_bounds,
	.array_length_offset = OFFSET_MonoArray_max_length,
	.array_base_offset = OFFSET_MonoArray_vector,
	.bounds_record_size = SIZE_MonoArrayBounds,
	.bounds_length_offset = OFFSET_MonoArrayBounds_length,
	.bounds_lower_offset = OFFSET_MonoArrayBounds_lower_bound,
	.string_length_offset = OFFSET_MonoString_length,
	.string_characters_offset = OFFSET_MonoString_chars,
	.vtable_class_offset = OFFSET_MonoVTable_klass,
	.vtable_type_object_offset = OFFSET_MonoVTable_type,
	.vtable_interface_bitmap_offset = OFFSET_MonoVTable_interface_bitmap,
	.vtable_maximum_interface_offset = OFFSET_MonoVTable_max_interface_id,
	.vtable_rank_offset = OFFSET_MonoVTable_rank,
	.vtable_initialized_offset = OFFSET_MonoVTable_initialized,
	.class_supertypes_offset = OFFSET_MonoClass_supertypes,
	.class_depth_offset = OFFSET_MonoClass_idepth,
	.class_element_offset = OFFSET_MonoClass_element_class,
	.delegate_invoke_offset = OFFSET_MonoDelegate_invoke_impl,
	.delegate_target_offset = OFFSET_MonoDelegate_target,
	.delegate_method_offset = OFFSET_MonoDelegate_method,
	.delegate_code_offset = OFFSET_MonoDelegate_method_ptr,
	.typed_reference_type_offset = OFFSET_MonoTypedRef_type,
	.typed_reference_value_offset = OFFSET_MonoTypedRef_value,
	.typed_reference_class_offset = OFFSET_MonoTypedRef_klass,
	/* mini/memory-access.c:mini_emit_memory_copy_internal copies as many words one by one. */
	.barrier_copy_words = 5,
	.unwind_state_size = SIZE_ResumeState,
	/* MONO_ARCH_RGCTX_REG of mini/mini-amd64.h */
	.hidden_argument_register = R10,
	/* MONO_ARCH_EXC_REG there, and where mini/mini-exceptions.c:mono_handle_exception_internal puts the clause's index for
	 * code with landing pads. */
	.exception_register = RAX,
	.clause_register = RDX,
	/* Ours: filters.c */
	.landing_register = RCX,
	/* mini/exceptions-amd64.c:mono_arch_get_call_filter */
	.frame_register = RBP,
	.filter_exception_register = RAX,
	.filter_result_register = RAX,
};

/* By whether the runtime's own compiler computes float32 in single precision. */
static RuntimeLayout layouts [2];
static int float32_is_exact_by_default;
static pthread_once_t layouts_once = PTHREAD_ONCE_INIT;

static int
float32_is_exact (uint32_t optimizations)
{
	return (optimizations & ENUM_MONO_OPT_FLOAT32) != 0;
}

/* Once, for the default optimisations are found with the CPUID instruction, which a virtual machine traps. */
static void
fill_layouts (void)
{
	RuntimeLayout layout = constant_layout;
	int card_shift;
	void *card_mask;

	layout.card_table = mono_gc_get_card_table (&card_shift, &card_mask);
	layout.card_shift = (uint32_t) card_shift;
	layout.card_mask = (uint64_t) (uintptr_t) card_mask;
	layout.proxy_class = (ClassInfo *) MONO_DEFAULT (transparent_proxy_class);
	layout.poll_word = (volatile uint32_t *) &mono_polling_required;
	layout.interruption_word = (volatile uint32_t *) &mono_thread_interruption_request_flag;
	layout.null_page_size = (uint32_t) mono_pagesize ();
	layouts [0] = layouts [1] = layout;
	layouts [1].float32_is_exact = 1;
	float32_is_exact_by_default = float32_is_exact (mono_parse_default_optimizations (NULL));
}

static const RuntimeLayout *
get_layout (IRuntimeInformation *runtime)
{
	int optimizations = request_of (runtime)->optimizations, is_exact = float32_is_exact ((uint32_t) optimizations);

	pthread_once (&layouts_once, fill_layouts);
	return &layouts [optimizations == OPTIMIZATIONS_DEFAULT ? float32_is_exact_by_default : is_exact];
}

static uint32_t
get_array_base_offset (IRuntimeInformation *runtime, ClrType *type)
{
	(void) type;
	return get_layout (runtime)->array_base_offset;
}

/* ---- Native signatures ------------------------------------------------------------------------------------------ */

/* DWARF numbers (System V AMD64 psABI, figure 3.36) by the numbers of instruction encodings, which Mono uses. */
static const uint8_t dwarf_registers [] = { 0, 2, 1, 3, 7, 6, 4, 5, 8, 9, 10, 11, 12, 13, 14, 15 };
enum { DWARF_XMM0 = 17 };

static void *
argument_info (void *call_info, uint32_t index)
{
	return (char *) call_info + OFFSET_CallInfo_args + (size_t) index * SIZE_ArgInfo;
}

static void
set_register (NativeLocation *location, LocationKind kind, unsigned number)
{
	location->kind = kind;
	location->register_count = 1;
	location->registers [0] = (uint8_t) number;
}

/* Translates INFO, an ArgInfo of mini/mini-amd64.h. Returns 0 for what only unmanaged and shared signatures have. */
static int
fill_location (NativeLocation *location, void *info)
{
	uint32_t storage = MONO_BITS (info, ArgInfo, storage);
	uint8_t number = MONO_FIELD (uint8_t, info, ArgInfo, reg);

	switch (storage) {
	case ENUM_ArgInIReg:
		set_register (location, LOCATION_INTEGER_REGISTERS, dwarf_registers [number]);
		return 1;
	case ENUM_ArgInFloatSSEReg:
	case ENUM_ArgInDoubleSSEReg:
		set_register (location, LOCATION_FLOAT_REGISTER, DWARF_XMM0 + number);
		return 1;
	case ENUM_ArgOnStack:
		location->kind = LOCATION_STACK;
		/* Mono keeps it in 16 bits; above 32 KiB its callers and callees agree on another place, which is none. */
		location->stack_offset = (uint32_t) MONO_FIELD (int16_t, info, ArgInfo, offset);
		return 1;
	case ENUM_ArgValuetypeInReg: {
		const uint8_t *pair = MONO_FIELD_ADDRESS (info, ArgInfo, pair_regs);
		int count = MONO_FIELD (int, info, ArgInfo, nregs);
		if (count < 0 || count > 2)
			return 0;
		location->kind = LOCATION_INTEGER_REGISTERS;
		location->register_count = (uint8_t) count;
		for (int i = 0; i < count; ++i)
			location->registers [i] = dwarf_registers [pair [i]];
		return 1;
	}
	default:
		return 0;
	}
}

static int
fill_result (NativeSignature *native, void *call_info, MonoType *type)
{
	void *info = MONO_FIELD_ADDRESS (call_info, CallInfo, ret);

	native->result.type = (ClrType *) type;
	native->result.size = type_value_size (type, NULL);
	if (type_kind (type) == TYPE_VOID)
		return 1;
	if (MONO_BITS (info, ArgInfo, storage) != ENUM_ArgValuetypeAddrInIReg)
		return fill_location (&native->result, info);
	native->result.kind = LOCATION_BUFFER;
	set_register (&native->result_buffer, LOCATION_INTEGER_REGISTERS,
		dwarf_registers [MONO_FIELD (uint8_t, info, ArgInfo, reg)]);
	native->result_buffer.size = sizeof (void *);
	native->result_buffer_index = (uint32_t) MONO_FIELD (int, call_info, CallInfo, vret_arg_index);
	return 1;
}

/* Mono asserts on types it cannot pass. */
static int
can_be_passed (Request *request, MonoType *type, int is_result)
{
	MonoClass *klass = mono_class_from_mono_type (type);
	TypeKind kind = type_kind (type);

	if ((kind == TYPE_VOID && !is_result) || (kind != TYPE_BYREF && class_is_open (klass)))
		return request_fail_with (request, "System", "InvalidProgramException", "%s cannot be an argument or result.",
			mono_class_get_name (klass));
	return kind != TYPE_VALUE_TYPE || class_load (request, klass);
}

static int
fill_arguments (Request *request, NativeSignature *native, void *call_info, MonoMethodSignature *signature)
{
	uint32_t has_this = mono_signature_is_instance (signature) ? 1 : 0;
	void *iterator = NULL;

	native->argument_count = has_this + mono_signature_get_param_count (signature);
	NativeLocation *arguments = request_allocate (request, (native->argument_count + 1) * sizeof *arguments);
	native->arguments = arguments;
	for (uint32_t i = 0; i < native->argument_count; ++i) {
		arguments [i].size = sizeof (void *);
		if (i >= has_this) {
			MonoType *type = type_canonical (mono_signature_get_params (signature, &iterator));
			arguments [i].type = (ClrType *) type;
			arguments [i].size = type_value_size (type, NULL);
		}
		if (!fill_location (&arguments [i], argument_info (call_info, i)))
			return 0;
	}
	return 1;
}

/* What mini/mini-amd64.c:emit_sig_cookie passes: SIGNATURE without its fixed parameters. System.ArgIterator reads it
 * (metadata/icall.c:ves_icall_System_ArgIterator_Setup). */
static MonoMethodSignature *
variable_part (Request *request, MonoMethodSignature *signature)
{
	int fixed = mono_signature_vararg_start (signature);
	int count = (int) mono_signature_get_param_count (signature) - fixed;
	MonoMethodSignature *part = mono_domain_alloc0 (request->domain,
		(unsigned) (OFFSET_MonoMethodSignature_params + (size_t) count * sizeof (MonoType *)));
	MonoType **parameters = MONO_FIELD_ADDRESS (signature, MonoMethodSignature, params);

	memcpy (part, signature, OFFSET_MonoMethodSignature_params);
	MONO_FIELD (uint16_t, part, MonoMethodSignature, param_count) = (uint16_t) count;
	MONO_FIELD (int16_t, part, MonoMethodSignature, sentinelpos) = 0;
	memcpy (MONO_FIELD_ADDRESS (part, MonoMethodSignature, params), parameters + fixed,
		(size_t) count * sizeof (MonoType *));
	return part;
}

static int
fill_cookie (Request *request, NativeSignature *native, void *call_info, MonoMethodSignature *signature)
{
	if (mono_signature_get_call_conv (signature) != MONO_CALL_VARARG)
		return 1;
	native->cookie.size = sizeof (void *);
	native->cookie_index = (uint32_t) mono_signature_vararg_start (signature) +
		(mono_signature_is_instance (signature) ? 1 : 0);
	native->cookie_value = variable_part (request, signature);
	return fill_location (&native->cookie, MONO_FIELD_ADDRESS (call_info, CallInfo, sig_cookie)) &&
		native->cookie.kind == LOCATION_STACK;
}

/* Unmanaged signatures have no native signature here: 0 without a failure. */
static int
get_native_signature (IRuntimeInformation *runtime, SignatureInfo *runtime_signature, NativeSignature *answer)
{
	NativeSignature whole = { 0 }, *native = &whole;
	Request *request = request_asked (runtime);
	MonoMethodSignature *signature = mono_signature_of (runtime_signature);
	MonoType *result = type_canonical (mono_signature_get_return_type (signature)), *parameter;
	void *iterator = NULL;
	uint32_t convention = mono_signature_get_call_conv (signature);

	/* Wrappers of native functions are managed code, though their signatures keep the function's convention. */
	if (MONO_BITS (signature, MonoMethodSignature, pinvoke))
		return 0;
	if (!can_be_passed (request, result, 1))
		return 0;
	/* Mono asserts that a signature with variable arguments says where they begin. */
	if (convention == MONO_CALL_VARARG && mono_signature_vararg_start (signature) < 0)
		return request_fail_with (request, "System", "InvalidProgramException",
			"A signature with variable arguments that does not say where they begin.");
	while ((parameter = mono_signature_get_params (signature, &iterator)) != NULL)
		if (!can_be_passed (request, parameter, 0))
			return 0;

	void *call_info = mono_arch_get_call_info (NULL, signature);
	native->stack_size = MONO_FIELD (uint32_t, call_info, CallInfo, stack_usage);
	int complete = fill_result (native, call_info, result) && fill_arguments (request, native, call_info, signature) &&
		fill_cookie (request, native, call_info, signature);
	monoeg_g_free (call_info);
	if (!complete && !request->has_failure)
		request_fail_with (request, "System", "InvalidProgramException", "Arguments of %u bytes cannot be passed.",
			(unsigned) native->stack_size);
	return complete && answer_give (request, answer, &whole, sizeof whole);
}

void
runtime_information_fill_layout (IRuntimeInformation *table)
{
	table->get_layout = get_layout;
	table->get_array_base_offset = get_array_base_offset;
	table->get_native_signature = get_native_signature;
}
