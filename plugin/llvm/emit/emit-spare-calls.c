/* SPDX-License-Identifier: MIT
 *
 * Calls for the address of a method, of which a delegate's constructor has no need: they go when the method ends. */
#include "families.h"

/* A call of which a delegate's constructor has no need. */
typedef struct SpareCall {
	struct SpareCall *next;
	LLVMValueRef call;
} SpareCall;

void
emit_spare_function (Emitter *emitter, const Temp *function)
{
	LLVMValueRef call = emit_value (emitter, function);

	for (SpareCall *spare = emitter->spare_calls; spare; spare = spare->next)
		if (spare->call == call)
			return;
	SpareCall *spare = arena_new (emitter->compilation->arena, SpareCall);
	*spare = (SpareCall) { emitter->spare_calls, call };
	emitter->spare_calls = spare;
}

/* As mini, which makes no call for a delegate over a known method (method-to-ir.c, MONO_CEE_LDFTN). */
void
calls_end_method (Emitter *emitter)
{
	for (SpareCall *spare = emitter->spare_calls; spare; spare = spare->next) {
		LLVMValueRef call = spare->call;

		if (LLVMGetFirstUse (call) || !(LLVMIsACallInst (call) || LLVMIsAInvokeInst (call)))
			continue;
		if (LLVMIsAInvokeInst (call)) {
			LLVMPositionBuilderAtEnd (emitter->builder, LLVMGetInstructionParent (call));
			LLVMBasicBlockRef normal = LLVMGetNormalDest (call);
			LLVMInstructionEraseFromParent (call);
			LLVMBuildBr (emitter->builder, normal);
		} else {
			LLVMInstructionEraseFromParent (call);
		}
	}
}
