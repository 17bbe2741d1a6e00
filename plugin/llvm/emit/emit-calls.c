/* SPDX-License-Identifier: MIT
 *
 * Calls: ECMA-335 III.3.19, III.3.20, III.4.2, III.4.17, III.4.18 and the constrained. prefix, III.2.1. */
#include "families.h"

int
emit_return (Emitter *emitter, const Operation *operation)
{
	const LoweredSignature *lowered = &emitter->signature;
	LLVMBuilderRef builder = emitter->builder;

	if (!operation->operand_count) {
		LLVMBuildRetVoid (builder);
		return 1;
	}
	LLVMValueRef value = emit_value (emitter, operation->operands [0]);
	if (lowered->result_location == LOCATION_BUFFER) {
		/* The buffer is on the caller's stack: no barrier. */
		emit_copy (emitter, emitter->result_buffer, value, lowered->result_size, 8);
		LLVMBuildRetVoid (builder);
	} else if (is_value (lowered->result.kind)) {
		LLVMBuildRet (builder, LLVMBuildLoad2 (builder, emitter->module->i64, value, ""));
	} else {
		TypeKind kind = lowered->result.kind;

		LLVMBuildRet (builder,
			emit_to_word (emitter, emit_extend (emitter, value, kind), LLVMGetReturnType (lowered->type)));
	}
	return 1;
}

static LLVMValueRef *
operand_values (Emitter *emitter, const Operation *operation)
{
	LLVMValueRef *values = arena_array (emitter->compilation->arena, LLVMValueRef, operation->operand_count + 1);

	emit_operands (emitter, operation, values);
	return values;
}

/* Replaces the receiver of a constrained call, and finds what to call: ECMA-335 III.2.1. */
static int
resolve_constrained (Emitter *emitter, const Operation *operation, MethodInfo **method, LLVMValueRef *receiver,
	uint32_t *call_flags)
{
	IRuntimeInformation *runtime = emitter->module->runtime;
	LLVMValueRef pointer = emit_as_pointer (emitter, *receiver);
	ConstrainedTarget target = { .size = sizeof target };
	Storage storage;

	if (!runtime->get_constrained_target (runtime, emitter->source->method, operation->klass, operation->method,
			&target) ||
		!storage_of_class (emitter->module, operation->klass, &storage, NULL))
		return emit_runtime_failed (emitter);
	*method = target.method;
	if (target.kind == CONSTRAINED_DIRECT) {
		*call_flags &= ~(uint32_t) CALL_VIRTUAL;
		*receiver = pointer;
		return 1;
	}
	emit_address_check (emitter, pointer, 0);
	LLVMValueRef value = emit_load (emitter, pointer, storage, ACCESS_ANY, 0, 0);
	*receiver = target.kind == CONSTRAINED_BOX ? emit_box (emitter, operation->klass, value) : value;
	return *receiver != NULL;
}

int
emit_call (Emitter *emitter, const Operation *operation)
{
	IRuntimeInformation *runtime = emitter->module->runtime;
	LLVMValueRef *arguments = operand_values (emitter, operation), result;
	MethodInfo *method = operation->method;
	uint32_t call_flags = (operation->flags & OPERATION_VIRTUAL ? CALL_VIRTUAL : 0) |
		(operation->flags & OPERATION_TAIL ? CALL_TAIL : 0);
	MethodDescription info = { .size = sizeof info };

	if (!runtime->describe_method (runtime, method, &info))
		return emit_runtime_failed (emitter);
	if (info.flags & METHOD_STATIC && call_flags & CALL_VIRTUAL) {
		emit_null_check (emitter, emit_as_pointer (emitter, arguments [0]));
		call_flags &= ~(uint32_t) CALL_VIRTUAL;
	}
	if (operation->klass) {
		if (!resolve_constrained (emitter, operation, &method, &arguments [0], &call_flags))
			return 0;
	} else if (info.intrinsic != INTRINSIC_NONE) {
		IntrinsicOutcome outcome = emit_intrinsic (emitter, operation, &info);

		if (outcome != INTRINSIC_NOT_EMITTED)
			return outcome == INTRINSIC_EMITTED;
	}
	if (operation->operand_count && operation->operands [0]->is_this)
		call_flags |= CALL_RECEIVER_IS_THIS;
	if (emit_can_loop (emitter, operation)) {
		if (!emit_loop (emitter, operation, arguments))
			return 0;
		result = emit_after_jump (emitter, &emitter->signature);
	} else if (!emit_method_call (emitter, method, operation->signature, call_flags, arguments,
				   operation->operand_count, &result)) {
		return 0;
	}
	if (operation->result)
		emit_define (emitter, operation, result);
	return 1;
}

/* The code to call for the unmanaged FUNCTION; the signature to call it with goes to *SIGNATURE. A call site remembers the
 * first function it meets, and the code for it: two words, each written once, the code after the function. */
static LLVMValueRef
unmanaged_code (Emitter *emitter, LLVMValueRef function, SignatureInfo **signature)
{
	Module *module = emitter->module;
	IRuntimeInformation *runtime = module->runtime;
	LLVMBuilderRef builder = emitter->builder;
	UnmanagedCall call = { .size = sizeof call };
	void *memory = runtime->allocate_data (runtime, 16);

	if (!memory || !runtime->get_unmanaged_call (runtime, emitter->source->method, *signature, &call)) {
		emit_runtime_failed (emitter);
		return NULL;
	}
	*signature = call.managed_signature;
	const char *name = arena_format (emitter->compilation->arena, "%u", module->cache_count++);
	LLVMValueRef site = symbol_address (module, "cache", name, memory), site_code = emit_offset (emitter, site, 8);
	LLVMValueRef known_code = LLVMBuildLoad2 (builder, module->ptr, site_code, "");
	/* Acquire: who sees the code sees its function. */
	LLVMSetOrdering (known_code, LLVMAtomicOrderingAcquire);
	LLVMValueRef known = LLVMBuildLoad2 (builder, module->ptr, site, "");
	LLVMSetOrdering (known, LLVMAtomicOrderingMonotonic);
	LLVMValueRef is_known = LLVMBuildAnd (builder, LLVMBuildIsNotNull (builder, known_code, ""),
		LLVMBuildICmp (builder, LLVMIntEQ, known, function, ""), "");
	LLVMBasicBlockRef before = LLVMGetInsertBlock (builder);
	LLVMBasicBlockRef after = emit_begin_unlikely (emitter, LLVMBuildNot (builder, is_known, ""), "unmanaged");

	LLVMValueRef arguments [] = {
		symbol_address (module, "module", "", call.module),
		symbol_address (module, "signature", "calli", call.signature),
		function,
	};
	LLVMValueRef code = emit_service (emitter, SERVICE_UNMANAGED_FUNCTION, arguments);
	LLVMValueRef pair = LLVMBuildAtomicCmpXchg (builder, site, LLVMConstNull (module->ptr), function,
		LLVMAtomicOrderingSequentiallyConsistent, LLVMAtomicOrderingSequentiallyConsistent, 0);
	LLVMBasicBlockRef second = emit_begin_unlikely (emitter, LLVMBuildExtractValue (builder, pair, 1, ""), "remember");
	LLVMSetOrdering (LLVMBuildStore (builder, code, site_code), LLVMAtomicOrderingRelease);
	emit_end_unlikely (emitter, second);
	LLVMBasicBlockRef found = LLVMGetInsertBlock (builder);
	emit_end_unlikely (emitter, after);

	LLVMValueRef result = LLVMBuildPhi (builder, module->ptr, "code");
	LLVMValueRef values [] = { known_code, code };
	LLVMBasicBlockRef blocks [] = { before, found };
	LLVMAddIncoming (result, values, blocks, 2);
	return result;
}

int
emit_call_indirect (Emitter *emitter, const Operation *operation)
{
	Module *module = emitter->module;
	IRuntimeInformation *runtime = module->runtime;
	LLVMValueRef *arguments = operand_values (emitter, operation);
	uint32_t count = operation->operand_count - 1;
	LLVMValueRef code = emit_as_pointer (emitter, arguments [count]);
	SignatureInfo *signature = operation->signature;
	LoweredSignature lowered;
	SignatureDescription info = { .size = sizeof info };

	if (!runtime->describe_signature (runtime, signature, &info))
		return emit_runtime_failed (emitter);
	if (info.convention != CONVENTION_MANAGED && info.convention != CONVENTION_VARARG) {
		code = unmanaged_code (emitter, code, &signature);
		if (!code)
			return 0;
	}
	if (!signature_lower (module, signature, 0, &lowered))
		return emit_call_failed (emitter, "calli");
	for (uint32_t i = 0; i < count; i++)
		if (type_on_stack (module, lowered.arguments [i].storage.kind) == module->ptr)
			arguments [i] = emit_as_pointer (emitter, arguments [i]);
	LLVMValueRef result;
	if ((operation->flags & OPERATION_TAIL) && signature == operation->signature &&
		emit_can_jump (emitter, &lowered, 0)) {
		emit_jump (emitter, &lowered, code, NULL, arguments);
		result = emit_after_jump (emitter, &lowered);
	} else {
		module->tail_calls += (operation->flags & OPERATION_TAIL) != 0;
		result = emit_native_call (emitter, &lowered, code, NULL, arguments);
	}
	if (operation->result)
		emit_define (emitter, operation, result);
	return 1;
}

int
emit_function_address (Emitter *emitter, const Operation *operation)
{
	Module *module = emitter->module;
	LLVMValueRef method = symbol_method (module, operation->method), address;

	if (operation->code == OPERATION_FUNCTION_ADDRESS) {
		address = emit_service (emitter, SERVICE_LOAD_FUNCTION, &method);
	} else {
		LLVMValueRef arguments [] = { emit_value (emitter, operation->operands [0]), method };

		address = emit_service (emitter, SERVICE_LOAD_VIRTUAL_FUNCTION, arguments);
	}
	emit_define (emitter, operation, address);
	return 1;
}

/* An exception where a call would have been. What follows is never reached, but it has to be emitted. */
int
emit_call_failure (Emitter *emitter, const Operation *operation)
{
	Module *module = emitter->module;
	LLVMValueRef methods [] = {
		symbol_method (module, emitter->source->method),
		symbol_method (module, operation->method),
	};
	LLVMBasicBlockRef after = emit_begin_unlikely (emitter, LLVMConstInt (module->i1, 1, 0), "failure");

	if (operation->code == OPERATION_INACCESSIBLE)
		emit_service (emitter, SERVICE_THROW_METHOD_ACCESS, methods);
	else
		emit_service (emitter, SERVICE_THROW_BAD_IMAGE, NULL);
	LLVMBuildUnreachable (emitter->builder);
	LLVMPositionBuilderAtEnd (emitter->builder, after);
	if (operation->result)
		emit_define (emitter, operation, LLVMGetPoison (type_of_stack_kind (module, operation->result->type.kind)));
	return 1;
}

int
emit_throw_operation (Emitter *emitter, const Operation *operation)
{
	LLVMValueRef exception = emit_as_pointer (emitter, emit_value (emitter, operation->operands [0]));

	/* The service turns null into NullReferenceException: ECMA-335 III.4.31, exceptions-amd64.c */
	emit_service (emitter, SERVICE_THROW, &exception);
	LLVMBuildUnreachable (emitter->builder);
	return 1;
}

/* ---- Argument lists: ECMA-335 III.3.4 ---- */

int
emit_argument_list (Emitter *emitter, const Operation *operation)
{
	Module *module = emitter->module;
	LLVMValueRef handle = emit_alloca (emitter, 8, 8, "list");
	LLVMValueRef list = emitter->argument_list;

	/* In a method without a list Mono's compiler takes a word of the frame for it. Null is what ArgIterator refuses. */
	LLVMBuildStore (emitter->builder, list ? list : LLVMConstNull (module->ptr), handle);
	emit_define (emitter, operation, handle);
	return 1;
}

/* ---- Typed references: ECMA-335 III.4.19, III.4.22 and III.4.23 ---- */

static LLVMValueRef
symbol_type (Module *module, const ClassDescription *info, ClassInfo *klass)
{
	return symbol_address (module, "type", compilation_class_name (module->compilation, klass), info->type);
}

int
emit_typed_reference (Emitter *emitter, const Operation *operation)
{
	Module *module = emitter->module;
	const RuntimeLayout *layout = module->layout;
	LLVMBuilderRef builder = emitter->builder;
	LLVMValueRef operand = emit_value (emitter, operation->operands [0]);
	ClassDescription info = { .size = sizeof info };

	if (operation->code == OPERATION_TYPED_REFERENCE_TYPE) {
		LLVMValueRef handle = emit_alloca (emitter, 8, 8, "handle");

		LLVMBuildStore (builder,
			emit_load_word (emitter, operand, layout->typed_reference_type_offset, module->ptr, ACCESS_ANY), handle);
		emit_define (emitter, operation, handle);
		return 1;
	}
	if (!module->runtime->describe_class (module->runtime, operation->klass, &info))
		return emit_runtime_failed (emitter);
	if (operation->code == OPERATION_MAKE_TYPED_REFERENCE) {
		LLVMValueRef reference = emit_alloca (emitter, 24, 8, "reference");

		LLVMBuildStore (builder, symbol_type (module, &info, operation->klass),
			emit_offset (emitter, reference, layout->typed_reference_type_offset));
		LLVMBuildStore (builder, operand, emit_offset (emitter, reference, layout->typed_reference_value_offset));
		LLVMBuildStore (builder, symbol_class (module, operation->klass),
			emit_offset (emitter, reference, layout->typed_reference_class_offset));
		emit_define (emitter, operation, reference);
		return 1;
	}
	LLVMValueRef klass = emit_load_word (emitter, operand, layout->typed_reference_class_offset, module->ptr,
		ACCESS_ANY);
	emit_throw_if (emitter, LLVMBuildICmp (builder, LLVMIntNE, klass, symbol_class (module, operation->klass), ""),
		EXCEPTION_INVALID_CAST);
	emit_define (emitter, operation,
		emit_load_word (emitter, operand, layout->typed_reference_value_offset, module->ptr, ACCESS_ANY));
	return 1;
}
