/* SPDX-License-Identifier: MIT
 *
 * Patterns of methods, as options take them: Mono's description of a method, "Namespace.Type:Method(int,string)", in
 * which * stands for any characters. Without parentheses it fits all overloads, without a colon all methods of a
 * type; + stands between alternatives, of which each may be in double quotes. */
#ifndef GLUE_PATTERN_H
#define GLUE_PATTERN_H

#include <stdatomic.h>

#include "mono-hidden.h"
#include "problem.h"

/* The values of an option, several alternatives. Zeroed: not given. */
typedef struct Patterns {
	int is_given;
	struct Pattern {
		char *text;
		atomic_int has_fitted; /* any method at all */
		struct Pattern *next;
	} *first;
} Patterns;

/* Adds TEXT, one pattern or several with + between them. Returns 0, with the reason in PROBLEM, if one can fit no method. */
int patterns_add (Patterns *patterns, const char *text, Problem *problem);
/* Adds the lines of the file PATH. */
int patterns_add_file (Patterns *patterns, const char *path, Problem *problem);
void patterns_free (Patterns *patterns);

/* Whether METHOD fits one of PATTERNS. */
int patterns_fit (Patterns *patterns, MonoMethod *method);

/* Whether METHOD fits PATTERN, a single one or several with + between them. */
int pattern_matches (const char *pattern, MonoMethod *method);

#endif
