/* SPDX-License-Identifier: MIT */
#include "osr-refusals.h"

#include <stdatomic.h>
#include <stddef.h>

static const char *const names [OSR_REFUSAL_COUNT] = {
#define OSR_NAME(enumerator, name) [OSR_##enumerator] = name,
	OSR_REFUSALS (OSR_NAME)
#undef OSR_NAME
};

static atomic_ullong counts [OSR_REFUSAL_COUNT];

const char *
osr_refusal_name (OsrRefusal refusal)
{
	return names [refusal];
}

OsrRefusal
osr_count (OsrRefusal refusal)
{
	atomic_fetch_add_explicit (&counts [refusal], 1, memory_order_relaxed);
	return refusal;
}

uint64_t
osr_count_of (OsrRefusal refusal)
{
	return atomic_load_explicit (&counts [refusal], memory_order_relaxed);
}
