/* SPDX-License-Identifier: MIT */
#include "install.h"

#include <pthread.h>
#include <stdlib.h>

#include "body.h"
#include "call-cells.h"
#include "clauses.h"
#include "code-memory.h"
#include "description.h"
#include "entry.h"
#include "il-map.h"
#include "methods.h"
#include "replace.h"
#include "unwind.h"

/* MonoJitInfo.num_clauses */
#define MAXIMUM_CLAUSES ((1u << BIT_MonoJitInfo_num_clauses_COUNT) - 1)

/* e8 rel32 */
#define CALL 0xe8

static int
check_call_sites (Request *request, const NativeCodeHandle *native_code, Problem *problem)
{
	if (native_code->call_site_count &&
		(!native_code->call_sites || native_code->call_site_stride < sizeof (NativeCallSite)))
		return problem_set (problem, "there are no call sites, of %u, or their stride is not set",
			(unsigned) native_code->call_site_count);
	for (uint32_t i = 0; i < native_code->call_site_count; ++i) {
		const NativeCallSite *site = MONO_COMPILER_ROW (native_code->call_sites, native_code->call_site_stride, i);
		const uint8_t *displacement = (const uint8_t *) native_code->code + site->displacement;
		if (site->displacement < 1 || native_code->code_size < sizeof (int32_t) ||
			site->displacement > native_code->code_size - sizeof (int32_t) || displacement [-1] != CALL)
			return problem_set (problem, "call site %u is no call in the code", (unsigned) i);
		if ((uintptr_t) displacement % 8 > 8 - sizeof (int32_t))
			return problem_set (problem, "the displacement of call site %u lies within no eight aligned bytes",
				(unsigned) i);
		if (!call_cells_have (request, site->cell))
			return problem_set (problem, "the cell of call site %u is none of this domain's", (unsigned) i);
	}
	return 1;
}

/* Whether what NATIVE_CODE says can be true, as far as that can be seen. Returns 0 with a sentence in PROBLEM. */
static int
check (Request *request, const NativeCodeHandle *native_code, Problem *problem)
{
	uint64_t clauses = (uint64_t) native_code->clause_count + native_code->handler_count;
	if (!native_code->code || !native_code->code_size)
		return problem_set (problem, "there is no code");
	if (!code_memory_has (request, native_code->code, 1))
		return problem_set (problem, "its code is not from allocate_code, or installed already");
	if (!code_memory_has (request, native_code->code, native_code->code_size))
		return problem_set (problem, "%u bytes of code are more than were allocated",
			(unsigned) native_code->code_size);
	if (clauses > MAXIMUM_CLAUSES)
		return problem_set (problem, "%llu exception clauses are too many", (unsigned long long) clauses);
	if (native_code->unwind_information_size && !native_code->unwind_information)
		return problem_set (problem, "there is no unwind information, of %u bytes",
			(unsigned) native_code->unwind_information_size);
	if ((native_code->clause_count && !native_code->clauses) || (native_code->handler_count && !native_code->handlers))
		return problem_set (problem, "there are no exception clauses, of %llu", (unsigned long long) clauses);
	if ((native_code->clause_count && native_code->clause_stride < sizeof (NativeClause)) ||
		(native_code->handler_count && native_code->handler_stride < sizeof (NativeHandler)))
		return problem_set (problem, "the stride of its clauses or handlers is not set");
	return check_call_sites (request, native_code, problem) && il_map_check (native_code, problem);
}

/* What describes a dynamic method is freed with it, and must not come from the domain (metadata/jit-info.c). */
static MonoJitInfo *
allocate_info (Request *request, MonoMethod *method, const NativeCodeHandle *native_code,
	const UnwindInformation *unwind_information)
{
	int clause_count = (int) (native_code->clause_count + native_code->handler_count);
	size_t size = body_info_size (clause_count, unwind_information->rule_count);
	MonoJitInfo *info = method_is_dynamic (method) ? monoeg_malloc0 (size)
												   : mono_domain_alloc0 (request->domain, (unsigned) size);
	mono_jit_info_init (info, method, native_code->code, (int) native_code->code_size, ENUM_JIT_INFO_NONE, clause_count,
		0);
	/* Call sites are not patched, and exceptions arrive as at landing pads (mini/mini-exceptions.c). */
	MONO_SET_BITS (info, MonoJitInfo, from_llvm, 1);
	MONO_FIELD (uint32_t, info, MonoJitInfo, unwind_info) = unwind_register (unwind_information);
	body_set_rules (info, unwind_information->rules, unwind_information->rule_count);
	body_keep_entry (info);
	return info;
}

static MonoJitInfo *
make_info (Request *request, MonoMethod *method, const NativeCodeHandle *native_code, Problem *problem)
{
	UnwindInformation unwind_information;
	MonoJitInfo *info = NULL;
	if (!check (request, native_code, problem))
		return NULL;
	if (unwind_translate (native_code->unwind_information, native_code->unwind_information_size, native_code->code,
			native_code->code_size, &unwind_information, problem))
		info = allocate_info (request, method, native_code, &unwind_information);
	unwind_release (&unwind_information);
	if (!info || clauses_fill (info, method, native_code, problem))
		return info;
	if (method_is_dynamic (method))
		monoeg_g_free (info);
	return NULL;
}

/* The domain lock is held. */
static void
let_look_ups_find (MonoDomain *domain, MonoMethod *method, MonoJitInfo *info, int is_first)
{
	MonoInternalHashTable *table = MONO_FIELD_ADDRESS (domain, MonoDomain, jit_code_hash);
	pthread_mutex_t *lock = MONO_FIELD_ADDRESS (domain, MonoDomain, jit_code_hash_lock);
	pthread_mutex_lock (lock);
	if (!is_first)
		mono_internal_hash_table_remove (table, method);
	mono_internal_hash_table_insert (table, method, info);
	pthread_mutex_unlock (lock);
}

/* Of METHOD the code is INFO's from now on. The domain lock is held, so that looking for another thread's code and putting
 * ours in its place are one step. */
static void
publish (Request *request, MonoMethod *method, const NativeCodeHandle *native_code, MonoJitInfo *info, int is_first)
{
	MonoDomain *domain = request->domain;
	DynamicBlock *blocks = code_memory_claim (request, native_code->code);
	if (blocks)
		dynamic_code_keep (domain, method, info, blocks);
	if (is_first)
		il_map_publish (domain, method, info, native_code);
	else
		il_map_keep (domain, info, native_code);
	/* Before anybody can run the code. */
	call_cells_add_sites (request, native_code, method_is_dynamic (method));
	mono_jit_info_table_add (domain, info);
	let_look_ups_find (domain, method, info, is_first);
}

static int
refuse (Request *request, MonoMethod *method, Problem *problem)
{
	char *name = method_description (method);
	request_fail_with (request, "System", "NotSupportedException", "%s cannot be installed: %s", name,
		problem_text (problem));
	free (name);
	problem_clear (problem);
	return 0;
}

/* ---- Three ways ---- */

static void
install_privately (Request *request, const NativeCodeHandle *native_code, MonoJitInfo *info, Installation *installation)
{
	code_memory_claim (request, native_code->code);
	il_map_keep (request->domain, info, native_code);
	call_cells_add_sites (request, native_code, 0);
	mono_jit_info_table_add (request->domain, info);
	*installation = (Installation) { info, 0 };
}

static void
publish_if_none (Request *request, MonoMethod *method, const NativeCodeHandle *native_code, MonoJitInfo *info,
	Installation *installation)
{
	mono_domain_lock (request->domain);
	MonoJitInfo *other = mini_lookup_method (request->domain, method, NULL);
	if (!other)
		publish (request, method, native_code, info, 1);
	mono_domain_unlock (request->domain);
	if (!other)
		il_map_publish_lines (request->domain, method, native_code);
	else if (method_is_dynamic (method))
		monoeg_g_free (info);
	*installation = (Installation) { other ? other : info, other != NULL };
}

int
install_instead (MonoDomain *domain, MonoMethod *method, MonoJitInfo *info, const Replacement *replacement)
{
	body_of (info)->former = replacement->former;
	mono_domain_lock (domain);
	int is_as_it_was = mini_lookup_method (domain, method, NULL) == replacement->published;
	if (is_as_it_was)
		let_look_ups_find (domain, method, info, 0);
	mono_domain_unlock (domain);
	return is_as_it_was;
}

/* A compiler at work may have the runtime's locks, and whose stack it is on, nobody knows. */
static int
prepare (Request *request, MonoMethod *method, Replacement *replacement, Problem *problem)
{
	if (!replace_prepare (request->domain, method, NULL, replacement, problem))
		return 0;
	return !replacement->former || request->flags & COMPILE_HOSTED ||
		problem_set (problem, "it has code, and a compiler at work cannot replace it");
}

/* What callers come to that is replaced by the time this returns; others may be publishing, too. */
static int
publish_in_any_case (Request *request, MonoMethod *method, const NativeCodeHandle *native_code, MonoJitInfo *info,
	Installation *installation, Problem *problem)
{
	Replacement replacement;
	int is_as_it_was;
	do {
		if (!prepare (request, method, &replacement, problem)) {
			if (method_is_dynamic (method))
				monoeg_g_free (info);
			return 0;
		}
		body_of (info)->former = replacement.former;
		mono_domain_lock (request->domain);
		is_as_it_was = mini_lookup_method (request->domain, method, NULL) == replacement.published;
		if (is_as_it_was)
			publish (request, method, native_code, info, !replacement.former);
		mono_domain_unlock (request->domain);
	} while (!is_as_it_was);
	const Redirection redirection = { replacement.former, native_code->code };
	if (replacement.former)
		entry_redirect (&redirection, 1);
	else
		il_map_publish_lines (request->domain, method, native_code);
	call_cells_method_compiled (request->domain, method, native_code->code);
	*installation = (Installation) { info, 0 };
	return 1;
}

int
install_code (Request *request, MonoMethod *method, const NativeCodeHandle *native_code, uint32_t flags,
	Installation *installation)
{
	Problem problem = { NULL };
	int to_publish = (flags & INSTALL_PUBLISH) != 0;
	if (method_is_dynamic (method) && !to_publish) {
		/* The one body that the runtime knows of is freed with the method. */
		problem_set (&problem, "a dynamic method has no private bodies");
		return refuse (request, method, &problem);
	}
	if ((native_code->flags & NATIVE_CODE_ENTRY) && to_publish) {
		problem_set (&problem, "an entry function is not called as the method is");
		return refuse (request, method, &problem);
	}
	MonoJitInfo *info = make_info (request, method, native_code, &problem);
	if (!info)
		return refuse (request, method, &problem);

	if (!to_publish)
		install_privately (request, native_code, info, installation);
	else if (flags & INSTALL_IF_NONE)
		publish_if_none (request, method, native_code, info, installation);
	else if (!publish_in_any_case (request, method, native_code, info, installation, &problem))
		return refuse (request, method, &problem);
	return 1;
}
