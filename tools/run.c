/* SPDX-License-Identifier: MIT
 *
 * bigstep run: compiles one method through the seam and runs it; the rest of the program is mini's. */
#include "host.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "values.h"

#define REFERENCE_COMPILER "mini"

typedef struct RunOptions {
	const char *compiler;
	int compare;
	const char *assembly, *method;
	char **values;
	int value_count;
} RunOptions;

/* Compiles, installs and executes; writes one line about the outcome to FILE. Returns the exit status. */
static int
run (const RunOptions *options, const char *spec, FILE *file)
{
	Host host;
	ICompiler *compiler;
	MethodInfo *method;
	NativeCodeHandle native_code = { .size = sizeof native_code };
	CompilationReport report = { .size = sizeof report };
	CompilationResult verdict;
	ExecutionResult result = { .size = sizeof result };
	void *receiver, **arguments;
	InstalledRuntimeCode *installed;
	int executed;

	host_start (&host, options->assembly, 0);
	compiler = host_get_compiler (&host, spec);
	method = host_find_method (&host, options->method);
	arguments = values_parse (&host, method, options->values, options->value_count);
	receiver = values_make_receiver (&host, method);

	verdict = host_compile (&host, compiler, host.runtime, method, &native_code, &report);
	if (verdict != COMPILATION_OK) {
		char *description = host_describe_report (host.runtime, verdict, &report);
		fprintf (file, "%s\n", description);
		free (description);
		return verdict == COMPILATION_UNSUPPORTED ? STATUS_DECLINED : STATUS_BROKEN;
	}
	installed = host.runtime->install_compilation_result (host.runtime, method, &native_code, INSTALL_PRIVATE);
	executed = installed &&
		host.runtime->execute_installed_method (host.runtime, installed, receiver, arguments, &result);
	if (compiler->release_code)
		compiler->release_code (compiler, &native_code);
	if (!executed) {
		char *failure = host_failure (host.runtime);
		fprintf (file, "compiled, but cannot run: %s\n", failure);
		free (failure);
		return STATUS_BROKEN;
	}
	values_print_result (file, &host, &result);
	fputc ('\n', file);
	return result.threw ? STATUS_FAILURE : STATUS_SUCCESS;
}

/* ---- --compare: each compiler in a process of its own, so that neither sees what the other left behind ---------- */

typedef struct Outcome {
	char *text;
	size_t length;
	int status; /* the exit status, or -1 after a signal */
} Outcome;

static void
read_outcome (int descriptor, Outcome *outcome)
{
	FILE *copy = open_memstream (&outcome->text, &outcome->length);
	char buffer [4096];
	ssize_t count;

	if (!copy)
		fail ("out of memory");
	while ((count = read (descriptor, buffer, sizeof buffer)) > 0 || (count < 0 && errno == EINTR))
		if (count > 0)
			fwrite (buffer, 1, count, copy);
	fclose (copy);
	close (descriptor);
}

static Outcome
run_in_child (const RunOptions *options, const char *spec)
{
	Outcome outcome = { 0 };
	int ends [2], status;
	pid_t child;

	fflush (NULL);
	if (pipe (ends) != 0 || (child = fork ()) < 0)
		fail ("cannot start a child process: %s", strerror (errno));
	if (child == 0) {
		FILE *file = fdopen (ends [1], "w");
		close (ends [0]);
		status = run (options, spec, file);
		fclose (file);
		exit (status);
	}
	close (ends [1]);
	read_outcome (ends [0], &outcome);
	while (waitpid (child, &status, 0) < 0 && errno == EINTR)
		continue;
	outcome.status = WIFEXITED (status) ? WEXITSTATUS (status) : -1;
	if (outcome.length == 0) {
		free (outcome.text);
		outcome.text = WIFSIGNALED (status) ? format_string ("crash (%s)\n", strsignal (WTERMSIG (status)))
											: format_string ("ended the process with exit status %d\n", outcome.status);
		outcome.length = strlen (outcome.text);
	}
	return outcome;
}

static int
compare (const RunOptions *options)
{
	const char *specs [2] = { options->compiler, REFERENCE_COMPILER };
	Outcome outcomes [2];
	int equal;

	for (int i = 0; i < 2; i++) {
		outcomes [i] = run_in_child (options, specs [i]);
		if (outcomes [i].status == STATUS_USAGE)
			return STATUS_USAGE;
		printf ("%-10s %s", specs [i], outcomes [i].text);
		fflush (stdout);
	}
	equal = outcomes [0].status == outcomes [1].status && !strcmp (outcomes [0].text, outcomes [1].text);
	free (outcomes [0].text);
	free (outcomes [1].text);
	if (outcomes [0].status == STATUS_DECLINED || outcomes [0].status == STATUS_BROKEN)
		return outcomes [0].status;
	puts (equal ? "equal" : "different");
	return equal ? STATUS_SUCCESS : STATUS_FAILURE;
}

/* ---- Command line ----------------------------------------------------------------------------------------------- */

enum { OPTION_COMPILER = 'c', OPTION_COMPARE = 0x100 };

static const struct argp_option option_table [] = {
	{ "compiler", OPTION_COMPILER, "SPEC", 0, "compile with SPEC: NAME[,option[=value]]... (default: bigstep)", 0 },
	{ "compare", OPTION_COMPARE, NULL, 0,
		"also run what " REFERENCE_COMPILER " makes of the method, each in a process "
		"of its own, and compare",
		0 },
	{ 0 },
};

/* A negative number is a value, not an option; this mark keeps argp from looking into it. */
#define NUMBER_MARK '\1'

static error_t
parse_option (int key, char *argument, struct argp_state *state)
{
	RunOptions *options = state->input;

	switch (key) {
	case OPTION_COMPILER:
		options->compiler = argument;
		return 0;
	case OPTION_COMPARE:
		options->compare = 1;
		return 0;
	case ARGP_KEY_ARG:
		if (state->arg_num == 0)
			options->assembly = argument;
		else if (state->arg_num == 1)
			options->method = argument;
		else
			options->values [options->value_count++] = argument + (*argument == NUMBER_MARK);
		return 0;
	case ARGP_KEY_END:
		if (state->arg_num < 2)
			argp_error (state, "an assembly and a method are needed");
		return 0;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

static const struct argp parser = {
	option_table,
	parse_option,
	"ASSEMBLY TYPE:METHOD [VALUE...]",
	"Compiles one method, runs it with the values given, and prints its result or the exception it threw."
	"\vAn instance method is called on an object made by the constructor without parameters. Exit status: 0 it "
	"returned, 1 it threw, 2 the command line is wrong, 3 the compiler declined, 4 the compiler is broken; with "
	"--compare 0 equal, 1 different.",
	NULL,
	NULL,
	NULL,
};

int
command_run (int argument_count, char **arguments)
{
	RunOptions options = { .compiler = "bigstep" };

	options.values = allocate (argument_count * sizeof (char *));
	for (int i = 1; i < argument_count; i++) {
		char next = arguments [i][0] == '-' ? arguments [i][1] : 0;
		if ((next >= '0' && next <= '9') || next == '.' || !strcmp (arguments [i], "-inf"))
			arguments [i] = format_string ("%c%s", NUMBER_MARK, arguments [i]);
	}
	argp_parse (&parser, argument_count, arguments, 0, NULL, &options);
	return options.compare ? compare (&options) : run (&options, options.compiler, stdout);
}
