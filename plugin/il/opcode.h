/* SPDX-License-Identifier: MIT
 *
 * The tables of IL opcodes: opcode.def as data, and behind it runtime-opcode.def. */
#ifndef BIGSTEP_OPCODE_H
#define BIGSTEP_OPCODE_H

#include <stdint.h>

typedef enum Opcode {
#define OPCODE(enumerator, name, encoding, pops, pushes, operand, flow, meaning) OPCODE_##enumerator,
#define SHORT_FORM(enumerator, name, encoding, pops, pushes, operand, flow, canonical, implied) OPCODE_##enumerator,
#include "opcode.def"
	OPCODE_COUNT, /* of ECMA-335 */
	OPCODE_LAST = OPCODE_COUNT - 1,
#include "runtime-opcode.def"
#undef OPCODE
#undef SHORT_FORM
	OPCODE_TOTAL
} Opcode;

/* What follows an opcode in the instruction stream: ECMA-335 VI.C, "Instruction operand". */
typedef enum OperandKind {
	InlineNone,
	ShortInlineVar,
	InlineVar,
	ShortInlineI,
	InlineI,
	InlineI8,
	ShortInlineR,
	InlineR,
	ShortInlineBrTarget,
	InlineBrTarget,
	InlineSwitch,
	InlineMethod,
	InlineField,
	InlineType,
	InlineTok,
	InlineString,
	InlineSig,
	OPERAND_KIND_COUNT
} OperandKind;

/* ECMA-335 VI.C, "Control flow". */
typedef enum ControlFlow {
	FLOW_NEXT,
	FLOW_BRANCH,
	FLOW_COND_BRANCH,
	FLOW_CALL,
	FLOW_RETURN,
	FLOW_ERROR,
	FLOW_META
} ControlFlow;

enum { OPCODE_VARIABLE = -1 }; /* pops or pushes depend on a signature */

typedef struct OpcodeRow {
	const char *name;
	uint16_t encoding;   /* above 0xff: two bytes, the first one first */
	int8_t pops, pushes; /* numbers of values, or OPCODE_VARIABLE */
	uint8_t operand;     /* OperandKind */
	uint8_t flow;        /* ControlFlow */
	uint16_t canonical;  /* Opcode: itself, or what this one is a short form of */
	int8_t implied;      /* operand of a short form without one */
	const char *meaning; /* NULL for short forms */
} OpcodeRow;

extern const OpcodeRow opcode_table [OPCODE_TOTAL];

/* The opcode with this encoding, in either table, or -1. */
int opcode_find (uint16_t encoding);

/* Bytes after the opcode; of a switch, only those of its count. */
uint32_t opcode_operand_size (OperandKind operand);

/* Whether control never goes on behind the instruction. */
int opcode_ends_flow (Opcode opcode);

#endif
