/* SPDX-License-Identifier: MIT
 *
 * A host hands an event to a delegate, as the first that it does with objects: its handler is to be compiled while the
 * thread is GC-safe. */
#include <mono/jit/jit.h>
#include <mono/metadata/assembly.h>
#include <mono/metadata/mono-config.h>
#include <stdio.h>

int
main (int argc, char **argv)
{
	MonoObject *exception = NULL;
	int five = 5;
	void *arguments [1] = { &five };
	if (argc < 2)
		return 2;
	mono_config_parse (NULL);
	MonoDomain *domain = mono_jit_init_version ("host", "v4.0.30319");
	MonoImage *image = mono_assembly_get_image (mono_domain_assembly_open (domain, argv [1]));
	MonoClass *klass = mono_class_from_name (image, "", "Events");
	MonoObject *handler = mono_runtime_invoke (mono_class_get_method_from_name (klass, "Make", 0), NULL, NULL,
		&exception);
	mono_runtime_delegate_invoke (handler, arguments, &exception);
	printf ("%d\n", *(int *) mono_object_unbox (mono_runtime_delegate_invoke (handler, arguments, &exception)));
	fflush (stdout);
	mono_jit_cleanup (domain);
	return 0;
}
