/* SPDX-License-Identifier: MIT
 *
 * Methods of the core library that a compiler may know better than their IL. */
#ifndef GLUE_INTRINSICS_H
#define GLUE_INTRINSICS_H

#include "../request.h"

Intrinsic intrinsic_of (MonoMethod *method, MonoMethodSignature *signature);

#endif
