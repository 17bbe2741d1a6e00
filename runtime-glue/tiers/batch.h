/* SPDX-License-Identifier: MIT
 *
 * Bodies that are compiled, and wait to be put in the place of others: for many of them the world is stopped once. Only the
 * compile thread uses this. */
#ifndef GLUE_TIERS_BATCH_H
#define GLUE_TIERS_BATCH_H

#include "heat.h"
#include "replace.h"
#include "tier-statistics.h"

enum { BATCH_SIZE = 32 };

/* INFO is of a private body, which shall replace BODY's. The batch is not full. */
void batch_add (HotBody *body, MonoJitInfo *info, const Replacement *replacement);

int batch_is_empty (void);
int batch_is_full (void);

/* Takes out what is of domains that are being unloaded. */
void batch_drop_unloading (void);

/* Replaces them. Returns 0 if threads cannot be gathered in so many nanoseconds: they wait on. The calling thread is GC-unsafe,
 * and has no lock. */
int batch_install (uint64_t longest);

/* That BODY has come to REFUSAL, or was replaced. */
void batch_settle (HotBody *body, Refusal refusal);

#endif
