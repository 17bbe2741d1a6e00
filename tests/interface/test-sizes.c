/* SPDX-License-Identifier: MIT
 *
 * Answers know their size: a compiler of an earlier level gets no more than it knows, one of a later level finds zeros where
 * the runtime has nothing to say, and one that does not say how much it knows gets a failure. */
#include "../hosted/subject.h"

#include <string.h>

#define LARGEST 4096
#define GUARD 0xa5

typedef int (*Question) (IRuntimeInformation *runtime, void *answer);

/* Each asks one question, about something that has an answer. */

#define QUESTION(name, ...) \
	static int name (IRuntimeInformation *runtime, void *answer) \
	{ \
		return runtime->__VA_ARGS__; \
	}

static ClrType *
int_type (IRuntimeInformation *runtime)
{
	ClassDescription description = { .size = sizeof description };
	ck_assert (runtime->describe_class (runtime, subject_class ("System.Int32"), &description));
	return description.type;
}

static SignatureInfo *
signature (IRuntimeInformation *runtime)
{
	MethodDescription description = { .size = sizeof description };
	ck_assert (runtime->describe_method (runtime, subject_method ("Shape", "Area"), &description));
	return description.signature;
}

QUESTION (describe_type, describe_type (runtime, int_type (runtime), answer))
QUESTION (describe_class, describe_class (runtime, subject_class ("Shape"), answer))
QUESTION (describe_cast, describe_cast (runtime, subject_class ("Shape"), answer))
QUESTION (describe_field, describe_field (runtime, subject_field ("Precise", "Value"), answer))
QUESTION (describe_method, describe_method (runtime, subject_method ("Shape", "Area"), answer))
QUESTION (describe_signature, describe_signature (runtime, signature (runtime), answer))
QUESTION (get_method_body, get_method_body (runtime, subject_method ("Precise", "Read"), answer))
QUESTION (compute_field_address,
	compute_field_address (runtime, subject_method ("Precise", "Read"), subject_field ("Precise", "Value"), answer))
QUESTION (get_native_signature, get_native_signature (runtime, signature (runtime), answer))
QUESTION (get_call_target,
	get_call_target (runtime, subject_method ("Precise", "Read"), subject_method ("Shape", "Area"), CALL_VIRTUAL,
		answer))
QUESTION (get_constrained_target,
	get_constrained_target (runtime, subject_method ("Precise", "Read"), subject_class ("Shape"),
		subject_method ("Shape", "Area"), answer))
QUESTION (get_allocator, get_allocator (runtime, subject_class ("Shape"), answer))
QUESTION (get_remote_field_target,
	get_remote_field_target (runtime, subject_field ("Remote", "Value"), FIELD_ACCESS_LOAD, answer))

/* Not every number has a function. */
static int
get_runtime_function (IRuntimeInformation *runtime, void *answer)
{
	MethodInfo *method = subject_method ("Precise", "Read");
	RuntimeFunction function = { .size = sizeof function };
	uint32_t number = 0;

	while (number < 1000 && !runtime->get_runtime_function (runtime, method, number, &function))
		number++;
	return runtime->get_runtime_function (runtime, method, number, answer);
}

QUESTION (allocate_code, allocate_code (runtime, subject_method ("Precise", "Read"), 16, 0, 0, answer))

static const struct {
	Question ask;
	uint32_t size;
} questions [] = {
	{ describe_type, sizeof (TypeDescription) },
	{ describe_class, sizeof (ClassDescription) },
	{ describe_cast, sizeof (CastDescription) },
	{ describe_field, sizeof (FieldDescription) },
	{ describe_method, sizeof (MethodDescription) },
	{ describe_signature, sizeof (SignatureDescription) },
	{ get_method_body, sizeof (MethodBody) },
	{ compute_field_address, sizeof (StaticFieldAddress) },
	{ get_native_signature, sizeof (NativeSignature) },
	{ get_call_target, sizeof (CallTarget) },
	{ get_constrained_target, sizeof (ConstrainedTarget) },
	{ get_allocator, sizeof (Allocator) },
	{ get_remote_field_target, sizeof (RemoteFieldTarget) },
	{ get_runtime_function, sizeof (RuntimeFunction) },
	{ allocate_code, sizeof (CodeMemory) },
};
#define COUNT (sizeof questions / sizeof questions [0])

/* Asks question INDEX for SIZE bytes; what lies behind them must stay as it was. Returns how much was filled, or 0. */
static uint32_t
ask (size_t index, uint32_t size, uint8_t *answer)
{
	uint32_t filled;

	memset (answer, GUARD, LARGEST);
	memcpy (answer, &size, sizeof size);
	if (!questions [index].ask (subject_runtime (), answer))
		return 0;
	for (uint32_t i = size; i < LARGEST; i++)
		ck_assert_uint_eq (answer [i], GUARD);
	memcpy (&filled, answer, sizeof filled);
	return filled;
}

START_TEST (whole)
{
	uint8_t answer [LARGEST];

	ck_assert_uint_eq (ask ((size_t) _i, questions [_i].size, answer), questions [_i].size);
}
END_TEST

/* As much as an earlier level knows: the same bytes as in the whole answer. */
START_TEST (shorter)
{
	uint8_t answer [LARGEST], all [LARGEST];
	uint32_t size = questions [_i].size - 8;

	ask ((size_t) _i, questions [_i].size, all);
	ck_assert_uint_eq (ask ((size_t) _i, size, answer), size);
	/* These answer other memory each time. */
	if (questions [_i].ask != allocate_code && questions [_i].ask != get_native_signature)
		ck_assert_mem_eq (answer + sizeof size, all + sizeof size, size - sizeof size);
}
END_TEST

/* More than this runtime knows. */
START_TEST (longer)
{
	static const uint8_t zeros [64];
	uint8_t answer [LARGEST];
	uint32_t size = questions [_i].size;

	ck_assert_uint_eq (ask ((size_t) _i, size + sizeof zeros, answer), size);
	ck_assert_mem_eq (answer + size, zeros, sizeof zeros);
}
END_TEST

START_TEST (no_size)
{
	uint8_t answer [LARGEST] = { 0 };

	ck_assert_int_eq (questions [_i].ask (subject_runtime (), answer), 0);
	subject_check_failure (subject_runtime (), "System.ArgumentException");
}
END_TEST

/* Code for who asks another compiler for it, and knows an earlier level's handle. */
START_TEST (shorter_code)
{
	const CompilationRequest request = { .size = sizeof request, .flags = COMPILE_HOSTED, .optimization_level = -1 };
	IRuntimeInformation *runtime = subject_runtime ();
	ICompiler *bigstep = runtime->get_compiler (runtime, "bigstep");
	CompilationReport report = { .size = sizeof report };
	struct {
		NativeCodeHandle handle;
		uint8_t guards [8];
	} code = { .handle.size = offsetof (NativeCodeHandle, differences) };
	const char *const before = (const char *) code.guards;

	code.handle.differences = before;
	ck_assert_int_eq (bigstep->compile_method (bigstep, runtime, subject_method ("Precise", "Read"), &request,
						  &code.handle, &report),
		COMPILATION_OK);
	ck_assert_ptr_eq (code.handle.differences, before);
	ck_assert_uint_eq (code.handle.size, offsetof (NativeCodeHandle, differences));
	ck_assert_ptr_nonnull (code.handle.code);
	bigstep->release_code (bigstep, &code.handle);
	ck_assert_ptr_eq (code.handle.differences, before);
}
END_TEST

/* The tables say what they have. */
START_TEST (tables)
{
	IRuntimeInformation *runtime = subject_runtime ();
	IRuntimeInformation earlier = *runtime;

	ck_assert (MONO_COMPILER_HAS (runtime, describe_method));
	earlier.size = offsetof (IRuntimeInformation, release);
	ck_assert (!MONO_COMPILER_HAS (&earlier, release));
	ck_assert_uint_eq (runtime->get_layout (runtime)->size, sizeof (RuntimeLayout));
	ck_assert_uint_eq (runtime->get_array_base_offset (runtime, int_type (runtime)),
		runtime->get_layout (runtime)->array_base_offset);
}
END_TEST

/* Rows that are further apart than this header's: as if they had grown. */
START_TEST (rows)
{
	struct {
		NativeClause clause;
		int64_t more;
	} clauses [2] = { { .clause.clause_index = 1 }, { .clause.clause_index = 2 } };
	const NativeClause *first = &clauses [0].clause;

	ck_assert_uint_eq (MONO_COMPILER_ROW (first, sizeof clauses [0], 1)->clause_index, 2);
}
END_TEST

int
main (void)
{
	Suite *suite = suite_create ("sizes");
	TCase *all = tcase_create ("sizes");

	tcase_add_loop_test (all, whole, 0, COUNT);
	tcase_add_loop_test (all, shorter, 0, COUNT);
	tcase_add_loop_test (all, longer, 0, COUNT);
	tcase_add_loop_test (all, no_size, 0, COUNT);
	tcase_add_test (all, shorter_code);
	tcase_add_test (all, tables);
	tcase_add_test (all, rows);
	suite_add_tcase (suite, all);
	return run_in_process (suite);
}
