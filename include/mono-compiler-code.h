/* SPDX-License-Identifier: MIT
 *
 * mono-compiler-code.h -- what compiled code is like, and what it may use: native signatures, calls, services, the layout
 * of the runtime's data, and the native code that a compiler delivers. Part of mono-compiler.h. */
#ifndef MONO_COMPILER_CODE_H
#define MONO_COMPILER_CODE_H

#include "mono-compiler-exceptions.h"

/* ---- Frames ----------------------------------------------------------------------------------------------------- */

/* Compiled code is called, and calls, by the C convention of the platform (System V AMD64 psABI 3.2), but for where
 * `get_native_signature` says otherwise and for the hidden argument register.
 *
 * #Stack          RSP + 8 is a multiple of 16 at a method's entry, so RSP is a multiple of 16 at each call. The 128 bytes
 *                 below RSP are nobody else's (the red zone). A frame larger than a page must touch each of its pages from
 *                 the top downwards before it uses what lies below: a stack that overflows is recognised by that touch.
 *
 * #Registers      RBX, RBP and R12 to R15 belong to the caller. RBP is an ordinary register, but in methods whose clauses
 *                 or handlers need it as their frame's (mono-compiler-exceptions.h). Services preserve what C functions do.
 *
 * #Unwinding      Unwind information is exact at each call and at each instruction that may fault. A thread's abort arrives
 *                 at polls and in services, never between: so it need not be exact in prologues and epilogues.
 *
 * #Synchronized   A method with METHOD_SYNCHRONIZED takes no lock itself: whoever calls it calls a wrapper that does. */

/* ---- Entry functions -------------------------------------------------------------------------------------------- */

/* An entry function goes on with a call of a method that other code has begun (on-stack replacement). That code's frame is
 * left where the evaluation stack is empty: its variables are copied into a buffer, the frame goes, and the entry function
 * runs in its place.
 *
 * #Asked for      by COMPILE_ENTRY, for the instruction at CompilationRequest.entry_offset. Who makes one sets
 *                 NATIVE_CODE_ENTRY: what comes without is the whole method, from a compiler that knows no entry functions.
 *                 A compiler may decline for any reason.
 *
 * #Buffer         Its address is the only argument, where a static method finds a native int. It begins with the address of
 *                 the memory for the result, if the method's result is LOCATION_BUFFER. From the second word on there are the
 *                 arguments, `this` first, and then the locals, each as in a field of its type, and each at the next multiple
 *                 of eight bytes. All is copied from there before the first poll and call: it is not kept, and the collector
 *                 does not look into it. Variables that are not needed any more may have any bits.
 *
 * #Addresses      The variables lie elsewhere from then on. So it is declined where a variable that is still needed, or
 *                 memory, may hold the address of one of the method's variables, or of stack memory of `localloc`.
 *
 * #Caller         It returns to whoever called the method, with the result where the method's own code leaves it. The
 *                 method's arguments on the stack are above the return address, and their place is the entry function's, as
 *                 it is the method's.
 *
 * #In regions     The instruction may be in protected regions, and the clauses hold from there on. Handlers and filters are
 *                 called by the runtime, and not entered.
 *
 * #Installing     With INSTALL_PRIVATE only. `execute_installed_method` takes no receiver, and the buffer's address as the
 *                 one argument; a result that is LOCATION_BUFFER is where the buffer says, and nowhere else. */

/* ---- Native calling convention ---------------------------------------------------------------------------------- */

typedef enum LocationKind {
	LOCATION_NONE,              /* void */
	LOCATION_INTEGER_REGISTERS, /* one or two, eight bytes of the value each; none of a value type without fields */
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
	uint32_t size;
	uint32_t argument_count; /* `this` included, the result buffer not */
	const NativeLocation *arguments;
	NativeLocation result;
	NativeLocation result_buffer; /* kind LOCATION_NONE unless `result` is LOCATION_BUFFER */
	uint32_t result_buffer_index; /* the buffer's address is passed before the argument with this index */
	uint32_t stack_size;          /* bytes of arguments on the stack; offsets are right up to 32 KiB only */
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
	uint32_t size;
	CallKind kind;
	MethodInfo *method; /* called in fact: can be a wrapper around the one asked for */
	/* To compute the native signature from, and to convert arguments to. Of a method with a variable argument list it has
	 * only the fixed ones: for a call the signature at the call site counts. */
	SignatureInfo *signature;
	void **cell;           /* CALL_THROUGH_CELL; lives as long as the domain */
	int32_t vtable_offset; /* CALL_THROUGH_VTABLE; negative for interface slots */
	void *hidden_argument; /* to be loaded into RuntimeLayout.hidden_argument_register; NULL for none */
	int check_null;        /* throw NullReferenceException if the receiver is null, before the call */
	int is_near;           /* CALL_THROUGH_CELL: the code will probably be in reach of a direct call, NativeCallSite */
} CallTarget;

/* Answer of `get_unmanaged_call`. SERVICE_UNMANAGED_FUNCTION (module, signature, function) returns code that calls FUNCTION,
 * and which is called with `managed_signature`. The same arguments always give the same code. */
typedef struct UnmanagedCall {
	uint32_t size;
	void *module;
	SignatureInfo *signature;
	SignatureInfo *managed_signature;
} UnmanagedCall;

typedef enum FieldAccessKind { FIELD_ACCESS_LOAD, FIELD_ACCESS_ADDRESS, FIELD_ACCESS_STORE } FieldAccessKind;

/* Answer of `get_remote_field_target`: code that does the access whatever the object is. Its arguments are the object, the
 * field's class, the field, its offset as a native int, and, to store, the value; `signature` says how they travel, with
 * types that may be less exact than the field's. */
typedef struct RemoteFieldTarget {
	uint32_t size;
	void **cell; /* load the code address from here at each call */
	SignatureInfo *signature;
	/* 0: an object whose class is not RuntimeLayout.proxy_class can be accessed directly, and so can the method's own
	 * unmodified `this`. */
	int is_always_needed;
} RemoteFieldTarget;

/* Answer of `get_runtime_function`. To be called with the native convention that `signature` has. */
typedef struct RuntimeFunction {
	uint32_t size;
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
	uint32_t size;
	ConstrainedKind kind;
	MethodInfo *method;
} ConstrainedTarget;

/* Answer of `get_delegate_template`: what the fields of a new delegate over a method, not chosen by its target's class
 * (`ldftn`, `newobj`), get besides the target. The cells change while the method is compiled: load them each time. */
typedef struct DelegateTemplate {
	uint32_t size;
	void *method;       /* for delegate_method_offset */
	void **invoke_cell; /* its contents: for delegate_invoke_offset */
	void **code_cell;   /* its contents: for delegate_code_offset */
} DelegateTemplate;

/* Answer of `get_allocator`: managed-convention code that returns a zeroed object, or the service to use instead. */
typedef enum AllocatorKind {
	ALLOCATOR_SIZED,  /* (vtable, instance size rounded up to 8) -> object */
	ALLOCATOR_OBJECT, /* (vtable) -> object; Mono offers ALLOCATOR_SIZED for these */
	ALLOCATOR_VECTOR, /* (vtable, native int length) -> vector */
	ALLOCATOR_STRING  /* (vtable, int32 length) -> string */
} AllocatorKind;

typedef struct Allocator {
	uint32_t size;
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
	/* Neither reads nor writes memory that compiled code does, but by other threads, and by filters that look at what it
	 * throws: those of the caller read the caller's frame. */
	SERVICE_APART = 1 << 4
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
	HELPER_SET_MEMORY,    /* static void (unmanaged pointer to, int32 value, int32 size): as initblk */
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
	uint32_t size;
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
	/* Registers that code must use, as DWARF numbers (System V AMD64 psABI figure 3.36). The hidden argument of calls; in
	 * landing pads the exception object, the index of the clause, and behind a filter the innermost landing pad; the frame
	 * of methods with filters or handlers; the exception that a filter gets, and its answer. */
	uint32_t hidden_argument_register;
	uint32_t exception_register, clause_register, landing_register;
	uint32_t frame_register;
	uint32_t filter_exception_register, filter_result_register;
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
 * other and of the runtime's trampolines and cells. Writable and executable, aligned to 8; the runtime takes it back with
 * the domain. */
typedef struct CodeMemory {
	uint32_t size;
	uint8_t *hot;
	uint8_t *cold;
	uint8_t *read_only;
} CodeMemory;

/* Code from `native_offset` on belongs to the IL at `il_offset`. */
typedef struct NativeOffset {
	uint32_t native_offset;
	uint32_t il_offset;
} NativeOffset;

/* A direct call of what a cell leads to: e8 and the four bytes of its displacement, which lie within eight aligned ones. The
 * compiler lets it lead to code of its own that jumps through the cell. When the method's code is known, and in reach, the
 * runtime lets it lead there; not in the first 16 bytes of the code, which others patch. */
typedef struct NativeCallSite {
	uint32_t displacement; /* its offset in the code */
	void **cell;           /* CallTarget */
} NativeCallSite;

typedef enum NativeCodeFlags {
	NATIVE_CODE_PUBLISHED = 1 << 0, /* the compiler's own doing has already made it the method's code (mini) */
	NATIVE_CODE_ENTRY = 1 << 1      /* it is the entry function that was asked for */
} NativeCodeFlags;

/* What a compiler delivers. Only `code` and `code_size` are needed. The arrays belong to the compiler and must stay
 * valid until its next call to `release_code`, or if it has none, for ever. */
typedef struct NativeCodeHandle {
	uint32_t size;
	uint32_t flags; /* NativeCodeFlags */
	void *code;
	uint32_t code_size;
	/* Unwinding: the call frame instructions of CIE and FDE, one after the other, code alignment 1 and data alignment -8: all
	 * of DWARF 4, 6.4.2, but those with expressions, val_offset and val_offset_sf. Any other is refused by its name. The
	 * operand of set_loc is the address itself, in 8 bytes. What restore and restore_extended go back to are the rules at the
	 * first advance of the location. Registers are 0 to 16 (System V AMD64 psABI figure 3.36); of these 7, the stack pointer,
	 * can have no rule, since the caller's is the frame's address, and 16, the return address, must have one, either offset or
	 * register. Empty: code that never moves the stack pointer. */
	uint32_t unwind_information_size;
	const uint8_t *unwind_information;
	const NativeClause *clauses; /* innermost first */
	uint32_t clause_count, clause_stride;
	uint32_t il_map_count;
	uint32_t sequence_point_count;
	const NativeOffset *il_map; /* sorted by native offset; may be empty */
	/* The IL offsets that stack traces show where there are no symbols for source lines, instead of il_map's: sequence
	 * points, which is where the evaluation stack is empty, and behind calls. Empty: those of il_map. */
	const NativeOffset *sequence_points;
	const NativeHandler *handlers; /* innermost first; empty: aborts do not wait */
	uint32_t handler_count, handler_stride;
	void *compiler_data; /* the compiler's own; handed to `release_code` */
	/* Where the code does not do what the runtime's own compiler's does, on purpose, because that crashes there, or does
	 * otherwise in other forms of the same: the compiler's names for these, joined by +, or NULL for nowhere. To be left
	 * alone where code of both may run in turn. */
	const char *differences;
	const NativeCallSite *call_sites; /* may be empty: no call needs to be direct */
	uint32_t call_site_count, call_site_stride;
} NativeCodeHandle;

/* Code that was installed: what `install_compilation_result` answers and `execute_installed_method` runs. */
typedef struct InstalledRuntimeCode InstalledRuntimeCode;

/* A method can get code as often as one likes. What was published last is what all run who come to the method from then on,
 * by whatever way they know: calls, virtual tables, interfaces, delegates, images; but for copies that others have inlined.
 * Who is in another body finishes in that. All bodies stay as long as the domain, each with its own unwind information,
 * clauses and maps.
 *
 * Code that is there, be it the runtime's own compiler's, another's, or an image's, gets a jump in place of its first five
 * bytes, while all threads are stopped. Where that cannot be, installing fails with a sentence that says why: for dynamic
 * methods and wrappers; for methods whose address was given away (METHOD_PATCHABLE); for code that is shared with other
 * instantiations, shorter than five bytes if not filled up with int3, changed there by somebody else, or that calls from
 * there, branches there, or might, through an address; for a compiler's code with bytes that are no instruction; when
 * threads are suspended wherever they are (MONO_THREADS_SUSPEND=preemptive); and in a request to compile: only a host can
 * replace code. */
typedef enum InstallFlags {
	INSTALL_PRIVATE = 0,      /* callable through the answer only */
	INSTALL_PUBLISH = 1 << 0, /* make it the method's code, in place of the code that is there */
	INSTALL_IF_NONE = 1 << 1  /* with INSTALL_PUBLISH: code that was compiled for the method stays, and is the answer */
} InstallFlags;

/* Answer of `describe_installed_code`. */
typedef struct InstalledCodeDescription {
	uint32_t size;
	MethodInfo *method;
	const void *code;
	uint32_t code_size;
	int was_there; /* it is what the method had already, not what was to be installed */
} InstalledCodeDescription;

#endif
