/* SPDX-License-Identifier: MIT
 *
 * What mono-compiler.h promises to compilers: what is in a request, and when which function of theirs is called. As a
 * compiler has written it down (witness.c). */
#include "../hosted/child.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "mono-compiler.h"

enum { MAXIMUM = 20000 };

typedef struct Event {
	char what [16];
	int number, result; /* of "result": a CompilationResult */
	int level, kind, wrapper, zeroed;
	unsigned flags, nesting, depth;
	unsigned long domain;
	char name [512];
} Event;

static Child child;
static Event events [MAXIMUM];
static int event_count;

static void
read_events (const char *path)
{
	FILE *file = fopen (path, "r");
	char line [1100];

	ck_assert_ptr_nonnull (file);
	event_count = 0;
	while (fgets (line, sizeof line, file)) {
		Event *event = &events [event_count++];
		ck_assert_int_lt (event_count, MAXIMUM);
		memset (event, 0, sizeof *event);
		line [strcspn (line, "\n")] = 0;
		sscanf (line, "%15s", event->what);
		if (strcmp (event->what, "compile") == 0) {
			ck_assert_int_eq (
				sscanf (line,
					"compile %d flags=%x level=%d nesting=%u depth=%u kind=%d wrapper=%d domain=%lx zeroed=%d "
					"%511[^\n]",
					&event->number, &event->flags, &event->level, &event->nesting, &event->depth, &event->kind,
					&event->wrapper, &event->domain, &event->zeroed, event->name),
				10);
		} else if (strcmp (event->what, "unloading") == 0) {
			ck_assert_int_eq (sscanf (line, "unloading %lx", &event->domain), 1);
		} else {
			sscanf (line, "%*s %d %511[^\n]", &event->number, event->name);
			event->result = atoi (event->name);
		}
	}
	fclose (file);
	unlink (path);
}

/* Runs PROGRAM of tests/hosted under the witness with OPTIONS, and mono with OPTION. */
static void
run (const char *options, const char *option, const char *program, const char *argument)
{
	char path [PATH_MAX], spec [PATH_MAX], log [64];

	snprintf (log, sizeof log, "/tmp/bigstep-witness-%d", (int) getpid ());
	unlink (log);
	snprintf (path, sizeof path, "MONO_COMPILER_PATH=%s", built ("tests/interface/compilers"));
	snprintf (spec, sizeof spec, "--compiler=witness,log=%s%s", log, options);
	const char *arguments [] = { built ("bin/mono-bigstep"), option, spec, built (program), argument, NULL };
	const char *variables [] = { path, NULL };
	child_run (&child, arguments, variables);
	child_check_status (&child, 0);
	read_events (log);
}

static int
count (const char *what)
{
	int number = 0;

	for (int i = 0; i < event_count; i++)
		number += strcmp (events [i].what, what) == 0;
	return number;
}

static const char *const programs [] = { "tests/hosted/Execute.exe", "tests/hosted/Domains.exe",
	"tests/hosted/Wrappers.exe", "tests/hosted/Selection.exe" };
#define PROGRAMS ((int) (sizeof programs / sizeof programs [0]))

/* Once for each that was delivered, and after it; what it was delivered with comes along. */
START_TEST (released_once)
{
	static int states [MAXIMUM];
	int delivered = 0;

	run (",over=bigstep", "-O=all", programs [_i], NULL);
	memset (states, 0, sizeof states);
	for (int i = 0; i < event_count; i++) {
		const Event *event = &events [i];
		if (strcmp (event->what, "result") == 0 && event->result == COMPILATION_OK) {
			ck_assert_int_eq (states [event->number], 0);
			states [event->number] = 1;
			delivered++;
		} else if (strcmp (event->what, "release") == 0) {
			ck_assert_int_eq (states [event->number], 1);
			states [event->number] = 2;
		}
	}
	ck_assert_int_gt (delivered, 0);
	ck_assert_int_eq (count ("release"), delivered);
	/* Once at the beginning, and once at the end */
	ck_assert_int_eq (count ("create"), 1);
	ck_assert_str_eq (events [0].what, "create");
	ck_assert_int_eq (count ("end"), 1);
	ck_assert_str_eq (events [event_count - 1].what, "end");
	ck_assert_int_eq (events [event_count - 1].number, 0);
}
END_TEST

START_TEST (requests)
{
	int compilations = 0, nested = 0, wrappers = 0;

	run (",over=bigstep", "-O=all", programs [_i], NULL);
	for (int i = 0; i < event_count; i++) {
		const Event *event = &events [i];
		if (strcmp (event->what, "compile") != 0)
			continue;
		compilations++;
		ck_assert_int_eq (event->level, -1);
		ck_assert_int_eq (event->zeroed, 1);
		ck_assert_uint_eq (event->flags & (COMPILE_HOSTED | COMPILE_DEBUGGABLE), 0);
		ck_assert_uint_eq (event->nesting, event->depth);
		ck_assert_uint_ne (event->domain, 0);
		nested += event->nesting > 0;
		/* Wrappers have both numbers, and nothing else has. */
		int is_wrapper = strncmp (event->name, "(wrapper ", 9) == 0 &&
			strncmp (event->name, "(wrapper dynamic-method)", 24);
		ck_assert_msg (!(event->flags & COMPILE_WRAPPER) == !is_wrapper, "%s: %x", event->name, event->flags);
		ck_assert_msg (is_wrapper ? event->kind != 0 : event->wrapper == WRAPPER_RUNTIME_ONLY, "%s", event->name);
		ck_assert_msg (is_wrapper || !event->kind || (event->flags & COMPILE_DYNAMIC_METHOD), "%s", event->name);
		wrappers += event->wrapper != WRAPPER_RUNTIME_ONLY;
	}
	ck_assert_int_gt (compilations, 0);
	/* Static constructors of relaxed semantics run when their users are compiled. */
	ck_assert (_i != 0 || nested > 0);
	ck_assert (_i != 2 || wrappers > 0);
}
END_TEST

/* Of which kinds is said in two numbers: the runtime's own, and that of the header. */
START_TEST (kinds_of_wrappers)
{
	static const struct {
		const char *name;
		WrapperKind wrapper;
	} kinds [] = {
		{ "(wrapper delegate-invoke)", WRAPPER_DELEGATE_INVOKE },
		{ "(wrapper synchronized)", WRAPPER_SYNCHRONIZED },
		{ "(wrapper unbox)", WRAPPER_UNBOX },
		{ "(wrapper stelemref)", WRAPPER_STORE_ELEMENT },
		{ "(wrapper castclass)", WRAPPER_CAST },
	};
	int seen [5] = { 0 }, numbers [5] = { 0 };

	run (",over=bigstep", "-O=all", "tests/hosted/Wrappers.exe", NULL);
	for (int i = 0; i < event_count; i++)
		for (int j = 0; j < 5; j++)
			if (strncmp (events [i].name, kinds [j].name, strlen (kinds [j].name)) == 0) {
				ck_assert_int_eq (events [i].wrapper, (int) kinds [j].wrapper);
				ck_assert (!seen [j] || numbers [j] == events [i].kind);
				numbers [j] = events [i].kind;
				seen [j]++;
			}
	for (int j = 0; j < 5; j++)
		ck_assert_msg (seen [j] > 0, "%s", kinds [j].name);
}
END_TEST

START_TEST (debuggable)
{
	run ("", "--debug", "tests/hosted/Selection.exe", "target");
	ck_assert_int_gt (count ("compile"), 0);
	for (int i = 0; i < event_count; i++)
		ck_assert (strcmp (events [i].what, "compile") != 0 || (events [i].flags & COMPILE_DEBUGGABLE));
}
END_TEST

/* A domain has its own requests, and after it was unloaded none. */
START_TEST (domains)
{
	unsigned long first = 0, unloaded = 0, second = 0;

	run (",over=bigstep", "-O=all", "tests/hosted/Domains.exe", NULL);
	for (int i = 0; i < event_count; i++) {
		if (strcmp (events [i].what, "compile") == 0) {
			ck_assert_uint_ne (events [i].domain, unloaded);
			if (!first)
				first = events [i].domain;
			if (strstr (events [i].name, "Domains:Callback ()"))
				second = events [i].domain;
			ck_assert (!strstr (events [i].name, "Domains:Main ()") || events [i].domain == first);
		} else if (strcmp (events [i].what, "unloading") == 0 && !unloaded) {
			unloaded = events [i].domain;
		}
	}
	ck_assert_uint_ne (second, 0);
	ck_assert_uint_ne (second, first);
	ck_assert_uint_eq (unloaded, second);
}
END_TEST

/* A compiler that has compile_method and nothing else */
START_TEST (bare)
{
	run (",bare", "-O=all", programs [_i], NULL);
	ck_assert_int_gt (count ("compile"), 0);
	ck_assert_int_eq (count ("release") + count ("unloading") + count ("end"), 0);
}
END_TEST

/* The strings of a report are read before the next one. */
START_TEST (reports)
{
	char file [64], options [128];
	int even = 0, odd = 0, compilations;

	snprintf (file, sizeof file, "/tmp/bigstep-reports-%d.json", (int) getpid ());
	snprintf (options, sizeof options, ",declines,stats=%s", file);
	run (options, "-O=all", "tests/hosted/Selection.exe", "target");
	compilations = count ("compile");
	for (int i = 0; i < event_count; i++)
		if (strcmp (events [i].what, "compile") == 0 && !(events [i].flags & COMPILE_WRAPPER)) {
			even += events [i].number % 2 == 0;
			odd += events [i].number % 2 == 1;
		}
	ck_assert_int_gt (compilations, 2);
	char *statistics = read_file (file);
	const char *of_even = strstr (statistics, "\"witness-even\":"), *of_odd = strstr (statistics, "\"witness-odd\":");
	ck_assert_msg (of_even && of_odd, "%s", statistics);
	ck_assert_int_eq (atoi (of_even + strlen ("\"witness-even\":")), even);
	ck_assert_int_eq (atoi (of_odd + strlen ("\"witness-odd\":")), odd);
	free (statistics);
	unlink (file);
}
END_TEST

/* What compilers must not do is refused, or does nothing. */
START_TEST (overstepped)
{
	run (",oversteps", "-O=all", "tests/hosted/Selection.exe", "target");
	ck_assert_str_eq (child.output, "41\n");
	ck_assert_int_gt (count ("overstep"), 0);
	for (int i = 0; i < event_count; i++) {
		if (strcmp (events [i].what, "overstep") != 0)
			continue;
		ck_assert_int_eq (events [i].number, 0);
		ck_assert_msg (strstr (events [i].name, "in a compilation"), "%s", events [i].name);
	}
}
END_TEST

/* Who is replaced in the middle of a compilation finishes it, and is asked nothing more. */
START_TEST (replaced_at_work)
{
	run (",uses-mini,over=bigstep", "-O=all", "tests/hosted/Selection.exe", "target");
	ck_assert_str_eq (child.output, "41\n");
	int at = 0;
	while (at < event_count && strcmp (events [at].what, "use") != 0)
		at++;
	ck_assert_int_lt (at, event_count);
	ck_assert_msg (events [at].number == 1, "%s", events [at].name);
	int finished = 0, released = 0;
	for (int i = at; i < event_count; i++) {
		ck_assert_msg (strcmp (events [i].what, "compile") != 0, "%s", events [i].name);
		finished += strcmp (events [i].what, "result") == 0 && events [i].result == COMPILATION_OK;
		released += strcmp (events [i].what, "release") == 0;
	}
	ck_assert_int_gt (finished, 0);
	ck_assert_int_eq (released, finished);
}
END_TEST

int
main (void)
{
	Suite *suite = suite_create ("promises-compiler");
	TCase *all = tcase_create ("compiler");

	tcase_set_timeout (all, 120);
	tcase_add_loop_test (all, released_once, 0, PROGRAMS);
	tcase_add_loop_test (all, requests, 0, PROGRAMS);
	tcase_add_test (all, kinds_of_wrappers);
	tcase_add_test (all, debuggable);
	tcase_add_test (all, domains);
	tcase_add_loop_test (all, bare, 0, PROGRAMS);
	tcase_add_test (all, reports);
	tcase_add_test (all, overstepped);
	tcase_add_test (all, replaced_at_work);
	suite_add_tcase (suite, all);
	return run_suite (suite);
}
