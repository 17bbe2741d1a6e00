/* SPDX-License-Identifier: MIT */
#include "bytes.h"

#include <string.h>

uint64_t
bytes_read (Bytes *bytes, size_t width)
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

/* SHIFT: the number of bits read. */
static uint64_t
read_leb128 (Bytes *bytes, unsigned *shift, uint8_t *last)
{
	uint64_t value = 0;

	*shift = 0;
	do {
		*last = (uint8_t) bytes_read (bytes, 1);
		if (*shift < 64)
			value |= (uint64_t) (*last & 0x7f) << *shift;
		*shift += 7;
	} while (*last & 0x80);
	return value;
}

uint64_t
bytes_read_uleb128 (Bytes *bytes)
{
	unsigned shift;
	uint8_t last;

	return read_leb128 (bytes, &shift, &last);
}

int64_t
bytes_read_sleb128 (Bytes *bytes)
{
	unsigned shift;
	uint8_t last;
	uint64_t value = read_leb128 (bytes, &shift, &last);

	if ((last & 0x40) && shift < 64)
		value |= ~(uint64_t) 0 << shift;
	return (int64_t) value;
}

Bytes
bytes_split (Bytes *bytes, uint64_t count)
{
	Bytes front = { bytes->at, bytes->at, 0 };

	if ((uint64_t) (bytes->end - bytes->at) < count) {
		bytes->overrun = 1;
		count = (uint64_t) (bytes->end - bytes->at);
	}
	bytes->at += count;
	front.end = bytes->at;
	return front;
}
