/* SPDX-License-Identifier: MIT */
#include "writer.h"

#include <string.h>

typedef struct Item {
	Opcode opcode;          /* as it is to be encoded; branches: long form */
	int is_bytes, is_short; /* raw bytes; a branch in its short form */
	uint32_t offset;
	int64_t bits; /* operand, as it is encoded */
	Label target;
	uint32_t count; /* of a switch's targets, or of raw bytes */
	const Label *targets;
	const uint8_t *bytes;
} Item;

typedef struct Clause {
	HeaderClauseKind kind;
	Label try_start, try_end, handler_start, handler_end;
	uint32_t last;
} Clause;

struct Writer {
	Arena *arena;
	Item *items;
	uint32_t item_count, item_capacity;
	uint32_t *labels; /* index of the item a label stands before */
	uint32_t label_count, label_capacity;
	Clause *clauses;
	uint32_t clause_count, clause_capacity;
	uint32_t code_size; /* as far as it is laid out */
};

/* Room for one more element in an array from the arena; the old array stays behind in it. */
#define GROW(writer, array, count, capacity) \
	do { \
		if ((count) == (capacity)) { \
			size_t size_ = (count) * sizeof (*(array)); \
			void *old_ = (array); \
			(capacity) = (capacity) * 2 + 16; \
			(array) = arena_allocate ((writer)->arena, (capacity) * sizeof (*(array))); \
			if (size_) \
				memcpy ((array), old_, size_); \
		} \
	} while (0)

Writer *
writer_create (Arena *arena)
{
	Writer *writer = arena_new (arena, Writer);

	writer->arena = arena;
	return writer;
}

static Item *
add_item (Writer *writer, Opcode opcode)
{
	Item *item;

	GROW (writer, writer->items, writer->item_count, writer->item_capacity);
	item = &writer->items [writer->item_count++];
	item->opcode = opcode;
	return item;
}

/* The short form of CANONICAL with an operand of KIND (and of value IMPLIED, if it is implied), or CANONICAL itself. */
static Opcode
short_form (Opcode canonical, OperandKind kind, int64_t implied)
{
	for (int i = 0; i < OPCODE_COUNT; i++) {
		const OpcodeRow *row = &opcode_table [i];

		if (row->canonical == canonical && i != (int) canonical && row->operand == kind &&
			(kind != InlineNone || row->implied == implied))
			return i;
	}
	return canonical;
}

void
writer_emit (Writer *writer, Opcode opcode)
{
	add_item (writer, opcode);
}

void
writer_emit_integer (Writer *writer, Opcode opcode, int64_t value)
{
	Opcode form = opcode;

	if (opcode == OPCODE_LDC_I4)
		form = short_form (opcode, InlineNone, value);
	if (form == opcode && opcode == OPCODE_LDC_I4 && value == (int8_t) value)
		form = short_form (opcode, ShortInlineI, 0);
	add_item (writer, form)->bits = value;
}

void
writer_emit_float32 (Writer *writer, float value)
{
	uint32_t bits;

	memcpy (&bits, &value, sizeof (bits));
	add_item (writer, OPCODE_LDC_R4)->bits = bits;
}

void
writer_emit_float64 (Writer *writer, double value)
{
	memcpy (&add_item (writer, OPCODE_LDC_R8)->bits, &value, sizeof (value));
}

void
writer_emit_variable (Writer *writer, Opcode opcode, uint32_t index)
{
	Opcode form = short_form (opcode, InlineNone, index);

	if (form == opcode && index == (uint8_t) index)
		form = short_form (opcode, ShortInlineVar, 0);
	add_item (writer, form)->bits = index;
}

void
writer_emit_token (Writer *writer, Opcode opcode, uint32_t token)
{
	add_item (writer, opcode)->bits = token;
}

void
writer_emit_branch (Writer *writer, Opcode opcode, Label target)
{
	Item *item = add_item (writer, opcode);

	item->target = target;
	item->is_short = 1;
}

void
writer_emit_switch (Writer *writer, const Label *targets, uint32_t count)
{
	Label *copy = arena_array (writer->arena, Label, count);
	Item *item = add_item (writer, OPCODE_SWITCH);

	if (count)
		memcpy (copy, targets, count * sizeof (Label));
	item->targets = copy;
	item->count = count;
}

void
writer_emit_bytes (Writer *writer, const uint8_t *bytes, uint32_t size)
{
	uint8_t *copy = arena_allocate (writer->arena, size);
	Item *item = add_item (writer, OPCODE_NOP);

	memcpy (copy, bytes, size);
	item->is_bytes = 1;
	item->bytes = copy;
	item->count = size;
}

Label
writer_create_label (Writer *writer)
{
	GROW (writer, writer->labels, writer->label_count, writer->label_capacity);
	return writer->label_count++;
}

void
writer_mark_label (Writer *writer, Label label)
{
	writer->labels [label] = writer->item_count;
}

void
writer_add_clause (Writer *writer, HeaderClauseKind kind, Label try_start, Label try_end, Label handler_start,
	Label handler_end, uint32_t last)
{
	GROW (writer, writer->clauses, writer->clause_count, writer->clause_capacity);
	writer->clauses [writer->clause_count++] = (Clause) { kind, try_start, try_end, handler_start, handler_end, last };
}

uint32_t
writer_label_offset (const Writer *writer, Label label)
{
	uint32_t item = writer->labels [label];

	return item == writer->item_count ? writer->code_size : writer->items [item].offset;
}

static int
is_branch (const Item *item)
{
	return !item->is_bytes && opcode_table [item->opcode].operand == InlineBrTarget;
}

static Opcode
encoded_opcode (const Item *item)
{
	return is_branch (item) && item->is_short ? short_form (item->opcode, ShortInlineBrTarget, 0) : item->opcode;
}

static uint32_t
item_size (const Item *item)
{
	const OpcodeRow *row;
	uint32_t size;

	if (item->is_bytes)
		return item->count;
	row = &opcode_table [item->opcode];
	size = row->encoding > 0xff ? 2 : 1;
	if (is_branch (item))
		return size + (item->is_short ? 1 : 4);
	size += opcode_operand_size (row->operand);
	return row->operand == InlineSwitch ? size + item->count * sizeof (uint32_t) : size;
}

static int32_t
distance (const Writer *writer, const Item *item, Label target)
{
	return (int32_t) (writer_label_offset (writer, target) - (item->offset + item_size (item)));
}

static void
assign_offsets (Writer *writer)
{
	writer->code_size = 0;
	for (uint32_t i = 0; i < writer->item_count; i++) {
		writer->items [i].offset = writer->code_size;
		writer->code_size += item_size (&writer->items [i]);
	}
}

/* All branches start short, and grow until each reaches its target. */
static int
grow_branches (Writer *writer)
{
	int has_grown = 0;

	for (uint32_t i = 0; i < writer->item_count; i++) {
		Item *item = &writer->items [i];
		int32_t needed;

		if (!is_branch (item) || !item->is_short)
			continue;
		needed = distance (writer, item, item->target);
		if (needed == (int8_t) needed)
			continue;
		item->is_short = 0;
		has_grown = 1;
	}
	return has_grown;
}

static void
encode_item (const Writer *writer, const Item *item, uint8_t *bytes)
{
	const OpcodeRow *row;
	int64_t operand = item->bits;

	if (item->is_bytes) {
		memcpy (bytes, item->bytes, item->count);
		return;
	}
	row = &opcode_table [encoded_opcode (item)];
	if (row->encoding > 0xff)
		*bytes++ = row->encoding >> 8;
	*bytes++ = (uint8_t) row->encoding;
	if (is_branch (item))
		operand = distance (writer, item, item->target);
	if (row->operand == InlineSwitch)
		operand = item->count;
	memcpy (bytes, &operand, opcode_operand_size (row->operand));
	bytes += opcode_operand_size (row->operand);
	for (uint32_t i = 0; row->operand == InlineSwitch && i < item->count; i++) {
		int32_t target = distance (writer, item, item->targets [i]);

		memcpy (bytes, &target, sizeof (target));
		bytes += sizeof (target);
	}
}

static void
encode_code (const Writer *writer, uint8_t *bytes)
{
	for (uint32_t i = 0; i < writer->item_count; i++)
		encode_item (writer, &writer->items [i], bytes + writer->items [i].offset);
}

static void
lay_out (Writer *writer)
{
	do
		assign_offsets (writer);
	while (grow_branches (writer));
}

const uint8_t *
writer_finish_code (Writer *writer, uint32_t *size)
{
	uint8_t *bytes;

	lay_out (writer);
	*size = writer->code_size;
	bytes = arena_allocate (writer->arena, *size + 1);
	encode_code (writer, bytes);
	return bytes;
}

/* II.25.4.2 to II.25.4.6 */
enum {
	TINY_FORMAT = 0x2,
	TINY_CODE_LIMIT = 64,
	TINY_STACK_LIMIT = 8,
	FAT_FORMAT = 0x3,
	FAT_MORE_SECTIONS = 0x8,
	FAT_INIT_LOCALS = 0x10,
	FAT_HEADER_WORDS = 3,
	FAT_HEADER_SIZE = 12,
	SECTION_EXCEPTIONS = 0x1,
	SECTION_FAT = 0x40,
	SECTION_HEADER_SIZE = 4,
	SMALL_CLAUSE_SIZE = 12,
	FAT_CLAUSE_SIZE = 24
};

static uint8_t *
put (uint8_t *bytes, uint32_t value, uint32_t size)
{
	memcpy (bytes, &value, size);
	return bytes + size;
}

/* Clauses as they are written: offsets and lengths. */
static void
resolve_clause (const Writer *writer, uint32_t index, uint32_t fields [6])
{
	const Clause *clause = &writer->clauses [index];

	fields [0] = clause->kind;
	fields [1] = writer_label_offset (writer, clause->try_start);
	fields [2] = writer_label_offset (writer, clause->try_end) - fields [1];
	fields [3] = writer_label_offset (writer, clause->handler_start);
	fields [4] = writer_label_offset (writer, clause->handler_end) - fields [3];
	fields [5] = clause->kind == HEADER_CLAUSE_FILTER ? writer_label_offset (writer, clause->last) : clause->last;
}

static int
fits_small_section (const Writer *writer)
{
	uint32_t fields [6];

	if (writer->clause_count * SMALL_CLAUSE_SIZE + SECTION_HEADER_SIZE > UINT8_MAX)
		return 0;
	for (uint32_t i = 0; i < writer->clause_count; i++) {
		resolve_clause (writer, i, fields);
		if (fields [1] > UINT16_MAX || fields [2] > UINT8_MAX || fields [3] > UINT16_MAX || fields [4] > UINT8_MAX)
			return 0;
	}
	return 1;
}

static void
encode_clauses (const Writer *writer, int is_small, uint8_t *bytes)
{
	static const uint8_t small_sizes [] = { 2, 2, 1, 2, 1, 4 }, fat_sizes [] = { 4, 4, 4, 4, 4, 4 };
	const uint8_t *sizes = is_small ? small_sizes : fat_sizes;
	uint32_t clause_size = is_small ? SMALL_CLAUSE_SIZE : FAT_CLAUSE_SIZE;
	uint32_t section_size = writer->clause_count * clause_size + SECTION_HEADER_SIZE;
	uint32_t fields [6];

	bytes = put (bytes, section_size << 8 | SECTION_EXCEPTIONS | (is_small ? 0 : SECTION_FAT), SECTION_HEADER_SIZE);
	for (uint32_t i = 0; i < writer->clause_count; i++) {
		resolve_clause (writer, i, fields);
		for (int field = 0; field < 6; field++)
			bytes = put (bytes, fields [field], sizes [field]);
	}
}

static const uint8_t *
finish_tiny (Writer *writer, uint32_t *size)
{
	uint8_t *bytes = arena_allocate (writer->arena, writer->code_size + 1);

	*size = writer->code_size + 1;
	bytes [0] = writer->code_size << 2 | TINY_FORMAT;
	encode_code (writer, bytes + 1);
	return bytes;
}

const uint8_t *
writer_finish_body (Writer *writer, uint32_t max_stack, int init_locals, uint32_t local_signature, uint32_t *size)
{
	uint32_t flags = FAT_FORMAT | FAT_HEADER_WORDS << 12;
	uint32_t section_offset;
	uint8_t *bytes;
	int is_small;

	lay_out (writer);
	if (writer->code_size < TINY_CODE_LIMIT && max_stack <= TINY_STACK_LIMIT && !local_signature &&
		!writer->clause_count)
		return finish_tiny (writer, size);

	section_offset = (FAT_HEADER_SIZE + writer->code_size + 3) & ~3u;
	is_small = fits_small_section (writer);
	*size = FAT_HEADER_SIZE + writer->code_size;
	if (writer->clause_count) {
		flags |= FAT_MORE_SECTIONS;
		*size = section_offset + SECTION_HEADER_SIZE +
			writer->clause_count * (is_small ? SMALL_CLAUSE_SIZE : FAT_CLAUSE_SIZE);
	}
	if (init_locals)
		flags |= FAT_INIT_LOCALS;
	bytes = arena_allocate (writer->arena, *size);
	put (bytes, flags, 2);
	put (bytes + 2, max_stack, 2);
	put (bytes + 4, writer->code_size, 4);
	put (bytes + 8, local_signature, 4);
	encode_code (writer, bytes + FAT_HEADER_SIZE);
	if (writer->clause_count)
		encode_clauses (writer, is_small, bytes + section_offset);
	return bytes;
}
