/* SPDX-License-Identifier: MIT
 *
 * What the tiers did, and what it cost: counted where it happens. */
#ifndef GLUE_TIERS_TIER_STATISTICS_H
#define GLUE_TIERS_TIER_STATISTICS_H

#include <stdatomic.h>
#include <stdint.h>

/* X (enumerator, name): numbers, and times in nanoseconds, which are reported in milliseconds */
#define TIER_COUNTERS(X) \
	X (SAMPLES, "samples") \
	X (BODIES, "bodies_sampled") \
	X (QUEUED, "bodies_queued") \
	X (REPLACED, "bodies_replaced") \
	X (LOOPS_QUEUED, "loops_queued") \
	X (LOOPS_COMPILED, "loops_compiled") \
	X (STOPS, "stops") \
	X (STOPS_PUT_OFF, "stops_put_off") /* a thread could not be stopped */

#define TIER_TIMES(X) \
	X (SAMPLES, "samples_ms")   /* in the program's threads */ \
	X (COMPILING, "compile_ms") /* processor time of the compile thread, with loading the compiler */ \
	X (STOPPED, "stopped_ms")   /* from asking the threads to stop until they go on */ \
	X (LONGEST_STOP, "longest_stop_ms")

/* Why a body stays as it is */
#define REFUSALS(X) \
	X (SHARED, "shared-between-instantiations") \
	X (DYNAMIC, "dynamic-method") \
	X (EXCLUDED, "excluded") /* by only= or except= */ \
	X (MINI_ONLY, "mini-only") \
	X (DECLINED, "declined") \
	X (DIFFERS, "differs-from-first") \
	X (NOT_REPLACED, "not-replaced") /* its code cannot begin with a jump, or somebody has laid hands on it */ \
	X (FAILED, "failed") \
	X (UNLOADED, "domain-unloaded")

#define TIER_COUNTER(enumerator, name) TIER_##enumerator,
#define TIER_TIME(enumerator, name) TIME_##enumerator,
#define TIER_REFUSAL(enumerator, name) REFUSAL_##enumerator,
typedef enum TierCounter { TIER_COUNTERS (TIER_COUNTER) TIER_COUNTER_COUNT } TierCounter;
typedef enum TierTime { TIER_TIMES (TIER_TIME) TIER_TIME_COUNT } TierTime;
typedef enum Refusal { REFUSAL_NONE, REFUSALS (TIER_REFUSAL) REFUSAL_COUNT } Refusal;
#undef TIER_COUNTER
#undef TIER_TIME
#undef TIER_REFUSAL

void tier_count (TierCounter counter);
void tier_count_time (TierTime time, uint64_t nanoseconds);
void tier_count_longest (TierTime time, uint64_t nanoseconds);
void tier_count_refusal (Refusal refusal);

/* What may go into compiling: PERCENT of the processor time, and so many nanoseconds besides. */
void tier_statistics_set_budget (double percent, uint64_t head_start);

/* Tiers are off, because of REASON, which stays. */
void tier_statistics_set_off (const char *reason);
/* NULL: they are on. */
const char *tier_statistics_off (void);

/* Calls REPORT for all of them. */
void tier_statistics_report (void (*report) (void *data, const char *name, double value), void *data);

#endif
