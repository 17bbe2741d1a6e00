/* SPDX-License-Identifier: MIT
 *
 * Which frames the runtime's own compiler may hide, so that a stack trace may miss them. */
#ifndef BIGSTEP_INLINABLE_H
#define BIGSTEP_INLINABLE_H

#include "operation.h"

/* Whether Mono's compiler may inline SOURCE, a method with METHOD_MAY_INLINE: it does so with methods that are small and
 * make no calls, but for those that are inlined into them in turn. */
int executor_is_inlinable (Compilation *compilation, const MethodSource *source);

#endif
