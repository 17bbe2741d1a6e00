/* SPDX-License-Identifier: MIT
 *
 * A compiler that gives one answer for methods that fit a pattern, and declines the others: to see what the runtime
 * does with answers. Built several times; the macros make plug-ins that must be refused. */
#include <dlfcn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "mono-compiler.h"

#ifndef PLUGIN_IDENTIFIER
#define PLUGIN_IDENTIFIER MONO_COMPILER_INTERFACE_IDENTIFIER
#endif
#ifndef PLUGIN_LEVEL
#define PLUGIN_LEVEL MONO_COMPILER_INTERFACE_LEVEL
#endif
#ifndef PLUGIN_SIZE
#define PLUGIN_SIZE sizeof (ICompiler)
#endif
#ifndef PLUGIN_COMPILE
#define PLUGIN_COMPILE compile_method
#endif
#ifndef PLUGIN_HELP
#define PLUGIN_HELP "answer=...   what to answer"
#endif
#ifndef PLUGIN_SYMBOL
#define PLUGIN_SYMBOL mono_compiler_plugin
#endif

typedef struct Answerer {
	ICompiler table;
	CompilationResult result;
	char *method;
	int faults; /* the code it delivers divides by zero */
	int delivers_nothing;
	int asks_mini;
	const char *asks; /* NULL, or before answering: for "type" of a missing assembly, for "itself", a host's
	                   * "session", or for much "time" */
	ICompiler *mini;
	unsigned long requests, freed;
} Answerer;

static const struct {
	const char *name;
	CompilationResult result;
} answers [] = {
	{ "code", COMPILATION_OK },
	{ "fault", COMPILATION_OK },
	{ "nothing", COMPILATION_OK },
	{ "unsupported", COMPILATION_UNSUPPORTED },
	{ "bad-code", COMPILATION_BAD_CODE },
	{ "runtime-exception", COMPILATION_RUNTIME_EXCEPTION },
	{ "internal-error", COMPILATION_INTERNAL_ERROR },
};

/* mov eax, 42; ret */
static const uint8_t forty_two [] = { 0xb8, 42, 0, 0, 0, 0xc3 };

/* xor ecx, ecx; mov eax, 42; cdq; idiv ecx; ret */
static const uint8_t fault [] = { 0x31, 0xc9, 0xb8, 42, 0, 0, 0, 0x99, 0xf7, 0xf9, 0xc3 };
static const NativeOffset fault_map [] = { { 0, 0 }, { 2, 1 }, { 8, 291 }, { 10, 4 } };

static CompilationResult
deliver (Answerer *answerer, IRuntimeInformation *runtime, MethodInfo *method, NativeCodeHandle *native_code)
{
	CodeMemory memory = { .size = sizeof memory };
	if (answerer->delivers_nothing)
		return COMPILATION_OK;
	uint32_t size = answerer->faults ? sizeof (fault) : sizeof (forty_two);
	if (!runtime->allocate_code (runtime, method, size, 0, 0, &memory))
		return COMPILATION_RUNTIME_EXCEPTION;
	memcpy (memory.hot, answerer->faults ? fault : forty_two, size);
	native_code->code = memory.hot;
	native_code->code_size = size;
	if (answerer->faults) {
		native_code->il_map = fault_map;
		native_code->il_map_count = sizeof (fault_map) / sizeof (fault_map [0]);
	}
	return COMPILATION_OK;
}

/* Each time another assembly: the runtime does not ask the program twice for the same. */
static void
ask_for_type (IRuntimeInformation *runtime)
{
	static unsigned number;
	char name [64];
	snprintf (name, sizeof (name), "Type, Missing%u", number++);
	runtime->get_class_info_for (runtime, NULL, name);
	runtime->clear_failure (runtime);
}

/* The program's optimisations are the request's, not those of a session that a host opens meanwhile. */
static void
ask_session (IRuntimeInformation *runtime)
{
	IRuntimeInformation *(*create) (uint32_t flags);
	*(void **) &create = dlsym (RTLD_DEFAULT, "mono_compiler_create_runtime_information");
	IRuntimeInformation *session = create (0);
	fprintf (stderr, "request %d, session %d\n", runtime->get_layout (runtime)->float32_is_exact,
		session->get_layout (session)->float32_is_exact);
	session->release (session);
}

/* A compiler at work cannot replace code: it says what became of that. */
static void
replace_code (IRuntimeInformation *runtime)
{
	ClassInfo *klass = runtime->get_class_info_for (runtime, NULL, "System.Environment");
	MethodInfo *method = runtime->get_method_info_for (runtime, klass, "get_NewLine()");
	CodeMemory memory = { .size = sizeof memory };
	NativeCodeHandle native_code = { .size = sizeof native_code, .code_size = sizeof (forty_two) };
	char failure [1024] = "it has replaced it";
	runtime->allocate_code (runtime, method, sizeof (forty_two), 0, 0, &memory);
	memcpy (memory.hot, forty_two, sizeof (forty_two));
	native_code.code = memory.hot;
	runtime->install_compilation_result (runtime, method, &native_code, INSTALL_PUBLISH);
	runtime->get_failure (runtime, failure, sizeof failure);
	fprintf (stderr, "%s\n", failure);
	runtime->clear_failure (runtime);
}

static void
sleep_long (void *data)
{
	(void) data;
	sleep (8);
}

/* Not quite itself: another one of its kind, which then does get itself. */
static CompilationResult
ask_itself (IRuntimeInformation *runtime, MethodInfo *method, const CompilationRequest *request,
	NativeCodeHandle *native_code, CompilationReport *report)
{
	ICompiler *itself = runtime->get_compiler (runtime, "answerer,method=*:Asked,asks=itself");
	return itself->compile_method (itself, runtime, method, request, native_code, report);
}

static CompilationResult __attribute__ ((unused))
compile_method (ICompiler *compiler, IRuntimeInformation *runtime, MethodInfo *method,
	const CompilationRequest *request, NativeCodeHandle *native_code, CompilationReport *report)
{
	Answerer *answerer = (Answerer *) compiler;
	++answerer->requests;
	if (!answerer->method || !runtime->method_matches (runtime, method, answerer->method)) {
		if (answerer->asks_mini && !answerer->mini)
			answerer->mini = runtime->get_compiler (runtime, "mini");
		if (answerer->mini)
			return answerer->mini->compile_method (answerer->mini, runtime, method, request, native_code, report);
		report->reason = "not-mine";
		return COMPILATION_UNSUPPORTED;
	}
	if (answerer->asks && strcmp (answerer->asks, "itself") == 0)
		return ask_itself (runtime, method, request, native_code, report);
	if (answerer->asks && strcmp (answerer->asks, "session") == 0)
		ask_session (runtime);
	else if (answerer->asks && strcmp (answerer->asks, "code") == 0)
		replace_code (runtime);
	else if (answerer->asks && strcmp (answerer->asks, "time") == 0)
		runtime->run_without_runtime (runtime, sleep_long, NULL);
	else if (answerer->asks)
		ask_for_type (runtime);
	report->reason = "as-told";
	report->detail = "the option answer says so";
	report->il_offset = 7;
	if (answerer->result == COMPILATION_OK)
		return deliver (answerer, runtime, method, native_code);
	if (answerer->result == COMPILATION_RUNTIME_EXCEPTION)
		runtime->get_class_info_for (runtime, NULL, "No.Such.Class");
	return answerer->result;
}

static void
release_code (ICompiler *compiler, NativeCodeHandle *native_code)
{
	ICompiler *mini = ((Answerer *) compiler)->mini;
	if (native_code->flags & NATIVE_CODE_PUBLISHED)
		mini->release_code (mini, native_code);
}

static void
method_freed (ICompiler *compiler, MethodInfo *method)
{
	(void) method;
	++((Answerer *) compiler)->freed;
}

static void
report_counters (ICompiler *compiler, void (*report) (void *data, const char *name, double value), void *data)
{
	report (data, "asked", (double) ((Answerer *) compiler)->requests);
	report (data, "freed", (double) ((Answerer *) compiler)->freed);
}

static void
release (ICompiler *compiler)
{
	Answerer *answerer = (Answerer *) compiler;
	free (answerer->method);
	free (answerer);
}

static int
take_option (Answerer *answerer, const CompilerOption *option)
{
	if (strcmp (option->name, "method") == 0 && option->value) {
		answerer->method = strdup (option->value);
		return 1;
	}
	if (strcmp (option->name, "mini") == 0 && !option->value) {
		answerer->asks_mini = 1;
		return 1;
	}
	if (strcmp (option->name, "asks") == 0 && option->value) {
		static const char *const kinds [] = { "type", "itself", "session", "code", "time" };
		for (size_t i = 0; i < sizeof (kinds) / sizeof (kinds [0]); ++i) {
			if (strcmp (option->value, kinds [i]) == 0)
				answerer->asks = kinds [i];
		}
		return answerer->asks != NULL;
	}
	for (size_t i = 0; i < sizeof (answers) / sizeof (answers [0]); ++i) {
		if (strcmp (option->name, "answer") == 0 && option->value && strcmp (option->value, answers [i].name) == 0) {
			answerer->result = answers [i].result;
			answerer->faults = strcmp (option->value, "fault") == 0;
			answerer->delivers_nothing = strcmp (option->value, "nothing") == 0;
			return 1;
		}
	}
	return 0;
}

static ICompiler *
create (const CompilerOptions *options, char *error, size_t error_size)
{
	Answerer *answerer = calloc (1, sizeof (*answerer));
	for (uint32_t i = 0; i < options->count; ++i) {
		const CompilerOption *option = MONO_COMPILER_ROW (options->options, options->stride, i);
		if (strcmp (option->name, "long") == 0) {
			memset (error, 'x', 5000);
			snprintf (error + 5000, error_size - 5000, " is the end");
			release (&answerer->table);
			return NULL;
		}
		if (!take_option (answerer, option)) {
			snprintf (error, error_size, "no option '%s' here", option->name);
			release (&answerer->table);
			return NULL;
		}
	}
	answerer->table = (ICompiler) {
		.size = PLUGIN_SIZE,
		.name = "answerer",
		.compile_method = PLUGIN_COMPILE,
		.release_code = release_code,
		.method_freed = method_freed,
		.report_counters = report_counters,
		.release = release,
	};
	return &answerer->table;
}

const CompilerPlugin PLUGIN_SYMBOL = {
	PLUGIN_IDENTIFIER,
	sizeof (CompilerPlugin),
	PLUGIN_LEVEL,
	"answers as told",
	PLUGIN_HELP,
	create,
};
