/* SPDX-License-Identifier: MIT
 *
 * The rules of mini/method-to-ir.c: its INLINE_FAILUREs, inline_method and inline_costs. */
#include "inlinable.h"

#include "../executor/bodies.h"

enum {
	MAXIMUM_DEPTH = INLINE_DEPTHS - 1,
	COST_LIMIT = 60,
	BRANCH_COST = 10,
	SWITCH_COST = 20,
	CALL_COST = 10,
	NEW_OBJECT_COST = 5,
	OTHER_COST = 1
};

/* Bounds that no real method comes near; a question that gets there is answered with "no". */
enum { MAXIMUM_SUM = 1 << 20, MAXIMUM_CANDIDATES = 1000 };

/* The method being looked at, and those that it would be inlined into. */
typedef struct Candidate {
	struct Candidate *outer;
	Compilation *compilation;
	const Body *body;
	uint32_t depth, call_count;
	uint32_t cost, code_size;
	int meets_itself;     /* or one of those that it would be inlined into: the answer is not the same elsewhere */
	MethodInfo *function; /* whose address the last operation took */
	uint32_t *candidates; /* looked at for one question, all together */
} Candidate;

static InlineCost inline_cost (Candidate *outer, Body *body);

static void
add (uint32_t *sum, uint32_t amount)
{
	*sum = *sum + amount < MAXIMUM_SUM ? *sum + amount : MAXIMUM_SUM;
}

static int
is_under_way (Candidate *candidate, MethodInfo *method)
{
	for (const Candidate *outer = candidate; outer; outer = outer->outer)
		if (outer->body->method == method) {
			candidate->meets_itself = 1;
			return 1;
		}
	return 0;
}

/* Whether METHOD, called directly, is inlined into CANDIDATE, too; adds its cost. */
static int
takes_in (Candidate *candidate, MethodInfo *method, const MethodDescription *info)
{
	Body *body;

	if (candidate->body->source->body.inlines_nothing || !(info->flags & METHOD_MAY_INLINE) ||
		!(info->flags & METHOD_HAS_BODY))
		return 0;
	if (is_under_way (candidate, method)) {
		/* The circle goes on where that is inlined. */
		add (&candidate->code_size, MAXIMUM_SUM);
		return 0;
	}
	if (candidate->depth >= MAXIMUM_DEPTH || !(body = bodies_load (candidate->compilation, method)))
		return 0;
	InlineCost cost = inline_cost (candidate, body);
	if (cost.is_inlined != ANSWER_YES)
		return 0;
	add (&candidate->cost, cost.cost);
	add (&candidate->code_size, cost.code_size);
	return 1;
}

static int
takes_call (Candidate *candidate, const Operation *operation)
{
	IRuntimeInformation *runtime = candidate->compilation->runtime;
	MethodDescription info = { .size = sizeof info };

	if (operation->flags & OPERATION_TAIL || !runtime->describe_method (runtime, operation->method, &info))
		return 0;
	if (info.intrinsic == INTRINSIC_DELEGATE_INVOKE)
		return 0;
	if (info.intrinsic != INTRINSIC_NONE)
		return 1;
	int is_direct = !(operation->flags & OPERATION_VIRTUAL) || !(info.flags & METHOD_VIRTUAL) ||
		(info.flags & METHOD_FINAL);
	if (is_direct && !operation->klass && takes_in (candidate, operation->method, &info))
		return 1;
	add (&candidate->cost, CALL_COST * candidate->call_count++);
	return ((candidate->body->source->info.flags | info.flags) & METHOD_AGGRESSIVE_INLINING) != 0;
}

static int
takes_new_object (Candidate *candidate, const Operation *operation)
{
	IRuntimeInformation *runtime = candidate->compilation->runtime;
	ClassDescription klass = { .size = sizeof klass };
	MethodDescription info = { .size = sizeof info };

	add (&candidate->cost, NEW_OBJECT_COST);
	if (operation->flags & OPERATION_THROWN_AT_ONCE)
		return 1;
	if (!runtime->describe_method (runtime, operation->method, &info) ||
		!runtime->describe_class (runtime, operation->klass, &klass))
		return 0;
	/* A delegate over a known method is made without a call (handle_delegate_ctor). */
	if (info.intrinsic == INTRINSIC_DELEGATE_CONSTRUCTOR)
		return candidate->function != NULL;
	if (info.intrinsic != INTRINSIC_NONE)
		return 1;
	return takes_in (candidate, operation->method, &info);
}

static int
takes (Candidate *candidate, const Operation *operation)
{
	switch (operation->code) {
	case OPERATION_CALL:
		return takes_call (candidate, operation);
	case OPERATION_NEW_OBJECT:
		return takes_new_object (candidate, operation);
	case OPERATION_CALL_INDIRECT:
	case OPERATION_JUMP_METHOD:
	case OPERATION_LOCAL_ALLOCATE:
	case OPERATION_INACCESSIBLE:
	case OPERATION_ABSTRACT_CALL:
		return 0;
	case OPERATION_BRANCH:
	case OPERATION_BRANCH_COMPARE:
		add (&candidate->cost, BRANCH_COST);
		return 1;
	case OPERATION_SWITCH:
		add (&candidate->cost, SWITCH_COST);
		return 1;
	case OPERATION_STORE_LOCAL:
	case OPERATION_ADD:
	case OPERATION_SUB:
	case OPERATION_MUL:
	case OPERATION_STORE_INDIRECT:
		add (&candidate->cost, OTHER_COST);
		return 1;
	default:
		return 1;
	}
}

static int
takes_all (Candidate *candidate, const Operations *operations)
{
	for (uint32_t i = 0; i < operations->block_count; i++)
		for (const Operation *operation = operations->blocks [i]->operations; operation; operation = operation->next) {
			int is_address = operation->code == OPERATION_FUNCTION_ADDRESS ||
				operation->code == OPERATION_VIRTUAL_FUNCTION_ADDRESS;

			if (!takes (candidate, operation))
				return 0;
			candidate->function = is_address ? operation->method : NULL;
		}
	return 1;
}

static InlineCost
look_at (Candidate *candidate, Body *body)
{
	const Operations *operations = bodies_operations (candidate->compilation, body);
	int is_taken = operations && ++*candidate->candidates < MAXIMUM_CANDIDATES && takes_all (candidate, operations);
	int is_cheap = candidate->cost < COST_LIMIT || (body->source->info.flags & METHOD_AGGRESSIVE_INLINING);

	candidate->compilation->runtime->clear_failure (candidate->compilation->runtime);
	return (InlineCost) { is_taken && is_cheap ? ANSWER_YES : ANSWER_NO, candidate->cost, candidate->code_size };
}

/* What BODY adds to OUTER, that it is inlined into, if it is. Methods that call each other in a circle are looked at anew for
 * each way into it. */
static InlineCost
inline_cost (Candidate *outer, Body *body)
{
	Candidate candidate = {
		.outer = outer,
		.compilation = outer->compilation,
		.body = body,
		.depth = outer->depth + 1,
		.code_size = body->source->body.code_size,
		.candidates = outer->candidates,
	};
	InlineCost *known = &body->inline_costs [candidate.depth], cost = *known;

	if (cost.is_inlined == NOT_ASKED)
		cost = look_at (&candidate, body);
	if (!candidate.meets_itself)
		*known = cost;
	outer->meets_itself |= candidate.meets_itself;
	return cost;
}

InlineCost
executor_inline_cost (Compilation *compilation, Body *body)
{
	uint32_t candidates = 0;
	Candidate candidate = {
		.compilation = compilation,
		.body = body,
		.depth = 1,
		.code_size = body->source->body.code_size,
		.candidates = &candidates,
	};
	InlineCost *known = &body->inline_costs [1];

	if (known->is_inlined == NOT_ASKED)
		*known = look_at (&candidate, body);
	return *known;
}
