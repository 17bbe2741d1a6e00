/* SPDX-License-Identifier: MIT */
#include "tier-statistics.h"

#include <stdio.h>

#include "osr-refusals.h"

static atomic_ullong counters [TIER_COUNTER_COUNT], times [TIER_TIME_COUNT], refusals [REFUSAL_COUNT];
static _Atomic (const char *) off;
static double share_percent, head_start_ms;

#define NAME(enumerator, name) name,
static const char *const counter_names [] = { TIER_COUNTERS (NAME) };
static const char *const time_names [] = { TIER_TIMES (NAME) };
static const char *const refusal_names [] = { "", REFUSALS (NAME) };
#undef NAME

void
tier_count (TierCounter counter)
{
	atomic_fetch_add_explicit (&counters [counter], 1, memory_order_relaxed);
}

void
tier_count_time (TierTime time, uint64_t nanoseconds)
{
	atomic_fetch_add_explicit (&times [time], nanoseconds, memory_order_relaxed);
}

void
tier_count_longest (TierTime time, uint64_t nanoseconds)
{
	unsigned long long longest = atomic_load (&times [time]);
	while (nanoseconds > longest && !atomic_compare_exchange_weak (&times [time], &longest, nanoseconds))
		continue;
}

void
tier_count_refusal (Refusal refusal)
{
	atomic_fetch_add_explicit (&refusals [refusal], 1, memory_order_relaxed);
}

void
tier_statistics_set_budget (double percent, uint64_t head_start)
{
	share_percent = percent;
	head_start_ms = (double) head_start / 1e6;
}

void
tier_statistics_set_off (const char *reason)
{
	atomic_store (&off, reason);
}

const char *
tier_statistics_off (void)
{
	return atomic_load (&off);
}

void
tier_statistics_report (void (*report) (void *data, const char *name, double value), void *data)
{
	for (int i = 0; i < TIER_COUNTER_COUNT; ++i)
		report (data, counter_names [i], (double) atomic_load (&counters [i]));
	for (int i = 0; i < TIER_TIME_COUNT; ++i)
		report (data, time_names [i], (double) atomic_load (&times [i]) / 1e6);
	report (data, "share_percent", share_percent);
	report (data, "head_start_ms", head_start_ms);
	for (int i = REFUSAL_NONE + 1; i < REFUSAL_COUNT; ++i) {
		char name [64];
		snprintf (name, sizeof (name), "stays:%s", refusal_names [i]);
		if (atomic_load (&refusals [i]))
			report (data, name, (double) atomic_load (&refusals [i]));
	}
	report (data, "frames_left", (double) osr_count_of (OSR_POSSIBLE));
	for (int i = OSR_POSSIBLE + 1; i < OSR_REFUSAL_COUNT; ++i) {
		char name [64];
		snprintf (name, sizeof (name), "not_left:%s", osr_refusal_name ((OsrRefusal) i));
		if (osr_count_of ((OsrRefusal) i))
			report (data, name, (double) osr_count_of ((OsrRefusal) i));
	}
}
