/* SPDX-License-Identifier: MIT */
#include "failure.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "runtime-information/table.h"

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

/* NULL when there is no memory. */
static char *
format (const char *format, ...)
{
	char *text = NULL;
	va_list arguments;
	va_start (arguments, format);
	int length = vasprintf (&text, format, arguments);
	va_end (arguments);
	return length < 0 ? NULL : text;
}

/* "Namespace.Class: message", or without the class; without a message the class alone. */
static char *
join (const char *name_space, const char *name, const char *message, int with_class)
{
	if (message && !with_class)
		return strdup (message);
	return format ("%s%s%s%s%s", name_space, *name_space ? "." : "", name, message ? ": " : "", message ? message : "");
}

static char *
exception_text (MonoErrorStorage *error, int with_class)
{
	uint32_t handle = MONO_FIELD (uint32_t, error, MonoErrorInternal, exn_instance_handle);
	MonoObject *exception = mono_gchandle_get_target (handle);
	if (!exception)
		return strdup ("System.Exception");
	MonoClass *klass = mono_object_get_class (exception);
	/* The field, not the property: describing a failure runs no managed code. */
	MonoString *message = MONO_FIELD (MonoString *, exception, MonoException, message);
	char *text = message ? mono_string_to_utf8 (message) : NULL;
	char *whole = join (mono_class_get_namespace (klass), mono_class_get_name (klass), text, with_class);
	monoeg_g_free (text);
	return whole;
}

static char *
describe (Request *request, int with_class)
{
	MonoErrorStorage *error = &request->failure;
	if (!request->has_failure)
		return NULL;
	if (error->error_code == MONO_ERROR_EXCEPTION_INSTANCE)
		return exception_text (error, with_class);
	const char *message = MONO_FIELD (const char *, error, MonoErrorInternal, full_message);
	const char *name_space = "", *name = NULL;
	for (size_t i = 0; i < sizeof (error_names) / sizeof (error_names [0]); ++i) {
		if (error_names [i].code == error->error_code)
			name = error_names [i].exception;
	}
	if (!name && (name = mono_error_get_exception_name (error)))
		name_space = MONO_FIELD (const char *, error, MonoErrorInternal, exception_name_space);
	/* What an error without a name becomes. */
	return join (name_space, name ? name : "System.ExecutionEngineException", message, with_class);
}

char *
failure_text (Request *request)
{
	return describe (request, 1);
}

char *
failure_message (Request *request)
{
	return describe (request, 0);
}

static int
get_failure (IRuntimeInformation *runtime, char *buffer, size_t size)
{
	Request *request = request_of (runtime);
	if (!request->has_failure)
		return 0;
	char *text = failure_text (request);
	snprintf (buffer, size, "%s", text ? text : "System.OutOfMemoryException");
	free (text);
	return 1;
}

static void
clear_failure (IRuntimeInformation *runtime)
{
	request_clear_failure (request_of (runtime));
}

void
runtime_information_fill_failure (IRuntimeInformation *table)
{
	table->get_failure = get_failure;
	table->clear_failure = clear_failure;
}
