/* SPDX-License-Identifier: MIT
 *
 * One request to compile, or one host's session: the IRuntimeInformation a compiler sees, and what stands behind it.
 * Each file in runtime-information/ fills the part of the table that it implements. */
#ifndef GLUE_REQUEST_H
#define GLUE_REQUEST_H

#include "mono-compiler.h"
#include "mono-hidden.h"

typedef struct Request {
	IRuntimeInformation table; /* first: the compiler's pointer is ours */
	MonoDomain *domain;
	uint32_t flags;           /* CompilationFlags */
	MonoErrorStorage failure; /* the last failure, a MonoError */
	int has_failure;
	struct RequestMemory *memory; /* chunks handed out by request_allocate */
	struct {                      /* code-memory.c: reserved, and not part of installed code yet; start may be NULL */
		struct DynamicBlock *blocks; /* of a dynamic method, else NULL */
		void *start;
		uint32_t size;
	} reservation;
} Request;

static inline Request *
request_of (IRuntimeInformation *runtime)
{
	return (Request *) runtime;
}

/* Prepares REQUEST: the whole table, the current domain. The Request itself is the caller's (on its stack). */
void request_begin (Request *request, uint32_t flags);
void request_end (Request *request);

/* SIZE zeroed bytes that live as long as REQUEST. */
void *request_allocate (Request *request, size_t size);

void request_clear_failure (Request *request);

/* Takes over what ERROR says (which is then empty again) as REQUEST's failure; returns 0. */
int request_fail (Request *request, MonoErrorStorage *error);
/* The same with an exception of our own: NAMESPACE.NAME of the core library. */
int request_fail_with (Request *request, const char *name_space, const char *name, const char *format, ...)
	__attribute__ ((format (printf, 4, 5)));

/* Hands out as much of WHOLE, an answer of SIZE bytes, as ANSWER, which says its size, has room for, and leaves in ANSWER
 * how much that was; zeroes the rest. Returns 0 with a failure if ANSWER does not say its size. */
int answer_give (Request *request, void *answer, const void *whole, size_t size);

/* Each fills its part of the table. */
void runtime_information_fill_tokens (IRuntimeInformation *table);
void runtime_information_fill_methods (IRuntimeInformation *table);
void runtime_information_fill_classes (IRuntimeInformation *table);
void runtime_information_fill_fields (IRuntimeInformation *table);
void runtime_information_fill_layout (IRuntimeInformation *table);   /* layout and native signatures */
void runtime_information_fill_dispatch (IRuntimeInformation *table); /* call targets, constrained calls, allocators */
void runtime_information_fill_services (IRuntimeInformation *table); /* services, exceptions, data */
void runtime_information_fill_names (IRuntimeInformation *table);    /* lookup by name */
void runtime_information_fill_code (IRuntimeInformation *table);     /* allocate_code, install, execute */
void runtime_information_fill_work (IRuntimeInformation *table);     /* failure, run_without_runtime, get_compiler */

#endif
