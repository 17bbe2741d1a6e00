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

/* What else a symbol can stand for: something of an IL clause. By these the emitter tells native/ what LLVM's tables of
 * exceptions are about. */
typedef enum SymbolMark {
	SYMBOL_UNMARKED,
	SYMBOL_CLAUSE,       /* what a landing pad catches; it has no address */
	SYMBOL_RESUME,       /* called where the handler of a finally or fault clause hands its exception on */
	SYMBOL_FILTER,       /* the function of a filter, */
	SYMBOL_FILTER_ENTRY, /* and the one that the runtime calls, which calls that. It ends with a jump of FILTER_JUMP_SIZE
						  * bytes, by which exceptions from there enter the method's handlers. */
	SYMBOL_MARK_COUNT
} SymbolMark;

#define FILTER_JUMP_SIZE 2

/* The symbol for MARK of clause INDEX; the same ones always give the same symbol. ADDRESS is what is behind it; NULL if that
 * is defined in the module, or nothing. */
const char *symbols_mark (Symbols *symbols, SymbolMark mark, uint32_t index, const void *address);

/* What SYMBOL was marked as, and INDEX. */
SymbolMark symbols_mark_of (Symbols *symbols, const char *symbol, uint32_t *index);

/* How names of such symbols begin. */
#define SYMBOL_CALLEE "code"

/* The symbol for the code that CELL leads to; the same cell always gives the same symbol. It has no address: calls of it are
 * call sites. */
const char *symbols_callee (Symbols *symbols, const char *name, void **cell);

/* The cell that leads to the code that SYMBOL stands for; NULL if it stands for anything else. */
void **symbols_cell_of (Symbols *symbols, const char *symbol);

/* The address behind SYMBOL; 0 if there is no such symbol. */
int symbols_find (Symbols *symbols, const char *symbol, const void **address);

#endif
