/* SPDX-License-Identifier: MIT */
#include "debug-file.h"

#include <dwarf.h>
#include <elfutils/libdwelf.h>
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

void
fail (const char *format, ...)
{
	va_list arguments;
	va_start (arguments, format);
	fprintf (stderr, "%s: ", program_invocation_short_name);
	vfprintf (stderr, format, arguments);
	fputc ('\n', stderr);
	va_end (arguments);
	exit (1);
}

static Elf *
open_elf (const char *path)
{
	int file = open (path, O_RDONLY);
	Elf *elf = file < 0 ? NULL : elf_begin (file, ELF_C_READ_MMAP, NULL);
	if (!elf)
		fail ("cannot read %s", path);
	return elf;
}

static void
check_build_identifiers (const char *library, const char *debug_file, Elf *library_elf, Elf *debug_elf)
{
	const void *ours, *theirs;
	ssize_t length = dwelf_elf_gnu_build_id (library_elf, &ours);
	if (length <= 0)
		fail ("%s has no build identifier", library);
	if (dwelf_elf_gnu_build_id (debug_elf, &theirs) != length || memcmp (ours, theirs, (size_t) length) != 0)
		fail ("%s describes another build than %s: their build identifiers differ; "
			  "install libmonosgen-2.0-1-dbg of the same version as libmonosgen-2.0-1",
			debug_file, library);
}

Dwarf *
open_debug_file (const char *library, const char *debug_file)
{
	elf_version (EV_CURRENT);
	Elf *library_elf = open_elf (library);
	Elf *debug_elf = open_elf (debug_file);
	check_build_identifiers (library, debug_file, library_elf, debug_elf);
	Dwarf *dwarf = dwarf_begin_elf (debug_elf, DWARF_C_READ, NULL);
	if (!dwarf)
		fail ("%s: %s", debug_file, dwarf_errmsg (-1));
	elf_end (library_elf);
	return dwarf;
}

int
type_of (Dwarf_Die *die, Dwarf_Die *type)
{
	Dwarf_Attribute attribute;
	if (!dwarf_attr_integrate (die, DW_AT_type, &attribute) || !dwarf_formref_die (&attribute, type))
		return 0;
	return dwarf_peel_type (type, type) == 0;
}
