/* SPDX-License-Identifier: MIT
 *
 * Built against the distribution's library, run on it and on ours: a host with a signal handler of its own. */
#include <mono/jit/jit.h>
#include <mono/metadata/assembly.h>
#include <mono/metadata/mono-config.h>
#include <setjmp.h>
#include <signal.h>
#include <stdio.h>

static sigjmp_buf after_fault;

static void
handle_fault (int signal)
{
	(void) signal;
	siglongjmp (after_fault, 1);
}

int
main (int argc, char **argv)
{
	struct sigaction action = { .sa_handler = handle_fault };
	if (argc < 2)
		return 2;
	sigemptyset (&action.sa_mask);
	sigaction (SIGSEGV, &action, NULL);
	mono_set_signal_chaining (1);
	mono_config_parse (NULL);
	MonoDomain *domain = mono_jit_init ("drop-in");
	MonoAssembly *assembly = mono_domain_assembly_open (domain, argv [1]);
	if (!assembly)
		return 3;
	int status = mono_jit_exec (domain, assembly, argc - 1, argv + 1);
	/* A fault that is not the runtime's reaches the host's handler. */
	if (sigsetjmp (after_fault, 1) == 0) {
		*(volatile int *) (uintptr_t) 0x123456789000 = 1;
		return 4;
	}
	puts ("chained");
	fflush (stdout);
	mono_jit_cleanup (domain);
	return status;
}
