/* SPDX-License-Identifier: MIT
 *
 * One request to compile, or one host's session: the IRuntimeInformation a compiler sees, and what stands behind it. */
#ifndef GLUE_REQUEST_H
#define GLUE_REQUEST_H

#include "mono-compiler.h"
#include "mono-hidden.h"

/* Those of a process that was started without -O. */
enum { OPTIMIZATIONS_DEFAULT = -1 };

typedef struct Request {
	IRuntimeInformation table; /* first: the compiler's pointer is ours */
	MonoDomain *domain;        /* that it is about, whatever the thread's current one is */
	MonoMethod *method;        /* what the runtime asks for; NULL in a host's session */
	int optimizations;         /* of the runtime's own compiler, for this request; or OPTIMIZATIONS_DEFAULT */
	uint32_t flags;            /* CompilationFlags */
	uint32_t first_compiled;   /* when_compiled of the body that is replaced; 0: none, or not known */
	struct Patterns *to_mini;  /* methods that are mini's, whoever asks: except=; or NULL */
	MonoErrorStorage failure;  /* the last failure, a MonoError */
	int has_failure;
	struct RequestMemory *memory;         /* chunks handed out by request_allocate */
	struct InflatedSignature *signatures; /* tokens.c: those of generic methods' tokens that were asked for */
	struct Reservation *reservations;     /* code-memory.c: code that is not installed yet, the last one first */
	struct DynamicBlock *data;            /* code-memory.c: that of a dynamic method whose code is not installed yet */
} Request;

static inline Request *
request_of (IRuntimeInformation *runtime)
{
	return (Request *) runtime;
}

/* SIZE zeroed bytes that live as long as REQUEST. */
void *request_allocate (Request *request, size_t size);
/* At its end. */
void request_free_memory (Request *request);

void request_clear_failure (Request *request);

/* Where a question begins that may fail: what an earlier one failed with is not its own. Questions that cannot fail, such as
 * those for a name, leave it as it is: a compiler may ask them for its report. */
static inline Request *
request_asked (IRuntimeInformation *runtime)
{
	request_clear_failure (request_of (runtime));
	return request_of (runtime);
}

/* Takes over what ERROR says (which is then empty again) as REQUEST's failure; returns 0. */
int request_fail (Request *request, MonoErrorStorage *error);
/* The same with an exception of our own: NAMESPACE.NAME of the core library. */
int request_fail_with (Request *request, const char *name_space, const char *name, const char *format, ...)
	__attribute__ ((format (printf, 4, 5)));

/* Hands out as much of WHOLE, an answer of SIZE bytes, as ANSWER, which says its size, has room for, and leaves in ANSWER
 * how much that was; zeroes the rest. Returns 0 with a failure if ANSWER does not say its size. */
int answer_give (Request *request, void *answer, const void *whole, size_t size);

#endif
