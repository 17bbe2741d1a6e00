/* SPDX-License-Identifier: MIT
 *
 * What the calls in calls.def are written with. */
#ifndef HOST_H
#define HOST_H

#include <mono/jit/jit.h>
#include <mono/metadata/appdomain.h>
#include <mono/metadata/assembly.h>
#include <mono/metadata/attrdefs.h>
#include <mono/metadata/class.h>
#include <mono/metadata/debug-helpers.h>
#include <mono/metadata/exception.h>
#include <mono/metadata/metadata.h>
#include <mono/metadata/mono-config.h>
#include <mono/metadata/mono-debug.h>
#include <mono/metadata/object.h>
#include <mono/metadata/reflection.h>
#include <mono/metadata/threads.h>
#include <mono/metadata/tokentype.h>
#include <mono/utils/mono-error.h>
#include <mono/utils/mono-logger.h>
#include <mono/utils/mono-publib.h>

/* Exported, but in no header. */
void *mono_threads_enter_gc_unsafe_region (void **stack_pointer);
void mono_threads_exit_gc_unsafe_region (void *cookie, void **stack_pointer);
void *mono_threads_enter_gc_unsafe_region_unbalanced (void **stack_pointer);
MonoObject *mono_runtime_try_invoke (MonoMethod *method, void *object, void **arguments, MonoObject **exception,
	MonoError *error);
MonoType *mono_reflection_type_get_type (MonoReflectionType *type);
void mono_thread_manage (void);
void mono_runtime_class_init (MonoVTable *vtable);
void mono_reraise_exception (MonoException *thrown);
void mono_domain_try_unload (MonoDomain *unloaded, MonoObject **thrown);
MonoReflectionAssembly *mono_domain_try_type_resolve (MonoDomain *of, char *name, MonoObject *builder);
MonoObject *mono_object_castclass_mbyref (MonoObject *object, MonoClass *klass);
MonoObject *mono_get_dbnull_object (MonoDomain *of);
MonoException *mono_get_exception_runtime_wrapped (MonoObject *wrapped);
MonoClass *mono_class_get (MonoImage *of, uint32_t token);
MonoClass *mono_class_get_checked (MonoImage *of, uint32_t token, MonoError *error);
MonoClass *mono_class_from_typeref_checked (MonoImage *of, uint32_t token, MonoError *error);
MonoMethodHeader *mono_method_get_header_checked (MonoMethod *method, MonoError *error);
MonoMethodSignature *mono_method_signature_internal_slow (MonoMethod *method);
MonoMethodSignature *mono_method_signature_checked_slow (MonoMethod *method, MonoError *error);
MonoMethodSignature *mono_metadata_parse_method_signature_full (MonoImage *of, void *container, int definition,
	const char *bytes, const char **rest, MonoError *error);
mono_bool mono_class_is_valid_enum (MonoClass *klass);
char *mono_method_get_full_name (MonoMethod *method);
MonoMethod *mono_get_delegate_invoke (MonoClass *klass);
MonoMethod *mono_get_delegate_begin_invoke (MonoClass *klass);
MonoMethod *mono_get_delegate_end_invoke (MonoClass *klass);
void mono_assembly_load_reference (MonoImage *of, int index);
MonoMethodHeader *mono_metadata_parse_mh_full (MonoImage *of, void *container, const char *bytes, MonoError *error);
void *mono_lookup_internal_call (MonoMethod *method);
MonoClass *mono_class_from_mono_type_internal (MonoType *type);
char *mono_debug_print_stack_frame (MonoMethod *method, uint32_t offset, MonoDomain *in);
char *mono_pmip (void *address);
void mono_print_method_from_ip (void *address);
void *mono_metadata_load_generic_params (MonoImage *of, uint32_t token, void *parent, void *owner);
int mono_metadata_load_generic_param_constraints_checked (MonoImage *of, uint32_t token, void *container,
	MonoError *error);
void mono_domain_set_internal (MonoDomain *to);
void *mono_threads_attach_coop (MonoDomain *to, void **stack);
void mono_threads_detach_coop (void *cookie, void **stack);
const char *mono_lookup_icall_symbol (MonoMethod *method);
char *mono_signature_full_name (MonoMethodSignature *signature);
void mono_value_describe_fields (MonoClass *klass, const char *value);
void mono_assembly_invoke_load_hook (MonoAssembly *assembly);
MonoAssembly *mono_assembly_invoke_search_hook (MonoAssemblyName *name);
int32_t mono_class_array_element_size (MonoClass *klass);
int mono_debugger_insert_breakpoint (const char *name, mono_bool include_namespace);
int mono_debugger_method_has_breakpoint (MonoMethod *method);

/* eglib's, for mono_type_get_desc */
typedef struct GString {
	char *text;
	size_t length, capacity;
} GString;

void mono_type_get_desc (GString *into, MonoType *type, mono_bool include_namespace);
void mono_class_describe_statics (MonoClass *klass);
void mono_object_describe (MonoObject *object);
void mono_object_describe_fields (MonoObject *object);
char *mono_context_get_desc (MonoGenericContext *context);
void mono_method_print_code (MonoMethod *method);
MonoException *mono_exception_from_token_two_strings (MonoImage *of, uint32_t token, MonoString *first,
	MonoString *second);

MonoGenericContext *mono_class_get_context (MonoClass *klass);
MonoMethod *mono_class_inflate_generic_method (MonoMethod *method, MonoGenericContext *context);
MonoType *mono_class_inflate_generic_type (MonoType *type, MonoGenericContext *context);
uint32_t mono_method_get_index (MonoMethod *method);
mono_bool mono_method_can_access_field (MonoMethod *method, MonoClassField *field);
mono_bool mono_method_can_access_method (MonoMethod *method, MonoMethod *called);
void *mono_method_verify (MonoMethod *method, int level);
MonoMethod *mono_get_method_constrained (MonoImage *of, uint32_t token, MonoClass *constrained,
	MonoGenericContext *context, MonoMethod **named);
void mono_upgrade_remote_class_wrapper (void *type, void *proxy);
void mono_print_thread_dump (void *signal_context);
void mono_print_thread_dump_from_ctx (void *context);
void mono_runtime_quit (void);
void mono_debugger_run_finally (void *context);
mono_bool mono_regression_test_step (int verbosity, const char *path, const char *method);

MonoDomain *mono_jit_init_version_for_test_only (const char *name, const char *version);
int mono_main (int count, char **arguments);
mono_bool mono_security_core_clr_require_elevated_permissions (void);

/* metadata/callspec.h */
enum { MONO_TRACEOP_METHOD = 2 };

typedef struct MonoTraceOperation {
	int kind, is_exclusion;
	void *data, *more;
} MonoTraceOperation;

typedef struct MonoCallSpec {
	int count, is_enabled;
	MonoTraceOperation *operations;
} MonoCallSpec;

mono_bool mono_callspec_eval (MonoMethod *method, const MonoCallSpec *specification);

/* Of the call that is made */
extern MonoDomain *domain;
extern MonoImage *image; /* of the subjects */
extern MonoObject *exception;

/* The function that is called */
extern const char *row;

/* A line of output: the function's name, and what FORMAT says. */
void show (const char *format, ...) __attribute__ ((format (printf, 1, 2)));
void show_text (MonoString *text);
void show_number (MonoObject *boxed);
/* What a handler has said last. */
void show_said (void);
int has_said (void);
void forget_said (void);
/* Its class and, of an exception, the message. */
void show_object (void *object);

/* In the namespace of the function that is called. They run nothing. */
MonoClass *class_named (const char *name);
MonoMethod *method_named (const char *klass, const char *name);
MonoClassField *field_named (const char *klass, const char *name);
MonoProperty *property_named (const char *klass, const char *name);
/* Without its constructor */
MonoObject *object_of (const char *klass);
MonoObject *string_object (const char *text);

/* Runs the static method KLASS.NAME, to prepare the call. */
MonoObject *run (const char *klass, const char *name);

/* IT, which the process ends without */
void *found (void *it, const char *name);
/* An assembly that the test has built, as the current domain has it */
MonoImage *open_image (const char *name);
/* Subjects.exe as the current domain has it */
MonoImage *subjects (void);
/* The runtime has been started, and CURRENT is the domain of the calls that follow. */
void started (MonoDomain *current);
/* What the test has built under NAME */
char *file (const char *name);
/* An assembly that has not been opened */
const char *new_file (void);
/* METHOD is Item.Add. */
void invoke_add (void *method);
/* Internal calls that raise, or raise again, the row's Failure. */
void raise_failure (void);
void reraise_failure (void);
/* Internal calls in which a function sets an exception */
void enter_nothing (void);
void exit_nothing (void);
void try_enter_nothing (void);
void enter_nothing_v4 (void);

/* The class NAME of Users.dll, of which some is in an assembly that only the handler of AssemblyResolve finds. The
 * handler is in place, and has not run. */
MonoClass *late_class (const char *name);
MonoMethod *late_method (const char *klass, const char *name);
MonoImage *late_image (void);
/* After the row's call */
void end_late (void);
/* In Users.dll: the token of the reference to the class NAME in the missing assembly, the number of the reference to
 * that assembly, the token of one of the row's classes or of a method or field of its Held, and a method's body and
 * signature. */
uint32_t late_reference (const char *name);
int late_assembly (void);
uint32_t late_token (const char *name);
uint32_t late_address (const char *method);
const char *late_signature (const char *method);
/* The signature or type in row N of those of the row's Held.Refer: "calli", "vector" or "array". */
uint32_t late_row (const char *what);
const char *late_bytes (uint32_t token);
/* Its GENERIC of int32, of which nothing but the name is known yet, and vectors of its Generic */
MonoClass *late_instance (const char *generic);
MonoType *late_vector (void);
/* The token of its reference to Base.Other */
uint32_t late_member (void);
/* The first parameter of one of its methods, a field, and a DynamicMethod of its Constraining, which has not been asked
 * for its own methods */
MonoType *late_parameter (const char *klass, const char *method);
MonoClassField *late_field (const char *klass, const char *name);
MonoMethod *late_dynamic_method (void);
/* That of Debugged.dll, which has symbols */
MonoMethod *debugged_method (void);
/* Of two dimensions */
MonoClass *late_array (const char *klass);
/* CALL is an internal call that the row's Framed.Run makes, which has a modifier that is not known. */
void call_in_frame (void (*call) (void));
void run_finally (void);
void ask_elevated (void);
mono_bool is_platform (const char *path);
void print_thread_dump (void);
void print_thread_dump_from_context (void);
/* The internal call of the row's Catcher, which its Catch calls, is CALL. */
void catch_from (void (*call) (void));
/* Runs the row's Aborted.Catch, which calls CALL with another domain: a thread that is being aborted takes a new exception
 * along. CALL may leave the thread there. */
void set_domain (MonoDomain *other);
void attach_thread (MonoDomain *other);
void attach_jit_thread (MonoDomain *other);
void attach_and_detach (MonoDomain *other);
void switch_aborted (void (*call) (MonoDomain *other));
/* CALL is an internal call that the row's Stopped.Catch makes. */
void stop_from (void (*call) (void));
void stop_thread (void);
/* While SEARCH is not 0, each search for an assembly runs Item.Make. */
void hook_searches (int search);
/* A name that only the handler finds */
char *late_name (const char *format);

#endif
