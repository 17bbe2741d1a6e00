/* SPDX-License-Identifier: MIT */
#include "poll-sites.h"

#include <stdatomic.h>

/* mini's own, BigStep's (quiet-poll.h), and those of images */
enum { WRAPPERS = 4, SETTLED = 512 };

/* A wrapper's frame has its MonoLMF always at the same distance from the return address. */
typedef struct Wrapper {
	_Atomic (const void *) place; /* in it, behind its call */
	long distance;
} Wrapper;

static Wrapper wrappers [WRAPPERS];
static atomic_flag is_learning = ATOMIC_FLAG_INIT;
static atomic_uint generation = 1;

typedef struct Settled {
	const void *address;
	unsigned generation;
} Settled;

static _Thread_local Settled settled [SETTLED];

static char *
last_frame (void)
{
	return (char *) *mono_tls_get_lmf_addr ();
}

void *
poll_sites_find (const void *in_wrapper)
{
	for (int i = 0; i < WRAPPERS; ++i) {
		if (atomic_load_explicit (&wrappers [i].place, memory_order_acquire) == in_wrapper)
			return *(void **) (last_frame () + wrappers [i].distance);
	}
	return NULL;
}

void
poll_sites_learn (const void *in_wrapper, MonoJitInfo *wrapper, void **slot)
{
	const char *code = mono_jit_info_get_code_start (wrapper);
	size_t offset = (size_t) ((const char *) in_wrapper - code);
	if (offset >= (size_t) mono_jit_info_get_code_size (wrapper) || atomic_flag_test_and_set (&is_learning))
		return;
	int at = 0;
	while (at < WRAPPERS && atomic_load (&wrappers [at].place) && atomic_load (&wrappers [at].place) != in_wrapper)
		++at;
	if (at < WRAPPERS && !atomic_load (&wrappers [at].place)) {
		wrappers [at].distance = (long) ((char *) slot - last_frame ());
		atomic_store_explicit (&wrappers [at].place, in_wrapper, memory_order_release);
	}
	atomic_flag_clear (&is_learning);
}

static Settled *
place_of (const void *address)
{
	return &settled [((uintptr_t) address * UINT64_C (0x9e3779b97f4a7c15) >> 40) % SETTLED];
}

int
poll_sites_is_settled (const void *address)
{
	const Settled *place = place_of (address);
	return place->address == address && place->generation == atomic_load_explicit (&generation, memory_order_relaxed);
}

void
poll_sites_settle (const void *address)
{
	*place_of (address) = (Settled) { address, atomic_load_explicit (&generation, memory_order_relaxed) };
}

void
poll_sites_forget (void)
{
	atomic_fetch_add (&generation, 1);
}
