/* SPDX-License-Identifier: MIT
 *
 * Unwind information in the form the runtime's unwinder takes. */
#ifndef GLUE_UNWIND_H
#define GLUE_UNWIND_H

#include <stdint.h>

#include "problem.h"

/* Copies the SIZE bytes of call frame instructions at FROM, for CODE_SIZE bytes of code, to TO (room for SIZE bytes),
 * without padding. Returns the number of bytes written, or -1 with a sentence in PROBLEM if the runtime could not follow
 * them. */
int unwind_copy (const uint8_t *from, uint32_t size, uint32_t code_size, uint8_t *to, Problem *problem);

/* The number the runtime knows this unwind information by; none: for code that never moves the stack pointer. */
uint32_t unwind_register (const uint8_t *instructions, uint32_t size);

#endif
