/* SPDX-License-Identifier: MIT */
#include "run-in-process.h"

#include <stdlib.h>
#include <unistd.h>

static int has_finished;

/* A crash on a thread that the runtime does not know ends the process with exit (0): Mono's handler trips over it. */
static void
check_end (void)
{
	if (!has_finished)
		_exit (EXIT_FAILURE);
}

int
run_in_process (Suite *suite)
{
	atexit (check_end);
	SRunner *runner = srunner_create (suite);
	/* Mono's threads do not survive a fork. */
	srunner_set_fork_status (runner, CK_NOFORK);
	srunner_run_all (runner, CK_NORMAL);
	int failed = srunner_ntests_failed (runner);
	srunner_free (runner);
	has_finished = 1;
	return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
