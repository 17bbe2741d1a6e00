/* SPDX-License-Identifier: MIT
 *
 * Lookup by name and by token; what happens when there is nothing to be found; a method's IL. */
#include "subject.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define COUNT(array) ((int) (sizeof (array) / sizeof ((array) [0])))

/* ---- By name ---------------------------------------------------------------------------------------------------- */

static const struct {
	const char *name;    /* as Type.GetType takes it */
	const char *printed; /* as the runtime prints it */
} class_names [] = {
	{ "Shape", "Shape" },
	{ "System.String", "string" },
	{ "System.Text.StringBuilder", "System.Text.StringBuilder" },
	{ "Outer+Inner", "Outer/Inner" },
	{ "Outer+Inner+Innermost", "Outer/Inner/Innermost" },
	{ "Outer+Generic`1[[System.Int32]]", "Outer/Generic`1<int>" },
	{ "Holder`1[[System.String]]", "Holder`1<string>" },
	{ "System.Collections.Generic.Dictionary`2[[System.String],[System.Int32]]",
		"System.Collections.Generic.Dictionary`2<string, int>" },
	{ "System.Collections.Generic.List`1", "System.Collections.Generic.List`1" },
	{ "Holder`1[[Shape, Subject]]", "Holder`1<Shape>" },
	{ "Shape[]", "Shape[]" },
	{ "Shape[,]", "Shape[,]" },
	{ "System.Int32[][]", "int[][]" },
	{ "System.Int32*", "int*" },
	{ "System.Uri, System, Version=4.0.0.0, Culture=neutral, PublicKeyToken=b77a5c561934e089", "System.Uri" },
};

START_TEST (get_class_info_for)
{
	IRuntimeInformation *runtime = subject_runtime ();
	char printed [256];
	ClassInfo *klass = subject_class (class_names [_i].name);
	runtime->get_class_name (runtime, klass, printed, sizeof printed);
	ck_assert_str_eq (printed, class_names [_i].printed);
	/* One thing, one handle. */
	ck_assert_ptr_eq (klass, subject_class (class_names [_i].name));
}
END_TEST

static const char *const unknown_classes [] = {
	"Nothing",
	"Outer+Nothing",
	"Holder`2[[System.Int32],[System.Int32]]",
	"Holder`1[[Nothing]]",
	"Shape, NoSuchAssembly",
	"Shape&",
	"",
	"[[",
	"Shape[",
	"A,B,C,D,,,",
};

START_TEST (find_unknown_class)
{
	IRuntimeInformation *runtime = subject_runtime ();
	ck_assert_ptr_null (runtime->get_class_info_for (runtime, subject_assembly (), unknown_classes [_i]));
	subject_check_failure (runtime, "System.");
}
END_TEST

static const struct {
	const char *klass;
	const char *description;
	const char *printed;
} method_names [] = {
	{ "Calls", "Static", "Calls:Static (int)" },
	{ "Calls", "Overloaded(int)", "Calls:Overloaded (int)" },
	{ "Calls", "Overloaded(string)", "Calls:Overloaded (string)" },
	{ "Calls", "Overloaded (int, string)", "Calls:Overloaded (int,string)" },
	{ "Calls", "Overloaded(System.Collections.Generic.List`1<string>)",
		"Calls:Overloaded (System.Collections.Generic.List`1<string>)" },
	{ "Calls", "Identity<System.Int32>", "Calls:Identity<int> (int)" },
	{ "Calls", "Identity<Shape>", "Calls:Identity<Shape> (Shape)" },
	{ "Outer+Generic`1[[System.Int32]]", "Own", "Outer/Generic`1<int>:Own (int)" },
	{ "Precise", ".cctor", "Precise:.cctor ()" },
	{ "Shape", ".ctor()", "Shape:.ctor ()" },
};

START_TEST (get_method_info_for)
{
	IRuntimeInformation *runtime = subject_runtime ();
	char printed [256];
	MethodInfo *method = subject_method (method_names [_i].klass, method_names [_i].description);
	size_t length = runtime->get_method_name (runtime, method, printed, sizeof printed);
	ck_assert_str_eq (printed, method_names [_i].printed);
	ck_assert_uint_eq (length, strlen (printed));
	/* Cut, and terminated. */
	char small [4];
	ck_assert_uint_eq (runtime->get_method_name (runtime, method, small, sizeof small), length);
	ck_assert_int_eq (strncmp (small, printed, 3), 0);
	ck_assert_int_eq (small [3], 0);
	ck_assert_uint_eq (runtime->get_method_name (runtime, method, NULL, 0), length);
}
END_TEST

static const struct {
	const char *description;
	const char *failure;
} unknown_methods [] = {
	{ "Nothing", "System.MissingMethodException" },
	{ "Static(string)", "System.MissingMethodException" },
	{ "Static(", "System.MissingMethodException" },
	{ "Static(int", "System.MissingMethodException" },
	{ "", "System.MissingMethodException" },
	{ "Static<int>", "System.MissingMethodException" },
	{ "Identity<Nothing>", "System.TypeLoadException" },
	{ "Identity<System.Int32,System.Int32>", "System.ArgumentException" },
	{ "Overloaded", "System." },
};

START_TEST (find_unknown_method)
{
	IRuntimeInformation *runtime = subject_runtime ();
	ck_assert_ptr_null (runtime->get_method_info_for (runtime, subject_class ("Calls"),
		unknown_methods [_i].description));
	subject_check_failure (runtime, unknown_methods [_i].failure);
}
END_TEST

START_TEST (find_by_name_and_count)
{
	IRuntimeInformation *runtime = subject_runtime ();
	ClassInfo *nullable = subject_class ("System.Nullable`1[[System.Int32]]");
	char printed [256];
	MethodInfo *box = runtime->get_method_by_name (runtime, nullable, "Box", 1);
	ck_assert_ptr_nonnull (box);
	runtime->get_method_name (runtime, box, printed, sizeof printed);
	ck_assert_str_eq (printed, "System.Nullable`1<int>:Box (System.Nullable`1<int>)");
	ck_assert_ptr_null (runtime->get_method_by_name (runtime, nullable, "Box", 7));
	subject_check_failure (runtime, "System.MissingMethodException");
}
END_TEST

START_TEST (get_field_info_for)
{
	IRuntimeInformation *runtime = subject_runtime ();
	char printed [256];
	runtime->get_field_name (runtime, subject_field ("Fields", "Number"), printed, sizeof printed);
	ck_assert_str_eq (printed, "Fields:Number");
	ck_assert_ptr_null (runtime->get_field_info_for (runtime, subject_class ("Fields"), "Nothing"));
	subject_check_failure (runtime, "System.MissingFieldException");
}
END_TEST

START_TEST (open_bad_assemblies)
{
	IRuntimeInformation *runtime = subject_runtime ();
	char path [] = "/tmp/not-an-assembly-XXXXXX";
	int file = mkstemp (path);
	ck_assert_int_ge (file, 0);

	ck_assert_ptr_null (runtime->get_class_info_for (runtime, NULL, "Shape, NoSuchAssembly"));
	subject_check_failure (runtime, "System.TypeLoadException");
	ck_assert_ptr_null (runtime->open_assembly (runtime, "/no/such/assembly.dll"));
	subject_check_failure (runtime, "System.IO.FileNotFoundException");
	ck_assert_ptr_null (runtime->open_assembly (runtime, "/tmp"));
	subject_check_failure (runtime, "System.BadImageFormatException");
	/* Empty, and then not an assembly. */
	ck_assert_ptr_null (runtime->open_assembly (runtime, path));
	subject_check_failure (runtime, "System.BadImageFormatException");
	ck_assert_int_eq (write (file, "MZ, but no more", 15), 15);
	ck_assert_ptr_null (runtime->open_assembly (runtime, path));
	subject_check_failure (runtime, "System.BadImageFormatException");
	close (file);
	unlink (path);
}
END_TEST

static const struct {
	const char *pattern;
	int matches;
} patterns [] = {
	{ "Calls:Overloaded(int,string)", 1 },
	{ "Calls:Overloaded (int, string)", 1 },
	{ "Calls:Overloaded", 1 },
	{ "Calls:Over*", 1 },
	{ "*:Overloaded(*)", 1 },
	{ "Nothing+Calls:Overloaded", 1 },
	{ "*", 1 },
	{ "Calls:Overloaded(int)", 0 },
	{ "Calls:Overload", 0 },
	{ "calls:Overloaded", 0 },
	{ "Nothing", 0 },
};

START_TEST (match_pattern)
{
	IRuntimeInformation *runtime = subject_runtime ();
	MethodInfo *method = subject_method ("Calls", "Overloaded(int,string)");
	ck_assert_int_eq (runtime->method_matches (runtime, method, patterns [_i].pattern), patterns [_i].matches);
}
END_TEST

/* ---- By token --------------------------------------------------------------------------------------------------- */

START_TEST (resolve_tokens)
{
	IRuntimeInformation *runtime = subject_runtime ();
	MethodInfo *everything = subject_method ("Calls", "Everything");
	char name [256];

	ClassInfo *object = runtime->get_class_info_for_token (runtime, everything,
		subject_token (everything, "newarr", 0));
	ck_assert_ptr_eq (object, subject_class ("System.Object"));
	uint32_t area_token = subject_token (everything, "callvirt", 0);
	MethodInfo *area = runtime->get_method_info_for_token (runtime, everything, area_token);
	ck_assert_ptr_eq (area, subject_method ("Shape", "Area"));
	MethodDescription area_info = { .size = sizeof area_info };
	ck_assert (runtime->describe_method (runtime, area, &area_info));
	ck_assert_ptr_eq (runtime->get_call_site_signature (runtime, everything, area, area_token), area_info.signature);
	FieldInfo *number = runtime->get_field_info_for_token (runtime, everything,
		subject_token (everything, "ldsfld", 0));
	ck_assert_ptr_eq (number, subject_field ("Fields", "Number"));
	TokenHandle handle = { .size = sizeof handle };
	ck_assert (runtime->get_token_handle (runtime, everything, subject_token (everything, "ldtoken", 0), &handle));
	ck_assert_int_eq (handle.kind, TOKEN_CLASS);
	ck_assert_ptr_eq (handle.klass, subject_class ("Shape"));
	ck_assert_ptr_eq (handle.handle_class, subject_class ("System.RuntimeTypeHandle"));
	/* typeof (List<>): a definition, not an instantiation. */
	ck_assert (runtime->get_token_handle (runtime, everything, subject_token (everything, "ldtoken", 1), &handle));
	runtime->get_class_name (runtime, handle.klass, name, sizeof name);
	ck_assert_str_eq (name, "System.Collections.Generic.List`1");
	subject_check_no_failure (runtime);
}
END_TEST

START_TEST (resolve_string)
{
	IRuntimeInformation *runtime = subject_runtime ();
	MethodInfo *text = subject_method ("Calls", "Text");
	uint32_t token = subject_token (text, "ldstr", 0);
	void *string = runtime->get_string_for_token (runtime, text, token);
	ck_assert_ptr_nonnull (string);
	char *utf8 = mono_string_to_utf8 (string);
	ck_assert_str_eq (utf8, "constant text");
	mono_free (utf8);
	ck_assert_ptr_eq (string, runtime->get_string_for_token (runtime, text, token));
	ck_assert_ptr_eq (string, mono_string_intern (mono_string_new (mono_domain_get (), "constant text")));
}
END_TEST

/* In an instantiation, tokens mean what its arguments say. */
START_TEST (resolve_in_context)
{
	IRuntimeInformation *runtime = subject_runtime ();
	MethodInfo *get = subject_method ("Outer+Generic`1[[System.Int32]]", "Get");
	FieldInfo *field = runtime->get_field_info_for_token (runtime, get, subject_token (get, "ldsfld", 0));
	FieldDescription info = { .size = sizeof info };
	TypeDescription type = { .size = sizeof type };
	ck_assert_ptr_nonnull (field);
	ck_assert (runtime->describe_field (runtime, field, &info));
	ck_assert_ptr_eq (info.klass, subject_class ("Outer+Generic`1[[System.Int32]]"));
	ck_assert (runtime->describe_type (runtime, info.type, &type));
	ck_assert_int_eq (type.kind, TYPE_INT32);
}
END_TEST

/* Tokens of a DynamicMethod are indexes into what the method carries with it. */
START_TEST (resolve_in_dynamic_method)
{
	IRuntimeInformation *runtime = subject_runtime ();
	const RuntimeLayout *layout = runtime->get_layout (runtime);
	MonoMethod *make = mono_class_get_method_from_name (subject_mono_class ("Calls"), "MakeDynamic", 0);
	MonoObject *exception = NULL, *delegate = mono_runtime_invoke (make, NULL, NULL, &exception);
	ck_assert_ptr_null (exception);
	uint32_t handle = mono_gchandle_new (delegate, 1);
	MethodInfo *method = *(MethodInfo **) ((char *) delegate + layout->delegate_method_offset);
	TokenHandle token_handle = { .size = sizeof token_handle };
	MethodDescription info = { .size = sizeof info };

	ck_assert (runtime->describe_method (runtime, method, &info));
	ck_assert (info.flags & METHOD_DYNAMIC);
	ck_assert (!(info.flags & METHOD_WRAPPER));
	void *string = runtime->get_string_for_token (runtime, method, subject_token (method, "ldstr", 0));
	ck_assert_ptr_eq (string, mono_string_intern (mono_string_new (mono_domain_get (), "dynamic text")));
	ck_assert_ptr_eq (runtime->get_method_info_for_token (runtime, method, subject_token (method, "call", 0)),
		subject_method ("System.String", "get_Length"));
	ck_assert_ptr_eq (runtime->get_field_info_for_token (runtime, method, subject_token (method, "ldsfld", 0)),
		subject_field ("Fields", "Number"));
	ck_assert_ptr_eq (runtime->get_class_info_for_token (runtime, method, subject_token (method, "newarr", 0)),
		subject_class ("Twelve"));
	ck_assert (runtime->get_token_handle (runtime, method, subject_token (method, "ldtoken", 0), &token_handle));
	ck_assert_ptr_eq (token_handle.klass, subject_class ("Shape"));
	subject_check_no_failure (runtime);

	static const uint32_t bad [] = { 0, 1000, 0x02000002, 0xffffffff };
	for (int i = 0; i < COUNT (bad); ++i) {
		ck_assert_ptr_null (runtime->get_method_info_for_token (runtime, method, bad [i]));
		subject_check_failure (runtime, "System.InvalidProgramException");
		ck_assert_ptr_null (runtime->get_string_for_token (runtime, method, bad [i]));
		subject_check_failure (runtime, "System.InvalidProgramException");
		ck_assert (!runtime->get_token_handle (runtime, method, bad [i], &token_handle));
		subject_check_failure (runtime, "System.InvalidProgramException");
	}
	mono_gchandle_free (handle);
}
END_TEST

static const uint32_t bad_tokens [] = {
	0,
	1,
	0xffffffff,
	0x00ffffff,
	0x01000000,
	0x01ffffff,
	0x02000000,
	0x02ffffff,
	0x04000000,
	0x04ffffff,
	0x06000000,
	0x06ffffff,
	0x0a000000,
	0x0affffff,
	0x11000000,
	0x11ffffff,
	0x1b000000,
	0x1bffffff,
	0x2b000000,
	0x2bffffff,
	0x70ffffff,
	0x70000000,
	0x23000001,
	0x7f000001,
};

/* One token of a method is one signature, however often it is asked for. */
static const char *const callers [] = { "Plain", "Generic`1[[System.Int32]]", "Generic`1[[System.String]]" };

START_TEST (signature_of_calli)
{
	IRuntimeInformation *runtime = subject_runtime ();
	const char *folder = getenv ("top_builddir");
	char path [4096];
	snprintf (path, sizeof path, "%s/tests/hosted/Signatures.dll", folder != NULL ? folder : ".");
	AssemblyInfo *assembly = runtime->open_assembly (runtime, path);
	ck_assert_ptr_nonnull (assembly);
	ClassInfo *klass = runtime->get_class_info_for (runtime, assembly, callers [_i]);
	ck_assert_ptr_nonnull (klass);
	MethodInfo *method = runtime->get_method_info_for (runtime, klass, "Call");
	ck_assert_ptr_nonnull (method);
	uint32_t token = subject_token (method, "calli", 0);
	SignatureInfo *signature = runtime->get_signature_info_for_token (runtime, method, token);
	SignatureDescription description = { .size = sizeof description };
	ck_assert_ptr_nonnull (signature);
	for (int i = 0; i < 1000; ++i)
		ck_assert_ptr_eq (runtime->get_signature_info_for_token (runtime, method, token), signature);
	ck_assert (runtime->describe_signature (runtime, signature, &description));
	ck_assert_uint_eq (description.parameter_count, 1);
	ck_assert_ptr_eq (description.result, description.parameters [0]);
	subject_check_no_failure (runtime);
}
END_TEST

START_TEST (resolve_bad_token)
{
	IRuntimeInformation *runtime = subject_runtime ();
	MethodInfo *method = subject_method ("Calls", "Everything");
	uint32_t token = bad_tokens [_i];
	TokenHandle handle = { .size = sizeof handle };

	ck_assert_ptr_null (runtime->get_class_info_for_token (runtime, method, token));
	subject_check_failure (runtime, "System.TypeLoadException");
	ck_assert_ptr_null (runtime->get_method_info_for_token (runtime, method, token));
	subject_check_failure (runtime, "System.BadImageFormatException");
	ck_assert_ptr_null (runtime->get_field_info_for_token (runtime, method, token));
	subject_check_failure (runtime, "System.BadImageFormatException");
	ck_assert_ptr_null (runtime->get_signature_info_for_token (runtime, method, token));
	subject_check_failure (runtime, "System.BadImageFormatException");
	/* Mono takes no notice of the table of a string's token, and the heap has strings at 0 and 1. */
	if ((token & 0xffffff) > 1) {
		ck_assert_ptr_null (runtime->get_string_for_token (runtime, method, token));
		subject_check_failure (runtime, "System.BadImageFormatException");
	}
	ck_assert (!runtime->get_token_handle (runtime, method, token, &handle));
	/* For Mono's compiler `ldtoken` of a field that is not there is a type that cannot be loaded. */
	subject_check_failure (runtime,
		token >> 24 == 0x04 ? "System.TypeLoadException" : "System.BadImageFormatException");
}
END_TEST

/* Every row of every table, asked for as everything it might be: an answer or a failure, and never an abort. */
START_TEST (resolve_every_row)
{
	static const uint8_t tables [] = { 0x01, 0x02, 0x04, 0x06, 0x0a, 0x11, 0x1b, 0x2b };
	IRuntimeInformation *runtime = subject_runtime ();
	MethodInfo *method = subject_method ("Calls", "Everything");
	unsigned answers = 0, failures = 0;

	for (size_t i = 0; i < sizeof tables; ++i) {
		for (uint32_t row = 1; row < 200; ++row) {
			uint32_t token = (uint32_t) tables [i] << 24 | row;
			TokenHandle handle = { .size = sizeof handle };
			int answered = (runtime->get_class_info_for_token (runtime, method, token) != NULL) +
				(runtime->get_method_info_for_token (runtime, method, token) != NULL) +
				(runtime->get_field_info_for_token (runtime, method, token) != NULL) +
				(runtime->get_signature_info_for_token (runtime, method, token) != NULL) +
				runtime->get_token_handle (runtime, method, token, &handle);
			answers += answered > 0;
			failures += answered == 0;
			runtime->clear_failure (runtime);
		}
	}
	ck_assert_uint_gt (answers, 100);
	ck_assert_uint_gt (failures, 100);
}
END_TEST

/* Members that the method may not use: mini throws these as well. */
START_TEST (resolve_inaccessible)
{
	IRuntimeInformation *runtime = subject_runtime ();
	MethodInfo *show = subject_method ("Secret", "Show"), *hide = subject_method ("Secret", "Hide");
	MethodInfo *stranger = subject_method ("Calls", "Everything");
	uint32_t hide_token = subject_token (show, "call", 0), hidden_token = subject_token (hide, "stsfld", 0);

	ck_assert_ptr_eq (runtime->get_method_info_for_token (runtime, show, hide_token), hide);
	ck_assert (runtime->can_access_method (runtime, show, hide, hide_token));
	ck_assert_ptr_eq (runtime->get_method_info_for_token (runtime, stranger, hide_token), hide);
	ck_assert (!runtime->can_access_method (runtime, stranger, hide, hide_token));
	subject_check_no_failure (runtime);
	ck_assert_ptr_eq (runtime->get_field_info_for_token (runtime, hide, hidden_token),
		subject_field ("Secret", "hidden"));
	ck_assert_ptr_null (runtime->get_field_info_for_token (runtime, stranger, hidden_token));
	subject_check_failure (runtime, "System.FieldAccessException");
}
END_TEST

/* ---- Bodies ----------------------------------------------------------------------------------------------------- */

START_TEST (iterate_instructions)
{
	IRuntimeInformation *runtime = subject_runtime ();
	MethodBody body = { .size = sizeof body };
	SubjectInstruction instruction;
	char listing [256] = "";

	ck_assert (runtime->get_method_body (runtime, subject_method ("Calls", "Text"), &body));
	ck_assert_uint_gt (body.max_stack, 0);
	ck_assert_uint_eq (body.clause_count, 0);
	const uint8_t *at = body.code, *end = body.code + body.code_size;
	while (subject_next_instruction (&at, end, &instruction)) {
		strcat (listing, instruction.name);
		strcat (listing, " ");
	}
	ck_assert_ptr_eq (at, end);
	ck_assert_str_eq (listing, "ldstr call ret ");
}
END_TEST

START_TEST (body_with_clauses)
{
	IRuntimeInformation *runtime = subject_runtime ();
	MethodBody body = { .size = sizeof body };

	ck_assert (runtime->get_method_body (runtime, subject_method ("Calls", "Guarded"), &body));
	ck_assert_uint_eq (body.clause_count, 2);
	ck_assert_int_eq (body.clauses [0].kind, CLAUSE_CATCH);
	ck_assert_ptr_eq (body.clauses [0].catch_class, subject_class ("System.FormatException"));
	ck_assert_int_eq (body.clauses [1].kind, CLAUSE_FINALLY);
	ck_assert_ptr_null (body.clauses [1].catch_class);
	for (uint32_t i = 0; i < body.clause_count; ++i)
		ck_assert_uint_le (body.clauses [i].handler_offset + body.clauses [i].handler_length, body.code_size);
	ck_assert_uint_gt (body.local_count, 0);
	ck_assert (body.init_locals);
}
END_TEST

START_TEST (no_body)
{
	IRuntimeInformation *runtime = subject_runtime ();
	MethodBody body = { .size = sizeof body };
	ck_assert (!runtime->get_method_body (runtime, subject_method ("Calls", "getpid"), &body));
	subject_check_failure (runtime, "System.InvalidProgramException");
	ck_assert (!runtime->get_method_body (runtime, subject_method ("Deep1", "Missing"), &body));
	subject_check_failure (runtime, "System.InvalidProgramException");
	ck_assert (!runtime->get_method_body (runtime, subject_method ("Operation", "Invoke"), &body));
	subject_check_failure (runtime, "System.InvalidProgramException");
}
END_TEST

int
main (void)
{
	Suite *suite = suite_create ("runtime-information-lookup");
	TCase *names = tcase_create ("names"), *tokens = tcase_create ("tokens"), *bodies = tcase_create ("bodies");

	tcase_add_loop_test (names, get_class_info_for, 0, COUNT (class_names));
	tcase_add_loop_test (names, find_unknown_class, 0, COUNT (unknown_classes));
	tcase_add_loop_test (names, get_method_info_for, 0, COUNT (method_names));
	tcase_add_loop_test (names, find_unknown_method, 0, COUNT (unknown_methods));
	tcase_add_test (names, find_by_name_and_count);
	tcase_add_test (names, get_field_info_for);
	tcase_add_test (names, open_bad_assemblies);
	tcase_add_loop_test (names, match_pattern, 0, COUNT (patterns));
	suite_add_tcase (suite, names);
	tcase_add_test (tokens, resolve_tokens);
	tcase_add_test (tokens, resolve_string);
	tcase_add_test (tokens, resolve_in_context);
	tcase_add_test (tokens, resolve_in_dynamic_method);
	tcase_add_loop_test (tokens, signature_of_calli, 0, sizeof callers / sizeof *callers);
	tcase_add_loop_test (tokens, resolve_bad_token, 0, COUNT (bad_tokens));
	tcase_add_test (tokens, resolve_every_row);
	tcase_add_test (tokens, resolve_inaccessible);
	suite_add_tcase (suite, tokens);
	tcase_add_test (bodies, iterate_instructions);
	tcase_add_test (bodies, body_with_clauses);
	tcase_add_test (bodies, no_body);
	suite_add_tcase (suite, bodies);
	return run_in_process (suite);
}
