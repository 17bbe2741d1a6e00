/* SPDX-License-Identifier: MIT */
#include "environment.h"

#include <stdlib.h>
#include <string.h>

#define OPTION "--compiler"

static int
is_space (char character)
{
	return character == ' ' || character == '\t' || character == '\n';
}

/* Copies one option to TO, without quotes and backslashes (mini/driver.c:mono_parse_options); returns its end. */
static const char *
read_option (const char *at, char *to)
{
	char quote = 0;
	for (; *at && (quote || !is_space (*at)); ++at) {
		if (*at == '\\' && at [1])
			*to++ = *++at;
		else if (*at == '\\')
			continue;
		else if (quote ? *at == quote : *at == '"' || *at == '\'')
			quote = quote ? 0 : *at;
		else
			*to++ = *at;
	}
	*to = 0;
	return at;
}

char *
environment_find_compiler (const char *options, char **rest)
{
	size_t size = strlen (options) + 1;
	char *option = malloc (size), *others = malloc (size), *to = others, *found = NULL;
	if (!option || !others)
		abort ();
	while (*options) {
		const char *start = options;
		while (is_space (*options))
			++options;
		const char *end = read_option (options, option);
		if (strncmp (option, OPTION "=", strlen (OPTION "=")) == 0) {
			free (found);
			found = strdup (option + strlen (OPTION "="));
		} else if (strcmp (option, OPTION) == 0) {
			/* The value is the next word; without one it names no compiler, and whoever selects it says so. */
			while (is_space (*end))
				++end;
			end = read_option (end, option);
			free (found);
			found = strdup (option);
		} else {
			memcpy (to, start, (size_t) (end - start));
			to += end - start;
		}
		options = end;
	}
	*to = 0;
	free (option);
	if (rest)
		*rest = others;
	else
		free (others);
	return found;
}
