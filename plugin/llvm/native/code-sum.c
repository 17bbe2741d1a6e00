/* SPDX-License-Identifier: MIT
 *
 * A hash of object code: equal when two builds of the compiler make the same code of a method. What is hashed are the
 * sections that a loader would load, and their relocations, by name; so no address of this process is in it. */
#include "object.h"

#include <string.h>

/* FNV-1a, 64 bits: no secret is kept, and a difference must show. */
#define OFFSET_BASIS UINT64_C (0xcbf29ce484222325)
#define PRIME UINT64_C (0x100000001b3)

static uint64_t
add_bytes (uint64_t sum, const void *bytes, size_t size)
{
	for (const uint8_t *at = bytes, *end = at + size; at < end; at++)
		sum = (sum ^ *at) * PRIME;
	return sum;
}

static uint64_t
add_section (uint64_t sum, const ObjectSection *section)
{
	sum = add_bytes (sum, section->name, strlen (section->name) + 1);
	sum = add_bytes (sum, section->data->d_buf, section->size);
	for (size_t i = 0; i < section->relocation_count; i++) {
		const Relocation *relocation = &section->relocations [i];
		const char *name = relocation->symbol->name;
		const uint64_t numbers [] = { relocation->offset, relocation->symbol->value, (uint64_t) relocation->addend };

		sum = add_bytes (sum, numbers, sizeof numbers);
		sum = add_bytes (sum, name, strlen (name) + 1);
	}
	return sum;
}

uint64_t
object_sum (const ObjectCode *object)
{
	uint64_t sum = OFFSET_BASIS;

	for (size_t i = 1; i < object->section_count; i++)
		if (object->sections [i].is_loaded)
			sum = add_section (sum, &object->sections [i]);
	return sum;
}
