/* SPDX-License-Identifier: MIT
 *
 * What the runtime's failures say to who has no program that could catch them: the thing and the remedy, without the
 * exception's class. */
#include "host.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#define OTHER_VERSION "is there, in the version that this was compiled against?"

static const struct {
	const char *exception;
	const char *sentence; /* when the runtime says no more */
	const char *remedy;   /* or NULL */
} failure_rows [] = {
	{ "System.IO.FileNotFoundException", "an assembly is missing",
		"put it beside the assembly that needs it, or its folder into MONO_PATH" },
	{ "System.TypeLoadException", "a type cannot be loaded", "make sure that the assembly with it " OTHER_VERSION },
	{ "System.MissingMethodException", "a method is missing", "make sure that the assembly with it " OTHER_VERSION },
	{ "System.MissingFieldException", "a field is missing", "make sure that the assembly with it " OTHER_VERSION },
	{ "System.BadImageFormatException", "an assembly is damaged", "compile it again" },
	{ "System.OutOfMemoryException", "out of memory", NULL },
};

/* The length of the class' name at the start of TEXT, "Namespace.NameException", or 0. */
static size_t
class_length (const char *text)
{
	size_t length = 0;

	while (isalnum ((unsigned char) text [length]) || text [length] == '_' || text [length] == '.')
		length++;
	if (length < 9 || strncmp (text + length - 9, "Exception", 9) != 0)
		return 0;
	return !text [length] || !strncmp (text + length, ": ", 2) ? length : 0;
}

char *
failure_sentence (const char *text)
{
	size_t length = class_length (text);
	const char *said = text [length] ? text + length + (length ? 2 : 0) : "the runtime does not say why";
	const char *remedy = NULL;

	for (size_t i = 0; length && i < sizeof failure_rows / sizeof *failure_rows; i++) {
		if (strlen (failure_rows [i].exception) != length || strncmp (failure_rows [i].exception, text, length) != 0)
			continue;
		remedy = failure_rows [i].remedy;
		if (!text [length])
			said = failure_rows [i].sentence;
	}
	return format_string ("%s%s%s%s", said, remedy ? " (" : "", remedy ? remedy : "", remedy ? ")" : "");
}

char *
host_failure (IRuntimeInformation *runtime)
{
	char text [1024] = "";

	runtime->get_failure (runtime, text, sizeof text);
	return failure_sentence (text);
}
