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
	/* Besides the outcome */
	CompilationReport report;
	char *problem; /* a sentence of ours for `report`; to be freed */
	void *code;
	uint32_t code_size;
	char *differences; /* a copy of NativeCodeHandle's; to be freed */
} Job;

/* Decides whether JOB's compiler gets the method; if it does, asks it and publishes what it answers. */
Outcome job_decide (Job *job);

/* Frees what JOB has. */
void job_end (Job *job);

#endif
