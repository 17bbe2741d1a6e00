/* SPDX-License-Identifier: MIT
 *
 * Object code: made by LLVM, an ELF file in memory; its sections and symbols. */
#include "object.h"
#include "target.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Sections that are allocated in an ordinary ELF file but not here. */
static const char *const special_sections [] = {
	".eh_frame",         /* unwind.c reads it */
	".gcc_except_table", /* exception-table.c reads it */
	".llvm_faultmaps",   /* lines.c reads it */
	".llvm_stackmaps",   /* guards.c reads it */
};

static int
report (char *error, size_t error_size, const char *format, const char *name, const char *detail)
{
	snprintf (error, error_size, format, name, detail);
	return 0;
}

static int
classify_section (ObjectSection *section, const GElf_Shdr *header, char *error, size_t error_size)
{
	size_t i;

	if (!(header->sh_flags & SHF_ALLOC) || header->sh_size == 0)
		return 1;
	section->is_loaded = 1;
	for (i = 0; i < sizeof special_sections / sizeof *special_sections; i++)
		if (strcmp (section->name, special_sections [i]) == 0)
			return 1;
	if (header->sh_type != SHT_PROGBITS)
		return report (error, error_size, "section %s: %s", section->name, "unexpected type of contents");
	if (header->sh_flags & SHF_EXECINSTR)
		section->placement = PLACEMENT_CODE;
	else if (!(header->sh_flags & SHF_WRITE) || strncmp (section->name, ".data.rel.ro", strlen (".data.rel.ro")) == 0)
		section->placement = PLACEMENT_READ_ONLY;
	else
		section->has_variables = 1;
	return 1;
}

static int
read_symbols (ObjectCode *object, const ObjectSection *table, size_t names, char *error, size_t error_size)
{
	size_t i;

	object->symbol_count = table->size / gelf_fsize (object->elf, ELF_T_SYM, 1, EV_CURRENT);
	object->symbols = arena_array (object->arena, ObjectSymbol, object->symbol_count);
	for (i = 1; i < object->symbol_count; i++) {
		ObjectSymbol *symbol = &object->symbols [i];
		GElf_Sym entry;

		gelf_getsym (table->data, (int) i, &entry);
		symbol->name = elf_strptr (object->elf, names, entry.st_name);
		symbol->value = entry.st_value;
		if (entry.st_shndx != SHN_UNDEF && entry.st_shndx < object->section_count)
			symbol->section = &object->sections [entry.st_shndx];
		else if (entry.st_shndx != SHN_UNDEF && GELF_ST_TYPE (entry.st_info) != STT_FILE)
			return report (error, error_size, "symbol %s: %s", symbol->name, "in a section of an unexpected kind");
	}
	return 1;
}

static int
compare_relocations (const void *a, const void *b)
{
	const Relocation *first = a, *second = b;

	return (first->offset > second->offset) - (first->offset < second->offset);
}

/* TABLE: a section of relocations, for SECTION. */
static void
read_relocations (ObjectCode *object, const ObjectSection *table, ObjectSection *section)
{
	size_t count = table->size / gelf_fsize (object->elf, ELF_T_RELA, 1, EV_CURRENT);
	int is_sorted = 1;

	section->relocations = arena_array (object->arena, Relocation, count);
	section->relocation_count = count;
	for (size_t i = 0; i < count; i++) {
		GElf_Rela entry;

		gelf_getrela (table->data, (int) i, &entry);
		section->relocations [i] = (Relocation) {
			entry.r_offset,
			GELF_R_TYPE (entry.r_info),
			&object->symbols [GELF_R_SYM (entry.r_info)],
			entry.r_addend,
		};
		is_sorted &= i == 0 || entry.r_offset >= section->relocations [i - 1].offset;
	}
	if (!is_sorted)
		qsort (section->relocations, count, sizeof *section->relocations, compare_relocations);
}

static int
read_elf (ObjectCode *object, char *error, size_t error_size)
{
	size_t names, i, symbol_table = 0, symbol_names = 0;
	size_t *relocated; /* by section: what a section of relocations is for */

	elf_version (EV_CURRENT);
	object->elf = elf_memory ((char *) LLVMGetBufferStart (object->image), LLVMGetBufferSize (object->image));
	if (!object->elf || elf_getshdrnum (object->elf, &object->section_count) != 0 ||
		elf_getshdrstrndx (object->elf, &names) != 0)
		return report (error, error_size, "LLVM's object code %s: %s", "is not ELF", elf_errmsg (-1));
	object->sections = arena_array (object->arena, ObjectSection, object->section_count);
	relocated = arena_array (object->arena, size_t, object->section_count);
	for (i = 1; i < object->section_count; i++) {
		ObjectSection *section = &object->sections [i];
		Elf_Scn *handle = elf_getscn (object->elf, i);
		GElf_Shdr header;

		gelf_getshdr (handle, &header);
		section->name = elf_strptr (object->elf, names, header.sh_name);
		section->data = elf_getdata (handle, NULL);
		section->size = header.sh_size;
		section->alignment = header.sh_addralign ? header.sh_addralign : 1;
		if (header.sh_type == SHT_RELA)
			relocated [i] = header.sh_info;
		if (header.sh_type == SHT_SYMTAB) {
			symbol_table = i;
			symbol_names = header.sh_link;
		}
		if (!classify_section (section, &header, error, error_size))
			return 0;
	}
	if (!read_symbols (object, &object->sections [symbol_table], symbol_names, error, error_size))
		return 0;
	for (i = 1; i < object->section_count; i++)
		if (relocated [i])
			read_relocations (object, &object->sections [i], &object->sections [relocated [i]]);
	return 1;
}

ObjectCode *
object_emit (LLVMModuleRef module, LLVMTargetMachineRef machine, char *error, size_t error_size)
{
	CodeGenerator *generator = target_get_generator (machine);
	TargetStage stage;
	ObjectCode *object;
	Arena *arena;
	const char *bytes;
	size_t size;

	if (!generator) {
		snprintf (error, error_size, "LLVM writes no object code for this target");
		return NULL;
	}
	target_begin_stage (&stage, "code generation", module, error, error_size);
	bytes = code_generator_run (generator, module, &size);
	if (!target_end_stage (&stage)) {
		target_discard_generator (machine);
		return NULL;
	}
	arena = arena_create ();
	object = arena_new (arena, ObjectCode);
	object->arena = arena;
	object->image = LLVMCreateMemoryBufferWithMemoryRangeCopy (bytes, size, "object code");
	if (!read_elf (object, error, error_size)) {
		object_release (object);
		return NULL;
	}
	return object;
}

void
object_release (ObjectCode *object)
{
	if (object->elf)
		elf_end (object->elf);
	if (object->image)
		LLVMDisposeMemoryBuffer (object->image);
	arena_destroy (object->arena);
}

/* Code generation changes the module, so a copy is printed. */
char *
object_print_assembly (LLVMModuleRef module, LLVMTargetMachineRef machine)
{
	LLVMModuleRef copy = LLVMCloneModule (module);
	LLVMMemoryBufferRef text = NULL;
	char *message = NULL, *result;

	if (LLVMTargetMachineEmitToMemoryBuffer (machine, copy, LLVMAssemblyFile, &message, &text))
		result = LLVMCreateMessage (message);
	else {
		/* The buffer is not terminated. */
		char *terminated = strndup (LLVMGetBufferStart (text), LLVMGetBufferSize (text));

		result = LLVMCreateMessage (terminated ? terminated : "");
		free (terminated);
		LLVMDisposeMemoryBuffer (text);
	}
	LLVMDisposeMessage (message);
	LLVMDisposeModule (copy);
	return result;
}

ObjectSection *
object_find_section (const ObjectCode *object, const char *name)
{
	size_t i;

	for (i = 1; i < object->section_count; i++)
		if (strcmp (object->sections [i].name, name) == 0)
			return &object->sections [i];
	return NULL;
}

const Relocation *
object_next_relocation (const ObjectSection *section, uint64_t offset)
{
	size_t low = 0, high = section->relocation_count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (section->relocations [middle].offset <= offset)
			low = middle + 1;
		else
			high = middle;
	}
	return section->relocations + low;
}

const Relocation *
object_find_relocation (const ObjectSection *section, uint64_t offset)
{
	const Relocation *next = object_next_relocation (section, offset);

	return next > section->relocations && next [-1].offset == offset ? next - 1 : NULL;
}

int
object_get_code_offset (const ObjectSymbol *symbol, int64_t addend, uint32_t *offset)
{
	if (!symbol->section || symbol->section->placement != PLACEMENT_CODE)
		return 0;
	*offset = (uint32_t) (symbol->section->offset + symbol->value + (uint64_t) addend);
	return 1;
}
