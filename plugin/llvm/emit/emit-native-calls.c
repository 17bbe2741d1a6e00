/* SPDX-License-Identifier: MIT
 *
 * Calls of methods and of code at an address, in the native convention. */
#include "families.h"
#include "inlining.h"

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
code_address (Emitter *emitter, const CallTarget *target, LLVMValueRef receiver, int is_jump)
{
	Module *module = emitter->module;
	const char *name = compilation_method_name (emitter->compilation, target->method);

	switch (target->kind) {
	case CALL_THROUGH_VTABLE: {
		LLVMValueRef vtable = emit_load_vtable (emitter, receiver);
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
	if (target->is_near && !is_jump)
		return symbol_callee (module, name, target->cell);
	LLVMValueRef cell = symbol_address (module, "cell", name, target->cell);
	/* Loaded at each call: the cell changes when the method is compiled. */
	return LLVMBuildLoad2 (emitter->builder, module->ptr, cell, "");
}

/* A call of the method that is being compiled needs no cell: its class is initialised, or is being initialised by us. With
 * variable arguments its type is another one at each call. A patch would be missed where LLVM makes a loop of it. */
static int
is_self_call (Module *module, const CallTarget *target)
{
	const MethodSource *source = &module->compilation->source;

	return target->kind == CALL_THROUGH_CELL && target->method == source->method && !module->is_entry &&
		module->inlining != INLINING_PATCHABLE &&
		!(source->info.flags & (METHOD_SYNCHRONIZED | METHOD_VARARG | METHOD_PATCHABLE));
}

static int
can_jump_to (Emitter *emitter, const MethodDescription *info, const LoweredSignature *lowered)
{
	ClassDescription klass = { .size = sizeof klass };

	return (!(info->flags & METHOD_PINVOKE) || !like_mini (emitter->compilation, LIKE_TAIL_CALLS)) &&
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

static int
emit_method_jump (Emitter *emitter, MethodInfo *method, uint32_t call_flags, const LoweredSignature *lowered,
	LLVMValueRef *arguments, LLVMValueRef *result)
{
	Module *module = emitter->module;
	CallTarget target = { .size = sizeof target };

	if (!module->runtime->get_call_target (module->runtime, emitter->source->method, method, call_flags, &target))
		return emit_runtime_failed (emitter);
	LLVMValueRef code = is_self_call (module, &target) ? module->function
													   : code_address (emitter, &target, arguments [0], 1);
	emit_jump (emitter, lowered, code, hidden_argument (emitter, &target), arguments);
	*result = emit_after_jump (emitter, lowered);
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
		code = code_address (emitter, &target, arguments [0], 0);
	*result = emit_native_call (emitter, &lowered, code, hidden_argument (emitter, &target), arguments);
	if (target.kind == CALL_THROUGH_DELEGATE)
		keep_alive (emitter, arguments [0]);
	return 1;
}
