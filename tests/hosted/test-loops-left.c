/* SPDX-License-Identifier: MIT
 *
 * A method of mini's is left in its loop: its caller goes on with what another function answers. */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <ucontext.h>
#include <unwind.h>

#include "loops.h"
#include "tiers/leave-frame.h"

/* ---- Entry functions, for the methods of the class Leaving ---- */

/* What they find in front of variables that are smaller than a word */
#define WORD(type, number) (*(type *) ((uint64_t *) buffer + (number)))

static int32_t
static_entry (void *buffer)
{
	return 10 * WORD (int32_t, 1) + WORD (int32_t, 2);
}

static int64_t
many_entry (void *buffer)
{
	int64_t number = 0;
	for (int i = 1; i <= 8; ++i)
		number = 10 * number + WORD (int64_t, i);
	return number;
}

static double
float_entry (void *buffer)
{
	return WORD (double, 1) + (double) WORD (float, 2);
}

/* As Large of Loops.cs */
typedef struct Large {
	double a, b;
	MonoString *c;
	int16_t d;
} Large;

static void *
struct_entry (void *buffer)
{
	*WORD (Large *, 0) = (Large) { 1.0, -2.0, WORD (MonoString *, 1), 3 };
	return WORD (void *, 0);
}

static MonoObject *
object_entry (void *buffer)
{
	return WORD (MonoObject *, 1);
}

static const struct {
	const char *method, *loop, *answer;
	const void *entry;
} left [] = {
	{ "Static", "StaticLoop", "45", static_entry },
	{ "Many", "ManyLoop", "12345678", many_entry },
	{ "Float", "FloatLoop", "24", float_entry },
	{ "Struct", "StructLoop", "(4607182418800017408 -4611686018427387904 text 3)", struct_entry },
	{ "Object", "ObjectLoop", "object", object_entry },
	{ "Instance", "Loop", "receiver 7", object_entry },
};

static void
leave (MiniFrame *frame, OsrRefusal refusal, void *data)
{
	if (refusal == OSR_POSSIBLE)
		mini_frame_leave (frame, *(const void **) data);
	loops_stop ();
}

START_TEST (leaves)
{
	char answer [256];
	const void *entry = left [_i].entry;
	uint64_t before = osr_count_of (OSR_POSSIBLE);
	char *text = loops_run ("Leaving", left [_i].method, left [_i].loop, leave, &entry);
	/* What the caller has in registers is still there, it can be collected, and exceptions find their handlers. */
	snprintf (answer, sizeof answer, "%s 1 2 3 d1 eee thrown", left [_i].answer);
	ck_assert_str_eq (text, answer);
	ck_assert_uint_eq (osr_count_of (OSR_POSSIBLE), before + 1);
	mono_free (text);
}
END_TEST

START_TEST (often)
{
	const void *entry = static_entry;
	uint64_t before = osr_count_of (OSR_POSSIBLE);
	char *text = loops_run ("Leaving", "Often", "StaticLoop", leave, &entry);
	ck_assert_str_eq (text, "69500");
	ck_assert_uint_eq (osr_count_of (OSR_POSSIBLE), before + 1000);
	mono_free (text);
}
END_TEST

/* ---- Seen from signals ---- */

enum { TRAP_FLAG = 1 << 8 };

static struct {
	void *return_address;
	void **caller; /* the registers that the caller must find */
	int steps, other_callers, other_registers, left_frames;
} seen;

static int
is_in_leave_frame (const uint8_t *address)
{
	/* It takes what it gets for a return address. */
	return _Unwind_FindEnclosingFunction ((void *) (address + 1)) == (void *) leave_frame;
}

static gboolean
note_frame (MonoMethod *method, MonoDomain *domain, void *base, int offset, void *data)
{
	(void) domain;
	(void) base;
	(void) offset;
	*(int *) data += strcmp (mono_method_get_name (method), "StaticLoop") == 0;
	return 0;
}

typedef struct Search {
	int is_next, is_found;
} Search;

static _Unwind_Reason_Code
find_caller (struct _Unwind_Context *context, void *data)
{
	Search *search = data;
	const uint8_t *address = (const uint8_t *) _Unwind_GetIP (context);
	if (search->is_next) {
		search->is_found = address == seen.return_address;
		return _URC_END_OF_STACK;
	}
	search->is_next = is_in_leave_frame (address);
	return _URC_NO_REASON;
}

static int
count_other_registers (const greg_t *found)
{
	static const struct {
		int found, wanted;
	} kept [] = {
		{ REG_RBX, REGISTER_RBX },
		{ REG_RBP, REGISTER_RBP },
		{ REG_R12, REGISTER_R12 },
		{ REG_R13, REGISTER_R13 },
		{ REG_R14, REGISTER_R14 },
		{ REG_R15, REGISTER_R15 },
	};
	int count = (void **) found [REG_RSP] + 1 != seen.caller [REGISTER_RSP];
	for (size_t i = 0; i < sizeof kept / sizeof kept [0]; ++i)
		count += (void *) found [kept [i].found] != seen.caller [kept [i].wanted];
	return count;
}

/* After each instruction */
static void
on_step (int signal, siginfo_t *information, void *data)
{
	ucontext_t *context = data;
	const uint8_t *address = (const uint8_t *) context->uc_mcontext.gregs [REG_RIP];
	(void) signal;
	(void) information;
	if (address == (const uint8_t *) static_entry) {
		context->uc_mcontext.gregs [REG_EFL] &= ~(greg_t) TRAP_FLAG;
		seen.other_registers = count_other_registers (context->uc_mcontext.gregs);
	}
	if (!is_in_leave_frame (address))
		return;
	Search search = { 0, 0 };
	_Unwind_Backtrace (find_caller, &search);
	seen.other_callers += !search.is_found;
	++seen.steps;
	/* The runtime's own walk finds what is below the frame that was left, or nothing, and no frame that is gone. */
	mono_stack_walk_async_safe (note_frame, context, &seen.left_frames);
}

static void
leave_by_steps (MiniFrame *frame, OsrRefusal refusal, void *data)
{
	(void) data;
	static MiniFrame copy;
	copy = *frame;
	ck_assert_int_eq (refusal, OSR_POSSIBLE);
	seen.caller = context_registers ((MonoContext *) copy.caller);
	seen.return_address = ((void **) seen.caller [REGISTER_RSP]) [-1];
	__asm__ volatile ("pushfq; orl %0, (%%rsp); popfq" : : "i"(TRAP_FLAG) : "memory", "cc");
	mini_frame_leave (frame, static_entry);
}

/* Samplers, debuggers and dumps can come at any instruction of it. */
START_TEST (seen_by_signals)
{
	struct sigaction action = { .sa_sigaction = on_step, .sa_flags = SA_SIGINFO }, before;
	seen.other_registers = -1;
	sigaction (SIGTRAP, &action, &before);
	char *text = loops_run ("Leaving", "Static", "StaticLoop", leave_by_steps, NULL);
	sigaction (SIGTRAP, &before, NULL);
	ck_assert_str_eq (text, "45 1 2 3 d1 eee thrown");
	ck_assert_int_ge (seen.steps, 9);
	ck_assert_int_eq (seen.other_callers, 0);
	ck_assert_int_eq (seen.other_registers, 0);
	ck_assert_int_eq (seen.left_frames, 0);
	mono_free (text);
}
END_TEST

static void
start (void)
{
	loops_start ();
	frame_maps_begin ();
}

int
main (void)
{
	Suite *suite = suite_create ("loops-left");
	TCase *all = tcase_create ("loops-left");
	tcase_set_timeout (all, 60);
	tcase_add_unchecked_fixture (all, start, NULL);
	tcase_add_loop_test (all, leaves, 0, sizeof left / sizeof left [0]);
	tcase_add_test (all, often);
	tcase_add_test (all, seen_by_signals);
	suite_add_tcase (suite, all);
	return run_in_process (suite);
}
