/* SPDX-License-Identifier: MIT
 *
 * What target.c shares with the other files of this folder only: code generation that goes with a target machine, and
 * errors inside LLVM, which ends the process on some and tells the context about others. */
#ifndef BIGSTEP_TARGET_H
#define BIGSTEP_TARGET_H

#include "llvm-extras.h"

/* LLVM's errors between target_begin_stage and target_end_stage go into ERROR; a fatal one is reported with STAGE and the
 * thread's current method. Stages do not nest. */
typedef struct TargetStage {
	const char *name;
	LLVMModuleRef module;
	char *error;
	size_t error_size;
	int failed;
} TargetStage;

void target_begin_stage (TargetStage *stage, const char *name, LLVMModuleRef module, char *error, size_t error_size);
/* Returns 0 if LLVM reported an error. */
int target_end_stage (TargetStage *stage);

/* The emitter that belongs to MACHINE, an acquired one; NULL if it has none. */
ExtrasEmitter *target_get_emitter (LLVMTargetMachineRef machine);
/* MACHINE's emitter is not usable any more; it gets another one. */
void target_discard_emitter (LLVMTargetMachineRef machine);

#endif
