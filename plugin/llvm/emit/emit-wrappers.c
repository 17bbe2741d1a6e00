/* SPDX-License-Identifier: MIT
 *
 * Operations of the wrappers that the runtime makes. */
#include "families.h"

int
emit_call_runtime (Emitter *emitter, const Operation *operation)
{
	Module *module = emitter->module;
	IRuntimeInformation *runtime = module->runtime;
	LLVMValueRef *arguments = arena_array (emitter->compilation->arena, LLVMValueRef, operation->operand_count + 1);
	LoweredSignature lowered;
	RuntimeFunction function = { .size = sizeof function };

	if (!runtime->get_runtime_function (runtime, emitter->source->method, operation->token, &function) ||
		!signature_lower (module, function.signature, 0, &lowered))
		return emit_runtime_failed (emitter);
	emit_operands (emitter, operation, arguments);
	LLVMValueRef result = emit_native_call (emitter, &lowered,
		symbol_address (module, "runtime", function.name, function.address), NULL, arguments);
	if (operation->result)
		emit_define (emitter, operation, result);
	return 1;
}

int
emit_delegate_function (Emitter *emitter, const Operation *operation)
{
	Module *module = emitter->module;
	LLVMValueRef delegate = emit_value (emitter, operation->operands [0]);
	LLVMValueRef slot = emit_offset (emitter, delegate, module->layout->delegate_code_offset);

	emit_define (emitter, operation, LLVMBuildLoad2 (emitter->builder, module->ptr, slot, ""));
	return 1;
}

int
emit_interruption_word (Emitter *emitter, const Operation *operation)
{
	Module *module = emitter->module;

	emit_define (emitter, operation,
		symbol_address (module, "runtime", "interruption word", (const void *) module->layout->interruption_word));
	return 1;
}

int
emit_throw_again (Emitter *emitter, const Operation *operation)
{
	LLVMValueRef exception = emit_value (emitter, operation->operands [0]);

	emit_service (emitter, SERVICE_RETHROW, &exception);
	LLVMBuildUnreachable (emitter->builder);
	return 1;
}
