/* SPDX-License-Identifier: MIT
 *
 * The blocks of a function in LLVM IR with their edges, which LLVM's C interface does not number. Block 0 is the entry. */
#ifndef BIGSTEP_BLOCKS_H
#define BIGSTEP_BLOCKS_H

#include "../../arena.h"

#include <llvm-c/Types.h>
#include <stdint.h>

typedef struct Blocks {
	uint32_t count;
	LLVMBasicBlockRef *block;  /* in the function's order */
	uint32_t *sorted;          /* numbers of blocks, sorted by address */
	uint32_t *first_successor; /* block I's successors: successor [first_successor [I] .. first_successor [I + 1]) */
	uint32_t *successor;
	uint32_t *first_predecessor; /* the same for predecessors */
	uint32_t *predecessor;
	uint8_t *is_loop_header; /* some back edge of a depth-first walk from the entry leads here */
	uint32_t *order;         /* reachable blocks in reverse postorder */
	uint32_t reachable;
	uint8_t *is_back_edge; /* for each entry of `successor` */
} Blocks;

/* The arrays live in ARENA. */
void blocks_find (Blocks *blocks, Arena *arena, LLVMValueRef function);

/* The number of BLOCK. */
uint32_t blocks_number (const Blocks *blocks, LLVMBasicBlockRef block);

/* The one block with a back edge to HEADER; 0 if there are several. */
int blocks_get_latch (const Blocks *blocks, uint32_t header, uint32_t *latch);

#endif
