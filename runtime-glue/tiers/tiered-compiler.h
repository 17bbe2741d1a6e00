/* SPDX-License-Identifier: MIT
 *
 * "tiered", as an ICompiler: what is called for the first time goes to mini. What follows is in tiers.c. */
#ifndef GLUE_TIERS_TIERED_COMPILER_H
#define GLUE_TIERS_TIERED_COMPILER_H

#include "statistics.h"
#include "tier-options.h"

/* The plug-in that is built in, and where the compilers it creates count calls. */
extern const CompilerPlugin tiered_plugin;
void tiered_compiler_count_in (ICompiler *compiler, Statistics *statistics);

/* What COMPILER, one of those, was created with. */
const TierOptions *tiered_compiler_options (const ICompiler *compiler);

#endif
