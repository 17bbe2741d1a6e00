/* SPDX-License-Identifier: MIT
 *
 * Whether anybody could tell that a method's frame is missing from the stack while its code runs. */
#ifndef BIGSTEP_QUIET_H
#define BIGSTEP_QUIET_H

#include "body.h"

/* BODY, one of COMPILATION's bodies, computes, and no more: it calls nothing but (if CALLS_ITSELF, 0 or 1) itself, cannot
 * throw, and has no loop in which it could be stopped. */
int executor_is_quiet (Compilation *compilation, Body *body, int calls_itself);

#endif
