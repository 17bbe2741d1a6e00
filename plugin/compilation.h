/* SPDX-License-Identifier: MIT
 *
 * What all stages share about the method being compiled: whom to ask, where to allocate, and the verdict. */
#ifndef BIGSTEP_COMPILATION_H
#define BIGSTEP_COMPILATION_H

#include "arena.h"
#include "mono-compiler.h"

typedef enum Decline {
#define DECLINE(enumerator, name, sentence) DECLINE_##enumerator,
#include "decline.def"
#undef DECLINE
	DECLINE_COUNT
} Decline;

/* Which methods are compiled into their callers, so that stack traces miss their frames. */
typedef enum Inlining {
	INLINING_NONE,
	INLINING_PATCHABLE, /* only what the runtime's own compiler may inline: all others can be replaced at any time */
	INLINING_LIKE_MINI, /* what the runtime's own compiler may inline, and what no trace can show */
	INLINING_ALL        /* small methods, whatever traces show */
} Inlining;

/* One body of IL: the method being compiled, or one that is inlined into it. */
typedef struct MethodSource {
	MethodInfo *method;
	MethodDescription info;
	SignatureDescription signature;
	MethodBody body;
} MethodSource;

/* The IL offsets that stack traces show for an instruction: without symbols, and with symbols to find the line by. */
typedef struct TraceOffset {
	uint32_t sequence_point, line;
} TraceOffset;

typedef struct Compilation {
	IRuntimeInformation *runtime;
	Arena *arena;
	MethodSource source;
	const CompilationRequest *request;
	struct Bodies *bodies;      /* of the methods that were asked about: executor/bodies.h */
	TraceOffset *trace_offsets; /* by IL offset; NULL until the method is executed */
	uint64_t unlike_mini;       /* the rules of like-mini/rules.def that do not hold: a bit for each */
	/* The verdict: COMPILATION_OK until a stage says otherwise; the first word stands. */
	CompilationResult result;
	CompilationReport report;
} Compilation;

/* Whether an entry function is asked for. */
int compilation_is_entry (const Compilation *compilation);

/* Each records a verdict, unless there is one already, and returns 0, so that a stage can say `return decline (...)`. */
int decline (Compilation *compilation, Decline why, uint32_t il_offset, const char *format, ...)
	__attribute__ ((format (printf, 4, 5))); /* "not yet" */
int reject_code (Compilation *compilation, uint32_t il_offset, const char *format, ...)
	__attribute__ ((format (printf, 3, 4)));                       /* "this IL is wrong" */
int runtime_failed (Compilation *compilation, uint32_t il_offset); /* a question failed, and the runtime knows why */
int internal_error (Compilation *compilation, uint32_t il_offset, const char *format, ...)
	__attribute__ ((format (printf, 3, 4))); /* "I am broken" */

const char *decline_name (Decline why);
const char *decline_sentence (Decline why);

/* Asks for everything in SOURCE about METHOD; 0 with a verdict when that fails. In two steps: `method` and `info`, and the
 * rest. */
int compilation_load_source (Compilation *compilation, MethodInfo *method, MethodSource *source);
int compilation_describe_source (Compilation *compilation, MethodInfo *method, MethodSource *source);
int compilation_load_code (Compilation *compilation, MethodSource *source);

/* Names for dumps and IR, from the compilation's arena. */
const char *compilation_method_name (Compilation *compilation, MethodInfo *method);
const char *compilation_class_name (Compilation *compilation, ClassInfo *klass);
const char *compilation_field_name (Compilation *compilation, FieldInfo *field);

#endif
