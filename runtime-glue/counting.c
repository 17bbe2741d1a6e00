/* SPDX-License-Identifier: MIT
 *
 * The compiler that another compiler gets from get_compiler: calls the real one, and counts what it answers. What it
 * compiled counts as compiled if it was installed when its code is released. */
#include <stddef.h>

#include "compilers.h"
#include "methods.h"
#include "request.h"

static Compiler *
compiler_of (ICompiler *counting)
{
	return (Compiler *) (void *) ((char *) counting - offsetof (Compiler, counting));
}

/* What this thread asks of compilers, innermost first. */
typedef struct Asked {
	const struct Asked *outer;
	const Compiler *compiler;
	const MethodInfo *method;
} Asked;

static _Thread_local const Asked *innermost;

/* Once more is right when a question runs managed code that calls the method; see hook.c: recurs. */
static int
recurs (const Compiler *compiler, const MethodInfo *method)
{
	int count = 0;
	for (const Asked *asked = innermost; asked; asked = asked->outer)
		count += asked->compiler == compiler && asked->method == method;
	return count >= 2;
}

static CompilationResult
compile_unless_recursive (Compiler *compiler, IRuntimeInformation *runtime, MethodInfo *method,
	const CompilationRequest *request, NativeCodeHandle *native_code, CompilationReport *report)
{
	if (recurs (compiler, method)) {
		report->reason = "recursive-compilation";
		return COMPILATION_UNSUPPORTED;
	}
	Asked asked = { innermost, compiler, method };
	Timing timing;
	innermost = &asked;
	timing_begin (&timing);
	CompilationResult result = compiler->implementation->compile_method (compiler->implementation, runtime, method,
		request, native_code, report);
	timing_end (&timing, compiler->statistics);
	innermost = asked.outer;
	return result;
}

static CompilationResult
compile_method (ICompiler *counting, IRuntimeInformation *runtime, MethodInfo *method,
	const CompilationRequest *request, NativeCodeHandle *native_code, CompilationReport *report)
{
	Compiler *compiler = compiler_of (counting);
	Statistics *statistics = compiler->statistics;
	statistics_request_begins (statistics, request->nesting);
	CompilationResult result = compile_unless_recursive (compiler, runtime, method, request, native_code, report);
	switch (result) {
	case COMPILATION_OK:
		/* The request ends when release_code tells what became of the code. */
		return result;
	case COMPILATION_UNSUPPORTED:
		if (request->flags & COMPILE_WRAPPER)
			methods_count_wrapper (statistics, (MonoMethod *) method);
		else
			methods_count_declined (statistics, (MonoMethod *) method, report);
		break;
	case COMPILATION_BAD_CODE:
		statistics_outcome (statistics, OUTCOME_BAD_CODE);
		break;
	case COMPILATION_RUNTIME_EXCEPTION:
		statistics_outcome (statistics, OUTCOME_RUNTIME_EXCEPTION);
		break;
	default:
		statistics_outcome (statistics, OUTCOME_INTERNAL_ERROR);
		break;
	}
	statistics_request_ends (statistics);
	return result;
}

static void
release_code (ICompiler *counting, NativeCodeHandle *native_code)
{
	Compiler *compiler = compiler_of (counting);
	MonoJitInfo *info = mini_jit_info_table_find (mono_domain_get (), native_code->code, NULL);
	if (info && mono_jit_info_get_code_start (info) == native_code->code)
		methods_count_compiled (compiler->statistics, mono_jit_info_get_method (info), native_code->code_size);
	else
		statistics_outcome (compiler->statistics, OUTCOME_LOST_RACE);
	statistics_request_ends (compiler->statistics);
	if (compiler->implementation->release_code)
		compiler->implementation->release_code (compiler->implementation, native_code);
}

static void
report_counters (ICompiler *counting, void (*report) (void *data, const char *name, double value), void *data)
{
	Compiler *compiler = compiler_of (counting);
	if (compiler->implementation->report_counters)
		compiler->implementation->report_counters (compiler->implementation, report, data);
}

void
counting_initialize (Compiler *compiler)
{
	/* Freed methods, unloaded domains and the end are told to the real compiler by the registry. */
	compiler->counting = (ICompiler) {
		.size = sizeof (ICompiler),
		.name = compiler->name,
		.compile_method = compile_method,
		.release_code = release_code,
		.report_counters = report_counters,
	};
}
