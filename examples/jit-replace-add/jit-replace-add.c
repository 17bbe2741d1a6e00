/* SPDX-License-Identifier: MIT
 *
 * A compiler that knows one method. It compiles `static int NAME (int, int)` to code that returns a + b + 1, so that
 * 1 + 2 = 4, and leaves all other methods to the runtime's own compiler.
 *
 *   mono-bigstep --compiler='./libmono-compiler-jit-replace-add.so,method=Program:Add' program.exe */
#include <mono-compiler.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef struct ReplaceAdd {
	ICompiler table; /* first: the runtime's pointer is ours */
	char *pattern;
} ReplaceAdd;

/* System V AMD64 psABI: the first two integer arguments are in EDI and ESI, the result is in EAX. */
static const uint8_t machine_code [] = {
	0x8d, 0x44, 0x37, 0x01, /* lea eax, [rdi + rsi + 1] */
	0xc3,                   /* ret */
};

static CompilationResult
leave_to_mini (CompilationReport *report, const char *reason)
{
	report->reason = reason;
	return COMPILATION_UNSUPPORTED;
}

static int
is_int32 (IRuntimeInformation *runtime, ClrType *type)
{
	TypeDescription info = { .size = sizeof info };

	return runtime->describe_type (runtime, type, &info) && info.kind == TYPE_INT32;
}

static int
has_fitting_signature (IRuntimeInformation *runtime, MethodInfo *method)
{
	MethodDescription info = { .size = sizeof info };
	SignatureDescription signature = { .size = sizeof signature };

	return runtime->describe_method (runtime, method, &info) &&
		runtime->describe_signature (runtime, info.signature, &signature) && !signature.has_this &&
		signature.parameter_count == 2 && is_int32 (runtime, signature.parameters [0]) &&
		is_int32 (runtime, signature.parameters [1]) && is_int32 (runtime, signature.result);
}

static CompilationResult
compile_method (ICompiler *compiler, IRuntimeInformation *runtime, MethodInfo *method,
	const CompilationRequest *request, NativeCodeHandle *native_code, CompilationReport *report)
{
	ReplaceAdd *self = (ReplaceAdd *) compiler;
	CodeMemory memory = { .size = sizeof memory };

	if (request->flags & COMPILE_WRAPPER || !runtime->method_matches (runtime, method, self->pattern))
		return leave_to_mini (report, "other-method");
	if (!has_fitting_signature (runtime, method))
		return leave_to_mini (report, "signature");
	if (!runtime->allocate_code (runtime, method, sizeof machine_code, 0, 0, &memory))
		return COMPILATION_RUNTIME_EXCEPTION;
	memcpy (memory.hot, machine_code, sizeof machine_code);
	/* The code touches no stack and cannot throw, so it needs no unwind information, clauses or maps. */
	native_code->code = memory.hot;
	native_code->code_size = sizeof machine_code;
	return COMPILATION_OK;
}

static void
release (ICompiler *compiler)
{
	ReplaceAdd *self = (ReplaceAdd *) compiler;

	free (self->pattern);
	free (self);
}

static ICompiler *
create (const CompilerOptions *options, char *error, size_t error_size)
{
	ReplaceAdd *self = calloc (1, sizeof *self);

	if (!self) {
		snprintf (error, error_size, "out of memory");
		return NULL;
	}
	self->table = (ICompiler) {
		.size = sizeof (ICompiler), .name = "jit-replace-add", .compile_method = compile_method, .release = release
	};
	for (uint32_t i = 0; i < options->count; i++) {
		const CompilerOption *option = MONO_COMPILER_ROW (options->options, options->stride, i);

		if (strcmp (option->name, "method") || !option->value || self->pattern) {
			snprintf (error, error_size, "jit-replace-add takes one option, method=PATTERN, not '%s'", option->name);
			release (&self->table);
			return NULL;
		}
		self->pattern = strdup (option->value);
	}
	if (!self->pattern) {
		snprintf (error, error_size, "jit-replace-add needs the option method=PATTERN");
		release (&self->table);
		return NULL;
	}
	return &self->table;
}

const CompilerPlugin mono_compiler_plugin = {
	MONO_COMPILER_INTERFACE_IDENTIFIER,
	sizeof (CompilerPlugin),
	MONO_COMPILER_INTERFACE_LEVEL,
	"replaces one method by a + b + 1",
	"method=PATTERN   the method, such as Program:Add(int,int)",
	create,
};
