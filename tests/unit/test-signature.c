/* SPDX-License-Identifier: MIT
 *
 * Compressed integers and signatures: ECMA-335 II.23.2. */
#include "il/signature.h"
#include "suite.h"

#include <string.h>

static Arena *arena;

static void
set_up (void)
{
	arena = arena_create ();
}

static void
tear_down (void)
{
	arena_destroy (arena);
}

/* A reader of a copy of BYTES, whose end the address sanitizer watches. */
static SignatureReader
reader_of (const uint8_t *bytes, uint32_t size)
{
	SignatureReader reader;
	uint8_t *copy = calloc (1, size + !size);

	memcpy (copy, bytes, size);
	signature_reader_initialize (&reader, arena, copy, size);
	return reader;
}

static void
release (SignatureReader *reader)
{
	free ((uint8_t *) reader->bytes);
}

#define BYTES(...) ((const uint8_t []) { __VA_ARGS__ }), sizeof ((const uint8_t []) { __VA_ARGS__ })

/* The examples and limits of II.23.2. */
static const struct {
	uint32_t value, size;
	uint8_t bytes [4];
} unsigned_cases [] = {
	{ 0x00, 1, { 0x00 } },
	{ 0x03, 1, { 0x03 } },
	{ 0x7f, 1, { 0x7f } },
	{ 0x80, 2, { 0x80, 0x80 } },
	{ 0x2e57, 2, { 0xae, 0x57 } },
	{ 0x3fff, 2, { 0xbf, 0xff } },
	{ 0x4000, 4, { 0xc0, 0x00, 0x40, 0x00 } },
	{ 0x1fffffff, 4, { 0xdf, 0xff, 0xff, 0xff } },
};

static const struct {
	int32_t value;
	uint32_t size;
	uint8_t bytes [4];
} signed_cases [] = {
	{ 0, 1, { 0x00 } },
	{ 3, 1, { 0x06 } },
	{ -3, 1, { 0x7b } },
	{ 63, 1, { 0x7e } },
	{ -64, 1, { 0x01 } },
	{ 64, 2, { 0x80, 0x80 } },
	{ -65, 2, { 0xbf, 0x7f } },
	{ 8191, 2, { 0xbf, 0xfe } },
	{ -8192, 2, { 0x80, 0x01 } },
	{ 8192, 4, { 0xc0, 0x00, 0x40, 0x00 } },
	{ -8193, 4, { 0xdf, 0xff, 0xbf, 0xff } },
	{ 268435455, 4, { 0xdf, 0xff, 0xff, 0xfe } },
	{ -268435456, 4, { 0xc0, 0x00, 0x00, 0x01 } },
};

START_TEST (unsigned_integers)
{
	uint8_t written [COMPRESSED_MAXIMUM_SIZE];
	uint32_t value;

	for (size_t i = 0; i < sizeof (unsigned_cases) / sizeof (unsigned_cases [0]); i++) {
		SignatureReader reader = reader_of (unsigned_cases [i].bytes, unsigned_cases [i].size);

		ck_assert (signature_read_unsigned (&reader, &value));
		ck_assert_uint_eq (value, unsigned_cases [i].value);
		ck_assert_uint_eq (reader.offset, unsigned_cases [i].size);
		release (&reader);
		ck_assert_uint_eq (signature_write_unsigned (written, value), unsigned_cases [i].size);
		ck_assert_mem_eq (written, unsigned_cases [i].bytes, unsigned_cases [i].size);
	}
	ck_assert_uint_eq (signature_write_unsigned (written, COMPRESSED_MAXIMUM + 1u), 0);
}
END_TEST

START_TEST (signed_integers)
{
	uint8_t written [COMPRESSED_MAXIMUM_SIZE];
	int32_t value;

	for (size_t i = 0; i < sizeof (signed_cases) / sizeof (signed_cases [0]); i++) {
		SignatureReader reader = reader_of (signed_cases [i].bytes, signed_cases [i].size);

		ck_assert (signature_read_signed (&reader, &value));
		ck_assert_int_eq (value, signed_cases [i].value);
		release (&reader);
		ck_assert_uint_eq (signature_write_signed (written, value), signed_cases [i].size);
		ck_assert_mem_eq (written, signed_cases [i].bytes, signed_cases [i].size);
	}
	ck_assert_uint_eq (signature_write_signed (written, 268435456), 0);
	ck_assert_uint_eq (signature_write_signed (written, -268435457), 0);
}
END_TEST

static int
reads_unsigned (const uint8_t *bytes, uint32_t size)
{
	SignatureReader reader = reader_of (bytes, size);
	uint32_t value;
	int result = signature_read_unsigned (&reader, &value);

	release (&reader);
	return result;
}

START_TEST (malformed_integers)
{
	ck_assert (!reads_unsigned ((const uint8_t []) { 0 }, 0));
	ck_assert (!reads_unsigned (BYTES (0x80)));
	ck_assert (!reads_unsigned (BYTES (0xc0, 0x00, 0x00)));
	ck_assert (!reads_unsigned (BYTES (0xe0, 0x00, 0x00, 0x00)));
	ck_assert (!reads_unsigned (BYTES (0xff)));
}
END_TEST

static int
reads_method (const uint8_t *bytes, uint32_t size, MethodSignature *signature)
{
	SignatureReader reader = reader_of (bytes, size);
	int result = signature_read_method (&reader, signature) && reader.offset == size;

	release (&reader);
	return result;
}

START_TEST (method_signatures)
{
	MethodSignature signature;

	/* instance string (int, ref T[], class 0x01000002<int>) with one generic parameter */
	ck_assert (reads_method (BYTES (0x30, 1, 3, 0x0e, 0x08, 0x10, 0x1d, 0x1e, 0, 0x15, 0x12, 0x09, 1, 0x08),
		&signature));
	ck_assert (signature.flags & SIGNATURE_HAS_THIS);
	ck_assert_uint_eq (signature.generic_parameter_count, 1);
	ck_assert_uint_eq (signature.parameter_count, 3);
	ck_assert_int_eq (signature.sentinel, -1);
	ck_assert_int_eq (signature.result.element, ELEMENT_STRING);
	ck_assert_int_eq (signature.parameters [1].element, ELEMENT_BYREF);
	ck_assert_int_eq (signature.parameters [1].inner->element, ELEMENT_SZARRAY);
	ck_assert_int_eq (signature.parameters [1].inner->inner->element, ELEMENT_MVAR);
	ck_assert_int_eq (signature.parameters [2].element, ELEMENT_GENERICINST);
	ck_assert_uint_eq (signature.parameters [2].inner->token, 0x01000002);
	ck_assert_int_eq (signature.parameters [2].arguments [0].element, ELEMENT_I4);
}
END_TEST

START_TEST (vararg_signatures)
{
	MethodSignature signature;

	ck_assert (reads_method (BYTES (0x05, 2, 0x01, 0x08, 0x41, 0x0d), &signature));
	ck_assert_int_eq (signature.sentinel, 1);
	ck_assert (!reads_method (BYTES (0x05, 2, 0x01, 0x41, 0x08, 0x41, 0x0d), &signature));
}
END_TEST

START_TEST (function_pointers_and_arrays)
{
	MethodSignature signature;

	/* void (method int *(int), double[,0:3]) */
	ck_assert (reads_method (BYTES (0, 2, 0x01, 0x1b, 0, 1, 0x08, 0x08, 0x14, 0x0d, 2, 1, 4, 2, 0, 0), &signature));
	ck_assert_uint_eq (signature.parameters [0].function->parameter_count, 1);
	ck_assert_uint_eq (signature.parameters [1].rank, 2);
}
END_TEST

START_TEST (tokens_of_each_table)
{
	SignatureReader reader = reader_of (BYTES (0x12, 0x04, 0x11, 0x05, 0x12, 0x06));
	SignatureType type;

	signature_read_type (&reader, &type);
	ck_assert_uint_eq (type.token, 0x02000001);
	signature_read_type (&reader, &type);
	ck_assert_uint_eq (type.token, 0x01000001);
	signature_read_type (&reader, &type);
	ck_assert_uint_eq (type.token, 0x1b000001);
	release (&reader);
}
END_TEST

START_TEST (locals_and_fields)
{
	SignatureReader reader = reader_of (BYTES (0x07, 2, 0x45, 0x10, 0x05, 0x20, 0x05, 0x08));
	SignatureType *locals, type;
	uint32_t count;

	ck_assert (signature_read_locals (&reader, &count, &locals));
	ck_assert_uint_eq (count, 2);
	ck_assert (locals [0].is_pinned && locals [0].element == ELEMENT_BYREF);
	ck_assert (!locals [1].is_pinned && locals [1].element == ELEMENT_I4);
	release (&reader);
	reader = reader_of (BYTES (0x06, 0x0a));
	ck_assert (signature_read_field (&reader, &type));
	ck_assert_int_eq (type.element, ELEMENT_I8);
	release (&reader);
	reader = reader_of (BYTES (0x07, 0x0a));
	ck_assert (!signature_read_field (&reader, &type));
	release (&reader);
}
END_TEST

START_TEST (malformed_signatures)
{
	MethodSignature signature;
	uint8_t deep [300];

	memset (deep, 0x0f, sizeof (deep));
	ck_assert (!reads_method (BYTES (0x06, 0, 0x01), &signature));             /* not a method's */
	ck_assert (!reads_method (BYTES (0, 1, 0x01), &signature));                /* a parameter is missing */
	ck_assert (!reads_method (BYTES (0, 1, 0x01, 0x01), &signature));          /* a void parameter */
	ck_assert (!reads_method (BYTES (0, 0, 0x17), &signature));                /* no such type */
	ck_assert (!reads_method (BYTES (0, 0, 0x12, 0x07), &signature));          /* no such table */
	ck_assert (!reads_method (BYTES (0, 0, 0x14, 0x08, 0, 0, 0), &signature)); /* rank 0 */
	ck_assert (!reads_method (BYTES (0, 0, 0x15, 0x08, 1, 0x08), &signature)); /* an instance of int */
	ck_assert (!reads_method (BYTES (0, 0xdf, 0xff, 0xff, 0xff, 0x01), &signature));
	ck_assert (!reads_method (BYTES (0, 0, 0x1f), &signature));
	deep [0] = deep [1] = 0;
	ck_assert (!reads_method (deep, sizeof (deep), &signature));
}
END_TEST

int
main (void)
{
	TCase *tests = tcase_create ("signature");

	tcase_add_checked_fixture (tests, set_up, tear_down);
	tcase_add_test (tests, unsigned_integers);
	tcase_add_test (tests, signed_integers);
	tcase_add_test (tests, malformed_integers);
	tcase_add_test (tests, method_signatures);
	tcase_add_test (tests, vararg_signatures);
	tcase_add_test (tests, function_pointers_and_arrays);
	tcase_add_test (tests, tokens_of_each_table);
	tcase_add_test (tests, locals_and_fields);
	tcase_add_test (tests, malformed_signatures);
	return run_case (tests);
}
