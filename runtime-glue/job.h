/* SPDX-License-Identifier: MIT
 *
 * One request to compile, from what is asked to its outcome. What is done because of the outcome is the caller's. */
#ifndef GLUE_JOB_H
#define GLUE_JOB_H

#include "compilers.h"
#include "frames.h"

typedef struct Job {
	Asking asking;
	Compiler *compiler;
	int optimizations;       /* mini's, as the runtime passed them */
	MonoErrorStorage *error; /* the runtime's */
	int is_wrapper;
	uint32_t flags;          /* CompilationFlags besides those that follow from the method */
	uint32_t entry_offset;   /* COMPILE_ENTRY: as CompilationRequest's */
	uint32_t first_compiled; /* Request.first_compiled */
	int is_private;          /* the code shall not be METHOD's yet; and not at all, if it does otherwise than mini's */
	/* Besides the outcome */
	CompilationReport report;
	char *problem; /* a sentence of ours for `report`; to be freed */
	void *code;
	uint32_t code_size;
	MonoJitInfo *info; /* of the code, if this installed it */
	char *differences; /* a copy of NativeCodeHandle's; to be freed */
} Job;

/* Decides whether JOB's compiler gets the method; if it does, asks it and publishes what it answers. */
Outcome job_decide (Job *job);

/* The same for a method that has code. */
Outcome job_decide_again (Job *job);

/* Whether METHOD is none that OPTIONS let their compiler have. */
int job_is_excluded (CommonOptions *options, MonoMethod *method);

/* Frees what JOB has. */
void job_end (Job *job);

#endif
