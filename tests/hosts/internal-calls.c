/* SPDX-License-Identifier: MIT
 *
 * What the runtime calls while calls.def calls it: internal calls, and a hook. */
#include "host.h"

void
raise_failure (void)
{
	mono_raise_exception ((MonoException *) object_of ("Failure"));
}

void
reraise_failure (void)
{
	/* Which it does not do itself, and the frame that would go back is unwound. */
	void *here;
	mono_threads_enter_gc_unsafe_region_unbalanced (&here);
	mono_reraise_exception ((MonoException *) object_of ("Failure"));
}

void
enter_nothing (void)
{
	mono_monitor_enter (NULL);
}

void
exit_nothing (void)
{
	mono_monitor_exit (NULL);
}

void
try_enter_nothing (void)
{
	mono_monitor_try_enter (NULL, 1);
}

void
enter_nothing_v4 (void)
{
	char was_taken = 0;
	mono_monitor_enter_v4 (NULL, &was_taken);
}

void
set_domain (MonoDomain *other)
{
	mono_domain_set (other, 0);
}

void
attach_thread (MonoDomain *other)
{
	mono_thread_attach (other);
}

void
attach_jit_thread (MonoDomain *other)
{
	mono_jit_thread_attach (other);
}

void
attach_and_detach (MonoDomain *other)
{
	void *here;
	mono_threads_detach_coop (mono_threads_attach_coop (other, &here), &here);
}

void
stop_thread (void)
{
	void *here;
	mono_threads_enter_gc_unsafe_region_unbalanced (&here);
	mono_thread_stop (mono_thread_current ());
}

/* Every image is of those that core-clr trusts. */
mono_bool
is_platform (const char *path)
{
	(void) path;
	return 1;
}

void
ask_elevated (void)
{
	void *here, *cookie = mono_threads_enter_gc_unsafe_region (&here);
	/* An attribute of the frames' assembly has been looked at when they were compiled. */
	forget_said ();
	show ("%d", mono_security_core_clr_require_elevated_permissions ());
	show_said ();
	mono_threads_exit_gc_unsafe_region (cookie, &here);
}

void
print_thread_dump (void)
{
	mono_print_thread_dump (NULL);
}

void
print_thread_dump_from_context (void)
{
	/* Where a context is in no managed code, the walk begins with the last managed frame that the runtime knows. */
	static char context [1024];
	mono_print_thread_dump_from_ctx (context);
}

static int searches;

static MonoAssembly *
search (MonoAssemblyName *name, void *data)
{
	(void) name, (void) data;
	if (searches) {
		searches = 0;
		run ("Item", "Make");
	}
	return NULL;
}

void
hook_searches (int search_now)
{
	static int is_installed;
	if (!is_installed)
		mono_install_assembly_search_hook (search, NULL);
	is_installed = 1;
	searches = search_now;
}

void
run_finally (void)
{
	/* Of the row's Stopping.Run, which called the wrapper that called this function. utils/mono-context.h:MonoContext has
	 * the registers by their numbers, and then the address. The wrapper has no frame pointer of its own. */
	enum { STACK_POINTER = 4, FRAME_POINTER = 5, ADDRESS = 16 };
	void *context [64] = { NULL };
	MonoMethod *stopped = method_named ("Stopping", "Run");
	void **at = __builtin_frame_address (0), *here, *cookie = mono_threads_enter_gc_unsafe_region (&here);
	context [FRAME_POINTER] = *at;
	/* Where it begins may be on the stack, too. */
	for (MonoJitInfo *found = NULL; !found || mono_jit_info_get_method (found) != stopped ||
		context [ADDRESS] == mono_jit_info_get_code_start (found);)
		found = mono_jit_info_table_find (domain, context [ADDRESS] = *++at);
	context [STACK_POINTER] = at + 1;
	/* mini/exceptions-amd64.c:mono_arch_unwind_frame has it point into the call, too. */
	context [ADDRESS] = (char *) context [ADDRESS] - 1;
	mono_debugger_run_finally (context);
	mono_threads_exit_gc_unsafe_region (cookie, &here);
}
