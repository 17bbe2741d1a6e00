/* SPDX-License-Identifier: MIT
 *
 * Statistics cannot lie: each method counted as compiled is in the runtime's own table of JITted code, as ours, and
 * nothing else of ours is. This suite contains the whole runtime, to look at that table. */
#include <check.h>
#include <json.h>
#include <stdio.h>
#include <stdlib.h>

#include "description.h"
#include "mono-compiler.h"
#include "mono-hidden.h"

typedef struct Names {
	char *names [4096];
	size_t count;
} Names;

static void
add_name (Names *names, const char *name)
{
	ck_assert_uint_lt (names->count, sizeof (names->names) / sizeof (names->names [0]));
	names->names [names->count++] = strdup (name);
}

static int
compare (const void *a, const void *b)
{
	return strcmp (*(char *const *) a, *(char *const *) b);
}

static void
collect_published (MonoDomain *domain, Names *names)
{
	void *hash = MONO_FIELD_ADDRESS (domain, MonoDomain, jit_code_hash);
	void **table = MONO_FIELD (void **, hash, MonoInternalHashTable, table);
	int32_t size = MONO_FIELD (int32_t, hash, MonoInternalHashTable, size);
	for (int32_t i = 0; i < size; ++i) {
		void *info = table [i];
		for (; info; info = MONO_FIELD (void *, info, MonoJitInfo, n_next_jit_code_hash)) {
			if (!MONO_BITS (info, MonoJitInfo, from_llvm))
				continue;
			char *name = method_description (mono_jit_info_get_method (info));
			add_name (names, name);
			free (name);
			/* And its code is found by its address. */
			void *code = mono_jit_info_get_code_start (info);
			ck_assert_ptr_eq (mini_jit_info_table_find (domain, code, NULL), info);
		}
	}
}

static void
collect_counted (Names *names)
{
	static char text [1 << 20];
	struct json_object *compilers, *compiled, *selected;
	ck_assert_uint_lt (mono_compiler_get_statistics (text, sizeof (text)), sizeof (text));
	struct json_object *all = json_tokener_parse (text);
	ck_assert (json_object_object_get_ex (all, "compilers", &compilers));
	selected = json_object_array_get_idx (compilers, 0);
	ck_assert (json_object_object_get_ex (selected, "compiled", &compiled));
	for (size_t i = 0; i < json_object_array_length (compiled); ++i)
		add_name (names, json_object_get_string (json_object_array_get_idx (compiled, i)));
	ck_assert_uint_eq (names->count,
		(size_t) json_object_get_int64 (json_object_object_get (selected, "methods_compiled")));
	json_object_put (all);
}

START_TEST (published)
{
	static char *arguments [] = { "Selection.exe", "hello", "lazy", "target" };
	static Names counted, found;
	const char *folder = getenv ("top_builddir");
	char path [4096], spec [4096], error [1024];
	snprintf (spec, sizeof (spec), "%s/lib/bigstep/compilers/libmono-compiler-bigstep.so,stats-methods",
		folder ? folder : ".");
	if (!mono_compiler_select (spec, error, sizeof (error)))
		ck_abort_msg ("%s", error);
	mono_config_parse (NULL);
	MonoDomain *domain = mono_jit_init ("test-published");
	snprintf (path, sizeof (path), "%s/tests/hosted/Selection.exe", folder ? folder : ".");
	MonoAssembly *assembly = mono_domain_assembly_open (domain, path);
	ck_assert_ptr_nonnull (assembly);
	ck_assert_int_eq (mono_jit_exec (domain, assembly, 4, arguments), 0);

	collect_counted (&counted);
	collect_published (domain, &found);
	qsort (counted.names, counted.count, sizeof (char *), compare);
	qsort (found.names, found.count, sizeof (char *), compare);
	ck_assert_uint_gt (counted.count, 5);
	ck_assert_uint_eq (counted.count, found.count);
	for (size_t i = 0; i < counted.count; ++i)
		ck_assert_str_eq (counted.names [i], found.names [i]);
}
END_TEST

int
main (void)
{
	Suite *suite = suite_create ("published");
	TCase *cases = tcase_create ("published");
	tcase_set_timeout (cases, 60);
	tcase_add_test (cases, published);
	suite_add_tcase (suite, cases);
	SRunner *runner = srunner_create (suite);
	srunner_set_fork_status (runner, CK_NOFORK);
	srunner_run_all (runner, CK_ENV);
	int failed = srunner_ntests_failed (runner);
	srunner_free (runner);
	return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
