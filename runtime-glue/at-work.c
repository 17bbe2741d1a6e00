/* SPDX-License-Identifier: MIT */
#include "at-work.h"

#include <stdatomic.h>
#include <unistd.h>

/* Who begins counts itself and then looks whether it is late; who closes says so and then looks at the count. */
static atomic_int at_work, is_closed;

int
at_work_begin (void)
{
	atomic_fetch_add (&at_work, 1);
	if (!atomic_load (&is_closed))
		return 1;
	at_work_end ();
	return 0;
}

void
at_work_end (void)
{
	atomic_fetch_sub (&at_work, 1);
}

static atomic_int are_left;
static _Thread_local int can_be_left;

void
at_work_can_be_left (void)
{
	can_be_left = 1;
}

void
at_work_leave (void)
{
	atomic_store (&are_left, 1);
}

void
at_work_come_back (void)
{
	while (can_be_left && atomic_load (&are_left))
		pause ();
}

int
at_work_close (void)
{
	atomic_store (&is_closed, 1);
	return atomic_load (&at_work) == 0;
}
