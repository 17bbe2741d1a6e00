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
	return mono_debugger_method_has_breakpoint (method) ||
		(mono_break_at_bb_method && mono_method_desc_full_match (mono_break_at_bb_method, method));
}

static int
gets_exception (MonoMethod *method)
{
	return mono_inject_async_exc_method && mono_method_desc_full_match (mono_inject_async_exc_method, method);
}

static int
is_verified (MonoMethod *method)
{
	return mono_verifier_is_enabled_for_method (method);
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
	{ "verifier", is_verified },
};

/* Options of --debug, which concern all methods. */
static const struct {
	const char *reason;
	uint32_t start, count; /* bits in MonoDebugOptions */
} debug_options [] = {
#define DEBUG_OPTION(reason, option) \
	{ reason, BIT_MonoDebugOptions_##option##_START, BIT_MonoDebugOptions_##option##_COUNT }
	/* The debugger agent steps and stops at sequence points, which are code (mini/method-to-ir.c). */
	DEBUG_OPTION ("debugger", gen_sdb_seq_points),
	DEBUG_OPTION ("cast-details", better_cast_details),
	DEBUG_OPTION ("explicit-null-checks", explicit_null_checks),
	DEBUG_OPTION ("init-stacks", init_stacks),
	DEBUG_OPTION ("native-debugger-break", native_debugger_break),
#undef DEBUG_OPTION
};

const char *
mini_only_reason (MonoMethod *method)
{
	for (size_t i = 0; i < sizeof (reasons) / sizeof (reasons [0]); ++i) {
		if (reasons [i].applies (method))
			return reasons [i].reason;
	}
	const void *set = mini_get_debug_options ();
	for (size_t i = 0; i < sizeof (debug_options) / sizeof (debug_options [0]); ++i) {
		if (mono_bits_get (set, debug_options [i].start, debug_options [i].count))
			return debug_options [i].reason;
	}
	return NULL;
}
