/* SPDX-License-Identifier: MIT
 *
 * Reads IL instruction by instruction. Short forms are folded, branch targets are absolute. Prefixes are instructions
 * of their own. Whether targets and tokens make sense is for others to decide. */
#ifndef BIGSTEP_READER_H
#define BIGSTEP_READER_H

#include <stdio.h>

#include "opcode.h"

typedef struct Instruction {
	Opcode opcode; /* canonical */
	uint32_t offset, next_offset;
	int64_t integer;   /* integers; of floats, the bits */
	double number;     /* floats */
	uint32_t variable; /* index of an argument or local */
	uint32_t token;
	uint32_t target;             /* of a branch; can be anywhere */
	uint32_t target_count;       /* of a switch */
	const uint8_t *target_table; /* of a switch: see instruction_switch_target */
} Instruction;

typedef struct Reader {
	const uint8_t *code;
	uint32_t size;
	uint32_t offset;           /* of the next instruction; after a failure, of the bad one */
	int knows_runtime_opcodes; /* the instructions of runtime-opcode.def, too; set it after reader_initialize */
} Reader;

typedef enum ReaderResult {
	READER_INSTRUCTION,
	READER_END,
	READER_UNKNOWN_OPCODE,
	READER_TRUNCATED /* the code ends inside an instruction */
} ReaderResult;

void reader_initialize (Reader *reader, const uint8_t *code, uint32_t size);
ReaderResult reader_next (Reader *reader, Instruction *instruction);

/* "the code ends inside an instruction" */
const char *reader_result_sentence (ReaderResult result);

uint32_t instruction_switch_target (const Instruction *instruction, uint32_t index);

/* Writes "IL_0003: ldc.i4 5" and a line end. */
void instruction_print (const Instruction *instruction, FILE *output);

#endif
