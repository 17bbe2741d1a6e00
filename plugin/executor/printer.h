/* SPDX-License-Identifier: MIT
 *
 * Operations as text: `temp3 := add temp1 temp2`. */
#ifndef BIGSTEP_PRINTER_H
#define BIGSTEP_PRINTER_H

#include <stdio.h>

#include "body.h"

/* Prints OPERATIONS, as far as they go, to OUTPUT. */
void printer_print (Compilation *compilation, const Operations *operations, FILE *output);

/* Prints the blocks of BODY: where they lie, which clauses they belong to, and where control goes from them. */
void printer_print_blocks (const Body *body, FILE *output);

#endif
