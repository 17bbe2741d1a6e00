/* SPDX-License-Identifier: MIT
 *
 * Signatures in the blob heap: ECMA-335 II.23.2. */
#ifndef BIGSTEP_SIGNATURE_H
#define BIGSTEP_SIGNATURE_H

#include "../arena.h"

#include <stdint.h>

/* II.23.1.16 */
typedef enum ElementType {
	ELEMENT_VOID = 0x01,
	ELEMENT_BOOLEAN = 0x02,
	ELEMENT_CHAR = 0x03,
	ELEMENT_I1 = 0x04,
	ELEMENT_U1 = 0x05,
	ELEMENT_I2 = 0x06,
	ELEMENT_U2 = 0x07,
	ELEMENT_I4 = 0x08,
	ELEMENT_U4 = 0x09,
	ELEMENT_I8 = 0x0a,
	ELEMENT_U8 = 0x0b,
	ELEMENT_R4 = 0x0c,
	ELEMENT_R8 = 0x0d,
	ELEMENT_STRING = 0x0e,
	ELEMENT_PTR = 0x0f,
	ELEMENT_BYREF = 0x10,
	ELEMENT_VALUETYPE = 0x11,
	ELEMENT_CLASS = 0x12,
	ELEMENT_VAR = 0x13,
	ELEMENT_ARRAY = 0x14,
	ELEMENT_GENERICINST = 0x15,
	ELEMENT_TYPEDBYREF = 0x16,
	ELEMENT_I = 0x18,
	ELEMENT_U = 0x19,
	ELEMENT_FNPTR = 0x1b,
	ELEMENT_OBJECT = 0x1c,
	ELEMENT_SZARRAY = 0x1d,
	ELEMENT_MVAR = 0x1e,
	ELEMENT_CMOD_REQD = 0x1f,
	ELEMENT_CMOD_OPT = 0x20,
	ELEMENT_SENTINEL = 0x41,
	ELEMENT_PINNED = 0x45
} ElementType;

typedef struct MethodSignature MethodSignature;

typedef struct SignatureType {
	ElementType element;
	int is_pinned;               /* of a local */
	uint32_t token;              /* VALUETYPE, CLASS: typedef, typeref or typespec */
	uint32_t index;              /* VAR, MVAR */
	struct SignatureType *inner; /* PTR, BYREF, ARRAY, SZARRAY; GENERICINST: the generic type */
	uint32_t argument_count;     /* GENERICINST */
	struct SignatureType *arguments;
	MethodSignature *function; /* FNPTR */
	uint32_t rank;             /* ARRAY */
} SignatureType;

/* II.23.2.1: the first byte of a method's signature. */
enum {
	SIGNATURE_CONVENTION_MASK = 0x0f,
	SIGNATURE_VARARG = 0x05,
	SIGNATURE_FIELD = 0x06,
	SIGNATURE_LOCALS = 0x07,
	SIGNATURE_GENERIC = 0x10,
	SIGNATURE_HAS_THIS = 0x20,
	SIGNATURE_EXPLICIT_THIS = 0x40
};

struct MethodSignature {
	uint8_t flags; /* the first byte */
	uint32_t generic_parameter_count;
	uint32_t parameter_count;
	int32_t sentinel; /* number of parameters before the sentinel, or -1 */
	SignatureType result;
	SignatureType *parameters;
};

typedef struct SignatureReader {
	Arena *arena; /* for what is read */
	const uint8_t *bytes;
	uint32_t size, offset; /* after a failure: near what is wrong */
	uint32_t depth;
} SignatureReader;

void signature_reader_initialize (SignatureReader *reader, Arena *arena, const uint8_t *bytes, uint32_t size);

/* Compressed integers, II.23.2. Each returns 0 when the bytes are malformed. */
int signature_read_unsigned (SignatureReader *reader, uint32_t *value);
int signature_read_signed (SignatureReader *reader, int32_t *value);

/* Each returns 0 when the bytes are malformed. */
int signature_read_type (SignatureReader *reader, SignatureType *type);
int signature_read_method (SignatureReader *reader, MethodSignature *signature);
int signature_read_field (SignatureReader *reader, SignatureType *type);
int signature_read_locals (SignatureReader *reader, uint32_t *count, SignatureType **locals);

enum { COMPRESSED_MAXIMUM_SIZE = 4, COMPRESSED_MAXIMUM = 0x1fffffff };

/* Write into BYTES; the answer is the number of bytes, 0 when VALUE is too large. */
uint32_t signature_write_unsigned (uint8_t bytes [COMPRESSED_MAXIMUM_SIZE], uint32_t value);
uint32_t signature_write_signed (uint8_t bytes [COMPRESSED_MAXIMUM_SIZE], int32_t value);

#endif
