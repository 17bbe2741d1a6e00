/* SPDX-License-Identifier: MIT
 *
 * What the files of this folder share: reading Mono's metadata through the generated layout, and the way from Mono's
 * errors to a request's failure. */
#ifndef GLUE_QUESTIONS_H
#define GLUE_QUESTIONS_H

#include "../description.h"
#include "../methods.h"
#include "table.h"

/* ---- Handles are Mono's own pointers ---------------------------------------------------------------------------- */

static inline MonoMethod *
mono_method_of (MethodInfo *method)
{
	return (MonoMethod *) method;
}

static inline MonoClass *
mono_class_of (ClassInfo *klass)
{
	return (MonoClass *) klass;
}

static inline MonoType *
mono_type_of (ClrType *type)
{
	return (MonoType *) type;
}

static inline MonoMethodSignature *
mono_signature_of (SignatureInfo *signature)
{
	return (MonoMethodSignature *) signature;
}

static inline MonoClassField *
mono_field_of (FieldInfo *field)
{
	return (MonoClassField *) field;
}

/* ---- Methods ---------------------------------------------------------------------------------------------------- */

static inline uint32_t
method_flags (MonoMethod *method)
{
	return MONO_FIELD (uint16_t, method, MonoMethod, flags);
}

static inline uint32_t
method_implementation_flags (MonoMethod *method)
{
	return MONO_FIELD (uint16_t, method, MonoMethod, iflags);
}

static inline int
method_is_static (MonoMethod *method)
{
	return (method_flags (method) & MONO_METHOD_ATTR_STATIC) != 0;
}

static inline int
method_is_virtual (MonoMethod *method)
{
	return (method_flags (method) & MONO_METHOD_ATTR_VIRTUAL) != 0;
}

static inline int
method_is_constructor (MonoMethod *method)
{
	return strcmp (mono_method_get_name (method), ".ctor") == 0;
}

/* No class derived from METHOD's can override it (mini/mini.h:MONO_METHOD_IS_FINAL). */
static inline int
method_is_final (MonoMethod *method)
{
	return (method_flags (method) & MONO_METHOD_ATTR_FINAL) ||
		(mono_class_get_flags (method_class (method)) & MONO_TYPE_ATTR_SEALED);
}

static inline int
method_is_implemented_in_c (MonoMethod *method)
{
	return (method_implementation_flags (method) & MONO_METHOD_IMPL_ATTR_INTERNAL_CALL) ||
		(method_flags (method) & MONO_METHOD_ATTR_PINVOKE_IMPL);
}

/* Get, Set, Address and .ctor of an array class: internal calls without a C function; mini emits them inline. */
static inline int
method_is_array_method (MonoMethod *method)
{
	return (method_implementation_flags (method) & MONO_METHOD_IMPL_ATTR_INTERNAL_CALL) &&
		mono_class_get_rank (method_class (method)) > 0;
}

static inline int
method_is_delegate_invoke (MonoMethod *method)
{
	return mono_class_get_parent (method_class (method)) == MONO_DEFAULT (multicastdelegate_class) &&
		strcmp (mono_method_get_name (method), "Invoke") == 0;
}

/* Generic arguments that tokens in METHOD's body are to be inflated with (mini/method-to-ir.c:mono_method_to_ir). */
static inline MonoGenericContext *
method_token_context (MonoMethod *method)
{
	return MONO_BITS (method, MonoMethod, is_inflated) ? mono_method_get_context (method) : NULL;
}

static inline int
method_is_generic_instance (MonoMethod *method)
{
	MonoGenericContext *context = method_token_context (method);
	return context != NULL && MONO_FIELD (void *, context, MonoGenericContext, method_inst) != NULL;
}

/* ---- Classes ---------------------------------------------------------------------------------------------------- */

static inline int
class_is_interface (MonoClass *klass)
{
	return (mono_class_get_flags (klass) & MONO_TYPE_ATTR_CLASS_SEMANTIC_MASK) == MONO_TYPE_ATTR_INTERFACE;
}

static inline int
class_is_generic_definition (MonoClass *klass)
{
	return MONO_FIELD (uint8_t, klass, MonoClass, class_kind) == ENUM_MONO_CLASS_GTD;
}

/* KLASS, or a type it is built from, is a generic parameter without argument. */
static inline int
class_is_open (MonoClass *klass)
{
	return class_is_generic_definition (klass) || mono_class_check_context_used (klass) != 0;
}

/* METHOD cannot be called: generic parameters of it or of its class have no arguments. */
static inline int
method_is_open (MonoMethod *method)
{
	return MONO_BITS (method, MonoMethod, is_generic) || class_is_open (method_class (method)) ||
		mono_method_check_context_used (method) != 0;
}

static inline int
class_is_remotable (MonoClass *klass)
{
	return MONO_BITS (klass, MonoClass, marshalbyref);
}

static inline int
vtable_is_initialized (MonoVTable *vtable)
{
	return MONO_FIELD (uint8_t, vtable, MonoVTable, initialized);
}

/* ---- Types ------------------------------------------------------------------------------------------------------ */

/* The one MonoType that stands for everything equal to TYPE: it belongs to a class and so outlives the headers and
 * signatures that TYPE may come from. Custom modifiers are lost. */
MonoType *type_canonical (MonoType *type);
TypeKind type_kind (MonoType *type);
/* Of a value as it is stored; 0 for void. */
uint32_t type_value_size (MonoType *type, uint32_t *alignment);

/* ---- Text ------------------------------------------------------------------------------------------------------- */

/* The answer of a question for a name: TEXT, cut to SIZE. */
static inline size_t
copy_text (const char *text, char *buffer, size_t size)
{
	size_t length = strlen (text);

	if (size > 0) {
		size_t copied = length < size ? length : size - 1;
		memcpy (buffer, text, copied);
		buffer [copied] = 0;
	}
	return length;
}

/* ---- Failures --------------------------------------------------------------------------------------------------- */

static inline void *
fail_pointer (Request *request, MonoErrorStorage *error)
{
	request_fail (request, error);
	return NULL;
}

/* Fails with TypeLoadException and the words of ERROR, whatever it is, as Mono's compiler does where a body names a type or
 * uses a signature (mini/method-to-ir.c: CHECK_TYPELOAD, LOAD_ERROR). Returns NULL. */
void *fail_type_load (Request *request, MonoErrorStorage *error);
/* Initialises KLASS' metadata. Returns 0 with a failure when it cannot be loaded. */
int class_load (Request *request, MonoClass *klass);
/* KLASS' virtual table in the request's domain; NULL with a failure also for classes that have none. */
MonoVTable *class_vtable (Request *request, MonoClass *klass);
/* NULL with a failure. */
MonoMethodSignature *method_signature (Request *request, MonoMethod *method);
/* Whether the runtime can read the header of METHOD: its handlers name classes that can be looked up. */
int clause_tokens_are_sound (MonoMethod *method);

#endif
