/* SPDX-License-Identifier: MIT
 *
 * A host prints an object whose class has methods of its own, right after mono_jit_init. */
#include <mono/jit/jit.h>
#include <mono/metadata/assembly.h>
#include <mono/metadata/mono-config.h>
#include <stdio.h>

int
main (int argc, char **argv)
{
	MonoObject *exception = NULL;
	if (argc < 2)
		return 2;
	mono_config_parse (NULL);
	MonoDomain *domain = mono_jit_init_version ("host", "v4.0.30319");
	MonoImage *image = mono_assembly_get_image (mono_domain_assembly_open (domain, argv [1]));
	MonoClass *klass = mono_class_from_name (image, "", "Item");
	MonoObject *object = mono_object_new (domain, klass);
	mono_runtime_object_init (object);
	puts (mono_string_to_utf8 (mono_object_to_string (object, &exception)));
	fflush (stdout);
	mono_jit_cleanup (domain);
	return 0;
}
