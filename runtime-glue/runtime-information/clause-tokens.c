/* SPDX-License-Identifier: MIT
 *
 * The classes that the clauses of a method header name, looked at before the runtime reads the header: it asserts that a
 * token has a row (metadata/metadata.c: parse_section_data, mono_metadata_decode_row), which malformed code need not have. */
#include "questions.h"

#include <mono/metadata/row-indexes.h>

/* ECMA-335 II.25.4 */
enum {
	FAT_FORMAT = 3,
	FORMAT_MASK = 7,
	MORE_SECTIONS = 8,
	FAT_HEADER_SIZE = 12,
	CODE_SIZE_OFFSET = 4,
	EXCEPTION_TABLE = 1,
	FAT_SECTION = 0x40,
	SECTION_HEADER_SIZE = 4,
	SMALL_CLAUSE_SIZE = 12,
	FAT_CLAUSE_SIZE = 24
};

static uint32_t
read_number (const uint8_t *bytes, size_t size)
{
	uint32_t value = 0;

	while (size-- > 0)
		value = value << 8 | bytes [size];
	return value;
}

/* The first exception table behind the code of the body at BODY; NULL if there is none. */
static const uint8_t *
find_exception_table (const uint8_t *body)
{
	if ((body [0] & FORMAT_MASK) != FAT_FORMAT || !(body [0] & MORE_SECTIONS))
		return NULL;
	const uint8_t *end = body + (body [1] >> 4) * 4 + read_number (body + CODE_SIZE_OFFSET, 4);
	/* Sections are aligned to 4 in the file, and the image is mapped as a whole. */
	const uint8_t *table = (const uint8_t *) (((uintptr_t) end + 3) & ~(uintptr_t) 3);
	return table [0] & EXCEPTION_TABLE ? table : NULL;
}

int
clause_tokens_are_sound (MonoMethod *method)
{
	MonoImage *image = mono_class_get_image (mono_method_get_class (method));
	uint32_t token = mono_method_get_token (method);

	if (token >> 24 != MONO_TABLE_METHOD || mono_image_is_dynamic (image))
		return 1;
	const MonoTableInfo *rows = mono_image_get_table_info (image, MONO_TABLE_METHOD);
	uint32_t address = mono_metadata_decode_row_col (rows, (int) (token & 0xffffff) - 1, MONO_METHOD_RVA);
	const uint8_t *body = address ? (const uint8_t *) mono_image_rva_map (image, address) : NULL;
	const uint8_t *table = body ? find_exception_table (body) : NULL;
	if (!table)
		return 1;

	int is_fat = table [0] & FAT_SECTION;
	size_t clause_size = is_fat ? FAT_CLAUSE_SIZE : SMALL_CLAUSE_SIZE;
	size_t count = read_number (table + 1, is_fat ? 3 : 1) / clause_size;
	for (size_t i = 0; i < count; i++) {
		const uint8_t *clause = table + SECTION_HEADER_SIZE + i * clause_size;
		uint32_t kind = read_number (clause, is_fat ? 4 : 2);
		uint32_t named = read_number (clause + clause_size - 4, 4);

		/* Of handlers of exceptions of no class at all the compiler hears. */
		if (kind == 0 && named != 0 && (named & 0xffffff) == 0)
			return 0;
	}
	return 1;
}
