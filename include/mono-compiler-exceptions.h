/* SPDX-License-Identifier: MIT
 *
 * mono-compiler-exceptions.h -- protected regions: how a method's clauses are described, and how a compiler describes its
 * landing pads, filters and finally handlers to the runtime. Part of mono-compiler.h.
 *
 * Nothing here is needed for methods without clauses. */
#ifndef MONO_COMPILER_EXCEPTIONS_H
#define MONO_COMPILER_EXCEPTIONS_H

#include "mono-compiler-methods.h"

typedef enum ClauseKind { /* ECMA-335 II.25.4.6 */
	CLAUSE_CATCH,
	CLAUSE_FILTER,
	CLAUSE_FINALLY,
	CLAUSE_FAULT
} ClauseKind;

/* A clause of a method: where its IL is. */
struct ExceptionClause {
	ClauseKind kind;
	uint32_t try_offset, try_length;
	uint32_t handler_offset, handler_length;
	uint32_t filter_offset; /* CLAUSE_FILTER */
	ClassInfo *catch_class; /* CLAUSE_CATCH */
};

/* One landing pad for a range of code. When an exception that IL clause `clause_index` accepts arrives in
 * [try_start, try_end), control continues at handler_start with the exception object in RAX and clause_index in RDX
 * (RuntimeLayout.exception_register, clause_register).
 *
 * The frame of a filter counts as its method's: what it throws may be caught by clauses of the same method whose range
 * has the filter's code. Control then continues with the method's registers as they were where the exception that the
 * filter looked at had come to the method, but for RCX (landing_register), which is the handler_start of the innermost
 * clause there. So if methods need different landing pads for different places, such a handler_start is that of `jmp *%rcx`. */
typedef struct NativeClause {
	uint32_t clause_index;
	uint32_t try_start, try_end; /* offsets from `code` */
	uint32_t handler_start;
	/* CLAUSE_FILTER: code that is called while the stack below still stands, with the frame's RBP and the exception in
	 * RAX, and returns in EAX whether the clause accepts it. It moves the stack pointer by its calls only, and leaves what
	 * may throw to a function that it calls, in the same code. A handler_start for what that throws lies in here, too. Else
	 * both 0. */
	uint32_t filter_start, filter_end;
} NativeClause;

/* Code of a finally handler. An abort of the thread that arrives in [start, end) waits for the handler's end: the runtime
 * sets the byte at `abort_flag_offset` from the frame's RBP, and the code, which has cleared it before the handler, calls
 * SERVICE_FINISH_ABORT behind it if it is set, unless an exception led into the handler. */
typedef struct NativeHandler {
	uint32_t clause_index;
	uint32_t start, end; /* offsets from `code` */
	int32_t abort_flag_offset;
} NativeHandler;

#endif
