/* SPDX-License-Identifier: MIT
 *
 * Which of the passes that turn a method's IR into code run: those that its size allows (effort.h), and of these, for
 * `bigstep bisect` to find the one that spoils it, the first so many.
 *
 * LLVM asks a gate, one for each context, before each pass that code can do without, in optimisation as in code generation.
 * Ours numbers them from 1, anew for each method, so that the numbers do not depend on what other threads compile. */
#ifndef BIGSTEP_PASS_GATE_H
#define BIGSTEP_PASS_GATE_H

#include <llvm-c/Core.h>

#ifdef __cplusplus
extern "C" {
#endif

/* What we do ourselves to optimised IR, as bits. Code without them computes the same, but it cannot be stopped, loses
 * objects in collections, or tests for null explicitly. */
typedef enum PassStep {
	PASS_STEP_POLLS = 1 << 0,
	PASS_STEP_ROOTS = 1 << 1,
	PASS_STEP_IMPLICIT_CHECKS = 1 << 2
} PassStep;

typedef struct PassGateOptions {
	int limit;              /* so many passes run of each method; -1 for all */
	const char *log;        /* a line for each pass is appended to this file; NULL for none */
	uint32_t skipped_steps; /* PassSteps */
} PassGateOptions;

typedef struct PassGate PassGate;

/* A gate for CONTEXT, in which METHOD is compiled. Both strings are kept. It must be destroyed after the last pass has run,
 * and before CONTEXT. */
PassGate *pass_gate_create (LLVMContextRef context, const PassGateOptions *options, const char *method);
void pass_gate_destroy (PassGate *gate);

/* Whether MODULE's gate leaves STEP out. */
int pass_gate_skips (LLVMModuleRef module, PassStep step);

/* Looks how much work MODULE is for the passes that follow. Without a gate this does nothing. */
void pass_gate_count_work (LLVMModuleRef module);
/* The same once variables are values: if it is too much (effort.def), no further pass runs. */
void pass_gate_judge_work (LLVMModuleRef module);
/* How many instructions were too much; 0 if they were not. */
uint64_t pass_gate_excess (const PassGate *gate);
/* Whether that leaves time for passes on loops, for all that the pipeline has between the marks of pipeline.h, for placing
 * blocks, and for code generation of a higher level than 0. */
int pass_gate_allows_loop_passes (LLVMModuleRef module);
int pass_gate_allows_elimination (LLVMModuleRef module);
int pass_gate_allows_block_placement (LLVMModuleRef module);
int pass_gate_allows_optimised_code (LLVMModuleRef module);

#ifdef __cplusplus
}

#include "effort.h"

#include <llvm/IR/LLVMContext.h>
#include <llvm/IR/PassInstrumentation.h>

/* Makes passes that CALLBACKS watch ask the gate of MODULE; returns false, and does nothing, if it would let all run. */
bool pass_gate_watch (const llvm::Module &module, llvm::PassInstrumentationCallbacks &callbacks);
/* Whether the work counted last leaves time for PASS, as LLVM or effort.h names it. */
bool pass_gate_allows (llvm::LLVMContext &context, EffortStage stage, llvm::StringRef pass);
/* If it leaves no time for elimination, no pass that is asked about between these runs. */
void pass_gate_begin_elimination (llvm::LLVMContext &context);
void pass_gate_end_elimination (llvm::LLVMContext &context);
#endif

#endif
