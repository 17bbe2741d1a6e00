/* SPDX-License-Identifier: MIT
 *
 * The options of the BigStep compiler: "bigstep,O=1,dump=ir+asm,method=Program:Main". */
#ifndef BIGSTEP_OPTIONS_H
#define BIGSTEP_OPTIONS_H

#include "compilation.h"
#include "llvm/optimize/pass-gate.h"
#include "mono-compiler.h"

typedef struct Options {
	int optimization_level;    /* 0 to 3 */
	int code_generation_level; /* 0 to 3; -1 for the same */
	uint32_t dump;             /* Stages, as bits */
	char *dump_method;         /* pattern; NULL for all methods */
	int verify;                /* LLVM's verifier on every module */
	int takes_wrappers;        /* of all kinds that can be compiled */
	Inlining inlining;
	uint64_t unlike_mini; /* rules of like-mini/rules.def that are off */
	PassGateOptions gate;
	char *gate_log; /* gate.log */
	char *sums;     /* file that gets a hash of each method's code; NULL for none */
} Options;

extern const char options_help [];

/* Returns 0 with a sentence in ERROR if an option is unknown or has a wrong value. */
int options_parse (Options *options, const CompilerOptions *given, char *error, size_t error_size);
void options_release (Options *options);

#endif
