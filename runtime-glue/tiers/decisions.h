/* SPDX-License-Identifier: MIT
 *
 * A file of what got hot, in order: a line each, "whole", or "loop 0x" and an IL offset, a tab and the method's description.
 * Written in one run, it decides in another one. */
#ifndef GLUE_TIERS_DECISIONS_H
#define GLUE_TIERS_DECISIONS_H

#include <stdint.h>

#include "mono-hidden.h"
#include "problem.h"

/* From now on decisions are written to FILE, which is made new. Returns 0 with a sentence in PROBLEM. */
int decisions_record (const char *file, Problem *problem);

/* METHOD got hot. In the order of the calls; does nothing if nothing is recorded. */
void decisions_write (MonoMethod *method);
void decisions_write_loop (MonoMethod *method, uint32_t il_offset);

/* From now on the first FIRST lines of FILE decide. Returns 0 with a sentence in PROBLEM. */
int decisions_replay (const char *file, uint64_t first, Problem *problem);

/* Whether they do. */
int decisions_are_given (void);

/* What METHOD is called in the other functions; -1 if no line names it. */
int decisions_number (MonoMethod *method);

/* Whether the next line about a whole method names the one with this NUMBER: then the one after that is the next. Callers see
 * to it that there is one at a time. */
int decisions_take (int number);

/* Whether there is a line about METHOD's loop there. Which loops are met while methods get other code depends on when frames
 * were left: they have no order. */
int decisions_take_loop (MonoMethod *method, uint32_t il_offset);

/* Whether all lines were taken. */
int decisions_are_done (void);

#endif
