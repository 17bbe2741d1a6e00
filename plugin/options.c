/* SPDX-License-Identifier: MIT */
#include "options.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

const char options_help [] =
	"O=0..3                        how much to optimise (default 2)\n"
	"dump=il+ops+ir+opt+asm        print what the stages make of each method, on stderr\n"
	"method=PATTERN                print only methods that fit, as in Namespace.Type:Method(int)\n"
	"verify                        check every LLVM module for consistency\n"
	"wrappers=none|all             compile the runtime's wrappers that can be compiled, too (default none)\n";

static const struct {
	const char *name;
	DumpStage stage;
} dump_stages [] = {
	{ "il", DUMP_IL }, { "ops", DUMP_OPERATIONS }, { "ir", DUMP_IR }, { "opt", DUMP_OPTIMIZED }, { "asm", DUMP_ASSEMBLY },
};

/* Each sets its part of OPTIONS from VALUE, which can be NULL; returns 0 when VALUE is wrong. */

static int
set_level (Options *options, const char *value)
{
	if (!value || value [0] < '0' || value [0] > '3' || value [1])
		return 0;
	options->optimization_level = value [0] - '0';
	return 1;
}

static int
set_dump (Options *options, const char *value)
{
	if (!value)
		return 0;
	for (const char *name = value; ; name++) {
		size_t length = strcspn (name, "+"), i;

		for (i = 0; i < sizeof dump_stages / sizeof *dump_stages; i++)
			if (strlen (dump_stages [i].name) == length && !strncmp (dump_stages [i].name, name, length))
				break;
		if (i == sizeof dump_stages / sizeof *dump_stages)
			return 0;
		options->dump |= dump_stages [i].stage;
		name += length;
		if (!*name)
			return 1;
	}
}

static int
set_method (Options *options, const char *value)
{
	if (!value || !*value)
		return 0;
	free (options->dump_method);
	options->dump_method = strdup (value);
	return options->dump_method != NULL;
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
	{ "dump", set_dump, "one or more of il, ops, ir, opt and asm, joined by +" },
	{ "method", set_method, "a pattern such as Namespace.Type:Method" },
	{ "verify", set_verify, "no value" },
	{ "wrappers", set_wrappers, "none or all" },
};

int
options_parse (Options *options, const CompilerOption *given, uint32_t count, char *error, size_t error_size)
{
	size_t rows = sizeof option_rows / sizeof *option_rows;

	*options = (Options) { .optimization_level = 2 };
	for (uint32_t i = 0; i < count; i++) {
		size_t row;

		for (row = 0; row < rows; row++)
			if (!strcmp (option_rows [row].name, given [i].name))
				break;
		if (row == rows) {
			snprintf (error, error_size, "bigstep has no option '%s'; it has:\n%s", given [i].name, options_help);
			return 0;
		}
		if (!option_rows [row].set (options, given [i].value)) {
			snprintf (error, error_size, "bigstep's option '%s' takes %s, not '%s'", given [i].name,
				option_rows [row].expected, given [i].value ? given [i].value : "");
			return 0;
		}
	}
	return 1;
}

void
options_release (Options *options)
{
	free (options->dump_method);
}
