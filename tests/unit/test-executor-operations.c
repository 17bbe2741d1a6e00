/* SPDX-License-Identifier: MIT
 *
 * The symbolic executor: what it makes of each kind of instruction. */
#include "execution-text.h"
#include "program-fixture.h"
#include "suite.h"

#include <stdio.h>

#define EXPECT(signature, locals, il, text) ck_assert_str_eq (program_text (fake, signature, locals, il), text)

START_TEST (constants)
{
	EXPECT ("void ()", "",
		"ldc.i4 -7; pop; ldc.i8 5000000000; pop; ldc.r4 0.5; pop; ldc.r8 -1e300; pop; ldnull; pop; ret",
		"block0 (IL_0000):\n"
		"IL_0000: temp1 := constant -7\n"
		"IL_0003: temp2 := constant.int64 5000000000\n"
		"IL_000d: temp3 := constant.float32 0.5\n"
		"IL_0013: temp4 := constant.float64 -1.0000000000000001e+300\n"
		"IL_001d: temp5 := null\n"
		"IL_001f: return\n");
}
END_TEST

START_TEST (operands_are_brought_to_a_common_kind)
{
	EXPECT ("double (nint, int, float)", "double",
		"ldarg 0; ldarg 1; add; pop; ldarg 2; ldc.r8 2; mul; stloc 0; ldarg 2; ret",
		"block0 (IL_0000):\n"
		"IL_0000: temp1 := argument 0\n"
		"IL_0001: temp2 := argument 1\n"
		"IL_0002: temp3 := convert native-int temp2\n"
		"IL_0002: temp4 := add temp1 temp3\n"
		"IL_0004: temp5 := argument 2\n"
		"IL_0005: temp6 := constant.float64 2\n"
		"IL_000e: temp7 := convert float64 temp5\n"
		"IL_000e: temp8 := mul temp7 temp6\n"
		"IL_000f: store-local 0 temp8\n"
		"IL_0010: temp9 := argument 2\n"
		"IL_0011: temp10 := convert float64 temp9\n"
		"IL_0011: return temp10\n");
}
END_TEST

START_TEST (pointer_arithmetic)
{
	EXPECT ("nint (int&, int&)", "", "ldarg 0; ldc.i4 4; add; ldarg 1; sub; ret",
		"block0 (IL_0000):\n"
		"IL_0000: temp1 := argument 0\n"
		"IL_0001: temp2 := constant 4\n"
		"IL_0002: temp3 := convert native-int temp2\n"
		"IL_0002: temp4 := add temp1 temp3\n"
		"IL_0003: temp5 := argument 1\n"
		"IL_0004: temp6 := sub temp4 temp5\n"
		"IL_0005: return temp6\n");
	EXPECT ("int& (int&)", "", "ldarg 0; ldc.i4 4; conv.u; add.ovf.un; ret",
		"block0 (IL_0000):\n"
		"IL_0000: temp1 := argument 0\n"
		"IL_0001: temp2 := constant 4\n"
		"IL_0002: temp3 := convert native-uint temp2\n"
		"IL_0003: temp4 := convert native-int temp1\n"
		"IL_0003: temp5 := add.ovf.un temp4 temp3\n"
		"IL_0004: temp6 := convert byref temp5\n"
		"IL_0004: return temp6\n");
}
END_TEST

/* An int32 beside a native int keeps its sign, but not where the native int has none. */
START_TEST (mixed_overflow)
{
	static const char *const names [] = { "add.ovf", "sub.ovf", "mul.ovf", "add.ovf.un", "sub.ovf.un", "mul.ovf.un" };

	for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
		char il [64], first [256], second [256];
		const char *kind = i < 3 ? "native-int" : "native-uint";

		snprintf (il, sizeof il, "ldarg 0; ldarg 1; %s; ret", names [i]);
		snprintf (first, sizeof first,
			"block0 (IL_0000):\n"
			"IL_0000: temp1 := argument 0\n"
			"IL_0001: temp2 := argument 1\n"
			"IL_0002: temp3 := convert %s temp1\n"
			"IL_0002: temp4 := %s temp3 temp2\n"
			"IL_0003: return temp4\n",
			kind, names [i]);
		snprintf (second, sizeof second,
			"block0 (IL_0000):\n"
			"IL_0000: temp1 := argument 0\n"
			"IL_0001: temp2 := argument 1\n"
			"IL_0002: temp3 := convert %s temp2\n"
			"IL_0002: temp4 := %s temp1 temp3\n"
			"IL_0003: return temp4\n",
			kind, names [i]);
		EXPECT ("nint (int, nint)", "", il, first);
		EXPECT ("nint (nint, int)", "", il, second);
	}
}
END_TEST

START_TEST (conversions)
{
	EXPECT ("int (double)", "", "ldarg 0; conv.ovf.u1; conv.ovf.i2.un; conv.r.un; conv.i4; ret",
		"block0 (IL_0000):\n"
		"IL_0000: temp1 := argument 0\n"
		"IL_0001: temp2 := convert checked uint8 temp1\n"
		"IL_0002: temp3 := convert checked unsigned int16 temp2\n"
		"IL_0003: temp4 := convert unsigned float64 temp3\n"
		"IL_0004: temp5 := convert int32 temp4\n"
		"IL_0005: return temp5\n");
}
END_TEST

START_TEST (references_compare_with_native_ints)
{
	EXPECT ("int (object, nint)", "", "ldarg 0; ldarg 1; ceq; ret",
		"block0 (IL_0000):\n"
		"IL_0000: temp1 := argument 0\n"
		"IL_0001: temp2 := argument 1\n"
		"IL_0002: temp3 := convert native-int temp1\n"
		"IL_0002: temp4 := compare eq temp3 temp2\n"
		"IL_0004: return temp4\n");
}
END_TEST

START_TEST (fields)
{
	ClassInfo *program = fake_class (fake, "Program");

	fake_define_field (fake, program, "int", "count", FIELD_STATIC);
	fake_define_field (fake, program, "long", "total", 0);
	EXPECT ("long (Program)", "",
		"ldarg 0; ldfld Program:count; pop; ldsfld Program:count; volatile. stsfld Program:count;"
		"ldarg 0; ldc.i8 1; stfld Program:total; ldarg 0; ldflda Program:total; unaligned. 2 ldind.i8; ret",
		"block0 (IL_0000):\n"
		"IL_0000: temp1 := argument 0\n"
		"IL_0001: temp2 := load-static Program:count\n"
		"IL_0007: temp3 := load-static Program:count\n"
		"IL_000e: store-static volatile Program:count temp3\n"
		"IL_0013: temp4 := argument 0\n"
		"IL_0014: temp5 := constant.int64 1\n"
		"IL_001d: store-field Program:total temp4 temp5\n"
		"IL_0022: temp6 := argument 0\n"
		"IL_0023: temp7 := field-address Program:total temp6\n"
		"IL_002b: temp8 := load unaligned 2 int64 temp7\n"
		"IL_002c: return temp8\n");
}
END_TEST

START_TEST (vectors)
{
	EXPECT ("object (string[])", "",
		"ldarg 0; ldc.i4 0; ldarg 0; ldlen; conv.i4; newarr int; ldc.i4 1; ldelem int; box int; stelem.ref;"
		"ldarg 0; ldc.i4 0; readonly. ldelema string; ldobj string; ret",
		"block0 (IL_0000):\n"
		"IL_0000: temp1 := argument 0\n"
		"IL_0001: temp2 := constant 0\n"
		"IL_0002: temp3 := argument 0\n"
		"IL_0003: temp4 := array-length temp3\n"
		"IL_0004: temp5 := convert int32 temp4\n"
		"IL_0005: temp6 := new-vector int temp5\n"
		"IL_000a: temp7 := constant 1\n"
		"IL_000b: temp8 := load-element int32 temp6 temp7\n"
		"IL_0010: temp9 := box int temp8\n"
		"IL_0015: store-element reference temp1 temp2 temp9\n"
		"IL_0016: temp10 := argument 0\n"
		"IL_0017: temp11 := constant 0\n"
		"IL_001a: temp12 := element-address readonly string temp10 temp11\n"
		"IL_001f: temp13 := load reference temp12\n"
		"IL_0024: return temp13\n");
}
END_TEST

START_TEST (boxes_that_are_only_tested)
{
	EXPECT ("bool (int)", "", "ldarg 0; box int; brtrue value; ldc.i4 0; ret; value: ldc.i4 1; ret",
		"block0 (IL_0000):\n"
		"IL_0000: temp1 := argument 0\n"
		"IL_0001: temp2 := constant 1\n"
		"IL_0006: branch temp2 -> block2 block1\n"
		"block1 (IL_0008):\n"
		"IL_0008: temp3 := constant 0\n"
		"IL_0009: return temp3\n"
		"block2 (IL_000a):\n"
		"IL_000a: temp4 := constant 1\n"
		"IL_000b: return temp4\n");
}
END_TEST

START_TEST (calls)
{
	ClassInfo *program = fake_class (fake, "Program");

	fake_define_method (fake, program, "Static", "long (nint, double)", METHOD_STATIC);
	fake_define_method (fake, program, "Virtual", "void (object)", METHOD_VIRTUAL);
	fake_define_method (fake, program, ".ctor", "void (int)", METHOD_CONSTRUCTOR);
	EXPECT ("long ()", "",
		"ldc.i4 1; newobj Program:.ctor; ldnull; callvirt Program:Virtual;"
		"ldc.i4 1; ldc.r4 2; tail. call Program:Static; ret",
		"block0 (IL_0000):\n"
		"IL_0000: temp1 := constant 1\n"
		"IL_0001: temp2 := new Program:.ctor temp1\n"
		"IL_0006: temp3 := null\n"
		"IL_0007: call virtual Program:Virtual temp2 temp3\n"
		"IL_000c: temp4 := constant 1\n"
		"IL_000d: temp5 := constant.float32 2\n"
		"IL_0014: temp6 := convert native-int temp4\n"
		"IL_0014: temp7 := convert float64 temp5\n"
		"IL_0014: temp8 := call tail Program:Static temp6 temp7\n"
		"IL_0019: return temp8\n");
}
END_TEST

START_TEST (indirect_and_constrained_calls)
{
	fake_define_method (fake, fake_class (fake, "object"), "GetHashCode", "int ()", METHOD_VIRTUAL);
	fake_define_method (fake, fake_class (fake, "Program"), "Static", "int (int)", METHOD_STATIC);
	EXPECT ("int (int)", "",
		"ldarga 0; constrained. int; callvirt object:GetHashCode; ldftn Program:Static; calli int (int); ret",
		"block0 (IL_0000):\n"
		"IL_0000: temp1 := argument-address 0\n"
		"IL_0008: temp2 := call virtual object:GetHashCode constrained to int temp1\n"
		"IL_000d: temp3 := function-address Program:Static\n"
		"IL_0013: temp4 := call-indirect temp2 temp3\n"
		"IL_0018: return temp4\n");
}
END_TEST

START_TEST (value_types)
{
	ClassInfo *point = fake_define_value_type (fake, "Point");

	fake_define_field (fake, point, "int", "x", 0);
	EXPECT ("int (object)", "Point",
		"ldloca 0; initobj Point; ldarg 0; unbox.any Point; stloc 0;"
		"ldarg 0; unbox Point; ldobj Point; ldfld Point:x; ret",
		"block0 (IL_0000):\n"
		"IL_0000: temp1 := local-address 0\n"
		"IL_0002: initialize Point temp1\n"
		"IL_0008: temp2 := argument 0\n"
		"IL_0009: temp3 := unbox-any Point temp2\n"
		"IL_000e: store-local 0 temp3\n"
		"IL_000f: temp4 := argument 0\n"
		"IL_0010: temp5 := unbox Point temp4\n"
		"IL_0015: temp6 := load Point temp5\n"
		"IL_001a: temp7 := load-field Point:x temp6\n"
		"IL_001f: return temp7\n");
}
END_TEST

START_TEST (handles_and_typed_references)
{
	EXPECT ("object (int&)", "",
		"ldtoken int; pop; ldarg 0; mkrefany int; refanyval int; pop;"
		"ldstr 'text'; castclass object; isinst string; ret",
		"block0 (IL_0000):\n"
		"IL_0000: temp1 := token 0x0200000a\n"
		"IL_0006: temp2 := argument 0\n"
		"IL_0007: temp3 := make-typed-reference int temp2\n"
		"IL_000c: temp4 := typed-reference-value int temp3\n"
		"IL_0012: temp5 := string 0x70000001\n"
		"IL_0017: temp6 := cast object temp5\n"
		"IL_001c: temp7 := is-instance string temp6\n"
		"IL_0021: return temp7\n");
}
END_TEST

START_TEST (blocks_of_memory)
{
	EXPECT ("void (int)", "", "ldarg 0; localloc; dup; ldc.i4 0; ldc.i4 8; initblk; pop; ret",
		"block0 (IL_0000):\n"
		"IL_0000: temp1 := argument 0\n"
		"IL_0001: temp2 := convert unsigned native-uint temp1\n"
		"IL_0001: temp3 := local-allocate temp2\n"
		"IL_0004: temp4 := constant 0\n"
		"IL_0005: temp5 := constant 8\n"
		"IL_0006: initialize-block temp3 temp4 temp5\n"
		"IL_0009: return\n");
}
END_TEST

int
main (void)
{
	TCase *tests = tcase_create ("executor operations");

	tcase_add_checked_fixture (tests, set_up, tear_down);
	tcase_add_test (tests, constants);
	tcase_add_test (tests, operands_are_brought_to_a_common_kind);
	tcase_add_test (tests, pointer_arithmetic);
	tcase_add_test (tests, mixed_overflow);
	tcase_add_test (tests, conversions);
	tcase_add_test (tests, references_compare_with_native_ints);
	tcase_add_test (tests, fields);
	tcase_add_test (tests, vectors);
	tcase_add_test (tests, boxes_that_are_only_tested);
	tcase_add_test (tests, calls);
	tcase_add_test (tests, indirect_and_constrained_calls);
	tcase_add_test (tests, value_types);
	tcase_add_test (tests, handles_and_typed_references);
	tcase_add_test (tests, blocks_of_memory);
	return run_case (tests);
}
