/* SPDX-License-Identifier: MIT
 *
 * A loop has the blocks from which control can go back to its head, where a search in depth meets a block that it comes from.
 * Edges of exceptions do not count: none of this changes what code does. */
#include "entry-loops.h"

typedef enum Visit { NOT_VISITED, UNDER_WAY, VISITED } Visit;

typedef struct Search {
	Arena *arena;
	const Flow *flow;
	uint32_t entry;
	Visit *visits;
	uint32_t *next;   /* by block: of its successors, the one to be looked at next */
	EntryLoop *loops; /* by the order in which they are found */
	uint32_t loop_count;
	uint32_t *path; /* blocks under way; or work to be done */
} Search;

static int
successor (const Search *search, uint32_t block, uint32_t number, uint32_t *to)
{
	const FlowBlock *next = search->flow->blocks [block].successors [number];

	*to = (uint32_t) (next - search->flow->blocks);
	return !next->block.is_invalid;
}

static EntryLoop *
loop_with_head (Search *search, uint32_t head)
{
	for (uint32_t i = 0; i < search->loop_count; i++)
		if (search->loops [i].head == head)
			return &search->loops [i];
	search->loops [search->loop_count] = (EntryLoop) { head,
		arena_array (search->arena, uint8_t, search->flow->block_count) };
	search->loops [search->loop_count].has_block [head] = 1;
	return &search->loops [search->loop_count++];
}

static void
add_back_edge (Search *search, uint32_t from, uint32_t head)
{
	loop_with_head (search, head)->has_block [from] = 1;
}

static void
visit_from (Search *search, uint32_t root)
{
	uint32_t depth = 0, to;

	if (search->visits [root] != NOT_VISITED || !search->flow->blocks [root].is_reachable)
		return;
	search->path [depth++] = root;
	search->visits [root] = UNDER_WAY;
	while (depth) {
		uint32_t block = search->path [depth - 1];

		if (search->next [block] == search->flow->blocks [block].successor_count) {
			search->visits [block] = VISITED;
			depth--;
		} else if (successor (search, block, search->next [block]++, &to)) {
			if (search->visits [to] == UNDER_WAY)
				add_back_edge (search, block, to);
			if (search->visits [to] != NOT_VISITED)
				continue;
			search->visits [to] = UNDER_WAY;
			search->path [depth++] = to;
		}
	}
}

/* LOOP gets all blocks that lead to those it has. */
static void
complete (const Search *search, EntryLoop *loop)
{
	int has_changed = 1;
	uint32_t to;

	while (has_changed) {
		has_changed = 0;
		for (uint32_t block = search->flow->block_count; block-- > 0;)
			for (uint32_t i = 0; i < search->flow->blocks [block].successor_count && !loop->has_block [block]; i++)
				if (search->visits [block] == VISITED && successor (search, block, i, &to) && loop->has_block [to] &&
					to != loop->head)
					has_changed = loop->has_block [block] = 1;
	}
}

static uint32_t
count_operations (const Flow *flow, const EntryLoop *loop)
{
	uint32_t count = 0;

	for (uint32_t i = 0; i < flow->block_count; i++)
		if (loop->has_block [i])
			for (const Operation *operation = flow->blocks [i].block.operations; operation; operation = operation->next)
				count++;
	return count;
}

uint32_t
entry_find_loops (Arena *arena, const Flow *flow, uint32_t entry, uint32_t most_operations, EntryLoop **loops)
{
	Search search = {
		.arena = arena,
		.flow = flow,
		.entry = entry,
		.visits = arena_array (arena, Visit, flow->block_count),
		.next = arena_array (arena, uint32_t, flow->block_count),
		.loops = arena_array (arena, EntryLoop, flow->block_count),
		.path = arena_array (arena, uint32_t, flow->block_count),
	};
	uint32_t *sizes = search.next, count = 0, total = 0;

	/* The others are handlers, and what only they lead to. */
	for (uint32_t i = 0; i < flow->block_count; i++)
		visit_from (&search, i);
	for (uint32_t i = 0; i < search.loop_count; i++) {
		EntryLoop loop = search.loops [i];
		uint32_t size, place;

		complete (&search, &loop);
		if (!loop.has_block [entry] || loop.head == entry)
			continue;
		size = count_operations (flow, &loop);
		for (place = count++; place > 0 && sizes [place - 1] > size; place--) {
			search.loops [place] = search.loops [place - 1];
			sizes [place] = sizes [place - 1];
		}
		search.loops [place] = loop;
		sizes [place] = size;
	}
	*loops = search.loops;
	for (uint32_t i = 0; i < count; i++) {
		total += sizes [i];
		if (total > most_operations)
			return i;
	}
	return count;
}
