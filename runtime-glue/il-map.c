/* SPDX-License-Identifier: MIT */
#include "il-map.h"

#include <stdlib.h>

#include "body.h"
#include "methods.h"

/* Numbers as metadata/seq-points-data.c:encode_var_int writes them: seven bits each, at most 28 bits. */
#define LARGEST_OFFSET (1 << 26)
#define BYTES_PER_NUMBER 4

static int
check_offsets (const char *what, const NativeOffset *offsets, uint32_t count, uint32_t code_size, Problem *problem)
{
	if (count && !offsets)
		return problem_set (problem, "%s: there are none at all, of %u", what, (unsigned) count);
	for (uint32_t i = 0; i < count; ++i) {
		if (i && offsets [i].native_offset < offsets [i - 1].native_offset)
			return problem_set (problem, "%s: they must be sorted by native offset, and number %u is not", what,
				(unsigned) i);
		/* What is behind a call that does not return may be behind the code. */
		if (offsets [i].native_offset > code_size)
			return problem_set (problem, "%s: number %u is at byte %u of %u bytes of code", what, (unsigned) i,
				(unsigned) offsets [i].native_offset, (unsigned) code_size);
	}
	return 1;
}

int
il_map_check (const NativeCodeHandle *native_code, Problem *problem)
{
	uint32_t size = native_code->code_size;
	return check_offsets ("il_map", native_code->il_map, native_code->il_map_count, size, problem) &&
		check_offsets ("sequence_points", native_code->sequence_points, native_code->sequence_point_count, size,
			problem);
}

static uint8_t *
write_number (uint8_t *to, uint32_t value)
{
	while (value >= 0x80) {
		*to++ = (uint8_t) (value | 0x80);
		value >>= 7;
	}
	*to++ = (uint8_t) value;
	return to;
}

/* seq-points-data.c:encode_zig_zag */
static uint8_t *
write_difference (uint8_t *to, int32_t difference)
{
	return write_number (to, ((uint32_t) difference << 1) ^ (uint32_t) (difference >> 31));
}

/* Without debugger data a sequence point is the differences of IL and native offset to the one before
 * (seq-points-data.c:mono_seq_point_info_add_seq_point). */
static MonoSeqPointInfo *
make_sequence_points (const NativeOffset *points, uint32_t count, int *size)
{
	uint8_t *data = malloc (((size_t) count + 1) * 2 * BYTES_PER_NUMBER), *to = data;
	uint32_t il_offset = 0, native_offset = 0;
	if (!data)
		return NULL;
	/* The prologue belongs to the first instruction. */
	to = write_difference (write_difference (to, 0), 0);
	for (uint32_t i = 0; i < count; ++i) {
		const NativeOffset *point = &points [i];
		if (point->il_offset >= LARGEST_OFFSET || point->native_offset >= LARGEST_OFFSET)
			break;
		to = write_difference (to, (int32_t) (point->il_offset - il_offset));
		to = write_difference (to, (int32_t) (point->native_offset - native_offset));
		il_offset = point->il_offset;
		native_offset = point->native_offset;
	}
	MonoSeqPointInfo *info = mono_seq_point_info_new ((int) (to - data), 1, data, 0, size);
	free (data);
	return info;
}

/* What --debug keeps: offsets, from which source lines follow. */
void
il_map_publish_lines (MonoDomain *domain, MonoMethod *method, const NativeCodeHandle *native_code)
{
	if (!native_code->il_map_count || !mono_debug_enabled ())
		return;
	char *lines = calloc (native_code->il_map_count, SIZE_MonoDebugLineNumberEntry), *to = lines;
	if (!lines)
		return;
	for (uint32_t i = 0; i < native_code->il_map_count; ++i, to += SIZE_MonoDebugLineNumberEntry) {
		MONO_FIELD (uint32_t, to, MonoDebugLineNumberEntry, il_offset) = native_code->il_map [i].il_offset;
		MONO_FIELD (uint32_t, to, MonoDebugLineNumberEntry, native_offset) = native_code->il_map [i].native_offset;
	}
	MonoDebugMethodJitInfo information = {
		.code_start = native_code->code,
		.code_size = native_code->code_size,
		.epilogue_begin = native_code->code_size,
		.num_line_numbers = native_code->il_map_count,
		.line_numbers = (MonoDebugLineNumberEntry *) lines,
	};
	/* It is copied (metadata/mono-debug.c:mono_debug_add_method). */
	mono_debug_add_method (method, &information, domain);
	free (lines);
}

/* What stack traces show without source lines; NULL if there is nothing to show, or no memory. */
static MonoSeqPointInfo *
sequence_points_of (const NativeCodeHandle *native_code, int *size)
{
	if (native_code->sequence_point_count)
		return make_sequence_points (native_code->sequence_points, native_code->sequence_point_count, size);
	if (native_code->il_map_count)
		return make_sequence_points (native_code->il_map, native_code->il_map_count, size);
	return NULL;
}

void
il_map_keep (MonoDomain *domain, MonoJitInfo *info, const NativeCodeHandle *native_code)
{
	Body *body = body_of (info);
	size_t lines_size = native_code->il_map_count * sizeof (NativeOffset);
	int size;
	MonoSeqPointInfo *points = sequence_points_of (native_code, &size);
	if (points) {
		/* In memory that goes with INFO's. */
		MonoSeqPointInfo *kept = mono_domain_alloc0 (domain, (unsigned) size);
		memcpy (kept, points, (size_t) size);
		MONO_FIELD (MonoSeqPointInfo *, info, MonoJitInfo, seq_points) = kept;
		monoeg_g_free (points);
	}
	if (lines_size && mono_debug_enabled ()) {
		NativeOffset *lines = mono_domain_alloc0 (domain, (unsigned) lines_size);
		memcpy (lines, native_code->il_map, lines_size);
		body->lines = lines;
		body->line_count = native_code->il_map_count;
	}
	body->has_own_maps = 1;
}

void
il_map_publish (MonoDomain *domain, MonoMethod *method, MonoJitInfo *info, const NativeCodeHandle *native_code)
{
	void *domain_information = MONO_FIELD (void *, domain, MonoDomain, runtime_info);
	void *table = MONO_FIELD (void *, domain_information, MonoJitDomainInfo, seq_points);
	int size;
	/* An entry is there if mini is compiling another body: its map comes before its code (mini/mini.c:mini_method_compile). */
	if (monoeg_g_hash_table_lookup (table, method)) {
		if (!method_is_dynamic (method))
			il_map_keep (domain, info, native_code);
		return;
	}
	MonoSeqPointInfo *points = sequence_points_of (native_code, &size);
	if (points) {
		monoeg_g_hash_table_insert_replace (table, method, points, 0);
		MONO_FIELD (MonoSeqPointInfo *, info, MonoJitInfo, seq_points) = points;
	}
}
