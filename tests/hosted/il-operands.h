/* SPDX-License-Identifier: MIT */
#ifndef IL_OPERANDS_H
#define IL_OPERANDS_H

#include <mono/metadata/opcodes.h>
#include <stdint.h>

/* Bytes of an operand (ECMA-335 VI.C.1); of a switch without its targets. */
static const uint8_t il_operand_sizes [] = {
	[MonoInlineNone] = 0,
	[MonoInlineType] = 4,
	[MonoInlineField] = 4,
	[MonoInlineMethod] = 4,
	[MonoInlineTok] = 4,
	[MonoInlineString] = 4,
	[MonoInlineSig] = 4,
	[MonoInlineVar] = 2,
	[MonoShortInlineVar] = 1,
	[MonoInlineBrTarget] = 4,
	[MonoShortInlineBrTarget] = 1,
	[MonoInlineSwitch] = 4,
	[MonoInlineR] = 8,
	[MonoShortInlineR] = 4,
	[MonoInlineI] = 4,
	[MonoShortInlineI] = 1,
	[MonoInlineI8] = 8,
};

#endif
