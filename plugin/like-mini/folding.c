/* SPDX-License-Identifier: MIT */
#include "folding.h"

#include "../executor/stack-types.h"

/* ---- Chains of blocks ---- */

static const Operation *
last_of (const Block *block)
{
	const Operation *operation = block->operations;

	while (operation->next)
		operation = operation->next;
	return operation;
}

/* Blocks that mini's compiler joins: the only successor of one is a block that nothing else leads to. */
static void
order_blocks (Folding *folding, Arena *arena, const Operations *operations)
{
	uint32_t count = operations->block_count, next = 0;
	uint32_t *predecessors = arena_array (arena, uint32_t, count);
	Block **follower = arena_array (arena, Block *, count), **blocks = arena_array (arena, Block *, count);
	uint8_t *is_joined = arena_array (arena, uint8_t, count), *begins = arena_array (arena, uint8_t, count);
	uint8_t *is_placed = arena_array (arena, uint8_t, count);

	for (uint32_t i = 0; i < count; i++) {
		const Operation *last = last_of (operations->blocks [i]);

		for (uint32_t j = 0; j < last->target_count; j++)
			if (!last->targets [j]->is_invalid)
				predecessors [last->targets [j]->number]++;
		if (last->code == OPERATION_JUMP && !last->targets [0]->is_invalid)
			follower [i] = last->targets [0];
	}
	for (uint32_t i = 0; i < count; i++) {
		Block *block = follower [i];

		if (block && (predecessors [block->number] > 1 || block->clause >= 0 || block == operations->entry))
			follower [i] = NULL;
		else if (block)
			is_joined [block->number] = 1;
	}
	/* Blocks that lead to each other in a circle, and that nothing else leads to, are all joined: they come last. */
	for (int circles = 0; circles < 2; circles++) {
		for (uint32_t i = 0; i < count; i++) {
			if (is_placed [i] || (is_joined [i] && !circles))
				continue;
			begins [next] = 1;
			for (Block *block = operations->blocks [i]; block && !is_placed [block->number];
				block = follower [block->number]) {
				is_placed [block->number] = 1;
				blocks [next++] = block;
			}
		}
	}
	folding->blocks = blocks;
	folding->begins = begins;
}

/* ---- Variables ---- */

/* The place of the variable that OPERATION reads, writes, or takes the address of; -1 for other operations. */
static int64_t
variable_of (const Folding *folding, const Operation *operation)
{
	const Body *body = folding->body;

	switch (operation->code) {
	case OPERATION_ARGUMENT:
	case OPERATION_STORE_ARGUMENT:
	case OPERATION_ARGUMENT_ADDRESS:
		return operation->index;
	case OPERATION_LOCAL:
	case OPERATION_STORE_LOCAL:
	case OPERATION_LOCAL_ADDRESS:
		return (int64_t) body->argument_count + operation->index;
	case OPERATION_SLOT:
	case OPERATION_STORE_SLOT:
		return (int64_t) body->argument_count + body->local_count + operation->index;
	default:
		return -1;
	}
}

void
folding_begin (Folding *folding, Compilation *compilation, const Body *body)
{
	const Operations *operations = &body->operations;
	Arena *arena = compilation->arena;
	uint32_t variables = body->argument_count + body->local_count + operations->slot_count;

	*folding = (Folding) {
		.body = body,
		.definitions = arena_array (arena, const Operation *, operations->temp_count + 1),
		.temps = arena_array (arena, Folded, operations->temp_count + 1),
		.variables = arena_array (arena, Folded, variables),
		.stored_in = arena_array (arena, uint32_t, variables),
		.has_address = arena_array (arena, uint8_t, variables),
	};
	order_blocks (folding, arena, operations);
	for (uint32_t i = 0; i < operations->block_count; i++)
		for (const Operation *operation = operations->blocks [i]->operations; operation; operation = operation->next) {
			if (operation->result)
				folding->definitions [operation->result->number] = operation;
			if (operation->code == OPERATION_LOCAL_ADDRESS || operation->code == OPERATION_ARGUMENT_ADDRESS)
				folding->has_address [variable_of (folding, operation)] = 1;
			folding->allocates |= operation->code == OPERATION_LOCAL_ALLOCATE;
		}
}

const Block *
folding_enter_block (Folding *folding, uint32_t index)
{
	folding->chain += folding->begins [index];
	return folding->blocks [index];
}

/* ---- Values ---- */

static Folded
constant (int64_t word)
{
	return (Folded) { .is_known = 1, .is_extended = word == (int32_t) word, .word = word };
}

static Folded
computed (uint64_t word)
{
	Folded folded = constant ((int64_t) word);

	folded.is_computed = 1;
	return folded;
}

/* cfold.c:mono_constant_fold_ins: the result of CODE, of int32, in 64 bits; 0 if it is not folded. */
static int
fold (OperationCode code, uint64_t a, uint64_t b, Folded *result)
{
	int32_t narrow_a = (int32_t) a, narrow_b = (int32_t) b;

	switch (code) {
	case OPERATION_ADD:
		*result = computed (a + b);
		return 1;
	case OPERATION_SUB:
		*result = computed (a - b);
		return 1;
	case OPERATION_MUL:
		*result = computed (a * b);
		return 1;
	case OPERATION_AND:
		*result = computed (a & b);
		return 1;
	case OPERATION_OR:
		*result = computed (a | b);
		return 1;
	case OPERATION_XOR:
		*result = computed (a ^ b);
		return 1;
	case OPERATION_SHL:
		*result = computed (a << (b & 63));
		return 1;
	case OPERATION_SHR:
		*result = computed ((uint64_t) ((int64_t) a >> (b & 63)));
		return 1;
	case OPERATION_SHR_UN:
		*result = computed ((uint64_t) (uint32_t) a >> (b & 31));
		return 1;
	case OPERATION_DIV:
	case OPERATION_REM:
		if (narrow_b == 0 || narrow_b == -1)
			return 0;
		*result = computed ((uint64_t) (int64_t) (code == OPERATION_DIV ? narrow_a / narrow_b : narrow_a % narrow_b));
		return 1;
	case OPERATION_DIV_UN:
	case OPERATION_REM_UN:
		if (narrow_b == 0)
			return 0;
		*result = computed (code == OPERATION_DIV_UN ? (uint32_t) a / (uint32_t) b : (uint32_t) a % (uint32_t) b);
		return 1;
	default:
		return 0;
	}
}

static Folded
fold_operation (const Folding *folding, const Operation *operation)
{
	const Folded nothing = { 0 };
	const Folded *a, *b;
	Folded result;

	if (operation->result->type.kind != STACK_INT32)
		return nothing;
	a = folding_of (folding, operation->operands [0]);
	if (operation->code == OPERATION_NEG || operation->code == OPERATION_NOT)
		return !a->is_known ? nothing
							: computed (operation->code == OPERATION_NEG ? -(uint64_t) a->word : ~(uint64_t) a->word);
	if (operation->operand_count != 2 || operation->operands [1]->type.kind != STACK_INT32)
		return nothing;
	b = folding_of (folding, operation->operands [1]);
	if (a->is_known && b->is_known && fold (operation->code, (uint64_t) a->word, (uint64_t) b->word, &result))
		return result;
	return nothing;
}

/* What the IL spells out changes the register; what it does not is a move. */
static Folded
convert (const Folding *folding, const Operation *operation)
{
	const Folded *a = folding_of (folding, operation->operands [0]);
	StackKind from = operation->operands [0]->type.kind;

	if (operation->flags & OPERATION_IMPLICIT && from == STACK_INT32)
		return *a;
	if (operation->result->type.kind == STACK_INT32) {
		int is_whole = operation->storage.kind == TYPE_INT32 || operation->storage.kind == TYPE_UINT32;

		if (from == STACK_INT32 && is_whole)
			return *a;
		return (Folded) { .is_extended = stack_is_word (from) && operation->storage.kind == TYPE_INT32 };
	}
	if (from == STACK_INT32 && a->is_known && !(operation->flags & OPERATION_CHECKED))
		return constant (operation->storage.kind == TYPE_UINT64 || operation->storage.kind == TYPE_NATIVE_UINT
				? (int64_t) (uint32_t) a->word
				: (int64_t) (int32_t) a->word);
	return stack_is_word (from) && stack_is_word (operation->result->type.kind) ? *a : (Folded) { 0 };
}

/* A load fills the whole register, with the sign or, of what has none, with zeros. */
static int
loads_whole_register (TypeKind kind)
{
	return kind >= TYPE_BOOLEAN && kind <= TYPE_INT32;
}

static Folded
value_of (const Folding *folding, const Operation *operation)
{
	int64_t variable = variable_of (folding, operation);

	if (variable >= 0)
		return folding->stored_in [variable] == folding->chain && !folding->has_address [variable]
			? folding->variables [variable]
			: (Folded) { 0 };
	switch (operation->code) {
	case OPERATION_CONSTANT_INT32:
	case OPERATION_CONSTANT_INT64:
		return constant (operation->integer);
	case OPERATION_CONVERT:
		return convert (folding, operation);
	case OPERATION_LOAD_INDIRECT:
	case OPERATION_LOAD_FIELD:
	case OPERATION_LOAD_STATIC:
	case OPERATION_LOAD_ELEMENT:
		return (Folded) { .is_extended = loads_whole_register (operation->storage.kind) };
	case OPERATION_COMPARE:
	case OPERATION_SIZE_OF:
		return (Folded) { .is_extended = 1 };
	default:
		return operation->operand_count ? fold_operation (folding, operation) : (Folded) { 0 };
	}
}

/* Whether a variable keeps all that is stored in it: not one that is narrower than values on the stack. */
static int
keeps_all (const Operation *operation)
{
	if (operation->code == OPERATION_STORE_SLOT)
		return 1;
	return operation->storage.kind == TYPE_INT32 || operation->storage.kind == TYPE_UINT32 ||
		stack_is_word ((StackKind) stack_kind_of_type (operation->storage.kind));
}

void
folding_pass (Folding *folding, const Operation *operation)
{
	if (operation->result) {
		folding->temps [operation->result->number] = value_of (folding, operation);
		return;
	}
	int64_t variable = variable_of (folding, operation);
	if (variable < 0)
		return;
	folding->variables [variable] = keeps_all (operation) ? *folding_of (folding, operation->operands [0])
														  : (Folded) { 0 };
	folding->stored_in [variable] = folding->chain;
}
