/* SPDX-License-Identifier: MIT
 *
 * Descriptions of methods and types are Mono's, wherever Mono can make them, and load nothing. This suite contains the
 * whole runtime. */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>

#include "description.h"

static MonoDomain *domain;
static unsigned searches;

/* What AssemblyResolve handlers hang on. */
static MonoAssembly *
count_search (MonoAssemblyName *name, void *data)
{
	(void) name;
	(void) data;
	++searches;
	return NULL;
}

static MonoImage *
image_of (const char *path)
{
	MonoAssembly *assembly = mono_domain_assembly_open (domain, path);
	ck_assert_ptr_nonnull (assembly);
	return mono_assembly_get_image (assembly);
}

static MonoImage *
image_of_modifiers (void)
{
	const char *folder = getenv ("top_builddir");
	char path [4096];
	snprintf (path, sizeof (path), "%s/tests/hosted/Modifiers.dll", folder ? folder : ".");
	return image_of (path);
}

/* ---- What Mono can describe ---- */

static void
check_text (char *text, char *expected)
{
	ck_assert_str_eq (text, expected);
	free (text);
	mono_free (expected);
}

static void
check_method (MonoMethod *method)
{
	MonoMethodSignature *signature = mono_method_signature (method);
	ck_assert_ptr_nonnull (signature);
	check_text (method_description (method), mono_method_full_name (method, 1));
	check_text (signature_description (signature, 1), mono_signature_get_desc (signature, 1));
	check_text (signature_description (signature, 0), mono_signature_get_desc (signature, 0));
	MonoClass *result = mono_class_from_mono_type (mono_signature_get_return_type (signature));
	check_text (class_description (result), mono_type_full_name (mono_class_get_type (result)));
}

static const char *const libraries [] = { "mscorlib", "System", "System.Core", "System.Numerics" };

START_TEST (as_mono)
{
	char path [256];
	snprintf (path, sizeof (path), "%s/mono/4.5/%s.dll", mono_assembly_getrootdir (), libraries [_i]);
	MonoImage *image = image_of (path);
	uint32_t rows = (uint32_t) mono_image_get_table_rows (image, MONO_TABLE_METHOD);
	ck_assert_uint_gt (rows, 300);
	for (uint32_t row = 1; row <= rows; ++row) {
		MonoMethod *method = mono_get_method (image, mono_metadata_make_token (MONO_TABLE_METHOD, row), NULL);
		ck_assert_ptr_nonnull (method);
		check_method (method);
	}
}
END_TEST

/* Wrappers, and methods of instances */
START_TEST (as_mono_of_instances)
{
	MonoType *type = mono_reflection_type_from_name (
		(char *) "System.Collections.Generic.Dictionary`2[[System.String],[System.Collections.Generic.List`1[[System.Int32[]]]]]",
		mono_get_corlib ());
	ck_assert_ptr_nonnull (type);
	MonoClass *klass = mono_class_from_mono_type (type);
	void *iterator = NULL;
	MonoMethod *method, *array_method;
	unsigned count = 0;
	for (; (method = mono_class_get_methods (klass, &iterator)); ++count)
		check_method (method);
	ck_assert_uint_gt (count, 20);
	method = mono_class_get_method_from_name (mono_get_string_class (), "IsNullOrEmpty", 1);
	check_method (mono_marshal_get_runtime_invoke_full (method, 0, 0));
	iterator = NULL;
	while ((array_method = mono_class_get_methods (mono_array_class_get (klass, 3), &iterator)))
		check_method (array_method);
}
END_TEST

/* ---- What Mono cannot describe ---- */

static const struct {
	const char *method;
	const char *description;
} modified [] = {
	{ "Parameter", "Modified:Parameter (int modopt(Absent.Mark))" },
	{ "Required", "Modified:Required (int modreq(Absent.Mark) modopt(Global))" },
	{ "Pointer", "Modified:Pointer (int modopt(Absent.Mark)*)" },
	{ "ToPointer", "Modified:ToPointer (int* modopt(Absent.Mark))" },
	{ "Reference", "Modified:Reference (int modopt(Absent.Mark)&)" },
	{ "Argument", "Modified:Argument (Pair`2<string, int modopt(Absent.Mark)>)" },
	{ "Vector", "Modified:Vector (Pair`2<object, int modopt(Absent.Mark)>[])" },
	{ "Array", "Modified:Array (Pair`2<char, int modopt(Absent.Mark)>[,,])" },
	{ "Nested", "Modified:Nested (int modopt(Absent.Outer/Inner/Innermost))" },
	{ "OwnNested", "Modified:OwnNested (int modopt(Own/Inner))" },
	{ "Function", "Modified:Function (*())" },
	{ "Generic", "Modified:Generic<T> (T modopt(Absent.Mark))" },
};

static MonoMethod *
method_of_modifiers (const char *klass, const char *name)
{
	MonoClass *found = mono_class_from_name (image_of_modifiers (), "", klass);
	ck_assert_ptr_nonnull (found);
	MonoMethod *method = mono_class_get_method_from_name (found, name, -1);
	ck_assert_ptr_nonnull (method);
	return method;
}

START_TEST (modifiers_as_written)
{
	MonoMethod *method = method_of_modifiers ("Modified", modified [_i].method);
	searches = 0;
	char *text = method_description (method);
	ck_assert_str_eq (text, modified [_i].description);
	ck_assert_uint_eq (searches, 0);
	free (text);
}
END_TEST

/* The blob of a signature with one parameter, int32: what ilasm does not write (ECMA-335 II.23.2.7, II.23.2.8) */
static const struct {
	char blob [10];
	const char *description;
} tokens [] = {
	{ { 0, 1, 1, 0x20, 1 << 2 | 2, 8 }, "int modopt(token 0x1b000001)" },
	{ { 0, 1, 1, 0x1f, 1 << 2 | 2, 8 }, "int modreq(token 0x1b000001)" },
	{ { 0, 1, 1, 0x20, 31 << 2 | 1, 8 }, "int modopt(token 0x0100001f)" },
	{ { 0, 1, 1, 0x20, 31 << 2, 8 }, "int modopt(token 0x0200001f)" },
	{ { 0, 1, 1, 0x20, 1, 8 }, "int modopt(token 0x01000000)" },
};

START_TEST (modifiers_without_name)
{
	const char *end;
	MonoMethodSignature *signature = mono_metadata_parse_method_signature (image_of_modifiers (), 0, tokens [_i].blob,
		&end);
	ck_assert_ptr_nonnull (signature);
	char *text = signature_description (signature, 1);
	ck_assert_str_eq (text, tokens [_i].description);
	free (text);
}
END_TEST

START_TEST (signature_that_cannot_be_loaded)
{
	MonoMethod *method = method_of_modifiers ("Modified", "Absent");
	char *text = method_description (method);
	ck_assert_str_eq (text, "Modified:Absent (<unable to load signature>)");
	free (text);
}
END_TEST

int
main (void)
{
	Suite *suite = suite_create ("description");
	TCase *cases = tcase_create ("description");
	tcase_add_loop_test (cases, as_mono, 0, sizeof (libraries) / sizeof (libraries [0]));
	tcase_add_test (cases, as_mono_of_instances);
	tcase_add_loop_test (cases, modifiers_as_written, 0, sizeof (modified) / sizeof (modified [0]));
	tcase_add_loop_test (cases, modifiers_without_name, 0, sizeof (tokens) / sizeof (tokens [0]));
	tcase_add_test (cases, signature_that_cannot_be_loaded);
	tcase_set_timeout (cases, 60);
	suite_add_tcase (suite, cases);
	mono_config_parse (NULL);
	domain = mono_jit_init ("test-description");
	mono_install_assembly_search_hook (count_search, NULL);
	SRunner *runner = srunner_create (suite);
	srunner_set_fork_status (runner, CK_NOFORK);
	srunner_run_all (runner, CK_ENV);
	int failed = srunner_ntests_failed (runner);
	srunner_free (runner);
	return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
