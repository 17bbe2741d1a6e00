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
#include "short-loops.h"

#include <llvm-c/Core.h>
#include <llvm-c/DebugInfo.h>
#include <stdio.h>
#include <string.h>

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
has_unpolled_way_back (const Blocks *blocks, uint32_t header, const uint8_t *is_polled, BlockSet *loop)
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
				block_set_add (loop, blocks->successor [i]);
		}
	}
	block_set_clear (loop);
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

static int
is_polled_before (LLVMValueRef function)
{
	return LLVMGetStringAttributeAtIndex (function, LLVMAttributeFunctionIndex, POLLED_BEFORE,
			   (unsigned) strlen (POLLED_BEFORE)) != NULL;
}

/* POLL is for the entry, LOOP_POLL for loops. */
static int
place_in_function (LLVMValueRef function, LLVMValueRef poll, LLVMValueRef loop_poll, LLVMBuilderRef builder)
{
	Arena *arena = arena_create ();
	Blocks blocks;
	uint32_t i;
	BlockSet loop;
	uint8_t *is_polled;
	int needs_entry_poll = 0, placed = 0, has_polls;

	blocks_find (&blocks, arena, function);
	loop = block_set_create (arena, &blocks);
	is_polled = arena_array (arena, uint8_t, blocks.count);
	has_polls = poll && find_polled_blocks (&blocks, polls_find_word (poll), is_polled);
	for (i = 0; i < blocks.count && !needs_entry_poll && !is_polled_before (function); i++)
		needs_entry_poll = polls_makes_long_calls (blocks.block [i]);
	for (i = 0; i < blocks.count; i++) {
		LLVMValueRef callee = i == 0 ? poll : loop_poll, call;

		if (!(i == 0 && needs_entry_poll) && !(blocks.is_loop_header [i] && !polls_is_short_loop (&blocks, i, &loop)))
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
