/* SPDX-License-Identifier: MIT
 *
 * plugin/llvm: IR, object code and circumstances from which no code can be made. */
#include "native-work.h"
#include "suite.h"

#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

START_TEST (test_unknown_symbol)
{
	Work work;

	work_begin (&work,
		"@\"cell X:Y\" = external dso_local global i32\n"
		"define i32 @\"the method\"() { %v = load i32, ptr @\"cell X:Y\" ret i32 %v }");
	work_optimize (&work, 2);
	ck_assert (!work_place (&work, 2));
	ck_assert_int_eq (work.compilation.result, COMPILATION_INTERNAL_ERROR);
	ck_assert_ptr_nonnull (strstr (work.compilation.report.detail, "cell X:Y"));
	work_end (&work);
}
END_TEST

START_TEST (test_out_of_reach)
{
	static int64_t far_number;
	Work work;

	work_begin (&work,
		"@\"far number\" = external dso_local global i32\n"
		"define i32 @\"the method\"() { %v = load i32, ptr @\"far number\" ret i32 %v }");
	symbols_name (work.symbols, "far", "number", &far_number);
	work_optimize (&work, 2);
	ck_assert (!work_place (&work, 2));
	ck_assert_int_eq (work.compilation.result, COMPILATION_INTERNAL_ERROR);
	ck_assert_ptr_nonnull (strstr (work.compilation.report.detail, "far number"));
	work_end (&work);
}
END_TEST

START_TEST (test_wrong_function)
{
	Work work;

	work_begin (&work, "define i32 @other() { ret i32 1 }");
	ck_assert (!work_place (&work, 0));
	ck_assert_ptr_nonnull (strstr (work.compilation.report.detail, FUNCTION));
	work_end (&work);

	work_begin (&work, "define i32 @other() { ret i32 1 }\ndefine i32 @\"the method\"() { ret i32 2 }");
	ck_assert (!work_place (&work, 0));
	ck_assert_ptr_nonnull (strstr (work.compilation.report.detail, "first"));
	work_end (&work);
}
END_TEST

START_TEST (test_variables_are_refused)
{
	Work work;

	work_begin (&work,
		"@v = internal global i32 7\n"
		"define i32 @\"the method\"() { %v = load volatile i32, ptr @v store volatile i32 8, ptr @v ret i32 %v }");
	ck_assert (!work_place (&work, 0));
	ck_assert_int_eq (work.compilation.result, COMPILATION_INTERNAL_ERROR);
	ck_assert_ptr_nonnull (strstr (work.compilation.report.detail, ".data"));
	work_end (&work);
}
END_TEST

START_TEST (test_unknown_relocation)
{
	Work work;

	work_begin (&work,
		"@v = external thread_local global i32\n"
		"define i32 @\"the method\"() { %v = load i32, ptr @v ret i32 %v }");
	symbols_name (work.symbols, "v", "v", &work);
	ck_assert (!work_place (&work, 2));
	ck_assert_int_eq (work.compilation.result, COMPILATION_INTERNAL_ERROR);
	ck_assert_msg (strstr (work.compilation.report.detail, "relocation of unknown type") != NULL, "%s",
		work.compilation.report.detail);
	work_end (&work);
}
END_TEST

/* Frame instructions given by hand, as LLVM makes none of this kind */
START_TEST (test_unknown_unwind_instruction)
{
	Work work;

	work_begin (&work,
		"define void @\"the method\"() {\n  call void asm sideeffect \".cfi_undefined %rbx\", \"\"()\n"
		"  ret void\n}");
	ck_assert (!work_place (&work, 2));
	ck_assert_int_eq (work.compilation.result, COMPILATION_INTERNAL_ERROR);
	ck_assert_msg (strstr (work.compilation.report.detail, "0x07") != NULL, "%s", work.compilation.report.detail);
	work_end (&work);
}
END_TEST

START_TEST (test_no_memory_for_code)
{
	Work work;

	work_begin (&work, "define void @\"the method\"() { ret void }");
	work.memory.size = 0;
	ck_assert (!work_place (&work, 2));
	ck_assert_int_eq (work.compilation.result, COMPILATION_RUNTIME_EXCEPTION);
	ck_assert_ptr_null (work.code.code);
	work_end (&work);
}
END_TEST

START_TEST (test_verify)
{
	Work work;

	work_begin (&work, "define i32 @\"the method\"() { ret i32 1 }");
	ck_assert (passes_verify (work.module, work.error, sizeof work.error));
	LLVMInstructionEraseFromParent (
		LLVMGetBasicBlockTerminator (LLVMGetEntryBasicBlock (LLVMGetNamedFunction (work.module, FUNCTION))));
	ck_assert (!passes_verify (work.module, work.error, sizeof work.error));
	ck_assert_ptr_nonnull (strstr (work.error, FUNCTION));
	work_end (&work);
}
END_TEST

/* LLVM tells the context about an error, and goes on. */
START_TEST (test_reported_error)
{
	Work work;
	LLVMTargetMachineRef machine;

	work_begin (&work,
		"define i32 @\"the method\"(i32 %n) {\n"
		"  %a = call i32 asm \"\", \"={notaregister},r\"(i32 %n)\n  ret i32 %a }");
	machine = target_acquire_machine (2);
	ck_assert_ptr_null (object_emit (work.module, machine, work.error, sizeof work.error));
	ck_assert_ptr_nonnull (strstr (work.error, "notaregister"));
	target_release_machine (2, machine);
	work_end (&work);
}
END_TEST

/* A fatal error names the method and ends the process: an instruction of another processor. */
START_TEST (test_fatal_error)
{
	char text [2048], *file;
	int output [2], status;
	size_t size;
	pid_t child;
	FILE *stream;

	ck_assert_int_eq (pipe (output), 0);
	child = fork ();
	if (child == 0) {
		Work work;

		dup2 (output [1], 2);
		work_begin (&work,
			"declare i64 @llvm.aarch64.sve.cntb(i32)\n"
			"define i64 @\"the method\"() { %a = call i64 @llvm.aarch64.sve.cntb(i32 1)\n ret i64 %a }");
		target_set_current_method ("Program:Main(string[])");
		work_place (&work, 2);
		_exit (0);
	}
	close (output [1]);
	stream = fdopen (output [0], "r");
	size = fread (text, 1, sizeof text - 1, stream);
	text [size] = 0;
	fclose (stream);
	waitpid (child, &status, 0);
	ck_assert_msg (WIFEXITED (status) && WEXITSTATUS (status) == 4, "%s", text);
	ck_assert_msg (strstr (text, "except=\"Program:Main(string[])\"") != NULL, "%s", text);
	ck_assert_msg (strstr (text, "code generation") != NULL, "%s", text);
	file = strstr (text, "/tmp/bigstep-");
	ck_assert_msg (file != NULL, "%s", text);
	file [strcspn (file, "\n")] = 0;
	ck_assert_int_eq (unlink (file), 0);
}
END_TEST

int
main (void)
{
	TCase *tests = tcase_create ("native-errors");

	tcase_add_test (tests, test_unknown_symbol);
	tcase_add_test (tests, test_out_of_reach);
	tcase_add_test (tests, test_wrong_function);
	tcase_add_test (tests, test_variables_are_refused);
	tcase_add_test (tests, test_unknown_relocation);
	tcase_add_test (tests, test_unknown_unwind_instruction);
	tcase_add_test (tests, test_no_memory_for_code);
	tcase_add_test (tests, test_verify);
	tcase_add_test (tests, test_reported_error);
	tcase_add_test (tests, test_fatal_error);
	return run_case (tests);
}
