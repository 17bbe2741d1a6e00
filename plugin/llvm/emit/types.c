/* SPDX-License-Identifier: MIT
 *
 * Types of values in memory, on the evaluation stack and at calls. */
#include "types.h"

#include "../optimize/call-words.h"

#include <string.h>

/* How a kind lies in memory and which stack kind it becomes: ECMA-335 I.12.1.2 and III.1.1. */
static const struct {
	StackKind stack;
	uint8_t size; /* 0: depends on the class */
	uint8_t is_signed;
	uint8_t is_narrow; /* widened on the stack */
} kinds [] = {
	[TYPE_VOID] = { STACK_INT32, 0, 0, 0 },
	[TYPE_BOOLEAN] = { STACK_INT32, 1, 0, 1 },
	[TYPE_CHAR] = { STACK_INT32, 2, 0, 1 },
	[TYPE_INT8] = { STACK_INT32, 1, 1, 1 },
	[TYPE_UINT8] = { STACK_INT32, 1, 0, 1 },
	[TYPE_INT16] = { STACK_INT32, 2, 1, 1 },
	[TYPE_UINT16] = { STACK_INT32, 2, 0, 1 },
	[TYPE_INT32] = { STACK_INT32, 4, 1, 0 },
	[TYPE_UINT32] = { STACK_INT32, 4, 0, 0 },
	[TYPE_INT64] = { STACK_INT64, 8, 1, 0 },
	[TYPE_UINT64] = { STACK_INT64, 8, 0, 0 },
	[TYPE_NATIVE_INT] = { STACK_NATIVE_INT, 8, 1, 0 },
	[TYPE_NATIVE_UINT] = { STACK_NATIVE_INT, 8, 0, 0 },
	[TYPE_FLOAT32] = { STACK_FLOAT32, 4, 1, 0 },
	[TYPE_FLOAT64] = { STACK_FLOAT64, 8, 1, 0 },
	[TYPE_REFERENCE] = { STACK_REFERENCE, 8, 0, 0 },
	[TYPE_BYREF] = { STACK_BYREF, 8, 0, 0 },
	[TYPE_POINTER] = { STACK_NATIVE_INT, 8, 0, 0 },
	[TYPE_FUNCTION_POINTER] = { STACK_NATIVE_INT, 8, 0, 0 },
	[TYPE_VALUE_TYPE] = { STACK_VALUE, 0, 0, 0 },
	[TYPE_TYPED_REFERENCE] = { STACK_VALUE, 0, 0, 0 },
};

void
types_initialize (Module *module)
{
	LLVMContextRef context = module->context;

	module->i1 = LLVMInt1TypeInContext (context);
	module->i8 = LLVMInt8TypeInContext (context);
	module->i16 = LLVMInt16TypeInContext (context);
	module->i32 = LLVMInt32TypeInContext (context);
	module->i64 = LLVMInt64TypeInContext (context);
	module->f32 = LLVMFloatTypeInContext (context);
	module->f64 = LLVMDoubleTypeInContext (context);
	module->ptr = LLVMPointerTypeInContext (context, 0);
	module->void_type = LLVMVoidTypeInContext (context);
}

StackKind
stack_kind_of (TypeKind kind)
{
	return kinds [kind].stack;
}

int
is_narrow (TypeKind kind)
{
	return kinds [kind].is_narrow;
}

int
is_signed (TypeKind kind)
{
	return kinds [kind].is_signed;
}

int
is_value (TypeKind kind)
{
	return kinds [kind].stack == STACK_VALUE;
}

LLVMTypeRef
type_of_stack_kind (Module *module, StackKind kind)
{
	switch (kind) {
	case STACK_INT32:
		return module->i32;
	case STACK_INT64:
	case STACK_NATIVE_INT:
		return module->i64;
	case STACK_FLOAT32:
		return module->f32;
	case STACK_FLOAT64:
		return module->f64;
	case STACK_REFERENCE:
	case STACK_BYREF:
	case STACK_VALUE:
		break;
	}
	return module->ptr;
}

LLVMTypeRef
type_on_stack (Module *module, TypeKind kind)
{
	return type_of_stack_kind (module, kinds [kind].stack);
}

LLVMTypeRef
type_in_memory (Module *module, TypeKind kind)
{
	if (!kinds [kind].is_narrow)
		return type_on_stack (module, kind);
	return kinds [kind].size == 1 ? module->i8 : module->i16;
}

int
storage_of_type (Module *module, ClrType *type, Storage *storage, uint32_t *size)
{
	TypeDescription info = { .size = sizeof info };

	if (!module->runtime->describe_type (module->runtime, type, &info))
		return 0;
	storage->kind = info.kind;
	storage->klass = info.klass;
	if (size)
		*size = info.value_size;
	return 1;
}

int
storage_of_class (Module *module, ClassInfo *klass, Storage *storage, uint32_t *size)
{
	ClassDescription info = { .size = sizeof info };

	if (!module->runtime->describe_class (module->runtime, klass, &info))
		return 0;
	storage->kind = info.kind;
	storage->klass = klass;
	if (size)
		*size = info.value_size;
	return 1;
}

uint32_t
storage_size (Module *module, Storage storage)
{
	ClassDescription info = { .size = sizeof info };

	if (kinds [storage.kind].size)
		return kinds [storage.kind].size;
	/* The class was loaded when the storage was made, so this cannot fail. */
	if (!storage.klass || !module->runtime->describe_class (module->runtime, storage.klass, &info))
		return 0;
	return info.value_size;
}

uint32_t
storage_alignment (Module *module, Storage storage)
{
	ClassDescription info = { .size = sizeof info };

	if (!is_value (storage.kind))
		return storage_size (module, storage);
	if (storage.klass && module->runtime->describe_class (module->runtime, storage.klass, &info) && info.alignment)
		return info.alignment;
	return 1;
}

static void
add_parameter (LoweredSignature *lowered, Parameter parameter)
{
	lowered->parameters [lowered->parameter_count++] = parameter;
}

/* 32-bit integers travel extended to 64 bits. Nobody may rely on it, but mini's code for `div`, `rem` and checked
 * conversions of an argument looks at all 64 (mini-amd64.c: mono_arch_is_int_overflow). */
static LLVMTypeRef
type_at_call (Module *module, TypeKind kind)
{
	LLVMTypeRef type = type_on_stack (module, kind);

	return type == module->i32 ? module->i64 : type;
}

/* LLVM's own convention puts the next integer into a register if one is free; variable arguments stay out of them. */
static void
add_argument (Module *module, LoweredSignature *lowered, uint32_t index, const NativeLocation *location,
	int is_variable)
{
	TypeKind kind = lowered->arguments [index].storage.kind;

	if (!is_value (kind) && !is_variable)
		add_parameter (lowered, (Parameter) { PARAMETER_ARGUMENT, index, 0, 0, type_at_call (module, kind) });
	else if (location->kind == LOCATION_STACK)
		add_parameter (lowered,
			(Parameter) { PARAMETER_ARGUMENT, index, 0, (location->size + 7) / 8 * 8, module->ptr });
	else
		for (uint32_t part = 0; part < location->register_count; part++)
			add_parameter (lowered, (Parameter) { PARAMETER_ARGUMENT, index, part * 8, 0, module->i64 });
}

static LLVMTypeRef
lowered_result_type (Module *module, const LoweredSignature *lowered)
{
	if (lowered->result_location == LOCATION_NONE || lowered->result_location == LOCATION_BUFFER)
		return module->void_type;
	return is_value (lowered->result.kind) ? module->i64 : type_at_call (module, lowered->result.kind);
}

int
signature_lower (Module *module, SignatureInfo *signature, int with_hidden_argument, LoweredSignature *lowered)
{
	IRuntimeInformation *runtime = module->runtime;
	Arena *arena = module->compilation->arena;
	SignatureDescription info = { .size = sizeof info };
	NativeSignature native = { .size = sizeof native };

	memset (lowered, 0, sizeof *lowered);
	if (!runtime->describe_signature (runtime, signature, &info) ||
		!runtime->get_native_signature (runtime, signature, &native))
		return 0;
	if (native.stack_size > INT16_MAX)
		return decline (module->compilation, DECLINE_ARGUMENT_BYTES, 0, "%u bytes", native.stack_size);

	uint32_t count = native.argument_count;
	lowered->argument_count = count;
	lowered->arguments = arena_array (arena, Argument, count + 1);
	lowered->parameters = arena_array (arena, Parameter, 2 * count + 3);
	for (uint32_t i = 0; i < count; i++) {
		Argument *argument = &lowered->arguments [i];

		if (info.has_this && i == 0)
			argument->storage = (Storage) { TYPE_BYREF, NULL };
		else if (!storage_of_type (module, info.parameters [i - (uint32_t) info.has_this], &argument->storage, NULL))
			return 0;
		argument->size = storage_size (module, argument->storage);
	}
	if (!storage_of_type (module, info.result, &lowered->result, &lowered->result_size))
		return 0;
	lowered->native = native;
	lowered->result_location = native.result.kind;
	lowered->cookie = native.cookie_value;
	int has_cookie = native.cookie.kind != LOCATION_NONE;

	if (with_hidden_argument)
		add_parameter (lowered, (Parameter) { PARAMETER_HIDDEN, 0, 0, 0, module->ptr });
	for (uint32_t i = 0; i <= count; i++) {
		if (native.result.kind == LOCATION_BUFFER && native.result_buffer_index == i)
			add_parameter (lowered, (Parameter) { PARAMETER_RESULT_BUFFER, 0, 0, 0, module->ptr });
		if (has_cookie && native.cookie_index == i)
			add_parameter (lowered, (Parameter) { PARAMETER_COOKIE, 0, 0, 8, module->ptr });
		if (i < count)
			add_argument (module, lowered, i, &native.arguments [i], has_cookie && i >= native.cookie_index);
	}

	LLVMTypeRef *types = arena_array (arena, LLVMTypeRef, lowered->parameter_count + 1);
	for (uint32_t i = 0; i < lowered->parameter_count; i++)
		types [i] = lowered->parameters [i].type;
	lowered->type = LLVMFunctionType (lowered_result_type (module, lowered), types, lowered->parameter_count, 0);
	return 1;
}

static LLVMAttributeRef
enum_attribute (Module *module, const char *name, uint64_t value)
{
	return LLVMCreateEnumAttribute (module->context, LLVMGetEnumAttributeKindForName (name, strlen (name)), value);
}

void
add_call_attribute (Module *module, LLVMValueRef call, unsigned index, const char *name, uint64_t value)
{
	LLVMAddCallSiteAttribute (call, index, enum_attribute (module, name, value));
}

void
add_function_attribute (Module *module, LLVMValueRef function, unsigned index, const char *name, uint64_t value)
{
	LLVMAddAttributeAtIndex (function, index, enum_attribute (module, name, value));
}

static LLVMAttributeRef
string_attribute (Module *module, const char *name, const char *value)
{
	return LLVMCreateStringAttribute (module->context, name, (unsigned) strlen (name), value,
		(unsigned) strlen (value));
}

void
add_string_attribute (Module *module, LLVMValueRef function, const char *name, const char *value)
{
	LLVMAddAttributeAtIndex (function, LLVMAttributeFunctionIndex, string_attribute (module, name, value));
}

static void
add_attribute_at (LLVMValueRef function, LLVMValueRef call, unsigned index, LLVMAttributeRef attribute)
{
	if (function)
		LLVMAddAttributeAtIndex (function, index, attribute);
	else
		LLVMAddCallSiteAttribute (call, index, attribute);
}

/* Whether a value of KIND travels in a word although it has half of one: type_at_call. */
static int
is_half_word (Module *module, TypeKind kind)
{
	return !is_narrow (kind) && type_on_stack (module, kind) == module->i32;
}

void
signature_add_attributes (Module *module, const LoweredSignature *lowered, LLVMValueRef function, LLVMValueRef call)
{
	unsigned by_value = LLVMGetEnumAttributeKindForName ("byval", 5);

	if (lowered->result_location != LOCATION_NONE && lowered->result_location != LOCATION_BUFFER &&
		is_half_word (module, lowered->result.kind))
		add_attribute_at (function, call, LLVMAttributeReturnIndex, string_attribute (module, HALF_WORD, ""));
	for (uint32_t i = 0; i < lowered->parameter_count; i++) {
		const Parameter *parameter = &lowered->parameters [i];

		if (parameter->role == PARAMETER_HIDDEN) {
			/* `nest` travels in r10, Mono's register for it: MONO_ARCH_RGCTX_REG in mini-amd64.h */
			add_attribute_at (function, call, i + 1, enum_attribute (module, "nest", 0));
		} else if (parameter->in_memory) {
			LLVMTypeRef bytes = LLVMArrayType2 (module->i8, parameter->in_memory);

			add_attribute_at (function, call, i + 1, LLVMCreateTypeAttribute (module->context, by_value, bytes));
			add_attribute_at (function, call, i + 1, enum_attribute (module, "align", 8));
		} else if (parameter->role == PARAMETER_ARGUMENT &&
			is_half_word (module, lowered->arguments [parameter->argument].storage.kind)) {
			add_attribute_at (function, call, i + 1, string_attribute (module, HALF_WORD, ""));
		}
	}
}
