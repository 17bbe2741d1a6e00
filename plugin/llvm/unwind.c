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

typedef struct Bytes {
	const uint8_t *at, *end;
	int overrun;
} Bytes;

static uint64_t
read_bytes (Bytes *bytes, size_t width)
{
	uint64_t value = 0;

	if ((size_t) (bytes->end - bytes->at) < width) {
		bytes->overrun = 1;
		bytes->at = bytes->end;
		return 0;
	}
	memcpy (&value, bytes->at, width);
	bytes->at += width;
	return value;
}

static uint64_t
read_leb (Bytes *bytes, int is_signed)
{
	uint64_t value = 0;
	unsigned shift = 0;
	uint8_t byte;

	do {
		byte = (uint8_t) read_bytes (bytes, 1);
		if (shift < 64)
			value |= (uint64_t) (byte & 0x7f) << shift;
		shift += 7;
	} while (byte & 0x80);
	if (is_signed && (byte & 0x40) && shift < 64)
		value |= ~(uint64_t) 0 << shift;
	return value;
}

/* One function: a frame description entry. */
typedef struct Frame {
	uint32_t start;
	Bytes common;      /* its CIE's instructions */
	Bytes instructions;
} Frame;

typedef struct Output {
	Compilation *compilation;
	uint8_t *bytes;
	uint32_t size;
	uint32_t position; /* in the code */
	int remembered;
} Output;

/* Copies instructions without nops. */
static int
copy_instructions (Output *output, Bytes bytes)
{
	while (bytes.at < bytes.end) {
		const uint8_t *start = bytes.at;
		uint8_t opcode = (uint8_t) read_bytes (&bytes, 1);
		size_t i;

		/* The two instructions with an operand inside the opcode (DWARF 4, 7.23) */
		if ((opcode & 0xc0) == DW_CFA_advance_loc)
			output->position += opcode & 0x3f;
		else if ((opcode & 0xc0) == DW_CFA_offset)
			read_leb (&bytes, 0);
		else if ((opcode & 0xc0) == DW_CFA_restore) {
			/* After an epilogue in the middle of the code. The runtime does not know it; it means the rule of the CIE,
			 * which for a saved register is none: the caller's value. */
			output->bytes [output->size++] = DW_CFA_same_value;
			output->bytes [output->size++] = opcode & 0x3f;
			continue;
		}
		else {
			for (i = 0; i < sizeof allowed / sizeof *allowed && allowed [i].opcode != opcode; i++)
				;
			if (i == sizeof allowed / sizeof *allowed)
				return internal_error (output->compilation, 0,
					"the unwind information has an instruction (0x%02x) that the runtime does not know", opcode);
			switch (allowed [i].operand) {
			case NOTHING: break;
			case BYTES1: output->position += (uint32_t) read_bytes (&bytes, 1); break;
			case BYTES2: output->position += (uint32_t) read_bytes (&bytes, 2); break;
			case BYTES4: output->position += (uint32_t) read_bytes (&bytes, 4); break;
			case LEB_LEB: read_leb (&bytes, 0); /* fall through */
			case LEB: read_leb (&bytes, 0); break;
			}
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

/* BYTES: a common information entry after its identifier. Leaves the instructions in it. */
static int
read_common (Compilation *compilation, Bytes *bytes)
{
	uint8_t version = (uint8_t) read_bytes (bytes, 1);
	const char *augmentation = (const char *) bytes->at;
	uint64_t code_alignment, return_register, length;
	int64_t data_alignment;

	while (read_bytes (bytes, 1) != 0)
		;
	code_alignment = read_leb (bytes, 0);
	data_alignment = (int64_t) read_leb (bytes, 1);
	return_register = read_leb (bytes, 0);
	length = augmentation [0] == 'z' ? read_leb (bytes, 0) : 0;
	/* "R" alone says how pointers are encoded; anything else (a personality) needs landing pads to be read. */
	if (version != 1 || code_alignment != 1 || data_alignment != -8 || return_register != 16 || bytes->overrun
		|| strcmp (augmentation, "zR") != 0 || length != 1
		|| (uint8_t) read_bytes (bytes, 1) != (DW_EH_PE_pcrel | DW_EH_PE_sdata4))
		return internal_error (compilation, 0, "unwind information of an unexpected form (version %u, \"%s\")", version,
			augmentation);
	return 1;
}

static int
compare_frames (const void *a, const void *b)
{
	const Frame *left = a, *right = b;

	return left->start < right->start ? -1 : left->start > right->start;
}

static int
read_frames (Compilation *compilation, const ObjectCode *object, const ObjectSection *section, Frame *frames,
	uint32_t *frame_count)
{
	const uint8_t *start = section->data->d_buf;
	const uint8_t *common_start = NULL;
	Bytes all = { start, start + section->size, 0 }, common = { NULL, NULL, 0 };

	*frame_count = 0;
	while (all.at < all.end) {
		uint64_t length = read_bytes (&all, 4), identifier, augmentation_size;
		Bytes entry = { all.at, all.at + length, 0 };
		const uint8_t *entry_start = all.at - 4;
		const ObjectSymbol *symbol;
		Frame *frame = &frames [*frame_count];
		int64_t addend;

		if (length == 0)
			break;
		if (all.overrun || length > (uint64_t) (all.end - all.at))
			return internal_error (compilation, 0, "the unwind information is cut off");
		all.at += length;
		identifier = read_bytes (&entry, 4);
		if (identifier == 0) {
			if (!read_common (compilation, &entry))
				return 0;
			common = entry;
			common_start = entry_start;
			continue;
		}
		/* The identifier is the distance back to the CIE, and LLVM writes a CIE just before the entries that use it. */
		if (entry_start + 4 - identifier != common_start)
			return internal_error (compilation, 0, "the unwind information is in an unexpected order");
		if (!relocations_find (object, section, (uint64_t) (entry.at - start), &symbol, &addend)
			|| !object_get_code_offset (symbol, addend, &frame->start))
			return internal_error (compilation, 0, "the unwind information describes something that is not code");
		read_bytes (&entry, 8); /* start and size */
		augmentation_size = read_leb (&entry, 0);
		entry.at += augmentation_size;
		if (entry.overrun || entry.at > entry.end)
			return internal_error (compilation, 0, "the unwind information is cut off");
		frame->common = common;
		frame->instructions = entry;
		(*frame_count)++;
	}
	qsort (frames, *frame_count, sizeof *frames, compare_frames);
	return 1;
}

int
unwind_read (Compilation *compilation, ObjectCode *object, Arena *arena, NativeCodeHandle *native_code)
{
	const ObjectSection *section = object_find_section (object, ".eh_frame");
	Output output = { compilation, NULL, 0, 0, 0 };
	Frame *frames;
	uint32_t frame_count, i;
	/* An entry has 16 bytes at least; each function after the first gets its CIE's instructions and a new start. */
	size_t most_frames;

	if (!section)
		return internal_error (compilation, 0, "the code has no unwind information");
	most_frames = section->size / 16 + 1;
	frames = arena_array (object->arena, Frame, most_frames);
	if (!read_frames (compilation, object, section, frames, &frame_count))
		return 0;
	if (frame_count == 0 || frames [0].start != 0)
		return internal_error (compilation, 0, "the unwind information does not start with the method");
	output.bytes = arena_array (arena, uint8_t, section->size * 2 + most_frames * 64);
	for (i = 0; i < frame_count; i++) {
		if (i > 0)
			start_next_function (&output, frames [i].start);
		if (!copy_instructions (&output, frames [i].common) || !copy_instructions (&output, frames [i].instructions))
			return 0;
		if (output.remembered)
			return internal_error (compilation, 0, "the unwind information remembers a state and never restores it");
	}
	native_code->unwind_information = output.bytes;
	native_code->unwind_information_size = output.size;
	return 1;
}
