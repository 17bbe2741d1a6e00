/* SPDX-License-Identifier: MIT */
#include "execute.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void
give_up (const char *what, const char *name)
{
	IRuntimeInformation *runtime = subject_runtime ();
	char words [1024] = "no failure recorded";
	runtime->get_failure (runtime, words, sizeof words);
	ck_abort_msg ("%s %s: %s", what, name, words);
}

static AssemblyInfo *
assembly (void)
{
	static AssemblyInfo *opened;
	IRuntimeInformation *runtime = subject_runtime ();
	const char *folder = getenv ("top_builddir");
	char path [4096];
	if (opened)
		return opened;
	snprintf (path, sizeof path, "%s/tests/hosted/Execute.exe", folder ? folder : ".");
	opened = runtime->open_assembly (runtime, path);
	if (!opened)
		give_up ("cannot open", path);
	return opened;
}

ClassInfo *
execute_class (const char *name)
{
	IRuntimeInformation *runtime = subject_runtime ();
	ClassInfo *klass = runtime->get_class_info_for (runtime, assembly (), name);
	if (!klass)
		give_up ("no class", name);
	return klass;
}

MethodInfo *
execute_method (const char *klass, const char *description)
{
	IRuntimeInformation *runtime = subject_runtime ();
	MethodInfo *method = runtime->get_method_info_for (runtime, execute_class (klass), description);
	if (!method)
		give_up ("no method", description);
	return method;
}

static ICompiler *
get_compiler (const char *spec)
{
	IRuntimeInformation *runtime = subject_runtime ();
	ICompiler *compiler = runtime->get_compiler (runtime, spec);
	if (!compiler)
		give_up ("no compiler", spec);
	return compiler;
}

Body
execute_compile_only (const char *spec, const char *klass, const char *description)
{
	static const CompilationRequest request = {
		.size = sizeof request, .flags = COMPILE_HOSTED, .optimization_level = -1
	};
	IRuntimeInformation *runtime = subject_runtime ();
	ICompiler *compiler = get_compiler (spec);
	CompilationReport report = { .size = sizeof report };
	Body body = { .method = execute_method (klass, description),
		.compiled.size = sizeof body.compiled,
		.code.size = sizeof body.code };
	CompilationResult result = compiler->compile_method (compiler, runtime, body.method, &request, &body.compiled,
		&report);
	if (result != COMPILATION_OK)
		ck_abort_msg ("%s does not compile %s:%s: %s, %s, at %u", spec, klass, description, report.reason,
			report.detail ? report.detail : "", report.il_offset);
	return body;
}

void
execute_install (Body *body, const char *spec)
{
	IRuntimeInformation *runtime = subject_runtime ();
	ICompiler *compiler = get_compiler (spec);
	body->installed = runtime->install_compilation_result (runtime, body->method, &body->compiled, INSTALL_PRIVATE);
	if (!body->installed || !runtime->describe_installed_code (runtime, body->installed, &body->code))
		give_up ("not installed:", spec);
	if (compiler->release_code)
		compiler->release_code (compiler, &body->compiled);
}

Body
execute_compile (const char *spec, const char *klass, const char *description)
{
	Body body = execute_compile_only (spec, klass, description);
	execute_install (&body, spec);
	return body;
}

ExecutionResult
execute_run (const Body *body, void *this_object, void **arguments)
{
	IRuntimeInformation *runtime = subject_runtime ();
	ExecutionResult result = { .size = sizeof result };
	if (!runtime->execute_installed_method (runtime, body->installed, this_object, arguments, &result))
		give_up ("not run:", "the method");
	return result;
}

const void *
execute_value (const Body *body, void *this_object, size_t size, void **arguments)
{
	static ExecutionResult result;
	result = execute_run (body, this_object, arguments);
	ck_assert_msg (!result.threw, "it throws %s", result.exception);
	if (size > sizeof result.value)
		return mono_object_unbox (result.boxed);
	ck_assert_uint_eq (result.value_size, size);
	return result.value;
}

MonoObject *
execute_object (const Body *body, void **arguments)
{
	ExecutionResult result = execute_run (body, NULL, arguments);
	ck_assert_msg (!result.threw, "it throws %s", result.exception);
	ck_assert_int_eq (result.kind, TYPE_REFERENCE);
	ck_assert_int_eq (memcmp (result.value, &result.boxed, sizeof result.boxed), 0);
	return result.boxed;
}

MonoObject *
execute_by_program (MethodInfo *method, void *this_object, void **arguments)
{
	MonoObject *exception = NULL;
	MonoObject *result = mono_runtime_invoke ((MonoMethod *) method, this_object, arguments, &exception);
	ck_assert_ptr_null (exception);
	return result;
}
