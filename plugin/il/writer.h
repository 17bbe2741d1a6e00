/* SPDX-License-Identifier: MIT
 *
 * Writes IL: short forms and short branches are chosen, labels resolved, header and clauses put around the code.
 * Opcodes are given in their canonical form. */
#ifndef BIGSTEP_WRITER_H
#define BIGSTEP_WRITER_H

#include "../arena.h"
#include "header.h"
#include "opcode.h"

typedef struct Writer Writer;
typedef uint32_t Label;

/* All memory comes from ARENA. */
Writer *writer_create (Arena *arena);

void writer_emit (Writer *writer, Opcode opcode);
/* ldc.i4, ldc.i8, unaligned., no. */
void writer_emit_integer (Writer *writer, Opcode opcode, int64_t value);
void writer_emit_float32 (Writer *writer, float value);
void writer_emit_float64 (Writer *writer, double value);
/* Arguments and locals */
void writer_emit_variable (Writer *writer, Opcode opcode, uint32_t index);
void writer_emit_token (Writer *writer, Opcode opcode, uint32_t token);
void writer_emit_branch (Writer *writer, Opcode opcode, Label target);
void writer_emit_switch (Writer *writer, const Label *targets, uint32_t count);
/* Anything: malformed code, for tests. */
void writer_emit_bytes (Writer *writer, const uint8_t *bytes, uint32_t size);

/* A label marks one place, before or after branches to it are emitted. */
Label writer_create_label (Writer *writer);
void writer_mark_label (Writer *writer, Label label);

/* Clauses, inner ones first. LAST is a class token of a catch clause, a label of a filter clause, else 0. */
void writer_add_clause (Writer *writer, HeaderClauseKind kind, Label try_start, Label try_end, Label handler_start,
	Label handler_end, uint32_t last);

/* The code alone. */
const uint8_t *writer_finish_code (Writer *writer, uint32_t *size);
uint32_t writer_label_offset (const Writer *writer, Label label);
/* Code with a tiny header where possible, else a fat one, and sections. */
const uint8_t *writer_finish_body (Writer *writer, uint32_t max_stack, int init_locals, uint32_t local_signature,
	uint32_t *size);

#endif
