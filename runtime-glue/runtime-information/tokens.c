/* SPDX-License-Identifier: MIT
 *
 * Lookup of metadata tokens in a method's body, with the method's generic arguments. Mono asserts on rows that do not
 * exist and on member references of the wrong kind, so both are checked before it is asked. */
#include <pthread.h>
#include <stdlib.h>

#include "questions.h"

/* ---- Validation ------------------------------------------------------------------------------------------------- */

enum {
	TOKEN_KIND_TYPE = 1 << 0,
	TOKEN_KIND_METHOD = 1 << 1,
	TOKEN_KIND_FIELD = 1 << 2,
	TOKEN_KIND_CALL_SIGNATURE = 1 << 3
};

/* The first byte of a field's signature, ECMA-335 II.23.2.4; of local variables', II.23.2.6. */
enum { SIGNATURE_FIELD = 0x06, SIGNATURE_LOCALS = 0x07, SIGNATURE_KIND_MASK = 0x0f };

typedef struct TokenTable {
	uint8_t table;
	uint8_t kinds;           /* what a row can be, TOKEN_KIND_* */
	int8_t signature_column; /* whose signature tells which of them; -1 for none */
} TokenTable;

static const TokenTable token_tables [] = {
	{ MONO_TABLE_TYPEREF, TOKEN_KIND_TYPE, -1 },
	{ MONO_TABLE_TYPEDEF, TOKEN_KIND_TYPE, -1 },
	{ MONO_TABLE_TYPESPEC, TOKEN_KIND_TYPE, -1 },
	{ MONO_TABLE_METHOD, TOKEN_KIND_METHOD, -1 },
	{ MONO_TABLE_METHODSPEC, TOKEN_KIND_METHOD, -1 },
	{ MONO_TABLE_FIELD, TOKEN_KIND_FIELD, -1 },
	{ MONO_TABLE_MEMBERREF, TOKEN_KIND_METHOD | TOKEN_KIND_FIELD, MONO_MEMBERREF_SIGNATURE },
	{ MONO_TABLE_STANDALONESIG, TOKEN_KIND_CALL_SIGNATURE, MONO_STAND_ALONE_SIGNATURE },
};

static const char SIGNATURE_PROBLEM [] = "it has a signature of another kind";

static int
fail_bad_token (Request *request, MonoImage *image, uint32_t token, const char *problem)
{
	return request_fail_with (request, "System", "BadImageFormatException", "Token 0x%08x in %s: %s.", token,
		mono_image_get_name (image), problem);
}

/* What row INDEX of TABLE is, by its signature; 0 when that cannot be read. */
static uint32_t
signature_kind (MonoImage *image, const TokenTable *table, uint32_t index)
{
	uint32_t blob = mono_metadata_decode_row_col (mono_image_get_table_info (image, table->table), (int) index - 1,
		(unsigned) table->signature_column);
	if (blob >= MONO_FIELD (uint32_t, image, MonoImage, heap_blob_size))
		return 0;

	const char *signature = mono_metadata_blob_heap (image, blob);
	if (mono_metadata_decode_blob_size (signature, &signature) == 0)
		return 0;
	switch (*signature & SIGNATURE_KIND_MASK) {
	case SIGNATURE_FIELD:
		return TOKEN_KIND_FIELD;
	case SIGNATURE_LOCALS:
		return 0;
	default:
		return TOKEN_KIND_METHOD | TOKEN_KIND_CALL_SIGNATURE;
	}
}

/* NULL if TOKEN is a row of IMAGE that can be of one of KINDS, else what is wrong with it. Of images under construction
 * (Reflection.Emit) only the table is checked: they have no rows yet. */
static const char *
token_problem (MonoImage *image, uint32_t token, uint32_t kinds)
{
	uint32_t index = mono_metadata_token_index (token);

	for (size_t i = 0; i < sizeof token_tables / sizeof token_tables [0]; ++i) {
		const TokenTable *table = &token_tables [i];
		if (table->table != mono_metadata_token_table (token) || !(table->kinds & kinds))
			continue;
		if (mono_image_is_dynamic (image))
			return NULL;
		if (index == 0 || index > (uint32_t) mono_image_get_table_rows (image, table->table))
			return "there is no such row";
		if (table->signature_column >= 0 && !(signature_kind (image, table, index) & kinds))
			return SIGNATURE_PROBLEM;
		return NULL;
	}
	return "it is of the wrong kind";
}

static int
check_token (Request *request, MonoImage *image, uint32_t token, uint32_t kinds)
{
	const char *problem = token_problem (image, token, kinds);

	return problem == NULL || fail_bad_token (request, image, token, problem);
}

/* A reference to a method where one to a field is expected: metadata/loader.c:field_from_memberref. */
static int
check_field_token (Request *request, MonoImage *image, uint32_t token)
{
	const char *problem = token_problem (image, token, TOKEN_KIND_FIELD);

	if (problem == SIGNATURE_PROBLEM)
		return request_fail_with (request, "System", "MissingFieldException", "Token 0x%08x in %s: %s.", token,
			mono_image_get_name (image), problem);
	return problem == NULL || fail_bad_token (request, image, token, problem);
}

/* Datum INDEX of METHOD, a wrapper or a dynamic method: what stands behind its tokens. NULL with a failure. */
static void *
wrapper_datum (Request *request, MonoMethod *method, uint32_t index)
{
	/* An instantiation has its definition's data (metadata/loader.c:mono_method_get_wrapper_data). */
	MonoMethod *definition = MONO_BITS (method, MonoMethod, is_inflated)
		? mono_method_get_declaring_generic_method (method)
		: method;
	void **data = MONO_FIELD (void **, definition, MonoMethodWrapper, method_data);

	if (data == NULL || index == 0 || index > (uintptr_t) data [0] || data [index] == NULL) {
		request_fail_with (request, "System", "InvalidProgramException", "%s has no token 0x%08x.",
			mono_method_get_name (method), index);
		return NULL;
	}
	return data [index];
}

/* What TOKEN stands for in IMAGE, which is under construction. With check_token = 0, as here, an unknown token is not
 * an abort of the process (metadata/sre.c:mono_reflection_lookup_dynamic_token). */
static void *
dynamic_image_member (Request *request, MonoImage *image, uint32_t token, MonoClass *expected,
	MonoGenericContext *context)
{
	MonoErrorStorage error;
	MonoClass *handle_class = NULL;

	error_clear (&error);
	void *member = mono_lookup_dynamic_token_class (image, token, 0, &handle_class, context, &error);
	if (!error_is_ok (&error))
		return fail_pointer (request, &error);
	if (member == NULL || handle_class != expected) {
		fail_bad_token (request, image, token, "there is no such member");
		return NULL;
	}
	return member;
}

/* ---- Accessibility ---------------------------------------------------------------------------------------------- */

static int
wrapper_is_trusted (MonoMethod *method)
{
	static const uint8_t trusted [] = { ENUM_MONO_WRAPPER_XDOMAIN_INVOKE, ENUM_MONO_WRAPPER_XDOMAIN_DISPATCH,
		ENUM_MONO_WRAPPER_MANAGED_TO_NATIVE, ENUM_MONO_WRAPPER_COMINTEROP, ENUM_MONO_WRAPPER_COMINTEROP_INVOKE };
	return memchr (trusted, (int) method_wrapper_kind (method), sizeof trusted) != NULL;
}

/* Whether METHOD's body may only use members it can see: mini/method-to-ir.c:mono_method_to_ir, dont_verify and
 * skip_visibility. */
static int
must_check_access (Request *request, MonoMethod *method)
{
	MonoAssembly *assembly = mono_image_get_assembly (mono_class_get_image (method_class (method)));

	return !MONO_BITS (method, MonoMethod, skip_visibility) &&
		!(assembly != NULL && MONO_FIELD (uint8_t, assembly, MonoAssembly, corlib_internal)) &&
		!wrapper_is_trusted (method) && !mini_assembly_can_skip_verification (request->domain, method);
}

/* The method that TOKEN names before METHOD's own generic arguments are filled in: visibility is a question of
 * definitions. NULL when it cannot be found. */
static MonoMethod *
method_for_token_open (MonoMethod *method, MonoMethod *definition, uint32_t token)
{
	MonoErrorStorage error;
	void *container = mono_method_get_generic_container (definition);

	error_clear (&error);
	MonoMethod *target = mono_get_method_checked (mono_class_get_image (method_class (method)), token, NULL,
		container != NULL ? MONO_FIELD_ADDRESS (container, MonoGenericContainer, context) : NULL, &error);
	if (!error_is_ok (&error))
		mono_error_cleanup (&error);
	return target;
}

static int
can_access_method (IRuntimeInformation *runtime, MethodInfo *runtime_method, MethodInfo *runtime_callee, uint32_t token)
{
	Request *request = request_of (runtime);
	MonoMethod *method = mono_method_of (runtime_method), *callee = mono_method_of (runtime_callee);
	MonoMethod *definition = method, *target = callee;

	if (!must_check_access (request, method) || mono_method_can_access_method (method, callee))
		return 1;
	if (MONO_BITS (method, MonoMethod, is_inflated)) {
		definition = mono_method_get_declaring_generic_method (method);
		if (method_wrapper_kind (method) == ENUM_MONO_WRAPPER_NONE)
			target = method_for_token_open (method, definition, token);
	}
	return target != NULL && mono_method_can_access_method (definition, target);
}

static int
check_field_access (Request *request, MonoMethod *method, MonoClassField *field)
{
	if (!must_check_access (request, method) || mono_method_can_access_field (method, field))
		return 1;

	char *caller_name = method_description (method), *field_name = mono_field_full_name (field);
	request_fail_with (request, "System", "FieldAccessException", "Field `%s' is inaccessible from method `%s'",
		field_name, caller_name);
	free (caller_name);
	mono_free (field_name);
	return 0;
}

/* ---- Questions -------------------------------------------------------------------------------------------------- */

static void *
fail_no_type (Request *request, uint32_t token)
{
	request_fail_with (request, "System", "TypeLoadException", "Token 0x%08x names no type.", token);
	return NULL;
}

static ClassInfo *
get_class_info_for_token (IRuntimeInformation *runtime, MethodInfo *runtime_method, uint32_t token)
{
	Request *request = request_asked (runtime);
	MonoMethod *method = mono_method_of (runtime_method);
	MonoGenericContext *context = method_token_context (method);
	MonoImage *image = mono_class_get_image (method_class (method));
	MonoErrorStorage error;
	MonoClass *klass;

	error_clear (&error);
	if (method_wrapper_kind (method) != ENUM_MONO_WRAPPER_NONE) {
		klass = wrapper_datum (request, method, token);
		if (klass == NULL)
			return NULL;
		if (context != NULL)
			klass = mono_class_inflate_generic_class_checked (klass, context, &error);
	} else if (!mono_image_is_dynamic (image) && token_problem (image, token, TOKEN_KIND_TYPE) != NULL) {
		return fail_no_type (request, token);
	} else if (mono_image_is_dynamic (image)) {
		klass = dynamic_image_member (request, image, token, MONO_DEFAULT (typehandle_class), context);
		if (klass == NULL)
			return NULL;
	} else {
		klass = mono_class_get_and_inflate_typespec_checked (image, token, context, &error);
	}
	if (!error_is_ok (&error))
		return fail_type_load (request, &error);
	if (klass == NULL)
		return fail_no_type (request, token);
	return class_load (request, klass) ? (ClassInfo *) klass : NULL;
}

static MethodInfo *
get_method_info_for_token (IRuntimeInformation *runtime, MethodInfo *runtime_method, uint32_t token)
{
	Request *request = request_asked (runtime);
	MonoMethod *method = mono_method_of (runtime_method), *callee;
	MonoGenericContext *context = method_token_context (method);
	MonoImage *image = mono_class_get_image (method_class (method));
	MonoErrorStorage error;

	error_clear (&error);
	if (method_wrapper_kind (method) != ENUM_MONO_WRAPPER_NONE) {
		callee = wrapper_datum (request, method, token);
		if (callee == NULL)
			return NULL;
		if (context != NULL)
			callee = mono_class_inflate_generic_method_checked (callee, context, &error);
	} else if (!check_token (request, image, token, TOKEN_KIND_METHOD)) {
		return NULL;
	} else if (mono_image_is_dynamic (image)) {
		callee = dynamic_image_member (request, image, token, MONO_DEFAULT (methodhandle_class), context);
		if (callee == NULL)
			return NULL;
	} else {
		callee = mono_get_method_checked (image, token, NULL, context, &error);
	}
	if (!error_is_ok (&error))
		return fail_pointer (request, &error);
	if (callee == NULL) {
		fail_bad_token (request, image, token, "there is no such method");
		return NULL;
	}
	/* What becomes of that is for who asks more of the method (mini/method-to-ir.c: MONO_CEE_LDFTN, which asks nothing). */
	mono_class_init_checked (method_class (callee), &error);
	mono_error_cleanup (&error);
	return (MethodInfo *) callee;
}

static SignatureInfo *
get_call_site_signature (IRuntimeInformation *runtime, MethodInfo *runtime_method, MethodInfo *runtime_callee,
	uint32_t token)
{
	Request *request = request_asked (runtime);
	MonoMethod *method = mono_method_of (runtime_method), *callee = mono_method_of (runtime_callee);
	MonoImage *image = mono_class_get_image (method_class (method));
	MonoErrorStorage error;

	if (method_wrapper_kind (method) != ENUM_MONO_WRAPPER_NONE)
		return (SignatureInfo *) method_signature (request, callee);
	if (!check_token (request, image, token, TOKEN_KIND_METHOD))
		return NULL;

	error_clear (&error);
	MonoMethodSignature *signature = mono_method_get_signature_checked (callee, image, token,
		method_token_context (method), &error);
	return error_is_ok (&error) ? (SignatureInfo *) signature : fail_pointer (request, &error);
}

static FieldInfo *
get_field_info_for_token (IRuntimeInformation *runtime, MethodInfo *runtime_method, uint32_t token)
{
	Request *request = request_asked (runtime);
	MonoMethod *method = mono_method_of (runtime_method);
	MonoGenericContext *context = method_token_context (method);
	MonoImage *image = mono_class_get_image (method_class (method));
	MonoErrorStorage error;
	MonoClassField *field;
	MonoClass *klass;

	error_clear (&error);
	if (method_wrapper_kind (method) != ENUM_MONO_WRAPPER_NONE) {
		field = wrapper_datum (request, method, token);
		if (field == NULL)
			return NULL;
	} else if (!check_field_token (request, image, token)) {
		return NULL;
	} else if (mono_image_is_dynamic (image)) {
		field = dynamic_image_member (request, image, token, MONO_DEFAULT (fieldhandle_class), context);
		if (field == NULL)
			return NULL;
	} else {
		field = mono_field_from_token_checked (image, token, &klass, context, &error);
	}
	if (!error_is_ok (&error))
		return fail_pointer (request, &error);
	if (field == NULL) {
		fail_bad_token (request, image, token, "there is no such field");
		return NULL;
	}
	if (!class_load (request, mono_field_get_parent (field)) || !check_field_access (request, method, field))
		return NULL;
	return (FieldInfo *) field;
}

/* Mono makes a new signature each time, for as long as the image lives (metadata/metadata.c:
 * mono_metadata_parse_signature_checked). Here each token has one, which is kept with the image: as a property of the
 * token, which is no address. */
static MonoMethodSignature *
signature_of_token (MonoImage *image, uint32_t token, MonoErrorStorage *error)
{
	enum { PROPERTY_SIGNATURE = 0x7369676e };
	static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
	void *subject = (void *) (uintptr_t) token;
	MonoMethodSignature *signature = mono_image_property_lookup (image, subject, PROPERTY_SIGNATURE), *other;

	if (signature != NULL || (signature = mono_metadata_parse_signature_checked (image, token, error)) == NULL)
		return signature;
	pthread_mutex_lock (&lock);
	other = mono_image_property_lookup (image, subject, PROPERTY_SIGNATURE);
	if (other == NULL)
		mono_image_property_insert (image, subject, PROPERTY_SIGNATURE, signature);
	pthread_mutex_unlock (&lock);
	return other != NULL ? other : signature;
}

typedef struct InflatedSignature {
	struct InflatedSignature *next;
	MonoMethod *method;
	uint32_t token;
	MonoMethodSignature *signature;
} InflatedSignature;

/* Of SIGNATURE with METHOD's generic arguments Mono makes a new one each time, too, and keeps them all (metadata/loader.c:
 * mono_inflate_generic_signature). It may go with a collectible assembly, so it is remembered for REQUEST only. */
static MonoMethodSignature *
inflated_signature (Request *request, MonoMethod *method, uint32_t token, MonoMethodSignature *signature,
	MonoErrorStorage *error)
{
	InflatedSignature *inflated = request->signatures;

	while (inflated != NULL && (inflated->method != method || inflated->token != token))
		inflated = inflated->next;
	if (inflated != NULL)
		return inflated->signature;
	signature = mono_inflate_generic_signature (signature, method_token_context (method), error);
	if (signature != NULL && (inflated = request_allocate (request, sizeof *inflated)) != NULL) {
		*inflated = (InflatedSignature) { request->signatures, method, token, signature };
		request->signatures = inflated;
	}
	return signature;
}

static SignatureInfo *
get_signature_info_for_token (IRuntimeInformation *runtime, MethodInfo *runtime_method, uint32_t token)
{
	Request *request = request_asked (runtime);
	MonoMethod *method = mono_method_of (runtime_method);
	MonoGenericContext *context = method_token_context (method);
	MonoImage *image = mono_class_get_image (method_class (method));
	MonoErrorStorage error;
	MonoMethodSignature *signature;

	error_clear (&error);
	if (method_wrapper_kind (method) != ENUM_MONO_WRAPPER_NONE) {
		signature = wrapper_datum (request, method, token);
		if (signature == NULL)
			return NULL;
	} else if (!check_token (request, image, token, TOKEN_KIND_CALL_SIGNATURE)) {
		return NULL;
	} else if (mono_image_is_dynamic (image)) {
		/* A SignatureHelper, which has no handle class. */
		MonoClass *handle_class;
		signature = mono_lookup_dynamic_token_class (image, token, 0, &handle_class, NULL, &error);
	} else {
		signature = signature_of_token (image, token, &error);
	}
	if (error_is_ok (&error) && signature != NULL && context != NULL)
		signature = inflated_signature (request, method, token, signature, &error);
	if (!error_is_ok (&error))
		return fail_pointer (request, &error);
	if (signature == NULL)
		fail_bad_token (request, image, token, "there is no such signature");
	return (SignatureInfo *) signature;
}

/* Whether INDEX is the start of a string in IMAGE's heap of user strings (ECMA-335 II.24.2.4). */
static int
is_user_string (MonoImage *image, uint32_t index)
{
	uint32_t size = MONO_FIELD (uint32_t, image, MonoImage, heap_us_size);

	if (index >= size)
		return 0;
	const char *start = mono_metadata_user_string (image, index), *characters;
	uint32_t length = mono_metadata_decode_blob_size (start, &characters);
	return length <= size - index - (uint32_t) (characters - start);
}

static void *
get_string_for_token (IRuntimeInformation *runtime, MethodInfo *runtime_method, uint32_t token)
{
	Request *request = request_asked (runtime);
	MonoMethod *method = mono_method_of (runtime_method);
	MonoImage *image = mono_class_get_image (method_class (method));
	uint32_t kind = method_wrapper_kind (method), index = mono_metadata_token_index (token);
	MonoErrorStorage error;

	/* The string object itself: an interned one (metadata/sre.c:mono_reflection_resolve_object). */
	if (kind == ENUM_MONO_WRAPPER_DYNAMIC_METHOD)
		return wrapper_datum (request, method, token);
	if (kind != ENUM_MONO_WRAPPER_NONE) {
		const char *text = wrapper_datum (request, method, token);
		return text != NULL ? mono_string_intern (mono_string_new (request->domain, text)) : NULL;
	}
	/* Of the token's table Mono takes no notice (metadata/object.c:mono_ldstr_checked). */
	if (!mono_image_is_dynamic (image) && !is_user_string (image, index)) {
		fail_bad_token (request, image, token, "there is no such string");
		return NULL;
	}
	error_clear (&error);
	void *string = mono_ldstr_checked (request->domain, image, index, &error);
	return error_is_ok (&error) ? string : fail_pointer (request, &error);
}

static int
fill_token_handle (Request *request, TokenHandle *handle, void *value, MonoClass *handle_class)
{
	memset (handle, 0, sizeof *handle);
	handle->value = value;
	handle->handle_class = (ClassInfo *) handle_class;
	if (handle_class == MONO_DEFAULT (typehandle_class)) {
		handle->kind = TOKEN_CLASS;
		handle->value = type_canonical (value);
		handle->klass = (ClassInfo *) mono_class_from_mono_type (value);
		handle->is_byref = mono_type_is_byref (value);
	} else if (handle_class == MONO_DEFAULT (methodhandle_class)) {
		handle->kind = TOKEN_METHOD;
		handle->method = value;
	} else if (handle_class == MONO_DEFAULT (fieldhandle_class)) {
		handle->kind = TOKEN_FIELD;
		handle->field = value;
	} else {
		return request_fail_with (request, "System", "InvalidProgramException", "A token of unknown kind.");
	}
	return class_load (request, handle_class);
}

/* Of a field's row that is not there the runtime does not complain, but gives no handle (mono_ldtoken_checked), which is
 * a type that cannot be loaded for Mono's compiler. */
static int
check_token_of_handle (Request *request, MonoImage *image, uint32_t token)
{
	uint32_t kinds = TOKEN_KIND_TYPE | TOKEN_KIND_METHOD | TOKEN_KIND_FIELD;

	if (token >> 24 == MONO_TABLE_FIELD && token_problem (image, token, kinds) != NULL)
		return request_fail_with (request, "System", "TypeLoadException", "Token 0x%08x names no field.", token);
	return check_token (request, image, token, kinds);
}

static int
get_token_handle (IRuntimeInformation *runtime, MethodInfo *runtime_method, uint32_t token, TokenHandle *answer)
{
	TokenHandle whole = { 0 }, *handle = &whole;
	Request *request = request_asked (runtime);
	MonoMethod *method = mono_method_of (runtime_method);
	MonoImage *image = mono_class_get_image (method_class (method));
	uint32_t kind = method_wrapper_kind (method);
	MonoClass *handle_class = NULL;
	MonoErrorStorage error;
	void *value;

	error_clear (&error);
	if (kind == ENUM_MONO_WRAPPER_DYNAMIC_METHOD || kind == ENUM_MONO_WRAPPER_SYNCHRONIZED) {
		/* Two data: the handle, and its class; a type's handle is the class. */
		value = wrapper_datum (request, method, token);
		handle_class = value != NULL ? wrapper_datum (request, method, token + 1) : NULL;
		if (handle_class == NULL)
			return 0;
		if (handle_class == MONO_DEFAULT (typehandle_class))
			value = mono_class_get_type (value);
	} else if (!check_token_of_handle (request, image, token)) {
		return 0;
	} else if (mono_image_is_dynamic (image)) {
		value = mono_lookup_dynamic_token_class (image, token, 0, &handle_class, method_token_context (method), &error);
		if (value != NULL && handle_class == MONO_DEFAULT (typehandle_class))
			value = mono_class_get_type (value);
	} else {
		value = mono_ldtoken_checked (image, token, &handle_class, method_token_context (method), &error);
	}
	if (!error_is_ok (&error))
		return request_fail (request, &error);
	if (value == NULL || handle_class == NULL)
		return fail_bad_token (request, image, token, "there is no such member");
	return fill_token_handle (request, handle, value, handle_class) &&
		answer_give (request, answer, &whole, sizeof whole);
}

void
runtime_information_fill_tokens (IRuntimeInformation *table)
{
	table->get_class_info_for_token = get_class_info_for_token;
	table->get_method_info_for_token = get_method_info_for_token;
	table->get_call_site_signature = get_call_site_signature;
	table->get_field_info_for_token = get_field_info_for_token;
	table->get_signature_info_for_token = get_signature_info_for_token;
	table->get_string_for_token = get_string_for_token;
	table->get_token_handle = get_token_handle;
	table->can_access_method = can_access_method;
}
