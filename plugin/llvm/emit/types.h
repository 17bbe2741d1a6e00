/* SPDX-License-Identifier: MIT
 *
 * Types of values in memory, on the evaluation stack and at calls. */
#ifndef BIGSTEP_TYPES_H
#define BIGSTEP_TYPES_H

#include "../../executor/operation.h"
#include "module.h"

/* One native parameter: (a part of) an argument, the result buffer, the hidden argument, or the word that describes
 * variable arguments. */
typedef enum ParameterRole {
	PARAMETER_ARGUMENT,
	PARAMETER_RESULT_BUFFER,
	PARAMETER_HIDDEN,
	PARAMETER_COOKIE,
	PARAMETER_ENTRY_BUFFER, /* emit-entry.c */
	PARAMETER_UNUSED        /* a register or stack word that a jump may use: emit-tail-calls.c */
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

void types_initialize (Module *module);
LLVMTypeRef type_in_memory (Module *module, TypeKind kind);
LLVMTypeRef type_on_stack (Module *module, TypeKind kind);
StackKind stack_kind_of (TypeKind kind);
LLVMTypeRef type_of_stack_kind (Module *module, StackKind kind);
int storage_of_type (Module *module, ClrType *type, Storage *storage, uint32_t *size);
int storage_of_class (Module *module, ClassInfo *klass, Storage *storage, uint32_t *size);
uint32_t storage_size (Module *module, Storage storage);
/* What the runtime aligns a variable of STORAGE to. */
uint32_t storage_alignment (Module *module, Storage storage);
int is_narrow (TypeKind kind);
int is_signed (TypeKind kind);
int is_value (TypeKind kind);
/* 0 with a failure in the runtime. */
int signature_lower (Module *module, SignatureInfo *signature, int with_hidden_argument, LoweredSignature *lowered);
/* Puts the attributes of LOWERED's parameters on FUNCTION or, if that is NULL, on the call CALL. */
void signature_add_attributes (Module *module, const LoweredSignature *lowered, LLVMValueRef function,
	LLVMValueRef call);

void add_call_attribute (Module *module, LLVMValueRef call, unsigned index, const char *name, uint64_t value);
void add_function_attribute (Module *module, LLVMValueRef function, unsigned index, const char *name, uint64_t value);
/* One that LLVM knows by a text. */
void add_string_attribute (Module *module, LLVMValueRef function, const char *name, const char *value);

#endif
