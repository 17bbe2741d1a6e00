/* SPDX-License-Identifier: MIT
 *
 * Compilations that cause other compilations: a question loads a type or initialises a class, which runs managed code,
 * which is compiled first, on the same thread and by the same compiler. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "execute.h"

static const char *const compilers [] = { "bigstep", "bigstep,O=0", "mini" };
/* Compiles for the program too. */
#define SELECTED "bigstep,stats-methods"

static int32_t
read_number (const char *klass, const char *name)
{
	int32_t value = 0;
	MonoClass *owner = (MonoClass *) execute_class (klass);
	mono_field_static_get_value (mono_class_vtable (mono_domain_get (), owner),
		mono_class_get_field_from_name (owner, name), &value);
	return value;
}

/* Whether the selected compiler has compiled METHOD for the program. */
static int
was_compiled (const char *method)
{
	char *statistics = NULL, name [256];
	size_t size = mono_compiler_get_statistics (NULL, 0) + 1;
	statistics = malloc (size);
	mono_compiler_get_statistics (statistics, size);
	snprintf (name, sizeof name, "\"%s\"", method);
	int found = strstr (statistics, name) != NULL;
	free (statistics);
	return found;
}

/* Classes are initialised once in a process, so each row is for one compiler. */
static const struct {
	const char *method, *compiler;
	int32_t result;
	int32_t constructors; /* that run during the compilation */
	const char *compiled; /* because of it, by the selected compiler */
} static_constructors [] = {
	{ "ReadOnce", "bigstep", 11, 1, "Nesting/Once:.cctor ()" },
	{ "ReadOuter", "bigstep,O=0", 321, 3, "Nesting/Innermost:.cctor ()" },
	{ "ReadCircle", "bigstep", 5, 1, "Nesting:ReadCircle ()" },
};

START_TEST (static_constructor)
{
	int32_t before = read_number ("Ran", "Constructors");
	ck_assert (!was_compiled (static_constructors [_i].compiled));
	Body body = execute_compile (static_constructors [_i].compiler, "Nesting", static_constructors [_i].method);
	ck_assert_int_eq (read_number ("Ran", "Constructors") - before, static_constructors [_i].constructors);
	ck_assert_msg (was_compiled (static_constructors [_i].compiled), "%s", static_constructors [_i].compiled);
	ck_assert_int_eq (RUN (int32_t, &body), static_constructors [_i].result);
	/* Once the classes are there, all compilers agree. */
	for (size_t i = 0; i < COUNT (compilers); i++) {
		Body again = execute_compile (compilers [i], "Nesting", static_constructors [_i].method);
		ck_assert_int_eq (RUN (int32_t, &again), static_constructors [_i].result);
	}
	ck_assert_int_eq (read_number ("Ran", "Constructors") - before, static_constructors [_i].constructors);
}
END_TEST

START_TEST (assembly_resolve_handler)
{
	int32_t argument = 21;
	execute_by_program (execute_method ("Nesting", "InstallResolver"), NULL, NULL);
	ck_assert (!was_compiled ("Nesting:Resolve (object,System.ResolveEventArgs)"));
	Body body = execute_compile ("bigstep", "Nesting", "UseLate");
	ck_assert (was_compiled ("Nesting:Resolve (object,System.ResolveEventArgs)"));
	ck_assert_int_eq (RUN (int32_t, &body, &argument), 1042);
	for (size_t i = 0; i < COUNT (compilers); i++) {
		Body again = execute_compile (compilers [i], "Nesting", "UseLate");
		ck_assert_int_eq (RUN (int32_t, &again, &argument), 1042);
	}
}
END_TEST

int
main (void)
{
	char error [512];
	Suite *suite = suite_create ("execute-nesting");
	TCase *cases = tcase_create ("execute-nesting");
	if (!mono_compiler_select (SELECTED, error, sizeof error)) {
		fprintf (stderr, "%s\n", error);
		return EXIT_FAILURE;
	}
	tcase_add_loop_test (cases, static_constructor, 0, COUNT (static_constructors));
	tcase_add_test (cases, assembly_resolve_handler);
	suite_add_tcase (suite, cases);
	return run_in_process (suite);
}
