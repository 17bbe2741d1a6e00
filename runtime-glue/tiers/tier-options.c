/* SPDX-License-Identifier: MIT */
#include "tier-options.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

const char tier_options_help [] =
#define TIER_OPTION(name, take, help) help
#include "tier-options.def"
#undef TIER_OPTION
	;

/* Code of mini's replaces none of mini's, and there is one that is tiered. */
static int
take_then (TierOptions *options, const char *value, Problem *problem)
{
	size_t length = strcspn (value, ",");
	if (!length || (length == 4 && strncmp (value, "mini", 4) == 0) ||
		(length == 6 && strncmp (value, "tiered", 6) == 0))
		return problem_set (problem, "then= is a compiler that makes better code than mini, as in then=bigstep");
	free (options->then);
	options->then = strdup (value);
	return options->then || problem_set (problem, "out of memory");
}

static int
take_number (double *number, const char *name, const char *value, double most, Problem *problem)
{
	char *end;
	errno = 0;
	*number = strtod (value, &end);
	return (!*end && end != value && !errno && *number >= 0 && *number <= most) ||
		problem_set (problem, "%s= is a number from 0 to %.0f, not '%s'", name, most, value);
}

static int
take_share (TierOptions *options, const char *value, Problem *problem)
{
	if (!take_number (&options->share, "share", value, 100, problem))
		return 0;
	options->share /= 100;
	return 1;
}

static int
take_head_start (TierOptions *options, const char *value, Problem *problem)
{
	return take_number (&options->head_start, "head-start", value, 1e6, problem);
}

static int
take_whole_number (uint64_t *number, const char *name, const char *value, Problem *problem)
{
	char *end;
	errno = 0;
	*number = strtoull (value, &end, 10);
	return (*value >= '0' && *value <= '9' && !*end && !errno) ||
		problem_set (problem, "%s= is a whole number, not '%s'", name, value);
}

static int
take_first (TierOptions *options, const char *value, Problem *problem)
{
	if (*value >= '0' && *value <= '9')
		return take_whole_number (&options->first, "first", value, problem);
	return strcmp (value, "mini") == 0 ||
		problem_set (problem, "first= is mini, whose code can be replaced while it runs, not '%s'", value);
}

static int
take_file (char **file, const char *name, const char *value, Problem *problem)
{
	free (*file);
	*file = strdup (value);
	return *value && *file ? 1 : problem_set (problem, "the option %s needs a file: %s=FILE", name, name);
}

static int
take_record (TierOptions *options, const char *value, Problem *problem)
{
	return take_file (&options->record, "record", value, problem);
}

static int
take_replay (TierOptions *options, const char *value, Problem *problem)
{
	return take_file (&options->replay, "replay", value, problem);
}

static int
take_after (TierOptions *options, const char *value, Problem *problem)
{
	uint64_t number;
	if (!take_whole_number (&number, "after", value, problem))
		return 0;
	options->after = (unsigned) number;
	return (number >= 1 && number <= 1000000) ||
		problem_set (problem, "after= is a number from 1 to 1000000, not '%s'", value);
}

static int
take_stress (TierOptions *options, const char *value, Problem *problem)
{
	options->is_stressed = 1;
	return take_whole_number (&options->seed, "stress", value, problem);
}

static const struct {
	const char *name;
	int (*take) (TierOptions *options, const char *value, Problem *problem);
} rows [] = {
#define TIER_OPTION(name, take, help) { name, take },
#include "tier-options.def"
#undef TIER_OPTION
};

static int
take (TierOptions *options, const CompilerOption *option, Problem *problem)
{
	for (size_t i = 0; i < sizeof (rows) / sizeof (rows [0]); ++i) {
		if (strcmp (option->name, rows [i].name) != 0)
			continue;
		if (!option->value)
			return problem_set (problem, "the option %s needs a value: %s=...", option->name, option->name);
		return rows [i].take (options, option->value, problem);
	}
	return problem_set (problem, "there is no option '%s'; there are:\n%s", option->name, tier_options_help);
}

int
tier_options_parse (TierOptions *options, const CompilerOptions *given, Problem *problem)
{
	*options = (TierOptions) { .first = UINT64_MAX, .share = -1, .head_start = -1 };
	int is_good = 1;
	for (uint32_t i = 0; i < given->count && is_good; ++i)
		is_good = take (options, &given->options [i], problem);
	if (is_good && (options->after != 0) + options->is_stressed + (options->replay != NULL) > 1)
		is_good = problem_set (problem, "after=, stress= and replay= exclude each other");
	if (is_good && options->first != UINT64_MAX && !options->replay)
		is_good = problem_set (problem, "first= with a number goes with replay=");
	return is_good;
}

void
tier_options_release (TierOptions *options)
{
	free (options->then);
	free (options->record);
	free (options->replay);
}
