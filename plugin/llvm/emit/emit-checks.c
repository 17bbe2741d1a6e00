/* SPDX-License-Identifier: MIT
 *
 * Run-time checks: conditions that throw, off the straight path. */
#include "emitter.h"

#include "../optimize/implicit-checks.h"

#include <string.h>

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

static void
mark (Emitter *emitter, LLVMValueRef branch, const char *kind)
{
	LLVMContextRef context = emitter->module->context;

	LLVMSetMetadata (branch, LLVMGetMDKindIDInContext (context, kind, (unsigned) strlen (kind)),
		LLVMMetadataAsValue (context, LLVMMDNodeInContext2 (context, NULL, 0)));
}

void
emit_null_check (Emitter *emitter, LLVMValueRef pointer)
{
	if (is_never_null (pointer))
		return;
	/* The mark lets code generation fold the test into the access that follows: the runtime turns a fault below
	 * null_page_size into the same exception. */
	mark (emitter, throw_if (emitter, LLVMBuildIsNull (emitter->builder, pointer, ""), EXCEPTION_NULL_REFERENCE),
		"make.implicit");
}

/* ---- Addresses from IL ---- */

/* An address that is no object's can be near null, too, and the access faults all the same (mini/mini-runtime.c:
 * mono_is_addr_implicit_null_check), whatever becomes of what is read. */

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

void
emit_address_check (Emitter *emitter, LLVMValueRef address, int by_function)
{
	if (is_never_null (address))
		return;
	LLVMValueRef branch = throw_if (emitter, emit_is_near_null (emitter, address), EXCEPTION_NULL_REFERENCE);
	/* Mostly the access itself will do for a test (optimize/implicit-checks.c). Not where handlers must be found, since the
	 * tables of exceptions cover only calls; nor where a function in C makes the access. */
	if (!by_function && !has_handlers (emitter))
		mark (emitter, branch, NEAR_NULL_CHECK);
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
