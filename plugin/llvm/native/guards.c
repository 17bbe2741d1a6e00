/* SPDX-License-Identifier: MIT
 *
 * Where the code of finally handlers is, and the byte in the frame by which the runtime puts off an abort of the thread
 * until they end (emit-exceptions.c). LLVM mixes and moves code, so a handler is all code that comes from its IL, as its
 * debug locations say.
 *
 * What counts are the calls: a thread is stopped where it makes one, and each frame of its stack stands at one. LLVM
 * promises little about locations, but this: calls that are `nomerge` are not merged with others, and so keep theirs
 * (LangRef, "nomerge": meant for that). All calls at which a thread can be stopped are (emit_call_or_invoke, polls). Marks of
 * our own would be no better, or cost more: asm labels say where a block begins and not which blocks belong to it, !pcsections
 * can get lost as locations can, and a landing pad for each handler would make an invoke of each call in it. */
#include "object.h"

#include <stdlib.h>
#include <string.h>

/* LLVM 19: StackMaps.cpp, serializeToStackMapSection. */
enum {
	VERSION = 3,
	LOCATION_DIRECT = 2, /* the value is an address: that of a register plus an offset */
	REGISTER_RBP = 6     /* DWARF number: psABI, figure 3.36 */
};

typedef struct Flags {
	int32_t *offset; /* from RBP, by clause */
	uint8_t *is_known;
	uint32_t clause_count;
} Flags;

static void
align (Bytes *bytes, const uint8_t *start)
{
	while ((bytes->at - start) % 8 != 0 && !bytes->overrun)
		bytes_read (bytes, 1);
}

static int
read_record (Bytes *bytes, const uint8_t *start, Flags *flags)
{
	enum { INSTRUCTION_OFFSET_SIZE = 4, RESERVED_SIZE = 2, LIVE_OUT_SIZE = 4 };
	uint64_t clause = bytes_read (bytes, 8);

	bytes_read (bytes, INSTRUCTION_OFFSET_SIZE);
	bytes_read (bytes, RESERVED_SIZE);
	uint64_t locations = bytes_read (bytes, 2), kind = bytes_read (bytes, 1);
	bytes_read (bytes, 1);
	bytes_read (bytes, 2);
	uint64_t number = bytes_read (bytes, 2);
	bytes_read (bytes, 2);
	uint64_t offset = bytes_read (bytes, 4);
	align (bytes, start);
	bytes_read (bytes, 2);
	for (uint64_t live_outs = bytes_read (bytes, 2); live_outs > 0 && !bytes->overrun; live_outs--)
		bytes_read (bytes, LIVE_OUT_SIZE);
	align (bytes, start);
	if (bytes->overrun || locations != 1 || kind != LOCATION_DIRECT || number != REGISTER_RBP ||
		clause >= flags->clause_count)
		return 0;
	flags->offset [clause] = (int32_t) (uint32_t) offset;
	flags->is_known [clause] = 1;
	return 1;
}

static int
read_flags (Compilation *compilation, const ObjectCode *object, Flags *flags)
{
	enum { HEADER_SIZE = 4, FUNCTION_SIZE = 24, CONSTANT_SIZE = 8 };
	const ObjectSection *section = object_find_section (object, ".llvm_stackmaps");

	if (!section)
		return 1;
	const uint8_t *start = section->data->d_buf;
	Bytes bytes = { start, start + section->size, 0 };
	int done = (bytes_read (&bytes, HEADER_SIZE) & 0xff) == VERSION;
	uint64_t functions = bytes_read (&bytes, 4), constants = bytes_read (&bytes, 4), records = bytes_read (&bytes, 4);
	bytes_split (&bytes, functions * FUNCTION_SIZE + constants * CONSTANT_SIZE);
	for (; records > 0 && done; records--)
		done = read_record (&bytes, start, flags);
	return (done && !bytes.overrun) ||
		internal_error (compilation, 0, "the table of stack maps has an unexpected form");
}

/* ---- Extents ---- */

/* The IL map, to be searched by IL offset. */
typedef struct Lines {
	const NativeOffset *rows;
	uint32_t count;
	uint32_t *by_il_offset; /* numbers of rows */
	uint32_t *found;        /* room for as many */
} Lines;

static int
compare_il_offsets (const void *a, const void *b, void *data)
{
	const NativeOffset *rows = data, *first = &rows [*(const uint32_t *) a], *second = &rows [*(const uint32_t *) b];

	return (first->il_offset > second->il_offset) - (first->il_offset < second->il_offset);
}

static int
compare_numbers (const void *a, const void *b)
{
	uint32_t first = *(const uint32_t *) a, second = *(const uint32_t *) b;

	return (first > second) - (first < second);
}

static Lines
sort_lines (const NativeOffset *rows, uint32_t count, Arena *arena)
{
	Lines lines = { rows, count, arena_array (arena, uint32_t, count), arena_array (arena, uint32_t, count) };

	for (uint32_t i = 0; i < count; i++)
		lines.by_il_offset [i] = i;
	qsort_r (lines.by_il_offset, count, sizeof *lines.by_il_offset, compare_il_offsets, (void *) rows);
	return lines;
}

/* The rows from IL offset START on up to END, in the order of the code, into LINES->found. */
static uint32_t
find_lines (Lines *lines, uint32_t start, uint32_t end)
{
	uint32_t low = 0, high = lines->count, count = 0;

	while (low < high) {
		uint32_t middle = low + (high - low) / 2;

		if (lines->rows [lines->by_il_offset [middle]].il_offset < start)
			low = middle + 1;
		else
			high = middle;
	}
	for (; low < lines->count && lines->rows [lines->by_il_offset [low]].il_offset < end; low++)
		lines->found [count++] = lines->by_il_offset [low];
	qsort (lines->found, count, sizeof *lines->found, compare_numbers);
	return count;
}

/* Appends the code of clause INDEX's handler to HANDLERS (unless that is NULL), of which there are *COUNT. */
static void
add_handler (const Compilation *compilation, uint32_t index, int32_t flag, uint32_t code_size, Lines *lines,
	NativeHandler *handlers, uint32_t *count)
{
	const ExceptionClause *clause = &compilation->source.body.clauses [index];
	uint32_t found = find_lines (lines, clause->handler_offset, clause->handler_offset + clause->handler_length);

	for (uint32_t i = 0; i < found; i++) {
		uint32_t row = lines->found [i];
		uint32_t end = row + 1 < lines->count ? lines->rows [row + 1].native_offset : code_size;
		int goes_on = i > 0 && lines->found [i - 1] + 1 == row;

		*count += !goes_on;
		if (handlers && goes_on)
			handlers [*count - 1].end = end;
		else if (handlers)
			handlers [*count - 1] = (NativeHandler) { index, lines->rows [row].native_offset, end, flag };
	}
}

int
guards_read (Compilation *compilation, const ObjectCode *object, const NativeOffset *rows, uint32_t row_count,
	Arena *arena, NativeCodeHandle *native_code)
{
	uint32_t clauses = compilation->source.body.clause_count, count = 0;
	Flags flags = {
		arena_array (object->arena, int32_t, clauses + 1),
		arena_array (object->arena, uint8_t, clauses + 1),
		clauses,
	};

	if (!clauses || !row_count)
		return 1;
	if (!read_flags (compilation, object, &flags))
		return 0;
	Lines lines = sort_lines (rows, row_count, object->arena);
	NativeHandler *handlers = NULL;
	for (int pass = 0; pass < 2; pass++) {
		if (pass == 1)
			handlers = arena_array (arena, NativeHandler, count);
		count = 0;
		for (uint32_t i = 0; i < clauses; i++)
			if (flags.is_known [i])
				add_handler (compilation, i, flags.offset [i], object->code_size, &lines, handlers, &count);
	}
	native_code->handlers = handlers;
	native_code->handler_count = count;
	return 1;
}
