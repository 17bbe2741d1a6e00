/* SPDX-License-Identifier: MIT */
#include "profiling.h"

/* MONO_PROFILER_CODE_BUFFER_METHOD of mono/metadata/profiler.h */
enum { CODE_BUFFER_METHOD = 0 };

void
profiling_begin (Asking *asking)
{
	__real_mono_profiler_raise_jit_begin (asking->method);
	asking->is_announced = 1;
}

/* Called by mini (mini/mini.c:mini_method_compile). */
void
__wrap_mono_profiler_raise_jit_begin (MonoMethod *method)
{
	Asking *request = frames_request ();
	if (request && request->is_announced && request->method == method)
		request->is_announced = 0;
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
