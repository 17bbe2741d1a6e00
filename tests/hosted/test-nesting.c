/* SPDX-License-Identifier: MIT
 *
 * Compilations inside of compilations, as a program sees them: static constructors and AssemblyResolve handlers that
 * run because of a compiler's question, and a compiler that asks for what it is compiling. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "child.h"

static Child child;

/* Runs Execute.exe under SPEC with ARGUMENT (or NULL); returns the statistics, which must balance; to be freed. */
static char *
run (const char *spec, const char *argument)
{
	char file [128], option [512], path [1024];
	snprintf (file, sizeof (file), "/tmp/bigstep-nesting-%d.json", (int) getpid ());
	snprintf (option, sizeof (option), "--compiler=%s,stats=%s", spec, file);
	snprintf (path, sizeof (path), "MONO_COMPILER_PATH=%s", built ("tests/hosted/compilers"));
	const char *arguments [] = { built ("bin/mono-bigstep"), option, built ("tests/hosted/Execute.exe"), argument,
		NULL };
	const char *variables [] = { path, NULL };
	child_run (&child, arguments, variables);
	child_check_status (&child, 0);
	char *statistics = read_file (file);
	unlink (file);
	if (!strstr (statistics, "\"balanced\": true") || strstr (statistics, "\"balanced\": false"))
		ck_abort_msg ("the sums do not balance:\n%s", statistics);
	return statistics;
}

/* The first number of this name: the selected compiler's. */
static long
number (const char *statistics, const char *name)
{
	char quoted [64];
	snprintf (quoted, sizeof (quoted), "\"%s\": ", name);
	const char *found = strstr (statistics, quoted);
	return found ? strtol (found + strlen (quoted), NULL, 10) : 0;
}

static const char *const compilers [] = { "mini", "bigstep", "bigstep,O=0", "bigstep,O=3" };

START_TEST (questions_that_run_code)
{
	char *statistics = run (compilers [_i], NULL);
	ck_assert_str_eq (child.output, "11\n321\n5\n1008\n5 True\n");
	ck_assert_str_eq (child.errors, "");
	ck_assert_int_ge (number (statistics, "max_nesting"), 2);
	free (statistics);
}
END_TEST

/* Asked once more is right, again and again is not. The mini-compiled method answers 41. */
static const struct {
	const char *spec;
	const char *output; /* Asked (), how often the handler ran, what it saw */
} askers [] = {
	{ "answerer,method=*:Asked,asks=type,answer=unsupported", "41\n2 41\n" },
	{ "answerer,method=*:Asked,asks=itself", "41\n0 0\n" },
};

START_TEST (a_compiler_that_asks_again)
{
	char *statistics = run (askers [_i].spec, "ask");
	ck_assert_str_eq (child.output, askers [_i].output);
	const char *reason = strstr (statistics, "\"recursive-compilation\": 1");
	ck_assert_msg (reason != NULL, "%s", statistics);
	ck_assert_int_eq (number (statistics, "internal_errors"), 0);
	free (statistics);
}
END_TEST

int
main (void)
{
	Suite *suite = suite_create ("nesting");
	TCase *cases = tcase_create ("nesting");
	tcase_set_timeout (cases, 60);
	tcase_add_loop_test (cases, questions_that_run_code, 0, sizeof (compilers) / sizeof (compilers [0]));
	tcase_add_loop_test (cases, a_compiler_that_asks_again, 0, sizeof (askers) / sizeof (askers [0]));
	suite_add_tcase (suite, cases);
	return run_suite (suite);
}
