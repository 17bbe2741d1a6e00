/* SPDX-License-Identifier: MIT
 *
 * A body: one piece of code of a method, which can have several of them. What the runtime keeps by method is right for one
 * of its bodies only; so what is ours is kept with the runtime's description of each body that we installed. */
#ifndef GLUE_BODY_H
#define GLUE_BODY_H

#include "mono-hidden.h"
#include "unwind.h"

typedef struct Body {
	uint32_t rule_count;
	RegisterRule rules []; /* where the runtime's unwinder does not know how */
} Body;

/* Bytes for the description of a body with as many clauses and rules. */
size_t body_info_size (int clause_count, uint32_t rule_count);

/* What is ours about the code that INFO describes; NULL if it is not ours, but mini's, say. May be called anywhere. */
Body *body_of (MonoJitInfo *info);

/* INFO is initialised, says it is like LLVM's, and has room. */
void body_set_rules (MonoJitInfo *info, const RegisterRule *rules, uint32_t rule_count);

/* If INFO has rules: gives CALLER the registers that they are about, as it finds them in CONTEXT, which is in INFO's code. */
void body_restore_registers (MonoJitInfo *info, MonoContext *context, MonoContext *caller);

#endif
