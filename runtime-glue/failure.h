/* SPDX-License-Identifier: MIT
 *
 * The part of IRuntimeInformation that is about a request's failure. */
#ifndef GLUE_FAILURE_H
#define GLUE_FAILURE_H

#include "request.h"

/* Class and message of REQUEST's failure; to be freed. NULL when there is none, or no memory. */
char *failure_text (Request *request);
/* The message alone, for users who have no program that could catch it; else as failure_text. */
char *failure_message (Request *request);

#endif
