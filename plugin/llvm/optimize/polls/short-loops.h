/* SPDX-License-Identifier: MIT
 *
 * Loops that end so soon that they need no poll. */
#ifndef BIGSTEP_SHORT_LOOPS_H
#define BIGSTEP_SHORT_LOOPS_H

#include "../blocks.h"

/* A set of blocks, by number. */
typedef struct BlockSet {
	uint32_t *list;
	uint32_t count;
	uint8_t *is_member; /* by block */
} BlockSet;

/* Empty, with room for all of BLOCKS. */
BlockSet block_set_create (Arena *arena, const Blocks *blocks);
void block_set_add (BlockSet *set, uint32_t block);
void block_set_clear (BlockSet *set);

/* Whether BLOCK has calls that can take long: neither intrinsics nor what only throws. */
int polls_makes_long_calls (LLVMBasicBlockRef block);

/* Whether the loop at block HEADER is provably short: it has one back edge, counts out, and does nothing that takes long.
 * LOOP is empty, and is left so. */
int polls_is_short_loop (const Blocks *blocks, uint32_t header, BlockSet *loop);

#endif
