/* SPDX-License-Identifier: MIT
 *
 * The bodies of a compilation. However many call sites ask about a method, the runtime is asked for its body, and the body is
 * executed, at most once; that it could not be is remembered, too. No question leaves a verdict or a failure behind. */
#ifndef BIGSTEP_BODIES_H
#define BIGSTEP_BODIES_H

#include "body.h"

typedef struct Bodies Bodies;

/* An empty table, to become COMPILATION's. */
Bodies *bodies_create (Arena *arena);

/* Adds BODY, of METHOD, whose blocks have been found: that of the method which is compiled. */
void bodies_add (Compilation *compilation, MethodInfo *method, Body *body);

/* The body of METHOD; NULL when it cannot be had. */
Body *bodies_load (Compilation *compilation, MethodInfo *method);
/* What is further known about BODY; NULL when there is something wrong with it. */
const Flow *bodies_flow (Compilation *compilation, Body *body);
const Operations *bodies_operations (Compilation *compilation, Body *body);

/* How many bodies were asked for, and how many were executed. */
typedef struct BodyCounts {
	uint32_t loaded, executed;
} BodyCounts;

/* Executes BODY, that of COMPILATION's own method, whose blocks are found. Returns 0 with the verdict if the runtime has
 * recorded a failure; anything else that is wrong is for the emitter to say, which comes to it in the order of the IL. */
int bodies_execute (Compilation *compilation, Body *body);

BodyCounts bodies_counts (const Compilation *compilation);

#endif
