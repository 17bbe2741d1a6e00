/* SPDX-License-Identifier: MIT
 *
 * Mono with Subject.dll loaded, for suites that ask the runtime questions. One process, one runtime: these suites do
 * not fork. */
#ifndef SUBJECT_H
#define SUBJECT_H

#include <mono/metadata/appdomain.h>
#include <mono/metadata/object.h>

#include "mono-compiler.h"
#include "run-in-process.h"

/* Starts Mono once; the session lives until the process ends. FLAGS: CompilationFlags. */
IRuntimeInformation *subject_session (uint32_t flags);
/* The session without flags. */
IRuntimeInformation *subject_runtime (void);
AssemblyInfo *subject_assembly (void);

/* They fail the test, with the runtime's words, when there is no such thing. */
ClassInfo *subject_class (const char *name);
MethodInfo *subject_method (const char *klass, const char *description);
FieldInfo *subject_field (const char *klass, const char *name);

/* The session's failure must start with EXPECTED, an exception's name; it is cleared. */
void subject_check_failure (IRuntimeInformation *runtime, const char *expected);
/* There must be none. */
void subject_check_no_failure (IRuntimeInformation *runtime);

/* The embedding interface's handle of the same class: the other way to ask. */
MonoClass *subject_mono_class (const char *name);

typedef struct SubjectInstruction {
	const char *name;
	uint32_t operand; /* of four bytes, else 0 */
} SubjectInstruction;

/* Decodes the instruction at *AT, with Mono's own table, and moves on; returns 0 at END. */
int subject_next_instruction (const uint8_t **at, const uint8_t *end, SubjectInstruction *instruction);

/* The operand of the instruction OPCODE in METHOD's body that follows SKIP others of that name. */
uint32_t subject_token (MethodInfo *method, const char *opcode, unsigned skip);

#endif
