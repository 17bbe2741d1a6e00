/* SPDX-License-Identifier: MIT
 *
 * What methods are, and which of them a compiler may know better than their IL. */
#include "subject.h"

#define COUNT(array) ((int) (sizeof (array) / sizeof ((array) [0])))

/* ---- Flags ------------------------------------------------------------------------------------------------------ */

static const struct {
	const char *klass, *method;
	uint32_t with, without;
} method_flags [] = {
	{ "Calls", "Static", METHOD_STATIC | METHOD_HAS_BODY | METHOD_MAY_INLINE,
		METHOD_VIRTUAL | METHOD_OPEN | METHOD_GENERIC },
	{ "Calls", "Identity", METHOD_OPEN | METHOD_HAS_BODY, METHOD_GENERIC },
	{ "Calls", "Identity<System.Int32>", METHOD_GENERIC, METHOD_OPEN },
	{ "Calls", "getpid", METHOD_PINVOKE, METHOD_HAS_BODY | METHOD_MAY_INLINE },
	{ "Calls", "NotInlined", METHOD_NO_INLINING, METHOD_MAY_INLINE },
	{ "Calls", "Small", METHOD_MAY_INLINE, METHOD_NO_INLINING },
	{ "Calls", "Guarded", METHOD_HAS_BODY, METHOD_MAY_INLINE },
	{ "Calls", "Everything", METHOD_HAS_BODY, METHOD_MAY_INLINE },
	{ "PreciseUntouched", ".cctor", METHOD_STATIC_CONSTRUCTOR | METHOD_STATIC, METHOD_CONSTRUCTOR | METHOD_MAY_INLINE },
	{ "PreciseUntouched", ".ctor", METHOD_CONSTRUCTOR, METHOD_STATIC_CONSTRUCTOR | METHOD_MAY_INLINE },
	{ "Shape", "Area", METHOD_VIRTUAL, METHOD_FINAL | METHOD_ABSTRACT },
	{ "Shape", "ToString", METHOD_VIRTUAL | METHOD_FINAL, 0 },
	{ "Leaf", "Area", METHOD_VIRTUAL | METHOD_FINAL, 0 },
	{ "Deep1", "Missing", METHOD_ABSTRACT | METHOD_VIRTUAL, METHOD_HAS_BODY },
	{ "Shape", "Locked", METHOD_SYNCHRONIZED, METHOD_MAY_INLINE },
	{ "Remote", "Get", METHOD_HAS_BODY, METHOD_MAY_INLINE },
	{ "Operation", "Invoke", METHOD_RUNTIME, METHOD_HAS_BODY },
	{ "System.Math", "Sqrt", METHOD_INTERNAL_CALL, METHOD_HAS_BODY },
};

START_TEST (flags_of_methods)
{
	IRuntimeInformation *runtime = subject_runtime ();
	MethodInfo *method = subject_method (method_flags [_i].klass, method_flags [_i].method);
	MethodDescription info = { .size = sizeof info };
	ck_assert (runtime->describe_method (runtime, method, &info));
	ck_assert_msg ((info.flags & method_flags [_i].with) == method_flags [_i].with &&
			(info.flags & method_flags [_i].without) == 0,
		"%s: flags 0x%x", method_flags [_i].method, info.flags);
}
END_TEST

static uint32_t
flags_of (MethodInfo *method)
{
	MethodDescription info = { .size = sizeof info };
	ck_assert (subject_runtime ()->describe_method (subject_runtime (), method, &info));
	return info.flags;
}

/* Who has a method's address may write a jump there. */
START_TEST (patchable_methods)
{
	MethodInfo *method = subject_method ("Calls", "Patched");
	uint32_t inlinable = METHOD_MAY_INLINE_UNSEEN, flags = inlinable | METHOD_PATCHABLE;
	ck_assert_uint_eq (flags_of (method) & flags, inlinable);
	ck_assert_ptr_nonnull (mono_compile_method ((MonoMethod *) method));
	ck_assert_uint_eq (flags_of (method) & flags, METHOD_PATCHABLE);
	/* What the runtime's own compiler inlines is not theirs. */
	method = subject_method ("Calls", "Small");
	mono_compile_method ((MonoMethod *) method);
	ck_assert_uint_eq (flags_of (method) & (METHOD_MAY_INLINE | METHOD_PATCHABLE),
		METHOD_MAY_INLINE | METHOD_PATCHABLE);
}
END_TEST

/* ---- Intrinsics ------------------------------------------------------------------------------------------------- */

static const struct {
	const char *klass, *method;
	Intrinsic intrinsic;
} intrinsics [] = {
	{ "System.Int32[,]", "Get", INTRINSIC_ARRAY_GET },
	{ "System.Int32[,]", "Set", INTRINSIC_ARRAY_SET },
	{ "System.Int32[,]", "Address", INTRINSIC_ARRAY_ADDRESS },
	{ "System.Int32[,]", ".ctor(int,int)", INTRINSIC_ARRAY_CONSTRUCTOR },
	{ "System.String", ".ctor(char,int)", INTRINSIC_STRING_CONSTRUCTOR },
	{ "Operation", ".ctor", INTRINSIC_DELEGATE_CONSTRUCTOR },
	{ "Operation", "Invoke", INTRINSIC_DELEGATE_INVOKE },
	{ "System.ByReference`1[[System.Int32]]", ".ctor", INTRINSIC_BYREFERENCE_CONSTRUCTOR },
	{ "System.ByReference`1[[System.Int32]]", "get_Value", INTRINSIC_BYREFERENCE_VALUE },
	{ "System.Array", "GetGenericValueImpl<System.Int32>", INTRINSIC_ARRAY_GET_GENERIC_VALUE },
	{ "System.Array", "SetGenericValueImpl<System.String>", INTRINSIC_ARRAY_SET_GENERIC_VALUE },
	{ "System.Array", "UnsafeMov<System.Int32,System.UInt32>", INTRINSIC_UNSAFE_MOVE },
	{ "System.Object", ".ctor", INTRINSIC_OBJECT_CONSTRUCTOR },
	{ "System.Object", "GetType", INTRINSIC_OBJECT_GET_TYPE },
	{ "System.String", "get_Length", INTRINSIC_STRING_LENGTH },
	{ "System.String", "get_Chars", INTRINSIC_STRING_CHARS },
	{ "System.Array", "get_Length", INTRINSIC_ARRAY_LENGTH },
	{ "System.Array", "get_Rank", INTRINSIC_ARRAY_RANK },
	{ "System.Runtime.CompilerServices.RuntimeHelpers", "get_OffsetToStringData", INTRINSIC_OFFSET_TO_STRING_DATA },
	{ "System.Math", "Sqrt", INTRINSIC_MATH_SQRT },
	{ "System.Math", "Abs(double)", INTRINSIC_MATH_ABS },
	{ "System.Math", "Abs(int)", INTRINSIC_NONE },
	{ "System.Math", "Sin", INTRINSIC_MATH_SIN },
	{ "System.Math", "Cos", INTRINSIC_MATH_COS },
	{ "System.Math", "Round(double)", INTRINSIC_MATH_ROUND },
	{ "System.Math", "Round(double,int)", INTRINSIC_NONE },
	{ "System.Math", "Floor(double)", INTRINSIC_MATH_FLOOR },
	{ "System.Math", "Ceiling(double)", INTRINSIC_MATH_CEILING },
	{ "System.Math", "Truncate(double)", INTRINSIC_MATH_TRUNCATE },
	{ "System.Math", "Min(int,int)", INTRINSIC_MATH_MIN },
	{ "System.Math", "Min(ulong,ulong)", INTRINSIC_MATH_MIN },
	{ "System.Math", "Max(uint,uint)", INTRINSIC_MATH_MAX },
	{ "System.Math", "Max(long,long)", INTRINSIC_MATH_MAX },
	{ "System.Math", "Max(double,double)", INTRINSIC_NONE },
	{ "System.Threading.Thread", "MemoryBarrier", INTRINSIC_MEMORY_BARRIER },
	{ "System.Threading.Interlocked", "MemoryBarrier", INTRINSIC_MEMORY_BARRIER },
	{ "System.Threading.Volatile", "Read(int&)", INTRINSIC_VOLATILE_READ },
	{ "System.Threading.Volatile", "Write(bool&,bool)", INTRINSIC_VOLATILE_WRITE },
	{ "System.Threading.Volatile", "Read<System.String>", INTRINSIC_VOLATILE_READ },
	{ "System.Threading.Interlocked", "Increment(long&)", INTRINSIC_INTERLOCKED_INCREMENT },
	{ "System.Threading.Interlocked", "Decrement(int&)", INTRINSIC_INTERLOCKED_DECREMENT },
	{ "System.Threading.Interlocked", "Add(int&,int)", INTRINSIC_INTERLOCKED_ADD },
	{ "System.Threading.Interlocked", "Exchange(object&,object)", INTRINSIC_INTERLOCKED_EXCHANGE },
	{ "System.Threading.Interlocked", "Exchange(double&,double)", INTRINSIC_INTERLOCKED_EXCHANGE },
	{ "System.Threading.Interlocked", "Exchange(intptr&,intptr)", INTRINSIC_INTERLOCKED_EXCHANGE },
	{ "System.Threading.Interlocked", "CompareExchange(int&,int,int)", INTRINSIC_INTERLOCKED_COMPARE_EXCHANGE },
	{ "System.Threading.Interlocked", "CompareExchange(single&,single,single)",
		INTRINSIC_INTERLOCKED_COMPARE_EXCHANGE },
	{ "System.Threading.Interlocked", "CompareExchange<System.String>", INTRINSIC_INTERLOCKED_COMPARE_EXCHANGE },
	{ "System.Threading.Interlocked", "CompareExchange(int&,int,int,bool&)", INTRINSIC_NONE },
	{ "System.Threading.Interlocked", "Read", INTRINSIC_INTERLOCKED_READ },
	{ "System.Type", "op_Equality", INTRINSIC_TYPE_EQUALS },
	{ "System.Type", "GetTypeFromHandle", INTRINSIC_TYPE_FROM_HANDLE },
	{ "System.Runtime.CompilerServices.RuntimeHelpers", "InitializeArray(System.Array,System.RuntimeFieldHandle)",
		INTRINSIC_INITIALIZE_ARRAY },
	{ "System.Threading.Monitor", "Enter(object)", INTRINSIC_MONITOR_ENTER },
	{ "System.Threading.Monitor", "Enter(object,bool&)", INTRINSIC_MONITOR_ENTER },
	{ "Calls", "Static", INTRINSIC_NONE },
	{ "Shape", ".ctor", INTRINSIC_NONE },
};

START_TEST (intrinsic)
{
	IRuntimeInformation *runtime = subject_runtime ();
	MethodInfo *method = subject_method (intrinsics [_i].klass, intrinsics [_i].method);
	MethodDescription info = { .size = sizeof info };
	ck_assert (runtime->describe_method (runtime, method, &info));
	ck_assert_msg (info.intrinsic == intrinsics [_i].intrinsic, "%s:%s is intrinsic %d, expected %d",
		intrinsics [_i].klass, intrinsics [_i].method, info.intrinsic, intrinsics [_i].intrinsic);
}
END_TEST

START_TEST (every_intrinsic_is_tested)
{
	for (int i = INTRINSIC_NONE; i < INTRINSIC_COUNT; ++i) {
		int found = 0;
		for (int j = 0; j < COUNT (intrinsics); ++j)
			found |= (int) intrinsics [j].intrinsic == i;
		ck_assert_msg (found, "intrinsic %d", i);
	}
}
END_TEST

int
main (void)
{
	Suite *suite = suite_create ("runtime-information-methods");
	TCase *flags = tcase_create ("flags"), *known = tcase_create ("intrinsics");

	tcase_add_loop_test (flags, flags_of_methods, 0, COUNT (method_flags));
	tcase_add_test (flags, patchable_methods);
	suite_add_tcase (suite, flags);
	tcase_add_loop_test (known, intrinsic, 0, COUNT (intrinsics));
	tcase_add_test (known, every_intrinsic_is_tested);
	suite_add_tcase (suite, known);
	return run_in_process (suite);
}
