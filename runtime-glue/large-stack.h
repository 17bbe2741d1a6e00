/* SPDX-License-Identifier: MIT
 *
 * Work that needs more stack than a thread may have. */
#ifndef GLUE_LARGE_STACK_H
#define GLUE_LARGE_STACK_H

#include <stddef.h>

/* Calls WORK (DATA) with at least SIZE bytes of stack: here if there are as many, else on another thread, for which
 * this one waits. Without memory for a thread, what is left here has to do. */
void large_stack_run (size_t size, void (*work) (void *data), void *data);

#endif
