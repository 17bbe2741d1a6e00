/* SPDX-License-Identifier: MIT
 *
 * Why a frame of mini's is not left in the middle (on-stack replacement). */
#ifndef GLUE_TIERS_OSR_REFUSALS_H
#define GLUE_TIERS_OSR_REFUSALS_H

#include <stdint.h>

/* X (enumerator, name in statistics) */
#define OSR_REFUSALS(X) \
	/* Of the method */ \
	X (SHARED, "shared-between-instantiations") \
	X (SSA, "ssa-form") \
	X (LOCALLOC, "localloc") \
	X (VARARGS, "varargs") \
	X (PLACE, "variable-in-no-place") \
	X (SIZE, "variables-too-large") \
	/* Of the loop */ \
	X (NO_IL_OFFSET, "no-il-offset") \
	X (EVALUATION_STACK, "evaluation-stack-not-empty") \
	X (HANDLER, "in-handler") \
	/* Of the frame */ \
	X (NO_LOOP, "not-in-a-loop") \
	X (NO_MAP, "no-map") \
	X (STACK_LEFT, "short-of-stack") \
	X (UNWIND, "not-unwound") \
	X (MEMORY, "out-of-memory")

typedef enum OsrRefusal {
	OSR_POSSIBLE,
#define OSR_ENUMERATOR(enumerator, name) OSR_##enumerator,
	OSR_REFUSALS (OSR_ENUMERATOR)
#undef OSR_ENUMERATOR
		OSR_REFUSAL_COUNT
} OsrRefusal;

/* The name of REFUSAL; NULL for OSR_POSSIBLE. */
const char *osr_refusal_name (OsrRefusal refusal);

/* One more of these, OSR_POSSIBLE among them: a frame that is left. Returns REFUSAL. Threads: any. */
OsrRefusal osr_count (OsrRefusal refusal);

/* How many there were. */
uint64_t osr_count_of (OsrRefusal refusal);

#endif
