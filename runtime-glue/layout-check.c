/* SPDX-License-Identifier: MIT */
#include "layout-check.h"

#include "methods.h"

/* The runtime fills a description; we read it. */
static const char *
check_code_description (MonoMethod *method)
{
	enum { CLAUSES = 3, SIZE = 77 };
	union {
		uint64_t alignment;
		char bytes [SIZE_MonoJitInfo + CLAUSES * SIZE_MonoJitExceptionInfo];
	} memory;
	MonoJitInfo *info = (MonoJitInfo *) &memory;
	uint8_t code [1];
	if (mono_jit_info_size (ENUM_JIT_INFO_NONE, CLAUSES, 0) != (int) sizeof (memory.bytes))
		return "the size of MonoJitInfo";
	memset (&memory, 0, sizeof (memory));
	mono_jit_info_init (info, method, code, SIZE, ENUM_JIT_INFO_NONE, CLAUSES, 0);
	if (MONO_FIELD (MonoMethod *, info, MonoJitInfo, d_method) != method ||
		MONO_FIELD (void *, info, MonoJitInfo, code_start) != code ||
		MONO_FIELD (uint32_t, info, MonoJitInfo, code_size) != SIZE ||
		MONO_BITS (info, MonoJitInfo, num_clauses) != CLAUSES)
		return "MonoJitInfo";
	return NULL;
}

const char *
layout_check (MonoDomain *domain)
{
	MonoErrorStorage error;
	MonoClass *klass = mono_get_object_class ();
	MonoMethod *method = mono_class_get_method_from_name (klass, ".ctor", 0);
	error_clear (&error);
	if (!method || method_class (method) != klass || method_is_wrapper (method) || method_is_dynamic (method) ||
		MONO_FIELD (uint16_t, method, MonoMethod, flags) != (uint16_t) mono_method_get_flags (method, NULL))
		return "MonoMethod";
	MonoVTable *vtable = mono_class_vtable_checked (domain, klass, &error);
	if (!vtable || MONO_FIELD (MonoClass *, vtable, MonoVTable, klass) != klass ||
		MONO_FIELD (MonoDomain *, vtable, MonoVTable, domain) != domain)
		return "MonoVTable";
	mono_error_set_generic_error (&error, "System", "Exception", "%s", "");
	if (error_is_ok (&error))
		return "MonoError";
	mono_error_cleanup (&error);
	return check_code_description (method);
}
