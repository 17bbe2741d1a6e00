/* SPDX-License-Identifier: MIT */
#include "entry.h"

#include "entry-loops.h"
#include "executor.h"
#include "frame-addresses.h"

/* ---- Where ---- */

static int
is_in (uint32_t offset, uint32_t start, uint32_t length)
{
	return offset >= start && offset - start < length;
}

static FlowBlock *
find_block (const Flow *flow, uint32_t offset)
{
	for (uint32_t i = 0; i < flow->block_count; i++)
		if (flow->blocks [i].block.il_offset == offset)
			return flow->blocks [i].is_reachable ? &flow->blocks [i] : NULL;
	return NULL;
}

static int
is_in_handler (const MethodBody *body, uint32_t offset)
{
	for (uint32_t i = 0; i < body->clause_count; i++)
		if (is_in (offset, body->clauses [i].handler_offset, body->clauses [i].handler_length))
			return 1;
	return flow_filter_at (body, offset) < body->clause_count;
}

static FlowBlock *
find_entry (Compilation *compilation, const Body *body, uint32_t offset)
{
	FlowBlock *block = find_block (&body->flow, offset);

	if (body->source->info.flags & METHOD_VARARG)
		decline (compilation, DECLINE_ENTRY_ARGUMENTS, offset, "%s", decline_sentence (DECLINE_ENTRY_ARGUMENTS));
	else if (!block)
		decline (compilation, DECLINE_ENTRY_OFFSET, offset, "%s", decline_sentence (DECLINE_ENTRY_OFFSET));
	else if (is_in_handler (&body->source->body, offset))
		decline (compilation, DECLINE_ENTRY_HANDLER, offset, "%s", decline_sentence (DECLINE_ENTRY_HANDLER));
	else if (block->entry_depth)
		decline (compilation, DECLINE_ENTRY_STACK, offset, "%u on the evaluation stack", block->entry_depth);
	else
		return block;
	return NULL;
}

/* ---- What is left ---- */

/* LLVM makes little of a loop that control comes to in two places, or in one that an outer loop begins with, too. And where a
 * round begins in its middle, what the loop's test shows does not hold. So there are copies of the loops around the entry: in
 * the first one, of the innermost loop, the round that was begun comes to its end; then control goes to the head of that loop
 * in the second copy, that of the loop around it, where the same happens to a round of that; and so on, up to the blocks
 * themselves. Handlers are not copied. All copies do the same, and differ in where they lead. */
enum { MOST_COPIED_OPERATIONS = 4000 };

typedef struct Place {
	uint32_t copy; /* which loop's; LEFT.loop_count: the blocks themselves */
	uint32_t block;
} Place;

typedef struct Left {
	Compilation *compilation;
	const Body *body;
	EntryLoop *loops;
	uint32_t loop_count;
	Block **blocks; /* by copy and block; NULL: not reached */
	uint8_t *is_clause_reached;
	Place *work;
	uint32_t work_count;
} Left;

/* The block of PLACE, which becomes work to be done when it is met first. */
static Block *
reach (Left *left, Place place)
{
	FlowBlock *original = &left->body->flow.blocks [place.block];
	Block **block = &left->blocks [place.copy * left->body->flow.block_count + place.block];

	if (*block)
		return *block;
	*block = &original->block;
	if (place.copy < left->loop_count) {
		*block = arena_new (left->compilation->arena, Block);
		**block = original->block;
	}
	left->work [left->work_count++] = place;
	return *block;
}

/* Where a branch from COPY to BLOCK leads. */
static Place
target (const Left *left, uint32_t copy, uint32_t block)
{
	const Flow *flow = &left->body->flow;

	if (is_in_handler (&left->body->source->body, flow->blocks [block].block.il_offset))
		copy = left->loop_count;
	while (copy < left->loop_count && (!left->loops [copy].has_block [block] || left->loops [copy].head == block))
		copy++;
	return (Place) { copy, block };
}

/* The targets of OPERATION, of a block in COPY. */
static Block **
reach_targets (Left *left, const Operation *operation, uint32_t copy)
{
	Block **targets = arena_array (left->compilation->arena, Block *, operation->target_count);

	for (uint32_t i = 0; i < operation->target_count; i++) {
		FlowBlock *block = (FlowBlock *) operation->targets [i];

		targets [i] = block->block.is_invalid
			? &block->block
			: reach (left, target (left, copy, (uint32_t) (block - left->body->flow.blocks)));
	}
	return targets;
}

static void
reach_from (Left *left, Place place)
{
	Block *block = reach (left, place);
	const Operation *operation = block->operations, **next = &block->operations;

	for (; operation; operation = operation->next) {
		Block **targets = reach_targets (left, operation, place.copy);

		if (place.copy == left->loop_count)
			continue;
		Operation *made = arena_new (left->compilation->arena, Operation);
		*made = *operation;
		made->targets = targets;
		*next = made;
		next = (const Operation **) &made->next;
	}
}

static void
reach_handler (Left *left, uint32_t offset)
{
	FlowBlock *block = find_block (&left->body->flow, offset);

	if (block)
		reach (left, (Place) { left->loop_count, (uint32_t) (block - left->body->flow.blocks) });
}

/* An exception in BLOCK leads to the handlers of the regions that it is in. */
static void
reach_handlers (Left *left, const FlowBlock *block)
{
	const MethodBody *body = &left->body->source->body;

	for (uint32_t i = 0; i < body->clause_count; i++) {
		const ExceptionClause *clause = &body->clauses [i];

		if (left->is_clause_reached [i] || !is_in (block->block.il_offset, clause->try_offset, clause->try_length))
			continue;
		left->is_clause_reached [i] = 1;
		reach_handler (left, clause->handler_offset);
		if (clause->kind == CLAUSE_FILTER)
			reach_handler (left, clause->filter_offset);
	}
}

static void
keep_blocks (const Left *left, Operations *operations)
{
	uint32_t most = (left->loop_count + 1) * left->body->flow.block_count, count = 0;
	Block **blocks = arena_array (left->compilation->arena, Block *, most);

	for (uint32_t i = 0; i < most; i++)
		if (left->blocks [i]) {
			left->blocks [i]->number = count;
			blocks [count++] = left->blocks [i];
		}
	operations->blocks = blocks;
	operations->block_count = count;
}

/* The others keep their numbers, which the runtime knows, but protect nothing. */
static void
keep_clauses (const Left *left, MethodBody *body)
{
	ExceptionClause *clauses = arena_array (left->compilation->arena, ExceptionClause, body->clause_count);
	uint32_t last = 0;

	for (uint32_t i = 0; i < body->clause_count; i++) {
		clauses [i] = left->is_clause_reached [i] ? body->clauses [i] : (ExceptionClause) { .kind = CLAUSE_CATCH };
		if (left->is_clause_reached [i])
			last = i + 1;
	}
	body->clauses = clauses;
	body->clause_count = last;
}

static void
keep_reached (Compilation *compilation, Body *body, uint32_t entry)
{
	Arena *arena = compilation->arena;
	Left left = { .compilation = compilation, .body = body };
	uint32_t most;

	left.loop_count = entry_find_loops (arena, &body->flow, entry, MOST_COPIED_OPERATIONS, &left.loops);
	most = (left.loop_count + 1) * body->flow.block_count;
	left.blocks = arena_array (arena, Block *, most);
	left.is_clause_reached = arena_array (arena, uint8_t, body->source->body.clause_count);
	left.work = arena_array (arena, Place, most);
	body->operations.entry = reach (&left, target (&left, 0, entry));
	while (left.work_count) {
		Place place = left.work [--left.work_count];

		reach_from (&left, place);
		reach_handlers (&left, &body->flow.blocks [place.block]);
	}
	keep_blocks (&left, &body->operations);
	keep_clauses (&left, &compilation->source.body);
}

int
entry_begin_at (Compilation *compilation, Body *body, uint32_t offset)
{
	FlowBlock *entry;

	if (!body->operations.is_whole)
		return executor_fail (compilation, body);
	entry = find_entry (compilation, body, offset);
	if (!entry || !frame_addresses_check (compilation, body, entry))
		return 0;
	keep_reached (compilation, body, (uint32_t) (entry - body->flow.blocks));
	return 1;
}
