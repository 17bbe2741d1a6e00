/* SPDX-License-Identifier: MIT
 *
 * What mono-compiler.h and mono-compiler-host.h promise of sessions, handles, collections and calls, and no other suite
 * looks at. */
#include "promised.h"

#include <mono/metadata/class.h>
#include <mono/metadata/debug-helpers.h>
#include <mono/metadata/mono-gc.h>
#include <mono/metadata/threads.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* ---- Sessions ---- */

/* What main selected, though it tried something else afterwards */
START_TEST (selection_stays)
{
	static char json [1 << 20];
	char error [512] = "";

	execute_by_program (promised_method ("Started", "Start"), NULL, NULL);
	ck_assert_uint_lt (mono_compiler_get_statistics (json, sizeof json), sizeof json);
	const char *selected = strstr (json, "\"spec\": \"bigstep,O=1\"");
	ck_assert_msg (selected != NULL, "%s", json);
	ck_assert_int_gt (atoi (strstr (selected, "\"requests\": ") + strlen ("\"requests\": ")), 0);
	/* Now it is too late. */
	ck_assert_int_eq (mono_compiler_select ("mini", error, sizeof error), 0);
	ck_assert_ptr_nonnull (strstr (error, "has started"));
}
END_TEST

static void *
without_attaching (void *data)
{
	char error [512] = "";

	*(IRuntimeInformation **) data = mono_compiler_create_runtime_information (0);
	if (!mono_compiler_use ("bigstep,O=2", error, sizeof error))
		return strdup (error);
	return mono_compiler_restore () ? NULL : strdup ("nothing to restore");
}

START_TEST (other_threads)
{
	IRuntimeInformation *session = subject_runtime ();
	pthread_t thread;
	void *problem;

	ck_assert_int_eq (pthread_create (&thread, NULL, without_attaching, &session), 0);
	ck_assert_int_eq (pthread_join (thread, &problem), 0);
	ck_assert_msg (!problem, "%s", (char *) problem);
	ck_assert_ptr_null (session);
}
END_TEST

static void *
release_elsewhere (void *session)
{
	((IRuntimeInformation *) session)->release (session);
	return NULL;
}

START_TEST (released_by_its_thread)
{
	IRuntimeInformation *session = subject_session (0);
	pthread_t thread;

	ck_assert_int_eq (pthread_create (&thread, NULL, release_elsewhere, session), 0);
	pthread_join (thread, NULL);
	/* Nothing has happened. */
	ck_assert_ptr_eq (session->get_class_info_for (session, NULL, "System.Object"),
		(ClassInfo *) mono_get_object_class ());
	session->release (session);
}
END_TEST

/* What a host asks for outlives its dynamic methods, and so its sessions. */
START_TEST (hosted)
{
	IRuntimeInformation *first = subject_session (COMPILE_DYNAMIC_METHOD);
	char *data = first->allocate_data (first, 100);

	memset (data, 0x77, 100);
	first->release (first);
	IRuntimeInformation *second = subject_session (COMPILE_DYNAMIC_METHOD);
	char *other = second->allocate_data (second, 100);
	ck_assert (other >= data + 100 || data >= other + 100);
	for (int i = 0; i < 100; i++)
		ck_assert_int_eq (data [i], 0x77);
	second->release (second);
}
END_TEST

/* ---- Handles, and what is handed in ---- */

START_TEST (handles_stay)
{
	IRuntimeInformation *session = subject_session (0), *runtime = subject_runtime ();
	MethodDescription before = { .size = sizeof before }, after = { .size = sizeof after };
	ClassDescription klass = { .size = sizeof klass }, klass_again = { .size = sizeof klass_again };
	AssemblyInfo *assembly = subject_assembly ();
	ClassInfo *generic = session->get_class_info_for (session, assembly, "Outer+Generic`1[[Twelve]]");
	MethodInfo *method = session->get_method_info_for (session, generic, "Own");

	ck_assert (session->describe_method (session, method, &before));
	ck_assert (session->describe_class (session, generic, &klass));
	session->release (session);
	mono_gc_collect (mono_gc_max_generation ());
	ck_assert_ptr_eq (runtime->get_class_info_for (runtime, assembly, "Outer+Generic`1[[Twelve]]"), generic);
	ck_assert_ptr_eq (runtime->get_method_info_for (runtime, generic, "Own"), method);
	ck_assert (runtime->describe_method (runtime, method, &after));
	ck_assert_mem_eq (&before, &after, sizeof before);
	ck_assert (runtime->describe_class (runtime, generic, &klass_again));
	ck_assert_mem_eq (&klass, &klass_again, sizeof klass);
}
END_TEST

/* Spoils TEXT behind the question. */
#define SPOILED(text, question) \
	({ \
		char *copy = strdup (text); \
		__typeof__ (question) answer_ = (question); \
		memset (copy, '#', strlen (text)); \
		free (copy); \
		answer_; \
	})

START_TEST (nothing_is_kept)
{
	IRuntimeInformation *runtime = subject_runtime ();
	AssemblyInfo *assembly = subject_assembly ();
	char name [256], error [256] = "";

	ClassInfo *klass = SPOILED ("Outer+Generic`1[[Floats]]", runtime->get_class_info_for (runtime, assembly, copy));
	ck_assert_ptr_eq (klass, subject_class ("Outer+Generic`1[[Floats]]"));
	runtime->get_class_name (runtime, klass, name, sizeof name);
	ck_assert_str_eq (name, "Outer/Generic`1<Floats>");
	ck_assert_ptr_eq (SPOILED ("Own", runtime->get_method_info_for (runtime, klass, copy)),
		runtime->get_method_info_for (runtime, klass, "Own"));
	ck_assert_ptr_eq (SPOILED ("Number", runtime->get_field_info_for (runtime, subject_class ("Fields"), copy)),
		subject_field ("Fields", "Number"));
	ICompiler *compiler = SPOILED ("bigstep,O=3", runtime->get_compiler (runtime, copy));
	ck_assert_ptr_nonnull (compiler);
	ck_assert_ptr_eq (runtime->get_compiler (runtime, "bigstep,O=3"), compiler);
	ck_assert (SPOILED ("bigstep,O=3", mono_compiler_use (copy, error, sizeof error)));
	int32_t number = 4;
	ck_assert_int_eq (*(int32_t *) mono_object_unbox (execute_by_program (promised_method ("Bodies", "Later"), NULL,
						  ARGUMENTS (&number))),
		1004);
	ck_assert_int_eq (mono_compiler_restore (), 1);
}
END_TEST

/* The assembly's own class comes before the core library's of the same name. */
START_TEST (search_order)
{
	ck_assert_ptr_ne (promised_class ("System.Random"), subject_class ("System.Random"));
	ck_assert_ptr_eq (promised_class ("System.String"), (ClassInfo *) mono_get_string_class ());
	ck_assert_ptr_eq (subject_class ("System.Random"),
		subject_runtime ()->get_class_info_for (subject_runtime (), NULL, "System.Random"));
}
END_TEST

/* ---- Collections ---- */

static volatile int collected;

static void *
collect (void *data)
{
	MonoThread *self = mono_thread_attach (mono_get_root_domain ());

	(void) data;
	mono_gc_collect (mono_gc_max_generation ());
	collected = 1;
	mono_thread_detach (self);
	return NULL;
}

static void
wait_for (void *thread)
{
	pthread_join (*(pthread_t *) thread, NULL);
}

/* A collection waits for a thread that asks nothing, but not for one that works apart. */
START_TEST (collections_wait)
{
	IRuntimeInformation *runtime = subject_runtime ();
	pthread_t thread;

	collected = 0;
	ck_assert_int_eq (pthread_create (&thread, NULL, collect, NULL), 0);
	usleep (200000);
	ck_assert_int_eq (collected, 0);
	runtime->run_without_runtime (runtime, wait_for, &thread);
	ck_assert_int_eq (collected, 1);
}
END_TEST

static void __attribute__ ((noinline))
forget (void)
{
	volatile char stack [8192];

	memset ((char *) stack, 0, sizeof stack);
	for (int i = 0; i < 2000; i++)
		mono_array_new (mono_domain_get (), mono_get_object_class (), 20);
	mono_gc_collect (0);
}

enum { BYTES = 2000 };

static int round_number;

static MonoArray *__attribute__ ((noinline))
make_bytes (void)
{
	MonoArray *bytes = mono_array_new (mono_domain_get (), mono_get_byte_class (), BYTES);

	memset (mono_array_addr_with_size (bytes, 1, 0), round_number, BYTES);
	return bytes;
}

DECLARE_CODE (holder);
enum { HELD_NOT_AT_ALL, HELD_IN_REGISTER, HELD_ON_STACK };

/* Whether the bytes are still where they were, if only a pointer to OFFSET is held across a collection. */
static int
stays (int how, uint32_t offset)
{
	InstalledRuntimeCode *holder = promised_install (promised_method ("Bodies", "Four"), CODE (holder), NULL);
	const RuntimeLayout *layout = subject_runtime ()->get_layout (subject_runtime ());
	const uint8_t *object = (uint8_t *) promised_value (holder, (int64_t) (intptr_t) make_bytes,
								(int64_t) (intptr_t) forget, offset, how) -
		offset;
	uint32_t length;

	memcpy (&length, object + layout->array_length_offset, sizeof length);
	for (uint32_t i = 0; i < BYTES && length == BYTES; i++)
		if (object [layout->array_base_offset + i] != round_number)
			return 0;
	return length == BYTES;
}

START_TEST (conservative)
{
	const uint32_t base = subject_runtime ()->get_layout (subject_runtime ())->array_base_offset;
	const uint32_t offsets [] = { 0, 1, base, base + 1001, base + BYTES - 1 };
	int stay = 0;

	for (round_number = 1; round_number < 20; round_number++) {
		for (size_t i = 0; i < COUNT (offsets); i++) {
			ck_assert_msg (stays (HELD_IN_REGISTER, offsets [i]), "register, %u", offsets [i]);
			ck_assert_msg (stays (HELD_ON_STACK, offsets [i]), "stack, %u", offsets [i]);
		}
		stay += stays (HELD_NOT_AT_ALL, 0);
	}
	/* Else this shows nothing. */
	ck_assert_int_lt (stay, 10);
}
END_TEST

static uint32_t __attribute__ ((noinline))
store_weakly (void **data)
{
	MonoObject *object = mono_object_new (mono_domain_get (), mono_get_object_class ());

	*data = object;
	return mono_gchandle_new_weakref (object, 0);
}

/* Data stay, and what they point to does not. */
START_TEST (data)
{
	enum { OBJECTS = 50 };
	IRuntimeInformation *session = subject_session (0);
	void **data = session->allocate_data (session, OBJECTS * 2 * sizeof (void *));
	uint32_t handles [OBJECTS];
	int there = 0;

	for (int i = 0; i < OBJECTS; i++) {
		data [OBJECTS + i] = (void *) (intptr_t) (i * 3);
		handles [i] = store_weakly (&data [i]);
	}
	session->release (session);
	forget ();
	mono_gc_collect (mono_gc_max_generation ());
	for (int i = 0; i < OBJECTS; i++) {
		there += mono_gchandle_get_target (handles [i]) != NULL;
		ck_assert_ptr_eq (data [OBJECTS + i], (void *) (intptr_t) (i * 3));
	}
	ck_assert_int_lt (there, OBJECTS / 2);
}
END_TEST

/* ---- Calls and code ---- */

/* Whoever calls has nothing to do, though the class must be initialised before the method runs. */
START_TEST (first_call)
{
	IRuntimeInformation *runtime = subject_runtime ();
	static const uint32_t none [1];
	ClassDescription klass = { .size = sizeof klass };
	CallTarget target = { .size = sizeof target };

	ck_assert (runtime->get_call_target (runtime, promised_method ("Numbers", "Plain"),
		promised_method ("StartedByCall", "Read"), 0, &target));
	ck_assert (runtime->describe_class (runtime, promised_class ("StartedByCall"), &klass));
	ck_assert (!(klass.flags & CLASS_INITIALIZED));
	Call call = { .function = *target.cell };
	ck_assert_int_eq (promised_value (promised_install_caller (none, 0), (int64_t) &call, 0, 0, 0), 0);
	ck_assert_int_eq ((int32_t) call.result, 33);
	ck_assert (runtime->describe_class (runtime, promised_class ("StartedByCall"), &klass));
	ck_assert (klass.flags & CLASS_INITIALIZED);
}
END_TEST

DECLARE_CODE (jumper);

static int32_t
jump (const void *code, const void *a, int64_t b)
{
	InstalledRuntimeCode *jumper = promised_install (promised_method ("Bodies", "Four"), CODE (jumper), NULL);

	return (int32_t) promised_value (jumper, (int64_t) code, (int64_t) a, b, 0);
}

/* To methods that have no code yet. */
START_TEST (jumps)
{
	IRuntimeInformation *runtime = subject_runtime ();
	static const uint32_t none [1];
	MethodInfo *caller = promised_method ("Numbers", "Plain");
	CallTarget tail = { .size = sizeof tail }, ordinary = { .size = sizeof ordinary }, slot = { .size = sizeof slot };
	MonoObject *shape = mono_object_new (mono_domain_get (), (MonoClass *) promised_class ("Jumped"));
	MonoObject *delegate = execute_by_program (promised_method ("Jumped", "MakeDelegate"), NULL, NULL);
	const RuntimeLayout *layout = runtime->get_layout (runtime);
	void *code;

	ck_assert (runtime->get_call_target (runtime, caller, promised_method ("Jumped", "Static"), CALL_TAIL, &tail));
	ck_assert (runtime->get_call_target (runtime, caller, promised_method ("Jumped", "Static"), 0, &ordinary));
	ck_assert_ptr_ne (tail.cell, ordinary.cell);
	ck_assert_int_eq (jump (*tail.cell, (void *) 5, 0), 6);
	ck_assert_int_eq (jump (*tail.cell, (void *) 6, 0), 7);

	ck_assert (runtime->get_call_target (runtime, caller, promised_method ("Jumped", "Virtual"), CALL_VIRTUAL, &slot));
	ck_assert_int_eq (slot.kind, CALL_THROUGH_VTABLE);
	memcpy (&code, *(char **) shape + slot.vtable_offset, sizeof code);
	ck_assert_int_eq (jump (code, shape, 5), 7);

	memcpy (&code, (char *) delegate + layout->delegate_invoke_offset, sizeof code);
	ck_assert_int_eq (jump (code, delegate, 5), 8);
	memcpy (&code, (char *) delegate + layout->delegate_invoke_offset, sizeof code);
	ck_assert_int_eq (jump (code, delegate, 6), 9);

	Call load = { .function = runtime->get_service (runtime, SERVICE_LOAD_FUNCTION),
		.arguments = { word (promised_method ("Jumped", "Pointed")) } };
	ck_assert_int_eq (promised_value (promised_install_caller (none, 0), (int64_t) &load, 0, 0, 0), 0);
	ck_assert_int_eq (jump ((void *) load.result, (void *) 5, 0), 9);
}
END_TEST

/* What a question fails with is an answer: nothing is thrown, then or later. */
START_TEST (nothing_is_thrown)
{
	IRuntimeInformation *runtime = subject_runtime ();
	static const uint32_t none [1];
	StaticFieldAddress address = { .size = sizeof address };
	Call poll = { .function = runtime->get_service (runtime, SERVICE_POLL) };

	ck_assert (!runtime->compute_field_address (runtime, promised_method ("Numbers", "Plain"),
		subject_field ("Broken", "Value"), &address));
	ck_assert_int_eq (promised_value (promised_install_caller (none, 0), (int64_t) &poll, 0, 0, 0), 0);
	ck_assert_ptr_null (runtime->get_class_info_for (runtime, NULL, "No.Such"));
	ck_assert_int_eq (promised_value (promised_install_caller (none, 0), (int64_t) &poll, 0, 0, 0), 0);
}
END_TEST

START_TEST (found_by_address)
{
	static const uint8_t code [] = { 0x90, 0x90, 0x31, 0xc0, 0xc3 };
	IRuntimeInformation *runtime = subject_runtime ();
	MethodInfo *method = promised_method ("Bodies", "Four");
	InstalledCodeDescription description = { .size = sizeof description };

	ck_assert (runtime->describe_installed_code (runtime, promised_install (method, code, sizeof code, NULL),
		&description));
	for (size_t i = 0; i < sizeof code; i++) {
		MonoJitInfo *found = mono_jit_info_table_find (mono_domain_get (), (char *) description.code + i);
		ck_assert_ptr_nonnull (found);
		ck_assert_ptr_eq (mono_jit_info_get_method (found), (MonoMethod *) method);
		ck_assert_ptr_eq (mono_jit_info_get_code_start (found), (void *) description.code);
	}
}
END_TEST

static uint32_t
size_at (int level)
{
	IRuntimeInformation *runtime = subject_runtime ();
	ICompiler *compiler = runtime->get_compiler (runtime, "bigstep");
	CompilationRequest request = { .size = sizeof request, .flags = COMPILE_HOSTED, .optimization_level = level };
	CompilationReport report = { .size = sizeof report };
	NativeCodeHandle code = { .size = sizeof code };

	ck_assert_int_eq (compiler->compile_method (compiler, runtime, promised_method ("Bodies", "Crowded"), &request,
						  &code, &report),
		COMPILATION_OK);
	uint32_t size = code.code_size;
	compiler->release_code (compiler, &code);
	return size;
}

/* BigStep's default is 2. */
START_TEST (levels)
{
	ck_assert_uint_eq (size_at (-1), size_at (2));
	ck_assert_uint_ne (size_at (0), size_at (2));
}
END_TEST

int
main (void)
{
	Suite *suite = suite_create ("promises-seam");
	TCase *sessions = tcase_create ("sessions"), *handles = tcase_create ("handles");
	TCase *collections = tcase_create ("collections"), *calls = tcase_create ("calls");
	char error [512] = "";

	if (!mono_compiler_select ("bigstep,O=1", error, sizeof error) || error [0] ||
		mono_compiler_select ("bigstep,no-such-option", error, sizeof error) || !strstr (error, "no-such-option")) {
		fprintf (stderr, "mono_compiler_select: %s\n", error);
		return EXIT_FAILURE;
	}
	tcase_add_test (sessions, selection_stays);
	tcase_add_test (sessions, other_threads);
	tcase_add_test (sessions, released_by_its_thread);
	tcase_add_test (sessions, hosted);
	suite_add_tcase (suite, sessions);
	tcase_add_test (handles, handles_stay);
	tcase_add_test (handles, nothing_is_kept);
	tcase_add_test (handles, search_order);
	suite_add_tcase (suite, handles);
	tcase_add_test (collections, collections_wait);
	tcase_add_test (collections, conservative);
	tcase_add_test (collections, data);
	suite_add_tcase (suite, collections);
	tcase_add_test (calls, first_call);
	tcase_add_test (calls, jumps);
	tcase_add_test (calls, nothing_is_thrown);
	tcase_add_test (calls, found_by_address);
	tcase_add_test (calls, levels);
	suite_add_tcase (suite, calls);
	return run_in_process (suite);
}
