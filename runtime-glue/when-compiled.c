/* SPDX-License-Identifier: MIT */
#include "when-compiled.h"

#include <pthread.h>
#include <stdlib.h>

typedef struct Entry {
	MonoJitInfo *info;
	uint32_t number;
} Entry;

/* Linear probing. What is freed stays, and is overwritten when its address comes again. */
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static Entry *entries;
static size_t capacity, used; /* a power of two */
static uint32_t last;

static Entry *
find (MonoJitInfo *info)
{
	size_t at = (size_t) ((uintptr_t) info >> 4) * UINT64_C (0x9e3779b97f4a7c15) >> 20;
	while (entries [at & (capacity - 1)].info && entries [at & (capacity - 1)].info != info)
		++at;
	return &entries [at & (capacity - 1)];
}

/* Returns 0 when there is no memory. */
static int
grow (void)
{
	Entry *old = entries;
	size_t old_capacity = capacity;
	Entry *larger = calloc (old_capacity ? 2 * old_capacity : 1024, sizeof (*larger));
	if (!larger)
		return 0;
	entries = larger;
	capacity = old_capacity ? 2 * old_capacity : 1024;
	for (size_t i = 0; i < old_capacity; ++i) {
		if (old [i].info)
			*find (old [i].info) = old [i];
	}
	free (old);
	return 1;
}

void
when_compiled_note (MonoJitInfo *info)
{
	pthread_mutex_lock (&lock);
	if (2 * used < capacity || grow ()) {
		Entry *entry = find (info);
		used += !entry->info;
		*entry = (Entry) { info, ++last };
	}
	pthread_mutex_unlock (&lock);
}

uint32_t
when_compiled (MonoJitInfo *info)
{
	pthread_mutex_lock (&lock);
	uint32_t number = capacity ? find (info)->number : 0;
	pthread_mutex_unlock (&lock);
	return number;
}
