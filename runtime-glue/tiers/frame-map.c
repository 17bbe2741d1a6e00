/* SPDX-License-Identifier: MIT */
#include "frame-map.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>

#include "methods.h"

/* Frames with more variables than that are not worth their buffers. */
enum { BUCKETS = 1024, LARGEST_BUFFER = 64 << 10 };

/* Leaf. Only threads in GC-unsafe mode take it: others are stopped by signals, with it in their hands. */
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static FrameMap *buckets [BUCKETS];
static atomic_size_t total_size;
static atomic_int has_begun;

static FrameMap **
bucket_of (const void *code)
{
	return &buckets [((uintptr_t) code >> 4) * UINT64_C (0x9e3779b97f4a7c15) >> 54];
}

_Static_assert (BUCKETS == 1 << (64 - 54), "as many as there are values of the hash");

/* ---- Making them ---- */

/* Calls do not change these (psABI 3.2.1), so that they hold variables while the poll is called. */
static int
is_kept_by_calls (int32_t reg)
{
	return reg == REGISTER_RBX || reg == REGISTER_RBP || (reg >= REGISTER_R12 && reg <= REGISTER_R15);
}

static OsrRefusal
find_place (const void *variable, uint32_t size, FramePlace *place)
{
	uint16_t opcode = MONO_FIELD (uint16_t, variable, MonoInst, opcode);
	int32_t reg = 0;
	*place = (FramePlace) { .size = size };
	if (size > LARGEST_BUFFER)
		return OSR_SIZE;
	if (opcode == ENUM_OP_LOCAL || opcode == ENUM_OP_ARG)
		return OSR_POSSIBLE;
	if (opcode == ENUM_OP_REGVAR) {
		place->kind = PLACE_REGISTER;
		reg = MONO_FIELD (int32_t, variable, MonoInst, dreg);
		if (!is_kept_by_calls (reg) || size > sizeof (void *))
			return OSR_PLACE;
	} else if (opcode == ENUM_OP_REGOFFSET) {
		place->kind = PLACE_MEMORY;
		reg = MONO_FIELD (int32_t, variable, MonoInst, sreg1);                    /* inst_basereg */
		place->offset = (int32_t) MONO_FIELD (int64_t, variable, MonoInst, data); /* inst_offset */
		if (reg != REGISTER_RSP && reg != REGISTER_RBP)
			return OSR_PLACE;
	} else {
		return OSR_PLACE;
	}
	place->reg = (uint32_t) reg;
	return OSR_POSSIBLE;
}

static uint32_t
size_of_type (MonoType *type)
{
	int alignment;
	return mono_type_is_byref (type) ? sizeof (void *) : (uint32_t) mono_type_size (type, &alignment);
}

static OsrRefusal
find_places (FrameMap *map, const void *compile, MonoType **locals)
{
	void **arguments = MONO_FIELD (void **, compile, MonoCompile, args);
	void **local_variables = MONO_FIELD (void **, compile, MonoCompile, locals);
	MonoType **types = MONO_FIELD (MonoType **, compile, MonoCompile, arg_types);
	const void *result = MONO_FIELD (void *, compile, MonoCompile, vret_addr);
	OsrRefusal refusal = result ? find_place (result, sizeof (void *), &map->result) : OSR_POSSIBLE;
	map->buffer_size = sizeof (void *);
	for (uint32_t i = 0; i < map->variable_count && refusal == OSR_POSSIBLE; ++i) {
		uint32_t local = i - map->argument_count;
		int is_argument = i < map->argument_count;
		refusal = find_place (is_argument ? arguments [i] : local_variables [local],
			size_of_type (is_argument ? types [i] : locals [local]), &map->places [i]);
		map->buffer_size += entry_size (&map->places [i]);
		if (map->buffer_size > LARGEST_BUFFER)
			refusal = OSR_SIZE;
	}
	return refusal;
}

static int
is_in_handler (MonoMethodHeader *header, MonoMethod *method, uint32_t il_offset)
{
	MonoExceptionClause clause;
	void *next = NULL;
	while (mono_method_header_get_clauses (header, method, &next, &clause)) {
		if (il_offset - clause.handler_offset < clause.handler_len)
			return 1;
		/* A filter ends where its handler begins (ECMA-335 II.25.4.6). */
		if (clause.flags == MONO_EXCEPTION_CLAUSE_FILTER && il_offset >= clause.data.filter_offset &&
			il_offset < clause.handler_offset)
			return 1;
	}
	return 0;
}

/* What holds for all of the method. */
static OsrRefusal
judge_method (const void *compile, MonoMethodSignature *signature)
{
	if (MONO_BITS (compile, MonoCompile, gshared))
		return OSR_SHARED;
	if (MONO_FIELD (uint32_t, compile, MonoCompile, opt) & (ENUM_MONO_OPT_SSA | ENUM_MONO_OPT_ABCREM))
		return OSR_SSA;
	if (MONO_FIELD (uint32_t, compile, MonoCompile, flags) & ENUM_MONO_CFG_HAS_ALLOCA)
		return OSR_LOCALLOC;
	if (mono_signature_get_call_conv (signature) == MONO_CALL_VARARG)
		return OSR_VARARGS;
	return OSR_POSSIBLE;
}

static void
describe_loop (FrameLoop *loop, const void *block, MonoMethodHeader *header, MonoMethod *method, OsrRefusal refusal)
{
	uint32_t il_size;
	const uint8_t *il = (const uint8_t *) mono_method_header_get_code (header, &il_size, NULL);
	const uint8_t *at = MONO_FIELD (const uint8_t *, block, MonoBasicBlock, cil_code);
	loop->start = MONO_FIELD (uint32_t, block, MonoBasicBlock, native_offset);
	loop->end = loop->start + MONO_FIELD (uint32_t, block, MonoBasicBlock, native_length);
	/* Blocks of inlined methods, and those within one instruction, have none that is of this method. */
	int has_offset = at >= il && at < il + il_size;
	loop->il_offset = has_offset ? (uint32_t) (at - il) : 0;
	loop->refusal = refusal;
	if (refusal == OSR_POSSIBLE && !has_offset)
		loop->refusal = OSR_NO_IL_OFFSET;
	else if (refusal == OSR_POSSIBLE && MONO_FIELD (uint16_t, block, MonoBasicBlock, in_scount) != 0)
		loop->refusal = OSR_EVALUATION_STACK;
	/* Finally handlers are called as subroutines, and there the frame is not all that there is. */
	else if (refusal == OSR_POSSIBLE && is_in_handler (header, method, loop->il_offset))
		loop->refusal = OSR_HANDLER;
}

static void *
next_loop (const void *block)
{
	void *next = MONO_FIELD (void *, block, MonoBasicBlock, next_bb);
	while (next && !MONO_FIELD (int8_t, next, MonoBasicBlock, loop_body_start))
		next = MONO_FIELD (void *, next, MonoBasicBlock, next_bb);
	return next;
}

/* Returns NULL without memory, and when there are more of anything than a map can count. */
static FrameMap *
make_map (const void *compile, uint32_t loop_count)
{
	MonoMethod *method = MONO_FIELD (MonoMethod *, compile, MonoCompile, method);
	MonoMethodHeader *header = MONO_FIELD (MonoMethodHeader *, compile, MonoCompile, header);
	MonoMethodSignature *signature = mono_method_signature (method);
	uint32_t argument_count = mono_signature_get_param_count (signature) +
		(uint32_t) mono_signature_is_instance (signature);
	uint32_t local_count;
	MonoType **locals = mono_method_header_get_locals (header, &local_count, NULL);
	if (argument_count + local_count > UINT16_MAX || loop_count > UINT16_MAX)
		return NULL;

	OsrRefusal refusal = judge_method (compile, signature);
	uint32_t variable_count = refusal == OSR_POSSIBLE ? argument_count + local_count : 0;
	size_t places_size = sizeof (FrameMap) + variable_count * sizeof (FramePlace);
	FrameMap *map = calloc (1, places_size + loop_count * sizeof (FrameLoop));
	if (!map)
		return NULL;
	FrameLoop *loop = (FrameLoop *) ((char *) map + places_size);
	*map = (FrameMap) {
		.code = MONO_FIELD (uint8_t *, compile, MonoCompile, native_code),
		.method = method,
		.domain = MONO_FIELD (MonoDomain *, compile, MonoCompile, domain),
		.il_size = method_il_size (method),
		.argument_count = (uint16_t) argument_count,
		.variable_count = (uint16_t) variable_count,
		.loop_count = (uint16_t) loop_count,
		.loops = loop,
	};
	if (refusal == OSR_POSSIBLE)
		refusal = find_places (map, compile, locals);
	const void *block = MONO_FIELD (void *, compile, MonoCompile, bb_entry);
	while ((block = next_loop (block)))
		describe_loop (loop++, block, header, method, refusal);
	return map;
}

/* ---- Keeping them ---- */

static size_t
size_of_map (const FrameMap *map)
{
	return sizeof (*map) + map->variable_count * sizeof (FramePlace) + map->loop_count * sizeof (FrameLoop);
}

static void
keep (FrameMap *map)
{
	FrameMap **bucket = bucket_of (map->code);
	atomic_fetch_add (&total_size, size_of_map (map));
	pthread_mutex_lock (&lock);
	map->next = *bucket;
	*bucket = map;
	pthread_mutex_unlock (&lock);
}

/* At the end of mini/mini.c:mono_codegen, for all that it compiles: the code is complete, and its description to come. */
void
__wrap_mono_debug_close_method (void *compile)
{
	if (atomic_load_explicit (&has_begun, memory_order_relaxed)) {
		MonoMethod *method = MONO_FIELD (MonoMethod *, compile, MonoCompile, method);
		uint32_t loop_count = 0;
		const void *block = MONO_FIELD (void *, compile, MonoCompile, bb_entry);
		while ((block = next_loop (block)))
			++loop_count;
		FrameMap *map = loop_count && !method_is_wrapper (method) ? make_map (compile, loop_count) : NULL;
		if (map)
			keep (map);
	}
	__real_mono_debug_close_method (compile);
}

void
frame_maps_begin (void)
{
	atomic_store (&has_begun, 1);
}

const FrameMap *
frame_map_of (MonoJitInfo *info, MonoDomain *domain)
{
	const uint8_t *code = mono_jit_info_get_code_start (info);
	/* Of code of ours there may be one, too, which mini has made in the same place, and lost. */
	if (MONO_BITS (info, MonoJitInfo, from_llvm) || MONO_BITS (info, MonoJitInfo, from_aot))
		return NULL;
	MonoMethod *method = __real_mono_jit_info_get_method (info);
	pthread_mutex_lock (&lock);
	FrameMap *map = *bucket_of (code);
	while (map && (map->code != code || map->method != method || map->domain != domain))
		map = map->next;
	pthread_mutex_unlock (&lock);
	return map;
}

FrameLoop *
frame_map_loop (const FrameMap *map, const uint8_t *address)
{
	size_t offset = (size_t) (address - map->code);
	for (uint32_t i = 0; i < map->loop_count; ++i) {
		if (offset > map->loops [i].start && offset <= map->loops [i].end)
			return &map->loops [i];
	}
	return NULL;
}

size_t
frame_maps_size (void)
{
	return atomic_load (&total_size);
}

/* METHOD NULL: of all. */
static void
forget (FrameMap **at, MonoDomain *domain, MonoMethod *method)
{
	while (*at) {
		FrameMap *map = *at;
		if (map->domain == domain && (!method || map->method == method)) {
			*at = map->next;
			atomic_fetch_sub (&total_size, size_of_map (map));
			free (map);
		} else {
			at = &map->next;
		}
	}
}

static void
forget_all (MonoDomain *domain, MonoMethod *method)
{
	if (!atomic_load (&has_begun))
		return;
	pthread_mutex_lock (&lock);
	for (size_t i = 0; i < BUCKETS; ++i)
		forget (&buckets [i], domain, method);
	pthread_mutex_unlock (&lock);
}

void
frame_maps_forget_lock (void)
{
	pthread_mutex_init (&lock, NULL);
}

void
frame_maps_forget_domain (MonoDomain *domain)
{
	forget_all (domain, NULL);
}

void
frame_maps_forget_method (MonoDomain *domain, MonoMethod *method)
{
	forget_all (domain, method);
}
