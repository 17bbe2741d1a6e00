/* SPDX-License-Identifier: MIT */
#include "instantiate.h"

#include <string.h>

#include <mono/metadata/reflection.h>
#include <mono/metadata/row-indexes.h>
#include <mono/metadata/tokentype.h>

#include "host.h"

/* Up to so many parameters all mixtures of `object` and `int` are tried, 2^6; beyond, only the pure ones. */
#define MOST_MIXED_PARAMETERS 6

#define ROW_OF(token) ((token) & 0xffffff)

void
generic_counts_read (GenericCounts *counts, MonoImage *image)
{
	const MonoTableInfo *parameters = mono_image_get_table_info (image, MONO_TABLE_GENERICPARAM);
	uint32_t columns [MONO_GENERICPARAM_SIZE];

	counts->type_rows = mono_image_get_table_rows (image, MONO_TABLE_TYPEDEF);
	counts->method_rows = mono_image_get_table_rows (image, MONO_TABLE_METHOD);
	counts->types = allocate (counts->type_rows + 1);
	counts->methods = allocate (counts->method_rows + 1);
	for (int row = 0; row < mono_table_info_get_rows (parameters); row++) {
		mono_metadata_decode_row (parameters, row, columns, MONO_GENERICPARAM_SIZE);
		/* A TypeOrMethodDef coded index, ECMA-335 II.24.2.6: one tag bit, 0 for TypeDef and 1 for MethodDef. */
		uint32_t owner = columns [MONO_GENERICPARAM_OWNER];
		uint32_t owner_row = owner >> 1;
		if (owner & 1 && owner_row <= counts->method_rows)
			counts->methods [owner_row]++;
		else if (!(owner & 1) && owner_row <= counts->type_rows)
			counts->types [owner_row]++;
	}
}

/* TARGET.NAME (Type[]), a virtual method; NULL when it throws, as it does when a constraint is violated. */
static MonoObject *
call_with_types (MonoDomain *domain, MonoClass *declaring, const char *name, MonoObject *target,
	MonoType *const *arguments, unsigned int count)
{
	MonoClass *type_class = mono_class_from_name (mono_get_corlib (), "System", "Type");
	MonoMethod *method = mono_object_get_virtual_method (target, mono_class_get_method_from_name (declaring, name, 1));
	MonoArray *types = mono_array_new (domain, type_class, count);
	MonoObject *exception = NULL, *result;
	void *parameters [1] = { types };

	for (unsigned int i = 0; i < count; i++)
		mono_array_setref (types, i, mono_type_get_object (domain, arguments [i]));
	result = mono_runtime_invoke (method, target, parameters, &exception);
	return exception ? NULL : result;
}

static MonoClass *
instantiate_class (MonoDomain *domain, MonoClass *definition, MonoType *const *arguments, unsigned int count)
{
	MonoClass *type_class = mono_class_from_name (mono_get_corlib (), "System", "Type");
	MonoObject *type = (MonoObject *) mono_type_get_object (domain, mono_class_get_type (definition));
	MonoObject *instance = call_with_types (domain, type_class, "MakeGenericType", type, arguments, count);

	return instance ? mono_class_from_mono_type (mono_reflection_type_get_type ((MonoReflectionType *) instance))
					: NULL;
}

MonoMethod *
instantiate_method (MonoDomain *domain, MonoMethod *method, MonoType *const *arguments, unsigned int count)
{
	MonoClass *info_class = mono_class_from_name (mono_get_corlib (), "System.Reflection", "MethodInfo");
	MonoClass *base_class = mono_class_from_name (mono_get_corlib (), "System.Reflection", "MethodBase");
	MonoObject *info = (MonoObject *) mono_method_get_object (domain, method, mono_method_get_class (method));
	MonoObject *exception = NULL, *instance, *handle;
	MonoMethod *get_handle;

	instance = call_with_types (domain, info_class, "MakeGenericMethod", info, arguments, count);
	if (!instance)
		return NULL;
	/* MethodBase.MethodHandle is a RuntimeMethodHandle, whose one word is the method. */
	get_handle = mono_object_get_virtual_method (instance,
		mono_class_get_method_from_name (base_class, "get_MethodHandle", 0));
	handle = mono_runtime_invoke (get_handle, instance, NULL, &exception);
	return exception || !handle ? NULL : *(MonoMethod **) mono_object_unbox (handle);
}

/* Something generic, and how to instantiate it: the result, or NULL when a constraint is violated. */
typedef struct Generic {
	MonoDomain *domain;
	void *definition;
	unsigned int count;
	void *(*make) (MonoDomain *domain, void *definition, MonoType *const *arguments, unsigned int count);
} Generic;

/* GENERIC with the preferred type for each parameter, but the other one where SET has a bit. */
static void *
attempt (const Generic *generic, int prefer_int, uint32_t set)
{
	MonoType *const choices [2] = {
		mono_class_get_type (mono_get_object_class ()),
		mono_class_get_type (mono_get_int32_class ()),
	};
	MonoType *arguments [MOST_TYPE_PARAMETERS];

	for (unsigned int i = 0; i < generic->count; i++)
		arguments [i] = choices [prefer_int ^ (set >> i & 1)];
	return generic->make (generic->domain, generic->definition, arguments, generic->count);
}

static void *
nearest_instantiation (const Generic *generic, int prefer_int)
{
	uint32_t all = (1u << generic->count) - 1;
	void *made;

	if (generic->count > MOST_TYPE_PARAMETERS)
		return NULL;
	if (generic->count > MOST_MIXED_PARAMETERS) {
		made = attempt (generic, prefer_int, 0);
		return made ? made : attempt (generic, prefer_int, all);
	}
	for (int others = 0; others <= (int) generic->count; others++)
		for (uint32_t set = 0; set <= all; set++)
			if (__builtin_popcount (set) == others && (made = attempt (generic, prefer_int, set)))
				return made;
	return NULL;
}

static void *
make_class (MonoDomain *domain, void *definition, MonoType *const *arguments, unsigned int count)
{
	return instantiate_class (domain, definition, arguments, count);
}

static void *
make_method (MonoDomain *domain, void *definition, MonoType *const *arguments, unsigned int count)
{
	return instantiate_method (domain, definition, arguments, count);
}

/* The method of INSTANCE that comes from the definition with TOKEN. */
static MonoMethod *
find_by_token (MonoClass *instance, uint32_t token)
{
	MonoMethod *method;
	void *iterator = NULL;

	while ((method = mono_class_get_methods (instance, &iterator)))
		if (mono_method_get_token (method) == token)
			return method;
	return NULL;
}

int
instantiate_definition (MonoDomain *domain, const GenericCounts *counts, MonoMethod *definition, uint32_t token,
	MonoMethod *instances [2])
{
	MonoClass *klass = mono_method_get_class (definition);
	unsigned int type_count = counts->types [ROW_OF (mono_class_get_type_token (klass))];
	unsigned int method_count = counts->methods [ROW_OF (token)];
	int found = 0;

	if (type_count == 0 && method_count == 0) {
		instances [0] = definition;
		return 1;
	}
	for (int prefer_int = 0; prefer_int <= 1; prefer_int++) {
		MonoMethod *instance = definition;
		if (type_count > 0) {
			const Generic type = { domain, klass, type_count, make_class };
			MonoClass *instance_class = nearest_instantiation (&type, prefer_int);
			instance = instance_class ? find_by_token (instance_class, token) : NULL;
		}
		if (instance && method_count > 0) {
			const Generic method = { domain, instance, method_count, make_method };
			instance = nearest_instantiation (&method, prefer_int);
		}
		if (instance && (found == 0 || instances [0] != instance))
			instances [found++] = instance;
	}
	return found;
}
