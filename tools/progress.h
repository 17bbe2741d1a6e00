/* SPDX-License-Identifier: MIT
 *
 * A progress bar on standard error if that is a terminal, else a line now and then. */
#ifndef BIGSTEP_PROGRESS_H
#define BIGSTEP_PROGRESS_H

#include <stdint.h>

typedef struct Progress {
	const char *title;
	uint32_t total;
	int is_terminal;
	uint64_t started; /* nanoseconds */
	uint64_t shown;   /* when something was shown last */
} Progress;

void progress_begin (Progress *progress, const char *title, uint32_t total);
/* WHAT: shown behind the bar, may be NULL. */
void progress_update (Progress *progress, uint32_t done, const char *what);
/* Prints a line without spoiling the bar. */
void progress_print_line (Progress *progress, const char *line);
void progress_end (Progress *progress);

#endif
