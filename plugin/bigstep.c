/* SPDX-License-Identifier: MIT
 *
 * The whole compiler on one screen: compile_method, at the end of this file, goes through the stages in order.
 * Nothing is decided here but what happens next; each stage has a folder. */
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "compilation.h"
#include "dump.h"
#include "executor/bodies.h"
#include "llvm/emit/module.h"
#include "llvm/native/native.h"
#include "llvm/optimize/optimize.h"
#include "options.h"

/* The stages that are timed, in order. */
#define STAGES(X) X (EMIT, "ms_emit") X (OPTIMIZE, "ms_optimize") X (OBJECT, "ms_object") X (PLACE, "ms_place")

typedef enum Stage {
#define STAGE(name, counter) STAGE_##name,
	STAGES (STAGE)
#undef STAGE
		STAGE_COUNT
} Stage;

static const char *const stage_counters [] = {
#define STAGE(name, counter) counter,
	STAGES (STAGE)
#undef STAGE
};

typedef struct BigStep {
	ICompiler interface; /* first: the runtime's pointer is ours */
	Options options;
	_Atomic uint64_t nanoseconds [STAGE_COUNT];
	_Atomic uint64_t tail_jumps, tail_calls;
} BigStep;

/* What optimising and code generation, which ask nothing of the runtime, need and leave. */
typedef struct BackEnd {
	BigStep *bigstep;
	LLVMModuleRef module;
	const char *function;
	int level;
	int dump;
	ObjectCode *object;
	char error [1024];
} BackEnd;

static uint64_t
now (void)
{
	struct timespec time;

	clock_gettime (CLOCK_MONOTONIC, &time);
	return (uint64_t) time.tv_sec * 1000000000 + (uint64_t) time.tv_nsec;
}

/* Adds the time since *START to STAGE, and starts anew. */
static void
end_stage (BigStep *bigstep, Stage stage, uint64_t *start)
{
	uint64_t end = now ();

	atomic_fetch_add_explicit (&bigstep->nanoseconds [stage], end - *start, memory_order_relaxed);
	*start = end;
}

/* What can be said before the IL is read. */
static int
check_method (const BigStep *bigstep, Compilation *compilation)
{
	int takes_wrapper = bigstep->options.takes_wrappers && compilation->request->wrapper != WRAPPER_RUNTIME_ONLY;
	const struct {
		uint32_t flag;
		Decline why;
	} rows [] = {
		{ takes_wrapper ? 0 : METHOD_WRAPPER, DECLINE_WRAPPER },
		{ METHOD_OPEN, DECLINE_OPEN_GENERIC },
	};
	MethodDescription info = { .size = sizeof info };

	if (!compilation->runtime->describe_method (compilation->runtime, compilation->source.method, &info))
		return runtime_failed (compilation, 0);
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
		if (info.flags & rows [i].flag)
			return decline (compilation, rows [i].why, 0, "%s", decline_sentence (rows [i].why));
	return 1;
}

/* Bytes of IL from which on a method is left to the runtime. */
enum { MAXIMUM_CODE_SIZE = 200000 };

static int
choose_level (const BigStep *bigstep, const Compilation *compilation, const Module *module)
{
	int asked = compilation->request->optimization_level;
	int level = asked >= 0 && asked <= 3 ? asked : bigstep->options.optimization_level;

	/* Runs once: there is nothing to win. */
	if ((compilation->source.info.flags & METHOD_STATIC_CONSTRUCTOR) && !module->has_loops)
		return 0;
	return level;
}

static int
execute (Compilation *compilation, Body *body)
{
	if (!body_initialize (body, compilation, &compilation->source) ||
		!flow_find_blocks (compilation, &compilation->source, &body->flow))
		return 0;
	bodies_add (compilation, compilation->source.method, body);
	/* What is wrong first counts, for Mono's compiler goes through the IL once: the emitter may find something before. */
	bodies_operations (compilation, body);
	compilation->trace_offsets = body->operations.trace_offsets;
	return 1;
}

/* IR to object code; runs without the runtime. */
static void
run_back_end (void *data)
{
	BackEnd *back_end = data;
	BigStep *bigstep = back_end->bigstep;
	LLVMModuleRef module = back_end->module;
	int asked = bigstep->options.code_generation_level, code_generation_level = asked >= 0 ? asked : back_end->level;
	LLVMTargetMachineRef machine = target_acquire_machine (code_generation_level);
	uint64_t start = now ();

	target_set_current_method (back_end->function);
	if (passes_optimize (module, machine, back_end->level, bigstep->options.verify, back_end->error,
			sizeof back_end->error)) {
		end_stage (bigstep, STAGE_OPTIMIZE, &start);
		if (back_end->dump & DUMP_OPTIMIZED)
			dump_module ("optimised IR", back_end->function, module);
		if (back_end->dump & DUMP_ASSEMBLY)
			dump_assembly (back_end->function, module, machine);
		start = now ();
		back_end->object = object_emit (module, machine, back_end->error, sizeof back_end->error);
		end_stage (bigstep, STAGE_OBJECT, &start);
		if (back_end->object && bigstep->options.sums)
			dump_sum (back_end->function, back_end->object, bigstep->options.sums);
	}
	target_set_current_method (NULL);
	target_release_machine (code_generation_level, machine);
}

/* IL to native code. Returns 0 with a verdict. */
static int
compile (BigStep *bigstep, Compilation *compilation, LLVMContextRef context, NativeCodeHandle *native_code)
{
	IRuntimeInformation *runtime = compilation->runtime;
	MethodInfo *method = compilation->source.method;
	uint64_t start = now ();
	Body body = { 0 };

	if (!check_method (bigstep, compilation) || !compilation_load_source (compilation, method, &compilation->source))
		return 0;
	if (compilation->source.body.code_size > MAXIMUM_CODE_SIZE)
		return decline (compilation, DECLINE_TOO_LARGE, 0, "%u bytes of IL", compilation->source.body.code_size);

	const char *name = compilation_method_name (compilation, method), *pattern = bigstep->options.dump_method;
	int is_chosen = bigstep->options.dump && (!pattern || runtime->method_matches (runtime, method, pattern));
	int dump = is_chosen ? (int) bigstep->options.dump : 0;
	if (dump & DUMP_IL)
		dump_il (compilation);
	if (!execute (compilation, &body))
		return 0;
	if (dump & DUMP_OPERATIONS)
		dump_operations (compilation, &body);

	Symbols *symbols = symbols_create (compilation);
	Inlining inlining = bigstep->options.optimization_level > 0 ? bigstep->options.inlining : INLINING_NONE;
	Module *module = module_create (compilation, context, symbols, inlining, dump != 0);
	int emitted = module_emit_method (module, &body, name), level = choose_level (bigstep, compilation, module);
	end_stage (bigstep, STAGE_EMIT, &start);
	if (emitted && dump & DUMP_IR)
		dump_module ("IR", name, module->module);

	BackEnd back_end = { bigstep, module->module, name, level, dump, NULL, "" };
	if (emitted) {
		PassGate *gate = pass_gate_create (context, &bigstep->options.gate, name);

		runtime->run_without_runtime (runtime, run_back_end, &back_end);
		pass_gate_destroy (gate);
	}
	LLVMDisposeModule (module->module);
	if (!emitted)
		return 0;
	atomic_fetch_add_explicit (&bigstep->tail_jumps, module->tail_jumps, memory_order_relaxed);
	atomic_fetch_add_explicit (&bigstep->tail_calls, module->tail_calls, memory_order_relaxed);
	if (!back_end.object)
		return internal_error (compilation, 0, "LLVM: %s", back_end.error);

	start = now ();
	int placed = object_place (compilation, back_end.object, name, symbols, native_code);
	object_release (back_end.object);
	end_stage (bigstep, STAGE_PLACE, &start);
	return placed;
}

static CompilationResult
compile_method (ICompiler *compiler, IRuntimeInformation *runtime, MethodInfo *method,
	const CompilationRequest *request, NativeCodeHandle *native_code, CompilationReport *report)
{
	LLVMContextRef context = LLVMContextCreate ();
	Compilation compilation = {
		.runtime = runtime,
		.arena = arena_create (),
		.source.method = method,
		.request = request,
	};

	compilation.bodies = bodies_create (compilation.arena);

	compile ((BigStep *) compiler, &compilation, context, native_code);
	if (compilation.result != COMPILATION_OK)
		*report = compilation.report;
	arena_destroy (compilation.arena);
	LLVMContextDispose (context);
	return compilation.result;
}

/* ---- The plug-in ---- */

static void
release_code (ICompiler *compiler, NativeCodeHandle *native_code)
{
	(void) compiler;
	native_release (native_code);
}

static void
report_counters (ICompiler *compiler, void (*report) (void *data, const char *name, double value), void *data)
{
	BigStep *bigstep = (BigStep *) compiler;

	for (int i = 0; i < STAGE_COUNT; i++)
		report (data, stage_counters [i], (double) atomic_load (&bigstep->nanoseconds [i]) / 1e6);
	report (data, "tail_calls_as_jumps", (double) atomic_load (&bigstep->tail_jumps));
	report (data, "tail_calls_as_calls", (double) atomic_load (&bigstep->tail_calls));
}

static void
release (ICompiler *compiler)
{
	BigStep *bigstep = (BigStep *) compiler;

	options_release (&bigstep->options);
	free (bigstep);
}

static ICompiler *
create (const CompilerOptions *given, char *error, size_t error_size)
{
	BigStep *bigstep = calloc (1, sizeof *bigstep);

	if (!bigstep) {
		snprintf (error, error_size, "out of memory");
		return NULL;
	}
	bigstep->interface = (ICompiler) {
		.size = sizeof (ICompiler),
		.name = "bigstep",
		.compile_method = compile_method,
		.release_code = release_code,
		.report_counters = report_counters,
		.release = release,
	};
	if (!options_parse (&bigstep->options, given, error, error_size) || !target_initialize (error, error_size)) {
		release (&bigstep->interface);
		return NULL;
	}
	return &bigstep->interface;
}

__attribute__ ((visibility ("default"))) const CompilerPlugin mono_compiler_plugin = {
	MONO_COMPILER_INTERFACE_IDENTIFIER,
	sizeof (CompilerPlugin),
	MONO_COMPILER_INTERFACE_LEVEL,
	"CIL to native code by LLVM 19",
	options_help,
	create,
};
