/* SPDX-License-Identifier: MIT */
#include "crash.h"

#include <execinfo.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <sys/uio.h>
#include <unistd.h>

#include "mono-hidden.h"

/* Handlers of signals read it, on any thread, and must not be the first to allocate it. */
static _Thread_local const Compilation *current __attribute__ ((tls_model ("initial-exec")));

const Compilation *
crash_get_compilation (void)
{
	return current;
}

void
crash_set_compilation (const Compilation *compilation)
{
	current = compilation;
}

/* Before the runtime's own report, which may get stuck. Nothing but writing is allowed here. */
static void
report (const char *event)
{
	static atomic_flag reported = ATOMIC_FLAG_INIT;
	if (!current || atomic_flag_test_and_set (&reported))
		return;
	const char *const words [] = { "mono-bigstep: ", event, " while ", current->compiler, " compiles ", current->method,
		" (except=", current->method, " leaves it to the runtime's own compiler)\n" };
	enum { COUNT = sizeof (words) / sizeof (words [0]) };
	struct iovec parts [COUNT];
	for (int i = 0; i < COUNT; ++i)
		parts [i] = (struct iovec) { (void *) words [i], strlen (words [i]) };
	if (writev (STDERR_FILENO, parts, COUNT) < 0)
		return;
}

/* The runtime's report ends in an assertion on a thread that it does not know, and the process with status 0
 * (mini/mini-posix.c:dump_native_stacktrace, utils/mono-threads.c:mono_thread_info_current). Such threads are ours. */
static void
end_process (void)
{
	void *frames [64];
	backtrace_symbols_fd (frames, backtrace (frames, sizeof (frames) / sizeof (frames [0])), STDERR_FILENO);
	signal (SIGABRT, SIG_DFL);
	abort ();
}

void
__wrap_mono_handle_native_crash (const char *signal, MonoContext *context, void *information)
{
	report (signal);
	if (current && !mono_tls_get_jit_tls ()) {
		/* Who wants to be asked, is: our caller does it next. */
		if (!mono_do_crash_chaining)
			end_process ();
		return;
	}
	__real_mono_handle_native_crash (signal, context, information);
}

void
__wrap_mono_handle_hard_stack_ovf (MonoJitTlsData *jit_tls, MonoJitInfo *info, MonoContext *context, uint8_t *address)
{
	report ("stack overflow");
	__real_mono_handle_hard_stack_ovf (jit_tls, info, context, address);
}
