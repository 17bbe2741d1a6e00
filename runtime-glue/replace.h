/* SPDX-License-Identifier: MIT
 *
 * Another body for a method that has one. */
#ifndef GLUE_REPLACE_H
#define GLUE_REPLACE_H

#include "body.h"
#include "problem.h"

typedef struct Replacement {
	MonoJitInfo *published; /* what look-ups find: NULL if there is none, or in an image only */
	FormerBody *former;     /* what has to begin with a jump; NULL: METHOD has no code */
} Replacement;

/* Makes ready what is needed to replace CURRENT, the code that METHOD has in DOMAIN; NULL: finds it, and METHOD may have none.
 * Returns 0 with a sentence in PROBLEM if it cannot be replaced. Another thread may be publishing code at the same time:
 * compare before using this. No lock is held. */
int replace_prepare (MonoDomain *domain, MonoMethod *method, MonoJitInfo *current, Replacement *replacement,
	Problem *problem);

/* Whether nobody has laid hands on METHOD's code since REPLACEMENT was made ready. */
int replace_is_possible (MonoMethod *method, const Replacement *replacement);

#endif
