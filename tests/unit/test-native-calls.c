/* SPDX-License-Identifier: MIT
 *
 * plugin/llvm: calls of callees, whose places are handed over, and int32 that go through calls as they are. */
#include "native-work.h"
#include "suite.h"

#include <stdio.h>
#include <string.h>

static int64_t
twice (int64_t value)
{
	return value * 2;
}

/* Calls of callees begin anywhere, are in eight aligned bytes each, and go through the cell as long as nobody changes them;
 * the address of one leads through the cell, too. */
START_TEST (test_call_sites)
{
	enum { CALLS = 40 };
	static char ir [CALLS * 100 + 1000];
	Work work;
	Near *near;
	int64_t (*method) (int64_t), (**address) (int64_t);
	char *end = ir;

	end += sprintf (end,
		"@address = external dso_local global ptr\ndeclare hidden void @\"code X:Twice (long)\"()\n"
		"define i64 @\"the method\"(i64 %%n) {\n  store ptr @\"code X:Twice (long)\", ptr @address\n"
		"  %%v0 = add i64 %%n, 0\n");
	for (int i = 0; i < CALLS; i++)
		end += sprintf (end, "  %%w%d = or i64 %%v%d, %d\n  %%v%d = call i64 @\"code X:Twice (long)\"(i64 %%w%d)\n", i,
			i, i % 3 ? 1 << i % 10 : 0, i + 1, i);
	end += sprintf (end, "  ret i64 %%v%d\n}\n", CALLS);
	strcpy (end, POLL_IR);
	work_begin (&work, ir);
	near = work_add_near_symbols (&work);
	near->cell = (void *) twice;
	address = (void *) &near->number;
	symbols_name (work.symbols, "address", "", address);
	LLVMSetValueName2 (LLVMGetNamedGlobal (work.module, "address"), "address ", strlen ("address "));
	ck_assert_str_eq (symbols_callee (work.symbols, "X:Twice (long)", &near->cell), "code X:Twice (long)");
	method = work_finish (&work, _i);

	ck_assert_uint_eq (work.code.call_site_count, CALLS);
	for (uint32_t i = 0; i < CALLS; i++) {
		const NativeCallSite *site = &work.code.call_sites [i];
		const uint8_t *displacement = (const uint8_t *) work.code.code + site->displacement;

		ck_assert_ptr_eq (site->cell, &near->cell);
		ck_assert_uint_eq (displacement [-1], 0xe8);
		ck_assert_uint_le ((uintptr_t) displacement % 8, 4);
	}
	int64_t expected = 5;
	for (int i = 0; i < CALLS; i++)
		expected = (int64_t) ((uint64_t) (expected | (i % 3 ? 1 << i % 10 : 0)) * 2);
	ck_assert_int_eq (method (5), expected);
	ck_assert_int_eq ((*address) (21), 42);
	work_end (&work);
}
END_TEST

/* An int32 from a call goes on to calls and callers as it came; what is computed from it, and an int64, do not. */
START_TEST (test_half_words)
{
	static const char ir [] =
		"declare i64 @\"service make\"()\ndeclare void @\"service take\"(i64, i64, i64)\n"
		"define \"half-word\" i64 @\"the method\"() {\n"
		"  %w = call \"half-word\" i64 @\"service make\"()\n  %v = trunc i64 %w to i32\n  %s = sext i32 %v to i64\n"
		"  %c = add i32 %v, 1\n  %d = sext i32 %c to i64\n"
		"  call void @\"service take\"(i64 \"half-word\" %s, i64 %s, i64 \"half-word\" %d)\n"
		"  ret i64 %s\n}\n" POLL_IR;
	Work work;

	work_begin (&work, ir);
	work_optimize (&work, _i);
	ck_assert_int_eq (count_text (work.module, "take\"(i64 \"half-word\" %w, i64 %s"), _i > 0);
	ck_assert_int_eq (count_text (work.module, "\"half-word\" %d)"), 1);
	ck_assert_int_eq (count_text (work.module, "ret i64 %w"), _i > 0);
	work_end (&work);
}
END_TEST

int
main (void)
{
	TCase *tests = tcase_create ("calls");

	/* The number is the optimisation level. */
	tcase_add_loop_test (tests, test_call_sites, 0, 4);
	tcase_add_loop_test (tests, test_half_words, 0, 4);
	return run_case (tests);
}
