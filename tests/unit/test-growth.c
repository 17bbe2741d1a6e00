/* SPDX-License-Identifier: MIT
 *
 * What a compilation does grows with the size of the method and no faster: questions to the runtime, methods whose bodies
 * are asked for, and methods that are executed. Every question of the table is counted, whichever it is. */
#include "assembler.h"
#include "suite.h"

#include <string.h>
#include <sys/mman.h>

extern const CompilerPlugin mono_compiler_plugin;

static FakeRuntime *fake;
static ICompiler *compiler;
static uint64_t question_count;

/* ---- Counting ---- */

enum { STUB_SIZE = 32, PAGE_SIZE = 4096 };

/* Puts a stub for FUNCTION at CODE, which counts the call and leaves all registers for arguments alone. */
static void
write_stub (uint8_t *code, const void *function)
{
	uint64_t *counter = &question_count;

	memcpy (code, "\x49\xbb", 2); /* mov r11, counter */
	memcpy (code + 2, &counter, 8);
	memcpy (code + 10, "\x49\xff\x03\x49\xbb", 5); /* inc qword [r11]; mov r11, function */
	memcpy (code + 15, &function, 8);
	memcpy (code + 23, "\x41\xff\xe3", 3); /* jmp r11 */
}

/* All that comes behind the table's size are functions. */
static void
count_questions (IRuntimeInformation *runtime)
{
	void **functions = (void **) runtime;
	size_t count = runtime->size / sizeof *functions;
	uint8_t *code = mmap (NULL, PAGE_SIZE, PROT_READ | PROT_WRITE | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	ck_assert_ptr_ne (code, MAP_FAILED);
	ck_assert_uint_le (count * STUB_SIZE, PAGE_SIZE);
	for (size_t i = 1; i < count; i++) {
		write_stub (code + i * STUB_SIZE, functions [i]);
		functions [i] = code + i * STUB_SIZE;
	}
}

static void
set_up (void)
{
	const CompilerOptions options = { .size = sizeof options };
	char error [256];

	fake = fake_create ();
	compiler = mono_compiler_plugin.create (&options, error, sizeof (error));
	ck_assert_msg (compiler != NULL, "%s", error);
	fake_define_class (fake, "Program", "object", 0);
	count_questions (fake_interface (fake));
}

static void
tear_down (void)
{
	compiler->release (compiler);
	fake_destroy (fake);
}

typedef struct Cost {
	uint32_t questions, loaded, executed;
} Cost;

static void
read_counter (void *data, const char *name, double value)
{
	Cost *cost = data;

	if (!strcmp (name, "bodies_loaded"))
		cost->loaded = (uint32_t) value;
	if (!strcmp (name, "bodies_executed"))
		cost->executed = (uint32_t) value;
}

/* What compiling METHOD costs. */
static Cost
cost_of (MethodInfo *method)
{
	static const CompilationRequest request = { .size = sizeof request, .optimization_level = -1 };
	NativeCodeHandle native_code = { .size = sizeof native_code };
	CompilationReport report = { .size = sizeof report };
	Cost before, cost;

	compiler->report_counters (compiler, read_counter, &before);
	question_count = 0;
	ck_assert_int_eq (compiler->compile_method (compiler, fake_interface (fake), method, &request, &native_code,
						  &report),
		COMPILATION_OK);
	cost.questions = (uint32_t) question_count;
	compiler->report_counters (compiler, read_counter, &cost);
	cost.loaded -= before.loaded;
	cost.executed -= before.executed;
	compiler->release_code (compiler, &native_code);
	return cost;
}

/* ---- Methods ---- */

static MethodInfo *
define (const char *name, const char *il, uint32_t flags)
{
	const char *declaration = arena_format (fake_arena (fake), "static int Program:%s (int)", name);
	MethodInfo *method = assemble_method (fake, declaration, "", 8, il);

	method->info.flags |= flags;
	return method;
}

/* A method that calls `CALLEE`, or with IS_EACH_ANOTHER `CALLEE0`, `CALLEE1` and so on, so many times. */
static MethodInfo *
define_caller (const char *name, const char *callee, uint32_t calls, int is_each_another, uint32_t flags)
{
	const char *il = "";

	for (uint32_t i = 0; i < calls; i++)
		il = is_each_another ? arena_format (fake_arena (fake), "%sldarg 0; call Program:%s%u; starg 0;", il, callee, i)
							 : arena_format (fake_arena (fake), "%sldarg 0; call Program:%s; starg 0;", il, callee);
	return define (name, arena_format (fake_arena (fake), "%sldarg 0; ret", il), flags);
}

static void
expect_linear (const Cost costs [3])
{
	ck_assert_uint_eq (costs [2].questions - costs [1].questions, 2 * (costs [1].questions - costs [0].questions));
}

/* One that is inlined; one that does too much; one that may throw; one with a loop. */
static const struct {
	const char *il;
	uint32_t flags;
	uint32_t executed;
} callees [] = {
	{ "ldarg 0; ldc.i4 1; add; ret", METHOD_MAY_INLINE, 1 },
	{ "ldarg 0; call Program:Leaf; call Program:Leaf; call Program:Leaf; ret", METHOD_MAY_INLINE, 1 },
	{ "ldarg 0; ldc.i4 100; ldarg 0; div; add; ret", METHOD_MAY_INLINE_UNSEEN, 1 },
	{ "ldarg 0; ldarg 0; ldc.i4 1; add.ovf; add; ret", METHOD_MAY_INLINE_UNSEEN, 0 },
	{ "L: ldarg 0; ldc.i4 1; sub; starg 0; ldarg 0; brtrue L; ldarg 0; ret", METHOD_MAY_INLINE_UNSEEN, 0 },
};

enum { CALLEE_COUNT = sizeof callees / sizeof *callees };

START_TEST (call_sites_of_one_method)
{
	static const uint32_t calls [] = { 10, 20, 40 };
	Cost costs [3];

	define ("Leaf", "ldarg 0; ret", METHOD_NO_INLINING);
	define ("Callee", callees [_i].il, callees [_i].flags);
	for (int i = 0; i < 3; i++) {
		const char *name = arena_format (fake_arena (fake), "Caller%d", i);

		costs [i] = cost_of (define_caller (name, "Callee", calls [i], 0, 0));
		ck_assert_uint_eq (costs [i].loaded, 2);
		ck_assert_uint_eq (costs [i].executed, 1 + callees [_i].executed);
	}
	expect_linear (costs);
}
END_TEST

START_TEST (many_methods)
{
	static const uint32_t calls [] = { 10, 20, 40 };
	Cost costs [3];

	for (int i = 0; i < 40; i++)
		define (arena_format (fake_arena (fake), "Callee%d", i), callees [0].il, callees [0].flags);
	for (int i = 0; i < 3; i++) {
		const char *name = arena_format (fake_arena (fake), "Caller%d", i);

		costs [i] = cost_of (define_caller (name, "Callee", calls [i], 1, 0));
		ck_assert_uint_eq (costs [i].loaded, 1 + calls [i]);
		ck_assert_uint_eq (costs [i].executed, 1 + calls [i]);
	}
	expect_linear (costs);
}
END_TEST

/* Each method calls the one below three times, and all ask to be inlined. */
START_TEST (chains)
{
	enum { LENGTH = 20 };
	static const uint32_t flags = METHOD_MAY_INLINE | METHOD_AGGRESSIVE_INLINING;
	MethodInfo *links [LENGTH];
	Cost costs [LENGTH];

	links [0] = define ("Link0", "ldarg 0; ldc.i4 3; mul; ret", flags);
	costs [0] = cost_of (links [0]);
	for (uint32_t i = 1; i < LENGTH; i++) {
		const char *name = arena_format (fake_arena (fake), "Link%u", i);

		links [i] = define_caller (name, arena_format (fake_arena (fake), "Link%u", i - 1), 3, 0, flags);
		costs [i] = cost_of (links [i]);
		ck_assert_uint_le (costs [i].loaded, i + 1);
		ck_assert_uint_eq (costs [i].executed, costs [i].loaded);
	}
	for (uint32_t i = 4; i < LENGTH / 2; i++)
		ck_assert_uint_le (costs [2 * i].questions, 2 * costs [i].questions);
}
END_TEST

/* Methods that all call each other, and ask to be inlined: there are more ways through them than anybody can look at. */
START_TEST (circles)
{
	enum { MEMBERS = 8, MANY = 200000 };
	static const uint32_t flags = METHOD_STATIC | METHOD_MAY_INLINE | METHOD_AGGRESSIVE_INLINING;
	MethodInfo *members [MEMBERS];
	Cost cost;

	for (uint32_t i = 0; i < MEMBERS; i++)
		members [i] = fake_define_method (fake, fake_class (fake, "Program"),
			arena_format (fake_arena (fake), "Member%u", i), "int (int)", flags);
	for (uint32_t i = 0; i < MEMBERS; i++) {
		Writer *writer = writer_create (fake_arena (fake));

		writer_emit_variable (writer, OPCODE_LDARG, 0);
		for (uint32_t j = 0; j < 2 * MEMBERS; j++)
			writer_emit_token (writer, OPCODE_CALL, members [j % MEMBERS]->token);
		writer_emit (writer, OPCODE_RET);
		fake_set_body (fake, members [i], writer, 8, "");
	}
	cost = cost_of (define_caller ("Caller", "Member", MEMBERS, 1, 0));
	ck_assert_uint_eq (cost.loaded, 1 + MEMBERS);
	ck_assert_uint_eq (cost.executed, 1 + MEMBERS);
	ck_assert_uint_lt (cost.questions, MANY);
}
END_TEST

int
main (void)
{
	TCase *tests = tcase_create ("growth");

	tcase_add_checked_fixture (tests, set_up, tear_down);
	tcase_set_timeout (tests, 60);
	tcase_add_loop_test (tests, call_sites_of_one_method, 0, CALLEE_COUNT);
	tcase_add_test (tests, many_methods);
	tcase_add_test (tests, chains);
	tcase_add_test (tests, circles);
	return run_case (tests);
}
