/* SPDX-License-Identifier: MIT
 *
 * Classes and types: what they are made of, how casts test for them. */
#include <stdlib.h>

#include "questions.h"

/* ---- Types ------------------------------------------------------------------------------------------------------ */

static int
value_contains_references (MonoType *type, TypeKind kind)
{
	if (kind == TYPE_REFERENCE)
		return 1;
	return kind == TYPE_VALUE_TYPE && MONO_BITS (mono_class_from_mono_type (type), MonoClass, has_references);
}

static int
describe_type (IRuntimeInformation *runtime, ClrType *runtime_type, TypeDescription *answer)
{
	TypeDescription whole = { 0 }, *info = &whole;
	Request *request = request_asked (runtime);
	MonoType *type = mono_type_of (runtime_type);

	info->kind = type_kind (type);
	if (info->kind == TYPE_VOID)
		return answer_give (request, answer, &whole, sizeof whole);

	MonoClass *klass = mono_class_from_mono_type (type);
	if (info->kind == TYPE_POINTER)
		klass = mono_class_from_mono_type (mono_type_get_ptr_type (type));
	/* The size of a reference or pointer needs nothing of its class, and the class may still be loading. */
	if (mono_class_is_valuetype (klass) && info->kind != TYPE_BYREF && info->kind != TYPE_POINTER &&
		!class_load (request, klass))
		return 0;
	info->value_size = type_value_size (type, &info->alignment);
	info->contains_references = value_contains_references (type, info->kind);
	info->klass = (ClassInfo *) klass;
	if (info->kind == TYPE_BYREF)
		info->target = (ClrType *) mono_class_get_type (klass);
	else if (info->kind == TYPE_POINTER)
		info->target = (ClrType *) type_canonical (mono_type_get_ptr_type (type));
	return answer_give (request, answer, &whole, sizeof whole);
}

/* ---- Classes ---------------------------------------------------------------------------------------------------- */

static int
is_nullable (MonoClass *klass)
{
	return !class_is_generic_definition (klass) && mono_class_is_nullable (klass);
}

static int
has_type (MonoClass *klass, int element_type)
{
	return mono_type_get_type (mono_class_get_type (klass)) == element_type;
}

static int
is_initialized (Request *request, MonoClass *klass)
{
	if (!MONO_BITS (klass, MonoClass, has_cctor))
		return 1;
	MonoVTable *vtable = mono_class_try_get_vtable (request->domain, klass);
	return vtable != NULL && vtable_is_initialized (vtable);
}

/* A cast to KLASS depends on variance. The compilation that mini's function takes it only looks at for shared code. */
static int
needs_variance (MonoClass *klass)
{
	return mini_class_has_reference_variant_generic_argument (NULL, klass, 0) != 0;
}

static int
contains_references (MonoClass *klass)
{
	if (mono_class_get_rank (klass) > 0) {
		MonoType *element = mono_class_get_type (mono_class_get_element_class (klass));
		return value_contains_references (element, type_kind (element));
	}
	return MONO_BITS (klass, MonoClass, has_references) != 0;
}

static uint32_t
flags_of (Request *request, MonoClass *klass)
{
	uint32_t attributes = mono_class_get_flags (klass);
	const struct {
		int holds;
		uint32_t flag;
	} properties [] = {
		{ mono_class_is_valuetype (klass), CLASS_VALUE_TYPE },
		{ mono_class_is_enum (klass), CLASS_ENUM },
		{ class_is_interface (klass), CLASS_INTERFACE },
		{ (attributes & MONO_TYPE_ATTR_ABSTRACT) != 0, CLASS_ABSTRACT },
		{ (attributes & MONO_TYPE_ATTR_SEALED) != 0, CLASS_SEALED },
		{ mono_class_get_parent (klass) == MONO_DEFAULT (multicastdelegate_class), CLASS_DELEGATE },
		{ is_nullable (klass), CLASS_NULLABLE },
		{ mono_class_get_rank (klass) > 0, CLASS_ARRAY },
		{ has_type (klass, MONO_TYPE_SZARRAY), CLASS_VECTOR },
		{ klass == MONO_DEFAULT (string_class), CLASS_STRING },
		{ contains_references (klass), CLASS_CONTAINS_REFERENCES },
		{ (int) MONO_BITS (klass, MonoClass, is_byreflike), CLASS_BYREF_LIKE },
		{ !class_is_interface (klass) && mono_class_has_finalizer (klass), CLASS_HAS_FINALIZER },
		{ class_is_remotable (klass) || MONO_BITS (klass, MonoClass, contextbound), CLASS_REMOTABLE },
		{ (attributes & MONO_TYPE_ATTR_BEFORE_FIELD_INIT) != 0, CLASS_BEFORE_FIELD_INIT },
		{ (int) MONO_BITS (klass, MonoClass, has_cctor), CLASS_HAS_STATIC_CONSTRUCTOR },
		{ is_initialized (request, klass), CLASS_INITIALIZED },
		{ class_is_open (klass), CLASS_OPEN },
		{ needs_variance (klass), CLASS_VARIANT },
		{ klass == MONO_DEFAULT (object_class), CLASS_OBJECT },
		{ mono_class_get_image (klass) == mono_get_corlib (), CLASS_CORE_LIBRARY },
	};
	uint32_t flags = 0;

	for (size_t i = 0; i < sizeof properties / sizeof properties [0]; ++i)
		if (properties [i].holds)
			flags |= properties [i].flag;
	return flags;
}

static MonoClass *
element_of (MonoClass *klass)
{
	if (mono_class_get_rank (klass) > 0 || has_type (klass, MONO_TYPE_PTR))
		return mono_class_get_element_class (klass);
	if (mono_class_is_enum (klass))
		return mono_class_from_mono_type (mono_class_enum_basetype (klass));
	return is_nullable (klass) ? mono_class_get_nullable_param (klass) : NULL;
}

static int
describe_class (IRuntimeInformation *runtime, ClassInfo *runtime_class, ClassDescription *answer)
{
	ClassDescription whole = { 0 }, *info = &whole;
	Request *request = request_asked (runtime);
	MonoClass *klass = mono_class_of (runtime_class);
	MonoType *type = mono_class_get_type (klass);

	if (!class_load (request, klass))
		return 0;
	info->kind = type_kind (type);
	info->flags = flags_of (request, klass);
	info->value_size = type_value_size (type, &info->alignment);
	info->instance_size = (uint32_t) mono_class_instance_size (klass);
	info->rank = (uint32_t) mono_class_get_rank (klass);
	if (info->rank > 0)
		info->element_size = (uint32_t) mono_array_element_size (klass);
	info->element = (ClassInfo *) element_of (klass);
	info->parent = (ClassInfo *) mono_class_get_parent (klass);
	info->type = (ClrType *) type;
	return answer_give (request, answer, &whole, sizeof whole);
}

static size_t
get_class_name (IRuntimeInformation *runtime, ClassInfo *klass, char *buffer, size_t size)
{
	(void) runtime;
	char *name = class_description (mono_class_of (klass));
	size_t length = copy_text (name, buffer, size);
	free (name);
	return length;
}

static ClassInfo *
get_vector_class (IRuntimeInformation *runtime, ClassInfo *runtime_element)
{
	Request *request = request_asked (runtime);
	MonoClass *element = mono_class_of (runtime_element);

	if (has_type (element, MONO_TYPE_VOID) || has_type (element, MONO_TYPE_TYPEDBYREF)) {
		request_fail_with (request, "System", "TypeLoadException", "There are no arrays of %s.",
			mono_class_get_name (element));
		return NULL;
	}
	if (!class_load (request, element))
		return NULL;
	MonoClass *vector = mono_array_class_get (element, 1);
	return class_load (request, vector) ? (ClassInfo *) vector : NULL;
}

static int
is_assignable (IRuntimeInformation *runtime, ClassInfo *to, ClassInfo *from)
{
	Request *request = request_asked (runtime);
	gboolean result = 0;
	MonoErrorStorage error;

	if (!class_load (request, mono_class_of (to)) || !class_load (request, mono_class_of (from)))
		return 0;
	error_clear (&error);
	mono_class_is_assignable_from_checked (mono_class_of (to), mono_class_of (from), &result, &error);
	return error_is_ok (&error) ? result != 0 : request_fail (request, &error);
}

/* ---- Casts ------------------------------------------------------------------------------------------------------ */

static int
is_special_interface (MonoClass *klass)
{
	return MONO_BITS (klass, MonoClass, is_array_special_interface) != 0;
}

/* When mini calls the method that casts (mini/type-checking.c: handle_castclass, mini_emit_castclass_inst). */
static uint32_t
throwing_rank (MonoClass *klass)
{
	uint32_t rank = (uint32_t) mono_class_get_rank (klass);

	if (needs_variance (klass))
		return UINT32_MAX;
	if (rank > 0)
		return is_special_interface (MONO_FIELD (MonoClass *, klass, MonoClass, cast_class)) ? rank : 0;
	return class_is_interface (klass) && is_special_interface (klass) ? 1 : 0;
}

/* The cases of mini/type-checking.c:handle_isinst. Left to the service: arrays, variance, and what can be a proxy. */
static int
describe_cast (IRuntimeInformation *runtime, ClassInfo *runtime_class, CastDescription *answer)
{
	CastDescription whole = { 0 }, *info = &whole;
	Request *request = request_asked (runtime);
	MonoClass *klass = mono_class_of (runtime_class);

	if (!class_load (request, klass))
		return 0;
	if (is_nullable (klass))
		klass = mono_class_get_nullable_param (klass);
	if (!class_load (request, klass))
		return 0;
	info->klass = (ClassInfo *) klass;
	info->negative_is_final = 1;

	info->throwing_rank = throwing_rank (klass);
	TypeKind kind = type_kind (mono_class_get_type (klass));
	if (mono_class_get_rank (klass) > 0 || class_is_remotable (klass) || class_is_open (klass) ||
		needs_variance (klass) || kind == TYPE_POINTER || kind == TYPE_FUNCTION_POINTER) {
		info->kind = CAST_SERVICE;
	} else if (class_is_interface (klass)) {
		info->kind = is_special_interface (klass) ? CAST_SERVICE : CAST_INTERFACE;
		info->interface_identifier = MONO_FIELD (uint32_t, klass, MonoClass, interface_id);
		/* A transparent proxy can implement more than its virtual table shows (IRemotingTypeInfo). */
		info->negative_is_final = 0;
	} else if (mono_class_get_flags (klass) & MONO_TYPE_ATTR_SEALED) {
		info->kind = CAST_EXACT;
	} else {
		mono_class_setup_supertypes (klass);
		info->kind = CAST_SUPERTYPE;
		info->depth = MONO_FIELD (uint16_t, klass, MonoClass, idepth);
		info->check_depth = info->depth > MONO_DEFAULT_SUPERTABLE_SIZE;
	}
	return answer_give (request, answer, &whole, sizeof whole);
}

/* ---- Objects that stand for classes ----------------------------------------------------------------------------- */

static void *
get_vtable (IRuntimeInformation *runtime, ClassInfo *klass)
{
	return class_vtable (request_asked (runtime), mono_class_of (klass));
}

static void *
get_type_object (IRuntimeInformation *runtime, ClassInfo *klass)
{
	Request *request = request_asked (runtime);
	MonoErrorStorage error;

	error_clear (&error);
	void *object = mono_type_get_object_checked (request->domain, mono_class_get_type (mono_class_of (klass)), &error);
	return error_is_ok (&error) ? object : fail_pointer (request, &error);
}

/* ---- References in values --------------------------------------------------------------------------------------- */

typedef struct OffsetList {
	uint32_t *offsets;
	uint32_t capacity;
	uint32_t count;
} OffsetList;

/* Fields of an explicit layout can lie on each other. */
static int
is_in_list (const OffsetList *list, uint32_t offset)
{
	for (uint32_t i = 0; i < list->count && i < list->capacity; ++i)
		if (list->offsets [i] == offset)
			return 1;
	return 0;
}

static void
add_offset (OffsetList *list, uint32_t offset)
{
	if (is_in_list (list, offset))
		return;
	if (list->count < list->capacity)
		list->offsets [list->count] = offset;
	++list->count;
}

/* As deep as value types are nested, which is bounded by their size. */
static void
collect_references (MonoClass *klass, uint32_t base, OffsetList *list)
{
	MonoClassField *field;
	void *iterator = NULL;

	while ((field = mono_class_get_fields (klass, &iterator)) != NULL) {
		if (mono_field_get_flags (field) & MONO_FIELD_ATTR_STATIC)
			continue;
		MonoType *type = mono_field_get_type (field);
		TypeKind kind = type_kind (type);
		uint32_t offset = base + mono_field_get_offset (field) - SIZE_MonoObject;
		if (kind == TYPE_REFERENCE)
			add_offset (list, offset);
		else if (value_contains_references (type, kind))
			collect_references (mono_class_from_mono_type (type), offset, list);
	}
}

static uint32_t
get_reference_offsets (IRuntimeInformation *runtime, ClassInfo *runtime_class, uint32_t *offsets, uint32_t capacity)
{
	MonoClass *klass = mono_class_of (runtime_class);
	TypeKind kind = type_kind (mono_class_get_type (klass));
	OffsetList list = { offsets, capacity, 0 };

	if (!class_load (request_asked (runtime), klass))
		return 0;
	if (kind == TYPE_REFERENCE)
		add_offset (&list, 0);
	else if (value_contains_references (mono_class_get_type (klass), kind))
		collect_references (klass, 0, &list);
	return list.count;
}

static MethodInfo *
get_method_by_name (IRuntimeInformation *runtime, ClassInfo *runtime_class, const char *name, int parameter_count)
{
	Request *request = request_asked (runtime);
	MonoClass *klass = mono_class_of (runtime_class);
	MonoErrorStorage error;

	if (!class_load (request, klass))
		return NULL;
	error_clear (&error);
	MonoMethod *method = mono_class_get_method_from_name_checked (klass, name, parameter_count, 0, &error);
	if (!error_is_ok (&error))
		return fail_pointer (request, &error);
	if (method == NULL)
		request_fail_with (request, "System", "MissingMethodException", "%s has no method %s with %d parameters.",
			mono_class_get_name (klass), name, parameter_count);
	return (MethodInfo *) method;
}

void
runtime_information_fill_classes (IRuntimeInformation *table)
{
	table->describe_class = describe_class;
	table->describe_type = describe_type;
	table->get_class_name = get_class_name;
	table->get_vector_class = get_vector_class;
	table->is_assignable = is_assignable;
	table->describe_cast = describe_cast;
	table->get_vtable = get_vtable;
	table->get_type_object = get_type_object;
	table->get_reference_offsets = get_reference_offsets;
	table->get_method_by_name = get_method_by_name;
}
