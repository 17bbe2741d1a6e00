/* SPDX-License-Identifier: MIT
 *
 * Work without the runtime: it has the stack that was promised, wherever it is asked for, and when a compiler dies,
 * there or elsewhere, the report says which one, and of which method. */
#include <mono/jit/jit.h>
#include <mono/metadata/mono-config.h>
#include <mono/metadata/threads.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <ucontext.h>
#include <unistd.h>

#include "child.h"
#include "mono-compiler.h"

/* ---- Stack ---- */

enum { PROMISED = 8 << 20, OWN_FRAMES = 4096 };

static void
use_stack (void *data)
{
	volatile char room [PROMISED - OWN_FRAMES];
	for (size_t i = 0; i < sizeof (room); i += 512)
		room [i] = 1;
	*(pthread_t *) data = pthread_self ();
}

/* Work that is asked for on this thread, which must be attached; returns the one that did it. */
static pthread_t
ask (void)
{
	IRuntimeInformation *runtime = mono_compiler_create_runtime_information (0);
	pthread_t worker;
	ck_assert_ptr_nonnull (runtime);
	runtime->run_without_runtime (runtime, use_stack, &worker);
	runtime->release (runtime);
	return worker;
}

START_TEST (on_the_main_thread)
{
	ask ();
}
END_TEST

static void *
ask_on_thread (void *own)
{
	MonoThread *thread = mono_thread_attach (mono_get_root_domain ());
	*(int *) own = pthread_equal (ask (), pthread_self ());
	mono_thread_detach (thread);
	return NULL;
}

static const struct {
	size_t stack; /* KiB */
	int own;      /* whether that is enough */
} threads [] = { { 256, 0 }, { 1024, 0 }, { 2048, 0 }, { 8192, 0 }, { 9216, 1 }, { 65536, 1 } };

START_TEST (on_threads)
{
	pthread_t thread;
	pthread_attr_t attributes;
	int own = -1;
	pthread_attr_init (&attributes);
	pthread_attr_setstacksize (&attributes, threads [_i].stack << 10);
	ck_assert_int_eq (pthread_create (&thread, &attributes, ask_on_thread, &own), 0);
	pthread_attr_destroy (&attributes);
	pthread_join (thread, NULL);
	ck_assert_int_eq (own, threads [_i].own);
}
END_TEST

enum { WITH_STACK = 16 << 20 };

static void
use_more_stack (void *data)
{
	volatile char room [WITH_STACK - OWN_FRAMES];
	for (size_t i = 0; i < sizeof (room); i += 512)
		room [i] = 1;
	*(pthread_t *) data = pthread_self ();
}

static void
note_thread (void *data)
{
	*(pthread_t *) data = pthread_self ();
}

/* As much as it asks for, and no other thread for what this one has. */
START_TEST (with_stack)
{
	IRuntimeInformation *runtime = mono_compiler_create_runtime_information (0);
	pthread_t worker;
	runtime->run_with_stack (runtime, WITH_STACK, use_more_stack, &worker);
	runtime->run_with_stack (runtime, 1 << 20, note_thread, &worker);
	ck_assert (pthread_equal (worker, pthread_self ()));
	runtime->release (runtime);
}
END_TEST

static pthread_t fiber_worker;

static void
ask_on_fiber (void)
{
	fiber_worker = ask ();
}

/* The thread's own stack is larger and lies above or below. */
static void *
start_fiber (void *data)
{
	enum { SIZE = 256 << 10 };
	ucontext_t fiber, back;
	MonoThread *thread = mono_thread_attach (mono_get_root_domain ());
	getcontext (&fiber);
	fiber.uc_stack.ss_sp = data;
	fiber.uc_stack.ss_size = SIZE;
	fiber.uc_link = &back;
	makecontext (&fiber, ask_on_fiber, 0);
	swapcontext (&back, &fiber);
	mono_thread_detach (thread);
	return NULL;
}

START_TEST (on_a_fiber)
{
	static char low [256 << 10];
	pthread_t thread;
	pthread_attr_t attributes;
	ck_assert (pthread_attr_init (&attributes) == 0);
	pthread_attr_setstacksize (&attributes, 64 << 20);
	/* Mapped later, so below the thread's stack; static data are below, too, and the main thread's frames above. */
	char high [256 << 10];
	char *places [] = { low, high };
	ck_assert_int_eq (pthread_create (&thread, &attributes, start_fiber, places [_i]), 0);
	pthread_attr_destroy (&attributes);
	pthread_join (thread, NULL);
	ck_assert (!pthread_equal (fiber_worker, thread));
}
END_TEST

enum { ASKERS = 8, ROUNDS = 50 };

static void
increase (void *data)
{
	++*(int *) data;
}

static void *
ask_often (void *data)
{
	MonoThread *thread = mono_thread_attach (mono_get_root_domain ());
	IRuntimeInformation *runtime = mono_compiler_create_runtime_information (0);
	for (int i = 0; i < ROUNDS; ++i)
		runtime->run_without_runtime (runtime, increase, data);
	runtime->release (runtime);
	mono_thread_detach (thread);
	return NULL;
}

/* Threads that work are kept for the next who asks: each still gets its own work done, before it goes on. */
START_TEST (of_many_at_once)
{
	pthread_t askers [ASKERS];
	int counts [ASKERS] = { 0 };
	for (int i = 0; i < ASKERS; ++i)
		ck_assert_int_eq (pthread_create (&askers [i], NULL, ask_often, &counts [i]), 0);
	for (int i = 0; i < ASKERS; ++i) {
		pthread_join (askers [i], NULL);
		ck_assert_int_eq (counts [i], ROUNDS);
	}
}
END_TEST

/* A fork leaves the kept threads behind. */
START_TEST (after_a_fork)
{
	int status = -1;
	ask ();
	pid_t forked = fork ();
	if (forked == 0) {
		alarm (10);
		ask ();
		_exit (0);
	}
	ck_assert_int_eq (waitpid (forked, &status, 0), forked);
	ck_assert_int_eq (status, 0);
	ask ();
}
END_TEST

/* ---- Death ---- */

static Child child;

static const struct {
	const char *how;
	const char *event;
} deaths [] = {
	{ "write", "SIGSEGV" },
	{ "divide", NULL }, /* SIGFPE; or SIGSEGV, on a thread that the runtime's handler does not know */
	{ "abort", "SIGABRT" },
	{ "stack", NULL }, /* a stack overflow; or SIGSEGV, where the runtime does not know the stack */
};
static const struct {
	const char *where;
	const char *program; /* what it does */
} places [] = { { "work", "target" }, { "work", "roomy" }, { "here", "target" }, { "here", "roomy" } };
enum { DEATHS = sizeof (deaths) / sizeof (deaths [0]), PLACES = sizeof (places) / sizeof (places [0]) };

START_TEST (of_a_compiler)
{
	char path [1024], option [256], expected [256];
	const char *event = deaths [_i % DEATHS].event;
	snprintf (path, sizeof (path), "MONO_COMPILER_PATH=%s", built ("tests/hosted/compilers"));
	snprintf (option, sizeof (option), "--compiler=dying,how=%s,where=%s,only=Selection:Target",
		deaths [_i % DEATHS].how, places [_i / DEATHS].where);
	const char *arguments [] = { built ("bin/mono-bigstep"), option, built ("tests/hosted/Selection.exe"),
		places [_i / DEATHS].program, NULL };
	const char *variables [] = { path, "MONO_DEBUG=no-gdb-backtrace", NULL };
	child_run (&child, arguments, variables);
	snprintf (expected, sizeof (expected),
		"%s%s while dying compiles Selection:Target () (except=", event ? "mono-bigstep: " : "", event ? event : "");
	if (child.status == 0 || !strstr (child.errors, expected))
		ck_abort_msg ("%s %s: status %d, errors:\n%s", option, places [_i / DEATHS].program, child.status,
			child.errors);
}
END_TEST

static void
start (void)
{
	mono_config_parse (NULL);
	ck_assert_ptr_nonnull (mono_jit_init ("test-work"));
}

int
main (void)
{
	Suite *suite = suite_create ("work");
	TCase *stack = tcase_create ("stack"), *death = tcase_create ("death");
	tcase_add_checked_fixture (stack, start, NULL);
	tcase_add_test (stack, on_the_main_thread);
	tcase_add_loop_test (stack, on_threads, 0, sizeof (threads) / sizeof (threads [0]));
	tcase_add_test (stack, with_stack);
	tcase_add_loop_test (stack, on_a_fiber, 0, 2);
	tcase_add_test (stack, of_many_at_once);
	tcase_add_test (stack, after_a_fork);
	tcase_set_timeout (death, 60);
	tcase_add_loop_test (death, of_a_compiler, 0, DEATHS * PLACES);
	suite_add_tcase (suite, stack);
	suite_add_tcase (suite, death);
	return run_suite (suite);
}
