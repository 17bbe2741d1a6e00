/* SPDX-License-Identifier: MIT
 *
 * What the runtime makes of a compiler's answers: each request has one outcome, and the sums balance. */
#include <json.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "child.h"

static Child child;
static char file [256];

static void
run (const char *spec, const char *what)
{
	char option [1024], environment [1024];
	snprintf (file, sizeof (file), "/tmp/bigstep-outcomes-%d.json", (int) getpid ());
	unlink (file);
	snprintf (option, sizeof (option), "--compiler=%s,stats=%s", spec, file);
	snprintf (environment, sizeof (environment), "MONO_COMPILER_PATH=%s", built ("tests/hosted/compilers"));
	const char *arguments [] = { built ("bin/mono-bigstep"), option, built ("tests/hosted/Selection.exe"), what, NULL };
	const char *variables [] = { environment, NULL };
	child_run (&child, arguments, variables);
}

/* The statistics of compiler NAME; they must balance. The answer lives until the process ends. */
static struct json_object *
statistics (const char *name)
{
	struct json_object *all = json_object_from_file (file), *compilers;
	if (!all)
		ck_abort_msg ("no statistics in %s:\n%s", file, child.errors);
	unlink (file);
	ck_assert (json_object_object_get_ex (all, "compilers", &compilers));
	for (size_t i = 0; i < json_object_array_length (compilers); ++i) {
		struct json_object *compiler = json_object_array_get_idx (compilers, i);
		if (strcmp (json_object_get_string (json_object_object_get (compiler, "name")), name) != 0)
			continue;
		if (!json_object_get_boolean (json_object_object_get (compiler, "balanced")))
			ck_abort_msg ("the sums do not balance: %s", json_object_to_json_string (compiler));
		return compiler;
	}
	ck_abort_msg ("no statistics of %s", name);
}

/* The folder of the test profiler, as a variable. */
static const char *
profiler_path (void)
{
	static char variable [1024];
	snprintf (variable, sizeof (variable), "LD_LIBRARY_PATH=%s", built ("tests/hosted/compilers"));
	return variable;
}

static int64_t
number (struct json_object *object, const char *name)
{
	struct json_object *value;
	if (!json_object_object_get_ex (object, name, &value))
		ck_abort_msg ("the statistics have no %s: %s", name, json_object_to_json_string (object));
	return json_object_get_int64 (value);
}

/* ---- One outcome each ---- */

static const struct {
	const char *answer;
	const char *output;
	const char *counter;
	const char *message; /* on stderr; NULL for none */
} answers [] = {
	{ "code", "42\n", "methods_compiled", NULL },
	{ "fault", "System.DivideByZeroException\n", "methods_compiled", NULL },
	{ "unsupported", "41\n", "methods_declined", NULL },
	{ "bad-code", "System.InvalidProgramException\n", "bad_code", NULL },
	{ "runtime-exception", "System.TypeLoadException\n", "runtime_exceptions", NULL },
	{ "internal-error", "41\n", "internal_errors",
		"mono-bigstep: internal error of answerer in Selection:Target (), IL offset 0x7: as-told" },
	/* In words for who runs the program, who cannot catch anything. */
	{ "nothing", "41\n", "internal_errors",
		"mono-bigstep: internal error of answerer in Selection:Target (), IL offset 0x0: install: Selection:Target () cannot "
		"be installed: " },
};

START_TEST (answer)
{
	char spec [256];
	snprintf (spec, sizeof (spec), "answerer,method=Selection:Target,only=Selection:Target,answer=%s",
		answers [_i].answer);
	run (spec, "target");
	child_check_status (&child, 0);
	ck_assert_str_eq (child.output, answers [_i].output);
	if (answers [_i].message)
		ck_assert_ptr_nonnull (strstr (child.errors, answers [_i].message));
	else
		ck_assert_str_eq (child.errors, "");
	struct json_object *object = statistics ("answerer");
	ck_assert_int_eq (number (object, answers [_i].counter), 1);
	ck_assert_int_eq (number (object, "methods_excluded"), number (object, "requests") - 1);
	ck_assert_int_eq (number (json_object_object_get (object, "counters"), "asked"), 1);
}
END_TEST

/* A fault in delivered code becomes an exception, and the delivered map tells where in the IL: 291 is 0x123. */
START_TEST (il_map)
{
	static const char *const options [] = { "-O=all", "--debug" };
	char path [1024];
	snprintf (path, sizeof (path), "MONO_COMPILER_PATH=%s", built ("tests/hosted/compilers"));
	const char *arguments [] = { built ("bin/mono-bigstep"), options [_i],
		"--compiler=answerer,method=Selection:Target,answer=fault", built ("tests/hosted/Selection.exe"), "trace",
		NULL };
	const char *variables [] = { path, NULL };
	child_run (&child, arguments, variables);
	child_check_status (&child, 0);
	if (!strstr (child.output, "at Selection.Target () [0x00123] in "))
		ck_abort_msg ("%s", child.output);
}
END_TEST

START_TEST (reasons)
{
	run ("answerer,method=Selection:Target,answer=unsupported", "target");
	child_check_status (&child, 0);
	struct json_object *object = statistics ("answerer");
	struct json_object *by_reason = json_object_object_get (object, "declined_by_reason");
	ck_assert_int_eq (number (by_reason, "as-told"), 1);
	ck_assert_int_eq (number (by_reason, "not-mine"), number (object, "methods_declined") - 1);
	ck_assert_int_gt (number (object, "wrappers_to_mini"), 0);
	ck_assert_int_eq (number (object, "mini_calls"), number (object, "requests"));
}
END_TEST

/* A compiler that passes on what it does not do itself: both are counted. */
START_TEST (interceptor)
{
	run ("answerer,method=Selection:Target,answer=code,mini", "target");
	child_check_status (&child, 0);
	ck_assert_str_eq (child.output, "42\n");
	struct json_object *object = statistics ("answerer");
	ck_assert_int_gt (number (object, "requests"), 10);
	run ("answerer,method=Selection:Target,answer=code,mini", "target");
	struct json_object *mini = statistics ("mini");
	ck_assert_int_gt (number (mini, "methods_compiled"), 10);
	ck_assert_int_eq (number (mini, "mini_calls"), number (mini, "requests"));
}
END_TEST

/* Code of dynamic methods: installed, run, and freed with them. */
START_TEST (dynamic_methods)
{
	run ("answerer,method=*:DynamicTarget,answer=code", "dynamic");
	child_check_status (&child, 0);
	ck_assert_str_eq (child.output, "21000\n");
	struct json_object *object = statistics ("answerer");
	ck_assert_int_eq (number (object, "methods_compiled"), 500);
	ck_assert_int_gt (number (json_object_object_get (object, "counters"), "freed"), 0);
	run ("answerer,method=*:DynamicTarget,answer=unsupported", "dynamic");
	child_check_status (&child, 0);
	ck_assert_str_eq (child.output, "20500\n");
}
END_TEST

/* ---- Options ---- */

START_TEST (strict)
{
	run ("answerer,method=Selection:Target,only=Selection:Target,answer=unsupported,strict", "target");
	child_check_status (&child, 3);
	ck_assert_str_eq (child.output, "");
	ck_assert_ptr_nonnull (strstr (child.errors, "answerer declines Selection:Target (), IL offset 0x7: as-told"));
	ck_assert_int_eq (number (statistics ("answerer"), "methods_declined"), 1);
	run ("answerer,method=Selection:Target,only=Selection:Target,answer=unsupported,strict=other+as-told", "target");
	child_check_status (&child, 0);
	run ("answerer,method=Selection:Target,only=Selection:Target,answer=unsupported,strict=other", "target");
	child_check_status (&child, 3);
	run ("answerer,method=Selection:Target,only=Selection:Target,answer=internal-error,strict=as-told", "target");
	child_check_status (&child, 4);
	ck_assert_ptr_nonnull (strstr (child.errors, "answerer failed on Selection:Target (), IL offset 0x7: as-told"));
}
END_TEST

/* Patterns; each fits Selection:Target () or not. */
static const struct {
	const char *option;
	int fits;
} patterns [] = {
	{ "only=Selection:Target", 1 },
	{ "only=Selection:Target()", 1 },
	{ "only=\"Selection:Target ()\"", 1 },
	{ "only=Selection:Target(int)", 0 },
	{ "only=Selection:Target(int,string)", 0 },
	{ "only=Selection:T*t", 1 },
	{ "only=Selection", 1 },
	{ "only=Selec", 0 },
	{ "only=*:Target", 1 },
	{ "only=*", 1 },
	{ "only=Other:*+Selection:Targ*", 1 },
	{ "only=Other`2<int, string>:*+Selection:Targ*", 1 },
	{ "only=Other:*,only=Selection:Targ*", 1 },
	{ "only=Other:*+Another", 0 },
	{ "except=Selection:Target", 0 },
	{ "except=Other:*", 1 },
	{ "only=Selection:*,except=*:Target", 0 },
};

START_TEST (pattern)
{
	char spec [256];
	snprintf (spec, sizeof (spec), "answerer,method=Selection:Target,answer=code,%s", patterns [_i].option);
	run (spec, "target");
	child_check_status (&child, 0);
	ck_assert_str_eq (child.output, patterns [_i].fits ? "42\n" : "41\n");
	ck_assert_int_eq (number (statistics ("answerer"), "methods_compiled"), patterns [_i].fits);
}
END_TEST

/* What fitted nothing is said at the end: it may be a slip of the pen. */
START_TEST (unfitted_pattern)
{
	run ("answerer,stats,only=Selection:Target+Selection:Taget+*:Target,except=Nobody:*", "target");
	child_check_status (&child, 0);
	ck_assert_ptr_nonnull (strstr (child.errors,
		"  no method fitted only=Selection:Taget\n  no method fitted except=Nobody:*\n"));
	ck_assert_ptr_null (strstr (child.errors, "Selection:Target\n"));
	ck_assert_ptr_null (strstr (child.errors, "*:Target\n"));
	ck_assert_str_eq (json_object_to_json_string_ext (json_object_object_get (statistics ("answerer"),
														  "patterns_unfitted"),
						  JSON_C_TO_STRING_PLAIN),
		"[\"only=Selection:Taget\",\"except=Nobody:*\"]");
}
END_TEST

/* Patterns in a file; how many of the methods they fit are Selection:Target (). */
static const struct {
	const char *lines;
	int fits;
} pattern_files [] = {
	{ "Selection:Target ()\n", 1 },
	{ "Other:*\n\nSelection:Target", 1 },
	/* Whatever stands between quotes in an option is one pattern in a line. */
	{ "Other<int, a+b>:Method (int*,string)\nSelection:Target ()\n", 1 },
	{ "Other:*\nAnother\n", 0 },
	{ "", 0 },
};

/* What the compiler gets is listed. */
START_TEST (pattern_file)
{
	char spec [512], patterns [64], list [64];
	snprintf (patterns, sizeof (patterns), "/tmp/bigstep-patterns-%d", (int) getpid ());
	snprintf (list, sizeof (list), "/tmp/bigstep-list-%d", (int) getpid ());
	FILE *to = fopen (patterns, "w");
	fputs (pattern_files [_i].lines, to);
	fclose (to);
	snprintf (spec, sizeof (spec), "answerer,method=Selection:Target,answer=code,only=@%s,list=%s", patterns, list);
	run (spec, "target");
	child_check_status (&child, 0);
	ck_assert_str_eq (child.output, pattern_files [_i].fits ? "42\n" : "41\n");
	if (pattern_files [_i].fits) {
		char *listed = read_file (list);
		ck_assert_str_eq (listed, "Selection:Target ()\n");
		free (listed);
	}
	unlink (patterns);
	unlink (list);
}
END_TEST

START_TEST (file_name)
{
	char option [256], pattern [64], path [128];
	snprintf (pattern, sizeof (pattern), "/tmp/bigstep-%d", (int) getpid ());
	snprintf (option, sizeof (option), "--compiler=mini,stats=%s-%%p.json", pattern);
	const char *arguments [] = { "sh", "-c", "echo $$; exec \"$@\"", "sh", built ("bin/mono-bigstep"), option,
		built ("tests/hosted/Selection.exe"), "hello", NULL };
	child_run (&child, arguments, NULL);
	child_check_status (&child, 0);
	snprintf (path, sizeof (path), "%s-%d.json", pattern, atoi (child.output));
	free (read_file (path));
	unlink (path);
}
END_TEST

/* Methods that mini's options concern go to mini, under the option's name. */
static const struct {
	const char *option, *reason;
} mini_only [] = {
	{ "--trace=M:Selection:Target", "trace" },
	{ "--debug=casts", "cast-details" },
	{ "--explicit-null-checks", "explicit-null-checks" },
	{ "--gen-seq-points", "debugger" },
	{ "--init-stacks", "init-stacks" },
	{ "--native-debugger-break", "native-debugger-break" },
	{ "--security=validil", "verifier" },
	{ "--profile=bigsteptest:calls", "profiler" },
	{ "--profile=bigsteptest:coverage", "coverage" },
};

START_TEST (options_of_mono)
{
	char option [512];
	snprintf (file, sizeof (file), "/tmp/bigstep-outcomes-%d.json", (int) getpid ());
	snprintf (option, sizeof (option), "--compiler=bigstep,stats=%s", file);
	const char *arguments [] = { built ("bin/mono-bigstep"), mini_only [_i].option, option,
		built ("tests/hosted/Selection.exe"), "target", NULL };
	const char *variables [] = { profiler_path (), NULL };
	child_run (&child, arguments, variables);
	child_check_status (&child, 0);
	ck_assert_ptr_nonnull (strstr (child.output, "41\n"));
	ck_assert_int_ge (number (json_object_object_get (statistics ("bigstep"), "declined_by_reason"),
						  mini_only [_i].reason),
		1);
}
END_TEST

/* A profiler sees a published method's compilation as it sees one of mini's. */
static const struct {
	const char *profile, *spec, *events;
} profiles [] = {
	{ "--profile=bigsteptest:nothing", "mini", "begins\ncode\ndone, with code\n" },
	{ "--profile=bigsteptest:nothing", "bigstep", "begins\ncode\ndone, with code\n" },
	{ "--profile=bigsteptest:nothing", "answerer,method=Selection:Target,answer=code",
		"begins\ncode\ndone, with code\n" },
	{ "--profile=bigsteptest:nothing", "answerer,method=Selection:Target,answer=bad-code", "begins\nfailed\n" },
	{ "--profile=bigsteptest:nothing", "answerer,method=Selection:Target,answer=unsupported",
		"begins\ncode\ndone, with code\n" },
	{ "--profile=bigsteptest:calls", "answerer,method=Selection:Target,answer=code",
		"begins\ncode\ndone, with code\nentered\n" },
};

START_TEST (profiler)
{
	char option [256], path [1024];
	snprintf (option, sizeof (option), "--compiler=%s", profiles [_i].spec);
	snprintf (path, sizeof (path), "MONO_COMPILER_PATH=%s", built ("tests/hosted/compilers"));
	const char *arguments [] = { built ("bin/mono-bigstep"), profiles [_i].profile, option,
		built ("tests/hosted/Selection.exe"), "target", NULL };
	const char *variables [] = { path, profiler_path (), NULL };
	child_run (&child, arguments, variables);
	child_check_status (&child, 0);
	ck_assert_str_eq (child.errors, profiles [_i].events);
}
END_TEST

/* What -O says is the request's, and not that of a host's session which is open on the same thread. */
static const struct {
	const char *option, *errors;
} optimizations [] = {
	{ "-O=-float32", "request 0, session 1\n" },
	{ "-O=float32", "request 1, session 1\n" },
};

START_TEST (session_in_a_request)
{
	char path [1024];
	snprintf (path, sizeof (path), "MONO_COMPILER_PATH=%s", built ("tests/hosted/compilers"));
	const char *arguments [] = { built ("bin/mono-bigstep"), optimizations [_i].option,
		"--compiler=answerer,method=Selection:Target,answer=code,asks=session", built ("tests/hosted/Selection.exe"),
		"target", NULL };
	const char *variables [] = { path, NULL };
	child_run (&child, arguments, variables);
	child_check_status (&child, 0);
	ck_assert_str_eq (child.output, "42\n");
	ck_assert_str_eq (child.errors, optimizations [_i].errors);
}
END_TEST

START_TEST (code_in_a_request)
{
	char path [1024];
	snprintf (path, sizeof (path), "MONO_COMPILER_PATH=%s", built ("tests/hosted/compilers"));
	const char *arguments [] = { built ("bin/mono-bigstep"),
		"--compiler=answerer,method=Selection:Target,answer=code,asks=code", built ("tests/hosted/Selection.exe"),
		"target", NULL };
	const char *variables [] = { path, NULL };
	child_run (&child, arguments, variables);
	child_check_status (&child, 0);
	ck_assert_str_eq (child.output, "42\n");
	ck_assert_ptr_nonnull (strstr (child.errors, "it has code, and a compiler at work cannot replace it"));
}
END_TEST

/* ---- Lists of methods ---- */

static int
times_compiled (struct json_object *compiled, const char *method)
{
	int times = 0;
	for (size_t i = 0; i < json_object_array_length (compiled); ++i)
		times += strcmp (json_object_get_string (json_object_array_get_idx (compiled, i)), method) == 0;
	return times;
}

static const char *const lazy_compilers [] = { "mini,stats-methods", "bigstep,stats-methods" };

START_TEST (laziness)
{
	run (lazy_compilers [_i], "lazy");
	child_check_status (&child, 0);
	ck_assert_str_eq (child.output, "48\n");
	struct json_object *compiled = NULL, *object = statistics (_i == 0 ? "mini" : "bigstep");
	ck_assert (json_object_object_get_ex (object, "compiled", &compiled));
	ck_assert_int_eq (times_compiled (compiled, "Step:Never ()"), 0);
	ck_assert_int_eq (times_compiled (compiled, "Step:ByVtable ()"), 0);
	ck_assert_int_eq (times_compiled (compiled, "Step:Direct ()"), 1);
	ck_assert_int_eq (times_compiled (compiled, "Derived:ByVtable ()"), 1);
	ck_assert_int_eq (times_compiled (compiled, "Step:ByInterface ()"), 1);
	ck_assert_int_eq (times_compiled (compiled, "Step:ByDelegate ()"), 1);
	ck_assert_int_eq (json_object_array_length (compiled), number (object, "methods_compiled"));
}
END_TEST

/* RuntimeMethodHandle.GetFunctionPointer answers with the compiler's code. */
START_TEST (function_pointer)
{
	run (lazy_compilers [_i], "pointer");
	child_check_status (&child, 0);
	ck_assert_str_eq (child.output, "4\n");
	struct json_object *compiled = NULL, *object = statistics (_i == 0 ? "mini" : "bigstep");
	ck_assert (json_object_object_get_ex (object, "compiled", &compiled));
	ck_assert_int_eq (times_compiled (compiled, "Step:Never ()"), 1);
}
END_TEST

START_TEST (declined_methods)
{
	run ("answerer,method=Selection:Target,only=Selection:Target,answer=unsupported,stats-methods", "target");
	child_check_status (&child, 0);
	struct json_object *declined = NULL;
	ck_assert (json_object_object_get_ex (statistics ("answerer"), "declined", &declined));
	ck_assert_int_eq (json_object_array_length (declined), 1);
	struct json_object *method = json_object_array_get_idx (declined, 0);
	ck_assert_str_eq (json_object_get_string (json_object_object_get (method, "method")), "Selection:Target ()");
	ck_assert_str_eq (json_object_get_string (json_object_object_get (method, "reason")), "as-told");
	ck_assert_int_eq (number (method, "il_offset"), 7);
}
END_TEST

/* ---- Code of AOT images. mscorlib has one, and Console.WriteLine is in it. ---- */

static const struct {
	const char *option;
	int written, locked; /* whether the two methods reach the compiler */
} precompiled [] = {
	{ "aot=keep", 0, 0 },
	{ "aot=none", 1, 1 },
	{ "aot=none,aot=keep", 0, 0 },
	{ "aot=except:System.Console:WriteLine", 1, 0 },
	{ "aot=except:System.Console:WriteLine(string)", 1, 0 },
	{ "aot=except:System.Console:WriteLine(int)", 0, 0 },
	{ "aot=except:System.IO.TextWriter/SyncTextWriter:*", 0, 1 },
	{ "aot=except:System.Console:*,aot=except:System.IO.TextWriter/SyncTextWriter:*", 1, 1 },
};

START_TEST (precompiled_code)
{
	static const char *const specs [] = { "mini", "bigstep" };
	for (int i = 0; i < 2; ++i) {
		char spec [256];
		snprintf (spec, sizeof (spec), "%s,stats-methods,%s", specs [i], precompiled [_i].option);
		run (spec, "hello");
		child_check_status (&child, 0);
		ck_assert_str_eq (child.output, "hello\n");
		struct json_object *compiled = json_object_object_get (statistics (specs [i]), "compiled");
		ck_assert_int_eq (times_compiled (compiled, "System.Console:WriteLine (string)"), precompiled [_i].written);
		ck_assert_int_eq (times_compiled (compiled, "System.IO.TextWriter/SyncTextWriter:WriteLine (string)"),
			precompiled [_i].locked);
	}
}
END_TEST

int
main (void)
{
	Suite *suite = suite_create ("outcomes");
	TCase *outcomes = tcase_create ("outcomes");
	tcase_set_timeout (outcomes, 60);
	tcase_add_loop_test (outcomes, answer, 0, sizeof (answers) / sizeof (answers [0]));
	tcase_add_loop_test (outcomes, il_map, 0, 2);
	tcase_add_test (outcomes, reasons);
	tcase_add_test (outcomes, interceptor);
	tcase_add_test (outcomes, dynamic_methods);
	tcase_add_test (outcomes, strict);
	tcase_add_loop_test (outcomes, pattern, 0, sizeof (patterns) / sizeof (patterns [0]));
	tcase_add_test (outcomes, unfitted_pattern);
	tcase_add_loop_test (outcomes, pattern_file, 0, sizeof (pattern_files) / sizeof (pattern_files [0]));
	tcase_add_test (outcomes, file_name);
	tcase_add_loop_test (outcomes, options_of_mono, 0, sizeof (mini_only) / sizeof (mini_only [0]));
	tcase_add_loop_test (outcomes, profiler, 0, sizeof (profiles) / sizeof (profiles [0]));
	tcase_add_loop_test (outcomes, session_in_a_request, 0, sizeof (optimizations) / sizeof (optimizations [0]));
	tcase_add_test (outcomes, code_in_a_request);
	tcase_add_loop_test (outcomes, laziness, 0, 2);
	tcase_add_loop_test (outcomes, function_pointer, 0, 2);
	tcase_add_test (outcomes, declined_methods);
	tcase_add_loop_test (outcomes, precompiled_code, 0, sizeof (precompiled) / sizeof (precompiled [0]));
	suite_add_tcase (suite, outcomes);
	return run_suite (suite);
}
