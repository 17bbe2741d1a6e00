/* SPDX-License-Identifier: MIT */
#include "profiling.h"

/* MONO_PROFILER_CODE_BUFFER_METHOD of mono/metadata/profiler.h */
enum { CODE_BUFFER_METHOD = 0 };

/* What this thread has announced, and mini must not. */
static _Thread_local MonoMethod *announced;

MonoMethod *
profiling_begin (MonoMethod *method)
{
	MonoMethod *outer = announced;
	__real_mono_profiler_raise_jit_begin (method);
	announced = method;
	return outer;
}

void
profiling_end (MonoMethod *outer)
{
	announced = outer;
}

/* Called by mini (mini/mini.c:mini_method_compile). */
void
__wrap_mono_profiler_raise_jit_begin (MonoMethod *method)
{
	if (method == announced)
		announced = NULL;
	else
		__real_mono_profiler_raise_jit_begin (method);
}

void
profiling_code (MonoMethod *method, const void *code, uint32_t size)
{
	mono_profiler_raise_jit_code_buffer (code, size, CODE_BUFFER_METHOD, method);
}

void
profiling_done (MonoMethod *method, MonoJitInfo *info)
{
	mono_profiler_raise_jit_done (method, info);
}

void
profiling_failed (MonoMethod *method)
{
	mono_profiler_raise_jit_failed (method);
}
