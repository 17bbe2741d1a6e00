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

	work_begin (&work, "define double @\"the method\"(double %x) {\n"
		"  %y = fmul double %x, 2.5\n  %z = fadd double %y, 0.125\n  ret double %z\n}");
	scale = work_finish (&work, _i);
	ck_assert (scale (4) == 10.125);
	ck_assert (signbit (scale (-1)));
	work_end (&work);

	/* A vector constant: its section may want more alignment than the runtime's memory has. */
	work_begin (&work, "define void @\"the method\"(ptr %p) {\n"
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
	work_begin (&work, "define i32 @\"the method\"(i32 %n, ptr %p) {\n"
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

	work_begin (&work, "declare void @\"service use\"(ptr)\n"
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

	work_begin (&work, "define void @\"the method\"() {\n  call void asm sideeffect \".cfi_restore %rbx\", \"\"()\n"
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

/* ---- Polls ---- */

#define SUM_IR \
	"define i32 @\"the method\"(ptr %array) {\n" \
	"entry:\n" \
	"  %la = getelementptr i8, ptr %array, i64 24\n" \
	"  br label %head\n" \
	"head:\n" \
	"  %i = phi i32 [ 0, %entry ], [ %i2, %next ]\n" \
	"  %sum = phi i32 [ 0, %entry ], [ %sum2, %next ]\n" \
	"  %length = load i32, ptr %la, align 8\n" \
	"  %more = icmp slt i32 %i, %length\n" \
	"  br i1 %more, label %body, label %out\n" \
	"body:\n" \
	"  %length2 = load i32, ptr %la, align 8\n" \
	"  %ok = icmp ult i32 %i, %length2\n" \
	"  br i1 %ok, label %next, label %throw\n" \
	"next:\n" \
	"  %i64 = zext i32 %i to i64\n" \
	"  %data = getelementptr i8, ptr %array, i64 32\n" \
	"  %ea = getelementptr i32, ptr %data, i64 %i64\n" \
	"  %e = load i32, ptr %ea\n" \
	"  %sum2 = add i32 %sum, %e\n" \
	"  %i2 = add i32 %i, 1\n" \
	"  br label %head\n" \
	"throw:\n" \
	"  call void @\"service throw\"() noreturn\n" \
	"  unreachable\n" \
	"out:\n" \
	"  ret i32 %sum\n" \
	"}\n" \
	"declare void @\"service throw\"() noreturn\n"

START_TEST (test_polls_leave_vectorised_loops)
{
	Work work;
	Near *near;
	struct { uint64_t header [3]; uint32_t length, padding; int elements [1001]; } array = { { 0 }, 1001, 0, { 0 } };
	int (*sum) (void *);
	int i;

	for (i = 0; i < 1001; i++)
		array.elements [i] = i;
	work_begin (&work, SUM_IR POLL_IR);
	near = work_add_near_symbols (&work);
	symbols_name (work.symbols, "service", "throw", (const void *) abort);
	work_optimize (&work, 2);
	ck_assert_int_gt (count_text (work.module, "add <"), 0);
	/* The vector loop and the loop for the rest, no poll on entry */
	ck_assert_int_eq (count_text (work.module, "load volatile i32, ptr @\"poll word\""), 2);
	ck_assert_int_eq (count_text (work.module, "@gc.safepoint_poll"), 0);
	ck_assert_msg (work_place (&work, 2), "%s", work.compilation.report.detail);
	sum = (int (*) (void *)) work.code.code;
	ck_assert_int_eq (sum (&array), 500500);
	polls_seen = 0;
	near->poll_word = 1;
	ck_assert_int_eq (sum (&array), 500500);
	ck_assert_int_gt (polls_seen, 1);
	work_end (&work);
}
END_TEST

/* How many polls IR gets, and why. */
static const struct {
	const char *what;
	int level, polls;
	const char *ir;
} poll_table [] = {
	{ "a leaf without loops does not poll", 2, 0,
		"define i32 @\"the method\"(i32 %n) { ret i32 %n }" },
	{ "a function that calls polls on entry", 2, 1,
		"declare void @f()\ndefine void @\"the method\"() { call void @f() ret void }" },
	{ "a call through a pointer is a call", 2, 1,
		"define void @\"the method\"(ptr %f) { call void %f() ret void }" },
	{ "throwing only does not count", 2, 0,
		"declare void @f() noreturn\ndefine i32 @\"the method\"(i1 %c) { br i1 %c, label %t, label %o\n"
		"t: call void @f()\n unreachable\no: ret i32 1 }" },
	{ "an intrinsic is not a call", 2, 0,
		"declare double @llvm.sqrt.f64(double)\ndefine double @\"the method\"(double %x) {\n"
		" %y = call double @llvm.sqrt.f64(double %x)\n ret double %y }" },
	{ "an endless loop", 2, 1,
		"define void @\"the method\"(ptr %p) { br label %h\nh: store volatile i32 1, ptr %p br label %h }" },
	{ "a loop with a call: entry and loop", 2, 2,
		"declare void @f()\ndefine void @\"the method\"() { br label %h\nh: call void @f() br label %h }" },
	{ "a loop with two ways back has one poll", 2, 1,
		"define void @\"the method\"(ptr %p) { br label %h\nh: %v = load volatile i1, ptr %p\n"
		" br i1 %v, label %a, label %b\na: store volatile i32 1, ptr %p br label %h\n"
		"b: store volatile i32 2, ptr %p br label %h }" },
	{ "nested loops", 1, 2,
		"define void @\"the method\"(ptr %p) { br label %o\no: store volatile i32 3, ptr %p br label %i\n"
		"i: %v = load volatile i1, ptr %p\n br i1 %v, label %i, label %t\n"
		"t: %w = load volatile i1, ptr %p\n br i1 %w, label %o, label %out\nout: ret void }" },
	{ "a loop without a single head", 1, 1,
		"define void @\"the method\"(ptr %p, i1 %c) { br i1 %c, label %a, label %b\n"
		"a: store volatile i32 1, ptr %p br label %b\nb: store volatile i32 2, ptr %p br label %a }" },
	{ "ten rounds need no poll", 1, 0,
		"define void @\"the method\"(ptr %p) { br label %h\nh: %i = phi i32 [ 0, %0 ], [ %j, %h ]\n"
		" store volatile i32 %i, ptr %p\n %j = add i32 %i, 1\n %c = icmp ult i32 %j, 10\n"
		" br i1 %c, label %h, label %o\no: ret void }" },
	{ "ten thousand rounds do", 1, 1,
		"define void @\"the method\"(ptr %p) { br label %h\nh: %i = phi i32 [ 0, %0 ], [ %j, %h ]\n"
		" store volatile i32 %i, ptr %p\n %j = add i32 %i, 1\n %c = icmp ult i32 %j, 10000\n"
		" br i1 %c, label %h, label %o\no: ret void }" },
	{ "a counter that steps over its limit", 1, 1,
		"define void @\"the method\"(ptr %p) { br label %h\nh: %i = phi i32 [ 0, %0 ], [ %j, %h ]\n"
		" store volatile i32 %i, ptr %p\n %j = add i32 %i, 2\n %c = icmp eq i32 %j, 5\n"
		" br i1 %c, label %o, label %h\no: ret void }" },
	{ "ten rounds around a call", 0, 2,
		"declare void @f()\ndefine void @\"the method\"(ptr %p) { br label %h\nh: %i = phi i32 [ 0, %0 ], [ %j, %h ]\n"
		" call void @f()\n %j = add i32 %i, 1\n %c = icmp ult i32 %j, 10\n"
		" br i1 %c, label %h, label %o\no: ret void }" },
	{ "ten rounds around an endless loop: both are polled", 0, 2,
		"define void @\"the method\"(ptr %p) { br label %h\nh: %i = phi i32 [ 0, %0 ], [ %j, %t ]\n br label %x\n"
		"x: %v = load volatile i1, ptr %p\n br i1 %v, label %x, label %t\n"
		"t: %j = add i32 %i, 1\n %c = icmp ult i32 %j, 10\n br i1 %c, label %h, label %o\no: ret void }" },
	{ "unoptimised", 0, 2,
		"declare void @f()\ndefine void @\"the method\"() { %l = alloca i32\n br label %h\n"
		"h: call void @f() br label %h }" },
};

START_TEST (test_polls)
{
	Work work;
	char ir [4096];

	snprintf (ir, sizeof ir, "%s\n%s", poll_table [_i].ir, POLL_IR);
	work_begin (&work, ir);
	work_optimize (&work, poll_table [_i].level);
	ck_assert_msg (count_text (work.module, "load volatile i32, ptr @\"poll word\"") == poll_table [_i].polls,
		"%s: %d polls instead of %d", poll_table [_i].what,
		count_text (work.module, "load volatile i32, ptr @\"poll word\""), poll_table [_i].polls);
	ck_assert_int_eq (count_text (work.module, "@gc.safepoint_poll"), 0);
	work_end (&work);
}
END_TEST

#define EARLY_POLL(next, pad) \
	"  %word = load volatile i32, ptr @\"poll word\"\n  %quiet = icmp eq i32 %word, 0\n" \
	"  br i1 %quiet, label %" next ", label %poll\n" \
	"poll: invoke void @\"service poll\"() to label %" next " unwind label %" pad "\n" \
	pad ": %exception = landingpad { ptr, i32 } cleanup\n  ret void\n"

/* Loops in protected regions come with a poll that is an invoke. LATER: how many others IR gets, the one on entry
 * included, whatever the level. */
static const struct {
	const char *what;
	int later;
	const char *ir;
} early_poll_table [] = {
	{ "in the header", 1,
		"define void @\"the method\"(ptr %p) personality ptr @personality { br label %h\n"
		"h:\n" EARLY_POLL ("body", "pad")
		"body: %v = load volatile i1, ptr %p\n  br i1 %v, label %h, label %out\nout: ret void }" },
	{ "in the header, with the test of the loop, which is rotated", 1,
		"define void @\"the method\"(ptr %p, i32 %n) personality ptr @personality { br label %h\n"
		"h: %i = phi i32 [ 0, %0 ], [ %i2, %more ]\n" EARLY_POLL ("body", "pad")
		"body: %c = icmp slt i32 %i, %n\n  br i1 %c, label %more, label %out\n"
		"more: store volatile i32 %i, ptr %p\n  %i2 = add i32 %i, 1\n  br label %h\nout: ret void }" },
	{ "in the middle", 1,
		"define void @\"the method\"(ptr %p) personality ptr @personality { br label %h\n"
		"h: %v = load volatile i1, ptr %p\n  br i1 %v, label %early, label %out\n"
		"early:\n" EARLY_POLL ("body", "pad") "body: store volatile i32 1, ptr %p\n  br label %h\nout: ret void }" },
	{ "on one of two ways back", 2,
		"define void @\"the method\"(ptr %p) personality ptr @personality { br label %h\n"
		"h: %v = load volatile i1, ptr %p\n  br i1 %v, label %early, label %late\n"
		"early:\n" EARLY_POLL ("h", "pad")
		"late: %w = load volatile i1, ptr %p\n  br i1 %w, label %h, label %out\nout: ret void }" },
	{ "in an inner loop that runs at least once", 1,
		"define void @\"the method\"(ptr %p) personality ptr @personality { br label %o\n"
		"o: store volatile i32 1, ptr %p\n  br label %h\n"
		"h:\n" EARLY_POLL ("body", "pad") "body: %v = load volatile i1, ptr %p\n  br i1 %v, label %h, label %end\n"
		"end: %w = load volatile i1, ptr %p\n  br i1 %w, label %o, label %out\nout: ret void }" },
	{ "in an inner loop that may not run", 2,
		"define void @\"the method\"(ptr %p) personality ptr @personality { br label %o\n"
		"o: %u = load volatile i1, ptr %p\n  br i1 %u, label %h, label %end\n"
		"h:\n" EARLY_POLL ("body", "pad") "body: %v = load volatile i1, ptr %p\n  br i1 %v, label %h, label %end\n"
		"end: %w = load volatile i1, ptr %p\n  br i1 %w, label %o, label %out\nout: ret void }" },
	{ "in another loop", 2,
		"define void @\"the method\"(ptr %p) personality ptr @personality { br label %h\n"
		"h:\n" EARLY_POLL ("body", "pad") "body: %v = load volatile i1, ptr %p\n  br i1 %v, label %h, label %other\n"
		"other: %w = load volatile i1, ptr %p\n  br i1 %w, label %other, label %out\nout: ret void }" },
	{ "not a poll: another word", 2,
		"@other = external dso_local global i32\n"
		"define void @\"the method\"(ptr %p) personality ptr @personality { br label %h\n"
		"h: %v = load volatile i32, ptr @other\n  %c = icmp eq i32 %v, 0\n  br i1 %c, label %h, label %call\n"
		"call: invoke void @\"service poll\"() to label %h unwind label %pad\n"
		"pad: %exception = landingpad { ptr, i32 } cleanup\n  ret void }" },
};

START_TEST (test_early_polls)
{
	int level;

	for (level = 0; level < 4; level++) {
		Work work;
		char ir [4096];
		int later;

		snprintf (ir, sizeof ir, "declare i32 @personality(...)\n%s\n%s", early_poll_table [_i].ir, POLL_IR);
		work_begin (&work, ir);
		work_optimize (&work, level);
		later = count_text (work.module, " call void @\"service poll\"()");
		ck_assert_msg (later == early_poll_table [_i].later, "%s, level %d: %d more polls instead of %d",
			early_poll_table [_i].what, level, later, early_poll_table [_i].later);
		ck_assert_int_ge (count_text (work.module, "invoke void @\"service poll\"()"), 1);
		work_end (&work);
	}
}
END_TEST

START_TEST (test_missing_poll)
{
	Work work;
	LLVMTargetMachineRef machine;

	work_begin (&work, "define void @\"the method\"(ptr %p) { br label %h\nh: store volatile i32 1, ptr %p br label %h }");
	machine = target_acquire_machine (2);
	ck_assert (!passes_optimize (work.module, machine, 2, 0, work.error, sizeof work.error));
	ck_assert_ptr_nonnull (strstr (work.error, POLL_FUNCTION));
	target_release_machine (2, machine);
	work_end (&work);
}
END_TEST

/* ---- Objects stay alive ---- */

/* How often IR is told to keep what alive. */
static const struct {
	const char *what;
	int level, uses;
	const char *kept, *ir;
} root_table [] = {
	{ "LICM moves the array's address before the array", 2, 1, "\"r\"(ptr %array)",
		"define i64 @\"the method\"(ptr %array, ptr %out) {\nentry:\n"
		"  %la = getelementptr i8, ptr %array, i64 24\n"
		"  %length = load i32, ptr %la, align 8, !invariant.load !20\n  br label %head\n"
		"head:\n  %i = phi i32 [ 7, %entry ], [ %i2, %next ]\n  %sum = phi i64 [ 0, %entry ], [ %sum2, %next ]\n"
		"  %more = icmp slt i32 %i, %length\n  br i1 %more, label %body, label %out2\n"
		"body:\n  %k = sub i32 %i, 7\n  %ok = icmp ult i32 %k, %length\n  br i1 %ok, label %next, label %throw\n"
		"next:\n  %i64 = zext i32 %k to i64\n  %data = getelementptr i8, ptr %array, i64 32\n"
		"  %ea = getelementptr i64, ptr %data, i64 %i64\n  %e = load i64, ptr %ea\n  %sum2 = add i64 %sum, %e\n"
		"  store volatile i64 %sum2, ptr %out\n  %i2 = add i32 %i, 1\n  br label %head\n"
		"throw:\n  call void @f() noreturn\n  unreachable\nout2:\n  ret i64 %sum\n}\n!20 = !{}\n" },
	{ "an address that is only loaded from points into the object", 0, 0, NULL,
		"define i64 @\"the method\"(ptr %a, i64 %i) {\n  %p = getelementptr i64, ptr %a, i64 %i\n"
		"  call void @f()\n  %v = load i64, ptr %p\n  ret i64 %v\n}" },
	{ "an address computed further", 0, 1, "\"r\"(ptr %a)",
		"define i64 @\"the method\"(ptr %a, i64 %i) {\n  %p = getelementptr i64, ptr %a, i64 %i\n"
		"  call void @f()\n  %q = getelementptr i8, ptr %p, i64 -40\n  %v = load i64, ptr %q\n  ret i64 %v\n}" },
	{ "but not before the call", 0, 0, NULL,
		"define i64 @\"the method\"(ptr %a, i64 %i) {\n  %p = getelementptr i64, ptr %a, i64 %i\n"
		"  %q = getelementptr i8, ptr %p, i64 -40\n  %v = load i64, ptr %q\n  call void @f()\n  ret i64 %v\n}" },
	{ "variables of the method are no objects", 0, 0, NULL,
		"define i64 @\"the method\"(i64 %i) {\n  %a = alloca [20 x i64]\n  %p = getelementptr i64, ptr %a, i64 %i\n"
		"  call void @f()\n  %q = getelementptr i8, ptr %p, i64 -40\n  %v = load i64, ptr %q\n  ret i64 %v\n}" },
	{ "two addresses from one object, after two calls", 0, 2, "\"r\"(ptr %a)",
		"define i64 @\"the method\"(ptr %a, i64 %i, i64 %j) {\n  %p = getelementptr i64, ptr %a, i64 %i\n"
		"  %q = getelementptr i64, ptr %a, i64 %j\n  call void @f()\n  call void @f()\n"
		"  %p2 = getelementptr i8, ptr %p, i64 -40\n  %q2 = getelementptr i8, ptr %q, i64 -40\n"
		"  %v = load i64, ptr %p2\n  %w = load i64, ptr %q2\n  %s = add i64 %v, %w\n  ret i64 %s\n}" },
	{ "an object or another", 0, 1, "\"r\"(ptr %root)",
		"define i64 @\"the method\"(ptr %a, ptr %b, i1 %c) {\n  %x = getelementptr i8, ptr %a, i64 -40\n"
		"  %y = getelementptr i8, ptr %b, i64 -40\n  br i1 %c, label %t, label %e\nt: br label %j\ne: br label %j\n"
		"j: %p = phi ptr [ %x, %t ], [ %y, %e ]\n  call void @f()\n"
		"  %q = getelementptr i8, ptr %p, i64 48\n  %v = load i64, ptr %q\n  ret i64 %v\n}" },
	{ "the same with a select", 0, 1, "\"r\"(ptr %root)",
		"define i64 @\"the method\"(ptr %a, ptr %b, i1 %c) {\n  %x = getelementptr i8, ptr %a, i64 -40\n"
		"  %p = select i1 %c, ptr %x, ptr %b\n  call void @f()\n"
		"  %q = getelementptr i8, ptr %p, i64 48\n  %v = load i64, ptr %q\n  ret i64 %v\n}" },
	{ "a pointer that runs through an object: at the call and the poll", 0, 2, "\"r\"(ptr %a)",
		"define i64 @\"the method\"(ptr %a) {\nentry:\n  %x = getelementptr i8, ptr %a, i64 -8\n  br label %h\n"
		"h: %p = phi ptr [ %x, %entry ], [ %n, %h ]\n  call void @f()\n  %n = getelementptr i8, ptr %p, i64 8\n"
		"  %q = getelementptr i8, ptr %p, i64 24\n  %v = load i64, ptr %q\n  %c = icmp eq i64 %v, 0\n"
		"  br i1 %c, label %o, label %h\no: ret i64 %v\n}" },
	{ "an object or another without computing points into one of them", 0, 0, NULL,
		"define i64 @\"the method\"(ptr %a, ptr %b, i1 %c) {\n  br i1 %c, label %t, label %j\nt: br label %j\n"
		"j: %p = phi ptr [ %a, %t ], [ %b, %0 ]\n  call void @f()\n"
		"  %q = getelementptr i8, ptr %p, i64 48\n  %v = load i64, ptr %q\n  ret i64 %v\n}" },
	{ "an invoke: on the way where it is needed", 0, 1, "\"r\"(ptr %a)",
		"declare i32 @personality(...)\n"
		"define i64 @\"the method\"(ptr %a, i64 %i) personality ptr @personality {\n"
		"  %p = getelementptr i64, ptr %a, i64 %i\n  invoke void @f() to label %n unwind label %u\n"
		"n: %q = getelementptr i8, ptr %p, i64 -40\n  %v = load i64, ptr %q\n  ret i64 %v\n"
		"u: %l = landingpad { ptr, i32 } cleanup\n  ret i64 0\n}" },
	{ "an invoke: for a phi", 0, 1, "\"r\"(ptr %root)",
		"declare i32 @personality(...)\n"
		"define i64 @\"the method\"(ptr %a, ptr %b, i64 %i, i1 %c) personality ptr @personality {\n"
		"  %p = getelementptr i64, ptr %a, i64 %i\n  br i1 %c, label %t, label %n\n"
		"t: invoke void @f() to label %n unwind label %u\n"
		"n: %m = phi ptr [ %b, %0 ], [ %p, %t ]\n  %q = getelementptr i8, ptr %m, i64 -40\n  %v = load i64, ptr %q\n"
		"  ret i64 %v\nu: %l = landingpad { ptr, i32 } cleanup\n  ret i64 0\n}" },
	{ "an invoke: where the exception arrives", 0, 1, "\"r\"(ptr %a)",
		"declare i32 @personality(...)\n"
		"define i64 @\"the method\"(ptr %a, i64 %i) personality ptr @personality {\n"
		"  %p = getelementptr i64, ptr %a, i64 %i\n  invoke void @f() to label %n unwind label %u\nn: ret i64 0\n"
		"u: %l = landingpad { ptr, i32 } cleanup\n  %q = getelementptr i8, ptr %p, i64 -40\n"
		"  %v = load i64, ptr %q\n  ret i64 %v\n}" },
	{ "an invoke: on both ways", 0, 2, "\"r\"(ptr %a)",
		"declare i32 @personality(...)\n"
		"define i64 @\"the method\"(ptr %a, i64 %i) personality ptr @personality {\n"
		"  %p = getelementptr i64, ptr %a, i64 %i\n  invoke void @f() to label %n unwind label %u\n"
		"n: %q = getelementptr i8, ptr %p, i64 -40\n  %v = load i64, ptr %q\n  ret i64 %v\n"
		"u: %l = landingpad { ptr, i32 } cleanup\n  %r = getelementptr i8, ptr %p, i64 -48\n"
		"  %w = load i64, ptr %r\n  ret i64 %w\n}" },
	{ "an invoke: for a phi before a landing pad", 0, 1, "\"r\"(ptr %root)",
		"declare i32 @personality(...)\n"
		"define i64 @\"the method\"(ptr %a, ptr %b, i64 %i, i1 %c) personality ptr @personality {\n"
		"  %p = getelementptr i64, ptr %a, i64 %i\n  br i1 %c, label %t, label %e\n"
		"t: invoke void @f() to label %n unwind label %u\ne: invoke void @f() to label %n unwind label %u\n"
		"n: ret i64 0\n"
		"u: %m = phi ptr [ %p, %t ], [ %b, %e ]\n  %l = landingpad { ptr, i32 } cleanup\n"
		"  %q = getelementptr i8, ptr %m, i64 -40\n  %v = load i64, ptr %q\n  ret i64 %v\n}" },
};

START_TEST (test_roots)
{
	Work work;
	char ir [4096];
	int uses;

	snprintf (ir, sizeof ir, "declare void @f()\n%s\n%s", root_table [_i].ir, POLL_IR);
	work_begin (&work, ir);
	work_optimize (&work, root_table [_i].level);
	ck_assert_msg (passes_verify (work.module, work.error, sizeof work.error), "%s", work.error);
	uses = count_text (work.module, "asm sideeffect \"\"");
	ck_assert_msg (uses == root_table [_i].uses, "%s: %d uses instead of %d", root_table [_i].what, uses,
		root_table [_i].uses);
	if (root_table [_i].kept)
		ck_assert_msg (count_text (work.module, root_table [_i].kept) == uses, "%s: another root", root_table [_i].what);
	work_end (&work);
}
END_TEST

/* ---- What goes wrong ---- */

START_TEST (test_unknown_symbol)
{
	Work work;

	work_begin (&work, "@\"cell X:Y\" = external dso_local global i32\n"
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

	work_begin (&work, "@\"far number\" = external dso_local global i32\n"
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
	LLVMTargetMachineRef machine;

	work_begin (&work, "@v = internal global i32 7\n"
		"define i32 @\"the method\"() { %v = load volatile i32, ptr @v store volatile i32 8, ptr @v ret i32 %v }");
	machine = target_acquire_machine (0);
	ck_assert_ptr_null (object_emit (work.module, machine, work.error, sizeof work.error));
	ck_assert_ptr_nonnull (strstr (work.error, ".data"));
	target_release_machine (0, machine);
	work_end (&work);
}
END_TEST

START_TEST (test_unknown_relocation)
{
	Work work;

	work_begin (&work, "@v = external thread_local global i32\n"
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

	work_begin (&work, "define void @\"the method\"() {\n  call void asm sideeffect \".cfi_undefined %rbx\", \"\"()\n"
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
	LLVMInstructionEraseFromParent (LLVMGetBasicBlockTerminator (LLVMGetEntryBasicBlock (
		LLVMGetNamedFunction (work.module, FUNCTION))));
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

	work_begin (&work, "define i32 @\"the method\"(i32 %n) {\n"
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
		work_begin (&work, "declare i64 @llvm.aarch64.sve.cntb(i32)\n"
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

START_TEST (test_symbol_names)
{
	Compilation compilation = { .arena = arena_create () };
	Symbols *symbols = symbols_create (&compilation);
	const char *first, *second;
	const void *address;
	char name [32];
	int things [3000], i;

	first = symbols_name (symbols, "class", "X", &things [0]);
	ck_assert_str_eq (first, "class X");
	second = symbols_name (symbols, "class", "X", &things [1]);
	ck_assert_str_eq (second, "class X 2");
	ck_assert_ptr_eq (symbols_name (symbols, "class", "X", &things [0]), first);
	ck_assert_str_eq (symbols_name (symbols, "vtable", "X", &things [0]), "vtable X");
	ck_assert (symbols_find (symbols, "class X 2", &address) && address == &things [1]);
	ck_assert (!symbols_find (symbols, "class Y", &address));
	/* A name that looks like a numbered one */
	ck_assert_str_eq (symbols_name (symbols, "class", "X 3", &things [2]), "class X 3");
	ck_assert_str_eq (symbols_name (symbols, "class", "X", &things [3]), "class X 4");
	for (i = 4; i < 3000; i++) {
		snprintf (name, sizeof name, "field%d", i);
		symbols_name (symbols, "field", name, &things [i]);
	}
	for (i = 4; i < 3000; i++) {
		snprintf (name, sizeof name, "field field%d", i);
		ck_assert (symbols_find (symbols, name, &address) && address == &things [i]);
	}
	arena_destroy (compilation.arena);
}
END_TEST

int
main (void)
{
	Suite *suite = suite_create ("native");
	TCase *code = tcase_create ("code"), *tables = tcase_create ("tables"), *polls = tcase_create ("polls");
	TCase *roots = tcase_create ("roots");
	TCase *errors = tcase_create ("errors"), *repetition = tcase_create ("repetition");
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
	tcase_add_loop_test (code, test_stack_probes, 0, 4);
	suite_add_tcase (suite, code);
	tcase_add_test (tables, test_unwind_information);
	tcase_add_loop_test (tables, test_il_map, 0, 4);
	tcase_add_test (tables, test_restored_register);
	tcase_add_test (tables, test_symbol_names);
	suite_add_tcase (suite, tables);
	tcase_add_loop_test (polls, test_polls, 0, sizeof poll_table / sizeof *poll_table);
	tcase_add_loop_test (polls, test_early_polls, 0, sizeof early_poll_table / sizeof *early_poll_table);
	tcase_add_test (polls, test_polls_leave_vectorised_loops);
	tcase_add_test (polls, test_missing_poll);
	suite_add_tcase (suite, polls);
	tcase_add_loop_test (roots, test_roots, 0, sizeof root_table / sizeof *root_table);
	suite_add_tcase (suite, roots);
	tcase_add_test (errors, test_unknown_symbol);
	tcase_add_test (errors, test_out_of_reach);
	tcase_add_test (errors, test_wrong_function);
	tcase_add_test (errors, test_variables_are_refused);
	tcase_add_test (errors, test_unknown_relocation);
	tcase_add_test (errors, test_unknown_unwind_instruction);
	tcase_add_test (errors, test_no_memory_for_code);
	tcase_add_test (errors, test_verify);
	tcase_add_test (errors, test_reported_error);
	tcase_add_test (errors, test_fatal_error);
	suite_add_tcase (suite, errors);
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
