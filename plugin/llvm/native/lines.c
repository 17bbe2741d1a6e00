/* SPDX-License-Identifier: MIT
 *
 * The IL map, from the line table that LLVM makes of debug locations: line = IL offset + 1; line 0 is no location.
 *
 * An access that stands for a null check faults where LLVM has put it, which can be in the middle of another instruction's
 * code. What it is then taken for is the check: the table of faults leads from the access to the code that throws. */
#include "object.h"

#include <elfutils/libdw.h>
#include <stdlib.h>
#include <string.h>

#define UNKNOWN UINT32_MAX

/* libdw's reader has the first lines on its stack, more than 100 KiB, which a small thread has not. */
#define LINE_STACK ((size_t) 1 << 20)

/* A map with room for more rows. */
typedef struct Map {
	NativeOffset *rows;
	uint32_t count;
} Map;

static void
add_row (Map *map, uint32_t native_offset, uint32_t il_offset)
{
	/* Of several rows at one address the last one counts; what goes on needs no new row. */
	if (map->count > 0 && map->rows [map->count - 1].native_offset == native_offset)
		map->count--;
	if (map->count > 0 && map->rows [map->count - 1].il_offset == il_offset)
		return;
	map->rows [map->count++] = (NativeOffset) { native_offset, il_offset };
}

static int
add_lines (Dwarf_Lines *lines, size_t line_count, Map *map)
{
	size_t i;

	for (i = 0; i < line_count; i++) {
		Dwarf_Line *line = dwarf_onesrcline (lines, i);
		Dwarf_Addr address;
		int number;
		bool ends;

		if (dwarf_lineaddr (line, &address) != 0 || dwarf_lineno (line, &number) != 0 ||
			dwarf_lineendsequence (line, &ends) != 0)
			return 0;
		if (!ends)
			add_row (map, (uint32_t) address, number ? (uint32_t) number - 1 : UNKNOWN);
	}
	return 1;
}

typedef struct LineReader {
	Elf *elf;
	Arena *arena;
	Map map;
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
		reader->map.rows = arena_array (reader->arena, NativeOffset, line_count);
		if (!add_lines (lines, line_count, &reader->map))
			done = -1;
	}
	/* libdw's messages belong to the thread. */
	if (done < 0)
		reader->error = dwarf_errmsg (-1);
	dwarf_end (dwarf);
}

/* ---- Faults ---- */

/* An access that faults if a check fails, and the code for that: offsets in the code. */
typedef struct Fault {
	uint32_t access, handler;
} Fault;

typedef struct Faults {
	Fault *list;
	uint32_t count;
} Faults;

static int
compare_faults (const void *a, const void *b)
{
	const Fault *first = a, *second = b;

	return (first->access > second->access) - (first->access < second->access);
}

/* The faults of one function, whose entry starts at POSITION of SECTION. */
static int
read_function_faults (const ObjectSection *section, Bytes *bytes, Faults *faults)
{
	enum { KIND_SIZE = 4, RESERVED_SIZE = 4 };
	uint64_t position = (uint64_t) (bytes->at - (const uint8_t *) section->data->d_buf);
	const Relocation *relocation = object_find_relocation (section, position);
	uint32_t start;

	if (!relocation || !object_get_code_offset (relocation->symbol, relocation->addend, &start))
		return 0;
	bytes_read (bytes, 8);
	uint64_t count = bytes_read (bytes, 4);
	bytes_read (bytes, RESERVED_SIZE);
	for (uint64_t i = 0; i < count && !bytes->overrun; i++) {
		bytes_read (bytes, KIND_SIZE);
		uint64_t access = bytes_read (bytes, 4), handler = bytes_read (bytes, 4);
		faults->list [faults->count++] = (Fault) { start + (uint32_t) access, start + (uint32_t) handler };
	}
	return !bytes->overrun;
}

/* LLVM 19: FaultMaps.cpp, serializeToFaultMapSection. */
static int
read_faults (Compilation *compilation, ObjectCode *object, Faults *faults)
{
	enum { VERSION = 1, HEADER_SIZE = 4, FAULT_SIZE = 12 };
	const ObjectSection *section = object_find_section (object, ".llvm_faultmaps");
	int done = 1;

	if (!section)
		return 1;
	const uint8_t *start = section->data->d_buf;
	Bytes bytes = { start, start + section->size, 0 };
	faults->list = arena_array (object->arena, Fault, section->size / FAULT_SIZE + 1);
	done = (bytes_read (&bytes, HEADER_SIZE) & 0xff) == VERSION;
	uint64_t count = bytes_read (&bytes, 4);
	for (uint64_t i = 0; i < count && done; i++)
		done = read_function_faults (section, &bytes, faults);
	if (!done)
		return internal_error (compilation, 0, "the table of faults has an unexpected form");
	qsort (faults->list, faults->count, sizeof *faults->list, compare_faults);
	return 1;
}

static uint32_t
look_up (const Map *map, uint32_t native_offset)
{
	uint32_t low = 0, high = map->count;

	while (low < high) {
		uint32_t middle = low + (high - low) / 2;

		if (map->rows [middle].native_offset <= native_offset)
			low = middle + 1;
		else
			high = middle;
	}
	return low ? map->rows [low - 1].il_offset : UNKNOWN;
}

/* The IL offset of the call that throws for FAULT: the first one from its handler on. What comes before it, to set up a
 * frame, has none. */
static uint32_t
find_throw (const ObjectCode *object, const Map *lines, const Fault *fault)
{
	uint64_t found = UINT64_MAX;

	for (size_t i = 1; i < object->section_count; i++) {
		const ObjectSection *section = &object->sections [i];
		const Relocation *next = section->relocations, *end = next + section->relocation_count;

		if (section->placement != PLACEMENT_CODE)
			continue;
		if (fault->handler >= section->offset)
			next = object_next_relocation (section, fault->handler - section->offset);
		if (next < end && section->offset + next->offset < found)
			found = section->offset + next->offset;
	}
	return found == UINT64_MAX ? UNKNOWN : look_up (lines, (uint32_t) found);
}

/* LINES without what is unknown, and with a row for each access in FAULTS. */
static Map
merge (const ObjectCode *object, const Map *lines, const Faults *faults, Arena *arena)
{
	Map map = { arena_array (arena, NativeOffset, lines->count + 2 * faults->count + 1), 0 };
	uint32_t next = 0, current = UNKNOWN, i;

	for (i = 0; i <= lines->count; i++) {
		uint32_t end = i < lines->count ? lines->rows [i].native_offset : UINT32_MAX;

		for (; next < faults->count && faults->list [next].access < end; next++) {
			uint32_t access = faults->list [next].access, il_offset = find_throw (object, lines, &faults->list [next]);

			if (il_offset == UNKNOWN || il_offset == current)
				continue;
			add_row (&map, access, il_offset);
			if (current != UNKNOWN)
				add_row (&map, access + 1, current);
		}
		if (i < lines->count && lines->rows [i].il_offset != UNKNOWN) {
			current = lines->rows [i].il_offset;
			add_row (&map, end, current);
		}
	}
	return map;
}

/* ---- Maps ---- */

typedef enum Shown { SHOWN_SEQUENCE_POINT, SHOWN_LINE } Shown;

/* MAP with the offsets that stack traces show. */
static Map
show (const Compilation *compilation, const Map *map, Shown shown, Arena *arena)
{
	Map result = { arena_array (arena, NativeOffset, map->count + 1), 0 };
	uint32_t i;

	for (i = 0; i < map->count; i++) {
		const TraceOffset *offset = &compilation->trace_offsets [map->rows [i].il_offset];

		add_row (&result, map->rows [i].native_offset,
			shown == SHOWN_SEQUENCE_POINT ? offset->sequence_point : offset->line);
	}
	return result;
}

int
lines_read (Compilation *compilation, ObjectCode *object, Arena *arena, NativeCodeHandle *native_code)
{
	Faults faults = { NULL, 0 };
	ObjectSection *section = object_find_section (object, ".debug_line");
	LineReader reader = { .elf = object->elf, .arena = arena };

	if (!section)
		return 1;
	relocations_apply_to_table (section);
	compilation->runtime->run_with_stack (compilation->runtime, LINE_STACK, read_lines, &reader);
	if (reader.error)
		return internal_error (compilation, 0, "the line table cannot be read: %s", reader.error);
	if (!read_faults (compilation, object, &faults))
		return 0;
	Map map = merge (object, &reader.map, &faults, arena);
	if (!guards_read (compilation, object, map.rows, map.count, arena, native_code))
		return 0;
	if (compilation->trace_offsets) {
		Map points = show (compilation, &map, SHOWN_SEQUENCE_POINT, arena);

		native_code->sequence_points = points.rows;
		native_code->sequence_point_count = points.count;
		map = show (compilation, &map, SHOWN_LINE, arena);
	}
	native_code->il_map = map.rows;
	native_code->il_map_count = map.count;
	return 1;
}
