/* SPDX-License-Identifier: MIT
 *
 * Times in nanoseconds. */
#ifndef GLUE_TIERS_CLOCKS_H
#define GLUE_TIERS_CLOCKS_H

#include <stdint.h>
#include <time.h>

#define MICROSECOND UINT64_C (1000)
#define MILLISECOND UINT64_C (1000000)
#define SECOND UINT64_C (1000000000)

static inline uint64_t
clock_of (clockid_t clock)
{
	struct timespec time;
	clock_gettime (clock, &time);
	return (uint64_t) time.tv_sec * SECOND + (uint64_t) time.tv_nsec;
}

static inline uint64_t
clock_monotonic (void)
{
	return clock_of (CLOCK_MONOTONIC);
}

/* Processor time of all threads, and of the calling one */
static inline uint64_t
clock_of_process (void)
{
	return clock_of (CLOCK_PROCESS_CPUTIME_ID);
}

static inline uint64_t
clock_of_thread (void)
{
	return clock_of (CLOCK_THREAD_CPUTIME_ID);
}

#endif
