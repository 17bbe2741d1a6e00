/* SPDX-License-Identifier: MIT
 *
 * The part of IRuntimeInformation that is about the request itself: work apart from the runtime, and other compilers. */
#include <stdio.h>
#include <stdlib.h>

#include "at-work.h"
#include "compilers.h"
#include "large-stack.h"
#include "runtime-information/table.h"

#define WORK_STACK ((size_t) 8 << 20) /* as mono-compiler.h promises */

/* ---- Work apart from the runtime ---- */

static void
run_with_stack (IRuntimeInformation *runtime, size_t stack, void (*function) (void *data), void *data)
{
	MonoStackData stack_data = { &stack_data, __func__ };
	(void) runtime;
	void *cookie = mono_threads_enter_gc_safe_region_internal (&stack_data);
	large_stack_run (stack, function, data);
	at_work_come_back ();
	mono_threads_exit_gc_safe_region_internal (cookie, &stack_data);
}

static void
run_without_runtime (IRuntimeInformation *runtime, void (*function) (void *data), void *data)
{
	run_with_stack (runtime, WORK_STACK, function, data);
}

/* ---- Other compilers ---- */

static ICompiler *
get_compiler (IRuntimeInformation *runtime, const char *spec)
{
	Request *request = request_asked (runtime);
	Problem problem = { NULL };
	Compiler *compiler = compilers_get (spec, &problem);
	if (!compiler)
		request_fail_with (request, "System", "ArgumentException", "%s", problem_text (&problem));
	problem_clear (&problem);
	return compiler ? &compiler->counting : NULL;
}

static void
release (IRuntimeInformation *runtime)
{
	/* Only what mono_compiler_create_runtime_information makes can be released: it replaces this function. */
	(void) runtime;
}

void
runtime_information_fill_work (IRuntimeInformation *table)
{
	table->run_without_runtime = run_without_runtime;
	table->run_with_stack = run_with_stack;
	table->get_compiler = get_compiler;
	table->release = release;
}
