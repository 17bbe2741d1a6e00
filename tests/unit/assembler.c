/* SPDX-License-Identifier: MIT */
#include "assembler.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { LABEL_CAPACITY = 64, NAME_SIZE = 128 };

typedef struct Assembler {
	FakeRuntime *fake;
	Writer *writer;
	const char *text;
	uint32_t label_count;
	char label_names [LABEL_CAPACITY][NAME_SIZE];
	Label labels [LABEL_CAPACITY];
} Assembler;

static void __attribute__ ((noreturn))
fail_test (const char *what, const char *text)
{
	fprintf (stderr, "assembler: %s: %.40s\n", what, text);
	abort ();
}

static void
skip (Assembler *assembler, const char *characters)
{
	assembler->text += strspn (assembler->text, characters);
}

/* Copies the text up to one of END, and skips it. */
static void
read_until (Assembler *assembler, const char *end, char name [NAME_SIZE])
{
	size_t length;

	skip (assembler, " ");
	length = strcspn (assembler->text, end);
	if (!length || length >= NAME_SIZE)
		fail_test ("something is missing", assembler->text);
	memcpy (name, assembler->text, length);
	name [length] = 0;
	assembler->text += length;
}

static Label
find_label (Assembler *assembler, const char *name)
{
	for (uint32_t i = 0; i < assembler->label_count; i++)
		if (!strcmp (assembler->label_names [i], name))
			return assembler->labels [i];
	if (assembler->label_count == LABEL_CAPACITY)
		fail_test ("too many labels", name);
	strcpy (assembler->label_names [assembler->label_count], name);
	return assembler->labels [assembler->label_count++] = writer_create_label (assembler->writer);
}

static Opcode
find_opcode (const char *name)
{
	for (int i = 0; i < OPCODE_TOTAL; i++)
		if (opcode_table [i].canonical == i && !strcmp (opcode_table [i].name, name))
			return i;
	fail_test ("no such instruction", name);
}

/* "Class:Member" as its class; MEMBER is what comes after the colon. */
static ClassInfo *
split_member (Assembler *assembler, char *name, const char **member)
{
	char *colon = strchr (name, ':');

	if (!colon)
		fail_test ("a member without class", name);
	*colon = 0;
	*member = colon + 1;
	return fake_class (assembler->fake, name);
}

static uint32_t
read_member (Assembler *assembler, int is_method)
{
	IRuntimeInformation *runtime = fake_interface (assembler->fake);
	char name [NAME_SIZE];
	const char *member;
	ClassInfo *klass;

	read_until (assembler, "; ", name);
	klass = split_member (assembler, name, &member);
	if (is_method) {
		MethodInfo *method = runtime->get_method_info_for (runtime, klass, member);

		return method ? method->token : 0;
	}
	FieldInfo *field = runtime->get_field_info_for (runtime, klass, member);
	return field ? field->token : 0;
}

static void
emit_switch (Assembler *assembler)
{
	Label targets [LABEL_CAPACITY];
	char name [NAME_SIZE];
	uint32_t count = 0;

	skip (assembler, " (");
	while (*assembler->text != ')') {
		read_until (assembler, " ,)", name);
		targets [count++] = find_label (assembler, name);
		skip (assembler, " ,");
	}
	assembler->text++;
	writer_emit_switch (assembler->writer, targets, count);
}

static void
emit_string (Assembler *assembler, Opcode opcode)
{
	char characters [NAME_SIZE];

	skip (assembler, " '");
	read_until (assembler, "'", characters);
	assembler->text++;
	writer_emit_token (assembler->writer, opcode, fake_define_string (assembler->fake, characters));
}

static double
read_number (Assembler *assembler)
{
	char *end;
	double number = strtod (assembler->text, &end);

	assembler->text = end;
	return number;
}

static void
emit_operand (Assembler *assembler, Opcode opcode)
{
	Writer *writer = assembler->writer;
	char name [NAME_SIZE];
	char *end;

	switch (opcode_table [opcode].operand) {
	case InlineNone:
		writer_emit (writer, opcode);
		break;
	case InlineVar:
		writer_emit_variable (writer, opcode, strtoul (assembler->text, &end, 0));
		assembler->text = end;
		break;
	case ShortInlineI:
	case InlineI:
	case InlineI8:
		writer_emit_integer (writer, opcode, strtoll (assembler->text, &end, 0));
		assembler->text = end;
		break;
	case ShortInlineR:
		writer_emit_float32 (writer, read_number (assembler));
		break;
	case InlineR:
		writer_emit_float64 (writer, read_number (assembler));
		break;
	case InlineBrTarget:
		read_until (assembler, "; ", name);
		writer_emit_branch (writer, opcode, find_label (assembler, name));
		break;
	case InlineSwitch:
		emit_switch (assembler);
		break;
	case InlineMethod:
		writer_emit_token (writer, opcode, read_member (assembler, 1));
		break;
	case InlineField:
		writer_emit_token (writer, opcode, read_member (assembler, 0));
		break;
	case InlineType:
	case InlineTok:
		read_until (assembler, ";", name);
		writer_emit_token (writer, opcode, fake_type (assembler->fake, name)->info.klass->token);
		break;
	case InlineString:
		emit_string (assembler, opcode);
		break;
	case InlineSig:
		read_until (assembler, ";", name);
		writer_emit_token (writer, opcode,
			fake_define_signature (assembler->fake, arena_format (assembler->fake->arena, "%s", name), 0)->token);
		break;
	}
}

void
assemble (FakeRuntime *fake, Writer *writer, const char *text)
{
	Assembler *assembler = arena_new (fake_arena (fake), Assembler);
	char name [NAME_SIZE];

	assembler->fake = fake;
	assembler->writer = writer;
	assembler->text = text;
	for (;;) {
		skip (assembler, " ;\n\t");
		if (!*assembler->text)
			return;
		read_until (assembler, "; :", name);
		if (*assembler->text == ':') {
			assembler->text++;
			writer_mark_label (writer, find_label (assembler, name));
		} else {
			skip (assembler, " ");
			emit_operand (assembler, find_opcode (name));
		}
	}
}

static uint32_t
read_flags (const char **declaration)
{
	static const struct {
		const char *word;
		uint32_t flag;
	} words [] = {
		{ "static ", METHOD_STATIC },
		{ "virtual ", METHOD_VIRTUAL },
		{ "final ", METHOD_FINAL },
		{ "constructor ", METHOD_CONSTRUCTOR },
		{ "abstract ", METHOD_ABSTRACT },
		{ "wrapper ", METHOD_WRAPPER },
	};
	uint32_t flags = 0;

	for (size_t i = 0; i < sizeof (words) / sizeof (words [0]); i++) {
		size_t length = strlen (words [i].word);

		if (strncmp (*declaration, words [i].word, length))
			continue;
		flags |= words [i].flag;
		*declaration += length;
	}
	return flags;
}

MethodInfo *
assemble_method (FakeRuntime *fake, const char *declaration, const char *locals, uint32_t max_stack, const char *text)
{
	Arena *arena = fake_arena (fake);
	Assembler assembler = { .fake = fake, .text = declaration };
	Writer *writer = writer_create (arena);
	uint32_t flags = read_flags (&assembler.text);
	char result [NAME_SIZE], name [NAME_SIZE];
	MethodInfo *method;
	ClassInfo *klass;
	const char *member;

	read_until (&assembler, " ", result);
	read_until (&assembler, " ", name);
	klass = split_member (&assembler, name, &member);
	method = fake_define_method (fake, klass, arena_format (arena, "%s", member),
		arena_format (arena, "%s%s", result, assembler.text), flags);
	assemble (fake, writer, text);
	fake_set_body (fake, method, writer, max_stack, locals);
	return method;
}
