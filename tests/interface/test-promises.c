/* SPDX-License-Identifier: MIT
 *
 * What the comments of the headers promise, and no other suite looks at: the table `sentences` names the sentences. */
#include "../hosted/execute.h"

#include <mono/jit/jit.h>
#include <mono/metadata/class.h>
#include <mono/metadata/debug-helpers.h>
#include <mono/metadata/mono-gc.h>
#include <stdlib.h>
#include <string.h>

/* ---- Names and other text ---- */

typedef size_t (*Name) (char *buffer, size_t size);

static size_t
class_name (char *buffer, size_t size)
{
	return subject_runtime ()->get_class_name (subject_runtime (), subject_class ("Outer+Inner"), buffer, size);
}

static size_t
method_name (char *buffer, size_t size)
{
	return subject_runtime ()->get_method_name (subject_runtime (), subject_method ("Shape", "Area"), buffer, size);
}

static size_t
field_name (char *buffer, size_t size)
{
	return subject_runtime ()->get_field_name (subject_runtime (), subject_field ("Fields", "Number"), buffer, size);
}

static const Name names [] = { class_name, method_name, field_name, mono_compiler_get_statistics };

/* Whatever the room: the length that was needed, and in the room as much as fits, terminated; nothing behind it. */
START_TEST (text)
{
	static char whole [1 << 16], part [1 << 16];

	subject_runtime ();
	size_t length = names [_i](NULL, 0);
	ck_assert_uint_gt (length, 0);
	ck_assert_uint_lt (length, sizeof whole);
	ck_assert_uint_eq (names [_i](whole, sizeof whole), length);
	ck_assert_uint_eq (strlen (whole), length);
	for (size_t size = 1; size <= length + 1 && size < 100; size++) {
		memset (part, 0x5a, sizeof part);
		ck_assert_uint_eq (names [_i](part, size), length);
		ck_assert_uint_eq (strlen (part), size - 1);
		ck_assert_mem_eq (part, whole, size - 1);
		ck_assert_int_eq (part [size], 0x5a);
	}
}
END_TEST

/* ---- How long answers live ---- */

/* Arrays stay what they are while other questions are asked. */
START_TEST (answers_stay)
{
	IRuntimeInformation *runtime = subject_runtime ();
	MethodDescription method = { .size = sizeof method };
	SignatureDescription signature = { .size = sizeof signature }, other = { .size = sizeof other };
	NativeSignature native = { .size = sizeof native }, other_native = { .size = sizeof other_native };
	MethodBody body = { .size = sizeof body }, other_body = { .size = sizeof other_body };

	ck_assert (runtime->describe_method (runtime, subject_method ("Conventions", "Integers"), &method));
	ck_assert (runtime->describe_signature (runtime, method.signature, &signature));
	ck_assert (runtime->get_native_signature (runtime, method.signature, &native));
	ck_assert (runtime->get_method_body (runtime, subject_method ("Calls", "Guarded"), &body));
	size_t parameters_size = signature.parameter_count * sizeof signature.parameters [0];
	size_t arguments_size = native.argument_count * sizeof native.arguments [0];
	size_t clauses_size = (size_t) body.clause_count * body.clause_stride;
	void *parameters = malloc (parameters_size), *arguments = malloc (arguments_size), *clauses = malloc (clauses_size);
	memcpy (parameters, signature.parameters, parameters_size);
	memcpy (arguments, native.arguments, arguments_size);
	memcpy (clauses, body.clauses, clauses_size);
	ck_assert (runtime->describe_method (runtime, subject_method ("Conventions", "NineFloats"), &method));
	for (int i = 0; i < 100; i++) {
		ck_assert (runtime->describe_signature (runtime, method.signature, &other));
		ck_assert (runtime->get_native_signature (runtime, method.signature, &other_native));
		ck_assert (runtime->get_method_body (runtime, subject_method ("Calls", "Everything"), &other_body));
	}
	ck_assert_mem_eq (parameters, signature.parameters, parameters_size);
	ck_assert_mem_eq (arguments, native.arguments, arguments_size);
	ck_assert_mem_eq (clauses, body.clauses, clauses_size);
	free (parameters);
	free (arguments);
	free (clauses);
}
END_TEST

/* Objects whose addresses become part of code stay where they are. */
START_TEST (addresses_stay)
{
	IRuntimeInformation *runtime = subject_runtime ();
	MethodInfo *text = subject_method ("Calls", "Text");
	uint32_t token = subject_token (text, "ldstr", 0);
	void *string = runtime->get_string_for_token (runtime, text, token);
	void *type = runtime->get_type_object (runtime, subject_class ("Shape"));

	for (int i = 0; i < 3; i++) {
		for (int j = 0; j < 1000; j++)
			mono_array_new (mono_domain_get (), mono_get_object_class (), 100);
		mono_gc_collect (mono_gc_max_generation ());
		ck_assert_ptr_eq (runtime->get_string_for_token (runtime, text, token), string);
		ck_assert_ptr_eq (runtime->get_type_object (runtime, subject_class ("Shape")), type);
	}
}
END_TEST

START_TEST (helpers_and_compilers_stay)
{
	IRuntimeInformation *runtime = subject_runtime (), *other = subject_session (0);

	for (int helper = 0; helper < HELPER_COUNT; helper++) {
		MethodInfo *method = runtime->get_helper_method (runtime, (HelperMethod) helper);
		ck_assert_ptr_nonnull (method);
		ck_assert_ptr_eq (other->get_helper_method (other, (HelperMethod) helper), method);
	}
	ck_assert_ptr_null (runtime->get_helper_method (runtime, HELPER_COUNT));
	subject_check_failure (runtime, "System.");
	ICompiler *mini = runtime->get_compiler (runtime, "mini");
	ck_assert_ptr_nonnull (mini);
	ck_assert_ptr_eq (other->get_compiler (other, "mini"), mini);
	other->release (other);
	ck_assert_ptr_eq (runtime->get_compiler (runtime, "mini"), mini);
	ck_assert_ptr_null (runtime->get_compiler (runtime, "no-such-compiler"));
	runtime->clear_failure (runtime);
}
END_TEST

/* ---- Code ---- */

static void
check_reach (const void *a, const void *b)
{
	ck_assert_int_lt (llabs ((long long) ((intptr_t) a - (intptr_t) b)), INT32_MAX);
}

/* Each part can be written and run, and a 32-bit displacement leads from each to each, to cells and to what is in them. */
START_TEST (code_memory)
{
	static const uint8_t answer [] = { 0xb8, 42, 0, 0, 0, 0xc3 }; /* mov eax, 42; ret */
	IRuntimeInformation *runtime = subject_runtime ();
	MethodInfo *method = subject_method ("Calls", "Static");
	CodeMemory memory = { .size = sizeof memory };
	CallTarget target = { .size = sizeof target };

	ck_assert (runtime->allocate_code (runtime, method, sizeof answer, sizeof answer, sizeof answer, &memory));
	ck_assert (runtime->get_call_target (runtime, method, method, 0, &target));
	uint8_t *const parts [] = { memory.hot, memory.cold, memory.read_only };
	for (size_t i = 0; i < COUNT (parts); i++) {
		int (*code) (void);
		ck_assert_uint_eq ((uintptr_t) parts [i] % 8, 0);
		memcpy (parts [i], answer, sizeof answer);
		memcpy (&code, &parts [i], sizeof code);
		ck_assert_int_eq (code (), 42);
		for (size_t j = 0; j < COUNT (parts); j++)
			check_reach (parts [i], parts [j]);
		check_reach (parts [i], target.cell);
		check_reach (parts [i], *target.cell);
	}
}
END_TEST

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

/* The stack as the C convention has it at a method's entry. */
START_TEST (stack_at_entry)
{
	static const uint8_t stack [] = { 0x48, 0x8d, 0x44, 0x24, 8, 0xc3 }; /* lea rax, [rsp + 8]; ret */
	static const char *const methods [] = { "LongConstant", "LongIdentity" };
	IRuntimeInformation *runtime = subject_runtime ();
	int64_t argument = 7, value;

	for (size_t i = 0; i < COUNT (methods); i++) {
		ExecutionResult result = { .size = sizeof result };
		InstalledRuntimeCode *installed = install (runtime, execute_method ("Plain", methods [i]), stack, sizeof stack,
			INSTALL_PRIVATE);
		ck_assert_ptr_nonnull (installed);
		ck_assert (runtime->execute_installed_method (runtime, installed, NULL, ARGUMENTS (&argument), &result));
		ck_assert_uint_eq (result.value_size, sizeof value);
		memcpy (&value, result.value, sizeof value);
		ck_assert_int_eq (value % 16, 0);
	}
}
END_TEST

/* What was installed outlives the IRuntimeInformation through which it was. */
START_TEST (installed_code_stays)
{
	static const uint8_t code [] = { 0x48, 0x89, 0xf8, 0xc3 }; /* mov rax, rdi; ret */
	IRuntimeInformation *runtime = subject_runtime (), *other = subject_session (0);
	ExecutionResult result = { .size = sizeof result };
	int64_t argument = INT64_C (-123456789012);
	InstalledRuntimeCode *installed = install (other, execute_method ("Plain", "LongIdentity"), code, sizeof code,
		INSTALL_PRIVATE);

	ck_assert_ptr_nonnull (installed);
	other->release (other);
	ck_assert (runtime->execute_installed_method (runtime, installed, NULL, ARGUMENTS (&argument), &result));
	ck_assert_mem_eq (result.value, &argument, sizeof argument);
}
END_TEST

/* The first code published is the method's; who comes later gets that. */
START_TEST (published_once)
{
	static const uint8_t first [] = { 0xb8, 1, 0, 0, 0, 0xc3 }, second [] = { 0xb8, 2, 0, 0, 0, 0xc3 };
	IRuntimeInformation *runtime = subject_runtime ();
	MethodInfo *method = execute_method ("Plain", "AddThree");
	InstalledCodeDescription one = { .size = sizeof one }, two = { .size = sizeof two };
	int32_t number = 100;

	ck_assert (runtime->describe_installed_code (runtime,
		install (runtime, method, first, sizeof first, INSTALL_PUBLISH), &one));
	ck_assert_int_eq (one.was_there, 0);
	ck_assert (runtime->describe_installed_code (runtime,
		install (runtime, method, second, sizeof second, INSTALL_PUBLISH | INSTALL_IF_NONE), &two));
	ck_assert_int_eq (two.was_there, 1);
	ck_assert_ptr_eq (two.code, one.code);
	MonoObject *result = execute_by_program (method, NULL, ARGUMENTS (&number, &number, &number));
	ck_assert_int_eq (*(int32_t *) mono_object_unbox (result), 1);
}
END_TEST

/* A value that has no room in the answer is boxed only; what was thrown is there as an object. */
START_TEST (results)
{
	uint8_t value [96] = { 1 };
	int32_t by = 5;
	Body large = execute_compile ("mini", "Structs", "Grow(NinetySix,int)");
	Body thrower = execute_compile ("mini", "Thrower", "Explicit");
	ExecutionResult result = execute_run (&large, NULL, ARGUMENTS (value, &by));

	ck_assert_int_eq (result.threw, 0);
	ck_assert_int_eq (result.kind, TYPE_VALUE_TYPE);
	ck_assert_uint_eq (result.value_size, 0);
	ck_assert_ptr_eq (mono_object_get_class (result.boxed), (MonoClass *) execute_class ("NinetySix"));
	ck_assert_int_eq (*(int64_t *) mono_object_unbox (result.boxed), 6);
	by = 1;
	result = execute_run (&thrower, NULL, ARGUMENTS (&by));
	ck_assert_int_eq (result.threw, 1);
	ck_assert_str_eq (mono_class_get_name (mono_object_get_class (result.boxed)), "ArgumentException");
}
END_TEST

/* ---- Descriptions ---- */

START_TEST (nothing_else)
{
	IRuntimeInformation *runtime = subject_runtime ();
	ClassDescription klass = { .size = sizeof klass };
	TypeDescription type = { .size = sizeof type };
	MethodDescription method = { .size = sizeof method };
	NativeSignature native = { .size = sizeof native };

	ck_assert (runtime->describe_class (runtime, subject_class ("Shape"), &klass));
	ck_assert_uint_eq (klass.rank, 0);
	ck_assert_uint_eq (klass.element_size, 0);
	ck_assert (runtime->describe_type (runtime, klass.type, &type));
	ck_assert_ptr_null (type.target);
	ck_assert (runtime->describe_method (runtime, subject_method ("Conventions", "Integers"), &method));
	ck_assert (runtime->get_native_signature (runtime, method.signature, &native));
	ck_assert_int_eq (native.result_buffer.kind, LOCATION_NONE);
	ck_assert_int_eq (native.cookie.kind, LOCATION_NONE);
	ck_assert (runtime->describe_method (runtime, subject_method ("Conventions", "OfLarge"), &method));
	ck_assert (runtime->get_native_signature (runtime, method.signature, &native));
	ck_assert_int_eq (native.result.kind, LOCATION_BUFFER);
	ck_assert_int_eq (native.result_buffer.kind, LOCATION_INTEGER_REGISTERS);
	ck_assert_ptr_null (native.result_buffer.type);
}
END_TEST

/* As the metadata has it. */
START_TEST (attributes)
{
	static const char *const methods [] = { "Area", "ToString", "Locked" };
	IRuntimeInformation *runtime = subject_runtime ();
	MethodDescription description = { .size = sizeof description };
	CallTarget target = { .size = sizeof target };

	for (size_t i = 0; i < COUNT (methods); i++) {
		MethodInfo *method = subject_method ("Shape", methods [i]);
		uint32_t implementation, flags = mono_method_get_flags ((MonoMethod *) method, &implementation);
		ck_assert (runtime->describe_method (runtime, method, &description));
		ck_assert_uint_eq (description.attributes, flags);
		ck_assert_uint_eq (description.implementation_attributes, implementation);
		ck_assert_uint_eq (description.token, mono_method_get_token ((MonoMethod *) method));
	}
	/* The wrapper around a locked method is in no image. */
	MethodInfo *locked = subject_method ("Shape", "Locked");
	ck_assert (runtime->get_call_target (runtime, subject_method ("Calls", "Static"), locked, 0, &target));
	ck_assert (runtime->describe_method (runtime, target.method, &description));
	ck_assert_uint_eq (description.token, 0);
}
END_TEST

START_TEST (inherited_field)
{
	IRuntimeInformation *runtime = subject_runtime ();
	void *iterator = NULL;
	MonoClassField *field = mono_class_get_fields (subject_mono_class ("Shape"), &iterator);

	ck_assert_ptr_nonnull (field);
	ck_assert_ptr_eq (runtime->get_field_info_for (runtime, subject_class ("Leaf"), mono_field_get_name (field)),
		(FieldInfo *) field);
}
END_TEST

/* ---- Layout ---- */

START_TEST (layout)
{
	IRuntimeInformation *runtime = subject_runtime (), *other = subject_session (0);
	const RuntimeLayout *layout = runtime->get_layout (runtime);
	char name [256];

	ck_assert_mem_eq (other->get_layout (other), layout, sizeof *layout);
	other->release (other);
	/* R10; RAX, RDX and RCX; RBP; RAX and RAX: psABI, figure 3.36 */
	ck_assert_uint_eq (layout->hidden_argument_register, 10);
	ck_assert_uint_eq (layout->exception_register, 0);
	ck_assert_uint_eq (layout->clause_register, 1);
	ck_assert_uint_eq (layout->landing_register, 2);
	ck_assert_uint_eq (layout->frame_register, 6);
	ck_assert_uint_eq (layout->filter_exception_register, 0);
	ck_assert_uint_eq (layout->filter_result_register, 0);
	const uint8_t *vector = runtime->get_vtable (runtime, subject_class ("System.Int32[]"));
	const uint8_t *grid = runtime->get_vtable (runtime, subject_class ("System.Int32[,]"));
	const uint8_t *shape = runtime->get_vtable (runtime, subject_class ("Shape"));
	ck_assert_uint_eq (vector [layout->vtable_rank_offset], 1);
	ck_assert_uint_eq (grid [layout->vtable_rank_offset], 2);
	ck_assert_uint_eq (shape [layout->vtable_rank_offset], 0);
	ck_assert_ptr_eq (*(ClassInfo **) ((char *) subject_class ("Shape[]") + layout->class_element_offset),
		subject_class ("Shape"));
	ck_assert_ptr_nonnull (layout->proxy_class);
	runtime->get_class_name (runtime, layout->proxy_class, name, sizeof name);
	ck_assert_str_eq (name, "System.Runtime.Remoting.Proxies.TransparentProxy");
}
END_TEST

START_TEST (array_base)
{
	static const char *const elements [] = { "System.Byte", "System.Double", "Shape", "Twelve", "Pair", "Packed" };
	IRuntimeInformation *runtime = subject_runtime ();
	ClassDescription klass = { .size = sizeof klass };

	for (size_t i = 0; i < COUNT (elements); i++) {
		MonoClass *element = (MonoClass *) subject_class (elements [i]);
		MonoArray *array = mono_array_new (mono_domain_get (), element, 3);
		ck_assert (runtime->describe_class (runtime, (ClassInfo *) element, &klass));
		uint32_t base = runtime->get_array_base_offset (runtime, klass.type);
		ck_assert_uint_eq (base, runtime->get_layout (runtime)->array_base_offset);
		ck_assert_ptr_eq ((char *) array + base, mono_array_addr_with_size (array, (int) klass.value_size, 0));
	}
}
END_TEST

/* What `ldtoken` pushes for a class: its type, a RuntimeTypeHandle's one word. */
START_TEST (token_value)
{
	IRuntimeInformation *runtime = subject_runtime ();
	MethodInfo *everything = subject_method ("Calls", "Everything");
	TokenHandle handle = { .size = sizeof handle };

	ck_assert (runtime->get_token_handle (runtime, everything, subject_token (everything, "ldtoken", 0), &handle));
	ck_assert_ptr_eq (handle.value, mono_class_get_type (subject_mono_class ("Shape")));
}
END_TEST

/* The byte that says that a static constructor has run. */
START_TEST (initialized)
{
	IRuntimeInformation *runtime = subject_runtime ();
	const uint8_t *vtable = runtime->get_vtable (runtime, subject_class ("Precise"));
	uint32_t offset = runtime->get_layout (runtime)->vtable_initialized_offset;
	MonoObject *exception = NULL;

	ck_assert_uint_eq (vtable [offset], 0);
	mono_runtime_invoke ((MonoMethod *) subject_method ("Precise", "Read"), NULL, NULL, &exception);
	ck_assert_ptr_null (exception);
	ck_assert_uint_ne (vtable [offset], 0);
}
END_TEST

int
main (void)
{
	Suite *suite = suite_create ("promises");
	TCase *all = tcase_create ("promises");

	tcase_add_loop_test (all, text, 0, COUNT (names));
	tcase_add_test (all, answers_stay);
	tcase_add_test (all, addresses_stay);
	tcase_add_test (all, helpers_and_compilers_stay);
	tcase_add_test (all, code_memory);
	tcase_add_test (all, stack_at_entry);
	tcase_add_test (all, installed_code_stays);
	tcase_add_test (all, published_once);
	tcase_add_test (all, results);
	tcase_add_test (all, nothing_else);
	tcase_add_test (all, attributes);
	tcase_add_test (all, inherited_field);
	tcase_add_test (all, layout);
	tcase_add_test (all, array_base);
	tcase_add_test (all, token_value);
	tcase_add_test (all, initialized);
	suite_add_tcase (suite, all);
	return run_in_process (suite);
}
