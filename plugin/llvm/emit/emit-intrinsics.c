/* SPDX-License-Identifier: MIT
 *
 * Methods that we know better than their IL: a row for each, and small functions for those that need more than one
 * instruction. Results are those of the method's own body, or of mini where there is none. */
#include "families.h"
#include "../../like-mini/processor-numbers.h"

typedef LLVMValueRef (*IntrinsicFunction) (Emitter *emitter, const Operation *operation, LLVMValueRef *arguments);

static Storage
result_storage (Emitter *emitter, const Operation *operation)
{
	SignatureDescription signature = { .size = sizeof signature };
	Storage storage = { TYPE_VOID, NULL };

	if (emitter->module->runtime->describe_signature (emitter->module->runtime, operation->signature, &signature))
		storage_of_type (emitter->module, signature.result, &storage, NULL);
	return storage;
}

/* ---- Objects, strings and arrays ---- */

static LLVMValueRef
nothing (Emitter *emitter, const Operation *operation, LLVMValueRef *arguments)
{
	(void) operation;
	return emit_as_pointer (emitter, arguments [0]);
}

static LLVMValueRef
object_get_type (Emitter *emitter, const Operation *operation, LLVMValueRef *arguments)
{
	Module *module = emitter->module;
	const Temp *object = operation->operands [0];
	ClassDescription info = { .size = sizeof info };

	/* A proxy answers for the object it stands for; only a class that cannot be one is known not to be. */
	if (object->type.kind != STACK_REFERENCE || !object->type.klass ||
		!module->runtime->describe_class (module->runtime, object->type.klass, &info) || !(info.flags & CLASS_SEALED))
		return NULL;
	emit_null_check (emitter, arguments [0]);
	LLVMValueRef vtable = emit_load_vtable (emitter, arguments [0]);
	return emit_load_word (emitter, vtable, module->layout->vtable_type_object_offset, module->ptr, ACCESS_HEADER);
}

static LLVMValueRef
string_length (Emitter *emitter, const Operation *operation, LLVMValueRef *arguments)
{
	Module *module = emitter->module;

	(void) operation;
	emit_null_check (emitter, arguments [0]);
	return emit_load_word (emitter, arguments [0], module->layout->string_length_offset, module->i32, ACCESS_LENGTH);
}

static LLVMValueRef
string_characters (Emitter *emitter, const Operation *operation, LLVMValueRef *arguments)
{
	Module *module = emitter->module;
	LLVMBuilderRef builder = emitter->builder;
	LLVMValueRef length = string_length (emitter, operation, arguments);

	emit_throw_if (emitter, LLVMBuildICmp (builder, LLVMIntUGE, arguments [1], length, ""),
		EXCEPTION_INDEX_OUT_OF_RANGE);
	LLVMValueRef index = LLVMBuildZExt (builder, arguments [1], module->i64, "");
	LLVMValueRef base = emit_offset (emitter, arguments [0], module->layout->string_characters_offset);
	LLVMValueRef address = LLVMBuildInBoundsGEP2 (builder, module->i16, base, &index, 1, "");
	return emit_load (emitter, address, (Storage) { TYPE_CHAR, NULL }, ACCESS_ELEMENT, 0, 0);
}

static LLVMValueRef
array_length (Emitter *emitter, const Operation *operation, LLVMValueRef *arguments)
{
	Module *module = emitter->module;

	(void) operation;
	emit_null_check (emitter, arguments [0]);
	return emit_load_word (emitter, arguments [0], module->layout->array_length_offset, module->i32, ACCESS_BOUND);
}

static LLVMValueRef
array_rank (Emitter *emitter, const Operation *operation, LLVMValueRef *arguments)
{
	Module *module = emitter->module;

	(void) operation;
	emit_null_check (emitter, arguments [0]);
	LLVMValueRef vtable = emit_load_vtable (emitter, arguments [0]);
	LLVMValueRef rank = emit_load_word (emitter, vtable, module->layout->vtable_rank_offset, module->i8, ACCESS_HEADER);
	return LLVMBuildZExt (emitter->builder, rank, module->i32, "");
}

/* Where element ARGUMENTS [1] of the vector ARGUMENTS [0] is, and of what type: what the last parameter points to. The
 * runtime's own implementation of these two methods calls itself for ever. */
static LLVMValueRef
generic_element (Emitter *emitter, const Operation *operation, LLVMValueRef *arguments, Storage *storage)
{
	Module *module = emitter->module;
	LLVMBuilderRef builder = emitter->builder;
	SignatureDescription signature = { .size = sizeof signature };
	TypeDescription pointer = { .size = sizeof pointer };

	if (!module->runtime->describe_signature (module->runtime, operation->signature, &signature) ||
		!module->runtime->describe_type (module->runtime, signature.parameters [1], &pointer) ||
		!storage_of_type (module, pointer.target, storage, NULL)) {
		emit_runtime_failed (emitter);
		return NULL;
	}
	LLVMValueRef length = array_length (emitter, operation, arguments);
	emit_throw_if (emitter, LLVMBuildICmp (builder, LLVMIntUGE, arguments [1], length, ""),
		EXCEPTION_INDEX_OUT_OF_RANGE);
	LLVMTypeRef type = LLVMArrayType2 (module->i8, storage_size (module, *storage));
	LLVMValueRef index = LLVMBuildZExt (builder, arguments [1], module->i64, "");
	LLVMValueRef base = emit_offset (emitter, arguments [0], module->layout->array_base_offset);
	return LLVMBuildInBoundsGEP2 (builder, type, base, &index, 1, "");
}

static LLVMValueRef
array_get_generic_value (Emitter *emitter, const Operation *operation, LLVMValueRef *arguments)
{
	Storage storage;
	LLVMValueRef element = generic_element (emitter, operation, arguments, &storage);

	if (!element)
		return NULL;
	LLVMValueRef value = emit_load (emitter, element, storage, ACCESS_ELEMENT, 0, 0);
	return emit_store (emitter, emit_as_pointer (emitter, arguments [2]), value, storage, ACCESS_ANY, 0, 0) ? value
																											: NULL;
}

static LLVMValueRef
array_set_generic_value (Emitter *emitter, const Operation *operation, LLVMValueRef *arguments)
{
	Storage storage;
	LLVMValueRef element = generic_element (emitter, operation, arguments, &storage);

	if (!element)
		return NULL;
	LLVMValueRef value = emit_load (emitter, emit_as_pointer (emitter, arguments [2]), storage, ACCESS_ANY, 0, 0);
	return emit_store (emitter, element, value, storage, ACCESS_ELEMENT, 0, 0) ? value : NULL;
}

static LLVMValueRef
offset_to_string_data (Emitter *emitter, const Operation *operation, LLVMValueRef *arguments)
{
	(void) operation, (void) arguments;
	return constant_int32 (emitter->module, (int32_t) emitter->module->layout->string_characters_offset);
}

/* ByReference<T> is one word, the managed pointer. */
static LLVMValueRef
byreference_constructor (Emitter *emitter, const Operation *operation, LLVMValueRef *arguments)
{
	(void) operation;
	return LLVMBuildStore (emitter->builder, emit_as_pointer (emitter, arguments [1]),
		emit_as_pointer (emitter, arguments [0]));
}

static LLVMValueRef
byreference_value (Emitter *emitter, const Operation *operation, LLVMValueRef *arguments)
{
	(void) operation;
	return LLVMBuildLoad2 (emitter->builder, emitter->module->ptr, emit_as_pointer (emitter, arguments [0]), "");
}

/* The library's own body casts a boxed value, which fails between an enumeration and a number that is not its own
 * underlying type (mini/intrinsics.c:is_unsafe_mov_compatible tells what mini does better). */
static LLVMValueRef
unsafe_move (Emitter *emitter, const Operation *operation, LLVMValueRef *arguments)
{
	Module *module = emitter->module;
	SignatureDescription signature = { .size = sizeof signature };
	Storage from, to;

	if (!module->runtime->describe_signature (module->runtime, operation->signature, &signature) ||
		!storage_of_type (module, signature.parameters [0], &from, NULL) ||
		!storage_of_type (module, signature.result, &to, NULL))
		return NULL;
	switch (stack_kind_of (to.kind)) {
	case STACK_REFERENCE:
	case STACK_INT32:
	case STACK_INT64:
		break;
	default:
		return NULL;
	}
	if (stack_kind_of (from.kind) != stack_kind_of (to.kind) || storage_size (module, to) < 4)
		return NULL;
	return arguments [0];
}

/* typeof (T): the token's class is known, and its Type object never moves. */
static LLVMValueRef
type_from_handle (Emitter *emitter, const Operation *operation, LLVMValueRef *arguments)
{
	Module *module = emitter->module;
	const Definition *handle = emit_definition (emitter, operation->operands [0]);

	(void) arguments;
	if (handle->code != OPERATION_TOKEN || !handle->klass)
		return NULL;
	void *object = module->runtime->get_type_object (module->runtime, handle->klass);
	if (!object) {
		module->runtime->clear_failure (module->runtime);
		return NULL;
	}
	return symbol_address (module, "type object", compilation_class_name (emitter->compilation, handle->klass), object);
}

static LLVMValueRef
type_equals (Emitter *emitter, const Operation *operation, LLVMValueRef *arguments)
{
	(void) operation;
	LLVMValueRef is_equal = LLVMBuildICmp (emitter->builder, LLVMIntEQ, arguments [0], arguments [1], "");
	return LLVMBuildZExt (emitter->builder, is_equal, emitter->module->i32, "");
}

/* ---- Mathematics ---- */

static LLVMValueRef
square_root (Emitter *emitter, const Operation *operation, LLVMValueRef *arguments)
{
	LLVMTypeRef type = LLVMTypeOf (arguments [0]);

	(void) operation;
	return emit_intrinsic_call (emitter, "llvm.sqrt", &type, 1, arguments, 1);
}

static LLVMValueRef
absolute (Emitter *emitter, const Operation *operation, LLVMValueRef *arguments)
{
	LLVMTypeRef type = LLVMTypeOf (arguments [0]);

	(void) operation;
	return emit_intrinsic_call (emitter, "llvm.fabs", &type, 1, arguments, 1);
}

static LLVMValueRef
rounded (Emitter *emitter, const char *name, LLVMValueRef *arguments)
{
	LLVMTypeRef type = LLVMTypeOf (arguments [0]);

	return emit_intrinsic_call (emitter, name, &type, 1, arguments, 1);
}

static LLVMValueRef
rounded_to_even (Emitter *emitter, const Operation *operation, LLVMValueRef *arguments)
{
	(void) operation;
	return rounded (emitter, "llvm.roundeven", arguments);
}

static LLVMValueRef
rounded_down (Emitter *emitter, const Operation *operation, LLVMValueRef *arguments)
{
	(void) operation;
	return rounded (emitter, "llvm.floor", arguments);
}

static LLVMValueRef
rounded_up (Emitter *emitter, const Operation *operation, LLVMValueRef *arguments)
{
	(void) operation;
	return rounded (emitter, "llvm.ceil", arguments);
}

static LLVMValueRef
truncated (Emitter *emitter, const Operation *operation, LLVMValueRef *arguments)
{
	(void) operation;
	return rounded (emitter, "llvm.trunc", arguments);
}

static LLVMValueRef
sine (Emitter *emitter, const Operation *operation, LLVMValueRef *arguments)
{
	(void) operation;
	return like_mini (emitter->compilation, LIKE_X87) ? processor_sine (emitter, arguments [0]) : NULL;
}

static LLVMValueRef
cosine (Emitter *emitter, const Operation *operation, LLVMValueRef *arguments)
{
	(void) operation;
	return like_mini (emitter->compilation, LIKE_X87) ? processor_cosine (emitter, arguments [0]) : NULL;
}

static LLVMValueRef
extremum (Emitter *emitter, const Operation *operation, LLVMValueRef *arguments, const char *signed_name,
	const char *unsigned_name)
{
	LLVMTypeRef type = LLVMTypeOf (arguments [0]);
	int is_unsigned = !is_signed (result_storage (emitter, operation).kind);

	return emit_intrinsic_call (emitter, is_unsigned ? unsigned_name : signed_name, &type, 1, arguments, 2);
}

static LLVMValueRef
minimum (Emitter *emitter, const Operation *operation, LLVMValueRef *arguments)
{
	return extremum (emitter, operation, arguments, "llvm.smin", "llvm.umin");
}

static LLVMValueRef
maximum (Emitter *emitter, const Operation *operation, LLVMValueRef *arguments)
{
	return extremum (emitter, operation, arguments, "llvm.smax", "llvm.umax");
}

/* ---- Memory model ---- */

static LLVMValueRef
memory_barrier (Emitter *emitter, const Operation *operation, LLVMValueRef *arguments)
{
	(void) operation, (void) arguments;
	return LLVMBuildFence (emitter->builder, LLVMAtomicOrderingSequentiallyConsistent, 0, "");
}

static LLVMValueRef
checked_pointer (Emitter *emitter, LLVMValueRef pointer)
{
	pointer = emit_as_pointer (emitter, pointer);
	emit_address_check (emitter, pointer, 0);
	return pointer;
}

static LLVMValueRef
volatile_read (Emitter *emitter, const Operation *operation, LLVMValueRef *arguments)
{
	Storage storage = result_storage (emitter, operation);
	LLVMValueRef address = checked_pointer (emitter, arguments [0]);

	return emit_load (emitter, address, storage, ACCESS_ANY, OPERATION_VOLATILE, 0);
}

static LLVMValueRef
volatile_write (Emitter *emitter, const Operation *operation, LLVMValueRef *arguments)
{
	SignatureDescription signature = { .size = sizeof signature };
	Storage storage;

	if (!emitter->module->runtime->describe_signature (emitter->module->runtime, operation->signature, &signature) ||
		!storage_of_type (emitter->module, signature.parameters [1], &storage, NULL))
		return NULL;
	LLVMValueRef address = checked_pointer (emitter, arguments [0]);
	return emit_store (emitter, address, arguments [1], storage, ACCESS_ANY, OPERATION_VOLATILE, 0) ? address : NULL;
}

static LLVMValueRef
exchange_add (Emitter *emitter, LLVMValueRef pointer, LLVMValueRef amount)
{
	LLVMValueRef before = LLVMBuildAtomicRMW (emitter->builder, LLVMAtomicRMWBinOpAdd, pointer, amount,
		LLVMAtomicOrderingSequentiallyConsistent, 0);

	return LLVMBuildAdd (emitter->builder, before, amount, "");
}

static LLVMTypeRef
result_type (Emitter *emitter, const Operation *operation)
{
	return type_on_stack (emitter->module, result_storage (emitter, operation).kind);
}

static LLVMValueRef
interlocked_increment (Emitter *emitter, const Operation *operation, LLVMValueRef *arguments)
{
	LLVMValueRef one = LLVMConstInt (result_type (emitter, operation), 1, 0);

	return exchange_add (emitter, checked_pointer (emitter, arguments [0]), one);
}

static LLVMValueRef
interlocked_decrement (Emitter *emitter, const Operation *operation, LLVMValueRef *arguments)
{
	LLVMValueRef minus_one = LLVMConstAllOnes (result_type (emitter, operation));

	return exchange_add (emitter, checked_pointer (emitter, arguments [0]), minus_one);
}

static LLVMValueRef
interlocked_add (Emitter *emitter, const Operation *operation, LLVMValueRef *arguments)
{
	(void) operation;
	return exchange_add (emitter, checked_pointer (emitter, arguments [0]), arguments [1]);
}

static LLVMValueRef
interlocked_read (Emitter *emitter, const Operation *operation, LLVMValueRef *arguments)
{
	return volatile_read (emitter, operation, arguments);
}

/* The type that an exchange works on: the bits of a float, a reference as a pointer, which needs the write barrier
 * afterwards. NULL for what is left to the runtime's own method: the library's own form, with the result behind a pointer. */
static LLVMTypeRef
exchanged_type (Emitter *emitter, const Operation *operation, StackKind *kind)
{
	Module *module = emitter->module;

	if (!operation->result)
		return NULL;
	*kind = stack_kind_of (result_storage (emitter, operation).kind);
	switch (*kind) {
	case STACK_FLOAT32:
		return module->i32;
	case STACK_FLOAT64:
		return module->i64;
	case STACK_INT32:
	case STACK_INT64:
	case STACK_NATIVE_INT:
	case STACK_REFERENCE:
		return type_of_stack_kind (module, *kind);
	default:
		return NULL;
	}
}

static LLVMValueRef
as_exchanged (Emitter *emitter, LLVMValueRef value, LLVMTypeRef type)
{
	if (type == emitter->module->ptr)
		return emit_as_pointer (emitter, value);
	return LLVMBuildBitCast (emitter->builder, emit_as_word (emitter, value), type, "");
}

/* What was there before, as the method's result. */
static LLVMValueRef
exchanged (Emitter *emitter, LLVMValueRef before, LLVMValueRef address, LLVMValueRef value, StackKind kind)
{
	if (kind == STACK_REFERENCE && !LLVMIsNull (value))
		emit_mark_card (emitter, address);
	return kind == STACK_REFERENCE
		? before
		: LLVMBuildBitCast (emitter->builder, before, type_of_stack_kind (emitter->module, kind), "");
}

static LLVMValueRef
interlocked_exchange (Emitter *emitter, const Operation *operation, LLVMValueRef *arguments)
{
	StackKind kind;
	LLVMTypeRef type = exchanged_type (emitter, operation, &kind);

	if (!type)
		return NULL;
	LLVMValueRef address = checked_pointer (emitter, arguments [0]),
				 value = as_exchanged (emitter, arguments [1], type);
	LLVMValueRef before = LLVMBuildAtomicRMW (emitter->builder, LLVMAtomicRMWBinOpXchg, address, value,
		LLVMAtomicOrderingSequentiallyConsistent, 0);
	return exchanged (emitter, before, address, value, kind);
}

static LLVMValueRef
interlocked_compare_exchange (Emitter *emitter, const Operation *operation, LLVMValueRef *arguments)
{
	StackKind kind;
	LLVMTypeRef type = exchanged_type (emitter, operation, &kind);

	if (!type || operation->operand_count != 3)
		return NULL;
	LLVMValueRef address = checked_pointer (emitter, arguments [0]),
				 value = as_exchanged (emitter, arguments [1], type);
	LLVMValueRef pair = LLVMBuildAtomicCmpXchg (emitter->builder, address, as_exchanged (emitter, arguments [2], type),
		value, LLVMAtomicOrderingSequentiallyConsistent, LLVMAtomicOrderingSequentiallyConsistent, 0);
	return exchanged (emitter, LLVMBuildExtractValue (emitter->builder, pair, 0, ""), address, value, kind);
}

/* ---- Locks ---- */

/* mini/intrinsics.c: a stack trace shows the wrapper of what waits, and no more. */
static LLVMValueRef
monitor_enter (Emitter *emitter, const Operation *operation, LLVMValueRef *arguments)
{
	int takes_flag = operation->operand_count == 2;
	LLVMValueRef values [] = { emit_as_pointer (emitter, arguments [0]), NULL };

	if (takes_flag)
		values [1] = emit_as_pointer (emitter, arguments [1]);
	LLVMValueRef is_locked = emit_service (emitter,
		takes_flag ? SERVICE_MONITOR_TAKE_QUICKLY : SERVICE_MONITOR_ENTER_QUICKLY, values);
	LLVMBasicBlockRef after = emit_begin_unlikely (emitter,
		LLVMBuildICmp (emitter->builder, LLVMIntEQ, is_locked, constant_int32 (emitter->module, 0), ""), "lock");
	emit_service (emitter, takes_flag ? SERVICE_MONITOR_TAKE : SERVICE_MONITOR_ENTER, values);
	emit_end_unlikely (emitter, after);
	return is_locked;
}

/* ---- Dispatch ---- */

/* A function answers NULL when the call is better left as it is. */
static const IntrinsicFunction functions [INTRINSIC_COUNT] = {
	[INTRINSIC_ARRAY_GET] = emit_array_get,
	[INTRINSIC_ARRAY_SET] = emit_array_set,
	[INTRINSIC_ARRAY_ADDRESS] = emit_array_address,
	[INTRINSIC_ARRAY_GET_GENERIC_VALUE] = array_get_generic_value,
	[INTRINSIC_ARRAY_SET_GENERIC_VALUE] = array_set_generic_value,
	[INTRINSIC_BYREFERENCE_CONSTRUCTOR] = byreference_constructor,
	[INTRINSIC_BYREFERENCE_VALUE] = byreference_value,
	[INTRINSIC_UNSAFE_MOVE] = unsafe_move,
	[INTRINSIC_OBJECT_CONSTRUCTOR] = nothing,
	[INTRINSIC_OBJECT_GET_TYPE] = object_get_type,
	[INTRINSIC_STRING_LENGTH] = string_length,
	[INTRINSIC_STRING_CHARS] = string_characters,
	[INTRINSIC_ARRAY_LENGTH] = array_length,
	[INTRINSIC_ARRAY_RANK] = array_rank,
	[INTRINSIC_OFFSET_TO_STRING_DATA] = offset_to_string_data,
	[INTRINSIC_MATH_SQRT] = square_root,
	[INTRINSIC_MATH_ABS] = absolute,
	[INTRINSIC_MATH_SIN] = sine,
	[INTRINSIC_MATH_COS] = cosine,
	[INTRINSIC_MATH_ROUND] = rounded_to_even,
	[INTRINSIC_MATH_FLOOR] = rounded_down,
	[INTRINSIC_MATH_CEILING] = rounded_up,
	[INTRINSIC_MATH_TRUNCATE] = truncated,
	[INTRINSIC_MATH_MIN] = minimum,
	[INTRINSIC_MATH_MAX] = maximum,
	[INTRINSIC_MEMORY_BARRIER] = memory_barrier,
	[INTRINSIC_VOLATILE_READ] = volatile_read,
	[INTRINSIC_VOLATILE_WRITE] = volatile_write,
	[INTRINSIC_INTERLOCKED_INCREMENT] = interlocked_increment,
	[INTRINSIC_INTERLOCKED_DECREMENT] = interlocked_decrement,
	[INTRINSIC_INTERLOCKED_ADD] = interlocked_add,
	[INTRINSIC_INTERLOCKED_EXCHANGE] = interlocked_exchange,
	[INTRINSIC_INTERLOCKED_COMPARE_EXCHANGE] = interlocked_compare_exchange,
	[INTRINSIC_INTERLOCKED_READ] = interlocked_read,
	[INTRINSIC_TYPE_EQUALS] = type_equals,
	[INTRINSIC_TYPE_FROM_HANDLE] = type_from_handle,
	[INTRINSIC_MONITOR_ENTER] = monitor_enter,
};

/* Of arrays: metadata/class-init.c:mono_class_create_bounded_array allows no more. */
enum { MAXIMUM_RANK = 255 };

IntrinsicOutcome
emit_intrinsic (Emitter *emitter, const Operation *operation, const MethodDescription *info)
{
	IntrinsicFunction function = functions [info->intrinsic];
	LLVMValueRef arguments [MAXIMUM_RANK + 2];

	if (!function || operation->operand_count > sizeof arguments / sizeof *arguments)
		return INTRINSIC_NOT_EMITTED;
	emit_operands (emitter, operation, arguments);
	LLVMValueRef value = function (emitter, operation, arguments);
	if (!value)
		return emitter->compilation->result == COMPILATION_OK ? INTRINSIC_NOT_EMITTED : INTRINSIC_FAILED;
	if (operation->result)
		emit_define (emitter, operation, value);
	return INTRINSIC_EMITTED;
}
