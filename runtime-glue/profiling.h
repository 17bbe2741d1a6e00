/* SPDX-License-Identifier: MIT
 *
 * What profilers are told about compilations, in the order in which the runtime's own compiler tells it: begin, code
 * buffer, done; or begin, failed (mini/mini.c). */
#ifndef GLUE_PROFILING_H
#define GLUE_PROFILING_H

#include "mono-hidden.h"

/* METHOD's compilation begins. Returns what profiling_end needs at the end of it, or of mini's after a decline: mini does
 * not announce METHOD once more. */
MonoMethod *profiling_begin (MonoMethod *method);
void profiling_end (MonoMethod *outer);

void profiling_code (MonoMethod *method, const void *code, uint32_t size);
void profiling_done (MonoMethod *method, MonoJitInfo *info);
void profiling_failed (MonoMethod *method);

#endif
