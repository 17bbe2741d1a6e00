/* SPDX-License-Identifier: MIT
 *
 * bigstep: a program that embeds the pluggable Mono and shows what a compiler does with single methods or whole
 * assemblies. It uses Mono's public embedding API and include/mono-compiler.h, nothing else, but for the two files of the
 * glue that take specifications apart. */
#include "host.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const struct Command {
	const char *name;
	int (*run) (int argument_count, char **arguments);
	const char *summary;
} commands [] = {
	{ "run", command_run, "compile one method and run it" },
	{ "compile", command_compile, "compile every method of assemblies, without running anything" },
	{ "dump", command_dump, "show what each stage makes of a method" },
	{ "list", command_list, "list the compilers there are" },
	{ "bisect", command_bisect, "find the method and the pass that make a command behave differently" },
};

#define COMMAND_COUNT (sizeof commands / sizeof commands [0])

const char *argp_program_version = "bigstep " BIGSTEP_VERSION;

static char *
list_commands (int key, const char *text, void *input)
{
	char *list = NULL;
	size_t length;
	FILE *file;

	(void) input;
	if (key != ARGP_KEY_HELP_POST_DOC)
		return (char *) text;
	file = open_memstream (&list, &length);
	if (!file)
		fail ("out of memory");
	fputs ("Commands:\n", file);
	for (size_t i = 0; i < COMMAND_COUNT; i++)
		fprintf (file, "  %-10s %s\n", commands [i].name, commands [i].summary);
	fputs ("\n`bigstep COMMAND --help` tells more about one of them; so does bigstep(1).", file);
	fclose (file);
	return list;
}

typedef struct Selection {
	const struct Command *command;
	int first; /* index of the command's name */
} Selection;

static error_t
parse_option (int key, char *argument, struct argp_state *state)
{
	Selection *selection = state->input;

	switch (key) {
	case ARGP_KEY_ARG:
		for (size_t i = 0; i < COMMAND_COUNT && !selection->command; i++)
			if (!strcmp (commands [i].name, argument))
				selection->command = &commands [i];
		if (!selection->command)
			argp_error (state, "there is no command '%s'", argument);
		selection->first = state->next - 1;
		/* The rest is the command's. */
		state->next = state->argc;
		return 0;
	case ARGP_KEY_END:
		if (!selection->command)
			argp_error (state, "a command is needed");
		return 0;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

static const struct argp parser = {
	NULL,
	parse_option,
	"COMMAND [ARGUMENT...]",
	"Shows what a compiler of CIL does with methods, inside a stock Mono.\v",
	NULL,
	list_commands,
	NULL,
};

int
main (int argument_count, char **arguments)
{
	Selection selection = { NULL, 0 };

	argp_err_exit_status = STATUS_USAGE;
	argp_parse (&parser, argument_count, arguments, ARGP_IN_ORDER, NULL, &selection);
	arguments [selection.first] = format_string ("bigstep %s", selection.command->name);
	return selection.command->run (argument_count - selection.first, arguments + selection.first);
}
