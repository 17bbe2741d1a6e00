/* SPDX-License-Identifier: MIT
 *
 * Which methods are inlined, and as what function. */
#ifndef BIGSTEP_INLINING_H
#define BIGSTEP_INLINING_H

#include "emitter.h"

/* A method that is inlined: a private function of the module. */
typedef struct Inlinee {
	struct Inlinee *next, *next_pending;
	const Body *body;
	CallTarget target; /* for when it cannot be emitted after all */
	LoweredSignature lowered;
	LLVMValueRef function;
	uint32_t depth;
	int caller_inlines_nothing; /* MethodBody.inlines_nothing */
} Inlinee;

/* The function for METHOD that may be inlined into EMITTER's, or NULL. */
LLVMValueRef inlining_function (Emitter *emitter, MethodInfo *method, const MethodDescription *info,
	const CallTarget *target);

#endif
