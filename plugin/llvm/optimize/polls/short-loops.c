/* SPDX-License-Identifier: MIT
 *
 * Loops that end so soon that they need no poll. */
#include "short-loops.h"

#include <llvm-c/Core.h>
#include <stdatomic.h>
#include <string.h>

enum {
	/* A loop needs no poll if it is left after this many rounds, each without calls or inner loops... */
	SHORT_LOOP_ROUNDS = 256,
	/* ...and of this many instructions: some microseconds. */
	SHORT_LOOP_INSTRUCTIONS = 256
};

/* The kind of an attribute is one number for the whole process; to look it up means to compare some 90 names. */
static unsigned
noreturn_kind (void)
{
	static atomic_uint kind;

	if (!kind)
		kind = LLVMGetEnumAttributeKindForName ("noreturn", strlen ("noreturn"));
	return kind;
}

/* A call that can take long: not an intrinsic, and it comes back (a throw does not). */
static int
is_long_call (LLVMValueRef instruction)
{
	unsigned noreturn;
	LLVMValueRef callee;

	if (!LLVMIsACallInst (instruction) && !LLVMIsAInvokeInst (instruction))
		return 0;
	noreturn = noreturn_kind ();
	callee = LLVMGetCalledValue (instruction);
	if (LLVMIsAInlineAsm (callee))
		return 0;
	if (LLVMGetCallSiteEnumAttribute (instruction, LLVMAttributeFunctionIndex, noreturn))
		return 0;
	if (!LLVMIsAFunction (callee))
		return 1;
	return LLVMGetIntrinsicID (callee) == 0 &&
		!LLVMGetEnumAttributeAtIndex (callee, LLVMAttributeFunctionIndex, noreturn);
}

int
polls_makes_long_calls (LLVMBasicBlockRef block)
{
	LLVMValueRef instruction;

	for (instruction = LLVMGetFirstInstruction (block); instruction; instruction = LLVMGetNextInstruction (instruction))
		if (is_long_call (instruction))
			return 1;
	return 0;
}

/* Whether VALUE is a constant of at most 64 bits, sign-extended into CONSTANT. */
static int
get_constant (LLVMValueRef value, int64_t *constant)
{
	if (!LLVMIsAConstantInt (value) || LLVMGetIntTypeWidth (LLVMTypeOf (value)) > 64)
		return 0;
	*constant = LLVMConstIntGetSExtValue (value);
	return 1;
}

static int64_t
sign_extend (int64_t value, unsigned width)
{
	return (int64_t) ((uint64_t) value << (64 - width)) >> (64 - width);
}

static uint64_t
zero_extend (int64_t value, unsigned width)
{
	return (uint64_t) value << (64 - width) >> (64 - width);
}

static int
compare (LLVMIntPredicate predicate, int64_t a, int64_t b, unsigned width)
{
	uint64_t ua = zero_extend (a, width), ub = zero_extend (b, width);

	switch (predicate) {
	case LLVMIntEQ:
		return a == b;
	case LLVMIntNE:
		return a != b;
	case LLVMIntUGT:
		return ua > ub;
	case LLVMIntUGE:
		return ua >= ub;
	case LLVMIntULT:
		return ua < ub;
	case LLVMIntULE:
		return ua <= ub;
	case LLVMIntSGT:
		return a > b;
	case LLVMIntSGE:
		return a >= b;
	case LLVMIntSLT:
		return a < b;
	case LLVMIntSLE:
		return a <= b;
	}
	return 0;
}

/* Whether the loop that LATCH closes at HEADER is left by LATCH's own branch after few rounds whatever happens: a counter
 * from constant to constant by a constant, which is simply counted out. */
static int
counts_out (LLVMBasicBlockRef header, LLVMBasicBlockRef latch)
{
	LLVMValueRef branch = LLVMGetBasicBlockTerminator (latch), condition, tested, counter, step;
	LLVMIntPredicate predicate;
	int64_t limit, increment, value = 0, start;
	int started = 0, rounds, stays_if;
	unsigned width, i;

	if (!LLVMIsABranchInst (branch) || !LLVMIsConditional (branch))
		return 0;
	if (LLVMGetSuccessor (branch, 0) == LLVMGetSuccessor (branch, 1))
		return 0;
	stays_if = LLVMGetSuccessor (branch, 0) == header;
	condition = LLVMGetCondition (branch);
	if (!LLVMIsAICmpInst (condition))
		return 0;
	tested = LLVMGetOperand (condition, 0);
	if (!get_constant (LLVMGetOperand (condition, 1), &limit))
		return 0;
	predicate = LLVMGetICmpPredicate (condition);
	width = LLVMGetIntTypeWidth (LLVMTypeOf (tested));
	if (width > 64)
		return 0;
	/* The branch tests the counter or its next value. */
	counter = LLVMIsAPHINode (tested) ? tested : LLVMIsABinaryOperator (tested) ? LLVMGetOperand (tested, 0) : NULL;
	if (!counter || !LLVMIsAPHINode (counter) || LLVMGetInstructionParent (counter) != header)
		return 0;
	step = NULL;
	for (i = 0; i < LLVMCountIncoming (counter); i++) {
		LLVMValueRef incoming = LLVMGetIncomingValue (counter, i);

		if (LLVMGetIncomingBlock (counter, i) == latch)
			step = incoming;
		else if (!get_constant (incoming, &start) || (started && start != value))
			return 0;
		else {
			value = start;
			started = 1;
		}
	}
	if (!started || !step || !LLVMIsABinaryOperator (step) || LLVMGetInstructionOpcode (step) != LLVMAdd ||
		LLVMGetOperand (step, 0) != counter || !get_constant (LLVMGetOperand (step, 1), &increment))
		return 0;
	if (tested != counter && tested != step)
		return 0;
	for (rounds = 0; rounds < SHORT_LOOP_ROUNDS; rounds++) {
		int64_t next = sign_extend ((int64_t) ((uint64_t) value + (uint64_t) increment), width);

		if (compare (predicate, tested == counter ? value : next, limit, width) != stays_if)
			return 1;
		value = next;
	}
	return 0;
}

BlockSet
block_set_create (Arena *arena, const Blocks *blocks)
{
	return (BlockSet) { arena_array (arena, uint32_t, blocks->count), 0, arena_array (arena, uint8_t, blocks->count) };
}

void
block_set_add (BlockSet *set, uint32_t block)
{
	if (set->is_member [block])
		return;
	set->is_member [block] = 1;
	set->list [set->count++] = block;
}

void
block_set_clear (BlockSet *set)
{
	while (set->count > 0)
		set->is_member [set->list [--set->count]] = 0;
}

/* Collects the blocks from which LATCH is reached without passing HEADER; stops with 0 at one that makes a call or is the
 * target of another back edge, and when there are too many instructions. */
static int
collect_short_loop (const Blocks *blocks, uint32_t header, uint32_t latch, BlockSet *loop)
{
	uint32_t done, i, size = 0;

	block_set_add (loop, header);
	block_set_add (loop, latch);
	for (done = 0; done < loop->count; done++) {
		uint32_t block = loop->list [done];
		LLVMValueRef instruction;

		for (instruction = LLVMGetFirstInstruction (blocks->block [block]); instruction;
			instruction = LLVMGetNextInstruction (instruction))
			size++;
		if (size > SHORT_LOOP_INSTRUCTIONS || polls_makes_long_calls (blocks->block [block]) ||
			(block != header && blocks->is_loop_header [block]))
			return 0;
		if (block == header)
			continue;
		for (i = blocks->first_predecessor [block]; i < blocks->first_predecessor [block + 1]; i++)
			block_set_add (loop, blocks->predecessor [i]);
	}
	/* If the walk back reached the entry, the header does not dominate the latch. */
	return header == 0 || !loop->is_member [0];
}

int
polls_is_short_loop (const Blocks *blocks, uint32_t header, BlockSet *loop)
{
	uint32_t latch;
	int is_short = blocks_get_latch (blocks, header, &latch) &&
		counts_out (blocks->block [header], blocks->block [latch]) && collect_short_loop (blocks, header, latch, loop);

	block_set_clear (loop);
	return is_short;
}
