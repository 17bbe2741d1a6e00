/* SPDX-License-Identifier: MIT */
#include "options.h"

#include "stages.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "like-mini/like-mini.h"

const char options_help [] =
	"O=0..3                        how much to optimise (default 2)\n"
	"dump=il+cfg+ops+ir+opt+asm    print what the stages make of each method, on stderr\n"
	"method=PATTERN                print only methods that fit, as in Namespace.Type:Method(int)\n"
	"inline=none|patchable|mini|all which methods are compiled into their callers: none; those that mini inlines, too, so that\n"
	"                              the code of all others can be patched at any time; these, and small ones that stack\n"
	"                              traces cannot show (default); all small ones\n"
	"like=all|none|[-]RULE+RULE    which habits of mini to follow, beyond ECMA-335: all (default), none, these, or with -\n"
	"                              all but these\n"
	"verify                        check every LLVM module for consistency\n"
	"wrappers=none|all             compile the runtime's wrappers that can be compiled, too (default none)\n"
	"codegen=0..3                  how much code generation optimises (default: as O)\n"
	"opt-bisect-limit=N            run only the first N of each method's passes that code can do without\n"
	"opt-bisect-log=FILE           append a line to FILE for each: number, runs or skipped, stage, pass, method\n"
	"sums=FILE                     append a line to FILE for each method: a hash of its code, before it has addresses\n"
	"skip=polls+roots+implicit-checks  leave steps out that other threads or collections need; to find faults in them\n";

typedef struct Bit {
	const char *name;
	uint32_t bit;
} Bit;

/* The last stage leaves nothing to be printed: its row ends the table. */
static const Bit dump_stages [STAGE_COUNT] = {
#define STAGE(enumerator, name, title, write, counter) { name, 1u << STAGE_##enumerator },
#include "stages.def"
#undef STAGE
};

static const Bit steps [] = {
	{ "polls", PASS_STEP_POLLS },
	{ "roots", PASS_STEP_ROOTS },
	{ "implicit-checks", PASS_STEP_IMPLICIT_CHECKS },
	{ NULL, 0 },
};

/* Each sets its part of OPTIONS from VALUE, which can be NULL; returns 0 when VALUE is wrong. */

static int
parse_level (int *level, const char *value)
{
	if (!value || value [0] < '0' || value [0] > '3' || value [1])
		return 0;
	*level = value [0] - '0';
	return 1;
}

static int
set_level (Options *options, const char *value)
{
	return parse_level (&options->optimization_level, value);
}

static int
set_code_generation_level (Options *options, const char *value)
{
	return parse_level (&options->code_generation_level, value);
}

/* VALUE: names from TABLE, joined by +. */
static int
set_bits (uint32_t *bits, const Bit *table, const char *value)
{
	if (!value)
		return 0;
	for (const char *name = value;; name++) {
		size_t length = strcspn (name, "+");
		const Bit *row = table;

		while (row->name && (strlen (row->name) != length || strncmp (row->name, name, length)))
			row++;
		if (!row->name)
			return 0;
		*bits |= row->bit;
		name += length;
		if (!*name)
			return 1;
	}
}

static int
set_dump (Options *options, const char *value)
{
	return set_bits (&options->dump, dump_stages, value);
}

static int
set_skip (Options *options, const char *value)
{
	return set_bits (&options->gate.skipped_steps, steps, value);
}

static int
set_bisect_limit (Options *options, const char *value)
{
	char *end;
	long limit = value ? strtol (value, &end, 10) : -1;

	if (limit < 0 || limit > INT_MAX || end == value || *end)
		return 0;
	options->gate.limit = (int) limit;
	return 1;
}

/* Keeps a copy of VALUE in TEXT. */
static int
set_text (char **text, const char *value)
{
	if (!value || !*value)
		return 0;
	free (*text);
	*text = strdup (value);
	return *text != NULL;
}

static int
set_bisect_log (Options *options, const char *value)
{
	if (!set_text (&options->gate_log, value))
		return 0;
	options->gate.log = options->gate_log;
	return 1;
}

static int
set_method (Options *options, const char *value)
{
	return set_text (&options->dump_method, value);
}

static int
set_sums (Options *options, const char *value)
{
	return set_text (&options->sums, value);
}

static int
set_inlining (Options *options, const char *value)
{
	static const char *const names [] = {
		[INLINING_NONE] = "none",
		[INLINING_PATCHABLE] = "patchable",
		[INLINING_LIKE_MINI] = "mini",
		[INLINING_ALL] = "all",
	};

	for (size_t i = 0; value && i < sizeof names / sizeof *names; i++)
		if (!strcmp (names [i], value)) {
			options->inlining = (Inlining) i;
			return 1;
		}
	return 0;
}

static int
set_like (Options *options, const char *value)
{
	return like_mini_parse (value, &options->unlike_mini);
}

static int
set_verify (Options *options, const char *value)
{
	options->verify = 1;
	return value == NULL;
}

/* None is the default: compiling a few wrappers more costs every start several milliseconds for each, and calls through
 * them get no faster, for they consist of calls. */
static int
set_wrappers (Options *options, const char *value)
{
	options->takes_wrappers = value && !strcmp (value, "all");
	return options->takes_wrappers || (value && !strcmp (value, "none"));
}

static const struct {
	const char *name;
	int (*set) (Options *options, const char *value);
	const char *expected;
} option_rows [] = {
	{ "O", set_level, "a level from 0 to 3" },
	{ "dump", set_dump, "one or more of il, cfg, ops, ir, opt and asm, joined by +" },
	{ "method", set_method, "a pattern such as Namespace.Type:Method" },
	{ "inline", set_inlining, "none, patchable, mini or all" },
	{ "like", set_like, "all, none, or rules of docs/like-mini.md joined by +, with - before them if they are off" },
	{ "verify", set_verify, "no value" },
	{ "wrappers", set_wrappers, "none or all" },
	{ "codegen", set_code_generation_level, "a level from 0 to 3" },
	{ "opt-bisect-limit", set_bisect_limit, "a number of passes" },
	{ "opt-bisect-log", set_bisect_log, "a file" },
	{ "sums", set_sums, "a file" },
	{ "skip", set_skip, "one or more of polls, roots and implicit-checks, joined by +" },
};

int
options_parse (Options *options, const CompilerOptions *given, char *error, size_t error_size)
{
	size_t rows = sizeof option_rows / sizeof *option_rows;

	*options = (Options) {
		.optimization_level = 2, .code_generation_level = -1, .gate.limit = -1, .inlining = INLINING_LIKE_MINI
	};
	for (uint32_t i = 0; i < given->count; i++) {
		const CompilerOption *option = MONO_COMPILER_ROW (given->options, given->stride, i);
		size_t row;

		for (row = 0; row < rows; row++)
			if (!strcmp (option_rows [row].name, option->name))
				break;
		if (row == rows) {
			snprintf (error, error_size, "bigstep has no option '%s'; it has:\n%s", option->name, options_help);
			return 0;
		}
		if (!option_rows [row].set (options, option->value)) {
			snprintf (error, error_size, "bigstep's option '%s' takes %s, not '%s'", option->name,
				option_rows [row].expected, option->value ? option->value : "");
			return 0;
		}
	}
	return 1;
}

void
options_release (Options *options)
{
	free (options->dump_method);
	free (options->gate_log);
	free (options->sums);
}
