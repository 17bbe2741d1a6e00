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
#define PAUSE (30 * MICROSECOND)

/* Waited for as a futex: threads that wait here may be suspended by signals, which must not find one with a lock in its hands
 * that the gathering thread takes. */
static atomic_int is_gathering;

/* ---- Threads that are held: in the state of native code ---- */

static void
wait_for_end (void)
{
	while (atomic_load (&is_gathering))
		syscall (SYS_futex, &is_gathering, FUTEX_WAIT_PRIVATE, 1, NULL, NULL, 0);
}

/* Of a thread that was in native code, and is in the runtime now: who gathers may have seen the one or the other. Then it goes
 * back. Returns 0 if it need not, or cannot, because it is asked to suspend itself: who asks is seen running. */
static int
goes_back (MonoThreadInfo *info, const char *function)
{
	return atomic_load (&is_gathering) &&
		mono_threads_transition_do_blocking (info, function) == ENUM_DoBlockingContinue;
}

int
__wrap_mono_threads_transition_done_blocking (MonoThreadInfo *info, const char *function)
{
	int result;
	do {
		wait_for_end ();
		result = __real_mono_threads_transition_done_blocking (info, function);
	} while (result == ENUM_DoneBlockingOk && goes_back (info, function));
	return result;
}

int
__wrap_mono_threads_transition_abort_blocking (MonoThreadInfo *info, const char *function)
{
	int result = __real_mono_threads_transition_abort_blocking (info, function);
	while (result == ENUM_AbortBlockingOk && goes_back (info, function)) {
		wait_for_end ();
		result = __real_mono_threads_transition_abort_blocking (info, function);
	}
	return result;
}

void
gather_come_by (void)
{
	if (!atomic_load_explicit (&is_gathering, memory_order_relaxed))
		return;
	MonoStackData stack_data = { &stack_data, __func__ };
	void *cookie = mono_threads_enter_gc_safe_region_internal (&stack_data);
	mono_threads_exit_gc_safe_region_internal (cookie, &stack_data);
}

/* ---- Who holds them ---- */

_Static_assert (OFFSET_MonoThreadInfo_node == 0, "a MonoThreadInfo is no node of the list");

/* utils/mono-threads.h: THREAD_STATE_MASK */
static int
is_running (void *info)
{
	enum { STATE_MASK = 0x7f };
	int state = __atomic_load_n (&MONO_FIELD (int32_t, info, MonoThreadInfo, thread_state), __ATOMIC_SEQ_CST) &
		STATE_MASK;
	return state == ENUM_STATE_RUNNING || state == ENUM_STATE_ASYNC_SUSPEND_REQUESTED;
}

static int
count_running (void)
{
	enum { MARKS = 3 }; /* utils/mono-linked-list-set.h: a node that is being removed */
	int count = 0;
	char *info = MONO_FIELD (char *, mono_thread_info_list_head (), MonoLinkedListSet, head);
	while ((info = (char *) ((uintptr_t) info & ~(uintptr_t) MARKS))) {
		count += is_running (info);
		info = MONO_FIELD (char *, info, MonoLinkedListSetNode, next);
	}
	return count;
}

/* The lock with which threads come and go, and suspend each other (utils/mono-threads.c:register_thread, unregister_thread,
 * mono_thread_info_safe_suspend_and_run; metadata/sgen-stw.c). It is taken before any thread is held: who has it goes on. */
int
gather_begin (uint64_t longest)
{
	const struct timespec pause = { 0, PAUSE };
	mono_thread_info_suspend_lock ();
	uint64_t end = clock_monotonic () + longest;
	atomic_store (&is_gathering, 1);
	polling_flag_hold ();
	/* The one that runs is this thread. Nobody can ask it to suspend itself. */
	while (count_running () > 1) {
		if (clock_monotonic () >= end) {
			gather_end ();
			return 0;
		}
		nanosleep (&pause, NULL);
	}
	return 1;
}

void
gather_end (void)
{
	polling_flag_release ();
	atomic_store (&is_gathering, 0);
	mono_thread_info_suspend_unlock ();
	syscall (SYS_futex, &is_gathering, FUTEX_WAKE_PRIVATE, INT_MAX, NULL, NULL, 0);
}

void
gather_forget (void)
{
	atomic_store (&is_gathering, 0);
}
