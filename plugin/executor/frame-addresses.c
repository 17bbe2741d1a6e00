/* SPDX-License-Identifier: MIT
 *
 * An address begins as `ldloca`, `ldarga` or `localloc`. From there it goes with values, by what operations do with them, into
 * variables, and through the addresses themselves into those whose address was taken. Of the rest of memory nothing is known:
 * what goes there may come back.
 *
 * Who is called gets managed pointers, which ECMA-335 lets nobody keep (II.14.4.2): they may come back as the result, or in a
 * variable of a type that holds managed pointers, of which the callee has the address. Of unmanaged pointers the callee may do
 * what it likes.
 *
 * Only blocks count from which control comes to the entry: what is behind has not happened. */
#include "frame-addresses.h"

typedef enum Address {
	NO_ADDRESS,
	MANAGED_ADDRESS,
	NATIVE_ADDRESS /* an unmanaged pointer, or a number that is computed from one */
} Address;

/* Where an exception of what CLAUSE protects leads: to a handler or filter. */
typedef struct Handler {
	const ExceptionClause *clause;
	uint32_t block;
} Handler;

/* Variables are numbered: arguments, locals, slots. */
typedef struct Search {
	Compilation *compilation;
	IRuntimeInformation *runtime;
	const Body *body;
	Handler *handlers;
	uint32_t handler_count;
	uint32_t first_local, first_slot;
	Address *variables; /* what each may hold */
	uint8_t *is_taken;  /* its address is */
	Address *temps;
	uint8_t *comes_to_entry; /* by block of the flow */
	int has_changed;
	const Operation *leak; /* to where nothing is known; NULL for none */
} Search;

/* ---- Blocks ---- */

static void
add_handler (Search *search, const ExceptionClause *clause, uint32_t offset)
{
	const Flow *flow = &search->body->flow;

	for (uint32_t i = 0; i < flow->block_count; i++)
		if (flow->blocks [i].block.il_offset == offset)
			search->handlers [search->handler_count++] = (Handler) { clause, i };
}

static void
find_handlers (Search *search)
{
	const MethodBody *body = &search->body->source->body;

	search->handlers = arena_array (search->compilation->arena, Handler, 2 * body->clause_count);
	for (uint32_t i = 0; i < body->clause_count; i++) {
		add_handler (search, &body->clauses [i], body->clauses [i].handler_offset);
		if (body->clauses [i].kind == CLAUSE_FILTER)
			add_handler (search, &body->clauses [i], body->clauses [i].filter_offset);
	}
}

/* Whether one of those to which an exception in BLOCK can lead is MARKED, by block. */
static int
any_handler (const Search *search, const FlowBlock *block, const uint8_t *marked)
{
	for (uint32_t i = 0; i < search->handler_count; i++) {
		const Handler *handler = &search->handlers [i];

		if (marked [handler->block] &&
			block->block.il_offset - handler->clause->try_offset < handler->clause->try_length)
			return 1;
	}
	return 0;
}

static int
any_successor (const Search *search, const FlowBlock *block, const uint8_t *marked)
{
	for (uint32_t i = 0; i < block->successor_count; i++)
		if (!block->successors [i]->block.is_invalid && marked [block->successors [i] - search->body->flow.blocks])
			return 1;
	return any_handler (search, block, marked);
}

static void
find_blocks_before (Search *search, const FlowBlock *entry)
{
	const Flow *flow = &search->body->flow;
	int has_changed = 1;

	search->comes_to_entry [entry - flow->blocks] = 1;
	while (has_changed) {
		has_changed = 0;
		for (uint32_t i = flow->block_count; i-- > 0;)
			if (flow->blocks [i].is_reachable && !search->comes_to_entry [i] &&
				any_successor (search, &flow->blocks [i], search->comes_to_entry))
				has_changed = search->comes_to_entry [i] = 1;
	}
}

/* ---- What holds addresses ---- */

static void
add (Search *search, Address *to, Address address)
{
	search->has_changed |= address > *to;
	if (address > *to)
		*to = address;
}

static int
holds_managed_pointers (const Search *search, StackType type)
{
	ClassDescription info = { .size = sizeof info };

	if (type.kind != STACK_VALUE)
		return type.kind == STACK_BYREF;
	return !type.klass || !search->runtime->describe_class (search->runtime, type.klass, &info) ||
		info.kind == TYPE_TYPED_REFERENCE || (info.flags & CLASS_BYREF_LIKE);
}

/* What of ADDRESS a value of TYPE can be, when somebody has made it who knew ADDRESS. */
static Address
kept_by (const Search *search, StackType type, Address address)
{
	switch (type.kind) {
	case STACK_BYREF:
		return address;
	case STACK_NATIVE_INT:
		return address ? NATIVE_ADDRESS : NO_ADDRESS;
	case STACK_VALUE:
		return address == NATIVE_ADDRESS || holds_managed_pointers (search, type) ? address : NO_ADDRESS;
	case STACK_INT64:
		return address == NATIVE_ADDRESS ? NATIVE_ADDRESS : NO_ADDRESS;
	default:
		return NO_ADDRESS;
	}
}

/* The same of a value that an instruction has computed from it. */
static Address
computed (StackType type, Address address)
{
	switch (type.kind) {
	case STACK_BYREF:
	case STACK_VALUE:
		return address;
	case STACK_NATIVE_INT:
	case STACK_INT64:
		return address ? NATIVE_ADDRESS : NO_ADDRESS;
	default:
		return NO_ADDRESS;
	}
}

static StackType
type_of_variable (const Search *search, uint32_t number)
{
	return number < search->first_local ? search->body->arguments [number].stack
										: search->body->locals [number - search->first_local].stack;
}

/* Which variables TEMP may be the address of: from *FIRST on, and before what is returned. */
static uint32_t
pointed_to (const Search *search, const Temp *temp, uint32_t *first)
{
	*first = temp->variable ? temp->variable - 1 : 0;
	return temp->variable ? temp->variable : search->first_slot;
}

/* What is in the variables that TEMP, an address, may lead to. */
static Address
content (const Search *search, const Temp *temp)
{
	Address found = NO_ADDRESS;
	uint32_t first, end = pointed_to (search, temp, &first);

	if (!search->temps [temp->number])
		return NO_ADDRESS;
	for (uint32_t i = first; i < end; i++)
		if (search->is_taken [i] && search->variables [i] > found)
			found = search->variables [i];
	return found;
}

/* ADDRESS is stored where TEMP leads; OPERATION does that. */
static void
store_through (Search *search, const Operation *operation, const Temp *temp, Address address)
{
	uint32_t first, end = pointed_to (search, temp, &first);

	if (!address)
		return;
	if (!search->temps [temp->number]) {
		search->leak = operation;
		return;
	}
	for (uint32_t i = first; i < end; i++)
		if (search->is_taken [i])
			add (search, &search->variables [i], address);
}

/* ---- Operations ---- */

static Address
any_operand (const Search *search, const Operation *operation)
{
	Address found = NO_ADDRESS;

	for (uint32_t i = 0; i < operation->operand_count; i++)
		if (search->temps [operation->operands [i]->number] > found)
			found = search->temps [operation->operands [i]->number];
	return found;
}

/* The callee knows the operand TEMP of OPERATION, and what it learns from the others. */
static void
pass_operand (Search *search, const Operation *operation, const Temp *temp)
{
	Address others = NO_ADDRESS;
	uint32_t first, end = pointed_to (search, temp, &first);

	if (search->temps [temp->number] == NATIVE_ADDRESS)
		search->leak = operation;
	if (!search->temps [temp->number])
		return;
	for (uint32_t i = 0; i < operation->operand_count; i++) {
		const Temp *other = operation->operands [i];
		Address address = search->temps [other->number];

		if (other != temp && address > others)
			others = address;
		if (other != temp && content (search, other) > others)
			others = content (search, other);
	}
	for (uint32_t i = first; i < end; i++)
		if (search->is_taken [i] && holds_managed_pointers (search, type_of_variable (search, i)))
			add (search, &search->variables [i], others);
}

static Address
pass_call (Search *search, const Operation *operation)
{
	Address known = any_operand (search, operation);

	for (uint32_t i = 0; i < operation->operand_count; i++) {
		const Temp *temp = operation->operands [i];

		pass_operand (search, operation, temp);
		if (content (search, temp) > known)
			known = content (search, temp);
	}
	return operation->result ? kept_by (search, operation->result->type, known) : NO_ADDRESS;
}

static uint32_t
variable_of (const Search *search, const Operation *operation)
{
	switch (operation->code) {
	case OPERATION_LOCAL:
	case OPERATION_LOCAL_ADDRESS:
	case OPERATION_STORE_LOCAL:
	case OPERATION_RESERVE_LOCAL:
		return search->first_local + operation->index;
	case OPERATION_SLOT:
	case OPERATION_STORE_SLOT:
		return search->first_slot + operation->index;
	default:
		return operation->index;
	}
}

/* Returns what the result may be. */
static Address
pass (Search *search, const Operation *operation)
{
	Temp *const *operands = operation->operands;
	Address address = any_operand (search, operation);

	switch (operation->code) {
	case OPERATION_ARGUMENT:
	case OPERATION_LOCAL:
	case OPERATION_SLOT:
		return computed (operation->result->type, search->variables [variable_of (search, operation)]);
	case OPERATION_STORE_ARGUMENT:
	case OPERATION_STORE_LOCAL:
	case OPERATION_STORE_SLOT:
		add (search, &search->variables [variable_of (search, operation)], address);
		return NO_ADDRESS;
	case OPERATION_ARGUMENT_ADDRESS:
	case OPERATION_LOCAL_ADDRESS:
		search->has_changed |= !search->is_taken [variable_of (search, operation)];
		search->is_taken [variable_of (search, operation)] = 1;
		return MANAGED_ADDRESS;
	case OPERATION_LOCAL_ALLOCATE:
		return NATIVE_ADDRESS;
	/* Mono's compiler has something else behind a variable than we do. */
	case OPERATION_RESERVE_ARGUMENT:
	case OPERATION_RESERVE_LOCAL:
		search->leak = operation;
		return NO_ADDRESS;
	case OPERATION_LOAD_INDIRECT:
	case OPERATION_LOAD_FIELD:
		if (operands [0]->type.kind != STACK_VALUE)
			address = content (search, operands [0]);
		return computed (operation->result->type, address);
	case OPERATION_STORE_INDIRECT:
	case OPERATION_STORE_FIELD:
		store_through (search, operation, operands [0], search->temps [operands [1]->number]);
		return NO_ADDRESS;
	case OPERATION_INITIALIZE_OBJECT:
	case OPERATION_INITIALIZE_BLOCK:
		return NO_ADDRESS;
	case OPERATION_COPY_BLOCK:
		store_through (search, operation, operands [0], content (search, operands [1]));
		return NO_ADDRESS;
	case OPERATION_CALL:
	case OPERATION_NEW_OBJECT:
	case OPERATION_CALL_INDIRECT:
	case OPERATION_CALL_RUNTIME:
		return pass_call (search, operation);
	case OPERATION_STORE_STATIC:
	case OPERATION_STORE_ELEMENT:
	case OPERATION_BOX:
		if (address)
			search->leak = operation;
		return NO_ADDRESS;
	default:
		return operation->result ? computed (operation->result->type, address) : NO_ADDRESS;
	}
}

static void
find_holders (Search *search)
{
	const Flow *flow = &search->body->flow;

	do {
		search->has_changed = 0;
		for (uint32_t i = 0; i < flow->block_count; i++) {
			if (!search->comes_to_entry [i])
				continue;
			for (const Operation *operation = flow->blocks [i].block.operations; operation;
				operation = operation->next) {
				Address address = pass (search, operation);

				if (operation->result)
					search->temps [operation->result->number] = address;
			}
		}
	} while (search->has_changed);
}

/* ---- Whether they are needed ---- */

/* Whether BLOCK reads VARIABLE before it writes it: 1, or writes it first: 0; else -1. */
static int
first_use (const Search *search, const Block *block, uint32_t variable)
{
	for (const Operation *operation = block->operations; operation; operation = operation->next)
		switch (operation->code) {
		case OPERATION_ARGUMENT:
		case OPERATION_ARGUMENT_ADDRESS:
		case OPERATION_LOCAL:
		case OPERATION_LOCAL_ADDRESS:
			if (variable_of (search, operation) == variable)
				return 1;
			break;
		case OPERATION_STORE_ARGUMENT:
		case OPERATION_STORE_LOCAL:
			if (variable_of (search, operation) == variable)
				return 0;
			break;
		/* All arguments */
		case OPERATION_JUMP_METHOD:
			return variable < search->first_local;
		default:
			break;
		}
	return -1;
}

static int
is_needed_at (const Search *search, const FlowBlock *entry, uint32_t variable)
{
	const Flow *flow = &search->body->flow;
	uint8_t *is_needed = arena_array (search->compilation->arena, uint8_t, flow->block_count);
	int has_changed = 1;

	while (has_changed) {
		has_changed = 0;
		for (uint32_t i = flow->block_count; i-- > 0;) {
			const FlowBlock *block = &flow->blocks [i];
			int use;

			if (!block->is_reachable || is_needed [i])
				continue;
			use = first_use (search, &block->block, variable);
			/* A handler may be entered before the block writes. */
			if (use == 1 || (use == -1 && any_successor (search, block, is_needed)) ||
				any_handler (search, block, is_needed))
				has_changed = is_needed [i] = 1;
		}
	}
	return is_needed [entry - flow->blocks];
}

static int
decline_variable (const Search *search, const FlowBlock *entry, uint32_t number)
{
	int is_argument = number < search->first_local;

	return decline (search->compilation, DECLINE_ENTRY_ADDRESS, entry->block.il_offset,
		"%s %u may hold the address of a variable", is_argument ? "argument" : "local",
		is_argument ? number : number - search->first_local);
}

int
frame_addresses_check (Compilation *compilation, const Body *body, const FlowBlock *entry)
{
	Arena *arena = compilation->arena;
	uint32_t first_slot = body->argument_count + body->local_count;
	uint32_t variable_count = first_slot + body->operations.slot_count;
	Search search = {
		.compilation = compilation,
		.runtime = compilation->runtime,
		.body = body,
		.first_local = body->argument_count,
		.first_slot = first_slot,
		.variables = arena_array (arena, Address, variable_count),
		.is_taken = arena_array (arena, uint8_t, variable_count),
		.temps = arena_array (arena, Address, body->operations.temp_count + 1),
		.comes_to_entry = arena_array (arena, uint8_t, body->flow.block_count),
	};

	find_handlers (&search);
	find_blocks_before (&search, entry);
	find_holders (&search);
	compilation->runtime->clear_failure (compilation->runtime);
	if (search.leak)
		return decline (compilation, DECLINE_ENTRY_ADDRESS, search.leak->il_offset, "%s",
			"the address of a variable may have been kept somewhere");
	/* Slots are empty: there is nothing on the stack. */
	for (uint32_t i = 0; i < first_slot; i++)
		if (search.variables [i] && (search.is_taken [i] || is_needed_at (&search, entry, i)))
			return decline_variable (&search, entry, i);
	return 1;
}
