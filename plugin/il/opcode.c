/* SPDX-License-Identifier: MIT */
#include "opcode.h"

/* The stack behaviours of ECMA-335 VI.C as numbers of values. */
enum {
	Pop0 = 0,
	Pop1 = 1,
	PopI = 1,
	PopI8 = 1,
	PopR4 = 1,
	PopR8 = 1,
	PopRef = 1,
	VarPop = OPCODE_VARIABLE,
	Push0 = 0,
	Push1 = 1,
	PushI = 1,
	PushI8 = 1,
	PushR4 = 1,
	PushR8 = 1,
	PushRef = 1,
	VarPush = OPCODE_VARIABLE
};

const OpcodeRow opcode_table [OPCODE_TOTAL] = {
#define OPCODE(enumerator, name, encoding, pops, pushes, operand, flow, meaning) \
	{ name, encoding, pops, pushes, operand, FLOW_##flow, OPCODE_##enumerator, 0, meaning },
#define SHORT_FORM(enumerator, name, encoding, pops, pushes, operand, flow, canonical, implied) \
	{ name, encoding, pops, pushes, operand, FLOW_##flow, OPCODE_##canonical, implied, 0 },
#include "opcode.def"
#include "runtime-opcode.def"
#undef OPCODE
#undef SHORT_FORM
};

int
opcode_find (uint16_t encoding)
{
	switch (encoding) {
#define OPCODE(enumerator, name, encoding, pops, pushes, operand, flow, meaning) \
	case encoding: \
		return OPCODE_##enumerator;
#define SHORT_FORM(enumerator, name, encoding, pops, pushes, operand, flow, canonical, implied) \
	case encoding: \
		return OPCODE_##enumerator;
#include "opcode.def"
#include "runtime-opcode.def"
#undef OPCODE
#undef SHORT_FORM
	default:
		return -1;
	}
}

uint32_t
opcode_operand_size (OperandKind operand)
{
	static const uint8_t sizes [OPERAND_KIND_COUNT] = {
		[ShortInlineVar] = 1,
		[InlineVar] = 2,
		[ShortInlineI] = 1,
		[InlineI] = 4,
		[InlineI8] = 8,
		[ShortInlineR] = 4,
		[InlineR] = 8,
		[ShortInlineBrTarget] = 1,
		[InlineBrTarget] = 4,
		[InlineSwitch] = 4,
		[InlineMethod] = 4,
		[InlineField] = 4,
		[InlineType] = 4,
		[InlineTok] = 4,
		[InlineString] = 4,
		[InlineSig] = 4,
	};

	return sizes [operand];
}

int
opcode_ends_flow (Opcode opcode)
{
	switch (opcode_table [opcode].flow) {
	case FLOW_BRANCH:
	case FLOW_RETURN:
		return 1;
	case FLOW_ERROR:
		return opcode != OPCODE_BREAK;
	default:
		return opcode == OPCODE_JMP;
	}
}
