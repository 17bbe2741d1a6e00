/* SPDX-License-Identifier: MIT
 *
 * Entry functions of methods of Execute.exe: compiled through the seam, given variables, and run. */
#ifndef ENTRY_H
#define ENTRY_H

#include "execute.h"

enum { ENTRY_VARIABLES = 16, ENTRY_WORDS = 64 };

typedef struct Entry {
	Body body;
	uint32_t variable_count;
	uint32_t offsets [ENTRY_VARIABLES], sizes [ENTRY_VARIABLES]; /* in `buffer`: arguments, `this` first, then locals */
	uint64_t buffer [ENTRY_WORDS]; /* on the stack, so that the collector sees references */
	void *address;                 /* the buffer's */
} Entry;

/* The IL offset to which the branch NUMBER of METHOD, of those that lead back, or of all, leads. */
uint32_t entry_loop (MethodInfo *method, unsigned number);
uint32_t entry_target (MethodInfo *method, unsigned number);

/* What SPEC says to an entry function of METHOD at OFFSET; BODY is filled if that is COMPILATION_OK. */
CompilationResult entry_try (const char *spec, MethodInfo *method, uint32_t offset, Body *body,
	CompilationReport *report);

/* Compiles one where the loop NUMBER begins, and installs it. All variables are zeros. Fails the test. */
void entry_compile (Entry *entry, const char *spec, const char *klass, const char *description, unsigned number);

/* A variable's value; entry_put takes one of any type. */
void entry_set (Entry *entry, uint32_t variable, const void *value, size_t size);
#define entry_put(entry, variable, ...) \
	do { \
		__auto_type entry_value_ = (__VA_ARGS__); \
		entry_set (entry, variable, &entry_value_, sizeof entry_value_); \
	} while (0)

ExecutionResult entry_run (Entry *entry);
/* The result, which must be SIZE bytes; it must not throw. Valid until the next call. */
const void *entry_result (Entry *entry, size_t size);
#define ENTRY_RESULT(type, entry) (*(const type *) entry_result (entry, sizeof (type)))

#endif
