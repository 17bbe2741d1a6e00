/* SPDX-License-Identifier: MIT */
#include "problem.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

int
problem_set (Problem *problem, const char *format, ...)
{
	char *text = NULL;
	va_list arguments;
	va_start (arguments, format);
	int length = vasprintf (&text, format, arguments);
	va_end (arguments);
	free (problem->text);
	problem->text = length < 0 ? NULL : text;
	return 0;
}

const char *
problem_text (const Problem *problem)
{
	return problem->text ? problem->text : "out of memory";
}

void
problem_clear (Problem *problem)
{
	free (problem->text);
	problem->text = NULL;
}
