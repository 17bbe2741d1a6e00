/* SPDX-License-Identifier: MIT
 *
 * A method body taken apart, so that it can be damaged and put together again. */
#ifndef MALFORMED_BODY_H
#define MALFORMED_BODY_H

#include "arena.h"
#include "il/reader.h"
#include "il/writer.h"

/* An instruction, or bytes that are none. */
typedef struct Piece {
	Instruction instruction;
	int is_deleted;       /* its place still is a branch target */
	const uint8_t *bytes; /* instead of the instruction */
	uint32_t byte_count;
	struct Piece **targets; /* of a branch or switch */
	uint32_t target_count;
	Label label;
} Piece;

typedef struct BodyClause {
	HeaderClause clause; /* its offsets are as they were read */
	Piece *try_start, *try_end, *handler_start, *handler_end, *filter_start;
} BodyClause;

typedef struct Body {
	Arena *arena;
	MethodHeader header;
	Piece **pieces; /* the last one is the end of the code, and deleted */
	uint32_t piece_count;
	BodyClause *clauses;
} Body;

/* Takes the well-formed body at BYTES apart. NULL if it is not. */
Body *body_read (Arena *arena, const uint8_t *bytes, size_t size);

Piece *body_insert (Body *body, uint32_t index, Opcode opcode);
void body_insert_bytes (Body *body, uint32_t index, const uint8_t *bytes, uint32_t size);

/* The code alone; then it can be wrapped in a header and clauses. */
uint8_t *body_write_code (Body *body, uint32_t *size);
/* A fat header, CODE, and the clauses as they were when the code was written. */
uint8_t *body_wrap (Body *body, const uint8_t *code, uint32_t code_size, uint32_t *size);

#endif
