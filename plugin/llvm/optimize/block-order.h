/* SPDX-License-Identifier: MIT
 *
 * The order of blocks where code generation goes without placing them (effort.def): they stay as they are in the IR, in
 * which the emitter appends what it splits, and a poll's call stands between the test and what follows. */
#ifndef BIGSTEP_BLOCK_ORDER_H
#define BIGSTEP_BLOCK_ORDER_H

#include <llvm-c/Core.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Orders the blocks of MODULE's functions so that each is followed by one that control goes to from there, if one is left;
 * what branch weights call unlikely, and what throws, comes last. */
void block_order_follow (LLVMModuleRef module);

#ifdef __cplusplus
}
#endif

#endif
