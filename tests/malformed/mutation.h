/* SPDX-License-Identifier: MIT
 *
 * The ways to damage a method body. */
#ifndef MALFORMED_MUTATION_H
#define MALFORMED_MUTATION_H

#include "body.h"

/* What one case is made of. */
typedef struct Victim {
	Body *body;
	uint8_t *code; /* for mutations of bytes: what the body was written as */
	uint32_t code_size;
	uint64_t random;         /* state; see victim_random */
	const uint32_t *tokens;  /* all that occur in the assembly's bodies */
	const uint8_t *operands; /* of each, the operand kind it occurred with */
	uint32_t token_count;
} Victim;

typedef struct Mutation {
	const char *name;
	uint32_t repeat;                /* how many cases of each method */
	int (*damage) (Victim *victim); /* 0 if there is nothing in the body to damage that way */
	int is_of_bytes;                /* damages code, else body */
} Mutation;

extern const Mutation mutations [];
extern const uint32_t mutation_count;

#endif
