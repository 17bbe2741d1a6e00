/* SPDX-License-Identifier: MIT */
#include "values.h"

#include <ctype.h>
#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include <mono/metadata/attrdefs.h>
#include <mono/metadata/debug-helpers.h>

#define MOST_ELEMENTS 64
#define MOST_DEPTH 6

/* ---- Text to values --------------------------------------------------------------------------------------------- */

/* Each parses all of TEXT into VALUE and returns 0 if it does not fit. */
typedef int (*Parse) (const char *text, unsigned int bits, void *value);

static int
parse_signed (const char *text, unsigned int bits, void *value)
{
	char *end;
	int64_t number;

	errno = 0;
	number = strtoll (text, &end, 0);
	if (errno || end == text || *end || (bits < 64 && (number < -(1LL << (bits - 1)) || number >= 1LL << (bits - 1))))
		return 0;
	memcpy (value, &number, bits / 8);
	return 1;
}

static int
parse_unsigned (const char *text, unsigned int bits, void *value)
{
	char *end;
	uint64_t number;

	errno = 0;
	number = strtoull (text, &end, 0);
	if (errno || end == text || *end || *text == '-' || (bits < 64 && number >> bits))
		return 0;
	memcpy (value, &number, bits / 8);
	return 1;
}

static int
parse_float (const char *text, unsigned int bits, void *value)
{
	char *end;

	if (bits == 32)
		*(float *) value = strtof (text, &end);
	else
		*(double *) value = strtod (text, &end);
	return end != text && !*end;
}

static int
parse_boolean (const char *text, unsigned int bits, void *value)
{
	(void) bits;
	*(uint8_t *) value = !strcmp (text, "true") || !strcmp (text, "1");
	return *(uint8_t *) value || !strcmp (text, "false") || !strcmp (text, "0");
}

/* One character, or the number of a UTF-16 code unit with at least two digits. */
static int
parse_char (const char *text, unsigned int bits, void *value)
{
	MonoString *string;

	if (isdigit ((unsigned char) text [0]) && text [1])
		return parse_unsigned (text, bits, value);
	string = mono_string_new (mono_domain_get (), text);
	if (!string || mono_string_length (string) != 1)
		return 0;
	*(uint16_t *) value = mono_string_chars (string) [0];
	return 1;
}

static const struct KindRow {
	const char *name;
	unsigned int bits;
	Parse parse; /* NULL: cannot be written on a command line */
} kinds [] = {
	[TYPE_VOID] = { "void", 0, NULL },
	[TYPE_BOOLEAN] = { "bool", 8, parse_boolean },
	[TYPE_CHAR] = { "char", 16, parse_char },
	[TYPE_INT8] = { "int8", 8, parse_signed },
	[TYPE_UINT8] = { "uint8", 8, parse_unsigned },
	[TYPE_INT16] = { "int16", 16, parse_signed },
	[TYPE_UINT16] = { "uint16", 16, parse_unsigned },
	[TYPE_INT32] = { "int32", 32, parse_signed },
	[TYPE_UINT32] = { "uint32", 32, parse_unsigned },
	[TYPE_INT64] = { "int64", 64, parse_signed },
	[TYPE_UINT64] = { "uint64", 64, parse_unsigned },
	[TYPE_NATIVE_INT] = { "native int", 64, parse_signed },
	[TYPE_NATIVE_UINT] = { "native unsigned int", 64, parse_unsigned },
	[TYPE_FLOAT32] = { "float32", 32, parse_float },
	[TYPE_FLOAT64] = { "float64", 64, parse_float },
	[TYPE_REFERENCE] = { "object reference", 64, NULL },
	[TYPE_BYREF] = { "managed pointer", 64, NULL },
	[TYPE_POINTER] = { "pointer", 64, NULL },
	[TYPE_FUNCTION_POINTER] = { "function pointer", 64, NULL },
	[TYPE_VALUE_TYPE] = { "value type", 0, NULL },
	[TYPE_TYPED_REFERENCE] = { "typed reference", 0, NULL },
};

/* OBJECT, kept alive and in place until the process ends: one call is all it runs. */
static void *
pin (void *object)
{
	mono_gchandle_new (object, 1);
	return object;
}

/* Enum.Parse (Type, string): knows names, lists of flags and numbers. Returns 0 when it throws. */
static int
parse_enum (Host *host, MonoClass *klass, const char *text, void *value, size_t size)
{
	MonoClass *enum_class = mono_get_enum_class ();
	void *arguments [2] = {
		mono_type_get_object (host->domain, mono_class_get_type (klass)),
		mono_string_new (host->domain, text),
	};
	MonoObject *exception = NULL;
	MonoObject *boxed = mono_runtime_invoke (mono_class_get_method_from_name (enum_class, "Parse", 2), NULL, arguments,
		&exception);

	if (exception || !boxed)
		return 0;
	memcpy (value, mono_object_unbox (boxed), size);
	return 1;
}

static MonoArray *
make_string_array (Host *host, char *const *texts, int count)
{
	MonoArray *array = mono_array_new (host->domain, mono_get_string_class (), count);

	for (int i = 0; i < count; i++)
		mono_array_setref (array, i, mono_string_new (host->domain, texts [i]));
	return array;
}

/* A reference for TEXT: a string for a parameter of type string or object, null for "null". */
static void *
parse_reference (Host *host, const ClassDescription *info, const char *text, const char *class_name)
{
	if (!strcmp (text, "null"))
		return NULL;
	if (!(info->flags & (CLASS_STRING | CLASS_OBJECT)))
		fail ("an argument of type %s can only be null on a command line, not '%s'", class_name, text);
	return pin (mono_string_new (host->domain, text));
}

static void *
parse_value (Host *host, ClrType *type, const char *text)
{
	TypeDescription info = { .size = sizeof info };
	ClassDescription class_info = { .size = sizeof class_info };
	char class_name [256] = "";
	const struct KindRow *kind;
	void *value;

	if (!host->runtime->describe_type (host->runtime, type, &info) ||
		(info.klass && !host->runtime->describe_class (host->runtime, info.klass, &class_info)))
		fail ("the type of a parameter cannot be loaded: %s", host_failure (host->runtime));
	if (info.klass)
		host->runtime->get_class_name (host->runtime, info.klass, class_name, sizeof class_name);
	kind = &kinds [info.kind];
	if (info.kind == TYPE_REFERENCE)
		return parse_reference (host, &class_info, text, class_name);
	if (!kind->parse)
		fail ("a parameter of type %s (%s) cannot be written on a command line", class_name, kind->name);
	value = allocate (sizeof (uint64_t));
	if (class_info.flags & CLASS_ENUM && parse_enum (host, (MonoClass *) info.klass, text, value, kind->bits / 8))
		return value;
	if (class_info.flags & CLASS_ENUM || !kind->parse (text, kind->bits, value))
		fail ("'%s' is not a value of type %s (%s)", text, class_name, kind->name);
	return value;
}

/* The program's entry point takes all its arguments as one string[]. */
static int
takes_string_array (Host *host, const SignatureDescription *signature)
{
	TypeDescription info = { .size = sizeof info };
	ClassDescription class_info = { .size = sizeof class_info }, element_info = { .size = sizeof element_info };
	IRuntimeInformation *runtime = host->runtime;

	return signature->parameter_count == 1 && runtime->describe_type (runtime, signature->parameters [0], &info) &&
		info.kind == TYPE_REFERENCE && runtime->describe_class (runtime, info.klass, &class_info) &&
		class_info.flags & CLASS_VECTOR && runtime->describe_class (runtime, class_info.element, &element_info) &&
		element_info.flags & CLASS_STRING;
}

void **
values_parse (Host *host, MethodInfo *method, char *const *texts, int count)
{
	MethodDescription info = { .size = sizeof info };
	SignatureDescription signature = { .size = sizeof signature };
	void **values;
	char *name = host_method_name (host->runtime, method);

	if (!host->runtime->describe_method (host->runtime, method, &info) ||
		!host->runtime->describe_signature (host->runtime, info.signature, &signature))
		fail ("the signature of %s cannot be loaded", name);
	values = allocate ((signature.parameter_count + 1) * sizeof (void *));
	if (takes_string_array (host, &signature)) {
		values [0] = pin (make_string_array (host, texts, count));
	} else {
		if ((uint32_t) count != signature.parameter_count)
			fail ("%s takes %u argument%s, not %d", name, (unsigned) signature.parameter_count,
				signature.parameter_count == 1 ? "" : "s", count);
		for (int i = 0; i < count; i++)
			values [i] = parse_value (host, signature.parameters [i], texts [i]);
	}
	free (name);
	return values;
}

void *
values_make_receiver (Host *host, MethodInfo *method)
{
	MethodDescription info = { .size = sizeof info };
	MonoClass *klass;
	MonoObject *object, *exception = NULL;
	MonoMethod *constructor;

	if (!host->runtime->describe_method (host->runtime, method, &info) || info.flags & METHOD_STATIC)
		return NULL;
	klass = (MonoClass *) info.klass;
	if (mono_class_get_flags (klass) & (MONO_TYPE_ATTR_ABSTRACT | MONO_TYPE_ATTR_INTERFACE))
		fail ("%s is an instance method of an abstract class or interface: there is no object to call it on",
			mono_method_get_name ((MonoMethod *) method));
	object = pin (mono_object_new (host->domain, klass));
	if (mono_class_is_valuetype (klass))
		return mono_object_unbox (object);
	if (info.flags & METHOD_CONSTRUCTOR)
		return object;
	constructor = mono_class_get_method_from_name (klass, ".ctor", 0);
	if (!constructor)
		fail ("%s is an instance method, and %s has no constructor without parameters to make an object with",
			mono_method_get_name ((MonoMethod *) method), mono_class_get_name (klass));
	mono_runtime_invoke (constructor, object, NULL, &exception);
	if (exception)
		fail ("the constructor of %s threw %s", mono_class_get_name (klass),
			mono_class_get_name (mono_object_get_class (exception)));
	return object;
}

/* ---- Values to text --------------------------------------------------------------------------------------------- */

static void print_object (FILE *file, Host *host, MonoObject *object, int depth);

static void
print_string (FILE *file, MonoString *string)
{
	const uint16_t *characters = mono_string_chars (string);

	fputc ('"', file);
	for (int i = 0; i < mono_string_length (string); i++)
		if (characters [i] >= ' ' && characters [i] < 127 && characters [i] != '"' && characters [i] != '\\')
			fputc (characters [i], file);
		else
			fprintf (file, "\\u%04x", characters [i]);
	fputc ('"', file);
}

static void
print_float64 (FILE *file, const void *value)
{
	double number;
	uint64_t bits;

	memcpy (&number, value, sizeof number);
	memcpy (&bits, value, sizeof bits);
	fprintf (file, "%.17g (bits 0x%016" PRIx64 ")", number, bits);
}

static void
print_float32 (FILE *file, const void *value)
{
	float number;
	uint32_t bits;

	memcpy (&number, value, sizeof number);
	memcpy (&bits, value, sizeof bits);
	fprintf (file, "%.9g (bits 0x%08" PRIx32 ")", number, bits);
}

static void
print_primitive (FILE *file, int type, const void *value)
{
	switch (type) {
	case MONO_TYPE_BOOLEAN:
		fputs (*(const uint8_t *) value ? "true" : "false", file);
		break;
	case MONO_TYPE_CHAR:
		fprintf (file, "U+%04x", *(const uint16_t *) value);
		break;
	case MONO_TYPE_I1:
		fprintf (file, "%d", *(const int8_t *) value);
		break;
	case MONO_TYPE_U1:
		fprintf (file, "%u", *(const uint8_t *) value);
		break;
	case MONO_TYPE_I2:
		fprintf (file, "%d", *(const int16_t *) value);
		break;
	case MONO_TYPE_U2:
		fprintf (file, "%u", *(const uint16_t *) value);
		break;
	case MONO_TYPE_I4:
		fprintf (file, "%" PRId32, *(const int32_t *) value);
		break;
	case MONO_TYPE_U4:
		fprintf (file, "%" PRIu32, *(const uint32_t *) value);
		break;
	case MONO_TYPE_I8:
	case MONO_TYPE_I:
		fprintf (file, "%" PRId64, *(const int64_t *) value);
		break;
	case MONO_TYPE_U8:
	case MONO_TYPE_U:
		fprintf (file, "%" PRIu64, *(const uint64_t *) value);
		break;
	case MONO_TYPE_R4:
		print_float32 (file, value);
		break;
	case MONO_TYPE_R8:
		print_float64 (file, value);
		break;
	/* An address says nothing to a reader, and differs between processes. */
	default:
		fputs (*(void *const *) value ? "an address" : "null", file);
		break;
	}
}

static void
print_array (FILE *file, Host *host, MonoArray *array, int depth)
{
	MonoClass *element = mono_class_get_element_class (mono_object_get_class ((MonoObject *) array));
	int element_size = mono_array_element_size (mono_object_get_class ((MonoObject *) array));
	uintptr_t length = mono_array_length (array);

	fprintf (file, "[%zu] {", (size_t) length);
	for (uintptr_t i = 0; i < length && i < MOST_ELEMENTS; i++) {
		char *address = mono_array_addr_with_size (array, element_size, i);
		fputs (i ? ", " : " ", file);
		print_object (file, host,
			mono_class_is_valuetype (element) ? mono_value_box (host->domain, element, address)
											  : *(MonoObject **) address,
			depth + 1);
	}
	fputs (length > MOST_ELEMENTS ? ", ... }" : " }", file);
}

static void
print_fields (FILE *file, Host *host, MonoObject *object, int depth)
{
	MonoClass *klass = mono_object_get_class (object);
	MonoClassField *field;
	void *iterator = NULL;
	int count = 0;

	fputs (" {", file);
	while ((field = mono_class_get_fields (klass, &iterator))) {
		if (mono_field_get_flags (field) & MONO_FIELD_ATTR_STATIC)
			continue;
		fprintf (file, "%s%s = ", count++ ? ", " : " ", mono_field_get_name (field));
		print_object (file, host, mono_field_get_value_object (host->domain, field, object), depth + 1);
	}
	fputs (" }", file);
}

static void
print_as_string (FILE *file, MonoObject *object)
{
	/* mono_object_to_string would do, but does not enter the runtime as mono_runtime_invoke does (metadata/object.c), and
	 * Mono aborts when the first call of a static constructor comes that way. */
	MonoMethod *to_string = mono_object_get_virtual_method (object,
		mono_class_get_method_from_name (mono_get_object_class (), "ToString", 0));
	int takes_value = mono_class_is_valuetype (mono_method_get_class (to_string));
	MonoObject *exception = NULL;
	MonoObject *string = mono_runtime_invoke (to_string, takes_value ? mono_object_unbox (object) : object, NULL,
		&exception);

	fputc (' ', file);
	if (exception)
		fprintf (file, "(ToString threw %s)", mono_class_get_name (mono_object_get_class (exception)));
	else if (string)
		print_string (file, (MonoString *) string);
	else
		fputs ("(ToString returned null)", file);
}

/* Objects by type and contents, never by address. */
static void
print_object (FILE *file, Host *host, MonoObject *object, int depth)
{
	MonoClass *klass;
	MonoType *type;
	char *name;
	int code;

	if (!object) {
		fputs ("null", file);
		return;
	}
	klass = mono_object_get_class (object);
	type = mono_class_get_type (klass);
	code = mono_type_get_type (type);
	name = mono_type_get_name (type);
	if (code == MONO_TYPE_STRING) {
		fputs ("string ", file);
		print_string (file, (MonoString *) object);
	} else if (mono_class_is_enum (klass)) {
		fprintf (file, "%s ", name);
		print_primitive (file, mono_type_get_type (mono_class_enum_basetype (klass)), mono_object_unbox (object));
		print_as_string (file, object);
	} else if ((code >= MONO_TYPE_BOOLEAN && code <= MONO_TYPE_R8) || code == MONO_TYPE_I || code == MONO_TYPE_U) {
		fprintf (file, "%s ", name);
		print_primitive (file, code, mono_object_unbox (object));
	} else {
		fputs (name, file);
		if (depth < MOST_DEPTH && mono_class_get_rank (klass))
			print_array (file, host, (MonoArray *) object, depth);
		else if (depth < MOST_DEPTH && mono_class_is_valuetype (klass))
			print_fields (file, host, object, depth);
		else if (depth == 0)
			print_as_string (file, object);
	}
	mono_free (name);
}

void
values_print_result (FILE *file, Host *host, const ExecutionResult *result)
{
	if (result->threw)
		fprintf (file, "threw %s", result->exception);
	else if (result->kind == TYPE_VOID)
		fputs ("void", file);
	else if (result->boxed || result->kind == TYPE_REFERENCE)
		print_object (file, host, result->boxed, 0);
	else if (result->kind == TYPE_FLOAT32)
		print_float32 (file, result->value);
	else if (result->kind == TYPE_FLOAT64)
		print_float64 (file, result->value);
	else {
		/* Without a box there is only the word itself: pointers of all sorts. */
		fprintf (file, "%s ", kinds [result->kind].name);
		print_primitive (file, MONO_TYPE_PTR, result->value);
	}
}
