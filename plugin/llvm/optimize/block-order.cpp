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

/* Blocks of the test with which a loop begins, polls included */
static const size_t longest_test = 8;

struct Order {
	llvm::SmallVector<llvm::BasicBlock *, 0> blocks;
	llvm::DenseSet<llvm::BasicBlock *> placed;
	llvm::DominatorTree dominators;
	llvm::LoopInfo loops;
	/* Where chains begin; the last one first */
	llvm::SmallVector<llvm::BasicBlock *, 0> likely, cold;
	/* Tests of loops, from the head to the block that leaves or goes on, to be placed behind the chain that comes back to
	 * them; the innermost last */
	llvm::SmallVector<llvm::SmallVector<llvm::BasicBlock *, 2>, 0> tests;

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

	/* If BLOCK begins a loop with a test of whether there is another round: the first block of a round; TEST gets the blocks
	 * of the test. Else NULL. */
	llvm::BasicBlock *
	find_round (llvm::BasicBlock *block, llvm::SmallVectorImpl<llvm::BasicBlock *> &test)
	{
		const llvm::Loop *loop = loops.getLoopFor (block);

		if (!loop || loop->getHeader () != block)
			return NULL;
		while (test.size () < longest_test && loops.getLoopFor (block) == loop && !placed.contains (block)) {
			const llvm::Instruction *end = block->getTerminator ();
			llvm::SmallVector<uint32_t, 2> weights;

			test.push_back (block);
			if (end->getNumSuccessors () == 1) {
				block = end->getSuccessor (0);
				continue;
			}
			if (!llvm::isa<llvm::BranchInst> (end))
				return NULL;
			bool first_stays = loop->contains (end->getSuccessor (0)),
				 second_stays = loop->contains (end->getSuccessor (1));
			if (first_stays != second_stays) {
				llvm::BasicBlock *round = end->getSuccessor (first_stays ? 0 : 1);

				return placed.contains (round) || llvm::is_contained (test, round) ? NULL : round;
			}
			/* A poll: one of its edges is unlikely. */
			if (!first_stays || !llvm::extractBranchWeights (*end, weights) || weights.size () != 2)
				return NULL;
			if (weights [0] * unlikely <= weights [1])
				block = end->getSuccessor (1);
			else if (weights [1] * unlikely <= weights [0])
				block = end->getSuccessor (0);
			else
				return NULL;
		}
		return NULL;
	}

	/* Places BLOCK and returns what comes behind it. */
	llvm::BasicBlock *
	place (llvm::BasicBlock *block)
	{
		llvm::SmallVector<llvm::BasicBlock *, 2> test;

		if (llvm::BasicBlock *round = find_round (block, test)) {
			placed.insert (test.begin (), test.end ());
			tests.push_back (test);
			return round;
		}
		placed.insert (block);
		blocks.push_back (block);
		return choose_next (*block);
	}

	void
	follow (llvm::BasicBlock *block)
	{
		while (block || !tests.empty ()) {
			if (block && !placed.contains (block)) {
				block = place (block);
				continue;
			}
			/* The end of a chain, mostly that of a round */
			if (tests.empty ())
				return;
			llvm::SmallVector<llvm::BasicBlock *, 2> test = tests.pop_back_val ();

			blocks.append (test.begin (), test.end ());
			block = choose_next (*test.back ());
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
