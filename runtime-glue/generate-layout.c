/* SPDX-License-Identifier: MIT
 *
 * generate-layout LIBRARY DEBUG-FILE: writes layout.h, what layout.def asks for, from DEBUG-FILE's DWARF, to standard
 * output. Runs while building. It refuses a debug file that describes another build than LIBRARY, a row that the DWARF
 * does not answer, and one that it answers in two ways. */
#include <dwarf.h>
#include <stdio.h>
#include <string.h>

#include "debug-file.h"

typedef enum RowKind { ROW_SIZE, ROW_OFFSET, ROW_BIT, ROW_ELEMENT, ROW_ENUM } RowKind;

typedef struct Row {
	RowKind kind;
	const char *type; /* ROW_ENUM: the enumerator */
	const char *member;
	int found;
	long long first, second;
} Row;

static Row rows [] = {
#define LAYOUT_SIZE(type) { ROW_SIZE, #type, "", 0, 0, 0 },
#define LAYOUT_OFFSET(type, member) { ROW_OFFSET, #type, #member, 0, 0, 0 },
#define LAYOUT_BIT(type, member) { ROW_BIT, #type, #member, 0, 0, 0 },
#define LAYOUT_ELEMENT(type, member) { ROW_ELEMENT, #type, #member, 0, 0, 0 },
#define LAYOUT_ENUM(enumerator) { ROW_ENUM, #enumerator, "", 0, 0, 0 },
#include "layout.def"
};

#define ROW_COUNT (sizeof (rows) / sizeof (rows [0]))

/* How a row is printed: the macros' names around its own, the second one NULL if the row has one value only. */
static const struct {
	const char *row, *first, *first_suffix, *second, *second_suffix;
} forms [] = {
	[ROW_SIZE] = { "LAYOUT_SIZE", "SIZE_", "", NULL, "" },
	[ROW_OFFSET] = { "LAYOUT_OFFSET", "OFFSET_", "", "WIDTH_", "" },
	[ROW_BIT] = { "LAYOUT_BIT", "BIT_", "_START", "BIT_", "_COUNT" },
	[ROW_ELEMENT] = { "LAYOUT_ELEMENT", "ELEMENT_", "", NULL, "" },
	[ROW_ENUM] = { "LAYOUT_ENUM", "ENUM_", "", NULL, "" },
};

static int
name_row (const Row *row, char *buffer, size_t size)
{
	return snprintf (buffer, size, row->member [0] ? "%s (%s, %s)" : "%s (%s)", forms [row->kind].row, row->type,
		row->member);
}

static void
answer (Row *row, long long first, long long second)
{
	if (row->found && (row->first != first || row->second != second)) {
		char name [256];
		name_row (row, name, sizeof (name));
		fail ("%s: the debug information has two answers, %lld and %lld", name, row->first, first);
	}
	row->found = 1;
	row->first = first;
	row->second = second;
}

static long long
constant (Dwarf_Die *die, unsigned name, long long otherwise)
{
	Dwarf_Attribute attribute;
	Dwarf_Word value;
	if (!dwarf_attr_integrate (die, name, &attribute) || dwarf_formudata (&attribute, &value) != 0)
		return otherwise;
	return (long long) value;
}

static int
is_aggregate (Dwarf_Die *type)
{
	int tag = dwarf_tag (type);
	return tag == DW_TAG_structure_type || tag == DW_TAG_union_type;
}

/* Finds the member with the LENGTH characters at NAME, also in anonymous inner structs; adds to OFFSET. */
static int
find_member (Dwarf_Die *aggregate, const char *name, size_t length, Dwarf_Die *member, long long *offset)
{
	Dwarf_Die child, inner;
	if (dwarf_child (aggregate, &child) != 0)
		return 0;
	do {
		if (dwarf_tag (&child) != DW_TAG_member)
			continue;
		const char *child_name = dwarf_diename (&child);
		long long child_offset = *offset + constant (&child, DW_AT_data_member_location, 0);
		if (child_name && strlen (child_name) == length && memcmp (child_name, name, length) == 0) {
			*member = child;
			*offset = child_offset;
			return 1;
		}
		if (!child_name && type_of (&child, &inner) && is_aggregate (&inner)) {
			if (find_member (&inner, name, length, member, &child_offset)) {
				*offset = child_offset;
				return 1;
			}
		}
	} while (dwarf_siblingof (&child, &child) == 0);
	return 0;
}

/* Follows "a.b.c" from AGGREGATE. */
static int
follow (Dwarf_Die *aggregate, const char *path, Dwarf_Die *member, long long *offset)
{
	Dwarf_Die at = *aggregate;
	*offset = 0;
	for (;;) {
		size_t length = strcspn (path, ".");
		if (!find_member (&at, path, length, member, offset))
			return 0;
		if (!path [length])
			return 1;
		path += length + 1;
		if (!type_of (member, &at) || !is_aggregate (&at))
			return 0;
	}
}

static void
answer_bits (Row *row, Dwarf_Die *member, Dwarf_Die *type, long long offset)
{
	Dwarf_Word storage = 0;
	dwarf_aggregate_size (type, &storage);
	long long count = constant (member, DW_AT_bit_size, (long long) storage * 8);
	long long start = offset * 8;
	if (dwarf_hasattr (member, DW_AT_data_bit_offset)) {
		start += constant (member, DW_AT_data_bit_offset, 0);
	} else if (dwarf_hasattr (member, DW_AT_bit_offset)) {
		/* DWARF 3 counts from the most significant bit of the storage unit (DWARF 3, 5.6.6). */
		storage = (Dwarf_Word) constant (member, DW_AT_byte_size, (long long) storage);
		start += (long long) storage * 8 - constant (member, DW_AT_bit_offset, 0) - count;
	}
	answer (row, start, count);
}

/* TYPE is a complete definition of ROW's type. */
static void
answer_from_type (Row *row, Dwarf_Die *type)
{
	Dwarf_Die member, member_type;
	Dwarf_Word size = 0;
	long long offset;

	if (row->kind == ROW_SIZE) {
		if (dwarf_aggregate_size (type, &size) == 0)
			answer (row, (long long) size, 0);
		return;
	}
	if (!is_aggregate (type) || !follow (type, row->member, &member, &offset) || !type_of (&member, &member_type))
		return;
	if (row->kind == ROW_BIT) {
		answer_bits (row, &member, &member_type, offset);
	} else if (row->kind == ROW_ELEMENT) {
		if (dwarf_tag (&member_type) == DW_TAG_array_type && type_of (&member_type, &member_type) &&
			dwarf_aggregate_size (&member_type, &size) == 0)
			answer (row, (long long) size, 0);
	} else if (!dwarf_hasattr (&member, DW_AT_bit_size)) {
		/* A flexible array member has no size. */
		if (dwarf_aggregate_size (&member_type, &size) != 0)
			size = 0;
		answer (row, offset, (long long) size);
	}
}

static void
visit_enumerators (Dwarf_Die *enumeration)
{
	Dwarf_Die child;
	if (dwarf_child (enumeration, &child) != 0)
		return;
	do {
		const char *name = dwarf_diename (&child);
		for (size_t i = 0; name && i < ROW_COUNT; ++i) {
			Dwarf_Attribute attribute;
			Dwarf_Sword value;
			if (rows [i].kind == ROW_ENUM && strcmp (rows [i].type, name) == 0 &&
				dwarf_attr (&child, DW_AT_const_value, &attribute) && dwarf_formsdata (&attribute, &value) == 0)
				answer (&rows [i], value, 0);
		}
	} while (dwarf_siblingof (&child, &child) == 0);
}

static void
visit_type (Dwarf_Die *die)
{
	Dwarf_Die type = *die;
	const char *name = dwarf_diename (die);
	if (!name)
		return;
	for (size_t i = 0; i < ROW_COUNT; ++i) {
		if (rows [i].kind == ROW_ENUM || strcmp (rows [i].type, name) != 0)
			continue;
		if (dwarf_peel_type (die, &type) == 0 && !dwarf_hasattr (&type, DW_AT_declaration))
			answer_from_type (&rows [i], &type);
	}
}

static void
visit_units (Dwarf *dwarf)
{
	Dwarf_CU *unit = NULL;
	Dwarf_Die unit_die, child;
	while (dwarf_get_units (dwarf, unit, &unit, NULL, NULL, &unit_die, NULL) == 0) {
		if (dwarf_child (&unit_die, &child) != 0)
			continue;
		do {
			switch (dwarf_tag (&child)) {
			case DW_TAG_enumeration_type:
				visit_enumerators (&child);
				break;
			case DW_TAG_structure_type:
			case DW_TAG_union_type:
			case DW_TAG_typedef:
				visit_type (&child);
				break;
			}
		} while (dwarf_siblingof (&child, &child) == 0);
	}
}

static void
print_macro (const Row *row, const char *prefix, const char *suffix, long long value)
{
	printf ("#define %s%s%s", prefix, row->type, row->member [0] ? "_" : "");
	for (const char *at = row->member; *at; ++at)
		putchar (*at == '.' ? '_' : *at);
	printf ("%s %lld\n", suffix, value);
}

int
main (int argc, char **argv)
{
	if (argc != 3)
		fail ("usage: generate-layout LIBRARY DEBUG-FILE");
	Dwarf *dwarf = open_debug_file (argv [1], argv [2]);
	visit_units (dwarf);

	int missing = 0;
	for (size_t i = 0; i < ROW_COUNT; ++i) {
		char name [256];
		if (rows [i].found)
			continue;
		name_row (&rows [i], name, sizeof (name));
		fprintf (stderr, "generate-layout: %s: not in the debug information of %s\n", name, argv [1]);
		missing = 1;
	}
	if (missing)
		return 1;

	puts ("/* Generated by generate-layout from the runtime's debug information: do not edit. */\n"
		  "#ifndef GLUE_LAYOUT_H\n#define GLUE_LAYOUT_H\n");
	for (size_t i = 0; i < ROW_COUNT; ++i) {
		const Row *row = &rows [i];
		print_macro (row, forms [row->kind].first, forms [row->kind].first_suffix, row->first);
		if (forms [row->kind].second)
			print_macro (row, forms [row->kind].second, forms [row->kind].second_suffix, row->second);
	}
	puts ("\n#endif");
	dwarf_end (dwarf);
	if (fflush (stdout) != 0)
		fail ("cannot write");
	return 0;
}
