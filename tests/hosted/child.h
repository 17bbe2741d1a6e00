/* SPDX-License-Identifier: MIT
 *
 * Running programs, for suites about what a user sees. */
#ifndef CHILD_H
#define CHILD_H

#include <check.h>
#include <stddef.h>

typedef struct Child {
	int status; /* exit status, or 128 + signal */
	char output [16384];
	char errors [65536];
} Child;

/* Runs ARGUMENTS (a list that ends with NULL) with ENVIRONMENT ("NAME=VALUE", ..., NULL) added to a clean
 * environment, and waits for it. */
void child_run (Child *child, const char *const *arguments, const char *const *environment);

/* Fails the test, with all that the child said, unless it ended with STATUS. */
void child_check_status (const Child *child, int status);

/* A file of the build tree. The answer lives until the process ends. */
const char *built (const char *name);

/* The file's contents; to be freed. Fails the test when it cannot be read. */
char *read_file (const char *path);

/* Runs all of SUITE; the exit status for main. */
int run_suite (Suite *suite);

#endif
