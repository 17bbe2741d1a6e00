/* SPDX-License-Identifier: MIT
 *
 * Entry functions (mono-compiler-code.h): what is left of a method for who begins in the middle of it. */
#ifndef BIGSTEP_ENTRY_H
#define BIGSTEP_ENTRY_H

#include "body.h"

/* Takes from BODY, that of COMPILATION's method, which was executed as a whole, the blocks and clauses that cannot be reached
 * from the block at OFFSET, and makes that the one where control begins. Returns 0 with a verdict when there can be no entry. */
int entry_begin_at (Compilation *compilation, Body *body, uint32_t offset);

#endif
