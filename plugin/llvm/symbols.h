/* SPDX-License-Identifier: MIT
 *
 * Names for the runtime's addresses. IR never contains an address: it names an external symbol, and the address is put
 * in when object code is placed. So IR is the same in two processes, and can be read. */
#ifndef BIGSTEP_SYMBOLS_H
#define BIGSTEP_SYMBOLS_H

#include "../compilation.h"

typedef struct Symbols Symbols;

Symbols *symbols_create (Compilation *compilation);

/* The symbol for ADDRESS: "PREFIX NAME", with a number appended if another address has that name already. The same
 * address and prefix always give the same symbol. */
const char *symbols_name (Symbols *symbols, const char *prefix, const char *name, const void *address);

/* Makes SYMBOL a name of ADDRESS, whatever other names that has. It must not be in use, and must stay valid. */
void symbols_add (Symbols *symbols, const char *symbol, const void *address);

/* The address behind SYMBOL; 0 if there is no such symbol. */
int symbols_find (Symbols *symbols, const char *symbol, const void **address);

#endif
