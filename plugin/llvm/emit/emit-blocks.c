/* SPDX-License-Identifier: MIT
 *
 * Blocks of memory: set, copied, and objects that are initialised. */
#include "../optimize/implicit-checks.h"
#include "families.h"

/* Mono's compiler sets larger blocks, and those of which it does not know value and size, by a method of the runtime's
 * (mini/memory-access.c:mini_emit_memset_internal, mini/method-to-ir.c:mini_emit_initobj). */
enum { MOST_STORES = 10, LARGEST_VALUE = 64 };

/* Throws if IS_WRONG, a null address. BY_METHOD: from that method, which stack traces show then. */
static int
check_block (Emitter *emitter, LLVMValueRef is_wrong, LLVMValueRef to, LLVMValueRef value, LLVMValueRef size,
	int by_method)
{
	IRuntimeInformation *runtime = emitter->module->runtime;
	LLVMValueRef arguments [] = { emit_as_word (emitter, to), value, size }, none;

	if (!by_method || !like_mini (emitter->compilation, LIKE_HELPER_FRAMES)) {
		emit_throw_if (emitter, is_wrong, EXCEPTION_NULL_REFERENCE);
		return 1;
	}
	MethodInfo *method = runtime->get_helper_method (runtime, HELPER_SET_MEMORY);
	if (!method)
		return emit_runtime_failed (emitter);
	LLVMBasicBlockRef after = emit_begin_unlikely (emitter, is_wrong, "block.missing");
	if (!emit_method_call (emitter, method, NULL, 0, arguments, 3, &none))
		return 0;
	LLVMBuildUnreachable (emitter->builder);
	LLVMPositionBuilderAtEnd (emitter->builder, after);
	return 1;
}

static int
is_set_by_method (const Operation *operation, LLVMValueRef value, LLVMValueRef size)
{
	unsigned long long alignment = operation->flags & OPERATION_UNALIGNED ? 1 : 8;

	return !LLVMIsAConstantInt (size) || !LLVMIsAConstantInt (value) || !LLVMIsNull (value) ||
		LLVMConstIntGetZExtValue (size) / alignment > MOST_STORES;
}

int
emit_initialize_object (Emitter *emitter, const Operation *operation)
{
	LLVMValueRef address = emit_as_pointer (emitter, emit_value (emitter, operation->operands [0]));
	Storage storage;
	uint32_t size;

	if (!storage_of_class (emitter->module, operation->klass, &storage, &size))
		return emit_runtime_failed (emitter);
	if (size > LARGEST_VALUE && !is_never_null (address)) {
		if (!check_block (emitter, emit_is_near_null (emitter, address), address, constant_int32 (emitter->module, 0),
				constant_int32 (emitter->module, (int32_t) size), 1))
			return 0;
	} else if (size != 0) {
		emit_address_check (emitter, address, 1);
	}
	/* Null needs no card. */
	emit_zero (emitter, address, size, storage_alignment (emitter->module, storage));
	return 1;
}

/* Blocks of no bytes may be anywhere. FROM may be NULL. Whether one of SIZE is where none can be. */
static LLVMValueRef
is_wrong_block (Emitter *emitter, LLVMValueRef to, LLVMValueRef from, LLVMValueRef size)
{
	LLVMValueRef is_wrong = emit_is_near_null (emitter, to);

	if (from)
		is_wrong = LLVMBuildOr (emitter->builder, is_wrong, emit_is_near_null (emitter, from), "");
	return LLVMBuildAnd (emitter->builder, is_wrong, LLVMBuildIsNotNull (emitter->builder, size, ""), "");
}

/* SIZE, or 0 if GIVEN, the same as int32, is negative. */
static LLVMValueRef
copied_size (Emitter *emitter, LLVMValueRef given, LLVMValueRef size)
{
	LLVMValueRef zero = LLVMConstNull (LLVMTypeOf (given));

	return LLVMBuildSelect (emitter->builder, LLVMBuildICmp (emitter->builder, LLVMIntSLT, given, zero, ""),
		LLVMConstNull (LLVMTypeOf (size)), size, "");
}

int
emit_block_operation (Emitter *emitter, const Operation *operation)
{
	Module *module = emitter->module;
	LLVMBuilderRef builder = emitter->builder;
	LLVMValueRef to = emit_as_pointer (emitter, emit_value (emitter, operation->operands [0]));
	LLVMValueRef second = emit_value (emitter, operation->operands [1]);
	LLVMValueRef given = emit_value (emitter, operation->operands [2]);
	LLVMValueRef size = LLVMBuildZExt (builder, given, module->i64, ""), from = NULL, instruction;
	int is_copy = operation->code == OPERATION_COPY_BLOCK;

	/* Mini calls String.memcpy, whose size is an int: of less than 0 it copies nothing. */
	if (is_copy) {
		size = copied_size (emitter, given, size);
		from = emit_as_pointer (emitter, second);
	}
	if (!check_block (emitter, is_wrong_block (emitter, to, from, size), to, second, given,
			!is_copy && is_set_by_method (operation, second, given)))
		return 0;
	/* A full fence on both sides, as mini: ECMA-335 III.2.6 names only the access itself. */
	if (operation->flags & OPERATION_VOLATILE)
		emit_fence (emitter, LLVMAtomicOrderingSequentiallyConsistent);
	if (is_copy) {
		/* Overlapping blocks are unspecified by ECMA-335 III.3.30. Mini copies 4, 8 or 16 bytes at a time from the
		 * front, by what it knows of the size: a move behaves the same unless the source comes first. */
		instruction = LLVMBuildMemMove (builder, to, 1, from, 1, size);
	} else {
		LLVMValueRef byte = LLVMBuildTrunc (builder, second, module->i8, "");

		instruction = LLVMBuildMemSet (builder, to, byte, size, 1);
	}
	if (operation->flags & OPERATION_VOLATILE) {
		LLVMSetVolatile (instruction, 1);
		emit_fence (emitter, LLVMAtomicOrderingSequentiallyConsistent);
	}
	return 1;
}
