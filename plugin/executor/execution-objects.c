/* SPDX-License-Identifier: MIT
 *
 * Strings, handles, boxes, casts and typed references. */
#include "execution.h"

int
execute_string (Execution *execution, const ExecutionRow *row)
{
	Operation operation = execution_operation (execution, row->operation);

	operation.token = execution->instruction->token;
	return execution_push_result (execution, &operation, (StackType) { STACK_REFERENCE, NULL });
}

int
execute_token (Execution *execution, const ExecutionRow *row)
{
	Operation operation = execution_operation (execution, row->operation);
	IRuntimeInformation *runtime = execution->runtime;
	TokenHandle handle = { .size = sizeof handle };

	operation.token = execution->instruction->token;
	if (!runtime->get_token_handle (runtime, execution->source->method, operation.token, &handle))
		return execution_runtime_failed (execution);
	operation.klass = handle.handle_class;
	return execution_push_result (execution, &operation, (StackType) { STACK_VALUE, handle.handle_class });
}

int
execute_cast (Execution *execution, const ExecutionRow *row)
{
	Operation operation = execution_operation (execution, row->operation);
	Temp *object = execution_reference (execution, execution_pop (execution));
	ClassDescription info = { .size = sizeof info };

	if (!object || !execution_get_class (execution, &operation.klass, &info))
		return 0;
	operation.operand_count = 1;
	operation.operands = &object;
	return execution_push_result (execution, &operation, (StackType) { STACK_REFERENCE, operation.klass });
}

/* Whether the next instruction is a branch that asks if the top of the stack is null, or zero. */
static int
is_tested_next (const Execution *execution)
{
	Instruction next;
	Reader reader;

	reader_initialize (&reader, execution->source->body.code, execution->block->end_offset);
	reader.offset = execution->instruction->next_offset;
	return reader_next (&reader, &next) == READER_INSTRUCTION &&
		(next.opcode == OPCODE_BRTRUE || next.opcode == OPCODE_BRFALSE);
}

/* Boxing a reference is no change: ECMA-335 III.4.1. Where generic code asks if a value is null, the answer is known,
 * and there is no object. */
int
execute_box (Execution *execution, const ExecutionRow *row)
{
	Operation operation = execution_operation (execution, row->operation);
	ClassDescription info = { .size = sizeof info };
	Temp *value;

	if (!execution_get_class (execution, &operation.klass, &info))
		return 0;
	if (info.kind == TYPE_REFERENCE)
		return 1;
	if (info.kind == TYPE_VOID)
		return EXECUTION_REJECT (execution, "box of void");
	value = execution_store_value (execution, execution_pop (execution), DESTINATION_VARIABLE, info.kind,
		operation.klass);
	if (!value)
		return 0;
	if (!(info.flags & CLASS_NULLABLE) && is_tested_next (execution)) {
		operation.code = OPERATION_CONSTANT_INT32;
		operation.integer = 1;
		return execution_push_result (execution, &operation, (StackType) { STACK_INT32, NULL });
	}
	operation.storage = (Storage) { info.kind, operation.klass };
	operation.operand_count = 1;
	operation.operands = &value;
	return execution_push_result (execution, &operation, (StackType) { STACK_REFERENCE, operation.klass });
}

/* Pops the box as a reference; NULL with a verdict. */
static Temp *
pop_box (Execution *execution)
{
	Temp *box = execution_pop (execution);

	if (box->type.kind == STACK_REFERENCE ||
		((stack_is_word (box->type.kind) || box->type.kind == STACK_INT32) &&
			like_mini (execution->compilation, LIKE_BOXES_BY_ADDRESS)))
		return execution_widen (execution, box, (StackType) { STACK_REFERENCE, NULL });
	EXECUTION_REJECT (execution, "%s of %s", opcode_table [execution->instruction->opcode].name,
		stack_kind_names [box->type.kind]);
	return NULL;
}

int
execute_unbox (Execution *execution, const ExecutionRow *row)
{
	Operation operation = execution_operation (execution, row->operation);
	Temp *box = pop_box (execution);

	if (!box || !execution_get_storage (execution, &operation.storage))
		return 0;
	operation.klass = operation.storage.klass;
	operation.operand_count = 1;
	operation.operands = &box;
	return execution_push_result (execution, &operation, (StackType) { STACK_BYREF, operation.klass });
}

int
execute_unbox_any (Execution *execution, const ExecutionRow *row)
{
	Operation operation = execution_operation (execution, row->operation);
	Temp *box = pop_box (execution);

	if (!box || !execution_get_storage (execution, &operation.storage))
		return 0;
	operation.klass = operation.storage.klass;
	operation.operand_count = 1;
	operation.operands = &box;
	return execution_push_result (execution, &operation, stack_type_of (operation.klass, operation.storage.kind));
}

int
execute_make_typed_reference (Execution *execution, const ExecutionRow *row)
{
	Operation operation = execution_operation (execution, row->operation);
	Temp *address = execution_address (execution, execution_pop (execution));
	ClassInfo *typed_reference;
	ClassDescription info = { .size = sizeof info };

	if (!address || !execution_get_class (execution, &operation.klass, &info))
		return 0;
	typed_reference = execution_get_core_class (execution, "System.TypedReference");
	operation.operand_count = 1;
	operation.operands = &address;
	return typed_reference &&
		execution_push_result (execution, &operation, (StackType) { STACK_VALUE, typed_reference });
}

static int
check_typed_reference (Execution *execution, const Temp *temp)
{
	ClassInfo *typed_reference = execution_get_core_class (execution, "System.TypedReference");

	if (!typed_reference)
		return 0;
	if (temp->type.kind != STACK_VALUE || temp->type.klass != typed_reference)
		return EXECUTION_REJECT (execution, "%s of %s", opcode_table [execution->instruction->opcode].name,
			stack_kind_names [temp->type.kind]);
	return 1;
}

int
execute_typed_reference_value (Execution *execution, const ExecutionRow *row)
{
	Operation operation = execution_operation (execution, row->operation);
	Temp *reference = execution_pop (execution);
	ClassDescription info = { .size = sizeof info };

	if (!check_typed_reference (execution, reference) || !execution_get_class (execution, &operation.klass, &info))
		return 0;
	operation.operand_count = 1;
	operation.operands = &reference;
	return execution_push_result (execution, &operation, (StackType) { STACK_BYREF, operation.klass });
}

/* The first word of any value can be taken for the type in a typed reference. */
static int
check_type_of_value (Execution *execution, const Temp *value)
{
	ClassDescription info = { .size = sizeof info };

	if (value->type.kind != STACK_VALUE || !like_mini (execution->compilation, LIKE_TYPES_OF_VALUES))
		return check_typed_reference (execution, value);
	if (!execution->runtime->describe_class (execution->runtime, value->type.klass, &info))
		return execution_runtime_failed (execution);
	return info.value_size >= sizeof (void *) || check_typed_reference (execution, value);
}

int
execute_typed_reference_type (Execution *execution, const ExecutionRow *row)
{
	Operation operation = execution_operation (execution, row->operation);
	Temp *reference = execution_pop (execution);

	if (!check_type_of_value (execution, reference))
		return 0;
	operation.klass = execution_get_core_class (execution, "System.RuntimeTypeHandle");
	operation.operand_count = 1;
	operation.operands = &reference;
	return operation.klass &&
		execution_push_result (execution, &operation, (StackType) { STACK_VALUE, operation.klass });
}

int
execute_argument_list (Execution *execution, const ExecutionRow *row)
{
	Operation operation = execution_operation (execution, row->operation);

	if (!(execution->source->info.flags & METHOD_VARARG) && !like_mini (execution->compilation, LIKE_ARGUMENT_LISTS))
		return EXECUTION_REJECT (execution, "arglist in a method without variable arguments");
	operation.klass = execution_get_core_class (execution, "System.RuntimeArgumentHandle");
	return operation.klass &&
		execution_push_result (execution, &operation, (StackType) { STACK_VALUE, operation.klass });
}
