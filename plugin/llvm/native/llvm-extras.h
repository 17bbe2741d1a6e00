/* SPDX-License-Identifier: MIT
 *
 * The two things BigStep needs from LLVM that its C interface offers only at a price, and two that it does not offer: a
 * pass of one's own, and where loops begin. Measured for a method of one addition, at O2: the C interface prepares its
 * passes for printing and bisecting at each call (0.36 ms instead of 0.20), and sets up code generation, some 150 passes,
 * anew for each module (1.02 ms instead of 0.41). Both are most of the time that a small method takes. */
#ifndef BIGSTEP_LLVM_EXTRAS_H
#define BIGSTEP_LLVM_EXTRAS_H

#include <llvm-c/Error.h>
#include <llvm-c/TargetMachine.h>
#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

/* The pass: in innermost loops of which LLVM knows a limit to the number of rounds, the loads that have metadata of the
 * kind EARLY_POLL become 0. These are the words that a suspension poll looks at; its call has the metadata, too. The limit
 * is 2^32 - 1, or 256 if a round makes other calls. */
#define EARLY_POLL "bigstep.early.poll"
#define QUIET_COUNTED_LOOPS "quiet-counted-loops"

/* As LLVMRunPasses; returns NULL or an error of LLVM's. PIPELINE may contain QUIET_COUNTED_LOOPS; "default<O3>" comes with
 * it. */
LLVMErrorRef extras_run_passes (LLVMModuleRef module, LLVMTargetMachineRef machine, const char *pipeline);

/* Loops begin at multiples of ALIGNMENT, a power of 2, of their function. */
void extras_align_loops (LLVMTargetMachineRef machine, unsigned alignment);

/* Code generation that is set up once and used for one module after the other, in any context, as `llc -compile-twice`
 * does. Used by one thread at a time, together with its machine. */
typedef struct ExtrasEmitter ExtrasEmitter;

/* NULL if MACHINE writes no object code. */
ExtrasEmitter *extras_create_emitter (LLVMTargetMachineRef machine);
void extras_destroy_emitter (ExtrasEmitter *emitter);

/* MODULE's object code; it is valid until the next call. After an error that LLVM reported to the context the emitter must
 * be destroyed: passes that gave up have not tidied up. */
const char *extras_emit (ExtrasEmitter *emitter, LLVMModuleRef module, size_t *size);

#ifdef __cplusplus
}
#endif

#endif
