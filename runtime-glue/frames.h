/* SPDX-License-Identifier: MIT
 *
 * Who asks for what on this thread, and the only thing that the glue keeps for a thread. It serves where the runtime calls
 * us and does not say on whose behalf. What belongs to a request is in the Request, and no question looks here. */
#ifndef GLUE_FRAMES_H
#define GLUE_FRAMES_H

#include "mono-hidden.h"
#include "statistics.h"

typedef enum AskingKind {
	ASKING_RUNTIME,  /* the runtime asks for the method */
	ASKING_COMPILER, /* one compiler asks another one */
	ASKING_MINI      /* a compiler hands the method on to mini, which the runtime calls */
} AskingKind;

/* On the stack of whoever asks, from frames_push to frames_pop. */
typedef struct Asking {
	AskingKind kind;
	MonoMethod *method;
	MonoDomain *domain;
	Statistics *statistics; /* the asked compiler's */
	int is_announced;       /* ASKING_RUNTIME: profilers know that the compilation has begun */
	int has_arrived;        /* ASKING_MINI: the runtime has called mini */
	int is_at_work;         /* between frames_enter and frames_leave */
	uint64_t start, inner;  /* then: time, and what others that were at work meanwhile took of it */
	struct Asking *outer;
} Asking;

void frames_push (Asking *asking);
void frames_pop (Asking *asking);

/* Between the two calls the asked compiler is at work; the time is counted as its own. */
void frames_enter (Asking *asking);
void frames_leave (Asking *asking);

/* How many of the runtime's requests compilers are at work for on this thread. */
uint32_t frames_nesting (void);

/* A compiler's question may run a static constructor that calls the method being compiled; then it is compiled once
 * more, and the outer compilation loses the race. This is whether ASKING would be one more than that: a compiler that asks
 * for its own method again and again is stopped. */
int frames_recur (const Asking *asking);

/* The innermost request of the runtime; NULL if there is none. */
Asking *frames_request (void);

/* Whether METHOD is what this thread hands on to mini: then code from an AOT image is no answer. */
int frames_ask_mini_for (MonoMethod *method);
/* The same, and it has arrived. Returns the statistics that count it, or NULL. */
Statistics *frames_take_request_to_mini (MonoMethod *method);

#endif
