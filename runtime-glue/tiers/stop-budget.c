/* SPDX-License-Identifier: MIT */
#include "stop-budget.h"

#include "clocks.h"

#define BEGINNING (10 * SECOND)

uint64_t
stop_budget_next (const StopBudget *budget)
{
	uint64_t oldest = budget->last [budget->count % STOPS_IN_A_SECOND];
	uint64_t next = budget->count < STOPS_IN_A_SECOND ? budget->start : oldest + SECOND;
	if (budget->count >= STOPS_AT_THE_BEGINNING && next < budget->start + BEGINNING)
		next = budget->start + BEGINNING;
	return next;
}

void
stop_budget_take (StopBudget *budget, uint64_t time)
{
	budget->last [budget->count % STOPS_IN_A_SECOND] = time;
	++budget->count;
}
