/* SPDX-License-Identifier: MIT */
#include "common-options.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "options.h"

static int
add_alternative (char **list, const char *alternative, Problem *problem)
{
	size_t length = *list ? strlen (*list) + 1 : 0;
	char *longer = realloc (*list, length + strlen (alternative) + 1);
	if (!longer)
		return problem_set (problem, "out of memory");
	if (length)
		longer [length - 1] = '+';
	strcpy (longer + length, alternative);
	*list = longer;
	return 1;
}

static int
replace (char **text, const char *by, Problem *problem)
{
	char *copy = strdup (by);
	if (!copy)
		return problem_set (problem, "out of memory");
	free (*text);
	*text = copy;
	return 1;
}

/* Each takes an option; returns 0 with a sentence in PROBLEM. */

static int
take_patterns (Patterns *patterns, const CompilerOption *option, Problem *problem)
{
	if (!option->value || !*option->value)
		return problem_set (problem, "the option %s needs a pattern: %s=Namespace.Type:Method", option->name,
			option->name);
	int is_file = *option->value == '@';
	if (is_file ? patterns_add_file (patterns, option->value + 1, problem)
				: patterns_add (patterns, option->value, problem))
		return 1;
	return problem_set (problem, "the option %s: %s", option->name, problem_text (problem));
}

static int
take_only (CommonOptions *options, const CompilerOption *option, Problem *problem)
{
	return take_patterns (&options->only, option, problem);
}

static int
take_except (CommonOptions *options, const CompilerOption *option, Problem *problem)
{
	return take_patterns (&options->except, option, problem);
}

static int
take_list (CommonOptions *options, const CompilerOption *option, Problem *problem)
{
	if (!option->value || !*option->value)
		return problem_set (problem, "the option list needs a file: list=FILE");
	if (options->list >= 0)
		close (options->list);
	options->list = open (option->value, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0666);
	if (options->list >= 0)
		return 1;
	return problem_set (problem, "the option list cannot write '%s': %s", option->value, strerror (errno));
}

static int
take_strict (CommonOptions *options, const CompilerOption *option, Problem *problem)
{
	options->is_strict = 1;
	return !option->value || !*option->value || add_alternative (&options->strict_reasons, option->value, problem);
}

static int
take_stats (CommonOptions *options, const CompilerOption *option, Problem *problem)
{
	if (option->value)
		return replace (&options->statistics_file, option->value, problem);
	options->print_statistics = 1;
	return 1;
}

static int
take_stats_methods (CommonOptions *options, const CompilerOption *option, Problem *problem)
{
	if (option->value)
		return problem_set (problem, "the option stats-methods takes no value: write it without =");
	options->keep_method_names = 1;
	return 1;
}

/* Patterns add up. */
static int
take_aot (CommonOptions *options, const CompilerOption *option, Problem *problem)
{
	static const char except [] = "except:";
	const char *value = option->value ? option->value : "";
	if (strncmp (value, except, sizeof (except) - 1) == 0 && value [sizeof (except) - 1]) {
		options->passes_precompiled_by = 1;
		if (patterns_add (&options->precompiled_except, value + sizeof (except) - 1, problem))
			return 1;
		return problem_set (problem, "the option aot: %s", problem_text (problem));
	}
	int none = strcmp (value, "none") == 0;
	if (!none && strcmp (value, "keep") != 0)
		return problem_set (problem, "the option aot is keep, none or except:PATTERN, not '%s'", value);
	patterns_free (&options->precompiled_except);
	options->passes_precompiled_by = none;
	return 1;
}

static const struct {
	const char *name;
	int (*take) (CommonOptions *options, const CompilerOption *option, Problem *problem);
} common_options [] = {
#define COMMON_OPTION(name, take, help) { name, take },
#include "common-options.def"
#undef COMMON_OPTION
};

void
common_options_initialize (CommonOptions *options)
{
	memset (options, 0, sizeof (*options));
	options->list = -1;
}

void
common_options_release (CommonOptions *options)
{
	if (options->list >= 0)
		close (options->list);
	patterns_free (&options->only);
	patterns_free (&options->except);
	patterns_free (&options->precompiled_except);
	free (options->strict_reasons);
	free (options->statistics_file);
}

int
common_options_take (CommonOptions *options, const CompilerOption *option, Problem *problem)
{
	for (size_t i = 0; i < sizeof (common_options) / sizeof (common_options [0]); ++i) {
		if (strcmp (option->name, common_options [i].name) == 0)
			return common_options [i].take (options, option, problem) ? 1 : -1;
	}
	return 0;
}

int
common_options_allow_decline (const CommonOptions *options, const char *reason)
{
	size_t length = strlen (reason);
	if (!options->is_strict)
		return 1;
	for (const char *at = options->strict_reasons; at; at = strchr (at, '+')) {
		at += *at == '+';
		if (strncmp (at, reason, length) == 0 && (!at [length] || at [length] == '+'))
			return 1;
	}
	return 0;
}

const char *
common_option_in_help (const char *help)
{
	for (; help && *help; help += *help == '\n') {
		help += strspn (help, " \t");
		size_t length = strcspn (help, "=[ \t\n");
		for (size_t i = 0; i < sizeof (common_options) / sizeof (common_options [0]); ++i) {
			if (length && strncmp (help, common_options [i].name, length) == 0 && !common_options [i].name [length])
				return common_options [i].name;
		}
		help += strcspn (help, "\n");
	}
	return NULL;
}
