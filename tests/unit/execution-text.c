/* SPDX-License-Identifier: MIT */
#include "execution-text.h"

#include "executor/executor.h"
#include "executor/printer.h"

#include <stdlib.h>
#include <string.h>

const char *
execution_text (FakeRuntime *fake, MethodInfo *method)
{
	Compilation compilation = { .runtime = fake_interface (fake), .arena = fake_arena (fake) };
	size_t size;
	char *text;
	FILE *output = open_memstream (&text, &size);
	const char *copy;
	Body body = { 0 };
	int is_done = compilation_load_source (&compilation, method, &compilation.source) &&
		body_initialize (&body, &compilation, &compilation.source) &&
		flow_find_blocks (&compilation, &compilation.source, &body.flow) && executor_run (&compilation, &body);

	printer_print (&compilation, &body.operations, output);
	fclose (output);
	if (is_done)
		copy = arena_format (compilation.arena, "%s", text);
	else
		copy = arena_format (compilation.arena, "%s at IL_%04x: %s", compilation.report.reason,
			compilation.report.il_offset, compilation.report.detail);
	free (text);
	return copy;
}

const char *
program_text (FakeRuntime *fake, const char *signature, const char *locals, const char *il)
{
	const char *parameters = strchr (signature, '(');
	const char *declaration = arena_format (fake_arena (fake), "static %.*sProgram:Test %s",
		(int) (parameters - signature), signature, parameters);

	return execution_text (fake, assemble_method (fake, declaration, locals, 8, il));
}
