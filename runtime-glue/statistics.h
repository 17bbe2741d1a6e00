/* SPDX-License-Identifier: MIT
 *
 * What was compiled, by whom, at what cost. Each request ends in exactly one outcome; a call of the runtime's own
 * compiler is counted where it happens; `balanced` says whether the sums agree. */
#ifndef GLUE_STATISTICS_H
#define GLUE_STATISTICS_H

#include <stddef.h>
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

typedef struct Statistics Statistics;

Statistics *statistics_create (int keep_method_names);

/* A request begins and, later, ends; in between it gets exactly one outcome. NESTING: requests under way on this
 * thread. */
void statistics_request_begins (Statistics *statistics, uint32_t nesting);
void statistics_request_ends (Statistics *statistics);
void statistics_outcome (Statistics *statistics, Outcome outcome);
/* OUTCOME_DECLINED, for REPORT's reason. METHOD_NAME is NULL unless statistics_keeps_names. */
void statistics_declined (Statistics *statistics, const CompilationReport *report, const char *method_name);
/* OUTCOME_WRAPPER, for a wrapper of KIND. */
void statistics_wrapper (Statistics *statistics, const char *kind);
/* OUTCOME_COMPILED. METHOD_NAME is NULL unless statistics_keeps_names. */
void statistics_compiled (Statistics *statistics, uint32_t il_bytes, uint32_t native_bytes, const char *method_name);
int statistics_keeps_names (const Statistics *statistics);

/* The runtime's own compiler shall be called because of an outcome; it is called. */
void statistics_mini_expected (Statistics *statistics);
void statistics_mini_call (Statistics *statistics);

/* The time between the two calls, on one thread, is the compiler's, without what another such pair inside took. */
typedef struct Timing {
	uint64_t start, inner;
	struct Timing *outer;
} Timing;

void timing_begin (Timing *timing);
void timing_end (Timing *timing, Statistics *statistics);

/* See mono_compiler_get_statistics. */
size_t statistics_print_json (char *buffer, size_t size);

/* Writes what the options stats and stats=FILE ask for. Only the first call does. */
void statistics_report (void);

#endif
