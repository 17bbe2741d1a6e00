/* SPDX-License-Identifier: MIT */
#ifndef GLUE_TIERS_LEAVE_FRAME_H
#define GLUE_TIERS_LEAVE_FRAME_H

/* What a function finds when it is called: where its return address is, and the registers that it must keep. Known to
 * leave-frame.S. */
typedef struct LeftRegisters {
	void *rbx, *rbp, *r12, *r13, *r14, *r15;
	void **rsp;
} LeftRegisters;

/* Calls CODE (BUFFER) as if whoever made the call that REGISTERS are of had called it: frames between are gone. */
void leave_frame (const LeftRegisters *registers, const void *code, void *buffer) __attribute__ ((noreturn));

#endif
