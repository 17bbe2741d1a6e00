/* SPDX-License-Identifier: MIT
 *
 * castclass and isinst: ECMA-335 III.4.3 and III.4.6. A quick test where the class allows one; the runtime's service for
 * everything else. */
#include "families.h"

/* Whether OBJECT, not null, is of the class CAST describes, by the quick test alone. */
static LLVMValueRef
build_cast_test (Emitter *emitter, LLVMValueRef object, const CastDescription *cast)
{
	Module *module = emitter->module;
	const RuntimeLayout *layout = module->layout;
	LLVMBuilderRef builder = emitter->builder;
	LLVMValueRef vtable = emit_load_vtable (emitter, object);

	if (cast->kind == CAST_INTERFACE) {
		/* vtable->max_interface_id >= identifier, then its bit: type-checking.c:mini_emit_interface_bitmap_check */
		LLVMValueRef greatest = emit_load_word (emitter, vtable, layout->vtable_maximum_interface_offset, module->i32,
			ACCESS_HEADER);
		LLVMValueRef is_known = LLVMBuildICmp (builder, LLVMIntUGE, greatest,
			constant_int32 (module, (int32_t) cast->interface_identifier), "");
		LLVMValueRef bitmap = emit_load_word (emitter, vtable, layout->vtable_interface_bitmap_offset, module->ptr,
			ACCESS_HEADER);
		/* Beyond the bitmap's end byte 0 is read instead, which is always there. */
		LLVMValueRef index = LLVMBuildSelect (builder, is_known,
			constant_int64 (module, cast->interface_identifier / 8), constant_int64 (module, 0), "");
		LLVMValueRef address = LLVMBuildGEP2 (builder, module->i8, bitmap, &index, 1, "");
		LLVMValueRef byte = emit_load_word (emitter, address, 0, module->i8, ACCESS_HEADER);
		LLVMValueRef bit = LLVMBuildAnd (builder, byte,
			LLVMConstInt (module->i8, 1u << cast->interface_identifier % 8, 0), "");
		return LLVMBuildAnd (builder, is_known, LLVMBuildIsNotNull (builder, bit, ""), "");
	}

	LLVMValueRef klass = emit_load_word (emitter, vtable, layout->vtable_class_offset, module->ptr, ACCESS_HEADER);
	LLVMValueRef wanted = symbol_class (module, cast->klass);
	if (cast->kind == CAST_EXACT)
		return LLVMBuildICmp (builder, LLVMIntEQ, klass, wanted, "");

	LLVMValueRef supertypes = emit_load_word (emitter, klass, layout->class_supertypes_offset, module->ptr,
		ACCESS_HEADER);
	LLVMValueRef index = constant_int64 (module, (int64_t) cast->depth - 1), is_deep = NULL;
	if (cast->check_depth) {
		LLVMValueRef depth = emit_load_word (emitter, klass, layout->class_depth_offset, module->i16, ACCESS_HEADER);

		is_deep = LLVMBuildICmp (builder, LLVMIntUGE, depth, LLVMConstInt (module->i16, cast->depth, 0), "");
		index = LLVMBuildSelect (builder, is_deep, index, constant_int64 (module, 0), "");
	}
	LLVMValueRef entry = LLVMBuildGEP2 (builder, module->ptr, supertypes, &index, 1, "");
	LLVMValueRef supertype = emit_load_word (emitter, entry, 0, module->ptr, ACCESS_HEADER);
	LLVMValueRef is_equal = LLVMBuildICmp (builder, LLVMIntEQ, supertype, wanted, "");
	return is_deep ? LLVMBuildAnd (builder, is_deep, is_equal, "") : is_equal;
}

static LLVMValueRef
new_cache (Emitter *emitter)
{
	Module *module = emitter->module;
	void *cache = module->runtime->allocate_data (module->runtime, 8);
	const char *name = arena_format (emitter->compilation->arena, "%u", module->cache_count++);

	if (cache)
		return symbol_address (module, "cache", name, cache);
	emit_runtime_failed (emitter);
	return NULL;
}

/* OBJECT if it is an instance, else null. */
static LLVMValueRef
ask_service (Emitter *emitter, LLVMValueRef object, ClassInfo *klass)
{
	LLVMValueRef arguments [] = { object, symbol_class (emitter->module, klass), new_cache (emitter) };

	return arguments [2] ? emit_service (emitter, SERVICE_IS_INSTANCE, arguments) : NULL;
}

/* OBJECT, or the exception of the runtime's method. */
static LLVMValueRef
call_helper (Emitter *emitter, LLVMValueRef object, ClassInfo *klass)
{
	Module *module = emitter->module;
	MethodInfo *helper = module->runtime->get_helper_method (module->runtime, HELPER_CAST_CLASS);
	LLVMValueRef cache = new_cache (emitter), result;

	if (!cache)
		return NULL;
	if (!helper) {
		emit_runtime_failed (emitter);
		return NULL;
	}
	LLVMValueRef arguments [] = {
		object,
		emit_as_word (emitter, symbol_class (module, klass)),
		emit_as_word (emitter, cache),
	};
	return emit_method_call (emitter, helper, NULL, 0, arguments, 3, &result) ? result : NULL;
}

/* Throws InvalidCastException for OBJECT, from where Mono's compiler has it thrown. */
static int
throw_invalid_cast (Emitter *emitter, LLVMValueRef object, const CastDescription *cast)
{
	Module *module = emitter->module;
	LLVMBuilderRef builder = emitter->builder;

	if (cast->throwing_rank && like_mini (emitter->compilation, LIKE_HELPER_FRAMES)) {
		LLVMValueRef vtable = emit_load_vtable (emitter, object);
		LLVMValueRef rank = emit_load_word (emitter, vtable, module->layout->vtable_rank_offset, module->i8,
			ACCESS_HEADER);
		LLVMValueRef has_rank = LLVMBuildICmp (builder, LLVMIntEQ, rank,
			LLVMConstInt (module->i8, cast->throwing_rank, 0), "");
		LLVMBasicBlockRef after = emit_begin_unlikely (emitter, has_rank, "cast.array");

		if (!call_helper (emitter, object, cast->klass))
			return 0;
		emit_end_unlikely (emitter, after);
	}
	emit_throw (emitter, EXCEPTION_INVALID_CAST);
	return 1;
}

/* What comes of OBJECT, not null, when the quick test has failed or there is none: the builder goes on where OBJECT is an
 * instance after all, or with null for isinst. NULL: nowhere, or with a verdict. */
static LLVMValueRef
build_slow_cast (Emitter *emitter, LLVMValueRef object, const CastDescription *cast, int throws, int *done)
{
	Module *module = emitter->module;
	int is_final = cast->kind != CAST_SERVICE && cast->negative_is_final;
	LLVMValueRef answer = is_final ? LLVMConstNull (module->ptr) : ask_service (emitter, object, cast->klass);

	*done = answer != NULL;
	if (!answer || !throws)
		return answer;
	if (is_final) {
		*done = throw_invalid_cast (emitter, object, cast);
		return NULL;
	}
	LLVMBasicBlockRef after = emit_begin_unlikely (emitter, LLVMBuildIsNull (emitter->builder, answer, ""),
		"cast.refused");
	*done = throw_invalid_cast (emitter, object, cast);
	LLVMPositionBuilderAtEnd (emitter->builder, after);
	return *done ? answer : NULL;
}

/* OBJECT cast to KLASS; if it is no instance, null, or if THROWS an exception. NULL with a verdict. */
static LLVMValueRef
build_cast (Emitter *emitter, LLVMValueRef object, ClassInfo *klass, int throws)
{
	Module *module = emitter->module;
	LLVMBuilderRef builder = emitter->builder;
	CastDescription cast = { .size = sizeof cast };
	int done;

	if (!module->runtime->describe_cast (module->runtime, klass, &cast)) {
		emit_runtime_failed (emitter);
		return NULL;
	}
	if (throws && cast.throwing_rank == UINT32_MAX && like_mini (emitter->compilation, LIKE_HELPER_FRAMES))
		return call_helper (emitter, object, cast.klass);

	LLVMBasicBlockRef end = emit_new_block (emitter, "cast.done"), blocks [3];
	LLVMBasicBlockRef next = emit_new_block (emitter, "cast.test");
	LLVMValueRef values [3] = { object, object };
	unsigned count = 0;
	blocks [count++] = LLVMGetInsertBlock (builder);
	LLVMBuildCondBr (builder, LLVMBuildIsNull (builder, object, ""), end, next);
	LLVMPositionBuilderAtEnd (builder, next);
	if (cast.kind != CAST_SERVICE) {
		LLVMValueRef passes = build_cast_test (emitter, object, &cast);

		next = emit_new_block (emitter, "cast.failed");
		blocks [count++] = LLVMGetInsertBlock (builder);
		LLVMBuildCondBr (builder, passes, end, next);
		LLVMPositionBuilderAtEnd (builder, next);
	}
	LLVMValueRef answer = build_slow_cast (emitter, object, &cast, throws, &done);
	if (!done)
		return NULL;
	if (answer) {
		blocks [count] = LLVMGetInsertBlock (builder);
		values [count++] = answer;
		LLVMBuildBr (builder, end);
	}

	LLVMPositionBuilderAtEnd (builder, end);
	LLVMValueRef result = LLVMBuildPhi (builder, module->ptr, "");
	LLVMAddIncoming (result, values, blocks, count);
	return result;
}

LLVMValueRef
emit_class_cast (Emitter *emitter, LLVMValueRef object, ClassInfo *klass)
{
	return build_cast (emitter, object, klass, 1);
}

int
emit_cast (Emitter *emitter, const Operation *operation)
{
	LLVMValueRef object = emit_value (emitter, operation->operands [0]);
	LLVMValueRef result = build_cast (emitter, object, operation->klass, operation->code == OPERATION_CAST_CLASS);

	if (!result)
		return 0;
	emit_define (emitter, operation, result);
	return 1;
}
