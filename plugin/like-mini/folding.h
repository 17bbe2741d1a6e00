/* SPDX-License-Identifier: MIT
 *
 * What mini's compiler knows of integers while it compiles. It folds arithmetic on int32 constants in 64 bits, block by block
 * (cfold.c:mono_constant_fold_ins, local-propagation.c:mono_local_cprop), after it has joined blocks that follow each other
 * (branch-opts.c:mono_optimize_branches); and of a value in a register it may have the upper half wrong. */
#ifndef BIGSTEP_FOLDING_H
#define BIGSTEP_FOLDING_H

#include "../executor/body.h"

typedef struct Folded {
	int is_known;    /* it is the constant `word`, all 64 bits of it */
	int is_computed; /* the same, by arithmetic */
	int is_extended; /* an int32, with copies of its sign above */
	int64_t word;
} Folded;

/* One body on its way. */
typedef struct Folding {
	const Body *body;
	const Operation **definitions; /* of temps, by number */
	Folded *temps;
	Folded *variables;     /* arguments, locals, slots: what was stored last ... */
	uint32_t *stored_in;   /* ... in this chain of blocks */
	uint8_t *has_address;  /* variables */
	uint32_t chain;        /* the number of the current one, from 1 on */
	int allocates;         /* there is a localloc */
	Block *const *blocks;  /* in the order of chains */
	const uint8_t *begins; /* by place in it: whether a chain begins there */
} Folding;

/* Prepares FOLDING for BODY, which has been executed. */
void folding_begin (Folding *folding, Compilation *compilation, const Body *body);
/* Block INDEX in the order of chains; to be asked for in ascending order. */
const Block *folding_enter_block (Folding *folding, uint32_t index);
/* OPERATION, the next one of the block, has been looked at. */
void folding_pass (Folding *folding, const Operation *operation);

/* What is known of TEMP, and what defined it. */
static inline const Folded *
folding_of (const Folding *folding, const Temp *temp)
{
	return &folding->temps [temp->number];
}

static inline const Operation *
folding_definition (const Folding *folding, const Temp *temp)
{
	return folding->definitions [temp->number];
}

#endif
