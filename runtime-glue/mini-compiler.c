/* SPDX-License-Identifier: MIT */
#include "mini-compiler.h"

#include <stdio.h>
#include <stdlib.h>

#include "compilers.h"
#include "hook.h"
#include "request.h"

void *
mini_compile (Statistics *statistics, MonoMethod *method, MonoDomain *domain, int optimizations,
	MonoErrorStorage *error)
{
	statistics_mini_call (statistics);
	return __real_mono_jit_compile_method_inner (method, domain, optimizations, error);
}

typedef struct MiniCompiler {
	ICompiler table;
	Statistics *statistics;
} MiniCompiler;

/* What it compiles is published at once, and its class initialised. */
static CompilationResult
compile_method (ICompiler *compiler, IRuntimeInformation *runtime, MethodInfo *handle,
	const CompilationRequest *request, NativeCodeHandle *native_code, CompilationReport *report)
{
	Statistics *statistics = ((MiniCompiler *) compiler)->statistics;
	MonoMethod *method = (MonoMethod *) handle;
	MonoDomain *domain = request_of (runtime)->domain;
	MonoErrorStorage error;
	void *code;
	(void) request;
	error_clear (&error);
	Frame *frame = hook_innermost_frame ();
	if (frame && frame->method == method) {
		statistics_mini_expected (statistics);
		code = mini_compile (statistics, method, domain, frame->optimizations, &error);
	} else {
		code = hook_compile_with_mini (statistics, method, &error);
	}
	if (!code) {
		report->reason = "runtime-exception";
		request_fail (request_of (runtime), &error);
		return COMPILATION_RUNTIME_EXCEPTION;
	}
	MonoJitInfo *info = mini_jit_info_table_find (domain, code, NULL);
	native_code->flags = NATIVE_CODE_PUBLISHED;
	native_code->code = code;
	native_code->code_size = info ? (uint32_t) mono_jit_info_get_code_size (info) : 0;
	return COMPILATION_OK;
}

static void
release (ICompiler *compiler)
{
	free (compiler);
}

static ICompiler *
create (const CompilerOptions *options, char *error, size_t error_size)
{
	if (options->count) {
		snprintf (error, error_size, "mini has no option '%s'; `mono -O=` changes what it does",
			options->options [0].name);
		return NULL;
	}
	MiniCompiler *mini = calloc (1, sizeof (*mini));
	if (!mini) {
		snprintf (error, error_size, "out of memory");
		return NULL;
	}
	mini->table.size = sizeof (mini->table);
	mini->table.name = "mini";
	mini->table.compile_method = compile_method;
	mini->table.release = release;
	return &mini->table;
}

void
mini_compiler_count_in (ICompiler *compiler, Statistics *statistics)
{
	((MiniCompiler *) compiler)->statistics = statistics;
}

const CompilerPlugin mini_plugin = {
	MONO_COMPILER_INTERFACE_IDENTIFIER,
	sizeof (CompilerPlugin),
	MONO_COMPILER_INTERFACE_LEVEL,
	"the runtime's own compiler",
	NULL,
	create,
};
