/* SPDX-License-Identifier: MIT
 *
 * ToString of boxed generic structs, of a kind that shares its code and one that does not. */
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
	MonoDomain *domain = mono_jit_init ("host");
	MonoImage *image = mono_assembly_get_image (mono_domain_assembly_open (domain, argv [1]));
	MonoClass *klass = mono_class_from_name (image, "", "Boxes");
	static const char *const makers [] = { "OfNumbers", "OfTexts" };
	for (int i = 0; i < 2; ++i) {
		MonoMethod *maker = mono_class_get_method_from_name (klass, makers [i], 0);
		MonoObject *box = mono_runtime_invoke (maker, NULL, NULL, &exception);
		puts (mono_string_to_utf8 (mono_object_to_string (box, &exception)));
	}
	fflush (stdout);
	mono_jit_cleanup (domain);
	return 0;
}
