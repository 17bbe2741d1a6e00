/* SPDX-License-Identifier: MIT
 *
 * Loads, stores and copies, with what the collector and the memory model ask of them: reference loads are never torn
 * (unordered atomics), reference stores are releases and mark a card (mono-compiler.h, RuntimeLayout "write barrier"). */
#include "families.h"

#include <string.h>

void
emit_fence (Emitter *emitter, LLVMAtomicOrdering ordering)
{
	LLVMBuildFence (emitter->builder, ordering, 0, "");
}

static LLVMValueRef
load_value (Emitter *emitter, LLVMValueRef address, Storage storage, uint32_t flags, uint32_t alignment)
{
	uint32_t size = storage_size (emitter->module, storage);
	LLVMValueRef copy = emit_alloca (emitter, size, 8, "value");

	emit_copy (emitter, copy, address, size, alignment);
	if (flags & OPERATION_VOLATILE)
		emit_fence (emitter, LLVMAtomicOrderingAcquire);
	return copy;
}

LLVMValueRef
emit_load (Emitter *emitter, LLVMValueRef address, Storage storage, Access access, uint32_t flags, uint32_t alignment)
{
	Module *module = emitter->module;
	uint32_t natural = storage_alignment (module, storage);

	if (!alignment)
		alignment = natural;
	if (is_value (storage.kind))
		return load_value (emitter, address, storage, flags, alignment);

	LLVMValueRef load = LLVMBuildLoad2 (emitter->builder, type_in_memory (module, storage.kind), address, "");
	LLVMSetAlignment (load, alignment);
	aliasing_mark (module, load, access);
	if (alignment < natural) {
		/* Atomics must be aligned; ECMA-335 I.12.6.6 promises atomicity for aligned accesses only. */
		LLVMSetVolatile (load, (flags & OPERATION_VOLATILE) != 0);
		if (flags & OPERATION_VOLATILE)
			emit_fence (emitter, LLVMAtomicOrderingAcquire);
	} else if (flags & OPERATION_VOLATILE) {
		LLVMSetOrdering (load, LLVMAtomicOrderingAcquire);
		LLVMSetVolatile (load, 1);
	} else if (storage.kind == TYPE_REFERENCE && access != ACCESS_STACK) {
		LLVMSetOrdering (load, LLVMAtomicOrderingUnordered);
	}
	return emit_widen (emitter, load, storage.kind);
}

/* Whether ADDRESS is certainly in this frame. */
static int
is_stack_address (LLVMValueRef address)
{
	while (LLVMIsAGetElementPtrInst (address))
		address = LLVMGetOperand (address, 0);
	return LLVMIsAAllocaInst (address) != NULL;
}

/* mini-amd64.c:OP_CARD_TABLE_WBARRIER computes the same. */
void
emit_mark_card (Emitter *emitter, LLVMValueRef address)
{
	Module *module = emitter->module;
	LLVMBuilderRef builder = emitter->builder;
	LLVMValueRef table = symbol_address (module, "runtime", "card table", module->layout->card_table);
	LLVMValueRef index = LLVMBuildPtrToInt (builder, address, module->i64, "");

	index = LLVMBuildLShr (builder, index, constant_int64 (module, module->layout->card_shift), "");
	index = LLVMBuildAnd (builder, index, constant_int64 (module, (int64_t) module->layout->card_mask), "");
	LLVMValueRef card = LLVMBuildGEP2 (builder, module->i8, table, &index, 1, "card");
	LLVMValueRef store = LLVMBuildStore (builder, LLVMConstInt (module->i8, 1, 0), card);

	/* Atomic, so that it is not sunk out of a loop, past a suspension poll. */
	LLVMSetOrdering (store, LLVMAtomicOrderingMonotonic);
	LLVMSetAlignment (store, 1);
	aliasing_mark (module, store, ACCESS_CARD);
}

static void
copy_reference (Emitter *emitter, LLVMValueRef to, LLVMValueRef from)
{
	LLVMValueRef word = LLVMBuildLoad2 (emitter->builder, emitter->module->ptr, from, "");
	LLVMValueRef store = LLVMBuildStore (emitter->builder, word, to);

	LLVMSetAlignment (store, 8);
	LLVMSetOrdering (store, LLVMAtomicOrderingRelease);
	emit_mark_card (emitter, to);
}

/* A value with references into memory that may be on the heap: word by word when it is small, by the runtime else. */
static int
store_value_with_references (Emitter *emitter, LLVMValueRef address, LLVMValueRef value, ClassInfo *klass,
	uint32_t size, uint32_t alignment)
{
	Module *module = emitter->module;
	uint32_t offsets [32], capacity = sizeof offsets / sizeof *offsets;
	uint32_t count = module->runtime->get_reference_offsets (module->runtime, klass, offsets, capacity);

	if (alignment < 8 || size > module->layout->barrier_copy_words * 8 || count > capacity) {
		LLVMValueRef arguments [] = { address, value, symbol_class (module, klass) };

		emit_service (emitter, SERVICE_COPY_VALUE, arguments);
		return 1;
	}

	uint32_t done = 0;
	for (uint32_t i = 0; i <= count; i++) {
		uint32_t next = i < count ? offsets [i] : size;

		if (next > done)
			emit_copy (emitter, emit_offset (emitter, address, done), emit_offset (emitter, value, done), next - done,
				1);
		if (i < count)
			copy_reference (emitter, emit_offset (emitter, address, next), emit_offset (emitter, value, next));
		done = next + 8;
	}
	return 1;
}

static int
store_value (Emitter *emitter, LLVMValueRef address, LLVMValueRef value, Storage storage, Access access, uint32_t flags,
	uint32_t alignment)
{
	Module *module = emitter->module;
	ClassDescription info = { .size = sizeof info };

	if (!module->runtime->describe_class (module->runtime, storage.klass, &info))
		return emit_runtime_failed (emitter);
	if (flags & OPERATION_VOLATILE)
		emit_fence (emitter, LLVMAtomicOrderingRelease);
	if (!(info.flags & CLASS_CONTAINS_REFERENCES) || access == ACCESS_STACK || is_stack_address (address)) {
		emit_copy (emitter, address, value, info.value_size, alignment);
		return 1;
	}
	return store_value_with_references (emitter, address, value, storage.klass, info.value_size, alignment);
}

int
emit_store (Emitter *emitter, LLVMValueRef address, LLVMValueRef value, Storage storage, Access access, uint32_t flags,
	uint32_t alignment)
{
	Module *module = emitter->module;
	uint32_t natural = storage_alignment (module, storage);

	if (!alignment)
		alignment = natural;
	if (is_value (storage.kind))
		return store_value (emitter, address, value, storage, access, flags, alignment);

	int aligned = alignment >= natural;
	int is_heap_reference = storage.kind == TYPE_REFERENCE && access != ACCESS_STACK && !is_stack_address (address);

	value = emit_narrow (emitter, value, storage.kind);
	if (!aligned && (flags & OPERATION_VOLATILE))
		emit_fence (emitter, LLVMAtomicOrderingRelease);
	LLVMValueRef store = LLVMBuildStore (emitter->builder, value, address);
	LLVMSetAlignment (store, alignment);
	aliasing_mark (module, store, access);
	LLVMSetVolatile (store, (flags & OPERATION_VOLATILE) != 0);
	if (aligned && (is_heap_reference || (flags & OPERATION_VOLATILE)))
		LLVMSetOrdering (store, LLVMAtomicOrderingRelease);
	/* Statics are roots that every collection scans: as mini, see STSFLD in method-to-ir.c. */
	if (is_heap_reference && access != ACCESS_STATIC && !LLVMIsNull (value))
		emit_mark_card (emitter, address);
	return 1;
}

int
emit_store_temp (Emitter *emitter, LLVMValueRef address, const Temp *temp, Storage storage, Access access,
	uint32_t flags, uint32_t alignment)
{
	Storage own = { TYPE_VALUE_TYPE, temp->own_class };

	if (own.klass && storage_size (emitter->module, own) < storage_size (emitter->module, storage)) {
		storage = own;
		alignment = 1;
	}
	return emit_store (emitter, address, emit_value (emitter, temp), storage, access, flags, alignment);
}

/* ---- Operations ---- */

static const char *const variable_names [] = { "argument", "local", "slot" };

/* Zeros where a method starts: a slot is read unwritten where paths without values join (execution_leave_block). */
static void
clear_slot (Emitter *emitter, const StackVariable *slot)
{
	Module *module = emitter->module;

	if (is_value (slot->storage.kind))
		LLVMBuildMemSet (emitter->entry_builder, slot->address, LLVMConstInt (module->i8, 0, 0),
			constant_int64 (module, storage_size (module, slot->storage)), 8);
	else
		LLVMBuildStore (emitter->entry_builder, LLVMConstNull (type_in_memory (module, slot->storage.kind)),
			slot->address);
}

/* The variable that OPERATION names; slots are made when first met. */
static StackVariable *
find_variable (Emitter *emitter, const Operation *operation)
{
	switch (operation->code) {
	case OPERATION_ARGUMENT:
	case OPERATION_ARGUMENT_ADDRESS:
	case OPERATION_STORE_ARGUMENT:
	case OPERATION_RESERVE_ARGUMENT:
		return &emitter->arguments [operation->index];
	case OPERATION_LOCAL:
	case OPERATION_LOCAL_ADDRESS:
	case OPERATION_STORE_LOCAL:
	case OPERATION_RESERVE_LOCAL:
		return &emitter->locals [operation->index];
	default:
		break;
	}

	if (operation->index >= emitter->slot_capacity) {
		uint32_t capacity = operation->index * 2 + 16;
		StackVariable *slots = arena_array (emitter->compilation->arena, StackVariable, capacity);

		if (emitter->slot_capacity)
			memcpy (slots, emitter->slots, emitter->slot_capacity * sizeof *slots);
		emitter->slots = slots;
		emitter->slot_capacity = capacity;
	}
	StackVariable *slot = &emitter->slots [operation->index];
	if (!slot->address) {
		static const TypeKind kinds [] = {
			[STACK_INT32] = TYPE_INT32,
			[STACK_INT64] = TYPE_INT64,
			[STACK_NATIVE_INT] = TYPE_NATIVE_INT,
			[STACK_FLOAT32] = TYPE_FLOAT32,
			[STACK_FLOAT64] = TYPE_FLOAT64,
			[STACK_REFERENCE] = TYPE_REFERENCE,
			[STACK_BYREF] = TYPE_BYREF,
			[STACK_VALUE] = TYPE_VALUE_TYPE,
		};

		slot->storage = (Storage) { kinds [operation->slot_type.kind], operation->slot_type.klass };
		slot->address = emit_variable_memory (emitter, slot->storage, variable_names [2]);
		clear_slot (emitter, slot);
	}
	return slot;
}

int
emit_read_variable (Emitter *emitter, const Operation *operation)
{
	StackVariable *variable = find_variable (emitter, operation);

	emit_define (emitter, operation, emit_load (emitter, variable->address, variable->storage, ACCESS_STACK, 0, 0));
	return 1;
}

int
emit_variable_address (Emitter *emitter, const Operation *operation)
{
	emit_define (emitter, operation, find_variable (emitter, operation)->address);
	return 1;
}

int
emit_write_variable (Emitter *emitter, const Operation *operation)
{
	StackVariable *variable = find_variable (emitter, operation);
	LLVMValueRef value = emit_value (emitter, operation->operands [0]);

	/* What a pinned local points to stays where it is until the local changes (ECMA-335 II.7.1.2), also when all that is
	 * used of it is a number computed from the address. The collector sees that on the stack: the local stays there. */
	return emit_store (emitter, variable->address, value, variable->storage, ACCESS_STACK,
		variable->is_pinned ? OPERATION_VOLATILE : 0, 0);
}

/* The values that were OLD are NEW. */
static void
replace_value (Emitter *emitter, LLVMValueRef old, LLVMValueRef new)
{
	LLVMReplaceAllUsesWith (old, new);
	for (uint32_t i = 0; i < emitter->value_capacity; i++)
		if (emitter->values [i] == old)
			emitter->values [i] = new;
}

/* The variable moves to where there is room. In a filter its address comes from outside, and what is read behind it is
 * what the frame holds. */
int
emit_reserve (Emitter *emitter, const Operation *operation)
{
	Module *module = emitter->module;
	StackVariable *variable = find_variable (emitter, operation);
	LLVMValueRef old = variable->address, size = constant_int64 (module, operation->integer);
	LLVMBasicBlockRef entry = LLVMGetInsertBlock (emitter->entry_builder);
	int is_alloca = LLVMIsAAllocaInst (old) != NULL;

	if (!is_alloca && !LLVMIsAArgument (old))
		return 1;
	/* Before all that uses it */
	LLVMPositionBuilderBefore (emitter->entry_builder, is_alloca ? old : LLVMGetFirstInstruction (entry));
	LLVMValueRef memory = emit_alloca (emitter, (uint32_t) operation->integer, 8, "reserved");
	LLVMBuildMemSet (emitter->entry_builder, memory, LLVMConstInt (module->i8, 0, 0), size, 8);
	replace_value (emitter, old, memory);
	if (!is_alloca)
		LLVMBuildMemCpy (emitter->entry_builder, memory, 8, old, 8,
			constant_int64 (module, storage_size (module, variable->storage)));
	LLVMPositionBuilderBefore (emitter->entry_builder, LLVMGetBasicBlockTerminator (entry));
	variable->address = memory;
	return 1;
}

/* What is larger may be copied by a function in C: LLVM 19's X86FastISel.cpp, IsMemcpySmall. Zeros of any size may be written
 * by one. */
enum { LARGEST_INLINE_COPY = 32 };

static int
is_copied_by_function (Emitter *emitter, Storage storage)
{
	return is_value (storage.kind) && storage_size (emitter->module, storage) > LARGEST_INLINE_COPY;
}

/* A value without bytes may be anywhere: for it, Mono's compiler emits no access that could fault. */
static void
check_access (Emitter *emitter, LLVMValueRef address, Storage storage)
{
	if (!is_value (storage.kind) || storage_size (emitter->module, storage) != 0)
		emit_address_check (emitter, address, is_copied_by_function (emitter, storage));
}

static uint32_t
operation_alignment (const Operation *operation)
{
	return operation->flags & OPERATION_UNALIGNED ? operation->alignment : 0;
}

int
emit_load_indirect (Emitter *emitter, const Operation *operation)
{
	LLVMValueRef address = emit_as_pointer (emitter, emit_value (emitter, operation->operands [0]));

	check_access (emitter, address, operation->storage);
	emit_define (emitter, operation,
		emit_load (emitter, address, operation->storage, ACCESS_ANY, operation->flags,
			operation_alignment (operation)));
	return 1;
}

int
emit_store_indirect (Emitter *emitter, const Operation *operation)
{
	LLVMValueRef address = emit_as_pointer (emitter, emit_value (emitter, operation->operands [0]));

	check_access (emitter, address, operation->storage);
	return emit_store_temp (emitter, address, operation->operands [1], operation->storage, ACCESS_ANY, operation->flags,
		operation_alignment (operation));
}

int
emit_local_allocate (Emitter *emitter, const Operation *operation)
{
	Module *module = emitter->module;
	LLVMBuilderRef builder = emitter->builder;
	LLVMValueRef size = emit_value (emitter, operation->operands [0]);

	if (LLVMTypeOf (size) == module->i32)
		size = LLVMBuildZExt (builder, size, module->i64, "");
	/* Rounded up: programs write beyond (mini/mini-amd64.c, OP_LOCALLOC; MONO_ARCH_FRAME_ALIGNMENT). */
	LLVMValueRef rounded = LLVMBuildAdd (builder, size, constant_int64 (module, 15), "");
	rounded = LLVMBuildAnd (builder, rounded, constant_int64 (module, ~INT64_C (15)), "");
	LLVMValueRef memory = LLVMBuildArrayAlloca (builder, module->i8, rounded, "");
	LLVMSetAlignment (memory, 16);
	/* Zeroed whatever the header says, and null for no bytes: method-to-ir.c, CEE_LOCALLOC. */
	LLVMBuildMemSet (builder, memory, LLVMConstInt (module->i8, 0, 0), rounded, 16);
	LLVMValueRef is_empty = LLVMBuildIsNull (builder, size, "");
	LLVMValueRef address = LLVMBuildPtrToInt (builder, memory, module->i64, "");
	emit_define (emitter, operation, LLVMBuildSelect (builder, is_empty, constant_int64 (module, 0), address, ""));
	return 1;
}
