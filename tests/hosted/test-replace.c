/* SPDX-License-Identifier: MIT
 *
 * Methods that have code get another body: all ways to them lead there, frames of the former body stay what they are, and
 * what cannot be replaced says so. */
#include <check.h>
#include <dlfcn.h>
#include <mono/metadata/debug-helpers.h>
#include <mono/metadata/loader.h>
#include <mono/metadata/mono-debug.h>
#include <mono/metadata/threads.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "child.h"
#include "subject.h"

/* What this program does when it is its own child. */
static const char *const self = "tests/hosted/test-replace";

/* ---- Asking ---- */

static ClassInfo *
class_of (IRuntimeInformation *runtime, const char *name)
{
	char path [4096];
	const char *folder = getenv ("top_builddir");
	snprintf (path, sizeof path, "%s/tests/hosted/Replaced.dll", folder ? folder : ".");
	AssemblyInfo *assembly = runtime->open_assembly (runtime, path);
	ck_assert_ptr_nonnull (assembly);
	ClassInfo *klass = runtime->get_class_info_for (runtime, assembly, name);
	ck_assert_msg (klass != NULL, "no class %s", name);
	return klass;
}

static MethodInfo *
method_of (IRuntimeInformation *runtime, const char *klass, const char *description)
{
	MethodInfo *method = runtime->get_method_info_for (runtime, class_of (runtime, klass), description);
	ck_assert_msg (method != NULL, "no method %s:%s", klass, description);
	return method;
}

static MethodInfo *
corlib_method (IRuntimeInformation *runtime, const char *name_space, const char *klass, const char *description)
{
	MonoClass *mono_class = mono_class_from_name (mono_get_corlib (), name_space, klass);
	ck_assert_ptr_nonnull (mono_class);
	MethodInfo *method = runtime->get_method_info_for (runtime, (ClassInfo *) mono_class, description);
	ck_assert_msg (method != NULL, "no method %s:%s", klass, description);
	return method;
}

static MonoObject *
call (MethodInfo *method, void **arguments)
{
	MonoObject *exception = NULL;
	MonoObject *result = mono_runtime_invoke ((MonoMethod *) method, NULL, arguments, &exception);
	if (exception) {
		MonoString *text = mono_object_to_string (exception, NULL);
		ck_abort_msg ("it throws %s", mono_string_to_utf8 (text));
	}
	return result;
}

static int32_t
call_for_number (MethodInfo *method, int32_t argument)
{
	return *(int32_t *) mono_object_unbox (call (method, (void *[]) { &argument }));
}

static int32_t
run (IRuntimeInformation *runtime, const char *klass, const char *description)
{
	MonoObject *result = call (method_of (runtime, klass, description), NULL);
	return result ? *(int32_t *) mono_object_unbox (result) : 0;
}

static char *
run_for_text (IRuntimeInformation *runtime, const char *klass, const char *description)
{
	return mono_string_to_utf8 ((MonoString *) call (method_of (runtime, klass, description), NULL));
}

/* ---- Bodies ---- */

static InstalledRuntimeCode *
install (IRuntimeInformation *runtime, MethodInfo *method, const uint8_t *code, uint32_t size, uint32_t flags)
{
	CodeMemory memory = { .size = sizeof memory };
	NativeCodeHandle handle = { .size = sizeof handle, .code_size = size };
	ck_assert (runtime->allocate_code (runtime, method, size, 0, 0, &memory));
	memcpy (memory.hot, code, size);
	handle.code = memory.hot;
	return runtime->install_compilation_result (runtime, method, &handle, flags);
}

static const uint8_t *
check_installed (IRuntimeInformation *runtime, InstalledRuntimeCode *installed)
{
	InstalledCodeDescription description = { .size = sizeof description };
	char words [1024] = "";
	if (!installed) {
		runtime->get_failure (runtime, words, sizeof words);
		ck_abort_msg ("not installed: %s", words);
	}
	ck_assert (runtime->describe_installed_code (runtime, installed, &description));
	ck_assert_int_eq (description.was_there, 0);
	return description.code;
}

/* A body that answers NUMBER whatever it is asked. */
static const uint8_t *
answer (IRuntimeInformation *runtime, MethodInfo *method, int32_t number)
{
	uint8_t code [] = { 0xb8, 0, 0, 0, 0, 0xc3 }; /* mov eax, NUMBER; ret */
	memcpy (code + 1, &number, sizeof number);
	return check_installed (runtime, install (runtime, method, code, sizeof code, INSTALL_PUBLISH));
}

/* A body that a compiler makes. */
static const uint8_t *
compile (IRuntimeInformation *runtime, const char *spec, MethodInfo *method)
{
	static const CompilationRequest request = {
		.size = sizeof request, .flags = COMPILE_HOSTED, .optimization_level = -1
	};
	ICompiler *compiler = runtime->get_compiler (runtime, spec);
	NativeCodeHandle handle = { .size = sizeof handle };
	CompilationReport report = { .size = sizeof report };
	ck_assert_ptr_nonnull (compiler);
	CompilationResult result = compiler->compile_method (compiler, runtime, method, &request, &handle, &report);
	ck_assert_msg (result == COMPILATION_OK, "%s: %s: %s", spec, report.reason, report.detail);
	InstalledRuntimeCode *installed = runtime->install_compilation_result (runtime, method, &handle, INSTALL_PUBLISH);
	const uint8_t *code = check_installed (runtime, installed);
	compiler->release_code (compiler, &handle);
	return code;
}

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
		mono_object_unbox (call (method_of (runtime, "Ways", "GenericHandle"), NULL));
}

/* Each way must give NUMBER. */
static void
check_ways (IRuntimeInformation *runtime, int32_t number)
{
	char *text = run_for_text (runtime, "Ways", "All"), *rest = NULL;
	int ways = 0;
	for (char *line = strtok_r (text, "\n", &rest); line; line = strtok_r (NULL, "\n", &rest), ++ways) {
		int32_t given = atoi (strrchr (line, ' '));
		ck_assert_msg (given == number, "expected %d: %s", number, line);
	}
	ck_assert_int_eq (ways, 15);
	mono_free (text);
}

/* ---- All ways ---- */

static void
answer_all (IRuntimeInformation *runtime, int32_t number)
{
	for (int i = 0; i < TARGETS; ++i)
		answer (runtime, method_of (runtime, targets [i].klass, targets [i].description), number);
	answer (runtime, generic_target (runtime), number);
}

/* Bodies of mini's, of a compiler's, and made by hand, one in place of the other; nobody who calls is compiled anew. */
START_TEST (all_ways)
{
	IRuntimeInformation *runtime = subject_runtime ();
	check_ways (runtime, 2);
	answer_all (runtime, 40);
	check_ways (runtime, 40);
	for (int i = 0; i < TARGETS; ++i)
		compile (runtime, "bigstep", method_of (runtime, targets [i].klass, targets [i].description));
	compile (runtime, "bigstep", generic_target (runtime));
	check_ways (runtime, 2);
	answer_all (runtime, 41);
	check_ways (runtime, 41);
	/* Callers of a compiler's, which have call cells. */
	compile (runtime, "bigstep,O=1", method_of (runtime, "Ways", "All"));
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
	MethodInfo *method = method_of (runtime, "Base", "Virtual");
	const uint8_t *bodies [TIMES];
	for (int i = 0; i < TIMES; ++i) {
		bodies [i] = answer (runtime, method, i);
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
	MethodInfo *method = method_of (runtime, "Refused", "ChangedLater");
	InstalledCodeDescription description = { .size = sizeof description };
	InstalledRuntimeCode *installed;
	ck_assert_int_eq (call_for_number (method, 5), 25);
	installed = install (runtime, method, code, sizeof code, INSTALL_PUBLISH | INSTALL_IF_NONE);
	ck_assert (runtime->describe_installed_code (runtime, installed, &description));
	ck_assert_int_eq (description.was_there, 1);
	ck_assert_int_eq (call_for_number (method, 5), 25);
	/* And what had none. */
	method = method_of (runtime, "Refused", "Unknown");
	check_installed (runtime, install (runtime, method, code, sizeof code, INSTALL_PUBLISH | INSTALL_IF_NONE));
	ck_assert_int_eq (call_for_number (method, 5), 7);
}
END_TEST

/* mini makes no second body: what it delivers is what the method has, and that is said. */
START_TEST (mini_makes_no_second)
{
	static const CompilationRequest request = {
		.size = sizeof request, .flags = COMPILE_HOSTED, .optimization_level = -1
	};
	IRuntimeInformation *runtime = subject_runtime ();
	MethodInfo *method = method_of (runtime, "Refused", "Second");
	ICompiler *mini = runtime->get_compiler (runtime, "mini");
	const uint8_t *code = NULL;
	for (int is_ours = 0; is_ours < 2; ++is_ours) {
		NativeCodeHandle handle = { .size = sizeof handle };
		CompilationReport report = { .size = sizeof report };
		InstalledCodeDescription description = { .size = sizeof description };
		if (is_ours)
			code = answer (runtime, method, 8);
		ck_assert_int_eq (mini->compile_method (mini, runtime, method, &request, &handle, &report), COMPILATION_OK);
		InstalledRuntimeCode *installed = runtime->install_compilation_result (runtime, method, &handle,
			INSTALL_PUBLISH);
		ck_assert (runtime->describe_installed_code (runtime, installed, &description));
		ck_assert_int_eq (description.was_there, is_ours);
		ck_assert (!is_ours || description.code == code);
		mini->release_code (mini, &handle);
	}
	ck_assert_int_eq (call_for_number (method, 5), 8);
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
	MethodInfo *called = corlib_method (runtime, "System", "DateTime", "DaysInMonth(int,int)");
	MethodInfo *overridden = corlib_method (runtime, "System", "Version", "GetHashCode");
	static int32_t count;
	static int32_t *const counter = &count;
	/* mov rax, COUNTER; inc dword [rax]; mov eax, 5; ret */
	uint8_t counting [] = { 0x48, 0xb8, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0x00, 0xb8, 5, 0, 0, 0, 0xc3 };
	memcpy (counting + 2, &counter, sizeof counter);

	/* One that was called before, one that was not. */
	ck_assert_int_eq (run (runtime, "Precompiled", "Direct"), 28);
	check_precompiled (corlib_method (runtime, "System", "DateTime", "AddMonths(int)"));
	answer (runtime, called, 20);
	check_installed (runtime, install (runtime, overridden, counting, sizeof counting, INSTALL_PUBLISH));
	ck_assert_int_eq (run (runtime, "Precompiled", "Direct"), 20);
	ck_assert_int_eq (run (runtime, "Precompiled", "Delegate"), 20);
	ck_assert_int_eq (run (runtime, "Precompiled", "Virtual"), 1);
	ck_assert_int_gt (count, 0);
	answer (runtime, called, 21);
	ck_assert_int_eq (run (runtime, "Precompiled", "Direct"), 21);
	compile (runtime, "bigstep", called);
	ck_assert_int_eq (run (runtime, "Precompiled", "Direct"), 28);
	ck_assert_int_eq (run (runtime, "Precompiled", "Delegate"), 28);
}
END_TEST

/* ---- Frames ---- */

/* Who made the body that a thread is in, and what it is asked: numbers below 0 make it throw. */
static const struct {
	const char *maker; /* NULL: mini, when it was called first */
	int32_t number, result;
} insiders [] = {
	{ NULL, -5, -16 },
	{ "bigstep,O=0", 5, 16 },
	{ "bigstep,O=0", -5, -16 },
	{ "bigstep,O=2", 5, 16 },
	{ "bigstep,O=2", -5, -16 },
};

/* A thread finishes, and catches, in the body that it is in. */
START_TEST (inside)
{
	IRuntimeInformation *runtime = subject_runtime ();
	MethodInfo *method = method_of (runtime, "Inside", "Wait");
	int32_t number = insiders [_i].number;
	if (insiders [_i].maker)
		compile (runtime, insiders [_i].maker, method);
	call (method_of (runtime, "Inside", "Start"), (void *[]) { &number });
	answer (runtime, method, 40);
	ck_assert_int_eq (call_for_number (method, 1), 40);
	ck_assert_int_eq (run (runtime, "Inside", "Finish"), insiders [_i].result);
}
END_TEST

static const char *replaced_by;
static const char *replaced_method; /* of Traces; NULL: Hashtable's indexer */

static MethodInfo *
indexer (IRuntimeInformation *runtime)
{
	return corlib_method (runtime, "System.Collections", "Hashtable", "get_Item(object)");
}

/* Traces.Replace */
static void
replace_now (void)
{
	if (!replaced_by)
		return;
	IRuntimeInformation *runtime = mono_compiler_create_runtime_information (0);
	compile (runtime, replaced_by,
		replaced_method ? method_of (runtime, "Traces", replaced_method) : indexer (runtime));
	runtime->release (runtime);
}

static const struct {
	const char *method, *reader;
	int frames;
} traces [] = { { "Recurse", "Frames", 8 }, { "Walked", "Here", 5 } };

/* Frames of three bodies in one stack, each with its own map: what is shown is what mini's body alone shows. */
static void
check_traces (IRuntimeInformation *runtime, int has_lines)
{
	static const char *const replacements [] = { "bigstep,O=0", "bigstep,O=2", "bigstep,O=1" };
	for (size_t i = 0; i < sizeof (traces) / sizeof (traces [0]); ++i) {
		char *expected = run_for_text (runtime, "Traces", traces [i].reader);
		int lines = 0;
		for (const char *at = expected; (at = strchr (at, '\n')); ++at)
			++lines;
		ck_assert_msg (lines == traces [i].frames, "%s", expected);
		ck_assert_msg ((strstr (expected, " 0\n") == NULL) == has_lines, "%s", expected);
		replaced_method = traces [i].method;
		for (size_t round = 0; round < sizeof (replacements) / sizeof (replacements [0]); ++round) {
			replaced_by = replacements [round];
			char *given = run_for_text (runtime, "Traces", traces [i].reader);
			replaced_by = NULL;
			ck_assert_msg (strcmp (given, expected) == 0, "replaced by %s:\n%s\nexpected:\n%s", replacements [round],
				given, expected);
			mono_free (given);
			/* And the last body alone. */
			given = run_for_text (runtime, "Traces", traces [i].reader);
			ck_assert_str_eq (given, expected);
			mono_free (given);
		}
		mono_free (expected);
	}
}

START_TEST (frames_of_all_bodies)
{
	IRuntimeInformation *runtime = subject_runtime ();
	mono_add_internal_call ("Traces::Replace", (const void *) replace_now);
	check_traces (runtime, 0);
}
END_TEST

/* An exception goes through a frame of an image's code that has just been replaced; then through the new body's. */
START_TEST (frames_of_images)
{
	IRuntimeInformation *runtime = subject_runtime ();
	int il_offset, native_offset;
	mono_add_internal_call ("Traces::Replace", (const void *) replace_now);
	char *expected = run_for_text (runtime, "BadKey", "Frame");
	ck_assert_int_eq (sscanf (expected, "%d %d", &il_offset, &native_offset), 2);
	replaced_method = NULL;
	replaced_by = "bigstep,O=1";
	char *given = run_for_text (runtime, "BadKey", "Frame");
	replaced_by = NULL;
	ck_assert_str_eq (given, expected);
	mono_free (given);
	given = run_for_text (runtime, "BadKey", "Frame");
	ck_assert_str_ne (given, expected);
	ck_assert_int_eq (sscanf (given, "%d %d", &il_offset, &native_offset), 2);
	ck_assert_int_gt (il_offset, 0);
	mono_free (given);
	mono_free (expected);
}
END_TEST

/* ---- Domains ---- */

/* Each domain has bodies of its own, and none of an image but the first. */
START_TEST (domains)
{
	IRuntimeInformation *runtime = subject_runtime ();
	MonoDomain *first = mono_domain_get ();
	MethodInfo *called = corlib_method (runtime, "System", "DateTime", "DaysInMonth(int,int)");
	answer_all (runtime, 50);
	answer (runtime, called, 15);
	MonoDomain *second = mono_domain_create_appdomain ((char *) "second", NULL);
	mono_domain_set (second, 0);
	IRuntimeInformation *other = mono_compiler_create_runtime_information (0);
	check_ways (other, 2);
	ck_assert_int_eq (run (other, "Precompiled", "Direct"), 28);
	answer_all (other, 51);
	answer (other, called, 16);
	check_ways (other, 51);
	ck_assert_int_eq (run (other, "Precompiled", "Direct"), 16);
	other->release (other);
	mono_domain_set (first, 0);
	check_ways (runtime, 50);
	ck_assert_int_eq (run (runtime, "Precompiled", "Direct"), 15);
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
	MethodInfo *method = method_of (runtime, "Busy", "Number");
	call (method_of (runtime, "Busy", "Start"), NULL);
	for (int i = 1; i <= TIMES; ++i)
		answer (runtime, method, i);
	ck_assert_int_eq (run (runtime, "Busy", "Finish"), 0);
}
END_TEST

static MethodInfo *contested;

static void *
replace_often (void *first)
{
	mono_thread_attach (mono_get_root_domain ());
	IRuntimeInformation *runtime = mono_compiler_create_runtime_information (0);
	for (int i = 0; i < 100; ++i)
		answer (runtime, contested, *(int *) first + i);
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
	contested = method_of (runtime, "Refused", "Contested");
	ck_assert_int_eq (call_for_number (contested, 5), 5);
	for (int i = 0; i < HOSTS; ++i)
		pthread_create (&hosts [i], NULL, replace_often, &firsts [i]);
	/* It must not be GC-unsafe while it waits, or nobody could stop the world. */
	run (runtime, "Refused", "Sleep");
	for (int i = 0; i < HOSTS; ++i) {
		while (pthread_tryjoin_np (hosts [i], NULL) != 0)
			run (runtime, "Refused", "Sleep");
	}
	ck_assert_int_eq (call_for_number (contested, 5) % 1000, 99);
}
END_TEST

/* ---- Refused ---- */

static void
check_refusal (IRuntimeInformation *runtime, InstalledRuntimeCode *installed, const char *sentence)
{
	char failure [1024];
	ck_assert_ptr_null (installed);
	ck_assert_int_eq (runtime->get_failure (runtime, failure, sizeof failure), 1);
	ck_assert_msg (strstr (failure, sentence) != NULL, "%s", failure);
	runtime->clear_failure (runtime);
}

static const uint8_t another [] = { 0xb8, 9, 0, 0, 0, 0xc3 };

#define FILL 0x90, 0x90, 0x90, 0x90, 0x90, 0x90
static const struct {
	const char *method;
	uint8_t code [12];
	uint32_t size;
	const char *sentence;
} refused [] = {
	{ "Short", { 0x89, 0xf8, 0x90, 0xc3 }, 4, "shorter than a jump, which takes 5 bytes, and no int3" },
	/* nop; call rax */
	{ "Calls", { 0x90, 0xff, 0xd0, 0x89, 0xf8, 0xc3 }, 6, "calls from its first bytes, at byte 1" },
	/* xor eax, eax; inc eax; cmp eax, edi; jne 2 */
	{ "Branches", { 0x31, 0xc0, 0xff, 0xc0, 0x39, 0xf8, 0x75, 0xfa, 0xc3 }, 9,
		"branches into its first bytes, at byte 6" },
	{ "Jumps", { 0x90, 0x89, 0xf8, 0xff, 0xe0, 0xc3 }, 6, "jumps through an address, at byte 3, perhaps" },
	{ "Unknown", { 0x89, 0xf8, 0x90, 0x90, 0x90, 0xc3, 0x06 }, 7,
		"byte 6 of its code is no instruction that is known" },
};

START_TEST (refused_code)
{
	IRuntimeInformation *runtime = subject_runtime ();
	MethodInfo *method = method_of (runtime, "Refused", refused [_i].method);
	check_installed (runtime, install (runtime, method, refused [_i].code, refused [_i].size, INSTALL_PUBLISH));
	check_refusal (runtime, install (runtime, method, another, sizeof another, INSTALL_PUBLISH), refused [_i].sentence);
	check_refusal (runtime, install (runtime, method, another, sizeof another, INSTALL_PUBLISH), "Refused:");
}
END_TEST

/* Traps behind short code are nobody's. */
START_TEST (filled_up)
{
	static const uint8_t filled [] = { 0x89, 0xf8, 0xc3, 0xcc, 0xcc };
	IRuntimeInformation *runtime = subject_runtime ();
	MethodInfo *method = method_of (runtime, "Refused", "Filled");
	CodeMemory memory = { .size = sizeof memory };
	NativeCodeHandle handle = { .size = sizeof handle, .code_size = 3 };
	ck_assert (runtime->allocate_code (runtime, method, sizeof filled, 0, 0, &memory));
	memcpy (memory.hot, filled, sizeof filled);
	handle.code = memory.hot;
	check_installed (runtime, runtime->install_compilation_result (runtime, method, &handle, INSTALL_PUBLISH));
	ck_assert_int_eq (call_for_number (method, 6), 6);
	answer (runtime, method, 5);
	ck_assert_int_eq (call_for_number (method, 6), 5);
}
END_TEST

/* By a detour, say. */
START_TEST (refused_changed)
{
	static const char sentence [] = "somebody else has changed the first bytes";
	IRuntimeInformation *runtime = subject_runtime ();
	MethodInfo *method = method_of (runtime, "Refused", "Changed");
	uint8_t *code = (uint8_t *) answer (runtime, method, 3);
	++code [1];
	check_refusal (runtime, install (runtime, method, another, sizeof another, INSTALL_PUBLISH), sentence);
	--code [1];
	ck_assert_int_eq (call_for_number (method, 1), 3);
	answer (runtime, method, 4);
	ck_assert_int_eq (call_for_number (method, 1), 4);
}
END_TEST

/* mini's. It knows itself where it is: nobody has asked. */
START_TEST (refused_changed_mini)
{
	IRuntimeInformation *runtime = subject_runtime ();
	MethodInfo *method = method_of (runtime, "Refused", "Address");
	uint8_t *code = (uint8_t *) (uintptr_t) *(int64_t *) mono_object_unbox (call (method, NULL)), was = *code;
	ck_assert_ptr_eq (mono_jit_info_get_code_start (mono_jit_info_table_find (mono_domain_get (), (char *) code)),
		code);
	*code = 0xe9;
	check_refusal (runtime, install (runtime, method, another, sizeof another, INSTALL_PUBLISH),
		"somebody else has changed the first bytes");
	*code = was;
	check_installed (runtime, install (runtime, method, another, sizeof another, INSTALL_PUBLISH));
}
END_TEST

/* To whom it was given is not known, nor what he does with it. */
START_TEST (given_away)
{
	IRuntimeInformation *runtime = subject_runtime ();
	MethodInfo *method = method_of (runtime, "Refused", "GivenAway");
	ck_assert_int_eq (call_for_number (method, 5), 5);
	call (method_of (runtime, "Refused", "GiveAway"), NULL);
	check_refusal (runtime, install (runtime, method, another, sizeof another, INSTALL_PUBLISH),
		"address was given away");
	ck_assert_int_eq (call_for_number (method, 5), 5);
}
END_TEST

static const char *caller_sentence, *wrapper_sentence;
static int callers_refused;

/* The wrapper around ReplaceCaller, then who called it. */
static mono_bool
refuse_frame (MonoMethod *method, int32_t native_offset, int32_t il_offset, mono_bool managed, void *data)
{
	IRuntimeInformation *runtime = data;
	(void) native_offset, (void) il_offset;
	if (!managed)
		check_refusal (runtime, install (runtime, (MethodInfo *) method, another, sizeof another, INSTALL_PUBLISH),
			wrapper_sentence);
	else
		check_refusal (runtime, install (runtime, (MethodInfo *) method, another, sizeof another, INSTALL_PUBLISH),
			caller_sentence);
	return ++callers_refused == 2;
}

/* Refused.ReplaceCaller */
static void
replace_caller (void)
{
	IRuntimeInformation *runtime = mono_compiler_create_runtime_information (0);
	callers_refused = 0;
	mono_stack_walk_no_il (refuse_frame, runtime);
	runtime->release (runtime);
}

START_TEST (refused_methods)
{
	IRuntimeInformation *runtime = subject_runtime ();
	mono_add_internal_call ("Refused::ReplaceCaller", (const void *) replace_caller);
	wrapper_sentence = "the runtime's wrappers are not replaced";
	caller_sentence = "a dynamic method is freed with it";
	run (runtime, "Refused", "Dynamic");
	ck_assert_int_eq (callers_refused, 2);
	caller_sentence = "shares with other instantiations";
	run (runtime, "Refused", "CallShared");
	ck_assert_int_eq (callers_refused, 2);
}
END_TEST

/* ---- Other processes ---- */

static void
run_as_child (const char *what, const char *variable)
{
	static Child child;
	const char *arguments [] = { built (self), what, NULL };
	const char *variables [] = { variable, NULL };
	child_run (&child, arguments, variables);
	child_check_status (&child, EXIT_SUCCESS);
}

START_TEST (source_lines)
{
	run_as_child ("lines", NULL);
}
END_TEST

START_TEST (thread_dump)
{
	run_as_child ("dump", NULL);
}
END_TEST

START_TEST (preemptive)
{
	run_as_child ("preemptive", "MONO_THREADS_SUSPEND=preemptive");
}
END_TEST

START_TEST (lines_in_child)
{
	mono_debug_init (MONO_DEBUG_FORMAT_MONO);
	IRuntimeInformation *runtime = subject_runtime ();
	mono_add_internal_call ("Traces::Replace", (const void *) replace_now);
	check_traces (runtime, 1);
}
END_TEST

/* A thread dump, of a frame in mini's body, one in a compiler's, both replaced. It is made by another thread. */
static void
dump_threads (void)
{
	fflush (stdout);
	kill (getpid (), SIGQUIT);
	run (subject_runtime (), "Refused", "Sleep");
}

/* Which lines "IN:" of WHAT are in the file of the child's output. */
static int
lines_of (const char *path, const char *what, int lines [4])
{
	char text [4096];
	int count = 0;
	FILE *file = fopen (path, "r");
	while (file && count < 4 && fgets (text, sizeof text, file)) {
		char *place = strstr (text, what) ? strstr (text, "Replaced.cs:") : NULL;
		if (place)
			lines [count++] = atoi (place + strlen ("Replaced.cs:"));
	}
	if (file)
		fclose (file);
	return count;
}

START_TEST (dump_in_child)
{
	enum { ROUNDS = 400 };
	char path [] = "/tmp/test-replace-XXXXXX";
	int32_t number = 5;
	int lines [4] = { 0 }, count = 0;
	mono_debug_init (MONO_DEBUG_FORMAT_MONO);
	IRuntimeInformation *runtime = subject_runtime ();
	MethodInfo *method = method_of (runtime, "Inside", "Wait"), *start = method_of (runtime, "Inside", "Start");
	ck_assert_int_ge (mkstemp (path), 0);
	ck_assert_ptr_nonnull (freopen (path, "w", stdout));
	call (start, (void *[]) { &number });
	compile (runtime, "bigstep,O=0", method);
	call (start, (void *[]) { &number });
	compile (runtime, "bigstep,O=2", method);
	for (int i = 0; i < ROUNDS && count < 2; ++i) {
		dump_threads ();
		count = lines_of (path, "Inside.Wait (int)", lines);
	}
	remove (path);
	ck_assert_int_ge (count, 2);
	ck_assert_int_gt (lines [0], 0);
	ck_assert_int_eq (lines [0], lines [1]);
	run (runtime, "Inside", "Finish");
}
END_TEST

START_TEST (preemptive_in_child)
{
	IRuntimeInformation *runtime = subject_runtime ();
	MethodInfo *method = method_of (runtime, "Refused", "Changed");
	ck_assert_int_eq (call_for_number (method, 5), 5);
	check_refusal (runtime, install (runtime, method, another, sizeof another, INSTALL_PUBLISH),
		"threads are suspended wherever they are");
	ck_assert_int_eq (call_for_number (method, 5), 5);
}
END_TEST

int
main (int argc, char **argv)
{
	Suite *suite = suite_create ("replace");
	TCase *all = tcase_create ("replace");
	if (argc > 1 && strcmp (argv [1], "lines") == 0) {
		tcase_add_test (all, lines_in_child);
	} else if (argc > 1 && strcmp (argv [1], "dump") == 0) {
		tcase_add_test (all, dump_in_child);
	} else if (argc > 1) {
		tcase_add_test (all, preemptive_in_child);
	} else {
		tcase_add_test (all, all_ways);
		tcase_add_test (all, often);
		tcase_add_test (all, if_none);
		tcase_add_test (all, mini_makes_no_second);
		tcase_add_test (all, precompiled);
		tcase_add_loop_test (all, inside, 0, sizeof (insiders) / sizeof (insiders [0]));
		tcase_add_test (all, frames_of_all_bodies);
		tcase_add_test (all, frames_of_images);
		tcase_add_test (all, domains);
		tcase_add_test (all, threads_at_work);
		tcase_add_test (all, hosts_at_once);
		tcase_add_loop_test (all, refused_code, 0, sizeof (refused) / sizeof (refused [0]));
		tcase_add_test (all, filled_up);
		tcase_add_test (all, refused_changed);
		tcase_add_test (all, refused_changed_mini);
		tcase_add_test (all, given_away);
		tcase_add_test (all, refused_methods);
		tcase_add_test (all, source_lines);
		tcase_add_test (all, thread_dump);
		tcase_add_test (all, preemptive);
	}
	suite_add_tcase (suite, all);
	return subject_run (suite);
}
