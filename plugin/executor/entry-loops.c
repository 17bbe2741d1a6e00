/* SPDX-License-Identifier: MIT
 *
 * A loop has the blocks from which control can go back to its head, where a search in depth meets a block that it comes from.
 * Edges of exceptions do not count: none of this changes what code does. */
#include "entry-loops.h"

typedef enum Visit { NOT_VISITED, UNDER_WAY, VISITED } Visit;

enum { NO_EDGE = UINT32_MAX };

/* In a list, of those with the same TO. */
typedef struct Edge {
	uint32_t from, next;
	int leads_back;
} Edge;

typedef struct Search {
	Arena *arena;
	const Flow *flow;
	Visit *visits;
	uint32_t *first; /* by block: the last edge to it that was found */
	Edge *edges;
	uint32_t edge_count;
	uint32_t *work;
} Search;

static void
add_edge (Search *search, uint32_t from, uint32_t to)
{
	search->edges [search->edge_count] = (Edge) { from, search->first [to], search->visits [to] == UNDER_WAY };
	search->first [to] = search->edge_count++;
}

/* NEXT: by block, of its successors the one to be looked at next. */
static void
visit_from (Search *search, uint32_t root, uint32_t *next)
{
	const FlowBlock *blocks = search->flow->blocks;
	uint32_t depth = 0;

	if (search->visits [root] != NOT_VISITED || !blocks [root].is_reachable)
		return;
	search->visits [root] = UNDER_WAY;
	search->work [depth++] = root;
	while (depth) {
		uint32_t from = search->work [depth - 1], to;

		if (next [from] == blocks [from].successor_count) {
			search->visits [from] = VISITED;
			depth--;
			continue;
		}
		const FlowBlock *successor = blocks [from].successors [next [from]++];
		if (successor->block.is_invalid)
			continue;
		to = (uint32_t) (successor - blocks);
		add_edge (search, from, to);
		if (search->visits [to] != NOT_VISITED)
			continue;
		search->visits [to] = UNDER_WAY;
		search->work [depth++] = to;
	}
}

static void
find_edges (Search *search)
{
	uint32_t block_count = search->flow->block_count, edge_count = 0;
	uint32_t *next = arena_array (search->arena, uint32_t, block_count);

	for (uint32_t i = 0; i < block_count; i++) {
		search->first [i] = NO_EDGE;
		edge_count += search->flow->blocks [i].successor_count;
	}
	search->edges = arena_array (search->arena, Edge, edge_count);
	/* The first block leads to all but handlers, and what only they lead to. */
	for (uint32_t i = 0; i < block_count; i++)
		visit_from (search, i, next);
}

/* Marks the blocks of the loop with HEAD by its number and 1, and puts them into the work, from 0 on. Returns how many. */
static uint32_t
find_blocks (Search *search, uint32_t head, uint32_t *marks)
{
	uint32_t count = 0;

	for (uint32_t edge = search->first [head]; edge != NO_EDGE; edge = search->edges [edge].next)
		if (search->edges [edge].leads_back && marks [search->edges [edge].from] != head + 1) {
			marks [search->edges [edge].from] = head + 1;
			search->work [count++] = search->edges [edge].from;
		}
	for (uint32_t i = 0; i < count; i++) {
		if (search->work [i] == head)
			continue;
		for (uint32_t edge = search->first [search->work [i]]; edge != NO_EDGE; edge = search->edges [edge].next)
			if (marks [search->edges [edge].from] != head + 1) {
				marks [search->edges [edge].from] = head + 1;
				search->work [count++] = search->edges [edge].from;
			}
	}
	return count;
}

static EntryLoop
make_loop (const Search *search, uint32_t head, uint32_t count)
{
	EntryLoop loop = { .head = head, .has_block = arena_array (search->arena, uint8_t, search->flow->block_count) };

	for (uint32_t i = 0; i < count; i++) {
		const Operation *operation = search->flow->blocks [search->work [i]].block.operations;

		loop.has_block [search->work [i]] = 1;
		for (; operation; operation = operation->next)
			loop.operation_count++;
	}
	return loop;
}

/* The larger one is the outer one. */
static void
insert (EntryLoop *loops, uint32_t count, EntryLoop loop)
{
	uint32_t place = count;

	for (; place > 0 && loops [place - 1].operation_count > loop.operation_count; place--)
		loops [place] = loops [place - 1];
	loops [place] = loop;
}

uint32_t
entry_find_loops (Arena *arena, const Flow *flow, uint32_t entry, uint32_t most_operations, EntryLoop **loops)
{
	Search search = {
		.arena = arena,
		.flow = flow,
		.visits = arena_array (arena, Visit, flow->block_count),
		.first = arena_array (arena, uint32_t, flow->block_count),
		.work = arena_array (arena, uint32_t, flow->block_count),
	};
	uint32_t *marks = arena_array (arena, uint32_t, flow->block_count), count = 0, total = 0;

	find_edges (&search);
	*loops = arena_array (arena, EntryLoop, flow->block_count);
	for (uint32_t head = 0; head < flow->block_count; head++) {
		uint32_t block_count = find_blocks (&search, head, marks);

		if (head != entry && marks [entry] == head + 1)
			insert (*loops, count++, make_loop (&search, head, block_count));
	}
	for (uint32_t i = 0; i < count; i++) {
		total += (*loops) [i].operation_count;
		if (total > most_operations)
			return i;
	}
	return count;
}
