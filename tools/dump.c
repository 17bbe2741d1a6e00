/* SPDX-License-Identifier: MIT
 *
 * bigstep dump: compiles one method and shows what the stages of the compiler made of it. */
#include "disassemble.h"
#include "host.h"

#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

typedef struct DumpOptions {
	const char *compiler;
	const char *stages;
	const char *assembly, *method;
	const char *entry;
} DumpOptions;

enum { OPTION_COMPILER = 'c', OPTION_STAGE = 's', OPTION_ENTRY = 'e' };

static const struct argp_option option_table [] = {
	{ "stage", OPTION_STAGE, "STAGE[,STAGE]", 0,
		"any of il, cfg, ops, ir, opt, asm (default: all that the compiler has)", 0 },
	{ "entry", OPTION_ENTRY, "OFFSET", 0,
		"not of the method, but of the entry function that goes on at an IL offset, such as IL_000a or 10", 0 },
	{ "compiler", OPTION_COMPILER, "SPEC", 0,
		"compile with SPEC (default: bigstep); of a compiler without an option `dump`, such as mini, only asm can be shown: "
		"its code, disassembled",
		0 },
	{ 0 },
};

static error_t
parse_option (int key, char *argument, struct argp_state *state)
{
	DumpOptions *options = state->input;

	switch (key) {
	case OPTION_COMPILER:
		options->compiler = argument;
		return 0;
	case OPTION_STAGE:
		options->stages = argument;
		return 0;
	case OPTION_ENTRY:
		options->entry = argument;
		return 0;
	case ARGP_KEY_ARG:
		if (state->arg_num > 1)
			argp_error (state, "there is more than one method: '%s'", argument);
		*(state->arg_num == 0 ? &options->assembly : &options->method) = argument;
		return 0;
	case ARGP_KEY_END:
		if (state->arg_num < 2)
			argp_error (state, "an assembly and a method are needed");
		return 0;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

static const struct argp parser = {
	option_table,
	parse_option,
	"ASSEMBLY TYPE:METHOD",
	"Compiles one method without running anything and prints its IL, basic blocks, operations, LLVM IR before and after "
	"optimisation, and assembly. Of a compiler that shows none of that, such as mini, prints the code, disassembled.\vGeneric definitions need arguments: 'List`1[[System.Int32]]:Add', 'Type:Method<System.Object>'. Exit "
	"status: 0 it was compiled, 2 the command line is wrong, 3 the compiler declined, 4 the compiler is broken.",
	NULL,
	NULL,
	NULL,
};

static uint32_t
read_offset (const char *text)
{
	int is_label = strncmp (text, "IL_", 3) == 0;
	char *end;
	unsigned long offset;

	errno = 0;
	offset = strtoul (is_label ? text + 3 : text, &end, is_label ? 16 : 0);
	if (errno || !isxdigit ((unsigned char) text [is_label ? 3 : 0]) || *end || offset > UINT32_MAX)
		fail ("'%s' is no IL offset; IL_000a or 10 is one", text);
	return (uint32_t) offset;
}

/* Who compiles, and shows STAGES on the way. A compiler that has no option for that may show nothing but its code, which we
 * do: then *SHOWS is 0. */
static ICompiler *
get_compiler (Host *host, const DumpOptions *options, int *shows)
{
	const char *stages = options->stages ? options->stages : "il,cfg,ops,ir,opt,asm";
	char *spec = format_string ("%s,dump=%s", options->compiler, stages), *failure;
	ICompiler *compiler;

	for (char *comma = spec + strlen (options->compiler) + 1; (comma = strchr (comma, ','));)
		*comma = '+';
	*shows = 1;
	compiler = host->runtime->get_compiler (host->runtime, spec);
	if (!compiler) {
		failure = host_failure (host->runtime);
		*shows = 0;
		compiler = host_get_compiler (host, options->compiler);
		if (options->stages && strcmp (options->stages, "asm") != 0)
			fail ("'%s' cannot show '%s': %s; of a compiler without an option `dump` there is --stage=asm",
				options->compiler, options->stages, failure);
		free (failure);
	}
	free (spec);
	return compiler;
}

/* Compiles METHOD with standard error, to which compilers dump, going to standard output. */
static CompilationResult
compile_to_output (Host *host, ICompiler *compiler, MethodInfo *method, NativeCodeHandle *native_code,
	CompilationReport *report)
{
	CompilationResult result;
	int kept = dup (STDERR_FILENO);

	if (kept < 0 || dup2 (STDOUT_FILENO, STDERR_FILENO) < 0)
		fail ("standard output cannot be used");
	result = host_compile (host, compiler, host->runtime, method, native_code, report);
	fflush (NULL);
	dup2 (kept, STDERR_FILENO);
	close (kept);
	return result;
}

int
command_dump (int argument_count, char **arguments)
{
	DumpOptions options = { .compiler = "bigstep" };
	Host host;
	ICompiler *compiler;
	MethodInfo *method;
	NativeCodeHandle native_code = { .size = sizeof native_code };
	CompilationReport report = { .size = sizeof report };
	CompilationResult verdict;
	char *name;
	int shows;

	argp_parse (&parser, argument_count, arguments, 0, NULL, &options);
	uint32_t entry_offset = options.entry ? read_offset (options.entry) : 0;
	host_start (&host, options.assembly, COMPILE_WITHOUT_RUNNING | (options.entry ? COMPILE_ENTRY : 0));
	host.entry_offset = entry_offset;
	compiler = get_compiler (&host, &options, &shows);
	method = host_find_method (&host, options.method);
	verdict = compile_to_output (&host, compiler, method, &native_code, &report);
	name = host_method_name (host.runtime, method);
	if (verdict == COMPILATION_OK) {
		if (!shows) {
			printf ("; code of %s\n", name);
			disassemble (native_code.code, native_code.code_size, stdout);
			fflush (stdout);
		}
		fprintf (stderr, "%s: %u bytes of native code\n", name, (unsigned) native_code.code_size);
		if (options.entry && !(native_code.flags & NATIVE_CODE_ENTRY))
			fprintf (stderr, "%s: the compiler knows no entry functions: this is the whole method\n", name);
		if (native_code.differences)
			fprintf (stderr, "%s: differs from mini, on purpose: %s\n", name, native_code.differences);
		if (compiler->release_code)
			compiler->release_code (compiler, &native_code);
	} else {
		char *description = host_describe_report (host.runtime, verdict, &report);
		fprintf (stderr, "%s: %s\n", name, description);
		free (description);
	}
	free (name);
	return verdict == COMPILATION_OK         ? STATUS_SUCCESS
		: verdict == COMPILATION_UNSUPPORTED ? STATUS_DECLINED
											 : STATUS_BROKEN;
}
