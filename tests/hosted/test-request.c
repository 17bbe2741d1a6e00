/* SPDX-License-Identifier: MIT
 *
 * What stands behind a request to compile: how failures read, whose a request is, and compilers that several threads ask
 * for at once. This suite contains the whole runtime, to get at what the library hides. */
#include <check.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>

#include "compilers.h"
#include "frames.h"
#include "runtime-information/table.h"

static const struct {
	const char *name_space, *name;
} exceptions [] = {
	{ "System", "ArgumentException" },
	{ "System.Threading", "ThreadStateException" },
	{ "System.Runtime", "AmbiguousImplementationException" },
};

START_TEST (failure)
{
	char expected [256], text [256];
	Request request;
	request_begin (&request, NULL, NULL, OPTIMIZATIONS_DEFAULT, 0);
	ck_assert_int_eq (request.table.get_failure (&request.table, text, sizeof (text)), 0);
	request_fail_with (&request, exceptions [_i].name_space, exceptions [_i].name, "%s", "why");
	snprintf (expected, sizeof (expected), "%s.%s: why", exceptions [_i].name_space, exceptions [_i].name);
	ck_assert_int_eq (request.table.get_failure (&request.table, text, sizeof (text)), 1);
	ck_assert_str_eq (text, expected);
	ck_assert_int_eq (request.table.get_failure (&request.table, NULL, 0), 1);
	ck_assert_int_eq (request.table.get_failure (&request.table, text, 7), 1);
	ck_assert_str_eq (text, "System");
	request_end (&request);
}
END_TEST

/* ---- A request knows whose it is, whatever its thread is doing ---- */

static MonoDomain *
start (void)
{
	mono_config_parse (NULL);
	MonoDomain *domain = mono_jit_init ("test-request");
	ck_assert_ptr_nonnull (domain);
	return domain;
}

static int
float32_is_exact (Request *request)
{
	return request->table.get_layout (&request->table)->float32_is_exact;
}

/* Three at once, as when a host opens a session in a P/Invoke inside of a compilation inside of another one. */
START_TEST (requests_at_once)
{
	Request exact, inexact;
	MonoDomain *domain = start ();
	MonoClass *klass = mono_get_object_class ();
	MonoMethod *method = mono_class_get_method_from_name (klass, "ToString", 0);
	uint32_t defaults = mono_parse_default_optimizations (NULL);
	int by_default = (defaults & ENUM_MONO_OPT_FLOAT32) != 0;
	Asking asking = { .kind = ASKING_RUNTIME, .method = method, .domain = domain };
	frames_push (&asking);
	request_begin (&exact, domain, method, (int) (defaults | ENUM_MONO_OPT_FLOAT32), 0);
	request_begin (&inexact, domain, method, (int) (defaults & ~(uint32_t) ENUM_MONO_OPT_FLOAT32), 0);
	IRuntimeInformation *session = mono_compiler_create_runtime_information (0);
	ck_assert_int_eq (float32_is_exact (&exact), 1);
	ck_assert_int_eq (float32_is_exact (&inexact), 0);
	ck_assert_int_eq (session->get_layout (session)->float32_is_exact, by_default);
	ck_assert_int_eq (float32_is_exact (&exact), 1);

	/* Each has its own failure. */
	request_fail_with (&exact, "System", "ArgumentException", "%s", "why");
	ck_assert_int_eq (inexact.has_failure, 0);
	ck_assert_int_eq (session->get_failure (session, NULL, 0), 0);
	session->release (session);
	request_end (&inexact);
	ck_assert_int_eq (exact.has_failure, 1);
	request_end (&exact);
	frames_pop (&asking);
}
END_TEST

/* The code of the method the runtime asks for initialises classes of relaxed semantics by being compiled, that of others,
 * which becomes part of it, when it runs (mini/method-to-ir.c). Of two requests at once each has its own method. */
START_TEST (inlined_into)
{
	char path [4096];
	const char *folder = getenv ("top_builddir");
	Request outer, inner;
	MonoDomain *domain = start ();
	snprintf (path, sizeof (path), "%s/tests/hosted/Execute.exe", folder ? folder : ".");
	MonoAssembly *assembly = mono_domain_assembly_open (domain, path);
	ck_assert_ptr_nonnull (assembly);
	MonoImage *image = mono_assembly_get_image (assembly);
	MonoClass *klass = mono_class_from_name (image, "", "Nesting");
	MonoMethod *reader = mono_class_get_method_from_name (klass, "ReadOnce", 0);
	MonoMethod *other = mono_class_get_method_from_name (klass, "ReadOuter", 0);
	/* Its thread is in the runtime as long as it is open. */
	IRuntimeInformation *session = mono_compiler_create_runtime_information (0);
	request_begin (&outer, domain, other, OPTIMIZATIONS_DEFAULT, 0);
	request_begin (&inner, domain, reader, OPTIMIZATIONS_DEFAULT, 0);
	IRuntimeInformation *table = &outer.table;
	ClassInfo *once = table->get_class_info_for (table, (AssemblyInfo *) assembly, "Nesting+Once");
	ck_assert_ptr_nonnull (once);
	FieldInfo *field = table->get_field_info_for (table, once, "Value");
	StaticFieldAddress address = { .size = sizeof address };
	ck_assert_ptr_nonnull (field);
	ck_assert_int_eq (table->compute_field_address (table, (MethodInfo *) reader, field, &address), 1);
	ck_assert_int_eq (address.needs_initialization, 1);
	table = &inner.table;
	ck_assert_int_eq (table->compute_field_address (table, (MethodInfo *) reader, field, &address), 1);
	ck_assert_int_eq (address.needs_initialization, 0);
	request_end (&inner);
	request_end (&outer);
	session->release (session);
}
END_TEST

typedef struct Background {
	MonoDomain *root, *domain;
	MonoMethod *method;
	void *vtable, *code;
} Background;

/* Asks for DOMAIN, on a thread of the root domain. */
static void *
ask_in_background (void *argument)
{
	Background *background = argument;
	Request request;
	CompilationRequest compilation = { .size = sizeof compilation, .flags = COMPILE_HOSTED, .optimization_level = -1 };
	CompilationReport report = { .size = sizeof report };
	NativeCodeHandle code = { .size = sizeof code };
	MonoThread *thread = mono_thread_attach (background->root);
	IRuntimeInformation *session = mono_compiler_create_runtime_information (0);
	request_begin (&request, background->domain, NULL, OPTIMIZATIONS_DEFAULT, COMPILE_HOSTED);
	background->vtable = request.table.get_vtable (&request.table, (ClassInfo *) mono_get_object_class ());
	ICompiler *mini = request.table.get_compiler (&request.table, "mini");
	if (mini->compile_method (mini, &request.table, (MethodInfo *) background->method, &compilation, &code, &report) ==
		COMPILATION_OK)
		background->code = code.code;
	if (mono_domain_get () != background->root)
		background->code = NULL;
	request_end (&request);
	session->release (session);
	mono_thread_detach (thread);
	return NULL;
}

START_TEST (background_thread)
{
	pthread_t thread;
	MonoDomain *root = start (), *found = NULL;
	char name [] = "other";
	Background background = { .root = root, .domain = mono_domain_create_appdomain (name, NULL) };
	ck_assert_ptr_nonnull (background.domain);
	background.method = mono_class_get_method_from_name (mono_get_object_class (), "ToString", 0);
	ck_assert_int_eq (pthread_create (&thread, NULL, ask_in_background, &background), 0);
	pthread_join (thread, NULL);
	ck_assert_ptr_nonnull (background.vtable);
	ck_assert_ptr_eq (MONO_FIELD (MonoDomain *, background.vtable, MonoVTable, domain), background.domain);
	ck_assert_ptr_nonnull (background.code);
	ck_assert_ptr_nonnull (mini_jit_info_table_find (background.domain, background.code, &found));
	ck_assert_ptr_eq (found, background.domain);
}
END_TEST

/* ---- Compilers ---- */

enum { THREADS = 8, SPECS = 200 };

static pthread_barrier_t barrier;

static void
make_spec (char *spec, size_t size, int number)
{
	snprintf (spec, size, "mini,only=Type%d:*", number);
}

static void *
get_compilers (void *result)
{
	Compiler **compilers = result;
	for (int i = 0; i < SPECS; ++i) {
		char spec [64];
		Problem problem = { NULL };
		make_spec (spec, sizeof (spec), i);
		pthread_barrier_wait (&barrier);
		compilers [i] = compilers_get (spec, &problem);
	}
	return NULL;
}

/* All get the same one, and it is listed once. */
START_TEST (same_compiler_for_all_threads)
{
	static Compiler *got [THREADS][SPECS];
	pthread_t threads [THREADS];
	pthread_barrier_init (&barrier, NULL, THREADS);
	for (int i = 0; i < THREADS; ++i)
		ck_assert_int_eq (pthread_create (&threads [i], NULL, get_compilers, got [i]), 0);
	for (int i = 0; i < THREADS; ++i)
		pthread_join (threads [i], NULL);
	pthread_barrier_destroy (&barrier);
	for (int i = 0; i < SPECS; ++i) {
		char spec [64];
		int listed = 0;
		ck_assert_ptr_nonnull (got [0][i]);
		make_spec (spec, sizeof (spec), i);
		for (int thread = 1; thread < THREADS; ++thread)
			ck_assert_ptr_eq (got [thread][i], got [0][i]);
		for (Compiler *compiler = compilers_first (); compiler; compiler = compilers_next (compiler))
			listed += strcmp (compiler->spec, spec) == 0;
		ck_assert_int_eq (listed, 1);
	}
}
END_TEST

int
main (void)
{
	Suite *suite = suite_create ("request");
	TCase *cases = tcase_create ("request");
	tcase_set_timeout (cases, 60);
	tcase_add_loop_test (cases, failure, 0, sizeof (exceptions) / sizeof (exceptions [0]));
	tcase_add_test (cases, requests_at_once);
	tcase_add_test (cases, inlined_into);
	tcase_add_test (cases, background_thread);
	tcase_add_test (cases, same_compiler_for_all_threads);
	suite_add_tcase (suite, cases);
	SRunner *runner = srunner_create (suite);
	srunner_run_all (runner, CK_ENV);
	int failed = srunner_ntests_failed (runner);
	srunner_free (runner);
	return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
