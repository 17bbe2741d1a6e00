/* SPDX-License-Identifier: MIT
 *
 * The world of the fake runtime: classes, fields, methods. */
#include "fake-runtime.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

enum {
	TOKEN_TABLE_CLASS = 0x02000000,
	TOKEN_TABLE_FIELD = 0x04000000,
	TOKEN_TABLE_METHOD = 0x06000000,
	TOKEN_TABLE_SIGNATURE = 0x11000000,
	TOKEN_TABLE_STRING = 0x70000000
};

static void
fail_test (const char *what, const char *name)
{
	fprintf (stderr, "fake runtime: %s %s\n", what, name);
	abort ();
}

/* Rows count from 1, as those of metadata tables do. */
static uint32_t
add_row (FakeTable *table, uint32_t token_table, void *row)
{
	if (table->count == FAKE_ENTITY_CAPACITY)
		fail_test ("no room for", "one more definition");
	table->rows [table->count++] = row;
	return token_table | table->count;
}

void *
fake_allocate_low (FakeRuntime *fake, size_t size)
{
	void *memory = fake->low_memory + fake->low_memory_used;

	size = (size + 15) & ~(size_t) 15;
	if (size > FAKE_LOW_MEMORY - fake->low_memory_used)
		fail_test ("out of", "low memory");
	fake->low_memory_used += size;
	return memory;
}

int
fake_fail (FakeRuntime *fake, const char *failure)
{
	fake->failure = failure;
	return 0;
}

void
fake_fail_tokens (FakeRuntime *fake, const char *failure)
{
	fake->token_failure = failure;
}

/* ---- Classes ---- */

static void
set_supertypes (ClassInfo *klass)
{
	ClassInfo *parent = klass->info.parent;

	if (parent) {
		memcpy (klass->supertypes, parent->supertypes, sizeof (klass->supertypes));
		klass->depth = parent->depth;
	}
	klass->supertypes [klass->depth++] = klass;
	klass->supertypes_address = klass->supertypes;
}

static ClassInfo *
add_class (FakeRuntime *fake, const char *name, TypeKind kind, uint32_t size, ClassInfo *parent)
{
	ClassInfo *klass = fake_allocate_low (fake, sizeof (ClassInfo));
	ClrType *type = arena_new (fake->arena, ClrType);

	klass->fake = fake;
	klass->element = klass;
	klass->name = arena_format (fake->arena, "%s", name);
	klass->token = add_row (&fake->classes, TOKEN_TABLE_CLASS, klass);
	klass->info.kind = kind;
	klass->info.flags = CLASS_INITIALIZED | (kind == TYPE_REFERENCE ? 0 : CLASS_VALUE_TYPE | CLASS_SEALED);
	klass->info.value_size = klass->info.alignment = size;
	klass->info.instance_size = FAKE_HEADER_SIZE + (kind == TYPE_REFERENCE ? 0 : size);
	klass->info.parent = parent;
	klass->info.type = type;
	type->info = (TypeDescription) { .kind = kind,
		.value_size = size,
		.alignment = size,
		.contains_references = kind == TYPE_REFERENCE,
		.klass = klass };
	set_supertypes (klass);
	klass->vtable = fake_allocate_low (fake, sizeof (FakeVtable));
	if (parent) {
		memcpy (klass->vtable, parent->vtable, sizeof (FakeVtable));
		klass->slot_count = parent->slot_count;
		if (kind == TYPE_REFERENCE)
			klass->info.instance_size = parent->info.instance_size;
	}
	klass->vtable->klass = klass;
	klass->vtable->is_initialized = 1;
	return klass;
}

static ClassInfo *
get_class_info_for (FakeRuntime *fake, const char *name, size_t length)
{
	for (uint32_t i = 0; i < fake->classes.count; i++) {
		ClassInfo *klass = fake->classes.rows [i];

		if (strlen (klass->name) == length && !memcmp (klass->name, name, length))
			return klass;
	}
	fail_test ("there is no class", name);
	return NULL;
}

ClassInfo *
fake_class (FakeRuntime *fake, const char *name)
{
	return get_class_info_for (fake, name, strlen (name));
}

ClassInfo *
fake_define_class (FakeRuntime *fake, const char *name, const char *parent, uint32_t flags)
{
	ClassInfo *klass = add_class (fake, name, TYPE_REFERENCE, 8, fake_class (fake, parent));

	klass->info.flags |= flags;
	if (flags & CLASS_HAS_STATIC_CONSTRUCTOR) {
		klass->info.flags &= ~(uint32_t) CLASS_INITIALIZED;
		klass->vtable->is_initialized = 0;
	}
	return klass;
}

ClassInfo *
fake_define_value_type (FakeRuntime *fake, const char *name)
{
	ClassInfo *klass = add_class (fake, name, TYPE_VALUE_TYPE, 0, fake_class (fake, "object"));

	klass->info.alignment = klass->info.type->info.alignment = 1;
	return klass;
}

ClassInfo *
fake_vector_class (FakeRuntime *fake, ClassInfo *element)
{
	ClassInfo *vector = element->vector;

	if (vector)
		return vector;
	vector = add_class (fake, arena_format (fake->arena, "%s[]", element->name), TYPE_REFERENCE, 8,
		fake_class (fake, "object"));
	vector->info.flags |= CLASS_ARRAY | CLASS_VECTOR;
	vector->info.rank = 1;
	vector->vtable->rank = 1;
	vector->info.element = vector->element = element;
	vector->info.element_size = element->info.value_size;
	element->vector = vector;
	return vector;
}

/* ---- Types ---- */

static ClrType *
derived_type (FakeRuntime *fake, ClrType **cache, TypeKind kind, ClrType *target)
{
	if (!*cache) {
		*cache = arena_new (fake->arena, ClrType);
		(*cache)->info = (TypeDescription) {
			.kind = kind, .value_size = 8, .alignment = 8, .klass = target->info.klass, .target = target
		};
	}
	return *cache;
}

static ClrType *
parse_type (FakeRuntime *fake, const char **text)
{
	size_t length;
	ClrType *type;

	*text += strspn (*text, " ");
	length = strcspn (*text, " ,()[]&*");
	type = get_class_info_for (fake, *text, length)->info.type;
	for (*text += length;; (*text)++) {
		ClassInfo *klass = type->info.klass;

		if (**text == '[')
			type = fake_vector_class (fake, klass)->info.type;
		else if (**text == '&')
			type = derived_type (fake, &klass->byref_type, TYPE_BYREF, type);
		else if (**text == '*')
			type = derived_type (fake, &klass->pointer_type, TYPE_POINTER, type);
		else if (**text != ']')
			return type;
	}
}

ClrType *
fake_type (FakeRuntime *fake, const char *name)
{
	return parse_type (fake, &name);
}

/* Types with commas between them, up to the end or a parenthesis. */
static uint32_t
parse_types (FakeRuntime *fake, const char *text, ClrType *const **answer)
{
	ClrType **types = arena_array (fake->arena, ClrType *, strlen (text) + 1);
	uint32_t count = 0;

	for (;;) {
		text += strspn (text, " ,");
		if (!*text || *text == ')')
			break;
		types [count++] = parse_type (fake, &text);
	}
	*answer = types;
	return count;
}

/* ---- Members ---- */

static uint32_t
align (uint32_t offset, uint32_t alignment)
{
	return (offset + alignment - 1) / alignment * alignment;
}

static void
add_reference (ClassInfo *klass, uint32_t offset)
{
	klass->info.flags |= CLASS_CONTAINS_REFERENCES;
	klass->info.type->info.contains_references = 1;
	klass->reference_offsets [klass->reference_count++] = offset;
}

static void
place_field (ClassInfo *klass, FieldInfo *field, const TypeDescription *type)
{
	int is_value = klass->info.kind == TYPE_VALUE_TYPE;
	uint32_t end = is_value ? klass->info.value_size : klass->info.instance_size;

	field->info.offset = align (end, type->alignment);
	end = field->info.offset + type->value_size;
	if (!is_value) {
		klass->info.instance_size = end;
		return;
	}
	if (type->kind == TYPE_REFERENCE)
		add_reference (klass, field->info.offset);
	if (klass->info.alignment < type->alignment)
		klass->info.alignment = type->alignment;
	klass->info.value_size = align (end, klass->info.alignment);
	klass->info.instance_size = FAKE_HEADER_SIZE + klass->info.value_size;
	klass->info.type->info.value_size = klass->info.value_size;
	klass->info.type->info.alignment = klass->info.alignment;
}

FieldInfo *
fake_define_field (FakeRuntime *fake, ClassInfo *klass, const char *type, const char *name, uint32_t flags)
{
	FieldInfo *field = arena_new (fake->arena, FieldInfo);

	field->name = name;
	field->token = add_row (&fake->fields, TOKEN_TABLE_FIELD, field);
	field->info = (FieldDescription) { .klass = klass, .type = fake_type (fake, type), .flags = flags };
	if (flags & FIELD_STATIC)
		field->address = fake_allocate_low (fake, field->info.type->info.value_size);
	else
		place_field (klass, field, &field->info.type->info);
	return field;
}

SignatureInfo *
fake_define_signature (FakeRuntime *fake, const char *text, int has_this)
{
	SignatureInfo *signature = arena_new (fake->arena, SignatureInfo);

	signature->token = add_row (&fake->signatures, TOKEN_TABLE_SIGNATURE, signature);
	signature->info.has_this = has_this;
	signature->info.sentinel = -1;
	signature->info.result = parse_type (fake, &text);
	signature->info.parameter_count = parse_types (fake, text + strspn (text, " ("), &signature->info.parameters);
	return signature;
}

static void __attribute__ ((noreturn))
not_compiled (void)
{
	fprintf (stderr, "fake runtime: a method was called that was not compiled\n");
	_Exit (FAKE_EXIT_NOT_COMPILED);
}

static int32_t
find_slot (FakeRuntime *fake, ClassInfo *klass, const char *name)
{
	for (uint32_t i = 0; i < fake->methods.count; i++) {
		MethodInfo *method = fake->methods.rows [i];

		for (ClassInfo *parent = klass->info.parent; parent; parent = parent->info.parent)
			if (method->info.klass == parent && method->slot >= 0 && !strcmp (method->name, name))
				return method->slot;
	}
	return klass->slot_count++;
}

MethodInfo *
fake_define_method (FakeRuntime *fake, ClassInfo *klass, const char *name, const char *signature, uint32_t flags)
{
	MethodInfo *method = arena_new (fake->arena, MethodInfo);

	method->name = name;
	method->token = add_row (&fake->methods, TOKEN_TABLE_METHOD, method);
	method->info = (MethodDescription) { .klass = klass,
		.signature = fake_define_signature (fake, signature, !(flags & METHOD_STATIC)),
		.flags = flags,
		.token = method->token };
	method->cell = fake_allocate_low (fake, sizeof (void *));
	*method->cell = not_compiled;
	method->slot = -1;
	if (flags & METHOD_VIRTUAL) {
		method->slot = find_slot (fake, klass, name);
		klass->vtable->slots [method->slot] = not_compiled;
	}
	return method;
}

/* ---- Bodies ---- */

static void
read_clauses (FakeRuntime *fake, MethodBody *body, const MethodHeader *header)
{
	static const ClauseKind kinds [] = {
		[HEADER_CLAUSE_CATCH] = CLAUSE_CATCH,
		[HEADER_CLAUSE_FILTER] = CLAUSE_FILTER,
		[HEADER_CLAUSE_FINALLY] = CLAUSE_FINALLY,
		[HEADER_CLAUSE_FAULT] = CLAUSE_FAULT,
	};
	ExceptionClause *clauses = arena_array (fake->arena, ExceptionClause, header->clause_count);

	for (uint32_t i = 0; i < header->clause_count; i++) {
		HeaderClause clause;

		header_get_clause (header, i, &clause);
		clauses [i] = (ExceptionClause) { .kind = kinds [clause.kind],
			.try_offset = clause.try_offset,
			.try_length = clause.try_length,
			.handler_offset = clause.handler_offset,
			.handler_length = clause.handler_length,
			.filter_offset = clause.filter_offset };
	}
	body->clauses = clauses;
	body->clause_count = header->clause_count;
}

void
fake_set_body (FakeRuntime *fake, MethodInfo *method, Writer *writer, uint32_t max_stack, const char *locals)
{
	MethodBody *body = &method->body;
	MethodHeader header;
	uint32_t size;
	const uint8_t *bytes;
	const char *problem;

	body->local_count = parse_types (fake, locals, &body->locals);
	/* That a local signature exists makes the header fat, as it must be; nobody reads the token. */
	bytes = writer_finish_body (writer, max_stack, 1, body->local_count ? TOKEN_TABLE_SIGNATURE | 1 : 0, &size);
	problem = header_read (bytes, size, &header);
	if (problem)
		fail_test ("a header was written wrong:", problem);
	body->local_is_pinned = arena_array (fake->arena, uint8_t, body->local_count);
	body->code = header.code;
	body->code_size = header.code_size;
	body->max_stack = header.is_fat ? header.max_stack : max_stack;
	body->init_locals = 1;
	read_clauses (fake, body, &header);
	method->info.flags |= METHOD_HAS_BODY;
}

uint32_t
fake_define_string (FakeRuntime *fake, const char *characters)
{
	uint32_t length = strlen (characters);
	uint8_t *string = fake_allocate_low (fake, FAKE_STRING_CHARACTERS + 2 * (length + 1));

	*(FakeVtable **) string = fake_class (fake, "string")->vtable;
	memcpy (string + FAKE_STRING_LENGTH, &length, sizeof (length));
	for (uint32_t i = 0; i < length; i++)
		string [FAKE_STRING_CHARACTERS + 2 * i] = characters [i];
	return add_row (&fake->strings, TOKEN_TABLE_STRING, string);
}

/* ---- Beginning and end ---- */

static void
define_core_classes (FakeRuntime *fake)
{
	static const struct {
		const char *name;
		TypeKind kind;
		uint32_t size;
	} primitives [] = {
		{ "bool", TYPE_BOOLEAN, 1 },
		{ "char", TYPE_CHAR, 2 },
		{ "sbyte", TYPE_INT8, 1 },
		{ "byte", TYPE_UINT8, 1 },
		{ "short", TYPE_INT16, 2 },
		{ "ushort", TYPE_UINT16, 2 },
		{ "int", TYPE_INT32, 4 },
		{ "uint", TYPE_UINT32, 4 },
		{ "long", TYPE_INT64, 8 },
		{ "ulong", TYPE_UINT64, 8 },
		{ "nint", TYPE_NATIVE_INT, 8 },
		{ "nuint", TYPE_NATIVE_UINT, 8 },
		{ "float", TYPE_FLOAT32, 4 },
		{ "double", TYPE_FLOAT64, 8 },
		{ "System.TypedReference", TYPE_TYPED_REFERENCE, 24 },
		{ "System.RuntimeTypeHandle", TYPE_VALUE_TYPE, 8 },
		{ "System.RuntimeMethodHandle", TYPE_VALUE_TYPE, 8 },
		{ "System.RuntimeFieldHandle", TYPE_VALUE_TYPE, 8 },
		{ "System.RuntimeArgumentHandle", TYPE_VALUE_TYPE, 8 },
	};
	ClassInfo *object = add_class (fake, "object", TYPE_REFERENCE, 8, NULL);
	ClassInfo *none = add_class (fake, "void", TYPE_VOID, 0, NULL);

	object->info.flags |= CLASS_OBJECT;
	none->info.type->info.klass = NULL;
	add_class (fake, "string", TYPE_REFERENCE, 8, object)->info.flags |= CLASS_STRING | CLASS_SEALED;
	for (size_t i = 0; i < sizeof (primitives) / sizeof (primitives [0]); i++) {
		ClassInfo *klass = add_class (fake, primitives [i].name, primitives [i].kind, primitives [i].size, object);

		if (primitives [i].size > 8)
			klass->info.alignment = klass->info.type->info.alignment = 8;
	}
}

FakeRuntime *
fake_create (void)
{
	Arena *arena = arena_create ();
	FakeRuntime *fake = arena_new (arena, FakeRuntime);

	fake->arena = arena;
	fake->low_memory = mmap (NULL, FAKE_LOW_MEMORY, PROT_READ | PROT_WRITE | PROT_EXEC,
		MAP_PRIVATE | MAP_ANONYMOUS | MAP_32BIT, -1, 0);
	if (fake->low_memory == MAP_FAILED)
		fail_test ("no", "low memory");
	fake->questions.size = sizeof (IRuntimeInformation);
	fake_install_lookup (&fake->questions);
	fake_install_native (fake);
	define_core_classes (fake);
	return fake;
}

void
fake_destroy (FakeRuntime *fake)
{
	munmap (fake->low_memory, FAKE_LOW_MEMORY);
	arena_destroy (fake->arena);
}

IRuntimeInformation *
fake_interface (FakeRuntime *fake)
{
	return &fake->questions;
}

Arena *
fake_arena (FakeRuntime *fake)
{
	return fake->arena;
}
