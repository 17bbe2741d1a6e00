/* SPDX-License-Identifier: MIT */
#include "cold-blocks.h"

#include <string.h>

static int
is_cold (LLVMBasicBlockRef block, unsigned cold)
{
	LLVMValueRef instruction = LLVMGetFirstInstruction (block);

	for (; instruction; instruction = LLVMGetNextInstruction (instruction))
		if (LLVMIsAUnreachableInst (instruction) ||
			(LLVMIsACallInst (instruction) &&
				LLVMGetCallSiteEnumAttribute (instruction, LLVMAttributeFunctionIndex, cold)))
			return 1;
	return 0;
}

static void
move_last (LLVMValueRef function, unsigned cold)
{
	LLVMBasicBlockRef end = LLVMGetLastBasicBlock (function), last = end, next;
	/* The entry stays first. */
	LLVMBasicBlockRef block = end ? LLVMGetNextBasicBlock (LLVMGetFirstBasicBlock (function)) : NULL;

	for (; block && block != end; block = next) {
		next = LLVMGetNextBasicBlock (block);
		if (is_cold (block, cold)) {
			LLVMMoveBasicBlockAfter (block, last);
			last = block;
		}
	}
}

void
cold_blocks_move_last (LLVMModuleRef module)
{
	unsigned cold = LLVMGetEnumAttributeKindForName ("cold", strlen ("cold"));
	LLVMValueRef function;

	for (function = LLVMGetFirstFunction (module); function; function = LLVMGetNextFunction (function))
		move_last (function, cold);
}
