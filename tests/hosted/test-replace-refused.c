/* SPDX-License-Identifier: MIT
 *
 * Methods and code that cannot be replaced: installing says why, and what was there goes on. */
#include <mono/metadata/debug-helpers.h>
#include <stdlib.h>
#include <string.h>

#include "child.h"
#include "replaced.h"

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
	MethodInfo *method = replaced_method (runtime, "Refused", refused [_i].method);
	replaced_check (runtime, replaced_install (runtime, method, refused [_i].code, refused [_i].size, INSTALL_PUBLISH));
	check_refusal (runtime, replaced_install (runtime, method, another, sizeof another, INSTALL_PUBLISH),
		refused [_i].sentence);
	check_refusal (runtime, replaced_install (runtime, method, another, sizeof another, INSTALL_PUBLISH), "Refused:");
}
END_TEST

/* Traps behind short code are nobody's. */
START_TEST (filled_up)
{
	static const uint8_t filled [] = { 0x89, 0xf8, 0xc3, 0xcc, 0xcc };
	IRuntimeInformation *runtime = subject_runtime ();
	MethodInfo *method = replaced_method (runtime, "Refused", "Filled");
	CodeMemory memory = { .size = sizeof memory };
	NativeCodeHandle handle = { .size = sizeof handle, .code_size = 3 };
	ck_assert (runtime->allocate_code (runtime, method, sizeof filled, 0, 0, &memory));
	memcpy (memory.hot, filled, sizeof filled);
	handle.code = memory.hot;
	replaced_check (runtime, runtime->install_compilation_result (runtime, method, &handle, INSTALL_PUBLISH));
	ck_assert_int_eq (replaced_number (method, 6), 6);
	replaced_answer (runtime, method, 5);
	ck_assert_int_eq (replaced_number (method, 6), 5);
}
END_TEST

/* By a detour, say. */
START_TEST (refused_changed)
{
	static const char sentence [] = "somebody else has changed the first bytes";
	IRuntimeInformation *runtime = subject_runtime ();
	MethodInfo *method = replaced_method (runtime, "Refused", "Changed");
	uint8_t *code = (uint8_t *) replaced_answer (runtime, method, 3);
	++code [1];
	check_refusal (runtime, replaced_install (runtime, method, another, sizeof another, INSTALL_PUBLISH), sentence);
	--code [1];
	ck_assert_int_eq (replaced_number (method, 1), 3);
	replaced_answer (runtime, method, 4);
	ck_assert_int_eq (replaced_number (method, 1), 4);
}
END_TEST

/* mini's. It knows itself where it is: nobody has asked. */
START_TEST (refused_changed_mini)
{
	IRuntimeInformation *runtime = subject_runtime ();
	MethodInfo *method = replaced_method (runtime, "Refused", "Address");
	uint8_t *code = (uint8_t *) (uintptr_t) *(int64_t *) mono_object_unbox (replaced_call (method, NULL)), was = *code;
	ck_assert_ptr_eq (mono_jit_info_get_code_start (mono_jit_info_table_find (mono_domain_get (), (char *) code)),
		code);
	*code = 0xe9;
	check_refusal (runtime, replaced_install (runtime, method, another, sizeof another, INSTALL_PUBLISH),
		"somebody else has changed the first bytes");
	*code = was;
	replaced_check (runtime, replaced_install (runtime, method, another, sizeof another, INSTALL_PUBLISH));
}
END_TEST

/* To whom it was given is not known, nor what he does with it. */
START_TEST (given_away)
{
	IRuntimeInformation *runtime = subject_runtime ();
	MethodInfo *method = replaced_method (runtime, "Refused", "GivenAway");
	ck_assert_int_eq (replaced_number (method, 5), 5);
	replaced_call (replaced_method (runtime, "Refused", "GiveAway"), NULL);
	check_refusal (runtime, replaced_install (runtime, method, another, sizeof another, INSTALL_PUBLISH),
		"address was given away");
	ck_assert_int_eq (replaced_number (method, 5), 5);
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
		check_refusal (runtime,
			replaced_install (runtime, (MethodInfo *) method, another, sizeof another, INSTALL_PUBLISH),
			wrapper_sentence);
	else
		check_refusal (runtime,
			replaced_install (runtime, (MethodInfo *) method, another, sizeof another, INSTALL_PUBLISH),
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
	replaced_run (runtime, "Refused", "Dynamic");
	ck_assert_int_eq (callers_refused, 2);
	caller_sentence = "shares with other instantiations";
	replaced_run (runtime, "Refused", "CallShared");
	ck_assert_int_eq (callers_refused, 2);
}
END_TEST

/* ---- Another process ---- */

START_TEST (preemptive)
{
	static Child child;
	const char *arguments [] = { built ("tests/hosted/test-replace-refused"), "preemptive", NULL };
	const char *variables [] = { "MONO_THREADS_SUSPEND=preemptive", NULL };
	child_run (&child, arguments, variables);
	child_check_status (&child, EXIT_SUCCESS);
}
END_TEST

START_TEST (preemptive_in_child)
{
	IRuntimeInformation *runtime = subject_runtime ();
	MethodInfo *method = replaced_method (runtime, "Refused", "Changed");
	ck_assert_int_eq (replaced_number (method, 5), 5);
	check_refusal (runtime, replaced_install (runtime, method, another, sizeof another, INSTALL_PUBLISH),
		"threads are suspended wherever they are");
	ck_assert_int_eq (replaced_number (method, 5), 5);
}
END_TEST

int
main (int argc, char **argv)
{
	Suite *suite = suite_create ("replace refused");
	TCase *all = tcase_create ("replace refused");
	if (argc > 1 && strcmp (argv [1], "preemptive") == 0) {
		tcase_add_test (all, preemptive_in_child);
	} else {
		tcase_add_loop_test (all, refused_code, 0, sizeof (refused) / sizeof (refused [0]));
		tcase_add_test (all, filled_up);
		tcase_add_test (all, refused_changed);
		tcase_add_test (all, refused_changed_mini);
		tcase_add_test (all, given_away);
		tcase_add_test (all, refused_methods);
		tcase_add_test (all, preemptive);
	}
	suite_add_tcase (suite, all);
	return run_in_process (suite);
}
