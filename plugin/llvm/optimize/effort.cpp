/* SPDX-License-Identifier: MIT */
#include "effort.h"

#include <llvm/Analysis/LoopInfo.h>
#include <llvm/IR/CFG.h>
#include <llvm/IR/Dominators.h>
#include <llvm/IR/Instructions.h>

/* Terms of the rules */
static uint64_t
INSTRUCTIONS (const Work &work)
{
	return work.instructions;
}

static uint64_t
BLOCKS (const Work &work)
{
	return work.blocks;
}

static uint64_t
LOOPS (const Work &work)
{
	return work.loops;
}

static uint64_t
NEST (const Work &work)
{
	return work.nest;
}

static uint64_t
LONGEST_BLOCK (const Work &work)
{
	return work.longest_block;
}

static uint64_t
STRUCT_USES (const Work &work)
{
	return work.struct_uses;
}

static uint64_t
INVOKES (const Work &work)
{
	return work.invokes;
}

static uint64_t
PREDECESSORS (const Work &work)
{
	return work.predecessors;
}

static const struct Rule {
	EffortStage stage;
	llvm::StringLiteral pass;
	uint64_t (*measure) (const Work &work);
	uint64_t limit;
} rules [] = {
#define EFFORT(stage, pass, measure, limit) { EFFORT_##stage, pass, measure, limit },
#include "effort.def"
#undef EFFORT
};

static bool
accesses_variable (const llvm::Instruction &instruction)
{
	const llvm::Value *address = llvm::getLoadStorePointerOperand (&instruction);

	return address && llvm::isa<llvm::AllocaInst> (address);
}

static void
count_instructions (const llvm::Function &function, Work &work)
{
	work.blocks += function.size ();
	for (const llvm::BasicBlock &block : function) {
		uint64_t instructions = 0;

		for (const llvm::Instruction &instruction : block)
			instructions += !accesses_variable (instruction);
		work.instructions += instructions;
		work.longest_block = std::max (work.longest_block, instructions);
	}
}

static void
count_struct_uses (const llvm::Function &function, Work &work)
{
	for (const llvm::Instruction &instruction : function.getEntryBlock ()) {
		const llvm::AllocaInst *variable = llvm::dyn_cast<llvm::AllocaInst> (&instruction);

		if (variable && variable->getAllocatedType ()->isAggregateType ())
			work.struct_uses = std::max (work.struct_uses, uint64_t (variable->getNumUses ()));
	}
}

static void
count_edges (llvm::Function &function, Work &work)
{
	for (const llvm::BasicBlock &block : function) {
		work.predecessors = std::max (work.predecessors, uint64_t (llvm::pred_size (&block)));
		work.invokes += llvm::isa<llvm::InvokeInst> (block.getTerminator ());
	}
}

static void
count_loops (llvm::Function &function, Work &work)
{
	llvm::DominatorTree tree (function);
	llvm::LoopInfo loops (tree);

	for (const llvm::Loop *loop : loops.getLoopsInPreorder ()) {
		work.loops++;
		work.nest = std::max (work.nest, uint64_t (loop->getLoopDepth ()));
	}
}

Work
effort_count (llvm::Module &module)
{
	Work work = {};

	for (const llvm::Function &function : module)
		count_instructions (function, work);
	if (work.instructions >= LEAST_WORK)
		for (llvm::Function &function : module)
			if (!function.isDeclaration ()) {
				count_struct_uses (function, work);
				count_edges (function, work);
				count_loops (function, work);
			}
	return work;
}

static bool
is_beyond (const Rule &rule, const Work &work)
{
	return rule.measure (work) > rule.limit;
}

bool
effort_is_limited (const Work &work)
{
	return work.instructions >= LEAST_WORK &&
		llvm::any_of (rules, [&] (const Rule &rule) { return is_beyond (rule, work); });
}

bool
effort_skips (const Work &work, EffortStage stage, llvm::StringRef pass)
{
	return work.instructions >= LEAST_WORK && llvm::any_of (rules, [&] (const Rule &rule) {
		return rule.stage == stage && rule.pass == pass && is_beyond (rule, work);
	});
}
