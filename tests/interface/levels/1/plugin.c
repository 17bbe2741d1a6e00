/* SPDX-License-Identifier: MIT
 *
 * A compiler as it could be written for level 1: it replaces one method, hands all others to mini, and uses something of
 * each part of the interface. It is built against the headers of that level, which lie beside it, and never changed. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "mono-compiler.h"

static const char *pattern = "Program:Add";
static int replaced, passed_on, released;

static const uint8_t machine_code [] = {
	0x55,                   /* push rbp */
	0x48, 0x89, 0xe5,       /* mov rbp, rsp */
	0x8d, 0x44, 0x37, 0x01, /* lea eax, [rdi + rsi + 1] */
	0x5d,                   /* pop rbp */
	0xc3,                   /* ret */
};

/* def_cfa rsp 8, offset rip 1; advance 1, def_cfa_offset 16, offset rbp 2; advance 3, def_cfa_register rbp; advance 5,
 * def_cfa rsp 8 */
static const uint8_t unwind [] = { 0x0c, 7, 8, 0x90, 1, 0x41, 0x0e, 16, 0x86, 2, 0x43, 0x0d, 6, 0x45, 0x0c, 7, 8 };

static const NativeOffset il_map [] = { { 0, 0 }, { 4, 2 } };

static int
is_int32 (IRuntimeInformation *runtime, ClrType *type)
{
	TypeDescription description = { .size = sizeof description };

	return runtime->describe_type (runtime, type, &description) && description.kind == TYPE_INT32 &&
		description.value_size == 4;
}

static int
fits (IRuntimeInformation *runtime, MethodInfo *method)
{
	MethodDescription description = { .size = sizeof description };
	SignatureDescription signature = { .size = sizeof signature };
	NativeSignature native = { .size = sizeof native };
	MethodBody body = { .size = sizeof body };

	return runtime->describe_method (runtime, method, &description) && description.flags & METHOD_STATIC &&
		runtime->describe_signature (runtime, description.signature, &signature) && signature.parameter_count == 2 &&
		is_int32 (runtime, signature.parameters [0]) && is_int32 (runtime, signature.parameters [1]) &&
		runtime->get_native_signature (runtime, description.signature, &native) && native.argument_count == 2 &&
		native.arguments [0].registers [0] == 5 && runtime->get_method_body (runtime, method, &body) &&
		body.clause_count == 0 && runtime->get_layout (runtime)->hidden_argument_register == 10;
}

static CompilationResult
compile_method (ICompiler *compiler, IRuntimeInformation *runtime, MethodInfo *method, const CompilationRequest *request,
	NativeCodeHandle *native_code, CompilationReport *report)
{
	CodeMemory memory = { .size = sizeof memory };
	ICompiler *mini = runtime->get_compiler (runtime, "mini");

	(void) compiler;
	if (!request->domain || !MONO_COMPILER_HAS (runtime, can_access_method)) {
		report->reason = "broken-promise";
		return COMPILATION_INTERNAL_ERROR;
	}
	if (request->flags & COMPILE_WRAPPER || !runtime->method_matches (runtime, method, pattern)) {
		passed_on++;
		return mini->compile_method (mini, runtime, method, request, native_code, report);
	}
	if (!fits (runtime, method)) {
		report->reason = "signature";
		report->detail = "it must be static int (int, int)";
		return COMPILATION_UNSUPPORTED;
	}
	if (!runtime->allocate_code (runtime, method, sizeof machine_code, 0, 0, &memory))
		return COMPILATION_RUNTIME_EXCEPTION;
	memcpy (memory.hot, machine_code, sizeof machine_code);
	native_code->code = memory.hot;
	native_code->code_size = sizeof machine_code;
	native_code->unwind_information = unwind;
	native_code->unwind_information_size = sizeof unwind;
	native_code->il_map = il_map;
	native_code->il_map_count = 2;
	replaced++;
	return COMPILATION_OK;
}

static void
release_code (ICompiler *compiler, NativeCodeHandle *native_code)
{
	(void) compiler;
	(void) native_code;
	released++;
}

static void
report_counters (ICompiler *compiler, void (*report) (void *data, const char *name, double value), void *data)
{
	(void) compiler;
	report (data, "replaced", replaced);
	report (data, "passed_on", passed_on);
	report (data, "released", released);
}

static ICompiler *
create (const CompilerOptions *options, char *error, size_t error_size)
{
	static ICompiler table = {
		.size = sizeof table,
		.name = "level-1",
		.compile_method = compile_method,
		.release_code = release_code,
		.report_counters = report_counters,
	};

	for (uint32_t i = 0; i < options->count; i++) {
		const CompilerOption *option = MONO_COMPILER_ROW (options->options, options->stride, i);

		if (strcmp (option->name, "method") != 0 || !option->value) {
			snprintf (error, error_size, "no option '%s' here", option->name);
			return NULL;
		}
		pattern = strdup (option->value);
	}
	return &table;
}

const CompilerPlugin mono_compiler_plugin = {
	MONO_COMPILER_INTERFACE_IDENTIFIER,
	sizeof (CompilerPlugin),
	MONO_COMPILER_INTERFACE_LEVEL,
	"as of level 1",
	"method=PATTERN   the method to replace",
	create,
};
