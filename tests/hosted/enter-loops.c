/* SPDX-License-Identifier: MIT
 *
 * Compiles an entry function for each place of an assembly's methods to which a branch leads back, and prints how many there
 * are, and how often each answer was given. Exits with 1 if an answer is none that declines. Generic definitions are left out.
 *
 *   enter-loops [--list] SPEC ASSEMBLY */
#include <mono/jit/jit.h>
#include <mono/metadata/assembly.h>
#include <mono/metadata/mono-config.h>
#include <mono/metadata/row-indexes.h>
#include <mono/metadata/tokentype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "back-branches.h"
#include "mono-compiler.h"

enum { MOST_REASONS = 64 };

typedef struct Count {
	char reason [64];
	unsigned count;
} Count;

typedef struct Counts {
	Count reasons [MOST_REASONS];
	unsigned reason_count, entries, faults;
	int lists;
} Counts;

static void
count (Counts *counts, const char *reason)
{
	unsigned i = 0;

	while (i < counts->reason_count && strcmp (counts->reasons [i].reason, reason) != 0)
		i++;
	if (i == MOST_REASONS)
		abort ();
	counts->reason_count += i == counts->reason_count;
	snprintf (counts->reasons [i].reason, sizeof counts->reasons [i].reason, "%s", reason);
	counts->reasons [i].count++;
}

static void
enter (Counts *counts, ICompiler *compiler, MethodInfo *method, uint32_t offset)
{
	IRuntimeInformation *runtime = mono_compiler_create_runtime_information (COMPILE_WITHOUT_RUNNING);
	const CompilationRequest request = { .size = sizeof request,
		.flags = COMPILE_HOSTED | COMPILE_WITHOUT_RUNNING | COMPILE_ENTRY,
		.optimization_level = -1,
		.entry_offset = offset };
	NativeCodeHandle native_code = { .size = sizeof native_code };
	CompilationReport report = { .size = sizeof report };
	char name [1024];
	CompilationResult result = compiler->compile_method (compiler, runtime, method, &request, &native_code, &report);

	counts->entries++;
	count (counts, result == COMPILATION_OK ? "entered" : report.reason);
	if (result == COMPILATION_OK)
		compiler->release_code (compiler, &native_code);
	counts->faults += result != COMPILATION_OK && result != COMPILATION_UNSUPPORTED;
	runtime->get_method_name (runtime, method, name, sizeof name);
	if (counts->lists && result != COMPILATION_OK)
		printf ("%s: IL_%04x: %s: %s, at IL_%04x\n", name, (unsigned) offset, report.reason,
			report.detail ? report.detail : "", (unsigned) report.il_offset);
	runtime->release (runtime);
}

static void
enter_loops (Counts *counts, IRuntimeInformation *runtime, ICompiler *compiler, MethodInfo *method)
{
	MethodDescription info = { .size = sizeof info };
	MethodBody body = { .size = sizeof body };

	if (!runtime->describe_method (runtime, method, &info) || (info.flags & METHOD_OPEN) ||
		!(info.flags & METHOD_HAS_BODY) || !runtime->get_method_body (runtime, method, &body))
		return;
	uint32_t *offsets = malloc ((body.code_size + 1) * sizeof *offsets);
	uint32_t found = back_branches_find (body.code, body.code_size, offsets);
	for (uint32_t i = 0; i < found; i++)
		enter (counts, compiler, method, offsets [i]);
	free (offsets);
}

int
main (int argument_count, char **arguments)
{
	Counts counts = { .lists = argument_count > 1 && strcmp (arguments [1], "--list") == 0 };

	if (argument_count != 3 + counts.lists) {
		fprintf (stderr, "Usage: enter-loops [--list] SPEC ASSEMBLY\n");
		return 2;
	}
	arguments += counts.lists;
	mono_config_parse (NULL);
	MonoDomain *domain = mono_jit_init ("enter-loops");
	MonoAssembly *assembly = mono_domain_assembly_open (domain, arguments [2]);
	IRuntimeInformation *runtime = mono_compiler_create_runtime_information (COMPILE_WITHOUT_RUNNING);
	ICompiler *compiler = runtime->get_compiler (runtime, arguments [1]);
	if (!assembly || !compiler) {
		fprintf (stderr, "enter-loops: there is no %s\n", assembly ? arguments [1] : arguments [2]);
		return 2;
	}
	MonoImage *image = mono_assembly_get_image (assembly);
	uint32_t rows = (uint32_t) mono_image_get_table_rows (image, MONO_TABLE_METHOD);
	for (uint32_t row = 1; row <= rows; row++) {
		MonoMethod *method = mono_get_method (image, MONO_TOKEN_METHOD_DEF | row, NULL);

		if (method)
			enter_loops (&counts, runtime, compiler, (MethodInfo *) method);
	}
	printf ("%6u loops\n", counts.entries);
	for (unsigned i = 0; i < counts.reason_count; i++)
		printf ("%6u %s\n", counts.reasons [i].count, counts.reasons [i].reason);
	fflush (stdout);
	_Exit (counts.faults ? 1 : 0);
}
