/* SPDX-License-Identifier: MIT
 *
 * The whole compiler on one screen: `compile` goes through the stages in order (stages.def has their names, counters and
 * dumps). Nothing is decided here but what happens next; each stage has a folder. */
#include <inttypes.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "dump.h"
#include "executor/bodies.h"
#include "executor/entry.h"
#include "like-mini/differs.h"
#include "llvm/emit/inlining.h"
#include "llvm/optimize/optimize.h"
#include "stages.h"

typedef struct BigStep {
	ICompiler interface; /* first: the runtime's pointer is ours */
	Options options;
	_Atomic uint64_t nanoseconds [STAGE_COUNT];
	_Atomic uint64_t tail_jumps, tail_calls;
	_Atomic uint64_t bodies_loaded, bodies_executed;
} BigStep;

static void
add (_Atomic uint64_t *counter, uint64_t amount)
{
	atomic_fetch_add_explicit (counter, amount, memory_order_relaxed);
}

static uint64_t
now (void)
{
	struct timespec time;

	clock_gettime (CLOCK_MONOTONIC, &time);
	return (uint64_t) time.tv_sec * 1000000000 + (uint64_t) time.tv_nsec;
}

/* Prints what STAGE made, once. Time does not count then. */
static void
show (Job *job, Stage stage)
{
	uint64_t begin = now ();

	if (job->dump & 1u << stage)
		dump_stage (job, stage);
	job->dump &= ~(1u << stage);
	job->start += now () - begin;
}

/* The end of STAGE, which is DONE, or came to a verdict. */
static int
end_stage (Job *job, Stage stage, int done)
{
	uint64_t end = now ();

	add (&job->bigstep->nanoseconds [stage], end - job->start);
	job->start = end;
	if (done)
		show (job, stage);
	return done;
}

/* ---- Stages with the runtime ---- */

/* What can be said before the IL is read. */
static int
check_method (Job *job)
{
	Compilation *compilation = &job->compilation;
	int takes_wrapper = job->options->takes_wrappers && compilation->request->wrapper != WRAPPER_RUNTIME_ONLY;
	const struct {
		uint32_t flag;
		Decline why;
	} rows [] = {
		{ takes_wrapper ? 0 : METHOD_WRAPPER, DECLINE_WRAPPER },
		{ METHOD_OPEN, DECLINE_OPEN_GENERIC },
	};

	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
		if (compilation->source.info.flags & rows [i].flag)
			return decline (compilation, rows [i].why, 0, "%s", decline_sentence (rows [i].why));
	return 1;
}

/* Bytes of IL from which on a method is left to the runtime before anything else is tried. */
enum { MAXIMUM_CODE_SIZE = 200000 };

static int
check_size (Job *job)
{
	uint32_t size = job->compilation.source.body.code_size;

	if (size > MAXIMUM_CODE_SIZE)
		return decline (&job->compilation, DECLINE_TOO_LARGE, 0, "%u bytes of IL", size);
	return 1;
}

static int
load (Job *job)
{
	Compilation *compilation = &job->compilation;
	IRuntimeInformation *runtime = compilation->runtime;
	MethodSource *source = &compilation->source;
	const char *pattern = job->options->dump_method;
	int done = compilation_describe_source (compilation, source->method, source) && check_method (job) &&
		compilation_load_code (compilation, source) && check_size (job) &&
		body_initialize (&job->body, compilation, source);

	if (done)
		job->name = compilation_method_name (compilation, source->method);
	if (done && (!pattern || runtime->method_matches (runtime, source->method, pattern)))
		job->dump = job->options->dump;
	return end_stage (job, STAGE_LOAD, done);
}

static int
find_blocks (Job *job)
{
	int done = flow_find_blocks (&job->compilation, &job->compilation.source, &job->body.flow);

	return end_stage (job, STAGE_FIND_BLOCKS, done);
}

/* What is wrong first counts, for Mono's compiler goes through the IL once: of what is wrong here the emitter says so, unless
 * it finds something before. What the runtime has recorded is said at once: asked once more, it may know another exception,
 * as of a class that has failed to load before. */
static int
execute (Job *job)
{
	const CompilationRequest *request = job->compilation.request;
	int is_entry = compilation_is_entry (&job->compilation);
	/* What is left of the body for an entry is none to be inlined. */
	if (!is_entry)
		bodies_add (&job->compilation, job->compilation.source.method, &job->body);
	int goes_on = bodies_execute (&job->compilation, &job->body) &&
		(!is_entry || entry_begin_at (&job->compilation, &job->body, request->entry_offset));
	job->compilation.trace_offsets = job->body.operations.trace_offsets;
	return end_stage (job, STAGE_EXECUTE, goes_on);
}

static int
choose_level (const Job *job)
{
	int asked = job->compilation.request->optimization_level;
	int level = asked >= 0 && asked <= 3 ? asked : job->options->optimization_level;

	/* Runs once: there is nothing to win. */
	if ((job->compilation.source.info.flags & METHOD_STATIC_CONSTRUCTOR) && !job->module->has_loops)
		return 0;
	return level;
}

/* In the method, and in what is inlined into it. */
static uint32_t
find_differences (Job *job)
{
	uint32_t found = differs_find (&job->compilation, &job->body);

	for (const Inlinee *inlinee = job->module->inlinees; inlinee; inlinee = inlinee->next)
		found |= differs_find (&job->compilation, inlinee->body);
	return found;
}

static int
emit (Job *job)
{
	BigStep *bigstep = job->bigstep;
	Inlining inlining = job->options->optimization_level > 0 ? job->options->inlining : INLINING_NONE;

	job->context = LLVMContextCreate ();
	job->symbols = symbols_create (&job->compilation);
	job->module = module_create (&job->compilation, job->context, job->symbols, inlining, job->dump != 0);
	int done = module_emit_method (job->module, &job->body, job->name);
	if (done) {
		add (&bigstep->tail_jumps, job->module->tail_jumps);
		add (&bigstep->tail_calls, job->module->tail_calls);
		job->differences = find_differences (job);
		job->level = choose_level (job);
		job->code_generation_level = job->options->code_generation_level;
		if (job->code_generation_level < 0)
			job->code_generation_level = job->level;
	}
	return end_stage (job, STAGE_EMIT, done);
}

/* ---- Stages without the runtime ---- */

typedef struct Work {
	Job *job;
	int (*work) (Job *job);
	int done;
} Work;

static void
run_work (void *data)
{
	Work *work = data;

	target_set_current_method (work->job->name);
	work->done = work->work (work->job);
	target_set_current_method (NULL);
}

/* WORK asks the runtime nothing, and says in the job's error what went wrong. */
static int
without_runtime (Job *job, int (*work) (Job *job))
{
	IRuntimeInformation *runtime = job->compilation.runtime;
	Work data = { .job = job, .work = work };

	/* As much stack as that gives is more than most threads have left, so that few others do the work: of 16 threads that
	 * compile, each one's stack would stay resident as deep as LLVM has been there, 3 MiB in all (tests/lifetime). */
	runtime->run_without_runtime (runtime, run_work, &data);
	return data.done || internal_error (&job->compilation, 0, "LLVM: %s", job->error);
}

static void
use_simple_code_generation (Job *job)
{
	target_release_machine (job->code_generation_level, job->machine);
	job->code_generation_level = 0;
	job->machine = target_acquire_machine (job->code_generation_level);
}

static int
optimise_module (Job *job)
{
	job->gate = pass_gate_create (job->context, &job->options->gate, job->name);
	job->machine = target_acquire_machine (job->code_generation_level);
	int done = passes_optimize (job->module->module, job->machine, job->level, job->options->verify, job->error,
		sizeof job->error);
	if (done && !pass_gate_allows_optimised_code (job->module->module))
		use_simple_code_generation (job);
	return end_stage (job, STAGE_OPTIMISE, done);
}

static int
check_work (Job *job)
{
	uint64_t excess = pass_gate_excess (job->gate);

	if (excess > 0)
		return decline (&job->compilation, DECLINE_TOO_LARGE, 0, "%" PRIu64 " instructions for LLVM", excess);
	return 1;
}

static int
optimise (Job *job)
{
	return without_runtime (job, optimise_module) && check_work (job);
}

static int
assemble_module (Job *job)
{
	/* Code generation takes the module apart. */
	show (job, STAGE_ASSEMBLE);
	job->object = object_emit (job->module->module, job->machine, job->error, sizeof job->error);
	if (job->object && job->options->sums)
		dump_sum (job, job->options->sums);
	return end_stage (job, STAGE_ASSEMBLE, job->object != NULL);
}

static int
assemble (Job *job)
{
	return without_runtime (job, assemble_module);
}

/* ---- The end ---- */

static int
place (Job *job)
{
	NativeCodeHandle *native_code = job->native_code;
	int done = object_place (&job->compilation, job->object, job->name, job->symbols, native_code);

	if (done)
		native_code->differences = differs_names (native_code->compiler_data, job->differences);
	if (done && job->module->is_entry)
		native_code->flags |= NATIVE_CODE_ENTRY;
	return end_stage (job, STAGE_PLACE, done);
}

/* IL to native code. Each stage returns 0 when it came to a verdict. */
static int
compile (Job *job)
{
	return load (job) && find_blocks (job) && execute (job) && emit (job) && optimise (job) && assemble (job) &&
		place (job);
}

static void
clean_up (Job *job)
{
	BodyCounts counts = bodies_counts (&job->compilation);

	add (&job->bigstep->bodies_loaded, counts.loaded);
	add (&job->bigstep->bodies_executed, counts.executed);
	if (job->object)
		object_release (job->object);
	if (job->machine)
		target_release_machine (job->code_generation_level, job->machine);
	if (job->gate)
		pass_gate_destroy (job->gate);
	if (job->module)
		LLVMDisposeModule (job->module->module);
	if (job->context)
		LLVMContextDispose (job->context);
	arena_destroy (job->compilation.arena);
}

static CompilationResult
compile_method (ICompiler *compiler, IRuntimeInformation *runtime, MethodInfo *method,
	const CompilationRequest *request, NativeCodeHandle *native_code, CompilationReport *report)
{
	BigStep *bigstep = (BigStep *) compiler;
	Arena *arena = arena_create ();
	Job job = {
		.bigstep = bigstep,
		.options = &bigstep->options,
		.compilation = {
			.runtime = runtime,
			.arena = arena,
			.source.method = method,
			.request = request,
			.bodies = bodies_create (arena),
		},
		.start = now (),
		.native_code = native_code,
	};

	/* The runtime writes its wrappers for mini. */
	if (!(request->flags & COMPILE_WRAPPER))
		job.compilation.unlike_mini = bigstep->options.unlike_mini;
	compile (&job);
	if (job.compilation.result != COMPILATION_OK)
		*report = job.compilation.report;
	clean_up (&job);
	return job.compilation.result;
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

	static const char *const counters [] = {
#define STAGE(enumerator, name, title, write, counter) counter,
#include "stages.def"
#undef STAGE
	};

	for (int i = 0; i < STAGE_COUNT; i++)
		report (data, counters [i], (double) atomic_load (&bigstep->nanoseconds [i]) / 1e6);
	report (data, "bodies_loaded", (double) atomic_load (&bigstep->bodies_loaded));
	report (data, "bodies_executed", (double) atomic_load (&bigstep->bodies_executed));
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
