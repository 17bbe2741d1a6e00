/* SPDX-License-Identifier: MIT
 *
 * bigstep dump: compiles one method and shows what the stages of the compiler made of it. */
#include "host.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

typedef struct DumpOptions {
	const char *compiler;
	const char *stages;
	const char *assembly, *method;
} DumpOptions;

enum { OPTION_COMPILER = 'c', OPTION_STAGE = 's' };

static const struct argp_option option_table [] = {
	{ "stage", OPTION_STAGE, "STAGE[,STAGE]", 0, "any of il, cfg, ops, ir, opt, asm (default: all of them)", 0 },
	{ "compiler", OPTION_COMPILER, "SPEC", 0, "compile with SPEC, which must know the option `dump` (default: bigstep)",
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
	"optimisation, and assembly.\vGeneric definitions need arguments: 'List`1[[System.Int32]]:Add', 'Type:Method<System.Object>'. Exit "
	"status: 0 it was compiled, 2 the command line is wrong, 3 the compiler declined, 4 the compiler is broken.",
	NULL,
	NULL,
	NULL,
};

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
	DumpOptions options = { .compiler = "bigstep", .stages = "il,cfg,ops,ir,opt,asm" };
	Host host;
	ICompiler *compiler;
	MethodInfo *method;
	NativeCodeHandle native_code = { .size = sizeof native_code };
	CompilationReport report = { .size = sizeof report };
	CompilationResult verdict;
	char *stages, *spec, *name;

	argp_parse (&parser, argument_count, arguments, 0, NULL, &options);
	stages = strdup (options.stages);
	for (char *comma = stages; (comma = strchr (comma, ','));)
		*comma = '+';
	spec = format_string ("%s,dump=%s", options.compiler, stages);

	host_start (&host, options.assembly, COMPILE_WITHOUT_RUNNING);
	compiler = host_get_compiler (&host, spec);
	method = host_find_method (&host, options.method);
	verdict = compile_to_output (&host, compiler, method, &native_code, &report);
	name = host_method_name (host.runtime, method);
	if (verdict == COMPILATION_OK) {
		fprintf (stderr, "%s: %u bytes of native code\n", name, (unsigned) native_code.code_size);
		if (compiler->release_code)
			compiler->release_code (compiler, &native_code);
	} else {
		char *description = host_describe_report (host.runtime, verdict, &report);
		fprintf (stderr, "%s: %s\n", name, description);
		free (description);
	}
	free (name);
	free (spec);
	free (stages);
	return verdict == COMPILATION_OK         ? STATUS_SUCCESS
		: verdict == COMPILATION_UNSUPPORTED ? STATUS_DECLINED
											 : STATUS_BROKEN;
}
