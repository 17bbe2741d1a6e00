/* SPDX-License-Identifier: MIT */
#include "signature.h"

/* Types nest; so deep as this only in an attempt to exhaust the stack. */
enum { MAXIMUM_DEPTH = 100 };

void
signature_reader_initialize (SignatureReader *reader, Arena *arena, const uint8_t *bytes, uint32_t size)
{
	*reader = (SignatureReader) { .arena = arena, .bytes = bytes, .size = size };
}

static int
read_byte (SignatureReader *reader, uint8_t *byte)
{
	if (reader->offset == reader->size)
		return 0;
	*byte = reader->bytes [reader->offset++];
	return 1;
}

/* II.23.2: one, two or four bytes, the first bits say how many. */
static int
read_compressed (SignatureReader *reader, uint32_t *value, uint32_t *bits)
{
	uint8_t byte;
	uint32_t more;

	if (!read_byte (reader, &byte))
		return 0;
	if (!(byte & 0x80)) {
		*value = byte;
		*bits = 7;
		return 1;
	}
	if ((byte & 0xe0) == 0xe0)
		return 0;
	more = byte & 0x40 ? 3 : 1;
	*value = byte & (byte & 0x40 ? 0x1f : 0x3f);
	*bits = byte & 0x40 ? 29 : 14;
	while (more--) {
		if (!read_byte (reader, &byte))
			return 0;
		*value = *value << 8 | byte;
	}
	return 1;
}

int
signature_read_unsigned (SignatureReader *reader, uint32_t *value)
{
	uint32_t bits;

	return read_compressed (reader, value, &bits);
}

/* The value is rotated left by one, so that its sign is the lowest bit. */
int
signature_read_signed (SignatureReader *reader, int32_t *value)
{
	uint32_t rotated, bits;

	if (!read_compressed (reader, &rotated, &bits))
		return 0;
	*value = rotated >> 1;
	if (rotated & 1)
		*value -= 1 << (bits - 1);
	return 1;
}

/* A TypeDefOrRefOrSpecEncoded, II.23.2.8. */
static int
read_token (SignatureReader *reader, uint32_t *token)
{
	static const uint32_t tables [] = { 0x02000000, 0x01000000, 0x1b000000 };
	uint32_t coded;

	if (!signature_read_unsigned (reader, &coded) || (coded & 3) == 3)
		return 0;
	*token = tables [coded & 3] | coded >> 2;
	return 1;
}

/* A count of things that take a byte or more each. */
static int
read_count (SignatureReader *reader, uint32_t *count)
{
	return signature_read_unsigned (reader, count) && *count <= reader->size - reader->offset;
}

static int
read_inner (SignatureReader *reader, SignatureType *type)
{
	type->inner = arena_new (reader->arena, SignatureType);
	return signature_read_type (reader, type->inner);
}

/* II.23.2.13: sizes and lower bounds are not part of a class in Mono, nor of ours. */
static int
read_array_shape (SignatureReader *reader, SignatureType *type)
{
	uint32_t count, size;
	int32_t lower_bound;

	if (!signature_read_unsigned (reader, &type->rank) || !type->rank || !read_count (reader, &count))
		return 0;
	while (count--)
		if (!signature_read_unsigned (reader, &size))
			return 0;
	if (!read_count (reader, &count))
		return 0;
	while (count--)
		if (!signature_read_signed (reader, &lower_bound))
			return 0;
	return 1;
}

static int
read_generic_instance (SignatureReader *reader, SignatureType *type)
{
	if (!read_inner (reader, type) || !read_count (reader, &type->argument_count) || !type->argument_count)
		return 0;
	if (type->inner->element != ELEMENT_CLASS && type->inner->element != ELEMENT_VALUETYPE)
		return 0;
	type->arguments = arena_array (reader->arena, SignatureType, type->argument_count);
	for (uint32_t i = 0; i < type->argument_count; i++)
		if (!signature_read_type (reader, &type->arguments [i]))
			return 0;
	return 1;
}

static int
read_function (SignatureReader *reader, SignatureType *type)
{
	type->function = arena_new (reader->arena, MethodSignature);
	return signature_read_method (reader, type->function);
}

/* What follows an element type. */
static int
read_element (SignatureReader *reader, SignatureType *type)
{
	switch (type->element) {
	case ELEMENT_VOID:
	case ELEMENT_BOOLEAN:
	case ELEMENT_CHAR:
	case ELEMENT_I1:
	case ELEMENT_U1:
	case ELEMENT_I2:
	case ELEMENT_U2:
	case ELEMENT_I4:
	case ELEMENT_U4:
	case ELEMENT_I8:
	case ELEMENT_U8:
	case ELEMENT_R4:
	case ELEMENT_R8:
	case ELEMENT_I:
	case ELEMENT_U:
	case ELEMENT_STRING:
	case ELEMENT_OBJECT:
	case ELEMENT_TYPEDBYREF:
		return 1;
	case ELEMENT_PTR:
	case ELEMENT_BYREF:
	case ELEMENT_SZARRAY:
		return read_inner (reader, type);
	case ELEMENT_VALUETYPE:
	case ELEMENT_CLASS:
		return read_token (reader, &type->token);
	case ELEMENT_VAR:
	case ELEMENT_MVAR:
		return signature_read_unsigned (reader, &type->index);
	case ELEMENT_ARRAY:
		return read_inner (reader, type) && read_array_shape (reader, type);
	case ELEMENT_GENERICINST:
		return read_generic_instance (reader, type);
	case ELEMENT_FNPTR:
		return read_function (reader, type);
	default:
		return 0;
	}
}

/* Custom modifiers (II.23.2.7) and `pinned` come before the type they modify. */
static int
read_modified_type (SignatureReader *reader, SignatureType *type)
{
	uint32_t token;
	uint8_t byte;

	*type = (SignatureType) { 0 };
	for (;;) {
		if (!read_byte (reader, &byte))
			return 0;
		if (byte == ELEMENT_PINNED)
			type->is_pinned = 1;
		else if (byte != ELEMENT_CMOD_REQD && byte != ELEMENT_CMOD_OPT)
			break;
		else if (!read_token (reader, &token))
			return 0;
	}
	type->element = byte;
	return read_element (reader, type);
}

int
signature_read_type (SignatureReader *reader, SignatureType *type)
{
	int result;

	if (reader->depth == MAXIMUM_DEPTH)
		return 0;
	reader->depth++;
	result = read_modified_type (reader, type);
	reader->depth--;
	return result;
}

int
signature_read_method (SignatureReader *reader, MethodSignature *signature)
{
	*signature = (MethodSignature) { .sentinel = -1 };
	if (!read_byte (reader, &signature->flags) || (signature->flags & SIGNATURE_CONVENTION_MASK) > SIGNATURE_VARARG)
		return 0;
	if (signature->flags & SIGNATURE_GENERIC && !signature_read_unsigned (reader, &signature->generic_parameter_count))
		return 0;
	if (!signature_read_unsigned (reader, &signature->parameter_count) ||
		!signature_read_type (reader, &signature->result) || signature->parameter_count > reader->size - reader->offset)
		return 0;
	signature->parameters = arena_array (reader->arena, SignatureType, signature->parameter_count);
	for (uint32_t i = 0; i < signature->parameter_count; i++) {
		if (reader->offset < reader->size && reader->bytes [reader->offset] == ELEMENT_SENTINEL) {
			if (signature->sentinel >= 0)
				return 0;
			signature->sentinel = i;
			reader->offset++;
		}
		if (!signature_read_type (reader, &signature->parameters [i]) ||
			signature->parameters [i].element == ELEMENT_VOID)
			return 0;
	}
	return 1;
}

int
signature_read_field (SignatureReader *reader, SignatureType *type)
{
	uint8_t first;

	return read_byte (reader, &first) && first == SIGNATURE_FIELD && signature_read_type (reader, type) &&
		type->element != ELEMENT_VOID;
}

int
signature_read_locals (SignatureReader *reader, uint32_t *count, SignatureType **locals)
{
	uint8_t first;

	if (!read_byte (reader, &first) || first != SIGNATURE_LOCALS || !read_count (reader, count))
		return 0;
	*locals = arena_array (reader->arena, SignatureType, *count);
	for (uint32_t i = 0; i < *count; i++)
		if (!signature_read_type (reader, &(*locals) [i]))
			return 0;
	return 1;
}

static uint32_t
write_compressed (uint8_t *bytes, uint32_t value, uint32_t size)
{
	static const uint8_t marks [] = { [1] = 0x00, [2] = 0x80, [4] = 0xc0 };

	for (uint32_t i = 0; i < size; i++)
		bytes [i] = value >> 8 * (size - 1 - i);
	bytes [0] |= marks [size];
	return size;
}

uint32_t
signature_write_unsigned (uint8_t bytes [COMPRESSED_MAXIMUM_SIZE], uint32_t value)
{
	if (value > COMPRESSED_MAXIMUM)
		return 0;
	return write_compressed (bytes, value, value < 1 << 7 ? 1 : value < 1 << 14 ? 2 : 4);
}

uint32_t
signature_write_signed (uint8_t bytes [COMPRESSED_MAXIMUM_SIZE], int32_t value)
{
	static const struct {
		uint32_t size, bits;
	} forms [] = { { 1, 7 }, { 2, 14 }, { 4, 29 } };

	for (int i = 0; i < 3; i++) {
		int32_t limit = 1 << (forms [i].bits - 1);
		uint32_t mask = (1u << forms [i].bits) - 1;

		if (value >= -limit && value < limit)
			return write_compressed (bytes, ((uint32_t) value << 1 & mask) | (value < 0), forms [i].size);
	}
	return 0;
}
