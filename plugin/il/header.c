/* SPDX-License-Identifier: MIT */
#include "header.h"

#include <string.h>

#define READ(type, bytes) \
	({ \
		type value_; \
		memcpy (&value_, (bytes), sizeof (type)); \
		value_; \
	})

/* II.25.4.2 to II.25.4.5 */
enum {
	FORMAT_MASK = 0x3,
	TINY_FORMAT = 0x2,
	FAT_FORMAT = 0x3,
	TINY_SIZE_SHIFT = 2,
	MORE_SECTIONS = 0x8,
	INIT_LOCALS = 0x10,
	FAT_HEADER_WORDS_SHIFT = 12,
	FAT_HEADER_SIZE = 12,
	TINY_MAX_STACK = 8,
	SECTION_EXCEPTIONS = 0x1,
	SECTION_KIND_MASK = 0x3f,
	SECTION_FAT = 0x40,
	SECTION_MORE = 0x80,
	SECTION_HEADER_SIZE = 4,
	SMALL_CLAUSE_SIZE = 12,
	FAT_CLAUSE_SIZE = 24
};

typedef struct Section {
	uint8_t flags;
	uint32_t size; /* its header included */
	uint32_t clause_count;
} Section;

static uint32_t
clause_size (const Section *section)
{
	return section->flags & SECTION_FAT ? FAT_CLAUSE_SIZE : SMALL_CLAUSE_SIZE;
}

static const char *
read_section (const uint8_t *bytes, size_t size, Section *section)
{
	if (size < SECTION_HEADER_SIZE)
		return "a section is truncated";
	section->flags = bytes [0];
	section->size = section->flags & SECTION_FAT ? READ (uint32_t, bytes) >> 8 : bytes [1];
	if (section->size < SECTION_HEADER_SIZE || section->size > size)
		return "a section is truncated";
	section->clause_count = 0;
	if ((section->flags & SECTION_KIND_MASK) == SECTION_EXCEPTIONS)
		section->clause_count = (section->size - SECTION_HEADER_SIZE) / clause_size (section);
	return NULL;
}

/* Sections start at multiples of 4 from the start of the fat header, which does so itself. */
static size_t
align (size_t offset)
{
	return (offset + 3) & ~(size_t) 3;
}

static const char *
read_sections (MethodHeader *header)
{
	const char *problem;
	size_t offset = 0;
	Section section;

	do {
		if (offset > header->sections_size)
			return "a section is truncated";
		problem = read_section (header->sections + offset, header->sections_size - offset, &section);
		if (problem)
			return problem;
		header->clause_count += section.clause_count;
		offset = align (offset + section.size);
	} while (section.flags & SECTION_MORE);
	return NULL;
}

static const char *
read_fat (const uint8_t *bytes, size_t size, MethodHeader *header)
{
	uint16_t flags;
	size_t code_offset, sections_offset;

	if (size < FAT_HEADER_SIZE)
		return "the header is truncated";
	flags = READ (uint16_t, bytes);
	code_offset = (flags >> FAT_HEADER_WORDS_SHIFT) * 4;
	if (code_offset < FAT_HEADER_SIZE)
		return "the header says that it is smaller than a header";
	header->is_fat = 1;
	header->init_locals = (flags & INIT_LOCALS) != 0;
	header->max_stack = READ (uint16_t, bytes + 2);
	header->code_size = READ (uint32_t, bytes + 4);
	header->local_signature = READ (uint32_t, bytes + 8);
	if (code_offset > size || header->code_size > size - code_offset)
		return "the code is truncated";
	header->code = bytes + code_offset;
	if (!(flags & MORE_SECTIONS))
		return NULL;
	sections_offset = align (code_offset + header->code_size);
	if (sections_offset > size)
		return "a section is truncated";
	header->sections = bytes + sections_offset;
	header->sections_size = size - sections_offset;
	return read_sections (header);
}

const char *
header_read (const uint8_t *bytes, size_t size, MethodHeader *header)
{
	*header = (MethodHeader) { 0 };
	if (!size)
		return "the header is truncated";
	switch (bytes [0] & FORMAT_MASK) {
	case TINY_FORMAT:
		header->max_stack = TINY_MAX_STACK;
		header->code = bytes + 1;
		header->code_size = bytes [0] >> TINY_SIZE_SHIFT;
		return header->code_size > size - 1 ? "the code is truncated" : NULL;
	case FAT_FORMAT:
		return read_fat (bytes, size, header);
	default:
		return "the header is neither tiny nor fat";
	}
}

static void
read_small_clause (const uint8_t *bytes, HeaderClause *clause)
{
	clause->kind = READ (uint16_t, bytes);
	clause->try_offset = READ (uint16_t, bytes + 2);
	clause->try_length = bytes [4];
	clause->handler_offset = READ (uint16_t, bytes + 5);
	clause->handler_length = bytes [7];
}

static void
read_fat_clause (const uint8_t *bytes, HeaderClause *clause)
{
	clause->kind = READ (uint32_t, bytes);
	clause->try_offset = READ (uint32_t, bytes + 4);
	clause->try_length = READ (uint32_t, bytes + 8);
	clause->handler_offset = READ (uint32_t, bytes + 12);
	clause->handler_length = READ (uint32_t, bytes + 16);
}

void
header_get_clause (const MethodHeader *header, uint32_t index, HeaderClause *clause)
{
	size_t offset = 0;
	const uint8_t *bytes;
	uint32_t last;
	Section section = { 0 };

	for (;;) {
		read_section (header->sections + offset, header->sections_size - offset, &section);
		if (index < section.clause_count)
			break;
		index -= section.clause_count;
		offset = align (offset + section.size);
	}
	*clause = (HeaderClause) { 0 };
	bytes = header->sections + offset + SECTION_HEADER_SIZE + index * clause_size (&section);
	if (section.flags & SECTION_FAT)
		read_fat_clause (bytes, clause);
	else
		read_small_clause (bytes, clause);
	last = READ (uint32_t, bytes + clause_size (&section) - sizeof (uint32_t));
	if (clause->kind == HEADER_CLAUSE_FILTER)
		clause->filter_offset = last;
	else if (clause->kind == HEADER_CLAUSE_CATCH)
		clause->class_token = last;
}
