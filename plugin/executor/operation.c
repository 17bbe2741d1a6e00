/* SPDX-License-Identifier: MIT */
#include "operation.h"

/* The flags of operation.def are letters there; they would be bad names anywhere else. */
enum { R = OPERATION_HAS_RESULT, T = OPERATION_ENDS_BLOCK, E = OPERATION_MAY_THROW, W = OPERATION_WRITES };

const OperationRow operation_table [OPERATION_COUNT] = {
#define OPERATION(enumerator, name, payload, flags, family, meaning) { name, payload, flags, meaning },
#include "operation.def"
#undef OPERATION
};

const char *const condition_names [] = {
	[CONDITION_EQ] = "eq",
	[CONDITION_NE_UN] = "ne.un",
	[CONDITION_GT] = "gt",
	[CONDITION_GT_UN] = "gt.un",
	[CONDITION_GE] = "ge",
	[CONDITION_GE_UN] = "ge.un",
	[CONDITION_LT] = "lt",
	[CONDITION_LT_UN] = "lt.un",
	[CONDITION_LE] = "le",
	[CONDITION_LE_UN] = "le.un",
};

const char *const type_kind_names [] = {
	[TYPE_VOID] = "void",
	[TYPE_BOOLEAN] = "bool",
	[TYPE_CHAR] = "char",
	[TYPE_INT8] = "int8",
	[TYPE_UINT8] = "uint8",
	[TYPE_INT16] = "int16",
	[TYPE_UINT16] = "uint16",
	[TYPE_INT32] = "int32",
	[TYPE_UINT32] = "uint32",
	[TYPE_INT64] = "int64",
	[TYPE_UINT64] = "uint64",
	[TYPE_NATIVE_INT] = "native-int",
	[TYPE_NATIVE_UINT] = "native-uint",
	[TYPE_FLOAT32] = "float32",
	[TYPE_FLOAT64] = "float64",
	[TYPE_REFERENCE] = "reference",
	[TYPE_BYREF] = "byref",
	[TYPE_POINTER] = "pointer",
	[TYPE_FUNCTION_POINTER] = "function-pointer",
	[TYPE_VALUE_TYPE] = "value",
	[TYPE_TYPED_REFERENCE] = "typed-reference",
};

const char *const stack_kind_names [] = {
	[STACK_INT32] = "int32",
	[STACK_INT64] = "int64",
	[STACK_NATIVE_INT] = "native-int",
	[STACK_FLOAT32] = "float32",
	[STACK_FLOAT64] = "float64",
	[STACK_REFERENCE] = "reference",
	[STACK_BYREF] = "byref",
	[STACK_VALUE] = "value",
};

const char *const clause_kind_names [] = {
	[CLAUSE_CATCH] = "catch",
	[CLAUSE_FILTER] = "filter",
	[CLAUSE_FINALLY] = "finally",
	[CLAUSE_FAULT] = "fault",
};
