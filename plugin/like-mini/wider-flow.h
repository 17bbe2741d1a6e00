/* SPDX-License-Identifier: MIT
 *
 * What control flow is allowed beyond ECMA-335, or checked though nobody gets there. */
#ifndef BIGSTEP_WIDER_FLOW_H
#define BIGSTEP_WIDER_FLOW_H

#include "../executor/flow.h"
#include "like-mini.h"

/* Whether control may fall out of a try region at its END, into the middle of a block. */
int wider_end (const MethodBody *body, uint32_t end);

/* Whether control can go FROM the filter of clause FILTER to OFFSET, which is in none: to its handler, or past it, and
 * nowhere else. */
int wider_filter_exit (const MethodBody *body, uint32_t filter, uint32_t from, uint32_t offset);

/* Marks as reachable those blocks of FLOW that are checked although nothing leads there. TORN: the first offset in the
 * middle of an instruction to which a branch leads, or the end of the code. */
void wider_reach (const Compilation *compilation, const MethodSource *source, Flow *flow, uint32_t torn);

#endif
