/* SPDX-License-Identifier: MIT
 *
 * check-hidden LIBRARY DEBUG-FILE: holds each row of hidden.def against DEBUG-FILE's DWARF, says which ones differ from
 * what the runtime has, and how, and fails then. Else it writes the options that make the linker wrap the rows of WRAP,
 * to standard output. Runs while building. What a row says is read from DWARF, too, this program's own: so the C
 * compiler is the one that knows what `gboolean` or `unsigned` in a row is. */
#include <dwarf.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "debug-file.h"
#include "mono-hidden.h"

/* A variable for each row, so that its type is in the debug information of this program. */
#define HIDDEN(name, file, result, parameters) result (*row_##name) parameters;
#define WRAP(name, file, result, parameters) result (*row_##name) parameters;
#define HIDDEN_DATA(name, file, type) type *row_##name;
#include "hidden.def"

/* What DWARF has of a row's name, the best last. */
typedef enum Presence { ABSENT, OTHER_KIND, INLINED, STATIC, DEFINED } Presence;

typedef struct Row {
	const char *macro, *name, *file;
	int is_wrapped, tag;
	Dwarf_Die declared; /* the type of row_NAME */
	Presence presence;
	Dwarf_Die defined; /* in the runtime */
	char unit [256];   /* where */
} Row;

static Row rows [] = {
#define HIDDEN(name, file, result, parameters) { "HIDDEN", #name, file, 0, DW_TAG_subprogram, { 0 }, 0, { 0 }, "" },
#define WRAP(name, file, result, parameters) { "WRAP", #name, file, 1, DW_TAG_subprogram, { 0 }, 0, { 0 }, "" },
#define HIDDEN_DATA(name, file, type) { "HIDDEN_DATA", #name, file, 0, DW_TAG_variable, { 0 }, 0, { 0 }, "" },
#include "hidden.def"
};

#define ROW_COUNT (sizeof (rows) / sizeof (rows [0]))

static int differences;

static void __attribute__ ((format (printf, 2, 3)))
differ (const Row *row, const char *format, ...)
{
	va_list arguments;
	va_start (arguments, format);
	fprintf (stderr, "check-hidden: %s (%s, \"%s\"): ", row->macro, row->name, row->file);
	vfprintf (stderr, format, arguments);
	fputc ('\n', stderr);
	va_end (arguments);
	++differences;
}

/* ---- Types ---- */

/* How values of a type travel: what caller and called function must agree on. */
typedef enum Kind { KIND_NOTHING, KIND_INTEGER, KIND_FLOAT, KIND_POINTER, KIND_MEMORY } Kind;

typedef struct Shape {
	Kind kind;
	Dwarf_Word size;
	Dwarf_Die pointee; /* with its typedefs and qualifiers, if it has an address */
	char text [160];
} Shape;

static int
is_aggregate (int tag)
{
	return tag == DW_TAG_structure_type || tag == DW_TAG_union_type || tag == DW_TAG_class_type;
}

/* One step through typedefs and qualifiers; 0 at the end. */
static int
step (Dwarf_Die *type)
{
	Dwarf_Attribute attribute;
	switch (dwarf_tag (type)) {
	case DW_TAG_typedef:
	case DW_TAG_const_type:
	case DW_TAG_volatile_type:
	case DW_TAG_restrict_type:
		return dwarf_attr (type, DW_AT_type, &attribute) && dwarf_formref_die (&attribute, type);
	}
	return 0;
}

/* The first name on the way from TYPE to the aggregate it stands for; NULL if it stands for none, or has no name. */
static const char *
aggregate_name (Dwarf_Die type)
{
	const char *name = NULL;
	do {
		if (!name)
			name = dwarf_diename (&type);
	} while (step (&type));
	return is_aggregate (dwarf_tag (&type)) ? name : NULL;
}

static int
has_name (Dwarf_Die type, const char *name)
{
	do {
		const char *own = dwarf_diename (&type);
		if (own && strcmp (own, name) == 0)
			return 1;
	} while (step (&type));
	return 0;
}

/* Whether both are aggregates with names, none of which they share. One of them may be declared only. */
static int
points_elsewhere (const Shape *one, const Shape *other)
{
	if (!one->pointee.addr || !other->pointee.addr || !aggregate_name (one->pointee) ||
		!aggregate_name (other->pointee))
		return 0;
	Dwarf_Die type = one->pointee;
	do {
		const char *name = dwarf_diename (&type);
		if (name && has_name (other->pointee, name))
			return 0;
	} while (step (&type));
	return 1;
}

/* Of DIE's type: a parameter, a variable, or a function, for its result. */
static Shape
shape_of (Dwarf_Die *die)
{
	Shape shape = { KIND_NOTHING, 0, { 0 }, "nothing" };
	Dwarf_Die type;
	Dwarf_Attribute attribute;
	Dwarf_Word encoding = 0;
	if (!type_of (die, &type))
		return shape;
	if (dwarf_aggregate_size (&type, &shape.size) != 0)
		shape.size = 0;
	unsigned size = (unsigned) shape.size;
	switch (dwarf_tag (&type)) {
	case DW_TAG_base_type:
		if (dwarf_attr (&type, DW_AT_encoding, &attribute))
			dwarf_formudata (&attribute, &encoding);
		if (encoding == DW_ATE_float || encoding == DW_ATE_complex_float) {
			shape.kind = KIND_FLOAT;
			snprintf (shape.text, sizeof (shape.text), "a floating-point number of size %u", size);
			return shape;
		}
		/* fall through */
	case DW_TAG_enumeration_type:
		shape.kind = KIND_INTEGER;
		snprintf (shape.text, sizeof (shape.text), "an integer of size %u", size);
		return shape;
	case DW_TAG_pointer_type:
		shape.kind = KIND_POINTER;
		const char *name = NULL;
		if (dwarf_attr (&type, DW_AT_type, &attribute) && dwarf_formref_die (&attribute, &shape.pointee))
			name = aggregate_name (shape.pointee);
		snprintf (shape.text, sizeof (shape.text), "a pointer%s%s", name ? " to " : "", name ? name : "");
		return shape;
	default:
		shape.kind = KIND_MEMORY;
		snprintf (shape.text, sizeof (shape.text), "a struct or array of size %u", size);
		return shape;
	}
}

static void
compare (const Row *row, const char *what, Dwarf_Die *declared, Dwarf_Die *defined)
{
	Shape ours = shape_of (declared), theirs = shape_of (defined);
	if (ours.kind != theirs.kind || ours.size != theirs.size || points_elsewhere (&ours, &theirs))
		differ (row, "%s: the row says %s, the runtime has %s", what, ours.text, theirs.text);
}

/* ---- Functions ---- */

enum { PARAMETER_LIMIT = 32 };

typedef struct Parameters {
	int count, is_variadic;
	Dwarf_Die dies [PARAMETER_LIMIT];
} Parameters;

static void
read_parameters (const Row *row, Dwarf_Die *function, Parameters *parameters)
{
	Dwarf_Die child;
	parameters->count = parameters->is_variadic = 0;
	if (dwarf_child (function, &child) != 0)
		return;
	do {
		if (dwarf_tag (&child) == DW_TAG_unspecified_parameters)
			parameters->is_variadic = 1;
		if (dwarf_tag (&child) != DW_TAG_formal_parameter)
			continue;
		if (parameters->count == PARAMETER_LIMIT)
			fail ("%s has more than %d parameters: raise PARAMETER_LIMIT", row->name, PARAMETER_LIMIT);
		parameters->dies [parameters->count++] = child;
	} while (dwarf_siblingof (&child, &child) == 0);
}

static void
compare_functions (const Row *row, Dwarf_Die *declared, Dwarf_Die *defined)
{
	Parameters ours, theirs;
	read_parameters (row, declared, &ours);
	read_parameters (row, defined, &theirs);
	compare (row, "result", declared, defined);
	if (ours.count != theirs.count || ours.is_variadic != theirs.is_variadic) {
		differ (row, "number of parameters: the row says %d%s, the runtime has %d%s", ours.count,
			ours.is_variadic ? " and variable ones" : "", theirs.count, theirs.is_variadic ? " and variable ones" : "");
		return;
	}
	for (int i = 0; i < ours.count; ++i) {
		char what [128];
		const char *name = dwarf_diename (&theirs.dies [i]);
		snprintf (what, sizeof (what), "parameter %d (%s)", i + 1, name ? name : "without a name");
		compare (row, what, &ours.dies [i], &theirs.dies [i]);
	}
}

/* ---- Looking up ---- */

/* Calls VISIT with each function and variable that has a name and is not inside another one, and with its unit. */
static void
visit_names (Dwarf *dwarf, void (*visit) (Dwarf_Die *die, const char *name, Dwarf_Die *unit))
{
	Dwarf_CU *unit = NULL;
	Dwarf_Die unit_die, child;
	while (dwarf_get_units (dwarf, unit, &unit, NULL, NULL, &unit_die, NULL) == 0) {
		if (dwarf_child (&unit_die, &child) != 0)
			continue;
		do {
			int tag = dwarf_tag (&child);
			if (tag != DW_TAG_subprogram && tag != DW_TAG_variable)
				continue;
			const char *name = dwarf_diename (&child);
			if (name && !dwarf_hasattr (&child, DW_AT_declaration))
				visit (&child, name, &unit_die);
		} while (dwarf_siblingof (&child, &child) == 0);
	}
}

static void
visit_declared (Dwarf_Die *die, const char *name, Dwarf_Die *unit)
{
	(void) unit;
	if (strncmp (name, "row_", 4) != 0)
		return;
	for (size_t i = 0; i < ROW_COUNT; ++i) {
		if (strcmp (rows [i].name, name + 4) == 0)
			rows [i].declared = *die;
	}
}

/* A name may be found more than once: the function of another file that only that file sees; the abstract form of one
 * that is inlined, and the code that is left of it (DWARF 5, 3.3.8.1), which refers to the abstract form. */
static Presence
presence_of (const Row *row, Dwarf_Die *die)
{
	if (dwarf_tag (die) != row->tag)
		return OTHER_KIND;
	if (!dwarf_hasattr_integrate (die, DW_AT_external))
		return STATIC;
	if (row->tag == DW_TAG_variable)
		return dwarf_hasattr (die, DW_AT_location) ? DEFINED : INLINED;
	return dwarf_hasattr (die, DW_AT_low_pc) || dwarf_hasattr (die, DW_AT_ranges) ? DEFINED : INLINED;
}

static const char *
string_of (Dwarf_Die *die, unsigned name)
{
	Dwarf_Attribute attribute;
	const char *string = dwarf_attr (die, name, &attribute) ? dwarf_formstring (&attribute) : NULL;
	return string ? string : "";
}

static void
visit_defined (Dwarf_Die *die, const char *name, Dwarf_Die *unit)
{
	for (size_t i = 0; i < ROW_COUNT; ++i) {
		Row *row = &rows [i];
		Presence presence;
		if (strcmp (row->name, name) != 0 || (presence = presence_of (row, die)) <= row->presence)
			continue;
		Dwarf_Attribute attribute;
		row->presence = presence;
		row->defined = *die;
		if (dwarf_attr (die, DW_AT_abstract_origin, &attribute))
			dwarf_formref_die (&attribute, &row->defined);
		const char *unit_name = string_of (unit, DW_AT_name);
		if (unit_name [0] == '/')
			snprintf (row->unit, sizeof (row->unit), "%s", unit_name);
		else
			snprintf (row->unit, sizeof (row->unit), "%s/%s", string_of (unit, DW_AT_comp_dir), unit_name);
	}
}

/* FILE is a path below mono/: of class.c in two folders, one is meant. */
static int
is_file (const char *unit, const char *file)
{
	static const char above [] = "/mono/";
	size_t unit_length = strlen (unit), length = strlen (file), above_length = strlen (above);
	return unit_length >= above_length + length && strcmp (unit + unit_length - length, file) == 0 &&
		memcmp (unit + unit_length - length - above_length, above, above_length) == 0;
}

static void
check (const Row *row)
{
	Dwarf_Die type;
	const char *noun = row->tag == DW_TAG_variable ? "variable" : "function";
	/* row_NAME is a pointer to what the row says */
	Dwarf_Die pointer = row->declared;
	if (!pointer.addr || !type_of (&pointer, &pointer))
		fail ("no debug information of its own for %s: build it with -g and do not strip it", row->name);
	switch (row->presence) {
	case ABSENT:
		differ (row, "the runtime has no %s of that name", noun);
		return;
	case OTHER_KIND:
		differ (row, "the row says a %s, the runtime has a %s of that name", noun,
			row->tag == DW_TAG_variable ? "function" : "variable");
		return;
	case STATIC:
		differ (row, "the %s is static in the runtime (%s): nothing else can use it", noun, row->unit);
		return;
	case INLINED:
		differ (row, "the runtime's compiler left nothing of the %s but its uses (%s): nothing else can use it", noun,
			row->unit);
		return;
	case DEFINED:
		break;
	}
	Dwarf_Die defined = row->defined;
	if (!is_file (row->unit, row->file))
		differ (row, "the row says that it is in %s, the runtime has it in %s", row->file, row->unit);
	if (row->tag == DW_TAG_variable)
		compare (row, "type", &pointer, &defined);
	else if (type_of (&pointer, &type))
		compare_functions (row, &type, &defined);
	else
		fail ("no type of its own for %s", row->name);
}

static Dwarf *
open_self (void)
{
	int file = open ("/proc/self/exe", O_RDONLY);
	Dwarf *dwarf = file < 0 ? NULL : dwarf_begin (file, DWARF_C_READ);
	if (!dwarf)
		fail ("no debug information of its own: build it with -g and do not strip it");
	return dwarf;
}

int
main (int argc, char **argv)
{
	if (argc != 3)
		fail ("usage: check-hidden LIBRARY DEBUG-FILE");
	Dwarf *dwarf = open_debug_file (argv [1], argv [2]);
	Dwarf *own = open_self ();
	visit_names (own, visit_declared);
	visit_names (dwarf, visit_defined);
	for (size_t i = 0; i < ROW_COUNT; ++i)
		check (&rows [i]);
	if (differences) {
		fprintf (stderr, "check-hidden: differences between hidden.def and %s: %d\n", argv [1], differences);
		return 1;
	}
	for (size_t i = 0; i < ROW_COUNT; ++i) {
		if (rows [i].is_wrapped)
			printf ("-Wl,--wrap=%s\n", rows [i].name);
	}
	dwarf_end (own);
	dwarf_end (dwarf);
	if (fflush (stdout) != 0)
		fail ("cannot write");
	return 0;
}
