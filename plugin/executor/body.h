/* SPDX-License-Identifier: MIT
 *
 * A method on its way from IL to operations: what is known about its variables, its blocks, and what executing it left.
 * In a compilation there is one for each method, however often it is called: the method's own, and those that bodies.c
 * keeps. */
#ifndef BIGSTEP_BODY_H
#define BIGSTEP_BODY_H

#include "flow.h"

/* What is known of an argument, a local, or the value that a field or parameter takes. */
typedef struct VariableType {
	TypeKind kind;
	StackType stack; /* of its value when it is read */
	uint32_t size;
	uint32_t reserved; /* bytes of a variable that are used, when they are more than SIZE */
	Storage storage;
} VariableType;

/* An answer that is found once. */
typedef enum Answer { NOT_ASKED, ANSWER_NO, ANSWER_YES } Answer;

enum { INLINE_DEPTHS = 11 }; /* inlinable.c: 0 is not used */

/* What a method adds to one that it is inlined into. */
typedef struct InlineCost {
	Answer is_inlined;
	uint32_t cost;      /* as Mono's compiler counts */
	uint32_t code_size; /* in bytes of IL, with what is inlined into it in turn */
} InlineCost;

typedef struct Body {
	const MethodSource *source;
	uint32_t argument_count, local_count;
	VariableType *arguments, *locals;
	VariableType result; /* kind TYPE_VOID for none */
	Flow flow;
	Operations operations;

	/* bodies.c's: how far it got, and what was found out on the way. */
	struct Body *next;
	MethodInfo *method;
	Answer is_loaded, has_flow, has_operations;
	Answer is_quiet [2];                     /* quiet.c; as a method that calls itself, too */
	InlineCost inline_costs [INLINE_DEPTHS]; /* inlinable.c, by depth */
} Body;

/* Describes the variables of SOURCE, which has been loaded, in BODY. Returns 0 with a verdict. */
int body_initialize (Body *body, Compilation *compilation, const MethodSource *source);

/* Describes TYPE for the instruction at IL_OFFSET; 0 with a verdict. */
int body_describe_type (Compilation *compilation, uint32_t il_offset, ClrType *type, VariableType *variable);

#endif
