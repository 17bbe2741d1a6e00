/* SPDX-License-Identifier: MIT
 *
 * What mono-compiler-methods.h promises, and no other suite looks at. */
#include "promised.h"

#include <mono/metadata/class.h>
#include <mono/metadata/mono-gc.h>
#include <stdio.h>
#include <string.h>

/* ---- Classes ---- */

static uint32_t
class_flags (ClassInfo *klass)
{
	IRuntimeInformation *runtime = subject_runtime ();
	ClassDescription description = { .size = sizeof description };

	ck_assert (runtime->describe_class (runtime, klass, &description));
	return description.flags;
}

START_TEST (byref_like)
{
	static const char *const names [] = { "System.Span`1[[System.Int32]]", "System.ReadOnlySpan`1[[System.Char]]",
		"System.TypedReference", "System.Int32", "Twelve", "Holder`1[[System.Int32]]" };
	IRuntimeInformation *runtime = subject_runtime ();

	MonoObject *exception = NULL;

	for (int i = 0; i < (int) COUNT (names); i++)
		ck_assert_msg (!(class_flags (subject_class (names [i])) & CLASS_BYREF_LIKE) == (i > 2), "%s", names [i]);
	mono_runtime_invoke ((MonoMethod *) damaged_method ("Sound", "Boxes"), NULL, NULL, &exception);
	ck_assert_ptr_nonnull (exception);
	for (int i = 0; i < 2; i++) {
		ICompiler *compiler = runtime->get_compiler (runtime, i ? "mini" : "bigstep");
		NativeCodeHandle code = { .size = sizeof code };
		CompilationReport report = { .size = sizeof report };
		CompilationRequest request = { .size = sizeof request, .flags = COMPILE_HOSTED, .optimization_level = -1 };
		ck_assert_int_ne (compiler->compile_method (compiler, runtime, damaged_method ("Sound", "Boxes"), &request,
							  &code, &report),
			COMPILATION_OK);
	}
}
END_TEST

START_TEST (initialized)
{
	ck_assert (class_flags (promised_class ("NothingToStart")) & CLASS_INITIALIZED);
	ck_assert (!(class_flags (promised_class ("Started")) & CLASS_INITIALIZED));
	execute_by_program (promised_method ("Started", "Start"), NULL, NULL);
	ck_assert (class_flags (promised_class ("Started")) & CLASS_INITIALIZED);
}
END_TEST

START_TEST (alignment)
{
	static const char *const names [] = { "ByteAndLong", "TwoShorts", "ThreeBytes", "Sizes", "Bodies" };
	static const uint32_t alignments [] = { 8, 2, 1, 8, 8 };
	IRuntimeInformation *runtime = subject_runtime ();
	ClassDescription description = { .size = sizeof description };

	for (size_t i = 0; i < COUNT (names); i++) {
		ck_assert (runtime->describe_class (runtime, promised_class (names [i]), &description));
		ck_assert_uint_eq (description.alignment, alignments [i]);
	}
}
END_TEST

/* Where mini's code calls the method that casts, so that it is in the trace. */
START_TEST (throwing_rank)
{
	static const struct {
		const char *klass;
		uint32_t rank;
	} casts [] = {
		{ "System.String", 0 },
		{ "Shape", 0 },
		{ "IShape", 0 },
		{ "IShape[]", 0 },
		{ "System.Collections.Generic.IList`1[[System.Int32]]", 1 },
		{ "System.Collections.Generic.IList`1[[System.Int32]][,]", 2 },
		{ "IProducer`1[[System.String]]", UINT32_MAX },
	};
	IRuntimeInformation *runtime = subject_runtime ();

	for (size_t i = 0; i < COUNT (casts); i++) {
		CastDescription cast = { .size = sizeof cast };
		ck_assert (runtime->describe_cast (runtime, subject_class (casts [i].klass), &cast));
		ck_assert_msg (cast.throwing_rank == casts [i].rank, "%s: %u", casts [i].klass, cast.throwing_rank);
	}
}
END_TEST

/* Whether or not its signature can be loaded */
static MethodInfo *
unloaded_method (ClassInfo *klass, const char *name)
{
	void *iterator = NULL;
	MonoMethod *method;

	while ((method = mono_class_get_methods ((MonoClass *) klass, &iterator)))
		if (strcmp (mono_method_get_name (method), name) == 0)
			return (MethodInfo *) method;
	ck_abort_msg ("no method %s", name);
	return NULL;
}

/* A signature names a class without loading it; what cannot be loaded fails, with the runtime's words. */
START_TEST (not_loaded)
{
	IRuntimeInformation *runtime = subject_runtime ();
	MethodInfo *missing = unloaded_method (damaged_class ("Sound"), "TakesMissing");
	MethodDescription method = { .size = sizeof method };
	SignatureDescription signature = { .size = sizeof signature };
	TypeDescription type = { .size = sizeof type };
	ClassDescription klass = { .size = sizeof klass };
	CastDescription cast = { .size = sizeof cast };

	ck_assert (!runtime->describe_method (runtime, missing, &method));
	subject_check_failure (runtime, "System.");
	ck_assert (runtime->describe_method (runtime, damaged_method ("Sound", "TakesUnloadable"), &method));
	ck_assert (runtime->describe_signature (runtime, method.signature, &signature));
	ck_assert (runtime->describe_type (runtime, signature.parameters [0], &type));
	ck_assert_int_eq (type.kind, TYPE_REFERENCE);
	ck_assert (!runtime->describe_class (runtime, type.klass, &klass));
	subject_check_failure (runtime, "System.TypeLoadException");
	ck_assert (!runtime->describe_cast (runtime, type.klass, &cast));
	subject_check_failure (runtime, "System.TypeLoadException");
}
END_TEST

/* ---- Fields ---- */

START_TEST (from_image)
{
	static const int32_t expected [] = { 11, 22, 33, 44, 55 };
	IRuntimeInformation *runtime = subject_runtime ();
	MethodInfo *table = promised_method ("Numbers", "Table");
	FieldDescription field = { .size = sizeof field };
	StaticFieldAddress address = { .size = sizeof address };
	FieldInfo *contents = runtime->get_field_info_for_token (runtime, table, subject_token (table, "ldtoken", 0));

	ck_assert_ptr_nonnull (contents);
	ck_assert (runtime->describe_field (runtime, contents, &field));
	ck_assert (field.flags & FIELD_RVA);
	ck_assert (runtime->compute_field_address (runtime, table, contents, &address));
	ck_assert_mem_eq (address.address, expected, sizeof expected);
	ck_assert (runtime->describe_field (runtime, subject_field ("Fields", "Number"), &field));
	ck_assert (!(field.flags & FIELD_RVA));
}
END_TEST

START_TEST (static_addresses)
{
	static const char *const names [] = { "PerThread", "PerContext" };
	IRuntimeInformation *runtime = subject_runtime ();
	MethodInfo *method = promised_method ("Numbers", "Plain");
	StaticFieldAddress first = { .size = sizeof first }, second = { .size = sizeof second };
	void *(*find) (void *, void *);

	ck_assert (runtime->compute_field_address (runtime, method, promised_field ("Started", "Value"), &first));
	mono_gc_collect (mono_gc_max_generation ());
	ck_assert (runtime->compute_field_address (runtime, method, promised_field ("Started", "Value"), &second));
	ck_assert_ptr_nonnull (first.address);
	ck_assert_ptr_eq (first.address, second.address);
	*(void **) &find = runtime->get_service (runtime, SERVICE_STATIC_FIELD_ADDRESS);
	for (size_t i = 0; i < COUNT (names); i++) {
		FieldInfo *field = promised_field ("Numbers", names [i]);
		ck_assert (runtime->compute_field_address (runtime, method, field, &first));
		ck_assert_ptr_null (first.address);
		int32_t *place = find (first.domain, field);
		*place = 77;
		ck_assert_ptr_eq (find (first.domain, field), place);
	}
}
END_TEST

/* ---- Methods ---- */

static uint32_t
method_flags (MethodInfo *method)
{
	IRuntimeInformation *runtime = subject_runtime ();
	MethodDescription description = { .size = sizeof description };

	ck_assert (runtime->describe_method (runtime, method, &description));
	return description.flags;
}

START_TEST (inlining)
{
	static const struct {
		const char *method;
		uint32_t flags;
	} methods [] = {
		{ "Small", METHOD_MAY_INLINE },
		{ "Large", METHOD_MAY_INLINE_UNSEEN },
		{ "Kept", 0 },
		{ "Guarded", 0 },
	};

	for (size_t i = 0; i < COUNT (methods); i++)
		ck_assert_uint_eq (method_flags (promised_method ("Sizes", methods [i].method)) &
				(METHOD_MAY_INLINE | METHOD_MAY_INLINE_UNSEEN),
			methods [i].flags);
}
END_TEST

START_TEST (skips_verification)
{
	ck_assert (method_flags (promised_method ("Sizes", "Small")) & METHOD_SKIPS_VERIFICATION);
	ck_assert (!(method_flags (subject_method ("Calls", "Small")) & METHOD_SKIPS_VERIFICATION));
	ck_assert (!(method_flags (subject_method ("System.Object", "ToString")) & METHOD_SKIPS_VERIFICATION));
}
END_TEST

/* Their IL, if they have any, only throws. */
START_TEST (mandatory)
{
	static const struct {
		const char *klass, *method;
		Intrinsic intrinsic;
	} methods [] = {
		{ "System.Int32[,]", "Get", INTRINSIC_ARRAY_GET },
		{ "System.Int32[,]", "Set", INTRINSIC_ARRAY_SET },
		{ "System.Int32[,]", "Address", INTRINSIC_ARRAY_ADDRESS },
		{ "System.Int32[,]", ".ctor(int,int)", INTRINSIC_ARRAY_CONSTRUCTOR },
		{ "System.String", ".ctor(char,int)", INTRINSIC_STRING_CONSTRUCTOR },
		{ "Operation", ".ctor", INTRINSIC_DELEGATE_CONSTRUCTOR },
		{ "Operation", "Invoke", INTRINSIC_DELEGATE_INVOKE },
		{ "System.ByReference`1[[System.Int32]]", ".ctor", INTRINSIC_BYREFERENCE_CONSTRUCTOR },
		{ "System.ByReference`1[[System.Int32]]", "get_Value", INTRINSIC_BYREFERENCE_VALUE },
		{ "System.Array", "GetGenericValueImpl<System.Int32>", INTRINSIC_ARRAY_GET_GENERIC_VALUE },
		{ "System.Array", "SetGenericValueImpl<System.Int32>", INTRINSIC_ARRAY_SET_GENERIC_VALUE },
	};
	IRuntimeInformation *runtime = subject_runtime ();

	for (size_t i = 0; i < COUNT (methods); i++) {
		MethodInfo *method = subject_method (methods [i].klass, methods [i].method);
		MethodDescription description = { .size = sizeof description };
		MethodBody body = { .size = sizeof body };
		SubjectInstruction instruction;
		int throws = 1;
		ck_assert (runtime->describe_method (runtime, method, &description));
		ck_assert_int_eq (description.intrinsic, methods [i].intrinsic);
		if (!(description.flags & METHOD_HAS_BODY))
			continue;
		ck_assert (runtime->get_method_body (runtime, method, &body));
		const uint8_t *at = body.code;
		while (subject_next_instruction (&at, body.code + body.code_size, &instruction))
			throws = strcmp (instruction.name, "throw") == 0;
		ck_assert_msg (throws, "%s ends with %s", methods [i].method, instruction.name);
	}
}
END_TEST

START_TEST (rounding)
{
	static const char *const methods [] = { "Round(double)", "Floor(double)", "Ceiling(double)", "Truncate(double)" };
	IRuntimeInformation *runtime = subject_runtime ();

	for (int i = 0; i < (int) COUNT (methods); i++) {
		MethodDescription description = { .size = sizeof description };
		ck_assert (runtime->describe_method (runtime, subject_method ("System.Math", methods [i]), &description));
		ck_assert_int_eq (description.intrinsic,
			__builtin_cpu_supports ("sse4.1") ? (int) INTRINSIC_MATH_ROUND + i : INTRINSIC_NONE);
	}
}
END_TEST

/* A generic method's class and signature are those of the instantiation. */
START_TEST (exact)
{
	static const char *const arguments [] = { "System.Int32", "Shape", "Twelve" };
	IRuntimeInformation *runtime = subject_runtime ();
	MethodDescription method = { .size = sizeof method };
	SignatureDescription signature = { .size = sizeof signature };
	TypeDescription type = { .size = sizeof type };
	char name [256];

	for (size_t i = 0; i < COUNT (arguments); i++) {
		snprintf (name, sizeof name, "Outer+Generic`1[[%s]]", arguments [i]);
		ck_assert (runtime->describe_method (runtime, subject_method (name, "Own"), &method));
		ck_assert_ptr_eq (method.klass, subject_class (name));
		ck_assert (runtime->describe_signature (runtime, method.signature, &signature));
		ck_assert (runtime->describe_type (runtime, signature.parameters [0], &type));
		ck_assert_ptr_eq (type.klass, subject_class (arguments [i]));
		ck_assert_ptr_eq (signature.result, signature.parameters [0]);
		snprintf (name, sizeof name, "Identity<%s>", arguments [i]);
		ck_assert (runtime->describe_method (runtime, subject_method ("Calls", name), &method));
		ck_assert (runtime->describe_signature (runtime, method.signature, &signature));
		ck_assert (runtime->describe_type (runtime, signature.result, &type));
		ck_assert_ptr_eq (type.klass, subject_class (arguments [i]));
	}
}
END_TEST

static int32_t
sentinel (MethodInfo *caller, const char *callee)
{
	IRuntimeInformation *runtime = subject_runtime ();
	SignatureDescription description = { .size = sizeof description };
	SignatureInfo *signature = runtime->get_call_site_signature (runtime, caller, promised_method ("Numbers", callee),
		subject_token (caller, "call", 0));

	ck_assert_ptr_nonnull (signature);
	ck_assert (runtime->describe_signature (runtime, signature, &description));
	ck_assert_uint_eq (description.parameter_count, strcmp (callee, "Plain") == 0 ? 1 : 4);
	return description.sentinel;
}

/* A call site has more parameters than the method, and says where they begin. */
START_TEST (call_sites)
{
	IRuntimeInformation *runtime = subject_runtime ();
	MethodInfo *variable = promised_method ("Numbers", "Variable"),
			   *caller = promised_method ("Numbers", "CallsVariable");
	SignatureDescription description = { .size = sizeof description };
	CallTarget target = { .size = sizeof target };

	ck_assert_int_eq (sentinel (caller, "Variable"), 1);
	ck_assert_int_eq (sentinel (promised_method ("Numbers", "CallsPlain"), "Plain"), -1);
	ck_assert (runtime->get_call_target (runtime, caller, variable, 0, &target));
	ck_assert (runtime->describe_signature (runtime, target.signature, &description));
	ck_assert_uint_eq (description.parameter_count, 1);
	ck_assert_int_eq (description.convention, CONVENTION_VARARG);
}
END_TEST

START_TEST (strange_convention)
{
	IRuntimeInformation *runtime = subject_runtime ();
	MethodInfo *caller = damaged_method ("Sound", "CallsStrangely");
	SignatureDescription description = { .size = sizeof description };
	SignatureInfo *signature = runtime->get_signature_info_for_token (runtime, caller,
		subject_token (caller, "calli", 0));

	ck_assert (signature == NULL || !runtime->describe_signature (runtime, signature, &description));
	subject_check_failure (runtime, "System.");
}
END_TEST

/* ---- Bodies and tokens ---- */

START_TEST (bad_header)
{
	IRuntimeInformation *runtime = subject_runtime ();
	MethodBody body = { .size = sizeof body };

	ck_assert (!runtime->get_method_body (runtime, damaged_method ("Sound", "Marked"), &body));
	subject_check_failure (runtime, "System.");
}
END_TEST

START_TEST (pinned)
{
	IRuntimeInformation *runtime = subject_runtime ();
	MethodBody body = { .size = sizeof body };
	int count = 0;

	ck_assert (runtime->get_method_body (runtime, promised_method ("Numbers", "Pinned"), &body));
	for (uint32_t i = 0; i < body.local_count; i++) {
		TypeDescription type = { .size = sizeof type };
		ck_assert (runtime->describe_type (runtime, body.locals [i], &type));
		ck_assert_int_le (body.local_is_pinned [i], 1);
		count += body.local_is_pinned [i];
		if (type.kind == TYPE_INT32)
			ck_assert_int_eq (body.local_is_pinned [i], 0);
	}
	ck_assert_int_gt (count, 0);
}
END_TEST

START_TEST (tokens)
{
	IRuntimeInformation *runtime = subject_runtime ();
	MethodInfo *method = damaged_method ("Sound", "Tokens");
	MonoClass *sound = (MonoClass *) damaged_class ("Sound");
	MonoClassField *number = mono_class_get_field_from_name (sound, "Number");
	const struct {
		TokenKind kind;
		int is_byref;
		const void *value, *klass, *method, *field;
	} expected [] = {
		{ TOKEN_CLASS, 0, mono_class_get_type (sound), sound, NULL, NULL },
		{ TOKEN_CLASS, 1, mono_class_get_byref_type (sound), sound, NULL, NULL },
		{ TOKEN_METHOD, 0, method, NULL, method, NULL },
		{ TOKEN_FIELD, 0, number, NULL, NULL, number },
	};

	for (unsigned i = 0; i < COUNT (expected); i++) {
		TokenHandle handle = { .size = sizeof handle };
		ck_assert (runtime->get_token_handle (runtime, method, subject_token (method, "ldtoken", i), &handle));
		ck_assert_int_eq (handle.kind, expected [i].kind);
		ck_assert_int_eq (handle.is_byref, expected [i].is_byref);
		ck_assert_ptr_eq (handle.value, expected [i].value);
		ck_assert_ptr_eq (handle.klass, expected [i].klass);
		ck_assert_ptr_eq (handle.method, expected [i].method);
		ck_assert_ptr_eq (handle.field, expected [i].field);
	}
}
END_TEST

int
main (void)
{
	Suite *suite = suite_create ("promises-methods");
	TCase *classes = tcase_create ("classes"), *fields = tcase_create ("fields"), *methods = tcase_create ("methods");
	TCase *bodies = tcase_create ("bodies");

	tcase_add_test (classes, byref_like);
	tcase_add_test (classes, initialized);
	tcase_add_test (classes, alignment);
	tcase_add_test (classes, throwing_rank);
	tcase_add_test (classes, not_loaded);
	tcase_add_test (fields, from_image);
	tcase_add_test (fields, static_addresses);
	tcase_add_test (methods, inlining);
	tcase_add_test (methods, skips_verification);
	tcase_add_test (methods, mandatory);
	tcase_add_test (methods, rounding);
	tcase_add_test (methods, exact);
	tcase_add_test (methods, call_sites);
	tcase_add_test (methods, strange_convention);
	tcase_add_test (bodies, bad_header);
	tcase_add_test (bodies, pinned);
	tcase_add_test (bodies, tokens);
	suite_add_tcase (suite, classes);
	suite_add_tcase (suite, fields);
	suite_add_tcase (suite, methods);
	suite_add_tcase (suite, bodies);
	return run_in_process (suite);
}
