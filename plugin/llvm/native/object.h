/* SPDX-License-Identifier: MIT
 *
 * Object code as the files of this folder see it. Each stands on those above it in this header: object.c (sections and
 * symbols), relocations.c, what reads a table each, and place.c, which calls them all. */
#ifndef BIGSTEP_OBJECT_H
#define BIGSTEP_OBJECT_H

#include "bytes.h"
#include "native.h"

#include <gelf.h>
#include <libelf.h>

typedef enum SectionPlacement {
	PLACEMENT_NONE, /* not part of the code: tables and debug information */
	PLACEMENT_CODE,
	PLACEMENT_READ_ONLY,
	PLACEMENT_COUNT
} SectionPlacement;

typedef struct ObjectSymbol ObjectSymbol;

typedef struct Relocation {
	uint64_t offset; /* in the section */
	uint32_t type;
	ObjectSymbol *symbol;
	int64_t addend;
} Relocation;

typedef struct ObjectSection {
	const char *name;
	Elf_Data *data;
	uint64_t size, alignment;
	int is_loaded; /* by a loader of ordinary ELF files */
	SectionPlacement placement;
	int has_variables;       /* can be written to, and is not placed */
	uint32_t offset;         /* from the start of its place, once laid out */
	uint8_t *address;        /* in the runtime's memory, once placed */
	Relocation *relocations; /* by offset */
	size_t relocation_count;
} ObjectSection;

struct ObjectSymbol {
	const char *name;
	const ObjectSection *section; /* that defines it, or NULL */
	uint64_t value;               /* from the start of the section */
	const void *address;          /* of an undefined symbol, once resolved */
	uint32_t cell, stub;          /* 1 + number of its address cell and its jump stub; 0: none */
	void **callee;                /* the runtime's cell, if it stands for what that leads to; then it has a stub */
	SymbolMark mark;              /* once placing begins */
	uint32_t mark_index;
};

/* One function, as the unwind information describes it. */
typedef struct Frame {
	uint32_t start, size;       /* in the code */
	Bytes common, instructions; /* call frame instructions: what all functions share, and its own */
	Bytes exceptions;           /* its table of exceptions, up to the end of its section; empty if it has none */
	const ObjectSection *exception_section;
	SymbolMark mark; /* SYMBOL_FILTER, SYMBOL_FILTER_ENTRY, or nothing */
	uint32_t mark_index;
} Frame;

struct ObjectCode {
	LLVMMemoryBufferRef image;
	Elf *elf;
	Arena *arena;
	ObjectSection *sections; /* by ELF section number */
	size_t section_count;
	ObjectSymbol *symbols; /* by ELF symbol number */
	size_t symbol_count;
	Frame *frames; /* by start, once the unwind information is read */
	uint32_t frame_count;
	uint32_t cell_count, stub_count, call_site_count;
	uint32_t code_size;     /* of all functions, with the trap at the end */
	uint8_t *cells, *stubs; /* in the runtime's memory, once placed */
};

enum {
	CELL_SIZE = 8,
	STUB_SIZE = 8 /* jmp *cell(%rip), padded */
};

/* The section named NAME, or NULL. */
ObjectSection *object_find_section (const ObjectCode *object, const char *name);

/* The relocation of SECTION at OFFSET, or NULL. */
const Relocation *object_find_relocation (const ObjectSection *section, uint64_t offset);

/* The first relocation of SECTION behind OFFSET, or the end of them. */
const Relocation *object_next_relocation (const ObjectSection *section, uint64_t offset);

/* Where SYMBOL plus ADDEND lies in the code, as offset from its start; 0 if it is not code. */
int object_get_code_offset (const ObjectSymbol *symbol, int64_t addend, uint32_t *offset);

/* ---- relocations.c ---- */

/* The addresses of undefined symbols, and how many cells and stubs the relocations need. Returns 0 with a verdict. */
int relocations_prepare (Compilation *compilation, ObjectCode *object, Symbols *symbols);

/* Fills cells and stubs and relocates the placed sections. Returns 0 with a verdict. */
int relocations_apply (Compilation *compilation, ObjectCode *object);

/* Which of the calls in SECTION, which is placed, are call sites, into SITES, of which there is room for all. Adds to
 * OBJECT's count. */
void relocations_find_call_sites (ObjectCode *object, const ObjectSection *section, NativeCallSite *sites);

/* Relocates TABLE, which is not placed and refers to code by absolute addresses, as if the code lay at address 0. */
void relocations_apply_to_table (ObjectSection *table);

/* ---- unwind.c ---- */

/* Finds OBJECT's frames. The call frame instructions of all of them, as one function's. Returns 0 with a verdict. */
int unwind_read (Compilation *compilation, ObjectCode *object, Arena *arena, NativeCodeHandle *native_code);

/* ---- exception-table.c ---- */

/* Whether SECTION holds nothing but addresses that tables of exceptions refer to: of clauses, or of a personality. */
int exception_table_has_cells (const ObjectSection *section);

/* The clauses of all frames. Returns 0 with a verdict. */
int exception_table_read (Compilation *compilation, ObjectCode *object, Arena *arena, NativeCodeHandle *native_code);

/* ---- guards.c ---- */

/* The handlers in which aborts wait. LINES: the IL offset of each instruction. Returns 0 with a verdict. */
int guards_read (Compilation *compilation, const ObjectCode *object, const NativeOffset *lines, uint32_t line_count,
	Arena *arena, NativeCodeHandle *native_code);

/* ---- lines.c ---- */

/* The IL map; empty if OBJECT has no line table. Returns 0 with a verdict. */
int lines_read (Compilation *compilation, ObjectCode *object, Arena *arena, NativeCodeHandle *native_code);

#endif
