/* SPDX-License-Identifier: MIT
 *
 * Mono's tables are in mini/method-to-ir.c: bin_num_table, bin_int_table, bin_comp_table, shift_table, neg_table,
 * target_type_is_incompatible, check_call_signature. */
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
		[STACK_INT32] =       { I4, I8, NI, XX, XX, XX, MP, XX },
		[STACK_INT64] =       { I8, I8, NI, XX, XX, XX, XX, XX },
		[STACK_NATIVE_INT] =  { NI, NI, NI, XX, XX, XX, MP, XX },
		[STACK_FLOAT32] =     { XX, XX, XX, F4, F8, XX, XX, XX },
		[STACK_FLOAT64] =     { XX, XX, XX, F8, F8, XX, XX, XX },
		[STACK_REFERENCE] =   { XX, XX, XX, XX, XX, XX, XX, XX },
		[STACK_BYREF] =       { MP, XX, MP, XX, XX, XX, NI, XX },
		[STACK_VALUE] =       { XX, XX, XX, XX, XX, XX, XX, XX },
	},
	[BINARY_INTEGER] = {
		[STACK_INT32] =       { I4, I8, NI, XX, XX, XX, XX, XX },
		[STACK_INT64] =       { I8, I8, NI, XX, XX, XX, XX, XX },
		[STACK_NATIVE_INT] =  { NI, NI, NI, XX, XX, XX, XX, XX },
		[STACK_FLOAT32] =     { XX, XX, XX, XX, XX, XX, XX, XX },
		[STACK_FLOAT64] =     { XX, XX, XX, XX, XX, XX, XX, XX },
		[STACK_REFERENCE] =   { XX, XX, XX, XX, XX, XX, XX, XX },
		[STACK_BYREF] =       { XX, XX, XX, XX, XX, XX, XX, XX },
		[STACK_VALUE] =       { XX, XX, XX, XX, XX, XX, XX, XX },
	},
	[BINARY_OVERFLOW] = {
		[STACK_INT32] =       { I4, I8, NI, XX, XX, XX, MP, XX },
		[STACK_INT64] =       { I8, I8, NI, XX, XX, XX, XX, XX },
		[STACK_NATIVE_INT] =  { NI, NI, NI, XX, XX, XX, MP, XX },
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
	[STACK_INT64] = { NO, OK, OK, NO, NO, NO, NO, NO },
	[STACK_NATIVE_INT] = { OK, OK, OK, NO, NO, EQ, EQ, NO },
	[STACK_FLOAT32] = { NO, NO, NO, OK, OK, NO, NO, NO },
	[STACK_FLOAT64] = { NO, NO, NO, OK, OK, NO, NO, NO },
	[STACK_REFERENCE] = { NO, NO, EQ, NO, NO, OK, NO, NO },
	[STACK_BYREF] = { NO, NO, EQ, NO, NO, NO, OK, NO },
	[STACK_VALUE] = { NO, NO, NO, NO, NO, NO, NO, NO },
};

/* Sets of destinations: V variable, C call, M memory. Mono checks nothing at M; what we refuse there, a number as a
 * reference, makes the collector follow it. */
enum {
	V = 1 << DESTINATION_VARIABLE,
	C = 1 << DESTINATION_CALL | 1 << DESTINATION_CALLI,
	M = 1 << DESTINATION_MEMORY | 1 << DESTINATION_COPY,
	VCM = V | C | M,
	CM = C | M
};

static const uint8_t integer_row [] = { VCM, M, VCM, M, M, M, M, 0 };
static const uint8_t long_row [] = { CM, VCM, VCM, M, M, M, M, 0 };
static const uint8_t native_int_row [] = { VCM, M, VCM, M, M, CM, VCM, 0 };
static const uint8_t pointer_row [] = { VCM, VCM, VCM, M, M, CM, VCM, 0 };
static const uint8_t float_row [] = { M, M, M, VCM, VCM, M, M, 0 };
static const uint8_t reference_row [] = { 0, 0, 0, 0, 0, VCM, 0, 0 };
static const uint8_t byref_row [] = { M, M, VCM, M, M, M, VCM, 0 };
static const uint8_t value_row [] = { 0, 0, 0, 0, 0, 0, 0, VCM };
/*                                              I4   I8   NI   F4   F8   ref  MP   value */

typedef struct TypeRow {
	int8_t stack_kind;
	const uint8_t *may_store;
} TypeRow;

static const TypeRow type_table [] = {
	[TYPE_VOID] = { STACK_INVALID, 0 },
	[TYPE_BOOLEAN] = { STACK_INT32, integer_row },
	[TYPE_CHAR] = { STACK_INT32, integer_row },
	[TYPE_INT8] = { STACK_INT32, integer_row },
	[TYPE_UINT8] = { STACK_INT32, integer_row },
	[TYPE_INT16] = { STACK_INT32, integer_row },
	[TYPE_UINT16] = { STACK_INT32, integer_row },
	[TYPE_INT32] = { STACK_INT32, integer_row },
	[TYPE_UINT32] = { STACK_INT32, integer_row },
	[TYPE_INT64] = { STACK_INT64, long_row },
	[TYPE_UINT64] = { STACK_INT64, long_row },
	[TYPE_NATIVE_INT] = { STACK_NATIVE_INT, native_int_row },
	[TYPE_NATIVE_UINT] = { STACK_NATIVE_INT, native_int_row },
	[TYPE_FLOAT32] = { STACK_FLOAT32, float_row },
	[TYPE_FLOAT64] = { STACK_FLOAT64, float_row },
	[TYPE_REFERENCE] = { STACK_REFERENCE, reference_row },
	[TYPE_BYREF] = { STACK_BYREF, byref_row },
	[TYPE_POINTER] = { STACK_NATIVE_INT, pointer_row },
	[TYPE_FUNCTION_POINTER] = { STACK_NATIVE_INT, native_int_row },
	[TYPE_VALUE_TYPE] = { STACK_VALUE, value_row },
	[TYPE_TYPED_REFERENCE] = { STACK_VALUE, value_row },
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
stack_may_store (Destination destination, TypeKind to, StackKind from)
{
	return type_table [to].may_store && type_table [to].may_store [from] & 1 << destination;
}

int
stack_is_word (StackKind kind)
{
	return kind == STACK_INT64 || kind == STACK_NATIVE_INT || kind == STACK_REFERENCE || kind == STACK_BYREF;
}

/* Mono moves the register into the variable of the first path to a join (method-to-ir.c: handle_stack_args), and
 * converts floats only. ECMA-335 III.1.8.1.3 defines joins of native int with int32. Others of int32 with 64 bits give
 * what the upper half of a register holds, as an int32 or not, whatever the code behind the join takes it for. */
Merge
stack_merge (StackKind to, StackKind from)
{
	static const uint8_t is_float [STACK_KIND_COUNT] = { [STACK_FLOAT32] = 1, [STACK_FLOAT64] = 1 };
	static const uint8_t is_small_or_native [STACK_KIND_COUNT] = { [STACK_INT32] = 1, [STACK_NATIVE_INT] = 1 };
	int to_integer = to == STACK_INT32 || stack_is_word (to),
		from_integer = from == STACK_INT32 || stack_is_word (from);

	if (to == from || (is_float [to] && is_float [from]) || (stack_is_word (to) && stack_is_word (from)) ||
		(is_small_or_native [to] && is_small_or_native [from]))
		return MERGE_CONVERTS;
	if (to_integer && from_integer)
		return MERGE_OF_REGISTERS;
	return to == STACK_REFERENCE ? MERGE_IMPOSSIBLE : MERGE_REINTERPRETS;
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
