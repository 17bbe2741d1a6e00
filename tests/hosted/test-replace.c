/* SPDX-License-Identifier: MIT
 *
 * Methods that have code get another body: all ways to them lead there, in every domain, and while others run them. */
#include <dlfcn.h>
#include <mono/metadata/threads.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "replaced.h"

/* ---- All ways ---- */

static const struct {
	const char *klass, *description;
} targets [] = {
	{ "Target", "Static" },
	{ "Target", "Virtual" },
	{ "Target", "Ask" },
	{ "Target", "Synchronized" },
	{ "Value", "Ask" },
};
enum { TARGETS = sizeof (targets) / sizeof (targets [0]) };

static MethodInfo *
generic_target (IRuntimeInformation *runtime)
{
	return (MethodInfo *) (uintptr_t) *(int64_t *)
		mono_object_unbox (replaced_call (replaced_method (runtime, "Ways", "GenericHandle"), NULL));
}

/* Each way must give NUMBER. */
static void
check_ways (IRuntimeInformation *runtime, int32_t number)
{
	char *text = replaced_text (runtime, "Ways", "All"), *rest = NULL;
	int ways = 0;
	for (char *line = strtok_r (text, "\n", &rest); line; line = strtok_r (NULL, "\n", &rest), ++ways) {
		int32_t given = atoi (strrchr (line, ' '));
		ck_assert_msg (given == number, "expected %d: %s", number, line);
	}
	ck_assert_int_eq (ways, 15);
	mono_free (text);
}

static void
answer_all (IRuntimeInformation *runtime, int32_t number)
{
	for (int i = 0; i < TARGETS; ++i)
		replaced_answer (runtime, replaced_method (runtime, targets [i].klass, targets [i].description), number);
	replaced_answer (runtime, generic_target (runtime), number);
}

/* Bodies of mini's, of a compiler's, and made by hand, one in place of the other; nobody who calls is compiled anew. */
START_TEST (all_ways)
{
	IRuntimeInformation *runtime = subject_runtime ();
	check_ways (runtime, 2);
	answer_all (runtime, 40);
	check_ways (runtime, 40);
	for (int i = 0; i < TARGETS; ++i)
		replaced_compile (runtime, "bigstep", replaced_method (runtime, targets [i].klass, targets [i].description));
	replaced_compile (runtime, "bigstep", generic_target (runtime));
	check_ways (runtime, 2);
	answer_all (runtime, 41);
	check_ways (runtime, 41);
	/* Callers of a compiler's, which have call cells. */
	replaced_compile (runtime, "bigstep,O=1", replaced_method (runtime, "Ways", "All"));
	check_ways (runtime, 41);
	answer_all (runtime, 42);
	check_ways (runtime, 42);
}
END_TEST

/* However often: the jumps do not become a chain. */
START_TEST (often)
{
	enum { TIMES = 50 };
	IRuntimeInformation *runtime = subject_runtime ();
	MethodInfo *method = replaced_method (runtime, "Base", "Virtual");
	const uint8_t *bodies [TIMES];
	for (int i = 0; i < TIMES; ++i) {
		bodies [i] = replaced_answer (runtime, method, i);
	}
	ck_assert_ptr_eq (mono_compile_method ((MonoMethod *) method), bodies [TIMES - 1]);
	for (int i = 0; i < TIMES - 1; ++i) {
		int32_t distance;
		MonoJitInfo *info = mono_jit_info_table_find (mono_domain_get (), (char *) bodies [i]);
		ck_assert_ptr_nonnull (info);
		ck_assert_ptr_eq (mono_jit_info_get_code_start (info), bodies [i]);
		ck_assert_ptr_eq (mono_jit_info_get_method (info), (MonoMethod *) method);
		ck_assert_int_eq (bodies [i][0], 0xe9);
		memcpy (&distance, bodies [i] + 1, sizeof distance);
		ck_assert_ptr_eq (bodies [i] + 5 + distance, bodies [TIMES - 1]);
	}
}
END_TEST

START_TEST (if_none)
{
	static const uint8_t code [] = { 0xb8, 7, 0, 0, 0, 0xc3 };
	IRuntimeInformation *runtime = subject_runtime ();
	MethodInfo *method = replaced_method (runtime, "Refused", "ChangedLater");
	InstalledCodeDescription description = { .size = sizeof description };
	InstalledRuntimeCode *installed;
	ck_assert_int_eq (replaced_number (method, 5), 25);
	installed = replaced_install (runtime, method, code, sizeof code, INSTALL_PUBLISH | INSTALL_IF_NONE);
	ck_assert (runtime->describe_installed_code (runtime, installed, &description));
	ck_assert_int_eq (description.was_there, 1);
	ck_assert_int_eq (replaced_number (method, 5), 25);
	/* And what had none. */
	method = replaced_method (runtime, "Refused", "Unknown");
	replaced_check (runtime, replaced_install (runtime, method, code, sizeof code, INSTALL_PUBLISH | INSTALL_IF_NONE));
	ck_assert_int_eq (replaced_number (method, 5), 7);
}
END_TEST

/* mini makes no second body: what it delivers is what the method has, and that is said. */
START_TEST (mini_makes_no_second)
{
	static const CompilationRequest request = {
		.size = sizeof request, .flags = COMPILE_HOSTED, .optimization_level = -1
	};
	IRuntimeInformation *runtime = subject_runtime ();
	MethodInfo *method = replaced_method (runtime, "Refused", "Second");
	ICompiler *mini = runtime->get_compiler (runtime, "mini");
	const uint8_t *code = NULL;
	for (int is_ours = 0; is_ours < 2; ++is_ours) {
		NativeCodeHandle handle = { .size = sizeof handle };
		CompilationReport report = { .size = sizeof report };
		InstalledCodeDescription description = { .size = sizeof description };
		if (is_ours)
			code = replaced_answer (runtime, method, 8);
		ck_assert_int_eq (mini->compile_method (mini, runtime, method, &request, &handle, &report), COMPILATION_OK);
		InstalledRuntimeCode *installed = runtime->install_compilation_result (runtime, method, &handle,
			INSTALL_PUBLISH);
		ck_assert (runtime->describe_installed_code (runtime, installed, &description));
		ck_assert_int_eq (description.was_there, is_ours);
		ck_assert (!is_ours || description.code == code);
		mini->release_code (mini, &handle);
	}
	ck_assert_int_eq (replaced_number (method, 5), 8);
}
END_TEST

/* ---- Precompiled code ---- */

/* Asked of another method of the image: who asks for a method's address has its code left alone. */
static void
check_precompiled (MethodInfo *method)
{
	Dl_info image;
	ck_assert (dladdr (mono_compile_method ((MonoMethod *) method), &image));
	ck_assert_msg (strstr (image.dli_fname, "mscorlib.dll.so") != NULL, "it is in %s", image.dli_fname);
}

START_TEST (precompiled)
{
	IRuntimeInformation *runtime = subject_runtime ();
	MethodInfo *called = replaced_corlib_method (runtime, "System", "DateTime", "DaysInMonth(int,int)");
	MethodInfo *overridden = replaced_corlib_method (runtime, "System", "Version", "GetHashCode");
	static int32_t count;
	static int32_t *const counter = &count;
	/* mov rax, COUNTER; inc dword [rax]; mov eax, 5; ret */
	uint8_t counting [] = { 0x48, 0xb8, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0x00, 0xb8, 5, 0, 0, 0, 0xc3 };
	memcpy (counting + 2, &counter, sizeof counter);

	/* One that was called before, one that was not. */
	ck_assert_int_eq (replaced_run (runtime, "Precompiled", "Direct"), 28);
	check_precompiled (replaced_corlib_method (runtime, "System", "DateTime", "AddMonths(int)"));
	replaced_answer (runtime, called, 20);
	replaced_check (runtime, replaced_install (runtime, overridden, counting, sizeof counting, INSTALL_PUBLISH));
	ck_assert_int_eq (replaced_run (runtime, "Precompiled", "Direct"), 20);
	ck_assert_int_eq (replaced_run (runtime, "Precompiled", "Delegate"), 20);
	ck_assert_int_eq (replaced_run (runtime, "Precompiled", "Virtual"), 1);
	ck_assert_int_gt (count, 0);
	replaced_answer (runtime, called, 21);
	ck_assert_int_eq (replaced_run (runtime, "Precompiled", "Direct"), 21);
	replaced_compile (runtime, "bigstep", called);
	ck_assert_int_eq (replaced_run (runtime, "Precompiled", "Direct"), 28);
	ck_assert_int_eq (replaced_run (runtime, "Precompiled", "Delegate"), 28);
}
END_TEST

/* ---- Domains ---- */

/* Each domain has bodies of its own, and none of an image but the first. */
START_TEST (domains)
{
	IRuntimeInformation *runtime = subject_runtime ();
	MonoDomain *first = mono_domain_get ();
	MethodInfo *called = replaced_corlib_method (runtime, "System", "DateTime", "DaysInMonth(int,int)");
	answer_all (runtime, 50);
	replaced_answer (runtime, called, 15);
	MonoDomain *second = mono_domain_create_appdomain ((char *) "second", NULL);
	mono_domain_set (second, 0);
	IRuntimeInformation *other = mono_compiler_create_runtime_information (0);
	check_ways (other, 2);
	ck_assert_int_eq (replaced_run (other, "Precompiled", "Direct"), 28);
	answer_all (other, 51);
	replaced_answer (other, called, 16);
	check_ways (other, 51);
	ck_assert_int_eq (replaced_run (other, "Precompiled", "Direct"), 16);
	other->release (other);
	mono_domain_set (first, 0);
	check_ways (runtime, 50);
	ck_assert_int_eq (replaced_run (runtime, "Precompiled", "Direct"), 15);
	mono_domain_unload (second);
	check_ways (runtime, 50);
}
END_TEST

/* ---- At work ---- */

/* Nobody sees an older body once he has seen a newer one, and nobody falls between two. */
START_TEST (threads_at_work)
{
	enum { TIMES = 400 };
	IRuntimeInformation *runtime = subject_runtime ();
	MethodInfo *method = replaced_method (runtime, "Busy", "Number");
	replaced_call (replaced_method (runtime, "Busy", "Start"), NULL);
	for (int i = 1; i <= TIMES; ++i)
		replaced_answer (runtime, method, i);
	ck_assert_int_eq (replaced_run (runtime, "Busy", "Finish"), 0);
}
END_TEST

static MethodInfo *contested;

static void *
replace_often (void *first)
{
	mono_thread_attach (mono_get_root_domain ());
	IRuntimeInformation *runtime = mono_compiler_create_runtime_information (0);
	for (int i = 0; i < 100; ++i)
		replaced_answer (runtime, contested, *(int *) first + i);
	runtime->release (runtime);
	mono_thread_detach (mono_thread_current ());
	return NULL;
}

/* One of them is last, and nobody gets lost. */
START_TEST (hosts_at_once)
{
	enum { HOSTS = 3 };
	IRuntimeInformation *runtime = subject_runtime ();
	pthread_t hosts [HOSTS];
	int firsts [HOSTS] = { 1000, 2000, 3000 };
	contested = replaced_method (runtime, "Refused", "Contested");
	ck_assert_int_eq (replaced_number (contested, 5), 5);
	for (int i = 0; i < HOSTS; ++i)
		pthread_create (&hosts [i], NULL, replace_often, &firsts [i]);
	/* It must not be GC-unsafe while it waits, or nobody could stop the world. */
	replaced_run (runtime, "Refused", "Sleep");
	for (int i = 0; i < HOSTS; ++i) {
		while (pthread_tryjoin_np (hosts [i], NULL) != 0)
			replaced_run (runtime, "Refused", "Sleep");
	}
	ck_assert_int_eq (replaced_number (contested, 5) % 1000, 99);
}
END_TEST

int
main (void)
{
	Suite *suite = suite_create ("replace");
	TCase *all = tcase_create ("replace");
	tcase_add_test (all, all_ways);
	tcase_add_test (all, often);
	tcase_add_test (all, if_none);
	tcase_add_test (all, mini_makes_no_second);
	tcase_add_test (all, precompiled);
	tcase_add_test (all, domains);
	tcase_add_test (all, threads_at_work);
	tcase_add_test (all, hosts_at_once);
	suite_add_tcase (suite, all);
	return run_in_process (suite);
}
