/* SPDX-License-Identifier: MIT */
#include "coverage.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <json-c/json.h>

#include "host.h"

static const struct OutcomeRow {
	const char *words;
	const char *json_name;
	int is_fault;
} outcome_rows [OUTCOME_COUNT] = {
#define OUTCOME_ROW(enumerator, words, json_name, is_fault) { words, json_name, is_fault },
	OUTCOMES (OUTCOME_ROW)
#undef OUTCOME_ROW
};

typedef struct Reason {
	char name [48];
	uint32_t count;
} Reason;

typedef struct Totals {
	uint32_t by_outcome [OUTCOME_COUNT];
	Reason *reasons; /* of declines, most frequent first */
	uint32_t reason_count;
	uint64_t native_bytes, nanoseconds, instance_count;
	const Definition *slowest;
} Totals;

struct Report {
	struct json_object *root;
	struct json_object *assemblies;
	int has_faults;
};

static void
count_reason (Totals *totals, const char *name)
{
	for (uint32_t i = 0; i < totals->reason_count; i++)
		if (!strcmp (totals->reasons [i].name, name)) {
			totals->reasons [i].count++;
			return;
		}
	totals->reasons = reallocarray (totals->reasons, totals->reason_count + 1, sizeof (Reason));
	if (!totals->reasons)
		fail ("out of memory");
	snprintf (totals->reasons [totals->reason_count].name, sizeof totals->reasons->name, "%s", name);
	totals->reasons [totals->reason_count++].count = 1;
}

static int
compare_reasons (const void *left, const void *right)
{
	const Reason *a = left, *b = right;

	return a->count != b->count ? (a->count < b->count ? 1 : -1) : strcmp (a->name, b->name);
}

static void
add_up (Totals *totals, const Coverage *coverage)
{
	memset (totals, 0, sizeof *totals);
	totals->slowest = coverage->definitions;
	for (uint32_t i = 0; i < coverage->row_count; i++) {
		const Definition *definition = &coverage->definitions [i];
		totals->by_outcome [definition->outcome]++;
		totals->native_bytes += definition->native_bytes;
		totals->nanoseconds += definition->nanoseconds;
		totals->instance_count += definition->instance_count;
		if (definition->nanoseconds > totals->slowest->nanoseconds)
			totals->slowest = definition;
		if (definition->outcome == OUTCOME_DECLINED)
			count_reason (totals, definition->reason);
	}
	qsort (totals->reasons, totals->reason_count, sizeof (Reason), compare_reasons);
}

/* Definitions that have a body and a valid instantiation: the whole of which coverage is a part. */
static uint32_t
counted (const Totals *totals)
{
	uint32_t sum = 0;

	for (int outcome = OUTCOME_PENDING; outcome < OUTCOME_NO_INSTANTIATION; outcome++)
		sum += totals->by_outcome [outcome];
	return sum;
}

static void
print_count (FILE *file, int indent, const char *words, uint32_t count, uint32_t whole)
{
	fprintf (file, "%*s%-*s %8u  %6.2f %%\n", indent, "", 30 - indent, words, (unsigned) count,
		whole ? 100.0 * count / whole : 0.0);
}

static void
print_why (FILE *file, const Definition *definition)
{
	fprintf (file, "  %s: %s", outcome_rows [definition->outcome].words, definition->reason);
	/* The compiler said where it was, unless it did not come to that. */
	if (!outcome_rows [definition->outcome].is_fault || definition->outcome == OUTCOME_INTERNAL_ERROR)
		fprintf (file, " at IL_%04x", (unsigned) definition->il_offset);
	if (definition->detail [0])
		fprintf (file, ": %s", definition->detail);
}

static void
print_definitions (FILE *file, const Coverage *coverage, int only_without_instantiation)
{
	for (uint32_t i = 0; i < coverage->row_count; i++) {
		const Definition *definition = &coverage->definitions [i];
		if (definition->outcome == OUTCOME_NOT_SELECTED || definition->outcome == OUTCOME_COMPILED ||
			(definition->outcome == OUTCOME_NO_INSTANTIATION) != only_without_instantiation)
			continue;
		fprintf (file, "  %s", definition->name);
		if (!only_without_instantiation)
			print_why (file, definition);
		fputc ('\n', file);
	}
}

static void
print_summary (FILE *file, const Coverage *coverage, const Totals *totals, int list)
{
	uint32_t whole = counted (totals), apart = totals->by_outcome [OUTCOME_NO_INSTANTIATION];

	fprintf (file, "%s\n", coverage->path);
	for (int outcome = OUTCOME_PENDING; outcome < OUTCOME_NO_INSTANTIATION; outcome++) {
		if (totals->by_outcome [outcome] == 0 && outcome != OUTCOME_COMPILED && outcome != OUTCOME_DECLINED)
			continue;
		print_count (file, 2, outcome_rows [outcome].words, totals->by_outcome [outcome], whole);
		for (uint32_t i = 0; outcome == OUTCOME_DECLINED && i < totals->reason_count; i++)
			print_count (file, 4, totals->reasons [i].name, totals->reasons [i].count, whole);
	}
	print_count (file, 2, "definitions counted", whole, whole);
	print_count (file, 2, "no valid instantiation", apart, whole + apart);
	fprintf (file, "  %llu instantiations, %llu bytes of native code, %.1f s in the compiler, %.0f MiB at most\n",
		(unsigned long long) totals->instance_count, (unsigned long long) totals->native_bytes,
		totals->nanoseconds / 1e9, coverage->peak_resident_kib / 1024.0);
	fprintf (file, "  slowest: %s, %.1f s\n", totals->slowest->name, totals->slowest->nanoseconds / 1e9);
	if (apart) {
		fputs ("Definitions without a valid instantiation:\n", file);
		print_definitions (file, coverage, 1);
	}
	if (list && whole > totals->by_outcome [OUTCOME_COMPILED]) {
		fputs ("Definitions that are not compiled:\n", file);
		print_definitions (file, coverage, 0);
	}
}

static void
add_number (struct json_object *object, const char *name, uint64_t number)
{
	json_object_object_add (object, name, json_object_new_uint64 (number));
}

static struct json_object *
list_definitions (const Coverage *coverage)
{
	struct json_object *list = json_object_new_array ();

	for (uint32_t i = 0; i < coverage->row_count; i++) {
		const Definition *definition = &coverage->definitions [i];
		struct json_object *entry;
		if (definition->outcome == OUTCOME_NOT_SELECTED || definition->outcome == OUTCOME_COMPILED)
			continue;
		entry = json_object_new_object ();
		json_object_object_add (entry, "method", json_object_new_string (definition->name));
		json_object_object_add (entry, "outcome", json_object_new_string (outcome_rows [definition->outcome].words));
		json_object_object_add (entry, "reason", json_object_new_string (definition->reason));
		json_object_object_add (entry, "detail", json_object_new_string (definition->detail));
		add_number (entry, "il_offset", definition->il_offset);
		json_object_array_add (list, entry);
	}
	return list;
}

static struct json_object *
make_json (const Coverage *coverage, const Totals *totals)
{
	struct json_object *object = json_object_new_object ();
	struct json_object *reasons = json_object_new_object ();

	json_object_object_add (object, "assembly", json_object_new_string (coverage->path));
	add_number (object, "definitions_counted", counted (totals));
	for (int outcome = OUTCOME_PENDING; outcome < OUTCOME_COUNT; outcome++)
		add_number (object, outcome_rows [outcome].json_name, totals->by_outcome [outcome]);
	for (uint32_t i = 0; i < totals->reason_count; i++)
		add_number (reasons, totals->reasons [i].name, totals->reasons [i].count);
	json_object_object_add (object, "declined_by_reason", reasons);
	add_number (object, "instantiations", totals->instance_count);
	add_number (object, "native_bytes", totals->native_bytes);
	json_object_object_add (object, "compile_ms", json_object_new_double (totals->nanoseconds / 1e6));
	add_number (object, "peak_resident_kib", coverage->peak_resident_kib);
	json_object_object_add (object, "slowest_method", json_object_new_string (totals->slowest->name));
	json_object_object_add (object, "slowest_ms", json_object_new_double (totals->slowest->nanoseconds / 1e6));
	json_object_object_add (object, "not_compiled", list_definitions (coverage));
	return object;
}

Report *
report_create (const char *spec)
{
	Report *report = allocate (sizeof *report);

	report->root = json_object_new_object ();
	report->assemblies = json_object_new_array ();
	json_object_object_add (report->root, "compiler", json_object_new_string (spec));
	json_object_object_add (report->root, "assemblies", report->assemblies);
	return report;
}

void
report_add (Report *report, const Coverage *coverage, FILE *file, int list)
{
	Totals totals;

	add_up (&totals, coverage);
	print_summary (file, coverage, &totals, list);
	json_object_array_add (report->assemblies, make_json (coverage, &totals));
	for (int outcome = 0; outcome < OUTCOME_COUNT; outcome++)
		report->has_faults |= outcome_rows [outcome].is_fault && totals.by_outcome [outcome] > 0;
	free (totals.reasons);
}

int
report_save (const Report *report, const char *path)
{
	char *temporary = format_string ("%s.%d.tmp", path, (int) getpid ());
	int flags = JSON_C_TO_STRING_PRETTY | JSON_C_TO_STRING_NOSLASHESCAPE;
	int saved = json_object_to_file_ext (temporary, report->root, flags) == 0 && rename (temporary, path) == 0;

	if (!saved)
		unlink (temporary);
	free (temporary);
	return saved;
}

int
report_has_faults (const Report *report)
{
	return report->has_faults;
}

void
report_release (Report *report)
{
	json_object_put (report->root);
	free (report);
}
