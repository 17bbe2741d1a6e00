/* SPDX-License-Identifier: MIT */
#include "methods.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "pattern.h"

uint32_t
method_il_size (MonoMethod *method)
{
	MonoErrorStorage error;
	uint32_t size = 0;
	error_clear (&error);
	MonoMethodHeader *header = mono_method_get_header_checked (method, &error);
	if (header) {
		mono_method_header_get_code (header, &size, NULL);
		mono_metadata_free_mh (header);
	}
	mono_error_cleanup (&error);
	return size;
}

void
methods_list (int descriptor, MonoMethod *method)
{
	if (descriptor < 0)
		return;
	char *name = method_description (method), *line;
	int length = asprintf (&line, "%s\n", name);
	monoeg_g_free (name);
	if (length < 0)
		abort ();
	/* In one piece, whatever other threads and processes write. */
	if (write (descriptor, line, (size_t) length) < 0)
		perror ("mono-bigstep: the list of methods");
	free (line);
}

void
methods_count_compiled (Statistics *statistics, MonoMethod *method, uint32_t native_size)
{
	char *name = statistics_keeps_names (statistics) ? method_description (method) : NULL;
	statistics_compiled (statistics, method_il_size (method), native_size, name);
	monoeg_g_free (name);
}

void
methods_count_declined (Statistics *statistics, MonoMethod *method, const CompilationReport *report)
{
	char *name = statistics_keeps_names (statistics) ? method_description (method) : NULL;
	statistics_declined (statistics, report, name);
	monoeg_g_free (name);
}

void
methods_count_wrapper (Statistics *statistics, MonoMethod *method)
{
	statistics_wrapper (statistics, mono_wrapper_type_to_str (method_wrapper_kind (method)));
}
