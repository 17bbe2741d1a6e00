/* SPDX-License-Identifier: MIT
 *
 * Entry functions (mono-compiler-code.h): what is left of a method for who begins in the middle of it. */
#ifndef BIGSTEP_ENTRY_H
#define BIGSTEP_ENTRY_H

#include "body.h"

/* Leaves of BODY, that of COMPILATION's method, which was executed as a whole, the blocks and clauses that can be reached from
 * the block at OFFSET, where control then begins; of loops around it there are several copies. Returns 0 with a verdict when
 * there can be no entry. */
int entry_begin_at (Compilation *compilation, Body *body, uint32_t offset);

#endif
