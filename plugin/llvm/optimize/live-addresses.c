/* SPDX-License-Identifier: MIT
 *
 * Which computed addresses are needed after which calls: liveness, solved over bit sets, of those pointers only from which
 * other pointers are computed. A pointer that is just loaded from, stored to or handed on points into its object. */
#include "live-addresses.h"
#include "blocks.h"
#include "value-map.h"

#include <llvm-c/Core.h>
#include <string.h>

typedef struct Analysis {
	Arena *arena;
	Blocks blocks;
	LLVMValueRef *address; /* by number */
	uint32_t count;
	ValueMap *numbers;                             /* from an address to its place in ADDRESS */
	uint64_t *live_in, *live_out, *used, *defined; /* a bit set per block */
	size_t words;                                  /* of a bit set */
	LiveAddress *found;
} Analysis;

static int
is_call (LLVMValueRef instruction)
{
	LLVMValueRef callee;

	if (!LLVMIsACallInst (instruction) && !LLVMIsAInvokeInst (instruction))
		return 0;
	callee = LLVMGetCalledValue (instruction);
	return !LLVMIsAInlineAsm (callee) && !(LLVMIsAFunction (callee) && LLVMGetIntrinsicID (callee) != 0);
}

/* Whether INSTRUCTION computes a pointer from its operand number OPERAND. */
static int
steps_from (LLVMValueRef instruction, unsigned operand)
{
	switch (LLVMGetInstructionOpcode (instruction)) {
	case LLVMGetElementPtr:
		return operand == 0;
	case LLVMPHI:
	case LLVMSelect:
	case LLVMFreeze:
	case LLVMPtrToInt:
		return 1;
	case LLVMInsertElement:
		return operand == 1;
	default:
		return 0;
	}
}

static int
is_computed_address (LLVMValueRef instruction)
{
	LLVMUseRef use;

	switch (LLVMGetInstructionOpcode (instruction)) {
	case LLVMGetElementPtr:
	case LLVMPHI:
	case LLVMSelect:
	case LLVMFreeze:
		break;
	default:
		return 0;
	}
	if (LLVMGetTypeKind (LLVMTypeOf (instruction)) != LLVMPointerTypeKind)
		return 0;
	for (use = LLVMGetFirstUse (instruction); use; use = LLVMGetNextUse (use)) {
		LLVMValueRef user = LLVMGetUser (use);

		if (!LLVMIsAInstruction (user))
			continue;
		/* As the base of another address; that a select's condition is no pointer needs no test. Or in a vector of addresses,
		 * from which a gather loads. */
		if (steps_from (user, 0) || (LLVMIsAInsertElementInst (user) && LLVMGetOperand (user, 1) == instruction))
			return 1;
	}
	return 0;
}

static int
is_vector_of_addresses (LLVMValueRef value)
{
	LLVMTypeRef type = LLVMTypeOf (value);

	return LLVMGetTypeKind (type) == LLVMVectorTypeKind &&
		LLVMGetTypeKind (LLVMGetElementType (type)) == LLVMPointerTypeKind;
}

/* Where the base is one address and only the indices are many, it is an address like any other. */
int
live_addresses_compute_with_vectors (LLVMValueRef function)
{
	LLVMBasicBlockRef block;
	LLVMValueRef instruction;

	for (block = LLVMGetFirstBasicBlock (function); block; block = LLVMGetNextBasicBlock (block))
		for (instruction = LLVMGetFirstInstruction (block); instruction;
			instruction = LLVMGetNextInstruction (instruction))
			if ((LLVMIsAGetElementPtrInst (instruction) || LLVMIsAPtrToIntInst (instruction)) &&
				is_vector_of_addresses (LLVMGetOperand (instruction, 0)))
				return 1;
	return 0;
}

/* Returns 0 if VALUE is none of the addresses. */
static int
find_number (const Analysis *analysis, LLVMValueRef value, uint32_t *number)
{
	LLVMValueRef *place = value_map_find (analysis->numbers, value);

	if (!place)
		return 0;
	*number = (uint32_t) (place - analysis->address);
	return 1;
}

/* Numbers the addresses. Returns 0 if there are none, or no calls to live across. */
static int
number_addresses (Analysis *analysis)
{
	uint32_t calls = 0, i, pass;

	for (pass = 0; pass < 2; pass++) {
		uint32_t count = 0;

		for (i = 0; i < analysis->blocks.reachable; i++) {
			LLVMValueRef instruction = LLVMGetFirstInstruction (analysis->blocks.block [analysis->blocks.order [i]]);

			for (; instruction; instruction = LLVMGetNextInstruction (instruction)) {
				calls += (uint32_t) is_call (instruction);
				if (is_computed_address (instruction)) {
					if (pass == 1)
						analysis->address [count] = instruction;
					count++;
				}
			}
		}
		if (count == 0 || calls == 0)
			return 0;
		if (pass == 0)
			analysis->address = arena_array (analysis->arena, LLVMValueRef, count);
		analysis->count = count;
	}
	analysis->numbers = value_map_create (analysis->arena);
	for (i = 0; i < analysis->count; i++)
		value_map_add (analysis->numbers, analysis->address [i], &analysis->address [i]);
	return 1;
}

static uint64_t *
set_of (const Analysis *analysis, uint64_t *sets, uint32_t block)
{
	return sets + analysis->words * block;
}

static void
include (uint64_t *set, uint32_t number)
{
	set [number / 64] |= (uint64_t) 1 << number % 64;
}

static void
exclude (uint64_t *set, uint32_t number)
{
	set [number / 64] &= ~((uint64_t) 1 << number % 64);
}

/* Takes LIVE from after INSTRUCTION (not a phi, whose uses belong to the edges) to before it. */
static void
step_back (const Analysis *analysis, LLVMValueRef instruction, uint64_t *live)
{
	uint32_t number;
	unsigned operands = (unsigned) LLVMGetNumOperands (instruction), i;

	if (find_number (analysis, instruction, &number))
		exclude (live, number);
	if (LLVMIsAPHINode (instruction))
		return;
	for (i = 0; i < operands; i++)
		if (steps_from (instruction, i) && find_number (analysis, LLVMGetOperand (instruction, i), &number))
			include (live, number);
}

/* What the phis of block TO use when control comes from FROM. */
static void
add_phi_uses (const Analysis *analysis, uint32_t from, uint32_t to, uint64_t *live)
{
	LLVMValueRef phi = LLVMGetFirstInstruction (analysis->blocks.block [to]);
	uint32_t number;
	unsigned i;

	for (; phi && LLVMIsAPHINode (phi); phi = LLVMGetNextInstruction (phi))
		for (i = 0; i < LLVMCountIncoming (phi); i++)
			if (LLVMGetIncomingBlock (phi, i) == analysis->blocks.block [from] &&
				find_number (analysis, LLVMGetIncomingValue (phi, i), &number))
				include (live, number);
}

static void
summarize_block (Analysis *analysis, uint32_t block)
{
	const Blocks *blocks = &analysis->blocks;
	LLVMValueRef instruction = LLVMGetLastInstruction (blocks->block [block]);
	uint32_t number, i;

	for (; instruction; instruction = LLVMGetPreviousInstruction (instruction)) {
		step_back (analysis, instruction, set_of (analysis, analysis->used, block));
		if (find_number (analysis, instruction, &number))
			include (set_of (analysis, analysis->defined, block), number);
	}
	for (i = blocks->first_successor [block]; i < blocks->first_successor [block + 1]; i++)
		add_phi_uses (analysis, block, blocks->successor [i], set_of (analysis, analysis->live_out, block));
}

static void
solve (Analysis *analysis)
{
	const Blocks *blocks = &analysis->blocks;
	size_t size = analysis->words * blocks->count, word;
	uint32_t i, j;
	int changed = 1;

	analysis->live_in = arena_array (analysis->arena, uint64_t, size);
	analysis->live_out = arena_array (analysis->arena, uint64_t, size);
	analysis->used = arena_array (analysis->arena, uint64_t, size);
	analysis->defined = arena_array (analysis->arena, uint64_t, size);
	for (i = 0; i < blocks->reachable; i++)
		summarize_block (analysis, blocks->order [i]);
	while (changed) {
		changed = 0;
		for (i = blocks->reachable; i-- > 0;) {
			uint32_t block = blocks->order [i];
			uint64_t *in = set_of (analysis, analysis->live_in, block),
					 *out = set_of (analysis, analysis->live_out, block);
			const uint64_t *used = set_of (analysis, analysis->used, block);
			const uint64_t *defined = set_of (analysis, analysis->defined, block);

			for (word = 0; word < analysis->words; word++) {
				uint64_t live;

				for (j = blocks->first_successor [block]; j < blocks->first_successor [block + 1]; j++)
					out [word] |= set_of (analysis, analysis->live_in, blocks->successor [j]) [word];
				live = used [word] | (out [word] & ~defined [word]);
				changed |= live != in [word];
				in [word] = live;
			}
		}
	}
}

static void
record (Analysis *analysis, LLVMValueRef call, const uint64_t *live, LLVMBasicBlockRef destination, int only_in_phi)
{
	for (size_t word = 0; word < analysis->words; word++)
		for (uint64_t left = live [word]; left; left &= left - 1) {
			uint32_t number = (uint32_t) (word * 64 + (size_t) __builtin_ctzll (left));
			LiveAddress *found = arena_new (analysis->arena, LiveAddress);

			*found = (LiveAddress) { analysis->found, call, analysis->address [number], destination, only_in_phi };
			analysis->found = found;
		}
}

static void
record_invoke (Analysis *analysis, uint32_t block, LLVMValueRef invoke)
{
	const Blocks *blocks = &analysis->blocks;
	uint32_t i;

	for (i = blocks->first_successor [block]; i < blocks->first_successor [block + 1]; i++) {
		uint32_t destination = blocks->successor [i];
		uint64_t *in = set_of (analysis, analysis->live_in, destination);
		uint64_t *in_phi = arena_array (analysis->arena, uint64_t, analysis->words);
		size_t word;

		add_phi_uses (analysis, block, destination, in_phi);
		for (word = 0; word < analysis->words; word++)
			in_phi [word] &= ~in [word];
		record (analysis, invoke, in, blocks->block [destination], 0);
		record (analysis, invoke, in_phi, blocks->block [destination], 1);
	}
}

static void
record_block (Analysis *analysis, uint32_t block, uint64_t *live)
{
	LLVMValueRef instruction = LLVMGetLastInstruction (analysis->blocks.block [block]);

	memcpy (live, set_of (analysis, analysis->live_out, block), sizeof *live * analysis->words);
	for (; instruction; instruction = LLVMGetPreviousInstruction (instruction)) {
		if (is_call (instruction) && LLVMIsAInvokeInst (instruction))
			record_invoke (analysis, block, instruction);
		else if (is_call (instruction))
			record (analysis, instruction, live, NULL, 0);
		step_back (analysis, instruction, live);
	}
}

LiveAddress *
live_addresses_find (Arena *arena, LLVMValueRef function)
{
	Analysis analysis = { .arena = arena };
	uint64_t *live;
	uint32_t i;

	blocks_find (&analysis.blocks, arena, function);
	if (!number_addresses (&analysis))
		return NULL;
	analysis.words = (analysis.count + 63) / 64;
	solve (&analysis);
	live = arena_array (arena, uint64_t, analysis.words);
	for (i = 0; i < analysis.blocks.reachable; i++)
		record_block (&analysis, analysis.blocks.order [i], live);
	return analysis.found;
}
