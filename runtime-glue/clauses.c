/* SPDX-License-Identifier: MIT */
#include "clauses.h"

#include <stdio.h>

static int
fill_clause (char *to, const NativeClause *clause, const NativeCodeHandle *native_code, MonoMethodHeader *header,
	char *error, size_t error_size)
{
	if (clause->clause_index >= MONO_BITS (header, MonoMethodHeader, num_clauses)) {
		snprintf (error, error_size, "the method has no exception clause %u", (unsigned) clause->clause_index);
		return 0;
	}
	if (clause->try_start > clause->try_end || clause->try_end > native_code->code_size
		|| clause->handler_start >= native_code->code_size) {
		snprintf (error, error_size, "exception clause %u lies outside of the code", (unsigned) clause->clause_index);
		return 0;
	}
	const char *il = MONO_FIELD (const char *, header, MonoMethodHeader, clauses)
		+ clause->clause_index * (size_t) SIZE_MonoExceptionClause;
	uint32_t flags = MONO_FIELD (uint32_t, il, MonoExceptionClause, flags);
	if (flags == ENUM_MONO_EXCEPTION_CLAUSE_FILTER
		&& (clause->filter_start == 0 || clause->filter_start >= native_code->code_size)) {
		snprintf (error, error_size, "exception clause %u is a filter, and has no code for it",
			(unsigned) clause->clause_index);
		return 0;
	}
	char *code = native_code->code;
	MONO_FIELD (uint32_t, to, MonoJitExceptionInfo, flags) = flags;
	MONO_FIELD (uint32_t, to, MonoJitExceptionInfo, clause_index) = clause->clause_index;
	MONO_FIELD (char *, to, MonoJitExceptionInfo, try_start) = code + clause->try_start;
	MONO_FIELD (char *, to, MonoJitExceptionInfo, try_end) = code + clause->try_end;
	MONO_FIELD (char *, to, MonoJitExceptionInfo, handler_start) = code + clause->handler_start;
	/* The other clauses' share of the union, handler_end, stays NULL: for a finally it would let a thread abort write
	 * into our frame (mini/mini-exceptions.c:install_handler_block_guard). */
	if (flags == ENUM_MONO_EXCEPTION_CLAUSE_FILTER)
		MONO_FIELD (char *, to, MonoJitExceptionInfo, data_filter) = code + clause->filter_start;
	if (flags == ENUM_MONO_EXCEPTION_CLAUSE_NONE)
		MONO_FIELD (MonoClass *, to, MonoJitExceptionInfo, data_catch_class)
			= MONO_FIELD (MonoClass *, il, MonoExceptionClause, data_catch_class);
	return 1;
}

int
clauses_fill (MonoJitInfo *info, MonoMethod *method, const NativeCodeHandle *native_code, char *error,
	size_t error_size)
{
	if (!native_code->clause_count)
		return 1;
	MonoErrorStorage failure;
	error_clear (&failure);
	MonoMethodHeader *header = mono_method_get_header_checked (method, &failure);
	mono_error_cleanup (&failure);
	if (!header) {
		snprintf (error, error_size, "exception clauses for a method without a body");
		return 0;
	}
	char *to = MONO_FIELD_ADDRESS (info, MonoJitInfo, clauses);
	int good = 1;
	for (uint32_t i = 0; i < native_code->clause_count && good; ++i, to += SIZE_MonoJitExceptionInfo)
		good = fill_clause (to, &native_code->clauses [i], native_code, header, error, error_size);
	mono_metadata_free_mh (header);
	return good;
}
