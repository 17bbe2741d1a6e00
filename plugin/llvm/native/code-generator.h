/* SPDX-License-Identifier: MIT
 *
 * Code generation, as LLVM's C interface does not offer it: set up once and used for one module after the other, in any
 * context, as `llc -compile-twice` does. The C interface sets up some 150 passes anew for each module: measured for a
 * method of one addition, 1.02 ms instead of 0.41. */
#ifndef BIGSTEP_CODE_GENERATOR_H
#define BIGSTEP_CODE_GENERATOR_H

#include <llvm-c/TargetMachine.h>
#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Loops begin at multiples of ALIGNMENT, a power of 2, of their function. */
void code_generator_align_loops (LLVMTargetMachineRef machine, unsigned alignment);

/* Used by one thread at a time, together with its machine. */
typedef struct CodeGenerator CodeGenerator;

/* NULL if MACHINE writes no object code. */
CodeGenerator *code_generator_create (LLVMTargetMachineRef machine);
void code_generator_destroy (CodeGenerator *generator);

/* MODULE's object code; it is valid until the next call. After an error that LLVM reported to the context the generator
 * must be destroyed: passes that gave up have not tidied up. */
const char *code_generator_run (CodeGenerator *generator, LLVMModuleRef module, size_t *size);

#ifdef __cplusplus
}
#endif

#endif
