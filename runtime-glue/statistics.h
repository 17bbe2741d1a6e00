/* SPDX-License-Identifier: MIT
 *
 * What was compiled, by whom, at what cost. Each request ends in exactly one outcome; a call of the runtime's own
 * compiler is counted where it happens; `balanced` says whether the sums agree. */
#ifndef GLUE_STATISTICS_H
#define GLUE_STATISTICS_H

#include <pthread.h>
#include <stdatomic.h>
#include <stdint.h>

#include "mono-compiler.h"

/* X (enumerator, name of its counter) */
#define OUTCOMES(X) \
	X (COMPILED, "methods_compiled") /* counted when published */ \
	X (DECLINED, "methods_declined") \
	X (EXCLUDED, "methods_excluded") /* left out by only= or except= */ \
	X (WRAPPER, "wrappers_to_mini")  /* a runtime-made wrapper that the compiler did not take */ \
	X (BAD_CODE, "bad_code") \
	X (RUNTIME_EXCEPTION, "runtime_exceptions") \
	X (INTERNAL_ERROR, "internal_errors") \
	X (LOST_RACE, "lost_races") /* compiled, and another thread had published first */

typedef enum Outcome {
#define OUTCOME_ENUMERATOR(enumerator, name) OUTCOME_##enumerator,
	OUTCOMES (OUTCOME_ENUMERATOR)
#undef OUTCOME_ENUMERATOR
		OUTCOME_COUNT
} Outcome;

/* How often something with a name occurred. */
typedef struct Tally {
	char *name;
	uint64_t count;
	struct Tally *next;
} Tally;

/* Counted in statistics.c, read in report.c. */
typedef struct Statistics {
	atomic_ullong requests, under_way, unfinished;
	atomic_ullong outcomes [OUTCOME_COUNT];
	atomic_ullong mini_calls, mini_expected;
	atomic_ullong il_bytes, native_bytes, nanoseconds;
	atomic_uint max_nesting;
	int keep_method_names;
	pthread_mutex_t lock; /* of what follows */
	Tally *reasons, *wrapper_kinds, *differences;
	char **method_names;
	size_t method_count, method_capacity;
	int is_incomplete;                        /* there was no memory to keep all of it */
	struct json_object *declined, *differing; /* arrays; NULL when names are not kept */
} Statistics;

/* NULL when there is no memory. */
Statistics *statistics_create (int keep_method_names);

/* A request begins and, later, ends; in between it gets exactly one outcome. NESTING: requests under way on this
 * thread. */
void statistics_request_begins (Statistics *statistics, uint32_t nesting);
void statistics_request_ends (Statistics *statistics);

/* What is said about a request besides its outcome. */
typedef struct OutcomeDetails {
	const char *method;              /* its description; NULL unless statistics_keeps_names */
	uint32_t il_bytes, native_bytes; /* OUTCOME_COMPILED */
	const CompilationReport *report; /* OUTCOME_DECLINED */
	const char *wrapper_kind;        /* OUTCOME_WRAPPER */
	const char *differences;         /* OUTCOME_COMPILED: NativeCodeHandle's; NULL for none */
} OutcomeDetails;

void statistics_outcome (Statistics *statistics, Outcome outcome, const OutcomeDetails *details);
int statistics_keeps_names (const Statistics *statistics);

/* A compiler was at work for so long. */
void statistics_time (Statistics *statistics, uint64_t nanoseconds);

/* The runtime's own compiler shall be called because of an outcome; it is called. */
void statistics_mini_expected (Statistics *statistics);
void statistics_mini_call (Statistics *statistics);

/* Whether the outcomes sum up to the requests, and mini was called as often as they say. */
int statistics_are_balanced (Statistics *statistics);

#endif
