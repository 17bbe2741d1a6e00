/* SPDX-License-Identifier: MIT
 *
 * The tables of ECMA-335. Where the runtime's own compiler allows more: like-mini/wider-types.c. */
#include "stack-types.h"

/* Short names make the tables readable: one column for each StackKind, in its order. */
enum {
	I4 = STACK_INT32,
	I8 = STACK_INT64,
	NI = STACK_NATIVE_INT,
	F4 = STACK_FLOAT32,
	F8 = STACK_FLOAT64,
	MP = STACK_BYREF,
	XX = STACK_INVALID
};

static const int8_t binary_table [BINARY_CLASS_COUNT] [STACK_KIND_COUNT] [STACK_KIND_COUNT] = {
	[BINARY_NUMERIC] = {
		/*                      I4  I8  NI  F4  F8 ref  MP value */
		[STACK_INT32] =       { I4, XX, NI, XX, XX, XX, MP, XX },
		[STACK_INT64] =       { XX, I8, XX, XX, XX, XX, XX, XX },
		[STACK_NATIVE_INT] =  { NI, XX, NI, XX, XX, XX, MP, XX },
		[STACK_FLOAT32] =     { XX, XX, XX, F4, F8, XX, XX, XX },
		[STACK_FLOAT64] =     { XX, XX, XX, F8, F8, XX, XX, XX },
		[STACK_REFERENCE] =   { XX, XX, XX, XX, XX, XX, XX, XX },
		[STACK_BYREF] =       { MP, XX, MP, XX, XX, XX, NI, XX },
		[STACK_VALUE] =       { XX, XX, XX, XX, XX, XX, XX, XX },
	},
	[BINARY_INTEGER] = {
		[STACK_INT32] =       { I4, XX, NI, XX, XX, XX, XX, XX },
		[STACK_INT64] =       { XX, I8, XX, XX, XX, XX, XX, XX },
		[STACK_NATIVE_INT] =  { NI, XX, NI, XX, XX, XX, XX, XX },
		[STACK_FLOAT32] =     { XX, XX, XX, XX, XX, XX, XX, XX },
		[STACK_FLOAT64] =     { XX, XX, XX, XX, XX, XX, XX, XX },
		[STACK_REFERENCE] =   { XX, XX, XX, XX, XX, XX, XX, XX },
		[STACK_BYREF] =       { XX, XX, XX, XX, XX, XX, XX, XX },
		[STACK_VALUE] =       { XX, XX, XX, XX, XX, XX, XX, XX },
	},
	[BINARY_OVERFLOW] = {
		[STACK_INT32] =       { I4, XX, NI, XX, XX, XX, MP, XX },
		[STACK_INT64] =       { XX, I8, XX, XX, XX, XX, XX, XX },
		[STACK_NATIVE_INT] =  { NI, XX, NI, XX, XX, XX, MP, XX },
		[STACK_FLOAT32] =     { XX, XX, XX, XX, XX, XX, XX, XX },
		[STACK_FLOAT64] =     { XX, XX, XX, XX, XX, XX, XX, XX },
		[STACK_REFERENCE] =   { XX, XX, XX, XX, XX, XX, XX, XX },
		[STACK_BYREF] =       { MP, XX, MP, XX, XX, XX, NI, XX },
		[STACK_VALUE] =       { XX, XX, XX, XX, XX, XX, XX, XX },
	},
	[BINARY_SHIFT] = {
		[STACK_INT32] =       { I4, XX, I4, XX, XX, XX, XX, XX },
		[STACK_INT64] =       { I8, XX, I8, XX, XX, XX, XX, XX },
		[STACK_NATIVE_INT] =  { NI, XX, NI, XX, XX, XX, XX, XX },
		[STACK_FLOAT32] =     { XX, XX, XX, XX, XX, XX, XX, XX },
		[STACK_FLOAT64] =     { XX, XX, XX, XX, XX, XX, XX, XX },
		[STACK_REFERENCE] =   { XX, XX, XX, XX, XX, XX, XX, XX },
		[STACK_BYREF] =       { XX, XX, XX, XX, XX, XX, XX, XX },
		[STACK_VALUE] =       { XX, XX, XX, XX, XX, XX, XX, XX },
	},
};

static const int8_t negate_table [STACK_KIND_COUNT] = { I4, I8, NI, F4, F8, XX, XX, XX };
static const int8_t not_table [STACK_KIND_COUNT] = { I4, I8, NI, XX, XX, XX, XX, XX };

enum { NO = NOT_COMPARABLE, EQ = COMPARABLE_FOR_EQUALITY, OK = COMPARABLE };

static const uint8_t compare_table [STACK_KIND_COUNT][STACK_KIND_COUNT] = {
	/*                      I4  I8  NI  F4  F8 ref  MP value */
	[STACK_INT32] = { OK, NO, OK, NO, NO, NO, NO, NO },
	[STACK_INT64] = { NO, OK, NO, NO, NO, NO, NO, NO },
	[STACK_NATIVE_INT] = { OK, NO, OK, NO, NO, NO, EQ, NO },
	[STACK_FLOAT32] = { NO, NO, NO, OK, OK, NO, NO, NO },
	[STACK_FLOAT64] = { NO, NO, NO, OK, OK, NO, NO, NO },
	[STACK_REFERENCE] = { NO, NO, NO, NO, NO, EQ, NO, NO },
	[STACK_BYREF] = { NO, NO, EQ, NO, NO, NO, OK, NO },
	[STACK_VALUE] = { NO, NO, NO, NO, NO, NO, NO, NO },
};

/* Which stack kinds go to a place of a type, as bits: III.1.6 table 9. A managed pointer is no number any more where it
 * goes to a native one, a number starts to be tracked where it goes to a managed one. */
enum {
	INTEGERS = 1 << STACK_INT32 | 1 << STACK_NATIVE_INT,
	LONGS = 1 << STACK_INT64,
	WORDS = 1 << STACK_INT32 | 1 << STACK_NATIVE_INT | 1 << STACK_BYREF,
	FLOATS = 1 << STACK_FLOAT32 | 1 << STACK_FLOAT64,
	REFERENCES = 1 << STACK_REFERENCE,
	BYREFS = 1 << STACK_NATIVE_INT | 1 << STACK_BYREF,
	VALUES = 1 << STACK_VALUE
};

typedef struct TypeRow {
	int8_t stack_kind;
	uint8_t may_store; /* bits of StackKinds */
} TypeRow;

static const TypeRow type_table [] = {
	[TYPE_VOID] = { STACK_INVALID, 0 },
	[TYPE_BOOLEAN] = { STACK_INT32, INTEGERS },
	[TYPE_CHAR] = { STACK_INT32, INTEGERS },
	[TYPE_INT8] = { STACK_INT32, INTEGERS },
	[TYPE_UINT8] = { STACK_INT32, INTEGERS },
	[TYPE_INT16] = { STACK_INT32, INTEGERS },
	[TYPE_UINT16] = { STACK_INT32, INTEGERS },
	[TYPE_INT32] = { STACK_INT32, INTEGERS },
	[TYPE_UINT32] = { STACK_INT32, INTEGERS },
	[TYPE_INT64] = { STACK_INT64, LONGS },
	[TYPE_UINT64] = { STACK_INT64, LONGS },
	[TYPE_NATIVE_INT] = { STACK_NATIVE_INT, WORDS },
	[TYPE_NATIVE_UINT] = { STACK_NATIVE_INT, WORDS },
	[TYPE_FLOAT32] = { STACK_FLOAT32, FLOATS },
	[TYPE_FLOAT64] = { STACK_FLOAT64, FLOATS },
	[TYPE_REFERENCE] = { STACK_REFERENCE, REFERENCES },
	[TYPE_BYREF] = { STACK_BYREF, BYREFS },
	[TYPE_POINTER] = { STACK_NATIVE_INT, WORDS },
	[TYPE_FUNCTION_POINTER] = { STACK_NATIVE_INT, WORDS },
	[TYPE_VALUE_TYPE] = { STACK_VALUE, VALUES },
	[TYPE_TYPED_REFERENCE] = { STACK_VALUE, VALUES },
};

int
stack_binary_result (BinaryClass class, StackKind a, StackKind b)
{
	return binary_table [class][a][b];
}

int
stack_negate_result (StackKind a)
{
	return negate_table [a];
}

int
stack_not_result (StackKind a)
{
	return not_table [a];
}

Comparable
stack_comparable (StackKind a, StackKind b)
{
	return compare_table [a][b];
}

int
stack_may_store (TypeKind to, StackKind from)
{
	return type_table [to].may_store >> from & 1;
}

int
stack_is_word (StackKind kind)
{
	return kind == STACK_INT64 || kind == STACK_NATIVE_INT || kind == STACK_REFERENCE || kind == STACK_BYREF;
}

int
stack_may_join (StackKind to, StackKind from)
{
	static const uint8_t groups [STACK_KIND_COUNT] = {
		[STACK_INT32] = 1,
		[STACK_NATIVE_INT] = 1,
		[STACK_FLOAT32] = 2,
		[STACK_FLOAT64] = 2,
	};

	/* An address that is tracked meets one that is not: as where such a value is stored. */
	if ((to == STACK_BYREF && from == STACK_NATIVE_INT) || (to == STACK_NATIVE_INT && from == STACK_BYREF))
		return 1;
	return to == from || (groups [to] && groups [to] == groups [from]);
}

int
stack_kind_of_type (TypeKind kind)
{
	return type_table [kind].stack_kind;
}

StackType
stack_type_of (ClassInfo *klass, TypeKind kind)
{
	StackKind stack_kind = stack_kind_of_type (kind);
	int has_class = stack_kind == STACK_VALUE || stack_kind == STACK_REFERENCE || stack_kind == STACK_BYREF;

	return (StackType) { stack_kind, has_class ? klass : NULL };
}

TypeKind
stack_kind_type (StackKind kind)
{
	static const uint8_t types [STACK_KIND_COUNT] = {
		[STACK_INT32] = TYPE_INT32,
		[STACK_INT64] = TYPE_INT64,
		[STACK_NATIVE_INT] = TYPE_NATIVE_INT,
		[STACK_FLOAT32] = TYPE_FLOAT32,
		[STACK_FLOAT64] = TYPE_FLOAT64,
		[STACK_REFERENCE] = TYPE_REFERENCE,
		[STACK_BYREF] = TYPE_BYREF,
		[STACK_VALUE] = TYPE_VALUE_TYPE,
	};

	return types [kind];
}
