/* SPDX-License-Identifier: MIT */
#include "differs.h"

#include <math.h>

#include "../executor/stack-types.h"
#include "folding.h"

_Static_assert (DIFFERENCE_COUNT <= 32, "a bit for each row");

typedef struct Search {
	Compilation *compilation;
	IRuntimeInformation *runtime;
	const Body *body;
	Folding folding;
	uint32_t found;
} Search;

static void
mark (Search *search, Difference difference)
{
	search->found |= UINT32_C (1) << difference;
}

/* ---- Values ---- */

/* Whether TEMP was of kind FROM before the operation at hand wanted another, and the IL did not say so. */
static int
is_widened (const Search *search, const Temp *temp, StackKind from)
{
	const Operation *definition = folding_definition (&search->folding, temp);

	return definition && definition->code == OPERATION_CONVERT && (definition->flags & OPERATION_IMPLICIT) &&
		definition->operands [0]->type.kind == from;
}

static const Folded *
folded (const Search *search, const Temp *temp)
{
	return folding_of (&search->folding, temp);
}

/* An int32 that mini's compiler takes for a constant which is none. */
static int
is_uncut (const Search *search, const Temp *temp)
{
	const Folded *value = folded (search, temp);

	return temp->type.kind == STACK_INT32 && value->is_known && value->word != (int32_t) value->word;
}

/* ---- Arithmetic ---- */

static int
has_overflow_check (OperationCode code)
{
	return code >= OPERATION_ADD_OVF && code <= OPERATION_MUL_OVF_UN;
}

static int
is_unsigned_overflow (OperationCode code)
{
	return code == OPERATION_ADD_OVF_UN || code == OPERATION_SUB_OVF_UN || code == OPERATION_MUL_OVF_UN;
}

/* mini's add_widen_op extends the sign of an int32 only behind what it takes for a native int. */
static int
extends_sign (const Operation *operation, uint32_t index)
{
	const Temp *first = operation->operands [0];

	return index == 1 && operation->operand_count == 2 &&
		((operation->code >= OPERATION_ADD && operation->code <= OPERATION_XOR) ||
			has_overflow_check (operation->code) || operation->code == OPERATION_COMPARE ||
			operation->code == OPERATION_BRANCH_COMPARE) &&
		(first->type.kind == STACK_NATIVE_INT || (first->type.kind == STACK_BYREF && first->is_loaded));
}

/* An int32 that OPERATION takes for 64 bits. */
static void
look_at_widened (Search *search, const Operation *operation, uint32_t index)
{
	const Operation *definition = folding_definition (&search->folding, operation->operands [index]);
	const Folded *value = folded (search, definition->operands [0]);

	if (has_overflow_check (operation->code) && index == 0) {
		mark (search, DIFFERENCE_MIXED_OVERFLOW);
		return;
	}
	if (is_unsigned_overflow (operation->code) && operation->result->type.kind == STACK_NATIVE_INT)
		mark (search, DIFFERENCE_UNSIGNED_OVERFLOW);
	if (!extends_sign (operation, index) && (value->is_computed || !value->is_extended))
		mark (search, value->is_computed ? DIFFERENCE_FOLDED_WORDS : DIFFERENCE_UPPER_HALVES);
}

static void
look_at_product (Search *search, const Operation *operation)
{
	for (int i = 0; i < 2; i++) {
		const Folded *value = folded (search, operation->operands [i]);

		if (is_widened (search, operation->operands [i], STACK_FLOAT32))
			mark (search, DIFFERENCE_MIXED_PRODUCT);
		if (stack_is_word (operation->result->type.kind) && value->is_known && value->word == INT32_MIN)
			mark (search, DIFFERENCE_NEGATIVE_POWERS);
	}
}

static void
look_at_folding (Search *search, const Operation *operation, Difference difference)
{
	const Temp *a = operation->operands [0], *b = operation->operands [1];

	if (a->type.kind == STACK_INT32 && folded (search, a)->is_known && folded (search, b)->is_known &&
		(is_uncut (search, a) || is_uncut (search, b)))
		mark (search, difference);
}

static void
look_at_conversion (Search *search, const Operation *operation)
{
	StackKind from = operation->operands [0]->type.kind;
	TypeKind to = operation->storage.kind;
	int is_unsigned = (operation->flags & OPERATION_UNSIGNED) != 0;

	if (!(operation->flags & OPERATION_CHECKED))
		return;
	if (from == STACK_FLOAT32 && is_unsigned && to != TYPE_UINT64)
		mark (search, DIFFERENCE_CHECKED_FLOAT32);
	if (from == STACK_INT32 && !is_unsigned && (to == TYPE_UINT64 || to == TYPE_NATIVE_UINT)) {
		const Folded *value = folded (search, operation->operands [0]);

		if (value->is_computed || !value->is_extended)
			mark (search, DIFFERENCE_UNSIGNED_CHECKS);
	}
}

/* Methods with handlers or localloc have a frame pointer (mini-amd64.c:mono_arch_compute_omit_fp); others may. */
static void
look_at_finite_check (Search *search, const Operation *operation)
{
	int has_frame = search->body->source->body.clause_count > 0 || search->folding.allocates;

	if (!has_frame || is_widened (search, operation->operands [0], STACK_FLOAT32))
		mark (search, DIFFERENCE_FINITE_CHECKS);
}

/* ---- Memory ---- */

static int
is_byte (const Search *search, const Temp *temp)
{
	const Operation *definition = folding_definition (&search->folding, temp);
	const Folded *value = folded (search, temp);

	if (value->is_known)
		return value->word >= 0 && value->word <= UINT8_MAX;
	return definition && (definition->storage.kind == TYPE_UINT8 || definition->storage.kind == TYPE_BOOLEAN);
}

static void
look_at_store (Search *search, const Operation *operation)
{
	if (operation->storage.kind == TYPE_FLOAT64 &&
		is_widened (search, operation->operands [operation->operand_count - 1], STACK_FLOAT32))
		mark (search, DIFFERENCE_FLOAT_STORES);
}

/* A reference to an object that may be null. */
static int
may_be_null (const Search *search, const Temp *temp)
{
	const Operation *definition = folding_definition (&search->folding, temp);

	return temp->type.kind == STACK_REFERENCE && !temp->is_this &&
		!(definition && definition->code == OPERATION_NEW_OBJECT);
}

static void
look_at_struct (Search *search, const Operation *operation, const StackType *type)
{
	enum { MOST_BYTES = 40 }; /* MAX_INLINE_COPIES words: mini/memory-access.c */
	ClassDescription info = { .size = sizeof info };

	if (type->kind != STACK_VALUE || !type->klass || !may_be_null (search, operation->operands [0]) ||
		!search->runtime->describe_class (search->runtime, type->klass, &info))
		return;
	if (operation->code == OPERATION_STORE_FIELD ? (info.flags & CLASS_CONTAINS_REFERENCES) != 0
												 : info.value_size > MOST_BYTES)
		mark (search, DIFFERENCE_NULL_STRUCTS);
}

/* ---- Calls ---- */

static void
look_at_jump (Search *search)
{
	IRuntimeInformation *runtime = search->runtime;
	NativeSignature native = { .size = sizeof native };

	if (!runtime->get_native_signature (runtime, search->body->source->info.signature, &native) || native.stack_size ||
		native.result_buffer.kind != LOCATION_NONE)
		mark (search, DIFFERENCE_JUMPS);
}

/* The intrinsic function that OPERATION calls with one float64. */
static Intrinsic
math_function (const Search *search, const Operation *operation)
{
	MethodDescription info = { .size = sizeof info };
	int is_candidate = operation->operand_count == 1 && operation->operands [0]->type.kind == STACK_FLOAT64 &&
		operation->result && operation->result->type.kind == STACK_FLOAT64;

	return is_candidate && search->runtime->describe_method (search->runtime, operation->method, &info)
		? info.intrinsic
		: INTRINSIC_NONE;
}

/* mini's compiler asks the C library about a constant (intrinsics.c:mini_emit_inst_for_method). */
static void
look_at_math (Search *search, const Operation *operation)
{
	Intrinsic intrinsic = math_function (search, operation);
	const Operation *definition = intrinsic == INTRINSIC_NONE
		? NULL
		: folding_definition (&search->folding, operation->operands [0]);
	int is_constant = definition && definition->code == OPERATION_CONSTANT_FLOAT64;
	double number = is_constant ? definition->number : 0;

	if (is_constant &&
		((intrinsic == INTRINSIC_MATH_ROUND && round (number) != nearbyint (number)) ||
			((intrinsic == INTRINSIC_MATH_SIN || intrinsic == INTRINSIC_MATH_COS) && isfinite (number))))
		mark (search, DIFFERENCE_FOLDED_MATH);
}

static void
look_at_call (Search *search, const Operation *operation)
{
	const MethodDescription *caller = &search->body->source->info;
	MethodDescription info = { .size = sizeof info };

	if (operation->code == OPERATION_CALL)
		look_at_math (search, operation);
	if (caller->flags & METHOD_STATIC_CONSTRUCTOR &&
		search->runtime->describe_method (search->runtime, operation->method, &info) && info.klass == caller->klass)
		mark (search, DIFFERENCE_FAILED_CONSTRUCTORS);
}

/* ---- Operations ---- */

/* Whether OPERATION hands its operands to where mini's compiler may go on with them: it inlines. */
static int
hands_over (const Operation *operation)
{
	return operation->code == OPERATION_CALL || operation->code == OPERATION_NEW_OBJECT ||
		operation->code == OPERATION_RETURN;
}

static void
look_at (Search *search, const Operation *operation)
{
	for (uint32_t i = 0; i < operation->operand_count; i++)
		if (is_widened (search, operation->operands [i], STACK_INT32) &&
			stack_is_word (operation->operands [i]->type.kind))
			look_at_widened (search, operation, i);
		else if (hands_over (operation) && is_uncut (search, operation->operands [i]))
			mark (search, DIFFERENCE_FOLDED_WORDS);
	switch (operation->code) {
	case OPERATION_MUL:
		look_at_product (search, operation);
		break;
	case OPERATION_DIV:
	case OPERATION_DIV_UN:
	case OPERATION_REM:
	case OPERATION_REM_UN:
		look_at_folding (search, operation, DIFFERENCE_FOLDED_DIVISIONS);
		break;
	case OPERATION_SHR:
		look_at_folding (search, operation, DIFFERENCE_FOLDED_SHIFTS);
		break;
	case OPERATION_CONVERT:
		look_at_conversion (search, operation);
		break;
	case OPERATION_CHECK_FINITE:
		look_at_finite_check (search, operation);
		break;
	case OPERATION_INITIALIZE_BLOCK:
		if (!is_byte (search, operation->operands [1]))
			mark (search, DIFFERENCE_WIDE_FILLS);
		break;
	case OPERATION_STORE_STATIC:
	case OPERATION_STORE_INDIRECT:
		look_at_store (search, operation);
		break;
	case OPERATION_STORE_FIELD:
		look_at_struct (search, operation, &operation->operands [1]->type);
		break;
	case OPERATION_LOAD_FIELD:
		look_at_struct (search, operation, &operation->result->type);
		break;
	case OPERATION_JUMP_METHOD:
		look_at_jump (search);
		break;
	case OPERATION_CALL:
	case OPERATION_NEW_OBJECT:
		look_at_call (search, operation);
		break;
	default:
		break;
	}
}

/* ---- Clauses ---- */

static int
may_catch_abort (Search *search, const ExceptionClause *clause)
{
	IRuntimeInformation *runtime = search->runtime;
	ClassInfo *abort;

	if (clause->kind != CLAUSE_CATCH)
		return clause->kind == CLAUSE_FILTER;
	abort = runtime->get_class_info_for (runtime, NULL, "System.Threading.ThreadAbortException");
	return !abort || !clause->catch_class || runtime->is_assignable (runtime, clause->catch_class, abort);
}

static int
has_finally_in_try (const MethodBody *body, const ExceptionClause *outer)
{
	for (uint32_t i = 0; i < body->clause_count; i++)
		if (body->clauses [i].kind == CLAUSE_FINALLY &&
			body->clauses [i].handler_offset - outer->try_offset < outer->try_length)
			return 1;
	return 0;
}

/* A finally block inside of what a handler of the same method catches for. */
static void
look_at_clauses (Search *search)
{
	const MethodBody *body = &search->body->source->body;

	for (uint32_t i = 0; i < body->clause_count; i++)
		if (has_finally_in_try (body, &body->clauses [i]) && may_catch_abort (search, &body->clauses [i])) {
			mark (search, DIFFERENCE_LOST_ABORTS);
			return;
		}
}

uint32_t
differs_find (Compilation *compilation, const Body *body)
{
	Search search = { .compilation = compilation, .runtime = compilation->runtime, .body = body };

	folding_begin (&search.folding, compilation, body);
	for (uint32_t i = 0; i < body->operations.block_count; i++) {
		const Block *block = folding_enter_block (&search.folding, i);

		for (const Operation *operation = block->operations; operation; operation = operation->next) {
			look_at (&search, operation);
			folding_pass (&search.folding, operation);
		}
	}
	look_at_clauses (&search);
	compilation->runtime->clear_failure (compilation->runtime);
	return search.found;
}

const char *
differs_names (Arena *arena, uint32_t differences)
{
	static const char *const names [DIFFERENCE_COUNT] = {
#define DIFFERENCE(enumerator, name, what, mini, where) name,
#include "differs.def"
#undef DIFFERENCE
	};
	const char *text = NULL;

	for (int i = 0; i < DIFFERENCE_COUNT; i++)
		if (differences & UINT32_C (1) << i)
			text = text ? arena_format (arena, "%s+%s", text, names [i]) : names [i];
	return text;
}
