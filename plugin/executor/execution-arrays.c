/* SPDX-License-Identifier: MIT
 *
 * Vectors: ECMA-335 III.4.7 and following. */
#include "execution.h"

static const StackType native_int_type = { STACK_NATIVE_INT, NULL };

static const StackType int32_type = { STACK_INT32, NULL };

static Temp *
reject_operand (Execution *execution, const Temp *temp)
{
	EXECUTION_REJECT (execution, "%s with an operand of kind %s", opcode_table [execution->instruction->opcode].name,
		stack_kind_names [temp->type.kind]);
	return NULL;
}

static int
is_index (StackKind kind)
{
	return kind == STACK_INT32 || kind == STACK_NATIVE_INT;
}

/* An index is an int32 or a native int: ECMA-335 III.4.8. Of others Mono's compiler looks at the lower 32 bits
 * (mini_emit_sext_index_reg). NULL with a verdict. */
static Temp *
index_operand (Execution *execution, Temp *temp)
{
	switch (temp->type.kind) {
	case STACK_VALUE:
		return reject_operand (execution, temp);
	case STACK_FLOAT32:
	case STACK_FLOAT64:
		if (like_mini (execution->compilation, LIKE_LONG_INDICES))
			return execution_reinterpret (execution, temp, TYPE_INT32, NULL);
		return reject_operand (execution, temp);
	default:
		if (like_mini (execution->compilation, LIKE_LONG_INDICES))
			return execution_widen (execution, temp, int32_type);
		return is_index (temp->type.kind) ? temp : reject_operand (execution, temp);
	}
}

/* A length. A 64-bit one must fit 32 bits unsigned, but for addresses and floats, which go as they are to the allocator
 * (method-to-ir.c, MONO_CEE_NEWARR). NULL with a verdict. */
static Temp *
length_operand (Execution *execution, Temp *temp, Operation *operation)
{
	StackKind kind = execution_mono_kind (temp);

	if (kind == STACK_VALUE || (!is_index (kind) && !like_mini (execution->compilation, LIKE_LONG_INDICES)))
		return reject_operand (execution, temp);
	if (kind == STACK_INT32)
		return temp;
	if (kind != STACK_INT64 && kind != STACK_NATIVE_INT)
		operation->flags |= OPERATION_UNSIGNED;
	return kind == STACK_FLOAT32 || kind == STACK_FLOAT64
		? execution_reinterpret (execution, temp, TYPE_NATIVE_INT, NULL)
		: execution_widen (execution, temp, native_int_type);
}

int
execute_new_vector (Execution *execution, const ExecutionRow *row)
{
	Operation operation = execution_operation (execution, row->operation);
	IRuntimeInformation *runtime = execution->runtime;
	Temp *length = execution_pop (execution);
	ClassInfo *vector;
	ClassDescription info = { .size = sizeof info };

	if (!execution_get_class (execution, &operation.klass, &info))
		return 0;
	if (info.kind == TYPE_VOID)
		return EXECUTION_REJECT (execution, "newarr of void");
	length = length_operand (execution, length, &operation);
	if (!length)
		return 0;
	vector = runtime->get_vector_class (runtime, operation.klass);
	if (!vector)
		return execution_runtime_failed (execution);
	operation.storage = (Storage) { info.kind, operation.klass };
	operation.operand_count = 1;
	operation.operands = &length;
	return execution_push_result (execution, &operation, (StackType) { STACK_REFERENCE, vector });
}

int
execute_array_length (Execution *execution, const ExecutionRow *row)
{
	Operation operation = execution_operation (execution, row->operation);
	Temp *array = execution_reference (execution, execution_pop (execution));

	operation.operand_count = 1;
	operation.operands = &array;
	return array && execution_push_result (execution, &operation, native_int_type);
}

/* Checks array and index. Returns 0 with a verdict. */
static int
element_operands (Execution *execution, Temp *array, Temp *index, Temp *operands [])
{
	operands [0] = execution_reference (execution, array);
	operands [1] = operands [0] ? index_operand (execution, index) : NULL;
	return operands [1] != NULL;
}

static int
load_element (Execution *execution, OperationCode code, Storage storage)
{
	Operation operation = execution_operation (execution, code);
	Temp *index = execution_pop (execution), *array = execution_pop (execution);
	Temp *operands [2];

	if (!element_operands (execution, array, index, operands))
		return 0;
	operation.storage = storage;
	operation.operand_count = 2;
	operation.operands = operands;
	return execution_push_result (execution, &operation, stack_type_of (storage.klass, storage.kind));
}

static int
store_element (Execution *execution, OperationCode code, Storage storage)
{
	Operation operation = execution_operation (execution, code);
	Temp *value = execution_pop (execution), *index = execution_pop (execution), *array = execution_pop (execution);
	Temp *operands [3];

	if (!element_operands (execution, array, index, operands))
		return 0;
	/* Mono's compiler emits nothing for it: method-to-ir.c, mini_emit_array_store. */
	if (storage.kind == TYPE_REFERENCE && value->type.kind != STACK_REFERENCE &&
		like_mini (execution->compilation, LIKE_IMPLICIT_CONVERSIONS))
		return 1;
	operands [2] = execution_store_value (execution, value, DESTINATION_MEMORY, storage.kind, storage.klass);
	operation.storage = storage;
	operation.operand_count = 3;
	operation.operands = operands;
	return operands [2] && execution_append (execution, &operation);
}

int
execute_load_element (Execution *execution, const ExecutionRow *row)
{
	return load_element (execution, row->operation, (Storage) { row->kind, NULL });
}

int
execute_load_element_of_class (Execution *execution, const ExecutionRow *row)
{
	Storage storage;

	return execution_get_storage (execution, &storage) && load_element (execution, row->operation, storage);
}

int
execute_store_element (Execution *execution, const ExecutionRow *row)
{
	return store_element (execution, row->operation, (Storage) { row->kind, NULL });
}

int
execute_store_element_of_class (Execution *execution, const ExecutionRow *row)
{
	Storage storage;

	return execution_get_storage (execution, &storage) && store_element (execution, row->operation, storage);
}

int
execute_element_address (Execution *execution, const ExecutionRow *row)
{
	Operation operation = execution_operation (execution, row->operation);
	Temp *index = execution_pop (execution), *array = execution_pop (execution);
	Temp *operands [2];

	if (!execution_get_storage (execution, &operation.storage) || !element_operands (execution, array, index, operands))
		return 0;
	execution_take_prefixes (execution, &operation, OPERATION_READONLY);
	/* Wrappers check themselves: mini/method-to-ir.c, MONO_CEE_LDELEMA. */
	if (execution->source->info.flags & METHOD_WRAPPER)
		operation.flags |= OPERATION_READONLY;
	operation.klass = operation.storage.klass;
	operation.operand_count = 2;
	operation.operands = operands;
	return execution_push_result (execution, &operation, (StackType) { STACK_BYREF, operation.klass });
}
