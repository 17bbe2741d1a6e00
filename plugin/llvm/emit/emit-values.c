/* SPDX-License-Identifier: MIT
 *
 * The values that temps have become, new blocks and functions, and verdicts. */
#include "emitter.h"

#include <string.h>

#include "../native/native.h"

static void
reserve_values (Emitter *emitter, uint32_t number)
{
	Arena *arena = emitter->compilation->arena;

	if (number < emitter->value_capacity)
		return;
	uint32_t capacity = number * 2 + 64;
	LLVMValueRef *values = arena_array (arena, LLVMValueRef, capacity);
	Definition *definitions = arena_array (arena, Definition, capacity);
	if (emitter->value_capacity) {
		memcpy (values, emitter->values, emitter->value_capacity * sizeof *values);
		memcpy (definitions, emitter->definitions, emitter->value_capacity * sizeof *definitions);
	}
	emitter->values = values;
	emitter->definitions = definitions;
	emitter->value_capacity = capacity;
}

LLVMValueRef
emit_value (Emitter *emitter, const Temp *temp)
{
	return emitter->values [temp->number];
}

void
emit_operands (Emitter *emitter, const Operation *operation, LLVMValueRef *values)
{
	for (uint32_t i = 0; i < operation->operand_count; i++)
		values [i] = emit_value (emitter, operation->operands [i]);
}

const Definition *
emit_definition (Emitter *emitter, const Temp *temp)
{
	return &emitter->definitions [temp->number];
}

void
emit_define (Emitter *emitter, const Operation *operation, LLVMValueRef value)
{
	const Temp *temp = operation->result;
	LLVMTypeRef type = type_of_stack_kind (emitter->module, temp->type.kind);

	if (type == emitter->module->ptr)
		value = emit_as_pointer (emitter, value);
	else if (type == emitter->module->i64)
		value = emit_as_word (emitter, value);
	reserve_values (emitter, temp->number);
	emitter->values [temp->number] = value;
	emitter->definitions [temp->number] = (Definition) {
		.code = operation->code, .method = operation->method, .klass = operation->klass
	};
}

LLVMBasicBlockRef
emit_block (const Emitter *emitter, const Block *block)
{
	return emitter->blocks [block->number];
}

LLVMBasicBlockRef
emit_new_block (Emitter *emitter, const char *name)
{
	return LLVMAppendBasicBlockInContext (emitter->module->context, emitter->function,
		emitter->module->names ? name : "");
}

int
emit_runtime_failed (Emitter *emitter)
{
	return runtime_failed (emitter->compilation, emitter->il_offset);
}

int
emit_call_failed (Emitter *emitter, const char *what)
{
	if (emitter->module->runtime->get_failure (emitter->module->runtime, NULL, 0))
		return emit_runtime_failed (emitter);
	return reject_code (emitter->compilation, emitter->il_offset, "%s cannot be called", what);
}

LLVMValueRef
emit_add_function (Module *module, const LoweredSignature *lowered, const char *name)
{
	LLVMValueRef function = LLVMAddFunction (module->module, name, lowered->type);

	target_prepare_function (function);
	signature_add_attributes (module, lowered, function, NULL);
	return function;
}
