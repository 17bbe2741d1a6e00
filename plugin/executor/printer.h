/* SPDX-License-Identifier: MIT
 *
 * Operations as text: `temp3 := add temp1 temp2`. */
#ifndef BIGSTEP_PRINTER_H
#define BIGSTEP_PRINTER_H

#include <stdio.h>

#include "operation.h"

/* Prints OPERATIONS, as far as they go, to OUTPUT. */
void printer_print (Compilation *compilation, const Operations *operations, FILE *output);

#endif
