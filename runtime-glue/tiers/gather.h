/* SPDX-License-Identifier: MIT
 *
 * Whether all threads can be stopped. mini's loops in catch and finally blocks have no polls (mini/mini.c:
 * mono_insert_safepoints looks for loops that are reached from the method's beginning), and who stops the world waits for
 * ever for a thread in one of them. A collection has to; others look first. */
#ifndef GLUE_TIERS_GATHER_H
#define GLUE_TIERS_GATHER_H

#include <stdint.h>

/* Holds all threads that come by at polls, until none is in compiled code any more. Returns 0, and lets them go on, if that
 * takes longer than so many nanoseconds. The calling thread is attached and GC-unsafe. */
int gather_begin (uint64_t longest);

/* Lets them go on. */
void gather_end (void);

/* By a thread at a poll, that is GC-unsafe: waits while threads are held. */
void gather_come_by (void);

#endif
