/* SPDX-License-Identifier: MIT
 *
 * A host's log handler runs managed code, wherever in the runtime something is logged: also while a method is
 * compiled. */
#include <mono/jit/jit.h>
#include <mono/metadata/assembly.h>
#include <mono/metadata/mono-config.h>
#include <mono/utils/mono-logger.h>
#include <pthread.h>
#include <stdio.h>

enum { METHODS = 10 };
static MonoMethod *methods [METHODS];
static pthread_t own_thread;
static int number, notes;

static void
note (const char *log_domain, const char *level, const char *message, mono_bool fatal, void *data)
{
	static int busy;
	MonoObject *exception = NULL;
	(void) log_domain, (void) level, (void) message, (void) fatal, (void) data;
	if (busy || number == METHODS || !pthread_equal (pthread_self (), own_thread))
		return;
	busy = 1;
	notes += *(int *) mono_object_unbox (mono_runtime_invoke (methods [number++], NULL, NULL, &exception));
	busy = 0;
}

int
main (int argc, char **argv)
{
	if (argc < 2)
		return 2;
	mono_config_parse (NULL);
	MonoDomain *domain = mono_jit_init ("host");
	MonoAssembly *assembly = mono_domain_assembly_open (domain, argv [1]);
	MonoClass *klass = mono_class_from_name (mono_assembly_get_image (assembly), "", "Notes");
	for (int i = 0; i < METHODS; ++i) {
		char name [32];
		snprintf (name, sizeof (name), "Note%d", i);
		methods [i] = mono_class_get_method_from_name (klass, name, 0);
	}
	own_thread = pthread_self ();
	mono_trace_set_log_handler (note, NULL);
	mono_trace_set_level_string ("debug");
	mono_trace_set_mask_string ("all");
	int status = mono_jit_exec (domain, assembly, 1, argv + 1);
	mono_trace_set_level_string ("error");
	printf ("%d, %d\n", status, notes);
	fflush (stdout);
	mono_jit_cleanup (domain);
	return 0;
}
