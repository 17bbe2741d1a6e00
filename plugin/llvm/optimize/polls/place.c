/* SPDX-License-Identifier: MIT
 *
 * Suspension polls, placed in optimised IR.
 *
 * A thread in compiled code is stopped for a collection only where it polls. Recursion passes the entry of a function that
 * makes calls, and any other long run passes the target of a back edge: these get a poll. Polls come after optimisation,
 * because the vectoriser refuses loops that contain them.
 *
 * LLVM's own pass, place-safepoints, does not fit. It gives no poll to a loop with a trip count of at most 32 bits, which
 * is nearly every loop over an array, nor to a loop with a call in it, though the callee may be a leaf that does not poll;
 * it polls on entry to leaf functions; and it changes this only through options of the process. */
#include "polls.h"
#include "../blocks.h"

#include <llvm-c/Core.h>
#include <llvm-c/DebugInfo.h>
#include <stdatomic.h>
#include <stdio.h>
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

static int
makes_long_calls (LLVMBasicBlockRef block)
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

/* The blocks of one loop. */
typedef struct Loop {
	uint32_t *list;
	uint32_t count;
	uint8_t *is_member; /* by block */
} Loop;

static void
add_to_loop (Loop *loop, uint32_t block)
{
	if (loop->is_member [block])
		return;
	loop->is_member [block] = 1;
	loop->list [loop->count++] = block;
}

/* Collects the blocks from which LATCH is reached without passing HEADER; stops with 0 at one that makes a call or is the
 * target of another back edge, and when there are too many instructions. */
static int
collect_short_loop (const Blocks *blocks, uint32_t header, uint32_t latch, Loop *loop)
{
	uint32_t done, i, size = 0;

	add_to_loop (loop, header);
	add_to_loop (loop, latch);
	for (done = 0; done < loop->count; done++) {
		uint32_t block = loop->list [done];
		LLVMValueRef instruction;

		for (instruction = LLVMGetFirstInstruction (blocks->block [block]); instruction;
			instruction = LLVMGetNextInstruction (instruction))
			size++;
		if (size > SHORT_LOOP_INSTRUCTIONS || makes_long_calls (blocks->block [block]) ||
			(block != header && blocks->is_loop_header [block]))
			return 0;
		if (block == header)
			continue;
		for (i = blocks->first_predecessor [block]; i < blocks->first_predecessor [block + 1]; i++)
			add_to_loop (loop, blocks->predecessor [i]);
	}
	/* If the walk back reached the entry, the header does not dominate the latch. */
	return header == 0 || !loop->is_member [0];
}

/* Whether the loop at block HEADER is provably short: it has one back edge, counts out, and does nothing that takes long.
 * LOOP is empty, and is left so. */
static int
is_short_loop (const Blocks *blocks, uint32_t header, Loop *loop)
{
	uint32_t latch;
	int is_short = blocks_get_latch (blocks, header, &latch) &&
		counts_out (blocks->block [header], blocks->block [latch]) && collect_short_loop (blocks, header, latch, loop);

	while (loop->count > 0)
		loop->is_member [loop->list [--loop->count]] = 0;
	return is_short;
}

/* ---- Polls that are there already ---- */

/* Marks the blocks that poll in IS_POLLED. Returns whether there are any. */
static int
find_polled_blocks (const Blocks *blocks, LLVMValueRef poll_word, uint8_t *is_polled)
{
	LLVMValueRef instruction;
	int found = 0;
	uint32_t i;

	for (i = 0; i < blocks->count; i++)
		for (instruction = LLVMGetFirstInstruction (blocks->block [i]); instruction;
			instruction = LLVMGetNextInstruction (instruction))
			if (polls_looks_at (instruction, poll_word))
				found = is_polled [i] = 1;
	return found;
}

/* Whether control can come back to block HEADER without passing a block that polls. LOOP is empty, and is left so. */
static int
has_unpolled_way_back (const Blocks *blocks, uint32_t header, const uint8_t *is_polled, Loop *loop)
{
	uint32_t done, i;
	int found = 0;

	if (is_polled [header])
		return 0;
	loop->list [loop->count++] = header;
	for (done = 0; done < loop->count; done++) {
		uint32_t block = loop->list [done];

		for (i = blocks->first_successor [block]; i < blocks->first_successor [block + 1]; i++) {
			found |= blocks->successor [i] == header;
			if (blocks->successor [i] != header && !is_polled [blocks->successor [i]])
				add_to_loop (loop, blocks->successor [i]);
		}
	}
	while (loop->count > 0)
		loop->is_member [loop->list [--loop->count]] = 0;
	return found;
}

/* llvm.localescape belongs into the entry block, too. */
static int
is_escape (LLVMValueRef instruction)
{
	LLVMValueRef callee = LLVMIsACallInst (instruction) ? LLVMGetCalledValue (instruction) : NULL;

	return callee && LLVMIsAFunction (callee) &&
		LLVMGetIntrinsicID (callee) == LLVMLookupIntrinsicID ("llvm.localescape", strlen ("llvm.localescape"));
}

/* Where code can go in BLOCK: after what must come first, and in the entry block after the allocas, or inlining the poll
 * would leave them in a block where they are dynamic. */
static LLVMValueRef
first_insertion_point (LLVMBasicBlockRef block, int is_entry)
{
	LLVMValueRef point = LLVMGetFirstInstruction (block), instruction;

	while (LLVMIsAPHINode (point) || LLVMIsALandingPadInst (point))
		point = LLVMGetNextInstruction (point);
	if (is_entry)
		for (instruction = point; instruction; instruction = LLVMGetNextInstruction (instruction))
			if (LLVMIsAAllocaInst (instruction) || is_escape (instruction))
				point = LLVMGetNextInstruction (instruction);
	return point;
}

/* Polls belong to the IL in whose place they stand: an abort that arrives there in a finally handler must wait. */
static LLVMMetadataRef
poll_location (LLVMValueRef function, LLVMBasicBlockRef block)
{
	LLVMMetadataRef location = NULL;
	LLVMValueRef instruction;

	for (instruction = LLVMGetFirstInstruction (block); instruction;
		instruction = LLVMGetNextInstruction (instruction)) {
		location = LLVMInstructionGetDebugLoc (instruction);
		if (location && LLVMDILocationGetLine (location) != 0)
			return location;
	}
	return LLVMDIBuilderCreateDebugLocation (LLVMGetModuleContext (LLVMGetGlobalParent (function)), 0, 0,
		LLVMGetSubprogram (function), NULL);
}

/* POLL is for the entry, LOOP_POLL for loops. */
static int
place_in_function (LLVMValueRef function, LLVMValueRef poll, LLVMValueRef loop_poll, LLVMBuilderRef builder)
{
	Arena *arena = arena_create ();
	Blocks blocks;
	uint32_t i;
	Loop loop;
	uint8_t *is_polled;
	int needs_entry_poll = 0, placed = 0, has_polls;

	blocks_find (&blocks, arena, function);
	loop = (Loop) { arena_array (arena, uint32_t, blocks.count), 0, arena_array (arena, uint8_t, blocks.count) };
	is_polled = arena_array (arena, uint8_t, blocks.count);
	has_polls = poll && find_polled_blocks (&blocks, polls_find_word (poll), is_polled);
	for (i = 0; i < blocks.count && !needs_entry_poll; i++)
		needs_entry_poll = makes_long_calls (blocks.block [i]);
	for (i = 0; i < blocks.count; i++) {
		LLVMValueRef callee = i == 0 ? poll : loop_poll, call;

		if (!(i == 0 && needs_entry_poll) && !(blocks.is_loop_header [i] && !is_short_loop (&blocks, i, &loop)))
			continue;
		if (i != 0 && has_polls && !has_unpolled_way_back (&blocks, i, is_polled, &loop))
			continue;
		placed++;
		if (!poll)
			continue;
		LLVMPositionBuilderBefore (builder, first_insertion_point (blocks.block [i], i == 0));
		call = LLVMBuildCall2 (builder, LLVMGlobalGetValueType (callee), callee, NULL, 0, "");
		if (LLVMGetSubprogram (function))
			LLVMInstructionSetDebugLoc (call, poll_location (function, blocks.block [i]));
	}
	arena_destroy (arena);
	return placed;
}

static const char *const functions [] = { POLL_FUNCTION, LOOP_POLL_FUNCTION };

static void
inline_always (LLVMModuleRef module, const char *name)
{
	unsigned kind = LLVMGetEnumAttributeKindForName ("alwaysinline", strlen ("alwaysinline"));
	LLVMValueRef function = LLVMGetNamedFunction (module, name);

	if (function)
		LLVMAddAttributeAtIndex (function, LLVMAttributeFunctionIndex,
			LLVMCreateEnumAttribute (LLVMGetModuleContext (module), kind, 0));
}

int
polls_place (LLVMModuleRef module, char *error, size_t error_size)
{
	LLVMValueRef poll = LLVMGetNamedFunction (module, POLL_FUNCTION);
	LLVMValueRef loop_poll = LLVMGetNamedFunction (module, LOOP_POLL_FUNCTION), function;
	LLVMBuilderRef builder = LLVMCreateBuilderInContext (LLVMGetModuleContext (module));
	int placed = 0;

	for (function = LLVMGetFirstFunction (module); function; function = LLVMGetNextFunction (function))
		if (!LLVMIsDeclaration (function) && function != poll && function != loop_poll)
			placed += place_in_function (function, poll, loop_poll ? loop_poll : poll, builder);
	LLVMDisposeBuilder (builder);
	if (placed > 0 && !poll) {
		snprintf (error, error_size, "the module needs suspension polls and does not define " POLL_FUNCTION);
		return -1;
	}
	for (size_t i = 0; i < sizeof functions / sizeof *functions; i++)
		inline_always (module, functions [i]);
	return placed;
}

int
polls_finish (LLVMModuleRef module, char *error, size_t error_size)
{
	for (size_t i = 0; i < sizeof functions / sizeof *functions; i++) {
		LLVMValueRef function = LLVMGetNamedFunction (module, functions [i]);

		if (function && LLVMGetFirstUse (function)) {
			snprintf (error, error_size, "a call of %s is left after inlining", functions [i]);
			return 0;
		}
		if (function)
			LLVMDeleteFunction (function);
	}
	return 1;
}
