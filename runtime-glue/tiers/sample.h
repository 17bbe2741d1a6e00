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
	uint8_t *address;    /* in it: the last byte of the poll's call */
	MonoJitInfo *caller; /* of its caller; NULL if that is none of compiled code's */
	uint8_t *call;       /* in that: the last byte of the call */
	uint64_t time;       /* that the sample stands for, in nanoseconds of processor time */
} Sample;

/* Does something with a sample. Returns whether nothing will come of others that are taken at the same address. */
typedef int (*SampleTaker) (const Sample *sample);

/* From now on TAKE gets samples, on the thread that each is of: one in each tick of each thread that polls; or, if ALL is set, at
 * each poll, those that are settled left out. Then no time is measured, and no sampler is needed. */
void sample_begin (SampleTaker take, int all);

/* No more of them. One may be under way. */
void sample_end (void);

/* The same, in the child of a fork. */
void sample_forget (void);

#endif
