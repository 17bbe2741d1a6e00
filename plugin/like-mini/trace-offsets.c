/* SPDX-License-Identifier: MIT
 *
 * The IL offsets that stack traces show, for the same program the same as with Mono's compiler (facts from
 * mini/method-to-ir.c: mono_method_to_ir, get_basic_blocks; branch-opts.c: mono_optimize_branches; debug-mini.c).
 *
 * Without symbols a trace shows sequence points: where the evaluation stack is empty, behind calls, and at some other
 * instructions. What counts is the last one before the machine instruction in the order of the code, which is that of the
 * IL but for one thing: a block that ends in `throw`, and into which a branch on a condition falls through, is moved
 * behind the method's epilogue.
 *
 * With symbols the line table counts, which has a row for each IL instruction, and at its end one for the epilogue, with
 * the IL's end. So all that was moved behind the epilogue has that offset, and the method's last line. */
#include "../executor/execution.h"

#include <string.h>

enum { MAXIMUM_EXCEPTION_PARAMETERS = 2 };

#define NOT_YET_KNOWN UINT32_MAX

static uint32_t *
current_point (Execution *execution)
{
	return execution->trace.is_behind ? &execution->trace.behind : &execution->trace.in_line;
}

/* ---- Blocks with `throw` ---- */

/* Mono's compiler marks them while it is still finding the blocks: each by the last start before its `throw` that is known
 * when it comes upon that (get_basic_blocks). */

static void
mark_start (const MethodBody *body, uint8_t *is_known, uint32_t offset)
{
	if (offset < body->code_size)
		is_known [offset] = 1;
}

static void
mark_starts (const MethodBody *body, uint8_t *is_known, const Instruction *instruction)
{
	switch (opcode_table [instruction->opcode].operand) {
	case InlineBrTarget:
		mark_start (body, is_known, instruction->target);
		mark_start (body, is_known, instruction->next_offset);
		break;
	case InlineSwitch:
		mark_start (body, is_known, instruction->next_offset);
		for (uint32_t i = 0; i < instruction->target_count; i++)
			mark_start (body, is_known, instruction_switch_target (instruction, i));
		break;
	default:
		break;
	}
}

static uint8_t *
find_throwing_blocks (Execution *execution)
{
	const MethodBody *body = &execution->source->body;
	Arena *arena = execution->compilation->arena;
	uint8_t *is_known = arena_array (arena, uint8_t, body->code_size);
	uint8_t *throws = arena_array (arena, uint8_t, body->code_size);
	Instruction instruction;
	Reader reader;

	is_known [0] = 1;
	for (uint32_t i = 0; i < body->clause_count; i++) {
		mark_start (body, is_known, body->clauses [i].try_offset);
		mark_start (body, is_known, body->clauses [i].handler_offset);
	}
	reader_initialize (&reader, body->code, body->code_size);
	reader.knows_runtime_opcodes = (execution->source->info.flags & METHOD_WRAPPER) != 0;
	while (reader_next (&reader, &instruction) == READER_INSTRUCTION) {
		mark_starts (body, is_known, &instruction);
		if (instruction.opcode == OPCODE_THROW) {
			uint32_t start = instruction.offset;

			while (!is_known [start])
				start--;
			throws [start] = 1;
		}
	}
	return throws;
}

static int
is_protected_or_handler (const MethodBody *body, uint32_t offset)
{
	for (uint32_t i = 0; i < body->clause_count; i++) {
		const ExceptionClause *clause = &body->clauses [i];
		uint32_t start = clause->kind == CLAUSE_FILTER ? clause->filter_offset : clause->handler_offset;

		if ((offset >= clause->try_offset && offset - clause->try_offset < clause->try_length) ||
			(offset >= start && offset < clause->handler_offset + clause->handler_length))
			return 1;
	}
	return 0;
}

/* Whether the current block is moved behind the epilogue. Blocks in regions stay where they are. */
static int
is_moved (Execution *execution)
{
	const FlowBlock *block = execution->block;
	const MethodBody *body = &execution->source->body;

	return like_mini (execution->compilation, LIKE_TRACE_OFFSETS) && execution->trace.throwing_blocks &&
		execution->trace.throwing_blocks [block->block.il_offset] && execution->trace.plain_branch_before &&
		block > execution->body->flow.blocks && block [-1].is_reachable &&
		!is_protected_or_handler (body, block->block.il_offset) &&
		!is_protected_or_handler (body, block [-1].block.il_offset);
}

/* ---- Exceptions thrown at once ---- */

/* For an exception of the core library that it makes in such a block, Mono's compiler calls a helper instead of the
 * constructor, and puts no sequence point behind it (the case of CEE_NEWOBJ). */

static int
is_core_exception (Execution *execution, ClassInfo *klass)
{
	IRuntimeInformation *runtime = execution->runtime;
	ClassInfo *exception = runtime->get_class_info_for (runtime, NULL, "System.Exception"), *base = klass;
	ClassDescription info = { .size = sizeof info };
	int is_core = runtime->describe_class (runtime, klass, &info) && (info.flags & CLASS_CORE_LIBRARY);

	while (is_core && base && base != exception && runtime->describe_class (runtime, base, &info))
		base = info.parent;
	runtime->clear_failure (runtime);
	return is_core && base && base == exception;
}

static int
takes_strings_only (Execution *execution, const SignatureDescription *signature)
{
	for (uint32_t i = 0; i < signature->parameter_count; i++) {
		IRuntimeInformation *runtime = execution->runtime;
		TypeDescription type = { .size = sizeof type };
		ClassDescription klass = { .size = sizeof klass };

		if (!runtime->describe_type (runtime, signature->parameters [i], &type) || type.kind != TYPE_REFERENCE ||
			!runtime->describe_class (runtime, type.klass, &klass) || !(klass.flags & CLASS_STRING))
			return 0;
	}
	return 1;
}

static int
is_thrown_at_once (Execution *execution, ClassInfo *klass, const SignatureDescription *constructor)
{
	const uint8_t *throwing_blocks = execution->trace.throwing_blocks;

	return throwing_blocks && throwing_blocks [execution->block->block.il_offset] &&
		constructor->parameter_count <= MAXIMUM_EXCEPTION_PARAMETERS && takes_strings_only (execution, constructor) &&
		is_core_exception (execution, klass);
}

/* ---- Calls without a sequence point behind them ---- */

/* The instructions before the current one, of the same block; the last one first. */
static int
follows (const Execution *execution, Opcode last, Opcode before)
{
	return execution->trace.previous [0] == last && (before == OPCODE_TOTAL || execution->trace.previous [1] == before);
}

/* Mono's compiler takes some sequences of instructions as one: `typeof`, an array with its contents, a delegate over a
 * known method (the cases of CEE_LDTOKEN, CEE_NEWARR, CEE_LDFTN and CEE_LDVIRTFTN). */

void
trace_offsets_call (Execution *execution, Intrinsic intrinsic)
{
	const Opcode *previous = execution->trace.previous;

	execution->trace.is_folded = (intrinsic == INTRINSIC_TYPE_FROM_HANDLE &&
									 follows (execution, OPCODE_LDTOKEN, OPCODE_TOTAL)) ||
		(intrinsic == INTRINSIC_INITIALIZE_ARRAY && follows (execution, OPCODE_LDTOKEN, OPCODE_DUP) &&
			previous [2] == OPCODE_NEWARR && previous [3] == OPCODE_LDC_I4);
}

int
trace_offsets_new_object (Execution *execution, ClassInfo *klass, Intrinsic intrinsic,
	const SignatureDescription *constructor)
{
	int is_thrown = is_thrown_at_once (execution, klass, constructor);

	execution->trace.is_folded = is_thrown ||
		(intrinsic == INTRINSIC_DELEGATE_CONSTRUCTOR &&
			(follows (execution, OPCODE_LDFTN, OPCODE_TOTAL) || follows (execution, OPCODE_LDVIRTFTN, OPCODE_DUP)));
	return is_thrown;
}

/* ---- The walk through the method ---- */

void
trace_offsets_begin_method (Execution *execution)
{
	Compilation *compilation = execution->compilation;

	if (execution->body->flow.throws)
		execution->trace.throwing_blocks = find_throwing_blocks (execution);
	execution->trace.behind = NOT_YET_KNOWN;
	execution->trace.offsets = arena_array (compilation->arena, TraceOffset, execution->source->body.code_size);
	execution->body->operations.trace_offsets = execution->trace.offsets;
}

void
trace_offsets_begin_block (Execution *execution)
{
	const MethodBody *body = &execution->source->body;
	uint32_t offset = execution->block->block.il_offset;

	execution->trace.is_behind = is_moved (execution);
	execution->trace.plain_branch_before = 0;
	for (uint32_t i = 0; i < sizeof execution->trace.previous / sizeof *execution->trace.previous; i++)
		execution->trace.previous [i] = OPCODE_TOTAL;
	for (uint32_t i = 0; i < body->clause_count; i++) {
		const ExceptionClause *clause = &body->clauses [i];

		/* The handler of a filter has one although the exception is on the stack. */
		if (clause->kind == CLAUSE_FILTER && clause->handler_offset == offset)
			*current_point (execution) = offset;
	}
}

static int
is_float (const Temp *temp)
{
	return temp->type.kind == STACK_FLOAT32 || temp->type.kind == STACK_FLOAT64;
}

void
trace_offsets_begin_instruction (Execution *execution)
{
	const Instruction *instruction = execution->instruction;
	const OpcodeRow *row = &opcode_table [instruction->opcode];
	TraceOffset *offset = &execution->trace.offsets [instruction->offset];
	int always = instruction->opcode == OPCODE_NOP || instruction->opcode == OPCODE_RET ||
		instruction->opcode == OPCODE_ENDFINALLY;

	if (always || !execution->depth || !like_mini (execution->compilation, LIKE_TRACE_OFFSETS))
		*current_point (execution) = instruction->offset;
	offset->sequence_point = *current_point (execution);
	offset->line = execution->trace.is_behind ? execution->source->body.code_size : instruction->offset;
	execution->trace.plain_branch_before = row->flow == FLOW_COND_BRANCH && row->operand == InlineBrTarget &&
		execution->depth && !is_float (execution->stack [execution->depth - 1]);
}

void
trace_offsets_end_instruction (Execution *execution)
{
	const Instruction *instruction = execution->instruction;
	TracePosition *trace = &execution->trace;
	int calls = instruction->opcode == OPCODE_CALL || instruction->opcode == OPCODE_CALLVIRT ||
		instruction->opcode == OPCODE_CALLI || instruction->opcode == OPCODE_NEWOBJ;

	if (calls && !trace->is_folded)
		*current_point (execution) = instruction->next_offset;
	trace->is_folded = 0;
	memmove (trace->previous + 1, trace->previous, sizeof trace->previous - sizeof *trace->previous);
	trace->previous [0] = instruction->opcode;
}

/* What comes first behind the epilogue follows the last sequence point before it. */
void
trace_offsets_end_method (Execution *execution)
{
	for (uint32_t i = 0; i < execution->source->body.code_size; i++)
		if (execution->trace.offsets [i].sequence_point == NOT_YET_KNOWN)
			execution->trace.offsets [i].sequence_point = execution->trace.in_line;
}
