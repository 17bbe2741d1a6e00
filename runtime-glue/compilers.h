/* SPDX-License-Identifier: MIT
 *
 * The registry: who compiles. A Compiler is a selection, made from a spec: the compiler itself and the options that the
 * runtime handles for all compilers. */
#ifndef GLUE_COMPILERS_H
#define GLUE_COMPILERS_H

#include <stdatomic.h>

#include "common-options.h"
#include "mono-compiler.h"
#include "statistics.h"

typedef struct Compiler {
	char *spec;
	char *name;
	ICompiler *implementation;
	ICompiler functions; /* those of the implementation, NULL where it has none: to be called within at-work.h */
	int is_mini, is_tiered;
	atomic_int optimizations; /* mini's, as the runtime passed them last */
	CommonOptions options;
	Statistics *statistics;
	ICompiler counting; /* what other compilers get: counts, and calls `implementation` */
	_Atomic (struct Compiler *) next;
} Compiler;

/* The compiler for all methods; NULL when none was selected. Set before managed code runs. */
Compiler *compilers_selected (void);

/* All compilers in use, the selected one first. */
Compiler *compilers_first (void);
Compiler *compilers_next (Compiler *compiler);

/* Makes the compiler of SPEC, or finds it if that spec was used before. NULL with a sentence in PROBLEM. */
Compiler *compilers_get (const char *spec, Problem *problem);

int compilers_select (const char *spec, Problem *problem);

/* The same, until it is undone by compilers_restore, which returns 0 if there is nothing to undo. */
int compilers_use (const char *spec, Problem *problem);
int compilers_restore (void);

/* Tells all compilers. */
void compilers_method_freed (void *method);
void compilers_domain_unloading (void *domain);

/* Ends all compilers for ever, unless one is at work. Their statistics stay. */
void compilers_release (void);

/* counting.c: what one compiler sees of another one */
void counting_initialize (Compiler *compiler);

#endif
