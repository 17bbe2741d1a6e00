/* SPDX-License-Identifier: MIT
 *
 * Lookup by name, for hosts and tests. */
#include <ctype.h>
#include <stdlib.h>
#include <unistd.h>

#include "questions.h"

/* ---- Assemblies ------------------------------------------------------------------------------------------------- */

static AssemblyInfo *
get_loaded_assembly (Request *request, const char *path, MonoAssembly *assembly, MonoImageOpenStatus status)
{
	if (assembly != NULL)
		return (AssemblyInfo *) assembly;
	if (status == MONO_IMAGE_OK)
		status = MONO_IMAGE_IMAGE_INVALID;
	request_fail_with (request, "System", "BadImageFormatException", "%s cannot be loaded as an assembly: %s.", path,
		mono_image_strerror (status));
	return NULL;
}

static AssemblyInfo *
open_assembly (IRuntimeInformation *runtime, const char *path)
{
	Request *request = request_asked (runtime);
	MonoImageOpenStatus status = MONO_IMAGE_OK;
	MonoErrorStorage error;

	error_clear (&error);
	/* Mono reports a file it cannot read with whatever errno is by then. */
	if (access (path, R_OK) != 0) {
		mono_error_set_simple_file_not_found (&error, path, 0);
		return fail_pointer (request, &error);
	}
	return get_loaded_assembly (request, path, mono_assembly_open (path, &status), status);
}

/* ---- Classes ---------------------------------------------------------------------------------------------------- */

static ClassInfo *
get_class_info_for (IRuntimeInformation *runtime, AssemblyInfo *runtime_assembly, const char *name)
{
	Request *request = request_asked (runtime);
	/* Never NULL: loading the assembly that a name mentions starts from the image's folder. */
	MonoImage *image = runtime_assembly != NULL ? mono_assembly_get_image ((MonoAssembly *) runtime_assembly)
												: mono_get_corlib ();
	MonoErrorStorage error;

	error_clear (&error);
	MonoType *type = mono_reflection_type_from_name_checked ((char *) name, image, &error);
	if (!error_is_ok (&error))
		return fail_pointer (request, &error);
	if (type == NULL || mono_type_is_byref (type)) {
		request_fail_with (request, "System", "TypeLoadException", "There is no class '%s' in %s or the core library.",
			name, mono_image_get_name (image));
		return NULL;
	}
	MonoClass *klass = mono_class_from_mono_type (type);
	return class_load (request, klass) ? (ClassInfo *) klass : NULL;
}

/* ---- Methods ---------------------------------------------------------------------------------------------------- */

static void
remove_spaces (char *text)
{
	char *end = text;
	for (const char *at = text; *at != 0; ++at)
		if (!isspace ((unsigned char) *at))
			*end++ = *at;
	*end = 0;
}

/* Whether PARAMETERS, "int,System.String)", are SIGNATURE's, written with namespaces or without. */
static int
parameters_are (MonoMethodSignature *signature, const char *parameters)
{
	size_t length = strlen (parameters);
	int equal = 0;

	for (mono_bool with_namespaces = 0; with_namespaces <= 1 && !equal; ++with_namespaces) {
		char *description = signature_description (signature, with_namespaces);
		remove_spaces (description);
		equal = strlen (description) + 1 == length && strncmp (description, parameters, length - 1) == 0;
		free (description);
	}
	return equal && parameters [length - 1] == ')';
}

/* A description "Name<int>(int,string)" in its parts, which lie in one copy of it. */
typedef struct Description {
	char *name;
	char *arguments;  /* of a generic method, separated by commas; NULL for none */
	char *parameters; /* with the closing parenthesis; NULL for any */
} Description;

static Description
parse_description (const char *text)
{
	Description description = { strdup (text), NULL, NULL };
	char *end;

	remove_spaces (description.name);
	description.parameters = strchr (description.name, '(');
	if (description.parameters != NULL)
		*description.parameters++ = 0;
	/* Compilers give methods names such as "<Main>b__0": arguments are what ends the name. */
	end = description.name + strlen (description.name);
	if (end > description.name && end [-1] == '>') {
		unsigned depth = 0;
		char *start = end;
		do {
			--start;
			depth += *start == '>';
			depth -= *start == '<';
		} while (depth > 0 && start > description.name);
		if (start > description.name) {
			end [-1] = 0;
			*start = 0;
			description.arguments = start + 1;
		}
	}
	return description;
}

/* The only method of KLASS that fits DESCRIPTION; NULL with a failure. TEXT is what the caller wrote. */
static MonoMethod *
find_described_method (Request *request, MonoClass *klass, const Description *description, const char *text)
{
	MonoMethod *method, *found = NULL;
	void *iterator = NULL;

	while ((method = mono_class_get_methods (klass, &iterator)) != NULL) {
		if (strcmp (mono_method_get_name (method), description->name) != 0)
			continue;
		if (description->arguments != NULL && !MONO_BITS (method, MonoMethod, is_generic))
			continue;
		MonoMethodSignature *signature = method_signature (request, method);
		if (signature == NULL)
			return NULL;
		if (description->parameters != NULL && !parameters_are (signature, description->parameters))
			continue;
		if (found != NULL) {
			request_fail_with (request, "System.Reflection", "AmbiguousMatchException",
				"%s has several methods '%s': add the types of the parameters, as in 'Name(int,string)'.",
				mono_class_get_name (klass), text);
			return NULL;
		}
		found = method;
	}
	if (found == NULL)
		request_fail_with (request, "System", "MissingMethodException", "%s has no method '%s'.",
			mono_class_get_name (klass), text);
	return found;
}

enum { MAXIMUM_GENERIC_ARGUMENTS = 32 };

/* The length of the first type's name in NAMES: up to a comma outside of brackets. */
static size_t
first_name_length (const char *names)
{
	int depth = 0;
	const char *at = names;

	for (; *at != 0 && (*at != ',' || depth > 0); ++at)
		depth += (*at == '[') - (*at == ']');
	return (size_t) (at - names);
}

/* The instantiation of METHOD with the classes that NAMES, separated by commas, stand for. */
static MonoMethod *
instantiate_method (Request *request, MonoMethod *method, char *names)
{
	_Alignas (void *) char context [SIZE_MonoGenericContext] = { 0 };
	MonoType *types [MAXIMUM_GENERIC_ARGUMENTS];
	MonoAssembly *assembly = mono_image_get_assembly (mono_class_get_image (method_class (method)));
	MonoMethodSignature *signature = method_signature (request, method);
	uint32_t count = 0;
	MonoErrorStorage error;

	if (signature == NULL)
		return NULL;
	uint32_t expected = MONO_BITS (signature, MonoMethodSignature, generic_param_count);
	while (*names != 0 && count < MAXIMUM_GENERIC_ARGUMENTS) {
		size_t length = first_name_length (names);
		int is_last = names [length] == 0;
		names [length] = 0;
		ClassInfo *argument = get_class_info_for (&request->table, (AssemblyInfo *) assembly, names);
		if (argument == NULL)
			return NULL;
		types [count++] = mono_class_get_type (mono_class_of (argument));
		names += length + (is_last ? 0 : 1);
	}
	if (count != expected) {
		request_fail_with (request, "System", "ArgumentException", "%s has %u generic parameters, not %u.",
			mono_method_get_name (method), (unsigned) expected, (unsigned) count);
		return NULL;
	}
	MonoGenericContext *of_class = mono_class_get_context (method_class (method));
	if (of_class != NULL)
		MONO_FIELD (void *, context, MonoGenericContext, class_inst) = MONO_FIELD (void *, of_class, MonoGenericContext,
			class_inst);
	MONO_FIELD (void *, context, MonoGenericContext, method_inst) = mono_metadata_get_generic_inst ((int) count, types);
	error_clear (&error);
	MonoMethod *instance = mono_class_inflate_generic_method_checked (method, (MonoGenericContext *) context, &error);
	return error_is_ok (&error) ? instance : fail_pointer (request, &error);
}

static MethodInfo *
get_method_info_for (IRuntimeInformation *runtime, ClassInfo *runtime_class, const char *text)
{
	Request *request = request_asked (runtime);
	MonoClass *klass = mono_class_of (runtime_class);

	if (!class_load (request, klass))
		return NULL;
	Description description = parse_description (text);
	MonoMethod *method = find_described_method (request, klass, &description, text);
	if (method != NULL && description.arguments != NULL)
		method = instantiate_method (request, method, description.arguments);
	free (description.name);
	return (MethodInfo *) method;
}

/* ---- Fields ----------------------------------------------------------------------------------------------------- */

static FieldInfo *
get_field_info_for (IRuntimeInformation *runtime, ClassInfo *runtime_class, const char *name)
{
	Request *request = request_asked (runtime);
	MonoClass *klass = mono_class_of (runtime_class);

	if (!class_load (request, klass))
		return NULL;
	MonoClassField *field = mono_class_get_field_from_name (klass, name);
	if (field == NULL)
		request_fail_with (request, "System", "MissingFieldException", "%s has no field '%s'.",
			mono_class_get_name (klass), name);
	return (FieldInfo *) field;
}

void
runtime_information_fill_names (IRuntimeInformation *table)
{
	table->open_assembly = open_assembly;
	table->get_class_info_for = get_class_info_for;
	table->get_method_info_for = get_method_info_for;
	table->get_field_info_for = get_field_info_for;
}
