/* SPDX-License-Identifier: MIT
 *
 * Where code generation goes without placing blocks (effort.def), they stay in the order of the IR, in which a poll's call
 * stands between the test and what follows. */
#ifndef BIGSTEP_COLD_BLOCKS_H
#define BIGSTEP_COLD_BLOCKS_H

#include <llvm-c/Core.h>

/* Puts the blocks of MODULE's functions that end in a throw, or make a call that is marked `cold`, behind all others. */
void cold_blocks_move_last (LLVMModuleRef module);

#endif
