/* SPDX-License-Identifier: MIT */
#include "code-memory.h"

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

void *
code_memory_allocate_data (Request *request, int size)
{
	/* A host's session outlives the methods it asks for. */
	if ((request->flags & (COMPILE_DYNAMIC_METHOD | COMPILE_HOSTED)) == COMPILE_DYNAMIC_METHOD)
		return dynamic_code_allocate (request->domain, &request->reservation.blocks, (size_t) size);
	return mono_domain_code_reserve (request->domain, size);
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

	if (method_is_dynamic (method)) {
		request->reservation.start = dynamic_code_allocate (request->domain, &request->reservation.blocks, size);
	} else {
		code_memory_release (request);
		request->reservation.start = mono_domain_code_reserve (request->domain, (int) size);
	}
	request->reservation.size = (uint32_t) size;
	if (!request->reservation.start) {
		code_memory_release (request);
		return request_fail_with (request, "System", "OutOfMemoryException", "no memory for code");
	}
	uint8_t *start = (uint8_t *) align ((uintptr_t) request->reservation.start, alignment);
	const CodeMemory whole = { .hot = start, .cold = start + cold, .read_only = start + read_only };
	return answer_give (request, memory, &whole, sizeof (whole));
}

DynamicBlock *
code_memory_claim (Request *request, const void *code)
{
	uintptr_t start = (uintptr_t) request->reservation.start;
	if ((uintptr_t) code < start || (uintptr_t) code >= start + request->reservation.size)
		return NULL;
	DynamicBlock *blocks = request->reservation.blocks;
	memset (&request->reservation, 0, sizeof (request->reservation));
	return blocks;
}

void
code_memory_release (Request *request)
{
	if (request->reservation.blocks)
		dynamic_code_release (request->domain, request->reservation.blocks);
	else if (request->reservation.start)
		mono_domain_code_commit (request->domain, request->reservation.start, (int) request->reservation.size, 0);
	memset (&request->reservation, 0, sizeof (request->reservation));
}
