/* SPDX-License-Identifier: MIT
 *
 * Which methods are intrinsics: those of mini/intrinsics.c and mini/mini-amd64.c:mono_arch_emit_inst_for_method whose
 * meaning mono-compiler.h gives. A new one is a row. */
#include "intrinsics.h"
#include "questions.h"

/* Instead of a list of parameter types. */
#define ANY NULL
#define REFERENCES "&reference" /* the first parameter is a reference to an object reference */
#define SCALARS "&scalar"       /* the first parameter is a reference to a number or object reference */

typedef struct Row {
	Intrinsic intrinsic;
	const char *name_space;
	const char *klass;
	const char *method;
	const char *parameters; /* as mono_signature_get_desc writes them, or one of the above */
} Row;

static const Row rows [] = {
	{ INTRINSIC_BYREFERENCE_CONSTRUCTOR, "System", "ByReference`1", ".ctor", ANY },
	{ INTRINSIC_BYREFERENCE_VALUE, "System", "ByReference`1", "get_Value", "" },
	{ INTRINSIC_ARRAY_GET_GENERIC_VALUE, "System", "Array", "GetGenericValueImpl", ANY },
	{ INTRINSIC_ARRAY_SET_GENERIC_VALUE, "System", "Array", "SetGenericValueImpl", ANY },
	{ INTRINSIC_UNSAFE_MOVE, "System", "Array", "UnsafeMov", ANY },
	{ INTRINSIC_OBJECT_CONSTRUCTOR, "System", "Object", ".ctor", "" },
	{ INTRINSIC_OBJECT_GET_TYPE, "System", "Object", "GetType", "" },
	{ INTRINSIC_STRING_LENGTH, "System", "String", "get_Length", "" },
	{ INTRINSIC_STRING_CHARS, "System", "String", "get_Chars", "int" },
	{ INTRINSIC_ARRAY_LENGTH, "System", "Array", "get_Length", "" },
	{ INTRINSIC_ARRAY_RANK, "System", "Array", "get_Rank", "" },
	{ INTRINSIC_OFFSET_TO_STRING_DATA, "System.Runtime.CompilerServices", "RuntimeHelpers", "get_OffsetToStringData",
		"" },
	{ INTRINSIC_MATH_SQRT, "System", "Math", "Sqrt", "double" },
	{ INTRINSIC_MATH_ABS, "System", "Math", "Abs", "double" },
	{ INTRINSIC_MATH_SIN, "System", "Math", "Sin", "double" },
	{ INTRINSIC_MATH_COS, "System", "Math", "Cos", "double" },
	{ INTRINSIC_MATH_ROUND, "System", "Math", "Round", "double" },
	{ INTRINSIC_MATH_FLOOR, "System", "Math", "Floor", "double" },
	{ INTRINSIC_MATH_CEILING, "System", "Math", "Ceiling", "double" },
	{ INTRINSIC_MATH_TRUNCATE, "System", "Math", "Truncate", "double" },
	{ INTRINSIC_MATH_MIN, "System", "Math", "Min", "int,int" },
	{ INTRINSIC_MATH_MIN, "System", "Math", "Min", "uint,uint" },
	{ INTRINSIC_MATH_MIN, "System", "Math", "Min", "long,long" },
	{ INTRINSIC_MATH_MIN, "System", "Math", "Min", "ulong,ulong" },
	{ INTRINSIC_MATH_MAX, "System", "Math", "Max", "int,int" },
	{ INTRINSIC_MATH_MAX, "System", "Math", "Max", "uint,uint" },
	{ INTRINSIC_MATH_MAX, "System", "Math", "Max", "long,long" },
	{ INTRINSIC_MATH_MAX, "System", "Math", "Max", "ulong,ulong" },
	{ INTRINSIC_MEMORY_BARRIER, "System.Threading", "Thread", "MemoryBarrier", "" },
	{ INTRINSIC_MEMORY_BARRIER, "System.Threading", "Interlocked", "MemoryBarrier", "" },
	{ INTRINSIC_VOLATILE_READ, "System.Threading", "Volatile", "Read", SCALARS },
	{ INTRINSIC_VOLATILE_WRITE, "System.Threading", "Volatile", "Write", SCALARS },
	{ INTRINSIC_INTERLOCKED_INCREMENT, "System.Threading", "Interlocked", "Increment", "int&" },
	{ INTRINSIC_INTERLOCKED_INCREMENT, "System.Threading", "Interlocked", "Increment", "long&" },
	{ INTRINSIC_INTERLOCKED_DECREMENT, "System.Threading", "Interlocked", "Decrement", "int&" },
	{ INTRINSIC_INTERLOCKED_DECREMENT, "System.Threading", "Interlocked", "Decrement", "long&" },
	{ INTRINSIC_INTERLOCKED_ADD, "System.Threading", "Interlocked", "Add", "int&,int" },
	{ INTRINSIC_INTERLOCKED_ADD, "System.Threading", "Interlocked", "Add", "long&,long" },
	{ INTRINSIC_INTERLOCKED_EXCHANGE, "System.Threading", "Interlocked", "Exchange", "int&,int" },
	{ INTRINSIC_INTERLOCKED_EXCHANGE, "System.Threading", "Interlocked", "Exchange", "long&,long" },
	{ INTRINSIC_INTERLOCKED_EXCHANGE, "System.Threading", "Interlocked", "Exchange", "intptr&,intptr" },
	{ INTRINSIC_INTERLOCKED_EXCHANGE, "System.Threading", "Interlocked", "Exchange", "single&,single" },
	{ INTRINSIC_INTERLOCKED_EXCHANGE, "System.Threading", "Interlocked", "Exchange", "double&,double" },
	{ INTRINSIC_INTERLOCKED_EXCHANGE, "System.Threading", "Interlocked", "Exchange", REFERENCES },
	{ INTRINSIC_INTERLOCKED_COMPARE_EXCHANGE, "System.Threading", "Interlocked", "CompareExchange", "int&,int,int" },
	{ INTRINSIC_INTERLOCKED_COMPARE_EXCHANGE, "System.Threading", "Interlocked", "CompareExchange", "long&,long,long" },
	{ INTRINSIC_INTERLOCKED_COMPARE_EXCHANGE, "System.Threading", "Interlocked", "CompareExchange",
		"intptr&,intptr,intptr" },
	{ INTRINSIC_INTERLOCKED_COMPARE_EXCHANGE, "System.Threading", "Interlocked", "CompareExchange",
		"single&,single,single" },
	{ INTRINSIC_INTERLOCKED_COMPARE_EXCHANGE, "System.Threading", "Interlocked", "CompareExchange",
		"double&,double,double" },
	{ INTRINSIC_INTERLOCKED_COMPARE_EXCHANGE, "System.Threading", "Interlocked", "CompareExchange", REFERENCES },
	{ INTRINSIC_INTERLOCKED_READ, "System.Threading", "Interlocked", "Read", "long&" },
	{ INTRINSIC_TYPE_EQUALS, "System", "Type", "op_Equality", "System.Type,System.Type" },
	{ INTRINSIC_TYPE_FROM_HANDLE, "System", "Type", "GetTypeFromHandle", "System.RuntimeTypeHandle" },
	{ INTRINSIC_INITIALIZE_ARRAY, "System.Runtime.CompilerServices", "RuntimeHelpers", "InitializeArray",
		"System.Array,System.RuntimeFieldHandle" },
	{ INTRINSIC_MONITOR_ENTER, "System.Threading", "Monitor", "Enter", "object" },
	{ INTRINSIC_MONITOR_ENTER, "System.Threading", "Monitor", "Enter", "object,bool&" },
};

/* Of array and delegate classes, whatever their names. */
typedef struct SpecialRow {
	Intrinsic intrinsic;
	const char *method;
} SpecialRow;

static const SpecialRow array_methods [] = {
	{ INTRINSIC_ARRAY_GET, "Get" },
	{ INTRINSIC_ARRAY_SET, "Set" },
	{ INTRINSIC_ARRAY_ADDRESS, "Address" },
	{ INTRINSIC_ARRAY_CONSTRUCTOR, ".ctor" },
};

static const SpecialRow delegate_methods [] = {
	{ INTRINSIC_DELEGATE_CONSTRUCTOR, ".ctor" },
	{ INTRINSIC_DELEGATE_INVOKE, "Invoke" },
};

/* What the first parameter, a managed pointer, points to; TYPE_VOID if it is none. */
static TypeKind
first_target_kind (MonoMethodSignature *signature)
{
	void *iterator = NULL;
	MonoType *first = mono_signature_get_params (signature, &iterator);

	if (first == NULL || !mono_type_is_byref (first))
		return TYPE_VOID;
	return type_kind (mono_class_get_type (mono_class_from_mono_type (first)));
}

static int
parameters_match (MonoMethodSignature *signature, const char *parameters)
{
	if (parameters == ANY)
		return 1;
	if (strcmp (parameters, REFERENCES) == 0)
		return first_target_kind (signature) == TYPE_REFERENCE;
	if (strcmp (parameters, SCALARS) == 0) {
		TypeKind kind = first_target_kind (signature);
		return kind != TYPE_VOID && kind <= TYPE_REFERENCE;
	}

	char *description = mono_signature_get_desc (signature, 1);
	int equal = strcmp (description, parameters) == 0;
	mono_free (description);
	return equal;
}

/* mini/mini-amd64.c:mono_arch_emit_inst_for_method; what the library computes otherwise differs next to one half. */
static int
is_available (Intrinsic intrinsic)
{
	switch (intrinsic) {
	case INTRINSIC_MATH_ROUND:
	case INTRINSIC_MATH_FLOOR:
	case INTRINSIC_MATH_CEILING:
	case INTRINSIC_MATH_TRUNCATE:
		return __builtin_cpu_supports ("sse4.1");
	default:
		return 1;
	}
}

Intrinsic
intrinsic_of (MonoMethod *method, MonoMethodSignature *signature)
{
	MonoClass *klass = method_class (method);
	const char *name = mono_method_get_name (method);

	if (method_wrapper_kind (method) != ENUM_MONO_WRAPPER_NONE)
		return INTRINSIC_NONE;
	if (method_is_array_method (method)) {
		for (size_t i = 0; i < sizeof array_methods / sizeof array_methods [0]; ++i)
			if (strcmp (array_methods [i].method, name) == 0)
				return array_methods [i].intrinsic;
		return INTRINSIC_NONE;
	}
	if (mono_class_get_parent (klass) == MONO_DEFAULT (multicastdelegate_class)) {
		for (size_t i = 0; i < sizeof delegate_methods / sizeof delegate_methods [0]; ++i)
			if (strcmp (delegate_methods [i].method, name) == 0)
				return delegate_methods [i].intrinsic;
		return INTRINSIC_NONE;
	}
	if (MONO_BITS (method, MonoMethod, string_ctor))
		return INTRINSIC_STRING_CONSTRUCTOR;
	if (mono_class_get_image (klass) != mono_get_corlib ())
		return INTRINSIC_NONE;

	const char *class_name = mono_class_get_name (klass), *name_space = mono_class_get_namespace (klass);
	for (size_t i = 0; i < sizeof rows / sizeof rows [0]; ++i)
		if (strcmp (rows [i].method, name) == 0 && strcmp (rows [i].klass, class_name) == 0 &&
			strcmp (rows [i].name_space, name_space) == 0 && parameters_match (signature, rows [i].parameters))
			return is_available (rows [i].intrinsic) ? rows [i].intrinsic : INTRINSIC_NONE;
	return INTRINSIC_NONE;
}
