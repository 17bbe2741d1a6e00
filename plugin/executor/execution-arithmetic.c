/* SPDX-License-Identifier: MIT
 *
 * Arithmetic, conversions and comparisons. */
#include "execution.h"

static const StackType int32_type = { STACK_INT32, NULL };
static const StackType native_int_type = { STACK_NATIVE_INT, NULL };

static int
reject_operands (Execution *execution, const Temp *a, const Temp *b)
{
	return EXECUTION_REJECT (execution, "%s of %s and %s", opcode_table [execution->instruction->opcode].name,
		stack_kind_names [a->type.kind], stack_kind_names [b->type.kind]);
}

static int
reject_operand (Execution *execution, const Temp *a)
{
	return EXECUTION_REJECT (execution, "%s of %s", opcode_table [execution->instruction->opcode].name,
		stack_kind_names [a->type.kind]);
}

static int
push_unary (Execution *execution, OperationCode code, Temp *operand, StackType type)
{
	Operation operation = execution_operation (execution, code);

	operation.operand_count = 1;
	operation.operands = &operand;
	return execution_push_result (execution, &operation, type);
}

static Temp *
define_binary (Execution *execution, OperationCode code, Temp *a, Temp *b, StackType type)
{
	Operation operation = execution_operation (execution, code);
	Temp *operands [] = { a, b };

	operation.operand_count = 2;
	operation.operands = operands;
	return execution_define (execution, &operation, type);
}

static int
push_if (Execution *execution, Temp *temp)
{
	return temp && execution_push (execution, temp);
}

/* A managed pointer and a distance, or two managed pointers: the forms that are operations of their own. */
static int
is_pointer_arithmetic (OperationCode code, StackKind a, StackKind b)
{
	return (code == OPERATION_ADD && (a == STACK_BYREF) != (b == STACK_BYREF)) ||
		(code == OPERATION_SUB && a == STACK_BYREF);
}

/* A managed pointer stays one, though Mono's compiler may take it for a native int: RESULT. */
static int
execute_pointer_arithmetic (Execution *execution, OperationCode code, Temp *a, Temp *b, StackKind result)
{
	int is_difference = a->type.kind == b->type.kind;
	int is_of_object = a->type.kind != STACK_BYREF;
	StackType type = native_int_type;
	Temp *temp;

	if (!is_difference)
		type = (StackType) { STACK_BYREF, (a->type.kind == STACK_BYREF ? a : b)->type.klass };
	if (a->type.kind != STACK_BYREF)
		a = execution_widen (execution, a, native_int_type);
	if (a && b->type.kind != STACK_BYREF)
		b = execution_widen (execution, b, native_int_type);
	temp = a && b ? define_binary (execution, code, a, b, type) : NULL;
	if (temp && is_difference)
		temp = execution_widen (execution, temp, (StackType) { result, NULL });
	else if (temp) {
		temp->is_loaded = result == STACK_NATIVE_INT;
		temp->is_of_object = is_of_object;
	}
	return push_if (execution, temp);
}

/* Operand TEMP of CODE as TYPE. Where native ints are unsigned, an int32 beside one is, too: ECMA-335 III.1.5, table 7. */
static Temp *
widen_operand (Execution *execution, OperationCode code, Temp *temp, StackType type)
{
	int is_unsigned = code == OPERATION_ADD_OVF_UN || code == OPERATION_SUB_OVF_UN || code == OPERATION_MUL_OVF_UN;

	if (is_unsigned && temp->type.kind == STACK_INT32 && type.kind == STACK_NATIVE_INT)
		return execution_convert_implicitly (execution, temp, TYPE_NATIVE_UINT, type);
	return execution_widen (execution, temp, type);
}

int
execute_binary (Execution *execution, const ExecutionRow *row)
{
	Temp *b = execution_pop (execution), *a = execution_pop (execution);
	int result = wider_binary_result (execution->compilation, row->binary, row->operation, execution_mono_kind (a),
		execution_mono_kind (b));
	int has_pointer = a->type.kind == STACK_BYREF || b->type.kind == STACK_BYREF;
	StackType type, computed_type;
	Temp *temp;

	if (result == STACK_INVALID)
		return reject_operands (execution, a, b);
	if (is_pointer_arithmetic (row->operation, a->type.kind, b->type.kind))
		return execute_pointer_arithmetic (execution, row->operation, a, b, result);
	/* Other arithmetic with managed pointers is on addresses. */
	type = (StackType) { result, NULL };
	computed_type = has_pointer ? native_int_type : type;
	a = widen_operand (execution, row->operation, a, computed_type);
	b = a ? widen_operand (execution, row->operation, b, computed_type) : NULL;
	temp = b ? define_binary (execution, row->operation, a, b, computed_type) : NULL;
	return temp && push_if (execution, execution_widen (execution, temp, type));
}

/* A managed pointer as an integer; other values as they are. */
static Temp *
as_integer (Execution *execution, Temp *temp)
{
	return temp->type.kind == STACK_BYREF ? execution_widen (execution, temp, native_int_type) : temp;
}

int
execute_shift (Execution *execution, const ExecutionRow *row)
{
	Temp *count = execution_pop (execution), *value = execution_pop (execution);
	int result = stack_binary_result (BINARY_SHIFT, execution_mono_kind (value), execution_mono_kind (count));

	if (result == STACK_INVALID)
		return reject_operands (execution, value, count);
	value = as_integer (execution, value);
	count = value ? as_integer (execution, count) : NULL;
	return count &&
		push_if (execution, define_binary (execution, row->operation, value, count, (StackType) { result, NULL }));
}

int
execute_negate (Execution *execution, const ExecutionRow *row)
{
	Temp *a = execution_pop (execution);
	int result = stack_negate_result (execution_mono_kind (a));

	if (result == STACK_INVALID)
		return reject_operand (execution, a);
	a = as_integer (execution, a);
	return a && push_unary (execution, row->operation, a, (StackType) { result, NULL });
}

int
execute_not (Execution *execution, const ExecutionRow *row)
{
	Temp *a = execution_pop (execution);
	int result = stack_not_result (execution_mono_kind (a));

	if (result == STACK_INVALID)
		return reject_operand (execution, a);
	a = as_integer (execution, a);
	return a && push_unary (execution, row->operation, a, (StackType) { result, NULL });
}

/* Where Mono's compiler has an instruction of 32 bits only: `conv.i` of a float64 (mini-amd64.c, OP_FCONV_TO_I), and
 * `conv.r.un` of a native int (method-to-ir.c, type_from_op). */
static int
converts_32_bits (const ExecutionRow *row, StackKind from)
{
	if (from == STACK_FLOAT64)
		return row->kind == TYPE_NATIVE_INT && !(row->flags & OPERATION_CHECKED);
	return from == STACK_NATIVE_INT && row->kind == TYPE_FLOAT64 && row->flags & OPERATION_UNSIGNED;
}

/* The upper half of its result is 0. */
static Temp *
convert_32_bits (Execution *execution, const ExecutionRow *row, Temp *a)
{
	a = execution_convert (execution, a, TYPE_INT32, 0, int32_type);
	return a ? execution_convert (execution, a, row->kind, OPERATION_UNSIGNED, stack_type_of (NULL, row->kind)) : NULL;
}

/* ECMA-335 III.1.5 table 8. Of references and managed pointers the address is converted. */
int
execute_convert (Execution *execution, const ExecutionRow *row)
{
	Temp *a = execution_pop (execution);
	uint32_t unsigned_check = OPERATION_CHECKED | OPERATION_UNSIGNED;

	if (!wider_may_convert (execution->compilation, row->kind, a->type.kind))
		return reject_operand (execution, a);
	/* Mono's compiler has no such instruction for float64: method-to-ir.c, ovf2ops_op_map. */
	if (a->type.kind == STACK_FLOAT64 && (row->flags & unsigned_check) == unsigned_check && row->kind != TYPE_UINT64 &&
		like_mini (execution->compilation, LIKE_FLOAT_CONVERSIONS))
		return reject_operand (execution, a);
	if (a->type.kind == STACK_REFERENCE || a->type.kind == STACK_BYREF)
		a = execution_widen (execution, a, native_int_type);
	if (a && converts_32_bits (row, a->type.kind) && like_mini (execution->compilation, LIKE_FLOAT_CONVERSIONS))
		return push_if (execution, convert_32_bits (execution, row, a));
	return a &&
		push_if (execution, execution_convert (execution, a, row->kind, row->flags, stack_type_of (NULL, row->kind)));
}

static int
is_float (StackKind kind)
{
	return kind == STACK_FLOAT32 || kind == STACK_FLOAT64;
}

int
execute_check_finite (Execution *execution, const ExecutionRow *row)
{
	const StackType float64_type = { STACK_FLOAT64, NULL };
	Temp *a = execution_pop (execution);

	if (a->type.kind == STACK_VALUE ||
		(!is_float (a->type.kind) && !like_mini (execution->compilation, LIKE_IMPLICIT_CONVERSIONS)))
		return reject_operand (execution, a);
	/* Of what is no float Mono's compiler takes some register. */
	a = is_float (a->type.kind) ? execution_widen (execution, a, float64_type)
								: execution_reinterpret (execution, a, TYPE_FLOAT64, NULL);
	return a && push_unary (execution, row->operation, a, float64_type);
}

/* The kind in which values of two comparable kinds are compared: of integers Mono's compiler looks at the first
 * (method-to-ir.c, type_from_op). */
static StackType
common_type (int is_like_mini, StackKind a, StackKind b)
{
	if (a == b)
		return (StackType) { a, NULL };
	if (is_float (a))
		return (StackType) { STACK_FLOAT64, NULL };
	return a == STACK_INT32 && is_like_mini ? int32_type : native_int_type;
}

/* Pops two values, to be compared for CONDITION, and brings them to a common kind. Returns 0 with a verdict. */
static int
pop_comparands (Execution *execution, Condition condition, int is_branch, Temp *operands [2])
{
	Temp *b = execution_pop (execution), *a = execution_pop (execution);
	StackType type;

	if (!wider_comparable (execution->compilation, condition, is_branch, execution_mono_kind (a),
			execution_mono_kind (b)))
		return reject_operands (execution, a, b);
	type = common_type (like_mini (execution->compilation, LIKE_MIXED_INTEGERS), a->type.kind, b->type.kind);
	operands [0] = execution_widen (execution, a, type);
	operands [1] = operands [0] ? execution_widen (execution, b, type) : NULL;
	return operands [1] != NULL;
}

int
execute_compare (Execution *execution, const ExecutionRow *row)
{
	Operation operation = execution_operation (execution, row->operation);
	Temp *operands [2];

	if (!pop_comparands (execution, row->condition, 0, operands))
		return 0;
	operation.condition = row->condition;
	operation.operand_count = 2;
	operation.operands = operands;
	return execution_push_result (execution, &operation, int32_type);
}

int
execute_branch_compare (Execution *execution, const ExecutionRow *row)
{
	Operation operation = execution_operation (execution, row->operation);
	Temp *operands [2];

	if (!pop_comparands (execution, row->condition, 1, operands))
		return 0;
	operation.condition = row->condition;
	operation.operand_count = 2;
	operation.operands = operands;
	return execution_append_branch (execution, &operation, 0);
}
