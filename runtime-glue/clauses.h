/* SPDX-License-Identifier: MIT
 *
 * Exception clauses of native code in the form the runtime keeps them. */
#ifndef GLUE_CLAUSES_H
#define GLUE_CLAUSES_H

#include "mono-compiler.h"
#include "mono-hidden.h"
#include "problem.h"

/* Fills the clauses of INFO, made for METHOD with room for NATIVE_CODE's. Returns 0 with a sentence in PROBLEM if they
 * do not fit METHOD's IL or the code. */
int clauses_fill (MonoJitInfo *info, MonoMethod *method, const NativeCodeHandle *native_code, Problem *problem);

#endif
