/* SPDX-License-Identifier: MIT */
#include "install.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>

#include "clauses.h"
#include "code-memory.h"
#include "il-map.h"
#include "methods.h"
#include "unwind.h"

/* MonoJitInfo.num_clauses */
#define MAXIMUM_CLAUSES ((1u << BIT_MonoJitInfo_num_clauses_COUNT) - 1)

/* Returns 0 with a sentence in ERROR. */
static int
register_unwind_information (MonoJitInfo *info, const NativeCodeHandle *native_code, char *error, size_t error_size)
{
	uint8_t *instructions = malloc (native_code->unwind_information_size + 1);
	int size = -1;
	if (instructions)
		size = unwind_copy (native_code->unwind_information, native_code->unwind_information_size, instructions, error,
			error_size);
	else
		snprintf (error, error_size, "out of memory");
	if (size >= 0)
		MONO_FIELD (uint32_t, info, MonoJitInfo, unwind_info) = unwind_register (instructions, (uint32_t) size);
	free (instructions);
	return size >= 0;
}

/* What describes a dynamic method is freed with it, and must not come from the domain (metadata/jit-info.c). */
static MonoJitInfo *
make_info (Request *request, MonoMethod *method, const NativeCodeHandle *native_code, char *error, size_t error_size)
{
	if (!native_code->code || !native_code->code_size || native_code->code_size > INT32_MAX) {
		snprintf (error, error_size, "there is no code");
		return NULL;
	}
	uint64_t clauses = (uint64_t) native_code->clause_count + native_code->handler_count;
	if (clauses > MAXIMUM_CLAUSES) {
		snprintf (error, error_size, "%llu exception clauses are too many", (unsigned long long) clauses);
		return NULL;
	}
	int clause_count = (int) clauses, dynamic = method_is_dynamic (method);
	int size = mono_jit_info_size (ENUM_JIT_INFO_NONE, clause_count, 0);
	MonoJitInfo *info = dynamic ? monoeg_malloc0 ((size_t) size)
								: mono_domain_alloc0 (request->domain, (unsigned) size);
	mono_jit_info_init (info, method, native_code->code, (int) native_code->code_size, ENUM_JIT_INFO_NONE, clause_count,
		0);
	/* Call sites are not patched, and exceptions arrive as at landing pads (mini/mini-exceptions.c). */
	MONO_SET_BITS (info, MonoJitInfo, from_llvm, 1);
	if (register_unwind_information (info, native_code, error, error_size) &&
		clauses_fill (info, method, native_code, error, error_size))
		return info;
	if (dynamic)
		monoeg_g_free (info);
	return NULL;
}

/* The domain lock is held, so that looking for another thread's code and inserting ours are one step. */
static void
publish (Request *request, MonoMethod *method, const NativeCodeHandle *native_code, MonoJitInfo *info)
{
	MonoDomain *domain = request->domain;
	DynamicBlock *blocks = code_memory_claim (request, native_code->code);
	if (blocks)
		dynamic_code_keep (domain, method, info, blocks);
	il_map_publish (domain, method, info, native_code);
	/* Before anybody can run the code. */
	mono_jit_info_table_add (domain, info);
	pthread_mutex_t *lock = MONO_FIELD_ADDRESS (domain, MonoDomain, jit_code_hash_lock);
	pthread_mutex_lock (lock);
	mono_internal_hash_table_insert (MONO_FIELD_ADDRESS (domain, MonoDomain, jit_code_hash), method, info);
	pthread_mutex_unlock (lock);
}

static int
refuse (Request *request, MonoMethod *method, const char *problem)
{
	char *name = mono_method_full_name (method, 1);
	request_fail_with (request, "System", "NotSupportedException", "%s cannot be installed: %s", name, problem);
	monoeg_g_free (name);
	return 0;
}

int
install_code (Request *request, MonoMethod *method, const NativeCodeHandle *native_code, uint32_t flags,
	Installation *installation)
{
	char problem [256];
	int to_publish = (flags & INSTALL_PUBLISH) != 0;
	if (method_is_dynamic (method)) {
		/* The one body that the runtime knows of is freed with the method. */
		uintptr_t start = (uintptr_t) request->reservation.start, code = (uintptr_t) native_code->code;
		if (!to_publish)
			return refuse (request, method, "a dynamic method has no private bodies");
		if (code < start || code >= start + request->reservation.size)
			return refuse (request, method, "its code is not from allocate_code");
	}
	MonoJitInfo *info = make_info (request, method, native_code, problem, sizeof (problem));
	if (!info)
		return refuse (request, method, problem);

	MonoJitInfo *other = NULL;
	if (to_publish) {
		mono_domain_lock (request->domain);
		other = mini_lookup_method (request->domain, method, NULL);
		if (!other)
			publish (request, method, native_code, info);
		mono_domain_unlock (request->domain);
	} else {
		code_memory_claim (request, native_code->code);
		mono_jit_info_table_add (request->domain, info);
	}
	if (other) {
		if (method_is_dynamic (method))
			monoeg_g_free (info);
		*installation = (Installation) { other, 1 };
		return 1;
	}
	if (to_publish)
		il_map_publish_lines (request->domain, method, native_code);
	*installation = (Installation) { info, 0 };
	return 1;
}
