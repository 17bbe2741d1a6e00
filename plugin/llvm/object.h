/* SPDX-License-Identifier: MIT
 *
 * Object code as the files that read it see it: object.c (sections, placing), relocations.c, unwind.c, lines.c. */
#ifndef BIGSTEP_OBJECT_H
#define BIGSTEP_OBJECT_H

#include "native.h"

#include <gelf.h>
#include <libelf.h>

typedef enum SectionPlacement {
	PLACEMENT_NONE,                  /* not part of the code: tables and debug information */
	PLACEMENT_CODE,
	PLACEMENT_READ_ONLY,
	PLACEMENT_COUNT
} SectionPlacement;

typedef struct ObjectSection {
	const char *name;
	Elf_Data *data;
	uint64_t size, alignment;
	SectionPlacement placement;
	uint32_t offset;                 /* from the start of its place, once laid out */
	uint8_t *address;                /* in the runtime's memory, once placed */
	const struct ObjectSection *relocations; /* the section with its relocations, or NULL */
} ObjectSection;

typedef struct ObjectSymbol {
	const char *name;
	const ObjectSection *section;    /* that defines it, or NULL */
	uint64_t value;                  /* from the start of the section */
	const void *address;             /* of an undefined symbol, once resolved */
	uint32_t cell, stub;             /* 1 + number of its address cell and its jump stub; 0: none */
} ObjectSymbol;

struct ObjectCode {
	LLVMMemoryBufferRef image;
	Elf *elf;
	Arena *arena;
	ObjectSection *sections;         /* by ELF section number */
	size_t section_count;
	ObjectSymbol *symbols;           /* by ELF symbol number */
	size_t symbol_count;
	uint32_t cell_count, stub_count;
	uint32_t code_size;              /* of all functions, with the trap at the end */
	uint8_t *cells, *stubs;          /* in the runtime's memory, once placed */
};

enum {
	CELL_SIZE = 8,
	STUB_SIZE = 8                    /* jmp *cell(%rip), padded */
};

/* The section named NAME, or NULL. */
ObjectSection *object_find_section (const ObjectCode *object, const char *name);

/* Where SYMBOL plus ADDEND lies in the code, as offset from its start; 0 if it is not code. */
int object_get_code_offset (const ObjectSymbol *symbol, int64_t addend, uint32_t *offset);

/* ---- relocations.c ---- */

/* The addresses of undefined symbols, and how many cells and stubs the relocations need. Returns 0 with a verdict. */
int relocations_prepare (Compilation *compilation, ObjectCode *object, Symbols *symbols);

/* Fills cells and stubs and relocates the placed sections. Returns 0 with a verdict. */
int relocations_apply (Compilation *compilation, ObjectCode *object);

/* The relocation of SECTION at OFFSET. Returns 0 if there is none. */
int relocations_find (const ObjectCode *object, const ObjectSection *section, uint64_t offset, const ObjectSymbol **symbol,
	int64_t *addend);

/* Relocates .debug_line as if the code lay at address 0. */
void relocations_apply_to_lines (ObjectCode *object, ObjectSection *lines);

/* ---- unwind.c ---- */

/* The call frame instructions of all functions of OBJECT, as one function's. Returns 0 with a verdict. */
int unwind_read (Compilation *compilation, ObjectCode *object, Arena *arena, NativeCodeHandle *native_code);

/* ---- lines.c ---- */

/* The IL map; empty if OBJECT has no line table. Returns 0 with a verdict. */
int lines_read (Compilation *compilation, ObjectCode *object, Arena *arena, NativeCodeHandle *native_code);

#endif
