/* SPDX-License-Identifier: MIT
 *
 * mono_compiler_use and mono_compiler_restore: a host changes compilers while its program runs. */
#include "../hosted/subject.h"

#include <stdlib.h>
#include <string.h>

/* How many methods the compilers of this process have compiled by now, as the statistics have it: SPEC's section. */
static int
asked (const char *spec)
{
	static char json [1 << 20];
	char section [256];

	ck_assert_uint_lt (mono_compiler_get_statistics (json, sizeof json), sizeof json);
	snprintf (section, sizeof section, "\"spec\": \"%s\"", spec);
	const char *at = strstr (json, section);
	if (!at)
		return 0;
	at = strstr (at, "\"requests\": ");
	ck_assert_ptr_nonnull (at);
	return atoi (at + strlen ("\"requests\": "));
}

static void
call (const char *klass, const char *method)
{
	MonoObject *exception = NULL;

	mono_runtime_invoke ((MonoMethod *) subject_method (klass, method), NULL, NULL, &exception);
	ck_assert_ptr_null (exception);
}

START_TEST (used_and_restored)
{
	char error [1024] = "";

	subject_runtime ();
	ck_assert_msg (mono_compiler_use ("bigstep,O=1", error, sizeof error), "%s", error);
	call ("Precise", "Read");
	int first = asked ("bigstep,O=1");
	ck_assert_int_gt (first, 0);
	/* Calls nest. */
	ck_assert_msg (mono_compiler_use ("bigstep,O=2", error, sizeof error), "%s", error);
	call ("Outer/Inner", "Touch");
	ck_assert_int_gt (asked ("bigstep,O=2"), 0);
	ck_assert_int_eq (asked ("bigstep,O=1"), first);
	ck_assert_int_eq (mono_compiler_restore (), 1);
	call ("Uses", "First");
	ck_assert_int_gt (asked ("bigstep,O=1"), first);
	first = asked ("bigstep,O=1");
	ck_assert_int_eq (mono_compiler_restore (), 1);
	/* As before the first: nobody was selected, so the runtime's own compiler works. What has code keeps it. */
	call ("Uses", "Second");
	call ("Precise", "Read");
	ck_assert_int_eq (asked ("bigstep,O=1"), first);
	ck_assert_int_eq (mono_compiler_restore (), 0);
}
END_TEST

START_TEST (refused)
{
	char error [1024] = "";

	subject_runtime ();
	ck_assert_int_eq (mono_compiler_use ("bigstep,no-such-option", error, sizeof error), 0);
	ck_assert_ptr_nonnull (strstr (error, "no-such-option"));
	ck_assert_int_eq (mono_compiler_restore (), 0);
}
END_TEST

int
main (void)
{
	Suite *suite = suite_create ("use");
	TCase *all = tcase_create ("use");

	tcase_add_test (all, used_and_restored);
	tcase_add_test (all, refused);
	suite_add_tcase (suite, all);
	return run_in_process (suite);
}
