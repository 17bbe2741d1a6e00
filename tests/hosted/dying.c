/* SPDX-License-Identifier: MIT
 *
 * A compiler that dies: how=write, divide, abort or stack; where=work (without the runtime) or here. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "mono-compiler.h"

static volatile int zero;
static int in_work;

static void
write_nowhere (void *data)
{
	(void) data;
	*(volatile int *) (uintptr_t) (8 + zero) = 1;
}

static void
divide (void *data)
{
	(void) data;
	zero = 100 / zero;
}

static void
give_up (void *data)
{
	(void) data;
	abort ();
}

static void
use_up_stack (void *data)
{
	char room [4096];
	memset (room, zero, sizeof (room));
	if (!room [zero])
		use_up_stack (data);
	memset (room, zero + 1, sizeof (room));
	__asm__ volatile ("" : : "r"(room) : "memory");
}

static const struct {
	const char *name;
	void (*die) (void *data);
} ways [] = {
	{ "write", write_nowhere },
	{ "divide", divide },
	{ "abort", give_up },
	{ "stack", use_up_stack },
};
static void (*die) (void *data);

static CompilationResult
compile_method (ICompiler *compiler, IRuntimeInformation *runtime, MethodInfo *method,
	const CompilationRequest *request, NativeCodeHandle *native_code, CompilationReport *report)
{
	(void) compiler, (void) method, (void) request, (void) native_code, (void) report;
	if (in_work)
		runtime->run_without_runtime (runtime, die, NULL);
	else
		die (NULL);
	return COMPILATION_INTERNAL_ERROR;
}

static ICompiler *
create (const CompilerOptions *options, char *error, size_t error_size)
{
	static ICompiler dying = { .size = sizeof (dying), .name = "dying", .compile_method = compile_method };
	for (uint32_t i = 0; i < options->count; ++i) {
		const CompilerOption *option = MONO_COMPILER_ROW (options->options, options->stride, i);
		if (strcmp (option->name, "where") == 0)
			in_work = strcmp (option->value, "work") == 0;
		for (size_t j = 0; strcmp (option->name, "how") == 0 && j < sizeof (ways) / sizeof (ways [0]); ++j)
			if (strcmp (option->value, ways [j].name) == 0)
				die = ways [j].die;
	}
	if (die)
		return &dying;
	snprintf (error, error_size, "how?");
	return NULL;
}

const CompilerPlugin mono_compiler_plugin = { MONO_COMPILER_INTERFACE_IDENTIFIER, sizeof (CompilerPlugin),
	MONO_COMPILER_INTERFACE_LEVEL, "dies", NULL, create };
