/* SPDX-License-Identifier: MIT */
#include "sample.h"

#include <stdatomic.h>

#include "clocks.h"
#include "gather.h"
#include "methods.h"
#include "poll-sites.h"
#include "polling-flag.h"
#include "sampler.h"
#include "stack-left.h"

/* A program near the end of its stack shall get its exception, which needs room, and not die in C code of ours. */
#define STACK_NEEDED ((size_t) 256 << 10)

static _Atomic (SampleTaker) taker;
static int takes_all;

typedef struct Walk {
	int frames;
	MonoJitInfo *wrapper;
	void **slot; /* of the address that the wrapper returns to */
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
		walk->wrapper = info;
		return method_wrapper_kind (mono_jit_info_get_method (info)) != ENUM_MONO_WRAPPER_MANAGED_TO_NATIVE;
	case 1:
		walk->sample.info = info;
		walk->sample.domain = MONO_FIELD (MonoDomain *, frame, StackFrameInfo, domain);
		walk->sample.address = context_registers (context) [REGISTER_RIP];
		walk->slot = (void **) context_registers (context) [REGISTER_RSP] - 1;
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

static int
has_stack (const void *address)
{
	return stack_left (address) >= STACK_NEEDED;
}

/* One sample of each thread in each tick. The first thread that comes once more shows that all had time to come. */
static void
take_in_tick (SampleTaker take)
{
	static _Thread_local unsigned seen;
	unsigned tick = polling_flag_tick ();
	if (seen == tick) {
		if (polling_flag_is_raised ())
			polling_flag_lower ();
		return;
	}
	seen = tick;
	Walk walk = { .frames = 0 };
	if (!has_stack (&walk))
		return;
	/* What it did before the tick began was seen then, or was no managed code. */
	uint64_t own = time_of_thread (), length = sampler_tick_length ();
	mono_walk_stack_with_ctx (visit, NULL, 0, &walk);
	walk.sample.time = own < length ? own : length;
	if (walk.sample.info)
		take (&walk.sample);
}

static void
take_unless_settled (SampleTaker take, const void *in_wrapper)
{
	void *address = poll_sites_find (in_wrapper);
	if (address && poll_sites_is_settled (address))
		return;
	Walk walk = { .frames = 0 };
	if (!has_stack (&walk))
		return;
	mono_walk_stack_with_ctx (visit, NULL, 0, &walk);
	if (!walk.sample.info)
		return;
	if (!address)
		poll_sites_learn (in_wrapper, walk.wrapper, walk.slot);
	if (take (&walk.sample) && address)
		poll_sites_settle (address);
}

void
__wrap_mono_threads_state_poll (void)
{
	__real_mono_threads_state_poll ();
	gather_come_by ();
	SampleTaker take = atomic_load_explicit (&taker, memory_order_acquire);
	if (!take)
		return;
	if (takes_all) {
		take_unless_settled (take, __builtin_return_address (0));
		return;
	}
	take_in_tick (take);
	sampler_answered ();
}

void
sample_begin (SampleTaker take, int all)
{
	takes_all = all;
	atomic_store_explicit (&taker, take, memory_order_release);
	if (all)
		polling_flag_raise ();
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
