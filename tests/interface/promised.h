/* SPDX-License-Identifier: MIT
 *
 * Classes of Promised.dll and Damaged.dll, and machine code installed as their methods' bodies, for test-promises*.c. */
#ifndef PROMISED_H
#define PROMISED_H

#include "../hosted/execute.h"

/* They fail the test when there is no such thing. */
ClassInfo *promised_class (const char *name);
MethodInfo *promised_method (const char *klass, const char *description);
FieldInfo *promised_field (const char *klass, const char *name);
ClassInfo *damaged_class (const char *name);
MethodInfo *damaged_method (const char *klass, const char *description);

/* Machine code of promised-code.S, and places in it */
#define DECLARE_LABEL(name) extern const uint8_t promised_##name []
#define DECLARE_CODE(name) extern const uint8_t promised_##name [], promised_##name##_end []
#define OFFSET(code, name) ((uint32_t) (promised_##name - promised_##code))
#define CODE(name) promised_##name, (uint32_t) (promised_##name##_end - promised_##name)

/* Installs CODE as a private body of METHOD; HANDLE says what there is to say besides, or is NULL. */
InstalledRuntimeCode *promised_install (MethodInfo *method, const uint8_t *code, uint32_t size,
	NativeCodeHandle *handle);
/* The same with other InstallFlags */
InstalledRuntimeCode *promised_install_as (MethodInfo *method, const uint8_t *code, uint32_t size,
	NativeCodeHandle *handle, uint32_t flags);

/* Runs INSTALLED, a body of Bodies.Four; what it throws is no failure. */
ExecutionResult promised_run (InstalledRuntimeCode *installed, int64_t a, int64_t b, int64_t c, int64_t d);

/* The same; it must not throw. */
int64_t promised_value (InstalledRuntimeCode *installed, int64_t a, int64_t b, int64_t c, int64_t d);

typedef struct Call {
	const void *function;
	uint64_t arguments [4];
	double floats [2];
	uint64_t result;
	uint64_t exception;
} Call;

/* Installed code that makes a Call, its first argument: a body of Regions.Nested with COUNT of its clauses, which take what
 * is thrown. The answer is 0; or has a bit for each of the caller's registers that was lost, bit 8 after an exception, and
 * above the clause's index. */
InstalledRuntimeCode *promised_install_caller (const uint32_t *clauses, uint32_t count);

/* The unwind information of its frame */
enum { PROMISED_CALLER_UNWIND_SIZE = 20 };
extern const uint8_t promised_caller_unwind [PROMISED_CALLER_UNWIND_SIZE];

/* An argument of a Call */
static inline uint64_t
word (const void *pointer)
{
	return (uint64_t) (uintptr_t) pointer;
}

#endif
