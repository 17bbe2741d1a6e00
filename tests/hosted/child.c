/* SPDX-License-Identifier: MIT */
#include "child.h"

#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

/* What stays of our environment: variables that choose compilers or change the runtime do not. */
static const char *const kept [] = { "PATH", "HOME", "LANG", "TMPDIR", "ASAN_OPTIONS" };

static void __attribute__ ((noreturn))
become (const char *const *arguments, const char *const *environment, int output, int errors)
{
	char *values [sizeof (kept) / sizeof (kept [0])];
	for (size_t i = 0; i < sizeof (kept) / sizeof (kept [0]); ++i)
		values [i] = getenv (kept [i]) ? strdup (getenv (kept [i])) : NULL;
	clearenv ();
	for (size_t i = 0; i < sizeof (kept) / sizeof (kept [0]); ++i) {
		if (values [i])
			setenv (kept [i], values [i], 1);
	}
	for (; environment && *environment; ++environment)
		putenv (strdup (*environment));
	int input = open ("/dev/null", O_RDONLY);
	dup2 (input, STDIN_FILENO);
	dup2 (output, STDOUT_FILENO);
	dup2 (errors, STDERR_FILENO);
	execvp (arguments [0], (char *const *) arguments);
	perror (arguments [0]);
	_exit (127);
}

/* Appends what there is to read; returns 0 at the end. */
static int
drain (int file, char *buffer, size_t size, size_t *used)
{
	char rest [4096];
	int fits = *used + 1 < size;
	ssize_t count = read (file, fits ? buffer + *used : rest, fits ? size - *used - 1 : sizeof (rest));
	if (count > 0 && fits)
		*used += (size_t) count;
	buffer [*used] = 0;
	return count > 0;
}

void
child_run (Child *child, const char *const *arguments, const char *const *environment)
{
	int output [2], errors [2], status;
	size_t output_used = 0, errors_used = 0;
	ck_assert_int_eq (pipe2 (output, O_CLOEXEC), 0);
	ck_assert_int_eq (pipe2 (errors, O_CLOEXEC), 0);
	memset (child, 0, sizeof (*child));
	fflush (NULL);
	pid_t process = fork ();
	ck_assert_int_ge (process, 0);
	if (process == 0)
		become (arguments, environment, output [1], errors [1]);
	close (output [1]);
	close (errors [1]);
	struct pollfd files [2] = { { output [0], POLLIN, 0 }, { errors [0], POLLIN, 0 } };
	int open_files = 2;
	while (open_files) {
		ck_assert_int_gt (poll (files, 2, 120000), 0);
		if (files [0].revents && !drain (output [0], child->output, sizeof (child->output), &output_used)) {
			files [0].fd = -1;
			--open_files;
		}
		if (files [1].revents && !drain (errors [0], child->errors, sizeof (child->errors), &errors_used)) {
			files [1].fd = -1;
			--open_files;
		}
	}
	close (output [0]);
	close (errors [0]);
	ck_assert_int_eq (waitpid (process, &status, 0), process);
	child->status = WIFEXITED (status) ? WEXITSTATUS (status) : 128 + WTERMSIG (status);
}

void
child_check_status (const Child *child, int status)
{
	if (child->status != status)
		ck_abort_msg ("exit status %d instead of %d\n-- output --\n%s\n-- errors --\n%s", child->status, status,
			child->output, child->errors);
}

const char *
built (const char *name)
{
	const char *folder = getenv ("top_builddir");
	char *path;
	ck_assert_int_gt (asprintf (&path, "%s/%s", folder ? folder : ".", name), 0);
	return path;
}

char *
read_file (const char *path)
{
	FILE *file = fopen (path, "r");
	if (!file)
		ck_abort_msg ("cannot read %s", path);
	char *contents = NULL;
	size_t size = 0;
	ck_assert_int_ge (getdelim (&contents, &size, 0, file), 0);
	fclose (file);
	return contents;
}

int
run_suite (Suite *suite)
{
	SRunner *runner = srunner_create (suite);
	srunner_run_all (runner, CK_ENV);
	int failed = srunner_ntests_failed (runner);
	srunner_free (runner);
	return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
