/* SPDX-License-Identifier: MIT
 *
 * A method of mini's in a loop is read at a poll, and its variables are what the program says they are. */
#include <stdlib.h>
#include <ucontext.h>

#include "loops.h"

/* ---- What is read ---- */

static const struct {
	const char *method, *loop;
} readable [] = {
	{ "Numbers", "TwoNumbers" },
	{ "Objects", "TwoObjects" },
	{ "SmallOnes", "AllSmall" },
	{ "Floats", "FourFloats" },
	{ "Structs", "ThreeStructs" },
	{ "Many", "ManyArguments" },
	{ "Instance", "Loop" },
	{ "Try", "InTry" },
	{ "Exact", "Loop" },
};

typedef struct Reading {
	OsrRefusal refusal;
	char *text;
} Reading;

static void
read_frame (MiniFrame *frame, OsrRefusal refusal, void *data)
{
	Reading *reading = data;
	loops_stop ();
	if (reading->text)
		return;
	reading->refusal = refusal;
	reading->text = NULL;
	if (refusal == OSR_POSSIBLE) {
		char *buffer = malloc (frame->map->buffer_size);
		mini_frame_read (frame, buffer);
		reading->text = loops_show (frame, buffer);
		free (buffer);
	}
}

START_TEST (reads)
{
	Reading reading = { OSR_NO_LOOP, NULL };
	char *text = loops_run ("Loops", readable [_i].method, readable [_i].loop, read_frame, &reading);
	ck_assert_msg (reading.refusal == OSR_POSSIBLE, "%s: %s", readable [_i].loop, osr_refusal_name (reading.refusal));
	ck_assert_str_eq (reading.text, text);
	free (reading.text);
	mono_free (text);
}
END_TEST

/* ---- What is refused ---- */

static const struct {
	const char *method, *loop;
	OsrRefusal refusal;
} refused [] = {
	{ "Shared", "Loop", OSR_SHARED },
	{ "Localloc", "WithLocalloc", OSR_LOCALLOC },
	{ "Varargs", "WithVarargs", OSR_VARARGS },
	{ "TooLarge", "WithHuge", OSR_SIZE },
	{ "Finally", "InFinally", OSR_HANDLER },
	{ "EvaluationStack", "loop", OSR_EVALUATION_STACK },
	{ "Early", "BeforeMaps", OSR_NO_MAP },
};

typedef struct Refusing {
	OsrRefusal wanted, refusal;
} Refusing;

static void
note_refusal (MiniFrame *frame, OsrRefusal refusal, void *data)
{
	Refusing *refusing = data;
	(void) frame;
	if (refusing->refusal != refusing->wanted)
		refusing->refusal = refusal;
	loops_stop ();
}

START_TEST (refuses)
{
	Refusing refusing = { refused [_i].refusal, OSR_NO_LOOP };
	uint64_t before = osr_count_of (refused [_i].refusal);
	mono_free (loops_run ("Loops", refused [_i].method, refused [_i].loop, note_refusal, &refusing));
	ck_assert_msg (refusing.refusal == refused [_i].refusal, "%s: %s instead of %s", refused [_i].method,
		osr_refusal_name (refusing.refusal), osr_refusal_name (refused [_i].refusal));
	ck_assert_uint_gt (osr_count_of (refused [_i].refusal), before);
}
END_TEST

static OsrRefusal elsewhere;

static void
find_elsewhere (void)
{
	MiniFrame frame;
	elsewhere = mini_frame_find (&frame);
}

/* On a stack that is not the thread's own, of which nobody knows how much is left */
static void
find_on_other_stack (MiniFrame *frame, OsrRefusal refusal, void *data)
{
	ucontext_t here, there;
	static char stack [1 << 20];
	(void) frame;
	(void) refusal;
	(void) data;
	getcontext (&there);
	there.uc_stack.ss_sp = stack;
	there.uc_stack.ss_size = sizeof stack;
	there.uc_link = &here;
	makecontext (&there, find_elsewhere, 0);
	swapcontext (&here, &there);
	loops_stop ();
}

START_TEST (short_of_stack)
{
	mono_free (loops_run ("Loops", "Numbers", "TwoNumbers", find_on_other_stack, NULL));
	ck_assert_int_eq (elsewhere, OSR_STACK_LEFT);
}
END_TEST

/* ---- Maps that go ---- */

static void
call (const char *method, int32_t *argument)
{
	MonoObject *exception = NULL;
	mono_runtime_invoke (loops_method ("Loops", method), NULL, argument ? (void *[]) { argument } : NULL, &exception);
	ck_assert_ptr_null (exception);
}

START_TEST (dynamic_methods)
{
	int32_t many = 200, one = 1;
	call ("Dynamic", &one);
	call ("Collect", NULL);
	size_t before = frame_maps_size ();
	call ("Dynamic", &many);
	size_t with_all = frame_maps_size ();
	ck_assert_uint_ge (with_all - before, (size_t) many * sizeof (FrameMap));
	/* What lies on the stack by accident is kept. */
	for (int i = 0; i < 20 && frame_maps_size () > before + (with_all - before) / 10; ++i)
		call ("Collect", NULL);
	ck_assert_uint_le (frame_maps_size (), before + (with_all - before) / 10);
}
END_TEST

START_TEST (domains)
{
	MonoDomain *first = mono_domain_get ();
	size_t before = frame_maps_size ();
	Reading reading = { OSR_NO_LOOP, NULL };
	MonoDomain *second = mono_domain_create_appdomain ((char *) "second", NULL);
	mono_domain_set (second, 0);
	char *text = loops_run ("Loops", "Numbers", "TwoNumbers", read_frame, &reading);
	ck_assert_int_eq (reading.refusal, OSR_POSSIBLE);
	ck_assert_str_eq (reading.text, text);
	ck_assert_uint_gt (frame_maps_size (), before);
	mono_domain_set (first, 0);
	mono_domain_unload (second);
	/* Dynamic methods of the first one may have gone meanwhile. */
	ck_assert_uint_le (frame_maps_size (), before);
}
END_TEST

static void
start (void)
{
	loops_start ();
	/* Whatever is compiled before has none, and takes nothing. */
	Refusing refusing = { OSR_NO_MAP, OSR_NO_LOOP };
	mono_free (loops_run ("Loops", "Early", "BeforeMaps", note_refusal, &refusing));
	ck_assert_uint_eq (frame_maps_size (), 0);
	frame_maps_begin ();
}

int
main (void)
{
	Suite *suite = suite_create ("loops");
	TCase *all = tcase_create ("loops");
	tcase_set_timeout (all, 60);
	tcase_add_unchecked_fixture (all, start, NULL);
	tcase_add_loop_test (all, reads, 0, sizeof readable / sizeof readable [0]);
	tcase_add_loop_test (all, refuses, 0, sizeof refused / sizeof refused [0]);
	tcase_add_test (all, short_of_stack);
	tcase_add_test (all, dynamic_methods);
	tcase_add_test (all, domains);
	suite_add_tcase (suite, all);
	return run_in_process (suite);
}
