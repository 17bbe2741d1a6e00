/* SPDX-License-Identifier: MIT
 *
 * LLVM 19's ImplicitNullChecks.cpp (areMemoryOpsAliased) asks alias analysis about each memory access between a check and
 * the access it is folded into, and crashes on one that names no IR value. Only the copy of a `byval` argument names none
 * (X86ISelLoweringCall.cpp:CreateCopyOfByValArgument), so a function that passes one keeps its checks as branches.
 *
 * So does a function with landing pads: the tables of exceptions cover only calls, and an access that faults inside of a
 * protected region would not find its handler, nor one between two regions its way past theirs. */
#include "implicit-checks.h"

#include <llvm-c/Core.h>
#include <string.h>

static int
passes_value_in_memory (LLVMValueRef instruction, unsigned by_value)
{
	if (!LLVMIsACallInst (instruction) && !LLVMIsAInvokeInst (instruction))
		return 0;
	for (unsigned i = 1; i <= LLVMGetNumArgOperands (instruction); i++)
		if (LLVMGetCallSiteEnumAttribute (instruction, i, by_value))
			return 1;
	return 0;
}

static int
function_passes_value_in_memory (LLVMValueRef function, unsigned by_value)
{
	LLVMBasicBlockRef block;
	LLVMValueRef instruction;

	for (block = LLVMGetFirstBasicBlock (function); block; block = LLVMGetNextBasicBlock (block))
		for (instruction = LLVMGetFirstInstruction (block); instruction;
			instruction = LLVMGetNextInstruction (instruction))
			if (passes_value_in_memory (instruction, by_value))
				return 1;
	return 0;
}

static void
make_explicit (LLVMValueRef function, unsigned make_implicit)
{
	LLVMBasicBlockRef block;

	for (block = LLVMGetFirstBasicBlock (function); block; block = LLVMGetNextBasicBlock (block)) {
		LLVMValueRef terminator = LLVMGetBasicBlockTerminator (block);

		if (LLVMGetMetadata (terminator, make_implicit))
			LLVMSetMetadata (terminator, make_implicit, NULL);
	}
}

static unsigned
make_implicit_kind (LLVMModuleRef module)
{
	return LLVMGetMDKindIDInContext (LLVMGetModuleContext (module), "make.implicit", strlen ("make.implicit"));
}

void
implicit_checks_restrict (LLVMModuleRef module)
{
	unsigned by_value = LLVMGetEnumAttributeKindForName ("byval", strlen ("byval"));
	unsigned make_implicit = make_implicit_kind (module);
	LLVMValueRef function;

	for (function = LLVMGetFirstFunction (module); function; function = LLVMGetNextFunction (function))
		if (LLVMHasPersonalityFn (function) || function_passes_value_in_memory (function, by_value))
			make_explicit (function, make_implicit);
}

void
implicit_checks_forbid (LLVMModuleRef module)
{
	unsigned make_implicit = make_implicit_kind (module);
	LLVMValueRef function;

	for (function = LLVMGetFirstFunction (module); function; function = LLVMGetNextFunction (function))
		make_explicit (function, make_implicit);
}
