/* SPDX-License-Identifier: MIT
 *
 * Many threads, one after the other, before the host's main. LeakSanitizer never forgets a thread: it appends each to a
 * vector, and reads that without a lock in each allocation (GCC 12, lsan_thread.cpp:CurrentThreadContext,
 * sanitizer_thread_registry.cpp:CreateThread). When the vector moves while other threads allocate, the process dies. Now it
 * is large enough for as many again. */
#include <pthread.h>
#include <stdlib.h>

enum { THREADS = 8192 + 1 }; /* one more than a power of two: it grows by doubling */

static void *
end_at_once (void *unused)
{
	return unused;
}

static void __attribute__ ((constructor))
make_threads (void)
{
	for (int i = 0; i < THREADS; i++) {
		pthread_t thread;
		if (pthread_create (&thread, NULL, end_at_once, NULL) != 0)
			abort ();
		pthread_join (thread, NULL);
	}
}
