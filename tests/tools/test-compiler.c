/* SPDX-License-Identifier: MIT
 *
 * A compiler that misbehaves on methods with certain names, and compiles the others to one `ret`. */
#include <mono-compiler.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static void
eat_memory (void)
{
	for (;;) {
		size_t size = 16 << 20;
		char *memory = malloc (size);
		if (memory)
			memset (memory, 1, size);
	}
}

static CompilationResult
compile_method (ICompiler *compiler, IRuntimeInformation *runtime, MethodInfo *method,
	const CompilationRequest *request, NativeCodeHandle *native_code, CompilationReport *report)
{
	static uint8_t code [] = { 0xc3 };
	char name [256];

	(void) compiler;
	runtime->get_method_name (runtime, method, name, sizeof name);
	if (strstr (name, ":Wrong")) {
		/* mov eax, 42; ret; and what is no instruction */
		static const uint8_t wrong [] = { 0xb8, 42, 0, 0, 0, 0xc3, 0x06 };
		CodeMemory memory = { .size = sizeof memory };

		if (!runtime->allocate_code (runtime, method, sizeof wrong, 0, 0, &memory))
			return COMPILATION_RUNTIME_EXCEPTION;
		memcpy (memory.hot, wrong, sizeof wrong);
		native_code->code = memory.hot;
		native_code->code_size = sizeof wrong;
		return COMPILATION_OK;
	}
	if (!(request->flags & COMPILE_WITHOUT_RUNNING)) {
		report->reason = "not-for-running";
		return COMPILATION_UNSUPPORTED;
	}
	if (strstr (name, ":Crash")) {
		fprintf (stderr, "the last words of the test compiler\n");
		raise (SIGSEGV);
	}
	if (strstr (name, ":Hang"))
		for (;;)
			pause ();
	if (strstr (name, ":EatMemory"))
		eat_memory ();
	if (strstr (name, ":Decline")) {
		report->reason = "by-name";
		report->detail = "its name says so";
		report->il_offset = 10;
		return COMPILATION_UNSUPPORTED;
	}
	native_code->code = code;
	native_code->code_size = sizeof code;
	return COMPILATION_OK;
}

static ICompiler test_compiler = { .size = sizeof (ICompiler), .name = "test", .compile_method = compile_method };

static ICompiler *
create (const CompilerOptions *options, char *error, size_t error_size)
{
	if (options->count == 0)
		return &test_compiler;
	snprintf (error, error_size, "the test compiler takes no option '%s'", options->options [0].name);
	return NULL;
}

const CompilerPlugin mono_compiler_plugin = {
	MONO_COMPILER_INTERFACE_IDENTIFIER,
	sizeof (CompilerPlugin),
	MONO_COMPILER_INTERFACE_LEVEL,
	"misbehaves",
	NULL,
	create,
};
