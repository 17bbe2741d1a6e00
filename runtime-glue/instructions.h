/* SPDX-License-Identifier: MIT
 *
 * How long instructions of the machine are, and where they lead. Enough to know which bytes of a method's code can be
 * overwritten. */
#ifndef GLUE_INSTRUCTIONS_H
#define GLUE_INSTRUCTIONS_H

#include <stdint.h>

typedef enum InstructionKind {
	INSTRUCTION_OTHER,
	INSTRUCTION_BRANCH,       /* conditional or not, to `target` */
	INSTRUCTION_CALL,         /* to `target` */
	INSTRUCTION_CALL_ADDRESS, /* that is in a register or in memory */
	INSTRUCTION_JUMP_ADDRESS
} InstructionKind;

typedef struct MachineInstruction {
	InstructionKind kind;
	uint32_t size;
	int64_t target; /* from the instruction's beginning */
} MachineInstruction;

/* Reads the instruction (of 64-bit mode) at AT, of which there are SIZE bytes. Returns 0 if there is none that is known. */
int instruction_read (const uint8_t *at, uint32_t size, MachineInstruction *instruction);

#endif
