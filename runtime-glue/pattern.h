/* SPDX-License-Identifier: MIT
 *
 * Patterns of methods, as options take them: Mono's description of a method, "Namespace.Type:Method(int,string)", in
 * which * stands for any characters. Without parentheses it fits all overloads, without a colon all methods of a
 * type; + stands between alternatives. */
#ifndef GLUE_PATTERN_H
#define GLUE_PATTERN_H

#include "mono-hidden.h"

/* Whether METHOD fits PATTERN, a single one or several with + between them. */
int pattern_matches (const char *pattern, MonoMethod *method);

/* "Namespace.Type:Method (int,string)"; to be freed with monoeg_g_free. */
char *method_description (MonoMethod *method);

#endif
