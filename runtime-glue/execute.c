/* SPDX-License-Identifier: MIT
 *
 * The part of IRuntimeInformation that is about code: allocating, installing and running it. */
#include <stdio.h>
#include <string.h>

#include "code-memory.h"
#include "install.h"
#include "methods.h"

static int
allocate_code (IRuntimeInformation *runtime, MethodInfo *method, uint32_t hot_size, uint32_t cold_size,
	uint32_t read_only_size, CodeMemory *memory)
{
	return code_memory_allocate (request_of (runtime), (MonoMethod *) method, hot_size, cold_size, read_only_size,
		memory);
}

static InstallResult
install_compilation_result (IRuntimeInformation *runtime, MethodInfo *method, NativeCodeHandle *native_code,
	uint32_t flags)
{
	return install_code (request_of (runtime), (MonoMethod *) method, native_code, flags, NULL);
}

/* EXCEPTION's Message, which is a virtual property: managed code. NULL if that throws. */
static char *
exception_message (MonoObject *exception)
{
	MonoObject *another = NULL;
	MonoMethod *getter = mono_class_get_method_from_name (mono_get_exception_class (), "get_Message", 0);
	if (!getter || !mono_object_isinst (exception, mono_get_exception_class ()))
		return NULL;
	MonoObject *message = mono_runtime_invoke (mono_object_get_virtual_method (exception, getter), exception, NULL,
		&another);
	return message && !another ? mono_string_to_utf8 ((MonoString *) message) : NULL;
}

static void
describe_exception (MonoObject *exception, ExecutionResult *result)
{
	MonoClass *klass = mono_object_get_class (exception);
	const char *name_space = mono_class_get_namespace (klass);
	char *message = exception_message (exception);
	result->threw = 1;
	result->boxed = exception;
	snprintf (result->exception, sizeof (result->exception), "%s%s%s%s%s", name_space, *name_space ? "." : "",
		mono_class_get_name (klass), message ? ": " : "", message ? message : "");
	monoeg_g_free (message);
}

static int
describe_result (IRuntimeInformation *runtime, MonoMethod *method, MonoObject *boxed, ExecutionResult *result)
{
	TypeDescription type;
	MonoType *type_of_result = mono_signature_get_return_type (mono_method_signature (method));
	if (!runtime->describe_type (runtime, (ClrType *) type_of_result, &type))
		return 0;
	result->kind = type.kind;
	result->boxed = boxed;
	if (type.kind == TYPE_VOID)
		return 1;
	if (type.kind == TYPE_REFERENCE) {
		result->size = sizeof (boxed);
		memcpy (result->value, &boxed, sizeof (boxed));
		return 1;
	}
	/* An empty Nullable<T> is boxed as null, and one with a value as T (ECMA-335 III.4.1). */
	if (!boxed)
		return 1;
	uint32_t alignment;
	int32_t size = mono_class_value_size (mono_object_get_class (boxed), &alignment);
	if (size <= (int32_t) sizeof (result->value)) {
		result->size = (uint32_t) size;
		memcpy (result->value, mono_object_unbox (boxed), (size_t) size);
	}
	return 1;
}

/* As mini/mini-runtime.c:mono_jit_runtime_invoke does it, with our code's address instead of the method's own: wrappers
 * for running a method are shared by all methods of the same signature, and get the address as an argument. */
static int
execute_installed_method (IRuntimeInformation *runtime, MethodInfo *handle, const NativeCodeHandle *native_code,
	void *this_object, void **arguments, ExecutionResult *result)
{
	typedef MonoObject *(*Invoke) (void *this_object, void **arguments, MonoObject **exception, void *code);
	Request *request = request_of (runtime);
	MonoMethod *method = (MonoMethod *) handle;
	MonoErrorStorage error;
	memset (result, 0, sizeof (*result));
	error_clear (&error);
	if (!this_object && mono_signature_is_instance (mono_method_signature (method)))
		return request_fail_with (request, "System", "ArgumentNullException", "an instance method needs a receiver");
	Invoke invoke = NULL;
	MonoMethod *wrapper = mono_marshal_get_runtime_invoke_full (method, 0, 0);
	if (wrapper)
		invoke = (Invoke) mono_jit_compile_method (wrapper, &error);
	if (!invoke)
		return request_fail (request, &error);
	MonoVTable *vtable = mono_class_vtable_checked (request->domain, method_class (method), &error);
	if (!vtable || !mono_runtime_class_init_full (vtable, &error))
		return request_fail (request, &error);
	void *code = native_code->code;
	/* mini's body can be one that instantiations share and that needs to be told which one it is. */
	if (native_code->flags & NATIVE_CODE_PUBLISHED)
		code = mini_add_method_trampoline (method, code, mono_method_needs_static_rgctx_invoke (method, 1), 0);
	MonoObject *exception = NULL;
	MonoObject *boxed = invoke (this_object, arguments, &exception, code);
	if (exception) {
		describe_exception (exception, result);
		return 1;
	}
	return describe_result (runtime, method, boxed, result);
}

void
runtime_information_fill_code (IRuntimeInformation *table)
{
	table->allocate_code = allocate_code;
	table->install_compilation_result = install_compilation_result;
	table->execute_installed_method = execute_installed_method;
}
