/* SPDX-License-Identifier: MIT
 *
 * From "Namespace.Type:Method(int,string)" to a method, and a list of candidates when that does not work. */
#include "host.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <mono/metadata/debug-helpers.h>
#include <mono/metadata/row-indexes.h>
#include <mono/metadata/tokentype.h>

#include "instantiate.h"

#define MOST_CANDIDATES 30

typedef struct Description {
	char *type;
	char *method;         /* with its parameter list, if one was given */
	size_t name_length;   /* of the bare name in `method` */
	char *type_arguments; /* of a generic method, or NULL */
} Description;

/* The parts of "Type:Method<Argument>(int)". Both ':' and '::' separate; a nested type may be written with '/'. */
static void
split (const char *text, Description *description)
{
	const char *parameters = strchr (text, '(');
	size_t head = parameters ? (size_t) (parameters - text) : strlen (text);
	size_t colon = head;
	size_t type_length;
	char *opening;

	while (colon > 0 && text [colon - 1] != ':')
		colon--;
	type_length = colon;
	while (type_length > 0 && text [type_length - 1] == ':')
		type_length--;
	if (type_length == 0 || colon == head)
		fail ("'%s' does not name a method; write Namespace.Type:Method or Namespace.Type:Method(int,string)", text);
	description->type = strndup (text, type_length);
	for (char *letter = description->type; *letter; letter++)
		if (*letter == '/')
			*letter = '+';
	description->method = strdup (text + colon);
	description->name_length = head - colon;
	description->type_arguments = NULL;
	/* A compiler-made name such as "<Main>b__0" starts with '<'; arguments come after a name and end the head. */
	opening = strchr (description->method + 1, '<');
	if (description->method [0] != '<' && opening && description->method [description->name_length - 1] == '>') {
		size_t start = opening - description->method;
		description->type_arguments = strndup (opening + 1, description->name_length - start - 2);
		memmove (opening, description->method + description->name_length,
			strlen (description->method + description->name_length) + 1);
		description->name_length = start;
	}
}

static void
list_similar_types (Host *host, const char *type)
{
	const MonoTableInfo *table = mono_image_get_table_info (host->image, MONO_TABLE_TYPEDEF);
	const char *simple = type + strlen (type);
	uint32_t columns [MONO_TYPEDEF_SIZE];
	int found = 0;

	while (simple > type && simple [-1] != '.' && simple [-1] != '+')
		simple--;
	for (int row = 0; row < mono_table_info_get_rows (table) && found < MOST_CANDIDATES; row++) {
		const char *name, *name_space;
		mono_metadata_decode_row (table, row, columns, MONO_TYPEDEF_SIZE);
		name = mono_metadata_string_heap (host->image, columns [MONO_TYPEDEF_NAME]);
		name_space = mono_metadata_string_heap (host->image, columns [MONO_TYPEDEF_NAMESPACE]);
		if (!strcasestr (name, simple))
			continue;
		if (found++ == 0)
			fputs ("Types with a similar name:\n", stderr);
		fprintf (stderr, "  %s%s%s\n", name_space, *name_space ? "." : "", name);
	}
}

/* The methods of KLASS called as in DESCRIPTION, or if there is none, all methods. Returns how many are called so. */
static int
list_candidates (Host *host, ClassInfo *klass, const Description *description, int same_name_only)
{
	MonoMethod *method;
	void *iterator = NULL;
	int found = 0, same_name = 0;

	while ((method = mono_class_get_methods ((MonoClass *) klass, &iterator))) {
		const char *name = mono_method_get_name (method);
		int is_same = strlen (name) == description->name_length &&
			!strncmp (name, description->method, description->name_length);
		same_name += is_same;
		if ((same_name_only && !is_same) || found == MOST_CANDIDATES)
			continue;
		if (found++ == 0)
			fputs ("Candidates:\n", stderr);
		char *full = host_method_name (host->runtime, (MethodInfo *) method);
		fprintf (stderr, "  %s\n", full);
		free (full);
	}
	return same_name;
}

static MethodInfo *
instantiate_with_names (Host *host, MethodInfo *method, const char *names)
{
	MonoType *arguments [MOST_TYPE_PARAMETERS];
	unsigned int count = 0;
	char *copy = strdup (names), *rest = copy, *name;
	MonoMethod *instance;

	while ((name = strsep (&rest, ","))) {
		ClassInfo *klass = host->runtime->get_class_info_for (host->runtime, host->assembly, name + strspn (name, " "));
		if (!klass)
			fail ("there is no type '%s' to use as a type argument; write it as in System.Int32", name);
		if (count == MOST_TYPE_PARAMETERS)
			fail ("more than %d type arguments", MOST_TYPE_PARAMETERS);
		arguments [count++] = mono_class_get_type ((MonoClass *) klass);
	}
	free (copy);
	instance = instantiate_method (host->domain, (MonoMethod *) method, arguments, count);
	if (!instance)
		fail ("the type arguments '%s' do not fit the method", names);
	return (MethodInfo *) instance;
}

MethodInfo *
host_find_method (Host *host, const char *text)
{
	Description description;
	ClassInfo *klass;
	MethodInfo *method;

	split (text, &description);
	klass = host->runtime->get_class_info_for (host->runtime, host->assembly, description.type);
	if (!klass) {
		char *failure = host_failure (host->runtime);
		list_similar_types (host, description.type);
		fail ("there is no type '%s' in %s: %s", description.type, host->path, failure);
	}
	method = host->runtime->get_method_info_for (host->runtime, klass, description.method);
	if (!method) {
		char *failure = host_failure (host->runtime);
		if (list_candidates (host, klass, &description, 1) == 0) {
			list_candidates (host, klass, &description, 0);
			fail ("the type '%s' has no method '%.*s'", description.type, (int) description.name_length,
				description.method);
		}
		fail ("'%s' does not name exactly one method: %s", text, failure);
	}
	if (description.type_arguments)
		method = instantiate_with_names (host, method, description.type_arguments);
	free (description.type);
	free (description.method);
	free (description.type_arguments);
	return method;
}
