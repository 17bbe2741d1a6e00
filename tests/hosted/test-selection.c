/* SPDX-License-Identifier: MIT
 *
 * Which compiler is selected: by option, environment and host; and what is refused. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "child.h"

#define STATISTICS(name) "mono-bigstep: statistics of " name "\n"

static Child child;

static void
run_driver (const char *option, const char *what, const char *first, const char *second)
{
	const char *arguments [] = { built ("bin/mono-bigstep"), option, built ("tests/hosted/Selection.exe"), what, NULL };
	const char *without_option [] = { arguments [0], arguments [2], what, NULL };
	const char *environment [] = { first, second, NULL };
	child_run (&child, option ? arguments : without_option, environment);
}

static void
run_host (const char *spec, const char *first, const char *second)
{
	const char *arguments [] = { built ("tests/hosted/host"), built ("tests/hosted/Selection.exe"), spec, "--", "hello",
		NULL };
	const char *without_spec [] = { arguments [0], arguments [1], "--", "hello", NULL };
	const char *environment [] = { first, second, NULL };
	child_run (&child, spec ? arguments : without_spec, environment);
}

static void
check_hello (const char *compiler)
{
	char expected [256];
	child_check_status (&child, 0);
	ck_assert_str_eq (child.output, "hello\n");
	snprintf (expected, sizeof (expected), STATISTICS ("%s"), compiler ? compiler : "");
	if (!compiler)
		ck_assert_str_eq (child.errors, "");
	else if (!strstr (child.errors, expected))
		ck_abort_msg ("no statistics of %s:\n%s", compiler, child.errors);
	ck_assert_ptr_null (strstr (child.errors, "do not balance"));
}

/* ---- Who is selected ---- */

START_TEST (no_selection)
{
	run_driver (NULL, "hello", NULL, NULL);
	check_hello (NULL);
	run_host (NULL, NULL, NULL);
	check_hello (NULL);
}
END_TEST

START_TEST (by_option)
{
	run_driver ("--compiler=mini,stats", "hello", NULL, NULL);
	check_hello ("mini");
	run_driver ("--compiler=bigstep,stats", "hello", NULL, NULL);
	check_hello ("bigstep");
}
END_TEST

/* The value can be a word of its own. */
START_TEST (by_option_and_value)
{
	const char *arguments [] = { built ("bin/mono-bigstep"), "--compiler", "mini,stats",
		built ("tests/hosted/Selection.exe"), "hello", NULL };
	const char *without_value [] = { arguments [0], "--compiler", NULL };
	const char *no_environment [] = { NULL };
	child_run (&child, arguments, no_environment);
	check_hello ("mini");
	run_driver (NULL, "hello", "MONO_ENV_OPTIONS=--debug --compiler  mini,stats", NULL);
	check_hello ("mini");
	run_host (NULL, "MONO_ENV_OPTIONS=--compiler mini,stats --debug", NULL);
	check_hello ("mini");
	child_run (&child, without_value, no_environment);
	child_check_status (&child, 1);
	ck_assert_ptr_nonnull (strstr (child.errors, "--compiler needs a compiler"));
}
END_TEST

START_TEST (by_environment)
{
	run_driver (NULL, "hello", "MONO_COMPILER=mini,stats", NULL);
	check_hello ("mini");
	run_driver (NULL, "hello", "MONO_ENV_OPTIONS=--debug --compiler=mini,stats", NULL);
	check_hello ("mini");
	run_driver (NULL, "hello", "MONO_ENV_OPTIONS='--compiler=mini,stats' \"--debug\"", "MONO_COMPILER=nonsense");
	check_hello ("mini");
	run_driver (NULL, "hello", "MONO_COMPILER=", NULL);
	check_hello (NULL);
}
END_TEST

START_TEST (option_wins)
{
	run_driver ("--compiler=mini,stats", "hello", "MONO_ENV_OPTIONS=--compiler=nonsense", "MONO_COMPILER=nonsense");
	check_hello ("mini");
}
END_TEST

START_TEST (host_by_environment)
{
	run_host (NULL, "MONO_COMPILER=mini,stats", NULL);
	check_hello ("mini");
	/* Nothing else of the variable counts in a host: as with the distribution's library. */
	run_host (NULL, "MONO_ENV_OPTIONS=--no-such-option --compiler=mini,stats", "MONO_COMPILER=nonsense");
	check_hello ("mini");
	run_host (NULL, "MONO_COMPILER=nonsense", NULL);
	child_check_status (&child, 1);
	ck_assert_str_eq (child.output, "");
	ck_assert_ptr_nonnull (strstr (child.errors, "mono: there is no compiler 'nonsense'"));
}
END_TEST

START_TEST (host_by_code)
{
	run_host ("mini,stats", "MONO_COMPILER=nonsense", "MONO_ENV_OPTIONS=--compiler=nonsense");
	check_hello ("mini");
	run_host ("nonsense", NULL, NULL);
	child_check_status (&child, 6);
	ck_assert_ptr_nonnull (strstr (child.errors, "host: there is no compiler 'nonsense'"));
}
END_TEST

/* A stock mono would refuse the option in the variable: the driver hands it on in another one. */
START_TEST (children)
{
	run_driver (NULL, "environment", "MONO_ENV_OPTIONS=--debug --compiler=mini", NULL);
	child_check_status (&child, 0);
	ck_assert_str_eq (child.output, "MONO_ENV_OPTIONS=--debug\nMONO_COMPILER=mini\n");
	run_driver (NULL, "environment", "MONO_ENV_OPTIONS=--compiler=mini", NULL);
	ck_assert_str_eq (child.output, "MONO_ENV_OPTIONS=\nMONO_COMPILER=mini\n");
	run_driver (NULL, getenv ("MONO"), "MONO_ENV_OPTIONS=--compiler=mini,stats", NULL);
	child_check_status (&child, 0);
	ck_assert_str_eq (child.output, "hello\nchild 0\n");
}
END_TEST

/* ---- What is refused: always before managed code runs, with exit status 1 and a sentence ---- */

static void
check_refused (const char *option, const char *environment, const char *sentence)
{
	run_driver (option, "hello", environment, NULL);
	child_check_status (&child, 1);
	ck_assert_str_eq (child.output, "");
	if (strncmp (child.errors, "mono-bigstep: ", 14) != 0 || !strstr (child.errors, sentence))
		ck_abort_msg ("'%s' is not in:\n%s", sentence, child.errors);
	/* Who starts a program has no use for the class of an exception. */
	ck_assert_msg (!strstr (child.errors, "Exception"), "%s", child.errors);
}

static const struct {
	const char *option, *sentence;
} refused [] = {
	{ "--compiler=nonsense", "there is no compiler 'nonsense'; there is: mini, " },
	{ "--compiler=nonsense", ", bigstep" },
	{ "--compiler=", "names no compiler: write NAME[,option=value]" },
	{ "--compiler=,stats", "names no compiler: write NAME[,option=value]" },
	{ "--compiler=mini,,stats", "option without a name" },
	{ "--compiler=mini,fast", "mini has no option 'fast'" },
	{ "--compiler=mini,only", "needs a pattern" },
	{ "--compiler=mini,except=", "needs a pattern" },
	{ "--compiler=mini,only=@/no/such/file", "the option only: '/no/such/file' cannot be read: No such file" },
	{ "--compiler=mini,only=Selection:Target(",
		"the option only: the pattern 'Selection:Target(' fits no method: with a" },
	{ "--compiler=mini,only=((((", "the option only: the pattern '((((' fits no method" },
	{ "--compiler=mini,except=Selection:Target(int", "the pattern 'Selection:Target(int' fits no method" },
	{ "--compiler=mini,except=T:M+", "the option except: the pattern '' fits no method: it is empty" },
	{ "--compiler=mini,only=Good:*+Bad(", "the pattern 'Bad(' fits no method" },
	{ "--compiler=mini,only=T:M(int)x", "fits no method" },
	{ "--compiler=mini,aot=except:T:M(", "the option aot: the pattern 'T:M(' fits no method" },
	{ "--compiler=mini,list", "the option list needs a file: list=FILE" },
	{ "--compiler=mini,list=/no/such/folder/list", "the option list cannot write '/no/such/folder/list'" },
	{ "--compiler=mini,stats-methods=1", "takes no value: write it without =" },
	{ "--compiler=mini,aot", "the option aot is keep, none or except:PATTERN, not ''" },
	{ "--compiler=mini,aot=some", "the option aot is keep, none or except:PATTERN, not 'some'" },
	{ "--compiler=mini,aot=except:", "not 'except:'" },
	{ "--compiler=bigstep,no-such-option", "no-such-option" },
	/* The last of the options it has */
	{ "--compiler=bigstep,no-such-option", "to find faults in them\n" },
	{ "--compiler=answerer,long", "xxx is the end" },
	{ "--compiler=bigstep,O=9", "9" },
	{ "--compiler=/no/such/file.so", "/no/such/file.so: No such file" },
	{ "--compiler=answerer,rubbish", "the compiler 'answerer' refuses: no option 'rubbish' here" },
	{ "--compiler=other-identifier", "was built for another interface" },
	{ "--compiler=newer-level", ": rebuild it with this runtime's mono-compiler.h, or install a newer runtime" },
	{ "--compiler=no-function", "the compiler 'no-function' is none: it has no compile_method" },
	{ "--compiler=small", "the compiler 'small' is none: its `size` is too small for one" },
	{ "--compiler=reserved",
		"has an option 'list', which it would never get: the runtime has one of that name for all compilers; give it another name" },
	{ "--compiler=no-symbol", "has no symbol mono_compiler_plugin, which it must define and export" },
	{ "--compiler=not-a-library", "cannot be loaded" },
};

START_TEST (refusal)
{
	char environment [4096];
	snprintf (environment, sizeof (environment), "MONO_COMPILER_PATH=/nowhere:%s", built ("tests/hosted/compilers"));
	check_refused (refused [_i].option, environment, refused [_i].sentence);
}
END_TEST

START_TEST (list)
{
	char environment [4096];
	snprintf (environment, sizeof (environment), "MONO_COMPILER_PATH=%s", built ("tests/hosted/compilers"));
	const char *arguments [] = { built ("bin/mono-bigstep"), "--list-compilers", NULL };
	const char *variables [] = { environment, NULL };
	child_run (&child, arguments, variables);
	child_check_status (&child, 0);
	ck_assert_ptr_nonnull (strstr (child.output, "mini\t(built in)\n"));
	ck_assert_ptr_nonnull (strstr (child.output, "answerer\t"));
	ck_assert_ptr_nonnull (strstr (child.output, "\tanswers as told\n\t  answer=...   what to answer\n"));
	ck_assert_ptr_nonnull (strstr (child.output, "bigstep\t"));
	ck_assert_ptr_nonnull (strstr (child.output, "was built for another interface"));
}
END_TEST

/* A compiler whose table ends before the functions that came later is taken as having none of them. */
START_TEST (shorter_table)
{
	char environment [4096];
	snprintf (environment, sizeof (environment), "MONO_COMPILER_PATH=%s", built ("tests/hosted/compilers"));
	run_driver ("--compiler=older,stats,method=*:DynamicTarget,answer=code", "dynamic", environment, NULL);
	child_check_status (&child, 0);
	ck_assert_str_eq (child.output, "21000\n");
	ck_assert_ptr_nonnull (strstr (child.errors, STATISTICS ("older")));
}
END_TEST

/* ---- The names of the options that all compilers have ---- */

static const char *const common_options [] = {
#define COMMON_OPTION(name, take, help) name,
#include "../../runtime-glue/common-options.def"
#undef COMMON_OPTION
};

/* Whether TEXT has NAME as a word of its own, not as part of another option's. */
static int
names (const char *text, const char *name)
{
	for (const char *at = text; (at = strstr (at, name)); ++at) {
		if (at > text && strchr ("` ", at [-1]) && strchr ("`=[,.", at [strlen (name)]))
			return 1;
	}
	return 0;
}

/* Whoever writes a plug-in, and whoever runs one, is told all of them. */
START_TEST (common_option)
{
	static const char *const places [] = { "include/mono-compiler.h", "docs/options.md", "docs/writing-a-compiler.md" };
	const char *folder = getenv ("top_srcdir");
	for (size_t i = 0; i < sizeof (places) / sizeof (places [0]); ++i) {
		char path [4096];
		snprintf (path, sizeof (path), "%s/%s", folder ? folder : ".", places [i]);
		char *text = read_file (path);
		ck_assert_msg (names (text, common_options [_i]), "%s does not name %s", places [i], common_options [_i]);
		free (text);
	}
}
END_TEST

/* ---- The driver is mono ---- */

START_TEST (mono_options)
{
	const char *help [] = { built ("bin/mono-bigstep"), "--help", NULL };
	child_run (&child, help, NULL);
	child_check_status (&child, 0);
	ck_assert_ptr_nonnull (strstr (child.output, "--compiler=NAME"));
	ck_assert_ptr_nonnull (strstr (child.output, "Usage is: mono [options] program"));
	const char *version [] = { built ("bin/mono-bigstep"), "--version", NULL };
	child_run (&child, version, NULL);
	child_check_status (&child, 0);
	ck_assert_int_eq (strncmp (child.output, "mono-bigstep ", 13), 0);
	ck_assert_ptr_nonnull (strstr (child.output, "Mono JIT compiler version "));
	/* The argument of another option is no option, and what follows the program is the program's. */
	const char *config [] = { built ("bin/mono-bigstep"), "--config", "--compiler=nonsense", "--compiler=mini,stats",
		built ("tests/hosted/Selection.exe"), "hello", NULL };
	child_run (&child, config, NULL);
	check_hello ("mini");
	const char *own [] = { built ("bin/mono-bigstep"), "-O=-aot", built ("tests/hosted/Arguments.exe"),
		"--compiler=nonsense", NULL };
	child_run (&child, own, NULL);
	child_check_status (&child, 0);
	ck_assert_str_eq (child.output, "--compiler=nonsense\n");
}
END_TEST

START_TEST (exit_status)
{
	run_driver ("--compiler=mini,stats", "exit", NULL, NULL);
	child_check_status (&child, 5);
	char *first = strstr (child.errors, STATISTICS ("mini"));
	ck_assert_ptr_nonnull (first);
	ck_assert_ptr_null (strstr (first + 1, STATISTICS ("mini")));
}
END_TEST

int
main (void)
{
	Suite *suite = suite_create ("selection");
	TCase *selection = tcase_create ("selection");
	tcase_set_timeout (selection, 60);
	tcase_add_test (selection, no_selection);
	tcase_add_test (selection, by_option);
	tcase_add_test (selection, by_option_and_value);
	tcase_add_test (selection, by_environment);
	tcase_add_test (selection, option_wins);
	tcase_add_test (selection, host_by_environment);
	tcase_add_test (selection, host_by_code);
	tcase_add_test (selection, children);
	tcase_add_loop_test (selection, refusal, 0, sizeof (refused) / sizeof (refused [0]));
	tcase_add_test (selection, shorter_table);
	tcase_add_loop_test (selection, common_option, 0, sizeof (common_options) / sizeof (common_options [0]));
	tcase_add_test (selection, list);
	tcase_add_test (selection, mono_options);
	tcase_add_test (selection, exit_status);
	suite_add_tcase (suite, selection);
	return run_suite (suite);
}
