/* SPDX-License-Identifier: MIT
 *
 * mono-compiler.h -- the seam between a runtime and a compiler of CIL methods
 *
 * Two tables of functions. A compiler offers ICompiler: "compile this method to native code". The runtime offers
 * IRuntimeInformation: everything a compiler may ask of it. A compiler is a shared object with one entry symbol,
 * `mono_compiler_plugin` (the end of this file shows one), and needs nothing but this header.
 *
 * This file has the tables, and what holds for all of the interface. It includes the others, by reader:
 *   mono-compiler-methods.h      what a compiler asks about what it compiles
 *   mono-compiler-code.h         what compiled code is like, what it may use, and how it is delivered
 *   mono-compiler-exceptions.h   protected regions, filters, finally handlers
 *   mono-compiler-host.h         for programs that embed the runtime
 *
 * #Handles        MethodInfo, ClassInfo, FieldInfo, ClrType, SignatureInfo and AssemblyInfo are
 *                 opaque. The runtime owns them; one handle always means one thing, so they may be compared and hashed.
 *                 They stay valid as long as the application domain they were asked in, those of a dynamic method until
 *                 `method_freed`.
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
 *                 exactly the exception the runtime recorded, or goes on. Each question forgets the failure of the one
 *                 before it; get_failure, clear_failure, get_layout and the names of things do not.
 *
 * #Sizes          Every struct that crosses the interface starts with its size, set by whoever makes it: a compiler sets
 *                 `size` to sizeof of the answer it hands in, and the runtime fills no more than that, and leaves in
 *                 `size` how much it filled. A size of 0 is a failure. Fields that the runtime does not know are 0.
 *                 Structs without a size (NativeLocation, NativeOffset) stay as they are under one identifier; rows of
 *                 arrays (ExceptionClause, NativeClause, NativeHandler, CompilerOption) are found by a stride that goes
 *                 with the array. The two tables start with their size, too: a function that was appended at a later
 *                 level is there if the size says so (MONO_COMPILER_HAS).
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

#include "mono-compiler-host.h"

#ifdef __cplusplus
extern "C" {
#endif

/* ---- Identity --------------------------------------------------------------------------------------------------- */

/* MONO_COMPILER_INTERFACE_IDENTIFIER and MONO_COMPILER_INTERFACE_LEVEL */
#include "mono-compiler-identity.h"

/* Whether TABLE, an ICompiler or IRuntimeInformation, is of a level that has FUNCTION. */
#define MONO_COMPILER_HAS(table, function) \
	((table)->size >= offsetof (__typeof__ (*(table)), function) + sizeof ((table)->function))

/* ---- Compilation ------------------------------------------------------------------------------------------------ */

typedef enum CompilationFlags {
	COMPILE_NONE = 0,
	COMPILE_HOSTED = 1 << 0, /* asked for by an embedding host, not because the program calls the method */
	COMPILE_DYNAMIC_METHOD = 1 << 1,
	COMPILE_WRAPPER = 1 << 2,         /* a wrapper made by the runtime; its kind is in CompilationRequest */
	COMPILE_DEBUGGABLE = 1 << 3,      /* keep the IL map exact */
	COMPILE_WITHOUT_RUNNING = 1 << 4, /* no managed code may run because of this compilation */
	COMPILE_ENTRY = 1 << 5            /* an entry function is asked for: mono-compiler-code.h */
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
	uint32_t size;
	uint32_t flags;         /* CompilationFlags */
	int optimization_level; /* 0 to 3, or -1: the compiler's own default */
	int wrapper_kind;       /* COMPILE_WRAPPER: the runtime's number for it */
	uint32_t nesting;       /* compilations under way on this thread, this one not counted */
	WrapperKind wrapper;    /* COMPILE_WRAPPER: what it is for */
	void *domain;           /* the application domain that the code is for; only its identity counts */
	uint32_t entry_offset;  /* COMPILE_ENTRY: of the IL instruction that it goes on with */
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
	uint32_t size;
	const char *reason; /* a short name from a closed list, such as "stack-merge" */
	const char *detail; /* a sentence, or NULL */
	uint32_t il_offset;
} CompilationReport;

/* ---- ICompiler -------------------------------------------------------------------------------------------------- */

struct ICompiler {
	uint32_t size; /* sizeof (ICompiler) as the compiler was built */
	const char *name;

	/* Compiles one method. RUNTIME belongs to this request. On COMPILATION_OK fills NATIVE_CODE, else REPORT; the caller has
	 * zeroed both but for their sizes. Does not install: the caller does. Threads: any, several at once, re-entered. */
	CompilationResult (*compile_method) (ICompiler *compiler, IRuntimeInformation *runtime, MethodInfo *method,
		const CompilationRequest *request, NativeCodeHandle *native_code, CompilationReport *report);

	/* NATIVE_CODE was installed or discarded: what it points to, but for the code itself, is not needed any more. Called
	 * exactly once for each COMPILATION_OK. May be NULL. */
	void (*release_code) (ICompiler *compiler, NativeCodeHandle *native_code);

	/* The runtime freed METHOD, a dynamic method: forget what was remembered for it. May be NULL. */
	void (*method_freed) (ICompiler *compiler, MethodInfo *method);
	/* The runtime unloads DOMAIN (CompilationRequest.domain), and with it every handle that was asked for there. May be
	 * NULL. */
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

	/* Copies class and message of the last question's failure into BUFFER; returns 0 when it did not fail. */
	int (*get_failure) (IRuntimeInformation *runtime, char *buffer, size_t size);
	/* Forgets the failure: the compiler can do without the answer. */
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
	/* "Namespace.Type:Method (int,string)". Loads the types of the parameters, but no custom modifiers. */
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

	/* What FIELD is and where. Loads its class. */
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
	/* Where the elements of an array of TYPE begin, from the start of the object: RuntimeLayout.array_base_offset, whatever
	 * the type. */
	uint32_t (*get_array_base_offset) (IRuntimeInformation *runtime, ClrType *type);
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
	/* How METHOD calls a function by `calli` with SIGNATURE, an unmanaged one. */
	int (*get_unmanaged_call) (IRuntimeInformation *runtime, MethodInfo *method, SignatureInfo *signature,
		UnmanagedCall *call);
	/* Whether METHOD may use CALLEE, for which TOKEN stands in its body. Never fails: where it may not, `call`, `callvirt`,
	 * `newobj` and `ldftn` throw when they are reached, by SERVICE_THROW_METHOD_ACCESS. */
	int (*can_access_method) (IRuntimeInformation *runtime, MethodInfo *method, MethodInfo *callee, uint32_t token);
	/* What to call instead of accessing FIELD, of a class with CLASS_REMOTABLE, in an object that may be a proxy. */
	int (*get_remote_field_target) (IRuntimeInformation *runtime, FieldInfo *field, FieldAccessKind kind,
		RemoteFieldTarget *target);
	/* How to allocate an instance of KLASS. When it returns 0 without a failure: use SERVICE_ALLOCATE_*. */
	int (*get_allocator) (IRuntimeInformation *runtime, ClassInfo *klass, Allocator *allocator);
	/* What a delegate of class KLASS over METHOD is made of. */
	int (*get_delegate_template) (IRuntimeInformation *runtime, ClassInfo *klass, MethodInfo *method,
		DelegateTemplate *delegate);
	/* The function that an instruction of METHOD, a wrapper made by the runtime, calls by NUMBER. */
	int (*get_runtime_function) (IRuntimeInformation *runtime, MethodInfo *method, uint32_t number,
		RuntimeFunction *function);
	/* One of the methods that the runtime makes for compiled code; it lives as long as the process. NULL with a failure for
	 * a number that is none of HelperMethod. */
	MethodInfo *(*get_helper_method) (IRuntimeInformation *runtime, HelperMethod helper);
	/* Address of a service, callable with the C convention from compiled code. */
	void *(*get_service) (IRuntimeInformation *runtime, Service service);
	/* The argument of SERVICE_THROW_CORLIB. */
	uint32_t (*get_corlib_exception_index) (IRuntimeInformation *runtime, CorlibException exception);
	/* SIZE zeroed bytes of data that live as long as the domain, aligned to 8, within reach of code: caches, cells. The
	 * collector does not look into them. */
	void *(*allocate_data) (IRuntimeInformation *runtime, size_t size);

	/* -- lookup by name --------------------------------------------------------------------------------------------- */

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

	/* Memory for METHOD's code; each size may be 0. May be called several times: all of it stays until the request ends, and
	 * what was installed by then stays as long as the domain. */
	int (*allocate_code) (IRuntimeInformation *runtime, MethodInfo *method, uint32_t hot_size, uint32_t cold_size,
		uint32_t read_only_size, CodeMemory *memory);
	/* Makes compiled code known to the runtime: unwindable, found by its address, and callable through the answer, which
	 * lives as long as the domain, or the dynamic method. FLAGS: InstallFlags. Fails, with a sentence that names it, when
	 * something in NATIVE_CODE cannot be: no code, tables that point outside of it, call frame instructions that the runtime
	 * does not know. */
	InstalledRuntimeCode *(*install_compilation_result) (IRuntimeInformation *runtime, MethodInfo *method,
		const NativeCodeHandle *native_code, uint32_t flags);
	/* What INSTALLED is. */
	int (*describe_installed_code) (IRuntimeInformation *runtime, InstalledRuntimeCode *installed,
		InstalledCodeDescription *description);
	/* Runs installed code. THIS_OBJECT: the receiver (for a value type: a pointer to the value), or NULL. ARGUMENTS: for
	 * each parameter a pointer to the value, or, for a reference, the reference itself. Returns 0 when the code could not be
	 * run at all: fails in compilations. */
	int (*execute_installed_method) (IRuntimeInformation *runtime, InstalledRuntimeCode *installed, void *this_object,
		void **arguments, ExecutionResult *result);

	/* -- working ------------------------------------------------------------------------------------------------------ */

	/* Calls WORK (DATA), which must ask nothing of the runtime and touch no object: meanwhile collections do not wait for
	 * this thread. WORK has at least 8 MiB of stack, on another thread if this one is short of it. */
	void (*run_without_runtime) (IRuntimeInformation *runtime, void (*work) (void *data), void *data);
	/* Another compiler by spec, "mini" for the runtime's own. It lives as long as the process; NULL when there is none. */
	ICompiler *(*get_compiler) (IRuntimeInformation *runtime, const char *spec);
	/* Ends an IRuntimeInformation that a host created. Does nothing to one that belongs to a request. */
	void (*release) (IRuntimeInformation *runtime);

	/* -- helper methods, continued ------------------------------------------------------------------------------------ */

	/* The runtime's method, static, that takes an array of class ARRAY, one with bounds, and an int index for each of its
	 * dimensions, and returns the element's address: to be called where there is no such element, or no array. It throws
	 * then, and a stack trace shows it. NULL without a failure where traces show none. */
	MethodInfo *(*get_element_address_method) (IRuntimeInformation *runtime, ClassInfo *array);

	/* -- working, continued ------------------------------------------------------------------------------------------- */

	/* As `run_without_runtime`, but WORK has at least STACK bytes of stack. With less than the 8 MiB there, which a main thread
	 * hardly has, WORK seldom waits for another thread. */
	void (*run_with_stack) (IRuntimeInformation *runtime, size_t stack, void (*work) (void *data), void *data);
};

/* ---- Plug-ins --------------------------------------------------------------------------------------------------- */

/* One option of a spec, "NAME,option=value,...": value is NULL when there is no "=". */
typedef struct CompilerOption {
	const char *name;
	const char *value;
} CompilerOption;

/* The options of a spec that are for the compiler. These are the runtime's, for every compiler, and never reach one: aot,
 * except, list, only, stats, stats-methods, strict. */
typedef struct CompilerOptions {
	uint32_t size;
	uint32_t count;
	uint32_t stride; /* from one option to the next */
	const CompilerOption *options;
} CompilerOptions;

typedef struct CompilerPlugin {
	uint8_t interface_identifier [16]; /* MONO_COMPILER_INTERFACE_IDENTIFIER */
	uint32_t size;
	uint32_t interface_level; /* MONO_COMPILER_INTERFACE_LEVEL, or the lowest that the plug-in can do with */
	const char *description;  /* one line for lists */
	const char *options_help; /* one line for each option the compiler takes, or NULL */
	/* Creates a compiler. On failure (an option it does not know, say) returns NULL and puts a sentence into ERROR.
	 * Called at most once for each selection, before any managed code runs or from `get_compiler`; the compiler need not
	 * start what is costly before the first method. OPTIONS are valid during the call. */
	ICompiler *(*create) (const CompilerOptions *options, char *error, size_t error_size);
} CompilerPlugin;

/* The entry symbol: a plug-in defines
 *
 *   const CompilerPlugin mono_compiler_plugin = {
 *       MONO_COMPILER_INTERFACE_IDENTIFIER, sizeof (CompilerPlugin), MONO_COMPILER_INTERFACE_LEVEL, "what it is", NULL, create
 *   };
 */
#define MONO_COMPILER_ENTRY_SYMBOL "mono_compiler_plugin"

#ifdef __cplusplus
}
#endif

#endif
