/* SPDX-License-Identifier: MIT */
#include "call-words.h"

#include <llvm-c/Core.h>
#include <string.h>

static int
is_call (LLVMValueRef value)
{
	return LLVMIsACallInst (value) || LLVMIsAInvokeInst (value);
}

static int
is_half_word_of_call (LLVMValueRef call, unsigned index)
{
	return LLVMGetCallSiteStringAttribute (call, index, HALF_WORD, (unsigned) strlen (HALF_WORD)) != NULL;
}

static int
is_constant (LLVMValueRef value, unsigned long long number)
{
	return LLVMIsAConstantInt (value) && LLVMGetIntTypeWidth (LLVMTypeOf (value)) == 64 &&
		LLVMConstIntGetZExtValue (value) == number;
}

/* The word of which VALUE is the lower half, extended in one of the ways in which LLVM writes that; NULL if it is none. */
static LLVMValueRef
extended_word (LLVMValueRef value)
{
	if (!LLVMIsAInstruction (value) || !LLVMGetNumOperands (value))
		return NULL;
	LLVMOpcode opcode = LLVMGetInstructionOpcode (value);
	LLVMValueRef operand = LLVMGetOperand (value, 0);

	switch (opcode) {
	case LLVMSExt:
	case LLVMZExt:
		return LLVMIsATruncInst (operand) && LLVMGetIntTypeWidth (LLVMTypeOf (operand)) == 32
			? LLVMGetOperand (operand, 0)
			: NULL;
	case LLVMAShr:
	case LLVMLShr:
		if (!is_constant (LLVMGetOperand (value, 1), 32) || !LLVMIsAInstruction (operand) ||
			LLVMGetInstructionOpcode (operand) != LLVMShl || !is_constant (LLVMGetOperand (operand, 1), 32))
			return NULL;
		return LLVMGetOperand (operand, 0);
	case LLVMAnd:
		return is_constant (LLVMGetOperand (value, 1), UINT32_MAX) ? operand : NULL;
	default:
		return NULL;
	}
}

static void
pass_on (LLVMValueRef instruction, unsigned operand)
{
	LLVMValueRef value = LLVMGetOperand (instruction, operand), word = extended_word (value);

	if (!word || !is_call (word) || !is_half_word_of_call (word, LLVMAttributeReturnIndex))
		return;
	LLVMSetOperand (instruction, operand, word);
	for (LLVMValueRef unused; value != word && !LLVMGetFirstUse (value); value = unused) {
		unused = LLVMGetOperand (value, 0);
		LLVMInstructionEraseFromParent (value);
	}
}

static int
returns_half_word (LLVMValueRef function)
{
	return LLVMGetStringAttributeAtIndex (function, LLVMAttributeReturnIndex, HALF_WORD,
			   (unsigned) strlen (HALF_WORD)) != NULL;
}

void
call_words_pass_on (LLVMModuleRef module)
{
	for (LLVMValueRef function = LLVMGetFirstFunction (module); function; function = LLVMGetNextFunction (function))
		for (LLVMBasicBlockRef block = LLVMGetFirstBasicBlock (function); block; block = LLVMGetNextBasicBlock (block))
			for (LLVMValueRef instruction = LLVMGetFirstInstruction (block); instruction;
				instruction = LLVMGetNextInstruction (instruction)) {
				if (is_call (instruction)) {
					for (unsigned i = 0; i < LLVMGetNumArgOperands (instruction); i++)
						if (is_half_word_of_call (instruction, i + 1))
							pass_on (instruction, i);
				} else if (LLVMIsAReturnInst (instruction) && returns_half_word (function)) {
					pass_on (instruction, 0);
				}
			}
}
