/* SPDX-License-Identifier: MIT
 *
 * What profilers are told about compilations, in the order in which the runtime's own compiler tells it: begin, code
 * buffer, done; or begin, failed (mini/mini.c). */
#ifndef GLUE_PROFILING_H
#define GLUE_PROFILING_H

#include "frames.h"
#include "mono-hidden.h"

/* The compilation that the runtime asks for begins. If it goes to mini after all, mini does not announce it once more. */
void profiling_begin (Asking *asking);

void profiling_code (MonoMethod *method, const void *code, uint32_t size);
void profiling_done (MonoMethod *method, MonoJitInfo *info);
void profiling_failed (MonoMethod *method);

#endif
