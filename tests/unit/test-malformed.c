/* SPDX-License-Identifier: MIT
 *
 * The symbolic executor: what it answers to IL that is wrong, or not understood yet. */
#include "assembler.h"
#include "compilation.h"
#include "execution-text.h"
#include "suite.h"

#include <string.h>

static FakeRuntime *fake;

static void
set_up (void)
{
	fake = fake_create ();
	fake_define_class (fake, "Program", "object", 0);
	fake_define_field (fake, fake_define_value_type (fake, "Point"), "int", "x", 0);
	fake_define_value_type (fake, "Other");
}

static void
tear_down (void)
{
	fake_destroy (fake);
}

/* A static method of no parameters, unless SIGNATURE says otherwise. */
#define EXPECT(signature, locals, il, text) ck_assert_str_eq (program_text (fake, signature, locals, il), text)
#define REJECTED(il, offset, detail) EXPECT ("void ()", "", il, "bad-code at " offset ": " detail)

/* Raw bytes, for what no writer writes. */
static const char *
bytes_text (const uint8_t *bytes, uint32_t size)
{
	MethodInfo *method = fake_define_method (fake, fake_class (fake, "Program"), "Raw", "void ()", METHOD_STATIC);
	Writer *writer = writer_create (fake_arena (fake));

	writer_emit_bytes (writer, bytes, size);
	fake_set_body (fake, method, writer, 8, "");
	return execution_text (fake, method);
}

#define BYTES_TEXT(...) bytes_text ((const uint8_t []) { __VA_ARGS__ }, sizeof ((const uint8_t []) { __VA_ARGS__ }))

START_TEST (underflow)
{
	REJECTED ("pop; ret", "IL_0000", "pop needs 1 values, and the stack holds 0");
	REJECTED ("ldc.i4 1; add; ret", "IL_0001", "add needs 2 values, and the stack holds 1");
	EXPECT ("int ()", "", "ret", "bad-code at IL_0000: ret needs 1 values, and the stack holds 0");
	fake_define_method (fake, fake_class (fake, "Program"), "Two", "void (int, int)", METHOD_STATIC);
	REJECTED ("ldc.i4 1; call Program:Two; ret", "IL_0001", "call needs 2 values, and the stack holds 1");
}
END_TEST

static const char *
text_with_stack (uint32_t max_stack, const char *il)
{
	return execution_text (fake, assemble_method (fake, "static void Program:Deep ()", "", max_stack, il));
}

START_TEST (overflow)
{
	fake_define_method (fake, fake_class (fake, "Program"), "One", "int ()", METHOD_STATIC);
	ck_assert_str_eq (text_with_stack (1, "ldc.i4 1; ldc.i4 2; pop; pop; ret"),
		"bad-code at IL_0001: ldc.i4 makes the stack deeper than its maximum of 1");
	ck_assert_str_eq (text_with_stack (1, "ldc.i4 1; dup; pop; pop; ret"),
		"bad-code at IL_0001: dup makes the stack deeper than its maximum of 1");
	/* Of calls, Mono's compiler does not look at the depth, and has room for one value more. */
	ck_assert_str_eq (text_with_stack (1, "call Program:One; call Program:One; pop; pop; ret"),
		"block0 (IL_0000):\nIL_0000: temp1 := call Program:One\nIL_0005: temp2 := call Program:One\nIL_000c: return\n");
	ck_assert_str_eq (text_with_stack (1, "call Program:One; call Program:One; call Program:One; pop; pop; pop; ret"),
		"bad-code at IL_000a: the stack gets deeper than its maximum of 1");
}
END_TEST

START_TEST (falling_off_the_end)
{
	REJECTED ("nop", "IL_0000", "control falls off the end of the code");
	REJECTED ("ldc.i4 1; brtrue end; end: nop", "IL_0003", "control falls off the end of the code");
	REJECTED ("start: ldc.i4 1; brtrue start", "IL_0001", "control falls off the end of the code");
	REJECTED ("start: ldc.i4 1; switch (start)", "IL_0001", "control falls off the end of the code");
	ck_assert_str_eq (BYTES_TEXT (0x00, 0x00), "bad-code at IL_0001: control falls off the end of the code");
}
END_TEST

START_TEST (branches_to_nowhere)
{
	ck_assert_str_eq (BYTES_TEXT (0x2b, 0x01, 0x2a), "bad-code at IL_0000: a branch leaves the code");
	ck_assert_str_eq (BYTES_TEXT (0x2b, 0xf0, 0x2a), "bad-code at IL_0000: a branch leaves the code");
	/* In code that is not reached, too. */
	ck_assert_str_eq (BYTES_TEXT (0x2a, 0x2b, 0x7f, 0x2a), "bad-code at IL_0001: a branch leaves the code");
}
END_TEST

/* Wrong only where control gets there; and what comes behind counts as reached. */
START_TEST (branches_into_instructions)
{
	ck_assert_str_eq (BYTES_TEXT (0x2b, 0x01, 0x20, 0x00, 0x00, 0x00, 0x2a, 0x2a),
		"block0 (IL_0000):\nIL_0000: jump -> invalid\n");
	/* brtrue.s into ldc.i4; ret; behind it: pop */
	ck_assert_str_eq (BYTES_TEXT (0x16, 0x2d, 0x01, 0x20, 0x00, 0x00, 0x00, 0x00, 0x26, 0x2a, 0x26),
		"bad-code at IL_000a: pop needs 1 values, and the stack holds 0");
}
END_TEST

START_TEST (bytes_that_are_no_code)
{
	ck_assert_str_eq (BYTES_TEXT (0x00, 0x24), "bad-code at IL_0001: an opcode that does not exist");
	ck_assert_str_eq (BYTES_TEXT (0x00, 0x20, 0x01), "bad-code at IL_0001: the code ends inside an instruction");
	ck_assert_str_eq (bytes_text ((const uint8_t []) { 0 }, 0), "bad-code at IL_0000: the method has no code");
}
END_TEST

/* Where they are not reached they do no harm. */
START_TEST (reserved_opcodes)
{
	ck_assert_str_eq (BYTES_TEXT (0x2a, 0x24, 0xfe, 0x10, 0x2a), "block0 (IL_0000):\nIL_0000: return\n");
	ck_assert_str_eq (BYTES_TEXT (0x00, 0xfe, 0x10, 0x2a), "bad-code at IL_0001: an opcode that does not exist");
	ck_assert_str_eq (BYTES_TEXT (0x2a, 0xfe, 0x70, 0x2a), "bad-code at IL_0001: an opcode that does not exist");
}
END_TEST

START_TEST (joins_of_different_depth)
{
	EXPECT ("void (int)", "", "ldarg 0; brtrue two; ldc.i4 1; br join; two: ldc.i4 1; ldc.i4 2; join: pop; ret",
		"bad-code at IL_0007: paths with 2 and 1 values on the stack meet at IL_0008");
	/* Paths without values are not noticed: there the slot keeps what it had. */
	EXPECT ("void (int)", "", "ldarg 0; brtrue one; br join; one: ldc.i4 1; join: pop; ret",
		"block0 (IL_0000):\nIL_0000: temp1 := argument 0\nIL_0001: branch temp1 -> block2 block1\n"
		"block1 (IL_0003):\nIL_0003: jump -> block3\n"
		"block2 (IL_0005):\nIL_0005: temp2 := constant 1\nIL_0005: store-slot 0 temp2\nIL_0005: jump -> block3\n"
		"block3 (IL_0006):\nIL_0006: temp3 := slot 0\nIL_0007: return\n");
}
END_TEST

START_TEST (joins_of_different_kinds)
{
	EXPECT ("void (int)", "", "ldarg 0; brtrue other; ldc.i4 1; br join; other: ldc.r8 1; join: pop; ret",
		"block0 (IL_0000):\nIL_0000: temp1 := argument 0\nIL_0001: branch temp1 -> block2 block1\n"
		"block1 (IL_0003):\nIL_0003: temp2 := constant 1\nIL_0004: store-slot 0 temp2\nIL_0004: jump -> block3\n"
		"block2 (IL_0006):\nIL_0006: temp3 := constant.float64 1\nIL_0006: temp4 := reinterpret int32 temp3\n"
		"IL_0006: store-slot 0 temp4\nIL_0006: jump -> block3\n"
		"block3 (IL_000f):\nIL_000f: temp5 := slot 0\nIL_0010: return\n");
	EXPECT ("void (int)", "Point, Other", "ldarg 0; brtrue other; ldloc 0; br join; other: ldloc 1; join: pop; ret",
		"block0 (IL_0000):\nIL_0000: temp1 := argument 0\nIL_0001: branch temp1 -> block2 block1\n"
		"block1 (IL_0003):\nIL_0003: temp2 := local 0\nIL_0004: store-slot 0 temp2\nIL_0004: jump -> block3\n"
		"block2 (IL_0006):\nIL_0006: temp3 := local 1\nIL_0006: temp4 := reinterpret Point temp3\n"
		"IL_0006: store-slot 0 temp4\nIL_0006: jump -> block3\n"
		"block3 (IL_0007):\nIL_0007: temp5 := slot 0\nIL_0008: return\n");
	EXPECT ("void (int)", "", "ldarg 0; brtrue other; ldnull; br join; other: ldc.r8 1; join: pop; ret",
		"block0 (IL_0000):\nIL_0000: temp1 := argument 0\nIL_0001: branch temp1 -> block2 block1\n"
		"block1 (IL_0003):\nIL_0003: temp2 := null\nIL_0004: store-slot 0 temp2\nIL_0004: jump -> block3\n"
		"block2 (IL_0006):\nIL_0006: temp3 := constant.float64 1\nIL_0006: jump -> invalid\n"
		"block3 (IL_000f):\nIL_000f: temp4 := slot 0\nIL_0010: return\n");
	EXPECT ("void (long)", "", "ldarg 0; brtrue other; ldc.i4 1; br join; other: ldarg 0; join: pop; ret",
		"stack-merge at IL_0006: 32 and 64 bits at IL_0007");
}
END_TEST

/* A block that started with an empty stack never sees what a branch back to it leaves: as in Mono. */
START_TEST (values_taken_back_to_an_empty_stack)
{
	const char *text = program_text (fake, "void (int)", "", "loop: ldarg 0; ldarg 0; brtrue loop; pop; ret");

	ck_assert_ptr_nonnull (strstr (text, "branch temp2 -> block0 block1\n"));
}
END_TEST

START_TEST (returns)
{
	REJECTED ("ldc.i4 1; ret", "IL_0001", "ret leaves 1 values on the stack");
	EXPECT ("int ()", "", "ldnull; ret",
		"bad-code at IL_0001: ret: a value of kind reference goes to a place of type int32");
}
END_TEST

START_TEST (variables_that_do_not_exist)
{
	REJECTED ("ldloc 0; pop; ret", "IL_0000", "ldloc 0: there are 0");
	REJECTED ("ldc.i4 1; starg 3; ret", "IL_0001", "starg 3: there are 0");
}
END_TEST

START_TEST (operands_of_wrong_kinds)
{
	REJECTED ("ldc.i4 1; ldnull; add; pop; ret", "IL_0002", "add of int32 and reference");
	REJECTED ("ldc.r8 1; ldc.r8 1; and; pop; ret", "IL_0012", "and of float64 and float64");
	REJECTED ("ldc.i4 1; ldc.i8 1; shl; pop; ret", "IL_000a", "shl of int32 and int64");
	REJECTED ("ldc.r8 1; not; pop; ret", "IL_0009", "not of float64");
	REJECTED ("ldc.i4 1; ldc.i8 1; ceq; pop; ret", "IL_000a", "ceq of int32 and int64");
	REJECTED ("ldc.i4 1; throw", "IL_0001", "throw: an operand is of kind int32, not a reference");
	REJECTED ("ldc.i4 1; ldlen; pop; ret", "IL_0001", "ldlen: an operand is of kind int32, not a reference");
	EXPECT ("void ()", "object", "ldc.i4 0; stloc 0; ret",
		"bad-code at IL_0001: stloc: a value of kind int32 goes to a place of type reference");
	EXPECT ("void ()", "Point, Other", "ldloc 0; stloc 1; ret",
		"bad-code at IL_0001: stloc: a value of another value type than its place's");
}
END_TEST

START_TEST (handlers_instructions_outside_of_handlers)
{
	REJECTED ("rethrow", "IL_0000", "rethrow outside of a catch handler");
	REJECTED ("endfinally", "IL_0000", "endfinally outside of a finally or fault handler");
	REJECTED ("ldc.i4 1; endfilter", "IL_0001", "endfilter that does not end a filter with an int32");
}
END_TEST

START_TEST (leave_runs_a_finally_handler)
{
	MethodInfo *method = fake_define_method (fake, fake_class (fake, "Program"), "Try", "void ()", METHOD_STATIC);
	Writer *writer = writer_create (fake_arena (fake));
	Label start = writer_create_label (writer), handler = writer_create_label (writer);
	Label end = writer_create_label (writer);

	writer_mark_label (writer, start);
	writer_emit_branch (writer, OPCODE_LEAVE, end);
	writer_mark_label (writer, handler);
	writer_emit (writer, OPCODE_ENDFINALLY);
	writer_mark_label (writer, end);
	writer_emit (writer, OPCODE_RET);
	writer_add_clause (writer, HEADER_CLAUSE_FINALLY, start, handler, handler, end, 0);
	fake_set_body (fake, method, writer, 8, "");
	ck_assert_str_eq (execution_text (fake, method),
		"block0 (IL_0000):\nIL_0000: leave -> block2\n"
		"block1 (IL_0002): clause 0\nIL_0002: end-finally\n"
		"block2 (IL_0003):\nIL_0003: return\n");
}
END_TEST

/* What cannot fall, a return here, may be the last of a region. */
START_TEST (protected_regions_that_control_falls_out_of)
{
	static const struct {
		HeaderClauseKind kind;
		Opcode before;
		const char *start;
	} rows [] = {
		{ HEADER_CLAUSE_FINALLY, OPCODE_NOP, "bad-code at IL_0001: control falls out of a protected region" },
		{ HEADER_CLAUSE_FAULT, OPCODE_NOP, "bad-code at IL_0001: control falls out of a protected region" },
		{ HEADER_CLAUSE_FINALLY, OPCODE_RET, "block0 " },
	};

	for (size_t i = 0; i < sizeof rows / sizeof rows [0]; i++) {
		MethodInfo *method = fake_define_method (fake, fake_class (fake, "Program"), "Falls", "void ()", METHOD_STATIC);
		Writer *writer = writer_create (fake_arena (fake));
		Label start = writer_create_label (writer), end = writer_create_label (writer);
		Label handler = writer_create_label (writer), handler_end = writer_create_label (writer);

		writer_mark_label (writer, start);
		writer_emit (writer, rows [i].before);
		writer_mark_label (writer, end);
		writer_emit_branch (writer, OPCODE_LEAVE, handler_end);
		writer_mark_label (writer, handler);
		writer_emit (writer, OPCODE_ENDFINALLY);
		writer_mark_label (writer, handler_end);
		writer_emit (writer, OPCODE_RET);
		writer_add_clause (writer, rows [i].kind, start, end, handler, handler_end, 0);
		fake_set_body (fake, method, writer, 8, "");
		ck_assert_mem_eq (execution_text (fake, method), rows [i].start, strlen (rows [i].start));
	}
}
END_TEST

/* A prefix is for the next instruction in IL order, also when others branch there: as in Mono. */
START_TEST (prefixes_before_targets)
{
	EXPECT ("void (int&)", "", "ldarg 0; ldarg 0; brtrue next; volatile. next: ldind.i4; pop; ret",
		"block0 (IL_0000):\nIL_0000: temp1 := argument 0\nIL_0001: temp2 := argument 0\nIL_0002: store-slot 0 temp1\n"
		"IL_0002: branch temp2 -> block2 block1\n"
		"block1 (IL_0004):\nIL_0004: temp3 := slot 0\nIL_0004: store-slot 0 temp3\nIL_0004: jump -> block2\n"
		"block2 (IL_0006):\nIL_0006: temp4 := slot 0\nIL_0006: temp5 := load volatile int32 temp4\nIL_0008: return\n");
}
END_TEST

START_TEST (failures_of_the_runtime)
{
	fake_define_field (fake, fake_class (fake, "Program"), "int", "literal", FIELD_STATIC | FIELD_LITERAL);
	fake_define_method (fake, fake_class (fake, "Program"), "Callee", "void ()", METHOD_STATIC);
	fake_fail_tokens (fake, "TypeLoadException: Gone");
	EXPECT ("void ()", "", "nop; call Program:Callee; ret", "runtime-exception at IL_0001: TypeLoadException: Gone");
	fake_fail_tokens (fake, NULL);
	EXPECT ("void ()", "", "ldsfld Program:literal; pop; ret", "runtime-exception at IL_0000: MissingFieldException");
	ck_assert_str_eq (BYTES_TEXT (0x28, 0x63, 0x00, 0x00, 0x06, 0x2a),
		"runtime-exception at IL_0000: BadImageFormatException: no such token");
}
END_TEST

/* Tokens in code that is not reached do not matter. */
START_TEST (failures_in_unreachable_code)
{
	ck_assert_str_eq (BYTES_TEXT (0x2a, 0x28, 0x63, 0x00, 0x00, 0x06, 0x2a), "block0 (IL_0000):\nIL_0000: return\n");
}
END_TEST

START_TEST (calls_of_abstract_methods_throw)
{
	fake_define_method (fake, fake_class (fake, "Program"), "Abstract", "void ()", METHOD_VIRTUAL | METHOD_ABSTRACT);
	EXPECT ("void (Program)", "", "ldarg 0; call Program:Abstract; ret",
		"block0 (IL_0000):\nIL_0000: temp1 := argument 0\nIL_0001: abstract-call Program:Abstract temp1\n"
		"IL_0006: return\n");
	EXPECT ("void (Program)", "", "ldarg 0; callvirt Program:Abstract; ret",
		"block0 (IL_0000):\nIL_0000: temp1 := argument 0\nIL_0001: call virtual Program:Abstract temp1\n"
		"IL_0006: return\n");
}
END_TEST

static const char *
unverified_text (const char *locals, const char *il)
{
	MethodInfo *method = fake_define_method (fake, fake_class (fake, "Program"), "Unverified", "void ()",
		METHOD_STATIC | METHOD_SKIPS_VERIFICATION);
	Writer *writer = writer_create (fake_arena (fake));

	assemble (fake, writer, il);
	fake_set_body (fake, method, writer, 8, locals);
	return execution_text (fake, method);
}

START_TEST (code_that_skips_verification)
{
	ck_assert_str_eq (unverified_text ("", "ret; pop; ret"),
		"bad-code at IL_0001: pop needs 1 values, and the stack holds 0");
	ck_assert_ptr_nonnull (strstr (unverified_text ("int", "ldc.i8 1; stloc 0; ret"), "store-local 0 temp2\n"));
}
END_TEST

START_TEST (numbers_as_references)
{
	fake_define_field (fake, fake_class (fake, "Program"), "object", "shared", FIELD_STATIC);
	REJECTED ("ldc.i4 1; stsfld Program:shared; ret", "IL_0001",
		"stsfld: a value of kind int32 goes to a place of type reference");
	ck_assert_ptr_nonnull (strstr (program_text (fake, "void ()", "", "ldc.i4 0; stsfld Program:shared; ret"),
		"store-static Program:shared"));
}
END_TEST

START_TEST (accesses_beyond_a_variable)
{
	EXPECT ("void ()", "int", "ldloca 0; ldind.i8; pop; ret",
		"block0 (IL_0000):\nIL_0000: temp1 := local-address 0\nIL_0002: reserve-local 0 8\n"
		"IL_0002: temp2 := load int64 temp1\nIL_0004: return\n");
	ck_assert_ptr_nonnull (strstr (program_text (fake, "void (int)", "int", "ldarga 0; ldc.r8 1; stind.r8; ret"),
		"reserve-argument 0 8\n"));
	/* As a native int it is the same address. */
	ck_assert_ptr_nonnull (strstr (program_text (fake, "void ()", "int", "ldloca 0; conv.u; ldind.i8; pop; ret"),
		"reserve-local 0 8\n"));
	ck_assert_ptr_null (strstr (program_text (fake, "void ()", "int", "ldloca 0; ldind.i4; pop; ret"), "reserve"));
}
END_TEST

START_TEST (calls_of_static_methods_as_if_of_instances)
{
	fake_define_method (fake, fake_class (fake, "Program"), "Static", "void (object)", METHOD_STATIC);
	fake_define_method (fake, fake_class (fake, "Program"), "OfNumber", "void (int)", METHOD_STATIC);
	REJECTED ("ldc.i4 0; callvirt Program:OfNumber; ret", "IL_0001", "callvirt of a static method");
	REJECTED ("ldnull; constrained. Point; call Program:Static; ret", "IL_0007", "constrained call of a static method");
}
END_TEST

START_TEST (strings_that_may_be_none)
{
	fake_define_method (fake, fake_class (fake, "Program"), "OfString", "void (string)", METHOD_STATIC);
	EXPECT ("void (object)", "", "ldarg 0; call Program:OfString; ret",
		"block0 (IL_0000):\nIL_0000: temp1 := argument 0\nIL_0001: temp2 := cast string temp1\n"
		"IL_0001: call Program:OfString temp2\nIL_0006: return\n");
	EXPECT ("void (string)", "", "ldarg 0; call Program:OfString; ret",
		"block0 (IL_0000):\nIL_0000: temp1 := argument 0\nIL_0001: call Program:OfString temp1\n"
		"IL_0006: return\n");
}
END_TEST

START_TEST (fields_of_instances_as_if_static)
{
	REJECTED ("ldsfld Point:x; pop; ret", "IL_0000", "ldsfld of a field of instances");
}
END_TEST

START_TEST (the_first_verdict_stands)
{
	Compilation compilation = { .runtime = fake_interface (fake), .arena = fake_arena (fake) };

	ck_assert_int_eq (decline (&compilation, DECLINE_WRAPPER, 7, "%s", "first"), 0);
	ck_assert_int_eq (reject_code (&compilation, 8, "second"), 0);
	ck_assert_int_eq (compilation.result, COMPILATION_UNSUPPORTED);
	ck_assert_str_eq (compilation.report.reason, "wrapper");
	ck_assert_str_eq (compilation.report.detail, "first");
	ck_assert_uint_eq (compilation.report.il_offset, 7);
}
END_TEST

/* A method of random instructions: any answer will do but a crash, which the sanitizers would see. */
START_TEST (random_bytes)
{
	srand (1);
	for (int round = 0; round < 20000; round++) {
		uint8_t bytes [24];

		for (size_t i = 0; i < sizeof (bytes); i++)
			bytes [i] = rand () % 4 ? rand () % 0x60 : rand ();
		bytes [sizeof (bytes) - 1] = 0x2a;
		if (round % 50 == 0) {
			tear_down ();
			set_up ();
		}
		ck_assert_ptr_nonnull (bytes_text (bytes, sizeof (bytes)));
	}
}
END_TEST

int
main (void)
{
	TCase *tests = tcase_create ("malformed");

	tcase_add_checked_fixture (tests, set_up, tear_down);
	tcase_add_test (tests, underflow);
	tcase_add_test (tests, overflow);
	tcase_add_test (tests, falling_off_the_end);
	tcase_add_test (tests, branches_to_nowhere);
	tcase_add_test (tests, branches_into_instructions);
	tcase_add_test (tests, bytes_that_are_no_code);
	tcase_add_test (tests, reserved_opcodes);
	tcase_add_test (tests, joins_of_different_depth);
	tcase_add_test (tests, joins_of_different_kinds);
	tcase_add_test (tests, values_taken_back_to_an_empty_stack);
	tcase_add_test (tests, returns);
	tcase_add_test (tests, variables_that_do_not_exist);
	tcase_add_test (tests, operands_of_wrong_kinds);
	tcase_add_test (tests, handlers_instructions_outside_of_handlers);
	tcase_add_test (tests, leave_runs_a_finally_handler);
	tcase_add_test (tests, protected_regions_that_control_falls_out_of);
	tcase_add_test (tests, prefixes_before_targets);
	tcase_add_test (tests, failures_of_the_runtime);
	tcase_add_test (tests, failures_in_unreachable_code);
	tcase_add_test (tests, calls_of_abstract_methods_throw);
	tcase_add_test (tests, code_that_skips_verification);
	tcase_add_test (tests, numbers_as_references);
	tcase_add_test (tests, accesses_beyond_a_variable);
	tcase_add_test (tests, calls_of_static_methods_as_if_of_instances);
	tcase_add_test (tests, strings_that_may_be_none);
	tcase_add_test (tests, fields_of_instances_as_if_static);
	tcase_add_test (tests, the_first_verdict_stands);
	tcase_add_test (tests, random_bytes);
	return run_case (tests);
}
