/* SPDX-License-Identifier: MIT */
#include "pattern.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "description.h"
#include "options.h"

/* Compares without regard to spaces: descriptions are printed with one before the parenthesis, and written without. Nor
 * to quotes, which only group. */
static int
wildcard_matches (const char *pattern, const char *text, const char *end)
{
	const char *star = NULL, *resume = NULL;
	for (;;) {
		while (text < end && *text == ' ')
			++text;
		while (*pattern == ' ' || *pattern == '"')
			++pattern;
		if (*pattern == '*') {
			star = ++pattern;
			resume = text;
		} else if (text < end && *pattern == *text) {
			++pattern;
			++text;
		} else if (text >= end && !*pattern) {
			return 1;
		} else if (star && resume < end) {
			pattern = star;
			text = ++resume;
		} else {
			return 0;
		}
	}
}

static int
description_matches (const char *pattern, const char *description)
{
	/* The parameters start at the last " (": names of compiler-made types have parentheses too. */
	const char *end = description + strlen (description), *limit = end;
	const char *colon = NULL;
	for (const char *at = description; *at; ++at) {
		if (at [0] == ' ' && at [1] == '(')
			limit = at;
		if (at [0] == ':' && limit == end)
			colon = at;
	}
	if (strchr (pattern, '('))
		limit = end;
	else if (!strchr (pattern, ':') && colon)
		limit = colon;
	return wildcard_matches (pattern, description, limit);
}

static void
remove_spaces_behind (char *text)
{
	size_t length = strlen (text);
	while (length && strchr (" \t\r\n", text [length - 1]))
		text [--length] = 0;
}

/* Why PATTERN fits no method whatever; NULL if it can fit one. */
static const char *
why_never (const char *pattern)
{
	char last = 0;
	for (const char *at = pattern; *at; ++at)
		last = *at == ' ' || *at == '"' ? last : *at;
	if (!last)
		return "it is empty";
	if (strchr (pattern, '(') && last != ')' && last != '*')
		return "with a parenthesis in it, it has to fit a whole description, which ends with one: "
			   "Namespace.Type:Method(int,string)";
	return NULL;
}

static int
add (Patterns *patterns, const char *text, Problem *problem)
{
	const char *reason = why_never (text);
	struct Pattern **at = &patterns->first, *pattern = reason ? NULL : calloc (1, sizeof (*pattern));
	if (reason)
		return problem_set (problem, "the pattern '%s' fits no method: %s", text, reason);
	if (!pattern || !(pattern->text = strdup (text))) {
		free (pattern);
		return problem_set (problem, "out of memory");
	}
	while (*at)
		at = &(*at)->next;
	*at = pattern;
	return 1;
}

int
patterns_add (Patterns *patterns, const char *text, Problem *problem)
{
	char *alternatives = strdup (text), *rest = alternatives;
	if (!alternatives)
		return problem_set (problem, "out of memory");
	patterns->is_given = 1;
	int good = 1;
	while (rest && good)
		good = add (patterns, list_next (&rest, '+'), problem);
	free (alternatives);
	return good;
}

int
patterns_add_file (Patterns *patterns, const char *path, Problem *problem)
{
	FILE *file = fopen (path, "r");
	char *line = NULL;
	size_t size = 0;
	int number = 1, good = 1;
	if (!file)
		return problem_set (problem, "'%s' cannot be read: %s", path, strerror (errno));
	patterns->is_given = 1;
	for (; good && getline (&line, &size, file) > 0; ++number) {
		remove_spaces_behind (line);
		if (*line && !add (patterns, line, problem))
			good = problem_set (problem, "'%s', line %d: %s", path, number, problem_text (problem));
	}
	if (good && ferror (file))
		good = problem_set (problem, "'%s' cannot be read: %s", path, strerror (errno));
	free (line);
	fclose (file);
	return good;
}

void
patterns_free (Patterns *patterns)
{
	while (patterns->first) {
		struct Pattern *pattern = patterns->first;
		patterns->first = pattern->next;
		free (pattern->text);
		free (pattern);
	}
	patterns->is_given = 0;
}

static int
fits (const char *pattern, const char *description)
{
	return strcmp (pattern, "*") == 0 || description_matches (pattern, description);
}

int
patterns_fit (Patterns *patterns, MonoMethod *method)
{
	char *description = method_description (method);
	int fit = 0;
	/* Those that have fitted nothing yet are tried in any case. */
	for (struct Pattern *pattern = patterns->first; pattern; pattern = pattern->next) {
		int has_fitted = atomic_load_explicit (&pattern->has_fitted, memory_order_relaxed);
		if ((fit && has_fitted) || !fits (pattern->text, description))
			continue;
		fit = 1;
		if (!has_fitted)
			atomic_store_explicit (&pattern->has_fitted, 1, memory_order_relaxed);
	}
	free (description);
	return fit;
}

int
pattern_matches (const char *pattern, MonoMethod *method)
{
	if (strcmp (pattern, "*") == 0)
		return 1;
	char *alternatives = strdup (pattern), *rest = alternatives;
	char *description = method_description (method);
	int matches = 0;
	while (rest && !matches)
		matches = fits (list_next (&rest, '+'), description);
	free (description);
	free (alternatives);
	return matches;
}
