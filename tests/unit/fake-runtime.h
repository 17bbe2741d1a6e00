/* SPDX-License-Identifier: MIT
 *
 * A small runtime, to test the stages of BigStep and the whole of it without Mono. Its world is made by the test:
 * classes, fields, and methods with bodies from the IL writer. Types are given by name: "int", "Point", "int[]",
 * "int&", "int*". Layouts are unlike Mono's on purpose. Nothing is collected before the end. */
#ifndef BIGSTEP_FAKE_RUNTIME_H
#define BIGSTEP_FAKE_RUNTIME_H

#include "arena.h"
#include "il/writer.h"
#include "mono-compiler.h"

struct ClrType {
	TypeDescription info;
};

typedef struct FakeVtable {
	ClassInfo *klass;
	void *type_object;
	uint64_t interface_bitmap;
	uint32_t maximum_interface;
	uint8_t rank, is_initialized;
	void *slots [16];
} FakeVtable;

struct ClassInfo {
	ClassInfo *supertypes [8]; /* from the root down to the class itself */
	ClassInfo **supertypes_address;
	uint16_t depth;
	ClassInfo *element;
	struct FakeRuntime *fake;
	const char *name;
	uint32_t token;
	ClassDescription info;
	FakeVtable *vtable;
	ClrType *byref_type, *pointer_type;
	ClassInfo *vector;
	uint32_t slot_count;
	uint32_t reference_count, reference_offsets [16];
	int initialization_count; /* how often SERVICE_INITIALIZE_CLASS ran */
};

struct FieldInfo {
	const char *name;
	uint32_t token;
	FieldDescription info;
	void *address; /* static fields */
};

struct SignatureInfo {
	uint32_t token;
	SignatureDescription info;
};

struct MethodInfo {
	const char *name;
	uint32_t token;
	MethodDescription info;
	MethodBody body;
	void **cell;  /* what calls go through */
	int32_t slot; /* in the virtual table, or -1 */
};

typedef struct FakeRuntime FakeRuntime;

FakeRuntime *fake_create (void);
void fake_destroy (FakeRuntime *fake);
IRuntimeInformation *fake_interface (FakeRuntime *fake);
Arena *fake_arena (FakeRuntime *fake);

/* The world. Unknown names end the test. */
ClrType *fake_type (FakeRuntime *fake, const char *name);
ClassInfo *fake_class (FakeRuntime *fake, const char *name);
ClassInfo *fake_define_class (FakeRuntime *fake, const char *name, const char *parent, uint32_t flags);
ClassInfo *fake_define_value_type (FakeRuntime *fake, const char *name);
FieldInfo *fake_define_field (FakeRuntime *fake, ClassInfo *klass, const char *type, const char *name, uint32_t flags);
/* SIGNATURE: "int (int, Point&)"; FLAGS: MethodFlags. The virtual method of a parent with that name is overridden. */
MethodInfo *fake_define_method (FakeRuntime *fake, ClassInfo *klass, const char *name, const char *signature,
	uint32_t flags);
SignatureInfo *fake_define_signature (FakeRuntime *fake, const char *signature, int has_this);
/* LOCALS: "int, string"; by way of a written and reread header. */
void fake_set_body (FakeRuntime *fake, MethodInfo *method, Writer *writer, uint32_t max_stack, const char *locals);
uint32_t fake_define_string (FakeRuntime *fake, const char *characters);

/* What questions about tokens answer from now on: a failure with this text. NULL: answers again. */
void fake_fail_tokens (FakeRuntime *fake, const char *failure);

/* Compiled code that throws ends its process, which in a test is one of its own, with this status. */
enum { FAKE_EXIT_THROW = 60, FAKE_EXIT_CORLIB = 70, FAKE_EXIT_NOT_COMPILED = 90 };

/* What IRuntimeInformation.get_runtime_function knows: int (int), twice the argument. */
enum { FAKE_FUNCTION_TWICE = 7 };

/* Objects and vectors, zeroed, as compiled code gets them. */
void *fake_allocate_object (FakeVtable *vtable);
void *fake_allocate_vector (FakeVtable *vtable, int64_t length);

/* ---- between the files of the fake runtime ---- */

enum { FAKE_LOW_MEMORY = 4 << 20, FAKE_ENTITY_CAPACITY = 256 };

typedef struct FakeTable {
	void *rows [FAKE_ENTITY_CAPACITY];
	uint32_t count;
} FakeTable;

struct FakeRuntime {
	IRuntimeInformation questions; /* must be first */
	Arena *arena;
	FakeTable classes, methods, fields, signatures, strings;
	RuntimeLayout layout;
	uint8_t *low_memory; /* for code, cells and data: readable, writable, executable, below 2 GiB */
	uint32_t low_memory_used;
	uint8_t *card_table;
	const char *failure, *token_failure;
};

void *fake_allocate_low (FakeRuntime *fake, size_t size);
void fake_install_lookup (IRuntimeInformation *questions);
void fake_install_native (FakeRuntime *fake);
/* Records FAILURE, and answers 0. */
int fake_fail (FakeRuntime *fake, const char *failure);

/* Answers a question: returns 0 from it unless ANSWER says how large it is. */
#define FAKE_GIVE(runtime, answer, ...) \
	do { \
		if ((answer)->size != sizeof (*(answer))) \
			return fake_fail (FAKE (runtime), "an answer that does not say its size"); \
		*(answer) = __VA_ARGS__; \
		(answer)->size = sizeof (*(answer)); \
	} while (0)
ClassInfo *fake_vector_class (FakeRuntime *fake, ClassInfo *element);

/* Offsets of the fake layout. */
enum {
	FAKE_HEADER_SIZE = 8,
	FAKE_ARRAY_LENGTH = 8,
	FAKE_ARRAY_BOUNDS = 16,
	FAKE_ARRAY_BASE = 24,
	FAKE_STRING_LENGTH = 8,
	FAKE_STRING_CHARACTERS = 12,
	FAKE_DELEGATE_CODE = 16
};

#endif
