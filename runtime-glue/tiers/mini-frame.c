/* SPDX-License-Identifier: MIT */
#include "mini-frame.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>

#include "leave-frame.h"
#include "stack-left.h"

/* Whoever goes on may need more of it than the frame had, and what it calls must be able to end with an exception. */
#define STACK_NEEDED ((size_t) 256 << 10)

/* ---- Finding the frame ---- */

/* The code of the wrapper that compiled code polls by. It is the same in all domains (mini/mini-runtime.c:
 * mono_jit_compile_method_with_opt). */
static MonoJitInfo *
poll_wrapper (MonoDomain *domain)
{
	static _Atomic (MonoJitInfo *) known;
	MonoJitInfo *info = atomic_load_explicit (&known, memory_order_acquire);
	if (!info) {
		char *icall = mono_jit_icall_info + OFFSET_MonoJitICallInfos_mono_threads_state_poll;
		info = mini_jit_info_table_find (domain, (void *) mono_icall_get_wrapper_full (icall, 1), NULL);
		atomic_store_explicit (&known, info, memory_order_release);
	}
	return info;
}

static int
is_in (MonoJitInfo *info, const uint8_t *address)
{
	const uint8_t *start = mono_jit_info_get_code_start (info);
	return address > start && address <= start + mono_jit_info_get_code_size (info);
}

/* The registers of INFO's frame's caller. */
static int
unwind (MonoJitInfo *info, MonoDomain *domain, char *context, char *caller)
{
	char frame [SIZE_StackFrameInfo];
	MonoLMF *none = NULL;
	return __wrap_mono_arch_unwind_frame (domain, mono_tls_get_jit_tls (), info, (MonoContext *) context,
		(MonoContext *) caller, &none, NULL, (StackFrameInfo *) frame);
}

/* As mini/exceptions-amd64.c:mono_arch_unwind_frame finds the wrapper's registers: the rest of them it has saved. */
static OsrRefusal
enter_wrapper (const MonoLMF *lmf, MonoDomain *domain, char *context)
{
	uintptr_t *stack = MONO_FIELD (uintptr_t *, lmf, MonoLMF, rsp);
	MonoJitInfo *wrapper = poll_wrapper (domain);
	/* Bits are set for those that are not of wrappers (mini/mini-amd64.h:MonoLMF). */
	if (!wrapper || (MONO_FIELD (uintptr_t, lmf, MonoLMF, previous_lmf) & MONO_LMF_KINDS) || !stack)
		return OSR_NO_LOOP;
	const uint8_t *address = (const uint8_t *) stack [-1];
	/* Else it was C code that polled, within some other call. */
	if (!is_in (wrapper, address))
		return OSR_NO_LOOP;
	void **registers = context_registers ((MonoContext *) context);
	memset (context, 0, SIZE_MonoContext);
	registers [REGISTER_RIP] = (void *) (address - 1);
	registers [REGISTER_RSP] = stack;
	registers [REGISTER_RBP] = MONO_FIELD (void *, lmf, MonoLMF, rbp);
	return OSR_POSSIBLE;
}

static OsrRefusal
find (MiniFrame *frame)
{
	MonoDomain *domain = mono_domain_get ();
	char wrapper [SIZE_MonoContext];
	frame->info = NULL;
	frame->map = NULL;
	frame->loop = NULL;
	if (stack_left (wrapper) < STACK_NEEDED)
		return OSR_STACK_LEFT;
	OsrRefusal refusal = enter_wrapper (*mono_tls_get_lmf_addr (), domain, wrapper);
	if (refusal != OSR_POSSIBLE)
		return refusal;
	if (!unwind (poll_wrapper (domain), domain, wrapper, frame->own))
		return OSR_UNWIND;
	/* One less than where it returns to, as the unwinder gives it */
	uint8_t *address = context_registers ((MonoContext *) frame->own) [REGISTER_RIP];
	frame->info = mini_jit_info_table_find (domain, address, NULL);
	frame->map = frame->info ? frame_map_of (frame->info, domain) : NULL;
	if (!frame->map)
		return OSR_NO_MAP;
	frame->loop = frame_map_loop (frame->map, address + 1);
	if (!frame->loop)
		return OSR_NO_LOOP;
	return frame->loop->refusal;
}

OsrRefusal
mini_frame_find (MiniFrame *frame)
{
	OsrRefusal refusal = find (frame);
	if (refusal == OSR_POSSIBLE && !unwind (frame->info, frame->map->domain, frame->own, frame->caller))
		refusal = OSR_UNWIND;
	return refusal == OSR_POSSIBLE ? refusal : osr_count (refusal);
}

/* ---- Reading it ---- */

static void
read_place (const FramePlace *place, void **registers, void *to)
{
	/* Of a register the lower bytes are the variable. */
	if (place->kind == PLACE_REGISTER)
		memcpy (to, &registers [place->reg], place->size);
	else if (place->kind == PLACE_MEMORY)
		memcpy (to, (char *) registers [place->reg] + place->offset, place->size);
}

void
mini_frame_read (const MiniFrame *frame, void *buffer)
{
	const FrameMap *map = frame->map;
	void **registers = context_registers ((MonoContext *) frame->own);
	char *to = (char *) buffer + sizeof (void *);
	memset (buffer, 0, map->buffer_size);
	read_place (&map->result, registers, buffer);
	for (uint32_t i = 0; i < map->variable_count; ++i) {
		read_place (&map->places [i], registers, to);
		to += entry_size (&map->places [i]);
	}
}

/* ---- Leaving it ---- */

typedef struct Buffer {
	uint32_t size;
	_Alignas (16) char bytes [];
} Buffer;

static pthread_key_t buffer_key;
static int has_buffer_key;

static void
make_buffer_key (void)
{
	has_buffer_key = pthread_key_create (&buffer_key, free) == 0;
}

/* This thread's, which ends with it: whoever goes on reads it when all C frames are gone. */
static void *
get_buffer (uint32_t size)
{
	static pthread_once_t once = PTHREAD_ONCE_INIT;
	pthread_once (&once, make_buffer_key);
	Buffer *buffer = has_buffer_key ? pthread_getspecific (buffer_key) : NULL;
	if (has_buffer_key && (!buffer || buffer->size < size)) {
		free (buffer);
		buffer = malloc (sizeof (*buffer) + size);
		if (buffer)
			buffer->size = size;
		pthread_setspecific (buffer_key, buffer);
	}
	return buffer ? buffer->bytes : NULL;
}

void
mini_frame_leave (MiniFrame *frame, const void *entry)
{
	void *buffer = get_buffer (frame->map->buffer_size);
	if (!buffer) {
		osr_count (OSR_MEMORY);
		return;
	}
	mini_frame_read (frame, buffer);
	osr_count (OSR_POSSIBLE);

	void **registers = context_registers ((MonoContext *) frame->caller);
	MonoLMF **lmf = mono_tls_get_lmf_addr ();
	/* The poll's wrapper has entered it, and would take it back. */
	*lmf = (MonoLMF *) (MONO_FIELD (uintptr_t, *lmf, MonoLMF, previous_lmf) & ~(uintptr_t) MONO_LMF_KINDS);
	const LeftRegisters left = {
		.rbx = registers [REGISTER_RBX],
		.rbp = registers [REGISTER_RBP],
		.r12 = registers [REGISTER_R12],
		.r13 = registers [REGISTER_R13],
		.r14 = registers [REGISTER_R14],
		.r15 = registers [REGISTER_R15],
		/* The return address is there. */
		.rsp = (void **) registers [REGISTER_RSP] - 1,
	};
	leave_frame (&left, entry, buffer);
}
