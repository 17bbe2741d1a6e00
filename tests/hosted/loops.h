/* SPDX-License-Identifier: MIT
 *
 * A process with the glue and Mono in it, so that their hidden functions can be called, and Loops.dll, whose methods loop
 * until they are told to stop; for the suites test-loops-*.c. */
#ifndef LOOPS_H
#define LOOPS_H

#include "tiers/mini-frame.h"
#include "run-in-process.h"

/* What is done, within its poll, with a frame that was found, for REFUSAL's sake or to be left. */
typedef void (*LoopsVisit) (MiniFrame *frame, OsrRefusal refusal, void *data);

/* Starts Mono once. */
void loops_start (void);

/* Calls KLASS's METHOD, which answers with a string (to be freed with mono_free). At polls, VISIT gets the frames of the
 * method LOOP in one of its loops, or refused for anything but that it is not in one. The loops end after loops_stop. */
char *loops_run (const char *klass, const char *method, const char *loop, LoopsVisit visit, void *data);

/* Loops end. */
void loops_stop (void);

/* The current domain's METHOD. */
MonoMethod *loops_method (const char *klass, const char *method);

/* The arguments of FRAME and as many of its locals, from BUFFER, as Loops:Show writes them. */
char *loops_show (const MiniFrame *frame, const char *buffer);

#endif
