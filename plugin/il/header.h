/* SPDX-License-Identifier: MIT
 *
 * Method bodies as they lie in an image: ECMA-335 II.25.4. */
#ifndef BIGSTEP_HEADER_H
#define BIGSTEP_HEADER_H

#include <stddef.h>
#include <stdint.h>

typedef struct MethodHeader {
	int is_fat;
	uint32_t max_stack;
	int init_locals;
	uint32_t local_signature; /* token, or 0 */
	const uint8_t *code;
	uint32_t code_size;
	const uint8_t *sections; /* behind the code, if there are any */
	size_t sections_size;    /* bytes from there to the end of what was given */
	uint32_t clause_count;
} MethodHeader;

/* II.25.4.6, with its numbers. */
typedef enum HeaderClauseKind {
	HEADER_CLAUSE_CATCH = 0,
	HEADER_CLAUSE_FILTER = 1,
	HEADER_CLAUSE_FINALLY = 2,
	HEADER_CLAUSE_FAULT = 4
} HeaderClauseKind;

typedef struct HeaderClause {
	HeaderClauseKind kind;
	uint32_t try_offset, try_length;
	uint32_t handler_offset, handler_length;
	uint32_t class_token;   /* of a catch clause */
	uint32_t filter_offset; /* of a filter clause */
} HeaderClause;

/* Reads the body at BYTES, of which there are SIZE or more than the body needs. NULL, or a sentence that says what is
 * wrong. What HEADER points to lies in BYTES. */
const char *header_read (const uint8_t *bytes, size_t size, MethodHeader *header);

/* Clause INDEX of a header that was read. */
void header_get_clause (const MethodHeader *header, uint32_t index, HeaderClause *clause);

#endif
