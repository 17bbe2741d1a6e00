/* SPDX-License-Identifier: MIT */
#include "request.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

/* One chunk after the other; a chunk is as large as what is asked of it, or CHUNK_SIZE. */
#define CHUNK_SIZE 16384

typedef struct RequestMemory {
	struct RequestMemory *next;
	size_t used, size;
	_Alignas (16) char bytes [];
} RequestMemory;

void *
request_allocate (Request *request, size_t size)
{
	RequestMemory *chunk = request->memory;
	size = (size + 15) & ~(size_t) 15;
	if (!chunk || chunk->size - chunk->used < size) {
		size_t room = size > CHUNK_SIZE ? size : CHUNK_SIZE;
		chunk = calloc (1, sizeof (*chunk) + room);
		if (!chunk) {
			fputs ("mono-bigstep: out of memory\n", stderr);
			abort ();
		}
		chunk->size = room;
		chunk->next = request->memory;
		request->memory = chunk;
	}
	void *memory = chunk->bytes + chunk->used;
	chunk->used += size;
	return memory;
}

void
request_free_memory (Request *request)
{
	while (request->memory) {
		RequestMemory *chunk = request->memory;
		request->memory = chunk->next;
		free (chunk);
	}
}

void
request_clear_failure (Request *request)
{
	if (request->has_failure)
		mono_error_cleanup (&request->failure);
	error_clear (&request->failure);
	request->has_failure = 0;
}

int
request_fail (Request *request, MonoErrorStorage *error)
{
	request_clear_failure (request);
	mono_error_move (&request->failure, error);
	request->has_failure = !error_is_ok (&request->failure);
	return 0;
}

int
request_fail_with (Request *request, const char *name_space, const char *name, const char *format, ...)
{
	MonoErrorStorage error;
	char *message = NULL;
	va_list arguments;
	va_start (arguments, format);
	int length = vasprintf (&message, format, arguments);
	va_end (arguments);
	error_clear (&error);
	mono_error_set_generic_error (&error, name_space, name, "%s", length < 0 ? "out of memory" : message);
	free (length < 0 ? NULL : message);
	return request_fail (request, &error);
}

int
answer_give (Request *request, void *answer, const void *whole, size_t size)
{
	uint32_t room;
	memcpy (&room, answer, sizeof (room));
	if (room < sizeof (room))
		return request_fail_with (request, "System", "ArgumentException",
			"An answer was asked for that does not say its size.");
	uint32_t given = room < size ? room : (uint32_t) size;
	memset (answer, 0, room);
	memcpy (answer, whole, given);
	memcpy (answer, &given, sizeof (given));
	return 1;
}
