/* SPDX-License-Identifier: MIT
 *
 * Compiling a method of Execute.exe through the seam, installing it, and running it, for the suites test-execute*.c. */
#ifndef EXECUTE_H
#define EXECUTE_H

#include "subject.h"

#define COUNT(array) (sizeof (array) / sizeof ((array) [0]))

typedef struct Body {
	MethodInfo *method;
	NativeCodeHandle compiled;
	InstalledRuntimeCode *installed;
	InstalledCodeDescription code;
} Body;

ClassInfo *execute_class (const char *name);
MethodInfo *execute_method (const char *klass, const char *description);

/* Has the compiler SPEC compile a method, and installs what it delivers as a private body (mini publishes by itself).
 * Fails the test with the compiler's or the runtime's words. */
Body execute_compile (const char *spec, const char *klass, const char *description);

/* The two halves of it. */
Body execute_compile_only (const char *spec, const char *klass, const char *description);
void execute_install (Body *body, const char *spec);

/* Runs BODY; ARGUMENTS as execute_installed_method takes them. What it throws is no failure. */
ExecutionResult execute_run (const Body *body, void *this_object, void **arguments);

/* The result's bits, which must be SIZE bytes; it must not throw. Valid until the next call. */
const void *execute_value (const Body *body, void *this_object, size_t size, void **arguments);

/* The same for a reference as result: the object. */
MonoObject *execute_object (const Body *body, void **arguments);

/* What the program's own code answers, compiled by whoever compiles for the program. */
MonoObject *execute_by_program (MethodInfo *method, void *this_object, void **arguments);

#define ARGUMENTS(...) ((void *[]) { NULL, ##__VA_ARGS__ } + 1)
/* RUN (int32_t, &body, &a, &b) is the result of a static method. */
#define RUN(type, body, ...) (*(const type *) execute_value (body, NULL, sizeof (type), ARGUMENTS (__VA_ARGS__)))

#endif
