/* SPDX-License-Identifier: MIT
 *
 * A frame of mini's that polls in a loop, seen from within the poll: its variables, and the way out of it, to code that goes on
 * in its place (on-stack replacement). */
#ifndef GLUE_TIERS_MINI_FRAME_H
#define GLUE_TIERS_MINI_FRAME_H

#include "frame-map.h"

typedef struct MiniFrame {
	MonoJitInfo *info;   /* of the code that polls; these are NULL where they are not known */
	const FrameMap *map; /* of it */
	FrameLoop *loop;     /* that polls */
	/* Registers in the frame, and in its caller's when it has returned there */
	_Alignas (void *) char own [SIZE_MonoContext], caller [SIZE_MonoContext];
} MiniFrame;

/* Finds the frame whose poll this is. To be called within a wrapped mono_threads_state_poll. The answer holds as long as that
 * does not return; it is counted unless it is OSR_POSSIBLE. */
OsrRefusal mini_frame_find (MiniFrame *frame);

/* Fills BUFFER, of the size that FRAME's map says, as an entry function expects it (mono-compiler-code.h). A variable without
 * a place is 0. */
void mini_frame_read (const MiniFrame *frame, void *buffer);

/* Leaves FRAME: to its caller it is as if it had called ENTRY, an entry function for the IL offset of FRAME's loop. No C frame
 * up to the poll's goes on, so nobody may hold anything. Counted. Returns only for want of memory. */
void mini_frame_leave (MiniFrame *frame, const void *entry);

#endif
