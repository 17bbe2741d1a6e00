/* SPDX-License-Identifier: MIT
 *
 * Specs of compilers, "NAME[,option[=value]]...", and lists inside a value, "a+b". Separators inside parentheses or
 * double quotes belong to the text around them. */
#ifndef GLUE_OPTIONS_H
#define GLUE_OPTIONS_H

#include <stdint.h>

#include "mono-compiler.h"
#include "problem.h"

typedef struct Spec {
	char *name;
	CompilerOption *options;
	uint32_t option_count;
	char *storage; /* what the strings above point into */
} Spec;

/* Returns 0 with a sentence in PROBLEM if TEXT is no spec. */
int spec_parse (Spec *spec, const char *text, Problem *problem);
void spec_free (Spec *spec);

/* Cuts the first element off the list at *REST: terminates it in place, sets *REST to what follows or to NULL. */
char *list_next (char **rest, char separator);

#endif
