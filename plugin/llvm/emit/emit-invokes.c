/* SPDX-License-Identifier: MIT
 *
 * Calls that may throw: in a protected region an exception goes to its landing pad. */
#include "emitter.h"

LLVMValueRef
emit_call_or_invoke (Emitter *emitter, LLVMTypeRef type, LLVMValueRef function, LLVMValueRef *arguments, uint32_t count)
{
	LLVMValueRef call;

	if (!emitter->landing) {
		call = LLVMBuildCall2 (emitter->builder, type, function, arguments, count, "");
	} else {
		LLVMBasicBlockRef normal = emit_new_block (emitter, "returned");

		call = LLVMBuildInvoke2 (emitter->builder, type, function, arguments, count, normal, emitter->landing, "");
		LLVMPositionBuilderAtEnd (emitter->builder, normal);
	}
	/* Each call is a place of its own in a stack trace. */
	add_call_attribute (emitter->module, call, (unsigned) LLVMAttributeFunctionIndex, "nomerge", 0);
	return call;
}
