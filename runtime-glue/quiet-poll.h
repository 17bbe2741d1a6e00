/* SPDX-License-Identifier: MIT
 *
 * A wrapper for the runtime's suspension poll that throws nothing: after it an abort of the thread is still to come. And
 * the wrappers that have to do with polls at all, which are mini's. */
#ifndef GLUE_QUIET_POLL_H
#define GLUE_QUIET_POLL_H

#include "mono-hidden.h"

/* Its code, which is made at the first call, for all domains. NULL with ERROR set on failure. */
void *quiet_poll_get_code (MonoErrorStorage *error);

/* Whether METHOD is that wrapper. */
int quiet_poll_is (MonoMethod *method);

/* Whether METHOD is a wrapper that is part of a poll: one in it would be a poll in a poll. */
int quiet_poll_is_part (MonoMethod *method);

#endif
