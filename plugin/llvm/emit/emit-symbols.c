/* SPDX-License-Identifier: MIT
 *
 * Integer constants, and symbols for runtime addresses. */
#include "emitter.h"

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
symbol_callee (Module *module, const char *name, void **cell)
{
	const char *symbol = symbols_callee (module->symbols, name, cell);
	LLVMValueRef function = LLVMGetNamedFunction (module->module, symbol);

	if (!function) {
		function = LLVMAddFunction (module->module, symbol, LLVMFunctionType (module->void_type, NULL, 0, 0));
		/* Calls of it need no stub of a linker's: native/call-alignment.cpp. */
		LLVMSetVisibility (function, LLVMHiddenVisibility);
	}
	return function;
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
