/* SPDX-License-Identifier: MIT
 *
 * Method headers, and the IL writer that writes them. */
#include "il/header.h"
#include "il/reader.h"
#include "il/writer.h"
#include "suite.h"

#include <string.h>

static Arena *arena;

static void
set_up (void)
{
	arena = arena_create ();
}

static void
tear_down (void)
{
	arena_destroy (arena);
}

/* The problem with the header in BYTES; NULL when it can be read. The copy lets the address sanitizer see its end. */
static const char *
read_problem (const uint8_t *bytes, size_t size)
{
	uint8_t *copy = calloc (1, size + !size);
	MethodHeader header;
	const char *problem;

	memcpy (copy, bytes, size);
	problem = header_read (copy, size, &header);
	free (copy);
	return problem;
}

static Writer *
write_nops (uint32_t count)
{
	Writer *writer = writer_create (arena);

	while (--count)
		writer_emit (writer, OPCODE_NOP);
	writer_emit (writer, OPCODE_RET);
	return writer;
}

/* Writes and rereads. */
static MethodHeader
write_header (Writer *writer, uint32_t max_stack, int init_locals, uint32_t local_signature)
{
	MethodHeader header;
	uint32_t size;
	const uint8_t *bytes = writer_finish_body (writer, max_stack, init_locals, local_signature, &size);

	ck_assert_ptr_null (header_read (bytes, size, &header));
	return header;
}

START_TEST (tiny_headers)
{
	static const uint8_t bytes [] = { 0x0a, 0x00, 0x2a };
	MethodHeader header;

	ck_assert_ptr_null (header_read (bytes, sizeof (bytes), &header));
	ck_assert (!header.is_fat && !header.init_locals && !header.local_signature && !header.clause_count);
	ck_assert_uint_eq (header.max_stack, 8);
	ck_assert_uint_eq (header.code_size, 2);
	ck_assert_ptr_eq (header.code, bytes + 1);
}
END_TEST

START_TEST (fat_headers)
{
	static const uint8_t bytes [] = { 0x13, 0x30, 0x05, 0x01, 1, 0, 0, 0, 0x07, 0, 0, 0x11, 0x2a };
	MethodHeader header;

	ck_assert_ptr_null (header_read (bytes, sizeof (bytes), &header));
	ck_assert (header.is_fat && header.init_locals);
	ck_assert_uint_eq (header.max_stack, 0x105);
	ck_assert_uint_eq (header.local_signature, 0x11000007);
	ck_assert_uint_eq (header.code_size, 1);
	ck_assert_ptr_eq (header.code, bytes + 12);
}
END_TEST

START_TEST (what_is_malformed_is_reported)
{
	static const uint8_t small_header [] = { 0x03, 0x20, 8, 0, 0, 0, 0, 0, 0, 0, 0, 0 };
	static const uint8_t huge_code [] = { 0x03, 0x30, 8, 0, 0xff, 0xff, 0xff, 0xff, 0, 0, 0, 0, 0x2a };

	ck_assert_str_eq (read_problem (small_header, 0), "the header is truncated");
	ck_assert_str_eq (read_problem ((const uint8_t []) { 0x00 }, 1), "the header is neither tiny nor fat");
	ck_assert_str_eq (read_problem ((const uint8_t []) { 0x0a, 0x2a }, 2), "the code is truncated");
	ck_assert_str_eq (read_problem (small_header, 12), "the header says that it is smaller than a header");
	ck_assert_str_eq (read_problem (huge_code, 13), "the code is truncated");
}
END_TEST

/* A body with clauses, and every prefix of it: only the whole can be read. */
START_TEST (each_body_cut_short)
{
	Writer *writer = write_nops (9);
	Label start = writer_create_label (writer), end = writer_create_label (writer);
	uint32_t size;
	const uint8_t *bytes;

	writer_mark_label (writer, end);
	writer_add_clause (writer, HEADER_CLAUSE_FINALLY, start, end, start, end, 0);
	bytes = writer_finish_body (writer, 8, 0, 0, &size);
	ck_assert_ptr_null (read_problem (bytes, size));
	for (uint32_t cut = 0; cut < size; cut++)
		ck_assert_ptr_nonnull (read_problem (bytes, cut));
}
END_TEST

START_TEST (the_writer_chooses_the_header)
{
	ck_assert (!write_header (write_nops (1), 8, 0, 0).is_fat);
	ck_assert (!write_header (write_nops (63), 8, 0, 0).is_fat);
	ck_assert (write_header (write_nops (64), 8, 0, 0).is_fat);
	ck_assert (write_header (write_nops (1), 9, 0, 0).is_fat);
	ck_assert (write_header (write_nops (1), 8, 0, 0x11000001).is_fat);
	ck_assert_uint_eq (write_header (write_nops (64), 300, 1, 0).max_stack, 300);
	ck_assert_uint_eq (write_header (write_nops (70000), 8, 1, 0).code_size, 70000);
}
END_TEST

/* Clauses of each kind over NOPS instructions, which decide whether the small form suffices. */
static void
check_clauses (uint32_t nops, size_t section_flags)
{
	static const HeaderClauseKind kinds [] = {
		HEADER_CLAUSE_CATCH,
		HEADER_CLAUSE_FILTER,
		HEADER_CLAUSE_FINALLY,
		HEADER_CLAUSE_FAULT,
	};
	Writer *writer = writer_create (arena);
	Label start = writer_create_label (writer), middle = writer_create_label (writer);
	Label end = writer_create_label (writer);
	MethodHeader header;

	writer_mark_label (writer, start);
	for (uint32_t i = 0; i < nops; i++)
		writer_emit (writer, OPCODE_NOP);
	writer_mark_label (writer, middle);
	writer_emit (writer, OPCODE_RET);
	writer_mark_label (writer, end);
	for (int i = 0; i < 4; i++)
		writer_add_clause (writer, kinds [i], start, middle, middle, end,
			kinds [i] == HEADER_CLAUSE_CATCH        ? 0x01000005
				: kinds [i] == HEADER_CLAUSE_FILTER ? middle
													: 0);
	header = write_header (writer, 8, 0, 0);
	ck_assert_uint_eq (header.sections [0], section_flags);
	ck_assert_uint_eq (header.clause_count, 4);
	for (int i = 0; i < 4; i++) {
		HeaderClause clause;

		header_get_clause (&header, i, &clause);
		ck_assert_int_eq (clause.kind, kinds [i]);
		ck_assert_uint_eq (clause.try_offset, 0);
		ck_assert_uint_eq (clause.try_length, nops);
		ck_assert_uint_eq (clause.handler_offset, nops);
		ck_assert_uint_eq (clause.handler_length, 1);
		ck_assert_uint_eq (clause.class_token, kinds [i] == HEADER_CLAUSE_CATCH ? 0x01000005 : 0);
		ck_assert_uint_eq (clause.filter_offset, kinds [i] == HEADER_CLAUSE_FILTER ? nops : 0);
	}
}

START_TEST (small_and_fat_clauses)
{
	check_clauses (5, 0x01);
	check_clauses (255, 0x01);
	check_clauses (256, 0x41);
	check_clauses (70000, 0x41);
}
END_TEST

START_TEST (clauses_of_several_sections)
{
	static const uint8_t bytes [] = {
		0x0b,
		0x30,
		8,
		0,
		1,
		0,
		0,
		0,
		0,
		0,
		0,
		0,
		0x2a,
		0,
		0,
		0,
		0x81,
		16,
		0,
		0,
		2,
		0,
		0,
		0,
		1,
		0,
		0,
		1,
		0,
		0,
		0,
		0,
		0x41,
		28,
		0,
		0,
		4,
		0,
		0,
		0,
		0,
		0,
		0,
		0,
		1,
		0,
		0,
		0,
		0,
		0,
		0,
		0,
		1,
		0,
		0,
		0,
		0,
		0,
		0,
		0,
	};
	MethodHeader header;
	HeaderClause clause;

	ck_assert_ptr_null (header_read (bytes, sizeof (bytes), &header));
	ck_assert_uint_eq (header.clause_count, 2);
	header_get_clause (&header, 0, &clause);
	ck_assert_int_eq (clause.kind, HEADER_CLAUSE_FINALLY);
	header_get_clause (&header, 1, &clause);
	ck_assert_int_eq (clause.kind, HEADER_CLAUSE_FAULT);
}
END_TEST

/* A branch over NOPS instructions, forward or backward; answers its size. */
static uint32_t
branch_size (uint32_t nops, int is_backward)
{
	Writer *writer = writer_create (arena);
	Label start = writer_create_label (writer), end = writer_create_label (writer);
	Instruction instruction = { .opcode = OPCODE_NOP };
	Reader reader;
	uint32_t size;
	const uint8_t *code;

	writer_mark_label (writer, start);
	if (!is_backward)
		writer_emit_branch (writer, OPCODE_BRTRUE, end);
	for (uint32_t i = 0; i < nops; i++)
		writer_emit (writer, OPCODE_NOP);
	if (is_backward)
		writer_emit_branch (writer, OPCODE_BRTRUE, start);
	writer_mark_label (writer, end);
	writer_emit (writer, OPCODE_RET);
	code = writer_finish_code (writer, &size);
	reader_initialize (&reader, code, size);
	while (instruction.opcode != OPCODE_BRTRUE)
		reader_next (&reader, &instruction);
	ck_assert_uint_eq (instruction.target, writer_label_offset (writer, is_backward ? start : end));
	return instruction.next_offset - instruction.offset;
}

START_TEST (branches_are_as_short_as_possible)
{
	ck_assert_uint_eq (branch_size (127, 0), 2);
	ck_assert_uint_eq (branch_size (128, 0), 5);
	ck_assert_uint_eq (branch_size (126, 1), 2);
	ck_assert_uint_eq (branch_size (127, 1), 5);
}
END_TEST

START_TEST (operands_are_as_short_as_possible)
{
	static const uint8_t expected [] = {
		0x05,
		0x0e,
		0x04,
		0xfe,
		0x09,
		0x00,
		0x01,
		0x15,
		0x1e,
		0x1f,
		0x80,
		0x20,
		0x80,
		0x00,
		0x00,
		0x00,
		0x12,
		0x00,
	};
	Writer *writer = writer_create (arena);
	uint32_t size;
	const uint8_t *code;

	writer_emit_variable (writer, OPCODE_LDARG, 3);
	writer_emit_variable (writer, OPCODE_LDARG, 4);
	writer_emit_variable (writer, OPCODE_LDARG, 256);
	writer_emit_integer (writer, OPCODE_LDC_I4, -1);
	writer_emit_integer (writer, OPCODE_LDC_I4, 8);
	writer_emit_integer (writer, OPCODE_LDC_I4, -128);
	writer_emit_integer (writer, OPCODE_LDC_I4, 128);
	writer_emit_variable (writer, OPCODE_LDLOCA, 0);
	code = writer_finish_code (writer, &size);
	ck_assert_uint_eq (size, sizeof (expected));
	ck_assert_mem_eq (code, expected, sizeof (expected));
}
END_TEST

int
main (void)
{
	TCase *tests = tcase_create ("header");

	tcase_add_checked_fixture (tests, set_up, tear_down);
	tcase_add_test (tests, tiny_headers);
	tcase_add_test (tests, fat_headers);
	tcase_add_test (tests, what_is_malformed_is_reported);
	tcase_add_test (tests, each_body_cut_short);
	tcase_add_test (tests, the_writer_chooses_the_header);
	tcase_add_test (tests, small_and_fat_clauses);
	tcase_add_test (tests, clauses_of_several_sections);
	tcase_add_test (tests, branches_are_as_short_as_possible);
	tcase_add_test (tests, operands_are_as_short_as_possible);
	return run_case (tests);
}
