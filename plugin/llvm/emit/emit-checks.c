/* SPDX-License-Identifier: MIT
 *
 * Run-time checks: conditions that throw, off the straight path. */
#include "emitter.h"

static void
throw_corlib (Emitter *emitter, CorlibException exception)
{
	IRuntimeInformation *runtime = emitter->module->runtime;
	uint32_t index = runtime->get_corlib_exception_index (runtime, exception);
	LLVMValueRef argument = constant_int32 (emitter->module, (int32_t) index);

	emit_service (emitter, SERVICE_THROW_CORLIB, &argument);
}

void
emit_throw (Emitter *emitter, CorlibException exception)
{
	Module *module = emitter->module;
	LLVMValueRef argument;

	if (exception == EXCEPTION_NULL_REFERENCE) {
		/* Thrown as null, as a fault is: with another message than the constructor's
		 * (mini/mini-exceptions.c: mono_handle_exception_internal). */
		argument = LLVMConstNull (module->ptr);
		emit_service (emitter, SERVICE_THROW, &argument);
	} else {
		throw_corlib (emitter, exception);
	}
	LLVMBuildUnreachable (emitter->builder);
}

LLVMBasicBlockRef
emit_invalid_target (Emitter *emitter)
{
	LLVMBasicBlockRef here = LLVMGetInsertBlock (emitter->builder), invalid = emit_new_block (emitter, "invalid");

	LLVMPositionBuilderAtEnd (emitter->builder, invalid);
	emit_throw (emitter, EXCEPTION_INVALID_PROGRAM);
	LLVMPositionBuilderAtEnd (emitter->builder, here);
	return invalid;
}

static LLVMValueRef
build_unlikely_branch (Emitter *emitter, LLVMValueRef condition, LLVMBasicBlockRef unlikely, LLVMBasicBlockRef likely)
{
	LLVMValueRef branch = LLVMBuildCondBr (emitter->builder, condition, unlikely, likely);

	LLVMSetMetadata (branch, LLVMGetMDKindIDInContext (emitter->module->context, "prof", 4),
		emitter->module->cold_weights);
	return branch;
}

static LLVMValueRef
throw_if (Emitter *emitter, LLVMValueRef condition, CorlibException exception)
{
	LLVMBasicBlockRef throwing = emit_new_block (emitter, "throw");
	LLVMBasicBlockRef passed = emit_new_block (emitter, "passed");
	LLVMValueRef branch = build_unlikely_branch (emitter, condition, throwing, passed);

	LLVMPositionBuilderAtEnd (emitter->builder, throwing);
	emit_throw (emitter, exception);
	LLVMPositionBuilderAtEnd (emitter->builder, passed);
	return branch;
}

void
emit_throw_if (Emitter *emitter, LLVMValueRef condition, CorlibException exception)
{
	if (LLVMIsAConstantInt (condition) && LLVMConstIntGetZExtValue (condition) == 0)
		return;
	throw_if (emitter, condition, exception);
}

static int
is_never_null (LLVMValueRef pointer)
{
	/* An inbounds pointer was made from an object or variable that had its own check (emit_offset). */
	return LLVMIsAAllocaInst (pointer) || LLVMIsAGlobalValue (pointer) ||
		(LLVMIsAGetElementPtrInst (pointer) && LLVMIsInBounds (pointer));
}

void
emit_field_null_check (Emitter *emitter, LLVMValueRef object, uint32_t offset)
{
	if (offset <= emitter->module->layout->null_page_size ||
		!like_mini (emitter->compilation, LIKE_FAR_NULL_MESSAGES)) {
		emit_null_check (emitter, object);
		return;
	}
	if (is_never_null (object))
		return;
	LLVMBasicBlockRef after = emit_begin_unlikely (emitter, LLVMBuildIsNull (emitter->builder, object, ""), "throw");
	throw_corlib (emitter, EXCEPTION_NULL_REFERENCE);
	LLVMBuildUnreachable (emitter->builder);
	LLVMPositionBuilderAtEnd (emitter->builder, after);
}

/* The branch of the check; NULL if there is none. */
static LLVMValueRef
check_for_null (Emitter *emitter, LLVMValueRef pointer)
{
	if (is_never_null (pointer))
		return NULL;

	Module *module = emitter->module;
	LLVMValueRef is_null = LLVMBuildIsNull (emitter->builder, pointer, "");
	LLVMValueRef branch = throw_if (emitter, is_null, EXCEPTION_NULL_REFERENCE);

	/* Lets code generation fold the test into the access that follows: the runtime turns a fault below null_page_size
	 * into the same exception. */
	LLVMSetMetadata (branch, LLVMGetMDKindIDInContext (module->context, "make.implicit", 13),
		LLVMMetadataAsValue (module->context, LLVMMDNodeInContext2 (module->context, NULL, 0)));
	return branch;
}

void
emit_null_check (Emitter *emitter, LLVMValueRef pointer)
{
	check_for_null (emitter, pointer);
}

/* ---- Addresses from IL ---- */

/* An address that is no object's can be near null, too, and the access faults all the same (mini/mini-runtime.c:
 * mono_is_addr_implicit_null_check). Mostly the access itself will do for a test. Not where handlers must be found, since
 * the tables of exceptions cover only calls; nor where no access may be left: before a value that nobody uses, or that is
 * copied by a function in C. */

LLVMValueRef
emit_is_near_null (Emitter *emitter, LLVMValueRef address)
{
	Module *module = emitter->module;
	LLVMValueRef page = constant_int64 (module, (int64_t) module->layout->null_page_size);

	return LLVMBuildICmp (emitter->builder, LLVMIntULT, emit_as_word (emitter, address), page, "");
}

static int
has_handlers (const Emitter *emitter)
{
	return emitter->module->compilation->source.body.clause_count != 0;
}

LLVMValueRef
emit_address_check (Emitter *emitter, LLVMValueRef address, int by_function)
{
	if (is_never_null (address))
		return NULL;
	if (!by_function && !has_handlers (emitter))
		return check_for_null (emitter, address);
	throw_if (emitter, emit_is_near_null (emitter, address), EXCEPTION_NULL_REFERENCE);
	return NULL;
}

/* A load that is its own check for null, as long as somebody uses VALUE. */
typedef struct CheckedLoad {
	struct CheckedLoad *next;
	LLVMValueRef branch, address, value;
} CheckedLoad;

/* Where a value gets to: itself, what it is cast to, and variables that it is copied to, each once: they may be copied in
 * circles. */
typedef struct Places {
	LLVMValueRef places [64];
	uint32_t count;
} Places;

#define MOST_PLACES (sizeof ((Places *) NULL)->places / sizeof ((Places *) NULL)->places [0])

/* Returns 0 if there is no room. */
static int
add_place (Places *places, LLVMValueRef place)
{
	for (uint32_t i = 0; i < places->count; i++)
		if (places->places [i] == place)
			return 1;
	if (places->count == MOST_PLACES)
		return 0;
	places->places [places->count++] = place;
	return 1;
}

/* The place that USER copies PLACE to; PLACE itself if USER only writes to it; NULL if it does anything else. */
static LLVMValueRef
copied_to (LLVMValueRef user, LLVMValueRef place)
{
	int is_memory = LLVMIsAAllocaInst (place) != NULL, is_copy = LLVMIsAMemCpyInst (user) != NULL;
	LLVMValueRef to = NULL;

	if (!is_memory && LLVMIsACastInst (user))
		return user;
	if (LLVMIsAStoreInst (user) && (!is_memory || LLVMGetOperand (user, 0) != place))
		to = LLVMGetOperand (user, 1);
	else if (is_memory && (is_copy || LLVMIsAMemSetInst (user)))
		to = LLVMGetOperand (user, 0);
	return to && LLVMIsAAllocaInst (to) ? to : NULL;
}

/* Whether nobody reads VALUE, or what it is copied to. Of one that gets about too much that is taken for true: a test that
 * stands there besides is never wrong. */
static int
is_unused (LLVMValueRef value)
{
	Places reached = { { value }, 1 };

	for (uint32_t i = 0; i < reached.count; i++)
		for (LLVMUseRef use = LLVMGetFirstUse (reached.places [i]); use; use = LLVMGetNextUse (use)) {
			LLVMValueRef to = copied_to (LLVMGetUser (use), reached.places [i]);

			if (!to)
				return 0;
			if (!add_place (&reached, to))
				return 1;
		}
	return 1;
}

void
emit_checked_load (Emitter *emitter, LLVMValueRef branch, LLVMValueRef address, LLVMValueRef value)
{
	if (!branch)
		return;
	CheckedLoad *load = arena_new (emitter->compilation->arena, CheckedLoad);
	*load = (CheckedLoad) { emitter->checked_loads, branch, address, value };
	emitter->checked_loads = load;
}

void
checks_end_method (Emitter *emitter)
{
	unsigned make_implicit = LLVMGetMDKindIDInContext (emitter->module->context, "make.implicit", 13);

	for (CheckedLoad *load = emitter->checked_loads; load; load = load->next) {
		if (!is_unused (load->value))
			continue;
		LLVMPositionBuilderBefore (emitter->builder, load->branch);
		LLVMSetCondition (load->branch, emit_is_near_null (emitter, load->address));
		LLVMSetMetadata (load->branch, make_implicit, NULL);
	}
}

LLVMBasicBlockRef
emit_begin_unlikely (Emitter *emitter, LLVMValueRef condition, const char *name)
{
	LLVMBasicBlockRef unlikely = emit_new_block (emitter, name);
	LLVMBasicBlockRef after = emit_new_block (emitter, "after");

	build_unlikely_branch (emitter, condition, unlikely, after);
	LLVMPositionBuilderAtEnd (emitter->builder, unlikely);
	return after;
}

void
emit_go_unlikely (Emitter *emitter, LLVMValueRef condition, LLVMBasicBlockRef unlikely)
{
	LLVMBasicBlockRef after = emit_new_block (emitter, "after");

	build_unlikely_branch (emitter, condition, unlikely, after);
	LLVMPositionBuilderAtEnd (emitter->builder, after);
}

void
emit_end_unlikely (Emitter *emitter, LLVMBasicBlockRef after)
{
	LLVMBuildBr (emitter->builder, after);
	LLVMPositionBuilderAtEnd (emitter->builder, after);
}
