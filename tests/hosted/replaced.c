/* SPDX-License-Identifier: MIT */
#include "replaced.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static ClassInfo *
class_of (IRuntimeInformation *runtime, const char *name)
{
	char path [4096];
	const char *folder = getenv ("top_builddir");
	snprintf (path, sizeof path, "%s/tests/hosted/Replaced.dll", folder ? folder : ".");
	AssemblyInfo *assembly = runtime->open_assembly (runtime, path);
	ck_assert_ptr_nonnull (assembly);
	ClassInfo *klass = runtime->get_class_info_for (runtime, assembly, name);
	ck_assert_msg (klass != NULL, "no class %s", name);
	return klass;
}

MethodInfo *
replaced_method (IRuntimeInformation *runtime, const char *klass, const char *description)
{
	MethodInfo *method = runtime->get_method_info_for (runtime, class_of (runtime, klass), description);
	ck_assert_msg (method != NULL, "no method %s:%s", klass, description);
	return method;
}

MethodInfo *
replaced_corlib_method (IRuntimeInformation *runtime, const char *name_space, const char *klass,
	const char *description)
{
	MonoClass *mono_class = mono_class_from_name (mono_get_corlib (), name_space, klass);
	ck_assert_ptr_nonnull (mono_class);
	MethodInfo *method = runtime->get_method_info_for (runtime, (ClassInfo *) mono_class, description);
	ck_assert_msg (method != NULL, "no method %s:%s", klass, description);
	return method;
}

MonoObject *
replaced_call (MethodInfo *method, void **arguments)
{
	MonoObject *exception = NULL;
	MonoObject *result = mono_runtime_invoke ((MonoMethod *) method, NULL, arguments, &exception);
	if (exception) {
		MonoString *text = mono_object_to_string (exception, NULL);
		ck_abort_msg ("it throws %s", mono_string_to_utf8 (text));
	}
	return result;
}

int32_t
replaced_number (MethodInfo *method, int32_t argument)
{
	return *(int32_t *) mono_object_unbox (replaced_call (method, (void *[]) { &argument }));
}

int32_t
replaced_run (IRuntimeInformation *runtime, const char *klass, const char *description)
{
	MonoObject *result = replaced_call (replaced_method (runtime, klass, description), NULL);
	return result ? *(int32_t *) mono_object_unbox (result) : 0;
}

char *
replaced_text (IRuntimeInformation *runtime, const char *klass, const char *description)
{
	return mono_string_to_utf8 ((MonoString *) replaced_call (replaced_method (runtime, klass, description), NULL));
}

InstalledRuntimeCode *
replaced_install (IRuntimeInformation *runtime, MethodInfo *method, const uint8_t *code, uint32_t size, uint32_t flags)
{
	CodeMemory memory = { .size = sizeof memory };
	NativeCodeHandle handle = { .size = sizeof handle, .code_size = size };
	ck_assert (runtime->allocate_code (runtime, method, size, 0, 0, &memory));
	memcpy (memory.hot, code, size);
	handle.code = memory.hot;
	return runtime->install_compilation_result (runtime, method, &handle, flags);
}

const uint8_t *
replaced_check (IRuntimeInformation *runtime, InstalledRuntimeCode *installed)
{
	InstalledCodeDescription description = { .size = sizeof description };
	char words [1024] = "";
	if (!installed) {
		runtime->get_failure (runtime, words, sizeof words);
		ck_abort_msg ("not installed: %s", words);
	}
	ck_assert (runtime->describe_installed_code (runtime, installed, &description));
	ck_assert_int_eq (description.was_there, 0);
	return description.code;
}

const uint8_t *
replaced_answer (IRuntimeInformation *runtime, MethodInfo *method, int32_t number)
{
	uint8_t code [] = { 0xb8, 0, 0, 0, 0, 0xc3 }; /* mov eax, NUMBER; ret */
	memcpy (code + 1, &number, sizeof number);
	return replaced_check (runtime, replaced_install (runtime, method, code, sizeof code, INSTALL_PUBLISH));
}

const uint8_t *
replaced_compile (IRuntimeInformation *runtime, const char *spec, MethodInfo *method)
{
	static const CompilationRequest request = {
		.size = sizeof request, .flags = COMPILE_HOSTED, .optimization_level = -1
	};
	ICompiler *compiler = runtime->get_compiler (runtime, spec);
	NativeCodeHandle handle = { .size = sizeof handle };
	CompilationReport report = { .size = sizeof report };
	ck_assert_ptr_nonnull (compiler);
	CompilationResult result = compiler->compile_method (compiler, runtime, method, &request, &handle, &report);
	ck_assert_msg (result == COMPILATION_OK, "%s: %s: %s", spec, report.reason, report.detail);
	InstalledRuntimeCode *installed = runtime->install_compilation_result (runtime, method, &handle, INSTALL_PUBLISH);
	const uint8_t *code = replaced_check (runtime, installed);
	compiler->release_code (compiler, &handle);
	return code;
}
