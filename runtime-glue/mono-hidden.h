/* SPDX-License-Identifier: MIT
 *
 * Every hidden Mono function and variable that the glue uses, declared once, by hand, from facts, under the source file
 * it lives in (paths below mono/ in Mono's source). What a Mono of another version would change is here, in layout.def,
 * and nowhere else. */
#ifndef GLUE_MONO_HIDDEN_H
#define GLUE_MONO_HIDDEN_H

#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <mono/jit/jit.h>
#include <mono/metadata/appdomain.h>
#include <mono/metadata/assembly.h>
#include <mono/metadata/attrdefs.h>
#include <mono/metadata/class.h>
#include <mono/metadata/debug-helpers.h>
#include <mono/metadata/exception.h>
#include <mono/metadata/mono-config.h>
#include <mono/metadata/mono-debug.h>
#include <mono/metadata/object.h>
#include <mono/metadata/reflection.h>
#include <mono/metadata/threads.h>
#include <mono/metadata/tokentype.h>
#include <mono/utils/mono-error.h>

#include "layout.h"

/* ---- MonoError ---- */

/* The public, opaque form of MonoError, which is at least as large as the one the runtime works with. */
typedef MonoError MonoErrorStorage;
_Static_assert (sizeof (MonoErrorStorage) >= SIZE_MonoErrorInternal, "MonoError grew: layout.def, mono-hidden.h");
_Static_assert (OFFSET_MonoErrorInternal_error_code == 0, "MonoError does not start with its code");

/* An error must be empty before a hidden function gets it (utils/mono-error-internals.h:error_init). */
static inline void
error_clear (MonoErrorStorage *error)
{
	error->init = 0;
}

static inline int
error_is_ok (const MonoErrorStorage *error)
{
	return error->error_code == MONO_ERROR_NONE;
}

/* ---- Access by generated layout ---- */

/* MEMBER of the TYPE at POINTER as an lvalue of C type CTYPE; for members of inner structs: a_b stands for a.b. */
#define MONO_FIELD(CTYPE, pointer, TYPE, MEMBER) (*(CTYPE *) ((char *) (pointer) + OFFSET_##TYPE##_##MEMBER))
/* The address of a member that is a struct or array itself. */
#define MONO_FIELD_ADDRESS(pointer, TYPE, MEMBER) ((void *) ((char *) (pointer) + OFFSET_##TYPE##_##MEMBER))

/* What is known of these stands in layout.def. */
typedef struct MonoContext MonoContext;
typedef struct MonoJitTlsData MonoJitTlsData;
typedef struct MonoLMF MonoLMF;
typedef struct MonoTrampInfo MonoTrampInfo;
typedef struct StackFrameInfo StackFrameInfo;

/* Places in MonoContext.gregs, the numbers of the machine: mono/arch/amd64/amd64-codegen.h */
enum { REGISTER_RCX = 1, REGISTER_RSP = 4, REGISTER_RDI = 7, REGISTER_RIP = 16 };

static inline void **
context_registers (MonoContext *context)
{
	return (void **) MONO_FIELD_ADDRESS (context, MonoContext, gregs);
}

static inline uint32_t
mono_bits_get (const void *structure, uint32_t start, uint32_t count)
{
	uint64_t bits = 0;
	memcpy (&bits, (const char *) structure + start / 8, (start % 8 + count + 7) / 8);
	return (uint32_t) (bits >> start % 8 & ((UINT64_C (1) << count) - 1));
}

static inline void
mono_bits_set (void *structure, uint32_t start, uint32_t count, uint32_t value)
{
	uint64_t bits = 0, mask = ((UINT64_C (1) << count) - 1) << start % 8;
	size_t bytes = (start % 8 + count + 7) / 8;
	memcpy (&bits, (char *) structure + start / 8, bytes);
	bits = (bits & ~mask) | ((uint64_t) value << start % 8 & mask);
	memcpy ((char *) structure + start / 8, &bits, bytes);
}

#define MONO_BITS(pointer, TYPE, MEMBER) \
	mono_bits_get (pointer, BIT_##TYPE##_##MEMBER##_START, BIT_##TYPE##_##MEMBER##_COUNT)
#define MONO_SET_BITS(pointer, TYPE, MEMBER, value) \
	mono_bits_set (pointer, BIT_##TYPE##_##MEMBER##_START, BIT_##TYPE##_##MEMBER##_COUNT, value)

/* ---- Types that stay opaque ---- */

typedef struct MonoInternalHashTable MonoInternalHashTable;
typedef int gboolean;

/* ---- eglib/gmem.c ---- */

void monoeg_g_free (void *memory);

/* ---- utils/mono-error.c ---- */

void mono_error_cleanup (MonoErrorStorage *error);
MonoException *mono_error_convert_to_exception (MonoErrorStorage *error);
void mono_error_move (MonoErrorStorage *to, MonoErrorStorage *from);
void mono_error_set_exception_instance (MonoErrorStorage *error, MonoException *exception);
void mono_error_set_generic_error (MonoErrorStorage *error, const char *name_space, const char *name,
	const char *format, ...) __attribute__ ((format (printf, 4, 5)));
void mono_error_set_invalid_program (MonoErrorStorage *error, const char *format, ...)
	__attribute__ ((format (printf, 2, 3)));

const char *mono_error_get_exception_name (MonoErrorStorage *error);

/* ---- eglib/garray.c, ghashtable.c ---- */

void *monoeg_malloc0 (size_t size);
void *monoeg_g_hash_table_new (void *hash, void *equal);
void *monoeg_g_hash_table_lookup (void *table, const void *key);
void monoeg_g_hash_table_insert_replace (void *table, void *key, void *value, gboolean replace);

/* ---- utils/mono-internal-hash.c ---- */

void mono_internal_hash_table_insert (MonoInternalHashTable *table, void *key, void *value);

/* ---- utils/mono-threads-api.h ---- */

typedef struct MonoStackData {
	void *stack_pointer;
	const char *function_name;
} MonoStackData;

void *mono_threads_enter_gc_safe_region_internal (MonoStackData *stack_data);
void mono_threads_exit_gc_safe_region_internal (void *cookie, MonoStackData *stack_data);
void *mono_threads_enter_gc_unsafe_region_internal (MonoStackData *stack_data);
void mono_threads_exit_gc_unsafe_region_internal (void *cookie, MonoStackData *stack_data);

/* ---- metadata/domain.c ---- */

void *mono_domain_alloc0 (MonoDomain *domain, unsigned size);
void *mono_domain_code_reserve (MonoDomain *domain, int size);
void mono_domain_code_commit (MonoDomain *domain, void *data, int size, int new_size);
void mono_domain_lock (MonoDomain *domain);
void mono_domain_unlock (MonoDomain *domain);

/* ---- metadata/jit-info.c ---- */

int mono_jit_info_size (int flags, int clause_count, int hole_count);
void mono_jit_info_init (MonoJitInfo *info, MonoMethod *method, uint8_t *code, int code_size, int flags,
	int clause_count, int hole_count);
void mono_jit_info_table_add (MonoDomain *domain, MonoJitInfo *info);

/* ---- metadata/loader.c ---- */

MonoMethodHeader *mono_method_get_header_checked (MonoMethod *method, MonoErrorStorage *error);

/* ---- metadata/debug-helpers.c ---- */

const char *mono_wrapper_type_to_str (uint32_t wrapper_type);

/* ---- metadata/marshal.c ---- */

MonoMethod *mono_marshal_get_runtime_invoke_full (MonoMethod *method, gboolean is_virtual,
	gboolean need_direct_wrapper);

/* ---- metadata/object.c ---- */

MonoVTable *mono_class_vtable_checked (MonoDomain *domain, MonoClass *klass, MonoErrorStorage *error);
MonoVTable *mono_class_try_get_vtable (MonoDomain *domain, MonoClass *klass);
gboolean mono_runtime_class_init_full (MonoVTable *vtable, MonoErrorStorage *error);

/* ---- metadata/profiler.c ---- */

int mono_profiler_get_call_instrumentation_flags (MonoMethod *method);
gboolean mono_profiler_coverage_instrumentation_enabled (MonoMethod *method);
void mono_profiler_raise_jit_code_buffer (const uint8_t *buffer, uint64_t size, int type, const void *data);
void mono_profiler_raise_jit_done (MonoMethod *method, MonoJitInfo *info);
void mono_profiler_raise_jit_failed (MonoMethod *method);

/* ---- metadata/seq-points-data.c ---- */

typedef struct MonoSeqPointInfo MonoSeqPointInfo;
MonoSeqPointInfo *mono_seq_point_info_new (int length, gboolean copy_data, uint8_t *data, gboolean has_debug_data,
	int *size);

/* ---- metadata/verify.c ---- */

gboolean mono_verifier_is_enabled_for_method (MonoMethod *method);

/* ---- mini/mini-runtime.c ---- */

void *mono_jit_compile_method (MonoMethod *method, MonoErrorStorage *error);
MonoJitInfo *mini_lookup_method (MonoDomain *domain, MonoMethod *method, MonoMethod *shared);
MonoJitInfo *mini_jit_info_table_find (MonoDomain *domain, void *address, MonoDomain **found_in);
void *mono_jit_find_compiled_method_with_jit_info (MonoDomain *domain, MonoMethod *method, MonoJitInfo **info);
void mono_emit_jit_map (MonoJitInfo *info);
void *mini_get_debug_options (void);
extern gboolean mono_use_interpreter;
extern gboolean mono_aot_only;
extern gboolean mono_do_crash_chaining;

/* ---- mini/mini-trampolines.c ---- */

/* utils/mono-tls.c: the calling thread's MonoJitTlsData */
void *mono_tls_get_jit_tls (void);
/* CODE, or code in front of it that loads the generic context or unboxes `this`. mini/mini-trampolines.c */
void *mini_add_method_trampoline (MonoMethod *method, void *code, gboolean add_generic_context, gboolean add_unbox);
/* mini/mini-generic-sharing.c */
gboolean mono_method_needs_static_rgctx_invoke (MonoMethod *method, gboolean allow_type_vars);
void *mono_create_jit_trampoline (MonoDomain *domain, MonoMethod *method, MonoErrorStorage *error);
void *mono_create_jump_trampoline (MonoDomain *domain, MonoMethod *method, gboolean add_synchronized_wrapper,
	MonoErrorStorage *error);
/* A MonoDelegateTrampInfo, kept with the domain. */
void *mono_create_delegate_trampoline_info (MonoDomain *domain, MonoClass *klass, MonoMethod *method);

/* ---- mini/mini.c ---- */

extern void *mono_jit_trace_calls;
extern MonoMethodDesc *mono_break_at_bb_method;
extern MonoMethodDesc *mono_inject_async_exc_method;

/* ---- mini/trace.c ---- */

gboolean mono_trace_eval (MonoMethod *method);

/* ---- mini/debug-mini.c ---- */

int mono_debugger_method_has_breakpoint (MonoMethod *method);

/* ---- mini/driver.c ---- */

int mono_main (int argc, char **argv);
char *mono_parse_options_from (const char *options, int *argc, char ***argv);

/* ---- mini/unwind.c ---- */

uint32_t mono_cache_unwind_info (uint8_t *unwind_info, uint32_t size);

/* ---- For runtime-information/ ---- */

/* Values of macros, which debug information does not have. */
#define MONO_IMT_SIZE 19               /* metadata/object-internals.h: interface slots below a virtual table */
#define MONO_DEFAULT_SUPERTABLE_SIZE 6 /* metadata/class-internals.h: least length of a table of supertypes */
#define MONO_INLINE_LENGTH_LIMIT 20    /* mini/method-to-ir.c:INLINE_LENGTH_LIMIT */
#define MONO_METHOD_IMPL_ATTR_AGGRESSIVE_INLINING 0x0100 /* ECMA-335 II.23.1.11 with its later additions; tabledefs.h */

/* Member NAME of mono_defaults, a class (metadata/class-internals.h). */
extern char mono_defaults [];
#define MONO_DEFAULT(NAME) MONO_FIELD (MonoClass *, mono_defaults, MonoDefaults, NAME)

/* A table of MonoJitICallInfo (metadata/jit-icall-reg.h). */
extern char mono_jit_icall_info [];

/* utils/mono-error.c */
void mono_error_set_simple_file_not_found (MonoErrorStorage *error, const char *file, gboolean reflection_only);

/* metadata/class.c, class-init.c, class-accessors.c */
gboolean mono_class_init_checked (MonoClass *klass, MonoErrorStorage *error);
gboolean mono_class_has_failure (MonoClass *klass);
void mono_error_set_for_class_failure (MonoErrorStorage *error, MonoClass *klass);
void mono_class_setup_supertypes (MonoClass *klass);
void mono_class_setup_vtable (MonoClass *klass);
gboolean mono_class_has_finalizer (MonoClass *klass);
gboolean mono_class_needs_cctor_run (MonoClass *klass, MonoMethod *caller);
gboolean mono_class_is_nullable (MonoClass *klass);
MonoClass *mono_class_get_nullable_param (MonoClass *klass);
MonoGenericContext *mono_class_get_context (MonoClass *klass);
MonoClass *mono_class_get_and_inflate_typespec_checked (MonoImage *image, uint32_t token, MonoGenericContext *context,
	MonoErrorStorage *error);
MonoClass *mono_class_inflate_generic_class_checked (MonoClass *klass, MonoGenericContext *context,
	MonoErrorStorage *error);
MonoMethod *mono_class_inflate_generic_method_checked (MonoMethod *method, MonoGenericContext *context,
	MonoErrorStorage *error);
MonoMethod *mono_class_get_method_from_name_checked (MonoClass *klass, const char *name, int parameter_count, int flags,
	MonoErrorStorage *error);
void mono_class_is_assignable_from_checked (MonoClass *klass, MonoClass *other, gboolean *result,
	MonoErrorStorage *error);
gboolean mono_method_can_access_method (MonoMethod *method, MonoMethod *called);
gboolean mono_method_can_access_field (MonoMethod *method, MonoClassField *field);
uint32_t mono_class_field_get_special_static_type (MonoClassField *field);
gboolean mono_class_field_is_special_static (MonoClassField *field);
void *mono_lookup_dynamic_token_class (MonoImage *image, uint32_t token, gboolean check_token, MonoClass **handle_class,
	MonoGenericContext *context, MonoErrorStorage *error);
MonoGenericContext *mono_method_get_context (MonoMethod *method);
MonoMethod *mono_method_get_declaring_generic_method (MonoMethod *method);
void *mono_method_get_generic_container (MonoMethod *method);
void *mono_ldtoken_checked (MonoImage *image, uint32_t token, MonoClass **handle_class, MonoGenericContext *context,
	MonoErrorStorage *error);

/* metadata/loader.c, metadata.c */
MonoMethod *mono_get_method_checked (MonoImage *image, uint32_t token, MonoClass *klass, MonoGenericContext *context,
	MonoErrorStorage *error);
MonoMethod *mono_get_method_constrained_with_method (MonoImage *image, MonoMethod *method, MonoClass *klass,
	MonoGenericContext *context, MonoErrorStorage *error);
MonoClassField *mono_field_from_token_checked (MonoImage *image, uint32_t token, MonoClass **klass,
	MonoGenericContext *context, MonoErrorStorage *error);
MonoMethodSignature *mono_method_signature_checked_slow (MonoMethod *method, MonoErrorStorage *error);
MonoMethodSignature *mono_method_get_signature_checked (MonoMethod *method, MonoImage *image, uint32_t token,
	MonoGenericContext *context, MonoErrorStorage *error);
MonoMethodSignature *mono_metadata_parse_signature_checked (MonoImage *image, uint32_t token, MonoErrorStorage *error);
/* metadata/image.c: what is kept with an image about SUBJECT, usually the address of a class or method of it. */
void *mono_image_property_lookup (MonoImage *image, void *subject, uint32_t property);
void mono_image_property_insert (MonoImage *image, void *subject, uint32_t property, void *value);
MonoMethodSignature *mono_inflate_generic_signature (MonoMethodSignature *signature, MonoGenericContext *context,
	MonoErrorStorage *error);
void *mono_metadata_get_generic_inst (int count, MonoType **types);
gboolean mono_method_has_no_body (MonoMethod *method);
gboolean mono_method_get_header_summary (MonoMethod *method, void *summary);

/* metadata/object.c, reflection.c */
MonoString *mono_ldstr_checked (MonoDomain *domain, MonoImage *image, uint32_t index, MonoErrorStorage *error);
void *mono_vtable_get_static_field_data (MonoVTable *vtable);
int mono_method_get_vtable_index (MonoMethod *method);
uint32_t mono_method_get_imt_slot (MonoMethod *method);
MonoReflectionType *mono_type_get_object_checked (MonoDomain *domain, MonoType *type, MonoErrorStorage *error);
MonoType *mono_reflection_type_from_name_checked (char *name, MonoImage *image, MonoErrorStorage *error);

/* metadata/marshal.c, remoting.c */
MonoMethod *mono_marshal_get_native_wrapper (MonoMethod *method, gboolean check_exceptions, gboolean ahead_of_time);
MonoMethod *mono_marshal_get_array_accessor_wrapper (MonoMethod *method);
MonoMethod *mono_marshal_get_synchronized_wrapper (MonoMethod *method);
MonoMethod *mono_marshal_get_synchronized_inner_wrapper (MonoMethod *method);
MonoMethod *mono_marshal_get_remoting_invoke_with_check (MonoMethod *method, MonoErrorStorage *error);
MonoMethod *mono_marshal_get_castclass_with_cache (void);
MonoMethod *mono_marshal_get_virtual_stelemref (MonoClass *vector);
MonoMethod *mono_marshal_get_ldfld_wrapper (MonoType *type);
MonoMethod *mono_marshal_get_ldflda_wrapper (MonoType *type);
MonoMethod *mono_marshal_get_stfld_wrapper (MonoType *type);

/* metadata/method-builder.c, method-builder-ilgen.c, marshal.c */
typedef struct MonoMethodBuilder MonoMethodBuilder;
typedef struct WrapperInfo WrapperInfo;
MonoMethodBuilder *mono_mb_new (MonoClass *klass, const char *name, int wrapper_type);
void mono_mb_free (MonoMethodBuilder *builder);
void mono_mb_emit_byte (MonoMethodBuilder *builder, uint8_t opcode);
void mono_mb_emit_native_call (MonoMethodBuilder *builder, MonoMethodSignature *signature, void *function);
MonoMethod *mono_mb_create (MonoMethodBuilder *builder, MonoMethodSignature *signature, int max_stack,
	WrapperInfo *info);
WrapperInfo *mono_wrapper_info_create (MonoMethodBuilder *builder, int subtype);
WrapperInfo *mono_marshal_get_wrapper_info (MonoMethod *wrapper);

/* metadata/sgen-mono.c, utils/mono-mmap.c, utils/mono-threads-coop.c */
MonoMethod *mono_gc_get_managed_allocator (MonoClass *klass, gboolean for_box, gboolean known_size);
MonoMethod *mono_gc_get_managed_array_allocator (MonoClass *klass);
uint8_t *mono_gc_get_card_table (int *shift, void **mask);
int mono_pagesize (void);
extern volatile size_t mono_polling_required;
extern int32_t mono_thread_interruption_request_flag; /* metadata/threads.c */

/* mini/mini-amd64.c, mini-generic-sharing.c, mini-runtime.c, method-to-ir.c, driver.c */
void *mono_arch_get_call_info (void *pool, MonoMethodSignature *signature);
int mono_class_check_context_used (MonoClass *klass);
int mono_method_check_context_used (MonoMethod *method);
gboolean mono_method_is_generic_sharable_full (MonoMethod *method, gboolean allow_type_variables,
	gboolean allow_partial, gboolean allow_gsharedvt);
void *mini_method_get_rgctx (MonoMethod *method);
gboolean mini_class_has_reference_variant_generic_argument (void *compile, MonoClass *klass, int context_used);
gboolean mini_assembly_can_skip_verification (MonoDomain *domain, MonoMethod *method);
const void *mono_icall_get_wrapper_full (void *info, gboolean compile);
MonoMethod *mono_icall_get_wrapper_method (void *info);
uint32_t mono_parse_default_optimizations (const char *options);

_Static_assert (sizeof (MonoStackData) == SIZE_MonoStackData &&
		offsetof (MonoStackData, stack_pointer) == OFFSET_MonoStackData_stackpointer &&
		offsetof (MonoStackData, function_name) == OFFSET_MonoStackData_function_name,
	"MonoStackData differs");

/* ---- Wrapped by the linker (--wrap): the runtime calls __wrap_..., which is ours; __real_... is Mono's ---- */

void *__real_mono_jit_compile_method_inner (MonoMethod *method, MonoDomain *domain, int optimizations,
	MonoErrorStorage *error); /* mini/mini.c */
void *__wrap_mono_jit_compile_method_inner (MonoMethod *method, MonoDomain *domain, int optimizations,
	MonoErrorStorage *error);
MonoDomain *__real_mini_init (const char *file, const char *version); /* mini/mini-runtime.c */
MonoDomain *__wrap_mini_init (const char *file, const char *version);
void __real_mono_profiler_raise_jit_begin (MonoMethod *method); /* metadata/profiler.c */
void __wrap_mono_profiler_raise_jit_begin (MonoMethod *method);
void __real_mono_resume_unwind (MonoContext *context); /* mini/mini-exceptions.c */
void __wrap_mono_resume_unwind (MonoContext *context);
void *__real_mono_arch_get_call_filter (MonoTrampInfo **info, gboolean aot); /* mini/exceptions-amd64.c */
void *__wrap_mono_arch_get_call_filter (MonoTrampInfo **info, gboolean aot);
gboolean __real_mono_arch_unwind_frame (MonoDomain *domain, MonoJitTlsData *jit_tls, MonoJitInfo *info,
	MonoContext *context, MonoContext *caller, MonoLMF **lmf, void **save_locations,
	StackFrameInfo *frame); /* mini/exceptions-amd64.c */
gboolean __wrap_mono_arch_unwind_frame (MonoDomain *domain, MonoJitTlsData *jit_tls, MonoJitInfo *info,
	MonoContext *context, MonoContext *caller, MonoLMF **lmf, void **save_locations, StackFrameInfo *frame);
MonoObject *__real_mono_object_isinst_checked (MonoObject *object, MonoClass *klass,
	MonoErrorStorage *error); /* metadata/object.c */
MonoObject *__wrap_mono_object_isinst_checked (MonoObject *object, MonoClass *klass, MonoErrorStorage *error);
void __real_mono_handle_native_crash (const char *signal, MonoContext *context,
	void *information); /* mini/mini-exceptions.c */
void __wrap_mono_handle_native_crash (const char *signal, MonoContext *context, void *information);
void __real_mono_handle_hard_stack_ovf (MonoJitTlsData *jit_tls, MonoJitInfo *info, MonoContext *context,
	uint8_t *address); /* mini/mini-exceptions.c */
void __wrap_mono_handle_hard_stack_ovf (MonoJitTlsData *jit_tls, MonoJitInfo *info, MonoContext *context,
	uint8_t *address);
MonoObject *__real_mono_object_isinst_with_cache (MonoObject *object, MonoClass *klass,
	void **cache); /* mini/jit-icalls.c */
MonoObject *__wrap_mono_object_isinst_with_cache (MonoObject *object, MonoClass *klass, void **cache);
MonoObject *__real_mono_object_castclass_with_cache (MonoObject *object, MonoClass *klass,
	void **cache); /* mini/jit-icalls.c */
MonoObject *__wrap_mono_object_castclass_with_cache (MonoObject *object, MonoClass *klass, void **cache);
gboolean __real_mono_handle_exception (MonoContext *context, void *object); /* mini/mini-exceptions.c */
gboolean __wrap_mono_handle_exception (MonoContext *context, void *object);
/* Handles, metadata/handle-decl.h: pointers to slots. metadata/exception.c */
MonoObject **__real_mono_get_exception_runtime_wrapped_handle (MonoObject **object, MonoErrorStorage *error);
MonoObject **__wrap_mono_get_exception_runtime_wrapped_handle (MonoObject **object, MonoErrorStorage *error);
void __real_mini_cleanup (MonoDomain *domain); /* mini/mini-runtime.c */
void __wrap_mini_cleanup (MonoDomain *domain);
void __real_mini_patch_llvm_jit_callees (MonoDomain *domain, MonoMethod *method, void *code); /* mini/mini-runtime.c */
void __wrap_mini_patch_llvm_jit_callees (MonoDomain *domain, MonoMethod *method, void *code);
void __real_mono_runtime_free_method (MonoDomain *domain, MonoMethod *method); /* metadata/object.c */
void __wrap_mono_runtime_free_method (MonoDomain *domain, MonoMethod *method);
void __real_mono_install_free_domain_hook (void (*hook) (MonoDomain *domain)); /* metadata/domain.c */
void __wrap_mono_install_free_domain_hook (void (*hook) (MonoDomain *domain));
void *__real_mono_aot_get_method (MonoDomain *domain, MonoMethod *method,
	MonoErrorStorage *error); /* mini/aot-runtime.c */
void *__wrap_mono_aot_get_method (MonoDomain *domain, MonoMethod *method, MonoErrorStorage *error);
void *__real_mono_aot_get_method_from_token (MonoDomain *domain, MonoImage *image, uint32_t token,
	MonoErrorStorage *error); /* mini/aot-runtime.c */
void *__wrap_mono_aot_get_method_from_token (MonoDomain *domain, MonoImage *image, uint32_t token,
	MonoErrorStorage *error);
void *__real_mono_aot_get_method_from_vt_slot (MonoDomain *domain, MonoVTable *vtable, int slot,
	MonoErrorStorage *error); /* mini/aot-runtime.c */
void *__wrap_mono_aot_get_method_from_vt_slot (MonoDomain *domain, MonoVTable *vtable, int slot,
	MonoErrorStorage *error);

#endif
