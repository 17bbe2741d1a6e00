/* SPDX-License-Identifier: MIT */
#ifndef BIGSTEP_FRAME_USE_H
#define BIGSTEP_FRAME_USE_H

#include "../compilation.h"

/* What the IL of a method says about its frame, before it is executed. */
typedef struct FrameUse {
	int jumps;           /* there is a `tail.` or `jmp`: the frame may have to go before the method's last call */
	int gives_addresses; /* of arguments, locals or stack memory, to which a callee's arguments may point */
} FrameUse;

/* Reads SOURCE's IL up to what is malformed in it. */
FrameUse executor_frame_use (const MethodSource *source);

#endif
