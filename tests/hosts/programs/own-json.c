/* SPDX-License-Identifier: MIT
 *
 * A host with functions of its own that are named as those of a library which our runtime uses: statistics are written
 * without them. */
#include <mono/jit/jit.h>
#include <mono/metadata/assembly.h>
#include <mono/metadata/mono-config.h>
#include <stdio.h>
#include <stdlib.h>

#define OWN(name) \
	void name (void) \
	{ \
		puts ("the host's " #name); \
		exit (1); \
	}
/* What writing a number as JSON needs */
OWN (json_object_new_object)
OWN (json_object_new_array)
OWN (json_object_new_int64)
OWN (json_object_new_string)
OWN (json_object_object_add)
OWN (json_object_to_json_string_ext)
OWN (json_object_put)
OWN (printbuf_new)
OWN (lh_table_new)

int
main (int argc, char **argv)
{
	if (argc < 2)
		return 2;
	mono_config_parse (NULL);
	MonoDomain *domain = mono_jit_init ("host");
	int status = mono_jit_exec (domain, mono_domain_assembly_open (domain, argv [1]), 1, argv + 1);
	printf ("%d\n", status);
	fflush (stdout);
	mono_jit_cleanup (domain);
	return 0;
}
