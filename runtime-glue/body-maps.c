/* SPDX-License-Identifier: MIT
 *
 * The maps of a method's bodies. The runtime asks for a map by method, and has one of each. But right before, it has always
 * asked the body of the frame that it is about for its method (mini/mini-exceptions.c, mini/mini-runtime.c,
 * metadata/threads.c): so it is known which one is meant. For bodies that have maps of their own, those are the answer. */
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "body.h"
#include "methods.h"

/* The body whose method this thread has asked for last, if it has maps of its own, and that method. No call may be needed to
 * find them: signal handlers walk stacks. */
static __thread __attribute__ ((tls_model ("initial-exec"))) MonoJitInfo *asked;
static __thread __attribute__ ((tls_model ("initial-exec"))) MonoMethod *asked_method;

MonoMethod *
__wrap_mono_jit_info_get_method (MonoJitInfo *info)
{
	MonoMethod *method = __real_mono_jit_info_get_method (info);
	Body *body = body_of (info);
	asked = body && body->has_own_maps ? info : NULL;
	asked_method = method;
	return method;
}

/* NULL: the runtime knows. */
static MonoJitInfo *
asked_body (MonoMethod *method)
{
	return asked && asked_method == method ? asked : NULL;
}

/* As metadata/mono-debug.c:il_offset_from_address does: -1 where there is none. */
static int64_t
il_offset_of_line (const Body *body, uint32_t native_offset)
{
	for (uint32_t i = body->line_count; i-- > 0;) {
		if (body->lines [i].native_offset <= native_offset)
			return body->lines [i].il_offset;
	}
	return -1;
}

MonoDebugSourceLocation *
__wrap_mono_debug_lookup_source_location (MonoMethod *method, uint32_t native_offset, MonoDomain *domain)
{
	MonoJitInfo *info = asked_body (method);
	if (!info)
		return __real_mono_debug_lookup_source_location (method, native_offset, domain);
	int64_t il_offset = il_offset_of_line (body_of (info), native_offset);
	return il_offset < 0 ? NULL : mono_debug_lookup_source_location_by_il (method, (uint32_t) il_offset, domain);
}

MonoSeqPointInfo *
__wrap_mono_get_seq_points (MonoDomain *domain, MonoMethod *method)
{
	MonoJitInfo *info = asked_body (method);
	return info ? MONO_FIELD (MonoSeqPointInfo *, info, MonoJitInfo, seq_points)
				: __real_mono_get_seq_points (domain, method);
}

gboolean
__wrap_mono_find_prev_seq_point_for_native_offset (MonoDomain *domain, MonoMethod *method, int32_t native_offset,
	MonoSeqPointInfo **points, SeqPoint *point)
{
	MonoJitInfo *info = asked_body (method);
	if (!info)
		return __real_mono_find_prev_seq_point_for_native_offset (domain, method, native_offset, points, point);
	MonoSeqPointInfo *own = MONO_FIELD (MonoSeqPointInfo *, info, MonoJitInfo, seq_points);
	if (points)
		*points = own;
	return own && mono_seq_point_find_prev_by_native_offset (own, native_offset, point);
}

/* ---- Frames as text ---- */

/* A copy of TEXT, which is freed, for those who free by g_free. */
static char *
hand_over (char *text)
{
	char *copy = monoeg_malloc0 (strlen (text) + 1);
	strcpy (copy, text);
	free (text);
	return copy;
}

/* Where there is no file, the module is named: its identifier, without what groups the digits. */
static void
write_module (MonoMethod *method, char *to)
{
	for (const char *at = mono_image_get_guid (mono_class_get_image (method_class (method))); *at; ++at) {
		if (*at != '-')
			*to++ = (char) tolower ((unsigned char) *at);
	}
	*to = 0;
}

/* As metadata/mono-debug.c:mono_debug_print_stack_frame writes it, which looks lines up by a call within its file: those are
 * not wrapped. */
static char *
describe_frame (MonoMethod *method, const char *name, uint32_t native_offset, int64_t il_offset, MonoDomain *domain)
{
	char module [64], *text = NULL;
	MonoDebugSourceLocation *location = il_offset < 0
		? NULL
		: mono_debug_lookup_source_location_by_il (method, (uint32_t) il_offset, domain);
	int length;
	write_module (method, module);
	if (il_offset < 0)
		length = asprintf (&text, "at %s <0x%05x>", name, (unsigned) native_offset);
	else if (!location)
		length = asprintf (&text, "at %s [0x%05x] in <%s>:0", name, (unsigned) il_offset, module);
	else
		length = asprintf (&text, "at %s [0x%05x] in %s:%u", name, (unsigned) location->il_offset,
			location->source_file, (unsigned) location->row);
	mono_debug_free_source_location (location);
	return length < 0 ? NULL : text;
}

char *
__wrap_mono_debug_print_stack_frame (MonoMethod *method, uint32_t native_offset, MonoDomain *domain)
{
	MonoJitInfo *info = asked_body (method);
	/* Without --debug it asks for sequence points, and comes by above. */
	if (!info || !mono_debug_enabled ())
		return __real_mono_debug_print_stack_frame (method, native_offset, domain);
	int64_t il_offset = il_offset_of_line (body_of (info), native_offset);
	char *name = mono_method_full_name (method, 1);
	for (char *at = name; *at; ++at)
		*at = *at == ':' ? '.' : *at;
	char *text = describe_frame (method, name, native_offset, il_offset, domain);
	monoeg_g_free (name);
	return text ? hand_over (text) : NULL;
}
