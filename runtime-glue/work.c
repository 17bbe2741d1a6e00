/* SPDX-License-Identifier: MIT
 *
 * The part of IRuntimeInformation that is about the request itself: its failure, work apart from the runtime, and other
 * compilers. */
#include <stdio.h>
#include <stdlib.h>

#include "compilers.h"
#include "large-stack.h"
#include "request.h"

#define WORK_STACK ((size_t) 8 << 20) /* as mono-compiler.h promises */

/* ---- Failure ---- */

/* Exceptions of errors that do not carry their name (utils/mono-error.c:mono_error_prepare_exception). */
static const struct {
	uint16_t code;
	const char *exception;
} error_names [] = {
	{ MONO_ERROR_MISSING_METHOD, "System.MissingMethodException" },
	{ MONO_ERROR_MISSING_FIELD, "System.MissingFieldException" },
	{ MONO_ERROR_TYPE_LOAD, "System.TypeLoadException" },
	{ MONO_ERROR_FILE_NOT_FOUND, "System.IO.FileNotFoundException" },
	{ MONO_ERROR_BAD_IMAGE, "System.BadImageFormatException" },
	{ MONO_ERROR_OUT_OF_MEMORY, "System.OutOfMemoryException" },
	{ MONO_ERROR_ARGUMENT, "System.ArgumentException" },
	{ MONO_ERROR_ARGUMENT_NULL, "System.ArgumentNullException" },
	{ MONO_ERROR_ARGUMENT_OUT_OF_RANGE, "System.ArgumentOutOfRangeException" },
	{ MONO_ERROR_NOT_VERIFIABLE, "System.Security.VerificationException" },
	{ MONO_ERROR_INVALID_PROGRAM, "System.InvalidProgramException" },
	{ MONO_ERROR_MEMBER_ACCESS, "System.MemberAccessException" },
};

static void
describe_exception (MonoErrorStorage *error, char *buffer, size_t size)
{
	uint32_t handle = MONO_FIELD (uint32_t, error, MonoErrorInternal, exn_instance_handle);
	MonoObject *exception = mono_gchandle_get_target (handle);
	if (!exception) {
		snprintf (buffer, size, "System.Exception");
		return;
	}
	MonoClass *klass = mono_object_get_class (exception);
	/* The field, not the property: describing a failure runs no managed code. */
	MonoString *message = MONO_FIELD (MonoString *, exception, MonoException, message);
	char *text = message ? mono_string_to_utf8 (message) : NULL;
	snprintf (buffer, size, "%s.%s%s%s", mono_class_get_namespace (klass), mono_class_get_name (klass),
		text ? ": " : "", text ? text : "");
	monoeg_g_free (text);
}

static int
get_failure (IRuntimeInformation *runtime, char *buffer, size_t size)
{
	Request *request = request_of (runtime);
	MonoErrorStorage *error = &request->failure;
	if (!request->has_failure)
		return 0;
	if (error->error_code == MONO_ERROR_EXCEPTION_INSTANCE) {
		describe_exception (error, buffer, size);
		return 1;
	}
	const char *message = MONO_FIELD (const char *, error, MonoErrorInternal, full_message);
	const char *name_space = "", *name = NULL;
	for (size_t i = 0; i < sizeof (error_names) / sizeof (error_names [0]); ++i) {
		if (error_names [i].code == error->error_code)
			name = error_names [i].exception;
	}
	if (!name && (name = mono_error_get_exception_name (error)))
		name_space = MONO_FIELD (const char *, error, MonoErrorInternal, exception_name_space);
	/* What an error without a name becomes. */
	if (!name)
		name = "System.ExecutionEngineException";
	snprintf (buffer, size, "%s%s%s%s%s", name_space, *name_space ? "." : "", name, message ? ": " : "",
		message ? message : "");
	return 1;
}

static void
clear_failure (IRuntimeInformation *runtime)
{
	request_clear_failure (request_of (runtime));
}

/* ---- Work apart from the runtime ---- */

static void
run_without_runtime (IRuntimeInformation *runtime, void (*function) (void *data), void *data)
{
	MonoStackData stack_data = { &stack_data, __func__ };
	(void) runtime;
	void *cookie = mono_threads_enter_gc_safe_region_internal (&stack_data);
	large_stack_run (WORK_STACK, function, data);
	mono_threads_exit_gc_safe_region_internal (cookie, &stack_data);
}

/* ---- Other compilers ---- */

static ICompiler *
get_compiler (IRuntimeInformation *runtime, const char *spec)
{
	char error [1024];
	Compiler *compiler = compilers_get (spec, error, sizeof (error));
	if (compiler)
		return &compiler->counting;
	request_fail_with (request_of (runtime), "System", "ArgumentException", "%s", error);
	return NULL;
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
	table->get_failure = get_failure;
	table->clear_failure = clear_failure;
	table->run_without_runtime = run_without_runtime;
	table->get_compiler = get_compiler;
	table->release = release;
}
