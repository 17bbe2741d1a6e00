/* SPDX-License-Identifier: MIT
 *
 * mono-compiler-methods.h -- what a compiler asks about what it compiles: types, classes, fields, methods, their bodies
 * and tokens. Part of mono-compiler.h, which says what holds for all of it: handles, ownership, failure, sizes.
 *
 * Offsets and sizes are in bytes. Booleans are int: 0 or 1. */
#ifndef MONO_COMPILER_METHODS_H
#define MONO_COMPILER_METHODS_H

#include <stddef.h>
#include <stdint.h>

/* Row INDEX of ARRAY, whose rows are STRIDE bytes apart: compilers and runtimes of different levels know rows of different
 * sizes. */
#define MONO_COMPILER_ROW(array, stride, index) \
	((__typeof__ (array)) (const void *) ((const char *) (array) + (size_t) (index) * (stride)))

/* ---- Handles ---------------------------------------------------------------------------------------------------- */

typedef struct AssemblyInfo AssemblyInfo;
typedef struct ClassInfo ClassInfo;
typedef struct ClrType ClrType;
typedef struct FieldInfo FieldInfo;
typedef struct MethodInfo MethodInfo;
typedef struct SignatureInfo SignatureInfo;

typedef struct ExceptionClause ExceptionClause; /* mono-compiler-exceptions.h */

/* ---- Types ------------------------------------------------------------------------------------------------------ */

/* What a value of a type is made of. Enumerations have the kind of their underlying type (ECMA-335 I.8.5.2). */
typedef enum TypeKind {
	TYPE_VOID,
	TYPE_BOOLEAN, /* one byte, zero or not */
	TYPE_CHAR,    /* UTF-16 code unit, unsigned */
	TYPE_INT8,
	TYPE_UINT8,
	TYPE_INT16,
	TYPE_UINT16,
	TYPE_INT32,
	TYPE_UINT32,
	TYPE_INT64,
	TYPE_UINT64,
	TYPE_NATIVE_INT,
	TYPE_NATIVE_UINT,
	TYPE_FLOAT32,
	TYPE_FLOAT64,
	TYPE_REFERENCE, /* object reference */
	TYPE_BYREF,     /* managed pointer */
	TYPE_POINTER,   /* unmanaged pointer */
	TYPE_FUNCTION_POINTER,
	TYPE_VALUE_TYPE,     /* any other value type */
	TYPE_TYPED_REFERENCE /* System.TypedReference; a value type with fields only its own instructions see */
} TypeKind;

/* Answer of `describe_type`. */
typedef struct TypeDescription {
	uint32_t size;
	TypeKind kind;
	uint32_t value_size; /* as it is stored in a field or element; 0 for void */
	uint32_t alignment;
	int contains_references;
	ClassInfo *klass; /* the type's class; for TYPE_BYREF and TYPE_POINTER the class pointed to; NULL for void */
	ClrType *target;  /* TYPE_BYREF and TYPE_POINTER: the type pointed to, else NULL */
} TypeDescription;

typedef enum ClassFlags {
	CLASS_VALUE_TYPE = 1 << 0,
	CLASS_ENUM = 1 << 1,
	CLASS_INTERFACE = 1 << 2,
	CLASS_ABSTRACT = 1 << 3,
	CLASS_SEALED = 1 << 4,
	CLASS_DELEGATE = 1 << 5, /* derives from System.MulticastDelegate */
	CLASS_NULLABLE = 1 << 6, /* System.Nullable<T>; T is `element` */
	CLASS_ARRAY = 1 << 7,    /* any array; `rank` is set */
	CLASS_VECTOR = 1 << 8,   /* a one-dimensional array with lower bound zero, ECMA-335 I.8.9.1 */
	CLASS_STRING = 1 << 9,
	CLASS_CONTAINS_REFERENCES = 1 << 10, /* a value or instance contains object references */
	CLASS_BYREF_LIKE = 1 << 11,          /* lives on the stack only; cannot be boxed */
	CLASS_HAS_FINALIZER = 1 << 12,
	CLASS_REMOTABLE = 1 << 13, /* an instance may be a transparent proxy of another one */
	CLASS_BEFORE_FIELD_INIT = 1 << 14,
	CLASS_HAS_STATIC_CONSTRUCTOR = 1 << 15,
	CLASS_INITIALIZED = 1 << 16, /* its static constructor has run, or there is none */
	CLASS_OPEN = 1 << 17,        /* mentions generic parameters without arguments */
	CLASS_VARIANT = 1 << 18,     /* an instantiation with variant reference arguments: casts need the service */
	CLASS_OBJECT = 1 << 19,      /* System.Object itself */
	CLASS_CORE_LIBRARY = 1 << 20 /* the definition is in the core library */
} ClassFlags;

/* Answer of `describe_class`. */
typedef struct ClassDescription {
	uint32_t size;
	TypeKind kind;          /* of a variable of this class */
	uint32_t flags;         /* ClassFlags */
	uint32_t value_size;    /* of a variable: 8 for references */
	uint32_t alignment;     /* of a variable */
	uint32_t instance_size; /* of an object on the heap, header included */
	uint32_t rank;          /* of an array, else 0 */
	uint32_t element_size;  /* of an array's elements, else 0 */
	/* array: element class; enumeration: underlying class; pointer: what it points to; Nullable: its argument; else NULL */
	ClassInfo *element;
	ClassInfo *parent;
	ClrType *type; /* the class as a type */
} ClassDescription;

/* How compiled code tests whether an object is an instance of a class. */
typedef enum CastKind {
	CAST_EXACT,     /* the object's class is `klass` */
	CAST_SUPERTYPE, /* entry `depth - 1` of the object's class' table of supertypes is `klass` */
	CAST_INTERFACE, /* bit `interface_identifier` of the object's virtual table's bitmap */
	CAST_SERVICE    /* SERVICE_IS_INSTANCE or SERVICE_CAST_CLASS decides */
} CastKind;

/* Answer of `describe_cast`. */
typedef struct CastDescription {
	uint32_t size;
	CastKind kind;
	ClassInfo *klass;              /* the class to test for; differs from the one asked for with Nullable<T> */
	uint32_t depth;                /* CAST_SUPERTYPE */
	int check_depth;               /* CAST_SUPERTYPE: first compare the depth: the table may be shorter */
	uint32_t interface_identifier; /* CAST_INTERFACE */
	int negative_is_final; /* 0: when the test fails, the service has the last word (proxies, array interfaces) */
	/* For an object that is no instance compiled code throws InvalidCastException; but where this is not zero, a stack trace
	 * shows HELPER_CAST_CLASS, which then must do so: for arrays of this rank, or for all objects (UINT32_MAX). */
	uint32_t throwing_rank;
} CastDescription;

/* ---- Fields ----------------------------------------------------------------------------------------------------- */

typedef enum FieldFlags {
	FIELD_STATIC = 1 << 0,
	FIELD_LITERAL = 1 << 1, /* has no storage */
	FIELD_INIT_ONLY = 1 << 2,
	FIELD_THREAD_STATIC = 1 << 3,
	FIELD_CONTEXT_STATIC = 1 << 4,
	FIELD_RVA = 1 << 5 /* initial contents come from the image */
} FieldFlags;

/* Answer of `describe_field`. */
typedef struct FieldDescription {
	uint32_t size;
	ClassInfo *klass; /* that declares it, exact */
	ClrType *type;
	uint32_t flags;  /* FieldFlags */
	uint32_t offset; /* instance fields: from the start of the object; in a value type: of the value */
} FieldDescription;

/* Answer of `compute_field_address`. */
typedef struct StaticFieldAddress {
	uint32_t size;
	void *address;            /* fixed; NULL for thread and context statics: use SERVICE_STATIC_FIELD_ADDRESS */
	int needs_initialization; /* call SERVICE_INITIALIZE_CLASS with `vtable` before the access */
	void *vtable;             /* of the declaring class */
	void *domain;             /* first argument of SERVICE_STATIC_FIELD_ADDRESS */
	int is_constant;          /* an init-only field of an initialised class: its value will not change any more */
} StaticFieldAddress;

/* ---- Methods ---------------------------------------------------------------------------------------------------- */

typedef enum MethodFlags {
	METHOD_STATIC = 1 << 0,
	METHOD_VIRTUAL = 1 << 1,
	METHOD_FINAL = 1 << 2, /* cannot be overridden: final, or its class is sealed */
	METHOD_ABSTRACT = 1 << 3,
	METHOD_CONSTRUCTOR = 1 << 4, /* an instance constructor */
	METHOD_STATIC_CONSTRUCTOR = 1 << 5,
	METHOD_SYNCHRONIZED = 1 << 6,
	METHOD_NO_INLINING = 1 << 7,
	METHOD_AGGRESSIVE_INLINING = 1 << 8,
	METHOD_INTERNAL_CALL = 1 << 9, /* implemented by the runtime in C */
	METHOD_PINVOKE = 1 << 10,
	METHOD_RUNTIME = 1 << 11,  /* implemented by the runtime: delegate and array methods */
	METHOD_GENERIC = 1 << 12,  /* an instantiation of a generic method */
	METHOD_DYNAMIC = 1 << 13,  /* System.Reflection.Emit.DynamicMethod */
	METHOD_WRAPPER = 1 << 14,  /* made by the runtime, with instructions that ECMA-335 does not know */
	METHOD_HAS_BODY = 1 << 15, /* has IL */
	/* The runtime's own compiler may inline it here and now (`describe_method`), and no `except=` of the spec fits it. */
	METHOD_MAY_INLINE = 1 << 16,
	METHOD_OPEN = 1 << 17, /* mentions generic parameters without arguments */
	METHOD_VARARG = 1 << 18,
	/* Only its size speaks against METHOD_MAY_INLINE: it may be inlined if nobody can tell, for it calls nothing, cannot
	 * throw, and does not loop. */
	METHOD_MAY_INLINE_UNSEEN = 1 << 19,
	/* Its assembly asks not to be verified: what is stored in variables may be of any type, and code that is not reached
	 * must be right, too. */
	METHOD_SKIPS_VERIFICATION = 1 << 20,
	/* Its code may be replaced: its address was given away, or the code does not begin as it did when it was installed. Every
	 * call of it, its own ones as well, must go through the call target, unless the runtime's own compiler inlines it, too. */
	METHOD_PATCHABLE = 1 << 21
} MethodFlags;

/* Methods whose meaning a compiler may know better than their IL. INTRINSIC_NONE: just a method. Those marked
 * "mandatory" have no usable body. */
typedef enum Intrinsic {
	INTRINSIC_NONE,
	INTRINSIC_ARRAY_GET,               /* mandatory: multi-dimensional T Get (int, ...) */
	INTRINSIC_ARRAY_SET,               /* mandatory: void Set (int, ..., T) */
	INTRINSIC_ARRAY_ADDRESS,           /* mandatory: T& Address (int, ...) */
	INTRINSIC_ARRAY_CONSTRUCTOR,       /* mandatory: T[,] .ctor (int, ...), lengths or pairs of bound and length */
	INTRINSIC_STRING_CONSTRUCTOR,      /* mandatory: newobj allocates nothing; the call returns the string */
	INTRINSIC_DELEGATE_CONSTRUCTOR,    /* mandatory: void .ctor (object, native int) */
	INTRINSIC_DELEGATE_INVOKE,         /* mandatory */
	INTRINSIC_BYREFERENCE_CONSTRUCTOR, /* mandatory: System.ByReference<T> (ref T) */
	INTRINSIC_BYREFERENCE_VALUE,       /* mandatory: ref T get_Value () */
	INTRINSIC_ARRAY_GET_GENERIC_VALUE, /* mandatory: void Array.GetGenericValueImpl<T> (int, out T) of a vector */
	INTRINSIC_ARRAY_SET_GENERIC_VALUE, /* mandatory: void Array.SetGenericValueImpl<T> (int, ref T) */
	INTRINSIC_UNSAFE_MOVE,             /* S Array.UnsafeMov<S, R> (R): the same bits as another type */
	INTRINSIC_OBJECT_CONSTRUCTOR,      /* void System.Object::.ctor () does nothing */
	INTRINSIC_OBJECT_GET_TYPE,         /* Type Object.GetType () */
	INTRINSIC_STRING_LENGTH,           /* int String.get_Length () */
	INTRINSIC_STRING_CHARS,            /* char String.get_Chars (int) */
	INTRINSIC_ARRAY_LENGTH,            /* int Array.get_Length () */
	INTRINSIC_ARRAY_RANK,              /* int Array.get_Rank () */
	INTRINSIC_OFFSET_TO_STRING_DATA,   /* int RuntimeHelpers.get_OffsetToStringData () */
	INTRINSIC_MATH_SQRT,               /* double Math.Sqrt (double) */
	INTRINSIC_MATH_ABS,                /* double Math.Abs (double) */
	INTRINSIC_MATH_SIN,                /* double Math.Sin (double), as the runtime's own compiler computes it */
	INTRINSIC_MATH_COS,
	INTRINSIC_MATH_MIN, /* int, uint, long and ulong only */
	INTRINSIC_MATH_MAX,
	INTRINSIC_MEMORY_BARRIER,        /* void Thread.MemoryBarrier () and Interlocked.MemoryBarrier () */
	INTRINSIC_VOLATILE_READ,         /* T Volatile.Read (ref T) */
	INTRINSIC_VOLATILE_WRITE,        /* void Volatile.Write (ref T, T) */
	INTRINSIC_INTERLOCKED_INCREMENT, /* int, long (ref) */
	INTRINSIC_INTERLOCKED_DECREMENT,
	INTRINSIC_INTERLOCKED_ADD,
	INTRINSIC_INTERLOCKED_EXCHANGE,
	INTRINSIC_INTERLOCKED_COMPARE_EXCHANGE, /* three arguments only */
	INTRINSIC_INTERLOCKED_READ,
	INTRINSIC_TYPE_EQUALS,      /* bool Type.op_Equality (Type, Type) */
	INTRINSIC_TYPE_FROM_HANDLE, /* Type Type.GetTypeFromHandle (RuntimeTypeHandle) */
	INTRINSIC_INITIALIZE_ARRAY, /* void RuntimeHelpers.InitializeArray (Array, RuntimeFieldHandle) */
	INTRINSIC_MONITOR_ENTER,    /* void Monitor.Enter (object), Enter (object, ref bool) */
	/* To a whole number: to the nearest, the even one of two, downwards, upwards, towards zero. Only where the processor has
	 * an instruction for it (SSE4.1): elsewhere the runtime's own results are not always these. */
	INTRINSIC_MATH_ROUND,    /* double Math.Round (double) */
	INTRINSIC_MATH_FLOOR,    /* double Math.Floor (double) */
	INTRINSIC_MATH_CEILING,  /* double Math.Ceiling (double) */
	INTRINSIC_MATH_TRUNCATE, /* double Math.Truncate (double) */
	INTRINSIC_COUNT
} Intrinsic;

/* Answer of `describe_method`. */
typedef struct MethodDescription {
	uint32_t size;
	ClassInfo *klass;                   /* that declares it, exact */
	SignatureInfo *signature;           /* exact: generic parameters replaced */
	uint32_t flags;                     /* MethodFlags */
	uint32_t attributes;                /* ECMA-335 II.23.1.10 */
	uint32_t implementation_attributes; /* ECMA-335 II.23.1.11 */
	uint32_t token;                     /* in its image; 0 when it has none */
	Intrinsic intrinsic;
} MethodDescription;

typedef enum CallingConvention { /* ECMA-335 II.23.2.3 */
	CONVENTION_MANAGED,
	CONVENTION_C,
	CONVENTION_STDCALL,
	CONVENTION_THISCALL,
	CONVENTION_FASTCALL,
	CONVENTION_VARARG
} CallingConvention;

/* Answer of `describe_signature`. */
typedef struct SignatureDescription {
	uint32_t size;
	CallingConvention convention;
	int has_this; /* an argument not among `parameters` comes first */
	int explicit_this;
	uint32_t parameter_count;
	ClrType *const *parameters;
	ClrType *result;
	uint32_t generic_parameter_count;
	int32_t sentinel; /* vararg call sites: number of fixed parameters, else -1 */
} SignatureDescription;

/* Answer of `get_method_body`. */
typedef struct MethodBody {
	uint32_t size;
	const uint8_t *code;
	uint32_t code_size;
	uint32_t max_stack;
	int init_locals;
	uint32_t local_count;
	ClrType *const *locals;
	const uint8_t *local_is_pinned; /* one byte for each local */
	uint32_t clause_count;
	uint32_t clause_stride;         /* from one clause to the next */
	const ExceptionClause *clauses; /* in the order of the method header: inner ones first */
	int inlines_nothing;            /* under the runtime's own compiler: stack traces show each method that it calls */
} MethodBody;

/* Answer of `get_token_handle`, what `ldtoken` pushes. */
typedef enum TokenKind { TOKEN_CLASS, TOKEN_METHOD, TOKEN_FIELD } TokenKind;

typedef struct TokenHandle {
	uint32_t size;
	TokenKind kind;
	void *value;             /* the RuntimeTypeHandle, RuntimeMethodHandle or RuntimeFieldHandle's one word */
	ClassInfo *handle_class; /* System.RuntimeTypeHandle, ... */
	ClassInfo *klass;        /* TOKEN_CLASS */
	MethodInfo *method;      /* TOKEN_METHOD */
	FieldInfo *field;        /* TOKEN_FIELD */
	int is_byref;            /* TOKEN_CLASS: the handle is that of managed pointers to KLASS */
} TokenHandle;

#endif
