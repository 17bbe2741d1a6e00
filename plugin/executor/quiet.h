/* SPDX-License-Identifier: MIT
 *
 * Whether anybody could tell that a method's frame is missing from the stack while its code runs. */
#ifndef BIGSTEP_QUIET_H
#define BIGSTEP_QUIET_H

#include "operation.h"

/* SOURCE computes, and no more: it calls nothing but (if IS_RECURSIVE) itself, cannot throw, and has no loop in which it
 * could be stopped. */
int executor_is_quiet (Compilation *compilation, const MethodSource *source, int is_recursive);

#endif
