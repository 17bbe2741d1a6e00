/* SPDX-License-Identifier: MIT
 *
 * Prints what the public headers declare, an item a line, in order: what plug-ins are compiled against. It reads that from
 * its own debug information (DWARF 5, chapter 5), so it is built with -g -fno-eliminate-unused-debug-types.
 *
 *   struct MethodDescription klass @8 ClassInfo *
 *   enum TypeKind TYPE_VOID 0
 *   service ALLOCATE_OBJECT ptr (ptr vtable) 3
 *   function mono_compiler_select int (const char *, char *, size_t)
 */
#include <dwarf.h>
#include <elfutils/libdw.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "mono-compiler.h"

/* Functions have no debug information where they are only declared; their types have. */
#define EXPORTED(name) typedef __typeof__ (name) exported_##name
EXPORTED (mono_compiler_select);
EXPORTED (mono_compiler_use);
EXPORTED (mono_compiler_restore);
EXPORTED (mono_compiler_create_runtime_information);
EXPORTED (mono_compiler_list);
EXPORTED (mono_compiler_get_statistics);
#define EXPORTED_PREFIX "exported_"

static void
fail (const char *what)
{
	fprintf (stderr, "declarations: %s: %s\n", what, dwarf_errmsg (-1));
	exit (2);
}

static int
get_type (Dwarf_Die *die, Dwarf_Die *type)
{
	Dwarf_Attribute attribute;

	return dwarf_attr_integrate (die, DW_AT_type, &attribute) && dwarf_formref_die (&attribute, type);
}

static uint64_t
get_number (Dwarf_Die *die, unsigned name)
{
	Dwarf_Attribute attribute;
	Dwarf_Word value = 0;

	if (dwarf_attr (die, name, &attribute))
		dwarf_formudata (&attribute, &value);
	return value;
}

/* Calls VISIT for each child of DIE. */
static void
visit_children (Dwarf_Die *die, void (*visit) (Dwarf_Die *child, void *data), void *data)
{
	Dwarf_Die child;

	if (dwarf_child (die, &child) == 0)
		do
			visit (&child, data);
		while (dwarf_siblingof (&child, &child) == 0);
}

static void print_type (Dwarf_Die *die);

static void
print_parameter (Dwarf_Die *child, void *data)
{
	int *count = data;

	if (dwarf_tag (child) == DW_TAG_formal_parameter) {
		fputs ((*count)++ ? ", " : "", stdout);
		print_type (child);
	}
}

static void
print_function (Dwarf_Die *type)
{
	int count = 0;

	print_type (type);
	fputs (" (", stdout);
	visit_children (type, print_parameter, &count);
	fputs (count ? ")" : "void)", stdout);
}

static void
print_bounds (Dwarf_Die *child, void *data)
{
	(void) data;
	if (dwarf_tag (child) == DW_TAG_subrange_type)
		printf (" [%llu]", (unsigned long long) get_number (child, DW_AT_upper_bound) + 1);
}

/* The type that DIE has, or points to, or returns. */
static void
print_type (Dwarf_Die *die)
{
	Dwarf_Die type;

	if (!get_type (die, &type)) {
		fputs ("void", stdout);
		return;
	}
	switch (dwarf_tag (&type)) {
	case DW_TAG_pointer_type:
		print_type (&type);
		fputs (" *", stdout);
		break;
	case DW_TAG_const_type:
		fputs ("const ", stdout);
		print_type (&type);
		break;
	case DW_TAG_volatile_type:
		fputs ("volatile ", stdout);
		print_type (&type);
		break;
	case DW_TAG_array_type:
		print_type (&type);
		visit_children (&type, print_bounds, NULL);
		break;
	case DW_TAG_subroutine_type:
		print_function (&type);
		break;
	default:
		fputs (dwarf_diename (&type) ? dwarf_diename (&type) : "?", stdout);
	}
}

static void
print_member (Dwarf_Die *child, void *data)
{
	if (dwarf_tag (child) != DW_TAG_member)
		return;
	printf ("struct %s %s @%llu ", (const char *) data, dwarf_diename (child),
		(unsigned long long) get_number (child, DW_AT_data_member_location));
	print_type (child);
	putchar ('\n');
}

/* How many there are of an enumeration is no part of the interface. */
static void
print_enumerator (Dwarf_Die *child, void *data)
{
	static const char count [] = "_COUNT";
	const char *name = dwarf_diename (child);
	size_t length = name ? strlen (name) : 0;

	if (length > strlen (count) && strcmp (name + length - strlen (count), count) != 0)
		printf ("enum %s %s %llu\n", (const char *) data, name,
			(unsigned long long) get_number (child, DW_AT_const_value));
}

static void
print_declaration (Dwarf_Die *die, void *data)
{
	const char *file = dwarf_decl_file (die), *name = dwarf_diename (die);

	(void) data;
	if (!name)
		return;
	if (dwarf_tag (die) == DW_TAG_typedef && strncmp (name, EXPORTED_PREFIX, strlen (EXPORTED_PREFIX)) == 0) {
		Dwarf_Die type;

		printf ("function %s ", name + strlen (EXPORTED_PREFIX));
		if (get_type (die, &type))
			print_function (&type);
		putchar ('\n');
	}
	if (!file || !strstr (file, "mono-compiler"))
		return;
	if (dwarf_tag (die) == DW_TAG_structure_type)
		visit_children (die, print_member, (void *) name);
	else if (dwarf_tag (die) == DW_TAG_enumeration_type)
		visit_children (die, print_enumerator, (void *) name);
}

int
main (void)
{
	static const char own_file [] = "/proc/self/exe";
	int file = open (own_file, O_RDONLY);
	Dwarf *debug = file < 0 ? NULL : dwarf_begin (file, DWARF_C_READ);
	Dwarf_CU *unit = NULL;
	Dwarf_Die die;

	if (!debug)
		fail (own_file);
	while (dwarf_get_units (debug, unit, &unit, NULL, NULL, &die, NULL) == 0)
		visit_children (&die, print_declaration, NULL);
#define SERVICE(name, signature, flags) printf ("service %s %s %u\n", #name, signature, (unsigned) (flags));
	MONO_COMPILER_SERVICES (SERVICE)
	dwarf_end (debug);
	return 0;
}
