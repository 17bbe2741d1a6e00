/* SPDX-License-Identifier: MIT
 *
 * C++, because LLVM's C interface does not read branch weights. */
#include "block-order.h"

#include <llvm/ADT/DenseSet.h>
#include <llvm/Analysis/LoopInfo.h>
#include <llvm/IR/CFG.h>
#include <llvm/IR/Dominators.h>
#include <llvm/IR/Instructions.h>
#include <llvm/IR/Module.h>
#include <llvm/IR/ProfDataUtils.h>

/* An edge is unlikely if another of its block has so many times its weight. */
static const uint64_t unlikely = 100;

struct Order {
	llvm::SmallVector<llvm::BasicBlock *, 0> blocks;
	llvm::DenseSet<llvm::BasicBlock *> placed;
	llvm::DominatorTree dominators;
	llvm::LoopInfo loops;
	/* Where chains begin; the last one first */
	llvm::SmallVector<llvm::BasicBlock *, 0> likely, cold;

	explicit Order (llvm::Function &function) : dominators (function), loops (dominators)
	{
	}

	/* Sorts BLOCK's successors by how likely they are; returns the one to follow next, or NULL: one that stays in a loop. */
	llvm::BasicBlock *
	choose_next (llvm::BasicBlock &block)
	{
		const llvm::Instruction *end = block.getTerminator ();
		llvm::SmallVector<uint32_t, 2> weights;
		llvm::BasicBlock *next = NULL;
		uint64_t most = 0;

		if (!llvm::extractBranchWeights (*end, weights) || weights.size () != end->getNumSuccessors ())
			weights.assign (end->getNumSuccessors (), 1);
		for (uint32_t weight : weights)
			most = std::max (most, uint64_t (weight));
		for (unsigned i = end->getNumSuccessors (); i-- > 0;) {
			llvm::BasicBlock *successor = end->getSuccessor (i);

			if (placed.contains (successor))
				continue;
			if (weights [i] * unlikely <= most || llvm::isa<llvm::UnreachableInst> (successor->getTerminator ())) {
				cold.push_back (successor);
				continue;
			}
			if (next && loops.getLoopDepth (next) > loops.getLoopDepth (successor)) {
				likely.push_back (successor);
				continue;
			}
			if (next)
				likely.push_back (next);
			next = successor;
		}
		return next;
	}

	void
	follow (llvm::BasicBlock *block)
	{
		while (block && placed.insert (block).second) {
			blocks.push_back (block);
			block = choose_next (*block);
		}
	}

	void
	find (llvm::Function &function)
	{
		likely.push_back (&function.getEntryBlock ());
		while (!likely.empty () || !cold.empty ())
			follow (likely.empty () ? cold.pop_back_val () : likely.pop_back_val ());
	}
};

static void
reorder (llvm::Function &function)
{
	Order order (function);

	order.find (function);
	for (size_t i = 1; i < order.blocks.size (); i++)
		order.blocks [i]->moveAfter (order.blocks [i - 1]);
}

void
block_order_follow (LLVMModuleRef module)
{
	for (llvm::Function &function : *llvm::unwrap (module))
		if (!function.isDeclaration ())
			reorder (function);
}
