/* SPDX-License-Identifier: MIT
 *
 * What mono-compiler-code.h and -exceptions.h promise of frames: registers, stack, landing pads, filters, aborts. By machine
 * code that could not do without what is promised. */
#include "promised.h"

#include <mono/metadata/class.h>
#include <mono/metadata/debug-helpers.h>
#include <mono/metadata/mono-gc.h>
#include <mono/metadata/threads.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/time.h>
#include <unistd.h>

/* ---- Registers ---- */

static const uint32_t inner_first [] = { 0, 1 };

/* The code address of what COMPILER makes of a method of Promised.dll */
static const void *
compiled (const char *compiler, const char *klass, const char *description)
{
	IRuntimeInformation *runtime = subject_runtime ();
	MethodInfo *method = promised_method (klass, description);
	CompilationRequest request = { .size = sizeof request, .flags = COMPILE_HOSTED, .optimization_level = -1 };
	CompilationReport report = { .size = sizeof report };
	NativeCodeHandle code = { .size = sizeof code };
	InstalledCodeDescription installed = { .size = sizeof installed };
	ICompiler *of_it = runtime->get_compiler (runtime, compiler);

	ck_assert_int_eq (of_it->compile_method (of_it, runtime, method, &request, &code, &report), COMPILATION_OK);
	ck_assert (runtime->describe_installed_code (runtime,
		runtime->install_compilation_result (runtime, method, &code, INSTALL_PRIVATE), &installed));
	if (of_it->release_code)
		of_it->release_code (of_it, &code);
	return installed.code;
}

static const char *const compilers [] = { "mini", "bigstep", "bigstep,O=0" };

DECLARE_CODE (scrambler);

/* Of code that needs all registers, and of frames that an exception leaves. */
START_TEST (registers_of_callers)
{
	InstalledRuntimeCode *caller = promised_install_caller (inner_first, 2);
	Call crowded = { .function = compiled (compilers [_i], "Bodies", "Crowded"), .arguments = { 12345 } };
	Call throws = { .function = compiled (compilers [_i], "Bodies", "Throw"), .arguments = { 0 } };
	Call passes_on = { .function = compiled (compilers [_i], "Bodies", "Finally"), .arguments = { 3 } };

	ck_assert_int_eq (promised_value (caller, (int64_t) &crowded, 0, 0, 0), 0);
	ck_assert_int_eq (promised_value (caller, (int64_t) &throws, 0, 0, 0), 0);
	ck_assert_uint_eq (throws.result, 7);
	throws.arguments [0] = 1;
	ck_assert_int_eq (promised_value (caller, (int64_t) &throws, 0, 0, 0), 0x100);
	ck_assert_int_eq (promised_value (caller, (int64_t) &passes_on, 0, 0, 0), 0x100);
	/* Through a frame that has saved them, by what its unwind information says */
	NativeCodeHandle handle = { .size = sizeof handle,
		.unwind_information = promised_caller_unwind,
		.unwind_information_size = PROMISED_CALLER_UNWIND_SIZE };
	InstalledRuntimeCode *scrambler = promised_install (promised_method ("Bodies", "Four"), CODE (scrambler), &handle);
	InstalledCodeDescription description = { .size = sizeof description };
	ck_assert (subject_runtime ()->describe_installed_code (subject_runtime (), scrambler, &description));
	Call scrambles = { .function = description.code, .arguments = { word (throws.function), 0 } };
	ck_assert_int_eq (promised_value (caller, (int64_t) &scrambles, 0, 0, 0), 0);
	scrambles.arguments [1] = 1;
	ck_assert_int_eq (promised_value (caller, (int64_t) &scrambles, 0, 0, 0), 0x100);
}
END_TEST

/* The first clause in the array that the exception fits has it: that is the inner one. */
START_TEST (innermost_first)
{
	static const uint32_t outer_first [] = { 1, 0 }, inner [] = { 0 };
	Call call = { .function = compiled ("mini", "Bodies", "Throw"), .arguments = { 1 } };

	ck_assert_int_eq (promised_value (promised_install_caller (inner_first, 2), (int64_t) &call, 0, 0, 0), 0x100);
	ck_assert_str_eq (mono_class_get_name (mono_object_get_class ((MonoObject *) call.exception)),
		"InvalidOperationException");
	ck_assert_int_eq (promised_value (promised_install_caller (outer_first, 2), (int64_t) &call, 0, 0, 0), 0x10100);
	/* What the inner one does not take is the outer one's, and what nobody takes the caller's. */
	call = (Call) { .function = subject_runtime ()->get_service (subject_runtime (), SERVICE_THROW_BAD_IMAGE),
		.arguments = { 0 } };
	ck_assert_int_eq (promised_value (promised_install_caller (inner_first, 2), (int64_t) &call, 0, 0, 0), 0x10100);
	ck_assert_int_eq (promised_run (promised_install_caller (inner, 1), (int64_t) &call, 0, 0, 0).threw, 1);
	ck_assert_int_eq (promised_run (promised_install_caller (NULL, 0), (int64_t) &call, 0, 0, 0).threw, 1);
}
END_TEST

/* ---- Services ---- */

/* Each does what its name says, and leaves the registers alone that C functions do; those that throw, too. */
START_TEST (services)
{
	static uint64_t cache, lengths [2] = { 3, 4 }, number = 7;
	IRuntimeInformation *runtime = subject_runtime ();
	MonoDomain *domain = mono_domain_get ();
	MonoArray *texts = (MonoArray *) execute_by_program (promised_method ("Statics", "MakeTexts"), NULL, NULL);
	MonoString *text = mono_string_new (domain, "text");
	MonoObject *exception = execute_by_program (promised_method ("Regions", "MakeException"), NULL, NULL);
	uint64_t string_class = word (mono_get_string_class ()),
			 boxed = word (mono_value_box (domain, mono_get_int64_class (), &number));
	uint64_t mismatch = runtime->get_corlib_exception_index (runtime, EXCEPTION_DIVIDE_BY_ZERO);
	uint64_t vtable = word (runtime->get_vtable (runtime, subject_class ("Shape")));
	uint64_t shapes = word (runtime->get_vtable (runtime, subject_class ("Shape[]")));
	uint64_t plain = word (promised_method ("Numbers", "Plain")),
			 grid = word (subject_method ("System.Int32[,]", ".ctor(int,int)"));
	uint64_t area = word (subject_method ("System.Object", "ToString")), state [64],
			 started = word (runtime->get_vtable (runtime, promised_class ("Started")));
	uint64_t to [2] = { 0 }, from [2] = { 1, 2 };
	uint8_t taken = 0;
	const struct {
		Service service;
		uint64_t arguments [3];
		const char *throws;
	} calls [] = {
		{ SERVICE_ALLOCATE_OBJECT, { vtable }, NULL },
		{ SERVICE_ALLOCATE_VECTOR, { shapes, 5 }, NULL },
		{ SERVICE_ALLOCATE_VECTOR, { shapes, (uint64_t) -1 }, "OverflowException" },
		{ SERVICE_INITIALIZE_CLASS, { started }, NULL },
		{ SERVICE_IS_INSTANCE, { word (text), string_class, word (&cache) }, NULL },
		{ SERVICE_CAST_CLASS, { word (text), string_class, word (&cache) }, NULL },
		{ SERVICE_CAST_CLASS, { boxed, string_class, word (&cache) }, "InvalidCastException" },
		{ SERVICE_CHECK_STORE_ELEMENT, { word (texts), word (text) }, NULL },
		{ SERVICE_CHECK_STORE_ELEMENT, { word (texts), boxed }, "ArrayTypeMismatchException" },
		{ SERVICE_THROW, { word (exception) }, "InvalidOperationException" },
		{ SERVICE_RETHROW, { word (exception) }, "InvalidOperationException" },
		{ SERVICE_THROW_CORLIB, { mismatch }, "DivideByZeroException" },
		{ SERVICE_POLL, { 0 }, NULL },
		{ SERVICE_POLL_QUIETLY, { 0 }, NULL },
		{ SERVICE_COPY_RANGE, { word (to), word (from), sizeof to }, NULL },
		{ SERVICE_LOAD_FUNCTION, { plain }, NULL },
		{ SERVICE_LOAD_VIRTUAL_FUNCTION, { word (text), area }, NULL },
		{ SERVICE_LOAD_VIRTUAL_FUNCTION, { 0, area }, "NullReferenceException" },
		{ SERVICE_FLOAT64_REMAINDER, { 0 }, NULL },
		{ SERVICE_FLOAT64_TO_UINT64, { 0 }, NULL },
		{ SERVICE_NEW_ARRAY, { grid, 2, word (lengths) }, NULL },
		{ SERVICE_UNDENIABLE_EXCEPTION, { 0 }, NULL },
		{ SERVICE_SAVE_UNWIND, { word (state) }, NULL },
		{ SERVICE_RESTORE_UNWIND, { word (state) }, NULL },
		{ SERVICE_THROW_BAD_IMAGE, { 0 }, "BadImageFormatException" },
		{ SERVICE_MONITOR_ENTER_QUICKLY, { word (exception) }, NULL },
		{ SERVICE_MONITOR_ENTER, { word (exception) }, NULL },
		{ SERVICE_MONITOR_ENTER, { 0 }, "ArgumentNullException" },
		{ SERVICE_MONITOR_TAKE_QUICKLY, { word (exception), word (&taken) }, NULL },
		{ SERVICE_FINISH_ABORT, { 0 }, NULL },
	};
	InstalledRuntimeCode *caller = promised_install_caller (inner_first, 2);

	for (size_t i = 0; i < COUNT (calls); i++) {
		Call call = { .function = runtime->get_service (runtime, calls [i].service), .floats = { 7.5, 2 } };
		memcpy (call.arguments, calls [i].arguments, sizeof calls [i].arguments);
		int64_t answer = promised_value (caller, (int64_t) &call, 0, 0, 0);
		ck_assert_msg ((answer & 0xff) == 0, "service %d: %x", calls [i].service, (unsigned) answer);
		ck_assert_msg (!(answer & 0x100) == !calls [i].throws, "service %d: %x", calls [i].service, (unsigned) answer);
		if (calls [i].throws)
			ck_assert_str_eq (mono_class_get_name (mono_object_get_class ((MonoObject *) call.exception)),
				calls [i].throws);
	}
	ck_assert_uint_eq (to [1], 2);
	ck_assert_int_eq (taken, 1);
}
END_TEST

/* ---- The red zone ---- */

DECLARE_CODE (red_zone);

static volatile sig_atomic_t alarms;

static void
on_alarm (int signal)
{
	volatile char much [4096];

	memset ((char *) much, signal, sizeof much);
	alarms++;
}

START_TEST (red_zone)
{
	const struct itimerval often = { { 0, 1000 }, { 0, 1000 } }, never = { { 0, 0 }, { 0, 0 } };
	InstalledRuntimeCode *installed = promised_install (promised_method ("Bodies", "Four"), CODE (red_zone), NULL);
	struct sigaction action = { .sa_handler = on_alarm, .sa_flags = SA_RESTART }, before;

	sigaction (SIGALRM, &action, &before);
	setitimer (ITIMER_REAL, &often, NULL);
	while (alarms < 20)
		ck_assert_int_eq (promised_value (installed, 20000000, 0, 0, 0), 16);
	setitimer (ITIMER_REAL, &never, NULL);
	sigaction (SIGALRM, &before, NULL);
}
END_TEST

/* ---- Faults ---- */

DECLARE_CODE (load);
DECLARE_CODE (store);

/* By code that says nothing of how to unwind it, for it moves no stack pointer. */
START_TEST (null_page)
{
	IRuntimeInformation *runtime = subject_runtime ();
	uint32_t size = runtime->get_layout (runtime)->null_page_size;
	const uint32_t offsets [] = { 0, 8, 100, size / 2, size - 8 };
	InstalledRuntimeCode *load = promised_install (promised_method ("Bodies", "Four"), CODE (load), NULL);
	InstalledRuntimeCode *store = promised_install (promised_method ("Bodies", "Four"), CODE (store), NULL);
	int64_t number = 77;

	ck_assert_uint_ge (size, 4096);
	ck_assert_int_eq (promised_value (load, (int64_t) &number, 0, 0, 0), 77);
	for (size_t i = 0; i < COUNT (offsets); i++) {
		ExecutionResult loaded = promised_run (load, 0, offsets [i], 0, 0);
		ExecutionResult stored = promised_run (store, 0, offsets [i], 0, 0);
		ck_assert_int_eq (strncmp (loaded.exception, "System.NullReferenceException", 29), 0);
		ck_assert_int_eq (strncmp (stored.exception, "System.NullReferenceException", 29), 0);
	}
}
END_TEST

/* A trace of a method's own code shows the offsets of sequence points; where there are none, those of the IL map. */
START_TEST (traces)
{
	static const NativeOffset map [] = { { 0, 0x12 } }, points [] = { { 0, 0x34 } };
	NativeCodeHandle mapped = { .size = sizeof mapped, .il_map = map, .il_map_count = 1 };
	NativeCodeHandle pointed = {
		.size = sizeof pointed, .il_map = map, .il_map_count = 1, .sequence_points = points, .sequence_point_count = 1
	};
	NativeCodeHandle *const handles [] = { &mapped, &pointed };
	static const char *const places [] = { "[0x00012]", "[0x00034]" };
	static const char *const methods [] = { "FirstTraced", "SecondTraced" };

	for (int i = 0; i < 2; i++) {
		InstalledRuntimeCode *load = promised_install_as (promised_method ("Bodies", methods [i]), CODE (load),
			handles [i], INSTALL_PUBLISH);
		ExecutionResult result = promised_run (load, 0, 0, 0, 0);
		MonoObject *trace = execute_by_program (promised_method ("Regions", "Trace"), NULL,
			(void *[]) { result.boxed });
		char *text = mono_string_to_utf8 ((MonoString *) trace);
		ck_assert_msg (strstr (text, methods [i]) && strstr (text, places [i]), "%s", text);
		mono_free (text);
	}
}
END_TEST

/* ---- Filters ---- */

DECLARE_CODE (filtering);
DECLARE_CODE (filtering_try);
DECLARE_CODE (filtering_filter);
DECLARE_LABEL (filtering_pad);
DECLARE_LABEL (filtering_jump);
DECLARE_LABEL (filtering_work);

/* Behind the prologue, of 9 bytes: def_cfa rbp 16, and where RBP and RBX are. */
static const uint8_t framed_unwind [] = { 0x0c, 7, 8, 0x90, 1, 0x49, 0x0c, 6, 16, 0x86, 2, 0x83, 3 };

/* A body of METHOD, whose clause 0 is a filter, and which takes what the filter throws if it has a clause 1. */
static InstalledRuntimeCode *
install_filtering (const char *method, int count)
{
	NativeClause clauses [] = { { .clause_index = 0,
									.try_start = OFFSET (filtering, filtering_try),
									.try_end = OFFSET (filtering, filtering_try_end),
									.handler_start = OFFSET (filtering, filtering_pad),
									.filter_start = OFFSET (filtering, filtering_filter),
									.filter_end = OFFSET (filtering, filtering_filter_end) },
		{ .clause_index = 1,
			.try_start = OFFSET (filtering, filtering_work),
			.try_end = (uint32_t) (promised_filtering_end - promised_filtering),
			.handler_start = OFFSET (filtering, filtering_jump) } };
	uint32_t filter = OFFSET (filtering, filtering_filter), work = OFFSET (filtering, filtering_work);
	/* The filter has the frame of a function: def_cfa rsp 8, same_value RBP and RBX; its work: def_cfa_offset 16 */
	const uint8_t unwind [] = { 0x0c, 7, 8, 0x90, 1, 0x49, 0x0c, 6, 16, 0x86, 2, 0x83, 3, 0x02, (uint8_t) (filter - 9),
		0x0c, 7, 8, 0x08, 6, 0x08, 3, 0x02, (uint8_t) (work - filter), 0x0e, 16 };
	NativeCodeHandle handle = { .size = sizeof handle,
		.unwind_information = unwind,
		.unwind_information_size = sizeof unwind,
		.clauses = clauses,
		.clause_count = (uint32_t) count,
		.clause_stride = sizeof clauses [0] };

	return promised_install (promised_method ("Regions", method), CODE (filtering), &handle);
}

START_TEST (filter)
{
	MonoObject *exception = execute_by_program (promised_method ("Regions", "MakeException"), NULL, NULL);
	MonoObject *other = execute_by_program (promised_method ("Regions", "MakeException"), NULL, NULL);
	volatile uint64_t block [5] = { word (subject_runtime ()->get_service (subject_runtime (), SERVICE_THROW)) };
	InstalledRuntimeCode *installed = install_filtering ("Filter", 1), *inside = install_filtering ("FilterInside", 2);
	int marker = 0;

	/* Accepted: the landing pad, with the exception and the clause's index */
	ck_assert_int_eq (promised_value (installed, (int64_t) block, (int64_t) exception, 1, 0), 50);
	ck_assert_uint_eq (block [1], word (exception));
	ck_assert_uint_eq (block [2], word (exception));
	/* The filter ran below the frames that were there. */
	ck_assert_uint_lt (block [3], word (&marker));
	block [1] = block [2] = 0;
	ck_assert_int_eq (promised_run (installed, (int64_t) block, (int64_t) exception, 0, 0).threw, 1);
	ck_assert_uint_eq (block [1], word (exception));
	ck_assert_uint_eq (block [2], 0);
	/* What the filter throws goes on to the same landing pad, for another clause. */
	block [4] = word (other);
	ck_assert_int_eq (promised_value (inside, (int64_t) block, (int64_t) exception, 2, 0), 51);
	ck_assert_uint_eq (block [1], word (exception));
	ck_assert_uint_eq (block [2], word (other));
}
END_TEST

/* Where its IL begins */
START_TEST (filter_offset)
{
	IRuntimeInformation *runtime = subject_runtime ();
	MethodBody body = { .size = sizeof body };

	ck_assert (runtime->get_method_body (runtime, promised_method ("Regions", "Filter"), &body));
	ck_assert_uint_eq (body.clause_count, 1);
	ck_assert_int_eq (body.clauses [0].kind, CLAUSE_FILTER);
	/* The filter lies between what it protects and its handler. */
	ck_assert_uint_ge (body.clauses [0].filter_offset, body.clauses [0].try_offset + body.clauses [0].try_length);
	ck_assert_uint_lt (body.clauses [0].filter_offset, body.clauses [0].handler_offset);
	const uint8_t *at = body.code + body.clauses [0].handler_offset - 2;
	ck_assert_mem_eq (at, ((uint8_t []) { 0xfe, 0x11 }), 2); /* endfilter */
}
END_TEST

/* ---- Aborts ---- */

typedef struct Abort {
	const void *quiet_poll, *poll, *finish;
	volatile uint64_t started, go, polled_quietly, polled, behind;
	const volatile uint32_t *interruption_word;
	volatile uint64_t interruption; /* what it said behind the quiet poll */
	InstalledRuntimeCode *installed;
	MonoThread *thread;
	ExecutionResult result;
} Abort;

DECLARE_CODE (aborted);
DECLARE_CODE (aborted_handler);

static void *
run_aborted (void *data)
{
	Abort *abort = data;
	IRuntimeInformation *session;
	int64_t argument = (int64_t) abort, none = 0;

	abort->thread = mono_thread_attach (mono_get_root_domain ());
	session = mono_compiler_create_runtime_information (0);
	abort->result = (ExecutionResult) { .size = sizeof abort->result };
	if (!session->execute_installed_method (session, abort->installed, NULL, ARGUMENTS (&argument, &none, &none, &none),
			&abort->result))
		abort->result.threw = -1;
	session->release (session);
	return NULL;
}

static void *
abort_it (void *data)
{
	Abort *abort = data;
	MonoThread *self = mono_thread_attach (mono_get_root_domain ());

	mono_thread_stop (abort->thread);
	mono_thread_detach (self);
	return NULL;
}

static Abort
run_abort (NativeCodeHandle *handle)
{
	IRuntimeInformation *runtime = subject_runtime ();
	Abort abort = { .quiet_poll = runtime->get_service (runtime, SERVICE_POLL_QUIETLY),
		.poll = runtime->get_service (runtime, SERVICE_POLL),
		.finish = runtime->get_service (runtime, SERVICE_FINISH_ABORT),
		.interruption_word = runtime->get_layout (runtime)->interruption_word,
		.installed = promised_install (promised_method ("Regions", "Finally"), CODE (aborted), handle) };
	pthread_t victim, other;

	ck_assert_int_eq (pthread_create (&victim, NULL, run_aborted, &abort), 0);
	while (!abort.started)
		usleep (1000);
	ck_assert_int_eq (pthread_create (&other, NULL, abort_it, &abort), 0);
	usleep (100000);
	/* Between polls nothing arrives. */
	ck_assert_uint_eq (abort.polled_quietly, 0);
	abort.go = 1;
	/* The session's thread is in the runtime: it must not hold up a collection meanwhile. */
	pthread_join (victim, NULL);
	pthread_join (other, NULL);
	return abort;
}

static NativeCodeHandle
aborted_handle (void)
{
	return (NativeCodeHandle) { .size = sizeof (NativeCodeHandle),
		.unwind_information = framed_unwind,
		.unwind_information_size = sizeof framed_unwind };
}

/* Not at a quiet poll either; at the next one that is not. */
START_TEST (abort_at_poll)
{
	NativeCodeHandle handle = aborted_handle ();
	Abort abort = run_abort (&handle);

	ck_assert_uint_eq (abort.polled_quietly, 1);
	ck_assert_uint_ne (abort.interruption, 0);
	ck_assert_uint_eq (abort.polled, 0);
	ck_assert_int_eq (abort.result.threw, 1);
	ck_assert_int_eq (strncmp (abort.result.exception, "System.Threading.ThreadAbortException", 37), 0);
}
END_TEST

/* In a handler it waits for the end. */
START_TEST (abort_in_handler)
{
	NativeHandler handler = { .clause_index = 0,
		.start = OFFSET (aborted, aborted_handler),
		.end = OFFSET (aborted, aborted_handler_end),
		.abort_flag_offset = -16 };
	NativeCodeHandle handle = aborted_handle ();

	handle.handlers = &handler;
	handle.handler_count = 1;
	handle.handler_stride = sizeof handler;
	Abort abort = run_abort (&handle);
	ck_assert_uint_eq (abort.polled, 1);
	ck_assert_uint_eq (abort.behind, 0);
	ck_assert_int_eq (abort.result.threw, 1);
	ck_assert_int_eq (strncmp (abort.result.exception, "System.Threading.ThreadAbortException", 37), 0);
}
END_TEST

int
main (void)
{
	Suite *suite = suite_create ("promises-frames");
	TCase *all = tcase_create ("frames"), *aborts = tcase_create ("aborts");

	tcase_add_loop_test (all, registers_of_callers, 0, COUNT (compilers));
	tcase_add_test (all, innermost_first);
	tcase_add_test (all, services);
	tcase_add_test (all, red_zone);
	tcase_add_test (all, null_page);
	tcase_add_test (all, traces);
	tcase_add_test (all, filter);
	tcase_add_test (all, filter_offset);
	suite_add_tcase (suite, all);
	tcase_add_test (aborts, abort_at_poll);
	tcase_add_test (aborts, abort_in_handler);
	suite_add_tcase (suite, aborts);
	return run_in_process (suite);
}
