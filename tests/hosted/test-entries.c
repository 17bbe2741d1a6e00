/* SPDX-License-Identifier: MIT
 *
 * Entry functions: a call that was begun elsewhere, here by the host, ends as it does when the method runs as a whole, by the
 * runtime's own compiler. Variables are numbered in the order of Entries.cs, arguments first. */
#include <mono/metadata/loader.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "entry.h"

/* Each test runs once with each of them. */
static const char *const compilers [] = { "bigstep", "bigstep,O=0" };
#define COMPILER compilers [_i]

static MonoArray *
make_array (const int32_t *values, size_t count)
{
	MonoArray *array = mono_array_new (mono_domain_get (), mono_get_int32_class (), count);

	for (size_t i = 0; i < count; i++)
		mono_array_set (array, int32_t, i, values [i]);
	return array;
}

static MonoString *
make_string (const char *text)
{
	return mono_string_new (mono_domain_get (), text);
}

/* What the whole method answers, under mini: bits of a value, or an object. */
#define WHOLE(type, method, ...) \
	(*(const type *) mono_object_unbox (execute_by_program (method, NULL, ARGUMENTS (__VA_ARGS__))))

static const int32_t numbers [] = { 3, -4, 11, 0, 7, 100000, -3 };

/* ---- Loops: entered after each number of rounds ---- */

START_TEST (arrays)
{
	MonoArray *array = make_array (numbers, COUNT (numbers));
	int32_t sum = 0;
	Entry entry;

	entry_compile (&entry, COMPILER, "Entries", "Arrays", 0);
	entry_put (&entry, 0, array);
	for (int32_t i = 0; i < (int32_t) COUNT (numbers); i++) {
		entry_put (&entry, 1, sum);
		entry_put (&entry, 2, i);
		ck_assert_int_eq (ENTRY_RESULT (int32_t, &entry), WHOLE (int32_t, entry.body.method, array));
		sum += numbers [i] * (i + 1);
	}
}
END_TEST

START_TEST (floats)
{
	double x = 1.7, sum = 0;
	float narrow_x = 1.7f, narrow_sum = 0;
	int32_t n = 40;
	Entry entry, narrow;

	entry_compile (&entry, COMPILER, "Entries", "Doubles", 0);
	entry_compile (&narrow, COMPILER, "Entries", "Singles", 0);
	entry_put (&entry, 0, x);
	entry_put (&narrow, 0, narrow_x);
	entry_put (&entry, 1, n);
	entry_put (&narrow, 1, n);
	for (int32_t i = 0; i < n; i++) {
		double whole = WHOLE (double, entry.body.method, &x, &n);
		float narrow_whole = WHOLE (float, narrow.body.method, &narrow_x, &n);

		entry_put (&entry, 2, sum);
		entry_put (&narrow, 2, narrow_sum);
		entry_put (&entry, 3, i);
		entry_put (&narrow, 3, i);
		ck_assert_mem_eq (entry_result (&entry, sizeof whole), &whole, sizeof whole);
		ck_assert_mem_eq (entry_result (&narrow, sizeof narrow_whole), &narrow_whole, sizeof narrow_whole);
		sum = sum * x + i;
		narrow_sum = narrow_sum * narrow_x + (float) i;
	}
}
END_TEST

START_TEST (narrow_variables)
{
	int8_t step = -9;
	uint16_t start = 65000;
	uint8_t b = 250, odd = 0;
	int16_t s = -3;
	uint16_t c = 'x';
	int64_t sum = start;
	Entry entry;

	entry_compile (&entry, COMPILER, "Entries", "Narrow", 0);
	/* What is beside a narrow value belongs to nobody. */
	memset (entry.buffer, 0xa5, sizeof entry.buffer);
	for (int32_t i = 0; i < 20; i++) {
		entry_put (&entry, 0, step);
		entry_put (&entry, 1, start);
		entry_put (&entry, 2, b);
		entry_put (&entry, 3, s);
		entry_put (&entry, 4, c);
		entry_put (&entry, 5, odd);
		entry_put (&entry, 6, sum);
		entry_put (&entry, 7, i);
		ck_assert_int_eq (ENTRY_RESULT (int64_t, &entry), WHOLE (int64_t, entry.body.method, &step, &start));
		b = (uint8_t) (b + 7);
		s = (int16_t) (s - step);
		c++;
		odd = !odd;
		sum = sum * 3 + b + s + c + odd;
	}
}
END_TEST

static int32_t
nested_round (int32_t sum, int32_t i, int32_t j)
{
	return (int32_t) ((uint32_t) sum * 3 + (uint32_t) (i * j));
}

/* By the inner loop's beginning, and by the outer one's. */
START_TEST (nested)
{
	int32_t n = 9, sum = 0;
	Entry inner, outer;

	entry_compile (&inner, COMPILER, "Entries", "Nested", 0);
	entry_compile (&outer, COMPILER, "Entries", "Nested", 1);
	entry_put (&inner, 0, n);
	entry_put (&outer, 0, n);
	for (int32_t i = 0; i < n; i++) {
		entry_put (&outer, 1, sum);
		entry_put (&outer, 2, i);
		ck_assert_int_eq (ENTRY_RESULT (int32_t, &outer), WHOLE (int32_t, outer.body.method, &n));
		for (int32_t j = 0; j < i; j++) {
			entry_put (&inner, 1, sum);
			entry_put (&inner, 2, i);
			entry_put (&inner, 3, j);
			ck_assert_int_eq (ENTRY_RESULT (int32_t, &inner), WHOLE (int32_t, inner.body.method, &n));
			sum = nested_round (sum, i, j);
		}
	}
}
END_TEST

START_TEST (instance)
{
	Entry entry;
	int32_t n = 6, sum = 0, i = 0;
	MonoObject *object = mono_object_new (mono_domain_get (), (MonoClass *) execute_class ("Entries"));

	mono_runtime_object_init (object);
	entry_compile (&entry, COMPILER, "Entries", "Instance", 0);
	entry_put (&entry, 0, object);
	entry_put (&entry, 1, n);
	entry_put (&entry, 2, sum);
	entry_put (&entry, 3, i);
	/* 3 * 0 + 4 * 1 + ... + 8 * 5; the next ones begin with 9. */
	ck_assert_int_eq (ENTRY_RESULT (int32_t, &entry), 100);
	ck_assert_int_eq (*(int32_t *) mono_object_unbox (execute_by_program (entry.body.method, object, ARGUMENTS (&n))),
		100 + 6 * 15);
}
END_TEST

START_TEST (recursive)
{
	Entry entry;
	int32_t n = 10, sum = 1;

	entry_compile (&entry, COMPILER, "Entries", "Recursive", 0);
	entry_put (&entry, 0, n);
	for (int32_t i = 0; i < n; i++) {
		entry_put (&entry, 1, sum);
		entry_put (&entry, 2, i);
		ck_assert_int_eq (ENTRY_RESULT (int32_t, &entry), 1 << n);
		sum += 1 << i;
	}
}
END_TEST

/* ---- Objects ---- */

static Entry *entered;

/* The buffer is the entry function's only until it calls. */
static void
scribble (void)
{
	memset (entered->buffer, 0x5a, sizeof entered->buffer);
}

START_TEST (objects)
{
	Entry entry;
	int32_t count = 5;
	MonoString *between = make_string (" and ");
	MonoObject *chain = execute_by_program (execute_method ("Entries", "Chain"), NULL, ARGUMENTS (&count));

	mono_add_internal_call ("Entries::Scribble", (const void *) scribble);
	entry_compile (&entry, COMPILER, "Entries", "Objects", 0);
	entered = &entry;
	for (int32_t round = 0; round < 4; round++) {
		entry_put (&entry, 0, chain);
		entry_put (&entry, 1, between);
		entry_put (&entry, 2, make_string ("before: "));
		entry_put (&entry, 3, chain);
		char *text = mono_string_to_utf8 ((MonoString *) entry_run (&entry).boxed);
		ck_assert_str_eq (text, "before: 2 and 8 and 18 and 32 and 50 and ");
		mono_free (text);
	}
	entered = NULL;
}
END_TEST

typedef struct Sample {
	MonoString *name;
	double weight;
	int32_t count;
} Sample;

/* The result travels in memory, to which the first word leads. */
START_TEST (structs)
{
	Sample sample = { make_string ("ab"), 0.25, 7 }, sum = { make_string ("ab"), 0, 7 }, answer;
	int32_t n = 4, i = 1;
	Entry entry;

	entry_compile (&entry, COMPILER, "Entries", "Structs", 0);
	entry.buffer [0] = (uint64_t) &answer;
	entry_put (&entry, 0, sample);
	entry_put (&entry, 1, n);
	entry_put (&entry, 2, sum);
	entry_put (&entry, 3, i);
	ExecutionResult result = entry_run (&entry);
	ck_assert_int_eq (result.threw, 0);
	ck_assert_int_eq (result.kind, TYPE_VALUE_TYPE);
	const Sample *whole = mono_object_unbox (execute_by_program (entry.body.method, NULL, ARGUMENTS (&sample, &n)));
	ck_assert (mono_string_equal (answer.name, whole->name));
	ck_assert_int_eq (mono_string_length (answer.name), 8);
	ck_assert (answer.weight == whole->weight && answer.weight == 1.5);
	ck_assert_int_eq (answer.count, whole->count);
}
END_TEST

/* Variables of which addresses are passed on, but not kept. */
START_TEST (addresses)
{
	static const char *const texts [] = { "12", "none", "-4", "2000000000" };
	MonoArray *array = mono_array_new (mono_domain_get (), mono_get_string_class (), COUNT (texts));
	Entry entry;
	int32_t sum = 24, i = 1, value = 24;

	for (size_t j = 0; j < COUNT (texts); j++)
		mono_array_setref (array, j, make_string (texts [j]));
	entry_compile (&entry, COMPILER, "Entries", "Addresses", 0);
	entry_put (&entry, 0, array);
	entry_put (&entry, 1, sum);
	entry_put (&entry, 2, value);
	entry_put (&entry, 3, i);
	ck_assert_int_eq (ENTRY_RESULT (int32_t, &entry), WHOLE (int32_t, entry.body.method, array));
}
END_TEST

START_TEST (pinned)
{
	MonoArray *array = make_array (numbers, COUNT (numbers));
	Entry entry;
	int32_t sum = 3, i = 1;

	entry_compile (&entry, COMPILER, "Entries", "Pinned", 0);
	entry_put (&entry, 0, array);
	entry_put (&entry, 1, sum);
	entry_put (&entry, 2, mono_array_addr (array, int32_t, 0));
	entry_put (&entry, 3, i);
	ck_assert_int_eq (ENTRY_RESULT (int32_t, &entry), WHOLE (int32_t, entry.body.method, array));
}
END_TEST

START_TEST (generics)
{
	MonoArray *array = make_array (numbers, COUNT (numbers));
	int32_t wanted = 7, at = -1, i = 2;
	Entry entry;

	entry_compile (&entry, COMPILER, "Generic`1[[System.Int32]]", "Find", 0);
	entry_put (&entry, 0, array);
	entry_put (&entry, 1, wanted);
	entry_put (&entry, 2, at);
	entry_put (&entry, 3, i);
	ck_assert_int_eq (ENTRY_RESULT (int32_t, &entry), 4);
}
END_TEST

/* ---- Protected regions ---- */

/* The enumerator is a struct in a try region, whose finally handler disposes of it. */
START_TEST (enumerated)
{
	MonoArray *array = make_array (numbers, COUNT (numbers));
	MonoObject *list = execute_by_program (execute_method ("Entries", "List"), NULL, ARGUMENTS (array));
	struct {
		MonoObject *list;
		int32_t next, version, current;
	} enumerator = { list, 0, 0, 0 };
	Entry entry;

	entry_compile (&entry, COMPILER, "Entries", "Enumerated", 0);
	/* mcs puts the test behind the body: the entry is behind MoveNext. */
	enumerator.next = 1;
	enumerator.current = numbers [0];
	entry_put (&entry, 0, list);
	entry_put (&entry, 3, enumerator);
	ck_assert_int_eq (ENTRY_RESULT (int32_t, &entry), WHOLE (int32_t, entry.body.method, list));
}
END_TEST

START_TEST (in_try)
{
	/* One ends behind the array, the other at the limit: both exceptions are caught, and both pass the finally handler. */
	static const int32_t limits [] = { 1000000, 99 };
	MonoArray *array = make_array (numbers, COUNT (numbers));
	Entry entry;

	entry_compile (&entry, COMPILER, "Entries", "InTry", 0);
	/* The caught exception, a local, is not needed before. */
	memset (entry.buffer, 0xa5, sizeof entry.buffer);
	for (size_t j = 0; j < COUNT (limits); j++) {
		int32_t sum = 0;

		for (int32_t i = 0; i < 5; i++) {
			entry_put (&entry, 0, array);
			entry_put (&entry, 1, limits [j]);
			entry_put (&entry, 2, sum);
			entry_put (&entry, 3, i);
			ck_assert_int_eq (ENTRY_RESULT (int32_t, &entry),
				WHOLE (int32_t, entry.body.method, array, (void *) &limits [j]));
			sum += numbers [i];
		}
	}
}
END_TEST

START_TEST (filtered)
{
	int32_t n = 20, wanted = 9, sum = 0;
	Entry entry;

	entry_compile (&entry, COMPILER, "Entries", "Filtered", 0);
	for (int32_t i = 0; i < n; i++) {
		entry_put (&entry, 0, n);
		entry_put (&entry, 1, wanted);
		entry_put (&entry, 2, sum);
		entry_put (&entry, 3, i);
		ck_assert_int_eq (ENTRY_RESULT (int32_t, &entry), WHOLE (int32_t, entry.body.method, &n, &wanted));
		sum += i % 3 ? i : i == wanted ? 100 : 7;
	}
}
END_TEST

/* What is before the loop is not there. */
START_TEST (behind_try)
{
	MonoArray *array = make_array (numbers, COUNT (numbers));
	Entry entry;
	int32_t sum = numbers [0], i = 1;
	Body whole = execute_compile (COMPILER, "Entries", "BehindTry");

	entry_compile (&entry, COMPILER, "Entries", "BehindTry", 0);
	entry_put (&entry, 0, array);
	entry_put (&entry, 1, sum);
	entry_put (&entry, 2, i);
	ck_assert_int_eq (ENTRY_RESULT (int32_t, &entry), WHOLE (int32_t, entry.body.method, array));
	ck_assert_uint_gt (whole.compiled.clause_count, 0);
	ck_assert_uint_eq (entry.body.compiled.clause_count, 0);
}
END_TEST

/* ---- Stack traces ---- */

/* The first line of the stack trace of what RUN throws. */
static char *
first_frame (MonoObject *exception)
{
	MonoMethod *getter = mono_class_get_method_from_name (mono_get_exception_class (), "get_StackTrace", 0);
	char *trace = mono_string_to_utf8 ((MonoString *) mono_runtime_invoke (getter, exception, NULL, NULL));

	trace [strcspn (trace, "\n")] = 0;
	return trace;
}

START_TEST (traces)
{
	MonoArray *array = make_array (numbers, COUNT (numbers));
	MonoObject *exception = NULL;
	Entry entry;

	entry_compile (&entry, COMPILER, "Entries", "Throws", 0);
	entry_put (&entry, 0, array);
	ExecutionResult result = entry_run (&entry);
	ck_assert_str_eq (result.exception, "System.IndexOutOfRangeException: Index was outside the bounds of the array.");
	mono_runtime_invoke ((MonoMethod *) entry.body.method, NULL, ARGUMENTS (array), &exception);
	char *frame = first_frame (result.boxed), *whole = first_frame (exception);
	ck_assert_ptr_nonnull (strstr (frame, "Entries.Throws"));
	ck_assert_str_eq (frame, whole);
	mono_free (frame);
	mono_free (whole);
}
END_TEST

/* ---- No entry ---- */

enum { FIRST_LOOP, SECOND_LOOP, BEHIND_LOOP, IN_INSTRUCTION, FIRST_TARGET, SECOND_TARGET, BEHIND_CODE };

static uint32_t
place (MethodInfo *method, int where)
{
	switch (where) {
	case FIRST_LOOP:
		return entry_loop (method, 0);
	case SECOND_LOOP:
		return entry_loop (method, 1);
	case BEHIND_LOOP: /* the loop begins with an instruction of one byte */
		return entry_loop (method, 0) + 1;
	case IN_INSTRUCTION: /* before the loop there is a branch of five bytes */
		return entry_loop (method, 0) - 1;
	case FIRST_TARGET:
		return entry_target (method, 0);
	case SECOND_TARGET:
		return entry_target (method, 1);
	default:
		return 100000;
	}
}

static const struct {
	const char *method;
	int where;
	const char *reason;
} refusals [] = {
	{ "Arrays", BEHIND_LOOP, "entry-offset" },
	{ "Arrays", IN_INSTRUCTION, "entry-offset" },
	{ "Arrays", BEHIND_CODE, "entry-offset" },
	{ "OnStack", FIRST_TARGET, "entry-stack" },
	{ "OnStack", SECOND_TARGET, "entry-stack" },
	{ "InHandlers", FIRST_LOOP, "entry-handler" },
	{ "InHandlers", SECOND_LOOP, "entry-handler" },
	{ "Pointer", FIRST_LOOP, "entry-address" },
	{ "PassedPointer", FIRST_LOOP, "entry-address" },
	{ "StackMemory", FIRST_LOOP, "entry-address" },
	{ "Listed", FIRST_LOOP, "entry-arguments" },
};

START_TEST (refused)
{
	for (size_t i = 0; i < COUNT (refusals); i++) {
		MethodInfo *method = execute_method ("Entries", refusals [i].method);
		CompilationReport report;
		Body body;

		ck_assert_int_eq (entry_try (COMPILER, method, place (method, refusals [i].where), &body, &report),
			COMPILATION_UNSUPPORTED);
		ck_assert_str_eq (report.reason, refusals [i].reason);
		ck_assert_ptr_nonnull (report.detail);
	}
}
END_TEST

/* A pointer that is made anew in each round is not needed when one begins. */
START_TEST (new_pointer)
{
	Entry entry;
	int32_t n = 5, value = 5, sum = 0, i = 0;

	entry_compile (&entry, COMPILER, "Entries", "NewPointer", 0);
	entry_put (&entry, 0, n);
	entry_put (&entry, 1, value);
	entry_put (&entry, 2, sum);
	entry_put (&entry, 3, i);
	ck_assert_int_eq (ENTRY_RESULT (int32_t, &entry), WHOLE (int32_t, entry.body.method, &n));
}
END_TEST

START_TEST (mini)
{
	MethodInfo *method = execute_method ("Entries", "Arrays");
	CompilationReport report;
	Body body;

	ck_assert_int_eq (entry_try ("mini", method, entry_loop (method, 0), &body, &report), COMPILATION_UNSUPPORTED);
	ck_assert_str_eq (report.reason, "entry");
}
END_TEST

/* A compiler of an earlier level looks at no flag that it does not know. */
START_TEST (unaware)
{
	const char *folder = getenv ("top_builddir");
	MethodInfo *method = execute_method ("Entries", "Arrays");
	CompilationReport report;
	char spec [4096];
	Body body;

	snprintf (spec, sizeof spec, "%s/tests/hosted/compilers/libmono-compiler-answerer.so,method=*:Arrays,answer=code",
		folder ? folder : ".");
	ck_assert_int_eq (entry_try (spec, method, entry_loop (method, 0), &body, &report), COMPILATION_OK);
	ck_assert_uint_eq (body.compiled.flags, 0);
	execute_install (&body, spec);
	ck_assert_int_eq (RUN (int32_t, &body, make_array (numbers, COUNT (numbers))), 42);
}
END_TEST

/* The method's callers do not call it. */
START_TEST (published)
{
	IRuntimeInformation *runtime = subject_runtime ();
	MethodInfo *method = execute_method ("Entries", "Arrays");
	CompilationReport report;
	Body body;

	ck_assert_int_eq (entry_try (COMPILER, method, entry_loop (method, 0), &body, &report), COMPILATION_OK);
	ck_assert_ptr_null (runtime->install_compilation_result (runtime, method, &body.compiled, INSTALL_PUBLISH));
	subject_check_failure (runtime, "System.NotSupportedException: ");
	execute_install (&body, COMPILER);
}
END_TEST

static void
start (void)
{
	subject_runtime ();
}

int
main (void)
{
	const TTest *const each [] = { arrays, floats, narrow_variables, nested, instance, recursive, objects, structs,
		addresses, pinned, generics, enumerated, in_try, filtered, behind_try, traces, refused, new_pointer,
		published };
	Suite *suite = suite_create ("entries");
	TCase *cases = tcase_create ("entries");

	tcase_set_timeout (cases, 60);
	tcase_add_checked_fixture (cases, start, NULL);
	for (size_t i = 0; i < COUNT (each); i++)
		tcase_add_loop_test (cases, each [i], 0, COUNT (compilers));
	tcase_add_test (cases, mini);
	tcase_add_test (cases, unaware);
	suite_add_tcase (suite, cases);
	return run_in_process (suite);
}
