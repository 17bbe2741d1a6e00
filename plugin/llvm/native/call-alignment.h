/* SPDX-License-Identifier: MIT
 *
 * Where calls of callees (symbols.h) lie: the runtime changes where they lead while other threads may be running there. */
#ifndef BIGSTEP_CALL_ALIGNMENT_H
#define BIGSTEP_CALL_ALIGNMENT_H

#include <llvm-c/TargetMachine.h>

#ifdef __cplusplus
extern "C" {
#endif

/* TARGET, for x86, but that the object code of its machines has each call of a callee within eight aligned bytes: a processor
 * reads these in one piece (AMD64 Architecture Programmer's Manual 2, 7.3.2). Lives for ever. */
LLVMTargetRef call_alignment_target (LLVMTargetRef target);

#ifdef __cplusplus
}
#endif

#endif
