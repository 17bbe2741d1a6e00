/* SPDX-License-Identifier: MIT
 *
 * Instructions that end blocks, and prefixes. */
#include "execution.h"

/* Targets in the order of the block's successors, but for a branch on "false", where the next block comes first. */
int
execution_append_branch (Execution *execution, Operation *operation, int is_reversed)
{
	const FlowBlock *block = execution->block;
	Block **targets;

	if (opcode_table [execution->instruction->opcode].flow == FLOW_COND_BRANCH &&
		block->end_offset == execution->source->body.code_size)
		return EXECUTION_REJECT (execution, "control falls off the end of the code");
	if (!execution_leave_block (execution))
		return 0;
	targets = arena_array (execution->compilation->arena, Block *, block->successor_count);
	for (uint32_t i = 0; i < block->successor_count; i++)
		targets [is_reversed ? block->successor_count - 1 - i : i] = &block->successors [i]->block;
	operation->target_count = block->successor_count;
	operation->targets = targets;
	return execution_append (execution, operation);
}

int
execute_jump (Execution *execution, const ExecutionRow *row)
{
	Operation operation = execution_operation (execution, row->operation);

	return execution_append_branch (execution, &operation, 0);
}

static int
branch_on_value (Execution *execution, const ExecutionRow *row, int is_reversed)
{
	Operation operation = execution_operation (execution, row->operation);
	Temp *value = execution_pop (execution);
	StackKind kind = value->type.kind;

	if (kind == STACK_VALUE || kind == STACK_FLOAT64 ||
		(kind == STACK_FLOAT32 && !like_mini (execution->compilation, LIKE_COMPARISONS)))
		return EXECUTION_REJECT (execution, "%s of %s", opcode_table [execution->instruction->opcode].name,
			stack_kind_names [kind]);
	/* Of a float32 Mono's compiler tests some register; it refuses a float64. */
	if (kind == STACK_FLOAT32)
		value = execution_reinterpret (execution, value, TYPE_INT64, NULL);
	if (!value)
		return 0;
	operation.operand_count = 1;
	operation.operands = &value;
	return execution_append_branch (execution, &operation, is_reversed);
}

int
execute_branch_true (Execution *execution, const ExecutionRow *row)
{
	return branch_on_value (execution, row, 0);
}

int
execute_branch_false (Execution *execution, const ExecutionRow *row)
{
	return branch_on_value (execution, row, 1);
}

int
execute_switch (Execution *execution, const ExecutionRow *row)
{
	Operation operation = execution_operation (execution, row->operation);
	Temp *value = execution_pop (execution);

	StackKind kind = execution_mono_kind (value);
	if (kind != STACK_INT32 && !(kind == STACK_NATIVE_INT && like_mini (execution->compilation, LIKE_MIXED_INTEGERS)))
		return EXECUTION_REJECT (execution, "switch on %s", stack_kind_names [value->type.kind]);
	value = execution_widen (execution, value, (StackType) { STACK_INT32, NULL });
	if (!value)
		return 0;
	operation.operand_count = 1;
	operation.operands = &value;
	return execution_append_branch (execution, &operation, 0);
}

/* Nobody's frame is there to be left: ECMA-335 III.3.57. */
static int
return_from_filter (Execution *execution)
{
	Operation operation = execution_operation (execution, OPERATION_JUMP);
	Block *target = &execution->body->flow.invalid.block;

	if (!like_mini (execution->compilation, LIKE_FILTER_EXITS))
		return EXECUTION_REJECT (execution, "ret in a filter");
	operation.target_count = 1;
	operation.targets = &target;
	return execution_append (execution, &operation);
}

static int
is_in_filter (Execution *execution)
{
	const MethodBody *body = &execution->source->body;

	return flow_filter_at (body, execution->instruction->offset) < body->clause_count;
}

int
execute_return (Execution *execution, const ExecutionRow *row)
{
	Operation operation = execution_operation (execution, row->operation);
	const VariableType *result = &execution->body->result;
	Temp *value;

	if (result->kind != TYPE_VOID) {
		if (!execution_need (execution, 1))
			return 0;
		value = execution_pop (execution);
		/* An address that is returned is a native int, for Mono's compiler. */
		if (result->kind == TYPE_BYREF && value->type.kind != STACK_BYREF)
			value = execution_store_value (execution, value, DESTINATION_VARIABLE, TYPE_NATIVE_INT, NULL);
		else if (result->kind != TYPE_BYREF)
			value = execution_store_value (execution, value, DESTINATION_VARIABLE, result->kind, result->storage.klass);
		value = value ? execution_widen (execution, value, result->stack) : NULL;
		if (!value)
			return 0;
		operation.storage = result->storage;
		operation.operand_count = 1;
		operation.operands = &value;
	}
	if (execution->depth)
		return EXECUTION_REJECT (execution, "ret leaves %u values on the stack", execution->depth);
	return is_in_filter (execution) ? return_from_filter (execution) : execution_append (execution, &operation);
}

int
execute_throw (Execution *execution, const ExecutionRow *row)
{
	Operation operation = execution_operation (execution, row->operation);
	Temp *exception = execution_reference (execution, execution_pop (execution));

	if (!exception)
		return 0;
	execution->depth = 0;
	operation.operand_count = 1;
	operation.operands = &exception;
	return execution_append (execution, &operation);
}

/* Whether the current instruction lies in a handler of one of KINDS, a set of ClauseKind bits. */
static int
is_in_handler (Execution *execution, uint32_t kinds)
{
	const MethodBody *body = &execution->source->body;
	uint32_t offset = execution->instruction->offset;

	for (uint32_t i = 0; i < body->clause_count; i++) {
		const ExceptionClause *clause = &body->clauses [i];

		if (kinds & 1u << clause->kind && offset >= clause->handler_offset &&
			offset - clause->handler_offset < clause->handler_length)
			return 1;
	}
	return 0;
}

int
execute_rethrow (Execution *execution, const ExecutionRow *row)
{
	Operation operation = execution_operation (execution, row->operation);

	if (!is_in_handler (execution, 1u << CLAUSE_CATCH | 1u << CLAUSE_FILTER))
		return EXECUTION_REJECT (execution, "rethrow outside of a catch handler");
	execution->depth = 0;
	return execution_append (execution, &operation);
}

/* Whether a `leave` is a branch: in a method without protected regions, for Mono's compiler; and out of a filter, for what
 * is to be left then has been left when the filter's handler starts. */
static int
is_plain_branch (Execution *execution)
{
	const MethodBody *body = &execution->source->body;
	const Block *target = &execution->block->successors [0]->block;

	return !body->clause_count || target->is_invalid ||
		flow_filter_at (body, execution->instruction->offset) != flow_filter_at (body, target->il_offset);
}

/* Empties the stack, ECMA-335 III.3.46. */
int
execute_leave (Execution *execution, const ExecutionRow *row)
{
	Operation operation = execution_operation (execution,
		is_plain_branch (execution) ? OPERATION_JUMP : row->operation);

	execution->depth = 0;
	return execution_append_branch (execution, &operation, 0);
}

int
execute_end_finally (Execution *execution, const ExecutionRow *row)
{
	Operation operation = execution_operation (execution, row->operation);

	if (!is_in_handler (execution, 1u << CLAUSE_FINALLY | 1u << CLAUSE_FAULT))
		return EXECUTION_REJECT (execution, "endfinally outside of a finally or fault handler");
	execution->depth = 0;
	return execution_append (execution, &operation);
}

/* The instruction that ends a filter is the last one before its handler: ECMA-335 III.3.34. */
static int
is_end_of_filter (Execution *execution)
{
	const MethodBody *body = &execution->source->body;

	for (uint32_t i = 0; i < body->clause_count; i++)
		if (body->clauses [i].kind == CLAUSE_FILTER &&
			body->clauses [i].filter_offset <= execution->instruction->offset &&
			body->clauses [i].handler_offset == execution->instruction->next_offset)
			return 1;
	return 0;
}

int
execute_end_filter (Execution *execution, const ExecutionRow *row)
{
	Operation operation = execution_operation (execution, row->operation);
	Temp *value = execution_pop (execution);

	if (!is_end_of_filter (execution) || execution->depth || value->type.kind != STACK_INT32)
		return EXECUTION_REJECT (execution, "endfilter that does not end a filter with an int32");
	operation.operand_count = 1;
	operation.operands = &value;
	return execution_append (execution, &operation);
}

int
execute_breakpoint (Execution *execution, const ExecutionRow *row)
{
	Operation operation = execution_operation (execution, row->operation);

	return execution_append (execution, &operation);
}

int
execute_prefix_flag (Execution *execution, const ExecutionRow *row)
{
	execution->prefixes.flags |= row->flags;
	return 1;
}

int
execute_unaligned (Execution *execution, const ExecutionRow *row)
{
	int64_t alignment = execution->instruction->integer;

	execution->prefixes.flags |= row->flags;
	/* ECMA-335 III.2.5 knows 1, 2 and 4; with anything else the worst is assumed. */
	if (alignment != 1 && alignment != 2 && alignment != 4 && !like_mini (execution->compilation, LIKE_ALIGNMENTS))
		return EXECUTION_REJECT (execution, "unaligned. %d", (int) alignment);
	execution->prefixes.alignment = alignment == 2 || alignment == 4 ? alignment : 1;
	return 1;
}

int
execute_constrained (Execution *execution, const ExecutionRow *row)
{
	ClassDescription info = { .size = sizeof info };

	(void) row;
	return execution_get_class (execution, &execution->prefixes.constrained, &info);
}
