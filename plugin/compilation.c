/* SPDX-License-Identifier: MIT */
#include "compilation.h"
#include "like-mini/like-mini.h"

#include <stdarg.h>
#include <stdio.h>

typedef struct DeclineRow {
	const char *name;
	const char *sentence;
} DeclineRow;

static const DeclineRow decline_table [DECLINE_COUNT] = {
#define DECLINE(enumerator, name, sentence) { name, sentence },
#include "decline.def"
#undef DECLINE
};

const char *
decline_name (Decline why)
{
	return decline_table [why].name;
}

const char *
decline_sentence (Decline why)
{
	return decline_table [why].sentence;
}

int
compilation_is_entry (const Compilation *compilation)
{
	return (compilation->request->flags & COMPILE_ENTRY) != 0;
}

/* The report outlives the compilation and its arena: until the thread's next compilation. One that is nested in ours
 * ends before we find a verdict, for after the verdict no stage asks the runtime anything. */
static __thread char detail_buffer [1024];

static int
record_verdict (Compilation *compilation, CompilationResult result, const char *reason, uint32_t il_offset,
	const char *format, va_list arguments)
{
	if (compilation->result != COMPILATION_OK)
		return 0;
	vsnprintf (detail_buffer, sizeof (detail_buffer), format, arguments);
	compilation->result = result;
	compilation->report = (CompilationReport) {
		.size = sizeof compilation->report, .reason = reason, .detail = detail_buffer, .il_offset = il_offset
	};
	return 0;
}

#define RECORD_VERDICT(compilation, result, reason, il_offset, format) \
	do { \
		va_list arguments; \
		va_start (arguments, format); \
		record_verdict (compilation, result, reason, il_offset, format, arguments); \
		va_end (arguments); \
	} while (0)

int
decline (Compilation *compilation, Decline why, uint32_t il_offset, const char *format, ...)
{
	RECORD_VERDICT (compilation, COMPILATION_UNSUPPORTED, decline_name (why), il_offset, format);
	return 0;
}

int
reject_code (Compilation *compilation, uint32_t il_offset, const char *format, ...)
{
	RECORD_VERDICT (compilation, COMPILATION_BAD_CODE, "bad-code", il_offset, format);
	return 0;
}

int
internal_error (Compilation *compilation, uint32_t il_offset, const char *format, ...)
{
	RECORD_VERDICT (compilation, COMPILATION_INTERNAL_ERROR, "internal-error", il_offset, format);
	return 0;
}

static void
record_runtime_failure (Compilation *compilation, uint32_t il_offset, const char *format, ...)
{
	RECORD_VERDICT (compilation, COMPILATION_RUNTIME_EXCEPTION, "runtime-exception", il_offset, format);
}

int
runtime_failed (Compilation *compilation, uint32_t il_offset)
{
	IRuntimeInformation *runtime = compilation->runtime;
	char failure [1024];

	if (runtime->get_failure (runtime, failure, sizeof (failure)))
		record_runtime_failure (compilation, il_offset, "%s", failure);
	else
		internal_error (compilation, il_offset, "a question to the runtime failed, and it does not know why");
	return 0;
}

/* Of a region that ends before it starts, by more than 32 bits hold, nothing is in it; one that ends behind the code ends
 * with the code. */
static uint32_t
region_length (uint32_t offset, uint32_t length, uint32_t code_size)
{
	uint32_t end = offset + length < code_size ? offset + length : code_size;

	return end > offset ? end - offset : 0;
}

static int
settle_regions (Compilation *compilation, MethodBody *body)
{
	ExceptionClause *clauses = arena_array (compilation->arena, ExceptionClause, body->clause_count);

	for (uint32_t i = 0; i < body->clause_count; i++) {
		ExceptionClause *clause = &clauses [i];

		*clause = *MONO_COMPILER_ROW (body->clauses, body->clause_stride, i);
		if (!like_mini (compilation, LIKE_CLIPPED_REGIONS) &&
			(region_length (clause->try_offset, clause->try_length, body->code_size) != clause->try_length ||
				region_length (clause->handler_offset, clause->handler_length, body->code_size) !=
					clause->handler_length))
			return reject_code (compilation, clause->try_offset, "a region of an exception clause leaves the code");
		clause->try_length = region_length (clause->try_offset, clause->try_length, body->code_size);
		clause->handler_length = region_length (clause->handler_offset, clause->handler_length, body->code_size);
	}
	body->clauses = clauses;
	body->clause_stride = sizeof *clauses;
	return 1;
}

int
compilation_describe_source (Compilation *compilation, MethodInfo *method, MethodSource *source)
{
	*source = (MethodSource) {
		.method = method,
		.info.size = sizeof source->info,
		.signature.size = sizeof source->signature,
		.body.size = sizeof source->body,
	};
	if (!compilation->runtime->describe_method (compilation->runtime, method, &source->info))
		return runtime_failed (compilation, 0);
	return 1;
}

int
compilation_load_code (Compilation *compilation, MethodSource *source)
{
	IRuntimeInformation *runtime = compilation->runtime;

	if (!runtime->describe_signature (runtime, source->info.signature, &source->signature) ||
		!runtime->get_method_body (runtime, source->method, &source->body))
		return runtime_failed (compilation, 0);
	return !source->body.clause_count || settle_regions (compilation, &source->body);
}

int
compilation_load_source (Compilation *compilation, MethodInfo *method, MethodSource *source)
{
	return compilation_describe_source (compilation, method, source) && compilation_load_code (compilation, source);
}

/* The three questions for a name differ in the handle's type only. */
#define COPY_NAME(compilation, question, handle) \
	IRuntimeInformation *runtime = (compilation)->runtime; \
	char probe [1]; \
	size_t size = runtime->question (runtime, handle, probe, sizeof (probe)) + 1; \
	char *name = arena_allocate ((compilation)->arena, size); \
	runtime->question (runtime, handle, name, size); \
	return name

const char *
compilation_method_name (Compilation *compilation, MethodInfo *method)
{
	COPY_NAME (compilation, get_method_name, method);
}

const char *
compilation_class_name (Compilation *compilation, ClassInfo *klass)
{
	COPY_NAME (compilation, get_class_name, klass);
}

const char *
compilation_field_name (Compilation *compilation, FieldInfo *field)
{
	COPY_NAME (compilation, get_field_name, field);
}
