/* SPDX-License-Identifier: MIT
 *
 * Takes early polls out of loops whose rounds are counted. C++, because LLVM's C interface knows no pass of one's own. */
#include "quiet-loops.h"
#include "polls.h"

#include <llvm/Analysis/LoopInfo.h>
#include <llvm/Analysis/ScalarEvolution.h>
#include <llvm/Analysis/ScalarEvolutionExpressions.h>
#include <llvm/IR/IntrinsicInst.h>
#include <llvm/Transforms/Scalar/SimplifyCFG.h>
#include <llvm/Transforms/Utils/Local.h>

/* An int that counts has no more rounds; an int64 that counts may go on for years. A call takes as long as it likes. */
static const uint64_t most_rounds = UINT32_MAX, most_rounds_with_calls = 256;

static bool
is_early_poll (const llvm::Instruction &instruction)
{
	return instruction.hasMetadata () && instruction.getMetadata (EARLY_POLL);
}

/* A throw does not come back, and an intrinsic is no call in the end. */
static bool
is_call (const llvm::Instruction &instruction)
{
	const llvm::CallBase *call = llvm::dyn_cast<llvm::CallBase> (&instruction);

	return call && !llvm::isa<llvm::IntrinsicInst> (call) && !call->isInlineAsm () && !call->doesNotReturn () &&
		!is_early_poll (instruction);
}

struct QuietCountedLoops : llvm::PassInfoMixin<QuietCountedLoops> {
	static bool
	quiet (llvm::Loop &loop, llvm::ScalarEvolution &evolution)
	{
		llvm::SmallVector<llvm::Instruction *, 4> words;
		bool makes_calls = false;

		for (llvm::BasicBlock *block : loop.blocks ())
			for (llvm::Instruction &instruction : *block) {
				makes_calls |= is_call (instruction);
				if (llvm::isa<llvm::LoadInst> (instruction) && is_early_poll (instruction))
					words.push_back (&instruction);
			}
		if (words.empty ())
			return false;
		auto rounds = llvm::dyn_cast<llvm::SCEVConstant> (evolution.getConstantMaxBackedgeTakenCount (&loop));
		if (!rounds || rounds->getAPInt ().ugt (makes_calls ? most_rounds_with_calls : most_rounds))
			return false;
		for (llvm::Instruction *word : words) {
			llvm::BasicBlock *block = word->getParent ();

			word->replaceAllUsesWith (llvm::ConstantInt::get (word->getType (), 0));
			word->eraseFromParent ();
			llvm::SimplifyInstructionsInBlock (block);
		}
		return true;
	}

	llvm::PreservedAnalyses
	run (llvm::Function &function, llvm::FunctionAnalysisManager &analyses)
	{
		bool changed = false;

		for (llvm::Loop *loop : analyses.getResult<llvm::LoopAnalysis> (function).getLoopsInPreorder ())
			if (loop->isInnermost ())
				changed |= quiet (*loop, analyses.getResult<llvm::ScalarEvolutionAnalysis> (function));
		return changed ? llvm::PreservedAnalyses::none () : llvm::PreservedAnalyses::all ();
	}
};

void
quiet_loops_register (llvm::PassBuilder &builder)
{
	builder.registerPipelineParsingCallback ([] (llvm::StringRef name, llvm::FunctionPassManager &passes,
												 llvm::ArrayRef<llvm::PassBuilder::PipelineElement>) {
		if (name != QUIET_COUNTED_LOOPS)
			return false;
		passes.addPass (QuietCountedLoops ());
		return true;
	});
	builder.registerVectorizerStartEPCallback ([] (llvm::FunctionPassManager &passes, llvm::OptimizationLevel level) {
		if (level == llvm::OptimizationLevel::O0)
			return;
		passes.addPass (QuietCountedLoops ());
		passes.addPass (llvm::SimplifyCFGPass ());
	});
}
