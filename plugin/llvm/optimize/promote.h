/* SPDX-License-Identifier: MIT
 *
 * Variables with a stack slot become values. LLVM's own promotion (sroa, mem2reg) walks, for each variable that is written
 * in several blocks, the part of the dominator tree below each of them, be the variable in use there or not: in a method
 * of many short-lived variables that is blocks times variables. This one walks back from each read to the writes that
 * reach it, and so costs what the live ranges are long. It places phis elsewhere now and then; where LLVM's is fast enough,
 * code stays as it is. */
#ifndef BIGSTEP_PROMOTE_H
#define BIGSTEP_PROMOTE_H

#include <llvm/IR/PassManager.h>

struct PromoteVariables : llvm::PassInfoMixin<PromoteVariables> {
	llvm::PreservedAnalyses run (llvm::Function &function, llvm::FunctionAnalysisManager &analyses);
};

#endif
