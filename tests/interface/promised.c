/* SPDX-License-Identifier: MIT */
#include "promised.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static AssemblyInfo *
opened (const char *name)
{
	const char *folder = getenv ("top_builddir");
	char path [4096];

	snprintf (path, sizeof path, "%s/tests/interface/%s", folder ? folder : ".", name);
	AssemblyInfo *assembly = subject_runtime ()->open_assembly (subject_runtime (), path);
	ck_assert_msg (assembly != NULL, "cannot open %s", path);
	return assembly;
}

static ClassInfo *
class_of (const char *assembly, const char *name)
{
	IRuntimeInformation *runtime = subject_runtime ();
	ClassInfo *klass = runtime->get_class_info_for (runtime, opened (assembly), name);

	ck_assert_msg (klass != NULL, "no class %s", name);
	return klass;
}

static MethodInfo *
method_of (ClassInfo *klass, const char *description)
{
	IRuntimeInformation *runtime = subject_runtime ();
	MethodInfo *method = runtime->get_method_info_for (runtime, klass, description);

	ck_assert_msg (method != NULL, "no method %s", description);
	return method;
}

ClassInfo *
promised_class (const char *name)
{
	return class_of ("Promised.dll", name);
}

MethodInfo *
promised_method (const char *klass, const char *description)
{
	return method_of (promised_class (klass), description);
}

FieldInfo *
promised_field (const char *klass, const char *name)
{
	IRuntimeInformation *runtime = subject_runtime ();
	FieldInfo *field = runtime->get_field_info_for (runtime, promised_class (klass), name);

	ck_assert_msg (field != NULL, "no field %s", name);
	return field;
}

ClassInfo *
damaged_class (const char *name)
{
	return class_of ("Damaged.dll", name);
}

MethodInfo *
damaged_method (const char *klass, const char *description)
{
	return method_of (damaged_class (klass), description);
}

InstalledRuntimeCode *
promised_install (MethodInfo *method, const uint8_t *code, uint32_t size, NativeCodeHandle *handle)
{
	return promised_install_as (method, code, size, handle, INSTALL_PRIVATE);
}

InstalledRuntimeCode *
promised_install_as (MethodInfo *method, const uint8_t *code, uint32_t size, NativeCodeHandle *handle, uint32_t flags)
{
	IRuntimeInformation *runtime = subject_runtime ();
	CodeMemory memory = { .size = sizeof memory };
	NativeCodeHandle plain = { .size = sizeof plain };
	char words [1024] = "";

	ck_assert (runtime->allocate_code (runtime, method, size, 0, 0, &memory));
	memcpy (memory.hot, code, size);
	if (!handle)
		handle = &plain;
	handle->code = memory.hot;
	handle->code_size = size;
	InstalledRuntimeCode *installed = runtime->install_compilation_result (runtime, method, handle, flags);
	runtime->get_failure (runtime, words, sizeof words);
	ck_assert_msg (installed != NULL, "%s", words);
	return installed;
}

ExecutionResult
promised_run (InstalledRuntimeCode *installed, int64_t a, int64_t b, int64_t c, int64_t d)
{
	IRuntimeInformation *runtime = subject_runtime ();
	ExecutionResult result = { .size = sizeof result };

	ck_assert (runtime->execute_installed_method (runtime, installed, NULL, ARGUMENTS (&a, &b, &c, &d), &result));
	return result;
}

int64_t
promised_value (InstalledRuntimeCode *installed, int64_t a, int64_t b, int64_t c, int64_t d)
{
	ExecutionResult result = promised_run (installed, a, b, c, d);
	int64_t value;

	ck_assert_msg (!result.threw, "it throws %s", result.exception);
	ck_assert_uint_eq (result.value_size, sizeof value);
	memcpy (&value, result.value, sizeof value);
	return value;
}

DECLARE_CODE (caller);
DECLARE_CODE (caller_try);
DECLARE_LABEL (caller_pad);

/* Exact from behind the prologue on, which has 14 bytes: def_cfa_offset 80, and where RBP, RBX and R12 to R15 are. */
const uint8_t promised_caller_unwind [PROMISED_CALLER_UNWIND_SIZE] = { 0x0c, 7, 8, 0x90, 1, 0x4e, 0x0e, 80, 0x86, 2,
	0x83, 3, 0x8c, 4, 0x8d, 5, 0x8e, 6, 0x8f, 7 };

InstalledRuntimeCode *
promised_install_caller (const uint32_t *indices, uint32_t count)
{
	uint8_t *unwind = malloc (PROMISED_CALLER_UNWIND_SIZE);
	NativeClause *clauses = calloc (2, sizeof *clauses);
	NativeCodeHandle handle = { .size = sizeof handle,
		.unwind_information = unwind,
		.unwind_information_size = PROMISED_CALLER_UNWIND_SIZE,
		.clauses = count ? clauses : NULL,
		.clause_count = count,
		.clause_stride = sizeof *clauses };

	memcpy (unwind, promised_caller_unwind, PROMISED_CALLER_UNWIND_SIZE);
	for (uint32_t i = 0; i < count; i++)
		clauses [i] = (NativeClause) { .clause_index = indices [i],
			.try_start = OFFSET (caller, caller_try),
			.try_end = OFFSET (caller, caller_try_end),
			.handler_start = OFFSET (caller, caller_pad) };
	InstalledRuntimeCode *installed = promised_install (promised_method ("Regions", "Nested"), CODE (caller), &handle);
	memset (unwind, 0xff, PROMISED_CALLER_UNWIND_SIZE);
	memset (clauses, 0xff, 2 * sizeof *clauses);
	free (unwind);
	free (clauses);
	return installed;
}
