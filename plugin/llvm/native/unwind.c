/* SPDX-License-Identifier: MIT
 *
 * Unwind information: .eh_frame (LSB 5.0, 10.6) into the instructions the runtime's unwinder runs. */
#include "object.h"

#include <dwarf.h>
#include <stdlib.h>
#include <string.h>

/* The instructions allowed by NativeCodeHandle, with what follows each. */
typedef enum FrameOperand { NOTHING, BYTES1, BYTES2, BYTES4, LEB, LEB_LEB } FrameOperand;

static const struct {
	uint8_t opcode;
	FrameOperand operand;
} allowed [] = {
	{ DW_CFA_nop, NOTHING },
	{ DW_CFA_advance_loc1, BYTES1 },
	{ DW_CFA_advance_loc2, BYTES2 },
	{ DW_CFA_advance_loc4, BYTES4 },
	{ DW_CFA_offset_extended, LEB_LEB },
	{ DW_CFA_offset_extended_sf, LEB_LEB },
	{ DW_CFA_same_value, LEB },
	{ DW_CFA_remember_state, NOTHING },
	{ DW_CFA_restore_state, NOTHING },
	{ DW_CFA_def_cfa, LEB_LEB },
	{ DW_CFA_def_cfa_register, LEB },
	{ DW_CFA_def_cfa_offset, LEB },
};

/* What a function starts with, for every function but the first: callee-saved registers (DWARF numbers 3, 6, 12 to 15:
 * AMD64 supplement, 3.6.2) as the caller left them. LLVM's CIE, which the first starts with, does not mention them. */
static const uint8_t saved_registers [] = { 3, 6, 12, 13, 14, 15 };

typedef struct Output {
	Compilation *compilation;
	uint8_t *bytes;
	uint32_t size;
	uint32_t position; /* in the code */
	int remembered;
} Output;

/* Returns by how much an instruction with such operands goes on in the code. */
static uint64_t
skip_operands (Bytes *bytes, FrameOperand operand)
{
	switch (operand) {
	case BYTES1:
		return bytes_read (bytes, 1);
	case BYTES2:
		return bytes_read (bytes, 2);
	case BYTES4:
		return bytes_read (bytes, 4);
	case LEB_LEB:
		bytes_read_uleb128 (bytes); /* fall through */
	case LEB:
		bytes_read_uleb128 (bytes);
		break;
	case NOTHING:
		break;
	}
	return 0;
}

/* Copies instructions without nops. */
static int
copy_instructions (Output *output, Bytes bytes)
{
	while (bytes.at < bytes.end) {
		const uint8_t *start = bytes.at;
		uint8_t opcode = (uint8_t) bytes_read (&bytes, 1);
		size_t i;

		/* The two instructions with an operand inside the opcode (DWARF 4, 7.23) */
		if ((opcode & 0xc0) == DW_CFA_advance_loc)
			output->position += opcode & 0x3f;
		else if ((opcode & 0xc0) == DW_CFA_offset)
			bytes_read_uleb128 (&bytes);
		else if ((opcode & 0xc0) == DW_CFA_restore) {
			/* After an epilogue in the middle of the code. The runtime does not know it; it means the rule of the CIE,
			 * which for a saved register is none: the caller's value. */
			output->bytes [output->size++] = DW_CFA_same_value;
			output->bytes [output->size++] = opcode & 0x3f;
			continue;
		} else {
			for (i = 0; i < sizeof allowed / sizeof *allowed && allowed [i].opcode != opcode; i++)
				;
			if (i == sizeof allowed / sizeof *allowed)
				return internal_error (output->compilation, 0,
					"the unwind information has an instruction (0x%02x) that the runtime does not know", opcode);
			output->position += (uint32_t) skip_operands (&bytes, allowed [i].operand);
			/* The runtime remembers one state only (mini/unwind.c:mono_unwind_frame). */
			if (opcode == DW_CFA_remember_state && output->remembered++)
				return internal_error (output->compilation, 0, "the unwind information remembers two states at once");
			if (opcode == DW_CFA_restore_state)
				output->remembered = 0;
			if (opcode == DW_CFA_nop)
				continue;
		}
		if (bytes.overrun)
			return internal_error (output->compilation, 0, "the unwind information ends inside an instruction");
		memcpy (output->bytes + output->size, start, (size_t) (bytes.at - start));
		output->size += (uint32_t) (bytes.at - start);
	}
	return 1;
}

static void
start_next_function (Output *output, uint32_t start)
{
	uint32_t distance = start - output->position;
	size_t i;

	output->bytes [output->size++] = DW_CFA_advance_loc4;
	memcpy (output->bytes + output->size, &distance, sizeof distance);
	output->size += sizeof distance;
	output->position = start;
	for (i = 0; i < sizeof saved_registers; i++) {
		output->bytes [output->size++] = DW_CFA_same_value;
		output->bytes [output->size++] = saved_registers [i];
	}
}

/* ---- Entries of filters ---- */

/* Where METHOD has saved register NUMBER, below its frame's address in units of 8 bytes; 0 for nowhere. */
static uint64_t
saved_at (const Frame *method, uint8_t number)
{
	Bytes bytes = method->instructions;
	uint64_t found = 0;

	while (bytes.at < bytes.end) {
		uint8_t opcode = (uint8_t) bytes_read (&bytes, 1);

		if ((opcode & 0xc0) == DW_CFA_offset) {
			uint64_t offset = bytes_read_uleb128 (&bytes);
			if ((opcode & 0x3f) == number)
				found = offset;
			continue;
		}
		for (size_t i = 0; i < sizeof allowed / sizeof *allowed; i++)
			if (allowed [i].opcode == opcode)
				skip_operands (&bytes, allowed [i].operand);
	}
	return found;
}

/* The runtime calls the entry with RBP as the method's frame has left it, and unwinds from it to the method's caller, as if
 * it were the method itself. All methods with filters have a frame pointer (emit-filters.c), 16 bytes below the frame's
 * address. */
static void
describe_as_method (Output *output, const Frame *method)
{
	static const uint8_t frame [] = { DW_CFA_def_cfa, 6, 16 };

	memcpy (output->bytes + output->size, frame, sizeof frame);
	output->size += sizeof frame;
	for (size_t i = 0; i < sizeof saved_registers; i++) {
		uint64_t offset = saved_at (method, saved_registers [i]);

		if (!offset)
			continue;
		output->bytes [output->size++] = DW_CFA_offset | saved_registers [i];
		for (; offset > 0x7f; offset >>= 7)
			output->bytes [output->size++] = (uint8_t) (offset | 0x80);
		output->bytes [output->size++] = (uint8_t) offset;
	}
}

/* How pointers are encoded in our tables: as 32-bit distances from where they stand. */
#define NEAR_POINTER (DW_EH_PE_pcrel | DW_EH_PE_sdata4)

/* The augmentation of a common information entry (LSB 5.0, 10.6.1.1.1). The personality is not looked at: the runtime
 * has its own. */
static int
read_augmentation (const char *augmentation, Bytes data, int *has_exceptions)
{
	static const struct {
		char letter;
		uint8_t encoding;
		size_t size; /* of what follows the encoding */
	} known [] = {
		{ 'P', NEAR_POINTER | DW_EH_PE_indirect, 4 },
		{ 'L', NEAR_POINTER, 0 },
		{ 'R', NEAR_POINTER, 0 },
	};

	for (; *augmentation; augmentation++) {
		size_t i;

		for (i = 0; i < sizeof known / sizeof *known && known [i].letter != *augmentation; i++)
			;
		if (i == sizeof known / sizeof *known || bytes_read (&data, 1) != known [i].encoding)
			return 0;
		bytes_split (&data, known [i].size);
		*has_exceptions |= *augmentation == 'L';
	}
	return data.at == data.end && !data.overrun;
}

/* BYTES: a common information entry after its identifier. Leaves the instructions in it. */
static int
read_common (Compilation *compilation, Bytes *bytes, int *has_exceptions)
{
	uint8_t version = (uint8_t) bytes_read (bytes, 1);
	const char *augmentation = (const char *) bytes->at;
	uint64_t code_alignment, return_register;
	int64_t data_alignment;

	*has_exceptions = 0;
	while (bytes_read (bytes, 1) != 0)
		;
	code_alignment = bytes_read_uleb128 (bytes);
	data_alignment = bytes_read_sleb128 (bytes);
	return_register = bytes_read_uleb128 (bytes);
	if (version != 1 || code_alignment != 1 || data_alignment != -8 || return_register != 16 ||
		augmentation [0] != 'z' ||
		!read_augmentation (augmentation + 1, bytes_split (bytes, bytes_read_uleb128 (bytes)), has_exceptions) ||
		bytes->overrun)
		return internal_error (compilation, 0, "unwind information of an unexpected form (version %u, \"%s\")", version,
			augmentation);
	return 1;
}

/* Where FRAME's table of exceptions lies; AT: the place of the pointer to it. */
static int
find_exceptions (Compilation *compilation, const ObjectSection *section, uint64_t at, Frame *frame)
{
	const Relocation *relocation = object_find_relocation (section, at);
	const ObjectSymbol *symbol;
	uint64_t offset;

	/* Without a relocation the pointer is null: a function without calls that can throw. */
	if (!relocation)
		return 1;
	symbol = relocation->symbol;
	offset = symbol->value + (uint64_t) relocation->addend;
	if (!symbol->section || offset >= symbol->section->size)
		return internal_error (compilation, 0,
			"the unwind information leads to a table of exceptions that is not there");
	frame->exceptions = (Bytes) { symbol->section->data->d_buf, NULL, 0 };
	frame->exceptions.end = frame->exceptions.at + symbol->section->size;
	frame->exceptions.at += offset;
	frame->exception_section = symbol->section;
	return 1;
}

static int
compare_frames (const void *a, const void *b)
{
	const Frame *left = a, *right = b;

	return left->start < right->start ? -1 : left->start > right->start;
}

/* ENTRY: a frame description entry, after its identifier. */
static int
read_frame (Compilation *compilation, const ObjectSection *section, Bytes entry, int has_exceptions, Frame *frame)
{
	const uint8_t *start = section->data->d_buf;
	const Relocation *relocation = object_find_relocation (section, (uint64_t) (entry.at - start));
	Bytes augmentation;

	if (!relocation || !object_get_code_offset (relocation->symbol, relocation->addend, &frame->start))
		return internal_error (compilation, 0, "the unwind information describes something that is not code");
	bytes_read (&entry, 4);
	frame->size = (uint32_t) bytes_read (&entry, 4);
	augmentation = bytes_split (&entry, bytes_read_uleb128 (&entry));
	if (entry.overrun)
		return internal_error (compilation, 0, "the unwind information is cut off");
	frame->instructions = entry;
	return !has_exceptions || find_exceptions (compilation, section, (uint64_t) (augmentation.at - start), frame);
}

/* Tells the functions of filters from the others. */
static void
mark_frames (ObjectCode *object)
{
	for (size_t i = 1; i < object->symbol_count; i++) {
		const ObjectSymbol *symbol = &object->symbols [i];
		Frame key, *frame;

		if (!symbol->mark || !object_get_code_offset (symbol, 0, &key.start))
			continue;
		frame = bsearch (&key, object->frames, object->frame_count, sizeof key, compare_frames);
		if (frame) {
			frame->mark = symbol->mark;
			frame->mark_index = symbol->mark_index;
		}
	}
}

static int
read_frames (Compilation *compilation, ObjectCode *object, const ObjectSection *section)
{
	const uint8_t *start = section->data->d_buf;
	const uint8_t *common_start = NULL;
	Bytes all = { start, start + section->size, 0 }, common = { NULL, NULL, 0 };
	int has_exceptions = 0;

	while (all.at < all.end) {
		const uint8_t *entry_start = all.at;
		uint64_t length = bytes_read (&all, 4), identifier;
		Bytes entry = bytes_split (&all, length);
		Frame *frame = &object->frames [object->frame_count];

		if (length == 0)
			break;
		identifier = bytes_read (&entry, 4);
		if (all.overrun || entry.overrun)
			return internal_error (compilation, 0, "the unwind information is cut off");
		if (identifier == 0) {
			if (!read_common (compilation, &entry, &has_exceptions))
				return 0;
			common = entry;
			common_start = entry_start;
			continue;
		}
		/* The identifier is the distance back to the CIE, and LLVM writes a CIE just before the entries that use it. */
		if (entry_start + 4 - identifier != common_start)
			return internal_error (compilation, 0, "the unwind information is in an unexpected order");
		if (!read_frame (compilation, section, entry, has_exceptions, frame))
			return 0;
		frame->common = common;
		object->frame_count++;
	}
	qsort (object->frames, object->frame_count, sizeof *object->frames, compare_frames);
	mark_frames (object);
	return 1;
}

int
unwind_read (Compilation *compilation, ObjectCode *object, Arena *arena, NativeCodeHandle *native_code)
{
	const ObjectSection *section = object_find_section (object, ".eh_frame");
	Output output = { compilation, NULL, 0, 0, 0 };
	uint32_t i;
	/* An entry has 16 bytes at least; each function after the first gets its CIE's instructions and a new start. */
	size_t most_frames;

	if (!section)
		return internal_error (compilation, 0, "the code has no unwind information");
	most_frames = section->size / 16 + 1;
	object->frames = arena_array (object->arena, Frame, most_frames);
	object->frame_count = 0;
	if (!read_frames (compilation, object, section))
		return 0;
	if (object->frame_count == 0 || object->frames [0].start != 0)
		return internal_error (compilation, 0, "the unwind information does not start with the method");
	output.bytes = arena_array (arena, uint8_t, section->size * 2 + most_frames * 64);
	for (i = 0; i < object->frame_count; i++) {
		const Frame *frame = &object->frames [i];

		if (i > 0)
			start_next_function (&output, frame->start);
		if (!copy_instructions (&output, frame->common))
			return 0;
		if (i > 0 && frame->mark == SYMBOL_FILTER_ENTRY)
			describe_as_method (&output, &object->frames [0]);
		else if (!copy_instructions (&output, frame->instructions))
			return 0;
		if (output.remembered)
			return internal_error (compilation, 0, "the unwind information remembers a state and never restores it");
	}
	native_code->unwind_information = output.bytes;
	native_code->unwind_information_size = output.size;
	return 1;
}
