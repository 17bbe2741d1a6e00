/* SPDX-License-Identifier: MIT
 *
 * Calls that the runtime lets lead to what their cells lead to. */
#include "replaced.h"

#include <string.h>

enum { CALL_AT = 24, STUB_AT = 40, EARLY_CALL_AT = 8 };

/* sub rsp, 8; 20 nops; call the stub; add rsp, 8; ret; traps; the stub: jmp *cell(rip) */
static const uint8_t caller_code [] = { 0x48, 0x83, 0xec, 8, 0x90, 0x90, 0x90, 0x90, 0x90, 0x90, 0x90, 0x90, 0x90, 0x90,
	0x90, 0x90, 0x90, 0x90, 0x90, 0x90, 0x90, 0x90, 0x90, 0x90, 0xe8, STUB_AT - CALL_AT - 5, 0, 0, 0, 0x48, 0x83, 0xc4,
	8, 0xc3, 0xcc, 0xcc, 0xcc, 0xcc, 0xcc, 0xcc, 0xff, 0x25, 0, 0, 0, 0 };
/* CIE: def_cfa rsp 8, offset rip 1. FDE: advance 4, def_cfa_offset 16, advance 29, def_cfa_offset 8 */
static const uint8_t caller_unwind [] = { 0x0c, 7, 8, 0x90, 1, 0x44, 0x0e, 16, 0x5d, 0x0e, 8 };

typedef struct Caller {
	MethodInfo *method, *callee;
	void **cell;
	uint8_t *code;
	NativeCallSite site;
	NativeCodeHandle handle;
} Caller;

static MethodInfo *
sites_method (const char *name)
{
	return replaced_method (subject_runtime (), "Sites", name);
}

/* A body for METHOD that calls CALLEE at offset AT, not installed. */
static Caller
make_caller (const char *method, const char *callee, uint32_t at)
{
	IRuntimeInformation *runtime = subject_runtime ();
	Caller caller = { .method = sites_method (method), .callee = sites_method (callee) };
	CallTarget target = { .size = sizeof target };
	CodeMemory memory = { .size = sizeof memory };
	int32_t distance;

	ck_assert (runtime->get_call_target (runtime, caller.method, caller.callee, 0, &target));
	ck_assert_int_eq (target.kind, CALL_THROUGH_CELL);
	ck_assert (runtime->allocate_code (runtime, caller.method, sizeof caller_code, 0, 0, &memory));
	caller.cell = target.cell;
	caller.code = memory.hot;
	memcpy (caller.code, caller_code, sizeof caller_code);
	distance = (int32_t) ((intptr_t) caller.cell - (intptr_t) (caller.code + sizeof caller_code));
	memcpy (caller.code + STUB_AT + 2, &distance, sizeof distance);
	if (at != CALL_AT) {
		memset (caller.code + CALL_AT, 0x90, 5);
		distance = (int32_t) (STUB_AT - at - 5);
		caller.code [at] = 0xe8;
		memcpy (caller.code + at + 1, &distance, sizeof distance);
	}
	caller.site = (NativeCallSite) { at + 1, caller.cell };
	caller.handle = (NativeCodeHandle) { .size = sizeof caller.handle,
		.code = caller.code,
		.code_size = STUB_AT,
		.unwind_information = caller_unwind,
		.unwind_information_size = sizeof caller_unwind,
		.call_site_count = 1,
		.call_site_stride = sizeof (NativeCallSite) };
	return caller;
}

static InstalledRuntimeCode *
install (Caller *caller, uint32_t flags)
{
	IRuntimeInformation *runtime = subject_runtime ();

	caller->handle.call_sites = &caller->site;
	return runtime->install_compilation_result (runtime, caller->method, &caller->handle, flags);
}

static const uint8_t *
leads_to (const Caller *caller)
{
	const uint8_t *displacement = caller->code + caller->site.displacement;
	int32_t distance;

	memcpy (&distance, displacement, sizeof distance);
	return displacement + sizeof distance + distance;
}

START_TEST (follows_the_callee)
{
	IRuntimeInformation *runtime = subject_runtime ();
	Caller caller = make_caller ("Caller", "Callee", CALL_AT);

	replaced_check (subject_runtime (), install (&caller, INSTALL_PUBLISH));
	ck_assert_ptr_eq (leads_to (&caller), caller.code + STUB_AT);
	ck_assert_int_eq (replaced_number (caller.method, 5), 6);
	ck_assert_ptr_ne (leads_to (&caller), caller.code + STUB_AT);
	ck_assert_ptr_eq (leads_to (&caller), *caller.cell);
	ck_assert_int_eq (replaced_number (caller.method, 6), 7);

	const uint8_t *another = replaced_answer (runtime, caller.callee, 70);
	ck_assert_ptr_eq (leads_to (&caller), another);
	ck_assert_int_eq (replaced_number (caller.method, 5), 70);
}
END_TEST

START_TEST (knows_the_callee)
{
	Caller caller = make_caller ("Caller", "Known", CALL_AT);

	ck_assert_int_eq (replaced_number (caller.callee, 5), 7);
	ck_assert_ptr_nonnull (install (&caller, INSTALL_PRIVATE));
	ck_assert_ptr_eq (leads_to (&caller), *caller.cell);
}
END_TEST

/* There is a word in which others write their jumps. */
START_TEST (leaves_the_beginning_alone)
{
	Caller caller = make_caller ("Caller", "Known", EARLY_CALL_AT);

	ck_assert_int_eq (replaced_number (caller.callee, 5), 7);
	replaced_check (subject_runtime (), install (&caller, INSTALL_PUBLISH));
	ck_assert_ptr_eq (leads_to (&caller), caller.code + STUB_AT);
	ck_assert_int_eq (replaced_number (caller.method, 5), 7);
}
END_TEST

/* A static constructor runs at the first call, and not when the code is there. */
START_TEST (waits_for_the_class)
{
	IRuntimeInformation *runtime = subject_runtime ();
	Caller caller = make_caller ("Caller", "Callee", CALL_AT);
	MethodInfo *callee = replaced_method (runtime, "Lazy", "Callee");
	CallTarget target = { .size = sizeof target };

	ck_assert (runtime->get_call_target (runtime, caller.method, callee, 0, &target));
	int32_t distance = (int32_t) ((intptr_t) target.cell - (intptr_t) (caller.code + sizeof caller_code));
	memcpy (caller.code + STUB_AT + 2, &distance, sizeof distance);
	caller.site.cell = target.cell;
	replaced_check (subject_runtime (), install (&caller, INSTALL_PUBLISH));
	const uint8_t *code = replaced_compile (runtime, "bigstep", callee);
	ck_assert_int_eq (replaced_run (runtime, "Sites", "LazyConstructions"), 0);
	ck_assert_ptr_eq (leads_to (&caller), caller.code + STUB_AT);
	ck_assert_int_eq (replaced_number (caller.method, 5), 8);
	ck_assert_int_eq (replaced_run (runtime, "Sites", "LazyConstructions"), 1);
	ck_assert_ptr_eq (leads_to (&caller), code);
}
END_TEST

START_TEST (near_and_far)
{
	IRuntimeInformation *runtime = subject_runtime ();
	MethodInfo *caller = sites_method ("Caller");
	CallTarget own = { .size = sizeof own }, image = { .size = sizeof image };

	ck_assert (runtime->get_call_target (runtime, caller, sites_method ("Callee"), 0, &own));
	ck_assert_int_eq (own.is_near, 1);
	ck_assert (runtime->get_call_target (runtime, caller,
		replaced_corlib_method (runtime, "System", "String", "Concat(string,string)"), 0, &image));
	ck_assert_int_eq (image.is_near, 0);
}
END_TEST

/* ---- What cannot be true ---- */

static void
no_call (Caller *caller)
{
	caller->site.displacement--;
}

static void
beyond_the_code (Caller *caller)
{
	caller->site.displacement = STUB_AT - 3;
}

static void
at_nothing (Caller *caller)
{
	caller->site.displacement = 0;
}

static void
across_eight_bytes (Caller *caller)
{
	*caller = make_caller ("Caller", "Callee", CALL_AT - 4);
}

static void
no_cell (Caller *caller)
{
	static void *word;
	caller->site.cell = &word;
}

static void
no_stride (Caller *caller)
{
	caller->handle.call_site_stride = 0;
}

static const struct {
	void (*change) (Caller *caller);
	const char *words;
} wrong [] = {
	{ no_call, "call site 0 is no call in the code" },
	{ beyond_the_code, "call site 0 is no call in the code" },
	{ at_nothing, "call site 0 is no call in the code" },
	{ across_eight_bytes, "the displacement of call site 0 lies within no eight aligned bytes" },
	{ no_cell, "the cell of call site 0 is none of this domain's" },
	{ no_stride, "there are no call sites, of 1, or their stride is not set" },
};

START_TEST (refused)
{
	IRuntimeInformation *runtime = subject_runtime ();
	Caller caller = make_caller ("Caller", "Callee", CALL_AT);
	char words [1024] = "";

	wrong [_i].change (&caller);
	ck_assert_ptr_null (install (&caller, INSTALL_PUBLISH));
	runtime->get_failure (runtime, words, sizeof words);
	ck_assert_msg (strstr (words, wrong [_i].words) != NULL, "%s", words);
}
END_TEST

int
main (void)
{
	Suite *suite = suite_create ("call sites");
	TCase *all = tcase_create ("call sites");

	tcase_add_test (all, follows_the_callee);
	tcase_add_test (all, knows_the_callee);
	tcase_add_test (all, leaves_the_beginning_alone);
	tcase_add_test (all, waits_for_the_class);
	tcase_add_test (all, near_and_far);
	tcase_add_loop_test (all, refused, 0, sizeof wrong / sizeof wrong [0]);
	suite_add_tcase (suite, all);
	return run_in_process (suite);
}
