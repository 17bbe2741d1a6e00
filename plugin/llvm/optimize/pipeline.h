/* SPDX-License-Identifier: MIT
 *
 * A pipeline of LLVM's passes, given as text. LLVM's C interface prepares its passes for printing and bisecting at each
 * call: measured for a method of one addition at O2, 0.36 ms instead of 0.20. And it knows only LLVM's own passes. */
#ifndef BIGSTEP_PIPELINE_H
#define BIGSTEP_PIPELINE_H

#include <llvm-c/Error.h>
#include <llvm-c/TargetMachine.h>

#ifdef __cplusplus
extern "C" {
#endif

/* A pass on modules that asks the gate (pass-gate.h) how much work is left for the passes behind it. */
#define JUDGE_WORK "judge-work"
/* Passes on functions, between which stands what a large method goes without (EFFORT_ELIMINATION). */
#define BEGIN_ELIMINATION "begin-elimination"
#define END_ELIMINATION "end-elimination"
/* A pass on functions: promote.h */
#define PROMOTE_VARIABLES "promote-variables"

/* As LLVMRunPasses; returns NULL or an error of LLVM's. PIPELINE may contain these, QUIET_COUNTED_LOOPS (polls/polls.h),
 * with which "default<O3>" comes, WAITING_LOOPS (waiting-loops.h), and FOLD_NEAR_NULL (implicit-checks.h). */
LLVMErrorRef pipeline_run (LLVMModuleRef module, LLVMTargetMachineRef machine, const char *pipeline);

#ifdef __cplusplus
}
#endif

#endif
