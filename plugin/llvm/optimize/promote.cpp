/* SPDX-License-Identifier: MIT */
#include "promote.h"
#include "pass-gate.h"

#include <llvm/ADT/SmallVector.h>
#include <llvm/IR/Instructions.h>
#include <llvm/IR/IntrinsicInst.h>
#include <llvm/Transforms/Utils/PromoteMemToReg.h>
#include <llvm/Transforms/Utils/SSAUpdater.h>

/* Blocks times variables from which on LLVM's promotion is slower: of 500 regions in a row (1,500 variables, 6,000 blocks)
 * it took 2.3 s of 4, and for twice as many four times as long. */
static const uint64_t most_work = 200000;

static bool
accesses (const llvm::Instruction &instruction)
{
	return llvm::isa<llvm::LoadInst> (instruction) || llvm::isa<llvm::StoreInst> (instruction);
}

static void
promote (llvm::AllocaInst &variable)
{
	llvm::SmallVector<llvm::Instruction *, 8> uses;
	llvm::SSAUpdater updater;

	for (llvm::User *user : llvm::make_early_inc_range (variable.users ())) {
		llvm::Instruction *instruction = llvm::cast<llvm::Instruction> (user);

		if (accesses (*instruction))
			uses.push_back (instruction);
		else
			instruction->eraseFromParent ();
	}
	llvm::LoadAndStorePromoter (uses, updater).run (uses);
	variable.eraseFromParent ();
}

/* Whether VARIABLE is but read and written, apart from marks of where it lives. */
static bool
is_promotable (const llvm::AllocaInst &variable)
{
	return llvm::isAllocaPromotable (&variable) && llvm::all_of (variable.users (), [] (const llvm::User *user) {
		return accesses (*llvm::cast<llvm::Instruction> (user)) || llvm::isa<llvm::LifetimeIntrinsic> (user);
	});
}

llvm::PreservedAnalyses
PromoteVariables::run (llvm::Function &function, llvm::FunctionAnalysisManager &)
{
	llvm::SmallVector<llvm::AllocaInst *, 64> variables;

	for (llvm::Instruction &instruction : function.getEntryBlock ())
		if (llvm::AllocaInst *variable = llvm::dyn_cast<llvm::AllocaInst> (&instruction))
			if (is_promotable (*variable))
				variables.push_back (variable);
	if (variables.size () * function.size () <= most_work &&
		pass_gate_allows (function.getContext (), EFFORT_OPTIMISATION, EFFORT_CUTTING_OF_STRUCTS))
		return llvm::PreservedAnalyses::all ();
	for (llvm::AllocaInst *variable : variables)
		promote (*variable);
	return llvm::PreservedAnalyses::none ();
}
