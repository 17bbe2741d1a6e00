/* SPDX-License-Identifier: MIT
 *
 * IL as text, for tests: instructions in their canonical form with ";" between them, "name:" before an instruction for
 * a label. Operands are numbers, labels, types ("int[]"), members ("Program:Add"), 'strings'; of calli, signatures. */
#ifndef BIGSTEP_ASSEMBLER_H
#define BIGSTEP_ASSEMBLER_H

#include "fake-runtime.h"

/* Emits TEXT. Nonsense ends the test. */
void assemble (FakeRuntime *fake, Writer *writer, const char *text);

/* A new method of an existing class: "static int Program:Add (int, int)". LOCALS: "int, string". */
MethodInfo *assemble_method (FakeRuntime *fake, const char *declaration, const char *locals, uint32_t max_stack,
	const char *text);

#endif
