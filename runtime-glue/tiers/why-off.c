/* SPDX-License-Identifier: MIT */
#include "why-off.h"

#include "entry.h"
#include "mono-hidden.h"

/* It asks for code that says when methods begin and end, or how often. */
static int
has_instrumenting_profiler (void)
{
	void *profiler = MONO_FIELD (void *, mono_profiler_state, MonoProfilerState, profilers);
	for (; profiler; profiler = MONO_FIELD (void *, profiler, _MonoProfilerDesc, next)) {
		if (MONO_FIELD (void *, profiler, _MonoProfilerDesc, call_instrumentation_filter) ||
			MONO_FIELD (void *, profiler, _MonoProfilerDesc, coverage_filter))
			return 1;
	}
	return 0;
}

const char *
why_off (void)
{
	if (mono_threads_suspend_policy_hidden_dont_modify != ENUM_MONO_THREADS_SUSPEND_HYBRID)
		return "threads are not suspended the hybrid way (MONO_THREADS_SUSPEND)";
	if (mono_use_interpreter)
		return "the interpreter runs the program";
	if (mono_aot_only)
		return "all code is compiled ahead of time";
	if (MONO_BITS (mini_get_debug_options (), MonoDebugOptions, gen_sdb_seq_points))
		return "a debugger is at work";
	if (has_instrumenting_profiler ())
		return "a profiler instruments the code";
	if (!entry_has_barrier ())
		return "the kernel has no barrier for changed code (membarrier)";
	return NULL;
}
