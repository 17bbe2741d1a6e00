/* SPDX-License-Identifier: MIT
 *
 * Values on the stack at block edges: ECMA-335 III.1.8.1.3 and mini/method-to-ir.c: handle_stack_args. Blocks are
 * executed in IL order, so that a block to which only later ones branch starts with an empty stack: III.1.7.5. */
#include "execution.h"

/* A catch handler or filter starts with the exception on its stack, another handler with nothing: ECMA-335 III.1.7.5. */
static int
enter_handler (Execution *execution, FlowBlock *block)
{
	const ExceptionClause *clause = &execution->source->body.clauses [block->block.clause];
	Operation operation = execution_operation (execution, OPERATION_CAUGHT_EXCEPTION);

	if (clause->kind != CLAUSE_CATCH && clause->kind != CLAUSE_FILTER)
		return 1;
	operation.index = (uint32_t) block->block.clause;
	return execution_push_result (execution, &operation, (StackType) { STACK_REFERENCE, clause->catch_class });
}

int
execution_enter_block (Execution *execution, FlowBlock *block)
{
	block->is_entered = 1;
	block->has_entry_stack = 1;
	if (block->block.clause >= 0)
		return enter_handler (execution, block);
	for (uint32_t i = 0; i < block->entry_depth; i++) {
		const Slot *slot = block->entry_slots [i];
		Operation operation = execution_operation (execution, OPERATION_SLOT);

		operation.index = slot->index;
		operation.slot_type = slot->type;
		if (!execution_push_loaded (execution, &operation, slot->type))
			return 0;
	}
	return 1;
}

/* A class is part of the type only where it matters: paths with references to objects of several classes meet. */
static StackType
slot_type (StackType type)
{
	return (StackType) { type.kind, type.kind == STACK_VALUE ? type.klass : NULL };
}

static Slot *
find_slot (Execution *execution, uint32_t depth, StackType type)
{
	Slot *slot;

	for (slot = execution->slots [depth]; slot; slot = slot->next)
		if (slot->type.kind == type.kind && slot->type.klass == type.klass)
			return slot;
	slot = arena_new (execution->compilation->arena, Slot);
	slot->index = execution->body->operations.slot_count++;
	slot->type = type;
	slot->next = execution->slots [depth];
	execution->slots [depth] = slot;
	return slot;
}

static const Slot **
slots_for_stack (Execution *execution)
{
	const Slot **slots = arena_array (execution->compilation->arena, const Slot *, execution->depth);

	for (uint32_t i = 0; i < execution->depth; i++)
		slots [i] = find_slot (execution, i, slot_type (execution->stack [i]->type));
	return slots;
}

static Merge
merge_value (const Execution *execution, StackType to, StackType from)
{
	if (to.kind != STACK_VALUE || from.kind != STACK_VALUE || to.klass == from.klass)
		return wider_merge (execution->compilation, to.kind, from.kind);
	return like_mini (execution->compilation, LIKE_STACK_JOINS) ? MERGE_REINTERPRETS : MERGE_FORBIDDEN;
}

/* The worst of what becomes of the values on the stack at the start of SUCCESSOR. */
static Merge
merge_stack (const Execution *execution, const FlowBlock *successor)
{
	Merge worst = MERGE_CONVERTS;

	for (uint32_t i = 0; i < execution->depth; i++) {
		Merge merge = merge_value (execution, successor->entry_slots [i]->type, execution->stack [i]->type);

		if (merge > worst)
			worst = merge;
	}
	return worst;
}

static int
store_slot (Execution *execution, Slot *slot, Temp *temp)
{
	Operation operation = execution_operation (execution, OPERATION_STORE_SLOT);

	if (slot->stored_in == execution->block)
		return 1;
	slot->stored_in = execution->block;
	temp = merge_value (execution, slot->type, temp->type) == MERGE_REINTERPRETS
		? execution_reinterpret (execution, temp, stack_kind_type (slot->type.kind), slot->type.klass)
		: execution_widen (execution, temp, slot->type);
	if (!temp)
		return 0;
	operation.index = slot->index;
	operation.slot_type = slot->type;
	operation.operand_count = 1;
	operation.operands = &temp;
	return execution_append (execution, &operation);
}

static int
store_stack (Execution *execution, const FlowBlock *successor)
{
	for (uint32_t i = 0; i < execution->depth; i++)
		if (!store_slot (execution, (Slot *) successor->entry_slots [i], execution->stack [i]))
			return 0;
	return 1;
}

/* Handlers start with a stack of their own, whoever falls into them. */
static int
takes_stack (const FlowBlock *successor)
{
	return !successor->block.is_invalid && successor->block.clause < 0;
}

/* Mono's compiler gives to all successors what it finds for the first that has something already. */
static const Slot **
slots_for_successors (Execution *execution)
{
	for (uint32_t i = 0; i < execution->block->successor_count; i++) {
		const FlowBlock *successor = execution->block->successors [i];

		if (takes_stack (successor) && successor->entry_slots && successor->entry_depth == execution->depth)
			return successor->entry_slots;
	}
	return slots_for_stack (execution);
}

/* The values on the stack go to *EDGE; what cannot go there makes the edge a wrong one. */
static int
send_stack (Execution *execution, FlowBlock **edge)
{
	switch (merge_stack (execution, *edge)) {
	case MERGE_CONVERTS:
	case MERGE_REINTERPRETS:
		return store_stack (execution, *edge);
	case MERGE_OF_REGISTERS:
		return decline (execution->compilation, DECLINE_STACK_MERGE, execution->instruction->offset,
			"32 and 64 bits at IL_%04x", (*edge)->block.il_offset);
	case MERGE_FORBIDDEN:
		return EXECUTION_REJECT (execution, "paths with values of different kinds on the stack meet at IL_%04x",
			(*edge)->block.il_offset);
	case MERGE_IMPOSSIBLE:
	default:
		*edge = &execution->body->flow.invalid;
		return 1;
	}
}

/* Values do not leave a filter, which is a function of its own. */
static int
leaves_filter (const Execution *execution, const FlowBlock *successor)
{
	const MethodBody *body = &execution->source->body;

	return flow_filter_at (body, execution->block->block.il_offset) !=
		flow_filter_at (body, successor->block.il_offset);
}

static int
leave_by (Execution *execution, FlowBlock **edge, const Slot **slots)
{
	FlowBlock *successor = *edge;

	if (!takes_stack (successor))
		return 1;
	if (execution->depth && leaves_filter (execution, successor)) {
		*edge = &execution->body->flow.invalid;
		return 1;
	}
	int is_like_mini = like_mini (execution->compilation, LIKE_STACK_DEPTHS);
	/* Of paths without values Mono takes no notice: who comes that way finds what happens to be in the variables;
	 * in our slots, zeros or what was there last. */
	if (!successor->has_entry_stack || (is_like_mini && !successor->is_entered && !successor->entry_depth)) {
		successor->has_entry_stack = 1;
		successor->entry_depth = execution->depth;
		successor->entry_slots = slots;
	}
	/* A block that has started with an empty stack does not see what a branch back to it leaves there. */
	if (is_like_mini && ((successor->is_entered && !successor->entry_depth) || !execution->depth))
		return 1;
	if (successor->entry_depth != execution->depth)
		return EXECUTION_REJECT (execution, "paths with %u and %u values on the stack meet at IL_%04x",
			execution->depth, successor->entry_depth, successor->block.il_offset);
	return send_stack (execution, edge);
}

int
execution_leave_block (Execution *execution)
{
	const Slot **slots = execution->depth ? slots_for_successors (execution) : NULL;

	for (uint32_t i = 0; i < execution->block->successor_count; i++)
		if (!leave_by (execution, &execution->block->successors [i], slots))
			return 0;
	execution->depth = 0;
	return 1;
}
