/* SPDX-License-Identifier: MIT
 *
 * Conversions: ECMA-335 III.3.27 to III.3.29. Floating point to integer out of range is unspecified there and poison in
 * LLVM. */
#include "families.h"
#include "../../like-mini/processor-numbers.h"

typedef struct Range {
	int bits;
	int is_signed;
} Range;

/* Integer targets. */
static const Range ranges [] = {
	[TYPE_INT8] = { 8, 1 },
	[TYPE_UINT8] = { 8, 0 },
	[TYPE_INT16] = { 16, 1 },
	[TYPE_UINT16] = { 16, 0 },
	[TYPE_INT32] = { 32, 1 },
	[TYPE_UINT32] = { 32, 0 },
	[TYPE_INT64] = { 64, 1 },
	[TYPE_UINT64] = { 64, 0 },
	[TYPE_NATIVE_INT] = { 64, 1 },
	[TYPE_NATIVE_UINT] = { 64, 0 },
	[TYPE_REFERENCE] = { 64, 0 },
	[TYPE_BYREF] = { 64, 0 },
	[TYPE_POINTER] = { 64, 0 },
	[TYPE_FUNCTION_POINTER] = { 64, 0 },
};

static int
is_float_kind (TypeKind kind)
{
	return kind == TYPE_FLOAT32 || kind == TYPE_FLOAT64;
}

/* The greatest or least integer when the result does not fit, 0 for what is no number. */
static LLVMValueRef
saturate_float (Emitter *emitter, LLVMValueRef value, int bits, int is_signed)
{
	LLVMTypeRef types [] = { LLVMIntTypeInContext (emitter->module->context, (unsigned) bits), LLVMTypeOf (value) };

	return emit_intrinsic_call (emitter, is_signed ? "llvm.fptosi.sat" : "llvm.fptoui.sat", types, 2, &value, 1);
}

static LLVMValueRef
float_to_integer (Emitter *emitter, LLVMValueRef value, int bits, int is_signed)
{
	return like_mini (emitter->compilation, LIKE_FLOAT_CONVERSIONS)
		? processor_float_to_integer (emitter, value, bits, is_signed)
		: saturate_float (emitter, value, bits, is_signed);
}

/* An integer as wide as its stack kind from one with RANGE's bits significant. */
static LLVMValueRef
fit_integer (Emitter *emitter, LLVMValueRef value, Range range)
{
	Module *module = emitter->module;
	LLVMBuilderRef builder = emitter->builder;
	LLVMTypeRef stack_type = range.bits == 64 ? module->i64 : module->i32;

	if (range.bits < 32)
		value = LLVMBuildTrunc (builder, value, LLVMIntTypeInContext (module->context, (unsigned) range.bits), "");
	return LLVMBuildIntCast2 (builder, value, stack_type, range.is_signed, "");
}

static LLVMValueRef
convert_float_to_integer (Emitter *emitter, LLVMValueRef value, Range range)
{
	return fit_integer (emitter, float_to_integer (emitter, value, range.bits, range.is_signed), range);
}

/* Throws unless LEAST <= VALUE < LIMIT, or LEAST < VALUE < LIMIT if OPEN. */
static void
check_float_range (Emitter *emitter, LLVMValueRef value, double least, int open, double limit)
{
	LLVMBuilderRef builder = emitter->builder;
	LLVMTypeRef type = LLVMTypeOf (value);
	LLVMValueRef low = LLVMBuildFCmp (builder, open ? LLVMRealULE : LLVMRealULT, value, LLVMConstReal (type, least),
		"");
	LLVMValueRef high = LLVMBuildFCmp (builder, LLVMRealUGE, value, LLVMConstReal (type, limit), "");

	emit_throw_if (emitter, LLVMBuildOr (builder, low, high, ""), EXCEPTION_OVERFLOW);
}

/* Throws if the integer VALUE, which IS_SIGNED, has no place in RANGE. */
static void
check_integer_range (Emitter *emitter, LLVMValueRef value, int is_signed, Range range)
{
	LLVMBuilderRef builder = emitter->builder;
	LLVMTypeRef type = LLVMTypeOf (value);
	int width = (int) LLVMGetIntTypeWidth (type);
	/* The greatest value of RANGE; what does not fit into VALUE's own type needs no test. */
	uint64_t greatest = range.bits == 64 && !range.is_signed ? UINT64_MAX
															 : (1ull << (range.bits - range.is_signed)) - 1;

	if (!is_signed) {
		if (range.bits - range.is_signed < width)
			emit_throw_if (emitter, LLVMBuildICmp (builder, LLVMIntUGT, value, LLVMConstInt (type, greatest, 0), ""),
				EXCEPTION_OVERFLOW);
		return;
	}
	if (!range.is_signed) {
		if (range.bits < width) /* negative numbers are greater as unsigned ones */
			emit_throw_if (emitter, LLVMBuildICmp (builder, LLVMIntUGT, value, LLVMConstInt (type, greatest, 0), ""),
				EXCEPTION_OVERFLOW);
		else
			emit_throw_if (emitter, LLVMBuildICmp (builder, LLVMIntSLT, value, LLVMConstNull (type), ""),
				EXCEPTION_OVERFLOW);
		return;
	}
	if (range.bits >= width)
		return;
	LLVMValueRef least = LLVMConstInt (type, ~greatest, 1);
	LLVMValueRef low = LLVMBuildICmp (builder, LLVMIntSLT, value, least, "");
	LLVMValueRef high = LLVMBuildICmp (builder, LLVMIntSGT, value, LLVMConstInt (type, greatest, 0), "");
	emit_throw_if (emitter, LLVMBuildOr (builder, low, high, ""), EXCEPTION_OVERFLOW);
}

/* By way of the 64-bit conversion of the same signedness. */
static LLVMValueRef
convert_float_checked (Emitter *emitter, LLVMValueRef value, TypeKind kind)
{
	Range range = ranges [kind];

	int is_signed = range.is_signed ||
		(kind == TYPE_NATIVE_UINT && like_mini (emitter->compilation, LIKE_NATIVE_UNSIGNED));

	if (!is_signed) {
		check_float_range (emitter, value, -1.0, 1, 0x1p64);
		value = float_to_integer (emitter, value, 64, 0);
		if (range.bits < 64)
			check_integer_range (emitter, value, 0, range);
	} else {
		check_float_range (emitter, value, -0x1p63, 0, 0x1p63);
		value = float_to_integer (emitter, value, 64, 1);
		if (range.bits < 64 || !range.is_signed)
			check_integer_range (emitter, value, 1, range);
	}
	return fit_integer (emitter, value, range);
}

static LLVMValueRef
convert_to_integer (Emitter *emitter, const Operation *operation, LLVMValueRef value)
{
	Module *module = emitter->module;
	TypeKind kind = operation->storage.kind;
	Range range = ranges [kind];
	int unsigned_source = (operation->flags & OPERATION_UNSIGNED) != 0;
	int checked = (operation->flags & OPERATION_CHECKED) != 0;

	if (LLVMTypeOf (value) == module->f32 || LLVMTypeOf (value) == module->f64)
		return checked ? convert_float_checked (emitter, value, kind)
					   : convert_float_to_integer (emitter, value, range);

	value = emit_as_word (emitter, value);
	if (checked) {
		check_integer_range (emitter, value, !unsigned_source, range);
		/* An unsigned source has been widened as such: ECMA-335 III.3.19 */
		if (LLVMTypeOf (value) == module->i32 && range.bits == 64)
			return LLVMBuildIntCast2 (emitter->builder, value, module->i64, !unsigned_source, "");
	} else if (LLVMTypeOf (value) == module->i32 && range.bits == 64) {
		/* conv.i8 extends the sign, conv.u8 does not: ECMA-335 III.3.27 */
		return LLVMBuildIntCast2 (emitter->builder, value, module->i64, range.is_signed && !unsigned_source, "");
	}
	return fit_integer (emitter, value, range);
}

static LLVMValueRef
convert_to_float (Emitter *emitter, const Operation *operation, LLVMValueRef value)
{
	LLVMBuilderRef builder = emitter->builder;
	LLVMTypeRef type = type_on_stack (emitter->module, operation->storage.kind);

	if (LLVMTypeOf (value) == emitter->module->f32 || LLVMTypeOf (value) == emitter->module->f64)
		return LLVMBuildFPCast (builder, value, type, "");
	value = emit_as_word (emitter, value);
	return operation->flags & OPERATION_UNSIGNED ? LLVMBuildUIToFP (builder, value, type, "")
												 : LLVMBuildSIToFP (builder, value, type, "");
}

int
emit_convert (Emitter *emitter, const Operation *operation)
{
	LLVMValueRef value = emit_value (emitter, operation->operands [0]);
	TypeKind kind = operation->storage.kind;
	StackKind target = stack_kind_of (kind);

	/* Between pointers nothing changes but what LLVM calls them. */
	if ((target == STACK_REFERENCE || target == STACK_BYREF) && LLVMTypeOf (value) == emitter->module->ptr)
		emit_define (emitter, operation, value);
	else if (is_float_kind (kind))
		emit_define (emitter, operation, convert_to_float (emitter, operation, value));
	else
		emit_define (emitter, operation, convert_to_integer (emitter, operation, value));
	return 1;
}

int
emit_reinterpret (Emitter *emitter, const Operation *operation)
{
	Module *module = emitter->module;
	const Temp *temp = operation->operands [0];
	LLVMValueRef value = emit_value (emitter, temp);
	uint32_t size = storage_size (module, operation->storage), available = sizeof (uint64_t);
	Storage storage;

	if (temp->type.kind == STACK_VALUE && !storage_of_class (module, temp->type.klass, &storage, &available))
		return emit_runtime_failed (emitter);
	if (available < size)
		available = size;
	LLVMValueRef memory = emit_alloca (emitter, available, 8, "bytes");
	emit_zero (emitter, memory, available, 8);
	if (temp->type.kind == STACK_VALUE)
		emit_copy (emitter, memory, value, storage_size (module, storage), 8);
	else
		LLVMBuildStore (emitter->builder, value, memory);
	emit_define (emitter, operation,
		is_value (operation->storage.kind) ? memory
										   : emit_load (emitter, memory, operation->storage, ACCESS_STACK, 0, 0));
	return 1;
}
