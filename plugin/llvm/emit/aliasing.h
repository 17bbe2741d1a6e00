/* SPDX-License-Identifier: MIT
 *
 * What LLVM may assume about memory that two accesses touch. */
#ifndef BIGSTEP_ALIASING_H
#define BIGSTEP_ALIASING_H

#include <llvm-c/Core.h>

typedef struct Module Module;

/* What memory an access touches, for alias analysis (aliasing.c in this folder explains). */
typedef enum Access {
	ACCESS_ANY,     /* through a pointer that may point anywhere */
	ACCESS_FIELD,   /* a field of an object on the heap */
	ACCESS_ELEMENT, /* an element of a vector */
	ACCESS_HEADER,  /* virtual tables, classes and object headers: compiled code never writes them */
	ACCESS_BOUND,   /* a bound or length of an array: never changes */
	ACCESS_LENGTH,  /* length of a vector or string: never changes, and is not negative */
	ACCESS_CARD,    /* the card table */
	ACCESS_STATIC,  /* a static field: its symbol says enough */
	ACCESS_STACK,   /* this method's own variables */
	ACCESS_COUNT
} Access;

void aliasing_initialize (Module *module);
void aliasing_mark (Module *module, LLVMValueRef instruction, Access access);

#endif
