/* SPDX-License-Identifier: MIT
 *
 * A compiler that asks another one and writes a line to standard error about each method: name and native size, or why
 * there is no code.
 *
 *   mono-bigstep --compiler='./libmono-compiler-jit-logger.so,to="bigstep,O=1"' program.exe */
#include <mono-compiler.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef struct Logger {
	ICompiler table;            /* first: the runtime's pointer is ours */
	char *spec;                 /* of the compiler that does the work */
	_Atomic (ICompiler *) next; /* that compiler, once the first method has come */
} Logger;

static const char *const outcomes [COMPILATION_RESULT_COUNT] = {
	[COMPILATION_OK] = "compiled",
	[COMPILATION_UNSUPPORTED] = "declined",
	[COMPILATION_BAD_CODE] = "bad code",
	[COMPILATION_RUNTIME_EXCEPTION] = "runtime exception",
	[COMPILATION_INTERNAL_ERROR] = "internal error",
};

/* Compilers can only be asked for with a runtime at hand, so not yet when this one is created. Two threads that come
 * here at once get the same answer. */
static ICompiler *
next_compiler (Logger *self, IRuntimeInformation *runtime)
{
	ICompiler *next = atomic_load (&self->next);

	if (!next) {
		next = runtime->get_compiler (runtime, self->spec);
		atomic_store (&self->next, next);
	}
	return next;
}

static CompilationResult
compile_method (ICompiler *compiler, IRuntimeInformation *runtime, MethodInfo *method,
	const CompilationRequest *request, NativeCodeHandle *native_code, CompilationReport *report)
{
	ICompiler *next = next_compiler ((Logger *) compiler, runtime);
	CompilationResult result;
	char name [512];

	if (!next) {
		report->reason = "no-such-compiler";
		return COMPILATION_INTERNAL_ERROR;
	}
	result = next->compile_method (next, runtime, method, request, native_code, report);
	runtime->get_method_name (runtime, method, name, sizeof name);
	if (result == COMPILATION_OK)
		fprintf (stderr, "%s: %u bytes\n", name, (unsigned) native_code->code_size);
	else
		fprintf (stderr, "%s: %s: %s\n", name, outcomes [result], report->reason ? report->reason : "");
	return result;
}

/* What is the other compiler's goes to the other compiler. */

static void
release_code (ICompiler *compiler, NativeCodeHandle *native_code)
{
	ICompiler *next = ((Logger *) compiler)->next;

	if (next->release_code)
		next->release_code (next, native_code);
}

static void
method_freed (ICompiler *compiler, MethodInfo *method)
{
	ICompiler *next = ((Logger *) compiler)->next;

	if (next && next->method_freed)
		next->method_freed (next, method);
}

static void
domain_unloading (ICompiler *compiler, void *domain)
{
	ICompiler *next = ((Logger *) compiler)->next;

	if (next && next->domain_unloading)
		next->domain_unloading (next, domain);
}

/* The other compiler lives as long as the process and is not ours to end. */
static void
release (ICompiler *compiler)
{
	free (((Logger *) compiler)->spec);
	free (compiler);
}

static ICompiler *
create (const CompilerOptions *options, char *error, size_t error_size)
{
	Logger *self = calloc (1, sizeof *self);
	const char *spec = "mini";

	if (!self) {
		snprintf (error, error_size, "out of memory");
		return NULL;
	}
	self->table = (ICompiler) { .size = sizeof (ICompiler),
		.name = "jit-logger",
		.compile_method = compile_method,
		.release_code = release_code,
		.method_freed = method_freed,
		.domain_unloading = domain_unloading,
		.release = release };
	for (uint32_t i = 0; i < options->count; i++) {
		const CompilerOption *option = MONO_COMPILER_ROW (options->options, options->stride, i);

		if (strcmp (option->name, "to") || !option->value) {
			snprintf (error, error_size, "jit-logger takes the option to=SPEC, not '%s'", option->name);
			free (self);
			return NULL;
		}
		spec = option->value;
	}
	self->spec = strdup (spec);
	if (!self->spec) {
		snprintf (error, error_size, "out of memory");
		free (self);
		return NULL;
	}
	return &self->table;
}

const CompilerPlugin mono_compiler_plugin = {
	MONO_COMPILER_INTERFACE_IDENTIFIER,
	sizeof (CompilerPlugin),
	MONO_COMPILER_INTERFACE_LEVEL,
	"logs each method and passes it on",
	"to=SPEC   the compiler that does the work (default: mini)",
	create,
};
