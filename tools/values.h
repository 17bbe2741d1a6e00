/* SPDX-License-Identifier: MIT
 *
 * Between text and managed values: arguments on the command line, results on the screen. */
#ifndef BIGSTEP_VALUES_H
#define BIGSTEP_VALUES_H

#include <stdio.h>

#include "host.h"

/* Turns COUNT texts into what execute_installed_method takes as arguments of METHOD: for each parameter a pointer to a
 * value, or a reference. Ends the program when a text does not fit. The objects are pinned and the memory is kept
 * until the process ends. */
void **values_parse (Host *host, MethodInfo *method, char *const *texts, int count);

/* An object to call METHOD, an instance method, on: made by the constructor without parameters, for a value type all
 * zeros. NULL for a static method. */
void *values_make_receiver (Host *host, MethodInfo *method);

/* Writes RESULT on one line; floats also as bits, so that equal text means equal values. */
void values_print_result (FILE *file, Host *host, const ExecutionResult *result);

#endif
