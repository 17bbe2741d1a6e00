/* SPDX-License-Identifier: MIT
 *
 * Entry functions: mono-compiler-code.h. They differ from methods in where variables come from. */
#include "families.h"

void
signature_of_entry (Module *module, LoweredSignature *lowered)
{
	LLVMTypeRef result = LLVMGetReturnType (lowered->type);

	if (module->can_jump) {
		/* All registers are spelled out, for jumps. */
		for (uint32_t i = 0; i < lowered->parameter_count; i++)
			if (lowered->parameters [i].role != PARAMETER_HIDDEN)
				lowered->parameters [i].role = PARAMETER_UNUSED;
		lowered->parameters [first_integer_parameter ()].role = PARAMETER_ENTRY_BUFFER;
		return;
	}
	lowered->parameter_count = 1;
	lowered->parameters [0] = (Parameter) { PARAMETER_ENTRY_BUFFER, 0, 0, 0, module->ptr };
	lowered->type = LLVMFunctionType (result, &module->ptr, 1, 0);
}

static LLVMValueRef
find_buffer (Emitter *emitter)
{
	const LoweredSignature *lowered = &emitter->signature;
	uint32_t i = 0;

	while (lowered->parameters [i].role != PARAMETER_ENTRY_BUFFER)
		i++;
	return emit_as_pointer (emitter, LLVMGetParam (emitter->function, i));
}

/* VARIABLE, of which the storage is known, takes its value from *FROM, which then points behind that. */
static void
take_variable (Emitter *emitter, StackVariable *variable, const char *name, LLVMValueRef *from)
{
	LLVMBuilderRef builder = emitter->builder;
	uint32_t size = storage_size (emitter->module, variable->storage);

	variable->address = emit_variable_memory (emitter, variable->storage, name);
	if (is_value (variable->storage.kind)) {
		emit_copy (emitter, variable->address, *from, size, 8);
	} else {
		/* As emit_variable_memory has it: IL may read a word. */
		LLVMTypeRef type = emitter->gives_addresses ? emitter->module->i64
													: type_in_memory (emitter->module, variable->storage.kind);
		LLVMValueRef store = LLVMBuildStore (builder, LLVMBuildLoad2 (builder, type, *from, ""), variable->address);

		/* As in emit_write_variable */
		LLVMSetVolatile (store, variable->is_pinned);
	}
	*from = emit_offset (emitter, *from, (size + 7) / 8 * 8);
}

int
emit_entry_variables (Emitter *emitter)
{
	Module *module = emitter->module;
	const LoweredSignature *lowered = &emitter->signature;
	const MethodBody *body = &emitter->source->body;
	LLVMValueRef buffer = find_buffer (emitter), from = emit_offset (emitter, buffer, 8);

	if (lowered->result_location == LOCATION_BUFFER)
		emitter->result_buffer = LLVMBuildLoad2 (emitter->builder, module->ptr, buffer, "");
	emitter->arguments = arena_array (emitter->compilation->arena, StackVariable, lowered->argument_count + 1);
	for (uint32_t i = 0; i < lowered->argument_count; i++) {
		emitter->arguments [i].storage = lowered->arguments [i].storage;
		take_variable (emitter, &emitter->arguments [i], "argument", &from);
	}
	emitter->locals = arena_array (emitter->compilation->arena, StackVariable, body->local_count + 1);
	for (uint32_t i = 0; i < body->local_count; i++) {
		if (!storage_of_type (module, body->locals [i], &emitter->locals [i].storage, NULL))
			return emit_runtime_failed (emitter);
		emitter->locals [i].is_pinned = body->local_is_pinned [i];
		take_variable (emitter, &emitter->locals [i], "local", &from);
	}
	/* Nothing is read from there later: the buffer belongs to others by the time of a poll or call. This fence is for the
	 * compiler, and becomes no instruction. */
	LLVMBuildFence (emitter->builder, LLVMAtomicOrderingSequentiallyConsistent, 1, "");
	return 1;
}
