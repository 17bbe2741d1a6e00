/* SPDX-License-Identifier: MIT
 *
 * The runtime is linked from the static archive, and what the glue knows of it is read from the debug file of the shared
 * library. So both must be of one build: each function of the archive is in the library, with the same size, and with the
 * same bytes but for those that the linker writes. Prints nothing; ends with a sentence when that is not so. */
#include <fcntl.h>
#include <gelf.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "debug-file.h"

/* Around the place of a relocation the linker writes up to eight bytes, and where it knows the address of what was to be
 * loaded through the global offset table, three before them (psABI, "Optimize GOTPCRELX Relocations"). */
enum { WRITTEN_BEFORE = 3, WRITTEN_FROM = 8 };

typedef struct Function {
	const char *name;
	uint64_t size;
	const uint8_t *bytes;
} Function;

/* The library's functions: their names and sizes from the debug file, their bytes from the library. */
typedef struct Library {
	const char *path;
	Function *functions; /* by name */
	size_t count;
} Library;

static Elf *
open_elf (const char *path)
{
	int file = open (path, O_RDONLY);
	Elf *elf = file < 0 ? NULL : elf_begin (file, ELF_C_READ_MMAP, NULL);
	if (!elf)
		fail ("cannot read %s", path);
	return elf;
}

static Elf_Scn *
find_section (Elf *elf, uint32_t type, GElf_Shdr *header)
{
	for (Elf_Scn *section = NULL; (section = elf_nextscn (elf, section));)
		if (gelf_getshdr (section, header) && header->sh_type == type)
			return section;
	return NULL;
}

static int
by_name (const void *a, const void *b)
{
	return strcmp (((const Function *) a)->name, ((const Function *) b)->name);
}

/* The bytes of ELF, a library, that are at ADDRESS when it runs; NULL if there are none. */
static const uint8_t *
bytes_at (Elf *elf, uint64_t address, uint64_t size)
{
	size_t count, length;
	const uint8_t *file = (const uint8_t *) elf_rawfile (elf, &length);
	if (!file || elf_getphdrnum (elf, &count) != 0)
		return NULL;
	for (size_t i = 0; i < count; ++i) {
		GElf_Phdr segment;
		if (!gelf_getphdr (elf, (int) i, &segment) || segment.p_type != PT_LOAD || address < segment.p_vaddr ||
			size > segment.p_filesz || address - segment.p_vaddr > segment.p_filesz - size)
			continue;
		uint64_t offset = segment.p_offset + (address - segment.p_vaddr);
		return offset + size <= length ? file + offset : NULL;
	}
	return NULL;
}

/* Calls VISIT for each function that ELF defines. */
static void
visit_functions (Elf *elf, void (*visit) (void *data, const char *name, const GElf_Sym *symbol), void *data)
{
	GElf_Shdr header;
	Elf_Scn *section = find_section (elf, SHT_SYMTAB, &header);
	Elf_Data *symbols = section ? elf_getdata (section, NULL) : NULL;
	for (size_t i = 0; symbols && i < header.sh_size / header.sh_entsize; ++i) {
		GElf_Sym symbol;
		if (gelf_getsym (symbols, (int) i, &symbol) && GELF_ST_TYPE (symbol.st_info) == STT_FUNC &&
			symbol.st_shndx != SHN_UNDEF && symbol.st_size)
			visit (data, elf_strptr (elf, header.sh_link, symbol.st_name), &symbol);
	}
}

typedef struct Reading {
	Library *library;
	Elf *elf;
	size_t capacity;
} Reading;

static void
read_function (void *data, const char *name, const GElf_Sym *symbol)
{
	Reading *reading = data;
	Library *library = reading->library;
	if (library->count == reading->capacity) {
		reading->capacity = reading->capacity ? reading->capacity * 2 : 4096;
		library->functions = realloc (library->functions, reading->capacity * sizeof (Function));
		if (!library->functions)
			fail ("out of memory");
	}
	library->functions [library->count++] = (Function) { name, symbol->st_size,
		bytes_at (reading->elf, symbol->st_value, symbol->st_size) };
}

/* ---- The archive ---- */

/* One object file of it. */
typedef struct Member {
	const Library *library;
	const char *archive, *name;
	Elf *elf;
	uint64_t *total;
} Member;

/* Which bytes of section INDEX the linker may write: one for each byte, to be freed. */
static uint8_t *
written_bytes (const Member *member, size_t index, uint64_t size)
{
	uint8_t *written = calloc (1, size);
	GElf_Shdr header;
	if (!written)
		fail ("out of memory");
	for (Elf_Scn *section = NULL; (section = elf_nextscn (member->elf, section));) {
		if (!gelf_getshdr (section, &header) || header.sh_type != SHT_RELA || header.sh_info != index)
			continue;
		Elf_Data *relocations = elf_getdata (section, NULL);
		for (size_t i = 0; relocations && i < header.sh_size / header.sh_entsize; ++i) {
			GElf_Rela relocation;
			if (!gelf_getrela (relocations, (int) i, &relocation))
				continue;
			uint64_t from = relocation.r_offset < WRITTEN_BEFORE ? 0 : relocation.r_offset - WRITTEN_BEFORE;
			for (uint64_t at = from; at < relocation.r_offset + WRITTEN_FROM && at < size; ++at)
				written [at] = 1;
		}
	}
	return written;
}

static int
are_equal (const uint8_t *a, const uint8_t *b, const uint8_t *written, uint64_t size)
{
	for (uint64_t i = 0; i < size; ++i)
		if (a [i] != b [i] && !written [i])
			return 0;
	return 1;
}

/* Static functions of several files may have one name: one of them must be it. */
static void
check_function (void *data, const char *name, const GElf_Sym *symbol)
{
	Member *member = data;
	const Library *library = member->library;
	const Function key = { .name = name };
	const Function *found = bsearch (&key, library->functions, library->count, sizeof (Function), by_name);
	Elf_Scn *section = elf_getscn (member->elf, symbol->st_shndx);
	Elf_Data *code = section ? elf_getdata (section, NULL) : NULL;
	const char *problem = "the library has no such function";
	if (!code || symbol->st_value + symbol->st_size > code->d_size)
		fail ("%s(%s): %s lies outside of its section", member->archive, member->name, name);
	uint8_t *written = written_bytes (member, symbol->st_shndx, code->d_size);
	const uint8_t *bytes = (const uint8_t *) code->d_buf + symbol->st_value;
	while (found && found > library->functions && strcmp (found [-1].name, name) == 0)
		--found;
	for (; found && found < library->functions + library->count && strcmp (found->name, name) == 0; ++found) {
		if (found->size != symbol->st_size) {
			problem = "in the library it has another size";
		} else if (!found->bytes || !are_equal (bytes, found->bytes, written + symbol->st_value, symbol->st_size)) {
			problem = "in the library it has other code";
		} else {
			problem = NULL;
			break;
		}
	}
	free (written);
	if (problem)
		fail ("%s is of another build than %s: %s (%s): %s; "
			  "install libmonosgen-2.0-dev, libmonosgen-2.0-1 and libmonosgen-2.0-1-dbg of the same version",
			member->archive, library->path, name, member->name, problem);
	++*member->total;
}

static void
check_archive (const Library *library, const char *path)
{
	int file = open (path, O_RDONLY);
	Elf *archive = file < 0 ? NULL : elf_begin (file, ELF_C_READ_MMAP, NULL), *elf;
	uint64_t total = 0;
	if (!archive || elf_kind (archive) != ELF_K_AR)
		fail ("%s is no archive of object files", path);
	for (Elf_Cmd command = ELF_C_READ_MMAP; (elf = elf_begin (file, command, archive)); command = elf_next (elf)) {
		Elf_Arhdr *header = elf_getarhdr (elf);
		Member member = { .library = library, .archive = path, .elf = elf, .total = &total };
		member.name = header ? header->ar_name : "?";
		if (elf_kind (elf) == ELF_K_ELF)
			visit_functions (elf, check_function, &member);
	}
	if (!total)
		fail ("%s has no functions", path);
}

int
main (int argc, char **argv)
{
	if (argc != 4)
		fail ("usage: check-archive LIBRARY DEBUG-FILE ARCHIVE");
	dwarf_end (open_debug_file (argv [1], argv [2]));
	Library library = { .path = argv [1] };
	Reading reading = { .library = &library, .elf = open_elf (argv [1]) };
	visit_functions (open_elf (argv [2]), read_function, &reading);
	if (!library.count)
		fail ("%s has no functions", argv [2]);
	qsort (library.functions, library.count, sizeof (Function), by_name);
	check_archive (&library, argv [3]);
	return 0;
}
