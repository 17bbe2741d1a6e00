/* SPDX-License-Identifier: MIT
 *
 * The runtime's own compiler: as what it is, and as an ICompiler. */
#ifndef GLUE_MINI_COMPILER_H
#define GLUE_MINI_COMPILER_H

#include "mono-compiler.h"
#include "mono-hidden.h"
#include "statistics.h"

/* The one place that calls it: compiles METHOD and makes the code METHOD's. Counted in STATISTICS. */
void *mini_compile (Statistics *statistics, MonoMethod *method, MonoDomain *domain, int optimizations,
	MonoErrorStorage *error);

/* The plug-in that is built in, and where the compilers it creates count calls. */
extern const CompilerPlugin mini_plugin;
void mini_compiler_count_in (ICompiler *compiler, Statistics *statistics);

#endif
