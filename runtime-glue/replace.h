/* SPDX-License-Identifier: MIT
 *
 * Another body for a method that has one. */
#ifndef GLUE_REPLACE_H
#define GLUE_REPLACE_H

#include "body.h"
#include "request.h"

typedef struct Replacement {
	MonoJitInfo *published; /* what look-ups find: NULL if there is none, or in an image only */
	FormerBody *former;     /* what has to begin with a jump; NULL: METHOD has no code */
} Replacement;

/* Finds the code that METHOD has in REQUEST's domain, and makes ready what is needed to replace it. Returns 0 with a sentence
 * in PROBLEM if it cannot be replaced. Another thread may be publishing code at the same time: compare before using this.
 * No lock is held. */
int replace_prepare (Request *request, MonoMethod *method, Replacement *replacement, Problem *problem);

#endif
