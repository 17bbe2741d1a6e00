/* SPDX-License-Identifier: MIT
 *
 * Our tables of opcodes against the runtime's public one, cil/opcode.def. */
#include "executor/execution.h"
#include "suite.h"

#include <string.h>

/* A row of either table as text, so that terms are compared by name. */
typedef struct TextRow {
	const char *name, *pops, *pushes, *operand, *flow;
	int bytes, first, second;
} TextRow;

static const TextRow their_rows [] = {
#define OPDEF(enumerator, name, pops, pushes, operand, constant, bytes, first, second, flow) \
	{ name, #pops, #pushes, #operand, #flow, bytes, first, second },
#include <mono/cil/opcode.def>
#undef OPDEF
};

#define BYTES(encoding) ((encoding) > 0xff ? 2 : 1), ((encoding) > 0xff ? (encoding) >> 8 : 0xff), ((encoding) & 0xff)

static const TextRow our_rows [] = {
#define OPCODE(enumerator, name, encoding, pops, pushes, operand, flow, meaning) \
	{ name, #pops, #pushes, #operand, #flow, BYTES (encoding) },
#define SHORT_FORM(enumerator, name, encoding, pops, pushes, operand, flow, canonical, implied) \
	{ name, #pops, #pushes, #operand, #flow, BYTES (encoding) },
#include "il/opcode.def"
#undef SHORT_FORM
}, our_runtime_rows [] = {
#include "il/runtime-opcode.def"
#undef OPCODE
};

enum { THEIR_COUNT = sizeof (their_rows) / sizeof (their_rows [0]), MONO_PREFIX = 0xf0 };

/* Instructions of ECMA-335, as opposed to gaps, prefix bytes, and what the runtime has for itself. */
static int
is_standard (const TextRow *row)
{
	return row->first != MONO_PREFIX && row->first != 0 && strncmp (row->name, "unused", 6) &&
		strncmp (row->name, "prefix", 6);
}

/* "Pop1 + Pop1" and "Pop1+Pop1" are the same. */
static int
same_terms (const char *a, const char *b)
{
	for (;;) {
		a += strspn (a, " ");
		b += strspn (b, " ");
		if (*a != *b)
			return 0;
		if (!*a)
			return 1;
		a++;
		b++;
	}
}

/* What the runtime has for itself; gaps are named "unused". */
static int
is_of_runtime (const TextRow *row)
{
	return row->first == MONO_PREFIX && strncmp (row->name, "unused", 6);
}

/* COUNT rows of ours are the runtime's that BELONG, in the same order. */
static void
compare_rows (const TextRow *rows, int count, int (*belong) (const TextRow *row))
{
	int matched = 0;

	for (int i = 0; i < THEIR_COUNT; i++) {
		const TextRow *theirs = &their_rows [i], *ours;

		if (!belong (theirs))
			continue;
		ck_assert_int_lt (matched, count);
		ours = &rows [matched++];
		ck_assert_str_eq (ours->name, theirs->name);
		ck_assert_msg (same_terms (ours->pops, theirs->pops), "%s pops", ours->name);
		ck_assert_msg (same_terms (ours->pushes, theirs->pushes), "%s pushes", ours->name);
		ck_assert_str_eq (ours->operand, theirs->operand);
		ck_assert_str_eq (ours->flow, theirs->flow);
		ck_assert_int_eq (ours->bytes, theirs->bytes);
		ck_assert_int_eq (ours->first, theirs->first);
		ck_assert_int_eq (ours->second, theirs->second);
	}
	ck_assert_int_eq (matched, count);
}

START_TEST (rows_equal_the_runtimes)
{
	compare_rows (our_rows, OPCODE_COUNT, is_standard);
}
END_TEST

START_TEST (rows_of_the_runtime_equal_its_own)
{
	compare_rows (our_runtime_rows, OPCODE_TOTAL - OPCODE_COUNT, is_of_runtime);
}
END_TEST

START_TEST (opcodes_are_found_by_encoding)
{
	for (int i = 0; i < OPCODE_TOTAL; i++)
		ck_assert_int_eq (opcode_find (opcode_table [i].encoding), i);
	ck_assert_int_eq (opcode_find (0x24), -1);
	ck_assert_int_eq (opcode_find (0xfe), -1);
	ck_assert_int_eq (opcode_find (0xfe22), -1);
	ck_assert_int_eq (opcode_find (0xf0), -1);
	ck_assert_int_eq (opcode_find (0xf011), -1);
}
END_TEST

START_TEST (short_forms_lead_to_opcodes_that_are_none)
{
	for (int i = 0; i < OPCODE_COUNT; i++) {
		const OpcodeRow *row = &opcode_table [i], *canonical = &opcode_table [row->canonical];

		ck_assert_int_eq (canonical->canonical, row->canonical);
		ck_assert_int_eq (canonical->pops, row->pops);
		ck_assert_int_eq (canonical->pushes, row->pushes);
		ck_assert_int_eq (row->meaning == NULL, row->canonical != i);
	}
}
END_TEST

START_TEST (each_opcode_is_executed)
{
	for (int i = 0; i < OPCODE_COUNT; i++)
		ck_assert_msg (execution_table [opcode_table [i].canonical].execute != NULL, "%s", opcode_table [i].name);
}
END_TEST

int
main (void)
{
	TCase *tests = tcase_create ("opcodes");

	tcase_add_test (tests, rows_equal_the_runtimes);
	tcase_add_test (tests, rows_of_the_runtime_equal_its_own);
	tcase_add_test (tests, opcodes_are_found_by_encoding);
	tcase_add_test (tests, short_forms_lead_to_opcodes_that_are_none);
	tcase_add_test (tests, each_opcode_is_executed);
	return run_case (tests);
}
