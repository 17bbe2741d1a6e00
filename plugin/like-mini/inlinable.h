/* SPDX-License-Identifier: MIT
 *
 * Which frames the runtime's own compiler may hide, so that a stack trace may miss them. */
#ifndef BIGSTEP_INLINABLE_H
#define BIGSTEP_INLINABLE_H

#include "../executor/body.h"

/* Whether Mono's compiler may inline BODY, one of COMPILATION's bodies, of a method with METHOD_MAY_INLINE, and what it
 * costs: it does so with methods that are small and make no calls, but for those that are inlined into them in turn. */
InlineCost executor_inline_cost (Compilation *compilation, Body *body);

#endif
