/* SPDX-License-Identifier: MIT */
#include "job.h"

#include <stdlib.h>
#include <string.h>

#include "crash.h"
#include "description.h"
#include "failure.h"
#include "install.h"
#include "methods.h"
#include "mini-only.h"
#include "precompiled.h"
#include "profiling.h"
#include "quiet-poll.h"
#include "runtime-information/table.h"

/* ---- Asking a compiler ---- */

static Outcome
declined (const Job *job)
{
	/* A wrapper is the runtime's own doing: no decline. */
	return job->is_wrapper ? OUTCOME_WRAPPER : OUTCOME_DECLINED;
}

static Outcome
publish (Job *job, Request *request, NativeCodeHandle *native_code)
{
	MonoMethod *method = job->asking.method;
	Installation installation;
	job->code = native_code->code;
	job->code_size = native_code->code_size;
	if (native_code->flags & NATIVE_CODE_PUBLISHED || (job->is_private && job->differences))
		return OUTCOME_COMPILED;
	if (job->flags & COMPILE_ENTRY && !(native_code->flags & NATIVE_CODE_ENTRY)) {
		job->report = (CompilationReport) { .size = sizeof (job->report), .reason = "no-entry-functions" };
		return OUTCOME_DECLINED;
	}
	profiling_code (method, native_code->code, native_code->code_size);
	if (!install_code (request, method, native_code,
			job->is_private ? INSTALL_PRIVATE : INSTALL_PUBLISH | INSTALL_IF_NONE, &installation)) {
		job->problem = failure_message (request);
		job->report = (CompilationReport) { .size = sizeof (job->report), .reason = "install", .detail = job->problem };
		return OUTCOME_INTERNAL_ERROR;
	}
	if (!installation.was_there)
		mono_emit_jit_map (installation.info);
	profiling_done (method, installation.info);
	job->info = installation.info;
	job->code = mono_jit_info_get_code_start (installation.info);
	return installation.was_there ? OUTCOME_LOST_RACE : OUTCOME_COMPILED;
}

static Outcome
take_exception (Job *job, Request *request)
{
	if (!request->has_failure) {
		job->report.reason = "runtime-exception";
		job->report.detail = "the runtime has recorded no failure";
		return OUTCOME_INTERNAL_ERROR;
	}
	mono_error_move (job->error, &request->failure);
	request->has_failure = 0;
	return OUTCOME_RUNTIME_EXCEPTION;
}

static Outcome
take_result (Job *job, Request *request, CompilationResult result, NativeCodeHandle *native_code)
{
	switch (result) {
	case COMPILATION_OK:
		return publish (job, request, native_code);
	case COMPILATION_UNSUPPORTED:
		return declined (job);
	case COMPILATION_BAD_CODE:
		return OUTCOME_BAD_CODE;
	case COMPILATION_RUNTIME_EXCEPTION:
		return take_exception (job, request);
	default:
		return OUTCOME_INTERNAL_ERROR;
	}
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
compilation_flags (const Job *job)
{
	uint32_t flags = job->flags;
	if (method_is_dynamic (job->asking.method))
		flags |= COMPILE_DYNAMIC_METHOD;
	if (job->is_wrapper)
		flags |= COMPILE_WRAPPER;
	if (mono_debug_enabled ())
		flags |= COMPILE_DEBUGGABLE;
	return flags;
}

static Outcome
ask (Job *job)
{
	ICompiler *implementation = job->compiler->implementation;
	const ICompiler *functions = &job->compiler->functions;
	MonoMethod *method = job->asking.method;
	Request request;
	CompilationRequest compilation = {
		.size = sizeof compilation,
		.domain = job->asking.domain,
		.flags = compilation_flags (job),
		.optimization_level = -1,
		.wrapper_kind = (int) method_wrapper_kind (method),
		.nesting = frames_nesting (),
		.wrapper = wrapper_kind (method),
		.entry_offset = job->entry_offset,
	};
	NativeCodeHandle native_code = { .size = sizeof (native_code) };
	char *name = method_description (method);
	const Compilation under_way = { job->compiler->name, name }, *around = crash_get_compilation ();
	/* Before, for the compiler may crash. */
	methods_list (job->compiler->options.list, method);
	profiling_begin (&job->asking);
	request_begin (&request, job->asking.domain, method, job->optimizations, compilation.flags);
	request.first_compiled = job->first_compiled;
	request.to_mini = &job->compiler->options.except;
	frames_enter (&job->asking);
	crash_set_compilation (&under_way);
	CompilationResult result = functions->compile_method (implementation, &request.table, (MethodInfo *) method,
		&compilation, &native_code, &job->report);
	/* What follows may run static constructors, which may need this method: that is no recursion of the compiler. */
	crash_set_compilation (around);
	frames_leave (&job->asking);
	free (name);
	if (result == COMPILATION_OK && native_code.differences)
		job->differences = strdup (native_code.differences);
	Outcome outcome = take_result (job, &request, result, &native_code);
	if (result == COMPILATION_OK && functions->release_code)
		functions->release_code (implementation, &native_code);
	request_end (&request);
	return outcome;
}

/* ---- Outcomes ---- */

int
job_is_excluded (CommonOptions *options, MonoMethod *method)
{
	return (options->only.is_given && !patterns_fit (&options->only, method)) ||
		(options->except.is_given && patterns_fit (&options->except, method));
}

Outcome
job_decide (Job *job)
{
	MonoMethod *method = job->asking.method;
	/* Wrappers around the runtime's own functions: one for all domains, made in the root domain. */
	if (job->asking.domain != mono_domain_get () || quiet_poll_is_part (method))
		return OUTCOME_WRAPPER;
	if (job_is_excluded (&job->compiler->options, method) ||
		precompiled_for_root_domain (job->compiler, job->asking.domain, method, job->optimizations))
		return OUTCOME_EXCLUDED;
	job->report.reason = mini_only_reason (method);
	if (!job->report.reason && frames_recur (&job->asking))
		job->report.reason = "recursive-compilation";
	return job->report.reason ? declined (job) : ask (job);
}

Outcome
job_decide_again (Job *job)
{
	if (job_is_excluded (&job->compiler->options, job->asking.method))
		return OUTCOME_EXCLUDED;
	job->report.reason = mini_only_reason (job->asking.method);
	return job->report.reason ? declined (job) : ask (job);
}

void
job_end (Job *job)
{
	free (job->problem);
	free (job->differences);
}
