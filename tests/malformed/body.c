/* SPDX-License-Identifier: MIT */
#include "body.h"

#include <string.h>

/* II.25.4.3 to II.25.4.6 */
enum {
	FAT_FORMAT = 0x3,
	MORE_SECTIONS = 0x8,
	INIT_LOCALS = 0x10,
	FAT_HEADER_SIZE = 12,
	HEADER_WORDS = 3 << 12,
	FAT_EXCEPTION_SECTION = 0x41,
	SECTION_HEADER_SIZE = 4,
	FAT_CLAUSE_SIZE = 24
};

static Piece *
piece_at (const Body *body, uint32_t offset)
{
	for (uint32_t i = 0; i < body->piece_count; i++)
		if (body->pieces [i]->instruction.offset == offset)
			return body->pieces [i];
	return NULL;
}

static int
resolve_targets (Body *body, Piece *piece)
{
	const Instruction *instruction = &piece->instruction;
	OperandKind operand = opcode_table [instruction->opcode].operand;

	piece->target_count = operand == InlineBrTarget ? 1 : instruction->target_count;
	piece->targets = arena_array (body->arena, Piece *, piece->target_count);
	for (uint32_t i = 0; i < piece->target_count; i++) {
		uint32_t offset = operand == InlineBrTarget ? instruction->target : instruction_switch_target (instruction, i);

		piece->targets [i] = piece_at (body, offset);
		if (!piece->targets [i])
			return 0;
	}
	return 1;
}

static int
read_clauses (Body *body)
{
	body->clauses = arena_array (body->arena, BodyClause, body->header.clause_count);
	for (uint32_t i = 0; i < body->header.clause_count; i++) {
		BodyClause *clause = &body->clauses [i];
		HeaderClause *read = &clause->clause;

		header_get_clause (&body->header, i, read);
		clause->try_start = piece_at (body, read->try_offset);
		clause->try_end = piece_at (body, read->try_offset + read->try_length);
		clause->handler_start = piece_at (body, read->handler_offset);
		clause->handler_end = piece_at (body, read->handler_offset + read->handler_length);
		clause->filter_start = read->kind == HEADER_CLAUSE_FILTER ? piece_at (body, read->filter_offset) : NULL;
		if (!clause->try_start || !clause->try_end || !clause->handler_start || !clause->handler_end)
			return 0;
	}
	return 1;
}

Body *
body_read (Arena *arena, const uint8_t *bytes, size_t size)
{
	Body *body = arena_new (arena, Body);
	Instruction instruction;
	Reader reader;

	body->arena = arena;
	if (header_read (bytes, size, &body->header))
		return NULL;
	reader_initialize (&reader, body->header.code, body->header.code_size);
	while (reader_next (&reader, &instruction) == READER_INSTRUCTION)
		body_insert (body, body->piece_count, instruction.opcode)->instruction = instruction;
	body_insert (body, body->piece_count, OPCODE_NOP)->is_deleted = 1;
	body->pieces [body->piece_count - 1]->instruction.offset = body->header.code_size;
	for (uint32_t i = 0; i < body->piece_count; i++)
		if (!resolve_targets (body, body->pieces [i]))
			return NULL;
	return read_clauses (body) ? body : NULL;
}

Piece *
body_insert (Body *body, uint32_t index, Opcode opcode)
{
	Piece **pieces = arena_array (body->arena, Piece *, body->piece_count + 1);
	Piece *piece = arena_new (body->arena, Piece);

	piece->instruction.opcode = opcode;
	memcpy (pieces, body->pieces, index * sizeof *pieces);
	pieces [index] = piece;
	memcpy (pieces + index + 1, body->pieces + index, (body->piece_count - index) * sizeof *pieces);
	body->pieces = pieces;
	body->piece_count++;
	return piece;
}

void
body_insert_bytes (Body *body, uint32_t index, const uint8_t *bytes, uint32_t size)
{
	Piece *piece = body_insert (body, index, OPCODE_NOP);

	piece->bytes = bytes;
	piece->byte_count = size;
}

static void
write_piece (Writer *writer, const Piece *piece, Arena *arena)
{
	const Instruction *instruction = &piece->instruction;
	Label *targets;

	if (piece->bytes) {
		writer_emit_bytes (writer, piece->bytes, piece->byte_count);
		return;
	}
	switch (opcode_table [instruction->opcode].operand) {
	case InlineNone:
		writer_emit (writer, instruction->opcode);
		break;
	case InlineVar:
		writer_emit_variable (writer, instruction->opcode, instruction->variable);
		break;
	case ShortInlineR:
		writer_emit_float32 (writer, (float) instruction->number);
		break;
	case InlineR:
		writer_emit_float64 (writer, instruction->number);
		break;
	case InlineBrTarget:
		writer_emit_branch (writer, instruction->opcode, piece->targets [0]->label);
		break;
	case InlineSwitch:
		targets = arena_array (arena, Label, piece->target_count);
		for (uint32_t i = 0; i < piece->target_count; i++)
			targets [i] = piece->targets [i]->label;
		writer_emit_switch (writer, targets, piece->target_count);
		break;
	case ShortInlineI:
	case InlineI:
	case InlineI8:
		writer_emit_integer (writer, instruction->opcode, instruction->integer);
		break;
	default:
		writer_emit_token (writer, instruction->opcode, instruction->token);
	}
}

/* Offsets in the code that was just written, for the clauses. */
static void
update_clauses (Body *body, const Writer *writer)
{
	for (uint32_t i = 0; i < body->header.clause_count; i++) {
		BodyClause *clause = &body->clauses [i];
		HeaderClause *written = &clause->clause;

		written->try_offset = writer_label_offset (writer, clause->try_start->label);
		written->try_length = writer_label_offset (writer, clause->try_end->label) - written->try_offset;
		written->handler_offset = writer_label_offset (writer, clause->handler_start->label);
		written->handler_length = writer_label_offset (writer, clause->handler_end->label) - written->handler_offset;
		if (clause->filter_start)
			written->filter_offset = writer_label_offset (writer, clause->filter_start->label);
	}
}

uint8_t *
body_write_code (Body *body, uint32_t *size)
{
	Writer *writer = writer_create (body->arena);
	const uint8_t *code;
	uint8_t *copy;

	for (uint32_t i = 0; i < body->piece_count; i++)
		body->pieces [i]->label = writer_create_label (writer);
	for (uint32_t i = 0; i < body->piece_count; i++) {
		writer_mark_label (writer, body->pieces [i]->label);
		if (!body->pieces [i]->is_deleted)
			write_piece (writer, body->pieces [i], body->arena);
	}
	code = writer_finish_code (writer, size);
	update_clauses (body, writer);
	copy = arena_allocate (body->arena, *size + 1);
	memcpy (copy, code, *size);
	return copy;
}

static uint8_t *
put (uint8_t *bytes, uint32_t value, uint32_t size)
{
	memcpy (bytes, &value, size);
	return bytes + size;
}

uint8_t *
body_wrap (Body *body, const uint8_t *code, uint32_t code_size, uint32_t *size)
{
	uint32_t clause_count = body->header.clause_count;
	uint32_t sections_offset = (FAT_HEADER_SIZE + code_size + 3) & ~3u;
	uint32_t section_size = clause_count ? SECTION_HEADER_SIZE + clause_count * FAT_CLAUSE_SIZE : 0;
	uint8_t *bytes = arena_allocate (body->arena, sections_offset + section_size), *at = bytes;
	uint32_t flags = FAT_FORMAT | HEADER_WORDS;

	flags |= (clause_count ? MORE_SECTIONS : 0) | (body->header.init_locals ? INIT_LOCALS : 0);
	at = put (at, flags, 2);
	at = put (at, body->header.max_stack, 2);
	at = put (at, code_size, 4);
	at = put (at, body->header.local_signature, 4);
	memcpy (at, code, code_size);
	at = bytes + sections_offset;
	if (clause_count)
		at = put (at, FAT_EXCEPTION_SECTION | section_size << 8, 4);
	for (uint32_t i = 0; i < clause_count; i++) {
		const HeaderClause *clause = &body->clauses [i].clause;

		at = put (at, clause->kind, 4);
		at = put (at, clause->try_offset, 4);
		at = put (at, clause->try_length, 4);
		at = put (at, clause->handler_offset, 4);
		at = put (at, clause->handler_length, 4);
		at = put (at, clause->kind == HEADER_CLAUSE_FILTER ? clause->filter_offset : clause->class_token, 4);
	}
	*size = sections_offset + section_size;
	return bytes;
}
