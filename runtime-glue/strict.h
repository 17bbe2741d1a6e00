/* SPDX-License-Identifier: MIT
 *
 * What is said of a compilation that came to nothing, and the option strict, by which it ends the program. */
#ifndef GLUE_STRICT_H
#define GLUE_STRICT_H

#include "job.h"

/* JOB's method was declined: ends the program unless OPTIONS allow that. */
void strict_declined (const Job *job, const CommonOptions *options);

/* JOB's compiler is broken: ends the program if OPTIONS are strict. */
void strict_failed (const Job *job, const CommonOptions *options);

/* Says so on stderr, and WHAT_NOW. */
void strict_say_failed (const Job *job, const char *what_now);

#endif
