/* SPDX-License-Identifier: MIT */
#include "hook.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "call-cells.h"
#include "crash.h"
#include "install.h"
#include "methods.h"
#include "mini-compiler.h"
#include "mini-only.h"
#include "pattern.h"
#include "precompiled.h"
#include "quiet-poll.h"
#include "profiling.h"

enum { STATUS_DECLINED = 3, STATUS_INTERNAL_ERROR = 4 };

/* One request, from the runtime's call to its answer. */
typedef struct Job {
	Frame frame;
	Compiler *compiler;
	Statistics *statistics;
	MonoErrorStorage *error; /* the runtime's */
	int is_wrapper;
} Job;

/* hook_compile_with_mini's request, on its way through the runtime and back to us. */
typedef struct MiniRequest {
	MonoMethod *method;
	Statistics *statistics;
} MiniRequest;

static _Thread_local Frame *innermost;
static _Thread_local MiniRequest *mini_request;

Frame *
hook_innermost_frame (void)
{
	return innermost;
}

/* ---- Endings ---- */

static void *
fall_back (Job *job)
{
	statistics_mini_expected (job->statistics);
	return mini_compile (job->statistics, job->frame.method, job->frame.domain, job->frame.optimizations, job->error);
}

static void __attribute__ ((noreturn))
stop (Job *job, int status, const char *verb, const char *reason, const char *detail, uint32_t il_offset)
{
	char *name = method_description (job->frame.method);
	fprintf (stderr, "mono-bigstep: %s %s %s, IL offset 0x%x: %s%s%s\n", job->compiler->name, verb, name,
		(unsigned) il_offset, reason, detail ? ": " : "", detail ? detail : "");
	monoeg_g_free (name);
	statistics_report ();
	/* The runtime's own ending would wait for the thread that we are on. */
	fflush (NULL);
	_exit (status);
}

/* What the compiler, or an option of the runtime, leaves to mini. A wrapper is the runtime's own doing: no decline. */
static void *
decline (Job *job, const CompilationReport *report)
{
	const char *reason = report->reason ? report->reason : "unknown";
	if (job->is_wrapper) {
		methods_count_wrapper (job->statistics, job->frame.method);
		return fall_back (job);
	}
	methods_count_declined (job->statistics, job->frame.method, report);
	if (!compilers_allow_decline (job->compiler, reason))
		stop (job, STATUS_DECLINED, "declines", reason, report->detail, report->il_offset);
	return fall_back (job);
}

static void *
decline_because (Job *job, const char *reason)
{
	CompilationReport report = { .size = sizeof report, .reason = reason };
	return decline (job, &report);
}

static void *
internal_error (Job *job, const CompilationReport *report)
{
	const char *reason = report->reason ? report->reason : "internal error";
	statistics_outcome (job->statistics, OUTCOME_INTERNAL_ERROR);
	if (job->compiler->is_strict)
		stop (job, STATUS_INTERNAL_ERROR, "failed on", reason, report->detail, report->il_offset);
	char *name = method_description (job->frame.method);
	fprintf (stderr,
		"mono-bigstep: internal error of %s in %s, IL offset 0x%x: %s%s%s; "
		"the runtime's own compiler takes it (except=%s avoids this)\n",
		job->compiler->name, name, (unsigned) report->il_offset, reason, report->detail ? ": " : "",
		report->detail ? report->detail : "", name);
	monoeg_g_free (name);
	return fall_back (job);
}

static void *
bad_code (Job *job, const CompilationReport *report)
{
	char *name = method_description (job->frame.method);
	statistics_outcome (job->statistics, OUTCOME_BAD_CODE);
	mono_error_set_generic_error (job->error, "System", "InvalidProgramException", "Invalid IL code in %s: IL_%04x: %s",
		name, (unsigned) report->il_offset,
		report->detail       ? report->detail
			: report->reason ? report->reason
							 : "");
	monoeg_g_free (name);
	profiling_failed (job->frame.method);
	return NULL;
}

static void *
runtime_exception (Job *job, Request *request, const CompilationReport *report)
{
	if (!request->has_failure) {
		CompilationReport broken = { .size = sizeof broken,
			.reason = "runtime-exception",
			.detail = "the runtime has recorded no failure",
			.il_offset = report->il_offset };
		return internal_error (job, &broken);
	}
	statistics_outcome (job->statistics, OUTCOME_RUNTIME_EXCEPTION);
	mono_error_move (job->error, &request->failure);
	request->has_failure = 0;
	profiling_failed (job->frame.method);
	return NULL;
}

/* ---- The code is there ---- */

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
hand_over (Job *job, void *code)
{
	MonoMethod *method = job->frame.method;
	MonoVTable *vtable = mono_class_vtable_checked (job->frame.domain, method_class (method), job->error);
	if (!vtable)
		return NULL;
	if (initializes_class (method) && !mono_runtime_class_init_full (vtable, job->error))
		return NULL;
	call_cells_method_compiled (job->frame.domain, method, code);
	return code;
}

static void *
publish (Job *job, Request *request, NativeCodeHandle *native_code)
{
	MonoMethod *method = job->frame.method;
	Installation installation;
	if (native_code->flags & NATIVE_CODE_PUBLISHED) {
		methods_count_compiled (job->statistics, method, native_code->code_size);
		return hand_over (job, native_code->code);
	}
	profiling_code (method, native_code->code, native_code->code_size);
	if (!install_code (request, method, native_code, INSTALL_PUBLISH, &installation)) {
		char detail [512] = "";
		request->table.get_failure (&request->table, detail, sizeof (detail));
		CompilationReport report = { .size = sizeof report, .reason = "install", .detail = detail };
		return internal_error (job, &report);
	}
	if (installation.was_there) {
		statistics_outcome (job->statistics, OUTCOME_LOST_RACE);
	} else {
		methods_count_compiled (job->statistics, method, native_code->code_size);
		mono_emit_jit_map (installation.info);
	}
	profiling_done (method, installation.info);
	return hand_over (job, mono_jit_info_get_code_start (installation.info));
}

/* ---- Asking ---- */

static void
enter (Job *job, Timing *timing)
{
	job->frame.outer = innermost;
	innermost = &job->frame;
	timing_begin (timing);
}

static void
leave (Job *job, Timing *timing)
{
	timing_end (timing, job->statistics);
	innermost = job->frame.outer;
}

static WrapperKind
wrapper_kind (MonoMethod *method)
{
	switch (method_wrapper_kind (method)) {
	case ENUM_MONO_WRAPPER_DELEGATE_INVOKE:
		return WRAPPER_DELEGATE_INVOKE;
	case ENUM_MONO_WRAPPER_SYNCHRONIZED:
		return WRAPPER_SYNCHRONIZED;
	case ENUM_MONO_WRAPPER_UNBOX:
		return WRAPPER_UNBOX;
	case ENUM_MONO_WRAPPER_STELEMREF:
		return WRAPPER_STORE_ELEMENT;
	case ENUM_MONO_WRAPPER_CASTCLASS:
		return WRAPPER_CAST;
	default:
		return WRAPPER_RUNTIME_ONLY;
	}
}

static uint32_t
compilation_flags (Job *job)
{
	uint32_t flags = 0;
	if (method_is_dynamic (job->frame.method))
		flags |= COMPILE_DYNAMIC_METHOD;
	if (job->is_wrapper)
		flags |= COMPILE_WRAPPER;
	if (mono_debug_enabled ())
		flags |= COMPILE_DEBUGGABLE;
	return flags;
}

static void *
ask (Job *job)
{
	ICompiler *implementation = job->compiler->implementation;
	Request request;
	CompilationRequest compilation = {
		.size = sizeof compilation,
		.domain = job->frame.domain,
		.flags = compilation_flags (job),
		.optimization_level = -1,
		.wrapper_kind = (int) method_wrapper_kind (job->frame.method),
		.nesting = job->frame.nesting,
		.wrapper = wrapper_kind (job->frame.method),
	};
	NativeCodeHandle native_code = { .size = sizeof native_code };
	CompilationReport report = { .size = sizeof report };
	Timing timing;
	void *code = NULL;
	char *name = method_description (job->frame.method);
	const Compilation under_way = { job->compiler->name, name }, *around = crash_get_compilation ();
	/* Before, for the compiler may crash. */
	methods_list (job->compiler->list, job->frame.method);
	MonoMethod *outer = profiling_begin (job->frame.method);
	request_begin (&request, compilation.flags);
	enter (job, &timing);
	crash_set_compilation (&under_way);
	CompilationResult result = implementation->compile_method (implementation, &request.table,
		(MethodInfo *) job->frame.method, &compilation, &native_code, &report);
	/* What follows may run static constructors, which may need this method: that is no recursion of the compiler. */
	crash_set_compilation (around);
	leave (job, &timing);
	monoeg_g_free (name);
	switch (result) {
	case COMPILATION_OK:
		code = publish (job, &request, &native_code);
		if (implementation->release_code)
			implementation->release_code (implementation, &native_code);
		break;
	case COMPILATION_UNSUPPORTED:
		code = decline (job, &report);
		break;
	case COMPILATION_BAD_CODE:
		code = bad_code (job, &report);
		break;
	case COMPILATION_RUNTIME_EXCEPTION:
		code = runtime_exception (job, &request, &report);
		break;
	default:
		code = internal_error (job, &report);
		break;
	}
	request_end (&request);
	profiling_end (outer);
	return code;
}

static int
is_excluded (const Compiler *compiler, MonoMethod *method)
{
	return (compiler->only && !pattern_matches (compiler->only, method)) ||
		(compiler->except && pattern_matches (compiler->except, method));
}

/* A compiler's question may run a static constructor that calls the method being compiled; then it is compiled once
 * more, and the outer compilation loses the race. A compiler that asks for its own method again and again is stopped.
 */
static int
recurs (const Job *job)
{
	int count = 0;
	for (const Frame *frame = innermost; frame; frame = frame->outer)
		count += frame->method == job->frame.method && frame->domain == job->frame.domain;
	return count >= 2;
}

static void *
decide (Job *job)
{
	MonoMethod *method = job->frame.method;
	if (job->frame.domain != mono_domain_get () || quiet_poll_is_part (method)) {
		/* Wrappers around the runtime's own functions: one for all domains, made in the root domain. */
		methods_count_wrapper (job->statistics, job->frame.method);
		return fall_back (job);
	}
	if (is_excluded (job->compiler, method) ||
		precompiled_for_root_domain (job->compiler, job->frame.domain, method, job->frame.optimizations)) {
		statistics_outcome (job->statistics, OUTCOME_EXCLUDED);
		return fall_back (job);
	}
	const char *reason = mini_only_reason (method);
	if (reason)
		return decline_because (job, reason);
	if (recurs (job))
		return decline_because (job, "recursive-compilation");
	return ask (job);
}

/* mini, selected by name: nothing stands between it and the runtime but the counting. */
static void *
compile_with_mini (Job *job)
{
	Timing timing;
	MonoJitInfo *info = NULL;
	statistics_mini_expected (job->statistics);
	enter (job, &timing);
	void *code = mini_compile (job->statistics, job->frame.method, job->frame.domain, job->frame.optimizations,
		job->error);
	leave (job, &timing);
	if (code)
		info = mini_jit_info_table_find (job->frame.domain, code, NULL);
	if (!code)
		statistics_outcome (job->statistics, OUTCOME_RUNTIME_EXCEPTION);
	else
		methods_count_compiled (job->statistics, job->frame.method,
			info ? (uint32_t) mono_jit_info_get_code_size (info) : 0);
	return code;
}

void *
hook_compile_with_mini (Statistics *statistics, MonoMethod *method, MonoErrorStorage *error)
{
	MiniRequest request = { method, statistics }, *outer = mini_request;
	mini_request = &request;
	void *code = mono_jit_compile_method (method, error);
	mini_request = outer;
	return code;
}

int
hook_asks_mini_for (MonoMethod *method)
{
	return mini_request && mini_request->method == method;
}

/* The runtime takes a method's code in either of a thread's states: several functions for hosts, such as
 * mono_object_to_string and mono_runtime_delegate_invoke, run managed code in the GC-safe one, in which mono_jit_init
 * leaves the thread (metadata/object.c, mini/driver.c). Compilers' questions hand objects about, and their work without
 * the runtime begins where the thread is GC-unsafe, or the runtime aborts (utils/mono-threads-state-machine.c:
 * mono_threads_transition_do_blocking). */
static void *
compile (Compiler *compiler, MonoMethod *method, MonoDomain *domain, int optimizations, MonoErrorStorage *error)
{
	MonoStackData stack_data = { &stack_data, __func__ };
	Job job = {
		.frame = { NULL, method, domain, optimizations, innermost ? innermost->nesting + 1 : 0 },
		.compiler = compiler,
		.statistics = compiler->statistics,
		.error = error,
		.is_wrapper = method_is_wrapper (method),
	};
	void *cookie = mono_threads_enter_gc_unsafe_region_internal (&stack_data);
	error_clear (error);
	statistics_request_begins (job.statistics, job.frame.nesting);
	int straight = compiler->is_mini && !compiler->only && !compiler->except;
	void *code = straight ? compile_with_mini (&job) : decide (&job);
	statistics_request_ends (job.statistics);
	mono_threads_exit_gc_unsafe_region_internal (cookie, &stack_data);
	return code;
}

void *
__wrap_mono_jit_compile_method_inner (MonoMethod *method, MonoDomain *domain, int optimizations,
	MonoErrorStorage *error)
{
	/* In this order: who ends the compilers first takes away the selection, then looks who is at work. */
	compilers_work_begins ();
	Compiler *compiler = compilers_selected ();
	void *code;
	if (hook_asks_mini_for (method)) {
		Statistics *statistics = mini_request->statistics;
		mini_request = NULL;
		statistics_mini_expected (statistics);
		code = mini_compile (statistics, method, domain, optimizations, error);
	} else if (!compiler) {
		code = __real_mono_jit_compile_method_inner (method, domain, optimizations, error);
	} else {
		code = compile (compiler, method, domain, optimizations, error);
	}
	compilers_work_ends ();
	return code;
}
