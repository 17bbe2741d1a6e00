/* SPDX-License-Identifier: MIT
 *
 * Managed code calls into the host, which is GC-safe there, and the host back into managed code that is new: by two
 * functions that change the state first, and two that do not. */
#include <mono/jit/jit.h>
#include <mono/metadata/assembly.h>
#include <mono/metadata/mono-config.h>
#include <stdio.h>

static MonoImage *image;

/* Found by P/Invoke in "__Internal". */
int
host_call_back (int depth)
{
	MonoObject *exception = NULL;
	void *arguments [1] = { &depth };
	MonoClass *klass = mono_class_from_name (image, "", depth % 2 ? "Odd" : "Even");
	MonoObject *object = mono_object_new (mono_domain_get (), klass);
	puts (mono_string_to_utf8 (mono_object_to_string (object, &exception)));
	MonoObject *handler = mono_runtime_invoke (mono_class_get_method_from_name (klass, "Make", 0), NULL, NULL,
		&exception);
	return *(int *) mono_object_unbox (mono_runtime_delegate_invoke (handler, arguments, &exception));
}

int
main (int argc, char **argv)
{
	MonoObject *exception = NULL;
	if (argc < 2)
		return 2;
	mono_config_parse (NULL);
	MonoDomain *domain = mono_jit_init ("host");
	image = mono_assembly_get_image (mono_domain_assembly_open (domain, argv [1]));
	MonoClass *klass = mono_class_from_name (image, "", "Program");
	MonoObject *sum = mono_runtime_invoke (mono_class_get_method_from_name (klass, "Start", 0), NULL, NULL, &exception);
	printf ("%d\n", *(int *) mono_object_unbox (sum));
	fflush (stdout);
	mono_jit_cleanup (domain);
	return 0;
}
