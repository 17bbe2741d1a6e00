/* SPDX-License-Identifier: MIT
 *
 * castclass and isinst: ECMA-335 III.4.3 and III.4.6. A quick test where the class allows one; the runtime's service for
 * everything else, and for the exception. */
#include "emitter.h"

/* Whether OBJECT, not null, is of the class CAST describes, by the quick test alone. */
static LLVMValueRef
build_cast_test (Emitter *emitter, LLVMValueRef object, const CastInfo *cast)
{
	Module *module = emitter->module;
	const RuntimeLayout *layout = module->layout;
	LLVMBuilderRef builder = emitter->builder;
	LLVMValueRef vtable = emit_load_word (emitter, object, layout->object_vtable_offset, module->ptr, ACCESS_HEADER);

	if (cast->kind == CAST_INTERFACE) {
		/* vtable->max_interface_id >= identifier, then its bit: type-checking.c:mini_emit_interface_bitmap_check */
		LLVMValueRef greatest = emit_load_word (emitter, vtable, layout->vtable_maximum_interface_offset, module->i32,
			ACCESS_HEADER);
		LLVMValueRef is_known = LLVMBuildICmp (builder, LLVMIntUGE, greatest,
			constant_int32 (module, (int32_t) cast->interface_identifier), "");
		LLVMValueRef bitmap = emit_load_word (emitter, vtable, layout->vtable_interface_bitmap_offset, module->ptr,
			ACCESS_HEADER);
		/* Beyond the bitmap's end byte 0 is read instead, which is always there. */
		LLVMValueRef index = LLVMBuildSelect (builder, is_known, constant_int64 (module, cast->interface_identifier / 8),
			constant_int64 (module, 0), "");
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

	LLVMValueRef supertypes = emit_load_word (emitter, klass, layout->class_supertypes_offset, module->ptr, ACCESS_HEADER);
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
call_cast_service (Emitter *emitter, Service service, LLVMValueRef object, RuntimeClass *klass)
{
	Module *module = emitter->module;
	void *cache = module->runtime->allocate_data (module->runtime, 8);
	const char *name = arena_format (emitter->compilation->arena, "%u", module->cache_count++);

	if (!cache) {
		emit_runtime_failed (emitter);
		return NULL;
	}
	LLVMValueRef arguments [] = { object, symbol_class (module, klass), symbol_address (module, "cache", name, cache) };
	return emit_service (emitter, service, arguments);
}

/* OBJECT, or what the service answers, if the quick test fails: null for isinst, an exception for castclass. */
static LLVMValueRef
build_cast (Emitter *emitter, LLVMValueRef object, RuntimeClass *klass, Service service)
{
	Module *module = emitter->module;
	LLVMBuilderRef builder = emitter->builder;
	CastInfo cast;

	if (!module->runtime->get_cast_info (module->runtime, klass, &cast)) {
		emit_runtime_failed (emitter);
		return NULL;
	}
	if (cast.kind == CAST_SERVICE)
		return call_cast_service (emitter, service, object, cast.klass);

	LLVMBasicBlockRef start = LLVMGetInsertBlock (builder);
	LLVMBasicBlockRef test = emit_new_block (emitter, "cast.test");
	LLVMBasicBlockRef failed = emit_new_block (emitter, "cast.failed");
	LLVMBasicBlockRef done = emit_new_block (emitter, "cast.done");
	LLVMBuildCondBr (builder, LLVMBuildIsNull (builder, object, ""), done, test);

	LLVMPositionBuilderAtEnd (builder, test);
	LLVMValueRef passes = build_cast_test (emitter, object, &cast);
	LLVMBasicBlockRef tested = LLVMGetInsertBlock (builder);
	LLVMBuildCondBr (builder, passes, done, failed);

	LLVMPositionBuilderAtEnd (builder, failed);
	/* The service throws with the words mini uses; after a final negative it need not be asked. */
	LLVMValueRef answer = service == SERVICE_IS_INSTANCE && cast.negative_is_final ? LLVMConstNull (module->ptr)
		: call_cast_service (emitter, service, object, cast.klass);
	if (!answer)
		return NULL;
	LLVMBasicBlockRef answered = LLVMGetInsertBlock (builder);
	LLVMBuildBr (builder, done);

	LLVMPositionBuilderAtEnd (builder, done);
	LLVMValueRef result = LLVMBuildPhi (builder, module->ptr, "");
	LLVMValueRef values [] = { object, object, answer };
	LLVMBasicBlockRef blocks [] = { start, tested, answered };
	LLVMAddIncoming (result, values, blocks, 3);
	return result;
}

LLVMValueRef
emit_class_cast (Emitter *emitter, LLVMValueRef object, RuntimeClass *klass)
{
	return build_cast (emitter, object, klass, SERVICE_CAST_CLASS);
}

int
emit_cast (Emitter *emitter, const Operation *operation)
{
	LLVMValueRef object = emit_value (emitter, operation->operands [0]);
	LLVMValueRef result = build_cast (emitter, object, operation->klass,
		operation->code == OPERATION_CAST_CLASS ? SERVICE_CAST_CLASS : SERVICE_IS_INSTANCE);

	if (!result)
		return 0;
	emit_define (emitter, operation, result);
	return 1;
}
