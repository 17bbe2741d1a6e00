/* SPDX-License-Identifier: MIT
 *
 * plugin/llvm/native/exception-table.c: protected regions from IR to the list of clauses, and code that throws and catches by
 * it. */
#include "native-work.h"
#include "../../plugin/llvm/native/object.h"
#include "suite.h"

#include <setjmp.h>
#include <stdio.h>
#include <string.h>

/* ---- A runtime that throws ----
 *
 * "step" notes its number and throws if it is told to; "resume N" goes on after a finally. Both are called directly
 * from the method, so its registers are as they were, and only the frame of the call is to be left. Clauses are looked
 * up as Mono does it: always at the call that threw, from the last one entered on. */

typedef struct Entry {
	void *handler;
	uint64_t clause;
} Entry;

static struct {
	const NativeCodeHandle *code;
	uint32_t finally;   /* bit set of clauses that take everything, and resume */
	uint32_t accepting; /* of others: those that the exception fits */
	uint32_t throwing;  /* bit set: the steps that throw, by their place in STEPS */
	const uint8_t *thrown_at;
	uint32_t next_clause;
	char log [256];
	const uint8_t *return_address [64];
	jmp_buf outside;
} runtime;

static char exception [16];

static Entry __attribute__ ((used))
find_handler (void)
{
	const uint8_t *code = runtime.code->code;
	uint64_t at = (uint64_t) (runtime.thrown_at - 1 - code);

	for (; runtime.next_clause < runtime.code->clause_count; runtime.next_clause++) {
		const NativeClause *clause = &runtime.code->clauses [runtime.next_clause];

		if (at < clause->try_start || at >= clause->try_end)
			continue;
		if (!((runtime.finally | runtime.accepting) >> clause->clause_index & 1))
			continue;
		runtime.next_clause++;
		return (Entry) { (uint8_t *) code + clause->handler_start, clause->clause_index };
	}
	longjmp (runtime.outside, 1);
}

static Entry __attribute__ ((used))
make_step (uint32_t number, const uint8_t *return_address)
{
	char text [16];

	snprintf (text, sizeof text, "%s%u", runtime.log [0] ? " " : "", number);
	strncat (runtime.log, text, sizeof runtime.log - strlen (runtime.log) - 1);
	runtime.return_address [number] = return_address;
	if (!(runtime.throwing >> number & 1))
		return (Entry) { NULL, 0 };
	runtime.thrown_at = return_address;
	runtime.next_clause = 0;
	return find_handler ();
}

extern void step (void), resume (void);

__asm__ ("step:\n"
		 "	movq (%rsp), %rsi\n"
		 "	subq $24, %rsp\n"
		 "	call make_step\n"
		 "	addq $24, %rsp\n"
		 "	testq %rax, %rax\n"
		 "	jne 1f\n"
		 "	ret\n"
		 "1:	addq $8, %rsp\n"
		 "	movq %rax, %rcx\n"
		 "	leaq exception(%rip), %rax\n"
		 "	jmp *%rcx\n"
		 "resume:\n"
		 "	subq $24, %rsp\n"
		 "	call find_handler\n"
		 "	addq $24, %rsp\n"
		 "	jmp 1b\n");

/* The clauses for a call, innermost first, each with a letter for its landing pad: "0a 1a 2b". */
static void
describe (const uint8_t *return_address, char *text, size_t size)
{
	uint64_t at = (uint64_t) (return_address - 1 - (const uint8_t *) runtime.code->code);
	uint32_t pads [26], pad_count = 0, i, j;
	size_t used = 0;

	text [0] = 0;
	for (i = 0; i < runtime.code->clause_count; i++) {
		const NativeClause *clause = &runtime.code->clauses [i];

		if (at < clause->try_start || at >= clause->try_end)
			continue;
		for (j = 0; j < pad_count && pads [j] != clause->handler_start; j++)
			;
		if (j == pad_count)
			pads [pad_count++] = clause->handler_start;
		used += (size_t) snprintf (text + used, size - used, "%s%u%c", used ? " " : "", clause->clause_index, 'a' + j);
	}
}

/* As many clauses as any test has. */
enum { MANY = 200 };

static void
begin (Work *work, const char *ir)
{
	work_begin (work, ir);
	work_add_near_symbols (work);
	symbols_name (work->symbols, "a", "step", (const void *) step);
	for (uint32_t i = 0; i < MANY; i++) {
		symbols_mark (work->symbols, SYMBOL_CLAUSE, i, NULL);
		symbols_mark (work->symbols, SYMBOL_RESUME, i, (const void *) resume);
	}
	symbols_mark (work->symbols, SYMBOL_FILTER, 0, NULL);
	symbols_mark (work->symbols, SYMBOL_FILTER_ENTRY, 0, NULL);
	memset (&runtime, 0, sizeof runtime);
	runtime.code = &work->code;
}

static void
expect_clauses (uint32_t number, const char *expected)
{
	char text [256];

	ck_assert_msg (runtime.return_address [number] != NULL, "step %u did not run", number);
	describe (runtime.return_address [number], text, sizeof text);
	ck_assert_msg (strcmp (text, expected) == 0, "step %u has the clauses %s instead of %s", number, text, expected);
}

/* ---- Regions in regions ---- */

#define DECLARATIONS \
	"@\"clause 0\" = external global i8\n@\"clause 1\" = external global i8\n@\"clause 2\" = external global i8\n" \
	"@\"clause 3\" = external global i8\n@\"clause 4\" = external global i8\n" \
	"declare void @\"a step\"(i32)\ndeclare i32 @personality(...)\n" \
	"declare void @\"resume 0\"() noreturn\ndeclare void @\"resume 1\"() noreturn\n" \
	"declare void @\"resume 3\"() noreturn\n" POLL_IR

/* try { try { try { try { try { 1; x++; 2 } catch(0) { 10; x += 1000 } }
 *   finally(1) { 11; x += 10 } } catch(2) { 12; x += 2000 } } finally(3) { 13; x += 100 } } catch(4) { 14; x += 4000 }
 * return x, but without the finally handlers where nothing was thrown: this is about exceptions. */
#define NESTED_IR \
	"define i32 @\"the method\"(i32 %x) personality ptr @personality {\n" \
	"entry:\n" \
	"  invoke void @\"a step\"(i32 1) to label %one unwind label %pad0\n" \
	"one:\n" \
	"  %x1 = add i32 %x, 1\n" \
	"  invoke void @\"a step\"(i32 2) to label %two unwind label %pad0\n" \
	"two:\n  ret i32 %x1\n" \
	"pad0:\n" \
	"  %xp0 = phi i32 [ %x, %entry ], [ %x1, %one ]\n" \
	"  %l0 = landingpad { ptr, i32 } catch ptr @\"clause 0\" catch ptr @\"clause 1\" catch ptr @\"clause 2\"\n" \
	"    catch ptr @\"clause 3\" catch ptr @\"clause 4\"\n" \
	"  %s0 = extractvalue { ptr, i32 } %l0, 1\n" \
	"  switch i32 %s0, label %nowhere [ i32 0, label %catch0 i32 1, label %finally1 i32 2, label %catch2\n" \
	"    i32 3, label %finally3 i32 4, label %catch4 ]\n" \
	"catch0:\n" \
	"  invoke void @\"a step\"(i32 10) to label %caught0 unwind label %pad1\n" \
	"caught0:\n  %x0 = add i32 %xp0, 1000\n  ret i32 %x0\n" \
	"pad1:\n" \
	"  %l1 = landingpad { ptr, i32 } catch ptr @\"clause 1\" catch ptr @\"clause 2\" catch ptr @\"clause 3\"\n" \
	"    catch ptr @\"clause 4\"\n" \
	"  %s1 = extractvalue { ptr, i32 } %l1, 1\n" \
	"  switch i32 %s1, label %nowhere [ i32 1, label %finally1 i32 2, label %catch2 i32 3, label %finally3\n" \
	"    i32 4, label %catch4 ]\n" \
	"finally1:\n" \
	"  %xf1 = phi i32 [ %xp0, %pad0 ], [ %xp0, %pad1 ]\n" \
	"  invoke void @\"a step\"(i32 11) to label %done1 unwind label %pad2\n" \
	"done1:\n" \
	"  %xd1 = add i32 %xf1, 10\n" \
	"  invoke void @\"resume 1\"() noduplicate to label %nowhere unwind label %pad2\n" \
	"pad2:\n" \
	"  %xp2 = phi i32 [ %xf1, %finally1 ], [ %xd1, %done1 ]\n" \
	"  %l2 = landingpad { ptr, i32 } catch ptr @\"clause 2\" catch ptr @\"clause 3\" catch ptr @\"clause 4\"\n" \
	"  %s2 = extractvalue { ptr, i32 } %l2, 1\n" \
	"  switch i32 %s2, label %nowhere [ i32 2, label %catch2 i32 3, label %finally3 i32 4, label %catch4 ]\n" \
	"catch2:\n" \
	"  %xc2 = phi i32 [ %xp0, %pad0 ], [ %xp0, %pad1 ], [ %xp2, %pad2 ]\n" \
	"  invoke void @\"a step\"(i32 12) to label %caught2 unwind label %pad3\n" \
	"caught2:\n  %x2 = add i32 %xc2, 2000\n  ret i32 %x2\n" \
	"pad3:\n" \
	"  %l3 = landingpad { ptr, i32 } catch ptr @\"clause 3\" catch ptr @\"clause 4\"\n" \
	"  %s3 = extractvalue { ptr, i32 } %l3, 1\n" \
	"  switch i32 %s3, label %nowhere [ i32 3, label %finally3 i32 4, label %catch4 ]\n" \
	"finally3:\n" \
	"  %xf3 = phi i32 [ %xp0, %pad0 ], [ %xp0, %pad1 ], [ %xp2, %pad2 ], [ %xc2, %pad3 ]\n" \
	"  invoke void @\"a step\"(i32 13) to label %done3 unwind label %pad4\n" \
	"done3:\n" \
	"  %xd3 = add i32 %xf3, 100\n" \
	"  invoke void @\"resume 3\"() noduplicate to label %nowhere unwind label %pad4\n" \
	"pad4:\n" \
	"  %xp4 = phi i32 [ %xf3, %finally3 ], [ %xd3, %done3 ]\n" \
	"  %l4 = landingpad { ptr, i32 } catch ptr @\"clause 4\"\n" \
	"  br label %catch4\n" \
	"catch4:\n" \
	"  %xc4 = phi i32 [ %xp0, %pad0 ], [ %xp0, %pad1 ], [ %xp2, %pad2 ], [ %xc2, %pad3 ], [ %xp4, %pad4 ]\n" \
	"  call void @\"a step\"(i32 14)\n" \
	"  %x4 = add i32 %xc4, 4000\n  ret i32 %x4\n" \
	"nowhere:\n  unreachable\n}\n" DECLARATIONS

enum { LEFT = -1 }; /* the exception leaves the method */

#define BIT(number) (1u << (number))

static const struct {
	uint32_t throwing, accepting;
	const char *log;
	int result;
} nested_table [] = {
	{ 0, 0, "1 2", 1 },
	{ BIT (1), BIT (0), "1 10", 1000 },
	{ BIT (2), BIT (0), "1 2 10", 1001 },
	{ BIT (2), BIT (0) | BIT (2) | BIT (4), "1 2 10", 1001 },
	{ BIT (1), BIT (2), "1 11 12", 2010 },
	{ BIT (2), BIT (2), "1 2 11 12", 2011 },
	{ BIT (1), BIT (4), "1 11 13 14", 4110 },
	{ BIT (2), BIT (4), "1 2 11 13 14", 4111 },
	{ BIT (2), 0, "1 2 11 13", LEFT },
	/* Handlers that throw */
	{ BIT (2) | BIT (10), BIT (0) | BIT (2), "1 2 10 11 12", 2011 },
	{ BIT (2) | BIT (11), BIT (2), "1 2 11 12", 2001 },
	{ BIT (2) | BIT (11) | BIT (12), BIT (2) | BIT (4), "1 2 11 12 13 14", 4101 },
	{ BIT (1) | BIT (11) | BIT (13), BIT (4), "1 11 13 14", 4000 },
	{ BIT (2) | BIT (13), BIT (4), "1 2 11 13 14", 4011 },
	{ BIT (1) | BIT (14), BIT (4), "1 11 13 14", LEFT },
	{ BIT (1) | BIT (12), BIT (2), "1 11 12 13", LEFT },
};

START_TEST (test_nested)
{
	Work work;
	int (*method) (int);
	size_t i;

	begin (&work, NESTED_IR);
	method = (int (*) (int)) work_finish (&work, _i);
	runtime.finally = BIT (1) | BIT (3);
	for (i = 0; i < sizeof nested_table / sizeof *nested_table; i++) {
		volatile int result = LEFT;

		runtime.throwing = nested_table [i].throwing;
		runtime.accepting = nested_table [i].accepting;
		runtime.log [0] = 0;
		if (!setjmp (runtime.outside))
			result = method (0);
		ck_assert_str_eq (runtime.log, nested_table [i].log);
		ck_assert_int_eq (result, nested_table [i].result);
	}
	expect_clauses (1, "0a 1a 2b 3b 4c");
	expect_clauses (2, "0a 1a 2b 3b 4c");
	expect_clauses (10, "1a 2b 3b 4c");
	expect_clauses (11, "2a 3a 4b");
	expect_clauses (12, "3a 4b");
	expect_clauses (13, "4a");
	expect_clauses (14, "");
	work_end (&work);
}
END_TEST

/* More regions than one byte counts, side by side; the exception arrives as first member of the landing pad. */
START_TEST (test_many_regions)
{
	size_t size = MANY * 512 + 4096, used = 0;
	char *ir = malloc (size);
	void *(*method) (void);
	uint32_t i;
	Work work;

	for (i = 0; i < MANY; i++)
		used += (size_t) snprintf (ir + used, size - used, "@\"clause %u\" = external global i8\n", i);
	used += (size_t) snprintf (ir + used, size - used,
		"declare void @\"a step\"(i32)\ndeclare i32 @personality(...)\n"
		"define ptr @\"the method\"() personality ptr @personality {\n  br label %%b0\n");
	for (i = 0; i < MANY; i++)
		used += (size_t) snprintf (ir + used, size - used,
			"b%u:\n  invoke void @\"a step\"(i32 %u) to label %%b%u unwind label %%u%u\n"
			"u%u: %%l%u = landingpad { ptr, i32 } catch ptr @\"clause %u\"\n"
			"  %%e%u = extractvalue { ptr, i32 } %%l%u, 0\n  ret ptr %%e%u\n",
			i, i % 30, i + 1, i, i, i, i, i, i, i);
	snprintf (ir + used, size - used, "b%u:\n  ret ptr null\n}\n%s", i, POLL_IR);
	begin (&work, ir);
	method = (void *(*) (void) ) work_finish (&work, _i);
	ck_assert_uint_eq (work.code.clause_count, MANY);
	for (i = 0; i < MANY; i++) {
		ck_assert_uint_lt (work.code.clauses [i].clause_index, MANY);
		ck_assert_uint_lt (work.code.clauses [i].try_start, work.code.clauses [i].try_end);
		ck_assert (i == 0 || work.code.clauses [i].try_start >= work.code.clauses [i - 1].try_end);
	}
	ck_assert_ptr_null (method ());
	runtime.log [0] = 0;
	runtime.throwing = BIT (3);
	runtime.accepting = BIT (3);
	ck_assert_ptr_eq (method (), exception);
	ck_assert_str_eq (runtime.log, "0 1 2 3");
	free (ir);
	work_end (&work);
}
END_TEST

/* The private copy of a method behind it has its own table and resumes by itself. */
START_TEST (test_two_functions)
{
	Work work;
	int (*method) (int);
	int inner;

	begin (&work,
		"define i32 @\"the method\"(i32 %n) personality ptr @personality {\n"
		"  %i = call i32 @inner(i32 %n)\n"
		"  invoke void @\"a step\"(i32 1) to label %done unwind label %pad\n"
		"done:\n  ret i32 %i\n"
		"pad:\n  %l = landingpad { ptr, i32 } catch ptr @\"clause 0\" catch ptr @\"clause 1\"\n"
		"  %s = extractvalue { ptr, i32 } %l, 1\n  %f = icmp eq i32 %s, 0\n  br i1 %f, label %finally, label %catch\n"
		"finally:\n  call void @\"a step\"(i32 2)\n"
		"  invoke void @\"resume 0\"() noduplicate to label %nowhere unwind label %outer\n"
		"outer:\n  %m = landingpad { ptr, i32 } catch ptr @\"clause 1\"\n  br label %catch\n"
		"catch:\n  %r = phi i32 [ 100, %pad ], [ 200, %outer ]\n  %t = add i32 %r, %i\n  ret i32 %t\n"
		"nowhere:\n  unreachable\n}\n"
		"define internal i32 @inner(i32 %n) noinline personality ptr @personality {\n"
		"  invoke void @\"a step\"(i32 3) to label %done unwind label %pad\n"
		"done:\n  ret i32 %n\n"
		"pad:\n  %l = landingpad { ptr, i32 } catch ptr @\"clause 0\" catch ptr @\"clause 1\"\n"
		"  %s = extractvalue { ptr, i32 } %l, 1\n  %f = icmp eq i32 %s, 0\n  br i1 %f, label %finally, label %catch\n"
		"finally:\n  call void @\"a step\"(i32 4)\n"
		"  invoke void @\"resume 0\"() noduplicate to label %nowhere unwind label %outer\n"
		"outer:\n  %m = landingpad { ptr, i32 } catch ptr @\"clause 1\"\n  br label %catch\n"
		"catch:\n  %r = phi i32 [ 1, %pad ], [ 2, %outer ]\n  ret i32 %r\n"
		"nowhere:\n  unreachable\n}\n" DECLARATIONS);
	method = (int (*) (int)) work_finish (&work, _i);
	runtime.finally = BIT (0);
	runtime.accepting = BIT (1);
	ck_assert_int_eq (method (50), 50);
	ck_assert_str_eq (runtime.log, "3 1");
	expect_clauses (1, "0a 1b");
	expect_clauses (3, "0a 1b");
	for (inner = 0; inner < 2; inner++) {
		runtime.log [0] = 0;
		runtime.throwing = inner ? BIT (3) : BIT (1);
		ck_assert_int_eq (method (50), inner ? 2 : 250);
		ck_assert_str_eq (runtime.log, inner ? "3 4 1" : "3 1 2");
	}
	work_end (&work);
}
END_TEST

/* Protected code that cannot throw leaves a personality, and a function without one needs no table. */
START_TEST (test_nothing_to_catch)
{
	Work work;
	int (*method) (int);

	begin (&work,
		"define i32 @\"the method\"(i32 %n) personality ptr @personality {\n"
		"  invoke void @quiet() to label %done unwind label %pad\n"
		"done:\n  %r = add i32 %n, 1\n  ret i32 %r\n"
		"pad:\n  %l = landingpad { ptr, i32 } catch ptr @\"clause 0\"\n  ret i32 0\n}\n"
		"define internal void @quiet() nounwind alwaysinline { ret void }\n" DECLARATIONS);
	method = (int (*) (int)) work_finish (&work, _i);
	ck_assert_uint_eq (work.code.clause_count, 0);
	ck_assert_int_eq (method (7), 8);
	work_end (&work);
}
END_TEST

/* A fault inside of a protected region would not find its handler. */
START_TEST (test_null_checks_stay)
{
	static const char ir [] =
		"declare void @\"service throw\"() noreturn\n"
		"define i32 @\"the method\"(ptr %p) %s {\n"
		"  %null = icmp eq ptr %p, null\n  br i1 %null, label %throw, label %go, !make.implicit !1\n"
		"throw:\n  call void @\"service throw\"()\n  unreachable\n"
		"go:\n  %v = load i32, ptr %p\n  ret i32 %v\n}\n!1 = !{}\n"
		"declare i32 @personality(...)\n";
	char text [sizeof ir + 64], *hole;
	int has_personality;

	for (has_personality = 0; has_personality < 2; has_personality++) {
		Work work;

		strcpy (text, ir);
		hole = strstr (text, "%s {");
		memmove (hole, hole + 2, strlen (hole + 2) + 1);
		if (has_personality) {
			static const char clause [] = "personality ptr @personality";

			memmove (hole + strlen (clause), hole, strlen (hole) + 1);
			memcpy (hole, clause, strlen (clause));
		}
		work_begin (&work, text);
		work_optimize (&work, 2);
		ck_assert_int_eq (count_text (work.module, "make.implicit"), has_personality ? 0 : 1);
		work_end (&work);
	}
}
END_TEST

/* ---- Filters ---- */

#define FILTER_IR \
	"define i32 @\"filter 0\"(ptr %frame, ptr %exception) {\n" \
	"  call void @\"a step\"(i32 20)\n  ret i32 1\n}\n" \
	"define void @\"filter entry 0\"() naked uwtable {\n" \
	"  call void asm sideeffect \"call ${0:P}; ret; jmp *%rcx\", \"s\"(ptr @\"filter 0\")\n  unreachable\n}\n"

/* Clause 0's filter lies within the clauses 1 (a finally), 3 (likewise) and 4. What it throws enters the first by the jump
 * at the end of the filter's entry, the others from where the ones before have resumed. */
START_TEST (test_filter)
{
	ExceptionClause clauses [] = {
		{ .kind = CLAUSE_FILTER, .try_length = 10, .filter_offset = 10 },
		{ .kind = CLAUSE_FINALLY, .try_length = 20 },
		{ .kind = CLAUSE_CATCH, .try_length = 10 },
		{ .kind = CLAUSE_FINALLY, .try_length = 30 },
		{ .kind = CLAUSE_CATCH, .try_length = 40 },
	};
	const NativeClause *first = NULL;
	const uint8_t *code;
	char text [64];
	Work work;

	begin (&work, NESTED_IR FILTER_IR);
	work.compilation.source.body.clauses = clauses;
	work.compilation.source.body.clause_count = sizeof clauses / sizeof *clauses;
	work_finish (&work, _i);
	code = work.code.code;
	for (uint32_t i = 0; i < work.code.clause_count; i++) {
		const NativeClause *clause = &work.code.clauses [i];

		ck_assert_int_eq (clause->filter_end != 0, clause->clause_index == 0);
		if (clause->clause_index == 0)
			first = clause;
	}
	ck_assert_ptr_nonnull (first);
	ck_assert_int_eq (code [first->filter_end - 2], 0xff);
	ck_assert_int_eq (code [first->filter_end - 1], 0xe1);
	/* The filter's code comes after the method's. */
	const NativeClause *last = &work.code.clauses [work.code.clause_count - 1];
	describe (code + last->try_start + 1, text, sizeof text);
	ck_assert_str_eq (text, "1a 3b 4c");
	ck_assert_uint_eq (last [-2].handler_start, first->filter_end - 2);
	work_end (&work);
}
END_TEST

/* ---- What goes wrong ---- */

#define INVOKE_STEP \
	"define i32 @\"the method\"() personality ptr @personality {\n" \
	"  invoke void @\"a step\"(i32 1) to label %n unwind label %u\nn:  ret i32 1\nnowhere:  unreachable\n"

static const struct {
	const char *ir, *sentence;
} error_table [] = {
	{ INVOKE_STEP "u: %l = landingpad { ptr, i32 } cleanup\n  ret i32 0\n}\n", "accepts nothing" },
	{ INVOKE_STEP "u: %l = landingpad { ptr, i32 } cleanup catch ptr @\"clause 0\"\n  ret i32 0\n}\n",
		"not the catch of a clause" },
	{ INVOKE_STEP "u: %l = landingpad { ptr, i32 } filter [1 x ptr] [ptr @\"clause 0\"]\n  ret i32 0\n}\n",
		"not the catch of a clause" },
	{ INVOKE_STEP "u: %l = landingpad { ptr, i32 } catch ptr null\n  ret i32 0\n}\n", "not the catch of a clause" },
	{ INVOKE_STEP "u: %l = landingpad { ptr, i32 } catch ptr @\"clause 0\" catch ptr @\"clause 0\"\n  ret i32 0\n}\n",
		"twice" },
	{ INVOKE_STEP "u: %l = landingpad { ptr, i32 } catch ptr @\"clause 0\" catch ptr @\"clause 1\"\n"
				  "  call void @\"resume 0\"()\n  ret i32 0\n}\n",
		"clause 1 is not accepted where" },
	{ INVOKE_STEP "u: %l = landingpad { ptr, i32 } catch ptr @\"clause 0\" catch ptr @\"clause 1\"\n"
				  "  invoke void @\"resume 0\"() to label %nowhere unwind label %v\n"
				  "v: %m = landingpad { ptr, i32 } catch ptr @\"clause 2\"\n  ret i32 0\n}\n",
		"clause 1 is not accepted where" },
	{ INVOKE_STEP "u: %l = landingpad { ptr, i32 } catch ptr @\"clause 0\" catch ptr @\"clause 1\"\n"
				  "  invoke void @\"resume 0\"() to label %again unwind label %v\n"
				  "again: invoke void @\"resume 0\"() to label %nowhere unwind label %w\n"
				  "v: %m = landingpad { ptr, i32 } catch ptr @\"clause 1\"\n  ret i32 0\n"
				  "w: %k = landingpad { ptr, i32 } catch ptr @\"clause 1\"\n  ret i32 7\n}\n",
		"different landing pads" },
	{ INVOKE_STEP "u: %l = landingpad { ptr, i32 } catch ptr @\"clause 0\"\n"
				  "  store volatile ptr @\"resume 0\", ptr @\"poll word\"\n  ret i32 0\n}\n",
		"not called directly" },
	{ INVOKE_STEP "u: %l = landingpad { ptr, i32 } catch ptr @\"clause 0\"\n"
				  "  store volatile ptr @\"clause 0\", ptr @\"poll word\"\n  ret i32 0\n}\n",
		"unknown symbol clause 0" },
	{ "@\"clause 5x\" = external global i8\n" INVOKE_STEP
	  "u: %l = landingpad { ptr, i32 } catch ptr @\"clause 5x\"\n  ret i32 0\n}\n",
		".data" },
	{ "@v = internal global i32 7\n" INVOKE_STEP "u: %l = landingpad { ptr, i32 } catch ptr @\"clause 0\"\n"
	  "  %w = load volatile i32, ptr @v\n  store volatile i32 8, ptr @v\n  ret i32 %w\n}\n",
		".data" },
};

START_TEST (test_errors)
{
	LLVMTargetMachineRef machine;
	ObjectCode *object;
	const char *sentence;
	char ir [8192];
	Work work;

	snprintf (ir, sizeof ir, "%s%s", error_table [_i].ir, DECLARATIONS);
	begin (&work, ir);
	machine = target_acquire_machine (0);
	object = object_emit (work.module, machine, work.error, sizeof work.error);
	if (object) {
		ck_assert (!object_place (&work.compilation, object, FUNCTION, work.symbols, &work.code));
		ck_assert_int_eq (work.compilation.result, COMPILATION_INTERNAL_ERROR);
		object_release (object);
	}
	target_release_machine (0, machine);
	sentence = object ? work.compilation.report.detail : work.error;
	ck_assert_msg (strstr (sentence, error_table [_i].sentence) != NULL, "\"%s\" instead of \"%s\"", sentence,
		error_table [_i].sentence);
	work_end (&work);
}
END_TEST

/* Places NESTED_IR's object code after OFFSET of SECTION was replaced by VALUE, or, if that is negative, cut off there.
 * Returns 0 at the end of the section. */
static int
place_damaged (Work *work, LLVMTargetMachineRef machine, const char *section_name, uint64_t offset, int value)
{
	ObjectCode *object = object_emit (work->module, machine, work->error, sizeof work->error);
	ObjectSection *section = object_find_section (object, section_name);
	int goes_on = offset < section->size;

	if (goes_on && value >= 0)
		((uint8_t *) section->data->d_buf) [offset] = (uint8_t) value;
	else if (goes_on)
		section->size = offset;
	work->memory.used = 0;
	work->compilation.result = COMPILATION_OK;
	if (object_place (&work->compilation, object, FUNCTION, work->symbols, &work->code)) {
		uint32_t i;

		for (i = 0; i < work->code.clause_count; i++) {
			const NativeClause *clause = &work->code.clauses [i];

			ck_assert (clause->try_start <= clause->try_end && clause->try_end <= work->code.code_size &&
				clause->handler_start < work->code.code_size);
		}
	} else
		ck_assert_int_eq (work->compilation.result, COMPILATION_INTERNAL_ERROR);
	native_release (&work->code);
	object_release (object);
	return goes_on;
}

/* Damaged tables are refused or read as something else, never past their end. */
START_TEST (test_damaged)
{
	static const char *const sections [] = { ".gcc_except_table", ".eh_frame" };
	static const int values [] = { -1, 0, 1, 0x3f, 0x40, 0x7f, 0x80, 0xff };
	LLVMTargetMachineRef machine;
	uint64_t offset;
	size_t i, j;
	Work work;

	begin (&work, NESTED_IR);
	machine = target_acquire_machine (0);
	for (i = 0; i < sizeof sections / sizeof *sections; i++)
		for (j = 0; j < sizeof values / sizeof *values; j++)
			for (offset = 0; place_damaged (&work, machine, sections [i], offset, values [j]); offset++)
				;
	target_release_machine (0, machine);
	work_end (&work);
}
END_TEST

int
main (void)
{
	TCase *tests = tcase_create ("exception-table");

	/* The number is the optimisation level. */
	tcase_add_loop_test (tests, test_nested, 0, 4);
	tcase_add_loop_test (tests, test_many_regions, 0, 4);
	tcase_add_loop_test (tests, test_two_functions, 0, 4);
	tcase_add_loop_test (tests, test_nothing_to_catch, 0, 4);
	tcase_add_loop_test (tests, test_filter, 0, 4);
	tcase_add_test (tests, test_null_checks_stay);
	tcase_add_loop_test (tests, test_errors, 0, sizeof error_table / sizeof *error_table);
	tcase_add_test (tests, test_damaged);
	tcase_set_timeout (tests, 300);
	return run_case (tests);
}
