/* SPDX-License-Identifier: MIT
 *
 * bigstep compile: what the supervising process and its workers share.
 *
 * The supervisor never starts Mono. It has a table with one entry for each row of the assembly's MethodDef table, in
 * memory that its children share, and hands ranges of rows to workers. A worker writes only the entries of its
 * range, so that whatever it has finished is there when it crashes. */
#ifndef BIGSTEP_COVERAGE_H
#define BIGSTEP_COVERAGE_H

#include <stdatomic.h>
#include <stdint.h>
#include <stdio.h>
#include <time.h>

/* OUTCOME (enumerator, "words in reports", "name in JSON", is a fault of the compiler) */
#define OUTCOMES(OUTCOME) \
	OUTCOME (NOT_SELECTED, "not selected", NULL, 0) /* no body, or not matching --method */ \
	OUTCOME (PENDING, "without a result", "pending", 1) \
	OUTCOME (COMPILED, "compiled", "methods_compiled", 0) \
	OUTCOME (DECLINED, "declined", "methods_declined", 0) \
	OUTCOME (BAD_CODE, "bad code", "bad_code", 0) \
	OUTCOME (RUNTIME_EXCEPTION, "runtime exception", "runtime_exceptions", 0) \
	OUTCOME (INTERNAL_ERROR, "internal error", "internal_errors", 1) \
	OUTCOME (CRASH, "crash", "crashes", 1) \
	OUTCOME (TIME_LIMIT, "time limit", "time_limits", 1) \
	OUTCOME (MEMORY_LIMIT, "memory limit", "memory_limits", 1) \
	OUTCOME (NO_INSTANTIATION, "no valid instantiation", "no_valid_instantiation", 0)

typedef enum Outcome {
#define OUTCOME_ENUMERATOR(enumerator, words, json_name, is_fault) OUTCOME_##enumerator,
	OUTCOMES (OUTCOME_ENUMERATOR)
#undef OUTCOME_ENUMERATOR
		OUTCOME_COUNT
} Outcome;

/* One row of the MethodDef table. */
typedef struct Definition {
	_Atomic uint32_t outcome;
	uint32_t il_offset;      /* where the compiler gave up */
	uint32_t instance_count; /* instantiations compiled */
	uint64_t native_bytes;
	uint64_t nanoseconds; /* of processor time, spent in the compiler */
	char name [256];      /* of the definition, or of the instantiation that was not compiled */
	char reason [48];
	char detail [200];
} Definition;

typedef struct Coverage {
	const char *path;
	uint32_t row_count;
	Definition *definitions; /* by row - 1 */
	long peak_resident_kib;  /* of any worker */
} Coverage;

/* Where a worker is: written by it, watched by the supervisor. */
typedef struct WorkerState {
	_Atomic uint32_t row;      /* 0 before the first */
	_Atomic uint64_t started;  /* nanoseconds, CLOCK_MONOTONIC */
	_Atomic uint64_t resident; /* bytes, when it started with the row */
} WorkerState;

/* Resident bytes of process IDENTIFIER ("self" or a number); 0 if it is gone. */
uint64_t resident_bytes (const char *identifier);

static inline uint64_t
nanoseconds_now (void)
{
	struct timespec now;

	clock_gettime (CLOCK_MONOTONIC, &now);
	return now.tv_sec * UINT64_C (1000000000) + now.tv_nsec;
}

/* What workers do, in processes of their own. Both end the program. */

/* Sizes the file behind DESCRIPTOR for all rows of the assembly and marks those that have a body and match PATTERN
 * (NULL: all) as pending. */
_Noreturn void worker_survey (const char *path, const char *pattern, int descriptor);
/* Compiles the pending definitions of rows FIRST to END - 1. */
_Noreturn void worker_compile (const char *path, const char *spec, Definition *definitions, uint32_t first,
	uint32_t end, WorkerState *state);

/* Totals of one or more assemblies, as text and as JSON. Adds up what is in the tables and nothing else. */
typedef struct Report Report;

Report *report_create (const char *spec);
/* Prints the summary of COVERAGE to FILE; with LIST also every definition that was not compiled. */
void report_add (Report *report, const Coverage *coverage, FILE *file, int list);
/* Writes the JSON to PATH, through a temporary file. Returns 0 with errno set. */
int report_save (const Report *report, const char *path);
/* Whether the compiler showed a fault of its own, or a definition has no result. */
int report_has_faults (const Report *report);
void report_release (Report *report);

#endif
