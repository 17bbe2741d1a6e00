/* SPDX-License-Identifier: MIT
 *
 * Where arguments travel, how methods are called, and what the runtime offers to compiled code. */
#include "subject.h"

#include <math.h>
#include <mono/metadata/tokentype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define COUNT(array) ((int) (sizeof (array) / sizeof ((array) [0])))

/* ---- Native signatures ------------------------------------------------------------------------------------------ */

static void
print_location (char *text, size_t size, const NativeLocation *location)
{
	/* System V AMD64 psABI, figure 3.36. */
	static const char *const registers [] = { "rax", "rdx", "rcx", "rbx", "rsi", "rdi", "rbp", "rsp", "r8", "r9" };
	size_t length = strlen (text);

	switch (location->kind) {
	case LOCATION_NONE:
		snprintf (text + length, size - length, "none");
		break;
	case LOCATION_BUFFER:
		snprintf (text + length, size - length, "buffer");
		break;
	case LOCATION_STACK:
		snprintf (text + length, size - length, "stack%u", location->stack_offset);
		break;
	case LOCATION_FLOAT_REGISTER:
		snprintf (text + length, size - length, "xmm%d", location->registers [0] - 17);
		break;
	case LOCATION_INTEGER_REGISTERS:
		for (int i = 0; i < location->register_count; ++i) {
			ck_assert_uint_lt (location->registers [i], COUNT (registers));
			length = strlen (text);
			snprintf (text + length, size - length, "%s%s", i > 0 ? ":" : "", registers [location->registers [i]]);
		}
		break;
	}
	length = strlen (text);
	snprintf (text + length, size - length, "/%u ", location->size);
}

/* Location and size of each argument, of the result, the result buffer, and the bytes on the stack. */
static void
print_signature (char *text, size_t size, const NativeSignature *native)
{
	text [0] = 0;
	for (uint32_t i = 0; i <= native->argument_count; ++i) {
		if (native->result.kind == LOCATION_BUFFER && native->result_buffer_index == i) {
			strcat (text, "[");
			print_location (text, size, &native->result_buffer);
			strcat (text, "] ");
		}
		if (i < native->argument_count)
			print_location (text, size, &native->arguments [i]);
	}
	strcat (text, "-> ");
	print_location (text, size, &native->result);
	snprintf (text + strlen (text), size - strlen (text), "(%u)", native->stack_size);
}

/* Each seen in code of the runtime's own compiler. */
static const struct {
	const char *method;
	const char *expected;
} conventions [] = {
	{ "Nothing", "-> none/0 (0)" },
	{ "Integers", "rdi/1 rsi/4 rdx/8 rcx/8 r8/8 r9/2 stack0/1 -> rax/8 (8)" },
	{ "Floating", "xmm0/4 xmm1/8 rdi/4 -> xmm0/8 (0)" },
	{ "Single", "xmm0/4 -> xmm0/4 (0)" },
	{ "NineFloats", "xmm0/4 xmm1/4 xmm2/4 xmm3/4 xmm4/4 xmm5/4 xmm6/4 xmm7/4 stack0/4 stack8/8 -> none/0 (16)" },
	{ "OfEmpty", "rdi/1 rsi/4 -> rax/1 (0)" },
	{ "OfOne", "rdi/1 -> rax/1 (0)" },
	{ "OfFloats", "rdi/8 rsi/4 -> rax/8 (0)" },
	{ "OfDoubles", "[rdi/8 ] rsi:rdx/16 -> buffer/16 (0)" },
	{ "OfTwelve", "[rdi/8 ] rsi:rdx/12 -> buffer/12 (0)" },
	{ "OfPair", "[rdi/8 ] rsi/4 rdx:rcx/16 -> buffer/16 (0)" },
	{ "OnePairTooMany", "rdi/4 rsi/4 rdx/4 rcx/4 r8/4 stack0/16 r9/4 -> none/0 (16)" },
	{ "OfLarge", "[rdi/8 ] stack0/24 rsi/4 -> buffer/24 (24)" },
	{ "OfPacked", "[rdi/8 ] stack0/12 -> buffer/12 (16)" },
	{ "AfterReference", "rdi/8 [rsi/8 ] -> buffer/24 (0)" },
	{ "AfterByref", "[rdi/8 ] rsi/8 -> buffer/24 (0)" },
	{ "OfNullable", "rdi/8 -> rax/8 (0)" },
	{ "OfLongNullable", "[rdi/8 ] rsi:rdx/16 -> buffer/16 (0)" },
	{ "OfEnum", "rdi/2 -> rax/2 (0)" },
	{ "Instance", "rdi/8 [rsi/8 ] rdx/4 -> buffer/24 (0)" },
	{ "OfTypedReference", "stack0/24 rdi/4 -> none/0 (24)" },
};

START_TEST (native_signature)
{
	IRuntimeInformation *runtime = subject_runtime ();
	NativeSignature native = { .size = sizeof native };
	MethodDescription info = { .size = sizeof info };
	char text [512];

	ck_assert (runtime->describe_method (runtime, subject_method ("Conventions", conventions [_i].method), &info));
	ck_assert (runtime->get_native_signature (runtime, info.signature, &native));
	print_signature (text, sizeof text, &native);
	ck_assert_str_eq (text, conventions [_i].expected);
	if (!(info.flags & METHOD_STATIC))
		ck_assert_ptr_null (native.arguments [0].type);
}
END_TEST

START_TEST (no_native_signature)
{
	IRuntimeInformation *runtime = subject_runtime ();
	NativeSignature native = { .size = sizeof native };
	MethodDescription info = { .size = sizeof info };

	ck_assert (runtime->describe_method (runtime, subject_method ("Calls", "getpid"), &info));
	ck_assert (!runtime->get_native_signature (runtime, info.signature, &native));
	subject_check_no_failure (runtime);
	ck_assert (runtime->describe_method (runtime, subject_method ("Calls", "Identity"), &info));
	ck_assert (info.flags & METHOD_OPEN);
	ck_assert (!runtime->get_native_signature (runtime, info.signature, &native));
	subject_check_failure (runtime, "System.InvalidProgramException");
}
END_TEST

/* What one question failed with is not the next one's: "no" and "it failed" can be told apart. For its report a compiler may
 * ask for names meanwhile. */
START_TEST (failure_of_another_question)
{
	IRuntimeInformation *runtime = subject_runtime ();
	MethodInfo *method = subject_method ("Calls", "getpid");
	ClassInfo *klass = subject_class ("Calls");
	NativeSignature native = { .size = sizeof native };
	MethodDescription info = { .size = sizeof info };
	ClassDescription description = { .size = sizeof description };
	char name [64];

	ck_assert (runtime->describe_method (runtime, method, &info));
	ck_assert_ptr_null (runtime->get_class_info_for (runtime, NULL, "No.Such.Class"));
	runtime->get_method_name (runtime, method, name, sizeof name);
	runtime->get_class_name (runtime, klass, name, sizeof name);
	runtime->method_matches (runtime, method, "*");
	runtime->get_layout (runtime);
	ck_assert (runtime->get_failure (runtime, NULL, 0));
	ck_assert (!runtime->get_native_signature (runtime, info.signature, &native));
	subject_check_no_failure (runtime);

	ck_assert_ptr_null (runtime->get_class_info_for (runtime, NULL, "No.Such.Class"));
	ck_assert (runtime->describe_class (runtime, klass, &description));
	subject_check_no_failure (runtime);

	/* The last one counts. */
	ck_assert_ptr_null (runtime->get_class_info_for (runtime, NULL, "No.Such.Class"));
	ck_assert_ptr_null (runtime->get_method_info_for (runtime, klass, "NoSuchMethod"));
	subject_check_failure (runtime, "System.MissingMethodException");
}
END_TEST

/* ---- Call targets ----------------------------------------------------------------------------------------------- */

typedef enum Hidden { HIDDEN_NONE, HIDDEN_VTABLE, HIDDEN_METHOD, HIDDEN_OTHER } Hidden;

static const struct {
	const char *klass, *method;
	uint32_t flags;
	CallKind kind;
	int same_method; /* else a wrapper is called */
	int check_null;
	Hidden hidden;
} targets [] = {
	{ "Calls", "Static", 0, CALL_THROUGH_CELL, 1, 0, HIDDEN_NONE },
	{ "Shape", "Plain", 0, CALL_THROUGH_CELL, 1, 0, HIDDEN_NONE },
	{ "Shape", "Plain", CALL_VIRTUAL, CALL_THROUGH_CELL, 1, 1, HIDDEN_NONE },
	{ "Shape", "Area", CALL_VIRTUAL, CALL_THROUGH_VTABLE, 1, 0, HIDDEN_NONE },
	{ "Shape", "Area", 0, CALL_THROUGH_CELL, 1, 0, HIDDEN_NONE },
	{ "Shape", "ToString", CALL_VIRTUAL, CALL_THROUGH_CELL, 1, 1, HIDDEN_NONE },
	{ "Leaf", "Area", CALL_VIRTUAL, CALL_THROUGH_CELL, 1, 1, HIDDEN_NONE },
	{ "IShape", "Area", CALL_VIRTUAL, CALL_THROUGH_VTABLE, 1, 0, HIDDEN_METHOD },
	{ "IShape", "Generic<System.Int32>", CALL_VIRTUAL, CALL_THROUGH_VTABLE, 1, 0, HIDDEN_METHOD },
	{ "Shape", "Generic<System.Int32>", CALL_VIRTUAL, CALL_THROUGH_VTABLE, 1, 0, HIDDEN_METHOD },
	{ "Shape", "Generic<System.Int32>", 0, CALL_THROUGH_CELL, 1, 0, HIDDEN_NONE },
	{ "Operation", "Invoke", CALL_VIRTUAL, CALL_THROUGH_DELEGATE, 1, 1, HIDDEN_NONE },
	{ "Calls", "getpid", 0, CALL_THROUGH_CELL, 1, 0, HIDDEN_NONE },
	{ "System.Math", "Sqrt", 0, CALL_THROUGH_CELL, 1, 0, HIDDEN_NONE },
	{ "Shape", "Locked", 0, CALL_THROUGH_CELL, 0, 0, HIDDEN_NONE },
	{ "Shape", "Locked", CALL_VIRTUAL, CALL_THROUGH_CELL, 0, 1, HIDDEN_NONE },
	{ "Remote", "Get", CALL_VIRTUAL, CALL_THROUGH_CELL, 0, 1, HIDDEN_NONE },
	{ "Remote", "Get", CALL_VIRTUAL | CALL_RECEIVER_IS_THIS, CALL_THROUGH_CELL, 1, 1, HIDDEN_NONE },
	{ "Remote", "Get", 0, CALL_THROUGH_CELL, 1, 0, HIDDEN_NONE },
	{ "Remote", ".ctor", CALL_NEW_OBJECT, CALL_THROUGH_CELL, 0, 0, HIDDEN_NONE },
	{ "Shape", ".ctor", CALL_NEW_OBJECT, CALL_THROUGH_CELL, 1, 0, HIDDEN_NONE },
	{ "System.Object", "MemberwiseClone", CALL_VIRTUAL, CALL_THROUGH_CELL, 0, 1, HIDDEN_NONE },
	{ "System.Int32[,]", "Get", 0, CALL_THROUGH_CELL, 0, 0, HIDDEN_NONE },
	/* Bodies that can be shared between instantiations look for their context in the hidden argument. */
	{ "Calls", "Identity<Shape>", 0, CALL_THROUGH_CELL, 1, 0, HIDDEN_OTHER },
	{ "Calls", "Identity<System.Int32>", 0, CALL_THROUGH_CELL, 1, 0, HIDDEN_NONE },
	{ "Outer+Generic`1[[Shape]]", "Get", 0, CALL_THROUGH_CELL, 1, 0, HIDDEN_VTABLE },
	{ "Outer+Generic`1[[System.Int32]]", "Get", 0, CALL_THROUGH_CELL, 1, 0, HIDDEN_NONE },
	{ "Outer+Generic`1[[Shape]]", "Own", 0, CALL_THROUGH_CELL, 1, 0, HIDDEN_NONE },
};

START_TEST (call_target)
{
	IRuntimeInformation *runtime = subject_runtime ();
	MethodInfo *caller = subject_method ("Calls", "Everything");
	MethodInfo *callee = subject_method (targets [_i].klass, targets [_i].method);
	NativeSignature native = { .size = sizeof native };
	CallTarget target = { .size = sizeof target };
	char name [256];

	ck_assert (runtime->get_call_target (runtime, caller, callee, targets [_i].flags, &target));
	subject_check_no_failure (runtime);
	ck_assert_int_eq (target.kind, targets [_i].kind);
	runtime->get_method_name (runtime, target.method, name, sizeof name);
	ck_assert_msg ((target.method == callee) == targets [_i].same_method, "calls %s", name);
	ck_assert_int_eq (target.check_null, targets [_i].check_null);
	/* Whatever is called, code can call it. */
	ck_assert (runtime->get_native_signature (runtime, target.signature, &native));

	if (target.kind == CALL_THROUGH_CELL) {
		ck_assert_ptr_nonnull (target.cell);
		ck_assert_ptr_nonnull (*target.cell);
		CallTarget again = { .size = sizeof again };
		ck_assert (runtime->get_call_target (runtime, caller, callee, targets [_i].flags, &again));
		ck_assert_ptr_eq (target.cell, again.cell);
	}
	switch (targets [_i].hidden) {
	case HIDDEN_NONE:
		ck_assert_ptr_null (target.hidden_argument);
		break;
	case HIDDEN_VTABLE:
		ck_assert_ptr_eq (target.hidden_argument, runtime->get_vtable (runtime, subject_class (targets [_i].klass)));
		break;
	case HIDDEN_METHOD:
		ck_assert_ptr_eq (target.hidden_argument, callee);
		break;
	case HIDDEN_OTHER:
		ck_assert_ptr_nonnull (target.hidden_argument);
		ck_assert_ptr_ne (target.hidden_argument, callee);
		break;
	}
}
END_TEST

/* The slot is the one in which the receiver's class has its own method. */
START_TEST (virtual_slots)
{
	IRuntimeInformation *runtime = subject_runtime ();
	MethodInfo *caller = subject_method ("Calls", "Everything");
	CallTarget of_shape = { .size = sizeof of_shape }, of_object = { .size = sizeof of_object },
			   of_interface = { .size = sizeof of_interface };

	ck_assert (runtime->get_call_target (runtime, caller, subject_method ("Shape", "Area"), CALL_VIRTUAL, &of_shape));
	ck_assert (runtime->get_call_target (runtime, caller, subject_method ("System.Object", "ToString"), CALL_VIRTUAL,
		&of_object));
	ck_assert (runtime->get_call_target (runtime, caller, subject_method ("IShape", "Area"), CALL_VIRTUAL,
		&of_interface));
	ck_assert_int_gt (of_object.vtable_offset, 0);
	ck_assert_int_gt (of_shape.vtable_offset, of_object.vtable_offset);
	ck_assert_int_eq (of_shape.vtable_offset % 8, 0);
	/* Interfaces lie below the virtual table, in 19 slots. */
	ck_assert_int_lt (of_interface.vtable_offset, 0);
	ck_assert_int_ge (of_interface.vtable_offset, -19 * 8);
}
END_TEST

START_TEST (string_constructor_target)
{
	IRuntimeInformation *runtime = subject_runtime ();
	SignatureDescription signature = { .size = sizeof signature };
	CallTarget target = { .size = sizeof target };
	TypeDescription result = { .size = sizeof result };

	ck_assert (runtime->get_call_target (runtime, subject_method ("Calls", "Everything"),
		subject_method ("System.String", ".ctor(char,int)"), CALL_NEW_OBJECT, &target));
	ck_assert (runtime->describe_signature (runtime, target.signature, &signature));
	ck_assert_int_eq (signature.convention, CONVENTION_MANAGED);
	ck_assert (signature.has_this);
	ck_assert_uint_eq (signature.parameter_count, 2);
	ck_assert (runtime->describe_type (runtime, signature.result, &result));
	ck_assert_ptr_eq (result.klass, subject_class ("System.String"));
	ck_assert_int_eq (target.check_null, 0);
}
END_TEST

START_TEST (impossible_targets)
{
	IRuntimeInformation *runtime = subject_runtime ();
	MethodInfo *caller = subject_method ("Calls", "Everything");
	CallTarget target = { .size = sizeof target };

	ck_assert (!runtime->get_call_target (runtime, caller, subject_method ("System.Int32[,]", ".ctor(int,int)"),
		CALL_NEW_OBJECT, &target));
	subject_check_no_failure (runtime);
	ck_assert (!runtime->get_call_target (runtime, caller, subject_method ("Deep1", "Missing"), 0, &target));
	subject_check_failure (runtime, "System.BadImageFormatException");
	ck_assert (!runtime->get_call_target (runtime, caller, subject_method ("Calls", "Identity"), 0, &target));
	subject_check_failure (runtime, "System.InvalidProgramException");
	ck_assert (!runtime->get_call_target (runtime, caller, subject_method ("Outer+Generic`1", "Get"), 0, &target));
	subject_check_failure (runtime, "System.InvalidProgramException");
}
END_TEST

/* The wrapper around a locked method is a method too, with tokens of its own kind. */
START_TEST (wrapper)
{
	IRuntimeInformation *runtime = subject_runtime ();
	MethodInfo *locked = subject_method ("Shape", "Locked");
	CallTarget target = { .size = sizeof target }, inner = { .size = sizeof inner };
	MethodDescription info = { .size = sizeof info };
	MethodBody body = { .size = sizeof body };

	ck_assert (runtime->get_call_target (runtime, subject_method ("Calls", "Everything"), locked, 0, &target));
	ck_assert (runtime->describe_method (runtime, target.method, &info));
	ck_assert (info.flags & METHOD_WRAPPER);
	ck_assert (runtime->get_method_body (runtime, target.method, &body));
	ck_assert_uint_gt (body.clause_count, 0);
	ck_assert_ptr_null (runtime->get_method_info_for_token (runtime, target.method, 100000));
	subject_check_failure (runtime, "System.InvalidProgramException");
	/* What it calls is the method without the lock. */
	ck_assert (runtime->get_call_target (runtime, target.method, locked, 0, &inner));
	ck_assert_ptr_ne (inner.method, target.method);
	ck_assert_ptr_ne (inner.cell, target.cell);
}
END_TEST

START_TEST (delegate_template)
{
	IRuntimeInformation *runtime = subject_runtime ();
	MethodInfo *method = subject_method ("Calls", "Sum");
	DelegateTemplate answer = { .size = sizeof answer }, again = { .size = sizeof again };

	ck_assert (runtime->get_delegate_template (runtime, subject_class ("Operation"), method, &answer));
	ck_assert_ptr_eq (answer.method, method);
	ck_assert_ptr_nonnull (answer.invoke_cell);
	ck_assert_ptr_nonnull (*answer.invoke_cell);
	ck_assert_ptr_nonnull (answer.code_cell);
	ck_assert (runtime->get_delegate_template (runtime, subject_class ("Operation"), method, &again));
	ck_assert_ptr_eq (answer.invoke_cell, again.invoke_cell);
}
END_TEST

/* ---- Constrained calls ------------------------------------------------------------------------------------------ */

static const struct {
	const char *constraint;
	const char *klass, *method;
	ConstrainedKind kind;
	const char *called_klass, *called_method;
} constrained [] = {
	{ "Square", "IShape", "Area", CONSTRAINED_DIRECT, "Square", "Area" },
	{ "Square", "System.Object", "GetHashCode", CONSTRAINED_DIRECT, "Square", "GetHashCode" },
	{ "Square", "System.Object", "ToString", CONSTRAINED_BOX, "System.ValueType", "ToString" },
	{ "Square", "System.Object", "GetType", CONSTRAINED_BOX, "System.Object", "GetType" },
	{ "Color", "System.Object", "ToString", CONSTRAINED_BOX, "System.Enum", "ToString()" },
	{ "Color", "System.Object", "GetHashCode", CONSTRAINED_DIRECT, "System.Int16", "GetHashCode" },
	{ "System.Int32", "System.Object", "ToString", CONSTRAINED_DIRECT, "System.Int32", "ToString()" },
	{ "Shape", "IShape", "Area", CONSTRAINED_DEREFERENCE, "Shape", "Area" },
	{ "System.String", "System.Object", "GetHashCode", CONSTRAINED_DEREFERENCE, "System.String", "GetHashCode()" },
	{ "IShape", "IShape", "Area", CONSTRAINED_DEREFERENCE, "IShape", "Area" },
};

START_TEST (constrained_target)
{
	IRuntimeInformation *runtime = subject_runtime ();
	ConstrainedTarget target = { .size = sizeof target };
	ck_assert (runtime->get_constrained_target (runtime, subject_method ("Calls", "Everything"),
		subject_class (constrained [_i].constraint), subject_method (constrained [_i].klass, constrained [_i].method),
		&target));
	ck_assert_int_eq (target.kind, constrained [_i].kind);
	ck_assert_ptr_eq (target.method, subject_method (constrained [_i].called_klass, constrained [_i].called_method));
}
END_TEST

START_TEST (impossible_constraint)
{
	IRuntimeInformation *runtime = subject_runtime ();
	ConstrainedTarget target = { .size = sizeof target };
	ck_assert (!runtime->get_constrained_target (runtime, subject_method ("Calls", "Everything"),
		subject_class ("Twelve"), subject_method ("IShape", "Area"), &target));
	subject_check_failure (runtime, "System.InvalidOperationException");
}
END_TEST

/* ---- Allocation ------------------------------------------------------------------------------------------------- */

static const struct {
	const char *name;
	int managed;
	AllocatorKind kind;
} allocators [] = {
	{ "Shape", 1, ALLOCATOR_SIZED },
	{ "System.Int32", 1, ALLOCATOR_SIZED },
	{ "Shape[]", 1, ALLOCATOR_VECTOR },
	{ "System.Double[]", 1, ALLOCATOR_VECTOR },
	{ "System.String", 1, ALLOCATOR_STRING },
	{ "Shape[,]", 0, 0 },
	{ "Remote", 0, 0 },
	{ "System.IO.FileStream", 0, 0 },
};

START_TEST (allocator)
{
	IRuntimeInformation *runtime = subject_runtime ();
	ClassInfo *klass = subject_class (allocators [_i].name);
	Allocator answer = { .size = sizeof answer };

	ck_assert_int_eq (runtime->get_allocator (runtime, klass, &answer), allocators [_i].managed);
	subject_check_no_failure (runtime);
	if (!allocators [_i].managed)
		return;
	ck_assert_int_eq (answer.kind, allocators [_i].kind);
	ck_assert_ptr_nonnull (answer.address);
	ck_assert_ptr_eq (answer.vtable, runtime->get_vtable (runtime, klass));
}
END_TEST

START_TEST (allocator_of_abstract_class)
{
	static const char *const names [] = { "Deep1", "IShape" };
	IRuntimeInformation *runtime = subject_runtime ();
	Allocator answer = { .size = sizeof answer };
	for (int i = 0; i < COUNT (names); ++i) {
		ck_assert (!runtime->get_allocator (runtime, subject_class (names [i]), &answer));
		subject_check_failure (runtime, "System.MemberAccessException");
	}
}
END_TEST

/* ---- Services --------------------------------------------------------------------------------------------------- */

START_TEST (service)
{
	IRuntimeInformation *runtime = subject_runtime ();
	void *address = runtime->get_service (runtime, (Service) _i);
	ck_assert_ptr_nonnull (address);
	ck_assert_ptr_eq (address, runtime->get_service (runtime, (Service) _i));
}
END_TEST

START_TEST (unknown_service)
{
	IRuntimeInformation *runtime = subject_runtime ();
	ck_assert_ptr_null (runtime->get_service (runtime, SERVICE_COUNT));
	subject_check_failure (runtime, "System.ArgumentException");
}
END_TEST

START_TEST (pure_services)
{
	static const struct {
		double x, y;
	} cases [] = {
		{ 5.5, 2 },
		{ -5.5, 2 },
		{ 5.5, -2 },
		{ 0.0, 1 },
		{ -0.0, 1 },
		{ 1, 0 },
		{ INFINITY, 2 },
		{ 2, INFINITY },
		{ 1e300, 3e-7 },
	};
	IRuntimeInformation *runtime = subject_runtime ();
	double (*remainder_of_doubles) (double, double) = runtime->get_service (runtime, SERVICE_FLOAT64_REMAINDER);
	float (*remainder_of_floats) (float, float) = runtime->get_service (runtime, SERVICE_FLOAT32_REMAINDER);
	int64_t (*to_uint64) (double) = runtime->get_service (runtime, SERVICE_FLOAT64_TO_UINT64);

	for (int i = 0; i < COUNT (cases); ++i) {
		double expected = fmod (cases [i].x, cases [i].y), result = remainder_of_doubles (cases [i].x, cases [i].y);
		ck_assert (isnan (expected) ? isnan (result) : memcmp (&expected, &result, sizeof result) == 0);
		float expected_float = fmodf ((float) cases [i].x, (float) cases [i].y);
		float result_float = remainder_of_floats ((float) cases [i].x, (float) cases [i].y);
		ck_assert (isnan (expected_float) ? isnan (result_float) : expected_float == result_float);
	}
	ck_assert_uint_eq ((uint64_t) to_uint64 (1.5), 1);
	ck_assert_uint_eq ((uint64_t) to_uint64 (18446744073709549568.0), UINT64_C (18446744073709549568));
	ck_assert_uint_eq ((uint64_t) to_uint64 (-1), UINT64_MAX);
}
END_TEST

static const char *const exceptions [EXCEPTION_COUNT] = {
	[EXCEPTION_NULL_REFERENCE] = "NullReferenceException",
	[EXCEPTION_INDEX_OUT_OF_RANGE] = "IndexOutOfRangeException",
	[EXCEPTION_ARRAY_TYPE_MISMATCH] = "ArrayTypeMismatchException",
	[EXCEPTION_INVALID_CAST] = "InvalidCastException",
	[EXCEPTION_DIVIDE_BY_ZERO] = "DivideByZeroException",
	[EXCEPTION_OVERFLOW] = "OverflowException",
	[EXCEPTION_OUT_OF_MEMORY] = "OutOfMemoryException",
	[EXCEPTION_ARGUMENT] = "ArgumentException",
	[EXCEPTION_INVALID_PROGRAM] = "InvalidProgramException",
};

START_TEST (corlib_exception)
{
	IRuntimeInformation *runtime = subject_runtime ();
	uint32_t index = runtime->get_corlib_exception_index (runtime, (CorlibException) _i);
	MonoClass *klass = mono_class_get (mono_get_corlib (), MONO_TOKEN_TYPE_DEF | index);
	ck_assert_str_eq (mono_class_get_name (klass), exceptions [_i]);
}
END_TEST

START_TEST (data)
{
	static const size_t sizes [] = { 1, 8, 100, 4096, 100000 };
	IRuntimeInformation *runtime = subject_runtime ();
	MethodInfo *method = subject_method ("Calls", "Static");
	CallTarget target = { .size = sizeof target };

	ck_assert (runtime->get_call_target (runtime, method, method, 0, &target));
	for (int i = 0; i < COUNT (sizes); ++i) {
		char *memory = runtime->allocate_data (runtime, sizes [i]);
		ck_assert_ptr_nonnull (memory);
		ck_assert_uint_eq ((uintptr_t) memory % 8, 0);
		for (size_t j = 0; j < sizes [i]; ++j)
			ck_assert_int_eq (memory [j], 0);
		memset (memory, 0xff, sizes [i]);
		/* Within reach of code, which lies where cells lie. */
		ck_assert_int_lt (llabs ((char *) target.cell - memory), INT32_MAX);
	}
	ck_assert_ptr_null (runtime->allocate_data (runtime, SIZE_MAX));
	subject_check_failure (runtime, "System.OutOfMemoryException");
}
END_TEST

int
main (void)
{
	Suite *suite = suite_create ("runtime-information-calls");
	TCase *signatures = tcase_create ("signatures"), *calls = tcase_create ("calls");
	TCase *allocation = tcase_create ("allocation"), *services = tcase_create ("services");

	tcase_add_loop_test (signatures, native_signature, 0, COUNT (conventions));
	tcase_add_test (signatures, no_native_signature);
	tcase_add_test (signatures, failure_of_another_question);
	suite_add_tcase (suite, signatures);
	tcase_add_loop_test (calls, call_target, 0, COUNT (targets));
	tcase_add_test (calls, virtual_slots);
	tcase_add_test (calls, string_constructor_target);
	tcase_add_test (calls, impossible_targets);
	tcase_add_test (calls, wrapper);
	tcase_add_test (calls, delegate_template);
	tcase_add_loop_test (calls, constrained_target, 0, COUNT (constrained));
	tcase_add_test (calls, impossible_constraint);
	suite_add_tcase (suite, calls);
	tcase_add_loop_test (allocation, allocator, 0, COUNT (allocators));
	tcase_add_test (allocation, allocator_of_abstract_class);
	suite_add_tcase (suite, allocation);
	tcase_add_loop_test (services, service, 0, SERVICE_COUNT);
	tcase_add_test (services, unknown_service);
	tcase_add_test (services, pure_services);
	tcase_add_loop_test (services, corlib_exception, 0, EXCEPTION_COUNT);
	tcase_add_test (services, data);
	suite_add_tcase (suite, services);
	return run_in_process (suite);
}
