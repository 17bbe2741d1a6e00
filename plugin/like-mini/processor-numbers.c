/* SPDX-License-Identifier: MIT */
#include "processor-numbers.h"

/* cvttsd2si or cvttss2si: 0x80000000 or 0x8000000000000000 when the result does not fit. */
static LLVMValueRef
truncate_float (Emitter *emitter, LLVMValueRef value, int bits)
{
	static const char *const names [2][2] = {
		{ "llvm.x86.sse.cvttss2si", "llvm.x86.sse.cvttss2si64" },
		{ "llvm.x86.sse2.cvttsd2si", "llvm.x86.sse2.cvttsd2si64" },
	};
	Module *module = emitter->module;
	int is_double = LLVMTypeOf (value) == module->f64;
	LLVMTypeRef vector = LLVMVectorType (LLVMTypeOf (value), is_double ? 2 : 4);
	LLVMValueRef operand = LLVMBuildInsertElement (emitter->builder, LLVMGetPoison (vector), value,
		constant_int32 (module, 0), "");

	return emit_intrinsic_call (emitter, names [is_double][bits == 64], NULL, 0, &operand, 1);
}

/* jit-icalls.c:mono_fconv_u8: from 2^63 on, the upper half is converted by itself. */
static LLVMValueRef
float_to_uint64 (Emitter *emitter, LLVMValueRef value)
{
	Module *module = emitter->module;
	LLVMBuilderRef builder = emitter->builder;

	value = LLVMBuildFPExt (builder, value, module->f64, "");
	LLVMValueRef half = LLVMConstReal (module->f64, 0x1p63);
	LLVMValueRef is_lower = LLVMBuildFCmp (builder, LLVMRealOLT, value, half, "");
	LLVMValueRef lower = truncate_float (emitter, value, 64);
	LLVMValueRef upper = truncate_float (emitter, LLVMBuildFSub (builder, value, half, ""), 64);
	upper = LLVMBuildAdd (builder, upper, LLVMConstInt (module->i64, 1ull << 63, 0), "");
	return LLVMBuildSelect (builder, is_lower, lower, upper, "");
}

LLVMValueRef
processor_float_to_integer (Emitter *emitter, LLVMValueRef value, int bits, int is_signed)
{
	if (bits == 64 && !is_signed)
		return float_to_uint64 (emitter, value);
	/* uint32 by way of 64 bits: mini-amd64.c:emit_float_to_int */
	int wide = bits == 64 || (bits == 32 && !is_signed);

	return truncate_float (emitter, value, wide ? 64 : 32);
}

static LLVMValueRef
x87 (Emitter *emitter, const char *instruction, LLVMValueRef argument)
{
	LLVMTypeRef type = LLVMFunctionType (emitter->module->f64, &emitter->module->f64, 1, 0);
	const char *constraints = "={st},0,~{fpsr}";
	LLVMValueRef code = LLVMGetInlineAsm (type, instruction, __builtin_strlen (instruction), constraints,
		__builtin_strlen (constraints), 0, 0, LLVMInlineAsmDialectATT, 0);

	return LLVMBuildCall2 (emitter->builder, type, code, &argument, 1, "");
}

LLVMValueRef
processor_sine (Emitter *emitter, LLVMValueRef value)
{
	return x87 (emitter, "fsin", value);
}

LLVMValueRef
processor_cosine (Emitter *emitter, LLVMValueRef value)
{
	return x87 (emitter, "fcos", value);
}
