/* SPDX-License-Identifier: MIT */
#include "unwind.h"

#include <string.h>

#include "mono-hidden.h"

/* Call frame instructions whose two upper bits are zero (DWARF 4, 7.23) and that mini/unwind.c:mono_unwind_frame
 * understands. Operands: u unsigned LEB128, s signed LEB128, r a register as unsigned LEB128, and digits: that many
 * bytes. The register comes first where there is one. */
static const struct {
	uint8_t opcode;
	const char *operands;
} instructions [] = {
	{ 0x02, "1" },  /* advance_loc1 */
	{ 0x03, "2" },  /* advance_loc2 */
	{ 0x04, "4" },  /* advance_loc4 */
	{ 0x05, "ru" }, /* offset_extended */
	{ 0x08, "r" },  /* same_value */
	{ 0x0a, "" },   /* remember_state */
	{ 0x0b, "" },   /* restore_state */
	{ 0x0c, "ru" }, /* def_cfa */
	{ 0x0d, "r" },  /* def_cfa_register */
	{ 0x0e, "u" },  /* def_cfa_offset */
	{ 0x11, "rs" }, /* offset_extended_sf */
};

enum {
	OPCODE_NOP = 0x00,
	OPCODE_ADVANCE_1 = 0x02,
	OPCODE_ADVANCE_4 = 0x04,
	OPCODE_OFFSET_EXTENDED = 0x05,
	OPCODE_REMEMBER_STATE = 0x0a,
	OPCODE_RESTORE_STATE = 0x0b,
	OPCODE_DEF_CFA = 0x0c,
	OPCODE_DEF_CFA_REGISTER = 0x0d,
	OPCODE_DEF_CFA_OFFSET = 0x0e,
	OPCODE_OFFSET_EXTENDED_SF = 0x11,
	HIGH_ADVANCE = 0x40,
	HIGH_OFFSET = 0x80,
	HIGH_MASK = 0xc0,
	RETURN_ADDRESS = 16,
	REGISTER_COUNT = 17 /* general registers and the return address, psABI figure 3.36 */
};

/* At entry, and all the time: the frame's address is rsp + 8, the return address lies below it. */
static const uint8_t flat_frame [] = { OPCODE_DEF_CFA, 7, 8, HIGH_OFFSET | RETURN_ADDRESS, 1 };

static const uint8_t *
skip_leb128 (const uint8_t *at, const uint8_t *end, uint64_t *value)
{
	*value = 0;
	for (unsigned shift = 0; at < end && shift < 35; shift += 7) {
		*value |= (uint64_t) (*at & 0x7f) << shift;
		if (!(*at++ & 0x80))
			return at;
	}
	return NULL;
}

/* The end of the operands at AT; NULL if they are not all there or make no sense. */
static const uint8_t *
skip_operands (const char *operands, const uint8_t *at, const uint8_t *end)
{
	for (; *operands && at; ++operands) {
		uint64_t value = 0;
		if (*operands >= '1' && *operands <= '4')
			at = end - at >= *operands - '0' ? at + (*operands - '0') : NULL;
		else
			at = skip_leb128 (at, end, &value);
		if (*operands == 'r' && value >= REGISTER_COUNT)
			return NULL;
	}
	return at;
}

static const char *
operands_of (uint8_t opcode)
{
	switch (opcode & HIGH_MASK) {
	case HIGH_ADVANCE:
		return "";
	case HIGH_OFFSET:
		return (opcode & ~HIGH_MASK) < REGISTER_COUNT ? "u" : NULL;
	}
	for (size_t i = 0; i < sizeof (instructions) / sizeof (instructions [0]); ++i) {
		if (instructions [i].opcode == opcode)
			return instructions [i].operands;
	}
	return NULL;
}

/* What is known of the frame where the code begins. */
typedef struct Entry {
	int has_register, has_offset, has_return_address;
} Entry;

static void
note_entry (Entry *entry, const uint8_t *instruction)
{
	uint8_t opcode = *instruction;
	entry->has_register |= opcode == OPCODE_DEF_CFA || opcode == OPCODE_DEF_CFA_REGISTER;
	entry->has_offset |= opcode == OPCODE_DEF_CFA || opcode == OPCODE_DEF_CFA_OFFSET;
	entry->has_return_address |= opcode == (HIGH_OFFSET | RETURN_ADDRESS) ||
		((opcode == OPCODE_OFFSET_EXTENDED || opcode == OPCODE_OFFSET_EXTENDED_SF) &&
			instruction [1] == RETURN_ADDRESS);
}

static int
check_entry (const Entry *entry, Problem *problem)
{
	if (!entry->has_register || !entry->has_offset)
		return problem_set (problem,
			"unwind information: it does not say where the frame is when the code begins (def_cfa)");
	if (!entry->has_return_address)
		return problem_set (problem,
			"unwind information: it does not say where the return address is when the code begins (offset of register %d)",
			RETURN_ADDRESS);
	return 1;
}

/* By how much an advance of the location, whose operand is in SIZE bytes, advances. */
static uint64_t
advance_of (const uint8_t *instruction, size_t size)
{
	uint64_t advance = 0;
	if ((*instruction & HIGH_MASK) == HIGH_ADVANCE)
		return *instruction & ~HIGH_MASK;
	for (size_t i = 0; i < size; ++i)
		advance |= (uint64_t) instruction [1 + i] << 8 * i;
	return advance;
}

static int
is_advance (uint8_t opcode)
{
	return (opcode & HIGH_MASK) == HIGH_ADVANCE || (opcode >= OPCODE_ADVANCE_1 && opcode <= OPCODE_ADVANCE_4);
}

typedef struct State {
	Entry entry;
	int remembered;
	uint64_t location;
} State;

/* Goes on behind INSTRUCTION, of SIZE bytes. Returns 0 with a sentence in PROBLEM. */
static int
follow (State *state, const uint8_t *instruction, size_t size, Problem *problem)
{
	if (is_advance (*instruction)) {
		if (!state->location && !check_entry (&state->entry, problem))
			return 0;
		state->location += advance_of (instruction, size - 1);
	} else if (!state->location) {
		note_entry (&state->entry, instruction);
	}
	/* The runtime keeps one state, not a stack of them. */
	state->remembered += (*instruction == OPCODE_REMEMBER_STATE) - (*instruction == OPCODE_RESTORE_STATE);
	if (state->remembered < 0 || state->remembered > 1)
		return problem_set (problem,
			"unwind information: remember_state and restore_state must come in pairs that do not nest");
	return 1;
}

int
unwind_copy (const uint8_t *from, uint32_t size, uint32_t code_size, uint8_t *to, Problem *problem)
{
	const uint8_t *at = from, *end = from + size;
	uint8_t *written = to;
	State state = { .remembered = 0 };
	while (at < end) {
		const uint8_t *instruction = at++;
		if (*instruction == OPCODE_NOP)
			continue;
		const char *operands = operands_of (*instruction);
		at = operands ? skip_operands (operands, at, end) : NULL;
		if (!at) {
			problem_set (problem, "unwind information: call frame instruction 0x%02x at byte %u is not supported",
				*instruction, (unsigned) (instruction - from));
			return -1;
		}
		if (!follow (&state, instruction, (size_t) (at - instruction), problem))
			return -1;
		memcpy (written, instruction, (size_t) (at - instruction));
		written += at - instruction;
	}
	if (size && !check_entry (&state.entry, problem))
		return -1;
	if (state.location > code_size) {
		problem_set (problem, "unwind information: it goes on to byte %llu of %u bytes of code",
			(unsigned long long) state.location, (unsigned) code_size);
		return -1;
	}
	return (int) (written - to);
}

uint32_t
unwind_register (const uint8_t *information, uint32_t size)
{
	/* It is copied (mini/unwind.c:mono_cache_unwind_info). */
	if (!size)
		return mono_cache_unwind_info ((uint8_t *) flat_frame, sizeof (flat_frame));
	return mono_cache_unwind_info ((uint8_t *) information, size);
}
