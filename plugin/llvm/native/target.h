/* SPDX-License-Identifier: MIT
 *
 * What target.c shares with the other files of this folder only: code generation that goes with a target machine, and
 * errors inside LLVM, which ends the process on some and tells the context about others. */
#ifndef BIGSTEP_TARGET_H
#define BIGSTEP_TARGET_H

#include "code-generator.h"

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

/* The generator that belongs to MACHINE, an acquired one; NULL if it has none. */
CodeGenerator *target_get_generator (LLVMTargetMachineRef machine);
/* MACHINE's generator is not usable any more; it gets another one. */
void target_discard_generator (LLVMTargetMachineRef machine);

#endif
