/* SPDX-License-Identifier: MIT
 *
 * Instructions of the runtime's own, which only its wrappers have: il/runtime-opcode.def. What they mean is in
 * mini/method-to-ir.c:mono_method_to_ir, "Mono specific opcodes". */
#include "execution.h"

static const StackType native_int_type = { STACK_NATIVE_INT, NULL };

int
execute_runtime_call (Execution *execution, const ExecutionRow *row)
{
	Operation operation = execution_operation (execution, row->operation);
	IRuntimeInformation *runtime = execution->runtime;
	RuntimeFunction function = { .size = sizeof function };
	SignatureDescription signature = { .size = sizeof signature };
	Temp **operands;

	operation.token = (uint32_t) execution->instruction->integer;
	if (!runtime->get_runtime_function (runtime, execution->source->method, operation.token, &function) ||
		!runtime->describe_signature (runtime, function.signature, &signature))
		return execution_runtime_failed (execution);
	if (!execution_need (execution, signature.parameter_count))
		return 0;
	operation.signature = function.signature;
	operation.operand_count = signature.parameter_count;
	operands = arena_array (execution->compilation->arena, Temp *, operation.operand_count + 1);
	if (!execution_pop_parameters (execution, &signature, DESTINATION_CALL, operands))
		return 0;
	operation.operands = operands;
	return execution_append_call (execution, &operation, &signature);
}

/* From here on arithmetic finds the members of the object, or of the structure at a native address. */
int
execute_object_address (Execution *execution, const ExecutionRow *row)
{
	Temp *object = execution_pop (execution);

	(void) row;
	if (object->type.kind != STACK_BYREF)
		object = execution_convert (execution, object, TYPE_BYREF, 0, (StackType) { STACK_BYREF, NULL });
	return object && execution_push (execution, object);
}

int
execute_delegate_function (Execution *execution, const ExecutionRow *row)
{
	Operation operation = execution_operation (execution, row->operation);
	Temp *delegate = execution_reference (execution, execution_pop (execution));

	operation.operand_count = 1;
	operation.operands = &delegate;
	return delegate && execution_push_result (execution, &operation, native_int_type);
}

int
execute_interruption_word (Execution *execution, const ExecutionRow *row)
{
	Operation operation = execution_operation (execution, row->operation);

	return execution_push_result (execution, &operation, native_int_type);
}

int
execute_throw_again (Execution *execution, const ExecutionRow *row)
{
	Operation operation = execution_operation (execution, row->operation);
	Temp *exception = execution_reference (execution, execution_pop (execution));

	execution->depth = 0;
	operation.operand_count = 1;
	operation.operands = &exception;
	return exception && execution_append (execution, &operation);
}

/* Below the address lies an argument that only mini's LLVM back end passes on. */
int
execute_call_without_extra (Execution *execution, const ExecutionRow *row)
{
	Temp *function;

	if (!execution_need (execution, 2))
		return 0;
	function = execution_pop (execution);
	execution_pop (execution);
	return execution_push (execution, function) && execute_call_indirect (execution, row);
}
