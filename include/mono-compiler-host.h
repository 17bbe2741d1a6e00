/* SPDX-License-Identifier: MIT
 *
 * mono-compiler-host.h -- for programs that embed the runtime: choosing compilers, and using one method by method. Part of
 * mono-compiler.h; what a host asks of the runtime besides is in the table IRuntimeInformation there. */
#ifndef MONO_COMPILER_HOST_H
#define MONO_COMPILER_HOST_H

#include "mono-compiler-code.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef struct ICompiler ICompiler;
typedef struct IRuntimeInformation IRuntimeInformation;

/* Answer of `execute_installed_method`. */
typedef struct ExecutionResult {
	uint32_t size;
	int threw;
	char exception [1024]; /* class and message, when it threw */
	TypeKind kind;         /* of the result; TYPE_VOID for none */
	uint32_t value_size;   /* bytes of `value` used; a larger result is in `boxed` alone */
	uint8_t value [64];    /* the result's bits; a reference as address */
	void *boxed;           /* the result, boxed, or the reference; NULL for void; the exception, when it threw */
} ExecutionResult;

/* Selects the compiler for all methods, before mono_jit_init. SPEC: "NAME[,option[=value]]...". On failure returns 0, puts
 * a sentence into ERROR, and the selection stays as it was. */
int mono_compiler_select (const char *spec, char *error, size_t error_size);

/* Selects another compiler while the runtime is at work: for methods that have no code yet. Code that is there stays, and
 * what is being compiled is finished by who began it. Calls nest; each is undone by one of mono_compiler_restore. On failure
 * returns 0, puts a sentence into ERROR, and changes nothing. May be called on any thread. */
int mono_compiler_use (const char *spec, char *error, size_t error_size);

/* Undoes the last mono_compiler_use that still stands. Returns 0, and does nothing, if there is none. */
int mono_compiler_restore (void);

/* An IRuntimeInformation for the calling thread, which must be attached to the runtime. FLAGS: CompilationFlags;
 * COMPILE_HOSTED is implied. End it with `release`, on the same thread. */
IRuntimeInformation *mono_compiler_create_runtime_information (uint32_t flags);

/* Calls VISIT for each built-in compiler and each plug-in found. PATH is NULL for built-in ones; PROBLEM is NULL, or the
 * sentence that says why it cannot be loaded. */
void mono_compiler_list (void (*visit) (void *data, const char *name, const char *path, const char *description,
							 const char *options_help, const char *problem),
	void *data);

/* Writes the statistics of all selected compilers as JSON into BUFFER; returns the length that was needed. */
size_t mono_compiler_get_statistics (char *buffer, size_t size);

#ifdef __cplusplus
}
#endif

#endif
