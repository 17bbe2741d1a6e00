/* SPDX-License-Identifier: MIT
 *
 * What "tiered" does besides compiling with mini: it looks where the program's time goes, and has that compiled by another
 * compiler. */
#ifndef GLUE_TIERS_TIERS_H
#define GLUE_TIERS_TIERS_H

#include "compilers.h"

/* Begins, if TIERED is that compiler; the runtime is initialised. Where it cannot work it is off, and the statistics say why. The
 * first one of a process stays. Returns 0 with a sentence in PROBLEM if there is no compiler of the name then= has. */
int tiers_begin (Compiler *tiered, Problem *problem);

/* METHOD is freed. */
void tiers_method_freed (MonoMethod *method);

/* DOMAIN is freed. */
void tiers_domain_freed (MonoDomain *domain);

#endif
