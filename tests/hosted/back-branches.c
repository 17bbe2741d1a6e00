/* SPDX-License-Identifier: MIT */
#include "back-branches.h"
#include "il-operands.h"

#include <mono/metadata/opcodes.h>
#include <stdlib.h>
#include <string.h>

static int32_t
read_word (const uint8_t *at)
{
	int32_t word;

	memcpy (&word, at, sizeof word);
	return word;
}

static void
add (uint8_t *is_loop, uint32_t behind, int64_t distance)
{
	if (distance < 0 && behind + distance >= 0)
		is_loop [behind + distance] = 1;
}

uint32_t
back_branches_find (const uint8_t *code, uint32_t size, uint32_t *offsets)
{
	uint8_t *is_loop = calloc (size + 1, 1);
	uint32_t count = 0;

	for (const uint8_t *at = code, *end = code + size; at < end;) {
		int opcode = mono_opcode_value (&at, end);
		if (opcode < 0)
			break;
		/* mono_opcode_value stops at the last byte of the opcode. */
		const uint8_t *operand = at + 1;
		uint8_t kind = mono_opcodes [opcode].argument;
		uint32_t targets = kind == MonoInlineSwitch ? (uint32_t) read_word (operand) : 0;
		at = operand + il_operand_sizes [kind] + targets * 4;
		uint32_t behind = (uint32_t) (at - code);
		if (kind == MonoShortInlineBrTarget)
			add (is_loop, behind, (int8_t) *operand);
		else if (kind == MonoInlineBrTarget)
			add (is_loop, behind, read_word (operand));
		for (uint32_t i = 0; i < targets; i++)
			add (is_loop, behind, read_word (operand + 4 + i * 4));
	}
	for (uint32_t i = 0; i < size; i++)
		if (is_loop [i])
			offsets [count++] = i;
	free (is_loop);
	return count;
}
