/* SPDX-License-Identifier: MIT
 *
 * Test suites in a process with Mono in it. */
#ifndef RUN_IN_PROCESS_H
#define RUN_IN_PROCESS_H

#include <check.h>

/* Runs all of SUITE; the exit status for main. */
int run_in_process (Suite *suite);

#endif
