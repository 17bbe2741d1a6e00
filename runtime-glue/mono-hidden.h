/* SPDX-License-Identifier: MIT
 *
 * The hidden Mono functions and variables that the glue uses, declared from hidden.def, and the types and constants
 * that they need. What a Mono of another version would change is in hidden.def, in layout.def, in the constants below,
 * and nowhere else. */
#ifndef GLUE_MONO_HIDDEN_H
#define GLUE_MONO_HIDDEN_H

#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <mono/jit/jit.h>
#include <mono/metadata/appdomain.h>
#include <mono/metadata/assembly.h>
#include <mono/metadata/attrdefs.h>
#include <mono/metadata/class.h>
#include <mono/metadata/debug-helpers.h>
#include <mono/metadata/exception.h>
#include <mono/metadata/mono-config.h>
#include <mono/metadata/mono-debug.h>
#include <mono/metadata/object.h>
#include <mono/metadata/reflection.h>
#include <mono/metadata/threads.h>
#include <mono/metadata/tokentype.h>
#include <mono/utils/mono-error.h>

#include "layout.h"

/* ---- MonoError ---- */

/* The public, opaque form of MonoError, which is at least as large as the one the runtime works with. */
typedef MonoError MonoErrorStorage;
_Static_assert (sizeof (MonoErrorStorage) >= SIZE_MonoErrorInternal, "MonoError grew: layout.def, mono-hidden.h");
_Static_assert (OFFSET_MonoErrorInternal_error_code == 0, "MonoError does not start with its code");

/* An error must be empty before a hidden function gets it (utils/mono-error-internals.h:error_init). */
static inline void
error_clear (MonoErrorStorage *error)
{
	error->init = 0;
}

static inline int
error_is_ok (const MonoErrorStorage *error)
{
	return error->error_code == MONO_ERROR_NONE;
}

/* ---- Access by generated layout ---- */

/* MEMBER of the TYPE at POINTER as an lvalue of C type CTYPE; for members of inner structs: a_b stands for a.b. */
#define MONO_FIELD(CTYPE, pointer, TYPE, MEMBER) (*(CTYPE *) ((char *) (pointer) + OFFSET_##TYPE##_##MEMBER))
/* The address of a member that is a struct or array itself. */
#define MONO_FIELD_ADDRESS(pointer, TYPE, MEMBER) ((void *) ((char *) (pointer) + OFFSET_##TYPE##_##MEMBER))

/* What is known of these stands in layout.def. */
typedef struct MonoCompile MonoCompile;
typedef struct MonoContext MonoContext;
typedef struct MonoJitTlsData MonoJitTlsData;
typedef struct MonoLMF MonoLMF;
typedef struct MonoRuntimeCallbacks MonoRuntimeCallbacks;
typedef struct MonoThreadInfo MonoThreadInfo;
typedef struct MonoTrampInfo MonoTrampInfo;
typedef struct StackFrameInfo StackFrameInfo;

/* Places in MonoContext.gregs, the numbers of the machine: mono/arch/amd64/amd64-codegen.h */
enum {
	REGISTER_RCX = 1,
	REGISTER_RBX = 3,
	REGISTER_RSP = 4,
	REGISTER_RBP = 5,
	REGISTER_RDI = 7,
	REGISTER_R12 = 12,
	REGISTER_R13 = 13,
	REGISTER_R14 = 14,
	REGISTER_R15 = 15,
	REGISTER_RIP = 16
};

static inline void **
context_registers (MonoContext *context)
{
	return (void **) MONO_FIELD_ADDRESS (context, MonoContext, gregs);
}

static inline uint32_t
mono_bits_get (const void *structure, uint32_t start, uint32_t count)
{
	uint64_t bits = 0;
	memcpy (&bits, (const char *) structure + start / 8, (start % 8 + count + 7) / 8);
	return (uint32_t) (bits >> start % 8 & ((UINT64_C (1) << count) - 1));
}

static inline void
mono_bits_set (void *structure, uint32_t start, uint32_t count, uint32_t value)
{
	uint64_t bits = 0, mask = ((UINT64_C (1) << count) - 1) << start % 8;
	size_t bytes = (start % 8 + count + 7) / 8;
	memcpy (&bits, (char *) structure + start / 8, bytes);
	bits = (bits & ~mask) | ((uint64_t) value << start % 8 & mask);
	memcpy ((char *) structure + start / 8, &bits, bytes);
}

#define MONO_BITS(pointer, TYPE, MEMBER) \
	mono_bits_get (pointer, BIT_##TYPE##_##MEMBER##_START, BIT_##TYPE##_##MEMBER##_COUNT)
#define MONO_SET_BITS(pointer, TYPE, MEMBER, value) \
	mono_bits_set (pointer, BIT_##TYPE##_##MEMBER##_START, BIT_##TYPE##_##MEMBER##_COUNT, value)

/* ---- Types that stay opaque ---- */

typedef struct MonoInternalHashTable MonoInternalHashTable;
typedef struct MonoInternalThread MonoInternalThread;
typedef struct MonoMethodBuilder MonoMethodBuilder;
typedef struct MonoSeqPointInfo MonoSeqPointInfo;
typedef struct SeqPoint SeqPoint;
typedef struct WrapperInfo WrapperInfo;
typedef int gboolean;

/* ---- Types that the glue makes or walks itself ---- */

/* utils/mono-threads-api.h */
typedef struct MonoStackData {
	void *stack_pointer;
	const char *function_name;
} MonoStackData;

_Static_assert (sizeof (MonoStackData) == SIZE_MonoStackData &&
		offsetof (MonoStackData, stack_pointer) == OFFSET_MonoStackData_stackpointer &&
		offsetof (MonoStackData, function_name) == OFFSET_MonoStackData_function_name,
	"MonoStackData differs");

/* metadata/handle-decl.h: a handle of an object of any class, passed by value */
typedef struct MonoObjectHandle {
	MonoObject **slot;
} MonoObjectHandle;

/* Structs whose members are reached by layout.h. */
typedef char MonoDefaultsBytes [SIZE_MonoDefaults];
typedef char MonoProfilerStateBytes [SIZE_MonoProfilerState];
typedef char MonoJitICallInfosBytes [SIZE_MonoJitICallInfos];

/* Values of macros, which debug information does not have. */
#define MONO_IMT_SIZE 19               /* metadata/object-internals.h: interface slots below a virtual table */
#define MONO_DEFAULT_SUPERTABLE_SIZE 6 /* metadata/class-internals.h: least length of a table of supertypes */
#define MONO_LMF_KINDS 7            /* mini/mini-amd64.h:MonoLMF: bits of previous_lmf, set where it is no wrapper's */
#define MONO_INLINE_LENGTH_LIMIT 20 /* mini/method-to-ir.c:INLINE_LENGTH_LIMIT */
#define MONO_METHOD_IMPL_ATTR_AGGRESSIVE_INLINING 0x0100 /* ECMA-335 II.23.1.11 with its later additions; tabledefs.h */

/* ---- Functions and variables ---- */

/* Of a wrapped function the runtime calls __wrap_..., which is ours; __real_... is Mono's. */
#define HIDDEN(name, file, result, parameters) result name parameters;
#define WRAP(name, file, result, parameters) \
	result __real_##name parameters; \
	result __wrap_##name parameters;
#define HIDDEN_DATA(name, file, type) extern type name;
#include "hidden.def"

/* Their formats are checked as printf's. */
extern __typeof__ (mono_error_set_generic_error) mono_error_set_generic_error __attribute__ ((format (printf, 4, 5)));
extern __typeof__ (mono_error_set_invalid_program) mono_error_set_invalid_program
	__attribute__ ((format (printf, 2, 3)));

/* Member NAME of mono_defaults, a class (metadata/class-internals.h). */
#define MONO_DEFAULT(NAME) MONO_FIELD (MonoClass *, mono_defaults, MonoDefaults, NAME)

#endif
