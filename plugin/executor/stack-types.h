/* SPDX-License-Identifier: MIT
 *
 * What the evaluation stack allows: the tables of ECMA-335 III.1.5. */
#ifndef BIGSTEP_STACK_TYPES_H
#define BIGSTEP_STACK_TYPES_H

#include "operation.h"

enum { STACK_KIND_COUNT = STACK_VALUE + 1, STACK_INVALID = -1 };

typedef enum BinaryClass {
	BINARY_NUMERIC,  /* add, sub, mul, div, rem: III.1.5 table 2 */
	BINARY_INTEGER,  /* and, or, xor, div.un, rem.un: table 5 */
	BINARY_OVERFLOW, /* with a check: table 7 */
	BINARY_SHIFT,    /* the second operand is the count: table 6 */
	BINARY_CLASS_COUNT
} BinaryClass;

/* The kind of the result, or STACK_INVALID. Of managed pointers the tables allow only some operations: like-mini/
 * wider-types.h asks for the rest. */
int stack_binary_result (BinaryClass class, StackKind a, StackKind b);

/* The kind of the results of neg (III.1.5 table 3) and not (table 5), or STACK_INVALID. */
int stack_negate_result (StackKind a);
int stack_not_result (StackKind a);

/* Whether a and b may be compared (table 4): for equality only, or for order, too. */
typedef enum Comparable { NOT_COMPARABLE, COMPARABLE_FOR_EQUALITY, COMPARABLE } Comparable;
Comparable stack_comparable (StackKind a, StackKind b);

/* Whether a value of kind FROM may go to a place of type TO (III.1.6); it then is converted to TO's stack kind. Value types
 * must be of the same class, too. */
int stack_may_store (TypeKind to, StackKind from);

/* Whether a value of kind FROM may meet one of kind TO where two paths join (III.1.8.1.3), which it then is converted to. */
int stack_may_join (StackKind to, StackKind from);

/* How values of a type lie on the stack: ECMA-335 III.1.1.1. STACK_INVALID for TYPE_VOID. */
int stack_kind_of_type (TypeKind kind);

/* The type on the stack of a value of KIND, which is not TYPE_VOID, and KLASS. */
StackType stack_type_of (ClassInfo *klass, TypeKind kind);

/* The type that CONVERT is given to make a value of stack kind KIND. */
TypeKind stack_kind_type (StackKind kind);

/* Whether values of both kinds are 64-bit numbers or addresses, so that converting one to the other changes no bit. */
int stack_is_word (StackKind kind);

#endif
