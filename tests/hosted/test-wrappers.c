/* SPDX-License-Identifier: MIT
 *
 * The runtime's wrappers as BigStep compiles them, called by mini's code and by its own: what they do, and who compiled
 * what. */
#include <json.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "child.h"

static Child child;
static char file [256];

static void
run (const char *spec)
{
	char option [1024];
	snprintf (file, sizeof (file), "/tmp/bigstep-wrappers-%d.json", (int) getpid ());
	unlink (file);
	snprintf (option, sizeof (option), "--compiler=%s,stats-methods,stats=%s", spec, file);
	const char *arguments [] = { built ("bin/mono-bigstep"), option, built ("tests/hosted/Wrappers.exe"), NULL };
	child_run (&child, arguments, NULL);
	child_check_status (&child, 0);
}

/* The statistics of the selected compiler; they live until the process ends. */
static struct json_object *
statistics (void)
{
	struct json_object *all = json_object_from_file (file), *compilers;
	if (!all)
		ck_abort_msg ("no statistics in %s:\n%s", file, child.errors);
	unlink (file);
	ck_assert (json_object_object_get_ex (all, "compilers", &compilers));
	struct json_object *compiler = json_object_array_get_idx (compilers, 0);
	ck_assert (json_object_get_boolean (json_object_object_get (compiler, "balanced")));
	ck_assert_int_eq (json_object_get_int64 (json_object_object_get (compiler, "internal_errors")), 0);
	return compiler;
}

static struct json_object *
member (struct json_object *object, const char *name)
{
	struct json_object *value;
	if (!json_object_object_get_ex (object, name, &value))
		ck_abort_msg ("the statistics have no %s", name);
	return value;
}

/* How many of COMPILED are wrappers of KIND. */
static int
count (struct json_object *compiled, const char *kind)
{
	char start [64];
	int number = 0;
	snprintf (start, sizeof (start), "(wrapper %s) ", kind);
	for (size_t i = 0; i < json_object_array_length (compiled); ++i) {
		const char *name = json_object_get_string (json_object_array_get_idx (compiled, i));
		number += strncmp (name, start, strlen (start)) == 0;
	}
	return number;
}

static const char *const kinds [] = { "delegate-invoke", "synchronized", "unbox", "stelemref", "castclass" };

/* The program by mini, the wrappers by BigStep: all wrappers are in use, and nobody sees a difference. */
START_TEST (called_by_mini)
{
	static char expected [sizeof (child.output)];
	run ("mini");
	strcpy (expected, child.output);
	run ("bigstep,verify,wrappers=all,except=Program*:*+Locked:*+Adder:*");
	ck_assert_str_eq (child.output, expected);
	struct json_object *compiled = member (statistics (), "compiled");
	for (size_t i = 0; i < sizeof (kinds) / sizeof (kinds [0]); ++i)
		if (!count (compiled, kinds [i]))
			ck_abort_msg ("no wrapper of kind %s was compiled", kinds [i]);
}
END_TEST

/* Everything by BigStep, and of the five kinds nothing left to mini. */
START_TEST (called_by_bigstep)
{
	static char expected [sizeof (child.output)];
	run ("bigstep,verify,wrappers=none");
	strcpy (expected, child.output);
	struct json_object *by_kind = member (statistics (), "wrappers_by_kind");
	ck_assert (json_object_object_get_ex (by_kind, "delegate-invoke", NULL));
	ck_assert (json_object_object_get_ex (by_kind, "synchronized", NULL));
	ck_assert (json_object_object_get_ex (by_kind, "managed-to-native", NULL));
	run ("bigstep,verify,wrappers=all");
	ck_assert_str_eq (child.output, expected);
	by_kind = member (statistics (), "wrappers_by_kind");
	for (size_t i = 0; i < sizeof (kinds) / sizeof (kinds [0]); ++i)
		if (json_object_object_get_ex (by_kind, kinds [i], NULL))
			ck_abort_msg ("a wrapper of kind %s went to mini", kinds [i]);
	ck_assert (json_object_object_get_ex (by_kind, "managed-to-native", NULL));
}
END_TEST

/* The numbers of wrappers_by_kind add up to wrappers_to_mini. */
START_TEST (kinds_add_up)
{
	run ("bigstep");
	struct json_object *compiler = statistics ();
	int64_t sum = 0;
	json_object_object_foreach (member (compiler, "wrappers_by_kind"), kind, number)
	{
		ck_assert_str_ne (kind, "none");
		sum += json_object_get_int64 (number);
	}
	ck_assert_int_eq (sum, json_object_get_int64 (member (compiler, "wrappers_to_mini")));
}
END_TEST

int
main (void)
{
	Suite *suite = suite_create ("wrappers");
	TCase *tests = tcase_create ("wrappers");
	tcase_set_timeout (tests, 120);
	tcase_add_test (tests, called_by_mini);
	tcase_add_test (tests, called_by_bigstep);
	tcase_add_test (tests, kinds_add_up);
	suite_add_tcase (suite, tests);
	return run_suite (suite);
}
