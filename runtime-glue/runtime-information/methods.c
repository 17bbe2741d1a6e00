/* SPDX-License-Identifier: MIT
 *
 * What a method is, its signature and its body. */
#include <stdlib.h>

#include "../patchable.h"
#include "../pattern.h"
#include "../when-compiled.h"
#include "intrinsics.h"
#include "questions.h"

/* ---- Inlining --------------------------------------------------------------------------------------------------- */

/* MONO_INLINELIMIT, as the runtime's own compiler reads it. */
static uint32_t
inline_limit (void)
{
	static uint32_t limit;
	uint32_t current = __atomic_load_n (&limit, __ATOMIC_RELAXED);

	if (current == 0) {
		const char *text = getenv ("MONO_INLINELIMIT");
		current = text != NULL ? (uint32_t) atoi (text) : MONO_INLINE_LENGTH_LIMIT;
		__atomic_store_n (&limit, current, __ATOMIC_RELAXED);
	}
	return current;
}

/* KLASS' static constructor has run: only then may its methods be inlined. Never runs it. */
static int
static_constructor_has_run (Request *request, MonoClass *klass)
{
	MonoVTable *vtable = mono_class_try_get_vtable (request->domain, klass);
	return vtable != NULL && vtable_is_initialized (vtable);
}

/* It had not when mini compiled the body that is replaced: as far as can be seen from when the constructor was compiled. */
static int
static_constructor_ran_later (Request *request, MonoClass *klass)
{
	MonoMethod *constructor = request->first_compiled ? mono_class_get_cctor (klass) : NULL;
	MonoJitInfo *info = constructor ? mini_lookup_method (request->domain, constructor, NULL) : NULL;
	return info && when_compiled (request->domain, info) > request->first_compiled;
}

/* Into others it would be compiled by who compiles them. */
static int
is_for_mini (Request *request, MonoMethod *method)
{
	return request->to_mini && request->to_mini->is_given && patterns_fit (request->to_mini, method);
}

/* mini/method-to-ir.c:mono_method_check_inlining as it would answer now, but that it would run the static constructor
 * of the class of an aggressively inlined method: METHOD_MAY_INLINE, METHOD_MAY_INLINE_UNSEEN or neither. */
static uint32_t
inlining_flags (Request *request, MonoMethod *method)
{
	_Alignas (void *) char summary [SIZE_MonoMethodHeaderSummary];
	uint32_t implementation_flags = method_implementation_flags (method);
	MonoClass *klass = method_class (method);

	if (implementation_flags & (MONO_METHOD_IMPL_ATTR_NOINLINING | MONO_METHOD_IMPL_ATTR_SYNCHRONIZED))
		return 0;
	/* Also marks methods with a StackCrawlMark, which look at their caller's frame. */
	if (method_flags (method) & MONO_METHOD_ATTR_REQUIRE_SEC_OBJECT)
		return 0;
	if (class_is_remotable (klass) || class_is_open (klass) || is_for_mini (request, method))
		return 0;
	if (!mono_method_get_header_summary (method, summary) ||
		MONO_FIELD (gboolean, summary, MonoMethodHeaderSummary, has_clauses))
		return 0;
	if (MONO_BITS (klass, MonoClass, has_cctor) && !static_constructor_has_run (request, klass))
		return 0;
	if (MONO_FIELD (uint32_t, summary, MonoMethodHeaderSummary, code_size) >= inline_limit () &&
		!(implementation_flags & MONO_METHOD_IMPL_ATTR_AGGRESSIVE_INLINING))
		return METHOD_MAY_INLINE_UNSEEN;
	if (MONO_BITS (klass, MonoClass, has_cctor) && static_constructor_ran_later (request, klass))
		return METHOD_MAY_INLINE_UNSEEN;
	return METHOD_MAY_INLINE;
}

/* ATTRIBUTE is DebuggableAttribute (bool, bool), whose second argument is true: ECMA-335 II.23.3. */
static int
disables_optimizer (const MonoCustomAttrEntry *attribute, MonoClass *debuggable)
{
	if (!attribute->ctor || method_class (attribute->ctor) != debuggable || attribute->data_size < 4)
		return 0;
	char *parameters = signature_description (mono_method_signature (attribute->ctor), 1);
	int are_booleans = strcmp (parameters, "bool,bool") == 0;
	free (parameters);
	return are_booleans && attribute->data [3] != 0;
}

/* mini/method-to-ir.c:is_jit_optimizer_disabled, which finds here what was found, and the other way about. It is asked for
 * each method that is compiled or inlined; what the attributes need is loaded then. */
static int
inlines_nothing (MonoMethod *method)
{
	MonoAssembly *assembly = mono_image_get_assembly (mono_class_get_image (method_class (method)));
	uint8_t *is_known = &MONO_FIELD (uint8_t, assembly, MonoAssembly, jit_optimizer_disabled_inited);
	uint8_t *is_disabled = &MONO_FIELD (uint8_t, assembly, MonoAssembly, jit_optimizer_disabled);

	if (__atomic_load_n (is_known, __ATOMIC_ACQUIRE))
		return *is_disabled;
	MonoClass *debuggable = mono_class_from_name (mono_get_corlib (), "System.Diagnostics", "DebuggableAttribute");
	MonoCustomAttrInfo *attributes = debuggable ? mono_custom_attrs_from_assembly (assembly) : NULL;
	int found = 0;
	for (int i = 0; attributes && i < attributes->num_attrs; ++i)
		found |= disables_optimizer (&attributes->attrs [i], debuggable);
	if (attributes)
		mono_custom_attrs_free (attributes);
	*is_disabled = found != 0;
	__atomic_store_n (is_known, 1, __ATOMIC_RELEASE);
	return found;
}

/* ---- Methods ---------------------------------------------------------------------------------------------------- */

typedef struct AttributeFlag {
	uint32_t attribute;
	uint32_t flag;
} AttributeFlag;

static const AttributeFlag attribute_flags [] = {
	{ MONO_METHOD_ATTR_STATIC, METHOD_STATIC },
	{ MONO_METHOD_ATTR_VIRTUAL, METHOD_VIRTUAL },
	{ MONO_METHOD_ATTR_ABSTRACT, METHOD_ABSTRACT },
	{ MONO_METHOD_ATTR_PINVOKE_IMPL, METHOD_PINVOKE },
};

static const AttributeFlag implementation_attribute_flags [] = {
	{ MONO_METHOD_IMPL_ATTR_SYNCHRONIZED, METHOD_SYNCHRONIZED },
	{ MONO_METHOD_IMPL_ATTR_NOINLINING, METHOD_NO_INLINING },
	{ MONO_METHOD_IMPL_ATTR_AGGRESSIVE_INLINING, METHOD_AGGRESSIVE_INLINING },
	{ MONO_METHOD_IMPL_ATTR_INTERNAL_CALL, METHOD_INTERNAL_CALL },
};

static uint32_t
flags_of (Request *request, MonoMethod *method, MonoMethodSignature *signature)
{
	uint32_t attributes = method_flags (method), implementation = method_implementation_flags (method), flags = 0;
	uint32_t wrapper_kind = method_wrapper_kind (method);

	for (size_t i = 0; i < sizeof attribute_flags / sizeof attribute_flags [0]; ++i)
		if (attributes & attribute_flags [i].attribute)
			flags |= attribute_flags [i].flag;
	for (size_t i = 0; i < sizeof implementation_attribute_flags / sizeof implementation_attribute_flags [0]; ++i)
		if (implementation & implementation_attribute_flags [i].attribute)
			flags |= implementation_attribute_flags [i].flag;
	if ((implementation & MONO_METHOD_IMPL_ATTR_CODE_TYPE_MASK) == MONO_METHOD_IMPL_ATTR_RUNTIME)
		flags |= METHOD_RUNTIME;

	if (method_is_virtual (method) && method_is_final (method))
		flags |= METHOD_FINAL;
	if ((attributes & MONO_METHOD_ATTR_RT_SPECIAL_NAME) && method_is_constructor (method))
		flags |= METHOD_CONSTRUCTOR;
	if ((attributes & MONO_METHOD_ATTR_RT_SPECIAL_NAME) && strcmp (mono_method_get_name (method), ".cctor") == 0)
		flags |= METHOD_STATIC_CONSTRUCTOR;
	if (method_is_generic_instance (method))
		flags |= METHOD_GENERIC;
	if (wrapper_kind == ENUM_MONO_WRAPPER_DYNAMIC_METHOD)
		flags |= METHOD_DYNAMIC;
	else if (wrapper_kind != ENUM_MONO_WRAPPER_NONE)
		flags |= METHOD_WRAPPER;
	if (!mono_method_has_no_body (method))
		flags |= METHOD_HAS_BODY;
	flags |= inlining_flags (request, method);
	if (patchable_is (request->domain, method))
		flags = (flags & ~(uint32_t) METHOD_MAY_INLINE_UNSEEN) | METHOD_PATCHABLE;
	if (method_is_open (method))
		flags |= METHOD_OPEN;
	if (mono_signature_get_call_conv (signature) == MONO_CALL_VARARG)
		flags |= METHOD_VARARG;
	if (mini_assembly_can_skip_verification (request->domain, method))
		flags |= METHOD_SKIPS_VERIFICATION;
	return flags;
}

static int
describe_method (IRuntimeInformation *runtime, MethodInfo *runtime_method, MethodDescription *answer)
{
	MethodDescription whole = { 0 }, *info = &whole;
	Request *request = request_asked (runtime);
	MonoMethod *method = mono_method_of (runtime_method);

	if (!class_load (request, method_class (method)))
		return 0;
	MonoMethodSignature *signature = method_signature (request, method);
	if (signature == NULL)
		return 0;
	info->klass = (ClassInfo *) method_class (method);
	info->signature = (SignatureInfo *) signature;
	info->flags = flags_of (request, method, signature);
	info->attributes = method_flags (method);
	info->implementation_attributes = method_implementation_flags (method);
	info->token = mono_method_get_token (method);
	info->intrinsic = intrinsic_of (method, signature);
	return answer_give (request, answer, &whole, sizeof whole);
}

/* ---- Bodies ----------------------------------------------------------------------------------------------------- */

static const struct {
	uint32_t flags;
	ClauseKind kind;
} clause_kinds [] = {
	{ MONO_EXCEPTION_CLAUSE_NONE, CLAUSE_CATCH },
	{ MONO_EXCEPTION_CLAUSE_FILTER, CLAUSE_FILTER },
	{ MONO_EXCEPTION_CLAUSE_FINALLY, CLAUSE_FINALLY },
	{ MONO_EXCEPTION_CLAUSE_FAULT, CLAUSE_FAULT },
};

static int
fail_bad_clause (Request *request, MonoMethod *method)
{
	char *name = method_description (method);
	request_fail_with (request, "System", "InvalidProgramException", "%s has an exception clause of unknown kind.",
		name);
	free (name);
	return 0;
}

static int
copy_clauses (Request *request, MonoMethod *method, MonoMethodHeader *header, MethodBody *body)
{
	MonoExceptionClause clause;
	void *iterator = NULL;
	uint32_t index = 0;

	body->clause_count = (uint32_t) mono_method_header_get_num_clauses (header);
	body->clause_stride = sizeof (ExceptionClause);
	if (body->clause_count == 0)
		return 1;
	ExceptionClause *clauses = request_allocate (request, body->clause_count * sizeof *clauses);
	body->clauses = clauses;
	while (index < body->clause_count && mono_method_header_get_clauses (header, method, &iterator, &clause)) {
		ExceptionClause *copy = &clauses [index++];
		size_t kind = 0;
		while (kind < sizeof clause_kinds / sizeof clause_kinds [0] && clause_kinds [kind].flags != clause.flags)
			++kind;
		if (kind == sizeof clause_kinds / sizeof clause_kinds [0])
			return fail_bad_clause (request, method);
		copy->kind = clause_kinds [kind].kind;
		copy->try_offset = clause.try_offset;
		copy->try_length = clause.try_len;
		copy->handler_offset = clause.handler_offset;
		copy->handler_length = clause.handler_len;
		if (copy->kind == CLAUSE_FILTER)
			copy->filter_offset = clause.data.filter_offset;
		else if (copy->kind == CLAUSE_CATCH)
			copy->catch_class = (ClassInfo *) clause.data.catch_class;
	}
	return 1;
}

static int
copy_locals (Request *request, MonoMethodHeader *header, MethodBody *body)
{
	mono_bool init_locals;
	MonoType **locals = mono_method_header_get_locals (header, &body->local_count, &init_locals);

	body->init_locals = init_locals != 0;
	if (body->local_count == 0)
		return 1;
	ClrType **types = request_allocate (request, body->local_count * sizeof *types);
	uint8_t *pinned = request_allocate (request, body->local_count);
	body->locals = types;
	body->local_is_pinned = pinned;
	for (uint32_t i = 0; i < body->local_count; ++i) {
		MonoType *type = type_canonical (locals [i]);
		if (type_kind (type) == TYPE_VALUE_TYPE && !class_load (request, mono_class_from_mono_type (type)))
			return 0;
		types [i] = (ClrType *) type;
		pinned [i] = MONO_BITS (locals [i], MonoType, pinned) != 0;
	}
	return 1;
}

static int
get_method_body (IRuntimeInformation *runtime, MethodInfo *runtime_method, MethodBody *answer)
{
	MethodBody whole = { 0 }, *body = &whole;
	Request *request = request_asked (runtime);
	MonoMethod *method = mono_method_of (runtime_method);
	MonoErrorStorage error;

	if (mono_method_has_no_body (method)) {
		char *name = method_description (method);
		request_fail_with (request, "System", "InvalidProgramException", "%s has no IL.", name);
		free (name);
		return 0;
	}
	if (!clause_tokens_are_sound (method))
		return request_fail_with (request, "System", "TypeLoadException", "A handler of %s names no type.",
			mono_method_get_name (method));
	error_clear (&error);
	MonoMethodHeader *header = mono_method_get_header_checked (method, &error);
	if (!error_is_ok (&error))
		return request_fail (request, &error);
	if (header == NULL)
		return request_fail_with (request, "System", "InvalidProgramException", "%s has a bad method header.",
			mono_method_get_name (method));

	body->inlines_nothing = inlines_nothing (method);
	body->code = mono_method_header_get_code (header, &body->code_size, &body->max_stack);
	int complete = copy_locals (request, header, body) && copy_clauses (request, method, header, body);
	/* The IL stays: it lies in the image, or belongs to a method made at run time. */
	mono_metadata_free_mh (header);
	return complete && answer_give (request, answer, &whole, sizeof whole);
}

/* ---- Signatures ------------------------------------------------------------------------------------------------- */

static const uint8_t conventions [] = {
	[MONO_CALL_DEFAULT] = CONVENTION_MANAGED,
	[MONO_CALL_C] = CONVENTION_C,
	[MONO_CALL_STDCALL] = CONVENTION_STDCALL,
	[MONO_CALL_THISCALL] = CONVENTION_THISCALL,
	[MONO_CALL_FASTCALL] = CONVENTION_FASTCALL,
	[MONO_CALL_VARARG] = CONVENTION_VARARG,
};

static int
describe_signature (IRuntimeInformation *runtime, SignatureInfo *runtime_signature, SignatureDescription *answer)
{
	SignatureDescription whole = { 0 }, *info = &whole;
	Request *request = request_asked (runtime);
	MonoMethodSignature *signature = mono_signature_of (runtime_signature);
	uint32_t convention = mono_signature_get_call_conv (signature);

	if (convention >= sizeof conventions)
		return request_fail_with (request, "System", "InvalidProgramException", "Unknown calling convention %u.",
			(unsigned) convention);
	info->convention = conventions [convention];
	/* Methods implemented in C have the default convention: the platform's. */
	if (info->convention == CONVENTION_MANAGED && MONO_BITS (signature, MonoMethodSignature, pinvoke))
		info->convention = CONVENTION_C;
	info->has_this = mono_signature_is_instance (signature) != 0;
	info->explicit_this = mono_signature_explicit_this (signature) != 0;
	info->parameter_count = mono_signature_get_param_count (signature);
	info->result = (ClrType *) type_canonical (mono_signature_get_return_type (signature));
	info->generic_parameter_count = MONO_BITS (signature, MonoMethodSignature, generic_param_count);
	info->sentinel = mono_signature_vararg_start (signature);
	if (info->parameter_count > 0) {
		ClrType **parameters = request_allocate (request, info->parameter_count * sizeof *parameters);
		MonoType *parameter;
		void *iterator = NULL;
		for (uint32_t i = 0; (parameter = mono_signature_get_params (signature, &iterator)) != NULL; ++i)
			parameters [i] = (ClrType *) type_canonical (parameter);
		info->parameters = parameters;
	}
	return answer_give (request, answer, &whole, sizeof whole);
}

/* ---- Names ------------------------------------------------------------------------------------------------------ */

static size_t
get_method_name (IRuntimeInformation *runtime, MethodInfo *method, char *buffer, size_t size)
{
	(void) runtime;
	char *name = method_description (mono_method_of (method));
	size_t length = copy_text (name, buffer, size);
	free (name);
	return length;
}

static int
method_matches (IRuntimeInformation *runtime, MethodInfo *method, const char *pattern)
{
	(void) runtime;
	return pattern_matches (pattern, mono_method_of (method));
}

void
runtime_information_fill_methods (IRuntimeInformation *table)
{
	table->describe_method = describe_method;
	table->get_method_body = get_method_body;
	table->describe_signature = describe_signature;
	table->get_method_name = get_method_name;
	table->method_matches = method_matches;
}
