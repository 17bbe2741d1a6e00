/* SPDX-License-Identifier: MIT
 *
 * How a poll looks at its words, and how that is seen in IR. */
#include "polls.h"

#include <llvm-c/Core.h>
#include <string.h>

static LLVMValueRef
load_word (LLVMBuilderRef builder, LLVMValueRef address)
{
	LLVMContextRef context = LLVMGetTypeContext (LLVMTypeOf (address));
	LLVMValueRef word = LLVMBuildLoad2 (builder, LLVMInt32TypeInContext (context), address, "");

	LLVMSetVolatile (word, 1);
	return word;
}

static LLVMValueRef
build_test (LLVMBuilderRef builder, LLVMValueRef *words, unsigned count, int is_early)
{
	LLVMValueRef requests = NULL;

	for (unsigned i = 0; i < count; i++) {
		LLVMValueRef word = load_word (builder, words [i]);

		if (is_early)
			polls_mark_early (word);
		requests = requests ? LLVMBuildOr (builder, requests, word, "") : word;
	}
	return LLVMBuildIsNotNull (builder, requests, "");
}

LLVMValueRef
polls_build_test (LLVMBuilderRef builder, LLVMValueRef *words, unsigned count)
{
	return build_test (builder, words, count, 0);
}

LLVMValueRef
polls_build_early_test (LLVMBuilderRef builder, LLVMValueRef *words, unsigned count)
{
	return build_test (builder, words, count, 1);
}

void
polls_mark_early (LLVMValueRef instruction)
{
	LLVMModuleRef module = LLVMGetGlobalParent (LLVMGetBasicBlockParent (LLVMGetInstructionParent (instruction)));
	LLVMContextRef context = LLVMGetModuleContext (module);
	unsigned kind = LLVMGetMDKindIDInContext (context, EARLY_POLL, strlen (EARLY_POLL));

	LLVMSetMetadata (instruction, kind, LLVMMetadataAsValue (context, LLVMMDNodeInContext2 (context, NULL, 0)));
}

static int
is_volatile_load (LLVMValueRef instruction)
{
	return LLVMIsALoadInst (instruction) && LLVMGetVolatile (instruction);
}

LLVMValueRef
polls_find_word (LLVMValueRef poll)
{
	LLVMValueRef instruction;

	for (instruction = LLVMGetFirstInstruction (LLVMGetEntryBasicBlock (poll)); instruction;
		instruction = LLVMGetNextInstruction (instruction))
		if (is_volatile_load (instruction))
			return LLVMGetOperand (instruction, 0);
	return NULL;
}

int
polls_looks_at (LLVMValueRef instruction, LLVMValueRef word)
{
	return is_volatile_load (instruction) && LLVMGetOperand (instruction, 0) == word;
}
