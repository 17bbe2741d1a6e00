/* SPDX-License-Identifier: MIT
 *
 * A host: selects BigStep, loads an assembly and calls a static method `int NAME (int)` of it.
 *
 *   ./embed ASSEMBLY Namespace.Type:Method NUMBER
 *
 * All of it is Mono's usual embedding API, but for mono_compiler_select. */
#include <stdio.h>
#include <stdlib.h>

#include <mono/jit/jit.h>
#include <mono/metadata/assembly.h>
#include <mono/metadata/debug-helpers.h>
#include <mono-compiler.h>

static MonoMethod *
get_method_info_for (MonoImage *image, const char *name)
{
	MonoMethodDesc *description = mono_method_desc_new (name, 1);
	MonoMethod *method = description ? mono_method_desc_search_in_image (description, image) : NULL;

	if (description)
		mono_method_desc_free (description);
	return method;
}

static void
print_exception (MonoObject *exception)
{
	MonoMethod *to_string = mono_class_get_method_from_name (mono_get_object_class (), "ToString", 0);
	MonoObject *another = NULL;
	MonoObject *string = mono_runtime_invoke (mono_object_get_virtual_method (exception, to_string), exception, NULL,
		&another);
	char *text = string && !another ? mono_string_to_utf8 ((MonoString *) string) : NULL;

	fprintf (stderr, "Unhandled exception: %s\n", text ? text : "its ToString threw another one");
	mono_free (text);
}

int
main (int argument_count, char **arguments)
{
	char error [512];
	int number;
	MonoDomain *domain;
	MonoAssembly *assembly;
	MonoMethod *method;
	MonoObject *result, *exception = NULL;
	void *parameters [1] = { &number };

	if (argument_count != 4) {
		fprintf (stderr, "usage: %s ASSEMBLY Namespace.Type:Method NUMBER\n", arguments [0]);
		return 2;
	}
	/* Before mono_jit_init: from then on every method the program calls goes to the compiler. */
	if (!mono_compiler_select ("bigstep", error, sizeof error)) {
		fprintf (stderr, "%s\n", error);
		return 2;
	}
	domain = mono_jit_init ("embed");
	assembly = mono_domain_assembly_open (domain, arguments [1]);
	method = assembly ? get_method_info_for (mono_assembly_get_image (assembly), arguments [2]) : NULL;
	if (!method) {
		fprintf (stderr, "cannot find %s in %s\n", arguments [2], arguments [1]);
		return 2;
	}
	number = atoi (arguments [3]);
	result = mono_runtime_invoke (method, NULL, parameters, &exception);
	if (exception)
		print_exception (exception);
	else if (result)
		printf ("%d\n", *(int *) mono_object_unbox (result));
	mono_jit_cleanup (domain);
	return exception != NULL;
}
