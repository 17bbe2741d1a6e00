/* SPDX-License-Identifier: MIT
 *
 * How a command gets its compiler: in MONO_COMPILER, which mono-bigstep and our runtime library read and a stock mono
 * does not know. */
#include "bisect.h"

#include <libgen.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "../runtime-glue/environment.h"
#include "../runtime-glue/options.h"
#include "host.h"

#define OPTION "--compiler="
#define DEFAULT_SPEC "bigstep"

/* Options that choose methods, which we do, or that print or write something, which looks like a difference. */
static const char *const dropped_options [] = {
	"only",
	"except",
	"list",
	"stats",
	"stats-methods",
	"dump",
	"method",
	"opt-bisect-limit",
	"opt-bisect-log",
	"sums",
	"skip",
	"codegen",
};

static int
is_dropped (const char *option)
{
	for (size_t i = 0; i < sizeof dropped_options / sizeof *dropped_options; i++)
		if (!strcmp (dropped_options [i], option))
			return 1;
	return 0;
}

static const char *
file_name (const char *path)
{
	const char *slash = strrchr (path, '/');

	return slash ? slash + 1 : path;
}

static void
take_spec_apart (Command *command, const char *text)
{
	Problem problem = { NULL };
	size_t size;
	Spec spec;
	FILE *file = open_memstream (&command->bare_spec, &size);

	if (!file)
		fail ("out of memory");
	if (!spec_parse (&spec, text, &problem))
		fail ("%s", problem_text (&problem));
	if (!strcmp (spec.name, "mini"))
		fail ("mini is what other compilers are compared with: name another one");
	command->spec = format_string ("%s", text);
	command->is_bigstep = !strcmp (spec.name, "bigstep") ||
		!strcmp (file_name (spec.name), "libmono-compiler-bigstep.so");
	fputs (spec.name, file);
	for (uint32_t i = 0; i < spec.option_count; i++) {
		const CompilerOption *option = &spec.options [i];

		if (is_dropped (option->name))
			continue;
		fprintf (file, option->value ? ",%s=\"%s\"" : ",%s", option->name, option->value);
	}
	fclose (file);
	spec_free (&spec);
}

/* The folder that holds bin and lib. */
static char *
find_prefix (void)
{
	char path [4096];
	ssize_t length = readlink ("/proc/self/exe", path, sizeof path - 1);

	if (length < 0)
		fail ("cannot find out where bigstep is: /proc is not mounted");
	path [length] = 0;
	return format_string ("%s", dirname (dirname (path)));
}

static int
ends_in (const char *text, const char *end)
{
	size_t length = strlen (text), end_length = strlen (end);

	return length >= end_length && !strcasecmp (text + length - end_length, end);
}

/* Takes --compiler= out of the options of mono-bigstep in WORDS. */
static const char *
take_option (char **words)
{
	const char *spec = NULL;
	char **to = words + 1, **from = words + 1;

	while (*from && **from == '-')
		if (!strncmp (*from, OPTION, strlen (OPTION)))
			spec = *from++ + strlen (OPTION);
		else
			*to++ = *from++;
	while ((*to++ = *from++))
		continue;
	return spec;
}

/* WORDS with a runtime in front, or in the place of the first. */
static char **
put_runtime_first (char **words, const char *runtime, int replaces)
{
	size_t count = 0;

	while (words [count])
		count++;
	char **result = allocate ((count + 2) * sizeof *result);
	result [0] = (char *) runtime;
	memcpy (result + 1, words + replaces, (count + 1 - replaces) * sizeof *result);
	return result;
}

void
command_prepare (Command *command, char **words, const char *spec)
{
	const char *options = getenv ("MONO_ENV_OPTIONS"), *variable = getenv ("MONO_COMPILER"), *name = file_name (*words);
	char *prefix = find_prefix (), *runtime = format_string ("%s/bin/mono-bigstep", prefix);
	const char *taken = NULL;

	command->library_folder = format_string ("%s/lib/bigstep", prefix);
	free (prefix);
	if (ends_in (*words, ".exe"))
		words = put_runtime_first (words, runtime, 0);
	else if (!strcmp (name, "mono") || !strcmp (name, "mono-sgen"))
		words = put_runtime_first (words, runtime, 1);
	else
		free (runtime);
	if (!strcmp (file_name (*words), "mono-bigstep"))
		taken = take_option (words);
	if (!spec)
		spec = taken;
	if (!spec && options)
		spec = environment_find_compiler (options, NULL);
	if (!spec && variable && *variable)
		spec = variable;
	command->words = words;
	take_spec_apart (command, spec ? spec : DEFAULT_SPEC);
}

void
command_set_environment (const Command *command, const char *spec)
{
	const char *options = getenv ("MONO_ENV_OPTIONS"), *libraries = getenv ("LD_LIBRARY_PATH");
	const char *debug = getenv ("MONO_DEBUG");
	char *rest = NULL;

	setenv ("MONO_COMPILER", spec, 1);
	/* What stands there counts more. */
	if (options && environment_find_compiler (options, &rest))
		setenv ("MONO_ENV_OPTIONS", rest, 1);
	/* For programs that embed Mono. */
	setenv ("LD_LIBRARY_PATH",
		libraries && *libraries ? format_string ("%s:%s", command->library_folder, libraries) : command->library_folder,
		1);
	/* A crash needs no debugger, which takes seconds. */
	setenv ("MONO_DEBUG", debug && *debug ? format_string ("%s,no-gdb-backtrace", debug) : "no-gdb-backtrace", 1);
}

static void
print_quoted (FILE *file, const char *word)
{
	if (*word && !word [strspn (word, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-+=./:,@%")]) {
		fputs (word, file);
		return;
	}
	fputc ('\'', file);
	for (; *word; word++)
		fputs (*word == '\'' ? "'\\''" : (char [2]) { *word, 0 }, file);
	fputc ('\'', file);
}

char *
command_line (const Command *command, const char *spec)
{
	char *text = NULL;
	size_t size;
	FILE *file = open_memstream (&text, &size);

	if (!file)
		fail ("out of memory");
	fputs ("MONO_COMPILER=", file);
	print_quoted (file, spec);
	for (char **word = command->words; *word; word++) {
		fputc (' ', file);
		print_quoted (file, *word);
	}
	fclose (file);
	return text;
}
