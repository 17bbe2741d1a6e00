/* SPDX-License-Identifier: MIT
 *
 * The DWARF of the runtime, for the programs that the build asks about it. */
#ifndef GLUE_DEBUG_FILE_H
#define GLUE_DEBUG_FILE_H

#include <elfutils/libdw.h>

/* Ends the program with the sentence, behind the program's name. */
void fail (const char *format, ...) __attribute__ ((noreturn, format (printf, 1, 2)));

/* The DWARF of DEBUG_FILE; fails when that describes another build than LIBRARY. */
Dwarf *open_debug_file (const char *library, const char *debug_file);

/* DIE's type without typedefs and qualifiers; 0 when it has none. */
int type_of (Dwarf_Die *die, Dwarf_Die *type);

#endif
