/* SPDX-License-Identifier: MIT
 *
 * LLVM 19's ImplicitNullChecks.cpp (areMemoryOpsAliased) asks alias analysis about each memory access between a check and
 * the access it is folded into, and crashes on one that names no IR value. Only the copy of a `byval` argument names none
 * (X86ISelLoweringCall.cpp:CreateCopyOfByValArgument), so a function that passes one keeps its checks as branches.
 *
 * So does a function with landing pads: the tables of exceptions cover only calls, and an access that faults inside of a
 * protected region would not find its handler, nor one between two regions its way past theirs. */
#include "implicit-checks.h"

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
kind_of (LLVMModuleRef module, const char *name)
{
	return LLVMGetMDKindIDInContext (LLVMGetModuleContext (module), name, (unsigned) strlen (name));
}

/* ---- Checks of addresses that may be near null ---- */

/* The address that ACCESS, a plain load or store, goes to; NULL if it is none, or nobody uses what it loads. */
static LLVMValueRef
accessed_address (LLVMValueRef access)
{
	if (LLVMIsALoadInst (access))
		return LLVMGetFirstUse (access) ? LLVMGetOperand (access, 0) : NULL;
	return LLVMIsAStoreInst (access) ? LLVMGetOperand (access, 1) : NULL;
}

/* What ADDRESS is a few bytes behind: as far as a field may be for a fault. */
static LLVMValueRef
base_of (LLVMValueRef address)
{
	enum { FAR = 4096 };

	if (!LLVMIsAGetElementPtrInst (address) || LLVMGetNumOperands (address) != 2 ||
		!LLVMIsAConstantInt (LLVMGetOperand (address, 1)))
		return address;
	LLVMTypeRef unit = LLVMGetGEPSourceElementType (address);
	int is_byte = LLVMGetTypeKind (unit) == LLVMIntegerTypeKind && LLVMGetIntTypeWidth (unit) == 8;

	return is_byte && LLVMConstIntGetZExtValue (LLVMGetOperand (address, 1)) < FAR ? LLVMGetOperand (address, 0)
																				   : address;
}

/* NUMBER: an integer, or a pointer, which LLVM compares just so. */
static int
is_same_address (LLVMValueRef address, LLVMValueRef number)
{
	return address == number || (LLVMIsAPtrToIntInst (number) && LLVMGetOperand (number, 0) == address) ||
		(LLVMIsAIntToPtrInst (address) && LLVMGetOperand (address, 0) == number);
}

/* Whether an access to NUMBER, an address, or not far from it, is what BLOCK does first that anybody can notice. */
static int
begins_with_access (LLVMBasicBlockRef block, LLVMValueRef number)
{
	LLVMValueRef instruction;

	for (instruction = LLVMGetFirstInstruction (block); instruction;
		instruction = LLVMGetNextInstruction (instruction)) {
		LLVMValueRef address = accessed_address (instruction);

		if (address && (is_same_address (address, number) || is_same_address (base_of (address), number)))
			return 1;
		if (LLVMIsAStoreInst (instruction) || LLVMIsACallInst (instruction) || LLVMIsAInvokeInst (instruction) ||
			LLVMIsAFenceInst (instruction) || LLVMIsAAtomicRMWInst (instruction) ||
			LLVMIsAAtomicCmpXchgInst (instruction))
			return 0;
	}
	return 0;
}

/* Of `br (number < page), throw, go`, and of the same the other way round: GO. NULL for anything else, which passes have
 * made of it: that stays as it is. */
static LLVMBasicBlockRef
block_behind (LLVMValueRef branch, LLVMValueRef condition)
{
	if (!LLVMIsAICmpInst (condition) || !LLVMIsConstant (LLVMGetOperand (condition, 1)))
		return NULL;
	switch (LLVMGetICmpPredicate (condition)) {
	case LLVMIntULT:
		return LLVMGetSuccessor (branch, 1);
	case LLVMIntUGT:
		return LLVMGetSuccessor (branch, 0);
	default:
		return NULL;
	}
}

static void
settle (LLVMBuilderRef builder, LLVMValueRef branch)
{
	LLVMModuleRef module = LLVMGetGlobalParent (LLVMGetBasicBlockParent (LLVMGetInstructionParent (branch)));
	LLVMContextRef context = LLVMGetModuleContext (module);
	LLVMValueRef condition = LLVMGetCondition (branch);
	LLVMBasicBlockRef go = block_behind (branch, condition);
	LLVMValueRef number = go ? LLVMGetOperand (condition, 0) : NULL;

	if (!number || !begins_with_access (go, number))
		return;
	if (LLVMIsAPtrToIntInst (number))
		number = LLVMGetOperand (number, 0);
	LLVMIntPredicate predicate = LLVMGetICmpPredicate (condition) == LLVMIntULT ? LLVMIntEQ : LLVMIntNE;
	LLVMPositionBuilderBefore (builder, branch);
	LLVMSetCondition (branch, LLVMBuildICmp (builder, predicate, number, LLVMConstNull (LLVMTypeOf (number)), ""));
	LLVMSetMetadata (branch, kind_of (module, "make.implicit"),
		LLVMMetadataAsValue (context, LLVMMDNodeInContext2 (context, NULL, 0)));
}

/* Calls FUNCTION for each branch that is marked. */
static void
visit (LLVMModuleRef module, void (*function) (LLVMBuilderRef builder, LLVMValueRef branch))
{
	LLVMBuilderRef builder = LLVMCreateBuilderInContext (LLVMGetModuleContext (module));
	unsigned near_null = kind_of (module, NEAR_NULL_CHECK);
	LLVMValueRef caller;
	LLVMBasicBlockRef block;

	for (caller = LLVMGetFirstFunction (module); caller; caller = LLVMGetNextFunction (caller))
		for (block = LLVMGetFirstBasicBlock (caller); block; block = LLVMGetNextBasicBlock (block)) {
			LLVMValueRef terminator = LLVMGetBasicBlockTerminator (block);

			if (LLVMGetMetadata (terminator, near_null) && LLVMIsABranchInst (terminator) &&
				LLVMIsConditional (terminator))
				function (builder, terminator);
		}
	LLVMDisposeBuilder (builder);
}

void
implicit_checks_settle (LLVMModuleRef module)
{
	visit (module, settle);
}

static void
erase_unused (LLVMValueRef instruction)
{
	if (!LLVMGetFirstUse (instruction))
		LLVMInstructionEraseFromParent (instruction);
}

static void
fold (LLVMBuilderRef builder, LLVMValueRef branch)
{
	LLVMValueRef condition = LLVMGetCondition (branch);
	LLVMBasicBlockRef go = block_behind (branch, condition);
	LLVMValueRef number = go ? LLVMGetOperand (condition, 0) : NULL;
	LLVMValueRef address = number && LLVMIsAPtrToIntInst (number) ? LLVMGetOperand (number, 0) : number;

	(void) builder;
	if (!address || !is_never_null (address))
		return;
	LLVMSetCondition (branch, LLVMConstInt (LLVMTypeOf (condition), go == LLVMGetSuccessor (branch, 0), 0));
	erase_unused (condition);
	if (address != number)
		erase_unused (number);
}

void
implicit_checks_fold (LLVMModuleRef module)
{
	visit (module, fold);
}

/* ---- Checks that stay tests ---- */

void
implicit_checks_restrict (LLVMModuleRef module)
{
	unsigned by_value = LLVMGetEnumAttributeKindForName ("byval", strlen ("byval"));
	unsigned make_implicit = kind_of (module, "make.implicit");
	LLVMValueRef function;

	for (function = LLVMGetFirstFunction (module); function; function = LLVMGetNextFunction (function))
		if (LLVMHasPersonalityFn (function) || function_passes_value_in_memory (function, by_value))
			make_explicit (function, make_implicit);
}

void
implicit_checks_forbid (LLVMModuleRef module)
{
	unsigned make_implicit = kind_of (module, "make.implicit");
	LLVMValueRef function;

	for (function = LLVMGetFirstFunction (module); function; function = LLVMGetNextFunction (function))
		make_explicit (function, make_implicit);
}
