/* SPDX-License-Identifier: MIT
 *
 * The compiler that another compiler gets from get_compiler: calls the real one, and counts what it answers. What it
 * compiled counts as compiled if it was installed when its code is released. */
#include <stddef.h>
#include <string.h>

#include "at-work.h"
#include "compilers.h"
#include "frames.h"
#include "methods.h"
#include "request.h"

static Compiler *
compiler_of (ICompiler *counting)
{
	return (Compiler *) (void *) ((char *) counting - offsetof (Compiler, counting));
}

static CompilationResult
compile_unless_recursive (Compiler *compiler, IRuntimeInformation *runtime, MethodInfo *method,
	const CompilationRequest *request, NativeCodeHandle *native_code, CompilationReport *report)
{
	Asking asking = {
		.kind = ASKING_COMPILER,
		.method = (MonoMethod *) method,
		.domain = request_of (runtime)->domain,
		.statistics = compiler->statistics,
	};
	if (frames_recur (&asking)) {
		report->reason = "recursive-compilation";
		return COMPILATION_UNSUPPORTED;
	}
	frames_push (&asking);
	frames_enter (&asking);
	CompilationResult result = compiler->functions.compile_method (compiler->implementation, runtime, method, request,
		native_code, report);
	frames_leave (&asking);
	frames_pop (&asking);
	return result;
}

static Outcome
outcome_of (CompilationResult result, const CompilationRequest *request)
{
	switch (result) {
	case COMPILATION_OK:
		return OUTCOME_COMPILED;
	case COMPILATION_UNSUPPORTED:
		return request->flags & COMPILE_WRAPPER ? OUTCOME_WRAPPER : OUTCOME_DECLINED;
	case COMPILATION_BAD_CODE:
		return OUTCOME_BAD_CODE;
	case COMPILATION_RUNTIME_EXCEPTION:
		return OUTCOME_RUNTIME_EXCEPTION;
	default:
		return OUTCOME_INTERNAL_ERROR;
	}
}

/* Handles of who asks may be of an older interface, and shorter. */
static uint32_t
common_size (const NativeCodeHandle *native_code)
{
	return native_code->size < sizeof (*native_code) ? native_code->size : (uint32_t) sizeof (*native_code);
}

static CompilationResult
compile_method (ICompiler *counting, IRuntimeInformation *runtime, MethodInfo *method,
	const CompilationRequest *request, NativeCodeHandle *native_code, CompilationReport *report)
{
	Compiler *compiler = compiler_of (counting);
	Statistics *statistics = compiler->statistics;
	if (!at_work_begin ()) {
		report->reason = "ended";
		report->detail = "the runtime has ended, and all compilers with it";
		return COMPILATION_INTERNAL_ERROR;
	}
	statistics_request_begins (statistics, request->nesting);
	NativeCodeHandle whole = { .size = sizeof (whole) };
	CompilationResult result = compile_unless_recursive (compiler, runtime, method, request, &whole, report);
	at_work_end ();
	/* The request ends when release_code tells what became of the code. */
	if (result == COMPILATION_OK) {
		whole.size = common_size (native_code);
		memcpy (native_code, &whole, whole.size);
		return result;
	}
	methods_count (statistics, (MonoMethod *) method, outcome_of (result, request), report, NULL);
	statistics_request_ends (statistics);
	return result;
}

static void
release_code (ICompiler *counting, NativeCodeHandle *native_code)
{
	Compiler *compiler = compiler_of (counting);
	NativeCodeHandle whole = { .size = sizeof (whole) };
	memcpy (&whole, native_code, common_size (native_code));
	whole.size = sizeof (whole);
	MonoJitInfo *info = mini_jit_info_table_find (mono_domain_get (), native_code->code, NULL);
	int is_installed = info && mono_jit_info_get_code_start (info) == native_code->code;
	methods_count (compiler->statistics, is_installed ? mono_jit_info_get_method (info) : NULL,
		is_installed ? OUTCOME_COMPILED : OUTCOME_LOST_RACE, NULL, &whole);
	statistics_request_ends (compiler->statistics);
	if (!compiler->functions.release_code || !at_work_begin ())
		return;
	compiler->functions.release_code (compiler->implementation, &whole);
	at_work_end ();
}

static void
report_counters (ICompiler *counting, void (*report) (void *data, const char *name, double value), void *data)
{
	Compiler *compiler = compiler_of (counting);
	if (!compiler->functions.report_counters || !at_work_begin ())
		return;
	compiler->functions.report_counters (compiler->implementation, report, data);
	at_work_end ();
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
