/* SPDX-License-Identifier: MIT
 *
 * The rules of mini/method-to-ir.c: its INLINE_FAILUREs, inline_method and inline_costs. */
#include "inlinable.h"

enum {
	MAXIMUM_DEPTH = 10,
	COST_LIMIT = 60,
	BRANCH_COST = 10,
	SWITCH_COST = 20,
	CALL_COST = 10,
	NEW_OBJECT_COST = 5,
	OTHER_COST = 1
};

/* The method being looked at, and those that it would be inlined into. */
typedef struct Candidate {
	OperationProcessor processor; /* first: the executor's pointer is ours */
	const struct Candidate *outer;
	Compilation *compilation;
	const MethodSource *source;
	uint32_t depth, cost, call_count;
	MethodInfo *function; /* whose address the last operation took */
} Candidate;

static int inlined_cost (Compilation *compilation, const MethodSource *source, const Candidate *outer);

static int
is_under_way (const Candidate *candidate, MethodInfo *method)
{
	for (; candidate; candidate = candidate->outer)
		if (candidate->source->method == method)
			return 1;
	return 0;
}

/* Whether METHOD, called directly, is inlined into CANDIDATE, too; adds its cost. */
static int
takes_in (Candidate *candidate, MethodInfo *method, const MethodDescription *info)
{
	Compilation attempt = *candidate->compilation;
	MethodSource source;

	if (!(info->flags & METHOD_MAY_INLINE) || !(info->flags & METHOD_HAS_BODY) || is_under_way (candidate, method) ||
		candidate->depth >= MAXIMUM_DEPTH || !compilation_load_source (&attempt, method, &source))
		return 0;
	int cost = inlined_cost (&attempt, &source, candidate);
	if (cost < 0)
		return 0;
	candidate->cost += (uint32_t) cost;
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
	candidate->cost += CALL_COST * candidate->call_count++;
	return ((candidate->source->info.flags | info.flags) & METHOD_AGGRESSIVE_INLINING) != 0;
}

static int
takes_new_object (Candidate *candidate, const Operation *operation)
{
	IRuntimeInformation *runtime = candidate->compilation->runtime;
	ClassDescription klass = { .size = sizeof klass };
	MethodDescription info = { .size = sizeof info };

	candidate->cost += NEW_OBJECT_COST;
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
		candidate->cost += BRANCH_COST;
		return 1;
	case OPERATION_SWITCH:
		candidate->cost += SWITCH_COST;
		return 1;
	case OPERATION_STORE_LOCAL:
	case OPERATION_ADD:
	case OPERATION_SUB:
	case OPERATION_MUL:
	case OPERATION_STORE_INDIRECT:
		candidate->cost += OTHER_COST;
		return 1;
	default:
		return 1;
	}
}

static int
process (OperationProcessor *processor, const Operation *operation)
{
	Candidate *candidate = (Candidate *) processor;
	int is_taken = takes (candidate, operation);

	candidate->function = operation->code == OPERATION_FUNCTION_ADDRESS ||
			operation->code == OPERATION_VIRTUAL_FUNCTION_ADDRESS
		? operation->method
		: NULL;
	return is_taken;
}

/* What SOURCE adds to the cost of the method that it is inlined into; -1 if it is not. */
static int
inlined_cost (Compilation *compilation, const MethodSource *source, const Candidate *outer)
{
	Candidate candidate = {
		.processor = { .process = process },
		.outer = outer,
		.compilation = compilation,
		.source = source,
		.depth = outer ? outer->depth + 1 : 1,
	};
	int is_cheap, is_taken = executor_run (compilation, source, &candidate.processor);

	if (compilation->result == COMPILATION_RUNTIME_EXCEPTION)
		compilation->runtime->clear_failure (compilation->runtime);
	is_cheap = candidate.cost < COST_LIMIT || (source->info.flags & METHOD_AGGRESSIVE_INLINING);
	return is_taken && is_cheap ? (int) candidate.cost : -1;
}

int
executor_is_inlinable (Compilation *compilation, const MethodSource *source)
{
	Compilation attempt = *compilation;

	return inlined_cost (&attempt, source, NULL) >= 0;
}
