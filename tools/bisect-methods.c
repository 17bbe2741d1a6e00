/* SPDX-License-Identifier: MIT
 *
 * From all the methods that a compiler got to the few, mostly one, that make the command misbehave: delta debugging
 * (Zeller and Hildebrandt, "Simplifying and isolating failure-inducing input", 2002). */
#include "bisect.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "host.h"

/* So many methods are written out in an option. */
#define WRITTEN_OUT 3

static int
compare_names (const void *a, const void *b)
{
	return strcmp (*(char *const *) a, *(char *const *) b);
}

Methods
methods_read (const char *path)
{
	FILE *file = fopen (path, "r");
	Methods methods = { NULL, 0 };
	size_t capacity = 0, line_size = 0, kept = 0;
	char *line = NULL;
	ssize_t length;

	if (!file)
		return methods;
	while ((length = getline (&line, &line_size, file)) > 0) {
		line [strcspn (line, "\n")] = 0;
		if (methods.count == capacity) {
			capacity = capacity * 2 + 64;
			methods.names = realloc (methods.names, capacity * sizeof *methods.names);
			if (!methods.names)
				fail ("out of memory");
		}
		methods.names [methods.count++] = format_string ("%s", line);
	}
	free (line);
	fclose (file);
	/* By name, and so by class: halves are more often complete. */
	qsort (methods.names, methods.count, sizeof *methods.names, compare_names);
	for (size_t i = 0; i < methods.count; i++)
		if (kept && !strcmp (methods.names [kept - 1], methods.names [i]))
			free (methods.names [i]);
		else
			methods.names [kept++] = methods.names [i];
	methods.count = kept;
	return methods;
}

void
methods_release (Methods *methods)
{
	for (size_t i = 0; i < methods->count; i++)
		free (methods->names [i]);
	free (methods->names);
	*methods = (Methods) { NULL, 0 };
}

char *
methods_option (const Trials *trials, const Methods *methods, const char *name)
{
	char *text = NULL, *path = NULL;
	size_t size;
	FILE *file;

	if (methods->count <= WRITTEN_OUT) {
		file = open_memstream (&text, &size);
		if (!file)
			fail ("out of memory");
		for (size_t i = 0; i < methods->count; i++)
			fprintf (file, "%s%s=\"%s\"", i ? "," : "", name, methods->names [i]);
		fclose (file);
		return text;
	}
	path = trials_path (trials, "methods");
	file = fopen (path, "w");
	if (!file)
		fail ("cannot write '%s': %s", path, strerror (errno));
	for (size_t i = 0; i < methods->count; i++)
		fprintf (file, "%s\n", methods->names [i]);
	if (fclose (file) != 0)
		fail ("cannot write '%s': %s", path, strerror (errno));
	text = format_string ("%s=\"@%s\"", name, path);
	free (path);
	return text;
}

static int
are_bad (Trials *trials, const Methods *methods, size_t total)
{
	char *option = methods_option (trials, methods, "only");
	char *what = methods->count == 1 ? format_string ("only %s", methods->names [0])
									 : format_string ("%zu of %zu methods", methods->count, total);
	int bad = trial_is_bad (trials, option, what);

	free (option);
	free (what);
	return bad;
}

/* Part PART of PARTS of METHODS, or all but it, in *CHOSEN, which has room for all. */
static void
choose (const Methods *methods, size_t part, size_t parts, int all_but, Methods *chosen)
{
	size_t first = methods->count * part / parts, end = methods->count * (part + 1) / parts;

	chosen->count = 0;
	for (size_t i = 0; i < methods->count; i++)
		if ((i >= first && i < end) != all_but)
			chosen->names [chosen->count++] = methods->names [i];
}

/* One of the PARTS of METHODS, or all but one, that is bad: in *CHOSEN. */
static int
find_bad (Trials *trials, const Methods *methods, size_t parts, int all_but, Methods *chosen)
{
	for (size_t part = 0; part < parts; part++) {
		choose (methods, part, parts, all_but, chosen);
		if (chosen->count < methods->count && are_bad (trials, chosen, methods->count))
			return 1;
	}
	return 0;
}

void
methods_narrow (Trials *trials, Methods *methods)
{
	Methods left = { allocate ((methods->count + 1) * sizeof (char *)), methods->count };
	Methods chosen = { allocate ((methods->count + 1) * sizeof (char *)), 0 };
	size_t parts = 2;

	memcpy (left.names, methods->names, methods->count * sizeof (char *));
	while (left.count > 1) {
		int found = find_bad (trials, &left, parts, 0, &chosen), all_but = 0;

		/* Of two parts, each is all but the other. */
		if (!found && parts > 2)
			found = all_but = find_bad (trials, &left, parts, 1, &chosen);
		if (found) {
			Methods was = left;

			left = chosen;
			chosen = was;
			parts = all_but ? parts - 1 : 2;
		} else if (parts < left.count) {
			parts = parts * 2 < left.count ? parts * 2 : left.count;
		} else {
			break;
		}
	}

	Methods result = { allocate ((left.count + 1) * sizeof (char *)), left.count };
	for (size_t i = 0; i < left.count; i++)
		result.names [i] = format_string ("%s", left.names [i]);
	free (left.names);
	free (chosen.names);
	methods_release (methods);
	*methods = result;
}
