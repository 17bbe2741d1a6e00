/* SPDX-License-Identifier: MIT
 *
 * All threads out of compiled code, for a moment, or not: who waits too long gives up. A stop of the world as for a collection
 * cannot be given up, and mini's loops in catch and finally blocks have no polls (mini/mini.c:mono_insert_safepoints looks
 * for loops that are reached from the method's beginning). Nor does this disturb threads in native code by a signal: they are
 * held where they return. */
#ifndef GLUE_TIERS_GATHER_H
#define GLUE_TIERS_GATHER_H

#include <stdint.h>

/* Holds all threads that come by at polls or return from native code, until none is in compiled code any more; from then on
 * none comes to be there, and nobody suspends others. Returns 0, and lets them go on, if that takes longer than so many
 * nanoseconds. The calling thread is attached and GC-unsafe, and does nothing that may wait until gather_end. */
int gather_begin (uint64_t longest);

/* Lets them go on. */
void gather_end (void);

/* By a thread at a poll, that is GC-unsafe: waits while threads are held. */
void gather_come_by (void);

/* In the child of a fork, where nobody holds threads. */
void gather_forget (void);

#endif
