/* SPDX-License-Identifier: MIT
 *
 * Reading the tables of an object file: numbers of fixed width and of LEB128 (DWARF 4, 7.6), never past the end. */
#ifndef BIGSTEP_BYTES_H
#define BIGSTEP_BYTES_H

#include <stddef.h>
#include <stdint.h>

typedef struct Bytes {
	const uint8_t *at, *end;
	int overrun; /* something was read that is not there, and was taken as 0 */
} Bytes;

/* WIDTH: at most 8. */
uint64_t bytes_read (Bytes *bytes, size_t width);
uint64_t bytes_read_uleb128 (Bytes *bytes);
int64_t bytes_read_sleb128 (Bytes *bytes);

/* Takes COUNT bytes from the front. */
Bytes bytes_split (Bytes *bytes, uint64_t count);

#endif
