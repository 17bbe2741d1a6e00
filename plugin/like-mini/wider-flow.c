/* SPDX-License-Identifier: MIT */
#include "wider-flow.h"

/* Mono's compiler aborts when no basic block of its own starts at the END of a try region (mini/mini.c: create_jit_info needs
 * one there); where a clause has an edge, and at the last byte of a finally handler (method-to-ir.c: the handling of
 * leave) there may be one. */
int
wider_end (const MethodBody *body, uint32_t end)
{
	for (uint32_t i = 0; i < body->clause_count; i++) {
		const ExceptionClause *clause = &body->clauses [i];

		if (end == clause->try_offset || end == clause->handler_offset ||
			(clause->kind == CLAUSE_FILTER && end == clause->filter_offset) ||
			(clause->kind == CLAUSE_FINALLY && end + 1 == clause->handler_offset + clause->handler_length))
			return 1;
	}
	return 0;
}

static int
is_within (uint32_t offset, uint32_t start, uint32_t length)
{
	return offset >= start && offset - start < length;
}

int
wider_filter_exit (const MethodBody *body, uint32_t filter, uint32_t from, uint32_t offset)
{
	for (uint32_t i = 0; i < body->clause_count; i++) {
		const ExceptionClause *clause = &body->clauses [i];
		int enters_handler = is_within (offset, clause->handler_offset, clause->handler_length) && i != filter;

		if (enters_handler != is_within (from, clause->handler_offset, clause->handler_length) ||
			is_within (offset, clause->try_offset, clause->try_length) !=
				is_within (from, clause->try_offset, clause->try_length))
			return 0;
	}
	return 1;
}

/* Mono leaves out what is not reached only where it verifies (mini/method-to-ir.c: skip_dead_blocks); elsewhere what is
 * wrong there is wrong. */
static void
reach_unverified (const MethodSource *source, Flow *flow)
{
	if (source->info.flags & METHOD_SKIPS_VERIFICATION)
		for (uint32_t i = 0; i < flow->block_count; i++)
			flow->blocks [i].is_reachable = 1;
}

/* Of what comes behind an instruction into which something points, Mono leaves out nothing: the list of its blocks, where
 * it looks up what is dead, ends in that instruction. */
static void
reach_behind (Flow *flow, uint32_t torn)
{
	uint32_t i = 0;

	while (i < flow->block_count && flow->blocks [i].end_offset <= torn)
		i++;
	if (i == flow->block_count || !flow->blocks [i].is_reachable)
		return;
	while (++i < flow->block_count)
		flow->blocks [i].is_reachable = 1;
}

void
wider_reach (const Compilation *compilation, const MethodSource *source, Flow *flow, uint32_t torn)
{
	if (!like_mini (compilation, LIKE_UNREACHED_CODE))
		return;
	reach_unverified (source, flow);
	reach_behind (flow, torn);
}
