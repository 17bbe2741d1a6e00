/* SPDX-License-Identifier: MIT
 *
 * Makes the corpus: of each method of the class Subjects and each mutation, copies of the assembly in which that method
 * is damaged. Writes DIRECTORY/NUMBER.dll, and to the standard output "NUMBER METHOD MUTATION.TIME" for each.
 *
 *   generate ASSEMBLY DIRECTORY */
#include <errno.h>
#include <mono/jit/jit.h>
#include <mono/metadata/assembly.h>
#include <mono/metadata/image.h>
#include <mono/metadata/metadata.h>
#include <mono/metadata/mono-config.h>
#include <mono/metadata/row-indexes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "mutation.h"

enum { MAXIMUM_TOKENS = 4096, PE_OFFSET = 0x3c, SECTION_HEADER = 40 };

typedef struct Assembly {
	char *bytes; /* the file */
	uint32_t size;
	MonoImage *image; /* of these bytes: what Mono finds there lies in them */
	uint32_t tokens [MAXIMUM_TOKENS];
	uint8_t operands [MAXIMUM_TOKENS];
	uint32_t token_count;
} Assembly;

static void
give_up (const char *what, const char *name)
{
	fprintf (stderr, "generate: %s: %s\n", name, what);
	exit (2);
}

static void
read_assembly (Assembly *assembly, const char *path)
{
	FILE *file = fopen (path, "rb");
	MonoImageOpenStatus status;

	if (!file)
		give_up (strerror (errno), path);
	fseek (file, 0, SEEK_END);
	assembly->size = (uint32_t) ftell (file);
	rewind (file);
	assembly->bytes = malloc (assembly->size);
	if (fread (assembly->bytes, 1, assembly->size, file) != assembly->size)
		give_up ("cannot be read", path);
	fclose (file);
	assembly->image = mono_image_open_from_data (assembly->bytes, assembly->size, 0, &status);
	if (!assembly->image)
		give_up ("is no assembly", path);
}

/* The body of METHOD and the bytes from there to the end of the file; NULL if it has none. */
static const uint8_t *
body_of (const Assembly *assembly, uint32_t method, size_t *size)
{
	const MonoTableInfo *table = mono_image_get_table_info (assembly->image, MONO_TABLE_METHOD);
	uint32_t address = mono_metadata_decode_row_col (table, (int) method - 1, MONO_METHOD_RVA);
	const char *body = address ? mono_image_rva_map (assembly->image, address) : NULL;

	*size = body ? (size_t) (assembly->bytes + assembly->size - body) : 0;
	return (const uint8_t *) body;
}

static void
collect_tokens (Assembly *assembly, const uint8_t *bytes, size_t size)
{
	MethodHeader header;
	Instruction instruction;
	Reader reader;

	if (header_read (bytes, size, &header))
		return;
	reader_initialize (&reader, header.code, header.code_size);
	while (reader_next (&reader, &instruction) == READER_INSTRUCTION) {
		OperandKind operand = opcode_table [instruction.opcode].operand;

		if (operand < InlineMethod || operand > InlineSig || assembly->token_count == MAXIMUM_TOKENS)
			continue;
		assembly->tokens [assembly->token_count] = instruction.token;
		assembly->operands [assembly->token_count++] = operand;
	}
}

static uint32_t
get32 (const char *bytes)
{
	uint32_t value;

	memcpy (&value, bytes, sizeof value);
	return value;
}

static void
put32 (char *bytes, uint32_t value)
{
	memcpy (bytes, &value, sizeof value);
}

/* The header of the file's last section, .reloc, which Mono does not read (ECMA-335 II.25.2 and II.25.3). */
static char *
last_section (char *file)
{
	char *header = file + get32 (file + PE_OFFSET);
	uint16_t count, optional_size;

	memcpy (&count, header + 6, sizeof count);
	memcpy (&optional_size, header + 20, sizeof optional_size);
	return header + 24 + optional_size + (count - 1) * SECTION_HEADER;
}

/* Writes a copy of the assembly in which METHOD has BODY. It goes to the end of the file, into the last section. */
static void
write_case (const Assembly *assembly, const char *path, uint32_t method, const uint8_t *body, uint32_t size)
{
	uint32_t start = (assembly->size + 3) & ~3u, total = start + size;
	char *file = calloc (1, total), *section, *row;
	FILE *output = fopen (path, "wb");
	size_t row_offset;

	if (!output)
		give_up (strerror (errno), path);
	memcpy (file, assembly->bytes, assembly->size);
	memcpy (file + start, body, size);
	section = last_section (file);
	row = (char *) mono_metadata_locate (assembly->image, MONO_TABLE_METHOD, (int) method);
	row_offset = (size_t) (row - assembly->bytes);
	put32 (file + row_offset, get32 (section + 12) + start - get32 (section + 20));
	put32 (section + 8, total - get32 (section + 20));
	put32 (section + 16, total - get32 (section + 20));
	if (fwrite (file, 1, total, output) != total || fclose (output))
		give_up ("cannot be written", path);
	free (file);
}

static uint64_t
hash (uint64_t start, const char *text)
{
	for (; *text; text++)
		start = (start ^ (uint8_t) *text) * 0x100000001b3;
	return start;
}

/* The body of METHOD as MUTATION leaves it the N-th time; NULL if it cannot be damaged that way. */
static uint8_t *
damage (const Assembly *assembly, Arena *arena, uint32_t method, const char *name, const Mutation *mutation, uint32_t n,
	uint32_t *size)
{
	size_t original_size;
	const uint8_t *original = body_of (assembly, method, &original_size);
	Victim victim = {
		.body = body_read (arena, original, original_size),
		.random = hash (hash (0xcbf29ce484222325 + n, name), mutation->name),
		.tokens = assembly->tokens,
		.operands = assembly->operands,
		.token_count = assembly->token_count,
	};

	if (!victim.body)
		give_up ("its body is malformed already", name);
	if (mutation->is_of_bytes)
		victim.code = body_write_code (victim.body, &victim.code_size);
	if (!mutation->damage (&victim))
		return NULL;
	if (!mutation->is_of_bytes)
		victim.code = body_write_code (victim.body, &victim.code_size);
	return body_wrap (victim.body, victim.code, victim.code_size, size);
}

static void
generate_cases (const Assembly *assembly, const char *directory, uint32_t method, const char *name, int *number)
{
	for (uint32_t i = 0; i < mutation_count; i++)
		for (uint32_t n = 0; n < mutations [i].repeat; n++) {
			Arena *arena = arena_create ();
			uint32_t size;
			uint8_t *body = damage (assembly, arena, method, name, &mutations [i], n, &size);

			if (body) {
				write_case (assembly, arena_format (arena, "%s/%04d.dll", directory, ++*number), method, body, size);
				printf ("%04d %s %s.%u\n", *number, name, mutations [i].name, n + 1);
			}
			arena_destroy (arena);
		}
}

static int
has_caller (MonoClass *callers, const char *name)
{
	return mono_class_get_method_from_name (callers, name, 0) != NULL;
}

int
main (int argument_count, char **arguments)
{
	static Assembly assembly;
	MonoClass *subjects, *callers;
	MonoMethod *method;
	void *iterator = NULL;
	MonoImageOpenStatus status;
	int number = 0;

	if (argument_count != 3)
		give_up ("needs an assembly and a directory", "usage");
	mono_config_parse (NULL);
	mono_jit_init ("generate");
	read_assembly (&assembly, arguments [1]);
	if (!mono_assembly_load_from (assembly.image, arguments [1], &status))
		give_up ("cannot be loaded", arguments [1]);
	subjects = mono_class_from_name (assembly.image, "", "Subjects");
	callers = mono_class_from_name (assembly.image, "", "Callers");
	if (!subjects || !callers)
		give_up ("has no class Subjects, or no Callers", arguments [1]);

	while ((method = mono_class_get_methods (subjects, &iterator))) {
		size_t size;
		const uint8_t *body = body_of (&assembly, mono_metadata_token_index (mono_method_get_token (method)), &size);

		collect_tokens (&assembly, body, size);
	}
	iterator = NULL;
	while ((method = mono_class_get_methods (subjects, &iterator)))
		if (has_caller (callers, mono_method_get_name (method)))
			generate_cases (&assembly, arguments [2], mono_metadata_token_index (mono_method_get_token (method)),
				mono_method_get_name (method), &number);
	return 0;
}
