/* SPDX-License-Identifier: MIT
 *
 * The fake runtime's answers to questions about tokens, methods, classes and fields. */
#include "fake-runtime.h"

#include <fnmatch.h>
#include <stdio.h>
#include <string.h>

#define FAKE(runtime) ((FakeRuntime *) (runtime))

static int
get_failure (IRuntimeInformation *runtime, char *buffer, size_t size)
{
	const char *failure = FAKE (runtime)->failure;

	if (failure)
		snprintf (buffer, size, "%s", failure);
	return failure != NULL;
}

static void
clear_failure (IRuntimeInformation *runtime)
{
	FAKE (runtime)->failure = NULL;
}

/* Row TOKEN of TABLE, which holds what tokens starting with FIRST_BYTE name; NULL with a failure. */
static void *
find_row (IRuntimeInformation *runtime, FakeTable *table, uint8_t first_byte, uint32_t token)
{
	FakeRuntime *fake = FAKE (runtime);
	uint32_t index = token & 0xffffff;

	if (fake->token_failure) {
		fake_fail (fake, fake->token_failure);
		return NULL;
	}
	if (token >> 24 == first_byte && index && index <= table->count)
		return table->rows [index - 1];
	fake_fail (fake, "BadImageFormatException: no such token");
	return NULL;
}

static ClassInfo *
get_class_info_for_token (IRuntimeInformation *runtime, MethodInfo *method, uint32_t token)
{
	(void) method;
	return find_row (runtime, &FAKE (runtime)->classes, 0x02, token);
}

static MethodInfo *
get_method_info_for_token (IRuntimeInformation *runtime, MethodInfo *method, uint32_t token)
{
	(void) method;
	return find_row (runtime, &FAKE (runtime)->methods, 0x06, token);
}

static SignatureInfo *
get_call_site_signature (IRuntimeInformation *runtime, MethodInfo *method, MethodInfo *callee, uint32_t token)
{
	(void) runtime;
	(void) method;
	(void) token;
	return callee->info.signature;
}

static FieldInfo *
get_field_info_for_token (IRuntimeInformation *runtime, MethodInfo *method, uint32_t token)
{
	(void) method;
	return find_row (runtime, &FAKE (runtime)->fields, 0x04, token);
}

static SignatureInfo *
get_signature_info_for_token (IRuntimeInformation *runtime, MethodInfo *method, uint32_t token)
{
	(void) method;
	return find_row (runtime, &FAKE (runtime)->signatures, 0x11, token);
}

static void *
get_string_for_token (IRuntimeInformation *runtime, MethodInfo *method, uint32_t token)
{
	(void) method;
	return find_row (runtime, &FAKE (runtime)->strings, 0x70, token);
}

static int
get_token_handle (IRuntimeInformation *runtime, MethodInfo *method, uint32_t token, TokenHandle *handle)
{
	FakeRuntime *fake = FAKE (runtime);

	*handle = (TokenHandle) { .kind = TOKEN_CLASS };
	switch (token >> 24) {
	case 0x04:
		handle->kind = TOKEN_FIELD;
		handle->value = handle->field = get_field_info_for_token (runtime, method, token);
		handle->handle_class = fake_class (fake, "System.RuntimeFieldHandle");
		break;
	case 0x06:
		handle->kind = TOKEN_METHOD;
		handle->value = handle->method = get_method_info_for_token (runtime, method, token);
		handle->handle_class = fake_class (fake, "System.RuntimeMethodHandle");
		break;
	default:
		handle->value = handle->klass = get_class_info_for_token (runtime, method, token);
		handle->handle_class = fake_class (fake, "System.RuntimeTypeHandle");
		break;
	}
	return handle->value != NULL;
}

static int
describe_method (IRuntimeInformation *runtime, MethodInfo *method, MethodDescription *info)
{
	FAKE_GIVE (runtime, info, method->info);
	return 1;
}

static int
get_method_body (IRuntimeInformation *runtime, MethodInfo *method, MethodBody *body)
{
	if (!(method->info.flags & METHOD_HAS_BODY))
		return fake_fail (FAKE (runtime), "the method has no body");
	FAKE_GIVE (runtime, body, method->body);
	return 1;
}

static int
describe_signature (IRuntimeInformation *runtime, SignatureInfo *signature, SignatureDescription *info)
{
	FAKE_GIVE (runtime, info, signature->info);
	return 1;
}

static size_t
get_method_name (IRuntimeInformation *runtime, MethodInfo *method, char *buffer, size_t size)
{
	(void) runtime;
	return snprintf (buffer, size, "%s:%s", method->info.klass->name, method->name);
}

static int
method_matches (IRuntimeInformation *runtime, MethodInfo *method, const char *pattern)
{
	char name [256];

	get_method_name (runtime, method, name, sizeof (name));
	return !fnmatch (pattern, name, 0);
}

static int
describe_class (IRuntimeInformation *runtime, ClassInfo *klass, ClassDescription *info)
{
	FAKE_GIVE (runtime, info, klass->info);
	return 1;
}

static int
describe_type (IRuntimeInformation *runtime, ClrType *type, TypeDescription *info)
{
	FAKE_GIVE (runtime, info, type->info);
	return 1;
}

static size_t
get_class_name (IRuntimeInformation *runtime, ClassInfo *klass, char *buffer, size_t size)
{
	(void) runtime;
	return snprintf (buffer, size, "%s", klass->name);
}

static ClassInfo *
get_vector_class (IRuntimeInformation *runtime, ClassInfo *element)
{
	return fake_vector_class (FAKE (runtime), element);
}

static int
is_assignable (IRuntimeInformation *runtime, ClassInfo *to, ClassInfo *from)
{
	(void) runtime;
	return from->depth >= to->depth && from->supertypes [to->depth - 1] == to;
}

static int
describe_cast (IRuntimeInformation *runtime, ClassInfo *klass, CastDescription *info)
{
	FAKE_GIVE (runtime, info,
		((CastDescription) {
			.klass = klass, .kind = CAST_SUPERTYPE, .depth = klass->depth, .check_depth = 1, .negative_is_final = 1 }));
	if (klass->info.flags & CLASS_SEALED)
		info->kind = CAST_EXACT;
	return 1;
}

static void *
get_vtable (IRuntimeInformation *runtime, ClassInfo *klass)
{
	(void) runtime;
	return klass->vtable;
}

static void *
get_type_object (IRuntimeInformation *runtime, ClassInfo *klass)
{
	if (!klass->vtable->type_object)
		klass->vtable->type_object = fake_allocate_low (FAKE (runtime), FAKE_HEADER_SIZE);
	return klass->vtable->type_object;
}

static uint32_t
get_reference_offsets (IRuntimeInformation *runtime, ClassInfo *klass, uint32_t *offsets, uint32_t capacity)
{
	(void) runtime;
	for (uint32_t i = 0; i < klass->reference_count && i < capacity; i++)
		offsets [i] = klass->reference_offsets [i];
	return klass->reference_count;
}

static MethodInfo *
get_method_by_name (IRuntimeInformation *runtime, ClassInfo *klass, const char *name, int parameter_count)
{
	FakeTable *methods = &FAKE (runtime)->methods;

	for (uint32_t i = 0; i < methods->count; i++) {
		MethodInfo *method = methods->rows [i];

		if (method->info.klass == klass && !strcmp (method->name, name) &&
			(parameter_count < 0 || method->info.signature->info.parameter_count == (uint32_t) parameter_count))
			return method;
	}
	fake_fail (FAKE (runtime), "MissingMethodException");
	return NULL;
}

static int
describe_field (IRuntimeInformation *runtime, FieldInfo *field, FieldDescription *info)
{
	FAKE_GIVE (runtime, info, field->info);
	return 1;
}

static size_t
get_field_name (IRuntimeInformation *runtime, FieldInfo *field, char *buffer, size_t size)
{
	(void) runtime;
	return snprintf (buffer, size, "%s:%s", field->info.klass->name, field->name);
}

static int
compute_field_address (IRuntimeInformation *runtime, MethodInfo *method, FieldInfo *field, StaticFieldAddress *address)
{
	(void) method;
	if (field->info.flags & FIELD_LITERAL)
		return fake_fail (FAKE (runtime), "MissingFieldException");
	FAKE_GIVE (runtime, address,
		((StaticFieldAddress) { .address = field->address,
			.needs_initialization = !(field->info.klass->info.flags & CLASS_INITIALIZED),
			.vtable = field->info.klass->vtable,
			.domain = runtime }));
	return 1;
}

static int
needs_class_initialization (IRuntimeInformation *runtime, MethodInfo *method, ClassInfo *klass)
{
	(void) runtime;
	(void) method;
	return !(klass->info.flags & CLASS_INITIALIZED);
}

static AssemblyInfo *
open_assembly (IRuntimeInformation *runtime, const char *path)
{
	(void) path;
	fake_fail (FAKE (runtime), "FileNotFoundException");
	return NULL;
}

static ClassInfo *
get_class_info_for (IRuntimeInformation *runtime, AssemblyInfo *assembly, const char *name)
{
	(void) assembly;
	return fake_class (FAKE (runtime), name);
}

static MethodInfo *
get_method_info_for (IRuntimeInformation *runtime, ClassInfo *klass, const char *description)
{
	return get_method_by_name (runtime, klass, description, -1);
}

static FieldInfo *
get_field_info_for (IRuntimeInformation *runtime, ClassInfo *klass, const char *name)
{
	FakeTable *fields = &FAKE (runtime)->fields;

	for (uint32_t i = 0; i < fields->count; i++) {
		FieldInfo *field = fields->rows [i];

		if (field->info.klass == klass && !strcmp (field->name, name))
			return field;
	}
	fake_fail (FAKE (runtime), "MissingFieldException");
	return NULL;
}

/* A function of ours that wrappers call: twice its argument. */
static int32_t
twice (int32_t value)
{
	return 2 * value;
}

static int
get_runtime_function (IRuntimeInformation *runtime, MethodInfo *method, uint32_t number, RuntimeFunction *function)
{
	(void) method;
	if (number != FAKE_FUNCTION_TWICE)
		return fake_fail (FAKE (runtime), "no such function");
	FAKE_GIVE (runtime, function,
		((RuntimeFunction) { .name = "twice",
			.address = (void *) twice,
			.signature = fake_define_signature (FAKE (runtime), "int (int)", 0) }));
	return 1;
}

void
fake_install_lookup (IRuntimeInformation *questions)
{
	questions->get_failure = get_failure;
	questions->clear_failure = clear_failure;
	questions->get_class_info_for_token = get_class_info_for_token;
	questions->get_method_info_for_token = get_method_info_for_token;
	questions->get_call_site_signature = get_call_site_signature;
	questions->get_field_info_for_token = get_field_info_for_token;
	questions->get_signature_info_for_token = get_signature_info_for_token;
	questions->get_string_for_token = get_string_for_token;
	questions->get_token_handle = get_token_handle;
	questions->describe_method = describe_method;
	questions->get_method_body = get_method_body;
	questions->describe_signature = describe_signature;
	questions->get_method_name = get_method_name;
	questions->method_matches = method_matches;
	questions->describe_class = describe_class;
	questions->describe_type = describe_type;
	questions->get_class_name = get_class_name;
	questions->get_vector_class = get_vector_class;
	questions->is_assignable = is_assignable;
	questions->describe_cast = describe_cast;
	questions->get_vtable = get_vtable;
	questions->get_type_object = get_type_object;
	questions->get_reference_offsets = get_reference_offsets;
	questions->get_method_by_name = get_method_by_name;
	questions->describe_field = describe_field;
	questions->get_field_name = get_field_name;
	questions->compute_field_address = compute_field_address;
	questions->needs_class_initialization = needs_class_initialization;
	questions->open_assembly = open_assembly;
	questions->get_class_info_for = get_class_info_for;
	questions->get_method_info_for = get_method_info_for;
	questions->get_field_info_for = get_field_info_for;
	questions->get_runtime_function = get_runtime_function;
}
