/* SPDX-License-Identifier: MIT */
#include "entry.h"

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

typedef struct Search {
	const Body *body;
	uint8_t *is_reached, *is_clause_reached;
	FlowBlock **work;
	uint32_t work_count;
} Search;

static void
reach (Search *search, FlowBlock *block)
{
	uint8_t *is_reached = &search->is_reached [block - search->body->flow.blocks];

	if (!*is_reached)
		search->work [search->work_count++] = block;
	*is_reached = 1;
}

/* An exception in BLOCK leads to the handlers of the regions that it is in. */
static void
reach_handlers (Search *search, const FlowBlock *block)
{
	const MethodBody *body = &search->body->source->body;

	for (uint32_t i = 0; i < body->clause_count; i++) {
		const ExceptionClause *clause = &body->clauses [i];
		FlowBlock *handler = find_block (&search->body->flow, clause->handler_offset);
		FlowBlock *filter = clause->kind == CLAUSE_FILTER ? find_block (&search->body->flow, clause->filter_offset)
														  : NULL;

		if (search->is_clause_reached [i] || !is_in (block->block.il_offset, clause->try_offset, clause->try_length))
			continue;
		search->is_clause_reached [i] = 1;
		if (handler)
			reach (search, handler);
		if (filter)
			reach (search, filter);
	}
}

static void
reach_all (Search *search, FlowBlock *entry)
{
	reach (search, entry);
	while (search->work_count) {
		const FlowBlock *block = search->work [--search->work_count];
		const Operation *operation = block->block.operations;

		for (; operation; operation = operation->next)
			for (uint32_t i = 0; i < operation->target_count; i++)
				if (!operation->targets [i]->is_invalid)
					reach (search, (FlowBlock *) operation->targets [i]);
		reach_handlers (search, block);
	}
}

static void
keep_reached_blocks (Compilation *compilation, const Search *search, Body *body)
{
	Block **blocks = arena_array (compilation->arena, Block *, body->flow.block_count);
	uint32_t count = 0;

	for (uint32_t i = 0; i < body->flow.block_count; i++) {
		if (!search->is_reached [i])
			continue;
		blocks [count] = &body->flow.blocks [i].block;
		blocks [count]->number = count;
		count++;
	}
	body->operations.blocks = blocks;
	body->operations.block_count = count;
}

/* The others keep their numbers, which the runtime knows, but protect nothing. */
static void
keep_reached_clauses (Compilation *compilation, const Search *search)
{
	MethodBody *body = &compilation->source.body;
	ExceptionClause *clauses = arena_array (compilation->arena, ExceptionClause, body->clause_count);
	uint32_t last = 0;

	for (uint32_t i = 0; i < body->clause_count; i++) {
		clauses [i] = search->is_clause_reached [i] ? body->clauses [i] : (ExceptionClause) { .kind = CLAUSE_CATCH };
		if (search->is_clause_reached [i])
			last = i + 1;
	}
	body->clauses = clauses;
	body->clause_count = last;
}

int
entry_begin_at (Compilation *compilation, Body *body, uint32_t offset)
{
	Arena *arena = compilation->arena;
	Search search = {
		.body = body,
		.is_reached = arena_array (arena, uint8_t, body->flow.block_count),
		.is_clause_reached = arena_array (arena, uint8_t, body->source->body.clause_count),
		.work = arena_array (arena, FlowBlock *, body->flow.block_count),
	};
	FlowBlock *entry;

	if (!body->operations.is_whole)
		return executor_fail (compilation, body);
	entry = find_entry (compilation, body, offset);
	if (!entry || !frame_addresses_check (compilation, body, entry))
		return 0;
	reach_all (&search, entry);
	keep_reached_blocks (compilation, &search, body);
	keep_reached_clauses (compilation, &search);
	body->operations.entry = &entry->block;
	return 1;
}
