/* SPDX-License-Identifier: MIT
 *
 * The operation processor that writes operations as text: `temp3 := add temp1 temp2`. */
#ifndef BIGSTEP_PRINTER_H
#define BIGSTEP_PRINTER_H

#include <stdio.h>

#include "operation.h"

/* A processor, from the compilation's arena, that prints to OUTPUT. */
OperationProcessor *printer_create (Compilation *compilation, FILE *output);

#endif
