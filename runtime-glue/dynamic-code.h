/* SPDX-License-Identifier: MIT
 *
 * Code memory of dynamic methods, which the collector frees one by one. The runtime's code managers for them allocate
 * anywhere; ours must be in reach of the domain's cells and trampolines. So it comes from the domain's code memory, in
 * blocks, and a block that is given back is used again. */
#ifndef GLUE_DYNAMIC_CODE_H
#define GLUE_DYNAMIC_CODE_H

#include "mono-hidden.h"

/* In front of what a block is for. */
typedef struct DynamicBlock {
	struct DynamicBlock *next;
	size_t size_class;
} DynamicBlock;

/* SIZE bytes, at the end of the list *BLOCKS. NULL when there is no memory. */
void *dynamic_code_allocate (MonoDomain *domain, DynamicBlock **blocks, size_t size);
void dynamic_code_release (MonoDomain *domain, DynamicBlock *blocks);

/* The domain lock is held. METHOD's description and BLOCKS live until the runtime frees METHOD. */
void dynamic_code_keep (MonoDomain *domain, MonoMethod *method, MonoJitInfo *info, DynamicBlock *blocks);
/* Before the runtime frees METHOD: what is to be released when it has. NULL if METHOD's code is not ours. */
DynamicBlock *dynamic_code_of (MonoDomain *domain, MonoMethod *method);
void dynamic_code_domain_unloading (MonoDomain *domain);

#endif
