/* SPDX-License-Identifier: MIT */
#include "statistics.h"

#include <json.h>
#include <stdlib.h>
#include <string.h>

Statistics *
statistics_create (int keep_method_names)
{
	Statistics *statistics = calloc (1, sizeof (*statistics));
	if (!statistics)
		return NULL;
	statistics->keep_method_names = keep_method_names;
	statistics->declined = keep_method_names ? json_object_new_array () : NULL;
	statistics->differing = keep_method_names ? json_object_new_array () : NULL;
	pthread_mutex_init (&statistics->lock, NULL);
	return statistics;
}

static void
count (atomic_ullong *counter, unsigned long long by)
{
	atomic_fetch_add_explicit (counter, by, memory_order_relaxed);
}

void
statistics_request_begins (Statistics *statistics, uint32_t nesting)
{
	count (&statistics->requests, 1);
	count (&statistics->under_way, 1);
	count (&statistics->unfinished, 1);
	unsigned deepest = atomic_load (&statistics->max_nesting);
	while (nesting > deepest && !atomic_compare_exchange_weak (&statistics->max_nesting, &deepest, nesting))
		continue;
}

void
statistics_request_ends (Statistics *statistics)
{
	atomic_fetch_sub_explicit (&statistics->under_way, 1, memory_order_relaxed);
}

static void
add_declined (Statistics *statistics, const char *reason, const OutcomeDetails *details)
{
	const CompilationReport *report = details->report;
	struct json_object *declined = json_object_new_object ();
	json_object_object_add (declined, "method", json_object_new_string (details->method));
	json_object_object_add (declined, "reason", json_object_new_string (reason));
	json_object_object_add (declined, "detail", json_object_new_string (report->detail ? report->detail : ""));
	json_object_object_add (declined, "il_offset", json_object_new_int64 (report->il_offset));
	json_object_array_add (statistics->declined, declined);
}

static Tally *
find_or_add (Tally **at, const char *name)
{
	while (*at && strcmp ((*at)->name, name) != 0)
		at = &(*at)->next;
	if (*at)
		return *at;
	Tally *tally = calloc (1, sizeof (*tally));
	if (tally && !(tally->name = strdup (name))) {
		free (tally);
		tally = NULL;
	}
	return *at = tally;
}

static void
count_by_name (Statistics *statistics, Tally **tallies, const char *name)
{
	Tally *tally = find_or_add (tallies, name);
	if (tally)
		++tally->count;
	else
		statistics->is_incomplete = 1;
}

static void
add_compiled (Statistics *statistics, const char *method)
{
	if (statistics->method_count == statistics->method_capacity) {
		size_t capacity = statistics->method_capacity ? statistics->method_capacity * 2 : 256;
		char **names = realloc (statistics->method_names, capacity * sizeof (*names));
		if (names) {
			statistics->method_names = names;
			statistics->method_capacity = capacity;
		}
	}
	char *name = statistics->method_count < statistics->method_capacity ? strdup (method) : NULL;
	if (name)
		statistics->method_names [statistics->method_count++] = name;
	else
		statistics->is_incomplete = 1;
}

/* DETAILS' differences: names joined by +. */
static void
count_differences (Statistics *statistics, const OutcomeDetails *details)
{
	char *names = strdup (details->differences), *rest = names, *name;
	if (!names)
		statistics->is_incomplete = 1;
	while ((name = strsep (&rest, "+")))
		count_by_name (statistics, &statistics->differences, name);
	free (names);
	if (!details->method)
		return;
	struct json_object *differing = json_object_new_object ();
	json_object_object_add (differing, "method", json_object_new_string (details->method));
	json_object_object_add (differing, "differences", json_object_new_string (details->differences));
	json_object_array_add (statistics->differing, differing);
}

void
statistics_outcome (Statistics *statistics, Outcome outcome, const OutcomeDetails *details)
{
	const char *reason = details->report && details->report->reason ? details->report->reason : "unknown";
	count (&statistics->outcomes [outcome], 1);
	atomic_fetch_sub_explicit (&statistics->unfinished, 1, memory_order_relaxed);
	if (outcome == OUTCOME_COMPILED) {
		count (&statistics->il_bytes, details->il_bytes);
		count (&statistics->native_bytes, details->native_bytes);
	}
	pthread_mutex_lock (&statistics->lock);
	if (outcome == OUTCOME_COMPILED && details->method)
		add_compiled (statistics, details->method);
	else if (outcome == OUTCOME_DECLINED && details->method)
		add_declined (statistics, reason, details);
	if (outcome == OUTCOME_COMPILED && details->differences)
		count_differences (statistics, details);
	if (outcome == OUTCOME_DECLINED)
		count_by_name (statistics, &statistics->reasons, reason);
	else if (outcome == OUTCOME_WRAPPER)
		count_by_name (statistics, &statistics->wrapper_kinds, details->wrapper_kind);
	pthread_mutex_unlock (&statistics->lock);
}

int
statistics_keeps_names (const Statistics *statistics)
{
	return statistics->keep_method_names;
}

void
statistics_mini_expected (Statistics *statistics)
{
	count (&statistics->mini_expected, 1);
}

void
statistics_mini_call (Statistics *statistics)
{
	count (&statistics->mini_calls, 1);
}

void
statistics_time (Statistics *statistics, uint64_t nanoseconds)
{
	count (&statistics->nanoseconds, nanoseconds);
}

/* A process can end while threads compile: requests without an outcome must be under way. */
int
statistics_are_balanced (Statistics *statistics)
{
	uint64_t unfinished = atomic_load (&statistics->unfinished), sum = unfinished;
	for (int i = 0; i < OUTCOME_COUNT; ++i)
		sum += atomic_load (&statistics->outcomes [i]);
	return sum == atomic_load (&statistics->requests) && unfinished <= atomic_load (&statistics->under_way) &&
		atomic_load (&statistics->mini_calls) == atomic_load (&statistics->mini_expected);
}
