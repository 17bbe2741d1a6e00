/* SPDX-License-Identifier: MIT */
#include "polling-flag.h"

#include <pthread.h>
#include <stdatomic.h>

#include "mono-hidden.h"

/* A leaf: nothing else is locked meanwhile. Those who take it, threads at a poll, the one that suspends the others, and the
 * sampler, which the runtime does not know, are not stopped by signals. */
static pthread_mutex_t flag_lock = PTHREAD_MUTEX_INITIALIZER;
static int suspensions; /* under way */
static atomic_int is_raised;
static atomic_uint tick;

void
__wrap_mono_threads_coop_begin_global_suspend (void)
{
	pthread_mutex_lock (&flag_lock);
	++suspensions;
	__real_mono_threads_coop_begin_global_suspend ();
	pthread_mutex_unlock (&flag_lock);
}

void
__wrap_mono_threads_coop_end_global_suspend (void)
{
	pthread_mutex_lock (&flag_lock);
	__real_mono_threads_coop_end_global_suspend ();
	/* It has lowered the flag. Who waits for threads to come by goes on waiting for them. */
	if (--suspensions == 0 && atomic_load (&is_raised))
		mono_polling_required = 1;
	pthread_mutex_unlock (&flag_lock);
}

void
polling_flag_raise (void)
{
	pthread_mutex_lock (&flag_lock);
	atomic_fetch_add (&tick, 1);
	atomic_store (&is_raised, 1);
	mono_polling_required = 1;
	pthread_mutex_unlock (&flag_lock);
}

void
polling_flag_lower (void)
{
	pthread_mutex_lock (&flag_lock);
	atomic_store (&is_raised, 0);
	if (suspensions == 0)
		mono_polling_required = 0;
	pthread_mutex_unlock (&flag_lock);
}

int
polling_flag_is_raised (void)
{
	return atomic_load (&is_raised);
}

unsigned
polling_flag_tick (void)
{
	return atomic_load (&tick);
}
