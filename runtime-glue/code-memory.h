/* SPDX-License-Identifier: MIT
 *
 * Executable memory from the runtime's own code managers, which allocate below 2 GiB: the domain's, or, for a dynamic
 * method, one of its own, which the runtime destroys together with the method. */
#ifndef GLUE_CODE_MEMORY_H
#define GLUE_CODE_MEMORY_H

#include "request.h"

int code_memory_allocate (Request *request, MonoMethod *method, uint32_t hot_size, uint32_t cold_size,
	uint32_t read_only_size, CodeMemory *memory);

/* The code at CODE gets installed: it is not REQUEST's any more. Returns the code manager that goes with it, or NULL.
 */
MonoCodeManager *code_memory_claim (Request *request, const void *code);

/* Gives back what was allocated and not claimed. */
void code_memory_release (Request *request);

#endif
