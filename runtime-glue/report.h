/* SPDX-License-Identifier: MIT
 *
 * The statistics of all compilers, as text and as JSON. */
#ifndef GLUE_REPORT_H
#define GLUE_REPORT_H

#include <stddef.h>

/* See mono_compiler_get_statistics. */
size_t report_print_json (char *buffer, size_t size);

/* Writes what the options stats and stats=FILE ask for. Only the first call does. */
void report_statistics (void);

#endif
