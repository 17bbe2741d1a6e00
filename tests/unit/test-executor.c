/* SPDX-License-Identifier: MIT
 *
 * The symbolic executor: the blocks that it makes of correct IL, and what travels between them. */
#include "execution-text.h"
#include "executor/executor.h"
#include "executor/printer.h"
#include "program-fixture.h"
#include "suite.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

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
	tcase_add_test (tests, this_is_marked_while_it_is_unmodified);
	tcase_add_test (tests, twenty_thousand_blocks);
	tcase_add_test (tests, twenty_thousand_switch_targets);
	return run_case (tests);
}
