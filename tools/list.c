/* SPDX-License-Identifier: MIT
 *
 * bigstep list: the compilers there are. */
#include "host.h"

#include <stdio.h>
#include <string.h>

/* TEXT, which may have several lines, each indented by COLUMNS. */
static void
print_indented (const char *text, int columns)
{
	while (*text) {
		int length = (int) strcspn (text, "\n");
		printf ("%*s%.*s\n", columns, "", length, text);
		text += length + (text [length] == '\n');
	}
}

static void
print_compiler (void *data, const char *name, const char *path, const char *description, const char *options_help,
	const char *problem)
{
	(void) data;
	printf ("%-16s %s\n", name, problem ? "cannot be loaded" : description ? description : "");
	if (problem)
		print_indented (problem, 17);
	if (path)
		print_indented (path, 17);
	if (options_help)
		print_indented (options_help, 20);
}

static const struct argp parser = {
	NULL,
	NULL,
	"",
	"Lists the compilers that are built in or found as plug-ins, with the options they take.",
	NULL,
	NULL,
	NULL,
};

int
command_list (int argument_count, char **arguments)
{
	argp_parse (&parser, argument_count, arguments, 0, NULL, NULL);
	mono_compiler_list (print_compiler, NULL);
	return STATUS_SUCCESS;
}
