/* SPDX-License-Identifier: MIT */
#include "frames.h"

#include <time.h>

static _Thread_local Asking *innermost;

void
frames_push (Asking *asking)
{
	asking->outer = innermost;
	innermost = asking;
}

void
frames_pop (Asking *asking)
{
	innermost = asking->outer;
}

static uint64_t
now (void)
{
	struct timespec time;
	clock_gettime (CLOCK_MONOTONIC, &time);
	return (uint64_t) time.tv_sec * 1000000000u + (uint64_t) time.tv_nsec;
}

void
frames_enter (Asking *asking)
{
	asking->is_at_work = 1;
	asking->inner = 0;
	asking->start = now ();
}

void
frames_leave (Asking *asking)
{
	uint64_t elapsed = now () - asking->start;
	Asking *outer = asking->outer;
	asking->is_at_work = 0;
	while (outer && !outer->is_at_work)
		outer = outer->outer;
	if (outer)
		outer->inner += elapsed;
	statistics_time (asking->statistics, elapsed - asking->inner);
}

uint32_t
frames_nesting (void)
{
	uint32_t count = 0;
	for (const Asking *asking = innermost; asking; asking = asking->outer)
		count += asking->kind == ASKING_RUNTIME && asking->is_at_work;
	return count;
}

int
frames_recur (const Asking *asking)
{
	int count = 0;
	for (const Asking *outer = innermost; outer; outer = outer->outer)
		count += outer->is_at_work && outer->kind == asking->kind && outer->statistics == asking->statistics &&
			outer->method == asking->method && outer->domain == asking->domain;
	return count >= 2;
}

Asking *
frames_request (void)
{
	Asking *asking = innermost;
	while (asking && asking->kind != ASKING_RUNTIME)
		asking = asking->outer;
	return asking;
}

/* What is inside of the innermost one was asked for by mini, or by what runs because of it. */
static Asking *
request_to_mini (MonoMethod *method)
{
	Asking *asking = innermost;
	while (asking && asking->kind != ASKING_MINI)
		asking = asking->outer;
	return asking && asking->method == method && !asking->has_arrived ? asking : NULL;
}

int
frames_ask_mini_for (MonoMethod *method)
{
	return request_to_mini (method) != NULL;
}

Statistics *
frames_take_request_to_mini (MonoMethod *method)
{
	Asking *asking = request_to_mini (method);
	if (!asking)
		return NULL;
	asking->has_arrived = 1;
	return asking->statistics;
}
