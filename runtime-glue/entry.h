/* SPDX-License-Identifier: MIT
 *
 * Where a body begins. All ways to a method end there, whatever keeps its address: virtual tables, delegates, trampolines,
 * images, other code. So a method gets another body by a jump over the first bytes of the one that it had. */
#ifndef GLUE_ENTRY_H
#define GLUE_ENTRY_H

#include "body.h"
#include "problem.h"

/* Makes ready what is needed to let the code of INFO begin with a jump: FORMER. Returns 0 with a sentence in
 * PROBLEM if that cannot be. The code is as before. */
int entry_prepare (MonoJitInfo *info, FormerBody *former, Problem *problem);

/* Whether the code of FORMER begins as it did when it was made ready. */
int entry_is_as_prepared (const FormerBody *former);

typedef struct Redirection {
	FormerBody *former;
	void *target;
} Redirection;

/* For each of COUNT: lets the code of all in `former` begin with a jump to `target`; but what somebody else has changed since
 * it was made ready stays as it is. Stops all threads, once. The calling one is GC-unsafe, and holds no lock that another
 * one may wait for in that state. */
void entry_redirect (const Redirection *redirections, size_t count);

/* The same by who has seen to it that no other thread is in compiled code, or returns to it. */
void entry_write (const Redirection *redirections, size_t count);

/* Whether the kernel lets processors that are at work forget what they have read of old code. Else stop their threads. */
int entry_has_barrier (void);

#endif
