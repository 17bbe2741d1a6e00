/* SPDX-License-Identifier: MIT */
#include "report.h"

#include <json.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "at-work.h"
#include "compilers.h"
#include "tiers/tier-statistics.h"

#define JSON_STYLE (JSON_C_TO_STRING_PRETTY | JSON_C_TO_STRING_SPACED | JSON_C_TO_STRING_NOSLASHESCAPE)

static const char *const outcome_names [] = {
#define OUTCOME_NAME(enumerator, name) name,
	OUTCOMES (OUTCOME_NAME)
#undef OUTCOME_NAME
};

static void
add_number (struct json_object *object, const char *name, uint64_t number)
{
	json_object_object_add (object, name, json_object_new_int64 ((int64_t) number));
}

static void
add_counter (void *data, const char *name, double value)
{
	json_object_object_add (data, name, json_object_new_double (value));
}

static void
add_tally (struct json_object *object, const char *name, const Tally *tally)
{
	struct json_object *numbers = json_object_new_object ();
	for (; tally; tally = tally->next)
		add_number (numbers, tally->name, tally->count);
	json_object_object_add (object, name, numbers);
}

static void
add_copy (struct json_object *object, const char *name, struct json_object *array)
{
	struct json_object *copy = NULL;
	json_object_deep_copy (array, &copy, NULL);
	json_object_object_add (object, name, copy);
}

/* Patterns that no method fitted, which is what a slip of the pen looks like. */
static void
visit_unfitted (const Compiler *compiler, void (*visit) (void *data, const char *option, const char *pattern),
	void *data)
{
	const struct {
		const char *option;
		const Patterns *patterns;
	} rows [] = {
		{ "only=", &compiler->options.only },
		{ "except=", &compiler->options.except },
		{ "aot=except:", &compiler->options.precompiled_except },
	};
	for (size_t i = 0; i < sizeof (rows) / sizeof (rows [0]); ++i) {
		for (const struct Pattern *pattern = rows [i].patterns->first; pattern; pattern = pattern->next) {
			if (!atomic_load (&pattern->has_fitted))
				visit (data, rows [i].option, pattern->text);
		}
	}
}

static void
add_unfitted (void *array, const char *option, const char *pattern)
{
	char *text;
	if (asprintf (&text, "%s%s", option, pattern) < 0)
		return;
	json_object_array_add (array, json_object_new_string (text));
	free (text);
}

static void
print_unfitted (void *data, const char *option, const char *pattern)
{
	(void) data;
	fprintf (stderr, "  no method fitted %s%s\n", option, pattern);
}

static struct json_object *
compiler_json (Compiler *compiler)
{
	Statistics *statistics = compiler->statistics;
	struct json_object *object = json_object_new_object ();
	json_object_object_add (object, "name", json_object_new_string (compiler->name));
	json_object_object_add (object, "spec", json_object_new_string (compiler->spec));
	json_object_object_add (object, "selected", json_object_new_boolean (compiler == compilers_selected ()));
	add_number (object, "requests", atomic_load (&statistics->requests));
	for (int i = 0; i < OUTCOME_COUNT; ++i)
		add_number (object, outcome_names [i], atomic_load (&statistics->outcomes [i]));
	pthread_mutex_lock (&statistics->lock);
	add_tally (object, "declined_by_reason", statistics->reasons);
	add_tally (object, "wrappers_by_kind", statistics->wrapper_kinds);
	add_tally (object, "differences_by_name", statistics->differences);
	add_number (object, "unfinished", atomic_load (&statistics->unfinished));
	add_number (object, "mini_calls", atomic_load (&statistics->mini_calls));
	add_number (object, "max_nesting", atomic_load (&statistics->max_nesting));
	add_number (object, "il_bytes", atomic_load (&statistics->il_bytes));
	add_number (object, "native_bytes", atomic_load (&statistics->native_bytes));
	add_counter (object, "compile_ms", (double) atomic_load (&statistics->nanoseconds) / 1e6);
	json_object_object_add (object, "balanced", json_object_new_boolean (statistics_are_balanced (statistics)));
	if (compiler->is_tiered && tier_statistics_off ())
		json_object_object_add (object, "tiers_off", json_object_new_string (tier_statistics_off ()));
	if (statistics->is_incomplete)
		json_object_object_add (object, "incomplete", json_object_new_boolean (1));
	if (statistics->keep_method_names) {
		struct json_object *names = json_object_new_array ();
		for (size_t i = 0; i < statistics->method_count; ++i)
			json_object_array_add (names, json_object_new_string (statistics->method_names [i]));
		json_object_object_add (object, "compiled", names);
		add_copy (object, "declined", statistics->declined);
		add_copy (object, "differing", statistics->differing);
	}
	pthread_mutex_unlock (&statistics->lock);
	struct json_object *unfitted = json_object_new_array ();
	visit_unfitted (compiler, add_unfitted, unfitted);
	json_object_object_add (object, "patterns_unfitted", unfitted);
	if (compiler->functions.report_counters && at_work_begin ()) {
		struct json_object *counters = json_object_new_object ();
		compiler->functions.report_counters (compiler->implementation, add_counter, counters);
		json_object_object_add (object, "counters", counters);
		at_work_end ();
	}
	return object;
}

static struct json_object *
all_json (void)
{
	struct json_object *object = json_object_new_object (), *compilers = json_object_new_array ();
	add_number (object, "process", (uint64_t) getpid ());
	json_object_object_add (object, "compilers", compilers);
	Compiler *selected = compilers_selected ();
	if (selected)
		json_object_array_add (compilers, compiler_json (selected));
	for (Compiler *compiler = compilers_first (); compiler; compiler = compilers_next (compiler)) {
		if (compiler != selected)
			json_object_array_add (compilers, compiler_json (compiler));
	}
	return object;
}

size_t
report_print_json (char *buffer, size_t size)
{
	struct json_object *object = all_json ();
	const char *text = json_object_to_json_string_ext (object, JSON_STYLE);
	size_t length = strlen (text);
	if (size)
		snprintf (buffer, size, "%s", text);
	json_object_put (object);
	return length;
}

static void
print_counter (void *data, const char *name, double value)
{
	(void) data;
	fprintf (stderr, "  %-32s %14.*f\n", name, value != (double) (uint64_t) value, value);
}

/* What tiers did; what other compilers count is in the JSON. */
static void
print_tiers (void)
{
	if (tier_statistics_off ())
		fprintf (stderr, "  tiers are off: %s\n", tier_statistics_off ());
	tier_statistics_report (print_counter, NULL);
}

static void
print_summary (Compiler *compiler)
{
	Statistics *statistics = compiler->statistics;
	fprintf (stderr, "mono-bigstep: statistics of %s\n", compiler->name);
	fprintf (stderr, "  %-20s %10llu\n", "requests", atomic_load (&statistics->requests));
	for (int i = 0; i < OUTCOME_COUNT; ++i)
		fprintf (stderr, "  %-20s %10llu\n", outcome_names [i], atomic_load (&statistics->outcomes [i]));
	pthread_mutex_lock (&statistics->lock);
	for (const Tally *reason = statistics->reasons; reason; reason = reason->next)
		fprintf (stderr, "    %-18s %10llu\n", reason->name, (unsigned long long) reason->count);
	for (const Tally *difference = statistics->differences; difference; difference = difference->next)
		fprintf (stderr, "  differs: %-11s %10llu\n", difference->name, (unsigned long long) difference->count);
	if (statistics->is_incomplete)
		fprintf (stderr, "    there was no memory for all of them\n");
	pthread_mutex_unlock (&statistics->lock);
	fprintf (stderr, "  %-20s %10llu\n  %-20s %10u\n  %-20s %10llu\n  %-20s %10llu\n  %-20s %10.1f\n", "mini_calls",
		atomic_load (&statistics->mini_calls), "max_nesting", atomic_load (&statistics->max_nesting), "il_bytes",
		atomic_load (&statistics->il_bytes), "native_bytes", atomic_load (&statistics->native_bytes), "compile_ms",
		(double) atomic_load (&statistics->nanoseconds) / 1e6);
	if (compiler->is_tiered)
		print_tiers ();
	visit_unfitted (compiler, print_unfitted, NULL);
	if (!statistics_are_balanced (statistics))
		fprintf (stderr, "  the sums do not balance\n");
}

/* FILE with each %p replaced by the process identifier. */
static char *
expand_file_name (const char *file)
{
	char *name = NULL;
	size_t size;
	FILE *stream = open_memstream (&name, &size);
	if (!stream)
		return NULL;
	for (const char *at = file; *at; ++at) {
		if (at [0] == '%' && at [1] == 'p') {
			fprintf (stream, "%ld", (long) getpid ());
			++at;
		} else {
			fputc (*at, stream);
		}
	}
	return fclose (stream) == 0 ? name : NULL;
}

/* To a temporary file first, so that a reader never sees half of it. */
static void
write_file (const char *file)
{
	char *name = expand_file_name (file), *temporary = NULL;
	struct json_object *object = all_json ();
	if (name && asprintf (&temporary, "%s.%ld.tmp", name, (long) getpid ()) > 0) {
		if (json_object_to_file_ext (temporary, object, JSON_STYLE) != 0 || rename (temporary, name) != 0) {
			perror (name);
			unlink (temporary);
		}
	}
	json_object_put (object);
	free (temporary);
	free (name);
}

void
report_statistics (void)
{
	static atomic_flag done = ATOMIC_FLAG_INIT;
	Compiler *compiler = compilers_selected ();
	if (!compiler || atomic_flag_test_and_set (&done))
		return;
	if (compiler->options.print_statistics) {
		for (Compiler *each = compilers_first (); each; each = compilers_next (each))
			print_summary (each);
	}
	if (compiler->options.statistics_file)
		write_file (compiler->options.statistics_file);
}
