/* SPDX-License-Identifier: MIT
 *
 * Values of every kind into compiled methods and out again: structs, floats to the last bit, strings, arrays. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "execute.h"

/* Each test runs once with each of them. */
static const char *const compilers [] = { "bigstep", "bigstep,O=0", "mini" };
#define COMPILER compilers [_i]

/* ---- Structs ---- */

/* A letter for each field: byte, int, long, float, double. */
static const struct {
	const char *name, *fields;
} structs [] = {
	{ "One", "b" },
	{ "Three", "bbb" },
	{ "Four", "i" },
	{ "Eight", "l" },
	{ "EightOfTwo", "ii" },
	{ "TwoSingles", "ff" },
	{ "ThreeSingles", "fff" },
	{ "Twelve", "iii" },
	{ "Sixteen", "ll" },
	{ "TwoDoubles", "dd" },
	{ "LongAndDouble", "ld" },
	{ "DoubleAndLong", "dl" },
	{ "Mixed", "bidf" },
	{ "TwentyFour", "lll" },
	{ "Forty", "lllll" },
	{ "NinetySix", "llllllllllll" },
};

static size_t
size_of_field (char field)
{
	return field == 'b' ? 1 : field == 'i' || field == 'f' ? 4 : 8;
}

static size_t
align (size_t offset, size_t alignment)
{
	return (offset + alignment - 1) / alignment * alignment;
}

/* Fills VALUE with fields NUMBER, NUMBER + 10, ...: what Grow has added to is the same with another NUMBER. Returns
 * VALUE's size. */
static size_t
fill (uint8_t *value, const char *fields, int number)
{
	size_t offset = 0, alignment = 1;
	for (; *fields; fields++, number += 10) {
		size_t size = size_of_field (*fields);
		offset = align (offset, size);
		alignment = size > alignment ? size : alignment;
		uint8_t byte = (uint8_t) number;
		int32_t narrow = number;
		int64_t wide = number;
		float single = (float) number;
		double twice = number;
		memcpy (value + offset,
			*fields == 'b'       ? (void *) &byte
				: *fields == 'i' ? (void *) &narrow
				: *fields == 'l' ? (void *) &wide
				: *fields == 'f' ? (void *) &single
								 : (void *) &twice,
			size);
		offset += size;
	}
	return align (offset, alignment);
}

/* Byte by byte but for the padding, which fill leaves as it is: both sides have zeros there or nobody looks. */
static void
check_fields (const uint8_t *value, const uint8_t *expected, const char *name, const char *fields)
{
	size_t offset = 0;
	for (; *fields; offset += size_of_field (*fields++)) {
		offset = align (offset, size_of_field (*fields));
		ck_assert_msg (memcmp (value + offset, expected + offset, size_of_field (*fields)) == 0,
			"the field at %zu of %s is wrong", offset, name);
	}
}

START_TEST (structs_of_all_sizes)
{
	for (size_t i = 0; i < COUNT (structs); i++) {
		uint8_t value [128] = { 0 }, expected [128] = { 0 };
		char description [64];
		int32_t by = 7;
		size_t size = fill (value, structs [i].fields, 30);
		fill (expected, structs [i].fields, 37);
		snprintf (description, sizeof description, "Grow(%s,int)", structs [i].name);
		Body body = execute_compile (COMPILER, "Structs", description);
		check_fields (execute_value (&body, NULL, size, ARGUMENTS (value, &by)), expected, structs [i].name,
			structs [i].fields);
	}
}
END_TEST

/* ---- Floats ---- */

static const uint64_t doubles [] = {
	0,
	UINT64_C (0x8000000000000000),
	1,
	UINT64_C (0x000fffffffffffff),
	UINT64_C (0x3ff0000000000000),
	UINT64_C (0xbff8000000000000),
	UINT64_C (0x3fb999999999999a),
	UINT64_C (0x7fefffffffffffff),
	UINT64_C (0x7ff0000000000000),
	UINT64_C (0xfff0000000000000),
	UINT64_C (0x7ff8000000000000),
	UINT64_C (0xfff8000000012345),
	UINT64_C (0x4340000000000001),
	UINT64_C (0x3690000000000001),
};
static const uint32_t singles [] = {
	0,
	0x80000000,
	1,
	0x007fffff,
	0x3f800000,
	0xbfc00000,
	0x3dcccccd,
	0x7f7fffff,
	0x7f800000,
	0xff800000,
	0x7fc00000,
	0xffc01234,
	0x4b800001,
};

static double
add64 (double a, double b)
{
	return a + b;
}
static double
subtract64 (double a, double b)
{
	return a - b;
}
static double
multiply64 (double a, double b)
{
	return a * b;
}
static double
divide64 (double a, double b)
{
	return a / b;
}
static float
add32 (float a, float b)
{
	return a + b;
}
static float
subtract32 (float a, float b)
{
	return a - b;
}
static float
multiply32 (float a, float b)
{
	return a * b;
}
static float
divide32 (float a, float b)
{
	return a / b;
}

static const struct {
	const char *method;
	double (*host) (double a, double b);
} operations64 [] = {
	{ "Add64", add64 },
	{ "Subtract64", subtract64 },
	{ "Multiply64", multiply64 },
	{ "Divide64", divide64 },
	{ "Remainder64", fmod },
};
static const struct {
	const char *method;
	float (*host) (float a, float b);
} operations32 [] = {
	{ "Add32", add32 },
	{ "Subtract32", subtract32 },
	{ "Multiply32", multiply32 },
	{ "Divide32", divide32 },
};

/* Equal to the last bit; the payload of a computed NaN is nobody's business (ECMA-335 I.12.1.3). */
static void
check64 (const char *what, double value, double expected)
{
	if (!isnan (expected) || !isnan (value))
		ck_assert_msg (memcmp (&value, &expected, sizeof value) == 0, "%s: %a instead of %a", what, value, expected);
}

static void
check32 (const char *what, float value, float expected)
{
	if (!isnan (expected) || !isnan (value))
		ck_assert_msg (memcmp (&value, &expected, sizeof value) == 0, "%s: %a instead of %a", what, (double) value,
			(double) expected);
}

START_TEST (float64)
{
	Body identity = execute_compile (COMPILER, "Floats", "Identity64");
	Body narrow = execute_compile (COMPILER, "Floats", "Narrow");
	for (size_t i = 0; i < COUNT (doubles); i++) {
		double value;
		memcpy (&value, &doubles [i], sizeof value);
		ck_assert_uint_eq (RUN (uint64_t, &identity, &value), doubles [i]);
		check32 ("Narrow", RUN (float, &narrow, &value), (float) value);
	}
	for (size_t operation = 0; operation < COUNT (operations64); operation++) {
		Body body = execute_compile (COMPILER, "Floats", operations64 [operation].method);
		for (size_t i = 0; i < COUNT (doubles) * COUNT (doubles); i++) {
			double a, b;
			memcpy (&a, &doubles [i / COUNT (doubles)], sizeof a);
			memcpy (&b, &doubles [i % COUNT (doubles)], sizeof b);
			check64 (operations64 [operation].method, RUN (double, &body, &a, &b),
				operations64 [operation].host (a, b));
		}
	}
}
END_TEST

START_TEST (float32)
{
	Body identity = execute_compile (COMPILER, "Floats", "Identity32");
	Body widen = execute_compile (COMPILER, "Floats", "Widen");
	for (size_t i = 0; i < COUNT (singles); i++) {
		float value;
		memcpy (&value, &singles [i], sizeof value);
		ck_assert_uint_eq (RUN (uint32_t, &identity, &value), singles [i]);
		check64 ("Widen", RUN (double, &widen, &value), (double) value);
	}
	for (size_t operation = 0; operation < COUNT (operations32); operation++) {
		Body body = execute_compile (COMPILER, "Floats", operations32 [operation].method);
		for (size_t i = 0; i < COUNT (singles) * COUNT (singles); i++) {
			float a, b;
			memcpy (&a, &singles [i / COUNT (singles)], sizeof a);
			memcpy (&b, &singles [i % COUNT (singles)], sizeof b);
			check32 (operations32 [operation].method, RUN (float, &body, &a, &b), operations32 [operation].host (a, b));
		}
	}
}
END_TEST

/* ---- References ---- */

static MonoString *
new_string (const char *text)
{
	return mono_string_new (mono_domain_get (), text);
}

static void
check_string (MonoObject *string, const char *expected)
{
	char *text = mono_string_to_utf8 ((MonoString *) string);
	ck_assert_str_eq (text, expected);
	mono_free (text);
}

START_TEST (strings)
{
	Body same = execute_compile (COMPILER, "References", "Same");
	Body length = execute_compile (COMPILER, "References", "Length");
	Body repeat = execute_compile (COMPILER, "References", "Repeat");
	Body literal = execute_compile (COMPILER, "References", "Literal");
	MonoString *text = new_string ("grüße ");
	int32_t count = 3;
	ck_assert_ptr_eq (execute_object (&same, ARGUMENTS (text)), (MonoObject *) text);
	ck_assert_ptr_null (execute_object (&same, ARGUMENTS (NULL)));
	ck_assert_int_eq (RUN (int32_t, &length, text), 6);
	check_string (execute_object (&repeat, ARGUMENTS (text, &count)), "grüße grüße grüße ");
	check_string (execute_object (&literal, NULL), "grüße");
	/* The literal is the interned one (ECMA-335 III.4.16). */
	ck_assert_ptr_eq (execute_object (&literal, NULL), (MonoObject *) mono_string_intern (new_string ("grüße")));
	ExecutionResult result = execute_run (&length, NULL, ARGUMENTS (NULL));
	ck_assert_int_eq (result.threw, 1);
	ck_assert_ptr_eq (strstr (result.exception, "System.NullReferenceException"), result.exception);
}
END_TEST

START_TEST (arrays_of_values)
{
	Body squares = execute_compile (COMPILER, "References", "Squares");
	Body sum = execute_compile (COMPILER, "References", "Sum");
	for (uintptr_t length = 0; length < 40; length += 13) {
		MonoArray *array = mono_array_new (mono_domain_get (), mono_get_int32_class (), length);
		MonoArray *numbers = mono_array_new (mono_domain_get (), mono_get_double_class (), length);
		double expected = 0;
		for (uintptr_t i = 0; i < length; i++) {
			mono_array_set (array, int32_t, i, (int32_t) i - 5);
			mono_array_set (numbers, double, i, (double) i / 3);
			expected += (double) i / 3;
		}
		MonoArray *result = (MonoArray *) execute_object (&squares, ARGUMENTS (array));
		ck_assert_ptr_ne (result, array);
		ck_assert_uint_eq (mono_array_length (result), length);
		for (uintptr_t i = 0; i < length; i++)
			ck_assert_int_eq (mono_array_get (result, int32_t, i), ((int32_t) i - 5) * ((int32_t) i - 5));
		check64 ("Sum", RUN (double, &sum, numbers), expected);
	}
}
END_TEST

START_TEST (array_of_references)
{
	static const char *const words [] = { "one", "two", "three", "four", "five" };
	Body reverse = execute_compile (COMPILER, "References", "Reverse");
	MonoArray *array = mono_array_new (mono_domain_get (), mono_get_string_class (), COUNT (words));
	for (size_t i = 0; i < COUNT (words); i++)
		mono_array_setref (array, i, new_string (words [i]));
	ck_assert_int_eq (execute_run (&reverse, NULL, ARGUMENTS (array)).threw, 0);
	for (size_t i = 0; i < COUNT (words); i++)
		check_string (mono_array_get (array, MonoObject *, i), words [COUNT (words) - 1 - i]);
}
END_TEST

START_TEST (boxes)
{
	Body box = execute_compile (COMPILER, "References", "Box");
	Body unbox = execute_compile (COMPILER, "References", "Unbox");
	int32_t number = -1234567;
	MonoObject *boxed = execute_object (&box, ARGUMENTS (&number));
	ck_assert_ptr_eq (mono_object_get_class (boxed), mono_get_int32_class ());
	ck_assert_int_eq (*(int32_t *) mono_object_unbox (boxed), number);
	ck_assert_int_eq (RUN (int32_t, &unbox, boxed), number);
}
END_TEST

int
main (void)
{
	Suite *suite = suite_create ("execute-values");
	TCase *cases = tcase_create ("execute-values");
	const TTest *const of_each_compiler [] = {
		structs_of_all_sizes,
		float64,
		float32,
		strings,
		arrays_of_values,
		array_of_references,
		boxes,
	};
	for (size_t i = 0; i < COUNT (of_each_compiler); i++)
		tcase_add_loop_test (cases, of_each_compiler [i], 0, COUNT (compilers));
	suite_add_tcase (suite, cases);
	return run_in_process (suite);
}
