/* SPDX-License-Identifier: MIT
 *
 * One LLVM module, made for one compilation: what the emitter's files know of it, and how it is made. */
#ifndef BIGSTEP_MODULE_H
#define BIGSTEP_MODULE_H

#include <llvm-c/Core.h>

#include "../../executor/body.h"
#include "../symbols.h"
#include "aliasing.h"

struct Module {
	Compilation *compilation;
	IRuntimeInformation *runtime;
	const RuntimeLayout *layout;
	Symbols *symbols;
	LLVMContextRef context;
	LLVMModuleRef module;
	LLVMTypeRef i1, i8, i16, i32, i64, f32, f64, ptr, void_type;
	LLVMValueRef services [SERVICE_COUNT]; /* declared on first use */
	LLVMValueRef alias_tags [ACCESS_COUNT];
	LLVMValueRef length_range;
	LLVMValueRef cold_weights; /* branch weights: the first successor is not expected */
	Inlining inlining;
	LLVMDIBuilderRef locations; /* while the method itself is emitted */
	LLVMMetadataRef location_file;
	int names; /* name values and blocks: the module will be printed */
	uint32_t inlined_code_size;
	struct Inlinee *inlinees; /* all; those to be emitted are found through `pending` */
	struct Inlinee *pending;
	uint32_t cache_count;
	int has_loops;
	int has_filters;
	LLVMValueRef function;           /* of the method that is compiled */
	int is_entry;                    /* an entry function, which is not what calls of the method call */
	int can_jump, gives_addresses;   /* what Emitter says of it */
	uint32_t tail_jumps, tail_calls; /* `tail.` calls that leave no frame behind, and others */
};

/* A module for COMPILATION, in CONTEXT. */
Module *module_create (Compilation *compilation, LLVMContextRef context, Symbols *symbols, Inlining inlining,
	int names);
/* Emits BODY, of COMPILATION's method, as the function NAME, and what is inlined into it; 0 with a verdict. */
int module_emit_method (Module *module, const Body *body, const char *name);

#endif
