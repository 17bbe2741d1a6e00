/* SPDX-License-Identifier: MIT
 *
 * Options of `mono` that need code only its own compiler makes. */
#ifndef GLUE_MINI_ONLY_H
#define GLUE_MINI_ONLY_H

#include "mono-hidden.h"

/* Why METHOD must go to mini, as the name of a reason; NULL if it need not. */
const char *mini_only_reason (MonoMethod *method);

#endif
