/* SPDX-License-Identifier: MIT
 *
 * Classes, casts, fields and layout. Where the embedding interface knows the answer too, it is compared. */
#include "subject.h"

#include <string.h>

#define COUNT(array) ((int) (sizeof (array) / sizeof ((array) [0])))

/* ---- Classes ---------------------------------------------------------------------------------------------------- */

static const struct {
	const char *name;
	TypeKind kind;
	uint32_t value_size;
	uint32_t with;    /* flags that must be set */
	uint32_t without; /* flags that must not be */
	const char *element;
} classes [] = {
	{ "System.Boolean", TYPE_BOOLEAN, 1, CLASS_VALUE_TYPE | CLASS_SEALED, CLASS_ENUM, NULL },
	{ "System.Char", TYPE_CHAR, 2, CLASS_VALUE_TYPE, 0, NULL },
	{ "System.SByte", TYPE_INT8, 1, CLASS_VALUE_TYPE, 0, NULL },
	{ "System.UInt16", TYPE_UINT16, 2, CLASS_VALUE_TYPE, 0, NULL },
	{ "System.Int32", TYPE_INT32, 4, CLASS_VALUE_TYPE, CLASS_CONTAINS_REFERENCES, NULL },
	{ "System.UInt64", TYPE_UINT64, 8, CLASS_VALUE_TYPE, 0, NULL },
	{ "System.IntPtr", TYPE_NATIVE_INT, 8, CLASS_VALUE_TYPE, 0, NULL },
	{ "System.UIntPtr", TYPE_NATIVE_UINT, 8, CLASS_VALUE_TYPE, 0, NULL },
	{ "System.Single", TYPE_FLOAT32, 4, CLASS_VALUE_TYPE, 0, NULL },
	{ "System.Double", TYPE_FLOAT64, 8, CLASS_VALUE_TYPE, 0, NULL },
	{ "System.TypedReference", TYPE_TYPED_REFERENCE, 24, CLASS_VALUE_TYPE, 0, NULL },
	{ "System.Object", TYPE_REFERENCE, 8, CLASS_OBJECT | CLASS_CORE_LIBRARY, CLASS_VALUE_TYPE | CLASS_SEALED, NULL },
	{ "System.String", TYPE_REFERENCE, 8, CLASS_STRING | CLASS_SEALED, CLASS_CONTAINS_REFERENCES, NULL },
	{ "Color", TYPE_INT16, 2, CLASS_ENUM | CLASS_VALUE_TYPE, 0, "System.Int16" },
	{ "Empty", TYPE_VALUE_TYPE, 1, CLASS_VALUE_TYPE, CLASS_CONTAINS_REFERENCES, NULL },
	{ "Twelve", TYPE_VALUE_TYPE, 12, CLASS_VALUE_TYPE, CLASS_CONTAINS_REFERENCES, NULL },
	{ "Packed", TYPE_VALUE_TYPE, 12, CLASS_VALUE_TYPE, 0, NULL },
	{ "Pair", TYPE_VALUE_TYPE, 16, CLASS_VALUE_TYPE | CLASS_CONTAINS_REFERENCES, 0, NULL },
	{ "System.Nullable`1[[System.Int64]]", TYPE_VALUE_TYPE, 16, CLASS_NULLABLE | CLASS_VALUE_TYPE | CLASS_CORE_LIBRARY,
		0, "System.Int64" },
	{ "IShape", TYPE_REFERENCE, 8, CLASS_INTERFACE | CLASS_ABSTRACT, CLASS_VARIANT, NULL },
	{ "IProducer`1[[System.String]]", TYPE_REFERENCE, 8, CLASS_INTERFACE | CLASS_VARIANT, CLASS_OPEN, NULL },
	{ "IProducer`1[[System.Int32]]", TYPE_REFERENCE, 8, CLASS_INTERFACE, CLASS_VARIANT, NULL },
	{ "IProducer`1", TYPE_REFERENCE, 8, CLASS_INTERFACE | CLASS_OPEN, 0, NULL },
	{ "Operation", TYPE_REFERENCE, 8, CLASS_DELEGATE | CLASS_SEALED, 0, NULL },
	{ "Remote", TYPE_REFERENCE, 8, CLASS_REMOTABLE, 0, NULL },
	{ "Shape", TYPE_REFERENCE, 8, 0, CLASS_REMOTABLE | CLASS_ABSTRACT | CLASS_HAS_FINALIZER | CLASS_CORE_LIBRARY,
		NULL },
	{ "Deep1", TYPE_REFERENCE, 8, CLASS_ABSTRACT, 0, NULL },
	{ "System.IO.FileStream", TYPE_REFERENCE, 8, CLASS_HAS_FINALIZER | CLASS_REMOTABLE, 0, NULL },
	{ "System.Int32[]", TYPE_REFERENCE, 8, CLASS_ARRAY | CLASS_VECTOR, CLASS_CONTAINS_REFERENCES, "System.Int32" },
	{ "Shape[,]", TYPE_REFERENCE, 8, CLASS_ARRAY | CLASS_CONTAINS_REFERENCES, CLASS_VECTOR, "Shape" },
	{ "Pair[]", TYPE_REFERENCE, 8, CLASS_VECTOR | CLASS_CONTAINS_REFERENCES, 0, "Pair" },
	{ "Lazy", TYPE_REFERENCE, 8, CLASS_BEFORE_FIELD_INIT | CLASS_HAS_STATIC_CONSTRUCTOR, 0, NULL },
	{ "PreciseUntouched", TYPE_REFERENCE, 8, CLASS_HAS_STATIC_CONSTRUCTOR, CLASS_BEFORE_FIELD_INIT | CLASS_INITIALIZED,
		NULL },
};

START_TEST (class_info)
{
	IRuntimeInformation *runtime = subject_runtime ();
	ClassInfo *klass = subject_class (classes [_i].name);
	ClassDescription info = { .size = sizeof info };
	TypeDescription type = { .size = sizeof type };

	ck_assert (runtime->describe_class (runtime, klass, &info));
	ck_assert_int_eq (info.kind, classes [_i].kind);
	ck_assert_uint_eq (info.value_size, classes [_i].value_size);
	ck_assert_msg ((info.flags & classes [_i].with) == classes [_i].with, "%s: flags 0x%x, expected 0x%x",
		classes [_i].name, info.flags, classes [_i].with);
	ck_assert_msg ((info.flags & classes [_i].without) == 0, "%s: flags 0x%x, but not 0x%x", classes [_i].name,
		info.flags, classes [_i].without);
	ck_assert_ptr_eq (info.element, classes [_i].element != NULL ? subject_class (classes [_i].element) : NULL);
	ck_assert (runtime->describe_type (runtime, info.type, &type));
	ck_assert_int_eq (type.kind, info.kind);
	ck_assert_uint_eq (type.value_size, info.value_size);
	ck_assert_uint_eq (type.alignment, info.alignment);
	ck_assert_ptr_eq (type.klass, klass);
}
END_TEST

START_TEST (class_sizes)
{
	IRuntimeInformation *runtime = subject_runtime ();
	ClassDescription info = { .size = sizeof info };

	ck_assert (runtime->describe_class (runtime, subject_class ("Shape"), &info));
	ck_assert_uint_eq (info.instance_size, (uint32_t) mono_class_instance_size (subject_mono_class ("Shape")));
	ck_assert_ptr_eq (info.parent, subject_class ("System.Object"));
	ck_assert (runtime->describe_class (runtime, subject_class ("Twelve[,,]"), &info));
	ck_assert_uint_eq (info.rank, 3);
	ck_assert_uint_eq (info.element_size, 12);
	ck_assert_ptr_eq (runtime->get_vector_class (runtime, subject_class ("Shape")), subject_class ("Shape[]"));
	ck_assert_ptr_null (runtime->get_vector_class (runtime, subject_class ("System.Void")));
	subject_check_failure (runtime, "System.TypeLoadException");
}
END_TEST

START_TEST (type_of_pointers)
{
	IRuntimeInformation *runtime = subject_runtime ();
	SignatureDescription signature = { .size = sizeof signature };
	MethodDescription method = { .size = sizeof method };
	ClassDescription pointer = { .size = sizeof pointer };
	TypeDescription type = { .size = sizeof type };

	ck_assert (runtime->describe_method (runtime, subject_method ("Conventions", "AfterByref"), &method));
	ck_assert (runtime->describe_signature (runtime, method.signature, &signature));
	ck_assert_uint_eq (signature.parameter_count, 1);
	ck_assert (runtime->describe_type (runtime, signature.parameters [0], &type));
	ck_assert_int_eq (type.kind, TYPE_BYREF);
	ck_assert_uint_eq (type.value_size, 8);
	ck_assert_ptr_eq (type.klass, subject_class ("System.Int32"));
	ck_assert (runtime->describe_type (runtime, type.target, &type));
	ck_assert_int_eq (type.kind, TYPE_INT32);

	ck_assert (runtime->describe_class (runtime, subject_class ("Twelve*"), &pointer));
	ck_assert_int_eq (pointer.kind, TYPE_POINTER);
	ck_assert_ptr_eq (pointer.element, subject_class ("Twelve"));
	ck_assert_uint_eq (pointer.instance_size, 3 * sizeof (void *));
	ck_assert (runtime->describe_type (runtime, pointer.type, &type));
	ck_assert_ptr_eq (type.klass, subject_class ("Twelve"));
	ck_assert (runtime->describe_type (runtime, type.target, &type));
	ck_assert_int_eq (type.kind, TYPE_VALUE_TYPE);

	ck_assert (runtime->describe_method (runtime, subject_method ("Conventions", "Nothing"), &method));
	ck_assert (runtime->describe_signature (runtime, method.signature, &signature));
	ck_assert (runtime->describe_type (runtime, signature.result, &type));
	ck_assert_int_eq (type.kind, TYPE_VOID);
	ck_assert_uint_eq (type.value_size, 0);
	ck_assert_ptr_null (type.klass);
}
END_TEST

/* Types that still mention generic parameters have no objects, but asking about them is allowed. */
START_TEST (open_types)
{
	IRuntimeInformation *runtime = subject_runtime ();
	StaticFieldAddress address = { .size = sizeof address };
	ClassDescription info = { .size = sizeof info }, parameter = { .size = sizeof parameter };
	CastDescription cast = { .size = sizeof cast };
	FieldDescription field = { .size = sizeof field };
	TypeDescription type = { .size = sizeof type };

	ck_assert (runtime->describe_class (runtime, subject_class ("Holder`1"), &info));
	ck_assert (info.flags & CLASS_OPEN);
	ck_assert (runtime->describe_field (runtime, subject_field ("Holder`1", "Value"), &field));
	ck_assert (runtime->describe_type (runtime, field.type, &type));
	ck_assert (runtime->describe_class (runtime, type.klass, &parameter));
	ck_assert (parameter.flags & CLASS_OPEN);
	ck_assert (runtime->describe_cast (runtime, type.klass, &cast));
	ck_assert_int_eq (cast.kind, CAST_SERVICE);
	subject_check_no_failure (runtime);
	ck_assert (!runtime->compute_field_address (runtime, subject_method ("Calls", "Static"),
		subject_field ("Outer+Generic`1", "Shared"), &address));
	subject_check_failure (runtime, "System.InvalidProgramException");
}
END_TEST

static const struct {
	const char *to, *from;
	int assignable;
} assignments [] = {
	{ "Shape", "Leaf", 1 },
	{ "Leaf", "Shape", 0 },
	{ "IShape", "Shape", 1 },
	{ "System.Object", "System.Int32", 1 },
	{ "System.Object[]", "System.String[]", 1 },
	{ "System.Object[]", "System.Int32[]", 0 },
	{ "System.Int32[]", "System.UInt32[]", 1 },
	{ "IProducer`1[[System.Object]]", "IProducer`1[[System.String]]", 1 },
	{ "System.Collections.Generic.IList`1[[System.Object]]", "System.String[]", 1 },
};

START_TEST (is_assignable)
{
	IRuntimeInformation *runtime = subject_runtime ();
	ck_assert_int_eq (runtime->is_assignable (runtime, subject_class (assignments [_i].to),
						  subject_class (assignments [_i].from)),
		assignments [_i].assignable);
	subject_check_no_failure (runtime);
}
END_TEST

static const struct {
	const char *name;
	uint32_t count;
	uint32_t offsets [4];
} references [] = {
	{ "Twelve", 0, { 0 } },
	{ "Pair", 1, { 0 } },
	/* { int, { object, int }, string, { long × 3 }, object } */
	{ "References", 3, { 8, 24, 56 } },
	{ "Holder`1[[Pair]]", 1, { 0 } },
	{ "Shape", 1, { 0 } },
	{ "System.Int32", 0, { 0 } },
	{ "System.TypedReference", 0, { 0 } },
};

START_TEST (reference_offsets)
{
	IRuntimeInformation *runtime = subject_runtime ();
	ClassInfo *klass = subject_class (references [_i].name);
	uint32_t offsets [4] = { 99, 99, 99, 99 };

	ck_assert_uint_eq (runtime->get_reference_offsets (runtime, klass, offsets, 4), references [_i].count);
	ck_assert_int_eq (memcmp (offsets, references [_i].offsets, references [_i].count * sizeof offsets [0]), 0);
	ck_assert_uint_eq (runtime->get_reference_offsets (runtime, klass, NULL, 0), references [_i].count);
}
END_TEST

START_TEST (vtable_and_type_object)
{
	IRuntimeInformation *runtime = subject_runtime ();
	const RuntimeLayout *layout = runtime->get_layout (runtime);
	MonoObject *object = mono_object_new (mono_domain_get (), subject_mono_class ("Shape"));
	char *vtable = runtime->get_vtable (runtime, subject_class ("Shape"));

	ck_assert_ptr_eq (*(char **) ((char *) object + layout->object_vtable_offset), vtable);
	ck_assert_ptr_eq (*(ClassInfo **) (vtable + layout->vtable_class_offset), subject_class ("Shape"));
	void *type = runtime->get_type_object (runtime, subject_class ("Shape"));
	ck_assert_ptr_eq (*(void **) (vtable + layout->vtable_type_object_offset), type);
	ck_assert_ptr_eq (type,
		mono_type_get_object (mono_domain_get (), mono_class_get_type (subject_mono_class ("Shape"))));
	ck_assert_ptr_null (runtime->get_vtable (runtime, subject_class ("Holder`1")));
	subject_check_failure (runtime, "System.InvalidProgramException");
}
END_TEST

/* ---- Casts ------------------------------------------------------------------------------------------------------ */

static const struct {
	const char *name;
	CastKind kind;
	const char *tested; /* NULL: the class itself */
	uint32_t depth;
	int check_depth;
	int negative_is_final;
} casts [] = {
	{ "Leaf", CAST_EXACT, NULL, 0, 0, 1 },
	{ "System.String", CAST_EXACT, NULL, 0, 0, 1 },
	{ "System.Int32", CAST_EXACT, NULL, 0, 0, 1 },
	{ "System.Nullable`1[[System.Int32]]", CAST_EXACT, "System.Int32", 0, 0, 1 },
	{ "System.Object", CAST_SUPERTYPE, NULL, 1, 0, 1 },
	{ "Shape", CAST_SUPERTYPE, NULL, 2, 0, 1 },
	{ "Deep4", CAST_SUPERTYPE, NULL, 6, 0, 1 },
	{ "Deep5", CAST_SUPERTYPE, NULL, 7, 1, 1 },
	{ "IShape", CAST_INTERFACE, NULL, 0, 0, 0 },
	{ "IProducer`1[[System.Int32]]", CAST_INTERFACE, NULL, 0, 0, 0 },
	{ "IProducer`1[[System.String]]", CAST_SERVICE, NULL, 0, 0, -1 },
	{ "System.Collections.Generic.IList`1[[System.Int32]]", CAST_SERVICE, NULL, 0, 0, -1 },
	{ "Shape[]", CAST_SERVICE, NULL, 0, 0, -1 },
	{ "Remote", CAST_SERVICE, NULL, 0, 0, -1 },
	{ "System.Func`1[[System.String]]", CAST_SERVICE, NULL, 0, 0, -1 },
};

START_TEST (cast_info)
{
	IRuntimeInformation *runtime = subject_runtime ();
	const char *tested = casts [_i].tested != NULL ? casts [_i].tested : casts [_i].name;
	CastDescription info = { .size = sizeof info };

	ck_assert (runtime->describe_cast (runtime, subject_class (casts [_i].name), &info));
	ck_assert_int_eq (info.kind, casts [_i].kind);
	ck_assert_ptr_eq (info.klass, subject_class (tested));
	ck_assert_uint_eq (info.depth, casts [_i].depth);
	ck_assert_int_eq (info.check_depth, casts [_i].check_depth);
	if (casts [_i].negative_is_final >= 0)
		ck_assert_int_eq (info.negative_is_final, casts [_i].negative_is_final);
}
END_TEST

/* The test as a compiler would emit it. */
static int
passes_cast (MonoObject *object, const CastDescription *info, const RuntimeLayout *layout)
{
	char *vtable = *(char **) ((char *) object + layout->object_vtable_offset);
	char *klass = *(char **) (vtable + layout->vtable_class_offset);

	switch (info->kind) {
	case CAST_EXACT:
		return klass == (char *) info->klass;
	case CAST_SUPERTYPE:
		if (info->check_depth && *(uint16_t *) (klass + layout->class_depth_offset) < info->depth)
			return 0;
		return (*(ClassInfo ***) (klass + layout->class_supertypes_offset)) [info->depth - 1] == info->klass;
	case CAST_INTERFACE: {
		uint32_t identifier = info->interface_identifier;
		if (*(uint32_t *) (vtable + layout->vtable_maximum_interface_offset) < identifier)
			return 0;
		return (*(uint8_t **) (vtable + layout->vtable_interface_bitmap_offset)) [identifier / 8] >> identifier % 8 & 1;
	}
	default:
		ck_abort ();
	}
}

START_TEST (cast_by_layout)
{
	static const char *const objects [] = { "Shape", "Leaf", "Deep2", "Deep5", "Precise", "Fields" };
	static const char *const targets [] = { "System.Object", "Shape", "Leaf", "Deep1", "Deep5", "IShape", "Fields" };
	IRuntimeInformation *runtime = subject_runtime ();
	const RuntimeLayout *layout = runtime->get_layout (runtime);

	for (int i = 0; i < COUNT (objects); ++i) {
		MonoObject *object = mono_object_new (mono_domain_get (), subject_mono_class (objects [i]));
		for (int j = 0; j < COUNT (targets); ++j) {
			ClassInfo *target = subject_class (targets [j]);
			CastDescription info = { .size = sizeof info };
			ck_assert (runtime->describe_cast (runtime, target, &info));
			int expected = mono_object_isinst (object, (MonoClass *) target) != NULL;
			ck_assert_msg (passes_cast (object, &info, layout) == expected, "%s as %s", objects [i], targets [j]);
		}
	}
}
END_TEST

/* ---- Layout ----------------------------------------------------------------------------------------------------- */

START_TEST (array_layout)
{
	IRuntimeInformation *runtime = subject_runtime ();
	const RuntimeLayout *layout = runtime->get_layout (runtime);
	MonoArray *vector = mono_array_new (mono_domain_get (), (MonoClass *) subject_class ("System.Int32"), 5);
	uintptr_t lengths [] = { 2, 3 };
	intptr_t lower [] = { 4, -5 };
	MonoArray *grid = mono_array_new_full (mono_domain_get (), (MonoClass *) subject_class ("System.Int32[,]"), lengths,
		lower);

	ck_assert_ptr_eq ((char *) vector + layout->array_base_offset, mono_array_addr_with_size (vector, 4, 0));
	ck_assert_int_eq (*(int32_t *) ((char *) vector + layout->array_length_offset), 5);
	ck_assert_ptr_null (*(void **) ((char *) vector + layout->array_bounds_offset));

	char *bounds = *(char **) ((char *) grid + layout->array_bounds_offset);
	ck_assert_int_eq (*(int32_t *) ((char *) grid + layout->array_length_offset), 6);
	for (int i = 0; i < 2; ++i) {
		char *record = bounds + (size_t) i * layout->bounds_record_size;
		ck_assert_uint_eq (*(uint32_t *) (record + layout->bounds_length_offset), lengths [i]);
		ck_assert_int_eq (*(int32_t *) (record + layout->bounds_lower_offset), lower [i]);
	}
}
END_TEST

START_TEST (string_layout)
{
	IRuntimeInformation *runtime = subject_runtime ();
	const RuntimeLayout *layout = runtime->get_layout (runtime);
	MonoString *string = mono_string_new (mono_domain_get (), "seven ch");

	ck_assert_int_eq (*(int32_t *) ((char *) string + layout->string_length_offset), 8);
	ck_assert_ptr_eq ((char *) string + layout->string_characters_offset, (char *) mono_string_chars (string));
	ck_assert_uint_eq (layout->object_header_size, 16);
	ck_assert_uint_eq (layout->hidden_argument_register, 10);
	ck_assert_uint_eq (*layout->poll_word, 0);
	ck_assert_ptr_nonnull (layout->card_table);
}
END_TEST

/* ---- Fields ----------------------------------------------------------------------------------------------------- */

START_TEST (instance_fields)
{
	IRuntimeInformation *runtime = subject_runtime ();
	FieldDescription info = { .size = sizeof info };

	ck_assert (runtime->describe_field (runtime, subject_field ("Fields", "Second"), &info));
	MonoClassField *second = mono_class_get_field_from_name (subject_mono_class ("Fields"), "Second");
	ck_assert_uint_eq (info.offset, mono_field_get_offset (second));
	ck_assert_uint_eq (info.flags, 0);
	/* In a value type from the start of the value. */
	ck_assert (runtime->describe_field (runtime, subject_field ("Twelve", "C"), &info));
	ck_assert_uint_eq (info.offset, 8);
	ck_assert_ptr_eq (info.klass, subject_class ("Twelve"));
	ck_assert (runtime->describe_field (runtime, subject_field ("Packed", "B"), &info));
	ck_assert_uint_eq (info.offset, 4);
}
END_TEST

static const struct {
	const char *klass, *field;
	uint32_t flags;
} field_flags [] = {
	{ "Fields", "Number", FIELD_STATIC },
	{ "Fields", "Constant", FIELD_STATIC | FIELD_LITERAL },
	{ "Fields", "PerThread", FIELD_STATIC | FIELD_THREAD_STATIC },
	{ "LazyToo", "Value", FIELD_STATIC | FIELD_INIT_ONLY },
	{ "Fields", "First", 0 },
};

START_TEST (flags_of_fields)
{
	IRuntimeInformation *runtime = subject_runtime ();
	FieldInfo *field = subject_field (field_flags [_i].klass, field_flags [_i].field);
	FieldDescription info = { .size = sizeof info };
	ck_assert (runtime->describe_field (runtime, field, &info));
	ck_assert_uint_eq (info.flags, field_flags [_i].flags);
}
END_TEST

static int
call_int (const char *klass, const char *name, void **arguments)
{
	MonoMethod *method = mono_class_get_method_from_name (subject_mono_class (klass), name, arguments != NULL ? 1 : 0);
	MonoObject *exception = NULL, *result = mono_runtime_invoke (method, NULL, arguments, &exception);
	ck_assert_ptr_null (exception);
	return result != NULL ? *(int *) mono_object_unbox (result) : 0;
}

START_TEST (static_field_through_address)
{
	IRuntimeInformation *runtime = subject_runtime ();
	StaticFieldAddress address = { .size = sizeof address };
	int value = 1234;

	ck_assert (runtime->compute_field_address (runtime, subject_method ("Calls", "Static"),
		subject_field ("Fields", "Number"), &address));
	ck_assert_ptr_nonnull (address.address);
	ck_assert_int_eq (address.needs_initialization, 0);
	ck_assert_int_eq (address.is_constant, 0);
	ck_assert_ptr_eq (address.vtable, runtime->get_vtable (runtime, subject_class ("Fields")));
	ck_assert_ptr_eq (address.domain, mono_domain_get ());
	/* The class is beforefieldinit: its initialiser has run by now. */
	ck_assert_int_eq (*(int *) address.address, 41);
	*(int *) address.address = 42;
	ck_assert_int_eq (call_int ("Fields", "GetNumber", NULL), 42);
	void *arguments [] = { &value };
	call_int ("Fields", "SetNumber", arguments);
	ck_assert_int_eq (*(int *) address.address, 1234);
}
END_TEST

static int
static_boolean (const char *klass, const char *name)
{
	MonoClass *owner = subject_mono_class (klass);
	mono_bool value = 0;
	mono_field_static_get_value (mono_class_vtable (mono_domain_get (), owner),
		mono_class_get_field_from_name (owner, name), &value);
	return value & 1;
}

START_TEST (beforefieldinit)
{
	IRuntimeInformation *runtime = subject_runtime (), *quiet = subject_session (COMPILE_WITHOUT_RUNNING);
	MethodInfo *method = subject_method ("Calls", "Static");
	StaticFieldAddress address = { .size = sizeof address };

	ck_assert (quiet->compute_field_address (quiet, method, subject_field ("Lazy", "Value"), &address));
	ck_assert_int_eq (address.needs_initialization, 1);
	ck_assert (!static_boolean ("LazySoFar", "Ran"));
	ck_assert (runtime->compute_field_address (runtime, method, subject_field ("Lazy", "Value"), &address));
	ck_assert_int_eq (address.needs_initialization, 0);
	ck_assert (static_boolean ("LazySoFar", "Ran"));
	ck_assert_int_eq (*(int *) address.address, 11);
	/* And from now on for everybody. */
	ck_assert (quiet->compute_field_address (quiet, method, subject_field ("Lazy", "Value"), &address));
	ck_assert_int_eq (address.needs_initialization, 0);

	ck_assert (quiet->compute_field_address (quiet, method, subject_field ("LazyToo", "Value"), &address));
	ck_assert_int_eq (address.is_constant, 0);
	ck_assert (runtime->compute_field_address (runtime, method, subject_field ("LazyToo", "Value"), &address));
	ck_assert_int_eq (address.is_constant, 1);
	quiet->release (quiet);
}
END_TEST

START_TEST (precise_initialization)
{
	IRuntimeInformation *runtime = subject_runtime ();
	FieldInfo *field = subject_field ("PreciseUntouched", "Value");
	ClassInfo *klass = subject_class ("PreciseUntouched");
	MethodInfo *stranger = subject_method ("Calls", "Static");
	StaticFieldAddress address = { .size = sizeof address };

	ck_assert (runtime->compute_field_address (runtime, stranger, field, &address));
	ck_assert_int_eq (address.needs_initialization, 1);
	ck_assert (runtime->needs_class_initialization (runtime, stranger, klass));
	/* Not in the static constructor itself, nor in instance methods of the class. */
	MethodInfo *constructor = subject_method ("PreciseUntouched", ".cctor");
	ck_assert (runtime->compute_field_address (runtime, constructor, field, &address));
	ck_assert_int_eq (address.needs_initialization, 0);
	ck_assert (!runtime->needs_class_initialization (runtime, constructor, klass));
	MethodInfo *instance = subject_method ("PreciseUntouched", ".ctor");
	ck_assert (runtime->compute_field_address (runtime, instance, field, &address));
	ck_assert_int_eq (address.needs_initialization, 0);
	/* Asking never runs it. */
	ck_assert (!static_boolean ("PreciseSoFar", "Ran"));
	ck_assert (!runtime->needs_class_initialization (runtime, stranger, subject_class ("Shape")));

	ck_assert (runtime->compute_field_address (runtime, stranger, subject_field ("Precise", "Value"), &address));
	ck_assert_int_eq (address.needs_initialization, 1);
	ck_assert_int_eq (call_int ("Precise", "Read", NULL), 7);
	ck_assert (runtime->compute_field_address (runtime, stranger, subject_field ("Precise", "Value"), &address));
	ck_assert_int_eq (address.needs_initialization, 0);
	ck_assert_int_eq (*(int *) address.address, 7);
}
END_TEST

START_TEST (fields_without_address)
{
	IRuntimeInformation *runtime = subject_runtime ();
	MethodInfo *method = subject_method ("Calls", "Static");
	StaticFieldAddress address = { .size = sizeof address };

	ck_assert (runtime->compute_field_address (runtime, method, subject_field ("Fields", "PerThread"), &address));
	ck_assert_ptr_null (address.address);
	ck_assert_ptr_eq (address.domain, mono_domain_get ());
	ck_assert (!runtime->compute_field_address (runtime, method, subject_field ("Fields", "Constant"), &address));
	subject_check_failure (runtime, "System.MissingFieldException");
	ck_assert (!runtime->compute_field_address (runtime, method, subject_field ("Fields", "First"), &address));
	subject_check_failure (runtime, "System.MissingFieldException");
	ck_assert (!runtime->compute_field_address (runtime, method, subject_field ("Broken", "Value"), &address));
	subject_check_failure (runtime, "System.TypeInitializationException");
}
END_TEST

int
main (void)
{
	Suite *suite = suite_create ("runtime-information-types");
	TCase *tests = tcase_create ("classes"), *cast = tcase_create ("casts"), *layout = tcase_create ("layout");
	TCase *fields = tcase_create ("fields");

	/* First: these look at what has not been touched yet. */
	tcase_add_test (fields, beforefieldinit);
	tcase_add_test (fields, precise_initialization);
	tcase_add_test (fields, fields_without_address);
	tcase_add_test (fields, static_field_through_address);
	tcase_add_test (fields, instance_fields);
	tcase_add_loop_test (fields, flags_of_fields, 0, COUNT (field_flags));
	suite_add_tcase (suite, fields);
	tcase_add_loop_test (tests, class_info, 0, COUNT (classes));
	tcase_add_test (tests, class_sizes);
	tcase_add_test (tests, type_of_pointers);
	tcase_add_test (tests, open_types);
	tcase_add_loop_test (tests, is_assignable, 0, COUNT (assignments));
	tcase_add_loop_test (tests, reference_offsets, 0, COUNT (references));
	tcase_add_test (tests, vtable_and_type_object);
	suite_add_tcase (suite, tests);
	tcase_add_loop_test (cast, cast_info, 0, COUNT (casts));
	tcase_add_test (cast, cast_by_layout);
	suite_add_tcase (suite, cast);
	tcase_add_test (layout, array_layout);
	tcase_add_test (layout, string_layout);
	suite_add_tcase (suite, layout);
	return run_in_process (suite);
}
