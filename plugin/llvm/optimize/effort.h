/* SPDX-License-Identifier: MIT
 *
 * How much optimisation a method is worth. The time of some of LLVM's passes grows with the square or the cube of what they
 * look at, and a method that is large enough goes without these: effort.def says which, from which size on, and why.
 *
 * What counts is counted in the IR, never measured by a clock, so that a method gets the same code on a loaded machine. */
#ifndef BIGSTEP_EFFORT_H
#define BIGSTEP_EFFORT_H

#include <cstdint>
#include <llvm/ADT/StringRef.h>
#include <llvm/IR/Module.h>

enum EffortStage { EFFORT_OPTIMISATION, EFFORT_CODE_GENERATION };

/* What is counted in a module before a stage. */
struct Work {
	/* Without loads and stores of variables that have a stack slot only until they are promoted */
	uint64_t instructions;
	uint64_t blocks, longest_block;
	uint64_t struct_uses;  /* of the variable of more than one word that has most */
	uint64_t predecessors; /* of the block that has most */
	uint64_t loops;
	uint64_t nest;    /* the loops around, and including, the innermost one of the deepest nest */
	uint64_t invokes; /* calls that lead to a handler if they throw */
};

/* Work of less than LEAST_WORK instructions is not counted any further: all passes run. */
enum { LEAST_WORK = 1000 };

Work effort_count (llvm::Module &module);

/* Whether there is a pass that WORK is too much for. */
bool effort_is_limited (const Work &work);

/* No pass: whether a method with loops is optimised like one without. */
#define EFFORT_LOOP_PASSES "loop passes"

/* Neither: whether it is compiled at all. */
#define EFFORT_WHOLE_METHOD "the method"
#define EFFORT_CUTTING_OF_STRUCTS "SROAPass"
/* Whether what simplification leaves is looked at once more (passes.c), */
#define EFFORT_ELIMINATION "elimination"
/* and whether code generation optimises. */
#define EFFORT_OPTIMISED_CODE "optimised code"
#define EFFORT_BLOCK_PLACEMENT "Branch Probability Basic Block Placement"

/* Whether PASS, as LLVM names it, is left out at STAGE. */
bool effort_skips (const Work &work, EffortStage stage, llvm::StringRef pass);

#endif
