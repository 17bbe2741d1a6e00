/* SPDX-License-Identifier: MIT */
#include "quiet.h"

typedef struct QuietProcessor {
	OperationProcessor processor; /* first: the executor's pointer is ours */
	MethodInfo *callee;           /* the only method it may call, or NULL */
	const Temp *divisor;          /* the constant defined last, if one can divide by it without a check */
} QuietProcessor;

static int
begin_method (OperationProcessor *processor, Block *const *blocks, uint32_t block_count)
{
	(void) processor;
	for (uint32_t i = 0; i < block_count; i++)
		if (blocks [i]->is_loop_header)
			return 0;
	return 1;
}

static int
is_float (const Temp *temp)
{
	return temp->type.kind == STACK_FLOAT32 || temp->type.kind == STACK_FLOAT64;
}

/* Whether OPERATION, of a kind that may throw, cannot. */
static int
cannot_throw (const QuietProcessor *quiet, const Operation *operation)
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
process (OperationProcessor *processor, const Operation *operation)
{
	QuietProcessor *quiet = (QuietProcessor *) processor;
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

int
executor_is_quiet (Compilation *compilation, const MethodSource *source, int is_recursive)
{
	/* The verdict of this attempt, if there is one, is not the compilation's. */
	Compilation attempt = *compilation;
	QuietProcessor quiet = {
		.processor = { .begin_method = begin_method, .process = process },
		.callee = is_recursive ? source->method : NULL,
	};
	int is_quiet = executor_run (&attempt, source, &quiet.processor);

	if (attempt.result == COMPILATION_RUNTIME_EXCEPTION)
		compilation->runtime->clear_failure (compilation->runtime);
	return is_quiet;
}
