/* SPDX-License-Identifier: MIT
 *
 * The texts are those of metadata/debug-helpers.c:mono_type_get_desc and
 * metadata/debug-helpers.c:mono_method_get_name_full. */
#include "description.h"

#include <stdio.h>
#include <stdlib.h>

#include "methods.h"

typedef struct Writer {
	FILE *output;
	int with_namespaces;
} Writer;

static void write_type (Writer *writer, MonoType *type);

static void
write_name (Writer *writer, const char *name_space, const char *name)
{
	int is_qualified = writer->with_namespaces && *name_space;
	fprintf (writer->output, "%s%s%s", is_qualified ? name_space : "", is_qualified ? "." : "", name);
}

static void
write_class_name (Writer *writer, MonoClass *klass)
{
	MonoClass *outer = mono_class_get_nesting_type (klass);
	if (outer) {
		write_class_name (writer, outer);
		fputc ('/', writer->output);
	}
	write_name (writer, mono_class_get_namespace (klass), mono_class_get_name (klass));
}

/* ---- Custom modifiers ---- */

/* Of rows of TypeDef and TypeRef (ECMA-335 II.22.37, II.22.38): where the class that contains this one is, as a token; 0
 * for a class that stands by itself. */
static uint32_t
outer_token (MonoImage *image, uint32_t token, const MonoTableInfo *table)
{
	int row = (int) mono_metadata_token_index (token) - 1;
	if (mono_metadata_token_table (token) == MONO_TABLE_TYPEDEF) {
		return mono_metadata_nested_in_typedef (image, token);
	}
	uint32_t scope = mono_metadata_decode_row_col (table, row, MONO_TYPEREF_SCOPE);
	if ((scope & MONO_RESOLUTION_SCOPE_MASK) != MONO_RESOLUTION_SCOPE_TYPEREF)
		return 0;
	return mono_metadata_make_token (MONO_TABLE_TYPEREF, scope >> MONO_RESOLUTION_SCOPE_BITS);
}

/* Mono asserts on a string that lies outside of the heap. */
static const char *
text_in_row (MonoImage *image, const MonoTableInfo *table, uint32_t row, unsigned column)
{
	uint32_t at = mono_metadata_decode_row_col (table, (int) row - 1, column);
	return at < MONO_FIELD (uint32_t, image, MonoImage, heap_strings_size) ? mono_metadata_string_heap (image, at) : "";
}

/* What has no row with a name, or is the runtime's own to look up: specifications of types, and all types of assemblies
 * that the program is making. */
static void
write_token (Writer *writer, MonoImage *image, uint32_t token, int depth)
{
	enum { DEEPEST = 32 }; /* rows that contain each other */
	uint32_t number = mono_metadata_token_table (token), row = mono_metadata_token_index (token);
	int is_definition = number == MONO_TABLE_TYPEDEF;
	const MonoTableInfo *table = (is_definition || number == MONO_TABLE_TYPEREF) && !mono_image_is_dynamic (image)
		? mono_image_get_table_info (image, (int) number)
		: NULL;

	if (!table || !row || row > (uint32_t) mono_table_info_get_rows (table) || depth == DEEPEST) {
		fprintf (writer->output, "token 0x%08x", (unsigned) token);
		return;
	}
	uint32_t outer = outer_token (image, token, table);
	if (outer) {
		write_token (writer, image, outer, depth + 1);
		fputc ('/', writer->output);
	}
	write_name (writer,
		text_in_row (image, table, row, is_definition ? MONO_TYPEDEF_NAMESPACE : MONO_TYPEREF_NAMESPACE),
		text_in_row (image, table, row, is_definition ? MONO_TYPEDEF_NAME : MONO_TYPEREF_NAME));
}

static void
write_modifiers (Writer *writer, MonoType *type)
{
	static const char *const kinds [] = { " modopt(", " modreq(" };
	if (mono_type_is_aggregate_mods (type)) {
		/* Those of several images: types, which were resolved when they were put together. */
		uint8_t count = MONO_FIELD (uint8_t, mono_type_get_amods (type), MonoAggregateModContainer, count);
		for (uint8_t i = 0; i < count; ++i) {
			gboolean is_required;
			MonoErrorStorage error;
			error_clear (&error);
			MonoType *modifier = mono_type_get_custom_modifier (type, i, &is_required, &error);
			fputs (kinds [is_required != 0], writer->output);
			write_type (writer, modifier);
			fputc (')', writer->output);
		}
		return;
	}
	const MonoCustomModContainer *modifiers = mono_type_get_cmods (type);
	for (uint8_t i = 0; i < modifiers->count; ++i) {
		fputs (kinds [modifiers->modifiers [i].required], writer->output);
		write_token (writer, modifiers->image, modifiers->modifiers [i].token, 0);
		fputc (')', writer->output);
	}
}

/* ---- Types ---- */

static void
write_arguments (Writer *writer, void *instance)
{
	MonoType **arguments = (MonoType **) MONO_FIELD_ADDRESS (instance, MonoGenericInst, type_argv);
	uint32_t count = MONO_BITS (instance, MonoGenericInst, type_argc);

	fputc ('<', writer->output);
	for (uint32_t i = 0; i < count; ++i) {
		fputs (i ? ", " : "", writer->output);
		write_type (writer, arguments [i]);
	}
	fputc ('>', writer->output);
}

static void
write_generic_instance (Writer *writer, MonoType *type)
{
	void *instance = MONO_FIELD (void *, type, MonoType, data_generic_class);
	void *context = MONO_FIELD_ADDRESS (instance, MonoGenericClass, context);

	write_class_name (writer, MONO_FIELD (MonoClass *, instance, MonoGenericClass, container_class));
	write_arguments (writer, MONO_FIELD (void *, context, MonoGenericContext, class_inst));
}

/* Those that contain no other types, which Mono describes without asking for anything else. */
static void
write_simple_type (Writer *writer, MonoType *type)
{
	_Alignas (void *) char plain [SIZE_MonoType];
	memcpy (plain, type, sizeof plain);
	MONO_SET_BITS (plain, MonoType, has_cmods, 0);
	MONO_SET_BITS (plain, MonoType, byref, 0);
	char *text = mono_type_full_name ((MonoType *) plain);
	fputs (text, writer->output);
	mono_free (text);
}

static void
write_type (Writer *writer, MonoType *type)
{
	switch (mono_type_get_type (type)) {
	case MONO_TYPE_PTR:
		write_type (writer, mono_type_get_ptr_type (type));
		fputc ('*', writer->output);
		break;
	case MONO_TYPE_SZARRAY:
		write_type (writer, mono_class_get_type (mono_type_get_class (type)));
		fputs ("[]", writer->output);
		break;
	case MONO_TYPE_ARRAY: {
		const MonoArrayType *array = mono_type_get_array_type (type);
		write_type (writer, mono_class_get_type (array->eklass));
		fputc ('[', writer->output);
		for (int i = 1; i < array->rank; ++i)
			fputc (',', writer->output);
		fputc (']', writer->output);
		break;
	}
	case MONO_TYPE_CLASS:
	case MONO_TYPE_VALUETYPE:
		write_class_name (writer, mono_type_get_class (type));
		break;
	case MONO_TYPE_GENERICINST:
		write_generic_instance (writer, type);
		break;
	default:
		write_simple_type (writer, type);
	}
	if (MONO_BITS (type, MonoType, has_cmods))
		write_modifiers (writer, type);
	if (mono_type_is_byref (type))
		fputc ('&', writer->output);
}

static void
write_parameters (Writer *writer, MonoMethodSignature *signature)
{
	void *iterator = NULL;
	const char *separator = "";
	for (MonoType *type; (type = mono_signature_get_params (signature, &iterator)); separator = ",") {
		fputs (separator, writer->output);
		write_type (writer, type);
	}
}

/* ---- Methods ---- */

static void *
method_instance (MonoMethod *method)
{
	void *context = mono_method_get_context (method);
	if (!context && MONO_BITS (method, MonoMethod, is_generic))
		context = MONO_FIELD_ADDRESS (mono_method_get_generic_container (method), MonoGenericContainer, context);
	return context ? MONO_FIELD (void *, context, MonoGenericContext, method_inst) : NULL;
}

static void
write_method (Writer *writer, MonoMethod *method)
{
	uint32_t wrapper_kind = method_wrapper_kind (method);
	void *instance = method_instance (method);
	if (wrapper_kind != ENUM_MONO_WRAPPER_NONE)
		fprintf (writer->output, "(wrapper %s) ", mono_wrapper_type_to_str (wrapper_kind));
	write_type (writer, mono_class_get_type (method_class (method)));
	fprintf (writer->output, ":%s", mono_method_get_name (method));
	if (instance)
		write_arguments (writer, instance);
}

static Writer
begin (char **text, size_t *size, int with_namespaces)
{
	Writer writer = { open_memstream (text, size), with_namespaces };
	/* As all of Mono does that makes texts. */
	if (!writer.output)
		abort ();
	return writer;
}

char *
method_description (MonoMethod *method)
{
	char *text;
	size_t size;
	MonoErrorStorage error;
	error_clear (&error);
	MonoMethodSignature *signature = mono_method_signature_checked_slow (method, &error);
	Writer writer = begin (&text, &size, 1);
	write_method (&writer, method);
	fputs (" (", writer.output);
	if (signature)
		write_parameters (&writer, signature);
	else
		fputs ("<unable to load signature>", writer.output);
	fputc (')', writer.output);
	fclose (writer.output);
	mono_error_cleanup (&error);
	return text;
}

char *
class_description (MonoClass *klass)
{
	char *text;
	size_t size;
	Writer writer = begin (&text, &size, 1);
	write_type (&writer, mono_class_get_type (klass));
	fclose (writer.output);
	return text;
}

char *
signature_description (MonoMethodSignature *signature, int with_namespaces)
{
	char *text;
	size_t size;
	Writer writer = begin (&text, &size, with_namespaces);
	write_parameters (&writer, signature);
	fclose (writer.output);
	return text;
}
