/* SPDX-License-Identifier: MIT
 *
 * A sentence about what is wrong, as long as it needs to be. */
#ifndef GLUE_PROBLEM_H
#define GLUE_PROBLEM_H

/* Zeroed: none yet. */
typedef struct Problem {
	char *text;
} Problem;

/* Sets PROBLEM's sentence; returns 0. Arguments may point into the one before. */
int problem_set (Problem *problem, const char *format, ...) __attribute__ ((format (printf, 2, 3)));

/* The sentence; of a problem that was set and could not be kept, that there is no memory. */
const char *problem_text (const Problem *problem);

void problem_clear (Problem *problem);

#endif
