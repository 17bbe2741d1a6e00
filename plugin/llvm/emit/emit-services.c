/* SPDX-License-Identifier: MIT
 *
 * Calls of services and of LLVM intrinsics. */
#include "emitter.h"

#include <string.h>

typedef struct ServiceDeclaration {
	const char *name;
	const char *signature;
	uint32_t flags;
} ServiceDeclaration;

static const ServiceDeclaration service_rows [SERVICE_COUNT] = {
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
	const ServiceDeclaration *row = &service_rows [service];
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
	/* What may throw has an effect, and is no pure function. */
	if (row->flags & SERVICE_PURE && !(row->flags & SERVICE_MAY_THROW)) {
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
build_intrinsic_call (Module *module, LLVMBuilderRef builder, const char *name, LLVMTypeRef *overloads,
	size_t overload_count, LLVMValueRef *arguments, uint32_t argument_count)
{
	unsigned identifier = LLVMLookupIntrinsicID (name, strlen (name));
	LLVMValueRef function = LLVMGetIntrinsicDeclaration (module->module, identifier, overloads, overload_count);
	LLVMTypeRef type = LLVMIntrinsicGetType (module->context, identifier, overloads, overload_count);

	return LLVMBuildCall2 (builder, type, function, arguments, argument_count, "");
}

LLVMValueRef
emit_intrinsic_call (Emitter *emitter, const char *name, LLVMTypeRef *overloads, size_t overload_count,
	LLVMValueRef *arguments, uint32_t argument_count)
{
	return build_intrinsic_call (emitter->module, emitter->builder, name, overloads, overload_count, arguments,
		argument_count);
}
