/* SPDX-License-Identifier: MIT
 *
 * What stands behind a request to compile: how failures read, and compilers that several threads ask for at once. This
 * suite contains the whole runtime, to get at what the library hides. */
#include <check.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>

#include "compilers.h"
#include "request.h"

static const struct {
	const char *name_space, *name;
} exceptions [] = {
	{ "System", "ArgumentException" },
	{ "System.Threading", "ThreadStateException" },
	{ "System.Runtime", "AmbiguousImplementationException" },
};

START_TEST (failure)
{
	char expected [256], text [256];
	Request request;
	request_begin (&request, 0);
	ck_assert_int_eq (request.table.get_failure (&request.table, text, sizeof (text)), 0);
	request_fail_with (&request, exceptions [_i].name_space, exceptions [_i].name, "%s", "why");
	snprintf (expected, sizeof (expected), "%s.%s: why", exceptions [_i].name_space, exceptions [_i].name);
	ck_assert_int_eq (request.table.get_failure (&request.table, text, sizeof (text)), 1);
	ck_assert_str_eq (text, expected);
	ck_assert_int_eq (request.table.get_failure (&request.table, NULL, 0), 1);
	ck_assert_int_eq (request.table.get_failure (&request.table, text, 7), 1);
	ck_assert_str_eq (text, "System");
	request_end (&request);
}
END_TEST

enum { THREADS = 8, SPECS = 200 };

static pthread_barrier_t barrier;

static void
make_spec (char *spec, size_t size, int number)
{
	snprintf (spec, size, "mini,only=Type%d:*", number);
}

static void *
get_compilers (void *result)
{
	Compiler **compilers = result;
	for (int i = 0; i < SPECS; ++i) {
		char spec [64], error [256];
		make_spec (spec, sizeof (spec), i);
		pthread_barrier_wait (&barrier);
		compilers [i] = compilers_get (spec, error, sizeof (error));
	}
	return NULL;
}

/* All get the same one, and it is listed once. */
START_TEST (same_compiler_for_all_threads)
{
	static Compiler *got [THREADS][SPECS];
	pthread_t threads [THREADS];
	pthread_barrier_init (&barrier, NULL, THREADS);
	for (int i = 0; i < THREADS; ++i)
		ck_assert_int_eq (pthread_create (&threads [i], NULL, get_compilers, got [i]), 0);
	for (int i = 0; i < THREADS; ++i)
		pthread_join (threads [i], NULL);
	pthread_barrier_destroy (&barrier);
	for (int i = 0; i < SPECS; ++i) {
		char spec [64];
		int listed = 0;
		ck_assert_ptr_nonnull (got [0][i]);
		make_spec (spec, sizeof (spec), i);
		for (int thread = 1; thread < THREADS; ++thread)
			ck_assert_ptr_eq (got [thread][i], got [0][i]);
		for (Compiler *compiler = compilers_first (); compiler; compiler = compiler->next)
			listed += strcmp (compiler->spec, spec) == 0;
		ck_assert_int_eq (listed, 1);
	}
}
END_TEST

int
main (void)
{
	Suite *suite = suite_create ("request");
	TCase *cases = tcase_create ("request");
	tcase_set_timeout (cases, 60);
	tcase_add_loop_test (cases, failure, 0, sizeof (exceptions) / sizeof (exceptions [0]));
	tcase_add_test (cases, same_compiler_for_all_threads);
	suite_add_tcase (suite, cases);
	SRunner *runner = srunner_create (suite);
	srunner_run_all (runner, CK_ENV);
	int failed = srunner_ntests_failed (runner);
	srunner_free (runner);
	return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
