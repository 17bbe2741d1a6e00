/* SPDX-License-Identifier: MIT
 *
 * Relocations of ELF for x86-64 (System V ABI, AMD64 supplement, 4.4.1), and the symbols behind them. */
#include "object.h"

#include <math.h>
#include <string.h>

/* Functions that LLVM calls of its own accord, or for its intrinsics; they come with this plug-in's own libraries. */
extern void __divti3 (void), __modti3 (void), __udivti3 (void), __umodti3 (void);

static const struct {
	const char *name;
	void (*address) (void);
} library [] = {
#define LIBRARY(name) { #name, (void (*) (void)) (name) }
	LIBRARY (memcpy),
	LIBRARY (memmove),
	LIBRARY (memset),
	LIBRARY (memcmp),
	LIBRARY (fmod),
	LIBRARY (fmodf),
	LIBRARY (remainder),
	LIBRARY (remainderf),
	LIBRARY (floor),
	LIBRARY (floorf),
	LIBRARY (ceil),
	LIBRARY (ceilf),
	LIBRARY (trunc),
	LIBRARY (truncf),
	LIBRARY (rint),
	LIBRARY (rintf),
	LIBRARY (nearbyint),
	LIBRARY (nearbyintf),
	LIBRARY (round),
	LIBRARY (roundf),
	LIBRARY (roundeven),
	LIBRARY (roundevenf),
	LIBRARY (sqrt),
	LIBRARY (sqrtf),
	LIBRARY (fma),
	LIBRARY (fmaf),
	LIBRARY (sin),
	LIBRARY (sinf),
	LIBRARY (cos),
	LIBRARY (cosf),
	LIBRARY (tan),
	LIBRARY (tanf),
	LIBRARY (asin),
	LIBRARY (acos),
	LIBRARY (atan),
	LIBRARY (atan2),
	LIBRARY (sinh),
	LIBRARY (cosh),
	LIBRARY (tanh),
	LIBRARY (pow),
	LIBRARY (powf),
	LIBRARY (exp),
	LIBRARY (expf),
	LIBRARY (exp2),
	LIBRARY (exp2f),
	LIBRARY (log),
	LIBRARY (logf),
	LIBRARY (log2),
	LIBRARY (log2f),
	LIBRARY (log10),
	LIBRARY (log10f),
	LIBRARY (ldexp),
	LIBRARY (ldexpf),
	LIBRARY (__divti3),
	LIBRARY (__modti3),
	LIBRARY (__udivti3),
	LIBRARY (__umodti3),
#undef LIBRARY
};

/* What is written: S symbol, A addend, P place, G the symbol's cell, L the symbol's stub, or the symbol if in reach. */
typedef enum RelocationFormula {
	S_PLUS_A,
	S_PLUS_A_MINUS_P,
	L_PLUS_A_MINUS_P,
	G_PLUS_A_MINUS_P,
	/* The same; but an instruction that only loads the address, or calls through it, may use the address itself. */
	G_PLUS_A_MINUS_P_RELAXED
} RelocationFormula;

typedef struct RelocationRow {
	uint32_t type;
	const char *name;
	RelocationFormula formula;
	uint32_t width;
	int64_t lowest, highest;
} RelocationRow;

static const RelocationRow relocation_rows [] = {
#define ROW(type, formula, width, lowest, highest) { type, #type, formula, width, lowest, highest }
	ROW (R_X86_64_64, S_PLUS_A, 8, INT64_MIN, INT64_MAX),
	ROW (R_X86_64_32, S_PLUS_A, 4, 0, UINT32_MAX),
	ROW (R_X86_64_32S, S_PLUS_A, 4, INT32_MIN, INT32_MAX),
	ROW (R_X86_64_PC32, S_PLUS_A_MINUS_P, 4, INT32_MIN, INT32_MAX),
	ROW (R_X86_64_PC64, S_PLUS_A_MINUS_P, 8, INT64_MIN, INT64_MAX),
	ROW (R_X86_64_PLT32, L_PLUS_A_MINUS_P, 4, INT32_MIN, INT32_MAX),
	ROW (R_X86_64_GOTPCREL, G_PLUS_A_MINUS_P, 4, INT32_MIN, INT32_MAX),
	ROW (R_X86_64_GOTPCRELX, G_PLUS_A_MINUS_P_RELAXED, 4, INT32_MIN, INT32_MAX),
	ROW (R_X86_64_REX_GOTPCRELX, G_PLUS_A_MINUS_P_RELAXED, 4, INT32_MIN, INT32_MAX),
#undef ROW
};

/* call rel32 */
#define CALL 0xe8

static const RelocationRow *
find_row (uint32_t type)
{
	size_t i;

	for (i = 0; i < sizeof relocation_rows / sizeof *relocation_rows; i++)
		if (relocation_rows [i].type == type)
			return &relocation_rows [i];
	return NULL;
}

static int
resolve (Compilation *compilation, ObjectSymbol *symbol, Symbols *symbols)
{
	size_t i;

	if (symbol->section && symbol->section->placement == PLACEMENT_NONE)
		return internal_error (compilation, 0, "the code refers to section %s, which is not part of it",
			symbol->section->name);
	if (symbol->section || symbol->address || symbol->callee || symbols_find (symbols, symbol->name, &symbol->address))
		return 1;
	symbol->callee = symbols_cell_of (symbols, symbol->name);
	if (symbol->callee)
		return 1;
	for (i = 0; i < sizeof library / sizeof *library; i++)
		if (strcmp (symbol->name, library [i].name) == 0) {
			symbol->address = (const void *) library [i].address;
			return 1;
		}
	return internal_error (compilation, 0, "the code refers to the unknown symbol %s", symbol->name);
}

/* Code lies below 2 GiB, so what lies there too is in reach of a 32-bit displacement. */
static int
is_in_reach (const ObjectSymbol *symbol)
{
	return symbol->section || symbol->callee || (uintptr_t) symbol->address <= INT32_MAX;
}

/* Whether the instruction whose displacement is at DISPLACEMENT needs no cell: mov cell(%rip), register can become lea,
 * and call *cell(%rip) a direct call (AMD64 supplement, B.2). */
static int
is_relaxable (const uint8_t *displacement)
{
	return displacement [-2] == 0x8b || (displacement [-2] == 0xff && displacement [-1] == 0x15);
}

static void
relax (uint8_t *displacement)
{
	if (displacement [-2] == 0x8b)
		displacement [-2] = 0x8d;
	else {
		/* addr32 call: a prefix without effect keeps the length */
		displacement [-2] = 0x67;
		displacement [-1] = CALL;
	}
}

static int
uses_cell (const RelocationRow *row, const ObjectSymbol *symbol, const uint8_t *displacement)
{
	return row->formula == G_PLUS_A_MINUS_P ||
		(row->formula == G_PLUS_A_MINUS_P_RELAXED && !(is_in_reach (symbol) && is_relaxable (displacement)));
}

int
relocations_prepare (Compilation *compilation, ObjectCode *object, Symbols *symbols)
{
	size_t i, j;

	for (i = 1; i < object->section_count; i++) {
		const ObjectSection *section = &object->sections [i];

		if (section->placement == PLACEMENT_NONE)
			continue;
		for (j = 0; j < section->relocation_count; j++) {
			const Relocation *relocation = &section->relocations [j];
			const RelocationRow *row = find_row (relocation->type);
			ObjectSymbol *symbol = relocation->symbol;
			int needs_stub;

			if (!row)
				return internal_error (compilation, 0, "the code has a relocation of unknown type %u in %s",
					relocation->type, section->name);
			if (!resolve (compilation, symbol, symbols))
				return 0;
			needs_stub = symbol->callee || (row->formula == L_PLUS_A_MINUS_P && !is_in_reach (symbol));
			if (needs_stub && !symbol->stub)
				symbol->stub = ++object->stub_count;
			if (((needs_stub && !symbol->callee) ||
					uses_cell (row, symbol, (uint8_t *) section->data->d_buf + relocation->offset)) &&
				!symbol->cell)
				symbol->cell = ++object->cell_count;
			object->call_site_count += symbol->callee != NULL;
		}
	}
	return 1;
}

static uint8_t *
get_cell (const ObjectCode *object, const ObjectSymbol *symbol)
{
	return object->cells + (symbol->cell - 1) * CELL_SIZE;
}

static uint8_t *
get_stub (const ObjectCode *object, const ObjectSymbol *symbol)
{
	return object->stubs + (symbol->stub - 1) * STUB_SIZE;
}

static uint64_t
get_address (const ObjectCode *object, const ObjectSymbol *symbol)
{
	if (symbol->callee)
		return (uintptr_t) get_stub (object, symbol);
	return symbol->section ? (uintptr_t) symbol->section->address + symbol->value : (uintptr_t) symbol->address;
}

static void
fill_cells_and_stubs (ObjectCode *object)
{
	static const uint8_t jump_indirect [] = { 0xff, 0x25 };
	size_t i;

	for (i = 0; i < object->symbol_count; i++) {
		const ObjectSymbol *symbol = &object->symbols [i];
		uint64_t address = get_address (object, symbol);
		uint8_t *stub, *cell;
		int32_t displacement;

		if (symbol->cell)
			memcpy (get_cell (object, symbol), &address, sizeof address);
		if (!symbol->stub)
			continue;
		stub = get_stub (object, symbol);
		cell = symbol->callee ? (uint8_t *) symbol->callee : get_cell (object, symbol);
		displacement = (int32_t) (cell - (stub + sizeof jump_indirect + sizeof displacement));
		memcpy (stub, jump_indirect, sizeof jump_indirect);
		memcpy (stub + sizeof jump_indirect, &displacement, sizeof displacement);
	}
}

static int
apply (Compilation *compilation, ObjectCode *object, const ObjectSection *section, const Relocation *relocation)
{
	const RelocationRow *row = find_row (relocation->type);
	const ObjectSymbol *symbol = relocation->symbol;
	uint8_t *place = section->address + relocation->offset;
	uint64_t target = get_address (object, symbol);
	int64_t value;

	if (row->formula == L_PLUS_A_MINUS_P && symbol->stub)
		target = (uintptr_t) get_stub (object, symbol);
	else if (uses_cell (row, symbol, place))
		target = (uintptr_t) get_cell (object, symbol);
	else if (row->formula == G_PLUS_A_MINUS_P_RELAXED)
		relax (place);
	value = (int64_t) (target + (uint64_t) relocation->addend - (row->formula == S_PLUS_A ? 0 : (uintptr_t) place));
	if (value < row->lowest || value > row->highest)
		return internal_error (compilation, 0, "%s: %s%s is out of reach", row->name,
			symbol->section ? symbol->section->name : symbol->name, symbol->section ? " (section)" : "");
	memcpy (place, &value, row->width);
	return 1;
}

int
relocations_apply (Compilation *compilation, ObjectCode *object)
{
	size_t i, j;

	fill_cells_and_stubs (object);
	for (i = 1; i < object->section_count; i++) {
		const ObjectSection *section = &object->sections [i];

		if (section->placement == PLACEMENT_NONE)
			continue;
		for (j = 0; j < section->relocation_count; j++)
			if (!apply (compilation, object, section, &section->relocations [j]))
				return 0;
	}
	return 1;
}

void
relocations_find_call_sites (ObjectCode *object, const ObjectSection *section, NativeCallSite *sites)
{
	for (size_t i = 0; i < section->relocation_count; i++) {
		const Relocation *relocation = &section->relocations [i];
		const uint8_t *place = section->address + relocation->offset;

		if (relocation->symbol->callee && relocation->type == R_X86_64_PLT32 && place [-1] == CALL &&
			(uintptr_t) place % 8 <= 8 - sizeof (int32_t))
			sites [object->call_site_count++] = (NativeCallSite) { section->offset + (uint32_t) relocation->offset,
				relocation->symbol->callee };
	}
}

void
relocations_apply_to_table (ObjectSection *table)
{
	for (size_t i = 0; i < table->relocation_count; i++) {
		const Relocation *relocation = &table->relocations [i];
		const RelocationRow *row = find_row (relocation->type);
		const ObjectSymbol *symbol = relocation->symbol;
		uint64_t value = symbol->value + (uint64_t) relocation->addend;

		if (!row)
			continue;
		if (symbol->section && symbol->section->placement == PLACEMENT_CODE)
			value += symbol->section->offset;
		memcpy ((uint8_t *) table->data->d_buf + relocation->offset, &value, row->width);
	}
}
