/* SPDX-License-Identifier: MIT */
#include "loops.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "tiers/polling-flag.h"
#include "tiers/sample.h"

/* ---- The process ---- */

void
loops_start (void)
{
	static int started;
	if (started++)
		return;
	mono_config_parse (NULL);
	ck_assert_ptr_nonnull (mono_jit_init ("loops"));
}

static MonoClass *
class_of (const char *name)
{
	char path [4096];
	const char *folder = getenv ("top_builddir");
	snprintf (path, sizeof path, "%s/tests/hosted/Loops.dll", folder ? folder : ".");
	MonoAssembly *assembly = mono_domain_assembly_open (mono_domain_get (), path);
	ck_assert_msg (assembly != NULL, "%s is not there", path);
	MonoClass *klass = mono_class_from_name (mono_assembly_get_image (assembly), "", name);
	ck_assert_msg (klass != NULL, "no class %s", name);
	return klass;
}

MonoMethod *
loops_method (const char *klass, const char *name)
{
	MonoMethod *method = mono_class_get_method_from_name (class_of (klass), name, -1);
	ck_assert_msg (method != NULL, "no method %s:%s", klass, name);
	return method;
}

static void
set_done (int32_t value)
{
	MonoClass *klass = class_of ("Loops");
	mono_field_static_set_value (mono_class_vtable (mono_domain_get (), klass),
		mono_class_get_field_from_name (klass, "Done"), &value);
}

void
loops_stop (void)
{
	set_done (1);
}

/* ---- Visits ---- */

static struct {
	const char *loop;
	LoopsVisit visit;
	void *data;
} wanted;

static int
is_wanted (const MiniFrame *frame, OsrRefusal refusal)
{
	return refusal != OSR_NO_LOOP && frame->info &&
		strcmp (mono_method_get_name (mono_jit_info_get_method (frame->info)), wanted.loop) == 0;
}

static int
look (const Sample *sample)
{
	MiniFrame frame;
	(void) sample;
	/* Once more, without waiting for the next tick */
	polling_flag_raise ();
	OsrRefusal refusal = mini_frame_find (&frame);
	if (is_wanted (&frame, refusal))
		wanted.visit (&frame, refusal, wanted.data);
	return 0;
}

char *
loops_run (const char *klass, const char *method, const char *loop, LoopsVisit visit, void *data)
{
	MonoMethod *called = loops_method (klass, method);
	MonoObject *exception = NULL;
	set_done (0);
	wanted.loop = loop;
	wanted.visit = visit;
	wanted.data = data;
	sample_begin (look, 1);
	polling_flag_raise ();
	MonoObject *result = mono_runtime_invoke (called, NULL, NULL, &exception);
	sample_end ();
	if (exception)
		ck_abort_msg ("%s:%s throws %s", klass, method, mono_class_get_name (mono_object_get_class (exception)));
	return mono_string_to_utf8 ((MonoString *) result);
}

/* ---- Values as text ---- */

static void show_value (MonoType *type, const char *at, FILE *to);

static void
show_object (MonoObject *object, FILE *to)
{
	char *text = object ? mono_string_to_utf8 (mono_object_to_string (object, NULL)) : NULL;
	fprintf (to, "%s", object ? text : "null");
	mono_free (text);
}

static void
show_struct (MonoClass *klass, const char *at, FILE *to)
{
	void *next = NULL;
	const char *separator = "";
	fputc ('(', to);
	for (MonoClassField *field; (field = mono_class_get_fields (klass, &next)); separator = " ") {
		fputs (separator, to);
		/* Counted from the start of an object, in which the value lies behind the header */
		show_value (mono_field_get_type (field), at + mono_field_get_offset (field) - SIZE_MonoObject, to);
	}
	fputc (')', to);
}

#define VALUE(type) (*(type const *) at)

static void
show_value (MonoType *type, const char *at, FILE *to)
{
	switch (mono_type_get_type (type)) {
	case MONO_TYPE_BOOLEAN:
	case MONO_TYPE_U1:
		fprintf (to, "%u", VALUE (uint8_t));
		break;
	case MONO_TYPE_I1:
		fprintf (to, "%d", VALUE (int8_t));
		break;
	case MONO_TYPE_CHAR:
	case MONO_TYPE_U2:
		fprintf (to, "%u", VALUE (uint16_t));
		break;
	case MONO_TYPE_I2:
		fprintf (to, "%d", VALUE (int16_t));
		break;
	case MONO_TYPE_U4:
		fprintf (to, "%u", VALUE (uint32_t));
		break;
	case MONO_TYPE_I4:
	case MONO_TYPE_R4:
		fprintf (to, "%d", VALUE (int32_t));
		break;
	case MONO_TYPE_I8:
	case MONO_TYPE_R8:
		fprintf (to, "%lld", (long long) VALUE (int64_t));
		break;
	case MONO_TYPE_VALUETYPE:
		show_struct (mono_type_get_class (type), at, to);
		break;
	default:
		show_object (VALUE (MonoObject *), to);
	}
}

/* An argument, or a local; NULL for `this` */
static MonoType *
type_of (MonoMethod *method, uint32_t variable, uint32_t argument_count)
{
	MonoMethodSignature *signature = mono_method_signature (method);
	uint32_t count, receivers = (uint32_t) mono_signature_is_instance (signature);
	void *next = NULL;
	MonoType *type = NULL;
	if (variable >= argument_count)
		return mono_method_header_get_locals (mono_method_get_header (method), &count,
			NULL) [variable - argument_count];
	for (uint32_t i = receivers; i <= variable; ++i)
		type = mono_signature_get_params (signature, &next);
	return variable < receivers ? NULL : type;
}

char *
loops_show (const MiniFrame *frame, const char *buffer)
{
	char *text = NULL;
	size_t size;
	FILE *to = open_memstream (&text, &size);
	uint32_t argument_count = frame->map->argument_count;
	const char *at = buffer + sizeof (void *);
	for (uint32_t i = 0; i < 2 * argument_count; ++i) {
		MonoType *type = type_of (frame->map->method, i, argument_count);
		fputs (i ? " " : "", to);
		if (type)
			show_value (type, at, to);
		else
			show_object (VALUE (MonoObject *), to);
		at += entry_size (&frame->map->places [i]);
	}
	fclose (to);
	return text;
}
