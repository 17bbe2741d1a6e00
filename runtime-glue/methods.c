/* SPDX-License-Identifier: MIT */
#include "methods.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "description.h"

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
	free (name);
	/* In one piece, whatever other threads and processes write. */
	if (length < 0 || write (descriptor, line, (size_t) length) < 0)
		perror ("mono-bigstep: the list of methods");
	free (length < 0 ? NULL : line);
}

void
methods_count (Statistics *statistics, MonoMethod *method, Outcome outcome, const CompilationReport *report,
	const NativeCodeHandle *native_code)
{
	OutcomeDetails details = { .report = report };
	char *name = NULL;
	if (outcome == OUTCOME_COMPILED) {
		details.il_bytes = method_il_size (method);
		details.native_bytes = native_code->code_size;
		details.differences = native_code->differences;
	}
	if (outcome == OUTCOME_WRAPPER)
		details.wrapper_kind = mono_wrapper_type_to_str (method_wrapper_kind (method));
	if (method && statistics_keeps_names (statistics))
		details.method = name = method_description (method);
	statistics_outcome (statistics, outcome, &details);
	free (name);
}
