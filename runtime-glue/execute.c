/* SPDX-License-Identifier: MIT
 *
 * The part of IRuntimeInformation that is about code: allocating, installing and running it. */
#include <stdio.h>
#include <string.h>

#include "body.h"
#include "code-memory.h"
#include "install.h"
#include "methods.h"
#include "runtime-information/table.h"

static int
allocate_code (IRuntimeInformation *runtime, MethodInfo *method, uint32_t hot_size, uint32_t cold_size,
	uint32_t read_only_size, CodeMemory *memory)
{
	return code_memory_allocate (request_asked (runtime), (MonoMethod *) method, hot_size, cold_size, read_only_size,
		memory);
}

/* What hosts run code through. */
struct InstalledRuntimeCode {
	MonoMethod *method;
	MonoJitInfo *info;
	void *code;        /* to be called, with a context if the body is shared */
	MonoMethod *shape; /* what it is called like: METHOD, or for an entry function another one */
	int was_there;
};

/* A static method that takes a native int, and returns what an entry function of METHOD does: its result, unless that travels
 * in memory. It is never called: the runtime knows how by its signature. */
static MonoMethod *
make_entry_shape (IRuntimeInformation *runtime, MonoMethod *method)
{
	enum { RETURN = 0x2a /* ECMA-335 III.3.56 */, MAXIMUM_STACK = 1 };
	MonoMethodSignature *own = mono_method_signature (method);
	NativeSignature native = { .size = sizeof native };
	if (!runtime->get_native_signature (runtime, (SignatureInfo *) own, &native))
		return NULL;
	MonoMethodSignature *signature = mono_metadata_signature_alloc (mono_class_get_image (method_class (method)), 1);
	MONO_FIELD (MonoType *, signature, MonoMethodSignature, ret) = native.result.kind == LOCATION_BUFFER
		? mono_class_get_type (mono_get_void_class ())
		: mono_signature_get_return_type (own);
	*(MonoType **) MONO_FIELD_ADDRESS (signature, MonoMethodSignature,
		params) = mono_class_get_type (mono_get_intptr_class ());
	MonoMethodBuilder *builder = mono_mb_new (method_class (method), "entry", ENUM_MONO_WRAPPER_MANAGED_TO_NATIVE);
	mono_mb_emit_byte (builder, RETURN);
	WrapperInfo *kind = mono_wrapper_info_create (builder, ENUM_WRAPPER_SUBTYPE_NONE);
	MonoMethod *shape = mono_mb_create (builder, signature, MAXIMUM_STACK, kind);
	mono_mb_free (builder);
	return shape;
}

/* mini's body can be one that instantiations share and that needs to be told which one it is. */
static int
find_published (Request *request, MonoMethod *method, const NativeCodeHandle *native_code,
	InstalledRuntimeCode *installed)
{
	installed->info = mini_jit_info_table_find (request->domain, native_code->code, NULL);
	installed->code = mini_add_method_trampoline (method, native_code->code,
		mono_method_needs_static_rgctx_invoke (method, 1), 0);
	/* mini makes no second body: of a method that has ours already, that is what it answers (mini/mini.c:
	 * mono_jit_compile_method_inner). */
	installed->was_there = installed->info && body_of (installed->info);
	return installed->info != NULL ||
		request_fail_with (request, "System", "ArgumentException",
			"The code is said to be published, and the runtime does not know it.");
}

static InstalledRuntimeCode *
install_compilation_result (IRuntimeInformation *runtime, MethodInfo *handle, const NativeCodeHandle *native_code,
	uint32_t flags)
{
	Request *request = request_asked (runtime);
	MonoMethod *method = (MonoMethod *) handle;
	InstalledRuntimeCode *installed = mono_domain_alloc0 (request->domain, sizeof (*installed));
	Installation installation;
	NativeCodeHandle whole = { .size = sizeof whole };
	/* A host of an earlier level knows less of it. */
	memcpy (&whole, native_code, native_code->size < sizeof (whole) ? native_code->size : sizeof (whole));
	installed->method = installed->shape = method;
	if (whole.flags & NATIVE_CODE_PUBLISHED)
		return find_published (request, method, &whole, installed) ? installed : NULL;
	if (!install_code (request, method, &whole, flags, &installation))
		return NULL;
	installed->info = installation.info;
	installed->code = mono_jit_info_get_code_start (installation.info);
	installed->was_there = installation.was_there;
	if (whole.flags & NATIVE_CODE_ENTRY)
		installed->shape = make_entry_shape (runtime, method);
	return installed->shape ? installed : NULL;
}

static int
describe_installed_code (IRuntimeInformation *runtime, InstalledRuntimeCode *installed,
	InstalledCodeDescription *description)
{
	const InstalledCodeDescription whole = {
		.method = (MethodInfo *) installed->method,
		.code = mono_jit_info_get_code_start (installed->info),
		.code_size = (uint32_t) mono_jit_info_get_code_size (installed->info),
		.was_there = installed->was_there,
	};
	return answer_give (request_asked (runtime), description, &whole, sizeof (whole));
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
	TypeDescription type = { .size = sizeof type };
	MonoType *type_of_result = mono_signature_get_return_type (mono_method_signature (method));
	if (!runtime->describe_type (runtime, (ClrType *) type_of_result, &type))
		return 0;
	result->kind = type.kind;
	result->boxed = boxed;
	if (type.kind == TYPE_VOID)
		return 1;
	if (type.kind == TYPE_REFERENCE) {
		result->value_size = sizeof (boxed);
		memcpy (result->value, &boxed, sizeof (boxed));
		return 1;
	}
	/* An empty Nullable<T> is boxed as null, and one with a value as T (ECMA-335 III.4.1). */
	if (!boxed)
		return 1;
	uint32_t alignment;
	int32_t size = mono_class_value_size (mono_object_get_class (boxed), &alignment);
	if (size <= (int32_t) sizeof (result->value)) {
		result->value_size = (uint32_t) size;
		memcpy (result->value, mono_object_unbox (boxed), (size_t) size);
	}
	return 1;
}

/* As mini/mini-runtime.c:mono_jit_runtime_invoke does it, with our code's address instead of the method's own: wrappers
 * for running a method are shared by all methods of the same signature, and get the address as an argument. */
static int
execute_installed_method (IRuntimeInformation *runtime, InstalledRuntimeCode *installed, void *this_object,
	void **arguments, ExecutionResult *answer)
{
	typedef MonoObject *(*Invoke) (void *this_object, void **arguments, MonoObject **exception, void *code);
	Request *request = request_asked (runtime);
	MonoMethod *method = installed->method;
	ExecutionResult whole = { .size = sizeof whole };
	MonoErrorStorage error;
	error_clear (&error);
	if (request->method)
		return request_fail_with (request, "System", "InvalidOperationException", "%s is to be run in a compilation",
			mono_method_get_name (method));
	if (!this_object && mono_signature_is_instance (mono_method_signature (installed->shape)))
		return request_fail_with (request, "System", "ArgumentNullException", "an instance method needs a receiver");
	Invoke invoke = NULL;
	MonoMethod *wrapper = mono_marshal_get_runtime_invoke_full (installed->shape, 0, 0);
	if (wrapper)
		invoke = (Invoke) mono_jit_compile_method (wrapper, &error);
	if (!invoke)
		return request_fail (request, &error);
	MonoVTable *vtable = mono_class_vtable_checked (request->domain, method_class (method), &error);
	if (!vtable || !mono_runtime_class_init_full (vtable, &error))
		return request_fail (request, &error);
	MonoObject *exception = NULL;
	MonoObject *boxed = invoke (this_object, arguments, &exception, installed->code);
	if (exception)
		describe_exception (exception, &whole);
	else if (!describe_result (runtime, method, boxed, &whole))
		return 0;
	return answer_give (request, answer, &whole, sizeof (whole));
}

void
runtime_information_fill_code (IRuntimeInformation *table)
{
	table->allocate_code = allocate_code;
	table->install_compilation_result = install_compilation_result;
	table->describe_installed_code = describe_installed_code;
	table->execute_installed_method = execute_installed_method;
}
