/* SPDX-License-Identifier: MIT */
#ifndef BIGSTEP_FRAME_USE_H
#define BIGSTEP_FRAME_USE_H

#include "operation.h"

/* What a method does with its frame. */
typedef struct FrameUse {
	int jumps;           /* there is a call with `tail.` that counts, or a `jmp`: the frame may have to go before it */
	int gives_addresses; /* of arguments, locals or stack memory, to which a callee's arguments may point */
} FrameUse;

FrameUse executor_frame_use (const Operations *operations);

#endif
