/* SPDX-License-Identifier: MIT
 *
 * Texts, and the last one of all. */
#include "host.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

noreturn void
fail (const char *format, ...)
{
	va_list arguments;

	fflush (stdout);
	fputs ("bigstep: ", stderr);
	va_start (arguments, format);
	vfprintf (stderr, format, arguments);
	va_end (arguments);
	fputc ('\n', stderr);
	exit (STATUS_USAGE);
}

void
copy_text (char *to, size_t size, const char *from)
{
	snprintf (to, size, "%s", from ? from : "");
}

void *
allocate (size_t size)
{
	void *memory = calloc (1, size);

	if (!memory)
		fail ("out of memory");
	return memory;
}

char *
format_string (const char *format, ...)
{
	va_list arguments;
	char *text;

	va_start (arguments, format);
	if (vasprintf (&text, format, arguments) < 0)
		fail ("out of memory");
	va_end (arguments);
	return text;
}
