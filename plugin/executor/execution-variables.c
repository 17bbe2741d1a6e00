/* SPDX-License-Identifier: MIT
 *
 * Constants, arguments, locals, and the stack itself. */
#include "execution.h"

int
execute_nothing (Execution *execution, const ExecutionRow *row)
{
	(void) execution;
	(void) row;
	return 1;
}

int
execute_constant (Execution *execution, const ExecutionRow *row)
{
	Operation operation = execution_operation (execution, row->operation);

	operation.integer = execution->instruction->integer;
	operation.number = execution->instruction->number;
	return execution_push_result (execution, &operation, stack_type_of (NULL, row->kind));
}

int
execute_null (Execution *execution, const ExecutionRow *row)
{
	Operation operation = execution_operation (execution, row->operation);

	return execution_push_result (execution, &operation, (StackType) { STACK_REFERENCE, NULL });
}

/* The variable the current instruction names; NULL with a verdict. */
static VariableType *
find_variable (Execution *execution, VariableType *variables, uint32_t count)
{
	uint32_t index = execution->instruction->variable;

	if (index < count)
		return &variables [index];
	EXECUTION_REJECT (execution, "%s %u: there are %u", opcode_table [execution->instruction->opcode].name, index,
		count);
	return NULL;
}

static int
load_variable (Execution *execution, const ExecutionRow *row, VariableType *variable)
{
	Operation operation = execution_operation (execution, row->operation);

	if (!variable)
		return 0;
	operation.index = execution->instruction->variable;
	operation.storage = variable->storage;
	return execution_push_loaded (execution, &operation, variable->stack);
}

static int
load_variable_address (Execution *execution, const ExecutionRow *row, VariableType *variable)
{
	Operation operation = execution_operation (execution, row->operation);
	uint32_t before = row->operation == OPERATION_LOCAL_ADDRESS ? execution->body->argument_count : 0;

	if (!variable)
		return 0;
	operation.index = execution->instruction->variable;
	operation.storage = variable->storage;
	if (!execution_push_result (execution, &operation, (StackType) { STACK_BYREF, variable->storage.klass }))
		return 0;
	execution->stack [execution->depth - 1]->variable = before + operation.index + 1;
	return 1;
}

static int
store_variable (Execution *execution, const ExecutionRow *row, VariableType *variable)
{
	/* mini/method-to-ir.c: dont_verify_stloc */
	Destination destination = execution->source->info.flags & METHOD_SKIPS_VERIFICATION ? DESTINATION_MEMORY
																						: DESTINATION_VARIABLE;
	Operation operation = execution_operation (execution, row->operation);
	Temp *value;

	if (!variable)
		return 0;
	value = execution_store_value (execution, execution_pop (execution), destination, variable->kind,
		variable->storage.klass);
	if (!value)
		return 0;
	operation.index = execution->instruction->variable;
	operation.storage = variable->storage;
	operation.operand_count = 1;
	operation.operands = &value;
	return execution_append (execution, &operation);
}

int
execute_load_argument (Execution *execution, const ExecutionRow *row)
{
	return load_variable (execution, row,
		find_variable (execution, execution->body->arguments, execution->body->argument_count));
}

int
execute_argument_address (Execution *execution, const ExecutionRow *row)
{
	return load_variable_address (execution, row,
		find_variable (execution, execution->body->arguments, execution->body->argument_count));
}

int
execute_store_argument (Execution *execution, const ExecutionRow *row)
{
	return store_variable (execution, row,
		find_variable (execution, execution->body->arguments, execution->body->argument_count));
}

int
execute_load_local (Execution *execution, const ExecutionRow *row)
{
	return load_variable (execution, row,
		find_variable (execution, execution->body->locals, execution->body->local_count));
}

int
execute_local_address (Execution *execution, const ExecutionRow *row)
{
	return load_variable_address (execution, row,
		find_variable (execution, execution->body->locals, execution->body->local_count));
}

int
execute_store_local (Execution *execution, const ExecutionRow *row)
{
	return store_variable (execution, row,
		find_variable (execution, execution->body->locals, execution->body->local_count));
}

/* Both copies are read from a variable, for Mono's compiler. */
int
execute_duplicate (Execution *execution, const ExecutionRow *row)
{
	Temp **top = &execution->stack [execution->depth - 1];

	(void) row;
	if ((*top)->type.kind == STACK_BYREF && !(*top)->is_loaded &&
		like_mini (execution->compilation, LIKE_LOADED_ADDRESSES)) {
		Temp *copy = arena_new (execution->compilation->arena, Temp);

		*copy = **top;
		copy->is_loaded = 1;
		*top = copy;
	}
	return execution_push (execution, *top);
}

int
execute_pop (Execution *execution, const ExecutionRow *row)
{
	(void) row;
	execution_pop (execution);
	return 1;
}
