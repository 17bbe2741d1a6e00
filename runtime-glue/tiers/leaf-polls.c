/* SPDX-License-Identifier: MIT */
#include "leaf-polls.h"

#include <stdatomic.h>

#include "methods.h"

static atomic_int are_on;

void
leaf_polls_set (int on)
{
	atomic_store_explicit (&are_on, on, memory_order_relaxed);
}

/* What calls gets a poll. Nothing else of mini's looks at this. */
int
__wrap_mono_method_to_ir (MonoCompile *compile, MonoMethod *method, void *start, void *end, void *result,
	void *arguments, uint32_t offset, gboolean is_virtual)
{
	int cost = __real_mono_method_to_ir (compile, method, start, end, result, arguments, offset, is_virtual);
	if (atomic_load_explicit (&are_on, memory_order_relaxed) && !MONO_BITS (compile, MonoCompile, compile_aot) &&
		method_wrapper_kind (method) == ENUM_MONO_WRAPPER_NONE)
		MONO_SET_BITS (compile, MonoCompile, has_calls, 1);
	return cost;
}
