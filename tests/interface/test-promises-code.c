/* SPDX-License-Identifier: MIT
 *
 * What mono-compiler-code.h promises of calls, allocation, services and layout, and no other suite looks at: each is used as
 * compiled code would. */
#include "promised.h"

#include <mono/metadata/class.h>
#include <mono/metadata/mono-gc.h>
#include <mono/metadata/threads.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const uint32_t inner_first [] = { 0, 1 };

/* Calls FUNCTION from installed code; what it returns. It must not throw, and must leave the caller's registers alone. */
static uint64_t
call (const void *function, uint64_t a, uint64_t b, uint64_t c, uint64_t d)
{
	Call how = { .function = function, .arguments = { a, b, c, d } };

	ck_assert_int_eq (promised_value (promised_install_caller (inner_first, 2), (int64_t) &how, 0, 0, 0), 0);
	return how.result;
}

/* The same; it must throw. The name of what it throws */
static const char *
thrown (const void *function, uint64_t a, uint64_t b, uint64_t c, uint64_t d)
{
	Call how = { .function = function, .arguments = { a, b, c, d } };

	ck_assert_int_ne (promised_value (promised_install_caller (inner_first, 2), (int64_t) &how, 0, 0, 0), 0);
	return mono_class_get_name (mono_object_get_class ((MonoObject *) how.exception));
}

/* ---- Calls ---- */

/* Sessions of one thread end in any order; the thread stays in the runtime as long as one is open. */
START_TEST (sessions_in_any_order)
{
	IRuntimeInformation *open [3];
	CallTarget target = { .size = sizeof target };

	for (int first = 0; first < 3; first++) {
		for (int i = 0; i < 3; i++)
			open [i] = subject_session (0);
		for (int i = 0; i < 3; i++) {
			IRuntimeInformation *last = open [(first + 2) % 3];
			ck_assert (last->get_call_target (last, promised_method ("Numbers", "Plain"),
				promised_method ("Numbers", "Plain"), 0, &target));
			ck_assert_int_eq ((int32_t) call (*target.cell, 5, 0, 0, 0), 5);
			open [(first + i) % 3]->release (open [(first + i) % 3]);
		}
	}
}
END_TEST

/* A cell serves whoever knows it until its domain ends, not only the request that asked for it. */
START_TEST (cells_stay)
{
	IRuntimeInformation *session = subject_session (0);
	char name [] = "another";
	CallTarget target = { .size = sizeof target };

	ck_assert (session->get_call_target (session, promised_method ("Numbers", "Plain"),
		promised_method ("Bodies", "Later"), 0, &target));
	session->release (session);
	mono_domain_unload (mono_domain_create_appdomain (name, NULL));
	mono_gc_collect (mono_gc_max_generation ());
	void *trampoline = *target.cell;
	ck_assert_int_eq ((int32_t) call (*target.cell, 5, 0, 0, 0), 1005);
	/* The code is there by now. */
	ck_assert_ptr_ne (*target.cell, trampoline);
	ck_assert_int_eq ((int32_t) call (*target.cell, 6, 0, 0, 0), 1006);
}
END_TEST

START_TEST (delegate_cells)
{
	IRuntimeInformation *runtime = subject_runtime ();
	DelegateTemplate delegate = { .size = sizeof delegate };
	MethodInfo *method = promised_method ("Bodies", "LaterToo");
	int32_t number = 1;

	ck_assert (runtime->get_delegate_template (runtime, subject_class ("System.Func`2[[System.Int32],[System.Int32]]"),
		method, &delegate));
	void *before = *delegate.code_cell;
	execute_by_program (promised_method ("Statics", "CallByDelegate"), NULL, ARGUMENTS (&number));
	ck_assert_ptr_ne (*delegate.code_cell, before);
	ck_assert_int_eq ((int32_t) call (*delegate.code_cell, 7, 0, 0, 0), 2007);
}
END_TEST

START_TEST (unmanaged_code)
{
	IRuntimeInformation *runtime = subject_runtime ();
	MethodInfo *method = damaged_method ("Sound", "CallsUnmanaged");
	UnmanagedCall unmanaged = { .size = sizeof unmanaged };
	const void *service = runtime->get_service (runtime, SERVICE_UNMANAGED_FUNCTION);
	SignatureInfo *signature = runtime->get_signature_info_for_token (runtime, method,
		subject_token (method, "calli", 0));

	ck_assert_ptr_nonnull (signature);
	ck_assert (runtime->get_unmanaged_call (runtime, method, signature, &unmanaged));
	uint64_t code = call (service, word (unmanaged.module), word (unmanaged.signature), (uint64_t) (uintptr_t) abs, 0);
	ck_assert_uint_eq (call (service, word (unmanaged.module), word (unmanaged.signature), (uint64_t) (uintptr_t) abs,
						   0),
		code);
	ck_assert_int_eq ((int32_t) call ((void *) code, (uint64_t) -5, 0, 0, 0), 5);
}
END_TEST

static RemoteFieldTarget
remote_field (const char *klass)
{
	IRuntimeInformation *runtime = subject_runtime ();
	RemoteFieldTarget target = { .size = sizeof target };

	ck_assert (runtime->get_remote_field_target (runtime, promised_field (klass, "Value"), FIELD_ACCESS_LOAD, &target));
	return target;
}

START_TEST (remote_fields)
{
	IRuntimeInformation *runtime = subject_runtime ();
	FieldDescription field = { .size = sizeof field };
	RemoteFieldTarget target = remote_field ("Remote");
	MonoObject *object = mono_object_new (mono_domain_get (), (MonoClass *) promised_class ("Remote"));

	mono_runtime_object_init (object);
	ck_assert (runtime->describe_field (runtime, promised_field ("Remote", "Value"), &field));
	ck_assert_ptr_ne (mono_object_get_class (object), (MonoClass *) runtime->get_layout (runtime)->proxy_class);
	ck_assert_int_eq (target.is_always_needed, 0);
	ck_assert_int_eq (*(int32_t *) ((char *) object + field.offset), 6);
	void *trampoline = *target.cell;
	for (int i = 0; i < 2; i++)
		ck_assert_int_eq ((int32_t) call (*target.cell, word (object), word (promised_class ("Remote")),
							  word (promised_field ("Remote", "Value")), field.offset),
			6);
	ck_assert_ptr_ne (*target.cell, trampoline);
	/* Where an object is bound to a context, its own code may be in another one. */
	ck_assert_int_eq (remote_field ("Bound").is_always_needed, 1);
}
END_TEST

/* By number, as instructions of wrappers have them: each has a convention, and does what the services of its name do. */
START_TEST (runtime_functions)
{
	IRuntimeInformation *runtime = subject_runtime ();
	MethodInfo *method = promised_method ("Numbers", "Plain");
	MonoObject *texts = execute_by_program (promised_method ("Statics", "MakeTexts"), NULL, NULL);
	uint64_t vtable = word (runtime->get_vtable (runtime, subject_class ("Shape")));
	int found = 0, called = 0;

	for (uint32_t number = 0; number < 1000; number++) {
		RuntimeFunction function = { .size = sizeof function };
		NativeSignature native = { .size = sizeof native };
		if (!runtime->get_runtime_function (runtime, method, number, &function)) {
			subject_check_failure (runtime, "System.InvalidProgramException");
			continue;
		}
		found++;
		ck_assert_msg (runtime->get_native_signature (runtime, function.signature, &native), "%s", function.name);
		if (strcmp (function.name, "mono_helper_stelem_ref_check") == 0) {
			ck_assert_uint_eq (native.argument_count, 2);
			ck_assert_str_eq (thrown (function.address, word (texts), word (texts), 0, 0),
				"ArrayTypeMismatchException");
			called++;
		}
		if (strcmp (function.name, "ves_icall_object_new_specific") == 0) {
			int collections = mono_gc_collection_count (0);
			for (int i = 0; i < 1000000 && mono_gc_collection_count (0) == collections; i += 1000)
				for (int j = 0; j < 1000; j++)
					ck_assert_ptr_eq (mono_object_get_class ((MonoObject *) call (function.address, vtable, 0, 0, 0)),
						subject_mono_class ("Shape"));
			ck_assert_int_gt (mono_gc_collection_count (0), collections);
			called++;
		}
	}
	ck_assert_int_gt (found, 100);
	ck_assert_int_eq (called, 2);
}
END_TEST

/* Above 32 KiB the runtime keeps an offset in too few bits. */
START_TEST (stack_size)
{
	IRuntimeInformation *runtime = subject_runtime ();
	MethodDescription method = { .size = sizeof method };
	NativeSignature native = { .size = sizeof native };

	ck_assert (runtime->describe_method (runtime, promised_method ("Statics", "Much"), &method));
	ck_assert (runtime->get_native_signature (runtime, method.signature, &native));
	ck_assert_uint_eq (native.stack_size, 3 * 20000);
	ck_assert_uint_eq (native.arguments [0].stack_offset, 0);
	ck_assert_uint_eq (native.arguments [1].stack_offset, 20000);
	ck_assert_uint_ne (native.arguments [2].stack_offset, 40000);
}
END_TEST

/* ---- Allocation ---- */

START_TEST (allocators)
{
	static const char *const objects [] = { "System.Object", "Shape", "Square", "Outer+Generic`1[[Shape]]",
		"Operation" };
	IRuntimeInformation *runtime = subject_runtime ();
	Allocator shape = { .size = sizeof shape }, numbers = { .size = sizeof numbers }, text = { .size = sizeof text };
	int collections = mono_gc_collection_count (0);

	ck_assert (runtime->get_allocator (runtime, subject_class ("Shape"), &shape));
	ck_assert (runtime->get_allocator (runtime, subject_class ("System.Int64[]"), &numbers));
	ck_assert (runtime->get_allocator (runtime, subject_class ("System.String"), &text));
	for (size_t i = 0; i < COUNT (objects); i++) {
		Allocator other = { .size = sizeof other };
		ck_assert (runtime->get_allocator (runtime, subject_class (objects [i]), &other));
		ck_assert_int_eq (other.kind, ALLOCATOR_SIZED);
	}
	MonoObject *object = (MonoObject *) call (shape.address, word (shape.vtable), 24, 0, 0);
	ck_assert_ptr_eq (mono_object_get_class (object), subject_mono_class ("Shape"));
	MonoString *characters = (MonoString *) call (text.address, word (text.vtable), 5, 0, 0);
	ck_assert_int_eq (mono_string_length (characters), 5);
	for (int i = 0; i < 5; i++)
		ck_assert_int_eq (mono_string_chars (characters) [i], 0);
	ck_assert_str_eq (thrown (numbers.address, word (numbers.vtable), (uint64_t) -1, 0, 0), "OverflowException");
	for (int i = 0; i < 100000 && mono_gc_collection_count (0) == collections; i++) {
		MonoArray *array = (MonoArray *) call (numbers.address, word (numbers.vtable), 500, 0, 0);
		ck_assert_uint_eq (mono_array_length (array), 500);
		for (uintptr_t j = 0; j < 500; j++)
			ck_assert_int_eq (mono_array_get (array, int64_t, j), 0);
	}
	ck_assert_int_gt (mono_gc_collection_count (0), collections);
}
END_TEST

/* ---- Locks ---- */

typedef struct Other {
	MonoObject *object;
	pthread_barrier_t barrier;
	int could;
} Other;

static void *
try_to_lock (void *data)
{
	Other *other = data;
	MonoThread *self = mono_thread_attach (mono_get_root_domain ());

	other->could = mono_monitor_try_enter (other->object, 0);
	pthread_barrier_wait (&other->barrier);
	pthread_barrier_wait (&other->barrier);
	if (other->could)
		mono_monitor_exit (other->object);
	mono_thread_detach (self);
	return NULL;
}

/* What the services say of a lock, on this thread and one that tries it meanwhile. */
static void
check_lock (Service quickly, int held_by_other)
{
	IRuntimeInformation *runtime = subject_runtime ();
	const void *service = runtime->get_service (runtime, quickly);
	Other other = { .object = mono_object_new (mono_domain_get (), mono_get_object_class ()) };
	uint8_t taken = 0;
	pthread_t thread;
	uint64_t result = 0;

	pthread_barrier_init (&other.barrier, NULL, 2);
	if (!held_by_other)
		result = call (service, word (other.object), word (&taken), 0, 0);
	ck_assert_int_eq (pthread_create (&thread, NULL, try_to_lock, &other), 0);
	pthread_barrier_wait (&other.barrier);
	if (held_by_other)
		result = call (service, word (other.object), word (&taken), 0, 0);
	ck_assert_int_eq (other.could, held_by_other);
	ck_assert_int_eq ((uint32_t) result, !held_by_other);
	if (quickly == SERVICE_MONITOR_TAKE_QUICKLY)
		ck_assert_int_eq (taken, !held_by_other);
	pthread_barrier_wait (&other.barrier);
	pthread_join (thread, NULL);
	/* What follows when it could not be done quickly */
	if (held_by_other)
		call (runtime->get_service (runtime, SERVICE_MONITOR_ENTER), word (other.object), 0, 0, 0);
	mono_monitor_exit (other.object);
	pthread_barrier_destroy (&other.barrier);
}

START_TEST (locks)
{
	check_lock (_i & 1 ? SERVICE_MONITOR_ENTER_QUICKLY : SERVICE_MONITOR_TAKE_QUICKLY, _i >> 1);
}
END_TEST

/* ---- Methods that the runtime makes ---- */

START_TEST (helpers)
{
	IRuntimeInformation *runtime = subject_runtime ();
	MethodInfo *caller = promised_method ("Numbers", "Plain");
	CallTarget cast = { .size = sizeof cast }, store = { .size = sizeof store };
	MonoArray *texts = (MonoArray *) execute_by_program (promised_method ("Statics", "MakeTexts"), NULL, NULL);
	MonoString *text = mono_string_new (mono_domain_get (), "text");
	uint64_t strings = word (mono_get_string_class ());
	int64_t cache = 0;

	ck_assert (runtime->get_call_target (runtime, caller, runtime->get_helper_method (runtime, HELPER_CAST_CLASS), 0,
		&cast));
	ck_assert_int_eq (cast.kind, CALL_THROUGH_CELL);
	ck_assert_uint_eq (call (*cast.cell, word (text), strings, word (&cache), 0), word (text));
	ck_assert_uint_eq (call (*cast.cell, 0, strings, word (&cache), 0), 0);
	cache = 0;
	ck_assert_str_eq (thrown (*cast.cell, word (texts), strings, word (&cache), 0), "InvalidCastException");

	ck_assert (runtime->get_call_target (runtime, caller, runtime->get_helper_method (runtime, HELPER_STORE_ELEMENT),
		CALL_VIRTUAL, &store));
	ck_assert_int_eq (store.kind, CALL_THROUGH_VTABLE);
	void *code;
	memcpy (&code, *(char **) texts + store.vtable_offset, sizeof code);
	call (code, word (texts), 3, word (text), 0);
	ck_assert_ptr_eq (mono_array_get (texts, MonoString *, 3), text);
	ck_assert_str_eq (thrown (code, word (texts), 4, word (texts), 0), "ArrayTypeMismatchException");
	ck_assert_str_eq (thrown (code, word (texts), 100, word (text), 0), "IndexOutOfRangeException");
}
END_TEST

/* ---- Layout ---- */

/* Objects that nobody knows by a register or the stack, as long as these functions are not inlined. */
static void __attribute__ ((noinline))
store_static (void **address, int number)
{
	char text [32];

	snprintf (text, sizeof text, "text %d", number);
	*address = mono_string_new (mono_domain_get (), text);
}

static void __attribute__ ((noinline))
copy_value (void *to, MonoClass *klass, int number)
{
	void (*service) (void *, void *, void *);
	char text [32];
	/* References of Subject.cs: int, Pair, string, Large, object */
	void *value [8] = { 0 };

	*(void **) &service = subject_runtime ()->get_service (subject_runtime (), SERVICE_COPY_VALUE);
	snprintf (text, sizeof text, "text %d", number);
	value [3] = mono_string_new (mono_domain_get (), text);
	service (to, value, klass);
	memset (value, 0, sizeof value);
	__asm__ volatile ("" : : "r"(value) : "memory");
}

static void __attribute__ ((noinline))
forget (void)
{
	volatile char stack [4096];

	memset ((char *) stack, 0, sizeof stack);
	for (int i = 0; i < 2000; i++)
		mono_array_new (mono_domain_get (), mono_get_object_class (), 20);
	mono_gc_collect (0);
}

static void
check_text (MonoString *string, int number)
{
	char expected [32];
	char *text = mono_string_to_utf8 (string);

	snprintf (expected, sizeof expected, "text %d", number);
	ck_assert_str_eq (text, expected);
	mono_free (text);
}

/* Statics are roots: a store there marks no card. A value with references that is copied to the heap does, and the service
 * sees to it. */
START_TEST (barriers)
{
	IRuntimeInformation *runtime = subject_runtime ();
	StaticFieldAddress address = { .size = sizeof address };
	ClassDescription klass = { .size = sizeof klass };
	MonoClass *references = subject_mono_class ("References");
	MonoArray *array = mono_array_new (mono_domain_get (), references, 10);
	uint32_t handle = mono_gchandle_new ((MonoObject *) array, 1);

	ck_assert (runtime->describe_class (runtime, (ClassInfo *) references, &klass));
	ck_assert_uint_gt (klass.value_size, runtime->get_layout (runtime)->barrier_copy_words * 8);
	ck_assert_uint_eq (klass.value_size, 8 * 8);
	ck_assert (runtime->compute_field_address (runtime, promised_method ("Statics", "Read"),
		promised_field ("Statics", "Text"), &address));
	mono_gc_collect (mono_gc_max_generation ());
	for (int i = 0; i < 100; i++) {
		char *element = mono_array_addr_with_size (array, 64, i % 10);
		store_static (address.address, i);
		copy_value (element, references, i);
		forget ();
		check_text (*(MonoString **) address.address, i);
		check_text (((MonoString **) (void *) element) [3], i);
	}
	mono_gchandle_free (handle);
}
END_TEST

START_TEST (float32)
{
	MonoObject *single = execute_by_program (promised_method ("Statics", "FloatsAreSingle"), NULL, NULL);

	ck_assert_int_eq (*(uint8_t *) mono_object_unbox (single),
		subject_runtime ()->get_layout (subject_runtime ())->float32_is_exact);
}
END_TEST

/* As much as it says, and no more. */
START_TEST (unwind_state)
{
	IRuntimeInformation *runtime = subject_runtime ();
	uint32_t size = runtime->get_layout (runtime)->unwind_state_size;
	uint8_t *first = malloc (size + 64), *second = malloc (size + 64);
	const void *save = runtime->get_service (runtime, SERVICE_SAVE_UNWIND);

	memset (first, 0x5a, size + 64);
	memset (second, 0xa5, size + 64);
	call (save, word (first), 0, 0, 0);
	call (save, word (second), 0, 0, 0);
	ck_assert_mem_eq (first, second, size);
	for (uint32_t i = size; i < size + 64; i++)
		ck_assert_int_eq (first [i], 0x5a);
	call (runtime->get_service (runtime, SERVICE_RESTORE_UNWIND), word (first), 0, 0, 0);
	call (save, word (second), 0, 0, 0);
	ck_assert_mem_eq (first, second, size);
	free (first);
	free (second);
}
END_TEST

/* Polls leave alone what code has in objects, statics and frames, with a collection in them or not. */
START_TEST (polls_apart)
{
	static const Service polls [] = { SERVICE_POLL, SERVICE_POLL_QUIETLY };
	IRuntimeInformation *runtime = subject_runtime ();
	MonoArray *numbers = mono_array_new (mono_domain_get (), mono_get_int64_class (), 1000);
	StaticFieldAddress address = { .size = sizeof address };

	ck_assert (runtime->compute_field_address (runtime, promised_method ("Numbers", "Plain"),
		promised_field ("Started", "Value"), &address));
	for (int i = 0; i < 1000; i++)
		mono_array_set (numbers, int64_t, i, i * 3);
	*(int32_t *) address.address = 99;
	for (size_t i = 0; i < COUNT (polls); i++) {
		call (runtime->get_service (runtime, polls [i]), 0, 0, 0, 0);
		mono_gc_collect (0);
		call (runtime->get_service (runtime, polls [i]), 0, 0, 0, 0);
	}
	ck_assert_int_eq (*(int32_t *) address.address, 99);
	for (int i = 0; i < 1000; i++)
		ck_assert_int_eq (mono_array_get (numbers, int64_t, i), i * 3);
}
END_TEST

int
main (void)
{
	Suite *suite = suite_create ("promises-code");
	TCase *calls = tcase_create ("calls"), *objects = tcase_create ("objects"), *layout = tcase_create ("layout");

	/* First: the default session, which stays open, is created within one that ends before it. */
	tcase_add_test (calls, cells_stay);
	tcase_add_test (calls, sessions_in_any_order);
	tcase_add_test (calls, delegate_cells);
	tcase_add_test (calls, unmanaged_code);
	tcase_add_test (calls, remote_fields);
	tcase_add_test (calls, runtime_functions);
	tcase_add_test (calls, stack_size);
	suite_add_tcase (suite, calls);
	tcase_add_test (objects, allocators);
	tcase_add_loop_test (objects, locks, 0, 4);
	tcase_add_test (objects, helpers);
	suite_add_tcase (suite, objects);
	tcase_add_test (layout, barriers);
	tcase_add_test (layout, float32);
	tcase_add_test (layout, unwind_state);
	tcase_add_test (layout, polls_apart);
	suite_add_tcase (suite, layout);
	return run_in_process (suite);
}
