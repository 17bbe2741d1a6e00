/* SPDX-License-Identifier: MIT
 *
 * Methods of Replaced.dll, and bodies for them, for the suites test-replace*.c. What goes wrong fails the test, with the
 * runtime's words; so does what a called method throws. */
#ifndef REPLACED_H
#define REPLACED_H

#include "subject.h"

MethodInfo *replaced_method (IRuntimeInformation *runtime, const char *klass, const char *description);
MethodInfo *replaced_corlib_method (IRuntimeInformation *runtime, const char *name_space, const char *klass,
	const char *description);

/* Calls a static method; the one of an int32 that answers with one; and those without parameters: what they answer as
 * int32 (0 for void), and as text, to be freed with mono_free. */
MonoObject *replaced_call (MethodInfo *method, void **arguments);
int32_t replaced_number (MethodInfo *method, int32_t argument);
int32_t replaced_run (IRuntimeInformation *runtime, const char *klass, const char *description);
char *replaced_text (IRuntimeInformation *runtime, const char *klass, const char *description);

/* Installs a body of SIZE bytes with FLAGS (InstallFlags). NULL with a failure is no failure of the test. */
InstalledRuntimeCode *replaced_install (IRuntimeInformation *runtime, MethodInfo *method, const uint8_t *code,
	uint32_t size, uint32_t flags);
/* INSTALLED must be there, and new; where its code begins. */
const uint8_t *replaced_check (IRuntimeInformation *runtime, InstalledRuntimeCode *installed);

/* Publish a body that answers NUMBER whatever it is asked, and one that the compiler SPEC makes; where they begin. */
const uint8_t *replaced_answer (IRuntimeInformation *runtime, MethodInfo *method, int32_t number);
const uint8_t *replaced_compile (IRuntimeInformation *runtime, const char *spec, MethodInfo *method);

#endif
