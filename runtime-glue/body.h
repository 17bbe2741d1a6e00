/* SPDX-License-Identifier: MIT
 *
 * A body: one piece of code of a method, which can have several of them. What the runtime keeps by method is right for one
 * of its bodies only; so what is ours is kept with the runtime's description of each body that we installed. */
#ifndef GLUE_BODY_H
#define GLUE_BODY_H

#include "mono-compiler.h"
#include "mono-hidden.h"
#include "unwind.h"

/* How much of the code's beginning is kept to compare with. The shortest jump that leads anywhere takes 5 bytes. */
enum { ENTRY_SIZE = 16, JUMP_SIZE = 5 /* `jmp rel32` */ };

/* An earlier body of the method, whose code begins with a jump to the newest one. */
typedef struct FormerBody {
	struct FormerBody *next;
	uint8_t *code;
	void **island; /* holds where the jump leads that CODE's leads to; NULL if CODE's own is long enough */
	uint8_t beginning [JUMP_SIZE]; /* of CODE: when it was made ready to begin with a jump, and since it does */
} FormerBody;

typedef struct Body {
	uint8_t entry [ENTRY_SIZE]; /* how the code began when it was installed */
	FormerBody *former;
	/* The runtime's maps, by method, are another body's. This one's sequence points are MonoJitInfo.seq_points. */
	int has_own_maps;
	const NativeOffset *lines; /* to find source lines by, under --debug */
	uint32_t line_count;
	uint32_t rule_count;
	RegisterRule rules []; /* where the runtime's unwinder does not know how */
} Body;

/* Bytes for the description of a body with as many clauses and rules. */
size_t body_info_size (int clause_count, uint32_t rule_count);

/* What is ours about the code that INFO describes; NULL if it is not ours, but mini's, say. May be called anywhere. */
Body *body_of (MonoJitInfo *info);

/* INFO is initialised, says it is like LLVM's, and has room. */
void body_set_rules (MonoJitInfo *info, const RegisterRule *rules, uint32_t rule_count);

/* Keeps how the code begins, which does not change any more. INFO is as above. */
void body_keep_entry (MonoJitInfo *info);

/* Whether the code is ours, and does not begin as it did: somebody has patched it, with a jump to elsewhere, say. */
int body_is_patched (MonoJitInfo *info);

/* If INFO has rules: gives CALLER the registers that they are about, as it finds them in CONTEXT, which is in INFO's code. */
void body_restore_registers (MonoJitInfo *info, MonoContext *context, MonoContext *caller);

#endif
