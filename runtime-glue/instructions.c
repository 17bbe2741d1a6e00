/* SPDX-License-Identifier: MIT */
#include "instructions.h"

#include <string.h>

/* What follows an opcode, for all 256 of a map (Intel 64 manual, volume 2, appendix A):
 *
 *   .  nothing              m  ModRM                 b  immediate of 1 byte       j  branch by 1 byte
 *   -  no instruction       M  ModRM, 1 byte         w  2 bytes                   J  branch by 4 bytes
 *   p  a prefix             Z  ModRM, 4 or 2 bytes   e  3 bytes                   C  call by 4 bytes
 *   x  another map          g  group 3, of 1 byte    z  4 or 2 bytes (operand     a  an address of 8 bytes
 *   f  group 5              G  group 3, of 4 or 2       size)                     v  8, 4 or 2 bytes */
static const char one_byte [] = {
	"mmmmbz--mmmmbz-x" /* 00 */
	"mmmmbz--mmmmbz--" /* 10 */
	"mmmmbzp-mmmmbzp-" /* 20 */
	"mmmmbzp-mmmmbzp-" /* 30 */
	"pppppppppppppppp" /* 40: REX */
	"................" /* 50 */
	"--xmppppzZbM...." /* 60 */
	"jjjjjjjjjjjjjjjj" /* 70 */
	"MZ-Mmmmmmmmmmmmm" /* 80 */
	"..........-....." /* 90 */
	"aaaa....bz......" /* a0 */
	"bbbbbbbbvvvvvvvv" /* b0 */
	"MMw.xxMZe.w..b-." /* c0 */
	"mmmm---.mmmmmmmm" /* d0 */
	"jjjjbbbbCJ-j...." /* e0 */
	"p.pp..gG......mf" /* f0 */
};

static const char two_bytes [] = {
	"mmmm-.....-.-m.M" /* 00 */
	"mmmmmmmmmmmmmmmm" /* 10 */
	"mmmm----mmmmmmmm" /* 20 */
	"......-.x-x-----" /* 30 */
	"mmmmmmmmmmmmmmmm" /* 40 */
	"mmmmmmmmmmmmmmmm" /* 50 */
	"mmmmmmmmmmmmmmmm" /* 60 */
	"MMMMmmm.mm--mmmm" /* 70 */
	"JJJJJJJJJJJJJJJJ" /* 80 */
	"mmmmmmmmmmmmmmmm" /* 90 */
	"...mMm--...mMmmm" /* a0 */
	"mmmmmmmmmmMmmmmm" /* b0 */
	"mmMmMMMm........" /* c0 */
	"mmmmmmmmmmmmmmmm" /* d0 */
	"mmmmmmmmmmmmmmmm" /* e0 */
	"mmmmmmmmmmmmmmmm" /* f0 */
};

_Static_assert (sizeof (one_byte) == 257 && sizeof (two_bytes) == 257, "an opcode is missing");

enum {
	PREFIX_OPERAND_SIZE = 0x66,
	PREFIX_ADDRESS_SIZE = 0x67,
	ESCAPE_TWO_BYTES = 0x0f,
	ESCAPE_38 = 0x38,
	ESCAPE_3A = 0x3a,
	VEX_3 = 0xc4,
	VEX_2 = 0xc5,
	EVEX = 0x62,
	LONGEST = 15
};

typedef struct Reader {
	const uint8_t *start, *at, *end;
	int is_wide, has_operand_size, has_address_size; /* REX.W and the two prefixes */
	int is_cut_off;
} Reader;

static uint8_t
next (Reader *reader)
{
	if (reader->at < reader->end)
		return *reader->at++;
	reader->is_cut_off = 1;
	return 0;
}

static void
skip (Reader *reader, int count)
{
	for (int i = 0; i < count; ++i)
		next (reader);
}

static int
immediate_size (const Reader *reader)
{
	return reader->has_operand_size && !reader->is_wide ? 2 : 4;
}

/* ModRM with SIB and displacement (volume 2, tables 2-2 and 2-3). Returns ModRM's middle field. */
static int
skip_modrm (Reader *reader)
{
	uint8_t modrm = next (reader);
	int mode = modrm >> 6, base = modrm & 7;
	if (mode == 3)
		return modrm >> 3 & 7;
	if (base == 4)
		base = next (reader) & 7;
	else if (mode == 0 && base == 5)
		mode = 2; /* RIP + 4 bytes */
	if (mode == 0 && base == 5)
		mode = 2;
	skip (reader, mode == 1 ? 1 : mode == 2 ? 4 : 0);
	return modrm >> 3 & 7;
}

static int64_t
displacement (Reader *reader, int size)
{
	uint32_t bits = 0;
	for (int i = 0; i < size; ++i)
		bits |= (uint32_t) next (reader) << 8 * i;
	return size == 1 ? (int8_t) bits : (int32_t) bits;
}

static void
set_target (Reader *reader, MachineInstruction *instruction, InstructionKind kind, int size)
{
	int64_t distance = displacement (reader, size);
	instruction->kind = kind;
	instruction->target = reader->at - reader->start + distance;
}

/* ATTRIBUTE: of the tables above. */
static int
skip_operands (Reader *reader, char attribute, MachineInstruction *instruction)
{
	int group;
	switch (attribute) {
	case '.':
		return 1;
	case 'm':
		skip_modrm (reader);
		return 1;
	case 'M':
		skip_modrm (reader);
		skip (reader, 1);
		return 1;
	case 'Z':
		skip_modrm (reader);
		skip (reader, immediate_size (reader));
		return 1;
	case 'g':
	case 'G':
		/* Only TEST has an immediate. */
		if (skip_modrm (reader) < 2)
			skip (reader, attribute == 'g' ? 1 : immediate_size (reader));
		return 1;
	case 'f':
		group = skip_modrm (reader);
		if (group == 2)
			instruction->kind = INSTRUCTION_CALL_ADDRESS;
		else if (group == 4)
			instruction->kind = INSTRUCTION_JUMP_ADDRESS;
		return 1;
	case 'b':
		skip (reader, 1);
		return 1;
	case 'w':
		skip (reader, 2);
		return 1;
	case 'e':
		skip (reader, 3);
		return 1;
	case 'z':
		skip (reader, immediate_size (reader));
		return 1;
	case 'a':
		skip (reader, reader->has_address_size ? 4 : 8);
		return 1;
	case 'v':
		skip (reader, reader->is_wide ? 8 : immediate_size (reader));
		return 1;
	case 'j':
		set_target (reader, instruction, INSTRUCTION_BRANCH, 1);
		return 1;
	case 'J':
		set_target (reader, instruction, INSTRUCTION_BRANCH, 4);
		return 1;
	case 'C':
		set_target (reader, instruction, INSTRUCTION_CALL, 4);
		return 1;
	}
	return 0;
}

/* MAP: 1 to 3 as VEX numbers them, which are 0F, 0F 38 and 0F 3A; 5 and 6 are EVEX's own (float16). */
static char
attribute_of (int map, uint8_t opcode)
{
	switch (map) {
	case 1:
		return two_bytes [opcode];
	case 2:
	case 5:
	case 6:
		return 'm';
	case 3:
		return 'M';
	}
	return '-';
}

/* Behind the first byte of VEX or EVEX. */
static char
read_vector (Reader *reader, uint8_t first)
{
	int map = 1;
	if (first == VEX_2) {
		skip (reader, 1);
	} else {
		map = next (reader) & (first == VEX_3 ? 0x1f : 0x07);
		skip (reader, first == VEX_3 ? 1 : 2);
	}
	return attribute_of (map, next (reader));
}

static char
read_opcode (Reader *reader)
{
	uint8_t byte = next (reader);
	char attribute = one_byte [byte];
	for (; attribute == 'p' && !reader->is_cut_off; attribute = one_byte [byte = next (reader)]) {
		/* Other prefixes behind it make a REX none. */
		reader->is_wide = byte >= 0x48 && byte <= 0x4f;
		reader->has_operand_size |= byte == PREFIX_OPERAND_SIZE;
		reader->has_address_size |= byte == PREFIX_ADDRESS_SIZE;
	}
	if (attribute != 'x')
		return attribute;
	if (byte != ESCAPE_TWO_BYTES)
		return read_vector (reader, byte);
	byte = next (reader);
	if (byte == ESCAPE_38 || byte == ESCAPE_3A)
		return attribute_of (byte == ESCAPE_38 ? 2 : 3, next (reader));
	return attribute_of (1, byte);
}

int
instruction_read (const uint8_t *at, uint32_t size, MachineInstruction *instruction)
{
	Reader reader = { .start = at, .at = at, .end = at + (size < LONGEST ? size : LONGEST) };
	*instruction = (MachineInstruction) { INSTRUCTION_OTHER, 0, 0 };
	int is_known = skip_operands (&reader, read_opcode (&reader), instruction);
	instruction->size = (uint32_t) (reader.at - reader.start);
	return is_known && !reader.is_cut_off;
}
