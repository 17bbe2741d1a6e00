/* SPDX-License-Identifier: MIT */
#include "flow.h"

#include "../il/reader.h"
#include "../like-mini/wider-flow.h"

/* What is known about each byte of the code. */
enum {
	STARTS_INSTRUCTION = 1 << 0,
	STARTS_BLOCK = 1 << 1,
	IS_FALLEN_INTO = 1 << 2,  /* from what is neither a call nor a branch */
	IS_FOLLOWED_INTO = 1 << 3 /* from any instruction that can go on there */
};

typedef struct Finder {
	Compilation *compilation;
	const MethodSource *source;
	Flow *flow;
	uint8_t *marks;        /* one byte for each byte of the code */
	uint32_t *block_index; /* by offset of a block's first instruction */
	int has_wrong_edge;
} Finder;

uint32_t
flow_filter_at (const MethodBody *body, uint32_t offset)
{
	for (uint32_t i = 0; i < body->clause_count; i++) {
		const ExceptionClause *clause = &body->clauses [i];

		/* A filter ends where its handler starts: ECMA-335 II.19.4. */
		if (clause->kind == CLAUSE_FILTER && offset >= clause->filter_offset && offset < clause->handler_offset)
			return i;
	}
	return body->clause_count;
}

/* Marks the start of a block, if an instruction starts there. */
static int
mark_target (Finder *finder, uint32_t offset, uint32_t target)
{
	if (target >= finder->source->body.code_size)
		return reject_code (finder->compilation, offset, "a branch leaves the code");
	finder->marks [target] |= STARTS_BLOCK;
	return 1;
}

static int
mark_targets (Finder *finder, const Instruction *instruction)
{
	switch (opcode_table [instruction->opcode].operand) {
	case InlineBrTarget:
		return mark_target (finder, instruction->offset, instruction->target);
	case InlineSwitch:
		for (uint32_t i = 0; i < instruction->target_count; i++)
			if (!mark_target (finder, instruction->offset, instruction_switch_target (instruction, i)))
				return 0;
		return 1;
	default:
		return 1;
	}
}

static int
ends_block (const Instruction *instruction)
{
	return opcode_ends_flow (instruction->opcode) || opcode_table [instruction->opcode].flow == FLOW_COND_BRANCH;
}

/* The size of the reserved opcode READER stands before (ECMA-335 VI.C.2: "unused"); 0 if it is none. */
static uint32_t
reserved_size (const Reader *reader)
{
	enum { TWO_BYTE_PREFIX = 0xfe, LAST_RESERVED = 0x22, RUNTIME_PREFIX = 0xf0 };
	const uint8_t *code = reader->code + reader->offset;

	if (code [0] == TWO_BYTE_PREFIX)
		return code [1] <= LAST_RESERVED ? 2 : 0;
	return code [0] != RUNTIME_PREFIX;
}

/* The next instruction; a reserved opcode counts as one that does nothing: it is wrong only where it is executed. */
static ReaderResult
next_instruction (const Finder *finder, Reader *reader, Instruction *instruction)
{
	uint32_t offset = reader->offset, size;
	ReaderResult result = reader_next (reader, instruction);

	if (result != READER_UNKNOWN_OPCODE || !like_mini (finder->compilation, LIKE_RESERVED_OPCODES) ||
		!(size = reserved_size (reader)))
		return result;
	reader->offset += size;
	*instruction = (Instruction) { .opcode = OPCODE_NOP, .offset = offset, .next_offset = offset + size };
	return READER_INSTRUCTION;
}

static int
mark_instructions (Finder *finder)
{
	const MethodBody *body = &finder->source->body;
	Instruction instruction;
	Reader reader;
	ReaderResult result;

	reader_initialize (&reader, body->code, body->code_size);
	reader.knows_runtime_opcodes = (finder->source->info.flags & METHOD_WRAPPER) != 0;
	while ((result = next_instruction (finder, &reader, &instruction)) == READER_INSTRUCTION) {
		finder->marks [instruction.offset] |= STARTS_INSTRUCTION;
		if (!mark_targets (finder, &instruction))
			return 0;
		if (ends_block (&instruction) && instruction.next_offset < body->code_size)
			finder->marks [instruction.next_offset] |= STARTS_BLOCK;
		if (opcode_table [instruction.opcode].flow == FLOW_NEXT && instruction.next_offset < body->code_size)
			finder->marks [instruction.next_offset] |= IS_FALLEN_INTO;
		if (!opcode_ends_flow (instruction.opcode) && instruction.next_offset < body->code_size)
			finder->marks [instruction.next_offset] |= IS_FOLLOWED_INTO;
		finder->flow->throws |= instruction.opcode == OPCODE_THROW;
		if ((instruction.opcode == OPCODE_STARG || instruction.opcode == OPCODE_LDARGA) && instruction.variable == 0)
			finder->flow->writes_this = 1;
	}
	if (result != READER_END)
		return reject_code (finder->compilation, reader.offset, "%s", reader_result_sentence (result));
	return 1;
}

static int
is_instruction (const Finder *finder, uint32_t offset)
{
	return finder->marks [offset] & STARTS_INSTRUCTION;
}

/* Regions start and end at block edges, so that a block lies in one region only. An instruction belongs to a region when
 * it starts there. */
static int
mark_region (Finder *finder, uint32_t start, uint32_t length)
{
	uint32_t code_size = finder->source->body.code_size, ends [2] = { start, start + length };

	if (start >= code_size)
		return reject_code (finder->compilation, start, "an exception clause leaves the code");
	for (int i = 0; i < 2; i++) {
		if (ends [i] < code_size)
			finder->marks [ends [i]] |= STARTS_BLOCK;
		while (ends [i] < code_size && !is_instruction (finder, ends [i]))
			ends [i]++;
		if (ends [i] < code_size)
			finder->marks [ends [i]] |= STARTS_BLOCK;
	}
	return 1;
}

/* Handlers are nested or apart, and a handler does not protect itself: ECMA-335 I.12.4.2.7. Of try regions Mono's
 * compiler asks less. */
static int
check_handlers (Finder *finder, const ExceptionClause *clause, const ExceptionClause *other)
{
	uint32_t start = clause->handler_offset, end = start + clause->handler_length;
	uint32_t other_start = other->handler_offset, other_end = other_start + other->handler_length;

	if (clause->try_offset >= start && clause->try_offset < end)
		return reject_code (finder->compilation, start, "a handler contains what it protects");
	if ((start < other_start && other_start < end && end < other_end) ||
		(other_start < start && start < other_end && other_end < end))
		return reject_code (finder->compilation, start, "exception handlers overlap");
	return 1;
}

/* An exception goes on from the handler of INNER, when that has ended, to OUTER, which comes later in the list: so if they
 * protect common code, OUTER protects the handler, too. */
static int
check_regions (Finder *finder, const ExceptionClause *inner, const ExceptionClause *outer)
{
	uint32_t inner_end = inner->try_offset + inner->try_length, outer_end = outer->try_offset + outer->try_length;
	int is_cleanup = inner->kind == CLAUSE_FINALLY || inner->kind == CLAUSE_FAULT;

	if (inner == outer || !is_cleanup || inner->try_offset >= outer_end || outer->try_offset >= inner_end)
		return 1;
	if (inner->handler_offset < outer->try_offset || inner->handler_offset >= outer_end)
		return reject_code (finder->compilation, inner->handler_offset, "protected regions overlap");
	return 1;
}

/* Control does not fall out of protected code that ends at END: ECMA-335 I.12.4.2.8.1. */
static int
check_end (Finder *finder, uint32_t end, int is_handler)
{
	const MethodBody *body = &finder->source->body;
	uint8_t marks = end < body->code_size ? finder->marks [end] : 0;
	int is_wrong = like_mini (finder->compilation, LIKE_FALLING_OUT)
		? !is_handler && (marks & (STARTS_BLOCK | IS_FALLEN_INTO)) == IS_FALLEN_INTO && !wider_end (body, end)
		: marks & IS_FOLLOWED_INTO;

	return !is_wrong || reject_code (finder->compilation, end, "control falls out of a protected region");
}

static int
mark_clauses (Finder *finder)
{
	const MethodBody *body = &finder->source->body;

	for (uint32_t i = 0; i < body->clause_count; i++)
		if (!check_end (finder, body->clauses [i].try_offset + body->clauses [i].try_length, 0) ||
			!check_end (finder, body->clauses [i].handler_offset + body->clauses [i].handler_length, 1))
			return 0;
	for (uint32_t i = 0; i < body->clause_count; i++) {
		const ExceptionClause *clause = &body->clauses [i];

		if (!mark_region (finder, clause->try_offset, clause->try_length) ||
			!mark_region (finder, clause->handler_offset, clause->handler_length))
			return 0;
		if (clause->kind == CLAUSE_FILTER && !mark_region (finder, clause->filter_offset, 0))
			return 0;
		if (!is_instruction (finder, clause->try_offset))
			return reject_code (finder->compilation, clause->try_offset, "a protected region starts in an instruction");
		if (!clause->handler_length)
			return reject_code (finder->compilation, clause->handler_offset, "an empty exception handler");
		if (clause->kind == CLAUSE_CATCH && !clause->catch_class)
			return reject_code (finder->compilation, clause->handler_offset, "a handler of exceptions of no class");
		for (uint32_t j = 0; j <= i; j++)
			if (!check_handlers (finder, clause, &body->clauses [j]) ||
				!check_regions (finder, &body->clauses [j], clause))
				return 0;
	}
	return 1;
}

/* What branches into the middle of an instruction start no blocks: their edges are wrong (target_block). */
static int
starts_block (const Finder *finder, uint32_t offset)
{
	return finder->marks [offset] & STARTS_BLOCK && is_instruction (finder, offset);
}

static void
create_blocks (Finder *finder)
{
	uint32_t code_size = finder->source->body.code_size;
	Arena *arena = finder->compilation->arena;
	Flow *flow = finder->flow;
	FlowBlock *block = NULL;

	for (uint32_t offset = 0; offset < code_size; offset++)
		if (starts_block (finder, offset))
			flow->block_count++;
	flow->blocks = arena_array (arena, FlowBlock, flow->block_count);
	flow->block_count = 0;
	for (uint32_t offset = 0; offset < code_size; offset++) {
		if (!starts_block (finder, offset))
			continue;
		if (block)
			block->end_offset = offset;
		finder->block_index [offset] = flow->block_count;
		block = &flow->blocks [flow->block_count++];
		block->block.il_offset = offset;
		block->block.clause = -1;
	}
	block->end_offset = code_size;
	flow->invalid.block.is_invalid = 1;
	flow->invalid.is_reachable = 1;
}

static FlowBlock *
block_at (Finder *finder, uint32_t offset)
{
	return &finder->flow->blocks [finder->block_index [offset]];
}

static FlowBlock *
wrong_target (Finder *finder, uint32_t from, Rule rule, const char *what)
{
	if (!like_mini (finder->compilation, rule)) {
		reject_code (finder->compilation, from, "%s", what);
		finder->has_wrong_edge = 1;
	}
	return &finder->flow->invalid;
}

/* Where an edge FROM an instruction leads. ECMA-335 forbids branches into the middle of an instruction (III.1.7.2), and
 * into and out of filters (III.3.34). Mono's compiler runs the method until control gets there, and what leaves a filter
 * goes on as if it had handled the exception. */
static FlowBlock *
target_block (Finder *finder, uint32_t from, uint32_t offset)
{
	const MethodBody *body = &finder->source->body;
	uint32_t filter = flow_filter_at (body, from), other = flow_filter_at (body, offset);

	if (!is_instruction (finder, offset))
		return wrong_target (finder, from, LIKE_TORN_TARGETS, "a branch into the middle of an instruction");
	if (filter != other &&
		!(filter < body->clause_count && other == body->clause_count &&
			like_mini (finder->compilation, LIKE_FILTER_EXITS) && wider_filter_exit (body, filter, from, offset)))
		return wrong_target (finder, from, LIKE_FILTER_EXITS, "a branch into or out of a filter");
	return block_at (finder, offset);
}

static void
add_successor (Finder *finder, FlowBlock *block, const Instruction *last, uint32_t offset)
{
	block->successors [block->successor_count++] = target_block (finder, last->offset, offset);
}

/* LAST is the last instruction of BLOCK. */
static void
link_block (Finder *finder, FlowBlock *block, const Instruction *last)
{
	block->successors = arena_array (finder->compilation->arena, FlowBlock *, last->target_count + 2);
	if (opcode_table [last->opcode].operand == InlineBrTarget)
		add_successor (finder, block, last, last->target);
	for (uint32_t i = 0; i < last->target_count; i++)
		add_successor (finder, block, last, instruction_switch_target (last, i));
	/* When there is no next block, control falls off the end: the executor rejects that where it is reached. */
	if (!opcode_ends_flow (last->opcode) && block->end_offset < finder->source->body.code_size)
		add_successor (finder, block, last, block->end_offset);
}

static void
link_blocks (Finder *finder)
{
	const MethodBody *body = &finder->source->body;
	FlowBlock *block = finder->flow->blocks;
	Instruction instruction;
	Reader reader;

	reader_initialize (&reader, body->code, body->code_size);
	reader.knows_runtime_opcodes = (finder->source->info.flags & METHOD_WRAPPER) != 0;
	while (next_instruction (finder, &reader, &instruction) == READER_INSTRUCTION) {
		if (instruction.next_offset != block->end_offset)
			continue;
		link_block (finder, block, &instruction);
		block++;
	}
}

static void
reach (FlowBlock *block, FlowBlock **work, uint32_t *work_count)
{
	if (block->is_reachable)
		return;
	block->is_reachable = 1;
	work [(*work_count)++] = block;
}

static void
reach_handler (Finder *finder, uint32_t offset, int32_t clause, FlowBlock **work, uint32_t *work_count)
{
	FlowBlock *block = block_at (finder, offset);

	/* In the middle of an instruction: no block, and the emitter must do without the handler. */
	if (!is_instruction (finder, offset))
		return;
	block->block.clause = clause;
	reach (block, work, work_count);
}

/* Counts as reached what is checked although it is not; TORN: where a branch into an instruction leads. */
static void
reach_unreached (Finder *finder)
{
	uint32_t torn = 0;

	while (torn < finder->source->body.code_size && (finder->marks [torn] != STARTS_BLOCK))
		torn++;
	wider_reach (finder->compilation, finder->source, finder->flow, torn);
}

/* Handlers count as reached, as in Mono (metadata/mono-basic-block.c: bb_formation_eh_pass). */
static void
find_reachable (Finder *finder)
{
	const MethodBody *body = &finder->source->body;
	Arena *arena = finder->compilation->arena;
	Flow *flow = finder->flow;
	FlowBlock **work = arena_array (arena, FlowBlock *, flow->block_count);
	uint32_t work_count = 0;

	reach (flow->blocks, work, &work_count);
	for (uint32_t i = 0; i < body->clause_count; i++) {
		const ExceptionClause *clause = &body->clauses [i];

		reach_handler (finder, clause->handler_offset, i, work, &work_count);
		if (clause->kind == CLAUSE_FILTER)
			reach_handler (finder, clause->filter_offset, i, work, &work_count);
	}
	while (work_count) {
		FlowBlock *block = work [--work_count];

		for (uint32_t i = 0; i < block->successor_count; i++) {
			Block *successor = &block->successors [i]->block;

			reach (block->successors [i], work, &work_count);
			if (successor->is_invalid || block->successors [i] > block)
				continue;
			uint32_t latch = block->block.il_offset;
			if (!successor->is_loop_header || latch < successor->first_latch)
				successor->first_latch = latch;
			successor->is_loop_header = 1;
		}
	}

	reach_unreached (finder);
	flow->reachable = arena_array (arena, Block *, flow->block_count);
	for (uint32_t i = 0; i < flow->block_count; i++) {
		FlowBlock *block = &flow->blocks [i];

		if (!block->is_reachable)
			continue;
		flow->has_loops |= block->block.is_loop_header;
		block->block.number = flow->reachable_count;
		flow->reachable [flow->reachable_count++] = &block->block;
	}
}

int
flow_find_blocks (Compilation *compilation, const MethodSource *source, Flow *flow)
{
	uint32_t code_size = source->body.code_size;
	Finder finder = { .compilation = compilation, .source = source, .flow = flow };

	*flow = (Flow) { 0 };
	if (!code_size)
		return reject_code (compilation, 0, "the method has no code");
	finder.marks = arena_array (compilation->arena, uint8_t, code_size);
	finder.block_index = arena_array (compilation->arena, uint32_t, code_size);
	finder.marks [0] |= STARTS_BLOCK;
	if (!mark_instructions (&finder) || !mark_clauses (&finder))
		return 0;
	create_blocks (&finder);
	link_blocks (&finder);
	find_reachable (&finder);
	return !finder.has_wrong_edge;
}
