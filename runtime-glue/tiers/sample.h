/* SPDX-License-Identifier: MIT
 *
 * Where a thread is, seen by itself at a poll of compiled code. There it is in ordinary C at a safe point: it may lock, allocate
 * and walk its stack, and no system call of the program is disturbed. */
#ifndef GLUE_TIERS_SAMPLE_H
#define GLUE_TIERS_SAMPLE_H

#include "mono-hidden.h"

typedef struct Sample {
	MonoJitInfo *info; /* of the body that polls */
	MonoDomain *domain;
	uint8_t *address;    /* in it: behind the call of the poll */
	MonoJitInfo *caller; /* of its caller; NULL if that is none of compiled code's */
	uint8_t *call;       /* in that: behind the call */
	uint64_t time;       /* that the sample stands for, in nanoseconds of processor time */
} Sample;

/* From now on TAKE gets samples, on the thread that each is of: of each thread that polls one in a tick; or so many as PER_TICK
 * says, of a thread that goes on polling. */
void sample_begin (void (*take) (const Sample *sample), unsigned per_tick);

/* No more of them. One may be under way. */
void sample_end (void);

/* The same, in the child of a fork. */
void sample_forget (void);

#endif
