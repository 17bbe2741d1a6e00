/* SPDX-License-Identifier: MIT
 *
 * From the methods that misbehave to the part of the compiler that spoils them. In this order, because each question needs
 * the answer of the one before it: the IR as it is emitted, one of LLVM's passes, a step of our own, code generation. */
#include "bisect.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "host.h"

/* Steps of BigStep that are no passes of LLVM's, as its option skip= calls them. */
static const struct {
	const char *name, *source;
} steps [] = {
	{ "polls", "plugin/llvm/optimize/polls/place.c" },
	{ "roots", "plugin/llvm/optimize/roots.c" },
	{ "implicit-checks", "plugin/llvm/optimize/implicit-checks.c" },
};

typedef struct Search {
	Trials *trials;
	const Methods *methods;
	char *only; /* the option for them */
} Search;

static int
is_bad_with (Search *search, const char *options, const char *what)
{
	char *all = format_string ("%s%s%s", search->only, *options ? "," : "", options);
	int bad = trial_is_bad (search->trials, all, what);

	free (all);
	return bad;
}

/* Prints a command that shows STAGES of the methods, compiled with OPTIONS. */
static void
print_dump (Search *search, const char *label, const char *stages, const char *options)
{
	char *spec = format_string ("%s,%s%s%s,dump=%s", search->trials->command.bare_spec, search->only,
		*options ? "," : "", options, stages);
	char *line = command_line (&search->trials->command, spec);

	printf ("%-9s%s\n", label, line);
	free (line);
	free (spec);
}

/* ---- Steps of our own ---- */

/* Whether without one of the steps the command behaves, compiled with OPTIONS: then that is the fault; or, if something
 * else is, another way to look at it. */
static int
find_step (Search *search, const char *options, int is_fault)
{
	for (size_t i = 0; i < sizeof steps / sizeof *steps; i++) {
		char *skip = format_string ("%s%sskip=%s", options, *options ? "," : "", steps [i].name);
		char *what = format_string ("without the step %s", steps [i].name);
		int bad = is_bad_with (search, skip, what);

		free (what);
		if (!bad) {
			printf (is_fault ? "fault:   step %s (%s)\n" : "         It is gone without the step %s, too (%s).\n",
				steps [i].name, steps [i].source);
			print_dump (search, "with:", "opt+asm", options);
			print_dump (search, "without:", "opt+asm", skip);
		}
		free (skip);
		if (!bad)
			return 1;
	}
	return 0;
}

/* ---- LLVM's passes ---- */

#define PASS_LOG "passes"

/* Finds in the log what pass NUMBER is called, malloced, and how many there are. */
static char *
read_log (Search *search, long number, long *count)
{
	char *path = trials_path (search->trials, PASS_LOG), *line = NULL, *name = NULL;
	FILE *file = fopen (path, "r");
	size_t line_size = 0;

	*count = 0;
	while (file && getline (&line, &line_size, file) > 0) {
		/* Number, runs or skipped, stage, pass, method */
		char *rest = line, *fields [5];
		long found;

		for (int i = 0; i < 5; i++)
			if (!(fields [i] = strsep (&rest, "\t\n")))
				fail ("a line of '%s' is cut off", path);
		found = strtol (fields [0], NULL, 10);
		if (found > *count)
			*count = found;
		if (found == number && !name)
			name = format_string ("%s, in %s", fields [3], fields [2]);
	}
	if (file)
		fclose (file);
	free (line);
	free (path);
	return name;
}

/* Tries with the first LIMIT passes, or with all if that is negative; writes the log anew. */
static int
is_bad_with_passes (Search *search, long limit)
{
	char *path = trials_path (search->trials, PASS_LOG);
	char *what = limit < 0 ? format_string ("all passes") : format_string ("the first %ld passes", limit);
	char *number = limit < 0 ? format_string ("%s", "") : format_string ("opt-bisect-limit=%ld,", limit);
	char *options = format_string ("%sopt-bisect-log=\"%s\"", number, path);
	int bad;

	unlink (path);
	bad = is_bad_with (search, options, what);
	free (options);
	free (number);
	free (what);
	free (path);
	return bad;
}

/* With no passes it is good: which one spoils it? */
static void
find_pass (Search *search)
{
	long good = 0, bad, total;
	char *name, *before, *after;

	if (!is_bad_with_passes (search, -1))
		fail ("the command is flaky: now it behaves. --runs=N runs each trial N times");
	free (read_log (search, 0, &total));
	bad = total;
	while (bad - good > 1) {
		long middle = good + (bad - good) / 2;

		*(is_bad_with_passes (search, middle) ? &bad : &good) = middle;
	}
	if (!is_bad_with_passes (search, bad))
		fail ("the command is flaky: with the same %ld passes it behaves now. --runs=N runs each trial N times", bad);
	name = read_log (search, bad, &total);
	printf ("fault:   pass %ld of %ld: %s\n", bad, total, name ? name : "(without a name)");
	before = format_string ("opt-bisect-limit=%ld", good);
	after = format_string ("opt-bisect-limit=%ld", bad);
	print_dump (search, "before:", "opt+asm", before);
	print_dump (search, "after:", "opt+asm", after);
	fflush (stdout);
	find_step (search, "", 0);
	free (before);
	free (after);
	free (name);
}

/* ---- All of it ---- */

void
passes_narrow (Trials *trials, const Methods *methods)
{
	Search search = { trials, methods, methods_option (trials, methods, "only") };

	if (!trials->command.is_bigstep) {
		puts ("fault:   in what the compiler makes of it; only bigstep can be asked to leave out passes");
	} else if (is_bad_with (&search, "O=0", "without optimisation")) {
		if (!find_step (&search, "O=0", 1)) {
			puts ("fault:   IR emission, if not placing the code: it is there without optimisation");
			print_dump (&search, "look at:", "il+ops+ir+asm", "O=0");
		}
	} else if (!is_bad_with (&search, "opt-bisect-limit=0", "no passes")) {
		find_pass (&search);
	} else if (!find_step (&search, "opt-bisect-limit=0", 1)) {
		if (is_bad_with (&search, "opt-bisect-limit=0,codegen=0", "no passes, simplest code generation")) {
			puts ("fault:   IR emission, as it is done for optimisation: it is there with all passes left out");
			print_dump (&search, "look at:", "il+ops+ir", "opt-bisect-limit=0");
		} else {
			puts ("fault:   code generation: it is there with all passes left out, and not with codegen=0");
			print_dump (&search, "look at:", "opt+asm", "opt-bisect-limit=0");
			print_dump (&search, "good:", "opt+asm", "opt-bisect-limit=0,codegen=0");
		}
	}
	free (search.only);
}
