/* SPDX-License-Identifier: MIT
 *
 * Access through addresses, and fields. */
#include "execution.h"

enum { MEMORY_PREFIXES = OPERATION_VOLATILE | OPERATION_UNALIGNED };

/* A value of STORAGE is at ADDRESS. Returns 0 with a verdict. */
static int
reserve_storage (Execution *execution, const Temp *address, Storage storage)
{
	static const uint8_t sizes [] = {
		[TYPE_BOOLEAN] = 1,
		[TYPE_INT8] = 1,
		[TYPE_UINT8] = 1,
		[TYPE_CHAR] = 2,
		[TYPE_INT16] = 2,
		[TYPE_UINT16] = 2,
		[TYPE_INT32] = 4,
		[TYPE_UINT32] = 4,
		[TYPE_FLOAT32] = 4,
		[TYPE_INT64] = 8,
		[TYPE_UINT64] = 8,
		[TYPE_FLOAT64] = 8,
		[TYPE_NATIVE_INT] = 8,
		[TYPE_NATIVE_UINT] = 8,
		[TYPE_REFERENCE] = 8,
		[TYPE_BYREF] = 8,
		[TYPE_POINTER] = 8,
		[TYPE_FUNCTION_POINTER] = 8,
	};

	if (storage.kind == TYPE_VALUE_TYPE || storage.kind == TYPE_TYPED_REFERENCE)
		return execution_reserve_class (execution, address, storage.klass);
	return execution_reserve (execution, address, sizes [storage.kind]);
}

static Temp *
load (Execution *execution, Temp *address, Storage storage, Operation *prefixes)
{
	Operation operation = execution_operation (execution, OPERATION_LOAD_INDIRECT);

	if (!reserve_storage (execution, address, storage))
		return NULL;
	operation.flags = prefixes->flags;
	operation.alignment = prefixes->alignment;
	operation.storage = storage;
	operation.operand_count = 1;
	operation.operands = &address;
	return execution_define (execution, &operation, stack_type_of (storage.klass, storage.kind));
}

static int
store (Execution *execution, Temp *address, Temp *value, Storage storage, Operation *prefixes)
{
	Operation operation = execution_operation (execution, OPERATION_STORE_INDIRECT);
	Temp *operands [] = { address, value };

	if (!reserve_storage (execution, address, storage))
		return 0;
	operation.flags = prefixes->flags;
	operation.alignment = prefixes->alignment;
	operation.storage = storage;
	operation.operand_count = 2;
	operation.operands = operands;
	return execution_append (execution, &operation);
}

static int
load_storage (Execution *execution, Storage storage)
{
	Operation prefixes = { 0 };
	Temp *address = execution_address (execution, execution_pop (execution));
	Temp *value;

	execution_take_prefixes (execution, &prefixes, MEMORY_PREFIXES);
	value = address ? load (execution, address, storage, &prefixes) : NULL;
	return value && execution_push (execution, value);
}

/* Of `stind.ref` Mono's compiler wants a reference; of the others nothing. */
static int
store_storage (Execution *execution, Storage storage, Destination destination)
{
	Operation prefixes = { 0 };
	Temp *value = execution_pop (execution), *address = execution_pop (execution);

	execution_take_prefixes (execution, &prefixes, MEMORY_PREFIXES);
	address = execution_address (execution, address);
	value = address ? execution_store_value (execution, value, destination, storage.kind, storage.klass) : NULL;
	return value && store (execution, address, value, storage, &prefixes);
}

int
execute_load_indirect (Execution *execution, const ExecutionRow *row)
{
	return load_storage (execution, (Storage) { row->kind, NULL });
}

int
execute_store_indirect (Execution *execution, const ExecutionRow *row)
{
	return store_storage (execution, (Storage) { row->kind, NULL },
		row->kind == TYPE_REFERENCE ? DESTINATION_VARIABLE : DESTINATION_MEMORY);
}

int
execute_load_object (Execution *execution, const ExecutionRow *row)
{
	Storage storage;

	(void) row;
	return execution_get_storage (execution, &storage) && load_storage (execution, storage);
}

int
execute_store_object (Execution *execution, const ExecutionRow *row)
{
	Storage storage;

	(void) row;
	return execution_get_storage (execution, &storage) && store_storage (execution, storage, DESTINATION_COPY);
}

int
execute_copy_object (Execution *execution, const ExecutionRow *row)
{
	Operation prefixes = { 0 };
	Storage storage;
	Temp *from, *to, *value;

	(void) row;
	if (!execution_get_storage (execution, &storage))
		return 0;
	execution_take_prefixes (execution, &prefixes, MEMORY_PREFIXES);
	from = execution_pop (execution);
	to = execution_address (execution, execution_pop (execution));
	from = to ? execution_address (execution, from) : NULL;
	value = from ? load (execution, from, storage, &prefixes) : NULL;
	return value && store (execution, to, value, storage, &prefixes);
}

int
execute_initialize_object (Execution *execution, const ExecutionRow *row)
{
	Operation operation = execution_operation (execution, row->operation);
	Temp *address;

	if (!execution_get_storage (execution, &operation.storage))
		return 0;
	operation.klass = operation.storage.klass;
	address = execution_address (execution, execution_pop (execution));
	operation.operand_count = 1;
	operation.operands = &address;
	return address && reserve_storage (execution, address, operation.storage) &&
		execution_append (execution, &operation);
}

/* cpblk has two addresses and a size, initblk an address, a byte and a size. */
int
execute_block_operation (Execution *execution, const ExecutionRow *row)
{
	Operation operation = execution_operation (execution, row->operation);
	Temp *operands [3];

	for (int i = 2; i >= 0; i--)
		operands [i] = execution_pop (execution);
	execution_take_prefixes (execution, &operation, MEMORY_PREFIXES);
	operands [0] = execution_address (execution, operands [0]);
	if (!operands [0])
		return 0;
	operands [1] = row->operation == OPERATION_COPY_BLOCK
		? execution_address (execution, operands [1])
		: execution_store_value (execution, operands [1], DESTINATION_MEMORY, TYPE_UINT8, NULL);
	if (!operands [1])
		return 0;
	operands [2] = execution_word (execution, operands [2], TYPE_UINT32);
	if (!operands [2])
		return 0;
	operation.operand_count = 3;
	operation.operands = operands;
	return execution_append (execution, &operation);
}

/* The size is unsigned, ECMA-335 III.3.47; with it the stack is empty, as Mono's compiler wants it. */
int
execute_local_allocate (Execution *execution, const ExecutionRow *row)
{
	const StackType native_int = { STACK_NATIVE_INT, NULL };
	Operation operation = execution_operation (execution, row->operation);
	Temp *size = execution_pop (execution);

	if (execution->depth)
		return EXECUTION_REJECT (execution, "localloc with other values on the stack");
	if (size->type.kind == STACK_INT32)
		size = execution_convert (execution, size, TYPE_NATIVE_UINT, OPERATION_UNSIGNED, native_int);
	else
		size = execution_word (execution, size, TYPE_NATIVE_UINT);
	if (!size)
		return 0;
	operation.operand_count = 1;
	operation.operands = &size;
	return execution_push_result (execution, &operation, native_int);
}

int
execute_size_of (Execution *execution, const ExecutionRow *row)
{
	Operation operation = execution_operation (execution, row->operation);

	if (!execution_get_storage (execution, &operation.storage))
		return 0;
	operation.klass = operation.storage.klass;
	return execution_push_result (execution, &operation, (StackType) { STACK_INT32, NULL });
}
