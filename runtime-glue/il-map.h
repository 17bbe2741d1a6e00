/* SPDX-License-Identifier: MIT
 *
 * Which IL instruction native code belongs to, for stack traces. Mono keeps this by domain and method, not by code: so the
 * first body that is published has its maps there, others keep theirs (body-maps.c finds them). */
#ifndef GLUE_IL_MAP_H
#define GLUE_IL_MAP_H

#include "mono-compiler.h"
#include "mono-hidden.h"
#include "problem.h"

/* Whether NATIVE_CODE's map and sequence points are sorted, and within its code. Returns 0 with a sentence in PROBLEM. */
int il_map_check (const NativeCodeHandle *native_code, Problem *problem);

/* The domain lock is held, and METHOD's code is being published. */
void il_map_publish (MonoDomain *domain, MonoMethod *method, MonoJitInfo *info, const NativeCodeHandle *native_code);

/* Keeps the maps of INFO's code, which is not METHOD's first, with INFO. Nobody can run it yet. */
void il_map_keep (MonoDomain *domain, MonoJitInfo *info, const NativeCodeHandle *native_code);

/* What il_map_publish does, for --debug. No lock is held. */
void il_map_publish_lines (MonoDomain *domain, MonoMethod *method, const NativeCodeHandle *native_code);

#endif
