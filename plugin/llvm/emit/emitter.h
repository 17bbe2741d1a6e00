/* SPDX-License-Identifier: MIT
 *
 * What all families of operations stand on. An Emitter emits one body of operations in a Module (the method, or one
 * that is inlined).
 *
 * A temp's LLVM value has the type of its stack kind: i32, i64, float, double, or ptr; a value type is a pointer to
 * stack memory that nobody writes after the temp is defined. */
#ifndef BIGSTEP_EMITTER_H
#define BIGSTEP_EMITTER_H

#include <llvm-c/Core.h>

#include "../../executor/body.h"
#include "../../like-mini/like-mini.h"
#include "types.h"

/* A variable in stack memory. */
typedef struct StackVariable {
	LLVMValueRef address;
	Storage storage;
	int is_pinned; /* a local that keeps what it points to in place */
} StackVariable;

/* What is known about how a temp came to be. */
typedef struct Definition {
	OperationCode code;
	MethodInfo *method;
	ClassInfo *klass;
	LLVMValueRef length; /* NEW_VECTOR: when it is constant, as 32 bits; else NULL */
} Definition;

typedef struct Emitter {
	Module *module;
	Compilation *compilation; /* whose verdict is at stake: an inlinee has one of its own */
	const MethodSource *source;
	uint32_t inline_depth;
	LLVMValueRef function;
	LoweredSignature signature;
	LLVMBuilderRef builder;
	LLVMBuilderRef entry_builder;  /* stands before the entry block's end */
	LLVMBasicBlockRef first_block; /* behind the arguments: here locals get their zeros; NULL in an entry function */
	LLVMValueRef result_buffer;
	int can_jump;               /* `signature` is spelled out, so calls can be jumps: emit-tail-calls.c */
	int gives_addresses;        /* of its frame */
	LLVMValueRef argument_list; /* address of the word that describes variable arguments, or NULL */
	LLVMBasicBlockRef *blocks;  /* by number */
	StackVariable *arguments;
	StackVariable *locals;
	StackVariable *slots;
	uint32_t slot_capacity;
	LLVMValueRef *values; /* by temp number */
	Definition *definitions;
	uint32_t value_capacity;
	uint32_t il_offset;
	struct Filter *filters; /* by clause, and the method itself at the end; NULL without filters */
	uint32_t current_filter;
	struct FilterExits *filter_exits; /* by clause */
	LLVMMetadataRef subprogram;       /* NULL for what is inlined */
	struct Exceptions *exceptions;    /* NULL without protected regions */
	struct SpareCall *spare_calls;
	LLVMBasicBlockRef landing; /* where exceptions go; NULL outside of protected regions */
} Emitter;

/* ---- values, blocks, verdicts (emit-values.c) ---- */

LLVMValueRef emit_value (Emitter *emitter, const Temp *temp);
/* Of all operands, into VALUES. */
void emit_operands (Emitter *emitter, const Operation *operation, LLVMValueRef *values);
void emit_define (Emitter *emitter, const Operation *operation, LLVMValueRef value);
const Definition *emit_definition (Emitter *emitter, const Temp *temp);
/* Where the code for BLOCK begins. */
LLVMBasicBlockRef emit_block (const Emitter *emitter, const Block *block);
LLVMBasicBlockRef emit_new_block (Emitter *emitter, const char *name);
LLVMValueRef emit_add_function (Module *module, const LoweredSignature *lowered, const char *name);
int emit_runtime_failed (Emitter *emitter);
/* A question about how to call failed: without a failure there is no way to call that. */
int emit_call_failed (Emitter *emitter, const char *what);

/* ---- constants and symbols (emit-symbols.c) ---- */

LLVMValueRef constant_int32 (Module *module, int32_t value);
LLVMValueRef constant_int64 (Module *module, int64_t value);
/* The external symbol for a runtime address. */
LLVMValueRef symbol_address (Module *module, const char *prefix, const char *name, const void *address);
/* The function that CELL leads to; of what type, each call says. */
LLVMValueRef symbol_callee (Module *module, const char *name, void **cell);
LLVMValueRef symbol_class (Module *module, ClassInfo *klass);
LLVMValueRef symbol_method (Module *module, MethodInfo *method);
/* NULL with a failure in the runtime. */
LLVMValueRef symbol_vtable (Module *module, ClassInfo *klass);

/* ---- IL offsets (emit-locations.c) ---- */

void locations_begin (Emitter *emitter);
/* For a function of the module that holds code of the method. */
LLVMMetadataRef locations_add_function (Module *module, LLVMValueRef function);
void locations_end (Module *module);
/* Whatever is built from now on belongs to IL_OFFSET. */
void locations_set (Emitter *emitter, uint32_t il_offset);

/* ---- memory and addresses (emit-addresses.c) ---- */

LLVMValueRef emit_alloca (Emitter *emitter, uint32_t size, uint32_t alignment, const char *name);
LLVMValueRef emit_variable_memory (Emitter *emitter, Storage storage, const char *name);
LLVMValueRef emit_offset (Emitter *emitter, LLVMValueRef pointer, int64_t offset);
LLVMValueRef emit_load_word (Emitter *emitter, LLVMValueRef base, uint32_t offset, LLVMTypeRef type, Access access);
LLVMValueRef emit_load_vtable (Emitter *emitter, LLVMValueRef object);
void emit_copy (Emitter *emitter, LLVMValueRef to, LLVMValueRef from, uint64_t size, uint32_t alignment);
void emit_zero (Emitter *emitter, LLVMValueRef address, uint64_t size, uint32_t alignment);
/* VALUE as a pointer: native ints become one. */
LLVMValueRef emit_as_pointer (Emitter *emitter, LLVMValueRef value);
LLVMValueRef emit_as_word (Emitter *emitter, LLVMValueRef value);
/* VALUE, as it is on the stack, in the memory or native type of KIND. */
LLVMValueRef emit_narrow (Emitter *emitter, LLVMValueRef value, TypeKind kind);
LLVMValueRef emit_widen (Emitter *emitter, LLVMValueRef value, TypeKind kind);
/* VALUE, as it is on the stack, as it travels: narrow integers cut to their size, 32 bits extended to 64. */
LLVMValueRef emit_extend (Emitter *emitter, LLVMValueRef value, TypeKind kind);

/* ---- calls that may throw (emit-invokes.c), services and intrinsics (emit-services.c) ---- */

/* A call that may throw: all calls but those of LLVM intrinsics. The builder goes on after it. */
LLVMValueRef emit_call_or_invoke (Emitter *emitter, LLVMTypeRef type, LLVMValueRef function, LLVMValueRef *arguments,
	uint32_t count);
/* Declares (once) and calls a service. */
LLVMValueRef emit_service (Emitter *emitter, Service service, LLVMValueRef *arguments);
/* Calls one of LLVM's intrinsics: where BUILDER stands, or where EMITTER does. */
LLVMValueRef build_intrinsic_call (Module *module, LLVMBuilderRef builder, const char *name, LLVMTypeRef *overloads,
	size_t overload_count, LLVMValueRef *arguments, uint32_t argument_count);
LLVMValueRef emit_intrinsic_call (Emitter *emitter, const char *name, LLVMTypeRef *overloads, size_t overload_count,
	LLVMValueRef *arguments, uint32_t argument_count);

/* ---- checks (emit-checks.c) ---- */

void emit_throw (Emitter *emitter, CorlibException exception);
/* A block that throws. */
LLVMBasicBlockRef emit_invalid_target (Emitter *emitter);
/* Throws EXCEPTION if CONDITION holds, and goes on in a new block otherwise. */
void emit_throw_if (Emitter *emitter, LLVMValueRef condition, CorlibException exception);
void emit_null_check (Emitter *emitter, LLVMValueRef pointer);
/* The same before an access at OFFSET: too far for a fault, the exception has its constructor's message. */
void emit_field_null_check (Emitter *emitter, LLVMValueRef object, uint32_t offset);
/* The same before ADDRESS, which may be any number, is read or written; BY_FUNCTION: by a function in C. */
void emit_address_check (Emitter *emitter, LLVMValueRef address, int by_function);
LLVMValueRef emit_is_near_null (Emitter *emitter, LLVMValueRef address);
/* Branches to a new block if CONDITION (not expected) holds; the builder stands there afterwards. Returns the other new
 * block, for which the caller sets out when the unexpected case is dealt with: emit_end_unlikely. */
LLVMBasicBlockRef emit_begin_unlikely (Emitter *emitter, LLVMValueRef condition, const char *name);
void emit_end_unlikely (Emitter *emitter, LLVMBasicBlockRef after);
/* Branches to UNLIKELY if CONDITION (not expected) holds; the builder goes on in a new block. */
void emit_go_unlikely (Emitter *emitter, LLVMValueRef condition, LLVMBasicBlockRef unlikely);

/* ---- polls (emit-polls.c) ---- */

/* The poll of a loop in a method with protected regions. */
void emit_early_poll (Emitter *emitter);
/* Defines what the passes put into MODULE's functions. */
void emit_poll_functions (Module *module, int has_regions);

#endif
