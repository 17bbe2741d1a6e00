/* SPDX-License-Identifier: MIT */
#include "clauses.h"

/* The IL clause INDEX; NULL with a sentence in PROBLEM. */
static const char *
clause_of (MonoMethodHeader *header, uint32_t index, Problem *problem)
{
	if (index < MONO_BITS (header, MonoMethodHeader, num_clauses))
		return MONO_FIELD (const char *, header, MonoMethodHeader, clauses) + index * (size_t) SIZE_MonoExceptionClause;
	problem_set (problem, "the method has no exception clause %u", (unsigned) index);
	return NULL;
}

static int
fill_clause (char *to, const NativeClause *clause, const NativeCodeHandle *native_code, MonoMethodHeader *header,
	Problem *problem)
{
	const char *il = clause_of (header, clause->clause_index, problem);
	if (!il)
		return 0;
	if (clause->try_start > clause->try_end || clause->try_end > native_code->code_size ||
		clause->handler_start >= native_code->code_size)
		return problem_set (problem, "exception clause %u lies outside of the code", (unsigned) clause->clause_index);
	uint32_t flags = MONO_FIELD (uint32_t, il, MonoExceptionClause, flags);
	if (flags == ENUM_MONO_EXCEPTION_CLAUSE_FILTER &&
		(clause->filter_start == 0 || clause->filter_start >= clause->filter_end ||
			clause->filter_end > native_code->code_size))
		return problem_set (problem, "exception clause %u is a filter, and has no code for it",
			(unsigned) clause->clause_index);
	char *code = native_code->code;
	MONO_FIELD (uint32_t, to, MonoJitExceptionInfo, flags) = flags;
	MONO_FIELD (uint32_t, to, MonoJitExceptionInfo, clause_index) = clause->clause_index;
	MONO_FIELD (char *, to, MonoJitExceptionInfo, try_start) = code + clause->try_start;
	MONO_FIELD (char *, to, MonoJitExceptionInfo, try_end) = code + clause->try_end;
	MONO_FIELD (char *, to, MonoJitExceptionInfo, handler_start) = code + clause->handler_start;
	/* The other clauses' share of the union, handler_end, stays NULL: see fill_handler. */
	if (flags == ENUM_MONO_EXCEPTION_CLAUSE_FILTER) {
		MONO_FIELD (char *, to, MonoJitExceptionInfo, data_filter) = code + clause->filter_start;
		/* The runtime has no use for this member where exceptions come in registers; filters.c has one. */
		MONO_FIELD (int32_t, to, MonoJitExceptionInfo,
			exvar_offset) = (int32_t) (clause->filter_end - clause->filter_start);
	}
	if (flags == ENUM_MONO_EXCEPTION_CLAUSE_NONE)
		MONO_FIELD (MonoClass *, to, MonoJitExceptionInfo, data_catch_class) = MONO_FIELD (MonoClass *, il,
			MonoExceptionClause, data_catch_class);
	return 1;
}

/* A clause for mini/mini-exceptions.c:find_last_handler_block alone: it protects nothing, so that exceptions pass it by, but
 * it says what code a finally handler has, and where its frame has the byte that an abort sets. */
static int
fill_handler (char *to, const NativeHandler *handler, const NativeCodeHandle *native_code, MonoMethodHeader *header,
	Problem *problem)
{
	char *code = native_code->code;
	const char *il = clause_of (header, handler->clause_index, problem);
	if (!il)
		return 0;
	if (MONO_FIELD (uint32_t, il, MonoExceptionClause, flags) != ENUM_MONO_EXCEPTION_CLAUSE_FINALLY)
		return problem_set (problem, "exception clause %u has no finally handler", (unsigned) handler->clause_index);
	if (handler->start >= handler->end || handler->end > native_code->code_size)
		return problem_set (problem, "the handler of exception clause %u lies outside of the code",
			(unsigned) handler->clause_index);
	MONO_FIELD (uint32_t, to, MonoJitExceptionInfo, flags) = ENUM_MONO_EXCEPTION_CLAUSE_FINALLY;
	MONO_FIELD (uint32_t, to, MonoJitExceptionInfo, clause_index) = handler->clause_index;
	MONO_FIELD (char *, to, MonoJitExceptionInfo, try_start) = code;
	MONO_FIELD (char *, to, MonoJitExceptionInfo, try_end) = code;
	MONO_FIELD (char *, to, MonoJitExceptionInfo, handler_start) = code + handler->start;
	MONO_FIELD (char *, to, MonoJitExceptionInfo, data_handler_end) = code + handler->end;
	MONO_FIELD (int32_t, to, MonoJitExceptionInfo, exvar_offset) = handler->abort_flag_offset;
	return 1;
}

int
clauses_fill (MonoJitInfo *info, MonoMethod *method, const NativeCodeHandle *native_code, Problem *problem)
{
	if (!native_code->clause_count && !native_code->handler_count)
		return 1;
	MonoErrorStorage failure;
	error_clear (&failure);
	MonoMethodHeader *header = mono_method_get_header_checked (method, &failure);
	mono_error_cleanup (&failure);
	if (!header)
		return problem_set (problem, "exception clauses for a method without a body");
	char *to = MONO_FIELD_ADDRESS (info, MonoJitInfo, clauses);
	int good = 1;
	for (uint32_t i = 0; i < native_code->clause_count && good; ++i, to += SIZE_MonoJitExceptionInfo)
		good = fill_clause (to, MONO_COMPILER_ROW (native_code->clauses, native_code->clause_stride, i), native_code,
			header, problem);
	for (uint32_t i = 0; i < native_code->handler_count && good; ++i, to += SIZE_MonoJitExceptionInfo)
		good = fill_handler (to, MONO_COMPILER_ROW (native_code->handlers, native_code->handler_stride, i), native_code,
			header, problem);
	mono_metadata_free_mh (header);
	return good;
}
