/* SPDX-License-Identifier: MIT
 *
 * Patterns of methods, as options take them: Mono's description of a method, "Namespace.Type:Method(int,string)", in
 * which * stands for any characters. Without parentheses it fits all overloads, without a colon all methods of a
 * type; + stands between alternatives, of which each may be in double quotes. */
#ifndef GLUE_PATTERN_H
#define GLUE_PATTERN_H

#include "mono-hidden.h"

/* Whether METHOD fits PATTERN, a single one or several with + between them. */
int pattern_matches (const char *pattern, MonoMethod *method);

/* The lines of the file PATH as alternatives, to be freed; NULL, with the reason in errno. */
char *pattern_read (const char *path);

/* "Namespace.Type:Method (int,string)"; to be freed with monoeg_g_free. */
char *method_description (MonoMethod *method);

#endif
