/* SPDX-License-Identifier: MIT
 *
 * Which computed addresses are needed after which calls. */
#ifndef BIGSTEP_LIVE_ADDRESSES_H
#define BIGSTEP_LIVE_ADDRESSES_H

#include "../../arena.h"

#include <llvm-c/Types.h>

/* ADDRESS is computed before CALL, and what is computed from it further is computed after CALL. */
typedef struct LiveAddress {
	struct LiveAddress *next;
	LLVMValueRef call, address;
	/* CALL is an invoke: the destination where ADDRESS is needed, */
	LLVMBasicBlockRef destination;
	int only_in_phi; /* by nothing but phis, for this edge alone */
} LiveAddress;

/* Whether FUNCTION computes addresses from vectors of addresses. Those are not followed. */
int live_addresses_compute_with_vectors (LLVMValueRef function);

/* All of FUNCTION, those of one call together. A list in ARENA. */
LiveAddress *live_addresses_find (Arena *arena, LLVMValueRef function);

#endif
