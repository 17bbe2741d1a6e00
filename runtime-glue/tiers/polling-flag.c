/* SPDX-License-Identifier: MIT */
#include "polling-flag.h"

#include <pthread.h>
#include <stdatomic.h>

#include "mono-hidden.h"

/* A leaf: nothing else is locked meanwhile. Those who take it, threads at a poll, the one that suspends the others, and the
 * sampler, which the runtime does not know, are not stopped by signals. */
static pthread_mutex_t flag_lock = PTHREAD_MUTEX_INITIALIZER;
static int holders; /* suspensions that are under way, and others */
static atomic_int is_raised;
static atomic_uint tick;

static void
set_as_needed (void)
{
	mono_polling_required = holders > 0 || atomic_load (&is_raised);
}

void
__wrap_mono_threads_coop_begin_global_suspend (void)
{
	pthread_mutex_lock (&flag_lock);
	++holders;
	__real_mono_threads_coop_begin_global_suspend ();
	pthread_mutex_unlock (&flag_lock);
}

void
__wrap_mono_threads_coop_end_global_suspend (void)
{
	pthread_mutex_lock (&flag_lock);
	__real_mono_threads_coop_end_global_suspend ();
	/* It has lowered the flag. Who waits for threads to come by goes on waiting for them. */
	--holders;
	set_as_needed ();
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
	set_as_needed ();
	pthread_mutex_unlock (&flag_lock);
}

void
polling_flag_hold (void)
{
	pthread_mutex_lock (&flag_lock);
	++holders;
	set_as_needed ();
	pthread_mutex_unlock (&flag_lock);
}

void
polling_flag_release (void)
{
	pthread_mutex_lock (&flag_lock);
	--holders;
	set_as_needed ();
	pthread_mutex_unlock (&flag_lock);
}

void
polling_flag_forget (void)
{
	pthread_mutex_init (&flag_lock, NULL);
	holders = 0;
	atomic_store (&is_raised, 0);
	set_as_needed ();
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
