/* SPDX-License-Identifier: MIT */
#include "gather.h"

#include <limits.h>
#include <linux/futex.h>
#include <stdatomic.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#include "clocks.h"
#include "mono-hidden.h"
#include "polling-flag.h"

/* How long to wait before looking again */
#define PAUSE 50000

/* Waited for as a futex: threads that wait here are stopped by signals, which must not find one with a lock in its hands that
 * the gathering thread takes. */
static atomic_int is_gathering;

void
gather_come_by (void)
{
	if (!atomic_load_explicit (&is_gathering, memory_order_relaxed))
		return;
	MonoStackData stack_data = { &stack_data, __func__ };
	void *cookie = mono_threads_enter_gc_safe_region_internal (&stack_data);
	while (atomic_load (&is_gathering))
		syscall (SYS_futex, &is_gathering, FUTEX_WAIT_PRIVATE, 1, NULL, NULL, 0);
	mono_threads_exit_gc_safe_region_internal (cookie, &stack_data);
}

_Static_assert (OFFSET_MonoThreadInfo_node == 0, "a MonoThreadInfo is no node of the list");

/* utils/mono-threads.h: MonoThreadInfo begins with its node of the list; THREAD_STATE_MASK */
static int
is_running (void *info)
{
	enum { STATE_MASK = 0x7f };
	int state = MONO_FIELD (int32_t, info, MonoThreadInfo, thread_state) & STATE_MASK;
	return state == ENUM_STATE_RUNNING || state == ENUM_STATE_ASYNC_SUSPEND_REQUESTED;
}

static int
count_running (void)
{
	enum { MARKS = 3 }; /* utils/mono-linked-list-set.h: a node that is being removed */
	int count = 0;
	/* Threads come and go under this lock (utils/mono-threads.c:register_thread, unregister_thread). */
	mono_thread_info_suspend_lock ();
	char *info = MONO_FIELD (char *, mono_thread_info_list_head (), MonoLinkedListSet, head);
	while ((info = (char *) ((uintptr_t) info & ~(uintptr_t) MARKS))) {
		count += is_running (info);
		info = MONO_FIELD (char *, info, MonoLinkedListSetNode, next);
	}
	mono_thread_info_suspend_unlock ();
	return count;
}

static void
pause_safely (void)
{
	const struct timespec time = { 0, PAUSE };
	MonoStackData stack_data = { &stack_data, __func__ };
	void *cookie = mono_threads_enter_gc_safe_region_internal (&stack_data);
	nanosleep (&time, NULL);
	mono_threads_exit_gc_safe_region_internal (cookie, &stack_data);
}

int
gather_begin (uint64_t longest)
{
	uint64_t end = clock_monotonic () + longest;
	atomic_store (&is_gathering, 1);
	polling_flag_hold ();
	/* The one that runs is this thread. */
	while (count_running () > 1) {
		if (clock_monotonic () >= end) {
			gather_end ();
			return 0;
		}
		pause_safely ();
	}
	return 1;
}

void
gather_end (void)
{
	polling_flag_release ();
	atomic_store (&is_gathering, 0);
	syscall (SYS_futex, &is_gathering, FUTEX_WAKE_PRIVATE, INT_MAX, NULL, NULL, 0);
}
