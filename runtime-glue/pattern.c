/* SPDX-License-Identifier: MIT */
#include "pattern.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

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

char *
pattern_read (const char *path)
{
	FILE *file = fopen (path, "r"), *text;
	char *patterns = NULL, *line = NULL;
	size_t size, line_size = 0;
	ssize_t length;
	if (!file)
		return NULL;
	text = open_memstream (&patterns, &size);
	if (!text)
		abort ();
	for (const char *separator = ""; (length = getline (&line, &line_size, file)) > 0;) {
		if (line [length - 1] == '\n')
			line [--length] = 0;
		if (!length)
			continue;
		fprintf (text, "%s\"%s\"", separator, line);
		separator = "+";
	}
	int failed = ferror (file), reason = errno;
	fclose (text);
	fclose (file);
	free (line);
	if (!failed)
		return patterns;
	free (patterns);
	errno = reason;
	return NULL;
}

char *
method_description (MonoMethod *method)
{
	return mono_method_full_name (method, 1);
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
		matches = description_matches (list_next (&rest, '+'), description);
	monoeg_g_free (description);
	free (alternatives);
	return matches;
}
