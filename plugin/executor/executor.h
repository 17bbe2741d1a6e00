/* SPDX-License-Identifier: MIT
 *
 * The symbolic executor: IL to operations. */
#ifndef BIGSTEP_EXECUTOR_H
#define BIGSTEP_EXECUTOR_H

#include "body.h"

/* Executes BODY, whose blocks have been found, once: its operations are what this leaves. Returns 0 with a verdict; then
 * the operations end where that was found. */
int executor_run (Compilation *compilation, Body *body);

/* Comes to the verdict about BODY, whose operations are not whole, once more, so that the runtime knows the exception that
 * it stands for. For an emitter that found nothing wrong in the operations before: as in Mono's compiler, what is wrong
 * first in the order of the IL counts. Returns 0. */
int executor_fail (Compilation *compilation, const Body *body);

#endif
