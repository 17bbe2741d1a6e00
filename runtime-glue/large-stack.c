/* SPDX-License-Identifier: MIT */
#include "large-stack.h"

#include <pthread.h>
#include <signal.h>
#include <stdint.h>

#include "crash.h"

/* A stack that is used up has no room for the handler that would say so. */
#define SIGNAL_STACK ((size_t) 64 << 10)
/* What is not for the work: guard pages, of which the runtime has some of its own (mini/mini-exceptions.c:
 * mono_setup_altstack), and our own frames. */
#define SLACK (SIGNAL_STACK + ((size_t) 64 << 10))

typedef struct Work {
	void (*work) (void *data);
	void *data;
	const Compilation *compilation;
} Work;

/* Bytes between ADDRESS and the end of the stack that it is on; 0 when that is not this thread's own stack but a
 * fiber's, or one for signals, of which nothing is known. */
static size_t
stack_left (const void *address)
{
	/* Asking is slow on the main thread, and the answer does not change. */
	static _Thread_local uintptr_t low, high;
	pthread_attr_t attributes;
	if (!high && pthread_getattr_np (pthread_self (), &attributes) == 0) {
		void *start = NULL;
		size_t size = 0;
		pthread_attr_getstack (&attributes, &start, &size);
		pthread_attr_destroy (&attributes);
		low = (uintptr_t) start;
		high = low + size;
	}
	uintptr_t place = (uintptr_t) address;
	return place >= low && place < high ? place - low : 0;
}

static void *
work_on_thread (void *argument)
{
	Work *work = argument;
	char room [SIGNAL_STACK];
	sigaltstack (&(stack_t) { .ss_sp = room, .ss_size = sizeof (room) }, NULL);
	crash_set_compilation (work->compilation);
	work->work (work->data);
	return NULL;
}

/* Returns 0 if there is no such thread to be had. */
static int
run_on_thread (size_t size, Work *work)
{
	/* Those that a fault of the thread itself raises: the runtime's handlers report it. */
	static const int faults [] = { SIGSEGV, SIGBUS, SIGILL, SIGFPE, SIGABRT, SIGTRAP };
	pthread_attr_t attributes;
	pthread_t thread;
	sigset_t others, before;
	pthread_attr_init (&attributes);
	pthread_attr_setstacksize (&attributes, size);
	/* The runtime's other signals are for threads it knows. */
	sigfillset (&others);
	for (size_t i = 0; i < sizeof (faults) / sizeof (faults [0]); ++i)
		sigdelset (&others, faults [i]);
	pthread_sigmask (SIG_SETMASK, &others, &before);
	int failed = pthread_create (&thread, &attributes, work_on_thread, work);
	pthread_sigmask (SIG_SETMASK, &before, NULL);
	pthread_attr_destroy (&attributes);
	if (failed)
		return 0;
	pthread_join (thread, NULL);
	return 1;
}

void
large_stack_run (size_t size, void (*function) (void *data), void *data)
{
	Work work = { function, data, crash_get_compilation () };
	if (stack_left (&work) < size + SLACK && run_on_thread (size + SLACK, &work))
		return;
	function (data);
}
