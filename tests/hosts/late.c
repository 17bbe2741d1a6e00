/* SPDX-License-Identifier: MIT
 *
 * What calls.def finds in Users.dll, of which some is in an assembly that is not there. */
#include "host.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static MonoImage *users;
static int has_handler;

MonoImage *
late_image (void)
{
	MonoObject *thrown = NULL;
	if (!users) {
		users = open_image ("Users.dll");
		MonoAssembly *late = mono_image_get_assembly (open_image ("Late.dll"));
		void *arguments [] = { mono_assembly_get_object (domain, late) };
		MonoClass *host = mono_class_from_name (image, "", "Host");
		mono_runtime_invoke (mono_class_get_method_from_name (host, "SetLate", 1), NULL, arguments, &thrown);
	}
	if (!has_handler)
		run ("Events", "Resolve");
	has_handler = 1;
	return users;
}

void
end_late (void)
{
	/* The next function has a handler of its own. */
	if (has_handler)
		run ("Events", "NoResolve");
	has_handler = 0;
}

/* What is found must not need the handler already. */
static void *
found_unresolved (void *it, const char *name)
{
	found (it, name);
	if (has_said ()) {
		show ("the handler has run for %s, before the call", name);
		exit (3);
	}
	return it;
}

MonoClass *
late_class (const char *name)
{
	return found_unresolved (mono_class_from_name (late_image (), row, name), name);
}

MonoMethod *
late_method (const char *klass, const char *name)
{
	void *iterator = NULL;
	MonoClass *late = late_class (klass);
	for (MonoMethod *method; (method = mono_class_get_methods (late, &iterator));)
		if (strcmp (mono_method_get_name (method), name) == 0)
			return found_unresolved (method, name);
	return found (NULL, name);
}

/* The row of TABLE with NAME in its column NAME_COLUMN, from row FIRST to LAST; 0 if there is none. */
static int
find_row (int table, int name_column, const char *name, int first, int last)
{
	const MonoTableInfo *info = mono_image_get_table_info (users, table);
	for (int i = first; i <= last && i <= mono_table_info_get_rows (info); ++i) {
		uint32_t at = mono_metadata_decode_row_col (info, i - 1, (unsigned) name_column);
		if (strcmp (mono_metadata_string_heap (users, at), name) == 0)
			return i;
	}
	return 0;
}

static uint32_t
cell (int table, int at, int column)
{
	return mono_metadata_decode_row_col (mono_image_get_table_info (users, table), at - 1, (unsigned) column);
}

int
late_assembly (void)
{
	return find_row (MONO_TABLE_ASSEMBLYREF, MONO_ASSEMBLYREF_NAME, late_name ("Late.%s"), 1, 1 << 20) - 1;
}

uint32_t
late_reference (const char *name)
{
	int assembly = late_assembly () + 1, at = 0;
	do
		at = find_row (MONO_TABLE_TYPEREF, MONO_TYPEREF_NAME, name, at + 1, 1 << 20);
	while (at && (int) (cell (MONO_TABLE_TYPEREF, at, MONO_TYPEREF_SCOPE) >> 2) != assembly);
	found (at ? users : NULL, name);
	return mono_metadata_make_token (MONO_TABLE_TYPEREF, at);
}

/* The row's class NAME in Users.dll's table of classes. */
static int
type_row (const char *name)
{
	int at = 0;
	do
		at = find_row (MONO_TABLE_TYPEDEF, MONO_TYPEDEF_NAME, name, at + 1, 1 << 20);
	while (at &&
		strcmp (mono_metadata_string_heap (users, cell (MONO_TABLE_TYPEDEF, at, MONO_TYPEDEF_NAMESPACE)), row) != 0);
	return at;
}

static int
member_row (int table, int name_column, int list_column, const char *name)
{
	int held = type_row ("Held");
	return find_row (table, name_column, name, (int) cell (MONO_TABLE_TYPEDEF, held, list_column),
		(int) cell (MONO_TABLE_TYPEDEF, held + 1, list_column) - 1);
}

uint32_t
late_token (const char *name)
{
	int at;
	late_image ();
	if ((at = type_row (name)))
		return mono_metadata_make_token (MONO_TABLE_TYPEDEF, at);
	if ((at = member_row (MONO_TABLE_METHOD, MONO_METHOD_NAME, MONO_TYPEDEF_METHOD_LIST, name)))
		return mono_metadata_make_token (MONO_TABLE_METHOD, at);
	at = member_row (MONO_TABLE_FIELD, MONO_FIELD_NAME, MONO_TYPEDEF_FIELD_LIST, name);
	found (at ? users : NULL, name);
	return mono_metadata_make_token (MONO_TABLE_FIELD, at);
}

uint32_t
late_address (const char *method)
{
	return cell (MONO_TABLE_METHOD, (int) mono_metadata_token_index (late_token (method)), MONO_METHOD_RVA);
}

const char *
late_signature (const char *method)
{
	uint32_t at = cell (MONO_TABLE_METHOD, (int) mono_metadata_token_index (late_token (method)),
		MONO_METHOD_SIGNATURE);
	const char *blob = mono_metadata_blob_heap (users, at);
	mono_metadata_decode_blob_size (blob, &blob);
	return blob;
}

static const char *
bytes_of (int table, int at, int column)
{
	const char *blob = mono_metadata_blob_heap (users, cell (table, at, column));
	mono_metadata_decode_blob_size (blob, &blob);
	return blob;
}

uint32_t
late_row (const char *what)
{
	int is_call = strcmp (what, "calli") == 0, is_vector = strcmp (what, "vector") == 0;
	int table = is_call ? MONO_TABLE_STANDALONESIG : MONO_TABLE_TYPESPEC, at;
	late_image ();
	/* Both tables have one column. A value type's token has two bits for its table (ECMA-335 II.23.2.8). */
	for (at = mono_table_info_get_rows (mono_image_get_table_info (users, table)); at > 0; --at) {
		const char *bytes = bytes_of (table, at, 0);
		if (is_call ? bytes [0] != 0 || bytes [1] != 1 || bytes [2] != 1 : bytes [0] != (is_vector ? 0x1d : 0x14))
			continue;
		bytes += is_call ? 3 : 1;
		if (*bytes++ == MONO_TYPE_VALUETYPE &&
			mono_metadata_decode_value (bytes, &bytes) >> 2 == mono_metadata_token_index (late_reference ("Value")))
			break;
	}
	found (at ? users : NULL, what);
	return mono_metadata_make_token (table, at);
}

/* The token of the type that an instance of GENERIC is or, if IS_VECTOR, a vector of such. */
static uint32_t
instance_token (const char *generic, int is_vector)
{
	int definition, at;
	late_image ();
	definition = type_row (generic);
	for (at = mono_table_info_get_rows (mono_image_get_table_info (users, MONO_TABLE_TYPESPEC)); at > 0; --at) {
		const char *bytes = bytes_of (MONO_TABLE_TYPESPEC, at, 0);
		if (is_vector && *bytes++ != MONO_TYPE_SZARRAY)
			continue;
		if (*bytes++ == MONO_TYPE_GENERICINST && *bytes++ == MONO_TYPE_CLASS &&
			(int) mono_metadata_decode_value (bytes, &bytes) >> 2 == definition)
			break;
	}
	found (at ? users : NULL, generic);
	return mono_metadata_make_token (MONO_TABLE_TYPESPEC, at);
}

MonoClass *
late_instance (const char *generic)
{
	return found_unresolved (mono_class_get (users, instance_token (generic, 0)), generic);
}

MonoType *
late_vector (void)
{
	const char *rest = NULL, *bytes = late_bytes (instance_token ("Generic`1", 1));
	return found_unresolved (mono_metadata_parse_type (users, MONO_PARSE_TYPE, 0, bytes, &rest), "vector");
}

const char *
late_bytes (uint32_t token)
{
	return bytes_of ((int) (token >> 24), (int) mono_metadata_token_index (token), 0);
}

uint32_t
late_member (void)
{
	uint32_t base = mono_metadata_token_index (late_reference ("Base"));
	int at = 0;
	do
		at = find_row (MONO_TABLE_MEMBERREF, MONO_MEMBERREF_NAME, "Other", at + 1, 1 << 20);
	while (at && cell (MONO_TABLE_MEMBERREF, at, MONO_MEMBERREF_CLASS) >> 3 != base);
	found (at ? users : NULL, "Other");
	return mono_metadata_make_token (MONO_TABLE_MEMBERREF, at);
}

MonoType *
late_parameter (const char *klass, const char *method)
{
	void *iterator = NULL;
	return mono_signature_get_params (mono_method_signature (late_method (klass, method)), &iterator);
}

MonoClassField *
late_field (const char *klass, const char *name)
{
	void *iterator = NULL;
	MonoClass *late = late_class (klass);
	for (MonoClassField *field; (field = mono_class_get_fields (late, &iterator));)
		if (strcmp (mono_field_get_name (field), name) == 0)
			return found_unresolved (field, name);
	return found (NULL, name);
}

MonoMethod *
debugged_method (void)
{
	late_image ();
	uint32_t first = mono_metadata_make_token (MONO_TABLE_METHOD, 1);
	return found_unresolved (mono_get_method (open_image ("Debugged.dll"), first, NULL), "method");
}

MonoClass *
late_array (const char *klass)
{
	return found_unresolved (mono_array_class_get (late_class (klass), 2), "array");
}

MonoMethod *
late_dynamic_method (void)
{
	MonoObject *thrown = NULL;
	MonoType *owner = mono_class_get_type (late_class ("Constraining"));
	void *arguments [] = { mono_type_get_object (domain, owner) };
	MonoObject *made = mono_runtime_invoke (method_named ("Emitted", "Method"), NULL, arguments, &thrown);
	if (thrown) {
		show_object (thrown);
		exit (3);
	}
	return found_unresolved (*(MonoMethod **) mono_object_unbox (made), "method");
}

char *
late_name (const char *format)
{
	static char name [512];
	late_image ();
	snprintf (name, sizeof (name), format, row);
	return name;
}
