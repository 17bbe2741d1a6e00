/* SPDX-License-Identifier: MIT
 *
 * The options that all compilers have, because the runtime handles them: common-options.def. */
#ifndef GLUE_COMMON_OPTIONS_H
#define GLUE_COMMON_OPTIONS_H

#include "mono-compiler.h"
#include "pattern.h"

typedef struct CommonOptions {
	Patterns only, except;
	int passes_precompiled_by;   /* code in AOT images is not taken: of any method, or of those that fit */
	Patterns precompiled_except; /* these; not given: any */
	int is_strict;
	char *strict_reasons; /* reasons that are allowed all the same, with + between them; or NULL */
	int print_statistics;
	char *statistics_file;
	int keep_method_names;
	int list; /* descriptor of the file of list=; -1 for none */
} CommonOptions;

void common_options_initialize (CommonOptions *options);
void common_options_release (CommonOptions *options);

/* Takes OPTION if it is one of these, else returns 0. Returns -1, with a sentence in PROBLEM, if it makes no sense. */
int common_options_take (CommonOptions *options, const CompilerOption *option, Problem *problem);

/* Whether REASON is one that strict= allows, or there is no strict. */
int common_options_allow_decline (const CommonOptions *options, const char *reason);

/* The name of the first common option that HELP, a plug-in's options_help or NULL, has a line about; NULL if none. */
const char *common_option_in_help (const char *help);

#endif
