/* SPDX-License-Identifier: MIT
 *
 * Mono's types and classes as the other files of this folder need them. Questions are answered elsewhere. */
#include <stdlib.h>

#include "questions.h"

/* Kinds by MonoTypeEnum (ECMA-335 II.23.1.16). Those of value types and instantiations depend on the class. */
static const struct {
	uint8_t element_type;
	uint8_t kind;
} kinds [] = {
	{ MONO_TYPE_VOID, TYPE_VOID },
	{ MONO_TYPE_BOOLEAN, TYPE_BOOLEAN },
	{ MONO_TYPE_CHAR, TYPE_CHAR },
	{ MONO_TYPE_I1, TYPE_INT8 },
	{ MONO_TYPE_U1, TYPE_UINT8 },
	{ MONO_TYPE_I2, TYPE_INT16 },
	{ MONO_TYPE_U2, TYPE_UINT16 },
	{ MONO_TYPE_I4, TYPE_INT32 },
	{ MONO_TYPE_U4, TYPE_UINT32 },
	{ MONO_TYPE_I8, TYPE_INT64 },
	{ MONO_TYPE_U8, TYPE_UINT64 },
	{ MONO_TYPE_I, TYPE_NATIVE_INT },
	{ MONO_TYPE_U, TYPE_NATIVE_UINT },
	{ MONO_TYPE_R4, TYPE_FLOAT32 },
	{ MONO_TYPE_R8, TYPE_FLOAT64 },
	{ MONO_TYPE_PTR, TYPE_POINTER },
	{ MONO_TYPE_FNPTR, TYPE_FUNCTION_POINTER },
	{ MONO_TYPE_TYPEDBYREF, TYPE_TYPED_REFERENCE },
};

MonoType *
type_canonical (MonoType *type)
{
	MonoClass *klass = mono_class_from_mono_type (type);
	return mono_type_is_byref (type) ? mono_class_get_byref_type (klass) : mono_class_get_type (klass);
}

TypeKind
type_kind (MonoType *type)
{
	if (mono_type_is_byref (type))
		return TYPE_BYREF;

	int element_type = mono_type_get_type (type);
	if (element_type == MONO_TYPE_VALUETYPE || element_type == MONO_TYPE_GENERICINST) {
		MonoClass *klass = mono_class_from_mono_type (type);
		if (!mono_class_is_valuetype (klass))
			return TYPE_REFERENCE;
		if (!mono_class_is_enum (klass))
			return TYPE_VALUE_TYPE;
		MonoType *underlying = mono_class_enum_basetype (klass);
		/* NULL: the enumeration is broken, and loading its class says so. */
		if (underlying == NULL)
			return TYPE_VALUE_TYPE;
		element_type = mono_type_get_type (underlying);
	}
	for (size_t i = 0; i < sizeof kinds / sizeof kinds [0]; ++i)
		if (kinds [i].element_type == element_type)
			return kinds [i].kind;
	return TYPE_REFERENCE;
}

uint32_t
type_value_size (MonoType *type, uint32_t *alignment)
{
	TypeKind kind = type_kind (type);
	int align = 1, size = 0;

	if (kind == TYPE_REFERENCE || kind == TYPE_BYREF || kind == TYPE_POINTER || kind == TYPE_FUNCTION_POINTER) {
		/* Mono asserts on generic parameters without arguments. */
		size = align = sizeof (void *);
	} else if (kind != TYPE_VOID) {
		/* To Mono, void has the size of a pointer. */
		size = mono_type_size (type, &align);
	}
	if (alignment != NULL)
		*alignment = (uint32_t) align;
	return (uint32_t) size;
}

int
class_load (Request *request, MonoClass *klass)
{
	MonoErrorStorage error;

	error_clear (&error);
	mono_class_init_checked (klass, &error);
	if (error_is_ok (&error) && mono_class_has_failure (klass))
		mono_error_set_for_class_failure (&error, klass);
	return error_is_ok (&error) ? 1 : request_fail (request, &error);
}

MonoVTable *
class_vtable (Request *request, MonoClass *klass)
{
	MonoErrorStorage error;

	if (class_is_open (klass)) {
		char *name = class_description (klass);
		request_fail_with (request, "System", "InvalidProgramException",
			"%s has generic parameters without arguments, so there are no objects of it.", name);
		free (name);
		return NULL;
	}
	if (!class_load (request, klass))
		return NULL;
	error_clear (&error);
	MonoVTable *vtable = mono_class_vtable_checked (request->domain, klass, &error);
	return error_is_ok (&error) ? vtable : fail_pointer (request, &error);
}

void *
fail_type_load (Request *request, MonoErrorStorage *error)
{
	request_fail_with (request, "System", "TypeLoadException", "%s", mono_error_get_message (error));
	mono_error_cleanup (error);
	return NULL;
}

MonoMethodSignature *
method_signature (Request *request, MonoMethod *method)
{
	MonoErrorStorage error;

	error_clear (&error);
	MonoMethodSignature *signature = mono_method_signature_checked_slow (method, &error);
	return error_is_ok (&error) ? signature : fail_type_load (request, &error);
}
