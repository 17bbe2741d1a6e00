/* SPDX-License-Identifier: MIT
 *
 * Calls: ECMA-335 III.3.19, III.3.20, III.4.2, III.4.17, III.4.18 and the constrained. prefix, III.2.1. */
#include "emitter.h"

/* ---- The native convention ---- */

static LLVMValueRef
argument_value (Emitter *emitter, const LoweredSignature *lowered, const Parameter *parameter, LLVMValueRef *arguments)
{
	Module *module = emitter->module;
	Storage storage = lowered->arguments [parameter->argument].storage;
	LLVMValueRef value = arguments [parameter->argument];

	if (parameter->in_memory && !is_value (storage.kind)) {
		LLVMValueRef memory = emit_alloca (emitter, 8, 8, "argument");

		LLVMBuildStore (emitter->builder, emit_extend (emitter, value, storage.kind), memory);
		return memory;
	}
	if (parameter->in_memory)
		return value;
	if (is_value (storage.kind))
		return LLVMBuildLoad2 (emitter->builder, module->i64, emit_offset (emitter, value, parameter->offset), "");
	/* Narrow integers are extended by whoever produces them: mono-compiler.h, NativeLocation. */
	return emit_extend (emitter, value, storage.kind);
}

/* The word that describes variable arguments, in memory. */
static LLVMValueRef
cookie_value (Emitter *emitter, const LoweredSignature *lowered)
{
	LLVMValueRef memory = emit_alloca (emitter, 8, 8, "cookie");

	LLVMBuildStore (emitter->builder,
		symbol_address (emitter->module, "signature", "variable arguments", lowered->cookie), memory);
	return memory;
}

LLVMValueRef
emit_native_call (Emitter *emitter, const LoweredSignature *lowered, LLVMValueRef address, LLVMValueRef hidden_argument,
	LLVMValueRef *arguments)
{
	Module *module = emitter->module;
	LLVMValueRef *values = arena_array (emitter->compilation->arena, LLVMValueRef, lowered->parameter_count + 1);
	LLVMValueRef buffer = NULL;

	for (uint32_t i = 0; i < lowered->parameter_count; i++) {
		const Parameter *parameter = &lowered->parameters [i];

		if (parameter->role == PARAMETER_HIDDEN)
			values [i] = hidden_argument;
		else if (parameter->role == PARAMETER_RESULT_BUFFER)
			values [i] = buffer = emit_alloca (emitter, lowered->result_size, 8, "result");
		else if (parameter->role == PARAMETER_COOKIE)
			values [i] = cookie_value (emitter, lowered);
		else
			values [i] = argument_value (emitter, lowered, parameter, arguments);
	}

	LLVMValueRef call = emit_call_or_invoke (emitter, lowered->type, address, values, lowered->parameter_count);
	signature_add_attributes (module, lowered, NULL, call);
	if (buffer)
		return buffer;
	if (lowered->result_location == LOCATION_NONE)
		return NULL;
	if (is_value (lowered->result.kind)) {
		LLVMValueRef memory = emit_alloca (emitter, 8, 8, "result");

		LLVMBuildStore (emitter->builder, call, memory);
		return memory;
	}
	call = emit_from_word (emitter, call, lowered->result.kind);
	return emit_widen (emitter, emit_narrow (emitter, call, lowered->result.kind), lowered->result.kind);
}

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

/* ---- Where to call ---- */

/* An object that only the callee's frame knows may be collected while native thunks still need it: a dynamic method's
 * code lives as long as its delegate. */
static void
keep_alive (Emitter *emitter, LLVMValueRef object)
{
	Module *module = emitter->module;
	LLVMTypeRef type = LLVMFunctionType (module->void_type, &module->ptr, 1, 0);
	LLVMValueRef nothing = LLVMGetInlineAsm (type, "", 0, "X", 1, 1, 0, LLVMInlineAsmDialectATT, 0);

	LLVMBuildCall2 (emitter->builder, type, nothing, &object, 1, "");
}

static LLVMValueRef
code_address (Emitter *emitter, const CallTarget *target, LLVMValueRef receiver)
{
	Module *module = emitter->module;
	const char *name = compilation_method_name (emitter->compilation, target->method);

	switch (target->kind) {
	case CALL_THROUGH_VTABLE: {
		LLVMValueRef vtable = emit_load_word (emitter, receiver, module->layout->object_vtable_offset, module->ptr,
			ACCESS_HEADER);
		LLVMValueRef slot = emit_offset (emitter, vtable, target->vtable_offset);

		return LLVMBuildLoad2 (emitter->builder, module->ptr, slot, "");
	}
	case CALL_THROUGH_DELEGATE: {
		LLVMValueRef slot = emit_offset (emitter, receiver, module->layout->delegate_invoke_offset);

		return LLVMBuildLoad2 (emitter->builder, module->ptr, slot, "");
	}
	case CALL_THROUGH_CELL:
		break;
	}
	LLVMValueRef cell = symbol_address (module, "cell", name, target->cell);
	/* Loaded at each call: the cell changes when the method is compiled. */
	return LLVMBuildLoad2 (emitter->builder, module->ptr, cell, "");
}

/* A call of the method that is being compiled needs no cell: its class is initialised, or is being initialised by us. With
 * variable arguments its type is another one at each call. */
static int
is_self_call (Module *module, const CallTarget *target)
{
	const MethodSource *source = &module->compilation->source;

	return target->kind == CALL_THROUGH_CELL && target->method == source->method &&
		!(source->info.flags & (METHOD_SYNCHRONIZED | METHOD_VARARG));
}

/* What runs in C is left to an ordinary call, as in mini. */
static int
can_jump_to (Emitter *emitter, const MethodDescription *info, const LoweredSignature *lowered)
{
	ClassDescription klass = { .size = sizeof klass };

	return !(info->flags & METHOD_PINVOKE) &&
		emitter->module->runtime->describe_class (emitter->module->runtime, info->klass, &klass) &&
		emit_can_jump (emitter, lowered, !(info->flags & METHOD_STATIC) && !(klass.flags & CLASS_VALUE_TYPE));
}

static LLVMValueRef
hidden_argument (Emitter *emitter, const CallTarget *target)
{
	if (!target->hidden_argument)
		return NULL;
	return symbol_address (emitter->module, "hidden", compilation_method_name (emitter->compilation, target->method),
		target->hidden_argument);
}

/* After a jump: what would have used the result is emitted, and goes away. */
static LLVMValueRef
no_result (Emitter *emitter, const LoweredSignature *lowered)
{
	emitter->module->tail_jumps++;
	LLVMPositionBuilderAtEnd (emitter->builder, emit_new_block (emitter, "jumped"));
	if (lowered->result_location == LOCATION_NONE)
		return NULL;
	return LLVMGetPoison (type_on_stack (emitter->module, lowered->result.kind));
}

static int
emit_method_jump (Emitter *emitter, MethodInfo *method, uint32_t call_flags, const LoweredSignature *lowered,
	LLVMValueRef *arguments, LLVMValueRef *result)
{
	Module *module = emitter->module;
	CallTarget target = { .size = sizeof target };

	if (!module->runtime->get_call_target (module->runtime, emitter->source->method, method, call_flags, &target))
		return emit_runtime_failed (emitter);
	LLVMValueRef code = is_self_call (module, &target) ? module->function
													   : code_address (emitter, &target, arguments [0]);
	emit_jump (emitter, lowered, code, hidden_argument (emitter, &target), arguments);
	*result = no_result (emitter, lowered);
	return 1;
}

int
emit_method_call (Emitter *emitter, MethodInfo *method, SignatureInfo *signature, uint32_t call_flags,
	LLVMValueRef *arguments, uint32_t argument_count, LLVMValueRef *result)
{
	Module *module = emitter->module;
	IRuntimeInformation *runtime = module->runtime;
	LoweredSignature lowered;
	CallTarget target = { .size = sizeof target };
	MethodDescription info = { .size = sizeof info };

	const char *name = compilation_method_name (emitter->compilation, method);

	if (!runtime->get_call_target (runtime, emitter->source->method, method, call_flags & ~(uint32_t) CALL_TAIL,
			&target))
		return emit_call_failed (emitter, name);
	if (!runtime->describe_method (runtime, method, &info))
		return emit_runtime_failed (emitter);

	LLVMValueRef code = inlining_function (emitter, method, &info, &target);
	if (!code && !module->can_jump && is_self_call (module, &target))
		code = module->function;
	if (code) /* exact code has no use for the hidden argument */
		target.hidden_argument = NULL;
	if ((info.flags & METHOD_VARARG) && signature)
		target.signature = signature;
	if (!signature_lower (module, target.signature, target.hidden_argument != NULL, &lowered))
		return emit_call_failed (emitter, name);
	if (lowered.argument_count != argument_count)
		return internal_error (emitter->compilation, emitter->il_offset, "%u arguments for %s, which takes %u",
			argument_count, name, lowered.argument_count);

	for (uint32_t i = 0; i < argument_count; i++)
		if (type_on_stack (module, lowered.arguments [i].storage.kind) == module->ptr)
			arguments [i] = emit_as_pointer (emitter, arguments [i]);
	if (target.check_null || target.kind != CALL_THROUGH_CELL)
		emit_null_check (emitter, arguments [0]);

	if ((call_flags & CALL_TAIL) && !code) {
		if (can_jump_to (emitter, &info, &lowered))
			return emit_method_jump (emitter, method, call_flags, &lowered, arguments, result);
		module->tail_calls++;
	}
	if (!code)
		code = code_address (emitter, &target, arguments [0]);
	*result = emit_native_call (emitter, &lowered, code, hidden_argument (emitter, &target), arguments);
	if (target.kind == CALL_THROUGH_DELEGATE)
		keep_alive (emitter, arguments [0]);
	return 1;
}

/* ---- Operations ---- */

static LLVMValueRef *
operand_values (Emitter *emitter, const Operation *operation)
{
	LLVMValueRef *values = arena_array (emitter->compilation->arena, LLVMValueRef, operation->operand_count + 1);

	for (uint32_t i = 0; i < operation->operand_count; i++)
		values [i] = emit_value (emitter, operation->operands [i]);
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
	emit_null_check (emitter, pointer);
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
	if (!emit_method_call (emitter, method, operation->signature, call_flags, arguments, operation->operand_count,
			&result))
		return 0;
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
		result = no_result (emitter, &lowered);
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
		/* Without consequences: a delegate's constructor makes it superfluous, and then it goes away. */
		static const char *const attributes [] = { "memory", "willreturn", "nounwind" };

		address = emit_service (emitter, SERVICE_LOAD_FUNCTION, &method);
		for (size_t i = 0; i < sizeof attributes / sizeof *attributes; i++)
			add_call_attribute (module, address, (unsigned) LLVMAttributeFunctionIndex, attributes [i], 0);
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
