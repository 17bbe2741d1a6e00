/* SPDX-License-Identifier: MIT
 *
 * Conversions the IL does not spell out: ECMA-335 III.1.6 and III.1.8.1.2. */
#include "execution.h"

Temp *
execution_convert (Execution *execution, Temp *temp, TypeKind kind, uint32_t flags, StackType type)
{
	Operation operation = execution_operation (execution, OPERATION_CONVERT);
	Temp *result;

	operation.storage.kind = kind;
	operation.flags = flags;
	operation.operand_count = 1;
	operation.operands = &temp;
	result = execution_define (execution, &operation, type);
	if (result && !flags && type.kind == STACK_NATIVE_INT) {
		result->variable = temp->variable;
		result->offset = temp->offset;
	}
	return result;
}

Temp *
execution_convert_implicitly (Execution *execution, Temp *temp, TypeKind kind, StackType type)
{
	Temp *result = execution_convert (execution, temp, kind, 0, type);

	if (result)
		execution->last->flags |= OPERATION_IMPLICIT;
	return result;
}

static int
is_pointer (StackKind kind)
{
	return kind == STACK_REFERENCE || kind == STACK_BYREF;
}

/* Between references or managed pointers and other kinds the way leads over native int. */
Temp *
execution_widen (Execution *execution, Temp *temp, StackType type)
{
	StackKind from = temp->type.kind;
	int is_indirect = (is_pointer (from) && type.kind != STACK_NATIVE_INT) ||
		(is_pointer (type.kind) && from != STACK_NATIVE_INT);

	if (from == type.kind)
		return temp;
	if (is_indirect) {
		StackType native_int = { STACK_NATIVE_INT, NULL };

		temp = execution_convert_implicitly (execution, temp, TYPE_NATIVE_INT, native_int);
		if (!temp || type.kind == STACK_NATIVE_INT)
			return temp;
	}
	return execution_convert_implicitly (execution, temp, stack_kind_type (type.kind), type);
}

Temp *
execution_reinterpret (Execution *execution, Temp *temp, TypeKind kind, ClassInfo *klass)
{
	Operation operation = execution_operation (execution, OPERATION_REINTERPRET);

	operation.storage = (Storage) { kind, klass };
	operation.operand_count = 1;
	operation.operands = &temp;
	Temp *result = execution_define (execution, &operation, stack_type_of (klass, kind));
	if (result && temp->type.kind == STACK_VALUE)
		result->own_class = temp->type.klass;
	return result;
}

static int
is_float (StackKind kind)
{
	return kind == STACK_FLOAT32 || kind == STACK_FLOAT64;
}

static int
is_integer_scalar (TypeKind kind)
{
	return kind != TYPE_FLOAT32 && kind != TYPE_FLOAT64 && kind >= TYPE_BOOLEAN && kind <= TYPE_NATIVE_UINT;
}

/* Whether Mono's compiler lets the managed pointer POINTER go to a place for pointers to variables of class TO
 * (method-to-ir.c, target_type_is_incompatible). What is not known fits. */
static int
may_point_to (Execution *execution, ClassInfo *to, const Temp *pointer)
{
	IRuntimeInformation *runtime = execution->runtime;
	ClassInfo *from = pointer->type.klass;
	ClassDescription target = { .size = sizeof target }, source = { .size = sizeof source };

	if (!to || !from || (to == from && !pointer->is_of_object) || !runtime->describe_class (runtime, to, &target) ||
		!runtime->describe_class (runtime, from, &source))
		return 1;
	if (target.kind == TYPE_NATIVE_INT || target.kind == TYPE_POINTER)
		return 1;
	if (pointer->is_of_object)
		return target.kind == TYPE_REFERENCE;
	return is_integer_scalar (target.kind) && is_integer_scalar (source.kind) && target.value_size <= source.value_size;
}

/* Between floats and integers there is no conversion that IL does not spell out: Mono's compiler takes the register of one
 * for that of the other, and copies a value of whatever type, to variables as many bytes as they have, to memory as many
 * as the value has (decompose.c, OP_VMOVE and OP_STOREV_MEMBASE); of these what the place is too small for is left out. */
Temp *
execution_store_value (Execution *execution, Temp *temp, Destination destination, TypeKind kind, ClassInfo *klass)
{
	StackType type = stack_type_of (klass, kind);
	int is_other_value = type.kind == STACK_VALUE && temp->type.klass != klass;
	int is_like_mini = like_mini (execution->compilation, LIKE_IMPLICIT_CONVERSIONS);

	if (kind == TYPE_REFERENCE && destination >= DESTINATION_MEMORY && temp->is_zero && is_like_mini)
		return execution_widen (execution, temp, type);
	if (!wider_may_store (execution->compilation, destination, kind, execution_mono_kind (temp)) ||
		(destination == DESTINATION_CALLI && is_float (type.kind) && type.kind != temp->type.kind && is_like_mini)) {
		EXECUTION_REJECT (execution, "%s: a value of kind %s goes to a place of type %s",
			opcode_table [execution->instruction->opcode].name, stack_kind_names [temp->type.kind],
			type_kind_names [kind]);
		return NULL;
	}
	if (kind == TYPE_BYREF && destination == DESTINATION_VARIABLE && execution_mono_kind (temp) == STACK_BYREF &&
		!may_point_to (execution, klass, temp)) {
		EXECUTION_REJECT (execution, "%s: a managed pointer to another type than its place's",
			opcode_table [execution->instruction->opcode].name);
		return NULL;
	}
	if (is_other_value && (destination == DESTINATION_VARIABLE || !is_like_mini)) {
		EXECUTION_REJECT (execution, "%s: a value of another value type than its place's",
			opcode_table [execution->instruction->opcode].name);
		return NULL;
	}
	if (is_other_value || is_float (type.kind) != is_float (temp->type.kind) ||
		(destination == DESTINATION_COPY && type.kind == STACK_FLOAT32 && temp->type.kind == STACK_FLOAT64 &&
			is_like_mini))
		return execution_reinterpret (execution, temp, kind, klass);
	return execution_widen (execution, temp, type);
}

static Temp *
reject_operand (Execution *execution, Temp *temp, const char *expected)
{
	EXECUTION_REJECT (execution, "%s: an operand is of kind %s, not %s",
		opcode_table [execution->instruction->opcode].name, stack_kind_names [temp->type.kind], expected);
	return NULL;
}

Temp *
execution_word (Execution *execution, Temp *temp, TypeKind kind)
{
	if (is_float (temp->type.kind))
		return reject_operand (execution, temp, "an integer");
	return execution_store_value (execution, temp, DESTINATION_MEMORY, kind, NULL);
}

Temp *
execution_address (Execution *execution, Temp *temp)
{
	StackKind kind = temp->type.kind;

	if (kind == STACK_BYREF || kind == STACK_NATIVE_INT)
		return temp;
	if (!like_mini (execution->compilation, LIKE_ADDRESSES))
		return reject_operand (execution, temp, "an address");
	if (kind == STACK_REFERENCE)
		return execution_widen (execution, temp, (StackType) { STACK_BYREF, NULL });
	if (kind == STACK_INT32 || kind == STACK_INT64)
		return execution_widen (execution, temp, (StackType) { STACK_NATIVE_INT, NULL });
	return reject_operand (execution, temp, "an address");
}

Temp *
execution_reference (Execution *execution, Temp *temp)
{
	return temp->type.kind == STACK_REFERENCE ? temp : reject_operand (execution, temp, "a reference");
}

Temp *
execution_receiver (Execution *execution, Temp *temp, int is_value_type)
{
	StackKind kind = temp->type.kind;
	StackType type = { is_value_type ? STACK_BYREF : STACK_REFERENCE, NULL };

	if (!wider_may_receive (execution->compilation, is_value_type, kind))
		return reject_operand (execution, temp, "an object");
	return execution_widen (execution, temp, type);
}
