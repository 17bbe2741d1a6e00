/* SPDX-License-Identifier: MIT
 *
 * The IL map, from the line table that LLVM makes of debug locations: line = IL offset + 1; line 0 is no location. */
#include "object.h"

#include <elfutils/libdw.h>

static int
add_lines (Dwarf_Lines *lines, size_t line_count, NativeOffset *map, uint32_t *count)
{
	size_t i;

	for (i = 0; i < line_count; i++) {
		Dwarf_Line *line = dwarf_onesrcline (lines, i);
		Dwarf_Addr address;
		int number;
		bool ends;

		if (dwarf_lineaddr (line, &address) != 0 || dwarf_lineno (line, &number) != 0
			|| dwarf_lineendsequence (line, &ends) != 0)
			return 0;
		if (ends || number == 0)
			continue;
		/* Of several lines at one address the last one counts; a line that goes on needs no new row. */
		if (*count > 0 && map [*count - 1].native_offset == address)
			(*count)--;
		if (*count > 0 && map [*count - 1].il_offset == (uint32_t) number - 1)
			continue;
		map [(*count)++] = (NativeOffset) { (uint32_t) address, (uint32_t) number - 1 };
	}
	return 1;
}

typedef struct LineReader {
	Elf *elf;
	Arena *arena;
	NativeOffset *map;
	uint32_t count;
	const char *error;
} LineReader;

static void
read_lines (void *data)
{
	LineReader *reader = data;
	Dwarf *dwarf = dwarf_begin_elf (reader->elf, DWARF_C_READ, NULL);
	Dwarf_Lines *lines = NULL;
	Dwarf_CU *unit = NULL;
	Dwarf_Off next;
	size_t line_count = 0;

	/* One module has one table. */
	int done = dwarf ? dwarf_next_lines (dwarf, 0, &next, &unit, NULL, NULL, &lines, &line_count) : -1;
	if (done == 0) {
		reader->map = arena_array (reader->arena, NativeOffset, line_count);
		if (!add_lines (lines, line_count, reader->map, &reader->count))
			done = -1;
	}
	/* libdw's messages belong to the thread. */
	if (done < 0)
		reader->error = dwarf_errmsg (-1);
	dwarf_end (dwarf);
}

int
lines_read (Compilation *compilation, ObjectCode *object, Arena *arena, NativeCodeHandle *native_code)
{
	ObjectSection *section = object_find_section (object, ".debug_line");
	LineReader reader = { .elf = object->elf, .arena = arena };

	if (!section)
		return 1;
	relocations_apply_to_lines (object, section);
	/* libdw's reader has the first lines on its stack, more than 100 KiB, which a small thread has not. */
	compilation->runtime->run_without_runtime (compilation->runtime, read_lines, &reader);
	if (reader.error)
		return internal_error (compilation, 0, "the line table cannot be read: %s", reader.error);
	native_code->il_map = reader.map;
	native_code->il_map_count = reader.count;
	return 1;
}
