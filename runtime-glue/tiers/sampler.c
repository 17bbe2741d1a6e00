/* SPDX-License-Identifier: MIT */
#include "sampler.h"

#include <pthread.h>
#include <semaphore.h>
#include <signal.h>
#include <stdatomic.h>

#include "clocks.h"
#include "polling-flag.h"

/* A program that ends sooner is not looked at. */
#define FIRST_PAUSE (20 * MILLISECOND)
/* So many ticks without anything new getting hot, and the pause is longer from then on: one second at 1 kHz, four at
 * 250 Hz. */
#define TICKS_BEFORE_SLOWER 1000

static const uint64_t pauses [] = { 1 * MILLISECOND, 4 * MILLISECOND, 20 * MILLISECOND };
enum { SLOWEST = sizeof (pauses) / sizeof (pauses [0]) - 1 };

static pthread_t thread;
static sem_t wake; /* whatever it waits for */
static atomic_int is_stopping, is_parked, is_hurried;
static atomic_ullong tick_length;

/* Returns early when somebody wakes it. */
static void
pause_for (uint64_t nanoseconds)
{
	uint64_t end = clock_monotonic () + nanoseconds;
	const struct timespec until = { (time_t) (end / SECOND), (long) (end % SECOND) };
	sem_clockwait (&wake, CLOCK_MONOTONIC, &until);
}

/* Until somebody answers: threads that wait are not disturbed, nor is this one. */
static void
park (void)
{
	atomic_store (&is_parked, 1);
	/* Somebody may have answered just before; then either that one or this thread takes the mark back. */
	if (!polling_flag_is_raised () && atomic_exchange (&is_parked, 0))
		return;
	while (sem_wait (&wake) != 0)
		continue;
}

void
sampler_answered (void)
{
	if (atomic_load_explicit (&is_parked, memory_order_relaxed) && atomic_exchange (&is_parked, 0))
		sem_post (&wake);
}

static void *
run (void *unused)
{
	unsigned speed = 0, ticks = 0;
	uint64_t last = clock_monotonic ();
	pause_for (FIRST_PAUSE);
	while (!atomic_load (&is_stopping)) {
		if (polling_flag_is_raised ()) {
			park ();
			continue;
		}
		if (atomic_exchange (&is_hurried, 0))
			speed = ticks = 0;
		else if (++ticks >= TICKS_BEFORE_SLOWER && speed < SLOWEST)
			ticks = 0, ++speed;
		uint64_t time = clock_monotonic (), length = time - last;
		last = time;
		/* What took longer was no work: this thread waited for a processor, or all others did for something. */
		atomic_store (&tick_length, length < 4 * pauses [speed] ? length : 4 * pauses [speed]);
		polling_flag_raise ();
		pause_for (pauses [speed]);
	}
	return unused;
}

int
sampler_start (void)
{
	sigset_t all, before;
	sem_init (&wake, 0, 0);
	/* The runtime's signals are for threads that it knows. */
	sigfillset (&all);
	pthread_sigmask (SIG_SETMASK, &all, &before);
	int failed = pthread_create (&thread, NULL, run, NULL);
	pthread_sigmask (SIG_SETMASK, &before, NULL);
	if (!failed)
		pthread_setname_np (thread, "tiers: sampler");
	return !failed;
}

void
sampler_stop (void)
{
	atomic_store (&is_stopping, 1);
	sem_post (&wake);
}

void
sampler_hurry (void)
{
	atomic_store_explicit (&is_hurried, 1, memory_order_relaxed);
}

uint64_t
sampler_tick_length (void)
{
	return atomic_load_explicit (&tick_length, memory_order_relaxed);
}
