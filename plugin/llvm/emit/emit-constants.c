/* SPDX-License-Identifier: MIT
 *
 * Constants, symbols for runtime addresses, and calls of services and LLVM intrinsics. */
#include "emitter.h"

#include <stdint.h>
#include <string.h>

LLVMValueRef
constant_int32 (Module *module, int32_t value)
{
	return LLVMConstInt (module->i32, (uint64_t) (int64_t) value, 1);
}

LLVMValueRef
constant_int64 (Module *module, int64_t value)
{
	return LLVMConstInt (module->i64, (uint64_t) value, 1);
}

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

LLVMValueRef
symbol_address (Module *module, const char *prefix, const char *name, const void *address)
{
	const char *symbol = symbols_name (module->symbols, prefix, name, address);
	LLVMValueRef global = LLVMGetNamedGlobal (module->module, symbol);

	if (!global) {
		global = LLVMAddGlobal (module->module, module->i8, symbol);
		LLVMSetLinkage (global, LLVMExternalLinkage);
	}
	return global;
}

LLVMValueRef
symbol_class (Module *module, ClassInfo *klass)
{
	return symbol_address (module, "class", compilation_class_name (module->compilation, klass), klass);
}

LLVMValueRef
symbol_method (Module *module, MethodInfo *method)
{
	return symbol_address (module, "method", compilation_method_name (module->compilation, method), method);
}

LLVMValueRef
symbol_vtable (Module *module, ClassInfo *klass)
{
	void *vtable = module->runtime->get_vtable (module->runtime, klass);

	if (!vtable)
		return NULL;
	return symbol_address (module, "vtable", compilation_class_name (module->compilation, klass), vtable);
}

int
emit_string (Emitter *emitter, const Operation *operation)
{
	Module *module = emitter->module;
	void *string = module->runtime->get_string_for_token (module->runtime, emitter->source->method, operation->token);

	if (!string)
		return emit_runtime_failed (emitter);
	const char *name = arena_format (emitter->compilation->arena, "%08x of %s", operation->token,
		compilation_method_name (emitter->compilation, emitter->source->method));
	emit_define (emitter, operation, symbol_address (module, "string", name, string));
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
		name = compilation_method_name (emitter->compilation, handle.method);
	else
		name = compilation_field_name (emitter->compilation, handle.field);

	/* RuntimeTypeHandle and its like are structs with one native int: the handle's address. */
	LLVMValueRef memory = emit_alloca (emitter, 8, 8, "handle");
	LLVMBuildStore (emitter->builder, symbol_address (module, "handle", name, handle.value), memory);
	emit_define (emitter, operation, memory);
	if (handle.kind == TOKEN_CLASS)
		emitter->definitions [operation->result->number].klass = handle.klass;
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

/* ---- Services ---- */

typedef struct ServiceRow {
	const char *name;
	const char *signature;
	uint32_t flags;
} ServiceRow;

static const ServiceRow service_rows [SERVICE_COUNT] = {
#define SERVICE_ROW(name, signature, flags) { #name, signature, flags },
	MONO_COMPILER_SERVICES (SERVICE_ROW)
#undef SERVICE_ROW
};

/* The type a signature names at TEXT: "ptr object", "int32", ... */
static LLVMTypeRef
service_type (Module *module, const char *text)
{
	static const struct {
		const char *name;
		size_t type;
	} names [] = {
		{ "ptr", offsetof (Module, ptr) },
		{ "void", offsetof (Module, void_type) },
		{ "int32", offsetof (Module, i32) },
		{ "int64", offsetof (Module, i64) },
		{ "float32", offsetof (Module, f32) },
		{ "float64", offsetof (Module, f64) },
	};

	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		if (!strncmp (text, names [i].name, strlen (names [i].name)))
			return *(LLVMTypeRef *) ((char *) module + names [i].type);
	return NULL;
}

/* "ptr (ptr object, int32 count)" as a function type. */
static LLVMTypeRef
service_function_type (Module *module, const char *signature)
{
	LLVMTypeRef parameters [8];
	unsigned count = 0;

	for (const char *text = strchr (signature, '(') + 1; *text && *text != ')';) {
		parameters [count++] = service_type (module, text);
		const char *comma = strchr (text, ',');
		text = comma ? comma + 2 : ")";
	}
	return LLVMFunctionType (service_type (module, signature), parameters, count, 0);
}

static LLVMValueRef
declare_service (Module *module, Service service)
{
	/* LLVM 19: ModRef.h, MemoryEffectsBase: two bits for each kind of memory, read and write; this kind is the second. */
	enum { INACCESSIBLE_MEMORY = 3 << 2 };
	const ServiceRow *row = &service_rows [service];
	void *address = module->runtime->get_service (module->runtime, service);
	const char *symbol = symbols_name (module->symbols, "service", row->name, address);
	LLVMValueRef function = LLVMAddFunction (module->module, symbol, service_function_type (module, row->signature));

	if (row->flags & SERVICE_NO_RETURN)
		add_function_attribute (module, function, (unsigned) LLVMAttributeFunctionIndex, "noreturn", 0);
	if (row->flags & (SERVICE_NO_RETURN | SERVICE_MAY_THROW))
		add_function_attribute (module, function, (unsigned) LLVMAttributeFunctionIndex, "cold", 0);
	/* A filter of the method runs on top of the call, and reads the frame. */
	if (row->flags & SERVICE_APART && !module->has_filters)
		add_function_attribute (module, function, (unsigned) LLVMAttributeFunctionIndex, "memory", INACCESSIBLE_MEMORY);
	if (row->flags & SERVICE_PURE) {
		add_function_attribute (module, function, (unsigned) LLVMAttributeFunctionIndex, "memory", 0);
		add_function_attribute (module, function, (unsigned) LLVMAttributeFunctionIndex, "willreturn", 0);
		add_function_attribute (module, function, (unsigned) LLVMAttributeFunctionIndex, "nounwind", 0);
	}
	return function;
}

LLVMValueRef
emit_service (Emitter *emitter, Service service, LLVMValueRef *arguments)
{
	Module *module = emitter->module;

	if (!module->services [service])
		module->services [service] = declare_service (module, service);

	LLVMTypeRef type = LLVMGlobalGetValueType (module->services [service]);
	unsigned count = LLVMCountParamTypes (type);
	LLVMValueRef function = module->services [service];

	return service_rows [service].flags & SERVICE_MAY_THROW
		? emit_call_or_invoke (emitter, type, function, arguments, count)
		: LLVMBuildCall2 (emitter->builder, type, function, arguments, count, "");
}

LLVMValueRef
emit_intrinsic_call (Emitter *emitter, const char *name, LLVMTypeRef *overloads, size_t overload_count,
	LLVMValueRef *arguments, uint32_t argument_count)
{
	unsigned identifier = LLVMLookupIntrinsicID (name, strlen (name));
	LLVMValueRef function = LLVMGetIntrinsicDeclaration (emitter->module->module, identifier, overloads,
		overload_count);
	LLVMTypeRef type = LLVMIntrinsicGetType (emitter->module->context, identifier, overloads, overload_count);

	return LLVMBuildCall2 (emitter->builder, type, function, arguments, argument_count, "");
}
