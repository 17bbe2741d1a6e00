/* SPDX-License-Identifier: MIT
 *
 * plugin/llvm from IR to code that runs: IR text is optimised, emitted, placed into memory, and called. */
#include "native-work.h"

#include <dwarf.h>
#include <llvm-c/DebugInfo.h>
#include <math.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

/* ---- Code that runs ---- */

START_TEST (test_add)
{
	Work work;
	int (*add) (int, int);

	work_begin (&work, "define i32 @\"the method\"(i32 %a, i32 %b) { %c = add i32 %a, %b ret i32 %c }");
	add = work_finish (&work, _i);
	ck_assert_int_eq (add (1, 2), 3);
	ck_assert_int_eq (add (666, 1337), 2003);
	ck_assert_uint_eq (work.memory.cold_size, 0);
	ck_assert_uint_eq (((uint8_t *) work.code.code) [work.code.code_size - 1], 0xcc);
	work_end (&work);
}
END_TEST

START_TEST (test_constants)
{
	Work work;
	double (*scale) (double);
	double table [8] = { 0 };
	void (*fill) (double *);

	work_begin (&work,
		"define double @\"the method\"(double %x) {\n"
		"  %y = fmul double %x, 2.5\n  %z = fadd double %y, 0.125\n  ret double %z\n}");
	scale = work_finish (&work, _i);
	ck_assert (scale (4) == 10.125);
	ck_assert (signbit (scale (-1)));
	work_end (&work);

	/* A vector constant: its section may want more alignment than the runtime's memory has. */
	work_begin (&work,
		"define void @\"the method\"(ptr %p) {\n"
		"  %v = load <8 x double>, ptr %p, align 8\n"
		"  %w = fadd <8 x double> %v, <double 1.0, double 2.0, double 3.0, double 4.0, double 5.0, double 6.0,"
		" double 7.0, double 8.0>\n  store <8 x double> %w, ptr %p, align 8\n  ret void\n}");
	fill = work_finish (&work, _i);
	fill (table);
	ck_assert (table [0] == 1 && table [7] == 8);
	work_end (&work);
}
END_TEST

START_TEST (test_switch)
{
	static const int expected [] = { 7, 90, -3, 12, 1000, 5, 66, 0, -1 };
	Work work;
	int (*choose) (int, int *);
	int i, seen = 0;

	/* Stores keep the jump table from becoming a table of results. */
	work_begin (&work,
		"define i32 @\"the method\"(i32 %n, ptr %p) {\n"
		"  switch i32 %n, label %other [ i32 0, label %a i32 1, label %b i32 2, label %c i32 3, label %d i32 4, label %e\n"
		"    i32 5, label %f i32 6, label %g i32 7, label %h ]\n"
		"a: store volatile i32 1, ptr %p ret i32 7\n"
		"b: store volatile i32 2, ptr %p ret i32 90\n"
		"c: store volatile i32 3, ptr %p ret i32 -3\n"
		"d: store volatile i32 4, ptr %p ret i32 12\n"
		"e: store volatile i32 5, ptr %p ret i32 1000\n"
		"f: store volatile i32 6, ptr %p ret i32 5\n"
		"g: store volatile i32 7, ptr %p ret i32 66\n"
		"h: store volatile i32 8, ptr %p ret i32 0\n"
		"other: ret i32 -1\n}");
	choose = work_finish (&work, _i);
	for (i = 0; i < 9; i++) {
		ck_assert_int_eq (choose (i, &seen), expected [i]);
		ck_assert_int_eq (seen, i < 8 ? i + 1 : 8);
	}
	work_end (&work);
}
END_TEST

static void
do_nothing (void)
{
}

static int64_t
twice (int64_t value)
{
	return value * 2;
}

/* A call through a cell, which is loaded each time; a near global; a far function by a direct call and by its address. */
START_TEST (test_symbols)
{
	Work work;
	Near *near;
	int64_t (*method) (int64_t);

	work_begin (&work,
		"@\"cell Program:Twice<a> (int,'T@0')\" = external dso_local global ptr\n"
		"@\"field number\" = external dso_local global i64\n"
		"declare i64 @\"service twice\"(i64)\n"
		"@\"far number\" = external global i64\n"
		"define i64 @\"the method\"(i64 %n) {\n"
		"  %f = load volatile ptr, ptr @\"cell Program:Twice<a> (int,'T@0')\"\n"
		"  %a = call i64 %f(i64 %n)\n"
		"  %b = call i64 @\"service twice\"(i64 %a)\n"
		"  %c = load i64, ptr @\"field number\"\n"
		"  %d = load i64, ptr @\"far number\"\n"
		"  %e = add i64 %b, %c\n  %g = add i64 %e, %d\n"
		"  ret i64 %g\n}\n" POLL_IR);
	near = work_add_near_symbols (&work);
	near->cell = (void *) twice;
	near->number = 1000;
	static int64_t far_number = 20000;
	symbols_name (work.symbols, "cell", "Program:Twice<a> (int,'T@0')", &near->cell);
	symbols_name (work.symbols, "field", "number", &near->number);
	symbols_name (work.symbols, "service", "twice", (const void *) twice);
	symbols_name (work.symbols, "far", "number", &far_number);
	method = work_finish (&work, _i);
	ck_assert_int_eq (method (5), 21020);
	polls_seen = 0;
	near->poll_word = 1;
	ck_assert_int_eq (method (6), 21024);
	ck_assert_int_eq (polls_seen, 1);
	work_end (&work);
}
END_TEST

START_TEST (test_library)
{
	Work work;
	double (*method) (double, double, void *, const void *, int64_t);
	char from [] = "0123456789", to [11] = "";

	work_begin (&work,
		"declare void @llvm.memcpy.p0.p0.i64(ptr, ptr, i64, i1)\n"
		"define double @\"the method\"(double %x, double %y, ptr %to, ptr %from, i64 %n) {\n"
		"  call void @llvm.memcpy.p0.p0.i64(ptr %to, ptr %from, i64 %n, i1 false)\n"
		"  %r = frem double %x, %y\n  ret double %r\n}\n");
	method = work_finish (&work, _i);
	ck_assert (method (7.5, 2, to, from, 7) == 1.5);
	ck_assert_str_eq (to, "0123456");
	work_end (&work);
}
END_TEST

/* A function left over behind the method: one range of code, one run of unwind instructions. */
START_TEST (test_two_functions)
{
	Work work;
	int64_t (*method) (int64_t);
	const uint8_t *unwind;
	uint32_t i;
	int restarts = 0;

	work_begin (&work,
		"declare i64 @\"service twice\"(i64)\n"
		"define i64 @\"the method\"(i64 %n) {\n"
		"  %a = call i64 @inner(i64 %n)\n  %b = add i64 %a, %n\n  ret i64 %b\n}\n"
		"define internal i64 @inner(i64 %n) noinline {\n"
		"  %a = call i64 @\"service twice\"(i64 %n)\n  %b = add i64 %a, 1\n  ret i64 %b\n}\n" POLL_IR);
	work_add_near_symbols (&work);
	symbols_name (work.symbols, "service", "twice", (const void *) twice);
	method = work_finish (&work, _i);
	ck_assert_int_eq (method (10), 31);
	unwind = work.code.unwind_information;
	for (i = 0; i + 1 < work.code.unwind_information_size; i++)
		restarts += unwind [i] == DW_CFA_same_value && unwind [i + 1] == 15;
	ck_assert_int_eq (restarts, 1);
	work_end (&work);
}
END_TEST

/* The branch on null disappears, and what is left is right for other pointers. */
START_TEST (test_implicit_null_check)
{
	Work work;
	LLVMTargetMachineRef machine;
	int (*method) (int *);
	int numbers [] = { 1, 2, 3 };
	char *assembly;

	work_begin (&work,
		"declare void @\"service throw\"() noreturn\n"
		"define i32 @\"the method\"(ptr %p) {\n"
		"  %null = icmp eq ptr %p, null\n  br i1 %null, label %throw, label %go, !make.implicit !1\n"
		"throw:\n  call void @\"service throw\"()\n  unreachable\n"
		"go:\n  %q = getelementptr i32, ptr %p, i64 2\n  %v = load i32, ptr %q\n  ret i32 %v\n}\n!1 = !{}\n");
	symbols_name (work.symbols, "service", "throw", (const void *) abort);
	work_optimize (&work, 2);
	machine = target_acquire_machine (2);
	assembly = object_print_assembly (work.module, machine);
	ck_assert_ptr_null (strstr (assembly, "testq"));
	LLVMDisposeMessage (assembly);
	target_release_machine (2, machine);
	ck_assert_msg (work_place (&work, 2), "%s", work.compilation.report.detail);
	method = (int (*) (int *)) work.code.code;
	ck_assert_int_eq (method (numbers), 3);
	work_end (&work);
}
END_TEST

/* Whether an address is near null is left to the access if that is still there; of what is never null nobody asks. */
static const struct {
	const char *address, *access;
	int implicit, tests, throws;
} near_null_checks [] = {
	{ "getelementptr i8, ptr %p, i64 0", "%v = load i32, ptr %a\n  ret i32 %v", 1, 0, 1 },
	{ "getelementptr i8, ptr %p, i64 0", "store i32 5, ptr %a\n  ret i32 0", 1, 0, 1 },
	{ "getelementptr i8, ptr %p, i64 0", "%v = load i32, ptr %a\n  ret i32 0", 0, 1, 1 },
	{ "getelementptr i8, ptr %p, i64 0", "store volatile i32 5, ptr %p2\n  %v = load i32, ptr %a\n  ret i32 %v", 0, 1,
		1 },
	{ "alloca i32", "store i32 5, ptr %a\n  %v = load i32, ptr %a\n  ret i32 %v", 0, 0, 0 },
};

START_TEST (test_near_null_checks)
{
	Work work;
	char ir [1024];

	snprintf (ir, sizeof (ir),
		"declare void @\"service throw\"()\n"
		"define i32 @\"the method\"(ptr %%p, ptr %%p2) {\n  %%a = %s\n  %%n = ptrtoint ptr %%a to i64\n"
		"  %%near = icmp ult i64 %%n, 4096\n  br i1 %%near, label %%throw, label %%go, !bigstep.near.null !1\n"
		"throw:\n  call void @\"service throw\"() noreturn\n  unreachable\n"
		"go:\n  %s\n}\n!1 = !{}\n",
		near_null_checks [_i].address, near_null_checks [_i].access);
	work_begin (&work, ir);
	work_optimize (&work, 2);
	ck_assert_int_eq (count_text (work.module, "!make.implicit"), near_null_checks [_i].implicit);
	ck_assert_int_eq (count_text (work.module, "!bigstep.near.null") - near_null_checks [_i].implicit,
		near_null_checks [_i].tests);
	ck_assert_int_eq (count_text (work.module, "call void @\"service throw\""), near_null_checks [_i].throws);
	work_end (&work);
}
END_TEST

enum { GUARD_PAGES = 4, PAGE = 4096, STACK_SIZE = 65536 };

static uint8_t *guarded_stack;

/* The highest guard page must be the one that is touched. */
static void
check_fault (int signal, siginfo_t *information, void *context)
{
	(void) signal;
	(void) context;
	_exit (((uint8_t *) information->si_addr - guarded_stack) / PAGE == GUARD_PAGES - 1 ? 0 : 1);
}

static void *
run_on_guarded_stack (void *method)
{
	static uint8_t signal_stack [STACK_SIZE];
	struct sigaction action = { .sa_sigaction = check_fault, .sa_flags = SA_SIGINFO | SA_ONSTACK };
	stack_t alternate = { .ss_sp = signal_stack, .ss_size = sizeof signal_stack };

	sigaltstack (&alternate, NULL);
	sigaction (SIGSEGV, &action, NULL);
	((void (*) (void)) method) ();
	_exit (2);
}

/* A frame much larger than the stack touches each page on its way down. */
START_TEST (test_stack_probes)
{
	size_t size = GUARD_PAGES * PAGE + STACK_SIZE;
	pthread_attr_t attributes;
	pthread_t thread;
	Work work;
	pid_t child;
	int status;

	work_begin (&work,
		"declare void @\"service use\"(ptr)\n"
		"define void @\"the method\"() {\n  %a = alloca [262144 x i8]\n"
		"  call void @\"service use\"(ptr %a)\n  ret void\n}\n" POLL_IR);
	work_add_near_symbols (&work);
	symbols_name (work.symbols, "service", "use", (const void *) do_nothing);
	work_finish (&work, _i);
	child = fork ();
	if (child == 0) {
		guarded_stack = mmap (NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
		mprotect (guarded_stack, GUARD_PAGES * PAGE, PROT_NONE);
		pthread_attr_init (&attributes);
		pthread_attr_setstack (&attributes, guarded_stack + GUARD_PAGES * PAGE, STACK_SIZE);
		if (pthread_create (&thread, &attributes, run_on_guarded_stack, work.code.code) == 0)
			pthread_join (thread, NULL);
		_exit (3);
	}
	waitpid (child, &status, 0);
	ck_assert_msg (WIFEXITED (status) && WEXITSTATUS (status) == 0, "status 0x%x", status);
	work_end (&work);
}
END_TEST

/* ---- Tables ---- */

START_TEST (test_unwind_information)
{
	/* def_cfa rsp+8; rip at cfa-8; after push rbx: cfa offset 16, rbx at cfa-16 (DWARF 4, 7.23) */
	static const uint8_t expected [] = { 0x0c, 7, 8, 0x90, 1, 0x41, 0x0e, 16, 0x83, 2 };
	Work work;

	work_begin (&work,
		"define i64 @\"the method\"(i64 %n) {\n"
		"  call void @\"service poll\"()\n  ret i64 %n\n}\n" POLL_IR);
	work_add_near_symbols (&work);
	work_finish (&work, 2);
	ck_assert_uint_ge (work.code.unwind_information_size, sizeof expected);
	ck_assert_mem_eq (work.code.unwind_information, expected, sizeof expected);
	work_end (&work);
}
END_TEST

/* The runtime's unwinder has no DW_CFA_restore. */
START_TEST (test_restored_register)
{
	static const uint8_t expected [] = { 0x0c, 7, 8, 0x90, 1, DW_CFA_same_value, 3 };
	Work work;

	work_begin (&work,
		"define void @\"the method\"() {\n  call void asm sideeffect \".cfi_restore %rbx\", \"\"()\n"
		"  ret void\n}");
	work_finish (&work, 2);
	ck_assert_uint_eq (work.code.unwind_information_size, sizeof expected);
	ck_assert_mem_eq (work.code.unwind_information, expected, sizeof expected);
	work_end (&work);
}
END_TEST

#define DEBUG_IR \
	"!llvm.dbg.cu = !{!10}\n!llvm.module.flags = !{!18, !19}\n" \
	"!10 = distinct !DICompileUnit(language: DW_LANG_C99, file: !11, emissionKind: LineTablesOnly)\n" \
	"!11 = !DIFile(filename: \"il\", directory: \"\")\n" \
	"!12 = !DISubroutineType(types: !{})\n" \
	"!13 = distinct !DISubprogram(name: \"m\", scope: !11, file: !11, line: 1, type: !12, unit: !10," \
	" spFlags: DISPFlagDefinition)\n" \
	"!14 = !DILocation(line: 1, scope: !13)\n" \
	"!15 = !DILocation(line: 11, scope: !13)\n" \
	"!16 = !DILocation(line: 21, scope: !13)\n" \
	"!18 = !{i32 2, !\"Debug Info Version\", i32 3}\n!19 = !{i32 7, !\"Dwarf Version\", i32 4}\n"

START_TEST (test_il_map)
{
	Work work;
	uint32_t i, last = 0, seen = 0;

	work_begin (&work,
		"declare void @\"service one\"()\n"
		"define void @\"the method\"() !dbg !13 {\n"
		"  call void @\"service one\"(), !dbg !14\n"
		"  call void @\"service one\"(), !dbg !15\n"
		"  call void @\"service one\"(), !dbg !16\n"
		"  ret void, !dbg !16\n}\n" POLL_IR DEBUG_IR);
	work_add_near_symbols (&work);
	symbols_name (work.symbols, "service", "one", (const void *) do_nothing);
	work_finish (&work, _i);
	for (i = 0; i < work.code.il_map_count; i++) {
		ck_assert (i == 0 || work.code.il_map [i].native_offset > last);
		last = work.code.il_map [i].native_offset;
		ck_assert_uint_lt (last, work.code.code_size);
		ck_assert_uint_eq (work.code.il_map [i].il_offset % 10, 0);
		seen |= 1u << work.code.il_map [i].il_offset / 10;
	}
	ck_assert_uint_eq (seen, 7);
	work_end (&work);
}
END_TEST

/* ---- The same twice, and at once ---- */

START_TEST (test_deterministic)
{
	uint8_t first [4096];
	char *text [2];
	Work work [2];
	int i;

	for (i = 0; i < 2; i++) {
		work_begin (&work [i], SUM_IR POLL_IR);
		/* The same place, as displacements depend on it */
		work [i].memory.start = work [0].memory.start;
		work_add_near_symbols (&work [i]);
		symbols_name (work [i].symbols, "service", "throw", (const void *) abort);
		work_finish (&work [i], 2);
		text [i] = LLVMPrintModuleToString (work [i].module);
		ck_assert_uint_lt (work [i].code.code_size, sizeof first);
		if (i == 0)
			memcpy (first, work [0].code.code, work [0].code.code_size);
	}
	ck_assert_uint_eq (work [0].code.code_size, work [1].code.code_size);
	ck_assert_mem_eq (first, work [1].code.code, work [1].code.code_size);
	ck_assert_str_eq (text [0], text [1]);
	for (i = 0; i < 2; i++) {
		LLVMDisposeMessage (text [i]);
		work_end (&work [i]);
	}
}
END_TEST

/* What one compilation leaves behind does not show in the next: a used target machine makes the code a new one makes. */
START_TEST (test_reuse)
{
	static const char *const irs [] = {
		SUM_IR,
		"declare void @\"service throw\"()\ndefine void @\"the method\"() !dbg !13 {\n"
		"  call void @\"service throw\"(), !dbg !14\n  ret void, !dbg !15\n}\n" DEBUG_IR,
		"define i32 @\"the method\"(ptr %p) {\n  %n = icmp eq ptr %p, null\n"
		"  br i1 %n, label %t, label %g, !make.implicit !1\nt: ret i32 -1\n"
		"g: %v = load i32, ptr %p\n  ret i32 %v\n}\n!1 = !{}\n",
		"define double @\"the method\"(double %x) { %y = fmul double %x, 3.25 ret double %y }",
		"define <4 x double> @\"the method\"(<4 x double> %x) {\n"
		"  %y = fadd <4 x double> %x, <double 1.5, double 2.5, double 3.5, double 4.5>\n  ret <4 x double> %y\n}",
		"define i32 @\"the method\"(i32 %a) {\n  %b = call i32 @inner(i32 %a)\n  %c = add i32 %b, %a\n  ret i32 %c\n}\n"
		"define internal i32 @inner(i32 %a) noinline {\n  %b = mul i32 %a, %a\n  %c = xor i32 %b, 77\n  ret i32 %c\n}",
	};
	enum { COUNT = sizeof irs / sizeof *irs, ROUNDS = 3 };
	LLVMTargetMachineRef machine [COUNT + 1];
	NativeCodeHandle expected [COUNT];
	uint8_t code [COUNT][4096];
	uint8_t *place = NULL;
	Work work;
	int i, round;

	ck_assert (target_initialize (work.error, sizeof work.error));
	for (i = 0; i <= COUNT; i++)
		machine [i] = target_acquire_machine (2);
	for (round = 0; round < ROUNDS; round++)
		for (i = 0; i < COUNT; i++) {
			char ir [8192];

			snprintf (ir, sizeof ir, "%s\n%s", irs [i], POLL_IR);
			work_begin (&work, ir);
			if (place)
				munmap (work.memory.start, work.memory.size);
			else
				place = work.memory.start;
			work.memory.start = place;
			work_add_near_symbols (&work);
			symbols_name (work.symbols, "service", "throw", (const void *) abort);
			ck_assert_msg (work_place_with (&work, machine [round ? COUNT : i]), "%s", work.compilation.report.detail);
			if (round == 0) {
				expected [i] = work.code;
				ck_assert_uint_lt (work.code.code_size, sizeof code [i]);
				memcpy (code [i], work.code.code, work.code.code_size);
			}
			ck_assert_uint_eq (work.code.code_size, expected [i].code_size);
			ck_assert_mem_eq (work.code.code, code [i], work.code.code_size);
			ck_assert_uint_eq (work.code.unwind_information_size, expected [i].unwind_information_size);
			ck_assert_uint_eq (work.code.il_map_count, expected [i].il_map_count);
			work_end (&work);
		}
	for (i = 0; i <= COUNT; i++)
		target_release_machine (2, machine [i]);
}
END_TEST

static void *
compile_many (void *data)
{
	int base = *(int *) data, i;

	for (i = 0; i < 40; i++) {
		Work work;
		int (*method) (int);
		char ir [256];

		snprintf (ir, sizeof ir, "define i32 @\"the method\"(i32 %%n) { %%r = add i32 %%n, %d ret i32 %%r }", base + i);
		work_begin (&work, ir);
		method = (int (*) (int)) work_finish (&work, i % 4);
		ck_assert_int_eq (method (1), base + i + 1);
		munmap (work.memory.start, 1 << 20);
		work_end (&work);
	}
	return NULL;
}

START_TEST (test_threads)
{
	int bases [2] = { 1000, 2000 };
	pthread_t threads [2];
	int i;

	for (i = 0; i < 2; i++)
		ck_assert_int_eq (pthread_create (&threads [i], NULL, compile_many, &bases [i]), 0);
	for (i = 0; i < 2; i++)
		pthread_join (threads [i], NULL);
}
END_TEST

int
main (void)
{
	Suite *suite = suite_create ("native");
	TCase *code = tcase_create ("code"), *tables = tcase_create ("tables");
	TCase *repetition = tcase_create ("repetition");
	SRunner *runner;
	int failed;

	/* The number is the optimisation level. */
	tcase_add_loop_test (code, test_add, 0, 4);
	tcase_add_loop_test (code, test_constants, 0, 4);
	tcase_add_loop_test (code, test_switch, 0, 4);
	tcase_add_loop_test (code, test_symbols, 0, 4);
	tcase_add_loop_test (code, test_library, 0, 4);
	tcase_add_loop_test (code, test_two_functions, 0, 4);
	tcase_add_test (code, test_implicit_null_check);
	tcase_add_loop_test (code, test_near_null_checks, 0, sizeof near_null_checks / sizeof *near_null_checks);
	tcase_add_loop_test (code, test_stack_probes, 0, 4);
	suite_add_tcase (suite, code);
	tcase_add_test (tables, test_unwind_information);
	tcase_add_loop_test (tables, test_il_map, 0, 4);
	tcase_add_test (tables, test_restored_register);
	suite_add_tcase (suite, tables);
	tcase_add_test (repetition, test_deterministic);
	tcase_add_test (repetition, test_reuse);
	tcase_add_test (repetition, test_threads);
	tcase_set_timeout (repetition, 60);
	suite_add_tcase (suite, repetition);
	runner = srunner_create (suite);
	srunner_run_all (runner, CK_ENV);
	failed = srunner_ntests_failed (runner);
	srunner_free (runner);
	return failed != 0;
}
