/* SPDX-License-Identifier: MIT
 *
 * Suspension polls, placed in optimised IR. */
#ifndef BIGSTEP_POLLS_H
#define BIGSTEP_POLLS_H

#include <llvm-c/Types.h>
#include <stddef.h>

/* Puts calls of POLL_FUNCTION where MODULE's functions need them. Returns how many; -1 with a sentence in ERROR when
 * there is no POLL_FUNCTION to call. */
int polls_place (LLVMModuleRef module, char *error, size_t error_size);

#endif
