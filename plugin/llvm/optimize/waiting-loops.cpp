/* SPDX-License-Identifier: MIT
 *
 * C++, because LLVM's C interface knows no loops. */
#include "waiting-loops.h"

#include <llvm/Analysis/CaptureTracking.h>
#include <llvm/Analysis/LoopInfo.h>
#include <llvm/Analysis/ValueTracking.h>
#include <llvm/IR/Dominators.h>
#include <llvm/IR/Instructions.h>
#include <llvm/IR/LLVMContext.h>

/* What is deeper is taken for the same in every round: more loads stay than must. */
static const unsigned greatest_depth = 500;

/* A branch that the emitter has marked as unlikely: a run-time check, or what is done once. */
static bool
is_check (const llvm::Instruction &branch)
{
	return branch.hasMetadata (llvm::LLVMContext::MD_prof);
}

/* The value that decides where BRANCH goes; NULL if it has no choice. */
static llvm::Value *
condition_of (llvm::Instruction &branch)
{
	if (auto conditional = llvm::dyn_cast<llvm::BranchInst> (&branch))
		return conditional->isConditional () ? conditional->getCondition () : nullptr;
	if (auto choice = llvm::dyn_cast<llvm::SwitchInst> (&branch))
		return choice->getCondition ();
	return nullptr;
}

/* One loop, and what its values depend on. */
class Rounds {
	enum State { UNDER_WAY, SAME, CHANGES };

	llvm::Loop &loop;
	const llvm::DominatorTree &tree;
	llvm::DenseMap<const llvm::Value *, State> states;

	/* Whether a load from ADDRESS can see what another thread writes. */
	static bool
	is_shared (const llvm::Value *address)
	{
		const llvm::Value *object = llvm::getUnderlyingObject (address);

		return !llvm::isa<llvm::AllocaInst> (object) || llvm::PointerMayBeCaptured (object, true, true);
	}

	/* Whether the branches that lead from the dominator of PHI's block to its edges go the same way in every round. */
	bool
	is_reached_the_same_way (const llvm::PHINode &phi, unsigned depth)
	{
		const llvm::BasicBlock *top = tree.getNode (phi.getParent ())->getIDom ()->getBlock ();
		llvm::SmallPtrSet<const llvm::BasicBlock *, 8> seen;
		llvm::SmallVector<llvm::BasicBlock *, 8> left (phi.blocks ());

		while (!left.empty ()) {
			llvm::BasicBlock *block = left.pop_back_val ();

			if (!loop.contains (block) || !seen.insert (block).second)
				continue;
			llvm::Instruction &branch = *block->getTerminator ();
			llvm::Value *condition = is_check (branch) ? nullptr : condition_of (branch);
			if (condition && !is_same (condition, depth))
				return false;
			if (block != top && block != loop.getHeader ())
				left.append (llvm::pred_begin (block), llvm::pred_end (block));
		}
		return true;
	}

	bool
	is_phi_same (const llvm::PHINode &phi, unsigned depth)
	{
		bool is_header = phi.getParent () == loop.getHeader ();

		/* From the second round on it is what the round before has left. */
		for (unsigned i = 0; i < phi.getNumIncomingValues (); i++)
			if ((!is_header || loop.contains (phi.getIncomingBlock (i))) && phi.getIncomingValue (i) != &phi &&
				!is_same (phi.getIncomingValue (i), depth))
				return false;
		return is_header || is_reached_the_same_way (phi, depth);
	}

	bool
	find (const llvm::Instruction &instruction, unsigned depth)
	{
		if (auto phi = llvm::dyn_cast<llvm::PHINode> (&instruction))
			return is_phi_same (*phi, depth);
		if (auto load = llvm::dyn_cast<llvm::LoadInst> (&instruction))
			return is_shared (load->getPointerOperand ()) && is_same (load->getPointerOperand (), depth);
		if (auto call = llvm::dyn_cast<llvm::CallBase> (&instruction); call && !call->doesNotAccessMemory ())
			return false;
		if (instruction.mayReadOrWriteMemory () || llvm::isa<llvm::AllocaInst> (instruction))
			return false;
		for (const llvm::Value *operand : instruction.operands ())
			if (!is_same (operand, depth))
				return false;
		return true;
	}

public:
	Rounds (llvm::Loop &loop, const llvm::DominatorTree &tree) : loop (loop), tree (tree)
	{
	}

	/* Whether VALUE would be the same in every round were the loop's loads made once. */
	bool
	is_same (const llvm::Value *value, unsigned depth = 0)
	{
		auto instruction = llvm::dyn_cast<llvm::Instruction> (value);

		if (!instruction || !loop.contains (instruction) || depth > greatest_depth)
			return true;
		auto [place, is_new] = states.try_emplace (value, UNDER_WAY);
		if (!is_new) {
			/* A cycle. One through the loop's own header counts something; in an inner loop it may not. */
			bool is_own = llvm::isa<llvm::PHINode> (value) && instruction->getParent () == loop.getHeader ();
			return place->second == SAME || (place->second == UNDER_WAY && !is_own);
		}
		bool same = find (*instruction, depth + 1);
		states [value] = same ? SAME : CHANGES;
		return same;
	}

	/* Makes the loads that VALUE depends on volatile. */
	bool
	keep_loads (llvm::Value *value)
	{
		llvm::SmallVector<llvm::Value *, 16> left { value };
		llvm::SmallPtrSet<llvm::Value *, 16> seen;
		bool changed = false;

		while (!left.empty ()) {
			auto instruction = llvm::dyn_cast<llvm::Instruction> (left.pop_back_val ());

			if (!instruction || !loop.contains (instruction) || !seen.insert (instruction).second)
				continue;
			if (auto load = llvm::dyn_cast<llvm::LoadInst> (instruction)) {
				/* What never changes: lengths, and read-only statics. */
				bool is_kept = load->isVolatile () || load->hasMetadata (llvm::LLVMContext::MD_invariant_load);

				changed |= !is_kept;
				load->setVolatile (load->isVolatile () || !is_kept);
			}
			if (auto phi = llvm::dyn_cast<llvm::PHINode> (instruction))
				for (llvm::BasicBlock *block : phi->blocks ())
					if (llvm::Value *condition = condition_of (*block->getTerminator ()))
						left.push_back (condition);
			left.append (instruction->op_begin (), instruction->op_end ());
		}
		return changed;
	}

	/* The same for the parts of CONDITION, which an exit depends on: "&&" and "||" may have become one value. */
	bool
	keep_condition (llvm::Value *condition)
	{
		llvm::SmallVector<llvm::Value *, 8> left { condition };
		llvm::SmallPtrSet<llvm::Value *, 8> seen;
		bool changed = false;

		while (!left.empty ()) {
			llvm::Value *part = left.pop_back_val ();
			auto instruction = llvm::dyn_cast<llvm::Instruction> (part);

			if (!instruction || !loop.contains (instruction) || !seen.insert (part).second)
				continue;
			if (is_same (part))
				changed |= keep_loads (part);
			else if (part->getType ()->isIntegerTy (1) &&
				(llvm::isa<llvm::BinaryOperator> (part) || llvm::isa<llvm::SelectInst> (part)))
				left.append (instruction->op_begin (), instruction->op_end ());
		}
		return changed;
	}
};

struct WaitingLoops : llvm::PassInfoMixin<WaitingLoops> {
	static bool
	keep (llvm::Loop &loop, const llvm::DominatorTree &tree)
	{
		llvm::SmallVector<llvm::BasicBlock *, 8> blocks;
		Rounds rounds (loop, tree);
		bool changed = false;

		loop.getExitingBlocks (blocks);
		for (llvm::BasicBlock *block : blocks) {
			llvm::Instruction &branch = *block->getTerminator ();
			llvm::Value *condition = is_check (branch) ? nullptr : condition_of (branch);

			if (condition)
				changed |= rounds.keep_condition (condition);
		}
		return changed;
	}

	llvm::PreservedAnalyses
	run (llvm::Function &function, llvm::FunctionAnalysisManager &analyses)
	{
		llvm::PreservedAnalyses preserved;
		bool changed = false;

		for (llvm::Loop *loop : analyses.getResult<llvm::LoopAnalysis> (function).getLoopsInPreorder ())
			changed |= keep (*loop, analyses.getResult<llvm::DominatorTreeAnalysis> (function));
		if (!changed)
			return llvm::PreservedAnalyses::all ();
		preserved.preserveSet<llvm::CFGAnalyses> ();
		return preserved;
	}

	/* Also when passes are left out to find a fault. */
	static bool
	isRequired ()
	{
		return true;
	}
};

void
waiting_loops_register (llvm::PassBuilder &builder)
{
	builder.registerPipelineParsingCallback ([] (llvm::StringRef name, llvm::FunctionPassManager &passes,
												 llvm::ArrayRef<llvm::PassBuilder::PipelineElement>) {
		if (name != WAITING_LOOPS)
			return false;
		passes.addPass (WaitingLoops ());
		return true;
	});
}
