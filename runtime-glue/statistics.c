/* SPDX-License-Identifier: MIT */
#include "statistics.h"

#include <json.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "compilers.h"

#define JSON_STYLE (JSON_C_TO_STRING_PRETTY | JSON_C_TO_STRING_SPACED | JSON_C_TO_STRING_NOSLASHESCAPE)

/* How often something with a name occurred. */
typedef struct Tally {
	char *name;
	uint64_t count;
	struct Tally *next;
} Tally;

struct Statistics {
	atomic_ullong requests, under_way, unfinished;
	atomic_ullong outcomes [OUTCOME_COUNT];
	atomic_ullong mini_calls, mini_expected;
	atomic_ullong il_bytes, native_bytes, nanoseconds;
	atomic_uint max_nesting;
	int keep_method_names;
	pthread_mutex_t lock; /* of what follows */
	Tally *reasons, *wrapper_kinds;
	char **method_names;
	size_t method_count, method_capacity;
	struct json_object *declined; /* an array; NULL when names are not kept */
};

static const char *const outcome_names [] = {
#define OUTCOME_NAME(enumerator, name) name,
	OUTCOMES (OUTCOME_NAME)
#undef OUTCOME_NAME
};

static _Thread_local Timing *innermost_timing;

Statistics *
statistics_create (int keep_method_names)
{
	Statistics *statistics = calloc (1, sizeof (*statistics));
	if (!statistics)
		abort ();
	statistics->keep_method_names = keep_method_names;
	statistics->declined = keep_method_names ? json_object_new_array () : NULL;
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

void
statistics_outcome (Statistics *statistics, Outcome outcome)
{
	count (&statistics->outcomes [outcome], 1);
	atomic_fetch_sub_explicit (&statistics->unfinished, 1, memory_order_relaxed);
}

static void
add_declined (Statistics *statistics, const char *reason, const CompilationReport *report, const char *method_name)
{
	struct json_object *declined = json_object_new_object ();
	json_object_object_add (declined, "method", json_object_new_string (method_name));
	json_object_object_add (declined, "reason", json_object_new_string (reason));
	json_object_object_add (declined, "detail", json_object_new_string (report->detail ? report->detail : ""));
	json_object_object_add (declined, "il_offset", json_object_new_int64 (report->il_offset));
	json_object_array_add (statistics->declined, declined);
}

static void
count_by_name (Tally **at, const char *name)
{
	while (*at && strcmp ((*at)->name, name) != 0)
		at = &(*at)->next;
	if (!*at) {
		*at = calloc (1, sizeof (Tally));
		if (!*at || !((*at)->name = strdup (name)))
			abort ();
	}
	++(*at)->count;
}

void
statistics_declined (Statistics *statistics, const CompilationReport *report, const char *method_name)
{
	const char *reason = report->reason ? report->reason : "unknown";
	statistics_outcome (statistics, OUTCOME_DECLINED);
	pthread_mutex_lock (&statistics->lock);
	if (method_name)
		add_declined (statistics, reason, report, method_name);
	count_by_name (&statistics->reasons, reason);
	pthread_mutex_unlock (&statistics->lock);
}

void
statistics_wrapper (Statistics *statistics, const char *kind)
{
	statistics_outcome (statistics, OUTCOME_WRAPPER);
	pthread_mutex_lock (&statistics->lock);
	count_by_name (&statistics->wrapper_kinds, kind);
	pthread_mutex_unlock (&statistics->lock);
}

void
statistics_compiled (Statistics *statistics, uint32_t il_bytes, uint32_t native_bytes, const char *method_name)
{
	statistics_outcome (statistics, OUTCOME_COMPILED);
	count (&statistics->il_bytes, il_bytes);
	count (&statistics->native_bytes, native_bytes);
	if (!method_name)
		return;
	pthread_mutex_lock (&statistics->lock);
	if (statistics->method_count == statistics->method_capacity) {
		statistics->method_capacity = statistics->method_capacity ? statistics->method_capacity * 2 : 256;
		statistics->method_names = realloc (statistics->method_names,
			statistics->method_capacity * sizeof (*statistics->method_names));
		if (!statistics->method_names)
			abort ();
	}
	statistics->method_names [statistics->method_count++] = strdup (method_name);
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

static uint64_t
now (void)
{
	struct timespec time;
	clock_gettime (CLOCK_MONOTONIC, &time);
	return (uint64_t) time.tv_sec * 1000000000u + (uint64_t) time.tv_nsec;
}

void
timing_begin (Timing *timing)
{
	timing->outer = innermost_timing;
	timing->inner = 0;
	innermost_timing = timing;
	timing->start = now ();
}

void
timing_end (Timing *timing, Statistics *statistics)
{
	uint64_t elapsed = now () - timing->start;
	innermost_timing = timing->outer;
	if (timing->outer)
		timing->outer->inner += elapsed;
	count (&statistics->nanoseconds, elapsed - timing->inner);
}

/* ---- Reports ---- */

static void
add_number (struct json_object *object, const char *name, uint64_t number)
{
	json_object_object_add (object, name, json_object_new_int64 ((int64_t) number));
}

/* A process can end while threads compile: requests without an outcome must be under way. */
static int
is_balanced (Statistics *statistics)
{
	uint64_t unfinished = atomic_load (&statistics->unfinished), sum = unfinished;
	for (int i = 0; i < OUTCOME_COUNT; ++i)
		sum += atomic_load (&statistics->outcomes [i]);
	return sum == atomic_load (&statistics->requests) && unfinished <= atomic_load (&statistics->under_way) &&
		atomic_load (&statistics->mini_calls) == atomic_load (&statistics->mini_expected);
}

static void
add_counter (void *data, const char *name, double value)
{
	json_object_object_add (data, name, json_object_new_double (value));
}

static void
add_tally (struct json_object *object, const char *name, const Tally *tally)
{
	struct json_object *numbers = json_object_new_object ();
	for (; tally; tally = tally->next)
		add_number (numbers, tally->name, tally->count);
	json_object_object_add (object, name, numbers);
}

static struct json_object *
compiler_json (Compiler *compiler)
{
	Statistics *statistics = compiler->statistics;
	struct json_object *object = json_object_new_object ();
	json_object_object_add (object, "name", json_object_new_string (compiler->name));
	json_object_object_add (object, "spec", json_object_new_string (compiler->spec));
	json_object_object_add (object, "selected", json_object_new_boolean (compiler == compilers_selected ()));
	add_number (object, "requests", atomic_load (&statistics->requests));
	for (int i = 0; i < OUTCOME_COUNT; ++i)
		add_number (object, outcome_names [i], atomic_load (&statistics->outcomes [i]));
	pthread_mutex_lock (&statistics->lock);
	add_tally (object, "declined_by_reason", statistics->reasons);
	add_tally (object, "wrappers_by_kind", statistics->wrapper_kinds);
	add_number (object, "unfinished", atomic_load (&statistics->unfinished));
	add_number (object, "mini_calls", atomic_load (&statistics->mini_calls));
	add_number (object, "max_nesting", atomic_load (&statistics->max_nesting));
	add_number (object, "il_bytes", atomic_load (&statistics->il_bytes));
	add_number (object, "native_bytes", atomic_load (&statistics->native_bytes));
	add_counter (object, "compile_ms", (double) atomic_load (&statistics->nanoseconds) / 1e6);
	json_object_object_add (object, "balanced", json_object_new_boolean (is_balanced (statistics)));
	if (statistics->keep_method_names) {
		struct json_object *names = json_object_new_array ();
		for (size_t i = 0; i < statistics->method_count; ++i)
			json_object_array_add (names, json_object_new_string (statistics->method_names [i]));
		json_object_object_add (object, "compiled", names);
		struct json_object *declined = NULL;
		json_object_deep_copy (statistics->declined, &declined, NULL);
		json_object_object_add (object, "declined", declined);
	}
	pthread_mutex_unlock (&statistics->lock);
	if (compiler->implementation && compiler->implementation->report_counters) {
		struct json_object *counters = json_object_new_object ();
		compiler->implementation->report_counters (compiler->implementation, add_counter, counters);
		json_object_object_add (object, "counters", counters);
	}
	return object;
}

static struct json_object *
all_json (void)
{
	struct json_object *object = json_object_new_object (), *compilers = json_object_new_array ();
	add_number (object, "process", (uint64_t) getpid ());
	json_object_object_add (object, "compilers", compilers);
	Compiler *selected = compilers_selected ();
	if (selected)
		json_object_array_add (compilers, compiler_json (selected));
	for (Compiler *compiler = compilers_first (); compiler; compiler = compiler->next) {
		if (compiler != selected)
			json_object_array_add (compilers, compiler_json (compiler));
	}
	return object;
}

size_t
statistics_print_json (char *buffer, size_t size)
{
	struct json_object *object = all_json ();
	const char *text = json_object_to_json_string_ext (object, JSON_STYLE);
	size_t length = strlen (text);
	if (size)
		snprintf (buffer, size, "%s", text);
	json_object_put (object);
	return length;
}

static void
print_summary (Compiler *compiler)
{
	Statistics *statistics = compiler->statistics;
	fprintf (stderr, "mono-bigstep: statistics of %s\n", compiler->name);
	fprintf (stderr, "  %-20s %10llu\n", "requests", atomic_load (&statistics->requests));
	for (int i = 0; i < OUTCOME_COUNT; ++i)
		fprintf (stderr, "  %-20s %10llu\n", outcome_names [i], atomic_load (&statistics->outcomes [i]));
	pthread_mutex_lock (&statistics->lock);
	for (const Tally *reason = statistics->reasons; reason; reason = reason->next)
		fprintf (stderr, "    %-18s %10llu\n", reason->name, (unsigned long long) reason->count);
	pthread_mutex_unlock (&statistics->lock);
	fprintf (stderr, "  %-20s %10llu\n  %-20s %10u\n  %-20s %10llu\n  %-20s %10llu\n  %-20s %10.1f\n", "mini_calls",
		atomic_load (&statistics->mini_calls), "max_nesting", atomic_load (&statistics->max_nesting), "il_bytes",
		atomic_load (&statistics->il_bytes), "native_bytes", atomic_load (&statistics->native_bytes), "compile_ms",
		(double) atomic_load (&statistics->nanoseconds) / 1e6);
	if (!is_balanced (statistics))
		fprintf (stderr, "  the sums do not balance\n");
}

/* FILE with each %p replaced by the process identifier. */
static char *
expand_file_name (const char *file)
{
	char *name = NULL;
	size_t size;
	FILE *stream = open_memstream (&name, &size);
	if (!stream)
		return NULL;
	for (const char *at = file; *at; ++at) {
		if (at [0] == '%' && at [1] == 'p') {
			fprintf (stream, "%ld", (long) getpid ());
			++at;
		} else {
			fputc (*at, stream);
		}
	}
	return fclose (stream) == 0 ? name : NULL;
}

/* To a temporary file first, so that a reader never sees half of it. */
static void
write_file (const char *file)
{
	char *name = expand_file_name (file), *temporary = NULL;
	struct json_object *object = all_json ();
	if (name && asprintf (&temporary, "%s.%ld.tmp", name, (long) getpid ()) > 0) {
		if (json_object_to_file_ext (temporary, object, JSON_STYLE) != 0 || rename (temporary, name) != 0) {
			perror (name);
			unlink (temporary);
		}
	}
	json_object_put (object);
	free (temporary);
	free (name);
}

void
statistics_report (void)
{
	static atomic_flag done = ATOMIC_FLAG_INIT;
	Compiler *compiler = compilers_selected ();
	if (!compiler || atomic_flag_test_and_set (&done))
		return;
	if (compiler->print_statistics) {
		for (Compiler *each = compilers_first (); each; each = each->next)
			print_summary (each);
	}
	if (compiler->statistics_file)
		write_file (compiler->statistics_file);
}
