/* SPDX-License-Identifier: MIT
 *
 * The whole of BigStep against the fake runtime: IL in, and the machine code is called as C. Code that throws ends its
 * process with a status that names the exception. */
#include "assembler.h"
#include "suite.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

extern const CompilerPlugin mono_compiler_plugin;

static FakeRuntime *fake;
static ICompiler *compiler;

static void
set_up (void)
{
	static const CompilerOption verify = { "verify", NULL };
	char error [256];

	fake = fake_create ();
	const CompilerOptions options = { sizeof options, 1, sizeof verify, &verify };

	compiler = mono_compiler_plugin.create (&options, error, sizeof (error));
	ck_assert_msg (compiler != NULL, "%s", error);
	fake_define_class (fake, "Program", "object", 0);
}

static void
tear_down (void)
{
	compiler->release (compiler);
	fake_destroy (fake);
}

static CompilationResult
try_compile (MethodInfo *method, void **code, CompilationReport *report)
{
	static const CompilationRequest request = { .size = sizeof request, .optimization_level = -1 };
	IRuntimeInformation *runtime = fake_interface (fake);
	NativeCodeHandle native_code = { .size = sizeof native_code };
	CompilationResult result;

	*report = (CompilationReport) { .size = sizeof *report };
	result = compiler->compile_method (compiler, runtime, method, &request, &native_code, report);
	if (result != COMPILATION_OK)
		return result;
	void *start = native_code.code;

	ck_assert_ptr_nonnull (runtime->install_compilation_result (runtime, method, &native_code, INSTALL_PUBLISH));
	*code = start;
	ck_assert_uint_gt (native_code.code_size, 0);
	ck_assert_uint_gt (native_code.unwind_information_size, 0);
	compiler->release_code (compiler, &native_code);
	return result;
}

static void *
compile_method (MethodInfo *method)
{
	CompilationReport report = { .size = sizeof report };
	void *code = NULL;
	CompilationResult result = try_compile (method, &code, &report);

	ck_assert_msg (result == COMPILATION_OK, "%s at IL_%04x: %s", report.reason, report.il_offset, report.detail);
	return code;
}

/* DECLARATION: "static int Program:Add (int, int)". */
static void *
compile (const char *declaration, const char *locals, const char *il)
{
	return compile_method (assemble_method (fake, declaration, locals, 8, il));
}

typedef int32_t (*Int32Function) ();
typedef int64_t (*Int64Function) ();
typedef double (*DoubleFunction) (double, double);
typedef float (*FloatFunction) (float, float);
typedef void (*VoidFunction) ();

START_TEST (add)
{
	Int32Function function = compile ("static int Program:Add (int, int)", "", "ldarg 0; ldarg 1; add; ret");

	ck_assert_int_eq (function (1, 2), 3);
	ck_assert_int_eq (function (666, 1337), 2003);
	ck_assert_int_eq (function (INT32_MAX, 1), INT32_MIN);
}
END_TEST

START_TEST (floats)
{
	DoubleFunction multiply = compile ("static double Program:Multiply (double, double)", "",
		"ldarg 0; ldarg 1; mul; ret");
	FloatFunction divide = compile ("static float Program:Divide (float, float)", "", "ldarg 0; ldarg 1; div; ret");

	ck_assert (multiply (1.5, -4) == -6);
	ck_assert (divide (1, 3) == 1.0f / 3.0f);
	ck_assert (isnan (divide (0, 0)));
}
END_TEST

/* int i = 0, sum = 0; while (i < n) { sum += i; i++; } return sum; */
static const char sum_il [] = "br test; loop: ldloc 1; ldloc 0; add; stloc 1; ldloc 0; ldc.i4 1; add; stloc 0;"
							  "test: ldloc 0; ldarg 0; blt loop; ldloc 1; ret";

START_TEST (loops)
{
	Int32Function function = compile ("static int Program:Sum (int)", "int, int", sum_il);

	ck_assert_int_eq (function (0), 0);
	ck_assert_int_eq (function (-5), 0);
	ck_assert_int_eq (function (1000), 499500);
}
END_TEST

START_TEST (both_sides_of_a_branch)
{
	Int32Function function = compile ("static int Program:Max (int, int)", "",
		"ldarg 0; ldarg 1; bgt first; ldarg 1; br end; first: ldarg 0; end: ret");

	ck_assert_int_eq (function (3, 7), 7);
	ck_assert_int_eq (function (7, 3), 7);
	ck_assert_int_eq (function (-1, -2), -1);
}
END_TEST

START_TEST (switches)
{
	Int32Function function = compile ("static int Program:Switch (int)", "",
		"ldarg 0; switch (a, b, a); ldc.i4 -1; ret; a: ldc.i4 10; ret; b: ldc.i4 20; ret");
	static const int32_t expected [] = { -1, 10, 20, 10, -1 };

	for (int i = -1; i < 4; i++)
		ck_assert_int_eq (function (i), expected [i + 1]);
}
END_TEST

START_TEST (calls)
{
	compile ("static long Program:Twice (int)", "", "ldarg 0; conv.i8; ldc.i4 2; conv.i8; mul; ret");

	Int64Function function = compile ("static long Program:Caller (int)", "",
		"ldarg 0; call Program:Twice; ldarg 0; neg; call Program:Twice; ldc.i8 1; add; sub; ret");

	ck_assert_int_eq (function (INT32_MAX), 4ll * INT32_MAX - 1);
}
END_TEST

START_TEST (recursion)
{
	ClassInfo *program = fake_class (fake, "Program");
	MethodInfo *method = fake_define_method (fake, program, "Fibonacci", "int (int)", METHOD_STATIC);
	Writer *writer = writer_create (fake_arena (fake));

	assemble (fake, writer,
		"ldarg 0; ldc.i4 2; bge more; ldarg 0; ret; more: ldarg 0; ldc.i4 1; sub; call Program:Fibonacci;"
		"ldarg 0; ldc.i4 2; sub; call Program:Fibonacci; add; ret");
	fake_set_body (fake, method, writer, 8, "");
	ck_assert_int_eq (((Int32Function) compile_method (method)) (20), 6765);
}
END_TEST

START_TEST (a_method_that_is_not_compiled)
{
	fake_define_method (fake, fake_class (fake, "Program"), "Missing", "void ()", METHOD_STATIC);
	((VoidFunction) compile ("static void Program:Caller ()", "", "call Program:Missing; ret")) ();
}
END_TEST

START_TEST (static_fields)
{
	FieldInfo *field = fake_define_field (fake, fake_class (fake, "Program"), "short", "count", FIELD_STATIC);
	Int32Function function = compile ("static int Program:Next ()", "",
		"ldsfld Program:count; ldc.i4 1; add; stsfld Program:count; ldsfld Program:count; ret");

	*(int16_t *) field->address = 41;
	ck_assert_int_eq (function (), 42);
	*(int16_t *) field->address = INT16_MAX;
	ck_assert_int_eq (function (), INT16_MIN);
}
END_TEST

START_TEST (classes_are_initialised_once)
{
	ClassInfo *klass = fake_define_class (fake, "Lazy", "object", CLASS_HAS_STATIC_CONSTRUCTOR);
	Int32Function function;

	fake_define_field (fake, klass, "int", "value", FIELD_STATIC);
	function = compile ("static int Program:Read ()", "", "ldsfld Lazy:value; ret");
	ck_assert_int_eq (klass->initialization_count, 0);
	ck_assert_int_eq (function (), 0);
	ck_assert_int_eq (function (), 0);
	ck_assert_int_eq (klass->initialization_count, 1);
}
END_TEST

START_TEST (objects_and_fields)
{
	ClassInfo *program = fake_class (fake, "Program");
	Int64Function function;

	fake_define_field (fake, program, "byte", "small", 0);
	fake_define_field (fake, program, "long", "large", 0);
	compile ("constructor void Program:.ctor (long)", "", "ldarg 0; ldarg 1; stfld Program:large; ret");
	function = compile ("static long Program:Make (long)", "Program",
		"ldarg 0; newobj Program:.ctor; stloc 0; ldloc 0; ldc.i4 511; stfld Program:small;"
		"ldloc 0; ldfld Program:large; ldloc 0; ldfld Program:small; conv.i8; add; ret");
	ck_assert_int_eq (function (5000000000), 5000000255);
}
END_TEST

START_TEST (vectors)
{
	Int32Function function = compile ("static int Program:Squares (int)", "int[], int, int",
		"ldarg 0; newarr int; stloc 0; br test;"
		"loop: ldloc 0; ldloc 1; ldloc 1; ldloc 1; mul; stelem.i4; ldloc 1; ldc.i4 1; add; stloc 1;"
		"test: ldloc 1; ldloc 0; ldlen; conv.i4; blt loop;"
		"ldloc 0; ldarg 0; ldc.i4 1; sub; ldelem.i4; ret");

	ck_assert_int_eq (function (10), 81);
	ck_assert_int_eq (function (1000), 998001);
}
END_TEST

START_TEST (strings)
{
	Int32Function function = compile ("static int Program:Same (string)", "", "ldarg 0; ldstr 'text'; ceq; ret");
	void *text = fake->strings.rows [0];

	ck_assert_int_eq (function (text), 1);
	ck_assert_int_eq (function (NULL), 0);
}
END_TEST

typedef struct Point {
	int64_t x, y, z;
} Point;

START_TEST (value_types)
{
	ClassInfo *point = fake_define_value_type (fake, "Point");
	Point (*function) (Point, int64_t);
	Point result;

	fake_define_field (fake, point, "long", "x", 0);
	fake_define_field (fake, point, "long", "y", 0);
	fake_define_field (fake, point, "long", "z", 0);
	compile ("static Point Program:Move (Point, long)", "",
		"ldarga 0; dup; ldfld Point:x; ldarg 1; add; stfld Point:x; ldarg 0; ret");
	function = compile ("static Point Program:Twice (Point, long)", "Point",
		"ldarg 0; ldarg 1; call Program:Move; ldarg 1; call Program:Move; stloc 0; ldloc 0; ret");
	result = function ((Point) { 1, 2, 3 }, 10);
	ck_assert_int_eq (result.x, 21);
	ck_assert_int_eq (result.y, 2);
	ck_assert_int_eq (result.z, 3);
}
END_TEST

START_TEST (boxes)
{
	Int32Function function = compile ("static int Program:Box (int)", "object",
		"ldarg 0; box int; stloc 0; ldloc 0; isinst int; brfalse no; ldloc 0; unbox.any int; ret; no: ldc.i4 -1; ret");

	ck_assert_int_eq (function (12), 12);
}
END_TEST

START_TEST (virtual_calls)
{
	Int32Function function;

	fake_define_class (fake, "Base", "object", 0);
	compile ("virtual int Base:Number ()", "", "ldc.i4 1; ret");
	fake_define_class (fake, "Derived", "Base", 0);
	compile ("virtual int Derived:Number ()", "", "ldc.i4 2; ret");
	function = compile ("static int Program:Ask (Base)", "", "ldarg 0; callvirt Base:Number; ret");
	ck_assert_int_eq (function (fake_allocate_object (fake_class (fake, "Base")->vtable)), 1);
	ck_assert_int_eq (function (fake_allocate_object (fake_class (fake, "Derived")->vtable)), 2);
}
END_TEST

START_TEST (casts)
{
	void *(*function) (void *);
	void *base, *derived;

	fake_define_class (fake, "Base", "object", 0);
	fake_define_class (fake, "Derived", "Base", 0);
	base = fake_allocate_object (fake_class (fake, "Base")->vtable);
	derived = fake_allocate_object (fake_class (fake, "Derived")->vtable);
	function = compile ("static object Program:As (object)", "", "ldarg 0; isinst Derived; ret");
	ck_assert_ptr_eq (function (derived), derived);
	ck_assert_ptr_null (function (base));
	ck_assert_ptr_null (function (NULL));
}
END_TEST

/* Run-time checks; the status of the process says which exception. Each case: IL of "int (int, int[])". */
static const struct {
	CorlibException exception;
	const char *il;
	int32_t argument;
} checks [] = {
	{ EXCEPTION_DIVIDE_BY_ZERO, "ldc.i4 1; ldarg 0; div; ret", 0 },
	{ EXCEPTION_OVERFLOW, "ldc.i4 -2147483648; ldarg 0; div; ret", -1 },
	{ EXCEPTION_OVERFLOW, "ldarg 0; ldc.i4 1; add.ovf; ret", INT32_MAX },
	{ EXCEPTION_OVERFLOW, "ldarg 0; conv.ovf.u1; ret", 256 },
	{ EXCEPTION_INDEX_OUT_OF_RANGE, "ldarg 1; ldarg 0; ldelem.i4; ret", 3 },
	{ EXCEPTION_INDEX_OUT_OF_RANGE, "ldarg 1; ldarg 0; ldelem.i4; ret", -1 },
	{ EXCEPTION_INVALID_CAST, "ldarg 1; castclass string; pop; ldc.i4 0; ret", 0 },
	{ EXCEPTION_NULL_REFERENCE, "ldnull; throw", 0 },
	{ EXCEPTION_NULL_REFERENCE, "ldnull; ldlen; conv.i4; ret", 0 },
	{ EXCEPTION_ARRAY_TYPE_MISMATCH, "ldc.i4 1; newarr string; ldc.i4 0; ldarg 1; stelem.ref; ldc.i4 0; ret", 0 },
};

enum { CHECK_COUNT = sizeof (checks) / sizeof (checks [0]) };

static void
run_check (int index)
{
	void *vector = fake_allocate_vector (fake_vector_class (fake, fake_class (fake, "int"))->vtable, 3);
	Int32Function function = compile ("static int Program:Check (int, int[])", "", checks [index].il);

	function (checks [index].argument, vector);
}

START_TEST (run_time_check)
{
	run_check (_i);
}
END_TEST

START_TEST (checks_that_pass)
{
	Int32Function function = compile ("static int Program:Pass (int, int)", "",
		"ldarg 0; ldarg 1; div; ldarg 0; ldarg 1; rem; mul.ovf; conv.ovf.i1; ret");

	ck_assert_int_eq (function (-17, 5), 6);
	ck_assert_int_eq (function (17, -5), -6);
}
END_TEST

START_TEST (mixed_overflow)
{
	static const struct {
		const char *operation;
		int32_t a;
		int64_t b, result;
	} cases [] = {
		{ "add.ovf.un", -1, 0, 4294967295 },
		{ "add.ovf.un", -1, 1, 4294967296 },
		{ "mul.ovf.un", -1, 2, 8589934590 },
		{ "mul.ovf.un", INT32_MIN, 8, 17179869184 },
		{ "add.ovf", -1, 1, 0 },
		{ "mul.ovf", -1, 2, -2 },
	};

	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		char il [64];

		snprintf (il, sizeof il, "ldarg 0; ldarg 1; %s; ret", cases [i].operation);
		int64_t (*first) (int32_t, int64_t) = compile ("static nint Program:First (int, nint)", "", il);
		ck_assert_int_eq (first (cases [i].a, cases [i].b), cases [i].result);
		int64_t (*last) (int64_t, int32_t) = compile ("static nint Program:Last (nint, int)", "", il);
		ck_assert_int_eq (last (cases [i].b, cases [i].a), cases [i].result);
	}
}
END_TEST

START_TEST (throwing_an_object)
{
	VoidFunction function = compile ("static void Program:Throw (object)", "", "ldarg 0; throw");

	function (fake_allocate_object (fake_class (fake, "object")->vtable));
}
END_TEST

/* The verdict on a method that cannot be compiled. */
static CompilationReport
refuse (CompilationResult expected, const char *declaration, const char *il)
{
	CompilationReport report = { .size = sizeof report };
	void *code;

	ck_assert_int_eq (try_compile (assemble_method (fake, declaration, "", 8, il), &code, &report), expected);
	return report;
}

START_TEST (verdicts)
{
	CompilationReport report = refuse (COMPILATION_BAD_CODE, "static int Program:Bad ()", "add; ret");

	ck_assert_str_eq (report.reason, "bad-code");
	fake_define_method (fake, fake_class (fake, "Program"), "Callee", "void ()", METHOD_STATIC);
	fake_fail_tokens (fake, "TypeLoadException");
	report = refuse (COMPILATION_RUNTIME_EXCEPTION, "static void Program:Fails ()", "call Program:Callee; ret");
	fake_fail_tokens (fake, NULL);
	ck_assert_str_eq (report.detail, "TypeLoadException");
	report = refuse (COMPILATION_UNSUPPORTED, "static void Program:Merge (int, long)",
		"ldarg 0; brtrue L; ldarg 0; br M; L: ldarg 1; M: pop; ret");
	ck_assert_str_eq (report.reason, "stack-merge");
	fake->layout.float32_is_exact = 0;
	report = refuse (COMPILATION_UNSUPPORTED, "static float Program:Float (float)", "ldarg 0; ret");
	ck_assert_str_eq (report.reason, "double-precision");
}
END_TEST

static int
no_call_target (IRuntimeInformation *runtime, MethodInfo *caller, MethodInfo *callee, uint32_t flags,
	CallTarget *target)
{
	(void) runtime;
	(void) caller;
	(void) callee;
	(void) flags;
	(void) target;
	return 0;
}

/* The emitter finds some of it, and the executor, which goes through all of the method before, the rest. */
START_TEST (the_first_thing_wrong_in_the_il_is_the_verdict)
{
	CompilationReport report;

	fake_define_method (fake, fake_class (fake, "Program"), "Callee", "void ()", METHOD_STATIC);
	fake_interface (fake)->get_call_target = no_call_target;
	report = refuse (COMPILATION_BAD_CODE, "static void Program:First ()", "nop; call Program:Callee; add; ret");
	ck_assert_uint_eq (report.il_offset, 1);
	ck_assert_str_eq (report.detail, "Program:Callee cannot be called");
	report = refuse (COMPILATION_BAD_CODE, "static void Program:Second ()", "nop; nop; add; call Program:Callee; ret");
	ck_assert_uint_eq (report.il_offset, 2);
}
END_TEST

int
main (void)
{
	TCase *tests = tcase_create ("bigstep");

	tcase_add_checked_fixture (tests, set_up, tear_down);
	tcase_set_timeout (tests, 60);
	tcase_add_test (tests, add);
	tcase_add_test (tests, floats);
	tcase_add_test (tests, loops);
	tcase_add_test (tests, both_sides_of_a_branch);
	tcase_add_test (tests, switches);
	tcase_add_test (tests, calls);
	tcase_add_test (tests, recursion);
	tcase_add_exit_test (tests, a_method_that_is_not_compiled, FAKE_EXIT_NOT_COMPILED);
	tcase_add_test (tests, static_fields);
	tcase_add_test (tests, classes_are_initialised_once);
	tcase_add_test (tests, objects_and_fields);
	tcase_add_test (tests, vectors);
	tcase_add_test (tests, strings);
	tcase_add_test (tests, value_types);
	tcase_add_test (tests, boxes);
	tcase_add_test (tests, virtual_calls);
	tcase_add_test (tests, casts);
	for (int i = 0; i < CHECK_COUNT; i++)
		tcase_add_loop_exit_test (tests, run_time_check, FAKE_EXIT_CORLIB + checks [i].exception, i, i + 1);
	tcase_add_test (tests, checks_that_pass);
	tcase_add_test (tests, mixed_overflow);
	tcase_add_exit_test (tests, throwing_an_object, FAKE_EXIT_THROW);
	tcase_add_test (tests, verdicts);
	tcase_add_test (tests, the_first_thing_wrong_in_the_il_is_the_verdict);
	return run_case (tests);
}
