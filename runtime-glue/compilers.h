/* SPDX-License-Identifier: MIT
 *
 * The registry: who compiles. A Compiler is a selection, made from a spec: the compiler itself and the options that the
 * runtime handles for all compilers. */
#ifndef GLUE_COMPILERS_H
#define GLUE_COMPILERS_H

#include "mono-compiler.h"
#include "statistics.h"

typedef struct Compiler {
	char *spec;
	char *name;
	ICompiler *implementation; /* NULL once the runtime has ended; the statistics stay */
	int is_mini;
	/* Options common to all compilers; NULL when not given. */
	char *only, *except;       /* alternatives with + between them */
	int passes_precompiled_by; /* code in AOT images is not taken: of any method, or of those that fit */
	char *precompiled_except;  /* these; NULL for any */
	int is_strict;
	char *strict_reasons; /* reasons that are allowed all the same */
	int print_statistics;
	char *statistics_file;
	int keep_method_names;
	int list; /* descriptor of the file of list=; -1 for none */
	Statistics *statistics;
	ICompiler counting; /* what other compilers get: counts, and calls `implementation` */
	struct Compiler *next;
} Compiler;

/* The compiler for all methods; NULL when none was selected. Set before managed code runs. */
Compiler *compilers_selected (void);

/* All compilers in use, the selected one first. */
Compiler *compilers_first (void);

/* Makes the compiler of SPEC, or finds it if that spec was used before. NULL with a sentence in ERROR. */
Compiler *compilers_get (const char *spec, char *error, size_t error_size);

int compilers_select (const char *spec, char *error, size_t error_size);

/* The same, until it is undone by compilers_restore, which returns 0 if there is nothing to undo. */
int compilers_use (const char *spec, char *error, size_t error_size);
int compilers_restore (void);

/* Whether REASON is one that SPEC's strict= allows. */
int compilers_allow_decline (const Compiler *compiler, const char *reason);

/* Tells all compilers. */
void compilers_method_freed (void *method);
void compilers_domain_unloading (void *domain);

/* Ends all compilers, unless one is at work. */
void compilers_release (void);
void compilers_work_begins (void);
void compilers_work_ends (void);

/* counting.c: what one compiler sees of another one */
void counting_initialize (Compiler *compiler);

#endif
