/* SPDX-License-Identifier: MIT */
#ifndef GLUE_WRAPPED_EXCEPTIONS_H
#define GLUE_WRAPPED_EXCEPTIONS_H

#include "mono-hidden.h"

/* What to throw anew for EXCEPTION, which the runtime has kept: itself, or the object that it was made for. In the second
 * case the caller holds EXCEPTION on its stack until the runtime has asked for an exception. */
MonoObject *wrapped_exceptions_unwrap (MonoObject *exception);

#endif
