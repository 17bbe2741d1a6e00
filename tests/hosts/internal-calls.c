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
