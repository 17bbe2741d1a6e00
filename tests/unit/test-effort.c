/* SPDX-License-Identifier: MIT
 *
 * plugin/llvm/optimize: which passes a method is too large for. */
#include "../../plugin/llvm/optimize/pass-gate.h"
#include "native-work.h"
#include "suite.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Text that grows */
typedef struct Text {
	char *start;
	size_t size;
	FILE *file;
} Text;

static FILE *
begin_text (Text *text)
{
	text->file = open_memstream (&text->start, &text->size);
	ck_assert (text->file != NULL);
	return text->file;
}

static const char *
end_text (Text *text)
{
	fclose (text->file);
	return text->start;
}

/* Additions in one block */
static void
write_block (FILE *ir, int size)
{
	fprintf (ir, "define i32 @\"the method\"(i32 %%a, i32 %%b) {\n  %%v0 = xor i32 %%a, %%b\n");
	for (int i = 0; i < size; i++)
		fprintf (ir, "  %%t%d = mul i32 %%v%d, %%b\n  %%v%d = xor i32 %%t%d, %%a\n", i, i, i + 1, i);
	fprintf (ir, "  ret i32 %%v%d\n}\n", size);
}

/* Reads of one struct; a scalar is there, too. */
static void
write_struct (FILE *ir, int size)
{
	fprintf (ir,
		"define i32 @\"the method\"(i32 %%a, ptr %%p) {\n  %%s = alloca [64 x i8]\n  %%v = alloca i32\n"
		"  store i32 %%a, ptr %%v\n");
	for (int i = 0; i < size; i++)
		fprintf (ir,
			"  %%o%d = and i32 %%a, %d\n  store volatile i32 %%o%d, ptr %%s\n  %%l%d = load i32, ptr %%v\n"
			"  %%r%d = load i32, ptr %%s\n  %%n%d = add i32 %%l%d, %%r%d\n  store i32 %%n%d, ptr %%v\n",
			i, i, i, i, i, i, i, i, i);
	fprintf (ir, "  %%r = load i32, ptr %%v\n  ret i32 %%r\n}\n");
}

/* Loops in a row, each of as many rounds as the argument says */
static void
write_loops (FILE *ir, int size)
{
	fprintf (ir, "define i32 @\"the method\"(i32 %%n, ptr %%p) {\nentry:\n  br label %%l0\n");
	for (int i = 0; i < size; i++) {
		fprintf (ir, "l%d:\n  %%i%d = phi i32 [ 0, %%", i, i);
		fprintf (ir, i > 0 ? "l%d" : "entry", i - 1);
		fprintf (ir, " ], [ %%j%d, %%l%d ]\n", i, i);
		for (int j = 0; j < 8; j++)
			fprintf (ir, "  store volatile i32 %%i%d, ptr %%p\n", i);
		fprintf (ir, "  %%j%d = add nsw i32 %%i%d, 1\n  %%c%d = icmp slt i32 %%j%d, %%n\n", i, i, i, i);
		fprintf (ir, "  br i1 %%c%d, label %%l%d, label %%l%d\n", i, i, i + 1);
	}
	fprintf (ir, "l%d:\n  ret i32 0\n}\n", size);
	fputs (POLL_IR, ir);
}

/* Loops in each other, each of as many rounds as the argument says */
static void
write_nest (FILE *ir, int size)
{
	fprintf (ir, "define i32 @\"the method\"(i32 %%n, ptr %%p) {\nentry:\n  br label %%l0\n");
	for (int i = 0; i < size; i++) {
		fprintf (ir, "l%d:\n  %%i%d = phi i32 [ 0, %%", i, i);
		fprintf (ir, i > 0 ? "l%d" : "entry", i - 1);
		fprintf (ir, " ], [ %%j%d, %%end%d ]\n", i, i);
		for (int j = 0; j < 8; j++)
			fprintf (ir, "  store volatile i32 %%i%d, ptr %%p\n", i);
		fprintf (ir, i + 1 < size ? "  br label %%l%d\n" : "  br label %%end%d\n", i + 1 < size ? i + 1 : i);
	}
	for (int i = size - 1; i >= 0; i--) {
		fprintf (ir, "end%d:\n  %%j%d = add nsw i32 %%i%d, 1\n  %%c%d = icmp slt i32 %%j%d, %%n\n", i, i, i, i, i);
		fprintf (ir,
			i > 0 ? "  br i1 %%c%d, label %%l%d, label %%end%d\n" : "  br i1 %%c%d, label %%l%d, label %%out\n", i, i,
			i - 1);
	}
	fputs ("out:\n  ret i32 0\n}\n", ir);
	fputs (POLL_IR, ir);
}

/* A chain of conditions that all end in one place */
static void
write_conditions (FILE *ir, int size)
{
	fprintf (ir, "define i32 @\"the method\"(i32 %%a, ptr %%p) {\n  br label %%t0\n");
	for (int i = 0; i < size; i++)
		fprintf (ir,
			"t%d:\n  %%v%d = load volatile i32, ptr %%p\n  %%c%d = icmp eq i32 %%v%d, %%a\n"
			"  br i1 %%c%d, label %%end, label %%t%d\n",
			i, i, i, i, i, i + 1);
	fprintf (ir, "t%d:\n  br label %%end\nend:\n  %%r = phi i32 [ 0, %%t%d ]", size, size);
	for (int i = 0; i < size; i++)
		fprintf (ir, ", [ %d, %%t%d ]", i, i);
	fprintf (ir, "\n  ret i32 %%r\n}\n");
}

static int
contains_line (const char *path, const char *what)
{
	FILE *file = fopen (path, "r");
	char line [512];
	int found = 0;

	ck_assert (file != NULL);
	while (fgets (line, sizeof line, file))
		found |= strstr (line, what) != NULL;
	fclose (file);
	return found;
}

/* Whether PASS runs when IR is compiled. */
static int
runs_pass (const char *ir, const char *pass)
{
	char path [] = "/tmp/test-effort-XXXXXX", field [128];
	Work work;

	close (mkstemp (path));
	PassGateOptions options = { -1, path, 0 };
	work_begin (&work, ir);
	PassGate *gate = pass_gate_create (work.context, &options, "method");
	work_optimize (&work, 2);
	LLVMTargetMachineRef machine = target_acquire_machine (2);
	ObjectCode *object = object_emit (work.module, machine, work.error, sizeof work.error);
	ck_assert_msg (object != NULL, "%s", work.error);
	object_release (object);
	target_release_machine (2, machine);
	pass_gate_destroy (gate);
	work_end (&work);
	snprintf (field, sizeof field, "\t%s\t", pass);
	int found = contains_line (path, field);
	unlink (path);
	return found;
}

static const struct {
	const char *pass;
	void (*write) (FILE *ir, int size);
	int small, large;
} rules [] = {
	{ "X86 Domain Reassignment Pass", write_block, 500, 2000 },
	{ "Machine Instruction Scheduler", write_block, 1000, 3000 },
	{ "Two-Address instruction pass", write_block, 1000, 3000 },
	{ "SROAPass", write_struct, 100, 1000 },
	{ "MemCpyOptPass", write_block, 1000, 6000 },
	{ "Branch Probability Basic Block Placement", write_conditions, 1000, 6000 },
	{ "SimplifyCFGPass", write_conditions, 1000, 2500 },
	{ "InstCombinePass", write_conditions, 1000, 2500 },
	{ "JumpThreadingPass", write_conditions, 1000, 2500 },
	{ "GVNPass", write_conditions, 1000, 2500 },
	{ "GVNPass", write_loops, 60, 120 },
	{ "ConstraintEliminationPass", write_loops, 60, 120 },
	{ "DSEPass", write_block, 1000, 8000 },
	{ "CodeGen Prepare", write_conditions, 1000, 9000 },
	{ "Machine Common Subexpression Elimination", write_conditions, 1000, 9000 },
	{ "Early Machine Loop Invariant Code Motion", write_conditions, 1000, 9000 },
	{ "Early Machine Loop Invariant Code Motion", write_nest, 90, 160 },
	{ "Branch Probability Basic Block Placement", write_nest, 90, 160 },
	{ "IndVarSimplifyPass", write_loops, 20, 100 },
	{ "LoopFullUnrollPass", write_loops, 20, 100 },
	{ "SLPVectorizerPass", write_loops, 20, 100 },
	{ "LICMPass", write_loops, 60, 120 },
	{ "LoopRotatePass", write_loops, 60, 120 },
};

START_TEST (test_large_methods_go_without_a_pass)
{
	for (int is_large = 0; is_large < 2; is_large++) {
		Text text;

		rules [_i].write (begin_text (&text), is_large ? rules [_i].large : rules [_i].small);
		ck_assert_msg (runs_pass (end_text (&text), rules [_i].pass) == !is_large, "%s: %s", rules [_i].pass,
			is_large ? "runs" : "does not run");
		free (text.start);
	}
}
END_TEST

START_TEST (test_too_large)
{
	const PassGateOptions options = { -1, NULL, 0 };

	for (int size = 1000; size <= 51000; size += 50000) {
		Work work;
		Text text;

		write_block (begin_text (&text), size);
		work_begin (&work, end_text (&text));
		PassGate *gate = pass_gate_create (work.context, &options, "method");
		work_optimize (&work, 2);
		/* An exclusive or and a multiplication each, one more, and the return */
		ck_assert_uint_eq (pass_gate_excess (gate), size == 1000 ? 0 : 2 * (unsigned) size + 2);
		pass_gate_destroy (gate);
		work_end (&work);
		free (text.start);
	}
}
END_TEST

START_TEST (test_large_methods_get_simple_code)
{
	static const struct {
		void (*write) (FILE *ir, int size);
		int small, large;
	} shapes [] = { { write_block, 10000, 30000 }, { write_conditions, 2000, 3500 } };
	const PassGateOptions options = { -1, NULL, 0 };

	for (int is_large = 0; is_large < 2; is_large++) {
		Work work;
		Text text;

		shapes [_i].write (begin_text (&text), is_large ? shapes [_i].large : shapes [_i].small);
		work_begin (&work, end_text (&text));
		PassGate *gate = pass_gate_create (work.context, &options, "method");
		work_optimize (&work, 2);
		ck_assert_int_eq (pass_gate_allows_optimised_code (work.module), !is_large);
		pass_gate_destroy (gate);
		work_end (&work);
		free (text.start);
	}
}
END_TEST

/* How many blocks end in a jump to a block that does not come next */
static int
count_jumps (LLVMModuleRef module)
{
	LLVMValueRef function = LLVMGetNamedFunction (module, "the method");
	int jumps = 0;

	for (LLVMBasicBlockRef block = LLVMGetFirstBasicBlock (function); block; block = LLVMGetNextBasicBlock (block)) {
		LLVMValueRef end = LLVMGetBasicBlockTerminator (block);

		jumps += LLVMGetNumSuccessors (end) == 1 && LLVMGetSuccessor (end, 0) != LLVMGetNextBasicBlock (block);
	}
	return jumps;
}

/* As C# compilers write loops: the test comes first. It is placed behind the round, so that a round
 * ends with the branch to the next. */
START_TEST (test_loops_are_turned)
{
	enum { LOOPS = 1200 };
	const PassGateOptions options = { -1, NULL, 0 };
	Work work;
	Text text;
	FILE *ir = begin_text (&text);

	fprintf (ir, "define i32 @\"the method\"(i32 %%n, ptr %%p) {\nentry:\n  br label %%h0\n");
	for (int i = 0; i < LOOPS; i++) {
		fprintf (ir, "h%d:\n  %%i%d = phi i32 [ 0, %%", i, i);
		fprintf (ir, i > 0 ? "h%d" : "entry", i - 1);
		fprintf (ir, " ], [ %%j%d, %%o%d ]\n  %%c%d = icmp slt i32 %%i%d, %%n\n", i, i, i, i);
		fprintf (ir, "  br i1 %%c%d, label %%b%d, label %%h%d\n", i, i, i + 1);
		fprintf (ir, "b%d:\n  %%v%d = load volatile i32, ptr %%p\n  %%d%d = icmp eq i32 %%v%d, 0\n", i, i, i, i);
		fprintf (ir, "  br i1 %%d%d, label %%s%d, label %%o%d\n", i, i, i);
		fprintf (ir, "s%d:\n  store volatile i32 1, ptr %%p\n  br label %%o%d\n", i, i);
		fprintf (ir, "o%d:\n  %%j%d = add nsw i32 %%i%d, 1\n  br label %%h%d\n", i, i, i, i);
	}
	fprintf (ir, "h%d:\n  ret i32 0\n}\n", LOOPS);
	fputs (POLL_IR, ir);
	work_begin (&work, end_text (&text));
	PassGate *gate = pass_gate_create (work.context, &options, "method");
	work_optimize (&work, 2);
	ck_assert_int_eq (pass_gate_allows_block_placement (work.module), 0);
	/* Only polls come back from afar, and the method has a beginning. */
	ck_assert_int_le (count_jumps (work.module), LOOPS + 1);
	pass_gate_destroy (gate);
	work_end (&work);
	free (text.start);
}
END_TEST

/* Each variable is read in the block behind the one that writes it; the first is read at the end, too. */
static void
write_variables (FILE *ir, int size)
{
	fprintf (ir, "define i32 @\"the method\"(i32 %%a, i32 %%b) {\n");
	for (int i = 0; i < size; i++)
		fprintf (ir, "  %%x%d = alloca i32\n  store i32 7, ptr %%x%d\n", i, i);
	fprintf (ir, "  %%sum = alloca i32\n  store i32 0, ptr %%sum\n  br label %%b0\n");
	for (int i = 0; i < size; i++)
		fprintf (ir,
			"b%d:\n  %%w%d = add i32 %%a, %d\n  %%c%d = icmp slt i32 %%w%d, %%b\n  br i1 %%c%d, label %%s%d, label %%r%d\n"
			"s%d:\n  store i32 %%w%d, ptr %%x%d\n  br label %%r%d\n"
			"r%d:\n  %%v%d = load i32, ptr %%x%d\n  %%o%d = load i32, ptr %%sum\n  %%n%d = add i32 %%o%d, %%v%d\n"
			"  store i32 %%n%d, ptr %%sum\n  br label %%b%d\n",
			i, i, i, i, i, i, i, i, i, i, i, i, i, i, i, i, i, i, i, i, i + 1);
	fprintf (ir, "b%d:\n  %%f = load i32, ptr %%x0\n  %%l = load i32, ptr %%sum\n  %%y = mul i32 %%f, %%l\n", size);
	fprintf (ir, "  ret i32 %%y\n}\n");
}

static int
sum_variables (int size, int a, int b)
{
	int sum = 0;

	for (int i = 0; i < size; i++)
		sum += a + i < b ? a + i : 7;
	return (a < b ? a : 7) * sum;
}

START_TEST (test_variables_are_promoted)
{
	static const int sizes [] = { 3, 1000 };
	Work work;
	Text text;

	write_variables (begin_text (&text), sizes [_i]);
	work_begin (&work, end_text (&text));
	int (*method) (int, int) = (int (*) (int, int)) work_finish (&work, 1);
	ck_assert_int_eq (count_text (work.module, "alloca"), 0);
	ck_assert_int_eq (method (100, 110), sum_variables (sizes [_i], 100, 110));
	ck_assert_int_eq (method (100, 90), sum_variables (sizes [_i], 100, 90));
	work_end (&work);
	free (text.start);
}
END_TEST

int
main (void)
{
	TCase *tests = tcase_create ("effort");

	tcase_set_timeout (tests, 60);
	tcase_add_loop_test (tests, test_large_methods_go_without_a_pass, 0, sizeof rules / sizeof *rules);
	tcase_add_test (tests, test_too_large);
	tcase_add_loop_test (tests, test_large_methods_get_simple_code, 0, 2);
	tcase_add_test (tests, test_loops_are_turned);
	tcase_add_loop_test (tests, test_variables_are_promoted, 0, 2);
	return run_case (tests);
}
