/* SPDX-License-Identifier: MIT
 *
 * What the glue leans on in functions of Mono, besides layouts and prototypes: each test is named after the function, calls it,
 * and names it when it does otherwise. tests/hosted/leanings has the list. This suite contains the whole runtime. */
#include <check.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include <mono/metadata/mono-gc.h>
#include <mono/metadata/threads.h>

#include "failure.h"
#include "il-map.h"
#include "instructions.h"
#include "mono-hidden.h"
#include "quiet-poll.h"
#include "runtime-information/table.h"

/* What of Mono only this suite calls; the glue does not, so hidden.def has no rows for it. */
struct SeqPoint { /* metadata/seq-points-data.h */
	int il_offset, native_offset, flags, next_offset, next_length;
};
uint8_t *mono_get_cached_unwind_info (uint32_t index, uint32_t *size);
int32_t mono_debug_il_offset_from_address (MonoMethod *method, MonoDomain *domain, uint32_t native_offset);
gboolean mono_thread_is_gc_unsafe_mode (void);
void mono_threads_state_poll (void);
MonoException *mono_error_convert_to_exception (MonoErrorStorage *error);
void mono_error_set_error (MonoErrorStorage *error, int code, const char *format, ...);
void mono_error_set_out_of_memory (MonoErrorStorage *error, const char *format, ...);
void mono_error_set_argument (MonoErrorStorage *error, const char *argument, const char *message);
void mono_error_set_argument_null (MonoErrorStorage *error, const char *argument, const char *format, ...);
void mono_error_set_argument_out_of_range (MonoErrorStorage *error, const char *name, const char *format, ...);
void mono_error_set_invalid_program (MonoErrorStorage *error, const char *format, ...);
void mono_error_set_member_access (MonoErrorStorage *error, const char *format, ...);
void mono_error_set_not_verifiable (MonoErrorStorage *error, MonoMethod *method, const char *format, ...);

#define MESSAGE(function, what) function " does otherwise than the glue relies on: " what

static MonoDomain *domain;

static MonoMethod *
some_method (void)
{
	MonoMethod *method = mono_class_get_method_from_name (mono_get_string_class (), "IsNullOrEmpty", 1);
	ck_assert_ptr_nonnull (method);
	return method;
}

/* FILE is an assembly of this directory. */
static MonoImage *
image_of (const char *file)
{
	const char *folder = getenv ("top_builddir");
	char path [4096];
	snprintf (path, sizeof (path), "%s/tests/hosted/%s", folder ? folder : ".", file);
	MonoAssembly *assembly = mono_domain_assembly_open (domain, path);
	ck_assert_ptr_nonnull (assembly);
	return mono_assembly_get_image (assembly);
}

static MonoMethod *
method_of (const char *file, const char *class_name, const char *name)
{
	MonoClass *klass = mono_class_from_name (image_of (file), "", class_name);
	ck_assert_ptr_nonnull (klass);
	MonoMethod *method = mono_class_get_method_from_name (klass, name, 1);
	ck_assert_ptr_nonnull (method);
	return method;
}

/* The code that mini makes of METHOD, which has none yet. */
static const uint8_t *
code_of (MonoMethod *method, uint32_t *size)
{
	MonoErrorStorage error;
	error_clear (&error);
	void *code = mono_jit_compile_method (method, &error);
	MonoJitInfo *info = mini_jit_info_table_find (domain, code, NULL);
	ck_assert_ptr_nonnull (info);
	*size = (uint32_t) mono_jit_info_get_code_size (info);
	return code;
}

/* ---- What is copied may be freed ---- */

START_TEST (mono_cache_unwind_info_copies)
{
	/* DW_CFA_def_cfa_offset 40, twice */
	uint8_t given [] = { 0x0e, 40, 0x0e, 40 };
	const uint8_t expected [] = { 0x0e, 40, 0x0e, 40 };
	uint32_t index = mono_cache_unwind_info (given, sizeof (given)), size = 0;
	memset (given, 0, sizeof (given));
	const uint8_t *kept = mono_get_cached_unwind_info (index, &size);
	ck_assert_msg (size == sizeof (expected) && memcmp (kept, expected, size) == 0,
		MESSAGE ("mini/unwind.c:mono_cache_unwind_info", "what it was given is not copied"));
}
END_TEST

START_TEST (mono_debug_add_method_copies)
{
	static uint8_t code [64];
	const NativeOffset map [] = { { 0, 1 }, { 16, 5 }, { 32, 9 } };
	const NativeCodeHandle native_code = {
		.size = sizeof (native_code), .code = code, .code_size = sizeof (code), .il_map = map, .il_map_count = 3
	};
	/* Frees what it gives to Mono. */
	il_map_publish_lines (domain, some_method (), &native_code);
	/* Another one gets its memory. */
	char *other = malloc (3 * SIZE_MonoDebugLineNumberEntry);
	memset (other, 0xff, 3 * SIZE_MonoDebugLineNumberEntry);
	__asm__ volatile ("" : : "r"(other) : "memory");
	free (other);
	ck_assert_msg (mono_debug_il_offset_from_address (some_method (), domain, 20) == 5 &&
			mono_debug_il_offset_from_address (some_method (), domain, 33) == 9,
		MESSAGE ("metadata/mono-debug.c:mono_debug_add_method", "the map of IL offsets is not copied, or not found"));
}
END_TEST

/* ---- What the glue writes, Mono reads ---- */

static int
il_offset_at (MonoSeqPointInfo *points, int native_offset)
{
	SeqPoint point = { .il_offset = -1 };
	return mono_seq_point_find_prev_by_native_offset (points, native_offset, &point) ? point.il_offset : -1;
}

START_TEST (encode_var_int_as_written)
{
	/* Numbers of one to four bytes, and differences of either sign. */
	const NativeOffset points [] = { { 0, 0 }, { 3, 70 }, { 200, 9000 }, { 70000, 3 }, { 3000000, 2000000 } };
	const NativeCodeHandle native_code = {
		.size = sizeof (native_code), .code_size = 4000000, .sequence_points = points, .sequence_point_count = 5
	};
	MonoMethod *method = mono_class_get_method_from_name (mono_get_string_class (), "IsNullOrWhiteSpace", 1);
	uint64_t memory [SIZE_MonoJitInfo / sizeof (uint64_t) + 1] = { 0 };
	il_map_publish (domain, method, (MonoJitInfo *) memory, &native_code);
	MonoSeqPointInfo *written = MONO_FIELD (MonoSeqPointInfo *, memory, MonoJitInfo, seq_points);
	ck_assert_ptr_nonnull (written);
	for (size_t i = 0; i < 5; ++i)
		ck_assert_msg (il_offset_at (written, (int) points [i].native_offset + 1) == (int) points [i].il_offset,
			MESSAGE ("metadata/seq-points-data.c:encode_var_int, encode_zig_zag, mono_seq_point_info_add_seq_point",
				"sequence point %zu is read as IL offset %d"),
			i, il_offset_at (written, (int) points [i].native_offset + 1));
}
END_TEST

/* ---- In which order mini delivers ---- */

static MonoMethod *delivered;
static int deliveries, deliveries_with_map;

void __real_mono_jit_info_table_add (MonoDomain *given, MonoJitInfo *info);
void __wrap_mono_jit_info_table_add (MonoDomain *given, MonoJitInfo *info);

void
__wrap_mono_jit_info_table_add (MonoDomain *given, MonoJitInfo *info)
{
	void *domain_information = MONO_FIELD (void *, given, MonoDomain, runtime_info);
	if (delivered && MONO_FIELD (MonoMethod *, info, MonoJitInfo, d_method) == delivered) {
		void *table = MONO_FIELD (void *, domain_information, MonoJitDomainInfo, seq_points);
		++deliveries;
		deliveries_with_map += monoeg_g_hash_table_lookup (table, delivered) != NULL;
	}
	__real_mono_jit_info_table_add (given, info);
}

START_TEST (mini_method_compile_publishes_map_first)
{
	uint32_t size;
	delivered = method_of ("Replaced.dll", "Refused", "Changed");
	code_of (delivered, &size);
	ck_assert_int_eq (deliveries, 1);
	ck_assert_msg (deliveries_with_map == 1,
		MESSAGE ("mini/mini.c:mini_method_compile", "a method's code is known before its sequence points"));
}
END_TEST

/* ---- What stays where it is ---- */

START_TEST (mono_ldstr_checked_pins)
{
	MonoErrorStorage error;
	MonoImage *image = mono_get_corlib ();
	error_clear (&error);
	MonoString *first = mono_ldstr_checked (domain, image, 1, &error);
	ck_assert_ptr_nonnull (first);
	for (int i = 0; i < 3; ++i) {
		mono_array_new (domain, mono_get_byte_class (), 100000);
		mono_gc_collect (mono_gc_max_generation ());
	}
	ck_assert_msg (mono_ldstr_checked (domain, image, 1, &error) == first,
		MESSAGE ("metadata/object.c:mono_ldstr_checked", "an interned string moves"));
}
END_TEST

/* Who asks often keeps what he gets. */
START_TEST (mono_metadata_parse_signature_checked_makes_another)
{
	const uint32_t token = 0x11000001; /* of StandAloneSig: what Plain.Call calls */
	MonoImage *image = image_of ("Signatures.dll");
	MonoErrorStorage error;
	error_clear (&error);
	MonoMethodSignature *first = mono_metadata_parse_signature_checked (image, token, &error);
	MonoMethodSignature *second = mono_metadata_parse_signature_checked (image, token, &error);
	ck_assert (first && second);
	ck_assert_uint_eq (mono_signature_get_param_count (first), 1);
	ck_assert_msg (first != second,
		MESSAGE ("metadata/metadata.c:mono_metadata_parse_signature_checked", "it keeps signatures itself"));
}
END_TEST

START_TEST (mono_domain_code_reserve_aligns)
{
	uintptr_t low = UINTPTR_MAX, high = 0;
	for (int size = 1; size < 200; size += 3) {
		uintptr_t code = (uintptr_t) mono_domain_code_reserve (domain, size);
		ck_assert_msg (code % 8 == 0,
			MESSAGE ("metadata/domain.c:mono_domain_code_reserve", "code is not aligned to 8"));
		low = code < low ? code : low;
		high = code > high ? code : high;
	}
	ck_assert_msg (high - low < INT32_MAX,
		MESSAGE ("metadata/domain.c:mono_domain_code_reserve", "code of a domain is further apart than 2 GiB"));
}
END_TEST

/* ---- Threads ---- */

/* A request begins in either state of its thread, and ends in the one in which it began. */
START_TEST (mono_threads_enter_gc_unsafe_region_internal_nests)
{
	static const char *const what = MESSAGE ("utils/mono-threads-coop.c:mono_threads_enter_gc_unsafe_region_internal",
		"regions do not nest");
	MonoStackData outer = { &outer, __func__ }, inner = { &inner, __func__ }, safe = { &safe, __func__ };
	void *outer_cookie = mono_threads_enter_gc_unsafe_region_internal (&outer);
	ck_assert_msg (mono_thread_is_gc_unsafe_mode (), "%s", what);
	void *inner_cookie = mono_threads_enter_gc_unsafe_region_internal (&inner);
	mono_threads_exit_gc_unsafe_region_internal (inner_cookie, &inner);
	ck_assert_msg (mono_thread_is_gc_unsafe_mode (), "%s", what);
	void *safe_cookie = mono_threads_enter_gc_safe_region_internal (&safe);
	ck_assert_msg (!mono_thread_is_gc_unsafe_mode (), "%s", what);
	inner_cookie = mono_threads_enter_gc_unsafe_region_internal (&inner);
	ck_assert_msg (mono_thread_is_gc_unsafe_mode (), "%s", what);
	mono_threads_exit_gc_unsafe_region_internal (inner_cookie, &inner);
	ck_assert_msg (!mono_thread_is_gc_unsafe_mode (), "%s", what);
	mono_threads_exit_gc_safe_region_internal (safe_cookie, &safe);
	ck_assert_msg (mono_thread_is_gc_unsafe_mode (), "%s", what);
	mono_threads_exit_gc_unsafe_region_internal (outer_cookie, &outer);
}
END_TEST

static volatile int collected;

static void *
collect (void *unused)
{
	mono_thread_attach (domain);
	mono_gc_collect (0);
	collected = 1;
	mono_thread_detach (mono_thread_current ());
	return unused;
}

/* Who runs managed code is asked, and waited for until he polls. */
START_TEST (begin_suspend_for_running_thread_waits_for_poll)
{
	MonoStackData running = { &running, __func__ }, safe = { &safe, __func__ };
	pthread_t collector;
	void *running_cookie = mono_threads_enter_gc_unsafe_region_internal (&running);
	collected = 0;
	ck_assert_int_eq (pthread_create (&collector, NULL, collect, NULL), 0);
	while (!mono_polling_required && !collected)
		usleep (1000);
	for (int i = 0; i < 100 && !collected; ++i)
		usleep (1000);
	ck_assert_msg (!collected,
		MESSAGE ("utils/mono-threads.c:begin_suspend_for_running_thread", "a thread is stopped that does not poll"));
	mono_threads_state_poll ();
	void *safe_cookie = mono_threads_enter_gc_safe_region_internal (&safe);
	pthread_join (collector, NULL);
	/* And who is in native code need not do anything. */
	collected = 0;
	ck_assert_int_eq (pthread_create (&collector, NULL, collect, NULL), 0);
	pthread_join (collector, NULL);
	ck_assert_int_eq (collected, 1);
	mono_threads_exit_gc_safe_region_internal (safe_cookie, &safe);
	mono_threads_exit_gc_unsafe_region_internal (running_cookie, &running);
}
END_TEST

/* ---- Failures ---- */

enum {
	OUT_OF_MEMORY,
	ARGUMENT,
	ARGUMENT_NULL,
	ARGUMENT_OUT_OF_RANGE,
	INVALID_PROGRAM,
	MEMBER_ACCESS,
	NOT_VERIFIABLE,
	MISSING_METHOD,
	MISSING_FIELD,
	GENERIC,
	ERROR_KINDS
};

static void
make_error (MonoErrorStorage *error, int kind)
{
	error_clear (error);
	switch (kind) {
	case OUT_OF_MEMORY:
		mono_error_set_out_of_memory (error, "text");
		break;
	case ARGUMENT:
		mono_error_set_argument (error, "name", "text");
		break;
	case ARGUMENT_NULL:
		mono_error_set_argument_null (error, "name", "text");
		break;
	case ARGUMENT_OUT_OF_RANGE:
		mono_error_set_argument_out_of_range (error, "name", "text");
		break;
	case INVALID_PROGRAM:
		mono_error_set_invalid_program (error, "text");
		break;
	case MEMBER_ACCESS:
		mono_error_set_member_access (error, "text");
		break;
	case NOT_VERIFIABLE:
		mono_error_set_not_verifiable (error, some_method (), "text");
		break;
	case MISSING_METHOD:
		mono_error_set_error (error, MONO_ERROR_MISSING_METHOD, "text");
		break;
	case MISSING_FIELD:
		mono_error_set_error (error, MONO_ERROR_MISSING_FIELD, "text");
		break;
	case GENERIC:
		mono_error_set_generic_error (error, "System.Threading", "ThreadStateException", "text");
		break;
	}
}

/* The class that the glue reads out of an error is the one that the program would get. */
START_TEST (mono_error_prepare_exception_agrees)
{
	MonoErrorStorage error, same;
	Request request;
	char said [1024] = "", expected [1024];
	make_error (&error, _i);
	make_error (&same, _i);
	request_begin (&request, domain, NULL, OPTIMIZATIONS_DEFAULT, 0);
	request_fail (&request, &error);
	ck_assert_int_eq (request.table.get_failure (&request.table, said, sizeof (said)), 1);
	request_end (&request);
	MonoClass *klass = mono_object_get_class ((MonoObject *) mono_error_convert_to_exception (&same));
	snprintf (expected, sizeof (expected), "%s.%s: ", mono_class_get_namespace (klass), mono_class_get_name (klass));
	ck_assert_msg (strncmp (said, expected, strlen (expected)) == 0,
		MESSAGE ("utils/mono-error.c:mono_error_prepare_exception", "it makes a %s of what the glue calls %s"),
		expected, said);
}
END_TEST

/* ---- Classes ---- */

/* The table of supertypes answers what mono_class_is_subclass_of does, for any class that is initialised. */
START_TEST (mono_class_setup_supertypes_complete)
{
	MonoClass *klass = mono_class_from_name (mono_get_corlib (), "System", "ArgumentOutOfRangeException");
	mono_class_init (klass);
	mono_class_setup_supertypes (klass);
	MonoClass **table = MONO_FIELD (MonoClass **, klass, MonoClass, supertypes);
	uint16_t depth = MONO_FIELD (uint16_t, klass, MonoClass, idepth);
	for (MonoClass *at = klass; at; at = mono_class_get_parent (at), --depth)
		ck_assert_msg (depth > 0 && table [depth - 1] == at,
			MESSAGE ("metadata/class-init.c:mono_class_setup_supertypes", "the table lacks %s"),
			mono_class_get_name (at));
	ck_assert_uint_eq (depth, 0);
}
END_TEST

/* ---- Polls in mini's code ---- */

/* Where the first poll is in CODE, of SIZE bytes; -1: nowhere. */
static int64_t
first_poll (const uint8_t *code, uint32_t size)
{
	const void *word = (const void *) &mono_polling_required;
	const uint8_t *found = memmem (code, size, &word, sizeof (word));
	return found ? found - code : -1;
}

/* Where the first loop begins; -1: there is none. */
static int64_t
first_loop (const uint8_t *code, uint32_t size)
{
	MachineInstruction instruction;
	int64_t first = -1;
	for (uint32_t at = 0; at < size; at += instruction.size) {
		if (!instruction_read (code + at, size - at, &instruction))
			instruction.size = 1; /* a constant behind the code */
		else if (instruction.kind == INSTRUCTION_BRANCH && instruction.target < 0 &&
			(first < 0 || at + instruction.target < first))
			first = at + instruction.target;
	}
	return first;
}

static const char *const rounds [] = { "Down", "Switch" };

/* So no branch leads into the first bytes, not even through a table. */
START_TEST (insert_safepoints_polls_before_loops)
{
	enum { JUMP_SIZE = 5 };
	uint32_t size;
	const uint8_t *code = code_of (method_of ("Replaced.dll", "Rounds", rounds [_i]), &size);
	int64_t poll = first_poll (code, size), loop = first_loop (code, size);
	ck_assert_int_ge (loop, 0);
	ck_assert_msg (poll >= JUMP_SIZE && loop > poll,
		MESSAGE ("mini/mini.c:insert_safepoints", "the first loop begins at byte %d, the first poll is at %d"),
		(int) loop, (int) poll);
}
END_TEST

START_TEST (mono_insert_safepoints_spares_wrapper)
{
	MonoErrorStorage error;
	uint32_t size;
	const uint8_t *code = code_of (method_of ("Selection.exe", "Selection", "Main"), &size);
	/* Of other methods it does poll: else nothing would be shown. */
	ck_assert_int_ge (first_poll (code, size), 0);
	error_clear (&error);
	void *wrapper = quiet_poll_get_code (&error);
	MonoJitInfo *info = mini_jit_info_table_find (domain, wrapper, NULL);
	ck_assert_ptr_nonnull (info);
	ck_assert_msg (first_poll (wrapper, (uint32_t) mono_jit_info_get_code_size (info)) < 0,
		MESSAGE ("mini/mini.c:mono_insert_safepoints", "it puts a poll into the wrapper of a poll"));
}
END_TEST

/* The runtime's own wrapper stays what it is. */
START_TEST (mono_jit_compile_method_with_opt_keeps_wrapper)
{
	void *info = mono_jit_icall_info + OFFSET_MonoJitICallInfos_mono_threads_state_poll;
	MonoErrorStorage error;
	error_clear (&error);
	void *quiet = quiet_poll_get_code (&error);
	ck_assert_msg (mono_icall_get_wrapper_full (info, 1) != quiet,
		MESSAGE ("mini/mini-runtime.c:mono_jit_compile_method_with_opt",
			"it takes a later wrapper of a function for its own"));
}
END_TEST

static void
start (void)
{
	mono_config_parse (NULL);
	mono_debug_init (MONO_DEBUG_FORMAT_MONO);
	domain = mono_jit_init ("test-leanings");
}

int
main (void)
{
	Suite *suite = suite_create ("leanings");
	TCase *cases = tcase_create ("leanings");
	tcase_add_test (cases, mono_cache_unwind_info_copies);
	tcase_add_test (cases, mono_debug_add_method_copies);
	tcase_add_test (cases, encode_var_int_as_written);
	tcase_add_test (cases, mini_method_compile_publishes_map_first);
	tcase_add_test (cases, mono_ldstr_checked_pins);
	tcase_add_test (cases, mono_metadata_parse_signature_checked_makes_another);
	tcase_add_test (cases, mono_domain_code_reserve_aligns);
	tcase_add_test (cases, mono_threads_enter_gc_unsafe_region_internal_nests);
	tcase_add_test (cases, begin_suspend_for_running_thread_waits_for_poll);
	tcase_add_loop_test (cases, mono_error_prepare_exception_agrees, 0, ERROR_KINDS);
	tcase_add_loop_test (cases, insert_safepoints_polls_before_loops, 0, sizeof (rounds) / sizeof (rounds [0]));
	tcase_add_test (cases, mono_insert_safepoints_spares_wrapper);
	tcase_add_test (cases, mono_jit_compile_method_with_opt_keeps_wrapper);
	tcase_add_test (cases, mono_class_setup_supertypes_complete);
	tcase_set_timeout (cases, 60);
	suite_add_tcase (suite, cases);
	start ();
	SRunner *runner = srunner_create (suite);
	srunner_set_fork_status (runner, CK_NOFORK);
	srunner_run_all (runner, CK_ENV);
	int failed = srunner_ntests_failed (runner);
	srunner_free (runner);
	return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
