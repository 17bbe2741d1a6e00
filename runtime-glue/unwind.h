/* SPDX-License-Identifier: MIT
 *
 * Unwind information in the form the runtime's unwinder takes. */
#ifndef GLUE_UNWIND_H
#define GLUE_UNWIND_H

#include <stddef.h>
#include <stdint.h>

/* Copies the SIZE bytes of call frame instructions at FROM to TO (room for SIZE bytes), without padding. Returns the
 * number of bytes written, or -1 with a sentence in ERROR if the runtime could not follow them. */
int unwind_copy (const uint8_t *from, uint32_t size, uint8_t *to, char *error, size_t error_size);

/* The number the runtime knows this unwind information by; none: for code that never moves the stack pointer. */
uint32_t unwind_register (const uint8_t *instructions, uint32_t size);

#endif
