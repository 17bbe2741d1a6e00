/* SPDX-License-Identifier: MIT
 *
 * An embedding host that only does what hosts do: host ASSEMBLY [SPEC] [-- ARGUMENT...]. With SPEC it selects the
 * compiler in code; without, the environment decides. */
#include <mono/jit/jit.h>
#include <mono/metadata/assembly.h>
#include <mono/metadata/mono-config.h>
#include <stdio.h>
#include <string.h>

#include "mono-compiler.h"

int
main (int argc, char **argv)
{
	char error [1024];
	int arguments = 2;
	if (argc < 2)
		return 2;
	if (argc > 2 && strcmp (argv [2], "--") != 0) {
		if (!mono_compiler_select (argv [2], error, sizeof (error))) {
			fprintf (stderr, "host: %s\n", error);
			return 6;
		}
		arguments = 3;
	}
	mono_config_parse (NULL);
	MonoDomain *domain = mono_jit_init ("host");
	if (mono_compiler_select ("mini", error, sizeof (error)))
		return 7;
	MonoAssembly *assembly = mono_domain_assembly_open (domain, argv [1]);
	if (!assembly)
		return 8;
	/* The program's own name takes the place of "--". */
	if (arguments < argc)
		argv [arguments] = argv [1];
	int status = mono_jit_exec (domain, assembly, argc - arguments, argv + arguments);
	mono_jit_cleanup (domain);
	return status;
}
