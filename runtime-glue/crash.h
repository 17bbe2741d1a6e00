/* SPDX-License-Identifier: MIT
 *
 * What the report of a crash says about compilers. */
#ifndef GLUE_CRASH_H
#define GLUE_CRASH_H

/* What is being compiled, and by whom. */
typedef struct Compilation {
	const char *compiler;
	const char *method; /* its description */
} Compilation;

/* The innermost compilation that this thread works for; NULL when there is none. */
const Compilation *crash_get_compilation (void);
/* COMPILATION must stay as it is until another one is set, or none. */
void crash_set_compilation (const Compilation *compilation);

#endif
