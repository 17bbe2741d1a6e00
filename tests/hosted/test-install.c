/* SPDX-License-Identifier: MIT
 *
 * Installing machine code without any compiler, and running it: results as the host's own. */
#include <check.h>
#include <mono/jit/jit.h>
#include <mono/metadata/appdomain.h>
#include <mono/metadata/assembly.h>
#include <mono/metadata/class.h>
#include <mono/metadata/mono-config.h>
#include <mono/metadata/object.h>
#include <mono/metadata/threads.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "mono-compiler.h"

static IRuntimeInformation *runtime;
static ClassInfo *numbers;

/* lea eax, [rdi + rsi]; ret -- and nothing else: no unwind information, no clauses, no map */
static const uint8_t add_code [] = { 0x8d, 0x04, 0x37, 0xc3 };
/* mov eax, edi; imul eax, esi; ret */
static const uint8_t multiply_code [] = { 0x89, 0xf8, 0x0f, 0xaf, 0xc6, 0xc3 };
/* ret */
static const uint8_t empty_code [] = { 0xc3 };
/* push rbp; mov rbp, rsp; mov eax, edi; pop rbp; ret */
static const uint8_t framed_code [] = { 0x55, 0x48, 0x89, 0xe5, 0x89, 0xf8, 0x5d, 0xc3 };
/* CIE: def_cfa rsp 8, offset rip 1. FDE: advance 1, def_cfa_offset 16, offset rbp 2, advance 3, def_cfa_register rbp,
 * advance 3, def_cfa rsp 8; nops */
static const uint8_t framed_unwind [] = { 0x0c, 7, 8, 0x90, 1, 0, 0x41, 0x0e, 16, 0x86, 2, 0x43, 0x0d, 6, 0x43, 0x0c, 7,
	8, 0, 0, 0 };

static MethodInfo *
find (const char *description)
{
	MethodInfo *method = runtime->get_method_info_for (runtime, numbers, description);
	ck_assert_ptr_nonnull (method);
	return method;
}

static InstalledRuntimeCode *
install (MethodInfo *method, const uint8_t *code, uint32_t size, NativeCodeHandle *handle)
{
	CodeMemory memory = { .size = sizeof memory };
	ck_assert_int_eq (runtime->allocate_code (runtime, method, size, 0, 0, &memory), 1);
	ck_assert_int_eq ((uintptr_t) memory.hot % 16, 0);
	memcpy (memory.hot, code, size);
	handle->code = memory.hot;
	handle->code_size = size;
	return runtime->install_compilation_result (runtime, method, handle, INSTALL_PRIVATE);
}

static int32_t
execute (InstalledRuntimeCode *installed, int32_t a, int32_t b)
{
	void *arguments [] = { &a, &b };
	ExecutionResult result = { .size = sizeof result };
	int32_t value;
	ck_assert_int_eq (runtime->execute_installed_method (runtime, installed, NULL, arguments, &result), 1);
	ck_assert_int_eq (result.threw, 0);
	ck_assert_int_eq (result.kind, TYPE_INT32);
	ck_assert_int_eq (result.value_size, sizeof (value));
	memcpy (&value, result.value, sizeof (value));
	return value;
}

static int32_t
execute_by_host (MethodInfo *method, int32_t a, int32_t b)
{
	void *arguments [] = { &a, &b };
	MonoObject *exception = NULL;
	MonoObject *result = mono_runtime_invoke ((MonoMethod *) method, NULL, arguments, &exception);
	ck_assert_ptr_null (exception);
	return *(int32_t *) mono_object_unbox (result);
}

static const int32_t values [] = { 0, 1, 2, 3, 666, 1337, -1, -7, 65536, INT32_MAX, INT32_MIN };

static const struct {
	const char *method;
	const uint8_t *code;
	uint32_t size;
} blobs [] = {
	{ "Add", add_code, sizeof (add_code) },
	{ "Multiply", multiply_code, sizeof (multiply_code) },
};

START_TEST (blob)
{
	NativeCodeHandle handle = { .size = sizeof handle };
	MethodInfo *method = find (blobs [_i].method);
	InstalledRuntimeCode *installed = install (method, blobs [_i].code, blobs [_i].size, &handle);
	ck_assert_ptr_nonnull (installed);
	for (size_t a = 0; a < sizeof (values) / sizeof (values [0]); ++a) {
		for (size_t b = 0; b < sizeof (values) / sizeof (values [0]); ++b)
			ck_assert_int_eq (execute (installed, values [a], values [b]),
				execute_by_host (method, values [a], values [b]));
	}
}
END_TEST

/* The installed code runs, whatever the method's own says, and the method's own stays. */
START_TEST (private_body)
{
	NativeCodeHandle handle = { .size = sizeof handle };
	MethodInfo *method = find ("Subtract");
	InstalledRuntimeCode *installed = install (method, add_code, sizeof (add_code), &handle);
	ck_assert_ptr_nonnull (installed);
	ck_assert_int_eq (execute (installed, 5, 3), 8);
	ck_assert_int_eq (execute_by_host (method, 5, 3), 2);
	MonoJitInfo *info = mono_jit_info_table_find (mono_domain_get (), handle.code);
	ck_assert_ptr_nonnull (info);
	ck_assert_ptr_eq (mono_jit_info_get_method (info), (MonoMethod *) method);
	ck_assert_int_eq (mono_jit_info_get_code_size (info), sizeof (add_code));
	InstalledCodeDescription description = { .size = sizeof description };
	ck_assert_int_eq (runtime->describe_installed_code (runtime, installed, &description), 1);
	ck_assert_ptr_eq (description.method, method);
	ck_assert_ptr_eq (description.code, handle.code);
	ck_assert_uint_eq (description.code_size, sizeof (add_code));
	ck_assert_int_eq (description.was_there, 0);
}
END_TEST

START_TEST (no_result)
{
	NativeCodeHandle handle = { .size = sizeof handle };
	ExecutionResult result = { .size = sizeof result };
	MethodInfo *method = find ("Nothing");
	InstalledRuntimeCode *installed = install (method, empty_code, sizeof (empty_code), &handle);
	ck_assert_ptr_nonnull (installed);
	ck_assert_int_eq (runtime->execute_installed_method (runtime, installed, NULL, NULL, &result), 1);
	ck_assert_int_eq (result.threw, 0);
	ck_assert_int_eq (result.kind, TYPE_VOID);
	ck_assert_ptr_null (result.boxed);
}
END_TEST

START_TEST (unwind_information)
{
	NativeCodeHandle handle = {
		.size = sizeof handle, .unwind_information = framed_unwind, .unwind_information_size = sizeof (framed_unwind)
	};
	MethodInfo *method = find ("First");
	InstalledRuntimeCode *installed = install (method, framed_code, sizeof (framed_code), &handle);
	ck_assert_ptr_nonnull (installed);
	ck_assert_int_eq (execute (installed, 99, 1), 99);
}
END_TEST

START_TEST (refused_clauses)
{
	static const NativeClause no_such_clause = { .clause_index = 0, .try_end = 1 };
	char failure [512];
	NativeCodeHandle handle = {
		.size = sizeof handle, .clauses = &no_such_clause, .clause_count = 1, .clause_stride = sizeof no_such_clause
	};
	ck_assert_ptr_null (install (find ("First"), add_code, sizeof (add_code), &handle));
	runtime->get_failure (runtime, failure, sizeof (failure));
	ck_assert_ptr_nonnull (strstr (failure, "no exception clause 0"));
	runtime->clear_failure (runtime);
	NativeCodeHandle empty = { .size = sizeof empty };
	ck_assert_ptr_null (runtime->install_compilation_result (runtime, find ("First"), &empty, INSTALL_PRIVATE));
	runtime->clear_failure (runtime);
}
END_TEST

/* What a compiler says about its code, and what cannot be true of it. The code has 8 bytes, and nothing behind it: 64 are
 * more than were allocated, whatever the alignment. */
static const NativeOffset unsorted [] = { { 4, 9 }, { 0, 0 } };
static const NativeOffset beyond [] = { { 0, 0 }, { 9, 3 } };
static const NativeHandler no_handler = { 0, 0, 1, -8 };

static const struct {
	NativeCodeHandle handle;
	const char *sentence;
} bad_handles [] = {
	{ { .code_size = 64 }, "64 bytes of code are more than were allocated" },
	{ { .code_size = 0x7fffffff }, "2147483647 bytes of code are more than were allocated" },
	{ { .code_size = UINT32_MAX }, "4294967295 bytes of code are more than were allocated" },
	{ { .il_map = unsorted, .il_map_count = 2 }, "il_map: they must be sorted by native offset, and number 1 is not" },
	{ { .il_map = beyond, .il_map_count = 2 }, "il_map: number 1 is at byte 9 of 8 bytes of code" },
	{ { .il_map_count = 1 }, "il_map: there are none at all, of 1" },
	{ { .sequence_points = unsorted, .sequence_point_count = 2 }, "sequence_points: they must be sorted" },
	{ { .sequence_points = beyond, .sequence_point_count = 2 }, "sequence_points: number 1 is at byte 9" },
	{ { .sequence_point_count = 7 }, "sequence_points: there are none at all, of 7" },
	{ { .unwind_information_size = 5 }, "there is no unwind information, of 5 bytes" },
	{ { .clause_count = 3 }, "there are no exception clauses, of 3" },
	{ { .handler_count = 2 }, "there are no exception clauses, of 2" },
	{ { .clause_count = UINT32_MAX, .handler_count = UINT32_MAX }, "8589934590 exception clauses are too many" },
	{ { .handlers = &no_handler, .handler_count = 1 }, "the method has no exception clause 0" },
};

static void
check_refusal (const InstalledRuntimeCode *installed, const char *sentence)
{
	char failure [512];
	ck_assert_ptr_null (installed);
	ck_assert_int_eq (runtime->get_failure (runtime, failure, sizeof (failure)), 1);
	ck_assert_msg (strstr (failure, sentence) && strstr (failure, "Numbers:First"), "%s", failure);
	runtime->clear_failure (runtime);
}

START_TEST (refused_handle)
{
	NativeCodeHandle handle = bad_handles [_i].handle;
	MethodInfo *method = find ("First");
	CodeMemory memory = { .size = sizeof memory };
	handle.size = sizeof handle;
	handle.clause_stride = sizeof (NativeClause);
	handle.handler_stride = sizeof (NativeHandler);
	ck_assert_int_eq (runtime->allocate_code (runtime, method, sizeof (framed_code), 0, 0, &memory), 1);
	memcpy (memory.hot, framed_code, sizeof (framed_code));
	handle.code = memory.hot;
	if (!handle.code_size)
		handle.code_size = sizeof (framed_code);
	check_refusal (runtime->install_compilation_result (runtime, method, &handle, 0), bad_handles [_i].sentence);
	/* The code itself is still there, and good. */
	handle = (NativeCodeHandle) { .size = sizeof handle,
		.code = memory.hot,
		.code_size = sizeof (framed_code),
		.unwind_information = framed_unwind,
		.unwind_information_size = sizeof (framed_unwind) };
	ck_assert_int_eq (execute (runtime->install_compilation_result (runtime, method, &handle, 0), 99, 1), 99);
	/* It is installed once. */
	check_refusal (runtime->install_compilation_result (runtime, method, &handle, 0), "or installed already");
}
END_TEST

START_TEST (refused_stride)
{
	static const NativeClause clause = { .clause_index = 0, .try_end = 1 };
	NativeCodeHandle handle = { .size = sizeof handle, .clauses = &clause, .clause_count = 1 };
	check_refusal (install (find ("First"), framed_code, sizeof (framed_code), &handle), "the stride of its clauses");
	handle = (NativeCodeHandle) { .size = sizeof handle, .handlers = &no_handler, .handler_count = 1 };
	check_refusal (install (find ("First"), framed_code, sizeof (framed_code), &handle), "the stride of its clauses");
}
END_TEST

START_TEST (refused_memory)
{
	static uint8_t elsewhere [16] = { 0xc3 };
	NativeCodeHandle handle = { .size = sizeof handle, .code = elsewhere, .code_size = 1 };
	check_refusal (runtime->install_compilation_result (runtime, find ("First"), &handle, 0),
		"its code is not from allocate_code");
	handle = (NativeCodeHandle) { .size = sizeof handle, .code_size = 1 };
	check_refusal (runtime->install_compilation_result (runtime, find ("First"), &handle, 0), "there is no code");
	/* Of another request. */
	IRuntimeInformation *other = mono_compiler_create_runtime_information (0);
	CodeMemory memory = { .size = sizeof memory };
	ck_assert_int_eq (other->allocate_code (other, find ("First"), 1, 0, 0, &memory), 1);
	handle = (NativeCodeHandle) { .size = sizeof handle, .code = memory.hot, .code_size = 1 };
	check_refusal (runtime->install_compilation_result (runtime, find ("First"), &handle, 0),
		"its code is not from allocate_code");
	other->release (other);
}
END_TEST

/* Several bodies at once: each has memory of its own, whatever is installed of them and in which order. */
START_TEST (bodies_at_once)
{
	enum { BODIES = 4 };
	static const int orders [][BODIES] = { { 0, 1, 2, 3 }, { 3, 2, 1, 0 }, { 2, 0, 3, 1 } };
	MethodInfo *method = find ("First");
	CodeMemory memory [BODIES];
	for (int i = 0; i < BODIES; ++i) {
		uint8_t code [] = { 0xb8, (uint8_t) i, 0, 0, 0, 0xc3 }; /* mov eax, i; ret */
		memory [i].size = sizeof memory [i];
		ck_assert_int_eq (runtime->allocate_code (runtime, method, sizeof (code), 0, 0, &memory [i]), 1);
		memcpy (memory [i].hot, code, sizeof (code));
	}
	/* One is not installed. */
	for (int i = 0; i < BODIES - 1; ++i) {
		int body = orders [_i][i];
		NativeCodeHandle handle = { .size = sizeof handle, .code = memory [body].hot, .code_size = 6 };
		ck_assert_int_eq (execute (runtime->install_compilation_result (runtime, method, &handle, 0), 0, 0), body);
	}
	for (int i = 0; i < BODIES; ++i)
		ck_assert_int_eq (memory [i].hot [1], i);
}
END_TEST

START_TEST (code_memory)
{
	static const struct {
		uint32_t hot, cold, read_only;
	} sizes [] = {
		{ 5, 0, 0 },
		{ 0, 0, 0 },
		{ 16, 1, 1 },
		{ 1, 33, 64 },
		{ 100000, 100000, 100000 },
		{ 0, 0, 7 },
	};
	for (size_t i = 0; i < sizeof (sizes) / sizeof (sizes [0]); ++i) {
		CodeMemory memory = { .size = sizeof memory };
		ck_assert_int_eq (runtime->allocate_code (runtime, find ("Add"), sizes [i].hot, sizes [i].cold,
							  sizes [i].read_only, &memory),
			1);
		memset (memory.hot, 0xcc, sizes [i].hot);
		memset (memory.cold, 0xcd, sizes [i].cold);
		memset (memory.read_only, 0xce, sizes [i].read_only);
		ck_assert_int_eq ((uintptr_t) memory.hot % 16, 0);
		ck_assert_int_eq ((uintptr_t) memory.cold % 16, 0);
		ck_assert_int_eq ((uintptr_t) memory.read_only % (sizes [i].read_only ? 64 : 16), 0);
		ck_assert_uint_lt ((uintptr_t) memory.read_only + sizes [i].read_only, UINT64_C (1) << 31);
		for (uint32_t at = 0; at < sizes [i].hot; ++at)
			ck_assert_int_eq (memory.hot [at], 0xcc);
	}
	CodeMemory memory = { .size = sizeof memory };
	ck_assert_int_eq (runtime->allocate_code (runtime, find ("Add"), 0x60000000, 0x60000000, 0, &memory), 0);
	runtime->clear_failure (runtime);
}
END_TEST

/* mini as a compiler: what it delivers is there already, and runs. */
START_TEST (mini)
{
	static const CompilationRequest request = {
		.size = sizeof request, .flags = COMPILE_HOSTED, .optimization_level = -1
	};
	MethodInfo *method = find ("Subtract");
	ICompiler *compiler = runtime->get_compiler (runtime, "mini");
	ck_assert_ptr_nonnull (compiler);
	NativeCodeHandle handle = { .size = sizeof handle };
	CompilationReport report = { .size = sizeof report };
	ck_assert_int_eq (compiler->compile_method (compiler, runtime, method, &request, &handle, &report), COMPILATION_OK);
	ck_assert (handle.flags & NATIVE_CODE_PUBLISHED);
	ck_assert_uint_gt (handle.code_size, 0);
	InstalledRuntimeCode *installed = runtime->install_compilation_result (runtime, method, &handle, INSTALL_PRIVATE);
	ck_assert_ptr_nonnull (installed);
	ck_assert_int_eq (execute (installed, 50, 8), 42);
	/* Twice is no harm. */
	ck_assert_ptr_nonnull (runtime->install_compilation_result (runtime, method, &handle, INSTALL_PRIVATE));
	compiler->release_code (compiler, &handle);
	char statistics [8192];
	size_t length = mono_compiler_get_statistics (statistics, sizeof (statistics));
	ck_assert_uint_lt (length, sizeof (statistics));
	ck_assert_uint_eq (strlen (statistics), length);
	ck_assert_ptr_nonnull (strstr (statistics, "\"name\": \"mini\""));
	ck_assert_ptr_null (runtime->get_compiler (runtime, "no-such-compiler"));
	runtime->clear_failure (runtime);
}
END_TEST

/* An exception of mini-compiled code is reported by class and message. */
START_TEST (exception)
{
	static const CompilationRequest request = {
		.size = sizeof request, .flags = COMPILE_HOSTED, .optimization_level = -1
	};
	MethodInfo *method = find ("Throw");
	ICompiler *compiler = runtime->get_compiler (runtime, "mini");
	NativeCodeHandle handle = { .size = sizeof handle };
	CompilationReport report = { .size = sizeof report };
	ExecutionResult result = { .size = sizeof result };
	ck_assert_int_eq (compiler->compile_method (compiler, runtime, method, &request, &handle, &report), COMPILATION_OK);
	InstalledRuntimeCode *installed = runtime->install_compilation_result (runtime, method, &handle, INSTALL_PRIVATE);
	ck_assert_ptr_nonnull (installed);
	ck_assert_int_eq (runtime->execute_installed_method (runtime, installed, NULL, NULL, &result), 1);
	ck_assert_int_eq (result.threw, 1);
	ck_assert_str_eq (result.exception, "System.ArgumentException: thrown");
	compiler->release_code (compiler, &handle);
}
END_TEST

static void
start (void)
{
	const char *folder = getenv ("top_builddir");
	char path [4096];
	snprintf (path, sizeof (path), "%s/tests/hosted/Numbers.dll", folder ? folder : ".");
	ck_assert_ptr_null (mono_compiler_create_runtime_information (0));
	mono_config_parse (NULL);
	ck_assert_ptr_nonnull (mono_jit_init ("test-install"));
	runtime = mono_compiler_create_runtime_information (0);
	ck_assert_ptr_nonnull (runtime);
	AssemblyInfo *assembly = runtime->open_assembly (runtime, path);
	ck_assert_ptr_nonnull (assembly);
	numbers = runtime->get_class_info_for (runtime, assembly, "Numbers");
	ck_assert_ptr_nonnull (numbers);
}

int
main (void)
{
	Suite *suite = suite_create ("install");
	TCase *cases = tcase_create ("install");
	tcase_add_unchecked_fixture (cases, start, NULL);
	tcase_add_loop_test (cases, blob, 0, sizeof (blobs) / sizeof (blobs [0]));
	tcase_add_test (cases, private_body);
	tcase_add_test (cases, no_result);
	tcase_add_test (cases, unwind_information);
	tcase_add_test (cases, refused_clauses);
	tcase_add_loop_test (cases, refused_handle, 0, sizeof (bad_handles) / sizeof (bad_handles [0]));
	tcase_add_test (cases, refused_stride);
	tcase_add_test (cases, refused_memory);
	tcase_add_loop_test (cases, bodies_at_once, 0, 3);
	tcase_add_test (cases, code_memory);
	tcase_add_test (cases, mini);
	tcase_add_test (cases, exception);
	suite_add_tcase (suite, cases);
	/* Mono's threads do not survive a fork. */
	SRunner *runner = srunner_create (suite);
	srunner_set_fork_status (runner, CK_NOFORK);
	srunner_run_all (runner, CK_ENV);
	int failed = srunner_ntests_failed (runner);
	srunner_free (runner);
	return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
