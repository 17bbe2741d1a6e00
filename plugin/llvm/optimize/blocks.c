/* SPDX-License-Identifier: MIT
 *
 * The blocks of a function in LLVM IR with their edges. */
#include "blocks.h"

#include <llvm-c/Core.h>
#include <stdlib.h>
#include <string.h>

static int
compare_addresses (const void *a, const void *b, void *data)
{
	LLVMBasicBlockRef *block = data;
	uintptr_t left = (uintptr_t) block [*(const uint32_t *) a], right = (uintptr_t) block [*(const uint32_t *) b];

	return left < right ? -1 : left > right;
}

uint32_t
blocks_number (const Blocks *blocks, LLVMBasicBlockRef block)
{
	uint32_t low = 0, high = blocks->count;

	while (high - low > 1) {
		uint32_t middle = low + (high - low) / 2;

		if ((uintptr_t) blocks->block [blocks->sorted [middle]] <= (uintptr_t) block)
			low = middle;
		else
			high = middle;
	}
	return blocks->sorted [low];
}

static uint32_t
count_edges (const Blocks *blocks)
{
	uint32_t edges = 0, i;

	for (i = 0; i < blocks->count; i++)
		edges += LLVMGetNumSuccessors (LLVMGetBasicBlockTerminator (blocks->block [i]));
	return edges;
}

static void
connect (Blocks *blocks)
{
	uint32_t edge = 0, i, j;

	for (i = 0; i < blocks->count; i++) {
		LLVMValueRef terminator = LLVMGetBasicBlockTerminator (blocks->block [i]);

		blocks->first_successor [i] = edge;
		for (j = 0; j < LLVMGetNumSuccessors (terminator); j++) {
			blocks->successor [edge] = blocks_number (blocks, LLVMGetSuccessor (terminator, j));
			blocks->first_predecessor [blocks->successor [edge++]]++;
		}
	}
	blocks->first_successor [blocks->count] = edge;
	/* From counts to ends, then down to starts while filling. */
	for (i = 1; i <= blocks->count; i++)
		blocks->first_predecessor [i] += blocks->first_predecessor [i - 1];
	for (i = 0; i < blocks->count; i++)
		for (j = blocks->first_successor [i]; j < blocks->first_successor [i + 1]; j++)
			blocks->predecessor [--blocks->first_predecessor [blocks->successor [j]]] = i;
}

/* A depth-first walk; an edge to a block on the walk's path is a back edge. NEXT and PATH have room for all blocks. */
static void
walk (Blocks *blocks, uint32_t *next, uint32_t *path, uint8_t *state)
{
	enum { NEW, ON_PATH, DONE };
	uint32_t depth = 1, position = blocks->count;

	path [0] = 0;
	state [0] = ON_PATH;
	memcpy (next, blocks->first_successor, sizeof *next * blocks->count);
	while (depth > 0) {
		uint32_t block = path [depth - 1], edge;

		if (next [block] == blocks->first_successor [block + 1]) {
			state [block] = DONE;
			blocks->order [--position] = block;
			depth--;
			continue;
		}
		edge = next [block]++;
		if (state [blocks->successor [edge]] == ON_PATH) {
			blocks->is_back_edge [edge] = 1;
			blocks->is_loop_header [blocks->successor [edge]] = 1;
		} else if (state [blocks->successor [edge]] == NEW) {
			state [blocks->successor [edge]] = ON_PATH;
			path [depth++] = blocks->successor [edge];
		}
	}
	blocks->reachable = blocks->count - position;
	memmove (blocks->order, blocks->order + position, sizeof *blocks->order * blocks->reachable);
}

void
blocks_find (Blocks *blocks, Arena *arena, LLVMValueRef function)
{
	uint32_t count = LLVMCountBasicBlocks (function), edges, i;

	memset (blocks, 0, sizeof *blocks);
	blocks->count = count;
	blocks->block = arena_array (arena, LLVMBasicBlockRef, count);
	blocks->sorted = arena_array (arena, uint32_t, count);
	blocks->first_successor = arena_array (arena, uint32_t, count + 1);
	blocks->first_predecessor = arena_array (arena, uint32_t, count + 1);
	blocks->is_loop_header = arena_array (arena, uint8_t, count);
	blocks->order = arena_array (arena, uint32_t, count);
	LLVMGetBasicBlocks (function, blocks->block);
	for (i = 0; i < count; i++)
		blocks->sorted [i] = i;
	qsort_r (blocks->sorted, count, sizeof *blocks->sorted, compare_addresses, blocks->block);
	edges = count_edges (blocks);
	blocks->successor = arena_array (arena, uint32_t, edges);
	blocks->predecessor = arena_array (arena, uint32_t, edges);
	blocks->is_back_edge = arena_array (arena, uint8_t, edges);
	connect (blocks);
	walk (blocks, arena_array (arena, uint32_t, count), arena_array (arena, uint32_t, count),
		arena_array (arena, uint8_t, count));
}

int
blocks_get_latch (const Blocks *blocks, uint32_t header, uint32_t *latch)
{
	uint32_t i, j, found = 0;

	for (i = blocks->first_predecessor [header]; i < blocks->first_predecessor [header + 1]; i++) {
		uint32_t block = blocks->predecessor [i];

		for (j = blocks->first_successor [block]; j < blocks->first_successor [block + 1]; j++)
			if (blocks->is_back_edge [j] && blocks->successor [j] == header) {
				found++;
				*latch = block;
				break;
			}
	}
	return found == 1;
}
