/* SPDX-License-Identifier: MIT
 *
 * What the files of the LLVM emitter share. Two structs, two lifetimes: a Module is one LLVM module, made for one
 * compilation; an Emitter is the operation processor for one body of IL in it (the method, or one that is inlined).
 *
 * A temp's LLVM value has the type of its stack kind: i32, i64, float, double, or ptr; a value type is a pointer to
 * stack memory that nobody writes after the temp is defined. */
#ifndef BIGSTEP_EMITTER_H
#define BIGSTEP_EMITTER_H

#include <llvm-c/Core.h>

#include "../../executor/operation.h"
#include "../symbols.h"

/* What memory an access touches, for alias analysis (aliasing.c in this folder explains). */
typedef enum Access {
	ACCESS_ANY,     /* through a pointer that may point anywhere */
	ACCESS_FIELD,   /* a field of an object on the heap */
	ACCESS_ELEMENT, /* an element of a vector */
	ACCESS_HEADER,  /* virtual tables, classes and object headers: compiled code never writes them */
	ACCESS_BOUND,   /* a bound or length of an array: never changes */
	ACCESS_LENGTH,  /* length of a vector or string: never changes, and is not negative */
	ACCESS_CARD,    /* the card table */
	ACCESS_STATIC,  /* a static field: its symbol says enough */
	ACCESS_STACK,   /* this method's own variables */
	ACCESS_COUNT
} Access;

typedef struct Module {
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
	int can_jump, gives_addresses;   /* what Emitter says of it */
	uint32_t tail_jumps, tail_calls; /* `tail.` calls that leave no frame behind, and others */
} Module;

/* One native parameter: (a part of) an argument, the result buffer, the hidden argument, or the word that describes
 * variable arguments. */
typedef enum ParameterRole {
	PARAMETER_ARGUMENT,
	PARAMETER_RESULT_BUFFER,
	PARAMETER_HIDDEN,
	PARAMETER_COOKIE,
	PARAMETER_UNUSED /* a register or stack word that a jump may use: emit-tail-calls.c */
} ParameterRole;

typedef struct Parameter {
	ParameterRole role;
	uint32_t argument;  /* PARAMETER_ARGUMENT */
	uint32_t offset;    /* value types in registers: of this part */
	uint32_t in_memory; /* size of what is passed on the stack, as bytes, else 0 */
	LLVMTypeRef type;
} Parameter;

typedef struct Argument {
	Storage storage; /* `this` is TYPE_BYREF */
	uint32_t size;
} Argument;

/* A signature with the native convention made explicit. */
typedef struct LoweredSignature {
	LLVMTypeRef type;
	uint32_t argument_count;
	Argument *arguments;
	uint32_t parameter_count;
	Parameter *parameters;
	Storage result; /* TYPE_VOID for none */
	uint32_t result_size;
	LocationKind result_location;
	void *cookie; /* what PARAMETER_COOKIE is in a call */
	NativeSignature native;
} LoweredSignature;

/* A variable in stack memory. */
typedef struct Variable {
	LLVMValueRef address;
	Storage storage;
	int is_pinned; /* a local that keeps what it points to in place */
} Variable;

/* What is known about how a temp came to be. */
typedef struct Definition {
	OperationCode code;
	MethodInfo *method;
	ClassInfo *klass;
	LLVMValueRef length; /* NEW_VECTOR: when it is constant, as 32 bits; else NULL */
} Definition;

typedef struct Exceptions Exceptions;

typedef struct Emitter {
	OperationProcessor processor; /* first: the executor's pointer is ours */
	Module *module;
	Compilation *compilation; /* whose verdict is at stake: an inlinee has one of its own */
	const MethodSource *source;
	uint32_t inline_depth;
	LLVMValueRef function;
	LoweredSignature signature;
	LLVMBuilderRef builder;
	LLVMBuilderRef entry_builder; /* stands before the entry block's end */
	LLVMValueRef result_buffer;
	int can_jump;               /* `signature` is spelled out, so calls can be jumps: emit-tail-calls.c */
	int gives_addresses;        /* of its frame */
	LLVMValueRef argument_list; /* address of the word that describes variable arguments, or NULL */
	Variable *arguments;
	Variable *locals;
	Variable *slots;
	uint32_t slot_capacity;
	LLVMValueRef *values; /* by temp number */
	Definition *definitions;
	uint32_t value_capacity;
	uint32_t il_offset;
	struct Filter *filters; /* by clause, and the method itself at the end; NULL without filters */
	uint32_t current_filter;
	struct FilterExits *filter_exits; /* by clause */
	LLVMMetadataRef subprogram;       /* NULL for what is inlined */
	Exceptions *exceptions;           /* NULL without protected regions */
} Emitter;

/* ---- emit.c ---- */

/* A module for COMPILATION, in CONTEXT. */
Module *module_create (Compilation *compilation, LLVMContextRef context, Symbols *symbols, Inlining inlining,
	int names);
/* Emits COMPILATION's method as the function NAME; 0 with a verdict. */
int module_emit_method (Module *module, const char *name);

LLVMValueRef emit_value (Emitter *emitter, const Temp *temp);
void emit_define (Emitter *emitter, const Operation *operation, LLVMValueRef value);
const Definition *emit_definition (Emitter *emitter, const Temp *temp);
LLVMBasicBlockRef emit_new_block (Emitter *emitter, const char *name);
int emit_runtime_failed (Emitter *emitter);
/* A question about how to call failed: without a failure there is no way to call that. */
int emit_call_failed (Emitter *emitter, const char *what);

/* One for each family of operations. */
typedef int (*EmitFunction) (Emitter *emitter, const Operation *operation);

/* ---- types.c ---- */

void types_initialize (Module *module);
LLVMTypeRef type_in_memory (Module *module, TypeKind kind);
LLVMTypeRef type_on_stack (Module *module, TypeKind kind);
StackKind stack_kind_of (TypeKind kind);
LLVMTypeRef type_of_stack_kind (Module *module, StackKind kind);
int storage_of_type (Module *module, ClrType *type, Storage *storage, uint32_t *size);
int storage_of_class (Module *module, ClassInfo *klass, Storage *storage, uint32_t *size);
uint32_t storage_size (Module *module, Storage storage);
int is_narrow (TypeKind kind);
int is_signed (TypeKind kind);
int is_value (TypeKind kind);
/* 0 with a failure in the runtime. */
int signature_lower (Module *module, SignatureInfo *signature, int with_hidden_argument, LoweredSignature *lowered);
/* Puts the attributes of LOWERED's parameters on FUNCTION or, if that is NULL, on the call CALL. */
void signature_add_attributes (Module *module, const LoweredSignature *lowered, LLVMValueRef function,
	LLVMValueRef call);

/* ---- aliasing.c ---- */

void aliasing_initialize (Module *module);
void aliasing_mark (Module *module, LLVMValueRef instruction, Access access);

/* ---- constants and symbols (emit-constants.c) ---- */

LLVMValueRef constant_int32 (Module *module, int32_t value);
LLVMValueRef constant_int64 (Module *module, int64_t value);
/* The external symbol for a runtime address. */
LLVMValueRef symbol_address (Module *module, const char *prefix, const char *name, const void *address);
LLVMValueRef symbol_class (Module *module, ClassInfo *klass);
LLVMValueRef symbol_method (Module *module, MethodInfo *method);
/* NULL with a failure in the runtime. */
LLVMValueRef symbol_vtable (Module *module, ClassInfo *klass);
/* Declares (once) and calls a service. */
LLVMValueRef emit_service (Emitter *emitter, Service service, LLVMValueRef *arguments);
LLVMValueRef emit_intrinsic_call (Emitter *emitter, const char *name, LLVMTypeRef *overloads, size_t overload_count,
	LLVMValueRef *arguments, uint32_t argument_count);
void add_call_attribute (Module *module, LLVMValueRef call, unsigned index, const char *name, uint64_t value);
void add_function_attribute (Module *module, LLVMValueRef function, unsigned index, const char *name, uint64_t value);

/* ---- polls (emit-polls.c) ---- */

/* The poll of a loop in a method with protected regions. */
void emit_early_poll (Emitter *emitter);
/* Defines what the passes put into MODULE's functions. */
void emit_poll_functions (Module *module, int has_regions);

/* ---- checks (emit-checks.c) ---- */

void emit_throw (Emitter *emitter, CorlibException exception);
/* Where a branch to BLOCK goes; for one that is_invalid, a block that throws. */
LLVMBasicBlockRef emit_target (Emitter *emitter, const Block *block);
LLVMBasicBlockRef emit_invalid_target (Emitter *emitter);
/* Throws EXCEPTION if CONDITION holds, and goes on in a new block otherwise. */
void emit_throw_if (Emitter *emitter, LLVMValueRef condition, CorlibException exception);
void emit_null_check (Emitter *emitter, LLVMValueRef pointer);
/* The same before an access at OFFSET: too far for a fault, the exception has its constructor's message, as in mini. */
void emit_field_null_check (Emitter *emitter, LLVMValueRef object, uint32_t offset);
/* Branches to a new block if CONDITION (not expected) holds; the builder stands there afterwards. Returns the other new
 * block, for which the caller sets out when the unexpected case is dealt with: emit_end_unlikely. */
LLVMBasicBlockRef emit_begin_unlikely (Emitter *emitter, LLVMValueRef condition, const char *name);
void emit_end_unlikely (Emitter *emitter, LLVMBasicBlockRef after);

/* ---- IL offsets (emit-locations.c) ---- */

void locations_begin (Emitter *emitter);
/* For a function of the module that holds code of the method. */
LLVMMetadataRef locations_add_function (Module *module, LLVMValueRef function);
void locations_end (Module *module);
/* Whatever is built from now on belongs to IL_OFFSET. */
void locations_set (Emitter *emitter, uint32_t il_offset);

/* ---- protected regions (emit-exceptions.c) ---- */

/* At the beginning of a method, of each block, and at the end. */
void exceptions_begin_method (Emitter *emitter, Block *const *blocks, uint32_t block_count);
void exceptions_begin_block (Emitter *emitter, const Block *block);
void exceptions_end_method (Emitter *emitter);
/* Filters are functions of their own (emit-filters.c): makes them, and lets their frame's variables be found. */
void filters_begin_method (Emitter *emitter);
/* The function that the block at OFFSET belongs to. */
LLVMValueRef filters_function_at (Emitter *emitter, uint32_t offset);
/* Turns EMITTER to the function that BLOCK, of the IL at OFFSET, belongs to. */
void filters_enter (Emitter *emitter, uint32_t offset, LLVMBasicBlockRef block);
/* Turns it back to the method's own. */
void filters_end_method (Emitter *emitter);
/* The exception the filter with code at OFFSET looks at; NULL if that is no filter's code. */
LLVMValueRef filters_exception_at (Emitter *emitter, uint32_t offset);
int emit_end_filter (Emitter *emitter, const Operation *operation);
/* Where a branch to BLOCK goes when it leaves the current filter; NULL when it does not. */
LLVMBasicBlockRef filters_exit_to (Emitter *emitter, const Block *block);
/* From where the handler of clause INDEX, if it has a filter, is entered: to where the filter was left for. */
void filters_enter_handler (Emitter *emitter, uint32_t index);
/* Whether the current operation stands in a protected region. */
int exceptions_protect (const Emitter *emitter);
/* A call that may throw: all calls but those of LLVM intrinsics. The builder goes on after it. */
LLVMValueRef emit_call_or_invoke (Emitter *emitter, LLVMTypeRef type, LLVMValueRef function, LLVMValueRef *arguments,
	uint32_t count);

/* ---- memory (emit-memory.c) ---- */

LLVMValueRef emit_alloca (Emitter *emitter, uint32_t size, uint32_t alignment, const char *name);
LLVMValueRef emit_variable_memory (Emitter *emitter, Storage storage, const char *name);
LLVMValueRef emit_offset (Emitter *emitter, LLVMValueRef pointer, int64_t offset);
/* A value as it is on the stack, from STORAGE at ADDRESS. ALIGNMENT 0: natural. */
LLVMValueRef emit_load (Emitter *emitter, LLVMValueRef address, Storage storage, Access access, uint32_t flags,
	uint32_t alignment);
/* Stores with a write barrier, unless ACCESS says that none is needed. */
int emit_store (Emitter *emitter, LLVMValueRef address, LLVMValueRef value, Storage storage, Access access,
	uint32_t flags, uint32_t alignment);
/* The write barrier, after a reference was stored at ADDRESS. */
void emit_mark_card (Emitter *emitter, LLVMValueRef address);
LLVMValueRef emit_load_word (Emitter *emitter, LLVMValueRef base, uint32_t offset, LLVMTypeRef type, Access access);
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

/* ---- calls (emit-calls.c, inlining.c) ---- */

/* Calls METHOD; *RESULT is NULL when it has none. SIGNATURE is that of the call site, which counts if METHOD takes variable
 * arguments, or NULL. */
int emit_method_call (Emitter *emitter, MethodInfo *method, SignatureInfo *signature, uint32_t call_flags,
	LLVMValueRef *arguments, uint32_t argument_count, LLVMValueRef *result);
/* Calls the code at ADDRESS with LOWERED's convention. */
LLVMValueRef emit_native_call (Emitter *emitter, const LoweredSignature *lowered, LLVMValueRef address,
	LLVMValueRef hidden_argument, LLVMValueRef *arguments);
/* The function for METHOD that may be inlined into EMITTER's, or NULL. */
LLVMValueRef inlining_function (Emitter *emitter, MethodInfo *method, const MethodDescription *info,
	const CallTarget *target);
/* Emits what inlining_function promised. */
int inlining_emit_pending (Module *module);
/* Emits SOURCE as the body of FUNCTION; 0 with a verdict in COMPILATION. */
int emit_body (Module *module, Compilation *compilation, const MethodSource *source, LLVMValueRef function,
	const LoweredSignature *lowered, uint32_t inline_depth);
LLVMValueRef emit_add_function (Module *module, const LoweredSignature *lowered, const char *name);

/* ---- calls without a frame (emit-tail-calls.c) ---- */

/* LOWERED with a parameter for each register and stack word that can carry an argument. */
void signature_spell_out (Module *module, const LoweredSignature *lowered, LoweredSignature *frame);
LLVMValueRef emit_from_word (Emitter *emitter, LLVMValueRef word, TypeKind kind);
LLVMValueRef emit_to_word (Emitter *emitter, LLVMValueRef value, LLVMTypeRef type);
/* Whether a call with signature CALLEE, the last thing the method does, can be a jump. THIS_IS_REFERENCE: its first
 * argument is an object. */
int emit_can_jump (Emitter *emitter, const LoweredSignature *callee, int this_is_reference);
/* The jump, which ends the block. */
void emit_jump (Emitter *emitter, const LoweredSignature *callee, LLVMValueRef code, LLVMValueRef hidden_argument,
	LLVMValueRef *arguments);

/* ---- objects (emit-objects.c) ---- */

LLVMValueRef emit_allocate_object (Emitter *emitter, ClassInfo *klass); /* NULL with a verdict */
void emit_initialize_class (Emitter *emitter, LLVMValueRef vtable);
LLVMValueRef emit_box (Emitter *emitter, ClassInfo *klass, LLVMValueRef value); /* NULL with a verdict */

/* OBJECT, or InvalidCastException; NULL with a verdict (emit-casts.c). */
LLVMValueRef emit_class_cast (Emitter *emitter, LLVMValueRef object, ClassInfo *klass);

/* ---- intrinsics (emit-intrinsics.c) ---- */

typedef enum IntrinsicOutcome { INTRINSIC_NOT_EMITTED, INTRINSIC_EMITTED, INTRINSIC_FAILED } IntrinsicOutcome;

/* Emits the call OPERATION to a method with INFO if it is an intrinsic that we know better. */
IntrinsicOutcome emit_intrinsic (Emitter *emitter, const Operation *operation, const MethodDescription *info);

/* The same for the methods of arrays with bounds (emit-arrays.c). NULL: not emitted, or with a verdict. */
LLVMValueRef emit_array_get (Emitter *emitter, const Operation *operation, LLVMValueRef *arguments);
LLVMValueRef emit_array_set (Emitter *emitter, const Operation *operation, LLVMValueRef *arguments);
LLVMValueRef emit_array_address (Emitter *emitter, const Operation *operation, LLVMValueRef *arguments);

/* ---- the families ---- */

int emit_constant (Emitter *emitter, const Operation *operation);
int emit_null (Emitter *emitter, const Operation *operation);
int emit_string (Emitter *emitter, const Operation *operation);
int emit_token (Emitter *emitter, const Operation *operation);
int emit_size_of (Emitter *emitter, const Operation *operation);
int emit_read_variable (Emitter *emitter, const Operation *operation);
int emit_variable_address (Emitter *emitter, const Operation *operation);
int emit_write_variable (Emitter *emitter, const Operation *operation);
int emit_binary (Emitter *emitter, const Operation *operation);
int emit_division (Emitter *emitter, const Operation *operation);
int emit_shift (Emitter *emitter, const Operation *operation);
int emit_unary (Emitter *emitter, const Operation *operation);
int emit_checked_binary (Emitter *emitter, const Operation *operation);
int emit_check_finite (Emitter *emitter, const Operation *operation);
int emit_convert (Emitter *emitter, const Operation *operation);
int emit_compare (Emitter *emitter, const Operation *operation);
int emit_branch_operation (Emitter *emitter, const Operation *operation);
int emit_switch (Emitter *emitter, const Operation *operation);
int emit_return (Emitter *emitter, const Operation *operation);
int emit_throw_operation (Emitter *emitter, const Operation *operation);
int emit_caught_exception (Emitter *emitter, const Operation *operation);
int emit_rethrow (Emitter *emitter, const Operation *operation);
int emit_leave (Emitter *emitter, const Operation *operation);
int emit_end_finally (Emitter *emitter, const Operation *operation);
int emit_breakpoint (Emitter *emitter, const Operation *operation);
int emit_load_indirect (Emitter *emitter, const Operation *operation);
int emit_store_indirect (Emitter *emitter, const Operation *operation);
int emit_initialize_object (Emitter *emitter, const Operation *operation);
int emit_block_operation (Emitter *emitter, const Operation *operation);
int emit_local_allocate (Emitter *emitter, const Operation *operation);
int emit_field (Emitter *emitter, const Operation *operation);
int emit_static_field (Emitter *emitter, const Operation *operation);
int emit_new_vector (Emitter *emitter, const Operation *operation);
int emit_array_length (Emitter *emitter, const Operation *operation);
int emit_load_element (Emitter *emitter, const Operation *operation);
int emit_element_address (Emitter *emitter, const Operation *operation);
int emit_store_element (Emitter *emitter, const Operation *operation);
int emit_new_object (Emitter *emitter, const Operation *operation);
int emit_box_operation (Emitter *emitter, const Operation *operation);
int emit_unbox (Emitter *emitter, const Operation *operation);
int emit_unbox_any (Emitter *emitter, const Operation *operation);
int emit_cast (Emitter *emitter, const Operation *operation);
int emit_call (Emitter *emitter, const Operation *operation);
int emit_call_indirect (Emitter *emitter, const Operation *operation);
int emit_function_address (Emitter *emitter, const Operation *operation);
int emit_typed_reference (Emitter *emitter, const Operation *operation);
int emit_argument_list (Emitter *emitter, const Operation *operation);
int emit_call_runtime (Emitter *emitter, const Operation *operation);
int emit_delegate_function (Emitter *emitter, const Operation *operation);
int emit_interruption_word (Emitter *emitter, const Operation *operation);
int emit_throw_again (Emitter *emitter, const Operation *operation);
int emit_call_failure (Emitter *emitter, const Operation *operation);
int emit_jump_method (Emitter *emitter, const Operation *operation);

#endif
