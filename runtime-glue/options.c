/* SPDX-License-Identifier: MIT */
#include "options.h"

#include <stdlib.h>
#include <string.h>

char *
list_next (char **rest, char separator)
{
	char *element = *rest;
	int depth = 0, quoted = 0;
	for (char *at = element; *at; ++at) {
		if (*at == '"')
			quoted = !quoted;
		else if (!quoted && (*at == '(' || *at == '<'))
			++depth;
		else if (!quoted && (*at == ')' || *at == '>') && depth)
			--depth;
		else if (!quoted && !depth && *at == separator) {
			*at = 0;
			*rest = at + 1;
			return element;
		}
	}
	*rest = NULL;
	return element;
}

/* Quotes only group; they are not part of the value. */
static void
remove_quotes (char *text)
{
	char *to = text;
	for (const char *from = text; *from; ++from)
		if (*from != '"')
			*to++ = *from;
	*to = 0;
}

int
spec_parse (Spec *spec, const char *text, Problem *problem)
{
	memset (spec, 0, sizeof (*spec));
	spec->storage = strdup (text);
	/* There are at most as many options as commas. */
	size_t commas = 0;
	for (const char *at = text; *at; ++at)
		commas += *at == ',';
	spec->options = calloc (commas + 1, sizeof (CompilerOption));
	if (!spec->storage || !spec->options) {
		spec_free (spec);
		return problem_set (problem, "out of memory");
	}

	char *rest = spec->storage;
	spec->name = list_next (&rest, ',');
	remove_quotes (spec->name);
	while (rest) {
		CompilerOption *option = &spec->options [spec->option_count++];
		char *name = list_next (&rest, ',');
		char *equals = strchr (name, '=');
		if (equals) {
			*equals = 0;
			remove_quotes (equals + 1);
			option->value = equals + 1;
		}
		option->name = name;
		if (!*name) {
			spec_free (spec);
			return problem_set (problem, "'%s' has an option without a name: write NAME,option=value", text);
		}
	}
	if (!*spec->name) {
		spec_free (spec);
		return problem_set (problem, "'%s' names no compiler: write NAME[,option=value]..., as in bigstep,O=2", text);
	}
	return 1;
}

void
spec_free (Spec *spec)
{
	free (spec->options);
	free (spec->storage);
	memset (spec, 0, sizeof (*spec));
}
