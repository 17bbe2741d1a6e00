/* SPDX-License-Identifier: MIT
 *
 * Keeps objects alive whose address optimised IR has replaced by one outside of them. */
#ifndef BIGSTEP_ROOTS_H
#define BIGSTEP_ROOTS_H

#include <llvm-c/Types.h>

void roots_keep_alive (LLVMModuleRef module);

#endif
