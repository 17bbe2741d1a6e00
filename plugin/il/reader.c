/* SPDX-License-Identifier: MIT */
#include "reader.h"

#include <inttypes.h>
#include <string.h>

/* Operands are little-endian, ECMA-335 III.1.2, as is the only machine we run on. */
#define READ(type, bytes) \
	({ \
		type value_; \
		memcpy (&value_, (bytes), sizeof (type)); \
		value_; \
	})

enum { TWO_BYTE_PREFIX = 0xfe, RUNTIME_PREFIX = 0xf0 };

void
reader_initialize (Reader *reader, const uint8_t *code, uint32_t size)
{
	*reader = (Reader) { .code = code, .size = size };
}

const char *
reader_result_sentence (ReaderResult result)
{
	static const char *const sentences [] = {
		[READER_INSTRUCTION] = "an instruction",
		[READER_END] = "the end of the code",
		[READER_UNKNOWN_OPCODE] = "an opcode that does not exist",
		[READER_TRUNCATED] = "the code ends inside an instruction",
	};

	return sentences [result];
}

/* Targets can be anywhere; one before the code wraps to an offset behind it. */
static uint32_t
branch_target (uint32_t next_offset, int32_t distance)
{
	return next_offset + (uint32_t) distance;
}

static void
decode_operand (Instruction *instruction, OperandKind kind, const uint8_t *bytes)
{
	switch (kind) {
	case InlineNone:
		break;
	case ShortInlineVar:
		instruction->variable = bytes [0];
		break;
	case InlineVar:
		instruction->variable = READ (uint16_t, bytes);
		break;
	case ShortInlineI:
		instruction->integer = (int8_t) bytes [0];
		break;
	case InlineI:
		instruction->integer = READ (int32_t, bytes);
		break;
	case InlineI8:
		instruction->integer = READ (int64_t, bytes);
		break;
	case ShortInlineR:
		instruction->number = READ (float, bytes);
		instruction->integer = READ (uint32_t, bytes);
		break;
	case InlineR:
		instruction->number = READ (double, bytes);
		instruction->integer = READ (int64_t, bytes);
		break;
	case ShortInlineBrTarget:
		instruction->target = branch_target (instruction->next_offset, (int8_t) bytes [0]);
		break;
	case InlineBrTarget:
		instruction->target = branch_target (instruction->next_offset, READ (int32_t, bytes));
		break;
	case InlineSwitch:
		instruction->target_count = READ (uint32_t, bytes);
		instruction->target_table = bytes + sizeof (uint32_t);
		break;
	case InlineMethod:
	case InlineField:
	case InlineType:
	case InlineTok:
	case InlineString:
	case InlineSig:
		instruction->token = READ (uint32_t, bytes);
		break;
	case OPERAND_KIND_COUNT:
		break;
	}
}

ReaderResult
reader_next (Reader *reader, Instruction *instruction)
{
	const uint8_t *code = reader->code;
	uint32_t offset = reader->offset;
	uint32_t left = reader->size - offset;
	uint32_t opcode_size = 1, operand_size;
	uint16_t encoding;
	const OpcodeRow *row;
	int opcode;

	if (!left)
		return READER_END;
	encoding = code [offset];
	if (encoding == TWO_BYTE_PREFIX || (encoding == RUNTIME_PREFIX && reader->knows_runtime_opcodes)) {
		if (left < 2)
			return READER_TRUNCATED;
		opcode_size = 2;
		encoding = (uint16_t) (encoding << 8 | code [offset + 1]);
	}
	opcode = opcode_find (encoding);
	if (opcode < 0)
		return READER_UNKNOWN_OPCODE;
	row = &opcode_table [opcode];

	operand_size = opcode_operand_size (row->operand);
	if (left - opcode_size < operand_size)
		return READER_TRUNCATED;
	if (row->operand == InlineSwitch) {
		uint32_t count = READ (uint32_t, code + offset + opcode_size);

		if (count > (left - opcode_size - operand_size) / sizeof (uint32_t))
			return READER_TRUNCATED;
		operand_size += count * sizeof (uint32_t);
	}

	*instruction = (Instruction) { .opcode = row->canonical,
		.offset = offset,
		.next_offset = offset + opcode_size + operand_size,
		.integer = row->implied,
		.variable = row->implied };
	decode_operand (instruction, row->operand, code + offset + opcode_size);
	reader->offset = instruction->next_offset;
	return READER_INSTRUCTION;
}

uint32_t
instruction_switch_target (const Instruction *instruction, uint32_t index)
{
	return branch_target (instruction->next_offset,
		READ (int32_t, instruction->target_table + index * sizeof (int32_t)));
}

void
instruction_print (const Instruction *instruction, FILE *output)
{
	const OpcodeRow *row = &opcode_table [instruction->opcode];

	fprintf (output, "IL_%04x: %s", instruction->offset, row->name);
	switch (row->operand) {
	case ShortInlineVar:
	case InlineVar:
		fprintf (output, " %u", instruction->variable);
		break;
	case ShortInlineI:
	case InlineI:
	case InlineI8:
		fprintf (output, " %" PRId64, instruction->integer);
		break;
	case ShortInlineR:
		fprintf (output, " %.9g", instruction->number);
		break;
	case InlineR:
		fprintf (output, " %.17g", instruction->number);
		break;
	case InlineBrTarget:
		fprintf (output, " IL_%04x", instruction->target);
		break;
	case InlineSwitch:
		for (uint32_t i = 0; i < instruction->target_count; i++)
			fprintf (output, " IL_%04x", instruction_switch_target (instruction, i));
		break;
	case InlineMethod:
	case InlineField:
	case InlineType:
	case InlineTok:
	case InlineString:
	case InlineSig:
		fprintf (output, " 0x%08x", instruction->token);
		break;
	}
}
