/* SPDX-License-Identifier: MIT
 *
 * Entry functions against the fake runtime: what is left of a method, where addresses stand in the way, and calls that leave no
 * frame behind. The rest is in tests/hosted/test-entries.c. */
#include "assembler.h"
#include "executor/entry.h"
#include "executor/executor.h"
#include "executor/printer.h"
#include "program-fixture.h"
#include "suite.h"

#include <stdlib.h>
#include <string.h>

extern const CompilerPlugin mono_compiler_plugin;

/* ---- Operations ---- */

/* Where "entry:" stands in IL, which is assembled without what is behind. */
static uint32_t
offset_of_entry (const char *declaration, const char *locals, const char *il)
{
	const char *end = strstr (il, "entry:");
	char *before = arena_format (fake_arena (fake), "%.*s entry: nop; end: nop", (int) (end - il), il);
	MethodInfo *method = assemble_method (fake, declaration, locals, 8, before);

	return method->body.code_size - 2;
}

/* The operations that are left for an entry at "entry:", or "REASON: DETAIL". IL jumps to "end" before there, if it jumps. */
static const char *
entry_text (const char *locals, const char *il)
{
	const CompilationRequest request = { .size = sizeof request, .flags = COMPILE_ENTRY };
	uint32_t offset = offset_of_entry ("static int Program:Before (int)", locals, il);
	MethodInfo *method = assemble_method (fake, "static int Program:Test (int)", locals, 8, il);
	Compilation compilation = { .runtime = fake_interface (fake), .arena = fake_arena (fake), .request = &request };
	Body body = { 0 };
	size_t size;
	char *text;
	FILE *output = open_memstream (&text, &size);
	int is_done = compilation_load_source (&compilation, method, &compilation.source) &&
		body_initialize (&body, &compilation, &compilation.source) &&
		flow_find_blocks (&compilation, &compilation.source, &body.flow) && executor_run (&compilation, &body) &&
		entry_begin_at (&compilation, &body, offset);

	if (is_done)
		printer_print (&compilation, &body.operations, output);
	else
		fprintf (output, "%s: %s", compilation.report.reason, compilation.report.detail);
	fclose (output);
	const char *copy = arena_format (fake_arena (fake), "%s", text);
	free (text);
	return copy;
}

START_TEST (what_is_left)
{
	ck_assert_str_eq (entry_text ("int",
						  "ldarg 0; brfalse end; ldc.i4 7; stloc 0; entry: ldloc 0; ldarg 0; blt entry; ldloc 0; ret; "
						  "end: ldc.i4 5; ret"),
		"block0 (IL_0005): loop\n"
		"IL_0005: temp3 := local 0\n"
		"IL_0006: temp4 := argument 0\n"
		"IL_0007: branch-compare lt temp3 temp4 -> block0 block1\n"
		"block1 (IL_0009):\n"
		"IL_0009: temp5 := local 0\n"
		"IL_000a: return temp5\n");
}
END_TEST

/* The round that was begun ends in a copy, and the inner loop in another one, so that both loops are entered at their heads:
 * nothing leads into the middle of blocks 4 to 7, which are the method's own. */
START_TEST (loops)
{
	ck_assert_str_eq (
		entry_text ("int, int",
			"outer: ldc.i4 0; stloc 1; inner: ldloc 1; ldarg 0; bge end; entry: ldarg 0; starg 0; br inner;"
			"end: ldloc 0; ldarg 0; blt outer; ldloc 0; ret"),
		"block0 (IL_0006):\n"
		"IL_0006: temp4 := argument 0\n"
		"IL_0007: store-argument 0 temp4\n"
		"IL_0009: jump -> block1\n"
		"block1 (IL_0002): loop\n"
		"IL_0002: temp2 := local 1\n"
		"IL_0003: temp3 := argument 0\n"
		"IL_0004: branch-compare ge temp2 temp3 -> block3 block2\n"
		"block2 (IL_0006):\n"
		"IL_0006: temp4 := argument 0\n"
		"IL_0007: store-argument 0 temp4\n"
		"IL_0009: jump -> block1\n"
		"block3 (IL_000b):\n"
		"IL_000b: temp5 := local 0\n"
		"IL_000c: temp6 := argument 0\n"
		"IL_000d: branch-compare lt temp5 temp6 -> block4 block8\n"
		"block4 (IL_0000): loop\n"
		"IL_0000: temp1 := constant 0\n"
		"IL_0001: store-local 1 temp1\n"
		"IL_0001: jump -> block5\n"
		"block5 (IL_0002): loop\n"
		"IL_0002: temp2 := local 1\n"
		"IL_0003: temp3 := argument 0\n"
		"IL_0004: branch-compare ge temp2 temp3 -> block7 block6\n"
		"block6 (IL_0006):\n"
		"IL_0006: temp4 := argument 0\n"
		"IL_0007: store-argument 0 temp4\n"
		"IL_0009: jump -> block5\n"
		"block7 (IL_000b):\n"
		"IL_000b: temp5 := local 0\n"
		"IL_000c: temp6 := argument 0\n"
		"IL_000d: branch-compare lt temp5 temp6 -> block4 block8\n"
		"block8 (IL_000f):\n"
		"IL_000f: temp7 := local 0\n"
		"IL_0010: return temp7\n");
}
END_TEST

/* ---- Addresses ---- */

#define LOOP "; ldarg 0; brtrue entry; ldc.i4 0; ret"

/* Locals: an int, a managed pointer, an unmanaged one, an int64, a Point, and a class's object. REASON: NULL if it can be
 * entered. */
static const struct {
	const char *what, *il, *reason;
} address_table [] = {
	{ "no addresses", "entry: ldloc 0; stloc 0" LOOP, NULL },
	{ "used where it is taken", "entry: ldloca 0; ldind.i4; stloc 0" LOOP, NULL },
	{ "passed to who cannot keep it", "entry: ldloca 0; call Program:TakeManaged" LOOP, NULL },
	{ "kept in a local", "ldloca 0; stloc 1; entry: ldloc 1; ldind.i4; stloc 0" LOOP, "entry-address" },
	{ "kept in a local, and not needed", "ldloca 0; stloc 1; entry: ldloca 0; stloc 1; ldloc 1; ldind.i4; stloc 0" LOOP,
		NULL },
	{ "needed behind the loop only", "ldloca 0; stloc 1; entry: ldarg 0; brtrue entry; ldloc 1; ldind.i4; ret",
		"entry-address" },
	{ "taken behind the loop", "entry: ldarg 0; brtrue entry; ldloca 0; stloc 1; ldloc 1; ldind.i4; ret", NULL },
	{ "as a number", "ldloca 0; conv.u; conv.u8; stloc 3; entry: ldloc 3; conv.u; ldind.i4; stloc 0" LOOP,
		"entry-address" },
	{ "from another local", "ldloca 0; stloc 1; ldloc 1; conv.u; stloc 2; entry: ldloc 2; ldind.i4; stloc 0" LOOP,
		"entry-address" },
	{ "moved", "ldloca 0; ldc.i4 4; add; stloc 1; entry: ldloc 1; ldind.i4; stloc 0" LOOP, "entry-address" },
	{ "of a field", "ldloca 4; ldflda Point:X; stloc 1; entry: ldloc 1; ldind.i4; stloc 0" LOOP, "entry-address" },
	{ "returned by who got it", "ldloca 0; call Program:SameManaged; stloc 1; entry: ldloc 1; ldind.i4; stloc 0" LOOP,
		"entry-address" },
	{ "an unmanaged pointer is passed on", "entry: ldloca 0; conv.u; call Program:TakeNative" LOOP, "entry-address" },
	{ "an unmanaged pointer is passed on behind the loop",
		"entry: ldarg 0; brtrue entry; ldloca 0; conv.u; call Program:TakeNative; ldc.i4 0; ret", NULL },
	{ "passed beside a pointer's address",
		"ldloca 2; ldloca 0; call Program:TakeBoth; entry: ldloc 2; ldind.i4; stloc 0" LOOP, NULL },
	{ "stored in the heap", "ldloc 5; ldloca 0; conv.u; stfld Node:Address; entry: ldloc 0; stloc 0" LOOP,
		"entry-address" },
	{ "stored in a static field", "ldloca 0; conv.u; stsfld Static:Address; entry: ldloc 0; stloc 0" LOOP,
		"entry-address" },
	{ "stored through an address", "ldloca 2; ldloca 0; conv.u; stind.i; entry: ldloc 2; ldind.i4; stloc 0" LOOP,
		"entry-address" },
	{ "stack memory", "ldc.i4 8; conv.u; localloc; stloc 2; entry: ldloc 2; ldind.i4; stloc 0" LOOP, "entry-address" },
	{ "stack memory that is not needed", "ldc.i4 8; conv.u; localloc; stloc 2; entry: ldloc 0; stloc 0" LOOP, NULL },
	{ "an argument's", "ldarga 0; stloc 1; entry: ldloc 1; ldind.i4; stloc 0" LOOP, "entry-address" },
	{ "what is read from an array is no address", "entry: ldarg 0; newarr int; ldc.i4 0; ldelema int; stloc 1" LOOP,
		NULL },
	{ "compared", "entry: ldloca 0; ldloca 0; ceq; stloc 0" LOOP, NULL },
	{ "across blocks, on the stack", "entry: ldloca 0; ldarg 0; brtrue on; on: ldind.i4; stloc 0" LOOP, NULL },
};

START_TEST (addresses)
{
	static const char locals [] = "int, int&, int*, long, Point, Node";
	ClassInfo *program = fake_define_class (fake, "Static", "object", 0);
	ClassInfo *point = fake_define_value_type (fake, "Point");
	ClassInfo *node = fake_define_class (fake, "Node", "object", 0);

	fake_define_field (fake, point, "int", "X", 0);
	fake_define_field (fake, node, "int*", "Address", 0);
	fake_define_field (fake, program, "int*", "Address", FIELD_STATIC);
	assemble_method (fake, "static void Program:TakeManaged (int&)", "", 8, "ret");
	assemble_method (fake, "static void Program:TakeBoth (int*&, int&)", "", 8, "ret");
	assemble_method (fake, "static int& Program:SameManaged (int&)", "", 8, "ldarg 0; ret");
	assemble_method (fake, "static void Program:TakeNative (int*)", "", 8, "ret");
	for (size_t i = 0; i < sizeof address_table / sizeof *address_table; i++) {
		const char *reason = address_table [i].reason;
		const char *text = entry_text (locals, address_table [i].il);
		size_t length = reason ? strlen (reason) : strlen ("block0");

		ck_assert_msg (strncmp (text, reason ? reason : "block0", length) == 0, "%s: %s", address_table [i].what, text);
	}
}
END_TEST

/* ---- Code ---- */

static ICompiler *
create_compiler (void)
{
	static const CompilerOption verify = { "verify", NULL };
	const CompilerOptions options = { sizeof options, 1, sizeof verify, &verify };
	char error [256];
	ICompiler *compiler = mono_compiler_plugin.create (&options, error, sizeof error);

	ck_assert_msg (compiler != NULL, "%s", error);
	return compiler;
}

static void *
compile (ICompiler *compiler, MethodInfo *method, uint32_t flags, uint32_t offset)
{
	const CompilationRequest request = {
		.size = sizeof request, .flags = flags, .optimization_level = -1, .entry_offset = offset
	};
	IRuntimeInformation *runtime = fake_interface (fake);
	NativeCodeHandle native_code = { .size = sizeof native_code };
	CompilationReport report = { .size = sizeof report };
	CompilationResult result = compiler->compile_method (compiler, runtime, method, &request, &native_code, &report);

	ck_assert_msg (result == COMPILATION_OK, "%s at IL_%04x: %s", report.reason, report.il_offset, report.detail);
	ck_assert_uint_eq (native_code.flags, flags & COMPILE_ENTRY ? NATIVE_CODE_ENTRY : 0);
	void *code = native_code.code;
	ck_assert_ptr_nonnull (runtime->install_compilation_result (runtime, method, &native_code,
		flags & COMPILE_ENTRY ? INSTALL_PRIVATE : INSTALL_PUBLISH));
	compiler->release_code (compiler, &native_code);
	return code;
}

static void
check_jumps (void *data, const char *name, double value)
{
	(void) data;
	if (strcmp (name, "tail_calls_as_jumps") == 0)
		ck_assert (value == 1);
}

#define EIGHT_INTS "(int, int, int, int, int, int, int, int)"

/* The jump writes its arguments over those that the method got on the stack. */
START_TEST (tail_calls)
{
	static const char il [] =
		"entry: ldarg 0; ldc.i4 1; sub; starg 0; ldarg 6; ldc.i4 1; add; starg 6; ldarg 0; brtrue entry;"
		"ldarg 0; ldarg 1; ldarg 2; ldarg 3; ldarg 4; ldarg 5; ldarg 7; ldarg 6;"
		"tail. call Program:Callee; ret";
	int32_t (*entry) (void *buffer, long, long, long, long, long, long, long);
	uint64_t buffer [] = { 0, 3, 0, 0, 0, 0, 0, 100, 7 };
	ICompiler *compiler = create_compiler ();

	compile (compiler,
		assemble_method (fake, "static int Program:Callee " EIGHT_INTS, "", 8,
			"ldarg 6; ldc.i4 1000; mul; ldarg 7; add; ret"),
		0, 0);
	*(void **) &entry = compile (compiler, assemble_method (fake, "static int Program:Test " EIGHT_INTS, "", 8, il),
		COMPILE_ENTRY, 0);
	ck_assert_int_eq (entry (buffer, 0, 0, 0, 0, 0, 0, 0), 7103);
	compiler->report_counters (compiler, check_jumps, NULL);
	compiler->release (compiler);
}
END_TEST

/* A method that calls itself means the method, not the entry function. */
START_TEST (recursion)
{
	static const char il [] = "entry: ldarg 0; ldc.i4 1; sub; starg 0; ldarg 1; ldc.i4 2; add; starg 1;"
							  "ldarg 0; ldc.i4 5; bgt entry; ldarg 0; ldc.i4 0; bgt again; ldarg 1; ret;"
							  "again: ldarg 0; ldarg 1; tail. call Program:Test; ret";
	int32_t (*entry) (void *buffer), (*whole) (int32_t, int32_t);
	uint64_t buffer [] = { 0, 9, 1 };
	ICompiler *compiler = create_compiler ();
	MethodInfo *method = assemble_method (fake, "static int Program:Test (int, int)", "", 8, il);

	*(void **) &whole = compile (compiler, method, 0, 0);
	*(void **) &entry = compile (compiler, method, COMPILE_ENTRY, 0);
	ck_assert_int_eq (whole (9, 1), 19);
	ck_assert_int_eq (entry (buffer), 19);
	compiler->release (compiler);
}
END_TEST

static uint64_t polled_buffer [3];
static int poll_count;

/* Whoever polls may let another one use the buffer. */
static void
poll (void)
{
	memset (polled_buffer, 0x5a, sizeof polled_buffer);
	poll_count++;
}

static void *(*get_other_service) (IRuntimeInformation *runtime, Service service);

static void *
get_service (IRuntimeInformation *runtime, Service service)
{
	return service == SERVICE_POLL ? (void *) poll : get_other_service (runtime, service);
}

START_TEST (polls)
{
	static const char il [] = "entry: ldarg 0; call Program:Less; starg 0; ldarg 0; brtrue entry; ldarg 1; ret";
	static const uint64_t buffer [] = { 0, 5, 77 };
	IRuntimeInformation *runtime = fake_interface (fake);
	int32_t (*entry) (void *buffer);
	ICompiler *compiler = create_compiler ();

	get_other_service = runtime->get_service;
	runtime->get_service = get_service;
	compile (compiler, assemble_method (fake, "static int Program:Less (int)", "", 8, "ldarg 0; ldc.i4 1; sub; ret"), 0,
		0);
	*(void **) &entry = compile (compiler, assemble_method (fake, "static int Program:Test (int, int)", "", 8, il),
		COMPILE_ENTRY, 0);
	*(uint32_t *) runtime->get_layout (runtime)->poll_word = 1;
	memcpy (polled_buffer, buffer, sizeof buffer);
	ck_assert_int_eq (entry (polled_buffer), 77);
	/* Once in each round, and not before */
	ck_assert_int_eq (poll_count, 5);
	compiler->release (compiler);
}
END_TEST

int
main (void)
{
	TCase *cases = tcase_create ("entry");

	tcase_add_checked_fixture (cases, set_up, tear_down);
	tcase_add_test (cases, what_is_left);
	tcase_add_test (cases, loops);
	tcase_add_test (cases, addresses);
	tcase_add_test (cases, tail_calls);
	tcase_add_test (cases, recursion);
	tcase_add_test (cases, polls);
	return run_case (cases);
}
