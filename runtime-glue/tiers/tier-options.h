/* SPDX-License-Identifier: MIT
 *
 * The options of the built-in compiler "tiered": tier-options.def. */
#ifndef GLUE_TIERS_TIER_OPTIONS_H
#define GLUE_TIERS_TIER_OPTIONS_H

#include <stdint.h>

#include "mono-compiler.h"
#include "problem.h"

typedef struct TierOptions {
	char *then;            /* a spec; NULL: bigstep, if that is there */
	char *record, *replay; /* files, or NULL */
	uint64_t first;        /* so many lines of `replay` */
	double share;          /* of the process's time that compiling may take; < 0: the default */
	double head_start;     /* milliseconds that it may take besides; < 0: the default */
	unsigned after;        /* samples after which a body is hot, whatever that costs; 0: when it pays */
	int is_stressed;       /* it is hot after a number of samples that depends on `seed` and the method, or never */
	uint64_t seed;
} TierOptions;

/* Returns 0 with a sentence in PROBLEM. */
int tier_options_parse (TierOptions *options, const CompilerOptions *given, Problem *problem);
void tier_options_release (TierOptions *options);

/* What --list-compilers prints. */
extern const char tier_options_help [];

#endif
