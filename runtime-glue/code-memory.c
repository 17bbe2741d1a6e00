/* SPDX-License-Identifier: MIT */
#include "code-memory.h"

#include <stdlib.h>

#include "methods.h"

#define CODE_ALIGNMENT 16
/* Vector constants of any width, and a cache line. */
#define READ_ONLY_ALIGNMENT 64
/* The code managers take sizes as int. */
#define MAXIMUM_SIZE (UINT32_C (1) << 30)

static uint64_t
align (uint64_t value, uint64_t alignment)
{
	return (value + alignment - 1) & ~(alignment - 1);
}

/* One allocation. */
typedef struct Reservation {
	struct Reservation *next;
	void *start;
	uint32_t size;
	DynamicBlock *block; /* of a dynamic method, else NULL */
} Reservation;

void *
code_memory_allocate_data (Request *request, int size)
{
	/* A host's session outlives the methods it asks for. */
	if ((request->flags & (COMPILE_DYNAMIC_METHOD | COMPILE_HOSTED)) == COMPILE_DYNAMIC_METHOD)
		return dynamic_code_allocate (request->domain, &request->data, (size_t) size);
	return mono_domain_code_reserve (request->domain, size);
}

static int
reserve (Request *request, int is_dynamic, uint32_t size)
{
	Reservation *reservation = calloc (1, sizeof (*reservation));
	if (!reservation)
		return 0;
	if (is_dynamic)
		reservation->start = dynamic_code_allocate (request->domain, &reservation->block, size);
	else
		reservation->start = mono_domain_code_reserve (request->domain, (int) size);
	if (!reservation->start) {
		free (reservation);
		return 0;
	}
	reservation->size = size;
	reservation->next = request->reservations;
	request->reservations = reservation;
	return 1;
}

int
code_memory_allocate (Request *request, MonoMethod *method, uint32_t hot_size, uint32_t cold_size,
	uint32_t read_only_size, CodeMemory *memory)
{
	/* Code managers align to 8 at least; the strictest alignment is made by hand, all parts in one piece. */
	uint64_t alignment = read_only_size ? READ_ONLY_ALIGNMENT : CODE_ALIGNMENT;
	uint64_t cold = align (hot_size, CODE_ALIGNMENT);
	uint64_t read_only = align (cold + cold_size, alignment);
	uint64_t size = read_only + read_only_size + alignment;
	if (size > MAXIMUM_SIZE)
		return request_fail_with (request, "System", "OutOfMemoryException",
			"%llu bytes of code are too much for a method", (unsigned long long) size);
	if (!reserve (request, method_is_dynamic (method), (uint32_t) size))
		return request_fail_with (request, "System", "OutOfMemoryException", "no memory for code");
	uint8_t *start = (uint8_t *) align ((uintptr_t) request->reservations->start, alignment);
	const CodeMemory whole = { .hot = start, .cold = start + cold, .read_only = start + read_only };
	return answer_give (request, memory, &whole, sizeof (whole));
}

/* Where the list has the one that all SIZE bytes at CODE are in; the end of the list if there is none. */
static Reservation **
find (Request *request, const void *code, uint32_t size)
{
	Reservation **at = &request->reservations;
	for (; *at; at = &(*at)->next) {
		uintptr_t offset = (uintptr_t) code - (uintptr_t) (*at)->start;
		if ((uintptr_t) code >= (uintptr_t) (*at)->start && offset < (*at)->size && size <= (*at)->size - offset)
			break;
	}
	return at;
}

int
code_memory_has (Request *request, const void *code, uint32_t size)
{
	return *find (request, code, size) != NULL;
}

DynamicBlock *
code_memory_claim (Request *request, const void *code)
{
	Reservation **at = find (request, code, 1), *reservation = *at;
	if (!reservation)
		return NULL;
	DynamicBlock *blocks = reservation->block;
	if (blocks) {
		blocks->next = request->data;
		request->data = NULL;
	}
	*at = reservation->next;
	free (reservation);
	return blocks;
}

void
code_memory_release (Request *request)
{
	/* A code manager takes back what it gave last: this is the order for it. */
	while (request->reservations) {
		Reservation *reservation = request->reservations;
		request->reservations = reservation->next;
		if (reservation->block)
			dynamic_code_release (request->domain, reservation->block);
		else
			mono_domain_code_commit (request->domain, reservation->start, (int) reservation->size, 0);
		free (reservation);
	}
	if (request->data)
		dynamic_code_release (request->domain, request->data);
	request->data = NULL;
}
