/* SPDX-License-Identifier: MIT */
#include "wider-types.h"

static int
is_integer (StackKind kind)
{
	return kind == STACK_INT32 || kind == STACK_INT64 || kind == STACK_NATIVE_INT;
}

/* Which operations ECMA-335 III.1.5 tables 2 and 7 know of managed pointers. */
static int
is_pointer_arithmetic (OperationCode code, StackKind a, StackKind b)
{
	switch (code) {
	case OPERATION_ADD:
	case OPERATION_ADD_OVF_UN:
		return (a == STACK_BYREF) != (b == STACK_BYREF);
	case OPERATION_SUB:
	case OPERATION_SUB_OVF_UN:
		return a == STACK_BYREF;
	default:
		return 0;
	}
}

int
wider_binary_result (const Compilation *compilation, BinaryClass class, OperationCode code, StackKind a, StackKind b)
{
	int result = stack_binary_result (class, a, b);

	if (result == STACK_INVALID && is_integer (a) && is_integer (b) && like_mini (compilation, LIKE_MIXED_INTEGERS))
		return a == STACK_NATIVE_INT || (a == STACK_INT64 && b == STACK_NATIVE_INT) ? STACK_NATIVE_INT : STACK_INT64;
	if ((a == STACK_BYREF || b == STACK_BYREF) && !is_pointer_arithmetic (code, a, b) &&
		!like_mini (compilation, LIKE_ADDRESS_ARITHMETIC))
		return STACK_INVALID;
	return result;
}

/* Of addresses ECMA-335 III.1.5 table 8 knows conversions to numbers of their size. */
int
wider_may_convert (const Compilation *compilation, TypeKind kind, StackKind from)
{
	int is_address = from == STACK_REFERENCE || from == STACK_BYREF;
	StackKind to = stack_kind_of_type (kind);

	return from != STACK_VALUE &&
		(!is_address || to == STACK_INT64 || to == STACK_NATIVE_INT ||
			like_mini (compilation, LIKE_ADDRESS_ARITHMETIC));
}

int
wider_comparable (const Compilation *compilation, Condition condition, int is_branch, StackKind a, StackKind b)
{
	int is_equality = condition == CONDITION_EQ || condition == CONDITION_NE_UN;
	Comparable comparable = stack_comparable (a, b);

	if ((a == STACK_INT64 && b == STACK_NATIVE_INT) || (a == STACK_NATIVE_INT && b == STACK_INT64))
		comparable = like_mini (compilation, LIKE_MIXED_INTEGERS) ? COMPARABLE : NOT_COMPARABLE;
	if (like_mini (compilation, LIKE_COMPARISONS)) {
		if (a == STACK_REFERENCE && b == STACK_REFERENCE)
			comparable = COMPARABLE;
		else if ((a == STACK_REFERENCE && b == STACK_NATIVE_INT) || (a == STACK_NATIVE_INT && b == STACK_REFERENCE))
			comparable = COMPARABLE_FOR_EQUALITY;
		is_equality |= is_branch;
	} else if (condition == CONDITION_GT_UN && !is_branch && a == STACK_REFERENCE) {
		/* cgt.un of references is how IL asks for inequality: ECMA-335 III.1.5, table 4 */
		is_equality = 1;
	}
	return comparable >= (is_equality ? COMPARABLE_FOR_EQUALITY : COMPARABLE);
}

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
static const uint8_t byref_row [] = { M, M, VCM, M, M, M, VCM, 0 };
/*                                              I4   I8   NI   F4   F8   ref  MP   value */

static const uint8_t *const wider_rows [] = {
	[TYPE_BOOLEAN] = integer_row,
	[TYPE_CHAR] = integer_row,
	[TYPE_INT8] = integer_row,
	[TYPE_UINT8] = integer_row,
	[TYPE_INT16] = integer_row,
	[TYPE_UINT16] = integer_row,
	[TYPE_INT32] = integer_row,
	[TYPE_UINT32] = integer_row,
	[TYPE_INT64] = long_row,
	[TYPE_UINT64] = long_row,
	[TYPE_NATIVE_INT] = native_int_row,
	[TYPE_NATIVE_UINT] = native_int_row,
	[TYPE_FLOAT32] = float_row,
	[TYPE_FLOAT64] = float_row,
	[TYPE_BYREF] = byref_row,
	[TYPE_POINTER] = pointer_row,
	[TYPE_FUNCTION_POINTER] = native_int_row,
	[TYPE_TYPED_REFERENCE] = NULL,
};

int
wider_may_store (const Compilation *compilation, Destination destination, TypeKind to, StackKind from)
{
	if (stack_may_store (to, from))
		return 1;
	return like_mini (compilation, LIKE_IMPLICIT_CONVERSIONS) && wider_rows [to] &&
		wider_rows [to][from] & 1 << destination;
}

int
wider_may_receive (const Compilation *compilation, int is_value_type, StackKind from)
{
	int is_pointer = from == STACK_BYREF || from == STACK_NATIVE_INT;

	if (!is_pointer && from != STACK_REFERENCE)
		return 0;
	return is_pointer == (is_value_type != 0) || like_mini (compilation, LIKE_RECEIVERS);
}

/* Mono moves the register into the variable of the first path to a join (method-to-ir.c: handle_stack_args), and
 * converts floats only. Joins of int32 with 64 bits that ECMA-335 does not define give what the upper half of a register
 * holds, as an int32 or not, whatever the code behind the join takes it for. */
Merge
wider_merge (const Compilation *compilation, StackKind to, StackKind from)
{
	int to_integer = to == STACK_INT32 || stack_is_word (to),
		from_integer = from == STACK_INT32 || stack_is_word (from);

	if (stack_may_join (to, from))
		return MERGE_CONVERTS;
	if (!like_mini (compilation, LIKE_STACK_JOINS))
		return MERGE_FORBIDDEN;
	if (stack_is_word (to) && stack_is_word (from))
		return MERGE_CONVERTS;
	if (to_integer && from_integer)
		return MERGE_OF_REGISTERS;
	return to == STACK_REFERENCE ? MERGE_IMPOSSIBLE : MERGE_REINTERPRETS;
}
