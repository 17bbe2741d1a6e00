/* SPDX-License-Identifier: MIT
 *
 * Which methods somebody may have detoured, or be about to: programs take the address of a method's code and write a jump
 * there. Compiled into its callers, such a method would go on as it was. */
#ifndef GLUE_PATCHABLE_H
#define GLUE_PATCHABLE_H

#include "mono-hidden.h"

/* Whether METHOD's address was given away, or the code that was installed for it in DOMAIN does not begin as it did. */
int patchable_is (MonoDomain *domain, MonoMethod *method);

/* Only the first of the two. */
int patchable_was_given_away (MonoMethod *method);

/* What to call instead of METHOD, if that is one by which programs say that they want a method's code to stay where it is;
 * else METHOD. */
MonoMethod *patchable_announcement (MonoMethod *method);

#endif
