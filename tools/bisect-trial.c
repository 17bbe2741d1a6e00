/* SPDX-License-Identifier: MIT
 *
 * Runs a command, keeps what it writes, and compares it with the reference, or asks the judge. */
#include "bisect.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "coverage.h"
#include "host.h"

enum {
	STATUS_SIGNAL = 256,
	STATUS_TIMED_OUT = 1000,
	/* Of a judge: it cannot tell, or the shell did not find it (125 to 127), as for `git bisect run`. */
	JUDGE_CANNOT_TELL = 125
};

#define WATCH_INTERVAL 5000000 /* nanoseconds */
#define SHOWN_AFTER 2.0        /* seconds */
#define FIRST_LIMIT 20.0       /* seconds: what LLVM may take for a program that mini has ready at once */
#define REFERENCE "reference"
#define LAST "last"

static Ending last;

/* ---- Running ---- */

static volatile sig_atomic_t interruption;

static void
interrupt (int number)
{
	interruption = number;
}

char *
trials_path (const Trials *trials, const char *name)
{
	return format_string ("%s/%s", trials->folder, name);
}

static void
redirect (const char *path, int flags, int descriptor)
{
	int file = open (path, flags, 0666);

	if (file < 0 || dup2 (file, descriptor) < 0)
		_exit (JUDGE_CANNOT_TELL + 1);
	close (file);
}

/* In the child. OUTPUT and ERRORS are files. */
static noreturn void
execute (const Command *command, const char *spec, const char *output, const char *errors, int problem)
{
	const struct rlimit none = { 0, 0 };

	setpgid (0, 0);
	setrlimit (RLIMIT_CORE, &none);
	command_set_environment (command, spec);
	redirect ("/dev/null", O_RDONLY, STDIN_FILENO);
	redirect (output, O_WRONLY | O_CREAT | O_TRUNC, STDOUT_FILENO);
	redirect (errors, O_WRONLY | O_CREAT | O_TRUNC, STDERR_FILENO);
	execvp (command->words [0], command->words);
	if (write (problem, &errno, sizeof errno) < 0)
		_exit (JUDGE_CANNOT_TELL + 1);
	_exit (JUDGE_CANNOT_TELL + 2);
}

static void
show_time (const Trials *trials, const char *what, double seconds)
{
	if (trials->is_terminal && seconds >= SHOWN_AFTER)
		fprintf (stderr, "\r  %s: %.0f s\033[K", what, seconds);
}

static double
seconds_since (uint64_t start)
{
	return (double) (nanoseconds_now () - start) / 1e9;
}

static int
wait_for (const Trials *trials, pid_t process, uint64_t start, const char *what)
{
	const struct timespec interval = { 0, WATCH_INTERVAL };
	int status;

	while (waitpid (process, &status, WNOHANG) == 0) {
		show_time (trials, what, seconds_since (start));
		if (interruption || seconds_since (start) > trials->time_limit) {
			kill (-process, SIGKILL);
			waitpid (process, &status, 0);
			if (interruption)
				exit (128 + interruption);
			return STATUS_TIMED_OUT;
		}
		nanosleep (&interval, NULL);
	}
	/* What it has left running would disturb the next one. */
	kill (-process, SIGKILL);
	return WIFEXITED (status) ? WEXITSTATUS (status) : STATUS_SIGNAL + WTERMSIG (status);
}

/* Runs the command with SPEC; what it writes goes to NAME.out and NAME.err. */
static Ending
run (Trials *trials, const char *spec, const char *name, const char *what)
{
	char *output = format_string ("%s/%s.out", trials->folder, name),
		 *errors = format_string ("%s/%s.err", trials->folder, name);
	uint64_t start = nanoseconds_now ();
	int problems [2], problem;
	pid_t process;
	Ending ending;

	if (pipe2 (problems, O_CLOEXEC) != 0 || (process = fork ()) < 0)
		fail ("cannot start a process: %s", strerror (errno));
	if (process == 0)
		execute (&trials->command, spec, output, errors, problems [1]);
	setpgid (process, process);
	close (problems [1]);
	if (read (problems [0], &problem, sizeof problem) == sizeof problem)
		fail ("cannot run '%s': %s", trials->command.words [0], strerror (problem));
	close (problems [0]);
	ending.status = wait_for (trials, process, start, what);
	ending.seconds = seconds_since (start);
	trials->count++;
	free (output);
	free (errors);
	return ending;
}

/* ---- Judging ---- */

/* Whether the files NAME.SUFFIX and OTHER.SUFFIX have the same contents; *LINE: the first line that differs. */
static int
are_equal (const Trials *trials, const char *name, const char *other, const char *suffix, int *line)
{
	char *paths [2] = { format_string ("%s/%s.%s", trials->folder, name, suffix),
		format_string ("%s/%s.%s", trials->folder, other, suffix) };
	FILE *files [2] = { fopen (paths [0], "r"), fopen (paths [1], "r") };
	int first, second;

	if (!files [0] || !files [1])
		fail ("cannot read '%s': %s", paths [files [0] != NULL], strerror (errno));
	*line = 1;
	do {
		first = getc (files [0]);
		second = getc (files [1]);
		*line += first == second && first == '\n';
	} while (first == second && first != EOF);
	for (int i = 0; i < 2; i++) {
		fclose (files [i]);
		free (paths [i]);
	}
	return first == second;
}

/* The aspects in which NAME's run differs from OTHER's. */
static unsigned
differences (const Trials *trials, const char *name, const Ending *ending, const char *other,
	const Ending *other_ending)
{
	unsigned found = 0;
	int line;

	if (ending->status != other_ending->status)
		found |= ASPECT_STATUS;
	if ((trials->aspects & ASPECT_OUTPUT) && !are_equal (trials, name, other, "out", &line))
		found |= ASPECT_OUTPUT;
	if ((trials->aspects & ASPECT_ERRORS) && !are_equal (trials, name, other, "err", &line))
		found |= ASPECT_ERRORS;
	return found & trials->aspects;
}

static char *
status_text (int status)
{
	if (status == STATUS_TIMED_OUT)
		return format_string ("does not end");
	if (status >= STATUS_SIGNAL)
		return format_string ("dies: %s", strsignal (status - STATUS_SIGNAL));
	return format_string ("exit status %d", status);
}

/* What the judge says of NAME's run: 1 bad. */
static int
ask_judge (const Trials *trials, const char *name, const Ending *ending)
{
	char *output = format_string ("%s/%s.out", trials->folder, name),
		 *errors = format_string ("%s/%s.err", trials->folder, name);
	char *number = format_string ("%d",
		ending->status == STATUS_TIMED_OUT    ? 124
			: ending->status >= STATUS_SIGNAL ? ending->status - STATUS_SIGNAL + 128
											  : ending->status);
	pid_t process = fork ();
	int status;

	if (process < 0)
		fail ("cannot start a process: %s", strerror (errno));
	if (process == 0) {
		/* Its words are not ours. */
		dup2 (STDERR_FILENO, STDOUT_FILENO);
		execlp (trials->judge, trials->judge, output, errors, number, NULL);
		_exit (JUDGE_CANNOT_TELL + 2);
	}
	while (waitpid (process, &status, 0) < 0)
		if (errno != EINTR)
			fail ("the judge is lost: %s", strerror (errno));
	free (output);
	free (errors);
	free (number);
	if (!WIFEXITED (status) || WEXITSTATUS (status) >= JUDGE_CANNOT_TELL)
		fail ("the judge '%s' cannot tell: it ended with %s %d", trials->judge,
			WIFEXITED (status) ? "status" : "signal", WIFEXITED (status) ? WEXITSTATUS (status) : WTERMSIG (status));
	return WEXITSTATUS (status) != 0;
}

/* ---- Trials ---- */

static void
report (const Trials *trials, const char *what, const char *verdict, double seconds)
{
	fprintf (stderr, "%s  %s: %s (%.1f s)\n", trials->is_terminal ? "\r\033[K" : "", what, verdict, seconds);
}

int
trial_run (Trials *trials, const char *spec, const char *what)
{
	int is_bad;

	last = run (trials, spec, LAST, what);
	is_bad = trials->judge ? ask_judge (trials, LAST, &last)
						   : differences (trials, LAST, &last, REFERENCE, &trials->reference) != 0;
	report (trials, what, is_bad ? "different" : "as mini", last.seconds);
	return is_bad;
}

int
trial_is_bad (Trials *trials, const char *options, const char *what)
{
	char *spec = format_string ("%s,%s", trials->command.bare_spec, options);
	int is_bad = 0;

	for (int i = 0; i < trials->runs && !is_bad; i++)
		is_bad = trial_run (trials, spec, what);
	free (spec);
	return is_bad;
}

char *
trial_describe (const Trials *trials)
{
	unsigned found = differences (trials, LAST, &last, REFERENCE, &trials->reference);
	char *text = NULL, *status = status_text (last.status), *expected = status_text (trials->reference.status);
	size_t size;
	FILE *file = open_memstream (&text, &size);
	int line;

	if (!file)
		fail ("out of memory");
	if (found & ASPECT_STATUS)
		fprintf (file, "%s instead of %s; ", status, expected);
	if (found & ASPECT_OUTPUT && !are_equal (trials, LAST, REFERENCE, "out", &line))
		fprintf (file, "standard output differs from line %d on; ", line);
	if (found & ASPECT_ERRORS && !are_equal (trials, LAST, REFERENCE, "err", &line))
		fprintf (file, "standard error differs from line %d on; ", line);
	fclose (file);
	if (size > 2)
		text [size - 2] = 0;
	free (status);
	free (expected);
	return text;
}

char *
trial_last_words (const Trials *trials)
{
	char *path = trials_path (trials, LAST ".err"), text [1024] = "";
	FILE *file = fopen (path, "r");

	if (file) {
		text [fread (text, 1, sizeof text - 1, file)] = 0;
		fclose (file);
	}
	free (path);
	return format_string ("%s", text);
}

/* ---- Beginning and end ---- */

static const Trials *begun;

static void
remove_folder (void)
{
	DIR *folder = begun->keeps_folder ? NULL : opendir (begun->folder);
	struct dirent *entry;

	if (begun->keeps_folder)
		fprintf (stderr, "The outputs and lists are in %s\n", begun->folder);
	if (!folder)
		return;
	while ((entry = readdir (folder)))
		/* Refuses the two that are folders. */
		unlinkat (dirfd (folder), entry->d_name, 0);
	closedir (folder);
	rmdir (begun->folder);
}

void
trials_begin (Trials *trials, double time_limit)
{
	static const int interruptions [] = { SIGINT, SIGTERM, SIGHUP };
	const char *parent = getenv ("TMPDIR");
	Ending again;

	trials->folder = format_string ("%s/bigstep-bisect-XXXXXX", parent && *parent ? parent : "/tmp");
	if (!mkdtemp (trials->folder))
		fail ("cannot make a folder like '%s': %s", trials->folder, strerror (errno));
	begun = trials;
	atexit (remove_folder);
	for (size_t i = 0; i < sizeof interruptions / sizeof *interruptions; i++)
		signal (interruptions [i], interrupt);
	trials->is_terminal = isatty (STDERR_FILENO);
	trials->time_limit = time_limit > 0 ? time_limit : 3600;
	trials->reference = run (trials, "mini", REFERENCE, "mini");
	if (trials->reference.status == STATUS_TIMED_OUT)
		fail ("under mini the command does not end in %.0f s", trials->time_limit);
	report (trials, "mini", status_text (trials->reference.status), trials->reference.seconds);
	if (trials->judge && ask_judge (trials, REFERENCE, &trials->reference))
		fail ("the judge '%s' finds fault with mini, too", trials->judge);
	again = run (trials, "mini", LAST, "mini, again");
	report (trials, "mini, again", status_text (again.status), again.seconds);
	if (trials->judge ? ask_judge (trials, LAST, &again)
					  : differences (trials, LAST, &again, REFERENCE, &trials->reference) != 0) {
		last = again;
		fail ("the command is flaky: mini's second run differs from its first (%s). %s", trial_describe (trials),
			"--compare=status or --compare=status,output looks at less, and --judge decides as you like");
	}
	if (time_limit <= 0)
		trials->time_limit = FIRST_LIMIT + 10 * trials->reference.seconds;
}
