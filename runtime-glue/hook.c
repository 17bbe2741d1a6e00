/* SPDX-License-Identifier: MIT
 *
 * The one entry: what the runtime calls when it needs a method's code. A request is decided, which gives one outcome; the
 * outcome is counted; and then there is one ending for each. */
#include "at-work.h"
#include "call-cells.h"
#include "description.h"
#include "job.h"
#include "methods.h"
#include "mini-compiler.h"
#include "profiling.h"
#include "strict.h"
#include "when-compiled.h"

/* mini, selected by name or as the first of two tiers: nothing stands between it and the runtime but the counting. */
static Outcome
compile_with_mini (Job *job)
{
	MonoJitInfo *info = NULL;
	atomic_store_explicit (&job->compiler->optimizations, job->optimizations, memory_order_relaxed);
	statistics_mini_expected (job->asking.statistics);
	frames_enter (&job->asking);
	job->code = mini_compile (job->asking.statistics, job->asking.method, job->asking.domain, job->optimizations,
		job->error);
	frames_leave (&job->asking);
	if (job->code)
		info = mini_jit_info_table_find (job->asking.domain, job->code, NULL);
	if (info && job->compiler->is_tiered)
		when_compiled_note (job->asking.domain, info);
	job->code_size = info ? (uint32_t) mono_jit_info_get_code_size (info) : 0;
	return job->code ? OUTCOME_COMPILED : OUTCOME_RUNTIME_EXCEPTION;
}

/* ---- Endings ---- */

static void *
fall_back (Job *job)
{
	statistics_mini_expected (job->asking.statistics);
	return mini_compile (job->asking.statistics, job->asking.method, job->asking.domain, job->optimizations,
		job->error);
}

static void *
decline (Job *job)
{
	strict_declined (job, &job->compiler->options);
	return fall_back (job);
}

static void *
internal_error (Job *job)
{
	strict_failed (job, &job->compiler->options);
	strict_say_failed (job, "the runtime's own compiler takes it");
	return fall_back (job);
}

static void *
bad_code (Job *job)
{
	const CompilationReport *report = &job->report;
	const char *problem = report->detail ? report->detail : report->reason ? report->reason : "";
	char *name = method_description (job->asking.method);
	mono_error_set_generic_error (job->error, "System", "InvalidProgramException", "Invalid IL code in %s: IL_%04x: %s",
		name, (unsigned) report->il_offset, problem);
	free (name);
	profiling_failed (job->asking.method);
	return NULL;
}

/* A remoting wrapper runs in the caller's domain; the class is initialised where the call arrives (mini/mini.c). */
static int
initializes_class (MonoMethod *method)
{
	switch (method_wrapper_kind (method)) {
	case ENUM_MONO_WRAPPER_REMOTING_INVOKE:
	case ENUM_MONO_WRAPPER_REMOTING_INVOKE_WITH_CHECK:
	case ENUM_MONO_WRAPPER_XDOMAIN_INVOKE:
		return 0;
	}
	return 1;
}

/* Outside of all locks: this runs static constructors. */
static void *
hand_over (Job *job)
{
	MonoMethod *method = job->asking.method;
	MonoVTable *vtable = mono_class_vtable_checked (job->asking.domain, method_class (method), job->error);
	if (!vtable)
		return NULL;
	if (initializes_class (method) && !mono_runtime_class_init_full (vtable, job->error))
		return NULL;
	call_cells_method_compiled (job->asking.domain, method, job->code);
	return job->code;
}

static void *
finish (Job *job, Outcome outcome)
{
	switch (outcome) {
	case OUTCOME_COMPILED:
	case OUTCOME_LOST_RACE:
		return hand_over (job);
	case OUTCOME_DECLINED:
		return decline (job);
	case OUTCOME_BAD_CODE:
		return bad_code (job);
	case OUTCOME_RUNTIME_EXCEPTION:
		profiling_failed (job->asking.method);
		return NULL;
	case OUTCOME_INTERNAL_ERROR:
		return internal_error (job);
	default:
		return fall_back (job);
	}
}

/* The runtime takes a method's code in either of a thread's states: several functions for hosts, such as
 * mono_object_to_string and mono_runtime_delegate_invoke, run managed code in the GC-safe one, in which mono_jit_init
 * leaves the thread (metadata/object.c, mini/driver.c). Compilers' questions hand objects about, and their work without
 * the runtime begins where the thread is GC-unsafe, or the runtime aborts (utils/mono-threads-state-machine.c:
 * mono_threads_transition_do_blocking). */
static void *
answer (Job *job)
{
	MonoStackData stack_data = { &stack_data, __func__ };
	void *cookie = mono_threads_enter_gc_unsafe_region_internal (&stack_data);
	Statistics *statistics = job->asking.statistics;
	const CommonOptions *options = &job->compiler->options;
	int is_straight = job->compiler->is_tiered ||
		(job->compiler->is_mini && !options->only.is_given && !options->except.is_given);
	error_clear (job->error);
	statistics_request_begins (statistics, frames_nesting ());
	frames_push (&job->asking);
	Outcome outcome = is_straight ? compile_with_mini (job) : job_decide (job);
	const NativeCodeHandle counted = { .code_size = job->code_size, .differences = job->differences };
	methods_count (statistics, job->asking.method, outcome, &job->report, &counted);
	/* What mini answers is complete. */
	void *code = is_straight ? job->code : finish (job, outcome);
	frames_pop (&job->asking);
	statistics_request_ends (statistics);
	job_end (job);
	mono_threads_exit_gc_unsafe_region_internal (cookie, &stack_data);
	return code;
}

void *
__wrap_mono_jit_compile_method_inner (MonoMethod *method, MonoDomain *domain, int optimizations,
	MonoErrorStorage *error)
{
	int can_work = at_work_begin ();
	Compiler *compiler = can_work ? compilers_selected () : NULL;
	Statistics *asks_mini = frames_take_request_to_mini (method);
	void *code;
	if (asks_mini) {
		statistics_mini_expected (asks_mini);
		code = mini_compile (asks_mini, method, domain, optimizations, error);
	} else if (!compiler) {
		code = __real_mono_jit_compile_method_inner (method, domain, optimizations, error);
	} else {
		Job job = {
			.asking = {
				.kind = ASKING_RUNTIME,
				.method = method,
				.domain = domain,
				.statistics = compiler->statistics,
			},
			.compiler = compiler,
			.optimizations = optimizations,
			.error = error,
			.is_wrapper = method_is_wrapper (method),
			.report.size = sizeof (CompilationReport),
		};
		code = answer (&job);
	}
	if (can_work)
		at_work_end ();
	return code;
}
