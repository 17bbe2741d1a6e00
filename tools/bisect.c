/* SPDX-License-Identifier: MIT
 *
 * bigstep bisect: finds the method that makes a command behave differently, and what in the compiler spoils it. */
#include "bisect.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "host.h"

typedef struct BisectOptions {
	const char *compiler;
	double time_limit;
	char **words;
	Trials trials;
} BisectOptions;

/* ---- Narrowing ---- */

#define LIST "compiled"

/* With the compiler as it was given, twice at least: misbehaving must be reliable. Returns the methods it got. */
static Methods
begin (Trials *trials)
{
	char *list = trials_path (trials, LIST);
	char *spec = format_string ("%s,list=\"%s\"", trials->command.spec, list);
	int runs = trials->runs > 1 ? trials->runs : 2, bad = 0;
	Methods methods;

	for (int i = 0; i < runs; i++)
		if (trial_run (trials, spec, trials->command.spec)) {
			bad++;
			if (bad == 1 && !trials->judge) {
				char *difference = trial_describe (trials);

				fprintf (stderr, "    %s\n", difference);
				free (difference);
			}
		}
	methods = methods_read (list);
	free (spec);
	free (list);
	if (!methods.count && bad)
		fail ("with '%s' the command ends before a method is compiled. It says:\n%s", trials->command.spec,
			trial_last_words (trials));
	if (!methods.count)
		fail (
			"no method was compiled with '%s': does '%s' start mono-bigstep, or load our runtime library, and choose no "
			"compiler itself?",
			trials->command.spec, trials->command.words [0]);
	if (!bad) {
		printf ("The command behaves under %s as under mini: %zu methods.\n", trials->command.spec, methods.count);
		exit (STATUS_FAILURE);
	}
	if (bad < runs && trials->runs == 1)
		fail ("the command is flaky: it differs in %d of %d runs. --runs=N runs each trial N times, and takes it for "
			  "different if one is",
			bad, runs);
	return methods;
}

/* Whether the command misbehaves when the compiler gets only METHODS, or (OPTION is "except") all but them. */
static int
is_bad_with (Trials *trials, const Methods *methods, const char *option, const char *what)
{
	char *text = methods_option (trials, methods, option);
	int bad = trial_is_bad (trials, text, what);

	free (text);
	return bad;
}

static int
bisect (Trials *trials)
{
	Methods methods = begin (trials);

	if (!is_bad_with (trials, &methods, "only", "all methods by name"))
		fail ("it does not differ when the compiler gets exactly the %zu methods that it got: the command is flaky, or "
			  "starts programs with a compiler of their own",
			methods.count);
	methods_narrow (trials, &methods);
	if (!is_bad_with (trials, &methods, "only", "once more"))
		fail ("the command is flaky: what differed just now does not any more. --runs=N runs each trial N times");
	for (size_t i = 0; i < methods.count; i++)
		printf ("method:  %s\n", methods.names [i]);
	if (methods.count > 1)
		printf ("         These %zu only together; passes are counted in each of them.\n", methods.count);
	if (is_bad_with (trials, &methods, "except", "all but that"))
		puts ("         That is not all: without it the command still differs.");
	fflush (stdout);
	passes_narrow (trials, &methods);
	printf ("%d runs.\n", trials->count);
	methods_release (&methods);
	return STATUS_SUCCESS;
}

/* ---- Command line ---- */

enum {
	OPTION_COMPILER = 'c',
	OPTION_JUDGE = 'j',
	OPTION_COMPARE = 0x100,
	OPTION_RUNS = 'r',
	OPTION_TIMEOUT = 't',
	OPTION_KEEP = 'k'
};

static const struct argp_option option_table [] = {
	{ "compiler", OPTION_COMPILER, "SPEC", 0,
		"look for faults of SPEC (default: what COMMAND or the environment names, "
		"else bigstep)",
		0 },
	{ "judge", OPTION_JUDGE, "PROGRAM", 0,
		"PROGRAM is called after each run with the names of the files that hold standard "
		"output and standard error, and the exit status, and says by its own whether it was good: 0 good, 1 to 124 bad",
		0 },
	{ "compare", OPTION_COMPARE, "WHAT[,WHAT]", 0,
		"without a judge, what must be as under mini: status, output, errors "
		"(default: all three)",
		0 },
	{ "runs", OPTION_RUNS, "N", 0, "run N times for each question, and take it for bad if one run is (default: 1)", 0 },
	{ "timeout", OPTION_TIMEOUT, "SECONDS", 0,
		"a run that takes longer is bad (default: 20, and ten times what mini "
		"takes)",
		0 },
	{ "keep", OPTION_KEEP, NULL, 0, "keep what the last runs wrote", 0 },
	{ 0 },
};

static unsigned
parse_aspects (const char *text, struct argp_state *state)
{
	static const char *const names [] = { "status", "output", "errors" };
	char *copy = format_string ("%s", text), *rest = copy, *name;
	unsigned aspects = 0, i;

	while ((name = strsep (&rest, ","))) {
		for (i = 0; i < sizeof names / sizeof *names && strcmp (names [i], name); i++)
			continue;
		if (i == sizeof names / sizeof *names)
			argp_error (state, "'%s' cannot be compared: status, output or errors can", name);
		aspects |= 1u << i;
	}
	free (copy);
	return aspects;
}

static error_t
parse_option (int key, char *argument, struct argp_state *state)
{
	BisectOptions *options = state->input;
	char *end;

	switch (key) {
	case OPTION_COMPILER:
		options->compiler = argument;
		return 0;
	case OPTION_JUDGE:
		options->trials.judge = argument;
		return 0;
	case OPTION_COMPARE:
		options->trials.aspects = parse_aspects (argument, state);
		return 0;
	case OPTION_RUNS:
		options->trials.runs = (int) strtol (argument, &end, 10);
		if (*end || options->trials.runs < 1)
			argp_error (state, "the number of runs must be 1 or more, not '%s'", argument);
		return 0;
	case OPTION_TIMEOUT:
		options->time_limit = strtod (argument, &end);
		if (*end || !(options->time_limit > 0))
			argp_error (state, "the time limit must be a number of seconds, not '%s'", argument);
		return 0;
	case OPTION_KEEP:
		options->trials.keeps_folder = 1;
		return 0;
	case ARGP_KEY_ARG:
		/* The rest is the command's, with all its options. */
		options->words = state->argv + state->next - 1;
		state->next = state->argc;
		return 0;
	case ARGP_KEY_END:
		if (!options->words)
			argp_error (state, "a command is needed");
		return 0;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

static const struct argp parser = {
	option_table,
	parse_option,
	"-- COMMAND [ARGUMENT...]",
	"Runs COMMAND, which behaves differently under mini and under another compiler, again and again; finds the one method "
	"that makes the difference, and the pass that spoils it; and prints how to look at them."
	"\vCOMMAND is a program.exe, which mono-bigstep runs; mono or mono-bigstep with its options; or whatever starts "
	"mono-bigstep or a program that embeds Mono. It gets its compiler in the variable MONO_COMPILER, and finds our runtime "
	"library by LD_LIBRARY_PATH; a stock mono that it starts stays as it is. It reads no standard input. Files that it "
	"writes must not change what it does next time.\n\n"
	"Exit status: 0 the fault was found, 1 there is no difference, 2 the command line is wrong or the command is flaky.",
	NULL,
	NULL,
	NULL,
};

int
command_bisect (int argument_count, char **arguments)
{
	/* The trials clean up when the program ends, after this function. */
	static BisectOptions options = { .trials = {
										 .runs = 1, .aspects = ASPECT_STATUS | ASPECT_OUTPUT | ASPECT_ERRORS } };

	argp_parse (&parser, argument_count, arguments, ARGP_IN_ORDER, NULL, &options);
	command_prepare (&options.trials.command, options.words, options.compiler);
	trials_begin (&options.trials, options.time_limit);
	return bisect (&options.trials);
}
