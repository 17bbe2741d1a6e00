/* SPDX-License-Identifier: MIT
 *
 * Methods compiled through the seam and run: each answers what the host computes by itself. */
#include <string.h>

#include "execute.h"

/* Each test runs once with each of them. */
static const char *const compilers [] = { "bigstep", "bigstep,O=0", "mini" };
#define COMPILER compilers [_i]

static const int32_t integers [] = { 0, 1, 2, 3, 10, 11, 666, 1337, -1, -7, 65536, INT32_MAX, INT32_MIN };

/* ---- No branches ---- */

START_TEST (nothing)
{
	Body body = execute_compile (COMPILER, "Plain", "Nothing");
	ExecutionResult result = execute_run (&body, NULL, NULL);
	ck_assert_int_eq (result.threw, 0);
	ck_assert_int_eq (result.kind, TYPE_VOID);
	ck_assert_ptr_null (result.boxed);
}
END_TEST

START_TEST (constant)
{
	Body narrow = execute_compile (COMPILER, "Plain", "Constant");
	Body wide = execute_compile (COMPILER, "Plain", "LongConstant");
	ck_assert_int_eq (RUN (int32_t, &narrow), 1337);
	ck_assert_int_eq (RUN (int64_t, &wide), -INT64_C (0x123456789abcdef0));
}
END_TEST

START_TEST (identity)
{
	static const int64_t wide_values [] = { 0, 1, -1, INT64_C (1) << 32, INT64_MAX, INT64_MIN };
	Body narrow = execute_compile (COMPILER, "Plain", "Identity");
	Body wide = execute_compile (COMPILER, "Plain", "LongIdentity");
	for (size_t i = 0; i < COUNT (integers); i++)
		ck_assert_int_eq (RUN (int32_t, &narrow, (void *) &integers [i]), integers [i]);
	for (size_t i = 0; i < COUNT (wide_values); i++)
		ck_assert_int_eq (RUN (int64_t, &wide, (void *) &wide_values [i]), wide_values [i]);
}
END_TEST

/* Wrapping, as ECMA-335 III.3.1 and III.3.48 have it. */
static int32_t
host_add (int32_t a, int32_t b)
{
	return (int32_t) ((uint32_t) a + (uint32_t) b);
}

static int32_t
host_multiply (int32_t a, int32_t b)
{
	return (int32_t) ((uint32_t) a * (uint32_t) b);
}

START_TEST (add)
{
	Body sum = execute_compile (COMPILER, "Plain", "Add");
	Body product = execute_compile (COMPILER, "Plain", "Multiply");
	int32_t one = 1, two = 2, a = 666, b = 1337;
	ck_assert_int_eq (RUN (int32_t, &sum, &one, &two), 3);
	ck_assert_int_eq (RUN (int32_t, &sum, &a, &b), 2003);
	for (size_t i = 0; i < COUNT (integers); i++) {
		for (size_t j = 0; j < COUNT (integers); j++) {
			a = integers [i], b = integers [j];
			ck_assert_int_eq (RUN (int32_t, &sum, &a, &b), host_add (a, b));
			ck_assert_int_eq (RUN (int32_t, &product, &a, &b), host_multiply (a, b));
		}
	}
}
END_TEST

START_TEST (add_three)
{
	Body body = execute_compile (COMPILER, "Plain", "AddThree");
	for (size_t i = 0; i < COUNT (integers); i++) {
		int32_t a = integers [i], b = 100, c = -3;
		ck_assert_int_eq (RUN (int32_t, &body, &a, &b, &c), host_add (a, 97));
		ck_assert_int_eq (RUN (int32_t, &body, &c, &b, &a), host_add (a, 97));
	}
}
END_TEST

/* ---- Fields ---- */

/* What compiled code writes the host reads, and the other way round. */
START_TEST (static_field)
{
	Body read = execute_compile (COMPILER, "Plain", "ReadNumber");
	Body write = execute_compile (COMPILER, "Plain", "WriteNumber");
	MonoClass *klass = (MonoClass *) execute_class ("Plain");
	MonoVTable *vtable = mono_class_vtable (mono_domain_get (), klass);
	MonoClassField *field = mono_class_get_field_from_name (klass, "Number");
	for (size_t i = 0; i < COUNT (integers); i++) {
		int32_t value = integers [i], seen = ~value;
		execute_run (&write, NULL, ARGUMENTS (&value));
		mono_field_static_get_value (vtable, field, &seen);
		ck_assert_int_eq (seen, value);
		value ^= 0x55;
		mono_field_static_set_value (vtable, field, &value);
		ck_assert_int_eq (RUN (int32_t, &read), value);
	}
}
END_TEST

START_TEST (static_reference)
{
	Body read = execute_compile (COMPILER, "Plain", "ReadText");
	Body write = execute_compile (COMPILER, "Plain", "WriteText");
	MonoString *text = mono_string_new (mono_domain_get (), "second");
	ck_assert_ptr_ne (execute_object (&read, NULL), (MonoObject *) text);
	execute_run (&write, NULL, ARGUMENTS (text));
	ck_assert_ptr_eq (execute_object (&read, NULL), (MonoObject *) text);
	execute_run (&write, NULL, ARGUMENTS (NULL));
	ck_assert_ptr_null (execute_object (&read, NULL));
}
END_TEST

START_TEST (instance_method)
{
	Body body = execute_compile (COMPILER, "Counter", "Advance");
	MonoObject *counter = mono_object_new (mono_domain_get (), (MonoClass *) execute_class ("Counter"));
	int32_t expected = 0, by = 5;
	mono_runtime_object_init (counter);
	for (int i = 0; i < 3; i++) {
		expected += 3 * by;
		ck_assert_int_eq (*(const int32_t *) execute_value (&body, counter, 4, ARGUMENTS (&by)), expected);
	}
	/* Without a receiver it cannot be run. */
	IRuntimeInformation *runtime = subject_runtime ();
	ExecutionResult result = { .size = sizeof result };
	ck_assert (!runtime->execute_installed_method (runtime, body.installed, NULL, ARGUMENTS (&by), &result));
	subject_check_failure (runtime, "System.ArgumentNullException");
}
END_TEST

START_TEST (value_type_method)
{
	Body body = execute_compile (COMPILER, "Point", "Move");
	struct {
		int32_t x, y;
	} point = { 10, 20 };
	int32_t by = 3;
	ck_assert_int_eq (*(const int32_t *) execute_value (&body, &point, 4, ARGUMENTS (&by)), 13 * 17);
	ck_assert_int_eq (point.x, 13);
	ck_assert_int_eq (point.y, 17);
}
END_TEST

/* ---- Flow ---- */

START_TEST (both_branches)
{
	Body body = execute_compile (COMPILER, "Plain", "Choose");
	for (size_t i = 0; i < COUNT (integers); i++) {
		int32_t a = integers [i];
		ck_assert_int_eq (RUN (int32_t, &body, &a), a > 10 ? host_multiply (a, 2) : host_multiply (a, -1));
	}
}
END_TEST

START_TEST (loop)
{
	static const int32_t ends [] = { -1, 0, 1, 2, 7, 100, 10000 };
	Body body = execute_compile (COMPILER, "Plain", "SumOfSquares");
	for (size_t i = 0; i < COUNT (ends); i++) {
		int32_t end = ends [i], sum = 0;
		for (int32_t j = 1; j <= end; j++)
			sum = host_add (sum, host_multiply (j, j));
		ck_assert_int_eq (RUN (int32_t, &body, &end), sum);
	}
}
END_TEST

START_TEST (recursion)
{
	Body body = execute_compile (COMPILER, "Plain", "Fibonacci");
	int32_t first = 0, second = 1;
	for (int32_t n = 0; n <= 20; n++) {
		ck_assert_int_eq (RUN (int32_t, &body, &n), first);
		int32_t sum = first + second;
		first = second, second = sum;
	}
}
END_TEST

/* ---- Exceptions ---- */

static const struct {
	const char *method;
	int32_t throws;   /* the argument with which it does */
	int32_t harmless; /* and one with which it does not; the same if it always throws */
	const char *exception;
} throwers [] = {
	{ "Explicit", 1, 1, "System.ArgumentException: thrown" },
	{ "Own", 7, 7, "Unlucky: number 7" },
	{ "Divide", 0, 1, "System.DivideByZeroException: Attempted to divide by zero." },
	{ "DivideLeast", -1, 1, "System.OverflowException: Arithmetic operation resulted in an overflow." },
	{ "Overflow", 1, 0, "System.OverflowException: Arithmetic operation resulted in an overflow." },
	{ "Null", 1, 0, "System.NullReferenceException: Object reference not set to an instance of an object" },
	{ "Bounds", 3, 2, "System.IndexOutOfRangeException: Index was outside the bounds of the array." },
	{ "Bounds", -1, 0, "System.IndexOutOfRangeException: Index was outside the bounds of the array." },
	{ "Cast", 1, 0, "System.InvalidCastException: Specified cast is not valid." },
	{ "CastClass", 1, 0, "System.InvalidCastException: Specified cast is not valid." },
	{ "Store", 1, 0,
		"System.ArrayTypeMismatchException: Attempted to access an element as a type incompatible with "
		"the array." },
	{ "Allocate", -1, 0, "System.OverflowException: Arithmetic operation resulted in an overflow." },
	{ "FromCallee", 1, 0, "System.InvalidOperationException: from the callee" },
};

START_TEST (thrown)
{
	for (size_t i = 0; i < COUNT (throwers); i++) {
		Body body = execute_compile (COMPILER, "Thrower", throwers [i].method);
		int32_t argument = throwers [i].throws;
		ExecutionResult result = execute_run (&body, NULL, ARGUMENTS (&argument));
		ck_assert_int_eq (result.threw, 1);
		ck_assert_str_eq (result.exception, throwers [i].exception);
		ck_assert_ptr_nonnull (result.boxed);
		argument = throwers [i].harmless;
		if (argument != throwers [i].throws)
			ck_assert_int_eq (execute_run (&body, NULL, ARGUMENTS (&argument)).threw, 0);
	}
}
END_TEST

/* ---- Calls into what compiles the program's methods ---- */

static const struct {
	const char *method;
	int32_t argument, result;
} crossings [] = {
	{ "Static", 5, 210 },
	{ "Virtual", 5, 21 },
	{ "Interface", 5, 11 },
	{ "Delegate", 5, 106 },
	{ "OfGeneric", 5, 9 },
	{ "OfStruct", 6, 42 },
};

START_TEST (crossing)
{
	for (size_t i = 0; i < COUNT (crossings); i++) {
		Body body = execute_compile (COMPILER, "Crossing", crossings [i].method);
		int32_t argument = crossings [i].argument;
		/* The first call compiles what is called, the second does not. */
		ck_assert_int_eq (RUN (int32_t, &body, &argument), crossings [i].result);
		ck_assert_int_eq (RUN (int32_t, &body, &argument), crossings [i].result);
	}
}
END_TEST

/* ---- Private bodies; mini's are not ---- */

static void *
code_of_program (MethodInfo *method)
{
	MonoJitInfo *info = mono_jit_info_table_find (mono_domain_get (), mono_compile_method ((MonoMethod *) method));
	ck_assert_ptr_nonnull (info);
	ck_assert_ptr_eq (mono_jit_info_get_method (info), (MonoMethod *) method);
	return mono_jit_info_get_code_start (info);
}

static int32_t
run_by_program (MethodInfo *method, int32_t argument)
{
	return *(int32_t *) mono_object_unbox (execute_by_program (method, NULL, ARGUMENTS (&argument)));
}

static const char *const private_methods [] = { "Called", "Untouched" };

/* Whether the program ran the method before or not, its code is its own. */
START_TEST (program_is_untouched)
{
	MethodInfo *method = execute_method ("Crossing", private_methods [_i]);
	int32_t argument = 9, expected = _i == 0 ? 27 : 8;
	void *before = _i == 0 ? code_of_program (method) : NULL;
	Body body = execute_compile ("bigstep", "Crossing", private_methods [_i]);
	ck_assert_int_eq (RUN (int32_t, &body, &argument), expected);
	ck_assert_int_eq (run_by_program (method, argument), expected);
	ck_assert_ptr_ne (code_of_program (method), body.code.code);
	if (before)
		ck_assert_ptr_eq (code_of_program (method), before);
	MonoJitInfo *info = mono_jit_info_table_find (mono_domain_get (), (char *) body.code.code);
	ck_assert_ptr_eq (mono_jit_info_get_method (info), (MonoMethod *) method);
	ck_assert_ptr_eq (mono_jit_info_get_code_start (info), body.code.code);
}
END_TEST

START_TEST (two_bodies)
{
	Body first = execute_compile ("bigstep", "Plain", "Add");
	Body second = execute_compile ("bigstep", "Plain", "Add");
	int32_t a = 40, b = 2;
	ck_assert_ptr_ne (first.code.code, second.code.code);
	ck_assert_int_eq (RUN (int32_t, &first, &a, &b), 42);
	/* The first does not need the second, nor the other way round. */
	memset ((void *) second.code.code, 0xcc, second.code.code_size);
	ck_assert_int_eq (RUN (int32_t, &first, &a, &b), 42);
}
END_TEST

/* Compiled first, and then installed, in this or the other order: two methods, or one method by two compilers. */
static const struct {
	const char *method, *compiler;
	int32_t result; /* of 40 and 2 */
} compiled_first [][2] = {
	{ { "Add", "bigstep", 42 }, { "Multiply", "bigstep", 80 } },
	{ { "Add", "bigstep", 42 }, { "Add", "bigstep,O=0", 42 } },
	{ { "Multiply", "bigstep,O=0", 80 }, { "Add", "bigstep", 42 } },
};

START_TEST (installed_later)
{
	int32_t a = 40, b = 2;
	for (int first = 0; first < 2; first++) {
		Body bodies [2];
		for (int i = 0; i < 2; i++)
			bodies [i] = execute_compile_only (compiled_first [_i][i].compiler, "Plain", compiled_first [_i][i].method);
		for (int i = 0; i < 2; i++) {
			int which = i ^ first;
			execute_install (&bodies [which], compiled_first [_i][which].compiler);
			ck_assert_int_eq (RUN (int32_t, &bodies [which], &a, &b), compiled_first [_i][which].result);
		}
		ck_assert (bodies [0].code.code != bodies [1].code.code);
		for (int i = 0; i < 2; i++)
			ck_assert_int_eq (RUN (int32_t, &bodies [i], &a, &b), compiled_first [_i][i].result);
	}
}
END_TEST

/* ---- The table ---- */

START_TEST (no_question_is_missing)
{
	IRuntimeInformation *runtime = subject_runtime ();
	void *const *entries = (void *const *) &runtime->get_failure;
	size_t count = (sizeof *runtime - offsetof (IRuntimeInformation, get_failure)) / sizeof *entries;
	ck_assert_uint_eq (runtime->size, sizeof *runtime);
	for (size_t i = 0; i < count; i++)
		ck_assert_msg (entries [i] != NULL, "entry %zu of IRuntimeInformation is missing", i);
	for (int i = 0; i < SERVICE_COUNT; i++)
		ck_assert_msg (runtime->get_service (runtime, i) != NULL, "service %d is missing", i);
	for (int i = 0; i < EXCEPTION_COUNT; i++)
		runtime->get_corlib_exception_index (runtime, i);
	subject_check_no_failure (runtime);
}
END_TEST

int
main (void)
{
	Suite *suite = suite_create ("execute");
	TCase *cases = tcase_create ("execute");
	const TTest *const of_each_compiler [] = {
		nothing,
		constant,
		identity,
		add,
		add_three,
		static_field,
		static_reference,
		instance_method,
		value_type_method,
		both_branches,
		loop,
		recursion,
		thrown,
		crossing,
	};
	for (size_t i = 0; i < COUNT (of_each_compiler); i++)
		tcase_add_loop_test (cases, of_each_compiler [i], 0, COUNT (compilers));
	tcase_add_loop_test (cases, program_is_untouched, 0, COUNT (private_methods));
	tcase_add_test (cases, two_bodies);
	tcase_add_loop_test (cases, installed_later, 0, COUNT (compiled_first));
	tcase_add_test (cases, no_question_is_missing);
	suite_add_tcase (suite, cases);
	return run_in_process (suite);
}
