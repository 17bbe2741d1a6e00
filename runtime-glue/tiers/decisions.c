/* SPDX-License-Identifier: MIT */
#include "decisions.h"

#include <errno.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "description.h"
#include "pattern.h"

#define WHOLE "whole\t"
#define LOOP "loop 0x"

static FILE *record;

/* A line of the file that decides: its method, by the first line that names the same. */
typedef struct Line {
	char *method;
	int number;
	int64_t il_offset; /* of a loop; -1: the whole method */
	atomic_int is_taken;
} Line;

static Line *lines;
static int line_count, is_given;
static int next;           /* line about a whole method */
static atomic_int untaken; /* lines */

/* ---- Recording ---- */

int
decisions_record (const char *file, Problem *problem)
{
	record = fopen (file, "we");
	if (!record)
		return problem_set (problem, "record= cannot write '%s': %s", file, strerror (errno));
	setvbuf (record, NULL, _IOLBF, 0);
	fputs (
		"# What got hot, in order. With replay= the same gets other code in the same order: exactly so in a program of one\n"
		"# thread that does the same again; with more threads as far as they come by in that order.\n",
		record);
	return 1;
}

void
decisions_write (MonoMethod *method)
{
	if (!record)
		return;
	char *name = method_description (method);
	fprintf (record, WHOLE "%s\n", name);
	free (name);
}

void
decisions_write_loop (MonoMethod *method, uint32_t il_offset)
{
	if (!record)
		return;
	char *name = method_description (method);
	fprintf (record, LOOP "%x\t%s\n", (unsigned) il_offset, name);
	free (name);
}

/* ---- Replaying ---- */

static int
find (const char *method, int count)
{
	int i = 0;
	while (i < count && strcmp (lines [i].method, method) != 0)
		++i;
	return i;
}

static int
add (const char *method, int64_t il_offset)
{
	Line *longer = realloc (lines, ((size_t) line_count + 1) * sizeof (*lines));
	char *copy = strdup (method);
	if (!longer || !copy)
		abort ();
	lines = longer;
	lines [line_count] = (Line) { .method = copy, .number = find (method, line_count), .il_offset = il_offset };
	return ++line_count;
}

static int
read_line (const char *text)
{
	char *end;
	if (!*text || *text == '#')
		return 1;
	if (strncmp (text, WHOLE, strlen (WHOLE)) == 0)
		return add (text + strlen (WHOLE), -1);
	if (strncmp (text, LOOP, strlen (LOOP)) != 0)
		return 0;
	unsigned long il_offset = strtoul (text + strlen (LOOP), &end, 16);
	return *end == '\t' && add (end + 1, (int64_t) il_offset);
}

static int
read_lines (FILE *stream, const char *file, uint64_t first, Problem *problem)
{
	char *text = NULL;
	size_t size = 0;
	int is_good = 1;
	for (unsigned number = 1; is_good && (uint64_t) line_count < first && getline (&text, &size, stream) >= 0;
		++number) {
		text [strcspn (text, "\n")] = 0;
		if (!read_line (text))
			is_good = problem_set (problem, "replay=: %s, line %u is no decision: '%s'", file, number, text);
	}
	free (text);
	atomic_store (&untaken, line_count);
	return is_good;
}

int
decisions_replay (const char *file, uint64_t first, Problem *problem)
{
	FILE *stream = fopen (file, "re");
	if (!stream)
		return problem_set (problem, "replay= cannot read '%s': %s", file, strerror (errno));
	is_given = read_lines (stream, file, first, problem);
	fclose (stream);
	return is_given;
}

int
decisions_are_given (void)
{
	return is_given;
}

int
decisions_number (MonoMethod *method)
{
	char *name = method_description (method);
	int number = find (name, line_count);
	free (name);
	return number < line_count ? number : -1;
}

static int
take_line (Line *line)
{
	if (atomic_exchange (&line->is_taken, 1))
		return 0;
	atomic_fetch_sub (&untaken, 1);
	return 1;
}

int
decisions_take (int number)
{
	while (next < line_count && lines [next].il_offset >= 0)
		++next;
	return next < line_count && lines [next].number == number && take_line (&lines [next++]);
}

int
decisions_take_loop (MonoMethod *method, uint32_t il_offset)
{
	int number = decisions_number (method);
	for (int i = 0; number >= 0 && i < line_count; ++i) {
		if (lines [i].number == number && lines [i].il_offset == (int64_t) il_offset && take_line (&lines [i]))
			return 1;
	}
	return 0;
}

int
decisions_are_done (void)
{
	return atomic_load (&untaken) == 0;
}
