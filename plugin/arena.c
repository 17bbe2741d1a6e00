/* SPDX-License-Identifier: MIT */
#include "arena.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { CHUNK_SIZE = 64 * 1024, ALIGNMENT = 16 };

typedef struct Chunk {
	struct Chunk *next;
	size_t used, size;
	_Alignas (ALIGNMENT) unsigned char bytes [];
} Chunk;

struct Arena {
	Chunk *chunks; /* the one in use first */
};

static void *
allocate_or_abort (size_t size)
{
	void *memory = calloc (1, size);

	if (!memory) {
		fprintf (stderr, "bigstep: out of memory (%zu bytes)\n", size);
		abort ();
	}
	return memory;
}

Arena *
arena_create (void)
{
	return allocate_or_abort (sizeof (Arena));
}

void
arena_destroy (Arena *arena)
{
	Chunk *next;

	for (Chunk *chunk = arena->chunks; chunk; chunk = next) {
		next = chunk->next;
		free (chunk);
	}
	free (arena);
}

void *
arena_allocate (Arena *arena, size_t size)
{
	Chunk *chunk = arena->chunks;

	size = (size + ALIGNMENT - 1) & ~(size_t) (ALIGNMENT - 1);
	if (!chunk || chunk->size - chunk->used < size) {
		size_t chunk_size = size > CHUNK_SIZE ? size : CHUNK_SIZE;

		chunk = allocate_or_abort (sizeof (Chunk) + chunk_size);
		chunk->size = chunk_size;
		chunk->next = arena->chunks;
		arena->chunks = chunk;
	}
	void *memory = chunk->bytes + chunk->used;
	chunk->used += size;
	return memory;
}

char *
arena_format (Arena *arena, const char *format, ...)
{
	va_list arguments, again;

	va_start (arguments, format);
	va_copy (again, arguments);
	int length = vsnprintf (NULL, 0, format, arguments);
	va_end (arguments);
	char *text = arena_allocate (arena, (size_t) length + 1);
	vsnprintf (text, (size_t) length + 1, format, again);
	va_end (again);
	return text;
}
