/* SPDX-License-Identifier: MIT
 *
 * The stages of a compilation, and what goes from one to the next. */
#ifndef BIGSTEP_STAGES_H
#define BIGSTEP_STAGES_H

#include <llvm-c/TargetMachine.h>

#include "executor/body.h"
#include "llvm/emit/module.h"
#include "llvm/native/native.h"
#include "llvm/optimize/pass-gate.h"
#include "options.h"

typedef enum Stage {
#define STAGE(enumerator, name, title, write, counter) STAGE_##enumerator,
#include "stages.def"
#undef STAGE
	STAGE_COUNT
} Stage;

/* One method on its way through the stages. */
typedef struct Job {
	struct BigStep *bigstep;
	const Options *options;
	Compilation compilation;
	uint64_t start; /* of the current stage */
	const char *name;
	uint32_t dump;                /* the stages to be printed, as bits */
	Body body;                    /* LOAD, FIND_BLOCKS, EXECUTE */
	LLVMContextRef context;       /* EMIT to ASSEMBLE */
	Symbols *symbols;             /* EMIT to PLACE */
	Module *module;               /* EMIT to ASSEMBLE */
	uint32_t differences;         /* EMIT: like-mini/differs.h */
	int level;                    /* OPTIMISE */
	int code_generation_level;    /* ASSEMBLE */
	LLVMTargetMachineRef machine; /* OPTIMISE, ASSEMBLE */
	PassGate *gate;               /* the same */
	ObjectCode *object;           /* ASSEMBLE, PLACE */
	NativeCodeHandle *native_code;
	char error [1024]; /* LLVM's words */
} Job;

#endif
