/* SPDX-License-Identifier: MIT
 *
 * Stack memory, addresses, and how a value is cut and extended on its way into memory or a call. */
#include "emitter.h"

LLVMValueRef
emit_alloca (Emitter *emitter, uint32_t size, uint32_t alignment, const char *name)
{
	/* Whole words: arguments in registers are read and written eight bytes at a time. */
	LLVMTypeRef bytes = LLVMArrayType2 (emitter->module->i8, ((uint64_t) size + 7) / 8 * 8);
	LLVMValueRef memory = LLVMBuildAlloca (emitter->entry_builder, bytes, emitter->module->names ? name : "");

	LLVMSetAlignment (memory, alignment > 8 ? alignment : 8);
	return memory;
}

LLVMValueRef
emit_variable_memory (Emitter *emitter, Storage storage, const char *name)
{
	Module *module = emitter->module;

	/* Of a variable whose address is taken IL may read a word, whatever it holds, and use of it what it holds. */
	if (is_value (storage.kind) || emitter->gives_addresses)
		return emit_alloca (emitter, storage_size (module, storage), 8, name);
	return LLVMBuildAlloca (emitter->entry_builder, type_in_memory (module, storage.kind), module->names ? name : "");
}

LLVMValueRef
emit_offset (Emitter *emitter, LLVMValueRef pointer, int64_t offset)
{
	Module *module = emitter->module;
	LLVMValueRef index = constant_int64 (module, offset);

	if (!offset)
		return pointer;
	return LLVMBuildInBoundsGEP2 (emitter->builder, module->i8, pointer, &index, 1, "");
}

LLVMValueRef
emit_as_pointer (Emitter *emitter, LLVMValueRef value)
{
	if (LLVMTypeOf (value) == emitter->module->ptr)
		return value;
	return LLVMBuildIntToPtr (emitter->builder, value, emitter->module->ptr, "");
}

LLVMValueRef
emit_as_word (Emitter *emitter, LLVMValueRef value)
{
	if (LLVMTypeOf (value) == emitter->module->ptr)
		return LLVMBuildPtrToInt (emitter->builder, value, emitter->module->i64, "");
	return value;
}

LLVMValueRef
emit_narrow (Emitter *emitter, LLVMValueRef value, TypeKind kind)
{
	Module *module = emitter->module;
	LLVMTypeRef type = type_in_memory (module, kind);

	if (is_narrow (kind))
		return LLVMBuildTrunc (emitter->builder, value, type, "");
	if (type == module->ptr)
		return emit_as_pointer (emitter, value);
	return type == module->i64 ? emit_as_word (emitter, value) : value;
}

LLVMValueRef
emit_widen (Emitter *emitter, LLVMValueRef value, TypeKind kind)
{
	if (!is_narrow (kind))
		return value;
	if (is_signed (kind))
		return LLVMBuildSExt (emitter->builder, value, emitter->module->i32, "");
	return LLVMBuildZExt (emitter->builder, value, emitter->module->i32, "");
}

LLVMValueRef
emit_extend (Emitter *emitter, LLVMValueRef value, TypeKind kind)
{
	Module *module = emitter->module;

	value = emit_widen (emitter, emit_narrow (emitter, value, kind), kind);
	if (LLVMTypeOf (value) != module->i32)
		return value;
	return is_signed (kind) ? LLVMBuildSExt (emitter->builder, value, module->i64, "")
							: LLVMBuildZExt (emitter->builder, value, module->i64, "");
}

void
emit_copy (Emitter *emitter, LLVMValueRef to, LLVMValueRef from, uint64_t size, uint32_t alignment)
{
	if (size)
		LLVMBuildMemCpy (emitter->builder, to, alignment, from, alignment,
			constant_int64 (emitter->module, (int64_t) size));
}

void
emit_zero (Emitter *emitter, LLVMValueRef address, uint64_t size, uint32_t alignment)
{
	Module *module = emitter->module;

	LLVMBuildMemSet (emitter->builder, address, LLVMConstInt (module->i8, 0, 0),
		constant_int64 (module, (int64_t) size), alignment);
}

LLVMValueRef
emit_load_word (Emitter *emitter, LLVMValueRef base, uint32_t offset, LLVMTypeRef type, Access access)
{
	LLVMValueRef load = LLVMBuildLoad2 (emitter->builder, type, emit_offset (emitter, base, offset), "");

	aliasing_mark (emitter->module, load, access);
	return load;
}

LLVMValueRef
emit_load_vtable (Emitter *emitter, LLVMValueRef object)
{
	Module *module = emitter->module;

	return emit_load_word (emitter, object, module->layout->object_vtable_offset, module->ptr, ACCESS_HEADER);
}
