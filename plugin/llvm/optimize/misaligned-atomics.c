/* SPDX-License-Identifier: MIT */
#include "misaligned-atomics.h"

#include <llvm-c/Core.h>
#include <llvm-c/Target.h>

static LLVMTypeRef
accessed_type (LLVMValueRef access)
{
	return LLVMIsALoadInst (access) ? LLVMTypeOf (access) : LLVMTypeOf (LLVMGetOperand (access, 0));
}

static int
is_misaligned_atomic (LLVMValueRef instruction, LLVMTargetDataRef layout)
{
	if (!LLVMIsALoadInst (instruction) && !LLVMIsAStoreInst (instruction))
		return 0;
	return LLVMGetOrdering (instruction) != LLVMAtomicOrderingNotAtomic &&
		LLVMGetAlignment (instruction) < LLVMStoreSizeOfType (layout, accessed_type (instruction));
}

static void
split (LLVMBuilderRef builder, LLVMValueRef access)
{
	LLVMAtomicOrdering ordering = LLVMGetOrdering (access);

	LLVMSetOrdering (access, LLVMAtomicOrderingNotAtomic);
	LLVMSetVolatile (access, 1);
	if (ordering == LLVMAtomicOrderingAcquire) {
		LLVMPositionBuilderBefore (builder, LLVMGetNextInstruction (access));
		LLVMBuildFence (builder, LLVMAtomicOrderingAcquire, 0, "");
	} else if (ordering == LLVMAtomicOrderingRelease) {
		LLVMPositionBuilderBefore (builder, access);
		LLVMBuildFence (builder, LLVMAtomicOrderingRelease, 0, "");
	}
}

void
misaligned_atomics_split (LLVMModuleRef module)
{
	LLVMBuilderRef builder = LLVMCreateBuilderInContext (LLVMGetModuleContext (module));
	LLVMTargetDataRef layout = LLVMGetModuleDataLayout (module);

	for (LLVMValueRef function = LLVMGetFirstFunction (module); function; function = LLVMGetNextFunction (function))
		for (LLVMBasicBlockRef block = LLVMGetFirstBasicBlock (function); block; block = LLVMGetNextBasicBlock (block))
			for (LLVMValueRef at = LLVMGetFirstInstruction (block); at; at = LLVMGetNextInstruction (at))
				if (is_misaligned_atomic (at, layout))
					split (builder, at);
	LLVMDisposeBuilder (builder);
}
