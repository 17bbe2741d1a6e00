/* SPDX-License-Identifier: MIT
 *
 * The code of dynamic methods is freed with them: twenty thousand of them leave no more behind than under mini. */
#include <stdio.h>

#include "child.h"

/* What the heap and the kernel make of equal behaviour, in KiB. */
enum { NOISE = 2048 };

static const char count [] = "20000";

/* Returns by how many KiB resident memory grew. */
static long
run (const char *compiler, long long *sum)
{
	static Child child;
	char option [256];
	long growth;
	snprintf (option, sizeof (option), "--compiler=%s", compiler);
	const char *arguments [] = {
		built ("bin/mono-bigstep"),
		option,
		built ("tests/hosted/DynamicMethods.exe"),
		count,
		NULL,
	};
	const char *variables [] = { "MONO_COMPILER_PATH=", NULL };
	child_run (&child, arguments, variables);
	child_check_status (&child, 0);
	ck_assert_int_eq (sscanf (child.output, "%lld %ld", sum, &growth), 2);
	return growth;
}

START_TEST (code_is_freed)
{
	long long expected, sum;
	long stock = run ("mini", &expected);
	/* A decline would hide what is to be tested. */
	long growth = run ("bigstep,O=0,only=DynamicMethods:*,strict", &sum);
	ck_assert_int_eq (sum, expected);
	if (growth > stock + NOISE)
		ck_abort_msg ("memory grew by %ld KiB, under mini by %ld", growth, stock);
}
END_TEST

int
main (void)
{
	Suite *suite = suite_create ("dynamic methods");
	TCase *tests = tcase_create ("soak");
	tcase_set_timeout (tests, 300);
	tcase_add_test (tests, code_is_freed);
	suite_add_tcase (suite, tests);
	return run_suite (suite);
}
