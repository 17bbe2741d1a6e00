/* SPDX-License-Identifier: MIT
 *
 * What `dump=` prints, one text for each stage, and what `sums=` writes. */
#ifndef BIGSTEP_DUMP_H
#define BIGSTEP_DUMP_H

#include "stages.h"

/* Prints what STAGE left of JOB; what ASSEMBLE leaves, before it runs. Only until EXECUTE the runtime is asked something. */
void dump_stage (Job *job, Stage stage);
/* Appends a line to FILE: a hash of the job's code, and its method. */
void dump_sum (const Job *job, const char *file);

#endif
