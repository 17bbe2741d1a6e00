/* SPDX-License-Identifier: MIT
 *
 * Whether a method contains something where mini is no measure: the rows of differs.def, found in its operations. */
#ifndef BIGSTEP_DIFFERS_H
#define BIGSTEP_DIFFERS_H

#include "../executor/body.h"

typedef enum Difference {
#define DIFFERENCE(enumerator, name, what, mini, where) DIFFERENCE_##enumerator,
#include "differs.def"
#undef DIFFERENCE
	DIFFERENCE_COUNT
} Difference;

/* The rows that BODY, which has been executed, contains: a bit for each. Asks the runtime, and leaves no failure behind. */
uint32_t differs_find (Compilation *compilation, const Body *body);

/* Their names, joined by +, in ARENA; NULL for none. */
const char *differs_names (Arena *arena, uint32_t differences);

#endif
