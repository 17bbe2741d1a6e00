/* SPDX-License-Identifier: MIT
 *
 * A table from symbol to address and back; it lives in the compilation's arena. */
#include "symbols.h"

#include <string.h>

typedef struct Symbol {
	struct Symbol *next_by_name, *next_by_address;
	const char *symbol;
	size_t prefix_length;
	const void *address; /* NULL: of none that is known here */
	SymbolMark mark;
	uint32_t index; /* of a marked one */
	void **cell;    /* of a callee */
} Symbol;

struct Symbols {
	Compilation *compilation;
	Symbol **by_name, **by_address;
	uint32_t bucket_count, count;
};

#define FIRST_BUCKET_COUNT 64

static uint32_t
hash_name (const char *name)
{
	/* FNV-1a */
	uint32_t hash = 2166136261u;

	for (; *name; name++)
		hash = (hash ^ (uint8_t) *name) * 16777619u;
	return hash;
}

static uint32_t
hash_address (const void *address)
{
	return (uint32_t) (((uintptr_t) address * 0x9e3779b97f4a7c15u) >> 32);
}

static void
insert (Symbols *symbols, Symbol *symbol)
{
	Symbol **by_name = &symbols->by_name [hash_name (symbol->symbol) % symbols->bucket_count];
	Symbol **by_address = &symbols->by_address [hash_address (symbol->address) % symbols->bucket_count];

	symbol->next_by_name = *by_name;
	*by_name = symbol;
	if (symbol->mark)
		return;
	symbol->next_by_address = *by_address;
	*by_address = symbol;
}

static void
resize (Symbols *symbols, uint32_t bucket_count)
{
	Symbol **old = symbols->by_name;
	uint32_t old_count = symbols->bucket_count, i;

	symbols->by_name = arena_array (symbols->compilation->arena, Symbol *, bucket_count);
	symbols->by_address = arena_array (symbols->compilation->arena, Symbol *, bucket_count);
	symbols->bucket_count = bucket_count;
	for (i = 0; i < old_count; i++) {
		Symbol *symbol, *next;

		for (symbol = old [i]; symbol; symbol = next) {
			next = symbol->next_by_name;
			insert (symbols, symbol);
		}
	}
}

Symbols *
symbols_create (Compilation *compilation)
{
	Symbols *symbols = arena_new (compilation->arena, Symbols);

	symbols->compilation = compilation;
	resize (symbols, FIRST_BUCKET_COUNT);
	return symbols;
}

static Symbol *
find (Symbols *symbols, const char *name)
{
	Symbol *symbol = symbols->by_name [hash_name (name) % symbols->bucket_count];

	while (symbol && strcmp (symbol->symbol, name) != 0)
		symbol = symbol->next_by_name;
	return symbol;
}

static void
add (Symbols *symbols, Symbol symbol)
{
	Symbol *copy = arena_new (symbols->compilation->arena, Symbol);

	if (symbols->count++ == symbols->bucket_count)
		resize (symbols, symbols->bucket_count * 4);
	*copy = symbol;
	insert (symbols, copy);
}

const char *
symbols_name (Symbols *symbols, const char *prefix, const char *name, const void *address)
{
	Arena *arena = symbols->compilation->arena;
	size_t prefix_length = strlen (prefix);
	Symbol *symbol = symbols->by_address [hash_address (address) % symbols->bucket_count];
	uint32_t number;
	char *text;

	for (; symbol; symbol = symbol->next_by_address)
		if (symbol->address == address && symbol->prefix_length == prefix_length &&
			memcmp (symbol->symbol, prefix, prefix_length) == 0)
			return symbol->symbol;
	text = arena_format (arena, "%s %s", prefix, name);
	for (number = 2; find (symbols, text); number++)
		text = arena_format (arena, "%s %s %u", prefix, name, number);
	add (symbols, (Symbol) { .symbol = text, .prefix_length = prefix_length, .address = address });
	return text;
}

const char *
symbols_callee (Symbols *symbols, const char *name, void **cell)
{
	const char *text = symbols_name (symbols, SYMBOL_CALLEE, name, cell);

	find (symbols, text)->cell = cell;
	return text;
}

void **
symbols_cell_of (Symbols *symbols, const char *name)
{
	const Symbol *symbol = find (symbols, name);

	return symbol ? symbol->cell : NULL;
}

const char *
symbols_mark (Symbols *symbols, SymbolMark mark, uint32_t index, const void *address)
{
	static const char *const names [SYMBOL_MARK_COUNT] = {
		[SYMBOL_CLAUSE] = "clause",
		[SYMBOL_RESUME] = "resume",
		[SYMBOL_FILTER] = "filter",
		[SYMBOL_FILTER_ENTRY] = "filter entry",
	};
	Arena *arena = symbols->compilation->arena;
	const char *text = arena_format (arena, "%s %u", names [mark], index);
	const Symbol *symbol;

	/* Somebody else's name can look like that. */
	while ((symbol = find (symbols, text)) && !(symbol->mark == mark && symbol->index == index))
		text = arena_format (arena, "%s'", text);
	if (symbol)
		return symbol->symbol;
	add (symbols, (Symbol) { .symbol = text, .address = address, .mark = mark, .index = index });
	return text;
}

SymbolMark
symbols_mark_of (Symbols *symbols, const char *name, uint32_t *index)
{
	const Symbol *symbol = find (symbols, name);

	if (!symbol || !symbol->mark)
		return SYMBOL_UNMARKED;
	*index = symbol->index;
	return symbol->mark;
}

int
symbols_find (Symbols *symbols, const char *name, const void **address)
{
	Symbol *symbol = find (symbols, name);

	if (!symbol || !symbol->address || symbol->cell)
		return 0;
	*address = symbol->address;
	return 1;
}
