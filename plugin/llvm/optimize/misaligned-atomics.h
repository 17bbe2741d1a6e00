/* SPDX-License-Identifier: MIT
 *
 * Volatile accesses whose address turns out not to be aligned: fields of packed structs in the frame. For these LLVM's code
 * generation calls __atomic_load and __atomic_store, which nobody has. ECMA-335 I.12.6.6 promises that aligned accesses are
 * in one piece, and III.2.6 the order of all, so an access and a fence are enough. */
#ifndef BIGSTEP_MISALIGNED_ATOMICS_H
#define BIGSTEP_MISALIGNED_ATOMICS_H

#include <llvm-c/Types.h>

/* Makes such loads and stores of MODULE, as LLVM's passes have left them, plain volatile ones with fences. */
void misaligned_atomics_split (LLVMModuleRef module);

#endif
