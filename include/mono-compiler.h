/* SPDX-License-Identifier: MIT
 *
 * mono-compiler.h -- the seam between a runtime and a compiler of CIL methods
 *
 * Two tables of functions. A compiler offers ICompiler: "compile this method to native code". The runtime offers
 * IRuntimeInformation: everything a compiler may ask of it. A compiler is a shared object with one entry symbol,
 * `mono_compiler_plugin` (the end of this file shows a complete one), and needs nothing but this header.
 *
 * #Handles        MethodInfo, ClassInfo, FieldInfo, ClrType, SignatureInfo and AssemblyInfo are
 *                 opaque. The runtime owns them; one handle always means one thing, so they may be compared and hashed.
 *                 They stay valid as long as the application domain they were asked in.
 *                 A *class* is a loaded type definition or instantiation; a *type* is what stands in a signature: a
 *                 class, or a pointer, a byref or void (ECMA-335 I.8).
 *
 * #Ownership      Strings and arrays that the runtime hands out belong to it and live until the compilation ends (for
 *                 an embedding host: until `release` of the IRuntimeInformation). What a caller hands in is read during
 *                 the call and not kept, unless the function says so.
 *
 * #Failure        A function that returns a pointer returns NULL on failure, one that returns int returns 0, and the
 *                 runtime remembers why: usually a type that cannot be loaded, a member that does not exist, or bad
 *                 metadata. The compiler then either gives up with COMPILATION_RUNTIME_EXCEPTION, and the program sees
 *                 exactly the exception the runtime recorded, or calls `clear_failure` and goes on.
 *
 * #Threads        Several threads compile at once. Every request comes with an IRuntimeInformation of its own, used by
 *                 that request's thread alone. Any question can load a type, and loading can run managed code, which can
 *                 cause another compilation on the same thread: a compiler must be re-entrant and hold no lock while
 *                 it asks. Exceptions never travel through these functions. Between questions the collector may have to
 *                 wait for the asking thread; work that takes long and asks nothing belongs into
 *                 `run_without_runtime`.
 *
 * #Collection     A compiler delivers no collector maps. The runtime scans stacks and registers conservatively: an
 *                 object to which any 8-byte aligned stack word or saved register points, at its start or anywhere
 *                 inside, is kept and does not move. In return compiled code must (1) keep such a pointer in a register
 *                 or on the stack as long as the object is needed: never only a pointer past its end, a compressed or
 *                 an encoded one; (2) never store references in memory the collector does not know; (3) mark cards
 *                 after storing a reference into the heap (RuntimeLayout, "write barrier"); (4) poll for suspension in
 *                 every loop (RuntimeLayout, "suspension").
 *
 * #Statics and class initialisation
 *                 `compute_field_address` tells whether a static constructor may still have to run before the
 *                 access; compiled code then calls SERVICE_INITIALIZE_CLASS first. The caller of a method has nothing
 *                 to do: the first call of a method goes through the runtime, which initialises its class.
 *
 * #Calls          `get_call_target` says how one method calls another from where it stands: through a cell, a slot of
 *                 the receiver's virtual table or a fixed address, with which signature, and with what in the hidden
 *                 argument register. `get_native_signature` says where arguments and results travel. Cells are filled
 *                 lazily: at first with a trampoline that compiles, later with the code; so a call must load the cell
 *                 each time, and must not be turned into a jump (the trampoline looks at its return address) unless
 *                 CALL_TAIL was asked for. Slots of virtual tables, of delegates and function pointers can be jumped to.
 *
 * Sizes and offsets are in bytes unless a name says otherwise. Booleans are int: 0 or 1.
 */
#ifndef MONO_COMPILER_H
#define MONO_COMPILER_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* ---- Version ---------------------------------------------------------------------------------------------------- */

/* Raised by one whenever functions are added at the end of a table: older plug-ins go on working. */
#define MONO_COMPILER_INTERFACE_VERSION 1

/* Replaced by a new random value whenever anything else changes: plug-ins with another identifier are refused. Two
 * branches that both changed the interface merge into a third identifier, never into one of the two. */
#define MONO_COMPILER_INTERFACE_IDENTIFIER \
	{ 0x0d, 0x75, 0x8d, 0x6c, 0x45, 0xec, 0x2d, 0x56, 0x28, 0x8e, 0x52, 0xf1, 0xd5, 0xc4, 0x44, 0xdf }

/* ---- Handles ---------------------------------------------------------------------------------------------------- */

typedef struct AssemblyInfo AssemblyInfo;
typedef struct ClassInfo ClassInfo;
typedef struct FieldInfo FieldInfo;
typedef struct MethodInfo MethodInfo;
typedef struct SignatureInfo SignatureInfo;
typedef struct ClrType ClrType;

typedef struct ICompiler ICompiler;
typedef struct IRuntimeInformation IRuntimeInformation;

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
	TypeKind kind;
	uint32_t size; /* of a value as it is stored in a field or element; 0 for void */
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
	CLASS_OBJECT = 1 << 19       /* System.Object itself */
} ClassFlags;

/* Answer of `describe_class`. */
typedef struct ClassDescription {
	TypeKind kind;          /* of a variable of this class */
	uint32_t flags;         /* ClassFlags */
	uint32_t value_size;    /* of a variable: 8 for references */
	uint32_t alignment;     /* of a variable */
	uint32_t instance_size; /* of an object on the heap, header included */
	uint32_t rank;          /* of an array, else 0 */
	uint32_t element_size;  /* of an array's elements, else 0 */
	ClassInfo *element;     /* array: element class; enumeration: underlying class; Nullable: its argument; else NULL */
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
	ClassInfo *klass; /* that declares it, exact */
	ClrType *type;
	uint32_t flags;  /* FieldFlags */
	uint32_t offset; /* instance fields: from the start of the object; in a value type: of the value */
} FieldDescription;

/* Answer of `compute_field_address`. */
typedef struct StaticFieldAddress {
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
	METHOD_RUNTIME = 1 << 11,    /* implemented by the runtime: delegate and array methods */
	METHOD_GENERIC = 1 << 12,    /* an instantiation of a generic method */
	METHOD_DYNAMIC = 1 << 13,    /* System.Reflection.Emit.DynamicMethod */
	METHOD_WRAPPER = 1 << 14,    /* made by the runtime, with instructions that ECMA-335 does not know */
	METHOD_HAS_BODY = 1 << 15,   /* has IL */
	METHOD_MAY_INLINE = 1 << 16, /* the runtime's own compiler may inline it here and now (`describe_method`) */
	METHOD_OPEN = 1 << 17,       /* mentions generic parameters without arguments */
	METHOD_VARARG = 1 << 18,
	METHOD_MAY_INLINE_UNSEEN = 1
		<< 19, /* only its size speaks against METHOD_MAY_INLINE: it may be inlined if nobody can
	                                    * tell, for it calls nothing, cannot throw, and does not loop */
	METHOD_SKIPS_VERIFICATION = 1
		<< 20 /* its assembly asks not to be verified: what is stored in variables may be of any
	                                    * type, and code that is not reached must be right, too */
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
	INTRINSIC_COUNT
} Intrinsic;

/* Answer of `describe_method`. */
typedef struct MethodDescription {
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
	CallingConvention convention;
	int has_this; /* an argument not among `parameters` comes first */
	int explicit_this;
	uint32_t parameter_count;
	ClrType *const *parameters;
	ClrType *result;
	uint32_t generic_parameter_count;
	int32_t sentinel; /* vararg call sites: number of fixed parameters, else -1 */
} SignatureDescription;

typedef enum ClauseKind { /* ECMA-335 II.25.4.6 */
	CLAUSE_CATCH,
	CLAUSE_FILTER,
	CLAUSE_FINALLY,
	CLAUSE_FAULT
} ClauseKind;

typedef struct ExceptionClause {
	ClauseKind kind;
	uint32_t try_offset, try_length;
	uint32_t handler_offset, handler_length;
	uint32_t filter_offset; /* CLAUSE_FILTER */
	ClassInfo *catch_class; /* CLAUSE_CATCH */
} ExceptionClause;

/* Answer of `get_method_body`. */
typedef struct MethodBody {
	const uint8_t *code;
	uint32_t code_size;
	uint32_t max_stack;
	int init_locals;
	uint32_t local_count;
	ClrType *const *locals;
	const uint8_t *local_is_pinned; /* one byte for each local */
	uint32_t clause_count;
	const ExceptionClause *clauses; /* in the order of the method header: inner ones first */
} MethodBody;

/* Answer of `get_token_handle`, what `ldtoken` pushes. */
typedef enum TokenKind { TOKEN_CLASS, TOKEN_METHOD, TOKEN_FIELD } TokenKind;

typedef struct TokenHandle {
	TokenKind kind;
	void *value;             /* the RuntimeTypeHandle, RuntimeMethodHandle or RuntimeFieldHandle's one word */
	ClassInfo *handle_class; /* System.RuntimeTypeHandle, ... */
	ClassInfo *klass;        /* TOKEN_CLASS */
	MethodInfo *method;      /* TOKEN_METHOD */
	FieldInfo *field;        /* TOKEN_FIELD */
} TokenHandle;

/* ---- Native calling convention ---------------------------------------------------------------------------------- */

typedef enum LocationKind {
	LOCATION_NONE,              /* void */
	LOCATION_INTEGER_REGISTERS, /* one or two, eight bytes of the value each */
	LOCATION_FLOAT_REGISTER,    /* as float or double, by the type's kind */
	LOCATION_STACK,             /* the value itself, from `stack_offset` on, in multiples of eight bytes */
	LOCATION_BUFFER             /* results only: the caller passes the address of stack memory for the result */
} LocationKind;

/* Where one argument or result travels. Narrow integers are extended by whoever produces a value *and* must be
 * extended again by whoever consumes it: not every compiler in the process keeps the upper bits clean. */
typedef struct NativeLocation {
	LocationKind kind;
	ClrType *type; /* NULL for `this` of a method and for the result buffer */
	uint8_t register_count;
	uint8_t registers [2]; /* DWARF numbers, System V AMD64 psABI figure 3.36 */
	uint32_t stack_offset; /* from the stack pointer before the call instruction */
	uint32_t size;         /* of the value */
} NativeLocation;

/* Answer of `get_native_signature`. */
typedef struct NativeSignature {
	uint32_t argument_count; /* `this` included, the result buffer not */
	const NativeLocation *arguments;
	NativeLocation result;
	NativeLocation result_buffer; /* kind LOCATION_NONE unless `result` is LOCATION_BUFFER */
	uint32_t result_buffer_index; /* the buffer's address is passed before the argument with this index */
	uint32_t stack_size;          /* bytes of arguments on the stack */
	/* Variable argument lists (CONVENTION_VARARG): a word that describes the variable arguments, and all of those, travel
	 * on the stack. The word is passed before the argument with index `cookie_index`, and is `cookie_value` in a call with
	 * this signature, that of the call site; its address is the callee's RuntimeArgumentHandle. */
	NativeLocation cookie; /* kind LOCATION_NONE for other signatures */
	uint32_t cookie_index;
	void *cookie_value;
} NativeSignature;

/* ---- Dispatch --------------------------------------------------------------------------------------------------- */

typedef enum CallFlags {
	CALL_VIRTUAL = 1 << 0,          /* `callvirt` */
	CALL_RECEIVER_IS_THIS = 1 << 1, /* the receiver is the calling method's own, unmodified `this` */
	CALL_NEW_OBJECT = 1 << 2,       /* the constructor call of `newobj` */
	CALL_TAIL = 1 << 3              /* a jump, which leaves no frame of the caller's: through a cell made for that */
} CallFlags;

typedef enum CallKind {
	CALL_THROUGH_CELL,    /* load the code address from `cell` at each call */
	CALL_THROUGH_VTABLE,  /* load it from the receiver's virtual table + `vtable_offset` */
	CALL_THROUGH_DELEGATE /* load it from the receiver + RuntimeLayout.delegate_invoke_offset */
} CallKind;

/* Answer of `get_call_target`. */
typedef struct CallTarget {
	CallKind kind;
	MethodInfo *method; /* called in fact: can be a wrapper around the one asked for */
	/* To compute the native signature from, and to convert arguments to. Of a method with a variable argument list it has
	 * only the fixed ones: for a call the signature at the call site counts. */
	SignatureInfo *signature;
	void **cell;           /* CALL_THROUGH_CELL; lives as long as the domain */
	int32_t vtable_offset; /* CALL_THROUGH_VTABLE; negative for interface slots */
	void *hidden_argument; /* to be loaded into RuntimeLayout.hidden_argument_register; NULL for none */
	int check_null;        /* throw NullReferenceException if the receiver is null, before the call */
} CallTarget;

/* Answer of `get_unmanaged_call`. SERVICE_UNMANAGED_FUNCTION (module, signature, function) returns code that calls FUNCTION,
 * and which is called with `managed_signature`. The same arguments always give the same code. */
typedef struct UnmanagedCall {
	void *module;
	SignatureInfo *signature;
	SignatureInfo *managed_signature;
} UnmanagedCall;

typedef enum FieldAccessKind { FIELD_ACCESS_LOAD, FIELD_ACCESS_ADDRESS, FIELD_ACCESS_STORE } FieldAccessKind;

/* Answer of `get_remote_field_target`: code that does the access whatever the object is. Its arguments are the object, the
 * field's class, the field, its offset as a native int, and, to store, the value; `signature` says how they travel, with
 * types that may be less exact than the field's. */
typedef struct RemoteFieldTarget {
	void **cell; /* load the code address from here at each call */
	SignatureInfo *signature;
	int is_always_needed; /* 0: an object whose class is not RuntimeLayout.proxy_class can be accessed directly, and
	                                * so can the method's own unmodified `this` */
} RemoteFieldTarget;

/* Answer of `get_runtime_function`. To be called with the native convention that `signature` has. */
typedef struct RuntimeFunction {
	const char *name;
	void *address; /* may throw and collect */
	SignatureInfo *signature;
} RuntimeFunction;

/* Answer of `get_constrained_target`: ECMA-335 III.2.1. */
typedef enum ConstrainedKind {
	CONSTRAINED_DEREFERENCE, /* load the reference, then call `method` virtually */
	CONSTRAINED_DIRECT,      /* call `method` with the managed pointer as `this` */
	CONSTRAINED_BOX          /* load and box the value, then call `method` (virtually if it is virtual) */
} ConstrainedKind;

typedef struct ConstrainedTarget {
	ConstrainedKind kind;
	MethodInfo *method;
} ConstrainedTarget;

/* Answer of `get_delegate_template`: what the fields of a new delegate over a method, not chosen by its target's class
 * (`ldftn`, `newobj`), get besides the target. The cells change while the method is compiled: load them each time. */
typedef struct DelegateTemplate {
	void *method;       /* for delegate_method_offset */
	void **invoke_cell; /* its contents: for delegate_invoke_offset */
	void **code_cell;   /* its contents: for delegate_code_offset */
} DelegateTemplate;

/* Answer of `get_allocator`: managed-convention code that returns a zeroed object, or the service to use instead. */
typedef enum AllocatorKind {
	ALLOCATOR_SIZED,  /* (vtable, instance size rounded up to 8) -> object */
	ALLOCATOR_OBJECT, /* (vtable) -> object */
	ALLOCATOR_VECTOR, /* (vtable, native int length) -> vector */
	ALLOCATOR_STRING  /* (vtable, int32 length) -> string */
} AllocatorKind;

typedef struct Allocator {
	AllocatorKind kind;
	void *address; /* may throw and collect; call it, never inline it */
	void *vtable;
} Allocator;

/* ---- Services --------------------------------------------------------------------------------------------------- */

typedef enum ServiceFlags {
	SERVICE_MAY_THROW = 1 << 0,
	SERVICE_MAY_COLLECT = 1 << 1,
	SERVICE_NO_RETURN = 1 << 2,
	SERVICE_PURE = 1 << 3, /* result depends on the arguments alone */
	SERVICE_APART = 1 << 4 /* neither reads nor writes memory that compiled code does, but by other threads, and by
	                                * filters that look at what it throws: those of the caller read the caller's frame */
} ServiceFlags;

/* X (name, C signature with the platform's C convention, flags). Called `ptr` below: object, pointer or handle. */
#define MONO_COMPILER_SERVICES(X) \
	X (ALLOCATE_OBJECT, "ptr (ptr vtable)", SERVICE_MAY_THROW | SERVICE_MAY_COLLECT) \
	X (ALLOCATE_VECTOR, "ptr (ptr vtable, int64 length)", SERVICE_MAY_THROW | SERVICE_MAY_COLLECT) \
	X (INITIALIZE_CLASS, "void (ptr vtable)", SERVICE_MAY_THROW | SERVICE_MAY_COLLECT) \
	X (IS_INSTANCE, "ptr (ptr object, ptr class, ptr zeroed_cache_word)", SERVICE_MAY_THROW | SERVICE_MAY_COLLECT) \
	X (CAST_CLASS, "ptr (ptr object, ptr class, ptr zeroed_cache_word)", SERVICE_MAY_THROW | SERVICE_MAY_COLLECT) \
	X (CHECK_STORE_ELEMENT, "void (ptr array, ptr value)", SERVICE_MAY_THROW | SERVICE_MAY_COLLECT) \
	X (THROW, "void (ptr exception)", SERVICE_MAY_THROW | SERVICE_NO_RETURN) \
	X (RETHROW, "void (ptr exception)", SERVICE_MAY_THROW | SERVICE_NO_RETURN) \
	X (THROW_CORLIB, "void (int32 get_corlib_exception_index)", SERVICE_MAY_THROW | SERVICE_NO_RETURN) \
	X (RESUME_UNWIND, "void ()", SERVICE_MAY_THROW | SERVICE_NO_RETURN) \
	X (POLL, "void ()", SERVICE_MAY_THROW | SERVICE_MAY_COLLECT | SERVICE_APART) \
	/* Lets a collection take place; what else the thread was asked for has to wait, for a POLL or for a wrapper. */ \
	X (POLL_QUIETLY, "void ()", SERVICE_MAY_COLLECT | SERVICE_APART) \
	X (COPY_VALUE, "void (ptr to, ptr from, ptr class)", 0) \
	X (COPY_RANGE, "void (ptr to, ptr from, int32 bytes)", 0) \
	X (LOAD_FUNCTION, "ptr (ptr method)", SERVICE_MAY_THROW | SERVICE_MAY_COLLECT) \
	X (LOAD_VIRTUAL_FUNCTION, "ptr (ptr object, ptr method)", SERVICE_MAY_THROW | SERVICE_MAY_COLLECT) \
	X (CONSTRUCT_DELEGATE, "void (ptr delegate, ptr target, ptr function)", SERVICE_MAY_THROW | SERVICE_MAY_COLLECT) \
	X (STATIC_FIELD_ADDRESS, "ptr (ptr domain, ptr field)", SERVICE_MAY_THROW | SERVICE_MAY_COLLECT) \
	X (FLOAT64_REMAINDER, "float64 (float64, float64)", SERVICE_PURE) \
	X (FLOAT32_REMAINDER, "float32 (float32, float32)", SERVICE_PURE) \
	X (FLOAT64_TO_UINT64, "int64 (float64)", SERVICE_PURE) \
	X (NEW_ARRAY, "ptr (ptr constructor, int32 count, ptr native_int_arguments)", \
		SERVICE_MAY_THROW | SERVICE_MAY_COLLECT) \
	X (UNDENIABLE_EXCEPTION, "ptr ()", SERVICE_MAY_THROW | SERVICE_MAY_COLLECT) \
	X (FINISH_ABORT, "void ()", SERVICE_MAY_THROW | SERVICE_MAY_COLLECT) \
	X (SAVE_UNWIND, "void (ptr unwind_state)", 0) \
	X (RESTORE_UNWIND, "void (ptr unwind_state)", 0) \
	X (UNMANAGED_FUNCTION, "ptr (ptr module, ptr signature, ptr function)", SERVICE_MAY_THROW | SERVICE_MAY_COLLECT) \
	X (THROW_METHOD_ACCESS, "void (ptr caller, ptr callee)", SERVICE_MAY_THROW | SERVICE_NO_RETURN) \
	X (THROW_BAD_IMAGE, "void ()", SERVICE_MAY_THROW | SERVICE_NO_RETURN) \
	/* Locks OBJECT if that is quickly done; else returns 0, and MONITOR_ENTER must follow. */ \
	X (MONITOR_ENTER_QUICKLY, "int32 (ptr object)", 0) \
	X (MONITOR_ENTER, "void (ptr object)", SERVICE_MAY_THROW | SERVICE_MAY_COLLECT) \
	/* The same; also sets the byte at TAKEN. */ \
	X (MONITOR_TAKE_QUICKLY, "int32 (ptr object, ptr taken)", 0) \
	X (MONITOR_TAKE, "void (ptr object, ptr taken)", SERVICE_MAY_THROW | SERVICE_MAY_COLLECT)

typedef enum Service {
#define SERVICE_ENUMERATOR(name, signature, flags) SERVICE_##name,
	MONO_COMPILER_SERVICES (SERVICE_ENUMERATOR)
#undef SERVICE_ENUMERATOR
		SERVICE_COUNT
} Service;

/* Methods that the runtime makes, and which a stack trace shows. To be called as any other method: `get_call_target`. */
typedef enum HelperMethod {
	HELPER_CAST_CLASS,    /* static object (object, native int class, native int zeroed_cache_word): the object */
	HELPER_STORE_ELEMENT, /* virtual void (native int index, object value), of every vector of references */
	HELPER_COUNT
} HelperMethod;

/* Exceptions that compiled code throws by itself, through SERVICE_THROW_CORLIB. */
typedef enum CorlibException {
	EXCEPTION_NULL_REFERENCE,
	EXCEPTION_INDEX_OUT_OF_RANGE,
	EXCEPTION_ARRAY_TYPE_MISMATCH,
	EXCEPTION_INVALID_CAST,
	EXCEPTION_DIVIDE_BY_ZERO,
	EXCEPTION_OVERFLOW,
	EXCEPTION_OUT_OF_MEMORY,
	EXCEPTION_ARGUMENT,
	EXCEPTION_INVALID_PROGRAM,
	EXCEPTION_COUNT
} CorlibException;

/* ---- Layout ----------------------------------------------------------------------------------------------------- */

/* Answer of `get_layout`: constant in a process. */
typedef struct RuntimeLayout {
	/* Objects. An object starts with its virtual table pointer; a boxed value follows the header. */
	uint32_t object_header_size;
	uint32_t object_vtable_offset;
	/* Vectors and arrays: length is 32 bits wide; a vector's bounds are null, an array's point to `rank` records. */
	uint32_t array_bounds_offset;
	uint32_t array_length_offset;
	uint32_t array_base_offset; /* of the first element */
	uint32_t bounds_record_size, bounds_length_offset, bounds_lower_offset;
	/* Strings: length is 32 bits wide and counts characters of 16 bits. */
	uint32_t string_length_offset;
	uint32_t string_characters_offset;
	/* Virtual tables */
	uint32_t vtable_class_offset;
	uint32_t vtable_type_object_offset;
	uint32_t vtable_interface_bitmap_offset;
	uint32_t vtable_maximum_interface_offset; /* 32 bits */
	uint32_t vtable_rank_offset;              /* 8 bits */
	uint32_t vtable_initialized_offset;       /* 8 bits, not zero once the static constructor has run */
	/* Classes */
	uint32_t class_supertypes_offset; /* address of the table of supertypes */
	uint32_t class_depth_offset;      /* 16 bits */
	uint32_t class_element_offset;    /* element class */
	/* Delegates */
	uint32_t delegate_invoke_offset;
	uint32_t delegate_target_offset;
	uint32_t delegate_method_offset;
	uint32_t delegate_code_offset;
	/* Typed references */
	uint32_t typed_reference_type_offset, typed_reference_value_offset, typed_reference_class_offset;
	/* Write barrier: after storing a reference at `address` in the heap, store one byte 1 at
	 * card_table + ((address >> card_shift) & card_mask). Not needed for stack memory, static fields and null. */
	uint8_t *card_table;
	uint32_t card_shift;
	uint64_t card_mask;
	uint32_t barrier_copy_words; /* a larger value with references is copied by SERVICE_COPY_VALUE */
	/* Suspension: when the 32-bit word here is not zero, call SERVICE_POLL. It may throw, when the thread is to be aborted.
	 * Code that calls SERVICE_POLL_QUIETLY instead must call SERVICE_POLL soon, when interruption_word is not zero. */
	volatile uint32_t *poll_word;
	/* Registers, DWARF numbers */
	uint32_t hidden_argument_register;
	/* A load or store through null at an offset below this raises NullReferenceException by itself, in code that was
	 * installed, at an instruction no exception clause covers. */
	uint32_t null_page_size;
	/* The runtime's own compiler computes float32 in single precision. */
	int float32_is_exact;
	/* Size of what SERVICE_SAVE_UNWIND writes: needed from the entry of a finally or fault handler, which another unwinding
	 * may use meanwhile, to its SERVICE_RESUME_UNWIND. In stack memory it also keeps the exception alive. */
	uint32_t unwind_state_size;
	/* The class of transparent proxies, CLASS_REMOTABLE; NULL if there are none. */
	ClassInfo *proxy_class;
	/* The 32-bit word that is not zero when threads shall interrupt themselves; wrappers look at it. */
	volatile uint32_t *interruption_word;
} RuntimeLayout;

/* ---- Native code ------------------------------------------------------------------------------------------------ */

/* Memory for one method, from `allocate_code`; any of the three can have size 0. All parts lie within 2 GiB of each
 * other and of the runtime's trampolines and cells. Writable and executable; the runtime takes it back with the domain. */
typedef struct CodeMemory {
	uint8_t *hot;
	uint8_t *cold;
	uint8_t *read_only;
} CodeMemory;

/* One landing pad for a range of code. When an exception that IL clause `clause_index` accepts arrives in
 * [try_start, try_end), control continues at handler_start with the exception object in RAX and clause_index in RDX.
 *
 * The frame of a filter counts as its method's: what it throws may be caught by clauses of the same method whose range
 * has the filter's code. Control then continues with the method's registers as they were where the exception that the
 * filter looked at had come to the method, but for RCX, which is the handler_start of the innermost clause there. So if
 * methods need different landing pads for different places, such a handler_start is that of `jmp *%rcx`. */
typedef struct NativeClause {
	uint32_t clause_index;
	uint32_t try_start, try_end; /* offsets from `code` */
	uint32_t handler_start;
	/* CLAUSE_FILTER: code that is called while the stack below still stands, with the frame's RBP and the exception in
	 * RAX, and returns in EAX whether the clause accepts it. It moves the stack pointer by its calls only; it can leave
	 * the work to another function. A handler_start for what the filter throws lies in here, too. Else both 0. */
	uint32_t filter_start, filter_end;
} NativeClause;

/* Code of a finally handler. An abort of the thread that arrives in [start, end) waits for the handler's end: the runtime
 * sets the byte at `abort_flag_offset` from the frame's RBP, and the code, which has cleared it before the handler, calls
 * SERVICE_FINISH_ABORT behind it if it is set, unless an exception led into the handler. */
typedef struct NativeHandler {
	uint32_t clause_index;
	uint32_t start, end; /* offsets from `code` */
	int32_t abort_flag_offset;
} NativeHandler;

typedef struct NativeOffset {
	uint32_t native_offset;
	uint32_t il_offset;
} NativeOffset;

typedef enum NativeCodeFlags {
	NATIVE_CODE_PUBLISHED = 1 << 0 /* the compiler's own doing has already made it the method's code (mini) */
} NativeCodeFlags;

/* What a compiler delivers. Only `code` and `code_size` are needed. The arrays belong to the compiler and must stay
 * valid until its next call to `release_code`, or if it has none, for ever. */
typedef struct NativeCodeHandle {
	uint32_t flags; /* NativeCodeFlags */
	void *code;
	uint32_t code_size;
	/* Unwinding: the call frame instructions of CIE and FDE, one after the other, code alignment 1 and data alignment
	 * -8 (DWARF 4, 6.4.2); allowed: advance_loc*, def_cfa*, offset, offset_extended(_sf), same_value, remember_state,
	 * restore_state, nop. Empty: code that never moves the stack pointer. */
	const uint8_t *unwind_information;
	uint32_t unwind_information_size;
	const NativeClause *clauses; /* innermost first */
	uint32_t clause_count;
	const NativeOffset *il_map; /* sorted by native offset; may be empty */
	uint32_t il_map_count;
	void *compiler_data; /* the compiler's own; handed to `release_code` */
	void *installation;  /* the runtime's own; zero it */
	/* The IL offsets that stack traces show where there are no symbols for source lines, instead of il_map's: sequence
	 * points, which is where the evaluation stack is empty, and behind calls. Empty: those of il_map. */
	const NativeOffset *sequence_points;
	uint32_t sequence_point_count;
	const NativeHandler *handlers; /* innermost first; empty: aborts do not wait */
	uint32_t handler_count;
} NativeCodeHandle;

typedef enum InstallFlags {
	INSTALL_PUBLISH = 1 << 0 /* make it the method's code; else callable through the handle only */
} InstallFlags;

typedef enum InstallResult {
	INSTALL_FAILED, /* the runtime remembers why */
	INSTALL_OK,
	INSTALL_LOST_RACE /* another thread published first; `code` now is that thread's code */
} InstallResult;

/* Answer of `execute_installed_method`. */
typedef struct ExecutionResult {
	int threw;
	char exception [1024]; /* class and message, when it threw */
	TypeKind kind;         /* of the result; TYPE_VOID for none */
	uint32_t size;         /* bytes of `value` used; a larger result is in `boxed` alone */
	uint8_t value [64];    /* the result's bits; a reference as address */
	void *boxed;           /* the result, boxed, or the reference; NULL for void */
} ExecutionResult;

/* ---- Compilation ------------------------------------------------------------------------------------------------ */

typedef enum CompilationFlags {
	COMPILE_HOSTED = 1 << 0, /* asked for by an embedding host, not because the program calls the method */
	COMPILE_DYNAMIC_METHOD = 1 << 1,
	COMPILE_WRAPPER = 1 << 2,        /* a wrapper made by the runtime; its kind is in CompilationRequest */
	COMPILE_DEBUGGABLE = 1 << 3,     /* keep the IL map exact */
	COMPILE_WITHOUT_RUNNING = 1 << 4 /* no managed code may run because of this compilation */
} CompilationFlags;

/* Wrappers that the runtime makes. Those of the kinds named here are code like any other, but for the instructions they
 * have of the runtime's own; the others cross into native code or are known to the collector, and stay with the runtime's
 * own compiler. */
typedef enum WrapperKind {
	WRAPPER_RUNTIME_ONLY,
	WRAPPER_DELEGATE_INVOKE,
	WRAPPER_SYNCHRONIZED,
	WRAPPER_UNBOX,
	WRAPPER_STORE_ELEMENT,
	WRAPPER_CAST
} WrapperKind;

typedef struct CompilationRequest {
	uint32_t flags;         /* CompilationFlags */
	int optimization_level; /* 0 to 3, or -1: the compiler's own default */
	int wrapper_kind;       /* COMPILE_WRAPPER: the runtime's number for it */
	uint32_t nesting;       /* compilations under way on this thread, this one not counted */
	WrapperKind wrapper;    /* COMPILE_WRAPPER: what it is for */
} CompilationRequest;

typedef enum CompilationResult {
	COMPILATION_OK,
	COMPILATION_UNSUPPORTED,       /* "not yet": `reason` says what. The runtime's own compiler takes the method */
	COMPILATION_BAD_CODE,          /* the IL is wrong: the program gets InvalidProgramException */
	COMPILATION_RUNTIME_EXCEPTION, /* a question failed and the program gets what the runtime recorded */
	COMPILATION_INTERNAL_ERROR,    /* the compiler is broken: logged; the runtime's own compiler takes the method */
	COMPILATION_RESULT_COUNT
} CompilationResult;

/* Filled by the compiler when it does not answer COMPILATION_OK. Strings are the compiler's and live until its next
 * compilation on the same thread, or longer. */
typedef struct CompilationReport {
	const char *reason; /* a short name from a closed list, such as "stack-merge" */
	const char *detail; /* a sentence, or NULL */
	uint32_t il_offset;
} CompilationReport;

/* ---- ICompiler -------------------------------------------------------------------------------------------------- */

struct ICompiler {
	uint32_t size; /* sizeof (ICompiler) as the compiler was built */
	const char *name;

	/* Compiles one method. RUNTIME belongs to this request. On COMPILATION_OK fills NATIVE_CODE (zeroed by the caller),
	 * else REPORT (zeroed by the caller). Does not install: the caller does. Threads: any, several at once, re-entered. */
	CompilationResult (*compile_method) (ICompiler *compiler, IRuntimeInformation *runtime, MethodInfo *method,
		const CompilationRequest *request, NativeCodeHandle *native_code, CompilationReport *report);

	/* NATIVE_CODE was installed or discarded: what it points to, but for the code itself, is not needed any more. Its
	 * `code`, `code_size` and `installation` stay: installed code is run through it later. Called exactly once for each
	 * COMPILATION_OK. May be NULL. */
	void (*release_code) (ICompiler *compiler, NativeCodeHandle *native_code);

	/* The runtime freed METHOD, a dynamic method: forget what was remembered for it. May be NULL. */
	void (*method_freed) (ICompiler *compiler, MethodInfo *method);
	/* The runtime unloads DOMAIN, and with it every handle that was asked for there. May be NULL. */
	void (*domain_unloading) (ICompiler *compiler, void *domain);

	/* Calls REPORT once for each of the compiler's own counters, for statistics. May be NULL. */
	void (*report_counters) (ICompiler *compiler, void (*report) (void *data, const char *name, double value),
		void *data);

	/* Ends the compiler; no compilation is under way. May be NULL. */
	void (*release) (ICompiler *compiler);
};

/* The answers of strings: copied into BUFFER, always terminated; the return value is the length that was needed. */

/* ---- IRuntimeInformation ---------------------------------------------------------------------------------------- */

struct IRuntimeInformation {
	uint32_t size; /* sizeof (IRuntimeInformation) as the runtime was built */

	/* -- failure ------------------------------------------------------------------------------------------------- */

	/* Copies class and message of the last failure into BUFFER; returns 0 when there was none. */
	int (*get_failure) (IRuntimeInformation *runtime, char *buffer, size_t size);
	/* Forgets the last failure: the compiler can do without the answer. */
	void (*clear_failure) (IRuntimeInformation *runtime);

	/* -- lookup: tokens in the body of METHOD, with METHOD's generic arguments filled in ---------------------------- */

	/* TOKEN: a typedef, typeref or typespec. Fails when the type cannot be loaded. */
	ClassInfo *(*get_class_info_for_token) (IRuntimeInformation *runtime, MethodInfo *method, uint32_t token);
	/* TOKEN: a methoddef, memberref or methodspec. Fails when the method does not exist. Whether METHOD may use it is
	 * another question: `can_access_method`. */
	MethodInfo *(*get_method_info_for_token) (IRuntimeInformation *runtime, MethodInfo *method, uint32_t token);
	/* The signature at a call site, which for varargs has more parameters than CALLEE. */
	SignatureInfo *(*get_call_site_signature) (IRuntimeInformation *runtime, MethodInfo *method, MethodInfo *callee,
		uint32_t token);
	/* TOKEN: a fielddef or memberref. Fails when the field does not exist. */
	FieldInfo *(*get_field_info_for_token) (IRuntimeInformation *runtime, MethodInfo *method, uint32_t token);
	/* TOKEN: a standalone signature, for `calli`. */
	SignatureInfo *(*get_signature_info_for_token) (IRuntimeInformation *runtime, MethodInfo *method, uint32_t token);
	/* The interned string object; its address does not change while the domain lives. */
	void *(*get_string_for_token) (IRuntimeInformation *runtime, MethodInfo *method, uint32_t token);
	/* TOKEN: any that `ldtoken` takes (ECMA-335 III.4.17). Fails when what it names cannot be loaded. */
	int (*get_token_handle) (IRuntimeInformation *runtime, MethodInfo *method, uint32_t token, TokenHandle *handle);

	/* -- methods -------------------------------------------------------------------------------------------------- */

	/* What METHOD is. Fails when its class or a type of its signature cannot be loaded. */
	int (*describe_method) (IRuntimeInformation *runtime, MethodInfo *method, MethodDescription *info);
	/* Fails for methods without METHOD_HAS_BODY and for bad headers. */
	int (*get_method_body) (IRuntimeInformation *runtime, MethodInfo *method, MethodBody *body);
	/* Parameters, result and calling convention of SIGNATURE. Fails for conventions that ECMA-335 does not know. */
	int (*describe_signature) (IRuntimeInformation *runtime, SignatureInfo *signature, SignatureDescription *info);
	/* "Namespace.Type:Method (int,string)". */
	size_t (*get_method_name) (IRuntimeInformation *runtime, MethodInfo *method, char *buffer, size_t size);
	/* Whether METHOD fits a description such as "Namespace.Type:Method(int,string)"; * stands for any characters. */
	int (*method_matches) (IRuntimeInformation *runtime, MethodInfo *method, const char *pattern);

	/* -- classes and types ---------------------------------------------------------------------------------------- */

	/* What KLASS is and how large. Loads it: fails when that fails. */
	int (*describe_class) (IRuntimeInformation *runtime, ClassInfo *klass, ClassDescription *info);
	/* What a variable of TYPE is made of. Loads the classes of value types only. */
	int (*describe_type) (IRuntimeInformation *runtime, ClrType *type, TypeDescription *info);
	/* "Namespace.Outer/Inner<Argument>". */
	size_t (*get_class_name) (IRuntimeInformation *runtime, ClassInfo *klass, char *buffer, size_t size);
	/* The class of vectors of ELEMENT. */
	ClassInfo *(*get_vector_class) (IRuntimeInformation *runtime, ClassInfo *element);
	/* Whether a variable of class TO may hold an object of static class FROM (ECMA-335 I.8.7.1); loads what it needs. */
	int (*is_assignable) (IRuntimeInformation *runtime, ClassInfo *to, ClassInfo *from);
	/* How to test whether an object is an instance of KLASS. Loads it: fails when that fails. */
	int (*describe_cast) (IRuntimeInformation *runtime, ClassInfo *klass, CastDescription *info);
	/* The virtual table that objects of exactly KLASS carry, in the current domain. */
	void *(*get_vtable) (IRuntimeInformation *runtime, ClassInfo *klass);
	/* The System.Type object of KLASS; its address does not change. */
	void *(*get_type_object) (IRuntimeInformation *runtime, ClassInfo *klass);
	/* Fills offsets (into a value of KLASS) of its object references, at most CAPACITY; returns how many there are. */
	uint32_t (*get_reference_offsets) (IRuntimeInformation *runtime, ClassInfo *klass, uint32_t *offsets,
		uint32_t capacity);
	/* A method of KLASS by name and number of parameters, such as Nullable<T>'s Box. */
	MethodInfo *(*get_method_by_name) (IRuntimeInformation *runtime, ClassInfo *klass, const char *name,
		int parameter_count);

	/* -- fields --------------------------------------------------------------------------------------------------- */

	/* What FIELD is and where. Loads its class: fails when that fails. */
	int (*describe_field) (IRuntimeInformation *runtime, FieldInfo *field, FieldDescription *info);
	/* "Namespace.Type:Field". */
	size_t (*get_field_name) (IRuntimeInformation *runtime, FieldInfo *field, char *buffer, size_t size);
	/* Where FIELD, a static field, lives for METHOD's code. Unless COMPILE_WITHOUT_RUNNING is set, this runs the static
	 * constructor of a class marked beforefieldinit, as the runtime's own compiler does. */
	int (*compute_field_address) (IRuntimeInformation *runtime, MethodInfo *method, FieldInfo *field,
		StaticFieldAddress *address);
	/* Whether `newobj` of KLASS in METHOD must call SERVICE_INITIALIZE_CLASS first. */
	int (*needs_class_initialization) (IRuntimeInformation *runtime, MethodInfo *method, ClassInfo *klass);

	/* -- layout and native convention ----------------------------------------------------------------------------- */

	/* Never fails; the same for all requests of a process, but that a host's do not know the options of `-O`. */
	const RuntimeLayout *(*get_layout) (IRuntimeInformation *runtime);
	/* Where arguments and result of a method with SIGNATURE travel. Returns 0 without a failure for a convention that is
	 * not supported, such as an unmanaged one. */
	int (*get_native_signature) (IRuntimeInformation *runtime, SignatureInfo *signature, NativeSignature *native);

	/* -- dispatch ------------------------------------------------------------------------------------------------- */

	/* How CALLER calls CALLEE. FLAGS: CallFlags. */
	int (*get_call_target) (IRuntimeInformation *runtime, MethodInfo *caller, MethodInfo *callee, uint32_t flags,
		CallTarget *target);
	/* What `constrained. KLASS callvirt CALLEE` calls. */
	int (*get_constrained_target) (IRuntimeInformation *runtime, MethodInfo *caller, ClassInfo *klass,
		MethodInfo *callee, ConstrainedTarget *target);
	/* How to allocate an instance of KLASS. When it returns 0 without a failure: use SERVICE_ALLOCATE_*. */
	int (*get_allocator) (IRuntimeInformation *runtime, ClassInfo *klass, Allocator *allocator);
	/* What a delegate of class KLASS over METHOD is made of. */
	int (*get_delegate_template) (IRuntimeInformation *runtime, ClassInfo *klass, MethodInfo *method,
		DelegateTemplate *delegate);
	/* Address of a service, callable with the C convention from compiled code. */
	void *(*get_service) (IRuntimeInformation *runtime, Service service);
	/* The argument of SERVICE_THROW_CORLIB. */
	uint32_t (*get_corlib_exception_index) (IRuntimeInformation *runtime, CorlibException exception);
	/* SIZE zeroed bytes of data that live as long as the domain, aligned to 8, within reach of code: caches, cells. The
	 * collector does not look into them. */
	void *(*allocate_data) (IRuntimeInformation *runtime, size_t size);

	/* -- lookup by name, for hosts and tests ------------------------------------------------------------------------ */

	/* Loads an assembly from a file. */
	AssemblyInfo *(*open_assembly) (IRuntimeInformation *runtime, const char *path);
	/* NAME as Type.GetType takes it: "Outer+Inner[], Assembly", "List`1[[System.Int32]]". ASSEMBLY (or NULL) is searched
	 * first, then the core library. */
	ClassInfo *(*get_class_info_for) (IRuntimeInformation *runtime, AssemblyInfo *assembly, const char *name);
	/* DESCRIPTION: "Name" or "Name(int,string)", in KLASS itself. Fails when none or several fit. */
	MethodInfo *(*get_method_info_for) (IRuntimeInformation *runtime, ClassInfo *klass, const char *description);
	/* A field of KLASS or of one that it derives from. */
	FieldInfo *(*get_field_info_for) (IRuntimeInformation *runtime, ClassInfo *klass, const char *name);

	/* -- code ------------------------------------------------------------------------------------------------------- */

	/* Memory for METHOD's code; each size may be 0. */
	int (*allocate_code) (IRuntimeInformation *runtime, MethodInfo *method, uint32_t hot_size, uint32_t cold_size,
		uint32_t read_only_size, CodeMemory *memory);
	/* Makes compiled code known to the runtime: callable, unwindable, found by its address. FLAGS: InstallFlags. */
	InstallResult (*install_compilation_result) (IRuntimeInformation *runtime, MethodInfo *method,
		NativeCodeHandle *native_code, uint32_t flags);
	/* Runs installed code. THIS_OBJECT: the receiver (for a value type: a pointer to the value), or NULL. ARGUMENTS: for
	 * each parameter a pointer to the value, or, for a reference, the reference itself. Must be called outside of
	 * compilations. Returns 0 when the code could not be run at all. */
	int (*execute_installed_method) (IRuntimeInformation *runtime, MethodInfo *method,
		const NativeCodeHandle *native_code, void *this_object, void **arguments, ExecutionResult *result);

	/* -- working ------------------------------------------------------------------------------------------------------ */

	/* Calls WORK (DATA), which must ask nothing of the runtime and touch no object: meanwhile collections do not wait for
	 * this thread. WORK has at least 8 MiB of stack, on another thread if this one is short of it. */
	void (*run_without_runtime) (IRuntimeInformation *runtime, void (*work) (void *data), void *data);
	/* Another compiler by spec, "mini" for the runtime's own. It lives as long as the process; NULL when there is none. */
	ICompiler *(*get_compiler) (IRuntimeInformation *runtime, const char *spec);
	/* Ends an IRuntimeInformation that a host created; compilers must not call it. */
	void (*release) (IRuntimeInformation *runtime);

	/* -- added in version 2 -------------------------------------------------------------------------------------------- */

	/* How METHOD calls a function by `calli` with SIGNATURE, an unmanaged one. */
	int (*get_unmanaged_call) (IRuntimeInformation *runtime, MethodInfo *method, SignatureInfo *signature,
		UnmanagedCall *call);
	/* Whether METHOD may use CALLEE, for which TOKEN stands in its body. Never fails: where it may not, `call`, `callvirt`,
	 * `newobj` and `ldftn` throw when they are reached, by SERVICE_THROW_METHOD_ACCESS. */
	int (*can_access_method) (IRuntimeInformation *runtime, MethodInfo *method, MethodInfo *callee, uint32_t token);
	/* What to call instead of accessing FIELD, of a class with CLASS_REMOTABLE, in an object that may be a proxy. */
	int (*get_remote_field_target) (IRuntimeInformation *runtime, FieldInfo *field, FieldAccessKind kind,
		RemoteFieldTarget *target);
	/* The function that an instruction of METHOD, a wrapper made by the runtime, calls by NUMBER. */
	int (*get_runtime_function) (IRuntimeInformation *runtime, MethodInfo *method, uint32_t number,
		RuntimeFunction *function);
	/* One of the methods that the runtime makes for compiled code; it lives as long as the process. NULL with a failure for
	 * a number that is none of HelperMethod. */
	MethodInfo *(*get_helper_method) (IRuntimeInformation *runtime, HelperMethod helper);
};

/* ---- Plug-ins --------------------------------------------------------------------------------------------------- */

/* One option of a spec, "NAME,option=value,...": value is NULL when there is no "=". The options `only`, `except`,
 * `strict` and `stats` are the runtime's and never reach a compiler. */
typedef struct CompilerOption {
	const char *name;
	const char *value;
} CompilerOption;

typedef struct CompilerPlugin {
	uint8_t interface_identifier [16]; /* MONO_COMPILER_INTERFACE_IDENTIFIER */
	uint32_t interface_version;        /* MONO_COMPILER_INTERFACE_VERSION */
	const char *description;           /* one line for lists */
	const char *options_help;          /* one line for each option the compiler takes, or NULL */
	/* Creates a compiler. On failure (an option it does not know, say) returns NULL and puts a sentence into ERROR.
	 * Called at most once for each selection, before any managed code runs; the compiler need not start what is costly
	 * before the first method. OPTIONS are valid during the call. */
	ICompiler *(*create) (const CompilerOption *options, uint32_t option_count, char *error, size_t error_size);
} CompilerPlugin;

/* The entry symbol: a plug-in defines
 *
 *   const CompilerPlugin mono_compiler_plugin = {
 *       MONO_COMPILER_INTERFACE_IDENTIFIER, MONO_COMPILER_INTERFACE_VERSION, "what it is", NULL, create
 *   };
 */
#define MONO_COMPILER_ENTRY_SYMBOL "mono_compiler_plugin"

/* ---- Exported by the runtime library, for embedding hosts --------------------------------------------------------- */

/* Selects the compiler for all methods, before mono_jit_init. SPEC: "NAME[,option[=value]]...". On failure returns 0, puts
 * a sentence into ERROR, and the selection stays as it was. */
int mono_compiler_select (const char *spec, char *error, size_t error_size);

/* An IRuntimeInformation for the calling thread, which must be attached to the runtime. FLAGS: CompilationFlags;
 * COMPILE_HOSTED is implied. End it with `release`, on the same thread. */
IRuntimeInformation *mono_compiler_create_runtime_information (uint32_t flags);

/* Calls VISIT for each built-in compiler and each plug-in found. PATH is NULL for built-in ones; PROBLEM is NULL, or the
 * sentence that says why it cannot be loaded. */
void mono_compiler_list (void (*visit) (void *data, const char *name, const char *path, const char *description,
							 const char *options_help, const char *problem),
	void *data);

/* Writes the statistics of all selected compilers as JSON into BUFFER; returns the length that was needed. */
size_t mono_compiler_get_statistics (char *buffer, size_t size);

#ifdef __cplusplus
}
#endif

#endif
