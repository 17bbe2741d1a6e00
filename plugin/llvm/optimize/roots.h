/* SPDX-License-Identifier: MIT
 *
 * Keeps objects alive whose address optimised IR has replaced by one outside of them. */
#ifndef BIGSTEP_ROOTS_H
#define BIGSTEP_ROOTS_H

#include <llvm-c/Types.h>

/* Whether MODULE computes with vectors of addresses. It has to be scalarised before roots_keep_alive. */
int roots_hide_in_vectors (LLVMModuleRef module);

void roots_keep_alive (LLVMModuleRef module);

#endif
