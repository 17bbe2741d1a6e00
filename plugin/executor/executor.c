/* SPDX-License-Identifier: MIT
 *
 * The symbolic executor's loop: over the blocks of a method, and the instructions of a block. */
#include "executor.h"

#include "execution.h"

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

/* Prefixes are followed by what they are for: ECMA-335 III.2. Mono's compiler keeps them until an instruction takes them:
 * the next in IL order, however control gets there. */
static int
check_prefixes (Execution *execution)
{
	const Instruction *instruction = execution->instruction;
	int is_open = execution->prefixes.flags || execution->prefixes.constrained;

	if (!is_open || like_mini (execution->compilation, LIKE_STRAY_PREFIXES))
		return 1;
	int is_prefix = opcode_table [instruction->opcode].flow == FLOW_META || instruction->opcode == OPCODE_NO_;
	if (is_prefix && instruction->next_offset < execution->block->end_offset)
		return 1;
	return EXECUTION_REJECT (execution, "%s follows a prefix that it cannot have",
		opcode_table [instruction->opcode].name);
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
	if (!row->execute (execution, row) || !check_prefixes (execution))
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
	return execution_append (execution, &operation);
}

static int
execute_block (Execution *execution, FlowBlock *block)
{
	const MethodBody *body = &execution->source->body;
	Instruction instruction = { .offset = block->block.il_offset };
	ReaderResult result;
	Reader reader;

	execution->block = block;
	execution->last = NULL;
	execution->instruction = &instruction;
	if (!execution_enter_block (execution, block))
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
	return fall_through (execution, &instruction);
}

int
executor_run (Compilation *compilation, Body *body)
{
	uint32_t max_stack = body->source->body.max_stack;
	Execution execution = {
		.compilation = compilation,
		.runtime = compilation->runtime,
		.body = body,
		.source = body->source,
		.float32_is_exact = compilation->runtime->get_layout (compilation->runtime)->float32_is_exact,
		.stack = arena_array (compilation->arena, Temp *, max_stack + 1),
		.slots = arena_array (compilation->arena, Slot *, max_stack + 1),
	};

	body->operations.blocks = body->flow.reachable;
	body->operations.block_count = body->flow.reachable_count;
	body->operations.entry = body->operations.blocks [0];
	trace_offsets_begin_method (&execution);
	for (uint32_t i = 0; i < body->flow.block_count; i++) {
		FlowBlock *block = &body->flow.blocks [i];

		if (block->is_reachable && !execute_block (&execution, block))
			return 0;
	}
	trace_offsets_end_method (&execution);
	body->operations.is_whole = 1;
	return 1;
}

int
executor_fail (Compilation *compilation, const Body *body)
{
	Body again = { 0 };

	if (body_initialize (&again, compilation, body->source) &&
		flow_find_blocks (compilation, body->source, &again.flow) && executor_run (compilation, &again))
		return internal_error (compilation, 0, "what was wrong with the IL is wrong no more");
	return 0;
}
