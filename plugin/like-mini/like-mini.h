/* SPDX-License-Identifier: MIT
 *
 * What exists only because the runtime's own compiler, mini, does so: rules.def has the list, this folder the code. Each
 * rule can be switched off (the option `like`), which leaves a compiler of ECMA-335 alone. */
#ifndef BIGSTEP_LIKE_MINI_H
#define BIGSTEP_LIKE_MINI_H

#include <stdint.h>

#include "../compilation.h"

typedef enum Rule {
#define RULE(enumerator, name, where, what) LIKE_##enumerator,
#include "rules.def"
#undef RULE
	LIKE_COUNT
} Rule;

/* Whether RULE holds in COMPILATION. */
static inline int
like_mini (const Compilation *compilation, Rule rule)
{
	return !(compilation->unlike_mini >> rule & 1);
}

/* The rules that VALUE switches off, a bit for each: "all" (none of them), "none" (all of them), names of those that are
 * on, or of those that are off with "-" before the first: "-x87+inlining". Returns 0 if VALUE is none of these. */
int like_mini_parse (const char *value, uint64_t *unlike_mini);

#endif
