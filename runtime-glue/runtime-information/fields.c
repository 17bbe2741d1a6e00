/* SPDX-License-Identifier: MIT
 *
 * Fields: where they lie, and what has to happen before a static one may be used. */
#include "../call-cells.h"
#include "questions.h"

/* What mono_class_field_get_special_static_type answers (metadata/object.c). */
enum { SPECIAL_STATIC_NONE, SPECIAL_STATIC_THREAD, SPECIAL_STATIC_CONTEXT };

static int
describe_field (IRuntimeInformation *runtime, FieldInfo *runtime_field, FieldDescription *answer)
{
	FieldDescription whole = { 0 }, *info = &whole;
	Request *request = request_asked (runtime);
	MonoClassField *field = mono_field_of (runtime_field);
	MonoClass *klass = mono_field_get_parent (field);

	if (!class_load (request, klass))
		return 0;
	uint32_t attributes = mono_field_get_flags (field);
	info->klass = (ClassInfo *) klass;
	info->type = (ClrType *) type_canonical (mono_field_get_type (field));
	if (!(attributes & MONO_FIELD_ATTR_STATIC)) {
		uint32_t offset = mono_field_get_offset (field);
		info->offset = mono_class_is_valuetype (klass) ? offset - SIZE_MonoObject : offset;
	} else {
		uint32_t special = mono_class_field_get_special_static_type (field);
		info->flags |= FIELD_STATIC;
		if (special == SPECIAL_STATIC_THREAD)
			info->flags |= FIELD_THREAD_STATIC;
		else if (special == SPECIAL_STATIC_CONTEXT)
			info->flags |= FIELD_CONTEXT_STATIC;
	}
	if (attributes & MONO_FIELD_ATTR_LITERAL)
		info->flags |= FIELD_LITERAL;
	if (attributes & MONO_FIELD_ATTR_INIT_ONLY)
		info->flags |= FIELD_INIT_ONLY;
	if (attributes & MONO_FIELD_ATTR_HAS_RVA)
		info->flags |= FIELD_RVA;
	return answer_give (request, answer, &whole, sizeof whole);
}

static size_t
get_field_name (IRuntimeInformation *runtime, FieldInfo *field, char *buffer, size_t size)
{
	(void) runtime;
	char *name = mono_field_full_name (mono_field_of (field));
	size_t length = copy_text (name, buffer, size);
	mono_free (name);
	return length;
}

static int
is_before_field_init (MonoClass *klass)
{
	return (mono_class_get_flags (klass) & MONO_TYPE_ATTR_BEFORE_FIELD_INIT) != 0;
}

/* METHOD's code runs only after KLASS was initialised, or while it is: its static constructor, its instance methods.
 * (mini/method-to-ir.c:mini_field_access_needs_cctor_run.) */
static int
runs_after_initialization (MonoMethod *method, MonoClass *klass)
{
	return !mono_class_needs_cctor_run (klass, method) ||
		(!method_is_static (method) && method_class (method) == klass);
}

/* METHOD's code becomes part of another method's, the one that is being compiled. */
static int
is_inlined (const Request *request, MonoMethod *method)
{
	return request->method != NULL && request->method != method;
}

/* A precise class is initialised by the code itself; mini initialises one that is beforefieldinit when it compiles, but not
 * for a method that it inlines. */
static int
needs_initialization (MonoMethod *method, MonoClass *klass, MonoVTable *vtable)
{
	return !vtable_is_initialized (vtable) && !is_before_field_init (klass) &&
		!runs_after_initialization (method, klass);
}

static int
compute_field_address (IRuntimeInformation *runtime, MethodInfo *runtime_method, FieldInfo *runtime_field,
	StaticFieldAddress *answer)
{
	StaticFieldAddress whole = { 0 }, *address = &whole;
	Request *request = request_asked (runtime);
	MonoMethod *method = mono_method_of (runtime_method);
	MonoClassField *field = mono_field_of (runtime_field);
	MonoClass *klass = mono_field_get_parent (field);
	uint32_t attributes = mono_field_get_flags (field);
	MonoErrorStorage error;

	if (!(attributes & MONO_FIELD_ATTR_STATIC) || (attributes & MONO_FIELD_ATTR_LITERAL))
		return request_fail_with (request, "System", "MissingFieldException", "Field %s.%s has no address.",
			mono_class_get_name (klass), mono_field_get_name (field));
	MonoVTable *vtable = class_vtable (request, klass);
	if (vtable == NULL)
		return 0;
	address->vtable = vtable;
	address->domain = request->domain;
	/* SERVICE_STATIC_FIELD_ADDRESS initialises the class by itself. */
	if (mono_class_field_is_special_static (field))
		return answer_give (request, answer, &whole, sizeof whole);

	if (!vtable_is_initialized (vtable) && is_before_field_init (klass) && mono_class_needs_cctor_run (klass, method)) {
		if ((request->flags & COMPILE_WITHOUT_RUNNING) ||
			(is_inlined (request, method) && !runs_after_initialization (method, klass))) {
			address->needs_initialization = 1;
		} else {
			error_clear (&error);
			if (!mono_runtime_class_init_full (vtable, &error))
				return request_fail (request, &error);
		}
	} else {
		address->needs_initialization = needs_initialization (method, klass, vtable);
	}
	address->address = (char *) mono_vtable_get_static_field_data (vtable) + mono_field_get_offset (field);
	/* A reference changes whenever the collector moves its object. */
	MonoType *type = mono_field_get_type (field);
	address->is_constant = (attributes & MONO_FIELD_ATTR_INIT_ONLY) && vtable_is_initialized (vtable) &&
		type_kind (type) < TYPE_REFERENCE;
	return answer_give (request, answer, &whole, sizeof whole);
}

static int
needs_class_initialization (IRuntimeInformation *runtime, MethodInfo *method, ClassInfo *runtime_class)
{
	MonoClass *klass = mono_class_of (runtime_class);
	MonoVTable *vtable = class_vtable (request_asked (runtime), klass);
	return vtable != NULL && needs_initialization (mono_method_of (method), klass, vtable);
}

/* The wrappers that mini calls, or inlines (mini/method-to-ir.c, field instructions; metadata/remoting.c). */
static MonoMethod *
remote_field_wrapper (MonoType *type, FieldAccessKind kind)
{
	switch (kind) {
	case FIELD_ACCESS_LOAD:
		return mono_marshal_get_ldfld_wrapper (type);
	case FIELD_ACCESS_ADDRESS:
		return mono_marshal_get_ldflda_wrapper (type);
	default:
		return mono_marshal_get_stfld_wrapper (type);
	}
}

static int
get_remote_field_target (IRuntimeInformation *runtime, FieldInfo *runtime_field, FieldAccessKind kind,
	RemoteFieldTarget *answer)
{
	RemoteFieldTarget whole = { 0 }, *target = &whole;
	Request *request = request_asked (runtime);
	MonoClassField *field = mono_field_of (runtime_field);
	MonoClass *klass = mono_field_get_parent (field);
	MonoMethod *wrapper = remote_field_wrapper (mono_field_get_type (field), kind);
	MonoMethodSignature *signature = method_signature (request, wrapper);

	if (signature == NULL)
		return 0;
	target->signature = (SignatureInfo *) signature;
	target->cell = glue_call_cell (request, wrapper);
	target->is_always_needed = MONO_BITS (klass, MonoClass, contextbound) ||
		klass == MONO_DEFAULT (marshalbyrefobject_class);
	return target->cell != NULL && answer_give (request, answer, &whole, sizeof whole);
}

void
runtime_information_fill_fields (IRuntimeInformation *table)
{
	table->describe_field = describe_field;
	table->get_field_name = get_field_name;
	table->compute_field_address = compute_field_address;
	table->needs_class_initialization = needs_class_initialization;
	table->get_remote_field_target = get_remote_field_target;
}
