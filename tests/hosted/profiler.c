/* SPDX-License-Identifier: MIT
 *
 * A profiler, --profile=bigsteptest:WHAT. It prints when Selection:Target is compiled, and asks for instrumented code
 * for it if WHAT is "calls" or "coverage". */
#include <mono/metadata/class.h>
#include <mono/metadata/debug-helpers.h>
#include <mono/metadata/profiler.h>
#include <stdio.h>
#include <string.h>

static int
is_target (MonoMethod *method)
{
	return strcmp (mono_method_get_name (method), "Target") == 0 &&
		strcmp (mono_class_get_name (mono_method_get_class (method)), "Selection") == 0;
}

static MonoProfilerCallInstrumentationFlags
instrument_calls (MonoProfiler *profiler, MonoMethod *method)
{
	(void) profiler;
	return is_target (method) ? MONO_PROFILER_CALL_INSTRUMENTATION_ENTER : MONO_PROFILER_CALL_INSTRUMENTATION_NONE;
}

static mono_bool
instrument_coverage (MonoProfiler *profiler, MonoMethod *method)
{
	(void) profiler;
	return is_target (method);
}

static void
entered (MonoProfiler *profiler, MonoMethod *method, MonoProfilerCallContext *context)
{
	(void) profiler;
	(void) context;
	if (is_target (method))
		fputs ("entered\n", stderr);
}

static void
begins (MonoProfiler *profiler, MonoMethod *method)
{
	(void) profiler;
	if (is_target (method))
		fputs ("begins\n", stderr);
}

static void
has_code (MonoProfiler *profiler, const mono_byte *buffer, uint64_t size, MonoProfilerCodeBufferType type,
	const void *data)
{
	(void) profiler;
	if (type == MONO_PROFILER_CODE_BUFFER_METHOD && buffer && size > 0 && is_target ((MonoMethod *) data))
		fputs ("code\n", stderr);
}

static void
done (MonoProfiler *profiler, MonoMethod *method, MonoJitInfo *info)
{
	(void) profiler;
	if (is_target (method))
		fprintf (stderr, "done, %s\n", mono_jit_info_get_code_size (info) > 0 ? "with code" : "without code");
}

static void
failed (MonoProfiler *profiler, MonoMethod *method)
{
	(void) profiler;
	if (is_target (method))
		fputs ("failed\n", stderr);
}

__attribute__ ((visibility ("default"))) void
mono_profiler_init_bigsteptest (const char *description)
{
	MonoProfilerHandle handle = mono_profiler_create (NULL);
	mono_profiler_set_jit_begin_callback (handle, begins);
	mono_profiler_set_jit_code_buffer_callback (handle, has_code);
	mono_profiler_set_jit_done_callback (handle, done);
	mono_profiler_set_jit_failed_callback (handle, failed);
	if (strstr (description, "calls")) {
		mono_profiler_set_call_instrumentation_filter_callback (handle, instrument_calls);
		mono_profiler_set_method_enter_callback (handle, entered);
	}
	if (strstr (description, "coverage")) {
		mono_profiler_enable_coverage ();
		mono_profiler_set_coverage_filter_callback (handle, instrument_coverage);
	}
}
