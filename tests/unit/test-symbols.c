/* SPDX-License-Identifier: MIT
 *
 * plugin/llvm/symbols.c: the names that stand for addresses, and for places in code. */
#include "../../plugin/llvm/symbols.h"
#include "suite.h"

#include <stdio.h>

START_TEST (test_symbol_names)
{
	Compilation compilation = { .arena = arena_create () };
	Symbols *symbols = symbols_create (&compilation);
	const char *first, *second;
	const void *address;
	char name [32];
	int things [3000], i;

	first = symbols_name (symbols, "class", "X", &things [0]);
	ck_assert_str_eq (first, "class X");
	second = symbols_name (symbols, "class", "X", &things [1]);
	ck_assert_str_eq (second, "class X 2");
	ck_assert_ptr_eq (symbols_name (symbols, "class", "X", &things [0]), first);
	ck_assert_str_eq (symbols_name (symbols, "vtable", "X", &things [0]), "vtable X");
	ck_assert (symbols_find (symbols, "class X 2", &address) && address == &things [1]);
	ck_assert (!symbols_find (symbols, "class Y", &address));
	/* A name that looks like a numbered one */
	ck_assert_str_eq (symbols_name (symbols, "class", "X 3", &things [2]), "class X 3");
	ck_assert_str_eq (symbols_name (symbols, "class", "X", &things [3]), "class X 4");
	for (i = 4; i < 3000; i++) {
		snprintf (name, sizeof name, "field%d", i);
		symbols_name (symbols, "field", name, &things [i]);
	}
	for (i = 4; i < 3000; i++) {
		snprintf (name, sizeof name, "field field%d", i);
		ck_assert (symbols_find (symbols, name, &address) && address == &things [i]);
	}
	arena_destroy (compilation.arena);
}
END_TEST

START_TEST (test_symbol_marks)
{
	Compilation compilation = { .arena = arena_create () };
	Symbols *symbols = symbols_create (&compilation);
	const char *clause = symbols_mark (symbols, SYMBOL_CLAUSE, 3, NULL);
	const char *resume = symbols_mark (symbols, SYMBOL_RESUME, 7, &compilation), *taken, *other;
	const void *address;
	uint32_t index = 0;

	ck_assert_str_eq (clause, "clause 3");
	ck_assert_ptr_eq (symbols_mark (symbols, SYMBOL_CLAUSE, 3, NULL), clause);
	ck_assert_int_eq (symbols_mark_of (symbols, "clause 3", &index), SYMBOL_CLAUSE);
	ck_assert_uint_eq (index, 3);
	ck_assert_int_eq (symbols_mark_of (symbols, resume, &index), SYMBOL_RESUME);
	ck_assert_uint_eq (index, 7);
	ck_assert (symbols_find (symbols, resume, &address) && address == &compilation);
	ck_assert (!symbols_find (symbols, clause, &address));
	/* A name that only looks like a mark, before and after it */
	ck_assert_int_eq (symbols_mark_of (symbols, "clause 4", &index), SYMBOL_UNMARKED);
	taken = symbols_name (symbols, "filter", "1", &index);
	ck_assert_int_eq (symbols_mark_of (symbols, taken, &index), SYMBOL_UNMARKED);
	other = symbols_mark (symbols, SYMBOL_FILTER, 1, NULL);
	ck_assert_str_ne (other, taken);
	ck_assert_ptr_eq (symbols_mark (symbols, SYMBOL_FILTER, 1, NULL), other);
	ck_assert_int_eq (symbols_mark_of (symbols, other, &index), SYMBOL_FILTER);
	ck_assert_str_ne (symbols_name (symbols, "clause", "3", &index), clause);
	arena_destroy (compilation.arena);
}
END_TEST

int
main (void)
{
	TCase *tests = tcase_create ("symbols");

	tcase_add_test (tests, test_symbol_names);
	tcase_add_test (tests, test_symbol_marks);
	return run_case (tests);
}
