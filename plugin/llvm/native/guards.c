/* SPDX-License-Identifier: MIT
 *
 * Where the code of finally handlers is, and the byte in the frame by which the runtime puts off an abort of the thread
 * until they end (emit-exceptions.c). LLVM mixes and moves code, so a handler is all code that comes from its IL. */
#include "object.h"

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

/* Appends the code of clause INDEX's handler to HANDLERS (unless that is NULL), of which there are *COUNT. */
static void
add_handler (const Compilation *compilation, uint32_t index, int32_t flag, const ObjectCode *object,
	const NativeOffset *lines, uint32_t line_count, NativeHandler *handlers, uint32_t *count)
{
	const ExceptionClause *clause = &compilation->source.body.clauses [index];
	int goes_on = 0;

	for (uint32_t i = 0; i < line_count; i++) {
		uint32_t end = i + 1 < line_count ? lines [i + 1].native_offset : object->code_size;
		int is_inside = lines [i].il_offset >= clause->handler_offset &&
			lines [i].il_offset - clause->handler_offset < clause->handler_length;

		*count += is_inside && !goes_on;
		if (is_inside && handlers && goes_on)
			handlers [*count - 1].end = end;
		else if (is_inside && handlers)
			handlers [*count - 1] = (NativeHandler) { index, lines [i].native_offset, end, flag };
		goes_on = is_inside;
	}
}

int
guards_read (Compilation *compilation, const ObjectCode *object, const NativeOffset *lines, uint32_t line_count,
	Arena *arena, NativeCodeHandle *native_code)
{
	uint32_t clauses = compilation->source.body.clause_count, count = 0;
	Flags flags = {
		arena_array (object->arena, int32_t, clauses + 1),
		arena_array (object->arena, uint8_t, clauses + 1),
		clauses,
	};

	if (!clauses || !line_count)
		return 1;
	if (!read_flags (compilation, object, &flags))
		return 0;
	NativeHandler *handlers = NULL;
	for (int pass = 0; pass < 2; pass++) {
		if (pass == 1)
			handlers = arena_array (arena, NativeHandler, count);
		count = 0;
		for (uint32_t i = 0; i < clauses; i++)
			if (flags.is_known [i])
				add_handler (compilation, i, flags.offset [i], object, lines, line_count, handlers, &count);
	}
	native_code->handlers = handlers;
	native_code->handler_count = count;
	return 1;
}
