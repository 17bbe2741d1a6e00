/* SPDX-License-Identifier: MIT
 *
 * How often the world may be stopped: numbers only. All times are nanoseconds. */
#ifndef GLUE_TIERS_STOP_BUDGET_H
#define GLUE_TIERS_STOP_BUDGET_H

#include <stdint.h>

enum { STOPS_IN_A_SECOND = 5, STOPS_AT_THE_BEGINNING = 40 };

typedef struct StopBudget {
	uint64_t start;                    /* of the process */
	uint64_t last [STOPS_IN_A_SECOND]; /* a ring; 0: none yet */
	unsigned count;
} StopBudget;

/* When the next stop may be, at the earliest: at most 5 in any second, and 40 in the first ten. */
uint64_t stop_budget_next (const StopBudget *budget);

/* There was one, at TIME. */
void stop_budget_take (StopBudget *budget, uint64_t time);

#endif
