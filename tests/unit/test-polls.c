/* SPDX-License-Identifier: MIT
 *
 * plugin/llvm: where optimised IR polls, and what it keeps alive there. */
#include "native-work.h"
#include "suite.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

START_TEST (test_polls_leave_vectorised_loops)
{
	Work work;
	Near *near;
	struct {
		uint64_t header [3];
		uint32_t length, padding;
		int elements [1001];
	} array = { { 0 }, 1001, 0, { 0 } };
	int (*sum) (void *);
	int i;

	for (i = 0; i < 1001; i++)
		array.elements [i] = i;
	work_begin (&work, SUM_IR POLL_IR);
	near = work_add_near_symbols (&work);
	symbols_name (work.symbols, "service", "throw", (const void *) abort);
	work_optimize (&work, 2);
	ck_assert_int_gt (count_text (work.module, "add <"), 0);
	/* The vector loop and the loop for the rest, no poll on entry; with vectors of 512 bits a loop of half of that between
	 * the two */
	int polls = count_text (work.module, "load volatile i32, ptr @\"poll word\"");
	ck_assert_msg (polls == 2 || polls == 3, "%d polls", polls);
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
	{ "a leaf without loops does not poll", 2, 0, "define i32 @\"the method\"(i32 %n) { ret i32 %n }" },
	{ "a function that calls polls on entry", 2, 1,
		"declare void @f()\ndefine void @\"the method\"() { call void @f() ret void }" },
	{ "a call through a pointer is a call", 2, 1, "define void @\"the method\"(ptr %f) { call void %f() ret void }" },
	{ "who comes to the function has just polled", 2, 0,
		"declare void @f()\ndefine void @\"the method\"() \"bigstep-polled-before\" { call void @f() ret void }" },
	{ "who comes to the function has just polled, its loop has not", 2, 1,
		"declare void @f()\ndefine void @\"the method\"() \"bigstep-polled-before\" { br label %h\n"
		"h: call void @f() br label %h }" },
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

#define EARLY_POLL_IR(next, pad) \
	"  %word = load volatile i32, ptr @\"poll word\"\n  %quiet = icmp eq i32 %word, 0\n" \
	"  br i1 %quiet, label %" next ", label %poll\n" \
	"poll: invoke void @\"service poll\"() to label %" next " unwind label %" pad "\n" pad \
	": %exception = landingpad { ptr, i32 } cleanup\n  ret void\n"

/* Loops in protected regions come with a poll that is an invoke. LATER: how many others IR gets, the one on entry
 * included, whatever the level. */
static const struct {
	const char *what;
	int later;
	const char *ir;
} early_poll_table [] = {
	{ "in the header", 1,
		"define void @\"the method\"(ptr %p) personality ptr @personality { br label %h\n"
		"h:\n" EARLY_POLL_IR ("body",
			"pad") "body: %v = load volatile i1, ptr %p\n  br i1 %v, label %h, label %out\nout: ret void }" },
	{ "in the header, with the test of the loop, which is rotated", 1,
		"define void @\"the method\"(ptr %p, i32 %n) personality ptr @personality { br label %h\n"
		"h: %i = phi i32 [ 0, %0 ], [ %i2, %more ]\n" EARLY_POLL_IR ("body",
			"pad") "body: %c = icmp slt i32 %i, %n\n  br i1 %c, label %more, label %out\n"
				   "more: store volatile i32 %i, ptr %p\n  %i2 = add i32 %i, 1\n  br label %h\nout: ret void }" },
	{ "in the middle", 1,
		"define void @\"the method\"(ptr %p) personality ptr @personality { br label %h\n"
		"h: %v = load volatile i1, ptr %p\n  br i1 %v, label %early, label %out\n"
		"early:\n" EARLY_POLL_IR ("body", "pad") "body: store volatile i32 1, ptr %p\n  br label %h\nout: ret void }" },
	{ "on one of two ways back", 2,
		"define void @\"the method\"(ptr %p) personality ptr @personality { br label %h\n"
		"h: %v = load volatile i1, ptr %p\n  br i1 %v, label %early, label %late\n"
		"early:\n" EARLY_POLL_IR ("h",
			"pad") "late: %w = load volatile i1, ptr %p\n  br i1 %w, label %h, label %out\nout: ret void }" },
	{ "in an inner loop that runs at least once", 1,
		"define void @\"the method\"(ptr %p) personality ptr @personality { br label %o\n"
		"o: store volatile i32 1, ptr %p\n  br label %h\n"
		"h:\n" EARLY_POLL_IR ("body",
			"pad") "body: %v = load volatile i1, ptr %p\n  br i1 %v, label %h, label %end\n"
				   "end: %w = load volatile i1, ptr %p\n  br i1 %w, label %o, label %out\nout: ret void }" },
	{ "in an inner loop that may not run", 2,
		"define void @\"the method\"(ptr %p) personality ptr @personality { br label %o\n"
		"o: %u = load volatile i1, ptr %p\n  br i1 %u, label %h, label %end\n"
		"h:\n" EARLY_POLL_IR ("body",
			"pad") "body: %v = load volatile i1, ptr %p\n  br i1 %v, label %h, label %end\n"
				   "end: %w = load volatile i1, ptr %p\n  br i1 %w, label %o, label %out\nout: ret void }" },
	{ "in another loop", 2,
		"define void @\"the method\"(ptr %p) personality ptr @personality { br label %h\n"
		"h:\n" EARLY_POLL_IR ("body",
			"pad") "body: %v = load volatile i1, ptr %p\n  br i1 %v, label %h, label %other\n"
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

/* The poll for loops, which throws nothing */
#define LOOP_POLL_IR \
	"declare void @\"service quiet\"()\n" \
	"define void @gc.loop_poll() {\n  call void @\"service quiet\"()\n  ret void\n}\n"

/* A poll as the emitter marks it, before BODY in the loop at %h, which goes on from LATCH; an index %i counts with TYPE. */
#define MARKED_LOOP(type, latch, body) \
	"define void @\"the method\"(ptr %p, " type " %n) {\n" \
	"  br label %h\n" \
	"h: %i = phi " type " [ 0, %0 ], [ %j, %" latch " ]\n" \
	"  %c = icmp slt " type " %i, %n\n  br i1 %c, label %early, label %out\n" \
	"early: %word = load volatile i32, ptr @\"poll word\", !bigstep.early.poll !1\n  %quiet = icmp eq i32 %word, 0\n" \
	"  br i1 %quiet, label %more, label %poll\n" \
	"poll: call void @\"service poll\"(), !bigstep.early.poll !1\n  br label %more\n" \
	"more:\n" body "  %j = add " type " %i, 1\n  br label %h\nout: ret void }\n" \
	"declare void @work()\n!1 = !{}\n"

/* Which of them stay from level 1 on. IS_POLLED_LATER: another loop gets its poll only afterwards. */
static const struct {
	const char *what;
	int stays, is_polled_later;
	const char *ir;
} marked_table [] = {
	{ "as many rounds as an int32 has numbers", 0, 0, MARKED_LOOP ("i32", "more", "  store volatile i32 1, ptr %p\n") },
	{ "as many rounds as an int64 has numbers", 1, 0, MARKED_LOOP ("i64", "more", "  store volatile i32 1, ptr %p\n") },
	{ "counted rounds that call", 1, 0, MARKED_LOOP ("i32", "more", "  call void @work()\n") },
	{ "few rounds that call", 0, 0, MARKED_LOOP ("i8", "more", "  call void @work()\n") },
	{ "counted rounds with an endless loop in each", 1, 1,
		MARKED_LOOP ("i32", "last",
			"  br label %inner\ninner: %v = load volatile i1, ptr %p\n"
			"  br i1 %v, label %inner, label %last\nlast:\n") },
};

START_TEST (test_marked_polls)
{
	int level;

	for (level = 0; level < 4; level++) {
		Work work;
		char ir [4096];
		int stays = level == 0 || marked_table [_i].stays, early, later;

		snprintf (ir, sizeof ir, "%s\n%s" LOOP_POLL_IR, marked_table [_i].ir, POLL_IR);
		work_begin (&work, ir);
		work_optimize (&work, level);
		early = count_text (work.module, "!bigstep.early.poll");
		ck_assert_msg ((early > 0) == stays, "%s, level %d: %d early polls", marked_table [_i].what, level, early);
		/* What is not polled early is polled afterwards: no loop goes without. */
		later = count_text (work.module, "call void @\"service quiet\"()");
		ck_assert_msg ((later > 0) == (!stays || marked_table [_i].is_polled_later), "%s, level %d: %d later polls",
			marked_table [_i].what, level, later);
		ck_assert_int_eq (count_text (work.module, "@gc.loop_poll"), 0);
		work_end (&work);
	}
}
END_TEST

START_TEST (test_polls_of_loops_are_quiet)
{
	Work work;

	work_begin (&work,
		"declare void @work()\n" LOOP_POLL_IR
		"define void @\"the method\"() {\n  br label %h\nh: call void @work()\n  br label %h\n}\n" POLL_IR);
	work_optimize (&work, 2);
	ck_assert_int_eq (count_text (work.module, "call void @\"service quiet\"()"), 1);
	/* That on entry may throw. */
	ck_assert_int_eq (count_text (work.module, "call void @\"service poll\"()"), 1);
	work_end (&work);
}
END_TEST

START_TEST (test_missing_poll)
{
	Work work;
	LLVMTargetMachineRef machine;

	work_begin (&work,
		"define void @\"the method\"(ptr %p) { br label %h\nh: store volatile i32 1, ptr %p br label %h }");
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
	{ "a gather from an address before the array", 2, 1, "\"r\"(ptr %a)",
		"declare <8 x i32> @llvm.masked.gather.v8i32.v8p0(<8 x ptr>, i32, <8 x i1>, <8 x i32>)\n"
		"define <8 x i32> @\"the method\"(ptr %a, ptr %indices) {\nentry:\n"
		"  %base = getelementptr i8, ptr %a, i64 -2000\n  call void @f()\n  %i = load <8 x i64>, ptr %indices\n"
		"  %p = getelementptr i32, ptr %base, <8 x i64> %i\n"
		"  %v = call <8 x i32> @llvm.masked.gather.v8i32.v8p0(<8 x ptr> %p, i32 4, <8 x i1> splat (i1 true),"
		" <8 x i32> poison)\n  ret <8 x i32> %v\n}" },
	{ "the base in a vector", 0, 1, "\"r\"(ptr %a)",
		"define i64 @\"the method\"(ptr %a, ptr %out) {\n  %base = getelementptr i8, ptr %a, i64 -2000\n"
		"  call void @f()\n  %v = insertelement <2 x ptr> poison, ptr %base, i64 0\n"
		"  %w = insertelement <2 x ptr> %v, ptr %a, i64 1\n  store <2 x ptr> %w, ptr %out\n  ret i64 0\n}" },
	{ "vectors of addresses before two objects", 0, 2, NULL,
		"define i64 @\"the method\"(ptr %a, ptr %b, i64 %i) {\n"
		"  %v0 = insertelement <2 x ptr> poison, ptr %a, i64 0\n  %v = insertelement <2 x ptr> %v0, ptr %b, i64 1\n"
		"  %w = getelementptr i8, <2 x ptr> %v, <2 x i64> <i64 -2000, i64 -3000>\n  call void @f()\n"
		"  %x = getelementptr i8, <2 x ptr> %w, i64 %i\n  %p = extractelement <2 x ptr> %x, i64 0\n"
		"  %q = extractelement <2 x ptr> %x, i64 1\n  %l = load i64, ptr %p\n  %m = load i64, ptr %q\n"
		"  %s = add i64 %l, %m\n  ret i64 %s\n}" },
	{ "the same with one of two vectors", 0, 2, NULL,
		"define i64 @\"the method\"(ptr %a, ptr %b, i64 %i, i1 %c) {\nentry:\n"
		"  %v0 = insertelement <2 x ptr> poison, ptr %a, i64 0\n  %v = insertelement <2 x ptr> %v0, ptr %b, i64 1\n"
		"  %w = getelementptr i8, <2 x ptr> %v, <2 x i64> <i64 -2000, i64 -3000>\n"
		"  br i1 %c, label %other, label %join\nother: br label %join\n"
		"join: %u = phi <2 x ptr> [ %v, %entry ], [ %w, %other ]\n  call void @f()\n"
		"  %x = getelementptr i8, <2 x ptr> %u, i64 %i\n  %p = extractelement <2 x ptr> %x, i64 0\n"
		"  %q = extractelement <2 x ptr> %x, i64 1\n  %l = load i64, ptr %p\n  %m = load i64, ptr %q\n"
		"  %s = add i64 %l, %m\n  ret i64 %s\n}" },
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
		ck_assert_msg (count_text (work.module, root_table [_i].kept) == uses, "%s: another root",
			root_table [_i].what);
	work_end (&work);
}
END_TEST

int
main (void)
{
	TCase *tests = tcase_create ("polls");

	tcase_add_loop_test (tests, test_polls, 0, sizeof poll_table / sizeof *poll_table);
	tcase_add_loop_test (tests, test_early_polls, 0, sizeof early_poll_table / sizeof *early_poll_table);
	tcase_add_loop_test (tests, test_marked_polls, 0, sizeof marked_table / sizeof *marked_table);
	tcase_add_test (tests, test_polls_of_loops_are_quiet);
	tcase_add_test (tests, test_polls_leave_vectorised_loops);
	tcase_add_test (tests, test_missing_poll);
	tcase_add_loop_test (tests, test_roots, 0, sizeof root_table / sizeof *root_table);
	return run_case (tests);
}
