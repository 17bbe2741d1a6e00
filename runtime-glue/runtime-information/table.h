/* SPDX-License-Identifier: MIT
 *
 * The table of questions: each file that answers some fills its part. */
#ifndef GLUE_TABLE_H
#define GLUE_TABLE_H

#include "../request.h"

/* Prepares REQUEST, which is the caller's (on its stack): the whole table, and who asks for what, as in struct Request. */
void request_begin (Request *request, MonoDomain *domain, MonoMethod *method, int optimizations, uint32_t flags);
/* Gives back what was allocated for REQUEST and is not part of installed code. */
void request_end (Request *request);

/* Each fills its part of the table. */
void runtime_information_fill_tokens (IRuntimeInformation *table);
void runtime_information_fill_methods (IRuntimeInformation *table);
void runtime_information_fill_classes (IRuntimeInformation *table);
void runtime_information_fill_fields (IRuntimeInformation *table);
void runtime_information_fill_layout (IRuntimeInformation *table);   /* layout and native signatures */
void runtime_information_fill_dispatch (IRuntimeInformation *table); /* call targets, constrained calls, allocators */
void runtime_information_fill_services (IRuntimeInformation *table); /* services, exceptions, data */
void runtime_information_fill_names (IRuntimeInformation *table);    /* lookup by name */
void runtime_information_fill_code (IRuntimeInformation *table);     /* allocate_code, install, execute */
void runtime_information_fill_failure (IRuntimeInformation *table);  /* get_failure, clear_failure */
void runtime_information_fill_work (IRuntimeInformation *table);     /* run_without_runtime, get_compiler */

#endif
