/* SPDX-License-Identifier: MIT */
#include "mini-compiler.h"

#include <stdio.h>
#include <stdlib.h>

#include "compilers.h"
#include "frames.h"
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

/* METHOD's code in REQUEST's domain as mini makes it, or has made it before: through the runtime, which then calls mini and
 * not the compiler that is selected (hook.c). */
static void *
compile_through_runtime (Statistics *statistics, Request *request, MonoMethod *method, MonoErrorStorage *error)
{
	Asking asking = {
		.kind = ASKING_MINI,
		.method = method,
		.domain = request->domain,
		.statistics = statistics,
	};
	MonoDomain *current = mono_domain_get ();
	if (request->domain != current && !mono_domain_set (request->domain, 0)) {
		mono_error_set_generic_error (error, "System", "AppDomainUnloadedException", "%s", "");
		return NULL;
	}
	frames_push (&asking);
	void *code = mono_jit_compile_method (method, error);
	frames_pop (&asking);
	if (request->domain != current)
		mono_domain_set (current, 1);
	return code;
}

/* What it compiles is published at once, and its class initialised. */
static CompilationResult
compile_method (ICompiler *compiler, IRuntimeInformation *runtime, MethodInfo *handle,
	const CompilationRequest *compilation, NativeCodeHandle *native_code, CompilationReport *report)
{
	Statistics *statistics = ((MiniCompiler *) compiler)->statistics;
	Request *request = request_of (runtime);
	MonoMethod *method = (MonoMethod *) handle;
	MonoErrorStorage error;
	void *code;
	if (compilation->flags & COMPILE_ENTRY) {
		report->reason = "entry";
		report->detail = "mini makes no entry functions";
		return COMPILATION_UNSUPPORTED;
	}
	error_clear (&error);
	if (request->method == method) {
		statistics_mini_expected (statistics);
		code = mini_compile (statistics, method, request->domain, request->optimizations, &error);
	} else {
		code = compile_through_runtime (statistics, request, method, &error);
	}
	if (!code) {
		report->reason = "runtime-exception";
		request_fail (request, &error);
		return COMPILATION_RUNTIME_EXCEPTION;
	}
	MonoJitInfo *info = mini_jit_info_table_find (request->domain, code, NULL);
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
