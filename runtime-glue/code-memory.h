/* SPDX-License-Identifier: MIT
 *
 * Executable memory from the domain's code manager, which allocates below 2 GiB. That of a dynamic method is given back
 * when the method is freed. */
#ifndef GLUE_CODE_MEMORY_H
#define GLUE_CODE_MEMORY_H

#include "dynamic-code.h"
#include "request.h"

/* Another piece each time. */
int code_memory_allocate (Request *request, MonoMethod *method, uint32_t hot_size, uint32_t cold_size,
	uint32_t read_only_size, CodeMemory *memory);

/* SIZE bytes for data that live as long as the code of the method REQUEST is about; NULL when there is no memory. */
void *code_memory_allocate_data (Request *request, int size);

/* Whether the SIZE bytes at CODE are in one piece that was allocated for REQUEST and not claimed. */
int code_memory_has (Request *request, const void *code, uint32_t size);

/* The piece with CODE gets installed: it is not REQUEST's any more. Returns a dynamic method's memory, else NULL. */
DynamicBlock *code_memory_claim (Request *request, const void *code);

/* Gives back what was allocated and not claimed. */
void code_memory_release (Request *request);

#endif
