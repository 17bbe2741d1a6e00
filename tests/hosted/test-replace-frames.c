/* SPDX-License-Identifier: MIT
 *
 * Frames of a body that has been replaced stay what they are: they finish, catch, and show where they are. */
#include <mono/metadata/mono-debug.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "child.h"
#include "replaced.h"

/* Who made the body that a thread is in, and what it is asked: numbers below 0 make it throw. */
static const struct {
	const char *maker; /* NULL: mini, when it was called first */
	int32_t number, result;
} insiders [] = {
	{ NULL, -5, -16 },
	{ "bigstep,O=0", 5, 16 },
	{ "bigstep,O=0", -5, -16 },
	{ "bigstep,O=2", 5, 16 },
	{ "bigstep,O=2", -5, -16 },
};

/* A thread finishes, and catches, in the body that it is in. */
START_TEST (inside)
{
	IRuntimeInformation *runtime = subject_runtime ();
	MethodInfo *method = replaced_method (runtime, "Inside", "Wait");
	int32_t number = insiders [_i].number;
	if (insiders [_i].maker)
		replaced_compile (runtime, insiders [_i].maker, method);
	replaced_call (replaced_method (runtime, "Inside", "Start"), (void *[]) { &number });
	replaced_answer (runtime, method, 40);
	ck_assert_int_eq (replaced_number (method, 1), 40);
	ck_assert_int_eq (replaced_run (runtime, "Inside", "Finish"), insiders [_i].result);
}
END_TEST

static const char *maker;
static const char *traced; /* of Traces; NULL: Hashtable's indexer */

static MethodInfo *
indexer (IRuntimeInformation *runtime)
{
	return replaced_corlib_method (runtime, "System.Collections", "Hashtable", "get_Item(object)");
}

/* Traces.Replace */
static void
replace_now (void)
{
	if (!maker)
		return;
	IRuntimeInformation *runtime = mono_compiler_create_runtime_information (0);
	replaced_compile (runtime, maker, traced ? replaced_method (runtime, "Traces", traced) : indexer (runtime));
	runtime->release (runtime);
}

static const struct {
	const char *method, *reader;
	int frames;
} traces [] = { { "Recurse", "Frames", 8 }, { "Walked", "Here", 5 } };

/* Frames of three bodies in one stack, each with its own map: what is shown is what mini's body alone shows. */
static void
check_traces (IRuntimeInformation *runtime, int has_lines)
{
	static const char *const replacements [] = { "bigstep,O=0", "bigstep,O=2", "bigstep,O=1" };
	for (size_t i = 0; i < sizeof (traces) / sizeof (traces [0]); ++i) {
		char *expected = replaced_text (runtime, "Traces", traces [i].reader);
		int lines = 0;
		for (const char *at = expected; (at = strchr (at, '\n')); ++at)
			++lines;
		ck_assert_msg (lines == traces [i].frames, "%s", expected);
		ck_assert_msg ((strstr (expected, " 0\n") == NULL) == has_lines, "%s", expected);
		traced = traces [i].method;
		for (size_t round = 0; round < sizeof (replacements) / sizeof (replacements [0]); ++round) {
			maker = replacements [round];
			char *given = replaced_text (runtime, "Traces", traces [i].reader);
			maker = NULL;
			ck_assert_msg (strcmp (given, expected) == 0, "replaced by %s:\n%s\nexpected:\n%s", replacements [round],
				given, expected);
			mono_free (given);
			/* And the last body alone. */
			given = replaced_text (runtime, "Traces", traces [i].reader);
			ck_assert_str_eq (given, expected);
			mono_free (given);
		}
		mono_free (expected);
	}
}

START_TEST (frames_of_all_bodies)
{
	IRuntimeInformation *runtime = subject_runtime ();
	mono_add_internal_call ("Traces::Replace", (const void *) replace_now);
	check_traces (runtime, 0);
}
END_TEST

/* An exception goes through a frame of an image's code that has just been replaced; then through the new body's. */
START_TEST (frames_of_images)
{
	IRuntimeInformation *runtime = subject_runtime ();
	int il_offset, native_offset;
	mono_add_internal_call ("Traces::Replace", (const void *) replace_now);
	char *expected = replaced_text (runtime, "BadKey", "Frame");
	ck_assert_int_eq (sscanf (expected, "%d %d", &il_offset, &native_offset), 2);
	traced = NULL;
	maker = "bigstep,O=1";
	char *given = replaced_text (runtime, "BadKey", "Frame");
	maker = NULL;
	ck_assert_str_eq (given, expected);
	mono_free (given);
	given = replaced_text (runtime, "BadKey", "Frame");
	ck_assert_str_ne (given, expected);
	ck_assert_int_eq (sscanf (given, "%d %d", &il_offset, &native_offset), 2);
	ck_assert_int_gt (il_offset, 0);
	mono_free (given);
	mono_free (expected);
}
END_TEST

/* ---- Other processes ---- */

static void
run_as_child (const char *what)
{
	static Child child;
	const char *arguments [] = { built ("tests/hosted/test-replace-frames"), what, NULL };
	const char *variables [] = { NULL };
	child_run (&child, arguments, variables);
	child_check_status (&child, EXIT_SUCCESS);
}

START_TEST (source_lines)
{
	run_as_child ("lines");
}
END_TEST

START_TEST (thread_dump)
{
	run_as_child ("dump");
}
END_TEST

START_TEST (lines_in_child)
{
	mono_debug_init (MONO_DEBUG_FORMAT_MONO);
	IRuntimeInformation *runtime = subject_runtime ();
	mono_add_internal_call ("Traces::Replace", (const void *) replace_now);
	check_traces (runtime, 1);
}
END_TEST

/* A thread dump, of a frame in mini's body, one in a compiler's, both replaced. It is made by another thread. */
static void
dump_threads (void)
{
	fflush (stdout);
	kill (getpid (), SIGQUIT);
	replaced_run (subject_runtime (), "Refused", "Sleep");
}

/* Which lines "IN:" of WHAT are in the file of the child's output. */
static int
lines_of (const char *path, const char *what, int lines [4])
{
	char text [4096];
	int count = 0;
	FILE *file = fopen (path, "r");
	while (file && count < 4 && fgets (text, sizeof text, file)) {
		char *place = strstr (text, what) ? strstr (text, "Replaced.cs:") : NULL;
		if (place)
			lines [count++] = atoi (place + strlen ("Replaced.cs:"));
	}
	if (file)
		fclose (file);
	return count;
}

START_TEST (dump_in_child)
{
	enum { ROUNDS = 400 };
	char path [] = "/tmp/test-replace-frames-XXXXXX";
	int32_t number = 5;
	int lines [4] = { 0 }, count = 0;
	mono_debug_init (MONO_DEBUG_FORMAT_MONO);
	IRuntimeInformation *runtime = subject_runtime ();
	MethodInfo *method = replaced_method (runtime, "Inside", "Wait"),
			   *start = replaced_method (runtime, "Inside", "Start");
	ck_assert_int_ge (mkstemp (path), 0);
	ck_assert_ptr_nonnull (freopen (path, "w", stdout));
	replaced_call (start, (void *[]) { &number });
	replaced_compile (runtime, "bigstep,O=0", method);
	replaced_call (start, (void *[]) { &number });
	replaced_compile (runtime, "bigstep,O=2", method);
	for (int i = 0; i < ROUNDS && count < 2; ++i) {
		dump_threads ();
		count = lines_of (path, "Inside.Wait (int)", lines);
	}
	remove (path);
	ck_assert_int_ge (count, 2);
	ck_assert_int_gt (lines [0], 0);
	ck_assert_int_eq (lines [0], lines [1]);
	replaced_run (runtime, "Inside", "Finish");
}
END_TEST

int
main (int argc, char **argv)
{
	Suite *suite = suite_create ("replace frames");
	TCase *all = tcase_create ("replace frames");
	if (argc > 1 && strcmp (argv [1], "lines") == 0) {
		tcase_add_test (all, lines_in_child);
	} else if (argc > 1 && strcmp (argv [1], "dump") == 0) {
		tcase_add_test (all, dump_in_child);
	} else {
		tcase_add_loop_test (all, inside, 0, sizeof (insiders) / sizeof (insiders [0]));
		tcase_add_test (all, frames_of_all_bodies);
		tcase_add_test (all, frames_of_images);
		tcase_add_test (all, source_lines);
		tcase_add_test (all, thread_dump);
	}
	suite_add_tcase (suite, all);
	return run_in_process (suite);
}
