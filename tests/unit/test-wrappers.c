/* SPDX-License-Identifier: MIT
 *
 * Instructions of the runtime's own, in the wrappers that it makes: as operations, and as machine code. */
#include "assembler.h"
#include "execution-text.h"
#include "suite.h"

#include <string.h>

extern const CompilerPlugin mono_compiler_plugin;

static FakeRuntime *fake;
static ICompiler *compiler;

static ICompiler *
create_compiler (const char *wrappers)
{
	const CompilerOption options [] = { { "verify", NULL }, { "wrappers", wrappers } };
	char error [256] = "";
	const CompilerOptions given = { sizeof given, 2, sizeof options [0], options };
	ICompiler *created = mono_compiler_plugin.create (&given, error, sizeof (error));

	ck_assert_msg (created != NULL, "%s", error);
	return created;
}

static void
set_up (void)
{
	fake = fake_create ();
	compiler = create_compiler ("all");
	fake_define_class (fake, "Program", "object", 0);
}

static void
tear_down (void)
{
	compiler->release (compiler);
	fake_destroy (fake);
}

static CompilationResult
try_compile (ICompiler *with, WrapperKind kind, MethodInfo *method, void **code, CompilationReport *report)
{
	CompilationRequest request = {
		.size = sizeof request, .optimization_level = -1, .flags = COMPILE_WRAPPER, .wrapper = kind
	};
	IRuntimeInformation *runtime = fake_interface (fake);
	NativeCodeHandle native_code = { .size = sizeof native_code };
	CompilationResult result;

	*report = (CompilationReport) { .size = sizeof *report };
	result = with->compile_method (with, runtime, method, &request, &native_code, report);
	if (result != COMPILATION_OK)
		return result;
	void *start = native_code.code;

	ck_assert_ptr_nonnull (runtime->install_compilation_result (runtime, method, &native_code, INSTALL_PUBLISH));
	*code = start;
	with->release_code (with, &native_code);
	return result;
}

static MethodInfo *
make (const char *declaration, const char *il)
{
	return assemble_method (fake, declaration, "", 8, il);
}

static void *
compile (const char *declaration, const char *il)
{
	CompilationReport report = { .size = sizeof report };
	void *code = NULL;
	CompilationResult result = try_compile (compiler, WRAPPER_CAST, make (declaration, il), &code, &report);

	ck_assert_msg (result == COMPILATION_OK, "%s at IL_%04x: %s", report.reason, report.il_offset, report.detail);
	return code;
}

static const char *
refuse (ICompiler *with, WrapperKind kind, CompilationResult expected, const char *declaration, const char *il)
{
	CompilationReport report = { .size = sizeof report };
	void *code;

	ck_assert_int_eq (try_compile (with, kind, make (declaration, il), &code, &report), expected);
	return report.reason;
}

typedef int32_t (*Int32Function) ();

START_TEST (operations)
{
	ck_assert_str_eq (execution_text (fake,
						  make ("static wrapper int Program:Call (int)", "ldarg 0; mono_icall 7; ret")),
		"block0 (IL_0000):\n"
		"IL_0000: temp1 := argument 0\n"
		"IL_0001: temp2 := call-runtime 0x00000007 temp1\n"
		"IL_0007: return temp2\n");
	ck_assert_str_eq (execution_text (fake,
						  make ("static wrapper int Program:Member (object)",
							  "ldarg 0; mono_objaddr; mono_not_taken; ldind.i4; ret")),
		"block0 (IL_0000):\n"
		"IL_0000: temp1 := argument 0\n"
		"IL_0001: temp2 := convert byref temp1\n"
		"IL_0005: temp3 := load int32 temp2\n"
		"IL_0006: return temp3\n");
	ck_assert_str_eq (
		execution_text (fake,
			make ("static wrapper int Program:Invoke (object, int)",
				"ldarg 1; ldnull; ldarg 0; mono_ld_delegate_method_ptr; mono_calli_extra_arg int (int); ret")),
		"block0 (IL_0000):\n"
		"IL_0000: temp1 := argument 1\n"
		"IL_0001: temp2 := null\n"
		"IL_0002: temp3 := argument 0\n"
		"IL_0003: temp4 := delegate-function temp3\n"
		"IL_0005: temp5 := call-indirect temp1 temp4\n"
		"IL_000b: return temp5\n");
	ck_assert_str_eq (execution_text (fake,
						  make ("static wrapper void Program:Again (object)", "ldarg 0; mono_rethrow")),
		"block0 (IL_0000):\n"
		"IL_0000: temp1 := argument 0\n"
		"IL_0001: throw-again temp1\n");
}
END_TEST

START_TEST (vectors_of_references_are_not_checked)
{
	ck_assert_ptr_nonnull (strstr (execution_text (fake,
									   make ("static wrapper object& Program:Element (object[], int)",
										   "ldarg 0; ldarg 1; ldelema object; ret")),
		"readonly"));
	ck_assert_ptr_null (strstr (execution_text (fake,
									make ("static object& Program:Checked (object[], int)",
										"ldarg 0; ldarg 1; ldelema object; ret")),
		"readonly"));
}
END_TEST

START_TEST (functions_of_the_runtime)
{
	Int32Function function = compile ("static wrapper int Program:Call (int)",
		"ldarg 0; ldc.i4 1; add; mono_icall 7; ret");

	ck_assert_int_eq (function (20), 42);
	ck_assert_int_eq (function (-3), -4);
}
END_TEST

START_TEST (members_of_objects)
{
	Int32Function function = compile ("static wrapper int Program:Member (object)",
		"ldarg 0; mono_objaddr; ldc.i4 8; add; ldind.i4; ret");
	int32_t object [] = { 1, 2, 3, 4 };

	ck_assert_int_eq (function (object), 3);
}
END_TEST

static int32_t
triple (int32_t value)
{
	return 3 * value;
}

START_TEST (code_of_delegates)
{
	Int32Function function = compile ("static wrapper int Program:Invoke (object, int)",
		"ldarg 1; ldnull; ldarg 0; mono_ld_delegate_method_ptr; mono_calli_extra_arg int (int); ret");
	struct {
		char header [FAKE_DELEGATE_CODE];
		void *code;
	} delegate = { .code = (void *) triple };

	ck_assert_int_eq (function (&delegate, 14), 42);
}
END_TEST

START_TEST (the_interruption_word)
{
	Int32Function function = compile ("static wrapper int Program:Word ()", "mono_ldptr_int_req_flag; ldind.u4; ret");
	volatile uint32_t *word = fake->layout.interruption_word;

	ck_assert_int_eq (function (), 0);
	*word = 5;
	ck_assert_int_eq (function (), 5);
}
END_TEST

START_TEST (throwing_again)
{
	void (*function) (void *) = compile ("static wrapper void Program:Again (object)", "ldarg 0; mono_rethrow");

	function (fake_allocate_object (fake_class (fake, "object")->vtable));
}
END_TEST

START_TEST (verdicts)
{
	ICompiler *without = create_compiler ("none");
	static const char call [] = "ldarg 0; mono_icall 7; ret";

	ck_assert_str_eq (refuse (without, WRAPPER_CAST, COMPILATION_UNSUPPORTED, "static wrapper int Program:A (int)",
						  call),
		"wrapper");
	ck_assert_str_eq (refuse (compiler, WRAPPER_RUNTIME_ONLY, COMPILATION_UNSUPPORTED,
						  "static wrapper int Program:B (int)", call),
		"wrapper");
	ck_assert_str_eq (refuse (compiler, WRAPPER_CAST, COMPILATION_UNSUPPORTED, "static wrapper void Program:C ()",
						  "mono_lddomain; pop; ret"),
		"wrapper-instruction");
	ck_assert_str_eq (refuse (compiler, WRAPPER_CAST, COMPILATION_RUNTIME_EXCEPTION, "static wrapper void Program:D ()",
						  "mono_icall 8; ret"),
		"runtime-exception");
	/* In other methods these bytes are no instructions. */
	ck_assert_str_eq (refuse (compiler, WRAPPER_CAST, COMPILATION_BAD_CODE, "static int Program:E (int)", call),
		"bad-code");
	without->release (without);
}
END_TEST

START_TEST (options)
{
	const CompilerOption wrong = { "wrappers", "some" };
	const CompilerOptions given = { sizeof given, 1, sizeof wrong, &wrong };
	char error [256] = "";

	ck_assert_ptr_null (mono_compiler_plugin.create (&given, error, sizeof (error)));
	ck_assert_ptr_nonnull (strstr (error, "none or all"));
}
END_TEST

int
main (void)
{
	TCase *tests = tcase_create ("wrappers");

	tcase_add_checked_fixture (tests, set_up, tear_down);
	tcase_add_test (tests, operations);
	tcase_add_test (tests, vectors_of_references_are_not_checked);
	tcase_add_test (tests, functions_of_the_runtime);
	tcase_add_test (tests, members_of_objects);
	tcase_add_test (tests, code_of_delegates);
	tcase_add_test (tests, the_interruption_word);
	tcase_add_exit_test (tests, throwing_again, FAKE_EXIT_THROW);
	tcase_add_test (tests, verdicts);
	tcase_add_test (tests, options);
	return run_case (tests);
}
