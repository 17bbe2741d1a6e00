/* SPDX-License-Identifier: MIT
 *
 * From the emitter's IR to the IR that becomes code. What the emitter has to write for it is in polls/polls.h. */
#ifndef BIGSTEP_OPTIMIZE_H
#define BIGSTEP_OPTIMIZE_H

#include <llvm-c/TargetMachine.h>
#include <stddef.h>

/* Optimises MODULE for LEVEL (0 to 3). ERROR gets LLVM's words on failure. */
int passes_optimize (LLVMModuleRef module, LLVMTargetMachineRef machine, int level, int verify, char *error,
	size_t error_size);

/* LLVM's verifier. Returns 0 with LLVM's words in ERROR when MODULE is wrong. */
int passes_verify (LLVMModuleRef module, char *error, size_t error_size);

#endif
