/* SPDX-License-Identifier: MIT */
#include "sample.h"

#include <stdatomic.h>

#include "clocks.h"
#include "gather.h"
#include "methods.h"
#include "polling-flag.h"
#include "sampler.h"
#include "stack-left.h"

/* A program near the end of its stack shall get its exception, which needs room, and not die in C code of ours. */
#define STACK_NEEDED ((size_t) 256 << 10)

static _Atomic (void (*) (const Sample *)) taker;
static unsigned most_per_tick;

typedef struct Walk {
	int frames;
	Sample sample;
} Walk;

static gboolean
visit (StackFrameInfo *frame, MonoContext *context, void *data)
{
	Walk *walk = data;
	MonoJitInfo *info = MONO_FIELD (MonoJitInfo *, frame, StackFrameInfo, ji);
	if (!info)
		return walk->frames >= 2;
	switch (walk->frames++) {
	case 0: /* the poll's wrapper; else C code of the runtime has polled */
		return method_wrapper_kind (mono_jit_info_get_method (info)) != ENUM_MONO_WRAPPER_MANAGED_TO_NATIVE;
	case 1:
		walk->sample.info = info;
		walk->sample.domain = MONO_FIELD (MonoDomain *, frame, StackFrameInfo, domain);
		walk->sample.address = context_registers (context) [REGISTER_RIP];
		return 0;
	default:
		walk->sample.caller = info;
		walk->sample.call = context_registers (context) [REGISTER_RIP];
		return 1;
	}
}

/* The processor time of this thread since it was asked for last */
static uint64_t
time_of_thread (void)
{
	static _Thread_local uint64_t last;
	uint64_t now = clock_of_thread (), passed = now - last;
	last = now;
	return passed;
}

static void
take_sample (void (*take) (const Sample *sample))
{
	Walk walk = { .frames = 0 };
	if (stack_left (&walk) < STACK_NEEDED)
		return;
	/* What it did before the tick began was seen then, or was no managed code. */
	uint64_t own = time_of_thread (), tick = sampler_tick_length ();
	mono_walk_stack_with_ctx (visit, NULL, 0, &walk);
	if (!walk.sample.info)
		return;
	walk.sample.time = own < tick ? own : tick;
	take (&walk.sample);
}

/* The first thread that has given its samples and comes once more shows that all had time to come. */
static void
visit_poll (void (*take) (const Sample *sample))
{
	static _Thread_local unsigned seen, count;
	unsigned tick = polling_flag_tick ();
	if (seen != tick) {
		seen = tick;
		count = 0;
	}
	if (count++ < most_per_tick)
		take_sample (take);
	else if (polling_flag_is_raised ())
		polling_flag_lower ();
}

void
__wrap_mono_threads_state_poll (void)
{
	__real_mono_threads_state_poll ();
	gather_come_by ();
	void (*take) (const Sample *sample) = atomic_load_explicit (&taker, memory_order_acquire);
	if (!take)
		return;
	visit_poll (take);
	sampler_answered ();
}

void
sample_begin (void (*take) (const Sample *sample), unsigned per_tick)
{
	most_per_tick = per_tick;
	atomic_store_explicit (&taker, take, memory_order_release);
}

void
sample_forget (void)
{
	atomic_store_explicit (&taker, NULL, memory_order_release);
}

void
sample_end (void)
{
	sample_forget ();
	polling_flag_lower ();
}
