/* SPDX-License-Identifier: MIT
 *
 * In which order mini has compiled bodies. A method that mini could have inlined by now it may not have inlined when it
 * compiled the caller, whose class's static constructor had not run: then stack traces show a frame, and go on showing it when
 * another compiler makes new code of the caller. */
#ifndef GLUE_WHEN_COMPILED_H
#define GLUE_WHEN_COMPILED_H

#include "mono-hidden.h"

/* mini has just compiled INFO for DOMAIN. A static constructor that it ran meanwhile counts as one that ran before: most calls come after
 * what made it run. */
void when_compiled_note (MonoDomain *domain, MonoJitInfo *info);

/* A number that is larger for what was compiled later; 0: not known, as of code from images. */
uint32_t when_compiled (MonoDomain *domain, MonoJitInfo *info);

void when_compiled_forget (MonoDomain *domain);

#endif
