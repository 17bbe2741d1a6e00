/* SPDX-License-Identifier: MIT
 *
 * A test program of one suite. */
#ifndef BIGSTEP_SUITE_H
#define BIGSTEP_SUITE_H

#include <check.h>
#include <stdlib.h>

/* Runs CASE, and answers with the exit status of the program. */
static inline int
run_case (TCase *tests)
{
	Suite *suite = suite_create ("unit");
	SRunner *runner = srunner_create (suite);
	int failures;

	suite_add_tcase (suite, tests);
	srunner_run_all (runner, CK_NORMAL);
	failures = srunner_ntests_failed (runner);
	srunner_free (runner);
	return failures ? EXIT_FAILURE : EXIT_SUCCESS;
}

#endif
