/* SPDX-License-Identifier: MIT */
#include "frame-use.h"

static void
add_use (FrameUse *use, const Operation *operation)
{
	switch (operation->code) {
	case OPERATION_JUMP_METHOD:
		use->jumps = 1;
		break;
	case OPERATION_LOCAL_ADDRESS:
	case OPERATION_ARGUMENT_ADDRESS:
	case OPERATION_LOCAL_ALLOCATE:
		use->gives_addresses = 1;
		break;
	default:
		use->jumps |= (operation->flags & OPERATION_TAIL) != 0;
		break;
	}
}

FrameUse
executor_frame_use (const Operations *operations)
{
	FrameUse use = { 0, 0 };

	for (uint32_t i = 0; i < operations->block_count; i++)
		for (const Operation *operation = operations->blocks [i]->operations; operation; operation = operation->next)
			add_use (&use, operation);
	return use;
}
