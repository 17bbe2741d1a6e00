/* SPDX-License-Identifier: MIT */
#include "mini-only.h"

static int
is_traced (MonoMethod *method)
{
	return mono_jit_trace_calls && mono_trace_eval (method);
}

static int
is_profiled (MonoMethod *method)
{
	return mono_profiler_get_call_instrumentation_flags (method) != 0;
}

static int
is_covered (MonoMethod *method)
{
	return mono_profiler_coverage_instrumentation_enabled (method);
}

static int
has_breakpoint (MonoMethod *method)
{
	return mono_debugger_method_has_breakpoint (method)
		|| (mono_break_at_bb_method && mono_method_desc_full_match (mono_break_at_bb_method, method));
}

static int
gets_exception (MonoMethod *method)
{
	return mono_inject_async_exc_method && mono_method_desc_full_match (mono_inject_async_exc_method, method);
}

/* The debugger agent steps and stops at sequence points, which are code (mini/method-to-ir.c). */
static int
is_debugged (MonoMethod *method)
{
	(void) method;
	return MONO_BITS (mini_get_debug_options (), MonoDebugOptions, gen_sdb_seq_points) != 0;
}

/* --debug=casts */
static int
explains_casts (MonoMethod *method)
{
	(void) method;
	return MONO_BITS (mini_get_debug_options (), MonoDebugOptions, better_cast_details) != 0;
}

static const struct {
	const char *reason;
	int (*applies) (MonoMethod *method);
} reasons [] = {
	{ "trace", is_traced },
	{ "profiler", is_profiled },
	{ "coverage", is_covered },
	{ "breakpoint", has_breakpoint },
	{ "injected-exception", gets_exception },
	{ "debugger", is_debugged },
	{ "cast-details", explains_casts },
};

const char *
mini_only_reason (MonoMethod *method)
{
	for (size_t i = 0; i < sizeof (reasons) / sizeof (reasons [0]); ++i) {
		if (reasons [i].applies (method))
			return reasons [i].reason;
	}
	return NULL;
}
