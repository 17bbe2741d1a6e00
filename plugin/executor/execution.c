/* SPDX-License-Identifier: MIT
 *
 * The small tools that the families of instructions share. */
#include "execution.h"

#include <string.h>

int
execution_runtime_failed (Execution *execution)
{
	return runtime_failed (execution->compilation, execution->instruction->offset);
}

Operation
execution_operation (Execution *execution, OperationCode code)
{
	return (Operation) { .code = code, .il_offset = execution->instruction->offset };
}

int
execution_append (Execution *execution, const Operation *operation)
{
	size_t operands = operation->operand_count * sizeof *operation->operands;
	size_t targets = operation->target_count * sizeof *operation->targets;
	Operation *copy = arena_allocate (execution->compilation->arena, sizeof *copy + operands + targets);

	*copy = *operation;
	if (operands)
		copy->operands = memcpy (copy + 1, operation->operands, operands);
	if (targets)
		copy->targets = memcpy ((char *) (copy + 1) + operands, operation->targets, targets);
	if (execution->last)
		execution->last->next = copy;
	else
		execution->block->block.operations = copy;
	execution->last = copy;
	return 1;
}

static int
is_zero_constant (const Operation *operation)
{
	switch (operation->code) {
	case OPERATION_CONSTANT_INT32:
	case OPERATION_CONSTANT_INT64:
		return operation->integer == 0;
	case OPERATION_CONVERT:
		return operation->operands [0]->is_zero;
	default:
		return 0;
	}
}

Temp *
execution_define (Execution *execution, Operation *operation, StackType type)
{
	Temp *temp = arena_new (execution->compilation->arena, Temp);

	if (type.kind == STACK_FLOAT32 && !execution->float32_is_exact) {
		decline (execution->compilation, DECLINE_DOUBLE_PRECISION, execution->instruction->offset, "a float32");
		return NULL;
	}
	temp->number = ++execution->body->operations.temp_count;
	temp->type = type;
	temp->is_this = operation->code == OPERATION_ARGUMENT && operation->index == 0 &&
		execution->source->signature.has_this && !execution->body->flow.writes_this;
	temp->is_zero = is_zero_constant (operation);
	operation->result = temp;
	return execution_append (execution, operation) ? temp : NULL;
}

int
execution_push_result (Execution *execution, Operation *operation, StackType type)
{
	Temp *temp = execution_define (execution, operation, type);

	return temp && execution_push (execution, temp);
}

int
execution_push_loaded (Execution *execution, Operation *operation, StackType type)
{
	Temp *temp = execution_define (execution, operation, type);

	if (temp)
		temp->is_loaded = type.kind == STACK_BYREF && like_mini (execution->compilation, LIKE_LOADED_ADDRESSES);
	return temp && execution_push (execution, temp);
}

int
execution_need (Execution *execution, uint32_t count)
{
	if (execution->depth < count)
		return EXECUTION_REJECT (execution, "%s needs %u values, and the stack holds %u",
			opcode_table [execution->instruction->opcode].name, count, execution->depth);
	return 1;
}

Temp *
execution_pop (Execution *execution)
{
	return execution->stack [--execution->depth];
}

int
execution_push (Execution *execution, Temp *temp)
{
	uint32_t max_stack = execution->source->body.max_stack;

	if (execution->depth + !like_mini (execution->compilation, LIKE_DEEPER_STACKS) > max_stack)
		return EXECUTION_REJECT (execution, "the stack gets deeper than its maximum of %u", max_stack);
	execution->stack [execution->depth++] = temp;
	return 1;
}

void
execution_take_prefixes (Execution *execution, Operation *operation, uint32_t flags)
{
	operation->flags |= execution->prefixes.flags & flags;
	operation->alignment = execution->prefixes.alignment;
	execution->prefixes.flags = 0;
	execution->prefixes.alignment = 0;
}

StackKind
execution_mono_kind (const Temp *temp)
{
	return temp->is_loaded ? STACK_NATIVE_INT : temp->type.kind;
}

int
execution_reserve (Execution *execution, const Temp *address, uint32_t size)
{
	uint32_t number = address->variable - 1, end = address->offset + size;
	int is_argument = number < execution->body->argument_count;
	Operation operation = execution_operation (execution,
		is_argument ? OPERATION_RESERVE_ARGUMENT : OPERATION_RESERVE_LOCAL);
	VariableType *variable;

	if (!address->variable)
		return 1;
	operation.index = is_argument ? number : number - execution->body->argument_count;
	variable = is_argument ? &execution->body->arguments [number] : &execution->body->locals [operation.index];
	if (end <= variable->size || end <= variable->reserved)
		return 1;
	variable->reserved = end;
	operation.integer = end;
	return execution_append (execution, &operation);
}

int
execution_reserve_class (Execution *execution, const Temp *address, ClassInfo *klass)
{
	ClassDescription info = { .size = sizeof info };

	if (!address->variable)
		return 1;
	if (!execution->runtime->describe_class (execution->runtime, klass, &info))
		return execution_runtime_failed (execution);
	return execution_reserve (execution, address, info.value_size);
}

int
execution_get_class (Execution *execution, ClassInfo **klass, ClassDescription *info)
{
	IRuntimeInformation *runtime = execution->runtime;

	*klass = runtime->get_class_info_for_token (runtime, execution->source->method, execution->instruction->token);
	if (!*klass || !runtime->describe_class (runtime, *klass, info))
		return execution_runtime_failed (execution);
	return 1;
}

int
execution_get_storage (Execution *execution, Storage *storage)
{
	ClassInfo *klass;
	ClassDescription info = { .size = sizeof info };

	if (!execution_get_class (execution, &klass, &info))
		return 0;
	if (info.kind == TYPE_VOID)
		return EXECUTION_REJECT (execution, "%s of void", opcode_table [execution->instruction->opcode].name);
	*storage = (Storage) { info.kind, klass };
	return 1;
}

ClassInfo *
execution_get_core_class (Execution *execution, const char *name)
{
	ClassInfo *klass = execution->runtime->get_class_info_for (execution->runtime, NULL, name);

	if (!klass)
		execution_runtime_failed (execution);
	return klass;
}
