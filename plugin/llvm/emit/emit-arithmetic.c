/* SPDX-License-Identifier: MIT
 *
 * Arithmetic, comparison and shifts: ECMA-335 III.1.5 and III.3. */
#include "families.h"

static int
is_float (const Temp *temp)
{
	return temp->type.kind == STACK_FLOAT32 || temp->type.kind == STACK_FLOAT64;
}

/* ---- Binary ---- */

static const struct {
	LLVMOpcode integer, floating;
} binary_opcodes [OPERATION_COUNT] = {
	[OPERATION_ADD] = { LLVMAdd, LLVMFAdd },
	[OPERATION_SUB] = { LLVMSub, LLVMFSub },
	[OPERATION_MUL] = { LLVMMul, LLVMFMul },
	[OPERATION_DIV] = { LLVMSDiv, LLVMFDiv },
	[OPERATION_DIV_UN] = { LLVMUDiv, LLVMFDiv },
	[OPERATION_REM] = { LLVMSRem, LLVMFRem },
	[OPERATION_REM_UN] = { LLVMURem, LLVMFRem },
	[OPERATION_AND] = { LLVMAnd, LLVMAnd },
	[OPERATION_OR] = { LLVMOr, LLVMOr },
	[OPERATION_XOR] = { LLVMXor, LLVMXor },
	[OPERATION_SHL] = { LLVMShl, LLVMShl },
	[OPERATION_SHR] = { LLVMAShr, LLVMAShr },
	[OPERATION_SHR_UN] = { LLVMLShr, LLVMLShr },
};

static LLVMValueRef
build_binary (Emitter *emitter, const Operation *operation, LLVMValueRef left, LLVMValueRef right)
{
	const Temp *first = operation->operands [0];
	LLVMOpcode opcode = is_float (first) ? binary_opcodes [operation->code].floating
										 : binary_opcodes [operation->code].integer;

	return LLVMBuildBinOp (emitter->builder, opcode, left, right, "");
}

/* Managed pointer and integer: stays a pointer, so that LLVM knows what it points into. */
static int
emit_pointer_arithmetic (Emitter *emitter, const Operation *operation)
{
	Module *module = emitter->module;
	LLVMValueRef left = emit_value (emitter, operation->operands [0]);
	LLVMValueRef right = emit_value (emitter, operation->operands [1]);

	if (LLVMTypeOf (left) != module->ptr) {
		LLVMValueRef swapped = left;

		left = right;
		right = swapped;
	}
	right = emit_as_word (emitter, right);
	if (operation->code == OPERATION_SUB)
		right = LLVMBuildNeg (emitter->builder, right, "");
	emit_define (emitter, operation, LLVMBuildGEP2 (emitter->builder, module->i8, left, &right, 1, ""));
	return 1;
}

int
emit_binary (Emitter *emitter, const Operation *operation)
{
	LLVMValueRef left = emit_value (emitter, operation->operands [0]);
	LLVMValueRef right = emit_value (emitter, operation->operands [1]);
	int additive = operation->code == OPERATION_ADD || operation->code == OPERATION_SUB;

	if (additive && operation->result->type.kind == STACK_BYREF)
		return emit_pointer_arithmetic (emitter, operation);
	/* The other operations on pointers are on their addresses. */
	left = emit_as_word (emitter, left);
	right = emit_as_word (emitter, right);
	emit_define (emitter, operation, build_binary (emitter, operation, left, right));
	return 1;
}

/* Division by zero throws, and so does the least integer divided by -1, for the remainder as well: mini's backends check
 * both for div and rem (decompose.c:mono_decompose_opcode), and ECMA-335 III.3.55 allows it. */
static void
check_division (Emitter *emitter, const Operation *operation, LLVMValueRef left, LLVMValueRef right)
{
	LLVMBuilderRef builder = emitter->builder;
	LLVMTypeRef type = LLVMTypeOf (left);
	unsigned width = LLVMGetIntTypeWidth (type);

	emit_throw_if (emitter, LLVMBuildIsNull (builder, right, ""), EXCEPTION_DIVIDE_BY_ZERO);
	if (operation->code == OPERATION_DIV_UN || operation->code == OPERATION_REM_UN)
		return;
	LLVMValueRef least = LLVMConstInt (type, 1ull << (width - 1), 0);
	LLVMValueRef is_least = LLVMBuildICmp (builder, LLVMIntEQ, left, least, "");
	LLVMValueRef is_minus_one = LLVMBuildICmp (builder, LLVMIntEQ, right, LLVMConstAllOnes (type), "");
	emit_throw_if (emitter, LLVMBuildAnd (builder, is_least, is_minus_one, ""), EXCEPTION_OVERFLOW);
}

int
emit_division (Emitter *emitter, const Operation *operation)
{
	LLVMValueRef left = emit_value (emitter, operation->operands [0]);
	LLVMValueRef right = emit_value (emitter, operation->operands [1]);

	if (is_float (operation->operands [0]) && operation->code == OPERATION_REM) {
		int is_double = operation->operands [0]->type.kind == STACK_FLOAT64;
		LLVMValueRef arguments [] = { left, right };

		emit_define (emitter, operation,
			emit_service (emitter, is_double ? SERVICE_FLOAT64_REMAINDER : SERVICE_FLOAT32_REMAINDER, arguments));
		return 1;
	}
	if (!is_float (operation->operands [0])) {
		left = emit_as_word (emitter, left);
		right = emit_as_word (emitter, right);
		check_division (emitter, operation, left, right);
	}
	emit_define (emitter, operation, build_binary (emitter, operation, left, right));
	return 1;
}

int
emit_shift (Emitter *emitter, const Operation *operation)
{
	LLVMBuilderRef builder = emitter->builder;
	LLVMValueRef value = emit_as_word (emitter, emit_value (emitter, operation->operands [0]));
	LLVMValueRef count = emit_as_word (emitter, emit_value (emitter, operation->operands [1]));
	LLVMTypeRef type = LLVMTypeOf (value);

	/* Counts beyond the width are unspecified (ECMA-335 III.3.58); mini leaves them to the processor, which masks. */
	count = LLVMBuildIntCast2 (builder, count, type, 0, "");
	count = LLVMBuildAnd (builder, count, LLVMConstInt (type, LLVMGetIntTypeWidth (type) - 1, 0), "");
	emit_define (emitter, operation, build_binary (emitter, operation, value, count));
	return 1;
}

int
emit_unary (Emitter *emitter, const Operation *operation)
{
	LLVMBuilderRef builder = emitter->builder;
	LLVMValueRef value = emit_value (emitter, operation->operands [0]);

	if (is_float (operation->operands [0])) {
		emit_define (emitter, operation, LLVMBuildFNeg (builder, value, ""));
		return 1;
	}
	value = emit_as_word (emitter, value);
	emit_define (emitter, operation,
		operation->code == OPERATION_NEG ? LLVMBuildNeg (builder, value, "") : LLVMBuildNot (builder, value, ""));
	return 1;
}

int
emit_checked_binary (Emitter *emitter, const Operation *operation)
{
	static const char *const names [OPERATION_COUNT] = {
		[OPERATION_ADD_OVF] = "llvm.sadd.with.overflow",
		[OPERATION_ADD_OVF_UN] = "llvm.uadd.with.overflow",
		[OPERATION_SUB_OVF] = "llvm.ssub.with.overflow",
		[OPERATION_SUB_OVF_UN] = "llvm.usub.with.overflow",
		[OPERATION_MUL_OVF] = "llvm.smul.with.overflow",
		[OPERATION_MUL_OVF_UN] = "llvm.umul.with.overflow",
	};
	LLVMValueRef operands [] = {
		emit_as_word (emitter, emit_value (emitter, operation->operands [0])),
		emit_as_word (emitter, emit_value (emitter, operation->operands [1])),
	};
	LLVMTypeRef type = LLVMTypeOf (operands [0]);
	LLVMValueRef pair = emit_intrinsic_call (emitter, names [operation->code], &type, 1, operands, 2);

	emit_throw_if (emitter, LLVMBuildExtractValue (emitter->builder, pair, 1, ""), EXCEPTION_OVERFLOW);
	emit_define (emitter, operation, LLVMBuildExtractValue (emitter->builder, pair, 0, ""));
	return 1;
}

int
emit_check_finite (Emitter *emitter, const Operation *operation)
{
	LLVMValueRef value = emit_value (emitter, operation->operands [0]);
	LLVMTypeRef type = LLVMTypeOf (value);
	LLVMValueRef magnitude = emit_intrinsic_call (emitter, "llvm.fabs", &type, 1, &value, 1);
	LLVMValueRef infinity = LLVMConstReal (type, __builtin_inf ());

	/* OverflowException, not the ArithmeticException of ECMA-335 III.3.19: jit-icalls.c:mono_ckfinite. */
	emit_throw_if (emitter, LLVMBuildFCmp (emitter->builder, LLVMRealUEQ, magnitude, infinity, ""), EXCEPTION_OVERFLOW);
	emit_define (emitter, operation, value);
	return 1;
}

/* ---- Comparison: ECMA-335 III.1.5, table 4; .un on floats is true for unordered operands ---- */

static const struct {
	LLVMIntPredicate integer;
	LLVMRealPredicate floating;
} predicates [] = {
	[CONDITION_EQ] = { LLVMIntEQ, LLVMRealOEQ },
	[CONDITION_NE_UN] = { LLVMIntNE, LLVMRealUNE },
	[CONDITION_GT] = { LLVMIntSGT, LLVMRealOGT },
	[CONDITION_GT_UN] = { LLVMIntUGT, LLVMRealUGT },
	[CONDITION_GE] = { LLVMIntSGE, LLVMRealOGE },
	[CONDITION_GE_UN] = { LLVMIntUGE, LLVMRealUGE },
	[CONDITION_LT] = { LLVMIntSLT, LLVMRealOLT },
	[CONDITION_LT_UN] = { LLVMIntULT, LLVMRealULT },
	[CONDITION_LE] = { LLVMIntSLE, LLVMRealOLE },
	[CONDITION_LE_UN] = { LLVMIntULE, LLVMRealULE },
};

static LLVMValueRef
build_compare (Emitter *emitter, const Operation *operation)
{
	LLVMValueRef left = emit_value (emitter, operation->operands [0]);
	LLVMValueRef right = emit_value (emitter, operation->operands [1]);

	if (is_float (operation->operands [0]))
		return LLVMBuildFCmp (emitter->builder, predicates [operation->condition].floating, left, right, "");
	if (LLVMTypeOf (left) != LLVMTypeOf (right)) {
		left = emit_as_word (emitter, left);
		right = emit_as_word (emitter, right);
	}
	return LLVMBuildICmp (emitter->builder, predicates [operation->condition].integer, left, right, "");
}

int
emit_compare (Emitter *emitter, const Operation *operation)
{
	LLVMValueRef bit = build_compare (emitter, operation);

	emit_define (emitter, operation, LLVMBuildZExt (emitter->builder, bit, emitter->module->i32, ""));
	return 1;
}

/* ---- Control flow ---- */

int
emit_branch_operation (Emitter *emitter, const Operation *operation)
{
	LLVMBuilderRef builder = emitter->builder;
	LLVMBasicBlockRef first = emit_target (emitter, operation->targets [0]);
	LLVMValueRef condition;

	if (operation->code == OPERATION_JUMP) {
		LLVMBuildBr (builder, first);
		return 1;
	}
	if (operation->code == OPERATION_BRANCH_COMPARE) {
		condition = build_compare (emitter, operation);
	} else if (is_float (operation->operands [0])) {
		LLVMValueRef value = emit_value (emitter, operation->operands [0]);

		condition = LLVMBuildFCmp (builder, LLVMRealUNE, value, LLVMConstNull (LLVMTypeOf (value)), "");
	} else {
		condition = LLVMBuildIsNotNull (builder, emit_value (emitter, operation->operands [0]), "");
	}
	LLVMBuildCondBr (builder, condition, first, emit_target (emitter, operation->targets [1]));
	return 1;
}

int
emit_switch (Emitter *emitter, const Operation *operation)
{
	uint32_t case_count = operation->target_count - 1;
	LLVMValueRef value = emit_as_word (emitter, emit_value (emitter, operation->operands [0]));
	LLVMTypeRef type = LLVMTypeOf (value);
	LLVMValueRef instruction = LLVMBuildSwitch (emitter->builder, value,
		emit_target (emitter, operation->targets [case_count]), case_count);

	for (uint32_t i = 0; i < case_count; i++)
		LLVMAddCase (instruction, LLVMConstInt (type, i, 0), emit_target (emitter, operation->targets [i]));
	return 1;
}

/* Mono tells its debugger agent (mini/debugger-agent.c: debugger_agent_user_break), which is not there when code of other
 * compilers runs; without it `break` does nothing. */
int
emit_breakpoint (Emitter *emitter, const Operation *operation)
{
	(void) emitter;
	(void) operation;
	return 1;
}
