/* SPDX-License-Identifier: MIT
 *
 * What ldc, ldnull, ldstr, ldtoken and sizeof load. */
#include "families.h"

#include <string.h>

/* From the bits, not the number: LLVMConstReal would quieten signalling NaNs and lose payloads. */
static LLVMValueRef
constant_float (LLVMTypeRef type, LLVMTypeRef bits_type, uint64_t bits)
{
	return LLVMConstBitCast (LLVMConstInt (bits_type, bits, 0), type);
}

int
emit_constant (Emitter *emitter, const Operation *operation)
{
	Module *module = emitter->module;
	LLVMValueRef value = NULL;

	switch (operation->code) {
	case OPERATION_CONSTANT_INT32:
		value = constant_int32 (module, (int32_t) operation->integer);
		break;
	case OPERATION_CONSTANT_INT64:
		value = constant_int64 (module, operation->integer);
		break;
	case OPERATION_CONSTANT_FLOAT32: {
		float number = (float) operation->number;
		uint32_t bits;

		memcpy (&bits, &number, sizeof bits);
		value = constant_float (module->f32, module->i32, number == number ? bits : (uint32_t) operation->integer);
		break;
	}
	default: {
		uint64_t bits;

		memcpy (&bits, &operation->number, sizeof bits);
		value = constant_float (module->f64, module->i64,
			operation->number == operation->number ? bits : (uint64_t) operation->integer);
		break;
	}
	}
	emit_define (emitter, operation, value);
	return 1;
}

int
emit_null (Emitter *emitter, const Operation *operation)
{
	emit_define (emitter, operation, LLVMConstNull (emitter->module->ptr));
	return 1;
}

static const char *
token_name (Emitter *emitter, const Operation *operation)
{
	return arena_format (emitter->compilation->arena, "%08x of %s", operation->token,
		compilation_method_name (emitter->compilation, emitter->source->method));
}

int
emit_string (Emitter *emitter, const Operation *operation)
{
	Module *module = emitter->module;
	void *string = module->runtime->get_string_for_token (module->runtime, emitter->source->method, operation->token);

	if (!string)
		return emit_runtime_failed (emitter);
	emit_define (emitter, operation, symbol_address (module, "string", token_name (emitter, operation), string));
	return 1;
}

int
emit_token (Emitter *emitter, const Operation *operation)
{
	Module *module = emitter->module;
	TokenHandle handle = { .size = sizeof handle };
	const char *name;

	if (!module->runtime->get_token_handle (module->runtime, emitter->source->method, operation->token, &handle))
		return emit_runtime_failed (emitter);
	if (handle.kind == TOKEN_CLASS)
		name = compilation_class_name (emitter->compilation, handle.klass);
	else if (handle.kind == TOKEN_METHOD)
		name = token_name (emitter, operation); /* the method's own would load its signature */
	else
		name = compilation_field_name (emitter->compilation, handle.field);

	/* RuntimeTypeHandle and its like are structs with one native int: the handle's address. */
	LLVMValueRef memory = emit_alloca (emitter, 8, 8, "handle");
	LLVMBuildStore (emitter->builder, symbol_address (module, "handle", name, handle.value), memory);
	emit_define (emitter, operation, memory);
	/* For type_from_handle, which knows no Type objects of managed pointers. */
	if (handle.kind == TOKEN_CLASS)
		emitter->definitions [operation->result->number].klass = handle.is_byref ? NULL : handle.klass;
	return 1;
}

int
emit_size_of (Emitter *emitter, const Operation *operation)
{
	Storage storage;
	uint32_t size;

	if (!storage_of_class (emitter->module, operation->klass, &storage, &size))
		return emit_runtime_failed (emitter);
	emit_define (emitter, operation, constant_int32 (emitter->module, (int32_t) size));
	return 1;
}
