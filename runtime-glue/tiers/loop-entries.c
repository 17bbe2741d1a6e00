/* SPDX-License-Identifier: MIT */
#include "loop-entries.h"

#include <pthread.h>

#include "methods.h"
#include "mini-frame.h"

/* More are not worth waiting for: who polls in the loop once more wants it again. */
enum { MOST_WANTED = 64 };

/* Leaf. Only threads in GC-unsafe mode take it: others are stopped by signals, with it in their hands. */
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static WantedLoop wanted [MOST_WANTED];
static uint32_t wanted_count;
static WantedLoop compiling;

FrameLoop *
loop_entries_find (MonoJitInfo *info, MonoDomain *domain, const uint8_t *address, const FrameMap **map)
{
	*map = frame_map_of (info, domain);
	FrameLoop *loop = *map ? frame_map_loop (*map, address + 1) : NULL;
	OsrRefusal refusal = !*map ? OSR_NO_MAP : !loop ? OSR_NO_LOOP : loop->refusal;
	if (refusal == OSR_POSSIBLE)
		return loop;
	osr_count (refusal);
	return NULL;
}

int
loop_entries_want (MonoJitInfo *info, const FrameMap *map, FrameLoop *loop)
{
	/* Code of dynamic methods goes when it likes. */
	if (method_is_dynamic (map->method))
		return 0;
	pthread_mutex_lock (&lock);
	int is_news = atomic_load (&loop->stage) == LOOP_NEW && wanted_count < MOST_WANTED;
	if (is_news) {
		wanted [wanted_count++] = (WantedLoop) { map, loop, info };
		atomic_store (&loop->stage, LOOP_WANTED);
	}
	pthread_mutex_unlock (&lock);
	return is_news;
}

int
loop_entries_is_in_work (const FrameLoop *loop)
{
	int stage = atomic_load (&loop->stage);
	return stage == LOOP_WANTED || stage == LOOP_COMPILING;
}

void
loop_entries_leave (const FrameLoop *loop)
{
	MiniFrame frame;
	if (atomic_load_explicit (&loop->stage, memory_order_acquire) == LOOP_READY &&
		mini_frame_find (&frame) == OSR_POSSIBLE && frame.loop == loop)
		mini_frame_leave (&frame, atomic_load_explicit (&loop->entry, memory_order_relaxed));
}

uint32_t
loop_entries_next_size (void)
{
	pthread_mutex_lock (&lock);
	uint32_t size = wanted_count ? wanted [wanted_count - 1].map->il_size : 0;
	pthread_mutex_unlock (&lock);
	return size;
}

int
loop_entries_take (WantedLoop *taken)
{
	pthread_mutex_lock (&lock);
	int is_there = wanted_count > 0;
	if (is_there) {
		*taken = compiling = wanted [--wanted_count];
		atomic_store (&compiling.loop->stage, LOOP_COMPILING);
	}
	pthread_mutex_unlock (&lock);
	return is_there;
}

void
loop_entries_settle (FrameLoop *loop, const void *code)
{
	pthread_mutex_lock (&lock);
	atomic_store_explicit (&loop->entry, code, memory_order_relaxed);
	atomic_store_explicit (&loop->stage, code ? LOOP_READY : LOOP_REFUSED, memory_order_release);
	compiling = (WantedLoop) { NULL, NULL, NULL };
	pthread_mutex_unlock (&lock);
}

int
loop_entries_withdraw_domain (MonoDomain *domain)
{
	uint32_t kept = 0;
	pthread_mutex_lock (&lock);
	for (uint32_t i = 0; i < wanted_count; ++i) {
		if (wanted [i].map->domain == domain)
			atomic_store (&wanted [i].loop->stage, LOOP_REFUSED);
		else
			wanted [kept++] = wanted [i];
	}
	wanted_count = kept;
	int is_compiling = compiling.map && compiling.map->domain == domain;
	pthread_mutex_unlock (&lock);
	return is_compiling;
}

void
loop_entries_forget_lock (void)
{
	pthread_mutex_init (&lock, NULL);
}
