/* SPDX-License-Identifier: MIT */
#include "quiet.h"

#include "bodies.h"
#include "execution.h"

typedef struct Quiet {
	MethodInfo *callee;  /* the only method it may call, or NULL */
	const Temp *divisor; /* the constant defined last, if one can divide by it without a check */
} Quiet;

/* Whether INSTRUCTION may be one that cannot throw, as far as its opcode tells. */
static int
may_be_quiet (const Instruction *instruction, int calls_itself)
{
	const ExecutionRow *row = &execution_table [instruction->opcode];

	switch (row->operation) {
	case OPERATION_CONVERT:
		return !(row->flags & OPERATION_CHECKED);
	case OPERATION_DIV:
	case OPERATION_DIV_UN:
	case OPERATION_REM:
	case OPERATION_REM_UN:
		return 1;
	case OPERATION_CALL:
		return calls_itself;
	default:
		return !(operation_table [row->operation].traits & OPERATION_MAY_THROW);
	}
}

/* The same of all that can be reached: nothing is asked of the runtime about most methods, which are not quiet. */
static int
may_all_be_quiet (const MethodSource *source, const Flow *flow, int calls_itself)
{
	for (uint32_t i = 0; i < flow->block_count; i++) {
		const FlowBlock *block = &flow->blocks [i];
		Instruction instruction;
		Reader reader;

		if (!block->is_reachable)
			continue;
		reader_initialize (&reader, source->body.code, block->end_offset);
		reader.offset = block->block.il_offset;
		while (reader_next (&reader, &instruction) == READER_INSTRUCTION)
			if (!may_be_quiet (&instruction, calls_itself))
				return 0;
	}
	return 1;
}

static int
is_float (const Temp *temp)
{
	return temp->type.kind == STACK_FLOAT32 || temp->type.kind == STACK_FLOAT64;
}

/* Whether OPERATION, of a kind that may throw, cannot. */
static int
cannot_throw (const Quiet *quiet, const Operation *operation)
{
	switch (operation->code) {
	case OPERATION_CONVERT:
		return !(operation->flags & OPERATION_CHECKED);
	case OPERATION_DIV:
		return is_float (operation->operands [0]) || operation->operands [1] == quiet->divisor;
	case OPERATION_DIV_UN:
	case OPERATION_REM:
	case OPERATION_REM_UN:
		return operation->operands [1] == quiet->divisor;
	case OPERATION_CALL:
		return operation->method == quiet->callee && !(operation->flags & OPERATION_VIRTUAL) && !operation->klass;
	default:
		return 0;
	}
}

static int
is_quiet_operation (Quiet *quiet, const Operation *operation)
{
	int is_constant = operation->code == OPERATION_CONSTANT_INT32 || operation->code == OPERATION_CONSTANT_INT64;

	if (operation_table [operation->code].traits & OPERATION_MAY_THROW && !cannot_throw (quiet, operation))
		return 0;
	if (operation->code == OPERATION_BREAKPOINT)
		return 0;
	for (uint32_t i = 0; i < operation->target_count; i++)
		if (operation->targets [i]->is_invalid)
			return 0;
	/* Neither zero, nor -1, by which the least integer cannot be divided */
	if (is_constant)
		quiet->divisor = operation->integer != 0 && operation->integer != -1 ? operation->result : NULL;
	return 1;
}

static int
is_quiet (Compilation *compilation, Body *body, int calls_itself)
{
	Quiet quiet = { .callee = calls_itself ? body->method : NULL };
	const Flow *flow = bodies_flow (compilation, body);
	const Operations *operations;

	if (!flow || flow->has_loops || !may_all_be_quiet (body->source, flow, calls_itself))
		return 0;
	operations = bodies_operations (compilation, body);
	if (!operations)
		return 0;
	for (uint32_t i = 0; i < operations->block_count; i++)
		for (const Operation *operation = operations->blocks [i]->operations; operation; operation = operation->next)
			if (!is_quiet_operation (&quiet, operation))
				return 0;
	return 1;
}

int
executor_is_quiet (Compilation *compilation, Body *body, int calls_itself)
{
	Answer *answer = &body->is_quiet [calls_itself];

	if (*answer == NOT_ASKED)
		*answer = is_quiet (compilation, body, calls_itself) ? ANSWER_YES : ANSWER_NO;
	return *answer == ANSWER_YES;
}
