/* SPDX-License-Identifier: MIT
 *
 * What the evaluation stack allows beyond ECMA-335, where a rule says so: mini/method-to-ir.c: bin_num_table,
 * bin_int_table, bin_comp_table, target_type_is_incompatible, check_call_signature, handle_stack_args. */
#ifndef BIGSTEP_WIDER_TYPES_H
#define BIGSTEP_WIDER_TYPES_H

#include "../executor/stack-types.h"
#include "like-mini.h"

/* The kind of the result of CODE, whose table is that of CLASS, or STACK_INVALID. */
int wider_binary_result (const Compilation *compilation, BinaryClass class, OperationCode code, StackKind a,
	StackKind b);

/* Whether a value of kind FROM may be converted to KIND, by a `conv` instruction. */
int wider_may_convert (const Compilation *compilation, TypeKind kind, StackKind from);

/* Whether values of kinds A and B may be compared for CONDITION. */
int wider_comparable (const Compilation *compilation, Condition condition, int is_branch, StackKind a, StackKind b);

/* Where a value goes decides how strictly Mono's compiler looks at it. */
typedef enum Destination {
	DESTINATION_VARIABLE, /* a local, argument, instance field, box or result */
	DESTINATION_CALL,     /* a parameter of a call */
	DESTINATION_CALLI,    /* a parameter of an indirect call: floats are not converted */
	DESTINATION_MEMORY,   /* an element, or memory behind a pointer */
	DESTINATION_COPY      /* a static field, or memory that stobj writes: not even a float64 becomes a float32 there */
} Destination;

/* Whether a value of kind FROM may go to a destination of type TO. */
int wider_may_store (const Compilation *compilation, Destination destination, TypeKind to, StackKind from);

/* Whether a value of kind FROM may be the `this` of a method, which for one that IS_VALUE_TYPE is a managed pointer. */
int wider_may_receive (const Compilation *compilation, int is_value_type, StackKind from);

/* What becomes of a stack value that joins one of kind TO where two paths meet. */
typedef enum Merge {
	MERGE_CONVERTS,     /* or stays what it is */
	MERGE_REINTERPRETS, /* its bytes */
	MERGE_OF_REGISTERS, /* means something to Mono's compiler only */
	MERGE_IMPOSSIBLE,   /* is wrong where control gets there */
	MERGE_FORBIDDEN     /* is wrong */
} Merge;

Merge wider_merge (const Compilation *compilation, StackKind to, StackKind from);

#endif
