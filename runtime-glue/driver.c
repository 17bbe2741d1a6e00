/* SPDX-License-Identifier: MIT
 *
 * mono-bigstep: the program `mono`, with a choice of compilers. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "config.h"
#include "environment.h"
#include "mono-compiler.h"

/* Exported by the runtime library, and in no public header: mini/driver.c. */
int mono_main (int argc, char **argv);
void mono_parse_env_options (int *argc, char ***argv);

#define OPTION "--compiler"

/* Options of mono with arguments of their own (mini/driver.c:mono_main): those are no options, whatever they look
 * like. */
static const struct {
	const char *name;
	int argument_count;
} options_with_arguments [] = {
	{ "--statfile", 1 },
	{ "--config", 1 },
	{ "--ncompile", 1 },
	{ "--break", 1 },
	{ "--break-at-bb", 2 },
	{ "--inject-async-exc", 2 },
	{ "--compile", 1 },
	{ "--graph", 1 },
};

static int
argument_count (const char *option)
{
	for (size_t i = 0; i < sizeof (options_with_arguments) / sizeof (options_with_arguments [0]); ++i) {
		if (strcmp (option, options_with_arguments [i].name) == 0)
			return options_with_arguments [i].argument_count;
	}
	/* --graph=KIND METHOD */
	return strncmp (option, "--graph=", 8) == 0;
}

static void
list_compiler (void *data, const char *name, const char *path, const char *description, const char *options_help,
	const char *problem)
{
	(void) data;
	printf ("%s\t%s\n\t%s\n", name, path ? path : "(built in)", problem ? problem : description);
	for (const char *line = options_help; line && *line;) {
		size_t length = strcspn (line, "\n");
		printf ("\t  %.*s\n", (int) length, line);
		line += length + (line [length] == '\n');
	}
}

static const char *
common_options (void)
{
	return "Options that every compiler has:\n"
#define COMMON_OPTION(name, take, help) help
#include "common-options.def"
#undef COMMON_OPTION
		;
}

static void
print_help (void)
{
	printf ("mono-bigstep %s: mono with a choice of compilers.\n"
			"    --compiler=NAME[,option[=value]]...   compiles with NAME: mini, tiered, a plug-in or its path;\n"
			"                                          also with a space in place of the =\n"
			"    --list-compilers                      lists what there is, with each compiler's options\n"
			"%s\nAll options of mono go with it:\n",
		PACKAGE_VERSION, common_options ());
	fflush (stdout);
}

/* What the driver does with the option at ARGV, and with its value behind it. Returns how many arguments it has taken: 0 if
 * the option is mono's. */
static int
take_option (char **argv, const char **spec)
{
	const char *option = *argv;
	if (strncmp (option, OPTION "=", strlen (OPTION "=")) == 0) {
		*spec = option + strlen (OPTION "=");
		return 1;
	}
	if (strcmp (option, OPTION) == 0) {
		if (!argv [1]) {
			fputs ("mono-bigstep: " OPTION " needs a compiler, as in " OPTION "=bigstep\n", stderr);
			exit (1);
		}
		*spec = argv [1];
		return 2;
	}
	if (strcmp (option, "--list-compilers") == 0) {
		mono_compiler_list (list_compiler, NULL);
		fputs (common_options (), stdout);
		exit (0);
	}
	if (strcmp (option, "--help") == 0 || strcmp (option, "-h") == 0) {
		print_help ();
	} else if (strcmp (option, "--version") == 0 || strcmp (option, "-V") == 0) {
		printf ("mono-bigstep %s, with\n", PACKAGE_VERSION);
		fflush (stdout);
	}
	return 0;
}

/* Takes our options out of ARGV; returns how many arguments stay. */
static int
take_options (int argc, char **argv, const char **spec)
{
	int kept = 1, at = 1;
	while (at < argc && argv [at][0] == '-') {
		int arguments = argument_count (argv [at]);
		int taken = take_option (&argv [at], spec);
		if (taken) {
			at += taken;
			continue;
		}
		argv [kept++] = argv [at];
		for (++at; arguments && at < argc; --arguments)
			argv [kept++] = argv [at++];
	}
	while (at < argc)
		argv [kept++] = argv [at++];
	argv [kept] = NULL;
	return kept;
}

/* Takes --compiler= out of MONO_ENV_OPTIONS, which a stock mono started by the program would refuse, and hands it on in
 * the variable that only we read. */
static void
move_compiler_to_own_variable (void)
{
	const char *options = secure_getenv ("MONO_ENV_OPTIONS");
	char *rest, *spec = options ? environment_find_compiler (options, &rest) : NULL;
	if (!options)
		return;
	if (spec) {
		setenv ("MONO_COMPILER", spec, 1);
		if (rest [strspn (rest, " \t\n")])
			setenv ("MONO_ENV_OPTIONS", rest, 1);
		else
			unsetenv ("MONO_ENV_OPTIONS");
	}
	free (spec);
	free (rest);
}

int
main (int argc, char **argv)
{
	/* A plug-in may say which options it has. */
	static char error [1 << 16];
	move_compiler_to_own_variable ();
	const char *spec = secure_getenv ("MONO_COMPILER");
	if (spec && !*spec)
		spec = NULL;
	mono_parse_env_options (&argc, &argv);
	argc = take_options (argc, argv, &spec);
	if (spec && !mono_compiler_select (spec, error, sizeof (error))) {
		fprintf (stderr, "mono-bigstep: %s\n", error);
		return 1;
	}
	return mono_main (argc, argv);
}
