/* SPDX-License-Identifier: MIT
 *
 * Many threads, one after the other, before the host's main. LeakSanitizer (GCC 12) has a vector of all threads there ever
 * were, and looks into it without a lock in each allocation (__lsan::CurrentThreadContext): when it has to grow while other
 * threads allocate, the process dies. Now it has grown before. Without this, three of six runs with sixteen threads died.
 */
#include <pthread.h>
#include <stdlib.h>

/* More than the programs of this suite make; and one beyond a power of two, at which room is likely to be doubled */
enum { THREADS = 8192 + 1 };

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
