/* SPDX-License-Identifier: MIT
 *
 * The IL of a method as text: what its header says, its variables, its clauses, and its instructions, with what their tokens
 * stand for. */
#ifndef BIGSTEP_DUMP_IL_H
#define BIGSTEP_DUMP_IL_H

#include <stdio.h>

#include "executor/body.h"

/* Asks the runtime, and leaves neither a verdict nor a failure behind. */
void dump_il (Compilation *compilation, const Body *body, FILE *output);

#endif
