/* SPDX-License-Identifier: MIT */
#ifndef GLUE_STACK_LEFT_H
#define GLUE_STACK_LEFT_H

#include <stddef.h>

/* Bytes between ADDRESS and the end of the stack that it is on; 0 when that is not this thread's own stack but a
 * fiber's, or one for signals, of which nothing is known. */
size_t stack_left (const void *address);

#endif
