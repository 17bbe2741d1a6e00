/* SPDX-License-Identifier: MIT
 *
 * The one entry: what the runtime calls when it needs a method's code. */
#ifndef GLUE_HOOK_H
#define GLUE_HOOK_H

#include "compilers.h"
#include "mono-hidden.h"

/* A request that is under way on this thread. */
typedef struct Frame {
	struct Frame *outer;
	MonoMethod *method;
	MonoDomain *domain;
	int optimizations; /* mini's, as the runtime passed them */
	uint32_t nesting;  /* frames outside of this one */
} Frame;

/* The innermost frame of this thread; NULL when the compilation was not asked for by the runtime. */
Frame *hook_innermost_frame (void);

/* METHOD's code as mini makes it, or has made it before, whichever compiler is selected. A call of mini is counted in
 * STATISTICS. */
void *hook_compile_with_mini (Statistics *statistics, MonoMethod *method, MonoErrorStorage *error);
/* Whether that is under way for METHOD on this thread: then code from an AOT image is no answer. */
int hook_asks_mini_for (MonoMethod *method);

#endif
