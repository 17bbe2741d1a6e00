/* SPDX-License-Identifier: MIT
 *
 * The IL reader. */
#include "il/reader.h"
#include "suite.h"

#include <math.h>
#include <string.h>

/* Reads the first instruction of CODE, which must be one. */
static Instruction
read_first (const uint8_t *code, uint32_t size)
{
	Instruction instruction;
	Reader reader;

	reader_initialize (&reader, code, size);
	ck_assert_int_eq (reader_next (&reader, &instruction), READER_INSTRUCTION);
	ck_assert_uint_eq (instruction.next_offset, reader.offset);
	return instruction;
}

#define READ_FIRST(...) read_first ((const uint8_t []) { __VA_ARGS__ }, sizeof ((const uint8_t []) { __VA_ARGS__ }))

static ReaderResult
read_result (const uint8_t *code, uint32_t size)
{
	Instruction instruction;
	Reader reader;

	reader_initialize (&reader, code, size);
	return reader_next (&reader, &instruction);
}

#define READ_RESULT(...) read_result ((const uint8_t []) { __VA_ARGS__ }, sizeof ((const uint8_t []) { __VA_ARGS__ }))

START_TEST (short_forms_are_folded)
{
	static const struct {
		uint8_t code [5];
		Opcode opcode;
		int64_t value;
	} cases [] = {
		{ { 0x15 }, OPCODE_LDC_I4, -1 },
		{ { 0x16 }, OPCODE_LDC_I4, 0 },
		{ { 0x1e }, OPCODE_LDC_I4, 8 },
		{ { 0x1f, 0x80 }, OPCODE_LDC_I4, -128 },
		{ { 0x1f, 0x7f }, OPCODE_LDC_I4, 127 },
		{ { 0x20, 0x00, 0x00, 0x00, 0x80 }, OPCODE_LDC_I4, INT32_MIN },
	};

	for (size_t i = 0; i < sizeof (cases) / sizeof (cases [0]); i++) {
		Instruction instruction = read_first (cases [i].code, sizeof (cases [i].code));

		ck_assert_int_eq (instruction.opcode, cases [i].opcode);
		ck_assert_int_eq (instruction.integer, cases [i].value);
	}
}
END_TEST

START_TEST (the_runtimes_own_opcodes_are_unknown_elsewhere)
{
	static const uint8_t code [] = { 0xf0, 0x00, 0x02, 0x01, 0x00, 0x00, 0xf0 };
	Instruction instruction;
	Reader reader;

	ck_assert_int_eq (read_result (code, sizeof (code)), READER_UNKNOWN_OPCODE);
	reader_initialize (&reader, code, sizeof (code));
	reader.knows_runtime_opcodes = 1;
	ck_assert_int_eq (reader_next (&reader, &instruction), READER_INSTRUCTION);
	ck_assert_int_eq (instruction.opcode, OPCODE_MONO_ICALL);
	ck_assert_int_eq (instruction.integer, 258);
	ck_assert_int_eq (reader_next (&reader, &instruction), READER_TRUNCATED);
}
END_TEST

START_TEST (variables_are_unsigned)
{
	ck_assert_int_eq (READ_FIRST (0x05).opcode, OPCODE_LDARG);
	ck_assert_uint_eq (READ_FIRST (0x05).variable, 3);
	ck_assert_uint_eq (READ_FIRST (0x11, 0xff).variable, 255);
	ck_assert_uint_eq (READ_FIRST (0xfe, 0x0e, 0xff, 0xff).variable, 65535);
	ck_assert_int_eq (READ_FIRST (0xfe, 0x0e, 0xff, 0xff).opcode, OPCODE_STLOC);
}
END_TEST

START_TEST (branch_targets_are_absolute)
{
	ck_assert_int_eq (READ_FIRST (0x2b, 0x05).opcode, OPCODE_BR);
	ck_assert_uint_eq (READ_FIRST (0x2b, 0x05).target, 7);
	ck_assert_uint_eq (READ_FIRST (0x2b, 0xfe).target, 0);
	ck_assert_uint_eq (READ_FIRST (0x38, 0x00, 0x01, 0x00, 0x00).target, 0x105);
	/* Before the code: an offset no code is large enough for. */
	ck_assert_uint_eq (READ_FIRST (0x2b, 0xfd).target, UINT32_MAX);
}
END_TEST

START_TEST (switch_has_a_table_of_targets)
{
	Instruction instruction = READ_FIRST (0x45, 2, 0, 0, 0, 1, 0, 0, 0, 0xff, 0xff, 0xff, 0xff);

	ck_assert_int_eq (instruction.opcode, OPCODE_SWITCH);
	ck_assert_uint_eq (instruction.target_count, 2);
	ck_assert_uint_eq (instruction.next_offset, 13);
	ck_assert_uint_eq (instruction_switch_target (&instruction, 0), 14);
	ck_assert_uint_eq (instruction_switch_target (&instruction, 1), 12);
	ck_assert_uint_eq (READ_FIRST (0x45, 0, 0, 0, 0).target_count, 0);
}
END_TEST

START_TEST (floats_keep_their_bits)
{
	Instruction negative_zero = READ_FIRST (0x23, 0, 0, 0, 0, 0, 0, 0, 0x80);
	Instruction signalling = READ_FIRST (0x22, 0x01, 0x00, 0x80, 0x7f);

	ck_assert (negative_zero.number == 0 && signbit (negative_zero.number));
	ck_assert_int_eq (negative_zero.integer, INT64_MIN);
	ck_assert (isnan (signalling.number));
	ck_assert_int_eq (signalling.integer, 0x7f800001);
	ck_assert (READ_FIRST (0x22, 0x00, 0x00, 0xc0, 0x3f).number == 1.5);
}
END_TEST

START_TEST (tokens_and_prefixes)
{
	Instruction call = READ_FIRST (0x28, 0x01, 0x02, 0x00, 0x0a);
	Instruction unaligned = READ_FIRST (0xfe, 0x12, 0x02);

	ck_assert_int_eq (call.opcode, OPCODE_CALL);
	ck_assert_uint_eq (call.token, 0x0a000201);
	ck_assert_int_eq (unaligned.opcode, OPCODE_UNALIGNED_);
	ck_assert_int_eq (unaligned.integer, 2);
}
END_TEST

START_TEST (what_is_malformed_is_reported)
{
	ck_assert_int_eq (READ_RESULT (0x24), READER_UNKNOWN_OPCODE);
	ck_assert_int_eq (READ_RESULT (0xf0, 0x00), READER_UNKNOWN_OPCODE);
	ck_assert_int_eq (READ_RESULT (0xfe, 0x08), READER_UNKNOWN_OPCODE);
	ck_assert_int_eq (READ_RESULT (0xfe), READER_TRUNCATED);
	ck_assert_int_eq (READ_RESULT (0x20, 1, 2, 3), READER_TRUNCATED);
	ck_assert_int_eq (READ_RESULT (0x2b), READER_TRUNCATED);
	ck_assert_int_eq (READ_RESULT (0x45, 1, 0, 0, 0, 1, 0, 0), READER_TRUNCATED);
	ck_assert_int_eq (READ_RESULT (0x45, 0xff, 0xff, 0xff, 0xff, 0, 0, 0, 0), READER_TRUNCATED);
	ck_assert_int_eq (READ_RESULT (0x45, 0x00, 0x00, 0x00, 0x40), READER_TRUNCATED);
}
END_TEST

START_TEST (reading_ends_with_the_offset_of_the_bad_instruction)
{
	static const uint8_t code [] = { 0x00, 0x00, 0x24 };
	Instruction instruction;
	Reader reader;

	reader_initialize (&reader, code, sizeof (code));
	reader_next (&reader, &instruction);
	reader_next (&reader, &instruction);
	ck_assert_int_eq (reader_next (&reader, &instruction), READER_UNKNOWN_OPCODE);
	ck_assert_uint_eq (reader.offset, 2);
	reader_initialize (&reader, code, 2);
	reader.offset = 2;
	ck_assert_int_eq (reader_next (&reader, &instruction), READER_END);
}
END_TEST

/* Each instruction cut short anywhere must be noticed; the address sanitizer sees what is read beyond. */
START_TEST (each_opcode_cut_short)
{
	for (int i = 0; i < OPCODE_COUNT; i++) {
		const OpcodeRow *row = &opcode_table [i];
		uint32_t opcode_size = row->encoding > 0xff ? 2 : 1;
		uint32_t size = opcode_size + opcode_operand_size (row->operand);

		for (uint32_t cut = 1; cut <= size; cut++) {
			uint8_t *code = calloc (1, cut);
			uint16_t encoding = row->encoding;

			if (opcode_size == 2)
				code [0] = encoding >> 8;
			if (cut >= opcode_size)
				code [opcode_size - 1] = (uint8_t) encoding;
			ck_assert_int_eq (read_result (code, cut), cut < size ? READER_TRUNCATED : READER_INSTRUCTION);
			free (code);
		}
	}
}
END_TEST

START_TEST (instructions_print)
{
	static const struct {
		uint8_t code [9];
		const char *text;
	} cases [] = {
		{ { 0x03 }, "IL_0000: ldarg 1" },
		{ { 0x1f, 0xfb }, "IL_0000: ldc.i4 -5" },
		{ { 0x22, 0xcd, 0xcc, 0xcc, 0x3d }, "IL_0000: ldc.r4 0.100000001" },
		{ { 0x2b, 0x05 }, "IL_0000: br IL_0007" },
		{ { 0x45, 1, 0, 0, 0, 0, 0, 0, 0 }, "IL_0000: switch IL_0009" },
		{ { 0x6f, 0x01, 0x00, 0x00, 0x06 }, "IL_0000: callvirt 0x06000001" },
		{ { 0x58 }, "IL_0000: add" },
	};

	for (size_t i = 0; i < sizeof (cases) / sizeof (cases [0]); i++) {
		Instruction instruction = read_first (cases [i].code, sizeof (cases [i].code));
		char *text;
		size_t size;
		FILE *output = open_memstream (&text, &size);

		instruction_print (&instruction, output);
		fclose (output);
		ck_assert_str_eq (text, cases [i].text);
		free (text);
	}
}
END_TEST

int
main (void)
{
	TCase *tests = tcase_create ("reader");

	tcase_add_test (tests, short_forms_are_folded);
	tcase_add_test (tests, the_runtimes_own_opcodes_are_unknown_elsewhere);
	tcase_add_test (tests, variables_are_unsigned);
	tcase_add_test (tests, branch_targets_are_absolute);
	tcase_add_test (tests, switch_has_a_table_of_targets);
	tcase_add_test (tests, floats_keep_their_bits);
	tcase_add_test (tests, tokens_and_prefixes);
	tcase_add_test (tests, what_is_malformed_is_reported);
	tcase_add_test (tests, reading_ends_with_the_offset_of_the_bad_instruction);
	tcase_add_test (tests, each_opcode_cut_short);
	tcase_add_test (tests, instructions_print);
	return run_case (tests);
}
