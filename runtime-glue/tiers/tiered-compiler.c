/* SPDX-License-Identifier: MIT */
#include "tiered-compiler.h"

#include <stdio.h>
#include <stdlib.h>

#include "mini-compiler.h"
#include "tier-statistics.h"

typedef struct TieredCompiler {
	ICompiler table;
	ICompiler *first;
	TierOptions options;
} TieredCompiler;

static CompilationResult
compile_method (ICompiler *compiler, IRuntimeInformation *runtime, MethodInfo *method,
	const CompilationRequest *compilation, NativeCodeHandle *native_code, CompilationReport *report)
{
	ICompiler *first = ((TieredCompiler *) compiler)->first;
	return first->compile_method (first, runtime, method, compilation, native_code, report);
}

static void
report_counters (ICompiler *compiler, void (*report) (void *data, const char *name, double value), void *data)
{
	(void) compiler;
	tier_statistics_report (report, data);
}

static void
release (ICompiler *compiler)
{
	TieredCompiler *tiered = (TieredCompiler *) compiler;
	tiered->first->release (tiered->first);
	tier_options_release (&tiered->options);
	free (tiered);
}

static ICompiler *
create (const CompilerOptions *given, char *error, size_t error_size)
{
	const CompilerOptions none = { .size = sizeof (none) };
	Problem problem = { NULL };
	TieredCompiler *tiered = calloc (1, sizeof (*tiered));
	if (tiered && tier_options_parse (&tiered->options, given, &problem) &&
		(tiered->first = mini_plugin.create (&none, error, error_size)) != NULL) {
		tiered->table = (ICompiler) {
			.size = sizeof (tiered->table),
			.name = "tiered",
			.compile_method = compile_method,
			.report_counters = report_counters,
			.release = release,
		};
		return &tiered->table;
	}
	if (problem.text)
		snprintf (error, error_size, "%s", problem_text (&problem));
	problem_clear (&problem);
	if (tiered)
		tier_options_release (&tiered->options);
	free (tiered);
	return NULL;
}

void
tiered_compiler_count_in (ICompiler *compiler, Statistics *statistics)
{
	mini_compiler_count_in (((TieredCompiler *) compiler)->first, statistics);
}

const TierOptions *
tiered_compiler_options (const ICompiler *compiler)
{
	return &((const TieredCompiler *) compiler)->options;
}

const CompilerPlugin tiered_plugin = {
	MONO_COMPILER_INTERFACE_IDENTIFIER,
	sizeof (CompilerPlugin),
	MONO_COMPILER_INTERFACE_LEVEL,
	"mini first; what is hot becomes another compiler's code while it runs",
	tier_options_help,
	create,
};
