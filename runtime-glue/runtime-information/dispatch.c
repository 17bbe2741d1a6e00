/* SPDX-License-Identifier: MIT
 *
 * How one method calls another, and how objects are allocated. The rules are those of mini/calls.c:
 * mini_emit_method_call_full and of the call instructions in mini/method-to-ir.c:mono_method_to_ir. */
#include <stdlib.h>

#include "../call-cells.h"
#include "../patchable.h"
#include "../precompiled.h"
#include "questions.h"

/* ---- Hidden arguments ------------------------------------------------------------------------------------------- */

/* The body that a call of METHOD reaches may be shared between instantiations and then reads the generic context from
 * the hidden argument; a body of METHOD's own ignores it (mini/method-to-ir.c:check_method_sharing). */
static int
may_need_generic_context (MonoMethod *method)
{
	if (!MONO_BITS (method, MonoMethod, is_inflated))
		return 0;
	if (!method_is_generic_instance (method) && !method_is_static (method) &&
		!mono_class_is_valuetype (method_class (method)) && !class_is_interface (method_class (method)))
		return 0;
	return mono_method_is_generic_sharable_full (method, 1, 1, 1) != 0;
}

static int
fill_generic_context (Request *request, MonoMethod *method, CallTarget *target)
{
	if (!may_need_generic_context (method))
		return 1;
	/* Asked first, because mini_method_get_rgctx asserts that there is a virtual table. */
	if (class_vtable (request, method_class (method)) == NULL)
		return 0;
	target->hidden_argument = mini_method_get_rgctx (method);
	return 1;
}

/* ---- Calls ------------------------------------------------------------------------------------------------------ */

/* Code memory lies below 2 GiB; images do not. */
static int
is_near (Request *request, MonoMethod *method, const void *code)
{
	return (uintptr_t) code <= INT32_MAX &&
		(request->domain != mono_get_root_domain () || !precompiled_in_root_domain (compilers_selected (), method));
}

static int
fill_target (Request *request, CallTarget *target, MonoMethod *method, MonoMethodSignature *signature)
{
	target->method = (MethodInfo *) method;
	target->signature = (SignatureInfo *) signature;
	if (target->kind != CALL_THROUGH_CELL)
		return 1;
	target->cell = glue_call_cell (request, method);
	target->is_near = target->cell && is_near (request, method, *target->cell);
	return target->cell != NULL;
}

/* A call of WRAPPER, which has a signature of its own, instead of the method asked for. */
static int
fill_wrapper_target (Request *request, CallTarget *target, MonoMethod *wrapper)
{
	MonoMethodSignature *signature = method_signature (request, wrapper);
	return signature != NULL && fill_target (request, target, wrapper, signature);
}

/* The receiver's class decides. A method of an interface, and an instantiation of a generic virtual method, is found by
 * the exact method in the hidden argument. */
static int
fill_virtual_target (Request *request, CallTarget *target, MonoMethod *callee, MonoMethodSignature *signature)
{
	MonoClass *klass = method_class (callee);
	MonoErrorStorage error;

	target->kind = CALL_THROUGH_VTABLE;
	mono_class_setup_vtable (klass);
	if (mono_class_has_failure (klass)) {
		error_clear (&error);
		mono_error_set_for_class_failure (&error, klass);
		return request_fail (request, &error);
	}
	if (class_is_interface (klass)) {
		int32_t slot = (int32_t) mono_method_get_imt_slot (callee);
		target->vtable_offset = (slot - MONO_IMT_SIZE) * (int32_t) sizeof (void *);
		target->hidden_argument = callee;
	} else {
		int index = mono_method_get_vtable_index (callee);
		if (index < 0)
			return request_fail_with (request, "System", "TypeLoadException",
				"%s has no slot in the virtual table of %s.", mono_method_get_name (callee),
				mono_class_get_name (klass));
		target->vtable_offset = OFFSET_MonoVTable_vtable + index * (int32_t) sizeof (void *);
		if (MONO_BITS (signature, MonoMethodSignature, generic_param_count) > 0)
			target->hidden_argument = callee;
	}
	return fill_target (request, target, callee, signature);
}

/* What a call of CALLEE has to reach: a wrapper, for locked methods, methods of arrays and announcements. */
static MonoMethod *
method_behind_call (MonoMethod *caller, MonoMethod *callee)
{
	if (method_is_array_method (callee))
		return mono_marshal_get_array_accessor_wrapper (callee);
	if (!(method_implementation_flags (callee) & MONO_METHOD_IMPL_ATTR_SYNCHRONIZED))
		return patchable_announcement (callee);
	/* The wrapper calls what it wraps by its name. */
	if (method_wrapper_kind (caller) == ENUM_MONO_WRAPPER_SYNCHRONIZED)
		return mono_marshal_get_synchronized_inner_wrapper (callee);
	return mono_marshal_get_synchronized_wrapper (callee);
}

static int
fill_direct_target (Request *request, CallTarget *target, MonoMethod *caller, MonoMethod *callee,
	MonoMethodSignature *signature)
{
	MonoMethod *method = method_behind_call (caller, callee);

	if (!fill_generic_context (request, callee, target))
		return 0;
	return method != callee ? fill_wrapper_target (request, target, method)
							: fill_target (request, target, callee, signature);
}

/* The receiver may be a transparent proxy, which only a wrapper can tell. Of the receivers of virtual calls the virtual
 * table takes care. */
static int
receiver_may_be_proxy (MonoMethod *callee, uint32_t flags)
{
	MonoClass *klass = method_class (callee);

	if (method_is_static (callee) || (flags & CALL_RECEIVER_IS_THIS))
		return 0;
	if (flags & CALL_NEW_OBJECT)
		return class_is_remotable (klass);
	return (flags & CALL_VIRTUAL) && (class_is_remotable (klass) || klass == MONO_DEFAULT (object_class));
}

static int
fill_remote_target (Request *request, CallTarget *target, MonoMethod *callee)
{
	MonoErrorStorage error;

	error_clear (&error);
	MonoMethod *wrapper = mono_marshal_get_remoting_invoke_with_check (callee, &error);
	if (!error_is_ok (&error))
		return request_fail (request, &error);
	return fill_wrapper_target (request, target, wrapper);
}

/* FLAGS as they hold after the corrections that mini makes; 0 in *VALID with a failure when the call is not valid. */
static uint32_t
effective_flags (Request *request, MonoMethod *caller, MonoMethod *callee, uint32_t flags, int *valid)
{
	*valid = 1;
	if (method_is_static (callee))
		return flags & ~CALL_VIRTUAL;
	if (flags & (CALL_VIRTUAL | CALL_NEW_OBJECT))
		return flags;
	if (method_flags (callee) & MONO_METHOD_ATTR_ABSTRACT) {
		if (class_is_interface (method_class (caller)))
			return flags | CALL_VIRTUAL;
		*valid = request_fail_with (request, "System", "BadImageFormatException",
			"A call of the abstract method %s.%s.", mono_class_get_name (method_class (callee)),
			mono_method_get_name (callee));
	}
	/* A proxy's final methods (Mono's test bug-515884.il). */
	if (class_is_remotable (method_class (callee)) && method_is_virtual (callee) &&
		(method_flags (callee) & MONO_METHOD_ATTR_FINAL) && method_wrapper_kind (caller) == ENUM_MONO_WRAPPER_NONE)
		return flags | CALL_VIRTUAL;
	return flags;
}

/* The signature to call METHOD with. That of a method implemented in C describes the C function: code reaches a
 * wrapper, whose signature is managed, and which for a constructor of strings has the string as its result. */
static MonoMethodSignature *
callable_signature (Request *request, MonoMethod *method)
{
	if (method_is_implemented_in_c (method) && !method_is_array_method (method))
		method = mono_marshal_get_native_wrapper (method, 1, 0);
	return method_signature (request, method);
}

static int
check_not_open (Request *request, MonoMethod *method)
{
	return !method_is_open (method) ||
		request_fail_with (request, "System", "InvalidProgramException",
			"%s.%s has generic parameters without arguments, so it cannot be called.",
			mono_class_get_name (method_class (method)), mono_method_get_name (method));
}

static int
find_call_target (Request *request, MonoMethod *caller, MonoMethod *callee, uint32_t flags, CallTarget *target)
{
	int valid;

	memset (target, 0, sizeof *target);
	if (!class_load (request, method_class (callee)) || !check_not_open (request, callee))
		return 0;
	/* Compilers make arrays themselves: INTRINSIC_ARRAY_CONSTRUCTOR. */
	if (method_is_array_method (callee) && method_is_constructor (callee))
		return 0;
	MonoMethodSignature *signature = callable_signature (request, callee);
	if (signature == NULL)
		return 0;
	flags = effective_flags (request, caller, callee, flags, &valid);
	if (!valid)
		return 0;

	if ((flags & CALL_VIRTUAL) && method_is_delegate_invoke (callee)) {
		target->kind = CALL_THROUGH_DELEGATE;
		target->check_null = 1;
		return fill_target (request, target, callee, signature);
	}
	if ((flags & CALL_VIRTUAL) && method_is_virtual (callee) && !method_is_final (callee))
		return fill_virtual_target (request, target, callee, signature);

	target->check_null = (flags & CALL_VIRTUAL) != 0;
	if (receiver_may_be_proxy (callee, flags))
		return fill_remote_target (request, target, callee);
	return fill_direct_target (request, target, caller, callee, signature);
}

static int
get_call_target (IRuntimeInformation *runtime, MethodInfo *caller, MethodInfo *callee, uint32_t flags,
	CallTarget *answer)
{
	CallTarget whole = { 0 }, *target = &whole;
	Request *request = request_asked (runtime);

	if (!find_call_target (request, mono_method_of (caller), mono_method_of (callee), flags, target))
		return 0;
	if ((flags & CALL_TAIL) && target->kind == CALL_THROUGH_CELL)
		target->cell = glue_jump_cell (request, mono_method_of (target->method));
	return (target->kind != CALL_THROUGH_CELL || target->cell != NULL) &&
		answer_give (request, answer, &whole, sizeof whole);
}

/* ---- Unmanaged functions ---------------------------------------------------------------------------------------- */

/* A copy of SIGNATURE that lives as long as the code: wrappers are kept by signature, with types that stay. */
static MonoMethodSignature *
lasting_signature (Request *request, MonoMethodSignature *signature)
{
	size_t count = mono_signature_get_param_count (signature);
	size_t size = OFFSET_MonoMethodSignature_params + count * sizeof (MonoType *);
	MonoMethodSignature *copy = mono_domain_alloc0 (request->domain, (unsigned) size);
	MonoType **parameters = MONO_FIELD_ADDRESS (copy, MonoMethodSignature, params);

	memcpy (copy, signature, size);
	MONO_FIELD (MonoType *, copy, MonoMethodSignature,
		ret) = type_canonical (mono_signature_get_return_type (signature));
	for (size_t i = 0; i < count; ++i)
		parameters [i] = type_canonical (parameters [i]);
	/* The runtime asserts that the key of a wrapper is not the signature of an instantiation
	 * (metadata/marshal.c:mono_marshal_get_native_func_wrapper). */
	MONO_SET_BITS (copy, MonoMethodSignature, is_inflated, 0);
	return copy;
}

static int
get_unmanaged_call (IRuntimeInformation *runtime, MethodInfo *method, SignatureInfo *runtime_signature,
	UnmanagedCall *answer)
{
	UnmanagedCall whole = { 0 }, *call = &whole;
	Request *request = request_asked (runtime);
	MonoMethodSignature *signature = lasting_signature (request, mono_signature_of (runtime_signature));
	MonoMethodSignature *managed = lasting_signature (request, signature);

	MONO_SET_BITS (managed, MonoMethodSignature, pinvoke, 0);
	MONO_SET_BITS (managed, MonoMethodSignature, call_convention, MONO_CALL_DEFAULT);
	call->module = mono_class_get_image (method_class (mono_method_of (method)));
	call->signature = (SignatureInfo *) signature;
	call->managed_signature = (SignatureInfo *) managed;
	return answer_give (request, answer, &whole, sizeof whole);
}

/* ---- Constrained calls ------------------------------------------------------------------------------------------ */

/* The method that `constrained. KLASS callvirt CALLEE` names (loader.c:get_method_constrained). *KLASS becomes the
 * class that the receiver can be taken for. */
static MonoMethod *
constrained_method (Request *request, MonoMethod *caller, MonoClass **klass, MonoMethod *callee)
{
	MonoErrorStorage error;

	error_clear (&error);
	MonoMethod *method = mono_get_method_constrained_with_method (mono_class_get_image (method_class (caller)), callee,
		*klass, method_token_context (caller), &error);
	if (!error_is_ok (&error))
		return fail_pointer (request, &error);
	/* So that the enumeration need not be boxed (mini/method-to-ir.c, call instructions). */
	if (mono_class_is_enum (*klass) && strcmp (mono_method_get_name (method), "GetHashCode") == 0) {
		*klass = mono_class_from_mono_type (mono_class_enum_basetype (*klass));
		method = mono_class_get_method_from_name_checked (*klass, "GetHashCode", 0, 0, &error);
		if (!error_is_ok (&error))
			return fail_pointer (request, &error);
	}
	return method;
}

static int
get_constrained_target (IRuntimeInformation *runtime, MethodInfo *caller, ClassInfo *runtime_class, MethodInfo *callee,
	ConstrainedTarget *answer)
{
	ConstrainedTarget whole = { 0 }, *target = &whole;
	Request *request = request_asked (runtime);
	MonoClass *klass = mono_class_of (runtime_class);

	if (!class_load (request, klass) || !class_load (request, method_class (mono_method_of (callee))) ||
		!check_not_open (request, mono_method_of (callee)))
		return 0;
	if (class_is_open (klass))
		return request_fail_with (request, "System", "InvalidProgramException",
			"%s has generic parameters without arguments, so it constrains nothing.", mono_class_get_name (klass));
	MonoMethod *method = constrained_method (request, mono_method_of (caller), &klass, mono_method_of (callee));
	if (method == NULL)
		return 0;
	target->method = (MethodInfo *) method;
	if (!mono_class_is_valuetype (klass))
		target->kind = CONSTRAINED_DEREFERENCE;
	else if (method_class (method) == klass)
		target->kind = CONSTRAINED_DIRECT;
	else
		target->kind = CONSTRAINED_BOX;
	return answer_give (request, answer, &whole, sizeof whole);
}

/* ---- Allocation ------------------------------------------------------------------------------------------------- */

/* The collector's allocator for KLASS and what to call it with; NULL when only the service will do. */
static MonoMethod *
allocator_of (MonoClass *klass, Allocator *allocator)
{
	int element_type = mono_type_get_type (mono_class_get_type (klass));

	if (element_type == MONO_TYPE_SZARRAY) {
		allocator->kind = ALLOCATOR_VECTOR;
		return mono_gc_get_managed_array_allocator (klass);
	}
	if (mono_class_get_rank (klass) > 0)
		return NULL;
	allocator->kind = element_type == MONO_TYPE_STRING ? ALLOCATOR_STRING : ALLOCATOR_SIZED;
	return mono_gc_get_managed_allocator (klass, 0, 1);
}

static int
get_allocator (IRuntimeInformation *runtime, ClassInfo *runtime_class, Allocator *answer)
{
	Allocator whole = { 0 }, *allocator = &whole;
	Request *request = request_asked (runtime);
	MonoClass *klass = mono_class_of (runtime_class);
	MonoErrorStorage error;

	if (mono_class_get_flags (klass) & MONO_TYPE_ATTR_ABSTRACT) {
		char *name = class_description (klass);
		request_fail_with (request, "System", "MemberAccessException", "Cannot create an abstract class: %s", name);
		free (name);
		return 0;
	}
	allocator->vtable = class_vtable (request, klass);
	if (allocator->vtable == NULL)
		return 0;
	MonoMethod *method = allocator_of (klass, allocator);
	if (method == NULL)
		return 0;
	error_clear (&error);
	allocator->address = mono_jit_compile_method (method, &error);
	return error_is_ok (&error) ? answer_give (request, answer, &whole, sizeof whole) : request_fail (request, &error);
}

/* ---- Delegates -------------------------------------------------------------------------------------------------- */

/* mini/method-to-ir.c:handle_delegate_ctor copies the same members of MonoDelegateTrampInfo. */
static int
get_delegate_template (IRuntimeInformation *runtime, ClassInfo *klass, MethodInfo *method, DelegateTemplate *answer)
{
	DelegateTemplate whole = { 0 }, *delegate = &whole;
	Request *request = request_asked (runtime);
	void *trampoline = mono_create_delegate_trampoline_info (request->domain, mono_class_of (klass),
		mono_method_of (method));

	delegate->method = method;
	delegate->invoke_cell = &MONO_FIELD (void *, trampoline, MonoDelegateTrampInfo, invoke_impl);
	delegate->code_cell = &MONO_FIELD (void *, trampoline, MonoDelegateTrampInfo, method_ptr);
	return answer_give (request, answer, &whole, sizeof whole);
}

void
runtime_information_fill_dispatch (IRuntimeInformation *table)
{
	table->get_call_target = get_call_target;
	table->get_unmanaged_call = get_unmanaged_call;
	table->get_constrained_target = get_constrained_target;
	table->get_allocator = get_allocator;
	table->get_delegate_template = get_delegate_template;
}
