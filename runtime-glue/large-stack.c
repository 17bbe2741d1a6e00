/* SPDX-License-Identifier: MIT */
#include "large-stack.h"

#include <pthread.h>
#include <semaphore.h>
#include <signal.h>
#include <stdint.h>

#include "crash.h"
#include "stack-left.h"

/* A stack that is used up has no room for the handler that would say so. */
#define SIGNAL_STACK ((size_t) 64 << 10)
/* What is not for the work: guard pages, of which the runtime has some of its own (mini/mini-exceptions.c:
 * mono_setup_altstack), and our own frames. */
#define SLACK (SIGNAL_STACK + ((size_t) 64 << 10))

/* Threads that wait for more work. Making one costs some 50 us, and where the main thread has no more than the work asks
 * for, each method would make one; more of them would hold stacks that nobody needs. */
#define MOST_IDLE 2

typedef struct Work {
	void (*work) (void *data);
	void *data;
	const Compilation *compilation;
	size_t stack_size;
	sem_t done;
} Work;

/* A thread that works, on its own stack */
typedef struct Worker {
	Work *work;
	size_t stack_size;
	sem_t wake;
	struct Worker *next_idle;
} Worker;

static pthread_mutex_t idle_lock = PTHREAD_MUTEX_INITIALIZER;
static Worker *idle;
static int idle_count;

static void
wait_for (sem_t *semaphore)
{
	while (sem_wait (semaphore) != 0)
		continue; /* a signal came in between */
}

static Worker *
take_idle (size_t stack_size)
{
	pthread_mutex_lock (&idle_lock);
	Worker *worker = idle;
	if (worker && worker->stack_size >= stack_size) {
		idle = worker->next_idle;
		--idle_count;
	} else {
		worker = NULL;
	}
	pthread_mutex_unlock (&idle_lock);
	return worker;
}

/* Returns 0 if enough of them are idle already. */
static int
become_idle (Worker *worker)
{
	pthread_mutex_lock (&idle_lock);
	int is_wanted = idle_count < MOST_IDLE;
	if (is_wanted) {
		worker->next_idle = idle;
		idle = worker;
		++idle_count;
	}
	pthread_mutex_unlock (&idle_lock);
	return is_wanted;
}

/* The child of a fork has none of the threads but the one that forked. */
static void
before_fork (void)
{
	pthread_mutex_lock (&idle_lock);
}

static void
after_fork_in_parent (void)
{
	pthread_mutex_unlock (&idle_lock);
}

static void
after_fork_in_child (void)
{
	idle = NULL;
	idle_count = 0;
	pthread_mutex_unlock (&idle_lock);
}

static void
watch_forks (void)
{
	pthread_atfork (before_fork, after_fork_in_parent, after_fork_in_child);
}

static void *
work_on_thread (void *argument)
{
	Worker worker = { .work = argument };
	char room [SIGNAL_STACK];
	int is_wanted;
	worker.stack_size = worker.work->stack_size;
	sem_init (&worker.wake, 0, 0);
	sigaltstack (&(stack_t) { .ss_sp = room, .ss_size = sizeof (room) }, NULL);
	do {
		Work *work = worker.work;
		crash_set_compilation (work->compilation);
		work->work (work->data);
		crash_set_compilation (NULL);
		/* First of all: who waits for this work may have the next one. */
		is_wanted = become_idle (&worker);
		sem_post (&work->done);
		if (is_wanted)
			wait_for (&worker.wake);
	} while (is_wanted);
	sem_destroy (&worker.wake);
	return NULL;
}

/* Returns 0 if there is no such thread to be had. */
static int
start_worker (Work *work)
{
	/* Those that a fault of the thread itself raises: the runtime's handlers report it. */
	static const int faults [] = { SIGSEGV, SIGBUS, SIGILL, SIGFPE, SIGABRT, SIGTRAP };
	static pthread_once_t forks_watched = PTHREAD_ONCE_INIT;
	pthread_attr_t attributes;
	pthread_t thread;
	sigset_t others, before;
	pthread_once (&forks_watched, watch_forks);
	pthread_attr_init (&attributes);
	pthread_attr_setstacksize (&attributes, work->stack_size);
	pthread_attr_setdetachstate (&attributes, PTHREAD_CREATE_DETACHED);
	/* The runtime's other signals are for threads it knows. */
	sigfillset (&others);
	for (size_t i = 0; i < sizeof (faults) / sizeof (faults [0]); ++i)
		sigdelset (&others, faults [i]);
	pthread_sigmask (SIG_SETMASK, &others, &before);
	int failed = pthread_create (&thread, &attributes, work_on_thread, work);
	pthread_sigmask (SIG_SETMASK, &before, NULL);
	pthread_attr_destroy (&attributes);
	return !failed;
}

/* Returns 0 if there is no such thread to be had. */
static int
run_on_thread (Work *work)
{
	Worker *worker = take_idle (work->stack_size);
	sem_init (&work->done, 0, 0);
	if (worker) {
		worker->work = work;
		sem_post (&worker->wake);
	}
	int is_run = worker || start_worker (work);
	if (is_run)
		wait_for (&work->done);
	sem_destroy (&work->done);
	return is_run;
}

void
large_stack_run (size_t size, void (*function) (void *data), void *data)
{
	Work work = { function, data, crash_get_compilation (), .stack_size = size + SLACK };
	if (stack_left (&work) < work.stack_size && run_on_thread (&work))
		return;
	function (data);
}
