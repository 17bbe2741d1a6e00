/* SPDX-License-Identifier: MIT */
#include "body.h"

/* Behind the runtime's part. */
static size_t
body_offset (int clause_count)
{
	size_t size = (size_t) mono_jit_info_size (ENUM_JIT_INFO_NONE, clause_count, 0);
	return (size + _Alignof (Body) - 1) & ~(_Alignof (Body) - 1);
}

size_t
body_info_size (int clause_count, uint32_t rule_count)
{
	return body_offset (clause_count) + sizeof (Body) + rule_count * sizeof (RegisterRule);
}

/* The distribution's runtime has no LLVM: what is like LLVM's code, and not from an image, is ours. */
Body *
body_of (MonoJitInfo *info)
{
	if (!MONO_BITS (info, MonoJitInfo, from_llvm) || MONO_BITS (info, MonoJitInfo, from_aot))
		return NULL;
	return (Body *) ((char *) info + body_offset ((int) MONO_BITS (info, MonoJitInfo, num_clauses)));
}

void
body_set_rules (MonoJitInfo *info, const RegisterRule *rules, uint32_t rule_count)
{
	Body *body = body_of (info);
	body->rule_count = rule_count;
	for (uint32_t i = 0; i < rule_count; ++i)
		body->rules [i] = rules [i];
}

static uint32_t
entry_size (const MonoJitInfo *info)
{
	uint32_t code_size = MONO_FIELD (uint32_t, info, MonoJitInfo, code_size);
	return code_size < ENTRY_SIZE ? code_size : ENTRY_SIZE;
}

void
body_keep_entry (MonoJitInfo *info)
{
	memcpy (body_of (info)->entry, MONO_FIELD (void *, info, MonoJitInfo, code_start), entry_size (info));
}

int
body_is_patched (MonoJitInfo *info)
{
	const Body *body = body_of (info);
	return body && memcmp (MONO_FIELD (void *, info, MonoJitInfo, code_start), body->entry, entry_size (info)) != 0;
}

/* DWARF's numbers (psABI figure 3.36) as the machine's, which MonoContext has. */
static const uint8_t places [] = { 0, 2, 1, 3, 6, 7, 5, 4, 8, 9, 10, 11, 12, 13, 14, 15, REGISTER_RIP };

void
body_restore_registers (MonoJitInfo *info, MonoContext *context, MonoContext *caller)
{
	Body *body = body_of (info);
	if (!body || !body->rule_count)
		return;
	uint8_t sources [sizeof (places)];
	void **from = context_registers (context), **to = context_registers (caller);
	uint64_t offset = (uint64_t) ((char *) from [REGISTER_RIP] - MONO_FIELD (char *, info, MonoJitInfo, code_start));
	for (uint8_t i = 0; i < sizeof (places); ++i)
		sources [i] = i;
	for (uint32_t i = 0; i < body->rule_count && body->rules [i].location <= offset; ++i)
		sources [body->rules [i].reg] = body->rules [i].source;
	for (uint8_t i = 0; i < sizeof (places); ++i) {
		if (sources [i] != i)
			to [places [i]] = from [places [sources [i]]];
	}
	/* As for an address that is taken from the stack (mini/exceptions-amd64.c:mono_arch_unwind_frame): within the call. */
	if (sources [sizeof (places) - 1] != sizeof (places) - 1)
		to [REGISTER_RIP] = (char *) to [REGISTER_RIP] - 1;
}
