/* SPDX-License-Identifier: MIT
 *
 * The basic blocks of a method, in IL order, and which of them can be reached. Decodes all of the IL once, so that
 * later stages need not check it again: what is malformed anywhere, reached or not, is bad code. */
#ifndef BIGSTEP_FLOW_H
#define BIGSTEP_FLOW_H

#include "operation.h"

struct Slot;

typedef struct FlowBlock {
	Block block; /* what others see; numbered among the reachable ones */
	uint32_t end_offset;
	int is_reachable;
	uint32_t successor_count;      /* without handlers; each once for each edge */
	struct FlowBlock **successors; /* targets in the order of the instruction, the next block last */

	/* The executor's: the stack on entry, once the first edge to the block is known. */
	int is_entered; /* executed, or being executed */
	int has_entry_stack;
	uint32_t entry_depth;
	const struct Slot **entry_slots;
} FlowBlock;

typedef struct Flow {
	uint32_t block_count; /* unreachable ones included */
	FlowBlock *blocks;    /* in IL order */
	uint32_t reachable_count;
	Block **reachable; /* in IL order */
	FlowBlock invalid; /* where wrong edges lead: the one block that is_invalid */
	int throws;        /* there is a `throw` */
	int has_loops;     /* branches back, to what can be reached */
	int writes_this;   /* argument 0 is stored to, or its address taken */
} Flow;

/* Which filter the code at OFFSET belongs to, as an index of a clause; the number of clauses for none. */
uint32_t flow_filter_at (const MethodBody *body, uint32_t offset);

/* Finds the blocks of SOURCE. Returns 0 with a verdict when its code is malformed. */
int flow_find_blocks (Compilation *compilation, const MethodSource *source, Flow *flow);

#endif
