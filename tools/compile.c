/* SPDX-License-Identifier: MIT
 *
 * bigstep compile: the supervisor. It hands out ranges of rows, watches time and memory, and survives its workers. */
#include "host.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "coverage.h"
#include "progress.h"

#define TIME_LIMIT_SECONDS 20
#define MEMORY_LIMIT (UINT64_C (1) << 30)
/* Rows for one worker: starting one costs some 100 ms, and its memory is given back when it ends. */
#define ROWS_PER_WORKER 1000
#define MOST_JOBS 64
#define WATCH_INTERVAL_MS 50

typedef struct CompileOptions {
	const char *compiler;
	const char *pattern;
	const char *statistics;
	int list;
	int jobs;
	char **assemblies;
	int assembly_count;
} CompileOptions;

typedef struct Range {
	uint32_t first, end;
} Range;

typedef struct Worker {
	pid_t process; /* 0: this slot is free */
	Range range;
	WorkerState *state; /* shared with the process */
	int messages;       /* reads its standard error */
	char line [512];    /* of it, as far as it has come */
	size_t line_length;
	char last_line [512];   /* complete, for the report of a crash */
	uint32_t last_line_row; /* where the worker was when it came */
} Worker;

typedef struct Supervisor {
	const CompileOptions *options;
	Coverage coverage;
	Progress progress;
	Worker workers [MOST_JOBS];
	uint32_t next_row;          /* rows from here on have not been handed out */
	Range returned [MOST_JOBS]; /* what crashed workers left, to be handed out first */
	int returned_count;
} Supervisor;

static pid_t
fork_or_fail (void)
{
	pid_t process;

	fflush (NULL);
	process = fork ();
	if (process < 0)
		fail ("cannot start a child process: %s", strerror (errno));
	return process;
}

static void
wait_for (pid_t process, int *status, struct rusage *usage)
{
	while (wait4 (process, status, 0, usage) < 0)
		if (errno != EINTR)
			fail ("a child process got lost: %s", strerror (errno));
}

/* Has a child find out what there is to compile. */
static void
survey (Coverage *coverage, const char *pattern)
{
	int descriptor = memfd_create ("bigstep-coverage", MFD_CLOEXEC);
	struct rusage usage;
	off_t size;
	int status;
	pid_t process;

	if (descriptor < 0)
		fail ("no shared memory: %s", strerror (errno));
	process = fork_or_fail ();
	if (process == 0)
		worker_survey (coverage->path, pattern, descriptor);
	wait_for (process, &status, &usage);
	if (WIFSIGNALED (status))
		fail ("reading the methods of '%s' crashed: %s", coverage->path, strsignal (WTERMSIG (status)));
	if (WEXITSTATUS (status) != STATUS_SUCCESS)
		exit (STATUS_USAGE);
	size = lseek (descriptor, 0, SEEK_END);
	coverage->row_count = size / sizeof (Definition);
	coverage->definitions = mmap (NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED, descriptor, 0);
	if (coverage->definitions == MAP_FAILED)
		fail ("no shared memory: %s", strerror (errno));
	close (descriptor);
}

static int
take_range (Supervisor *supervisor, Range *range)
{
	uint32_t end = supervisor->coverage.row_count + 1;

	if (supervisor->returned_count > 0) {
		*range = supervisor->returned [--supervisor->returned_count];
		return 1;
	}
	if (supervisor->next_row >= end)
		return 0;
	range->first = supervisor->next_row;
	range->end = end - range->first > ROWS_PER_WORKER ? range->first + ROWS_PER_WORKER : end;
	supervisor->next_row = range->end;
	return 1;
}

static void
start_worker (Supervisor *supervisor, Worker *worker, Range range)
{
	int ends [2];

	if (pipe (ends) != 0)
		fail ("no pipe for a child process: %s", strerror (errno));
	memset (worker->state, 0, sizeof *worker->state);
	worker->range = range;
	worker->line_length = 0;
	worker->last_line [0] = 0;
	worker->last_line_row = 0;
	worker->process = fork_or_fail ();
	if (worker->process == 0) {
		dup2 (ends [1], STDERR_FILENO);
		close (ends [0]);
		close (ends [1]);
		worker_compile (supervisor->coverage.path, supervisor->options->compiler, supervisor->coverage.definitions,
			range.first, range.end, worker->state);
	}
	close (ends [1]);
	worker->messages = ends [0];
}

/* Passes on what the worker wrote to standard error, line by line. Returns 0 at the end. */
static int
read_messages (Supervisor *supervisor, Worker *worker)
{
	char buffer [4096];
	ssize_t count = read (worker->messages, buffer, sizeof buffer);

	for (ssize_t i = 0; i < count; i++) {
		if (buffer [i] != '\n' && worker->line_length < sizeof worker->line - 1) {
			worker->line [worker->line_length++] = buffer [i];
			continue;
		}
		worker->line [worker->line_length] = 0;
		worker->line_length = 0;
		memcpy (worker->last_line, worker->line, sizeof worker->line);
		worker->last_line_row = atomic_load (&worker->state->row);
		progress_print_line (&supervisor->progress, worker->line);
	}
	return count > 0;
}

static void
blame (Supervisor *supervisor, Worker *worker, uint32_t row, Outcome outcome, const char *reason)
{
	Definition *definition = &supervisor->coverage.definitions [row - 1];

	copy_text (definition->reason, sizeof definition->reason, reason);
	copy_text (definition->detail, sizeof definition->detail, worker->last_line_row == row ? worker->last_line : NULL);
	atomic_store (&definition->outcome, outcome);
}

/* The worker has ended. OUTCOME: what is to be said of the definition it was at, if it has not come to an end. */
static void
bury (Supervisor *supervisor, Worker *worker, int status, const struct rusage *usage, Outcome outcome,
	const char *reason)
{
	uint32_t row = atomic_load (&worker->state->row);
	char words [48];

	while (read_messages (supervisor, worker))
		continue;
	close (worker->messages);
	worker->process = 0;
	if (usage->ru_maxrss > supervisor->coverage.peak_resident_kib)
		supervisor->coverage.peak_resident_kib = usage->ru_maxrss;
	if (WIFEXITED (status) && WEXITSTATUS (status) == STATUS_SUCCESS)
		return;
	if (row == 0)
		fail ("a worker process ended before its first method: %s", worker->last_line);
	if (WIFEXITED (status))
		snprintf (words, sizeof words, "exit status %d", WEXITSTATUS (status));
	else
		snprintf (words, sizeof words, "%s", strsignal (WTERMSIG (status)));
	if (atomic_load (&supervisor->coverage.definitions [row - 1].outcome) == OUTCOME_PENDING)
		blame (supervisor, worker, row, outcome, reason ? reason : words);
	if (row + 1 < worker->range.end)
		supervisor->returned [supervisor->returned_count++] = (Range) { row + 1, worker->range.end };
}

/* Buries the worker if it has ended, or if the definition it is at takes too much. */
static void
watch (Supervisor *supervisor, Worker *worker)
{
	struct rusage usage;
	int status;
	uint64_t started, resident;
	char identifier [16];
	Outcome outcome;
	pid_t ended = wait4 (worker->process, &status, WNOHANG, &usage);

	if (ended == worker->process) {
		bury (supervisor, worker, status, &usage, OUTCOME_CRASH, NULL);
		return;
	}
	started = atomic_load (&worker->state->started);
	if (started == 0)
		return;
	snprintf (identifier, sizeof identifier, "%d", worker->process);
	resident = resident_bytes (identifier);
	if (nanoseconds_now () - started > TIME_LIMIT_SECONDS * UINT64_C (1000000000))
		outcome = OUTCOME_TIME_LIMIT;
	else if (resident > atomic_load (&worker->state->resident) + MEMORY_LIMIT)
		outcome = OUTCOME_MEMORY_LIMIT;
	else
		return;
	kill (worker->process, SIGKILL);
	wait_for (worker->process, &status, &usage);
	bury (supervisor, worker, status, &usage, outcome, outcome == OUTCOME_TIME_LIMIT ? "over 20 s" : "over 1 GiB");
}

static void
show_progress (Supervisor *supervisor)
{
	const Coverage *coverage = &supervisor->coverage;
	uint32_t done = 0;
	const char *what = NULL;

	for (uint32_t i = 0; i < coverage->row_count; i++)
		done += atomic_load_explicit (&coverage->definitions [i].outcome, memory_order_relaxed) > OUTCOME_PENDING;
	for (int i = 0; i < supervisor->options->jobs && !what; i++)
		if (supervisor->workers [i].process && atomic_load (&supervisor->workers [i].state->row))
			what = coverage->definitions [atomic_load (&supervisor->workers [i].state->row) - 1].name;
	progress_update (&supervisor->progress, done, what);
}

/* Waits for messages of the workers, or for the time to look after them again. */
static void
listen_to_workers (Supervisor *supervisor)
{
	struct pollfd polls [MOST_JOBS];
	Worker *listened [MOST_JOBS];
	int count = 0;

	for (int i = 0; i < supervisor->options->jobs; i++)
		if (supervisor->workers [i].process) {
			polls [count] = (struct pollfd) { supervisor->workers [i].messages, POLLIN, 0 };
			listened [count++] = &supervisor->workers [i];
		}
	if (poll (polls, count, WATCH_INTERVAL_MS) <= 0)
		return;
	for (int i = 0; i < count; i++)
		if (polls [i].revents & POLLIN)
			read_messages (supervisor, listened [i]);
}

static void
supervise (Supervisor *supervisor)
{
	int working;

	do {
		working = 0;
		for (int i = 0; i < supervisor->options->jobs; i++) {
			Worker *worker = &supervisor->workers [i];
			Range range;
			if (worker->process)
				watch (supervisor, worker);
			if (!worker->process && take_range (supervisor, &range))
				start_worker (supervisor, worker, range);
			working += worker->process != 0;
		}
		show_progress (supervisor);
		if (working)
			listen_to_workers (supervisor);
	} while (working);
}

static void
compile_assembly (const CompileOptions *options, const char *path, WorkerState *states, Report *report)
{
	Supervisor *supervisor = allocate (sizeof *supervisor);
	Coverage *coverage = &supervisor->coverage;
	uint32_t selected = 0;

	supervisor->options = options;
	supervisor->next_row = 1;
	coverage->path = path;
	for (int i = 0; i < options->jobs; i++)
		supervisor->workers [i].state = &states [i];
	survey (coverage, options->pattern);
	for (uint32_t i = 0; i < coverage->row_count; i++)
		selected += atomic_load (&coverage->definitions [i].outcome) == OUTCOME_PENDING;
	if (selected == 0)
		fail (options->pattern ? "no method with a body in '%s' matches '%s'" : "no method in '%s' has a body", path,
			options->pattern);
	progress_begin (&supervisor->progress, path, selected);
	supervise (supervisor);
	progress_end (&supervisor->progress);
	report_add (report, coverage, stdout, options->list);
	munmap (coverage->definitions, coverage->row_count * sizeof (Definition));
	free (supervisor);
}

/* ---- Command line ----------------------------------------------------------------------------------------------- */

enum { OPTION_COMPILER = 'c', OPTION_METHOD = 'm', OPTION_STATISTICS = 's', OPTION_LIST = 'l', OPTION_JOBS = 'j' };

static const struct argp_option option_table [] = {
	{ "compiler", OPTION_COMPILER, "SPEC", 0, "compile with SPEC: NAME[,option[=value]]... (default: bigstep)", 0 },
	{ "method", OPTION_METHOD, "PATTERN", 0, "only methods that fit, such as 'System.Math:*' or 'Type:Add(int,int)'",
		0 },
	{ "stats", OPTION_STATISTICS, "FILE", 0, "also write the report to FILE, as JSON", 0 },
	{ "list", OPTION_LIST, NULL, 0, "list every method that is not compiled, with reason and IL offset", 0 },
	{ "jobs", OPTION_JOBS, "N", 0, "number of processes to work at once (default: the processors)", 0 },
	{ 0 },
};

static error_t
parse_option (int key, char *argument, struct argp_state *state)
{
	CompileOptions *options = state->input;
	char *end;

	switch (key) {
	case OPTION_COMPILER:
		options->compiler = argument;
		return 0;
	case OPTION_METHOD:
		options->pattern = argument;
		return 0;
	case OPTION_STATISTICS:
		options->statistics = argument;
		return 0;
	case OPTION_LIST:
		options->list = 1;
		return 0;
	case OPTION_JOBS:
		options->jobs = (int) strtol (argument, &end, 10);
		if (*end || options->jobs < 1 || options->jobs > MOST_JOBS)
			argp_error (state, "the number of jobs must be from 1 to %d, not '%s'", MOST_JOBS, argument);
		return 0;
	case ARGP_KEY_ARG:
		options->assemblies [options->assembly_count++] = argument;
		return 0;
	case ARGP_KEY_END:
		if (options->assembly_count == 0)
			argp_error (state, "an assembly is needed");
		return 0;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

static const struct argp parser = {
	option_table,
	parse_option,
	"ASSEMBLY...",
	"Compiles every method definition that has a body and runs nothing, static constructors included. A generic "
	"definition is compiled with every parameter `object` and with every parameter `int`, as far as constraints allow, "
	"and counts as one, compiled only if all of these are."
	"\vA method may take 20 s and 1 GiB. Exit status: 0 unless the compiler crashed, reported an internal error or "
	"passed a limit, which is 1; 2 when the command line or a file is wrong.",
	NULL,
	NULL,
	NULL,
};

int
command_compile (int argument_count, char **arguments)
{
	long processors = sysconf (_SC_NPROCESSORS_ONLN);
	CompileOptions options = {
		.compiler = "bigstep",
		.jobs = processors < 1       ? 1
			: processors > MOST_JOBS ? MOST_JOBS
									 : (int) processors,
	};
	WorkerState *states;
	Report *report;
	int has_faults;

	options.assemblies = allocate (argument_count * sizeof (char *));
	argp_parse (&parser, argument_count, arguments, 0, NULL, &options);
	states = mmap (NULL, options.jobs * sizeof (WorkerState), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1,
		0);
	if (states == MAP_FAILED)
		fail ("no shared memory: %s", strerror (errno));
	report = report_create (options.compiler);
	for (int i = 0; i < options.assembly_count; i++)
		compile_assembly (&options, options.assemblies [i], states, report);
	if (options.statistics && !report_save (report, options.statistics))
		fail ("cannot write '%s': %s", options.statistics, strerror (errno));
	has_faults = report_has_faults (report);
	report_release (report);
	free (options.assemblies);
	return has_faults ? STATUS_FAILURE : STATUS_SUCCESS;
}
