/* SPDX-License-Identifier: MIT
 *
 * The loops that an entry is in. */
#ifndef BIGSTEP_ENTRY_LOOPS_H
#define BIGSTEP_ENTRY_LOOPS_H

#include "flow.h"

typedef struct EntryLoop {
	uint32_t head;      /* where control comes to the loop from outside; blocks are numbers in the flow */
	uint8_t *has_block; /* by block; the head, too */
	uint32_t operation_count;
} EntryLoop;

/* The loops of FLOW that have block ENTRY, but not as their head, the innermost first, to be freed with ARENA. Leaves out the
 * outer ones when all of them together have more than MOST_OPERATIONS. Returns how many there are. */
uint32_t entry_find_loops (Arena *arena, const Flow *flow, uint32_t entry, uint32_t most_operations, EntryLoop **loops);

#endif
