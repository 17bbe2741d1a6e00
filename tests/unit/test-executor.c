/* SPDX-License-Identifier: MIT
 *
 * The symbolic executor: what it makes of correct IL. */
#include "execution-text.h"
#include "executor/executor.h"
#include "executor/printer.h"
#include "suite.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

static FakeRuntime *fake;

static void
set_up (void)
{
	fake = fake_create ();
	fake_define_class (fake, "Program", "object", 0);
}

static void
tear_down (void)
{
	fake_destroy (fake);
}

#define EXPECT(signature, locals, il, text) ck_assert_str_eq (program_text (fake, signature, locals, il), text)

START_TEST (add)
{
	EXPECT ("int (int, int)", "", "ldarg 0; ldarg 1; add; ret",
		"block0 (IL_0000):\n"
		"IL_0000: temp1 := argument 0\n"
		"IL_0001: temp2 := argument 1\n"
		"IL_0002: temp3 := add temp1 temp2\n"
		"IL_0003: return temp3\n");
}
END_TEST

START_TEST (a_value_used_twice_is_one_temp)
{
	EXPECT ("int (int)", "", "ldarg 0; dup; mul; ret",
		"block0 (IL_0000):\n"
		"IL_0000: temp1 := argument 0\n"
		"IL_0002: temp2 := mul temp1 temp1\n"
		"IL_0003: return temp2\n");
}
END_TEST

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

START_TEST (branches_name_both_targets)
{
	EXPECT ("int (int)", "", "ldarg 0; brfalse zero; ldc.i4 1; ret; zero: ldc.i4 2; ret",
		"block0 (IL_0000):\n"
		"IL_0000: temp1 := argument 0\n"
		"IL_0001: branch temp1 -> block1 block2\n"
		"block1 (IL_0003):\n"
		"IL_0003: temp2 := constant 1\n"
		"IL_0004: return temp2\n"
		"block2 (IL_0005):\n"
		"IL_0005: temp3 := constant 2\n"
		"IL_0006: return temp3\n");
}
END_TEST

START_TEST (loops)
{
	EXPECT ("int (int)", "int", "loop: ldloc 0; ldc.i4 1; add; stloc 0; ldloc 0; ldarg 0; blt.un loop; ldloc 0; ret",
		"block0 (IL_0000): loop\n"
		"IL_0000: temp1 := local 0\n"
		"IL_0001: temp2 := constant 1\n"
		"IL_0002: temp3 := add temp1 temp2\n"
		"IL_0003: store-local 0 temp3\n"
		"IL_0004: temp4 := local 0\n"
		"IL_0005: temp5 := argument 0\n"
		"IL_0006: branch-compare lt.un temp4 temp5 -> block0 block1\n"
		"block1 (IL_0008):\n"
		"IL_0008: temp6 := local 0\n"
		"IL_0009: return temp6\n");
}
END_TEST

START_TEST (leave_without_regions_is_a_branch)
{
	EXPECT ("void ()", "", "ldnull; leave end; end: ret",
		"block0 (IL_0000):\n"
		"IL_0000: temp1 := null\n"
		"IL_0001: jump -> block1\n"
		"block1 (IL_0003):\n"
		"IL_0003: return\n");
}
END_TEST

START_TEST (switches_end_with_the_default)
{
	EXPECT ("void (int)", "", "ldarg 0; switch (a, b, a); a: ret; b: ret",
		"block0 (IL_0000):\n"
		"IL_0000: temp1 := argument 0\n"
		"IL_0001: switch temp1 -> block1 block2 block1 block1\n"
		"block1 (IL_0012):\n"
		"IL_0012: return\n"
		"block2 (IL_0013):\n"
		"IL_0013: return\n");
}
END_TEST

START_TEST (stacks_merge_at_joins)
{
	EXPECT ("int (int)", "", "ldarg 0; brtrue yes; ldc.i4 1; br join; yes: ldc.i4 2; join: ret",
		"block0 (IL_0000):\n"
		"IL_0000: temp1 := argument 0\n"
		"IL_0001: branch temp1 -> block2 block1\n"
		"block1 (IL_0003):\n"
		"IL_0003: temp2 := constant 1\n"
		"IL_0004: store-slot 0 temp2\n"
		"IL_0004: jump -> block3\n"
		"block2 (IL_0006):\n"
		"IL_0006: temp3 := constant 2\n"
		"IL_0006: store-slot 0 temp3\n"
		"IL_0006: jump -> block3\n"
		"block3 (IL_0007):\n"
		"IL_0007: temp4 := slot 0\n"
		"IL_0007: return temp4\n");
}
END_TEST

START_TEST (joins_convert_to_the_first_paths_kind)
{
	EXPECT ("nint (int)", "", "ldarg 0; brtrue yes; ldc.i4 1; conv.i; br join; yes: ldc.i4 2; join: ret",
		"block0 (IL_0000):\n"
		"IL_0000: temp1 := argument 0\n"
		"IL_0001: branch temp1 -> block2 block1\n"
		"block1 (IL_0003):\n"
		"IL_0003: temp2 := constant 1\n"
		"IL_0004: temp3 := convert native-int temp2\n"
		"IL_0005: store-slot 0 temp3\n"
		"IL_0005: jump -> block3\n"
		"block2 (IL_0007):\n"
		"IL_0007: temp4 := constant 2\n"
		"IL_0007: temp5 := convert native-int temp4\n"
		"IL_0007: store-slot 0 temp5\n"
		"IL_0007: jump -> block3\n"
		"block3 (IL_0008):\n"
		"IL_0008: temp6 := slot 0\n"
		"IL_0008: return temp6\n");
}
END_TEST

/* Both successors of the branch expect the value below its operand; it is stored once. */
START_TEST (values_below_a_branch)
{
	EXPECT ("int (int)", "", "ldc.i4 5; ldarg 0; brtrue yes; ret; yes: neg; ret",
		"block0 (IL_0000):\n"
		"IL_0000: temp1 := constant 5\n"
		"IL_0001: temp2 := argument 0\n"
		"IL_0002: store-slot 0 temp1\n"
		"IL_0002: branch temp2 -> block2 block1\n"
		"block1 (IL_0004):\n"
		"IL_0004: temp3 := slot 0\n"
		"IL_0004: return temp3\n"
		"block2 (IL_0005):\n"
		"IL_0005: temp4 := slot 0\n"
		"IL_0005: temp5 := neg temp4\n"
		"IL_0006: return temp5\n");
}
END_TEST

START_TEST (two_joins_of_different_kinds_have_slots_of_their_own)
{
	const char *text = program_text (fake, "int (int)", "",
		"ldarg 0; brtrue b; ldc.i8 1; br first; b: ldarg 0; br second; first: conv.i4; ret; second: ret");

	ck_assert_ptr_nonnull (strstr (text, "store-slot 0 temp2"));
	ck_assert_ptr_nonnull (strstr (text, "store-slot 1 temp3"));
	ck_assert_ptr_nonnull (strstr (text, ":= slot 1\n"));
}
END_TEST

START_TEST (unreachable_code_is_left_out)
{
	EXPECT ("int ()", "", "br end; pop; pop; add; end: ldc.i4 3; ret; ldc.i4 4; ret",
		"block0 (IL_0000):\n"
		"IL_0000: jump -> block1\n"
		"block1 (IL_0005):\n"
		"IL_0005: temp1 := constant 3\n"
		"IL_0006: return temp1\n");
}
END_TEST

/* ECMA-335 III.1.7.5: a block that only later ones branch to starts with an empty stack. */
START_TEST (blocks_reached_backward_only)
{
	EXPECT ("int ()", "", "br start; back: ldc.i4 1; ret; start: br back",
		"block0 (IL_0000):\n"
		"IL_0000: jump -> block2\n"
		"block1 (IL_0002): loop\n"
		"IL_0002: temp1 := constant 1\n"
		"IL_0003: return temp1\n"
		"block2 (IL_0004):\n"
		"IL_0004: jump -> block1\n");
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

typedef struct Count {
	uint32_t blocks, operations, receivers;
} Count;

static void
count_block (Count *count, const Block *block)
{
	ck_assert_uint_eq (block->number, count->blocks++);
	for (const Operation *operation = block->operations; operation; operation = operation->next) {
		int ends_block = (operation_table [operation->code].traits & OPERATION_ENDS_BLOCK) != 0;

		count->operations++;
		count->receivers += operation->result && operation->result->is_this;
		ck_assert_int_eq (ends_block, operation->next == NULL);
	}
}

static Count
count (MethodInfo *method)
{
	Compilation compilation = { .runtime = fake_interface (fake), .arena = fake_arena (fake) };
	Body body = { 0 };
	Count count = { 0 };

	ck_assert (compilation_load_source (&compilation, method, &compilation.source));
	ck_assert (body_initialize (&body, &compilation, &compilation.source));
	ck_assert (flow_find_blocks (&compilation, &compilation.source, &body.flow));
	ck_assert (executor_run (&compilation, &body));
	ck_assert (body.operations.is_whole);
	for (uint32_t i = 0; i < body.operations.block_count; i++)
		count_block (&count, body.operations.blocks [i]);
	return count;
}

START_TEST (this_is_marked_while_it_is_unmodified)
{
	ck_assert_uint_eq (count (assemble_method (fake, "void Program:A ()", "", 8, "ldarg 0; pop; ret")).receivers, 1);
	ck_assert_uint_eq (count (assemble_method (fake, "void Program:B ()", "", 8, "ldarg 0; pop; ldarg 0; starg 0; ret"))
						   .receivers,
		0);
	ck_assert_uint_eq (count (assemble_method (fake, "void Program:C ()", "", 8, "ldarg 0; pop; ldarga 0; pop; ret"))
						   .receivers,
		0);
	ck_assert_uint_eq (count (assemble_method (fake, "static void Program:D (object)", "", 8, "ldarg 0; pop; ret"))
						   .receivers,
		0);
}
END_TEST

/* BLOCKS conditional branches to a common end, with a value on the stack all the way. */
static MethodInfo *
large_method (uint32_t blocks)
{
	ClassInfo *program = fake_class (fake, "Program");
	MethodInfo *method = fake_define_method (fake, program, "Large", "int (int)", METHOD_STATIC);
	Writer *writer = writer_create (fake_arena (fake));
	Label end = writer_create_label (writer);

	writer_emit_integer (writer, OPCODE_LDC_I4, 1);
	for (uint32_t i = 0; i < blocks; i++) {
		writer_emit_variable (writer, OPCODE_LDARG, 0);
		writer_emit_branch (writer, OPCODE_BRTRUE, end);
	}
	writer_mark_label (writer, end);
	writer_emit (writer, OPCODE_RET);
	fake_set_body (fake, method, writer, 8, "");
	return method;
}

START_TEST (twenty_thousand_blocks)
{
	MethodInfo *method = large_method (20000);
	clock_t start = clock ();
	Count counter = count (method);

	ck_assert_uint_eq (counter.blocks, 20001);
	ck_assert_double_lt ((double) (clock () - start) / CLOCKS_PER_SEC, 1.0);
}
END_TEST

START_TEST (twenty_thousand_switch_targets)
{
	ClassInfo *program = fake_class (fake, "Program");
	MethodInfo *method = fake_define_method (fake, program, "Switch", "int (int)", METHOD_STATIC);
	Writer *writer = writer_create (fake_arena (fake));
	Label *targets = arena_array (fake_arena (fake), Label, 20000);
	clock_t start;

	for (int i = 0; i < 20000; i++)
		targets [i] = writer_create_label (writer);
	writer_emit_integer (writer, OPCODE_LDC_I4, 7);
	writer_emit_variable (writer, OPCODE_LDARG, 0);
	writer_emit_switch (writer, targets, 20000);
	for (int i = 0; i < 20000; i++) {
		writer_mark_label (writer, targets [i]);
		writer_emit (writer, OPCODE_RET);
	}
	fake_set_body (fake, method, writer, 8, "");
	start = clock ();
	ck_assert_uint_eq (count (method).blocks, 20001);
	ck_assert_double_lt ((double) (clock () - start) / CLOCKS_PER_SEC, 1.0);
}
END_TEST

/* try { if (argument) goto end; } finally { } end: return; and code that is not reached */
START_TEST (blocks_as_text)
{
	Compilation compilation = { .runtime = fake_interface (fake), .arena = fake_arena (fake) };
	MethodInfo *method = fake_define_method (fake, fake_class (fake, "Program"), "Try", "void (int)", METHOD_STATIC);
	Writer *writer = writer_create (fake_arena (fake));
	Label start = writer_create_label (writer), handler = writer_create_label (writer);
	Label after = writer_create_label (writer), end = writer_create_label (writer);
	Body body = { 0 };
	char *text;
	size_t size;
	FILE *output = open_memstream (&text, &size);

	writer_mark_label (writer, start);
	writer_emit_variable (writer, OPCODE_LDARG, 0);
	writer_emit_branch (writer, OPCODE_BRTRUE, start);
	writer_emit_branch (writer, OPCODE_LEAVE, end);
	writer_mark_label (writer, handler);
	writer_emit (writer, OPCODE_ENDFINALLY);
	writer_mark_label (writer, after);
	writer_emit (writer, OPCODE_RET);
	writer_mark_label (writer, end);
	writer_emit (writer, OPCODE_RET);
	writer_add_clause (writer, HEADER_CLAUSE_FINALLY, start, handler, handler, after, 0);
	fake_set_body (fake, method, writer, 8, "");
	ck_assert (compilation_load_source (&compilation, method, &compilation.source));
	ck_assert (body_initialize (&body, &compilation, &compilation.source));
	ck_assert (flow_find_blocks (&compilation, &compilation.source, &body.flow));
	printer_print_blocks (&body, output);
	fclose (output);
	ck_assert_str_eq (text,
		"block0 (IL_0000 to IL_0003): loop try 0 -> block0 block1\n"
		"block1 (IL_0003 to IL_0005): try 0 -> block3\n"
		"block2 (IL_0005 to IL_0006): handler 0\n"
		"unreached (IL_0006 to IL_0007):\n"
		"block3 (IL_0007 to IL_0008):\n");
	free (text);
}
END_TEST

int
main (void)
{
	TCase *tests = tcase_create ("executor");

	tcase_add_checked_fixture (tests, set_up, tear_down);
	tcase_add_test (tests, add);
	tcase_add_test (tests, a_value_used_twice_is_one_temp);
	tcase_add_test (tests, constants);
	tcase_add_test (tests, branches_name_both_targets);
	tcase_add_test (tests, loops);
	tcase_add_test (tests, leave_without_regions_is_a_branch);
	tcase_add_test (tests, switches_end_with_the_default);
	tcase_add_test (tests, stacks_merge_at_joins);
	tcase_add_test (tests, joins_convert_to_the_first_paths_kind);
	tcase_add_test (tests, values_below_a_branch);
	tcase_add_test (tests, two_joins_of_different_kinds_have_slots_of_their_own);
	tcase_add_test (tests, unreachable_code_is_left_out);
	tcase_add_test (tests, blocks_as_text);
	tcase_add_test (tests, blocks_reached_backward_only);
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
	tcase_add_test (tests, this_is_marked_while_it_is_unmodified);
	tcase_add_test (tests, twenty_thousand_blocks);
	tcase_add_test (tests, twenty_thousand_switch_targets);
	return run_case (tests);
}
