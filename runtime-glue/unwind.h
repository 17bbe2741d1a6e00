/* SPDX-License-Identifier: MIT
 *
 * Unwind information in the form the runtime's unwinder takes.
 *
 * That unwinder knows a part of DWARF 4, 6.4.2 (mini/unwind.c:mono_unwind_frame). So a compiler's instructions are carried
 * out here, and what is registered says the same by what it knows: where the frame is, and where registers were saved. It
 * has no word for a caller's register that is in another register: those rules are kept beside, with the code. */
#ifndef GLUE_UNWIND_H
#define GLUE_UNWIND_H

#include <stdint.h>

#include "problem.h"

/* From LOCATION, an offset into the code, the caller's REGISTER is in SOURCE; where they are the same, where the runtime's
 * unwinder says. DWARF numbers. */
typedef struct RegisterRule {
	uint32_t location;
	uint8_t reg, source;
} RegisterRule;

typedef struct UnwindInformation {
	uint8_t *instructions; /* for the runtime */
	uint32_t size;
	RegisterRule *rules; /* sorted by location */
	uint32_t rule_count;
} UnwindInformation;

/* Carries out the SIZE bytes of call frame instructions at FROM, for the CODE_SIZE bytes of code at CODE. Returns 0 with a
 * sentence in PROBLEM for what is not understood or cannot be. Release INFORMATION in any case. */
int unwind_translate (const uint8_t *from, uint32_t size, const uint8_t *code, uint32_t code_size,
	UnwindInformation *information, Problem *problem);
void unwind_release (UnwindInformation *information);

/* The number the runtime knows this unwind information by. */
uint32_t unwind_register (const UnwindInformation *information);

#endif
