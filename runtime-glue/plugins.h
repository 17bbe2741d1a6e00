/* SPDX-License-Identifier: MIT
 *
 * Plug-ins: shared objects with the entry symbol. */
#ifndef GLUE_PLUGINS_H
#define GLUE_PLUGINS_H

#include "mono-compiler.h"
#include "problem.h"

/* Loads the plug-in NAME (in the plug-in folders), or the file NAME if there is a slash in it. NULL with a sentence in
 * PROBLEM. Loaded plug-ins stay loaded; a plug-in that failed is not tried again. */
const CompilerPlugin *plugins_load (const char *name, Problem *problem);

/* Whether there is a file for SPEC's compiler, which is not loaded. Returns 0 with a sentence in PROBLEM. */
int plugins_exist_for (const char *spec, Problem *problem);

/* Calls VISIT with the name and path of each plug-in in the plug-in folders, the first of a name only. */
void plugins_visit (void (*visit) (void *data, const char *name, const char *path), void *data);

#endif
