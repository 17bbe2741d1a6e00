/* SPDX-License-Identifier: MIT
 *
 * The symbolic executor's loop: over the blocks of a method, and the instructions of a block. */
#include "execution.h"

/* `this` is a reference, or for a value type's method a managed pointer: ECMA-335 I.8.9.7. */
static int
describe_this (Execution *execution)
{
	Compilation *compilation = execution->compilation;
	ClassInfo *klass = execution->source->info.klass;
	ClassDescription info = { .size = sizeof info };
	TypeKind kind;

	if (!compilation->runtime->describe_class (compilation->runtime, klass, &info))
		return execution_runtime_failed (execution);
	kind = info.flags & CLASS_VALUE_TYPE ? TYPE_BYREF : TYPE_REFERENCE;
	execution->arguments [0] = (Variable) { .kind = kind,
		.stack = execution_class_stack_type (klass, kind),
		.size = sizeof (void *),
		.storage = { kind, klass } };
	return 1;
}

static int
describe_variables (Execution *execution)
{
	Compilation *compilation = execution->compilation;
	const SignatureDescription *signature = &execution->source->signature;
	const MethodBody *body = &execution->source->body;
	uint32_t first = signature->has_this;

	execution->argument_count = first + signature->parameter_count;
	execution->arguments = arena_array (compilation->arena, Variable, execution->argument_count);
	execution->local_count = body->local_count;
	execution->locals = arena_array (compilation->arena, Variable, body->local_count);
	if (first && !describe_this (execution))
		return 0;
	for (uint32_t i = 0; i < signature->parameter_count; i++)
		if (!execution_describe_type (execution, signature->parameters [i], &execution->arguments [first + i]))
			return 0;
	for (uint32_t i = 0; i < body->local_count; i++) {
		if (!execution_describe_type (execution, body->locals [i], &execution->locals [i]))
			return 0;
		if (execution->locals [i].kind == TYPE_VOID)
			return reject_code (compilation, 0, "local %u is void", i);
	}
	return execution_describe_type (execution, signature->result, &execution->result);
}

/* Mono checks the depth of the stack against max_stack for instructions that push one value more than they pop, and not
 * for calls (mini/method-to-ir.c: CHECK_STACK_OVF); ours has room for one value more. */
static int
check_stack (Execution *execution, const OpcodeRow *row)
{
	uint32_t max_stack = execution->source->body.max_stack;

	if (row->pops > 0 && !execution_need (execution, row->pops))
		return 0;
	if (row->pops >= 0 && row->pushes > row->pops && execution->depth + 1 > max_stack)
		return EXECUTION_REJECT (execution, "%s makes the stack deeper than its maximum of %u", row->name, max_stack);
	return 1;
}

static int
execute_instruction (Execution *execution, const Instruction *instruction)
{
	const ExecutionRow *row = &execution_table [instruction->opcode];

	execution->instruction = instruction;
	if (!row->execute)
		return decline (execution->compilation, DECLINE_WRAPPER_INSTRUCTION, instruction->offset, "%s",
			opcode_table [instruction->opcode].name);
	if (!check_stack (execution, &opcode_table [instruction->opcode]))
		return 0;
	trace_offsets_begin_instruction (execution);
	if (!row->execute (execution, row))
		return 0;
	trace_offsets_end_instruction (execution);
	return 1;
}

/* Goes on into the next block when the block's last instruction is not one that says where to go. */
static int
fall_through (Execution *execution, const Instruction *last)
{
	FlowBlock *block = execution->block;
	Operation operation = execution_operation (execution, OPERATION_JUMP);
	Block *target;

	if (opcode_ends_flow (last->opcode) || opcode_table [last->opcode].flow == FLOW_COND_BRANCH)
		return 1;
	if (!block->successor_count)
		return EXECUTION_REJECT (execution, "control falls off the end of the code");
	if (!execution_leave_block (execution))
		return 0;
	target = &block->successors [0]->block;
	operation.target_count = 1;
	operation.targets = &target;
	return execution_send (execution, &operation);
}

static int
execute_block (Execution *execution, FlowBlock *block)
{
	const MethodBody *body = &execution->source->body;
	Instruction instruction = { .offset = block->block.il_offset };
	ReaderResult result;
	Reader reader;

	execution->block = block;
	execution->instruction = &instruction;
	if ((execution->processor->begin_block &&
			!execution->processor->begin_block (execution->processor, &block->block)) ||
		!execution_enter_block (execution, block))
		return 0;
	trace_offsets_begin_block (execution);
	reader_initialize (&reader, body->code, block->end_offset);
	reader.knows_runtime_opcodes = (execution->source->info.flags & METHOD_WRAPPER) != 0;
	reader.offset = block->block.il_offset;
	while ((result = reader_next (&reader, &instruction)) == READER_INSTRUCTION)
		if (!execute_instruction (execution, &instruction))
			return 0;
	if (result != READER_END)
		return reject_code (execution->compilation, reader.offset, "%s", reader_result_sentence (result));
	/* Prefixes stay, as in Mono's compiler: for the next block in IL order, however control gets there. */
	return fall_through (execution, &instruction);
}

int
executor_run (Compilation *compilation, const MethodSource *source, OperationProcessor *processor)
{
	const MethodBody *body = &source->body;
	const Instruction start = { 0 };
	Execution execution = {
		.compilation = compilation,
		.runtime = compilation->runtime,
		.source = source,
		.processor = processor,
		.instruction = &start,
		.float32_is_exact = compilation->runtime->get_layout (compilation->runtime)->float32_is_exact,
	};

	if (!flow_find_blocks (compilation, source, &execution.flow) || !describe_variables (&execution))
		return 0;
	execution.stack = arena_array (compilation->arena, Temp *, body->max_stack + 1);
	execution.slots = arena_array (compilation->arena, Slot *, body->max_stack + 1);

	trace_offsets_begin_method (&execution);
	if (processor->begin_method &&
		!processor->begin_method (processor, execution.flow.reachable, execution.flow.reachable_count))
		return 0;
	for (uint32_t i = 0; i < execution.flow.block_count; i++) {
		FlowBlock *block = &execution.flow.blocks [i];

		if (block->is_reachable && !execute_block (&execution, block))
			return 0;
	}
	trace_offsets_end_method (&execution);
	return !processor->end_method || processor->end_method (processor);
}
