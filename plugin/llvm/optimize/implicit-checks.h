/* SPDX-License-Identifier: MIT
 *
 * Null checks that code generation may fold into the access they protect. */
#ifndef BIGSTEP_IMPLICIT_CHECKS_H
#define BIGSTEP_IMPLICIT_CHECKS_H

#include <llvm-c/Core.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Metadata of a branch: whether an address is below null_page_size, the access to which may be its own test. */
#define NEAR_NULL_CHECK "bigstep.near.null"

static inline int
is_never_null (LLVMValueRef pointer)
{
	/* An inbounds pointer was made from an object or variable that had its own check (emit_offset). */
	return LLVMIsAAllocaInst (pointer) || LLVMIsAGlobalValue (pointer) ||
		(LLVMIsAGetElementPtrInst (pointer) && LLVMIsInBounds (pointer));
}

/* The name of a pass on modules, behind inlining: it takes those checks away from what is never null, as LLVM does with null
 * checks. Variables of which the address is still compared stay in memory. */
#define FOLD_NEAR_NULL "fold-near-null"
void implicit_checks_fold (LLVMModuleRef module);

/* Of those that are left, makes null checks that code generation may fold, where the access is still there, right behind the
 * branch. It faults for any address that is near null, too. */
void implicit_checks_settle (LLVMModuleRef module);

/* Makes null checks explicit where LLVM 19 cannot fold them. */
void implicit_checks_restrict (LLVMModuleRef module);

/* Makes all of them explicit. */
void implicit_checks_forbid (LLVMModuleRef module);

#ifdef __cplusplus
}
#endif

#endif
