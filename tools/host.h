/* SPDX-License-Identifier: MIT
 *
 * What the commands of the bigstep host share: a runtime in this process, one assembly, and names to handles.
 *
 * The runtime library documents its handles as Mono's own (docs/architecture.md, "Handles"): a MethodInfo is a
 * MonoMethod, a ClassInfo a MonoClass, a AssemblyInfo a MonoAssembly. So the public embedding API and the seam
 * can be used side by side. */
#ifndef BIGSTEP_HOST_H
#define BIGSTEP_HOST_H

#include <argp.h>
#include <mono/jit/jit.h>
#include <mono/metadata/assembly.h>
#include <stdnoreturn.h>

#include "mono-compiler.h"

/* Exit statuses of all commands; the manual page explains them. */
enum {
	STATUS_SUCCESS = 0,
	STATUS_FAILURE = 1, /* it threw; it differs; some method crashed the compiler */
	STATUS_USAGE = 2,   /* the command line, a file or a name is wrong */
	STATUS_DECLINED = 3,
	STATUS_BROKEN = 4 /* the compiler reported an internal error or bad code */
};

typedef struct Host {
	const char *path;
	MonoDomain *domain;
	MonoImage *image;
	AssemblyInfo *assembly;
	IRuntimeInformation *runtime;
	uint32_t flags;        /* CompilationFlags */
	uint32_t entry_offset; /* COMPILE_ENTRY */
} Host;

/* Starts Mono and opens the assembly in PATH. Once in a process. */
void host_start (Host *host, const char *path, uint32_t flags);

/* The compiler for SPEC. */
ICompiler *host_get_compiler (Host *host, const char *spec);

/* Compiles METHOD, as RUNTIME sees it. */
CompilationResult host_compile (Host *host, ICompiler *compiler, IRuntimeInformation *runtime, MethodInfo *method,
	NativeCodeHandle *native_code, CompilationReport *report);

/* "declined: operation: argument-list (at IL_0004)", as a malloced string. */
char *host_describe_report (IRuntimeInformation *runtime, CompilationResult result, const CompilationReport *report);

/* The name of METHOD, malloced. */
char *host_method_name (IRuntimeInformation *runtime, MethodInfo *method);

/* The one method that DESCRIPTION, "Type:Method", "Type:Method(int,string)" or "Type:Method<System.Int32>", names. When
 * none or several fit, ends the program with a list of candidates. */
MethodInfo *host_find_method (Host *host, const char *description);

/* What RUNTIME says about the last question's failure, as a malloced sentence for users of the program; and the same of TEXT,
 * which get_failure or a compiler gave. */
char *host_failure (IRuntimeInformation *runtime);
char *failure_sentence (const char *text);

/* Prints a sentence and ends the program with STATUS_USAGE. */
noreturn void fail (const char *format, ...) __attribute__ ((format (printf, 1, 2)));

/* FROM (NULL: nothing) into a field of SIZE bytes, cut if need be. */
void copy_text (char *to, size_t size, const char *from);
void *allocate (size_t size);
char *format_string (const char *format, ...) __attribute__ ((format (printf, 1, 2)));

/* The commands. Each takes its own part of the command line and returns the exit status. */
int command_run (int argument_count, char **arguments);
int command_compile (int argument_count, char **arguments);
int command_dump (int argument_count, char **arguments);
int command_list (int argument_count, char **arguments);
int command_bisect (int argument_count, char **arguments);

#endif
