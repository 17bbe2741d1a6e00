/* SPDX-License-Identifier: MIT
 *
 * Machine code as text. */
#ifndef BIGSTEP_DISASSEMBLE_H
#define BIGSTEP_DISASSEMBLE_H

#include <stddef.h>
#include <stdio.h>

/* Prints the SIZE bytes of code at CODE to FILE, a line for each instruction: where it is, its bytes, and what it does.
 * Targets of branches inside are named by where they are: +0x2c. */
void disassemble (const void *code, size_t size, FILE *file);

#endif
