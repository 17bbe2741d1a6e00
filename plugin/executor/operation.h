/* SPDX-License-Identifier: MIT
 *
 * Operations over named values: what the executor makes of IL, and what the LLVM emitter, the printer and all questions
 * about a method read.
 *
 * Each reachable block is a list of operations, and ends with exactly one that ends a block. A temp is defined once, by one
 * operation, in one block, and used only later in that block: values on the stack across a block edge go through slots.
 * All of it lives in the compilation's arena, and nobody changes it. */
#ifndef BIGSTEP_OPERATION_H
#define BIGSTEP_OPERATION_H

#include "../compilation.h"

typedef enum OperationCode {
#define OPERATION(enumerator, name, payload, flags, family, meaning) OPERATION_##enumerator,
#include "operation.def"
#undef OPERATION
	OPERATION_COUNT
} OperationCode;

/* What the evaluation stack tells apart: ECMA-335 III.1.1, with float32 and float64 apart, as in Mono. */
typedef enum StackKind {
	STACK_INT32,
	STACK_INT64,
	STACK_NATIVE_INT, /* unmanaged pointers, too */
	STACK_FLOAT32,
	STACK_FLOAT64,
	STACK_REFERENCE,
	STACK_BYREF, /* managed pointer */
	STACK_VALUE  /* a value type, by value */
} StackKind;

typedef struct StackType {
	StackKind kind;
	/* STACK_VALUE: its class. STACK_REFERENCE and STACK_BYREF: the class (pointed to) if known, else NULL: a hint for
	 * better code, not to be relied on, since unverifiable IL can lie. */
	ClassInfo *klass;
} StackType;

typedef struct Temp {
	uint32_t number; /* from 1 on, in order of definition */
	StackType type;
	int is_this;   /* the unmodified first argument of an instance method */
	int is_zero;   /* the constant 0, or converted from it */
	int is_loaded; /* a managed pointer that was read from somewhere, which Mono's compiler takes for a native int */
	/* A distance and a managed pointer added: for Mono's compiler one to an object (method-to-ir.c, type_from_op) */
	int is_of_object;
	ClassInfo *own_class; /* of a value that is taken for one of another class: that which it has; else NULL */
	/* Of an address in an argument or local: 1 + its number, arguments first, and how far from its start; else 0. */
	uint32_t variable, offset;
} Temp;

/* How a value lies in memory. */
typedef struct Storage {
	TypeKind kind;
	ClassInfo *klass; /* TYPE_VALUE_TYPE: its class; else the class if known, or NULL */
} Storage;

typedef enum Condition {
	CONDITION_EQ,
	CONDITION_NE_UN,
	CONDITION_GT,
	CONDITION_GT_UN,
	CONDITION_GE,
	CONDITION_GE_UN,
	CONDITION_LT,
	CONDITION_LT_UN,
	CONDITION_LE,
	CONDITION_LE_UN
} Condition; /* .un: unsigned integers; floats: true if unordered, too */

typedef enum OperationFlags {
	OPERATION_CHECKED = 1 << 0,  /* CONVERT: OverflowException when the value does not fit */
	OPERATION_UNSIGNED = 1 << 1, /* CONVERT: the operand is unsigned */
	OPERATION_VOLATILE = 1 << 2,
	OPERATION_UNALIGNED = 1 << 3, /* `alignment` holds */
	OPERATION_TAIL = 1 << 4,
	OPERATION_READONLY = 1 << 5,
	OPERATION_VIRTUAL = 1 << 6,
	OPERATION_THROWN_AT_ONCE = 1 << 7, /* NEW_OBJECT: an exception of the core library; see trace-offsets.c */
	OPERATION_IMPLICIT = 1 << 8        /* CONVERT: the IL does not spell it out */
} OperationFlags;

struct Operation;

typedef struct Block {
	uint32_t number; /* in IL order, from 0 on */
	uint32_t il_offset;
	int is_loop_header;                 /* the target of a backward branch */
	uint32_t first_latch;               /* the same: where the first of the blocks that branch back to it begins */
	int32_t clause;                     /* handler or filter entry: index of its clause, else -1 */
	int is_invalid;                     /* no block, but a place where control cannot go on: a branch to it throws
	                          * InvalidProgramException where it stands */
	const struct Operation *operations; /* in order; the last one ends the block */
} Block;

typedef struct Operation {
	struct Operation *next; /* in the same block */
	OperationCode code;
	uint32_t flags; /* OperationFlags */
	uint32_t il_offset;
	Temp *result; /* NULL when there is none */
	uint32_t operand_count;
	Temp *const *operands;
	uint32_t index;      /* of an argument (`this` is 0), local or slot */
	StackType slot_type; /* SLOT, STORE_SLOT: the slot's, to which the executor has converted the operand */
	int64_t integer;
	double number; /* float32 constants are exact in it, but for NaNs, whose bits are in `integer` */
	Condition condition;
	Storage storage; /* memory operations; CONVERT: kind only */
	ClassInfo *klass;
	MethodInfo *method;
	FieldInfo *field;
	SignatureInfo *signature; /* calls: at the call site */
	uint32_t token;           /* STRING, TOKEN: in the source's image */
	uint32_t alignment;       /* OPERATION_UNALIGNED: 1, 2 or 4 */
	uint32_t target_count;
	Block *const *targets;
} Operation;

/* What executing a method leaves. */
typedef struct Operations {
	Block *const *blocks; /* all reachable ones, in IL order */
	const Block *entry;   /* where control begins */
	uint32_t block_count;
	uint32_t temp_count, slot_count;
	int is_whole;               /* else the last operations are those before the first thing that is wrong in the IL */
	TraceOffset *trace_offsets; /* by IL offset */
} Operations;

typedef enum OperationTraits {
	OPERATION_HAS_RESULT = 1 << 0,
	OPERATION_ENDS_BLOCK = 1 << 1,
	OPERATION_MAY_THROW = 1 << 2,
	OPERATION_WRITES = 1 << 3
} OperationTraits;

/* The rows of operation.def. */
typedef struct OperationRow {
	const char *name;
	const char *payload;
	uint32_t traits;
	const char *meaning;
} OperationRow;

extern const OperationRow operation_table [OPERATION_COUNT];

extern const char *const condition_names [];
extern const char *const type_kind_names [];
extern const char *const stack_kind_names [];
extern const char *const clause_kind_names [];

#endif
