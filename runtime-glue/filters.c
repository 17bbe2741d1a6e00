/* SPDX-License-Identifier: MIT
 *
 * Exceptions that leave a filter. mini runs a filter on the frame of its method, so the runtime unwinds what the filter
 * throws through that frame, and the method's blocks around it may catch it. Of compilers like LLVM, filters are functions
 * with frames of their own. So the frame of a filter is shown to the runtime as the method's, with the registers as they
 * were where the first exception came to the method, and goes on to the method's caller.
 *
 * A handler that is entered from there belongs to the method, and expects to be entered from that place. Which landing pad
 * that needs is not known to whoever compiles the filter: it is handed on in a register (NativeClause, mono-compiler.h). */
#include <string.h>

#include "body.h"

/* RAX and RDX are exception and clause, and the handler is jumped to through others (exceptions-amd64.c:
 * mono_arch_get_restore_context). */
enum {
	REGISTER_LANDING_PAD = REGISTER_RCX,
	REGISTER_PLACE = REGISTER_RDI /* for us: where the method is, while the instruction pointer is in the filter */
};

/* ---- Calling filters ---- */

#define TEXT_OF(number) #number
#define TEXT(number) TEXT_OF (number)
#define LOAD(place, name) "	movq	" TEXT (OFFSET_MonoContext_gregs) "+8*" #place "(%rdi), %" #name "\n"

/* Does what exceptions-amd64.c:mono_arch_get_call_filter describes, and leaves the address of the context above the return
 * address: int filters_call (MonoContext *context, void *code). The callee finds the stack aligned as a function in its
 * middle. */
__asm__ (".pushsection .text\n"
		 ".type	filters_call, @function\n"
		 "filters_call:\n"
		 "	.cfi_startproc\n"
		 "	pushq	%rbp\n"
		 "	.cfi_def_cfa_offset 16\n"
		 "	.cfi_offset 6, -16\n"
		 "	pushq	%rbx\n"
		 "	.cfi_def_cfa_offset 24\n"
		 "	.cfi_offset 3, -24\n"
		 "	pushq	%r12\n"
		 "	.cfi_def_cfa_offset 32\n"
		 "	.cfi_offset 12, -32\n"
		 "	pushq	%r13\n"
		 "	.cfi_def_cfa_offset 40\n"
		 "	.cfi_offset 13, -40\n"
		 "	pushq	%r14\n"
		 "	.cfi_def_cfa_offset 48\n"
		 "	.cfi_offset 14, -48\n"
		 "	pushq	%r15\n"
		 "	.cfi_def_cfa_offset 56\n"
		 "	.cfi_offset 15, -56\n"
		 "	subq	$8, %rsp\n"
		 "	pushq	%rdi\n"
		 "	.cfi_def_cfa_offset 72\n" LOAD (0, rax) LOAD (3, rbx) LOAD (5, rbp) LOAD (12, r12) LOAD (13, r13)
			 LOAD (14, r14) LOAD (15, r15) "	call	*%rsi\n"
										   "	addq	$16, %rsp\n"
										   "	.cfi_def_cfa_offset 56\n"
										   "	popq	%r15\n"
										   "	.cfi_def_cfa_offset 48\n"
										   "	popq	%r14\n"
										   "	.cfi_def_cfa_offset 40\n"
										   "	popq	%r13\n"
										   "	.cfi_def_cfa_offset 32\n"
										   "	popq	%r12\n"
										   "	.cfi_def_cfa_offset 24\n"
										   "	popq	%rbx\n"
										   "	.cfi_def_cfa_offset 16\n"
										   "	popq	%rbp\n"
										   "	.cfi_def_cfa_offset 8\n"
										   "	ret\n"
										   "	.cfi_endproc\n"
										   ".size	filters_call, . - filters_call\n"
										   ".popsection\n");

int filters_call (MonoContext *context, void *code);

void *
__wrap_mono_arch_get_call_filter (MonoTrampInfo **info, gboolean aot)
{
	/* INFO describes code that nobody calls. */
	__real_mono_arch_get_call_filter (info, aot);
	return filters_call;
}

/* ---- Frames of filters ---- */

/* The runtime's, and what its unwinder does not know of our code's frames. */
static gboolean
unwind_frame (MonoDomain *domain, MonoJitTlsData *jit_tls, MonoJitInfo *info, MonoContext *context, MonoContext *caller,
	MonoLMF **lmf, void **save_locations, StackFrameInfo *frame)
{
	if (!__real_mono_arch_unwind_frame (domain, jit_tls, info, context, caller, lmf, save_locations, frame))
		return 0;
	if (info)
		body_restore_registers (info, context, caller);
	return 1;
}

static char *
clause_at (MonoJitInfo *info, uint32_t index)
{
	return MONO_FIELD_ADDRESS (info, MonoJitInfo, clauses) + index * (size_t) SIZE_MonoJitExceptionInfo;
}

/* Whether ADDRESS is in [filter_start, filter_end) of a clause. */
static int
is_filter_entry (MonoJitInfo *info, const char *address)
{
	for (uint32_t i = 0; i < MONO_BITS (info, MonoJitInfo, num_clauses); ++i) {
		char *clause = clause_at (info, i);
		if (MONO_FIELD (uint32_t, clause, MonoJitExceptionInfo, flags) != ENUM_MONO_EXCEPTION_CLAUSE_FILTER)
			continue;
		const char *start = MONO_FIELD (const char *, clause, MonoJitExceptionInfo, data_filter);
		/* See clauses.c. */
		if (address >= start && address - start < MONO_FIELD (int32_t, clause, MonoJitExceptionInfo, exvar_offset))
			return 1;
	}
	return 0;
}

static int
has_filters (MonoJitInfo *info)
{
	for (uint32_t i = 0; i < MONO_BITS (info, MonoJitInfo, num_clauses); ++i)
		if (MONO_FIELD (uint32_t, clause_at (info, i), MonoJitExceptionInfo, flags) ==
			ENUM_MONO_EXCEPTION_CLAUSE_FILTER)
			return 1;
	return 0;
}

/* The innermost clause's handler for an exception at ADDRESS. */
static void *
landing_pad_at (MonoJitInfo *info, const char *address)
{
	for (uint32_t i = 0; i < MONO_BITS (info, MonoJitInfo, num_clauses); ++i) {
		char *clause = clause_at (info, i);
		if (address >= MONO_FIELD (const char *, clause, MonoJitExceptionInfo, try_start) &&
			address < MONO_FIELD (const char *, clause, MonoJitExceptionInfo, try_end))
			return MONO_FIELD (void *, clause, MonoJitExceptionInfo, handler_start);
	}
	return NULL;
}

/* If CONTEXT is in a filter of INFO: where its method was when the filter was called. */
static MonoContext *
find_method_context (MonoDomain *domain, MonoJitTlsData *jit_tls, MonoJitInfo *info, MonoContext *context)
{
	char entry [SIZE_MonoContext] __attribute__ ((aligned (16)));
	char frame [SIZE_StackFrameInfo] __attribute__ ((aligned (16)));
	MonoLMF *none = NULL;
	if (!unwind_frame (domain, jit_tls, info, context, (MonoContext *) entry, &none, NULL, (StackFrameInfo *) frame))
		return NULL;
	void **registers = context_registers ((MonoContext *) entry);
	if (!is_filter_entry (info, registers [REGISTER_RIP]))
		return NULL;
	/* The entry has moved no stack pointer: its return address, and what filters_call leaves above. */
	return ((MonoContext **) registers [REGISTER_RSP]) [1];
}

/* What native code below the method has left in the list of transitions is not on the stack any more for those who see
 * the method's frame next. */
static void
drop_transitions (MonoJitTlsData *jit_tls, void *stack_pointer, MonoLMF **lmf)
{
	while (*lmf && *lmf != MONO_FIELD (MonoLMF *, jit_tls, MonoJitTlsData, first_lmf) &&
		(char *) stack_pointer >= (char *) *lmf)
		/* The lower bits tell kinds apart: mini/mini-amd64.h, MonoLMF. */
		*lmf = (MonoLMF *) (MONO_FIELD (uintptr_t, *lmf, MonoLMF, previous_lmf) & ~(uintptr_t) 7);
}

gboolean
__wrap_mono_arch_unwind_frame (MonoDomain *domain, MonoJitTlsData *jit_tls, MonoJitInfo *info, MonoContext *context,
	MonoContext *caller, MonoLMF **lmf, void **save_locations, StackFrameInfo *frame)
{
	MonoContext *saved = NULL;
	if (info && MONO_BITS (info, MonoJitInfo, from_llvm) && has_filters (info))
		saved = find_method_context (domain, jit_tls, info, context);
	if (!saved)
		return unwind_frame (domain, jit_tls, info, context, caller, lmf, save_locations, frame);

	char method [SIZE_MonoContext] __attribute__ ((aligned (16)));
	memcpy (method, saved, sizeof method);
	void **registers = context_registers ((MonoContext *) method);
	/* A filter that was called for what another filter of the method threw: that one's frame is shown already. */
	if (is_filter_entry (info, landing_pad_at (info, registers [REGISTER_RIP])))
		registers [REGISTER_RIP] = registers [REGISTER_PLACE];
	gboolean done = unwind_frame (domain, jit_tls, info, (MonoContext *) method, caller, lmf, save_locations, frame);
	drop_transitions (jit_tls, registers [REGISTER_RSP], lmf);
	registers [REGISTER_LANDING_PAD] = landing_pad_at (info, registers [REGISTER_RIP]);
	registers [REGISTER_PLACE] = registers [REGISTER_RIP];
	registers [REGISTER_RIP] = context_registers (context) [REGISTER_RIP];
	memcpy (context, method, sizeof method);
	return done;
}
