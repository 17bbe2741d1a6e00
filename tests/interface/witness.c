/* SPDX-License-Identifier: MIT
 *
 * A compiler that passes everything on to another one, and writes down what the runtime does with it: test-promises-compiler.c
 * reads that. */
#include <dlfcn.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "mono-compiler.h"

typedef struct Witness {
	ICompiler table;
	int log;
	const char *over; /* the spec of the one that compiles */
	int declines;     /* all, for two reasons in turn */
	int oversteps;    /* does in each compilation what compilers must not */
	int uses_mini;    /* from the first compilation of a method Main on, as a host would */
	int under_way;
} Witness;

/* What it hands out is its own; the other's is behind it. */
typedef struct Delivery {
	void *data;
	int number;
} Delivery;

static __thread unsigned depth;
static __thread char reason [32];

static void __attribute__ ((format (printf, 2, 3)))
note (Witness *witness, const char *format, ...)
{
	char line [1024];
	va_list arguments;

	va_start (arguments, format);
	int length = vsnprintf (line, sizeof line, format, arguments);
	va_end (arguments);
	/* In one piece, whatever other threads write. */
	if (length < 0 || write (witness->log, line, (size_t) length) != length)
		abort ();
}

static int
is_zeroed (const void *struct_with_size)
{
	const uint8_t *bytes = struct_with_size;
	uint32_t size;

	memcpy (&size, bytes, sizeof size);
	for (uint32_t i = sizeof size; i < size; i++)
		if (bytes [i])
			return 0;
	return 1;
}

/* Runs the method in its own compilation, with code that has nothing to do. */
static void
overstep (Witness *witness, IRuntimeInformation *runtime, MethodInfo *method)
{
	static const uint8_t code [] = { 0x31, 0xc0, 0xc3 }; /* xor eax, eax; ret */
	NativeCodeHandle handle = { .size = sizeof handle, .code_size = sizeof code };
	CodeMemory memory = { .size = sizeof memory };
	ExecutionResult result = { .size = sizeof result };
	char failure [256] = "";

	runtime->release (runtime);
	if (!runtime->allocate_code (runtime, method, sizeof code, 0, 0, &memory))
		return;
	memcpy (memory.hot, code, sizeof code);
	handle.code = memory.hot;
	InstalledRuntimeCode *installed = runtime->install_compilation_result (runtime, method, &handle, INSTALL_PRIVATE);
	if (!installed)
		return;
	int executed = runtime->execute_installed_method (runtime, installed, NULL, NULL, &result);
	runtime->get_failure (runtime, failure, sizeof failure);
	runtime->clear_failure (runtime);
	note (witness, "overstep %d %s\n", executed, failure);
}

static void
use_mini (Witness *witness)
{
	int (*use) (const char *spec, char *error, size_t error_size);
	char error [256] = "";

	*(void **) &use = dlsym (RTLD_DEFAULT, "mono_compiler_use");
	note (witness, "use %d %s\n", use ("mini", error, sizeof error), error);
}

static CompilationResult
compile_method (ICompiler *compiler, IRuntimeInformation *runtime, MethodInfo *method,
	const CompilationRequest *request, NativeCodeHandle *native_code, CompilationReport *report)
{
	static int last;
	Witness *witness = (Witness *) compiler;
	int number = __atomic_add_fetch (&last, 1, __ATOMIC_RELAXED);
	char name [512];

	runtime->get_method_name (runtime, method, name, sizeof name);
	/* What was reported before is not looked at any more. */
	snprintf (reason, sizeof reason, "%s", number % 2 ? "witness-odd" : "witness-even");
	note (witness, "compile %d flags=%x level=%d nesting=%u depth=%u kind=%d wrapper=%d domain=%lx zeroed=%d %s\n",
		number, request->flags, request->optimization_level, request->nesting, depth, request->wrapper_kind,
		request->wrapper, (unsigned long) (uintptr_t) request->domain, is_zeroed (native_code) && is_zeroed (report),
		name);
	if (witness->declines) {
		report->reason = reason;
		return COMPILATION_UNSUPPORTED;
	}
	if (witness->oversteps)
		overstep (witness, runtime, method);
	ICompiler *inner = runtime->get_compiler (runtime, witness->over);
	depth++;
	__atomic_add_fetch (&witness->under_way, 1, __ATOMIC_RELAXED);
	if (witness->uses_mini && strstr (name, ":Main ")) {
		witness->uses_mini = 0;
		use_mini (witness);
	}
	CompilationResult result = inner->compile_method (inner, runtime, method, request, native_code, report);
	__atomic_sub_fetch (&witness->under_way, 1, __ATOMIC_RELAXED);
	depth--;
	note (witness, "result %d %d\n", number, (int) result);
	if (result == COMPILATION_OK && witness->table.release_code) {
		Delivery *delivery = malloc (sizeof *delivery);
		*delivery = (Delivery) { native_code->compiler_data, number };
		native_code->compiler_data = delivery;
	}
	return result;
}

static void
release_code (ICompiler *compiler, NativeCodeHandle *native_code)
{
	Delivery *delivery = native_code->compiler_data;

	note ((Witness *) compiler, "release %d\n", delivery->number);
	native_code->compiler_data = delivery->data;
	free (delivery);
}

static void
domain_unloading (ICompiler *compiler, void *domain)
{
	note ((Witness *) compiler, "unloading %lx\n", (unsigned long) (uintptr_t) domain);
}

static void
release (ICompiler *compiler)
{
	Witness *witness = (Witness *) compiler;

	note (witness, "end %d\n", witness->under_way);
}

static ICompiler *
create (const CompilerOptions *options, char *error, size_t error_size)
{
	Witness *witness = calloc (1, sizeof *witness);

	witness->table = (ICompiler) { .size = sizeof (ICompiler),
		.name = "witness",
		.compile_method = compile_method,
		.release_code = release_code,
		.domain_unloading = domain_unloading,
		.release = release };
	witness->over = "mini";
	witness->log = STDERR_FILENO;
	for (uint32_t i = 0; i < options->count; i++) {
		const CompilerOption *option = MONO_COMPILER_ROW (options->options, options->stride, i);
		if (strcmp (option->name, "log") == 0)
			witness->log = open (option->value, O_WRONLY | O_CREAT | O_APPEND, 0600);
		else if (strcmp (option->name, "over") == 0)
			witness->over = strdup (option->value);
		else if (strcmp (option->name, "declines") == 0)
			witness->declines = 1;
		else if (strcmp (option->name, "oversteps") == 0)
			witness->oversteps = 1;
		else if (strcmp (option->name, "uses-mini") == 0)
			witness->uses_mini = 1;
		else if (strcmp (option->name, "bare") == 0)
			witness->table = (ICompiler) {
				.size = sizeof (ICompiler), .name = "witness", .compile_method = compile_method
			};
		else {
			snprintf (error, error_size, "no option '%s' here", option->name);
			return NULL;
		}
	}
	note (witness, "create\n");
	return &witness->table;
}

const CompilerPlugin mono_compiler_plugin = {
	MONO_COMPILER_INTERFACE_IDENTIFIER,
	sizeof (CompilerPlugin),
	MONO_COMPILER_INTERFACE_LEVEL,
	"passes everything on, and writes down what happens",
	"log=FILE, over=NAME, declines, oversteps, uses-mini, bare",
	create,
};
