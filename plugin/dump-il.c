/* SPDX-License-Identifier: MIT */
#include "dump-il.h"

#include <string.h>

#include "il/reader.h"

static const char *
name_of_class (Compilation *compilation, uint32_t token)
{
	IRuntimeInformation *runtime = compilation->runtime;
	ClassInfo *klass = runtime->get_class_info_for_token (runtime, compilation->source.method, token);

	return klass ? compilation_class_name (compilation, klass) : NULL;
}

static const char *
name_of_method (Compilation *compilation, uint32_t token)
{
	IRuntimeInformation *runtime = compilation->runtime;
	MethodInfo *method = runtime->get_method_info_for_token (runtime, compilation->source.method, token);

	return method ? compilation_method_name (compilation, method) : NULL;
}

static const char *
name_of_field (Compilation *compilation, uint32_t token)
{
	IRuntimeInformation *runtime = compilation->runtime;
	FieldInfo *field = runtime->get_field_info_for_token (runtime, compilation->source.method, token);

	return field ? compilation_field_name (compilation, field) : NULL;
}

static void
write_variable (Compilation *compilation, const VariableType *variable, FILE *output)
{
	const char *klass = variable->stack.klass ? compilation_class_name (compilation, variable->stack.klass) : "";

	fprintf (output, "%s%s%s", type_kind_names [variable->kind], *klass ? " " : "", klass);
}

static const char *
name_of_handle (Compilation *compilation, uint32_t token)
{
	IRuntimeInformation *runtime = compilation->runtime;
	TokenHandle handle = { .size = sizeof handle };

	if (!runtime->get_token_handle (runtime, compilation->source.method, token, &handle))
		return NULL;
	switch (handle.kind) {
	case TOKEN_METHOD:
		return compilation_method_name (compilation, handle.method);
	case TOKEN_FIELD:
		return compilation_field_name (compilation, handle.field);
	default:
		return compilation_class_name (compilation, handle.klass);
	}
}

/* The first of the string's characters, as C# would write them. */
static void
write_string (Compilation *compilation, uint32_t token, FILE *output)
{
	enum { MOST_CHARACTERS = 60 };
	IRuntimeInformation *runtime = compilation->runtime;
	const RuntimeLayout *layout = runtime->get_layout (runtime);
	const uint8_t *string = runtime->get_string_for_token (runtime, compilation->source.method, token);
	int32_t length;

	if (!string)
		return;
	memcpy (&length, string + layout->string_length_offset, sizeof length);
	fputs (" \"", output);
	for (int32_t i = 0; i < length && i < MOST_CHARACTERS; i++) {
		uint16_t character;

		memcpy (&character, string + layout->string_characters_offset + i * sizeof character, sizeof character);
		if (character < ' ' || character > '~')
			fprintf (output, "\\u%04x", character);
		else
			fprintf (output, "%s%c", character == '"' || character == '\\' ? "\\" : "", character);
	}
	fprintf (output, "\"%s", length > MOST_CHARACTERS ? "..." : "");
}

static void
write_type (Compilation *compilation, ClrType *type, FILE *output)
{
	VariableType variable;
	Compilation attempt = *compilation;

	if (body_describe_type (&attempt, 0, type, &variable))
		write_variable (compilation, &variable, output);
}

/* "result (parameter, ...)" */
static void
write_signature (Compilation *compilation, uint32_t token, FILE *output)
{
	IRuntimeInformation *runtime = compilation->runtime;
	SignatureDescription info = { .size = sizeof info };
	SignatureInfo *signature = runtime->get_signature_info_for_token (runtime, compilation->source.method, token);

	if (!signature || !runtime->describe_signature (runtime, signature, &info))
		return;
	fputc (' ', output);
	write_type (compilation, info.result, output);
	fputs (info.has_this ? " (instance" : " (", output);
	for (uint32_t i = 0; i < info.parameter_count; i++) {
		fputs (i || info.has_this ? ", " : "", output);
		write_type (compilation, info.parameters [i], output);
	}
	fputs (")", output);
}

/* What the token of INSTRUCTION names; nothing when it has none, or the runtime does not know. */
static void
write_name (Compilation *compilation, const Instruction *instruction, FILE *output)
{
	const char *name = NULL;

	switch (opcode_table [instruction->opcode].operand) {
	case InlineType:
		name = name_of_class (compilation, instruction->token);
		break;
	case InlineMethod:
		name = name_of_method (compilation, instruction->token);
		break;
	case InlineField:
		name = name_of_field (compilation, instruction->token);
		break;
	case InlineTok:
		name = name_of_handle (compilation, instruction->token);
		break;
	case InlineString:
		write_string (compilation, instruction->token, output);
		break;
	case InlineSig:
		write_signature (compilation, instruction->token, output);
		break;
	}
	if (name)
		fprintf (output, " %s", name);
}

static void
write_clause (Compilation *compilation, const ExceptionClause *clause, FILE *output)
{
	fprintf (output, ".try IL_%04x to IL_%04x ", clause->try_offset, clause->try_offset + clause->try_length);
	if (clause->kind == CLAUSE_FILTER)
		fprintf (output, "filter IL_%04x", clause->filter_offset);
	else
		fputs (clause_kind_names [clause->kind], output);
	if (clause->kind == CLAUSE_CATCH && clause->catch_class)
		fprintf (output, " %s", compilation_class_name (compilation, clause->catch_class));
	fprintf (output, " handler IL_%04x to IL_%04x\n", clause->handler_offset,
		clause->handler_offset + clause->handler_length);
}

static void
write_header (Compilation *compilation, const Body *body, FILE *output)
{
	const MethodBody *header = &body->source->body;

	fprintf (output, ".size %u\n.maxstack %u\n", header->code_size, header->max_stack);
	if (header->init_locals)
		fputs (".init\n", output);
	for (uint32_t i = 0; i < body->argument_count; i++) {
		fprintf (output, ".argument %u ", i);
		write_variable (compilation, &body->arguments [i], output);
		fputc ('\n', output);
	}
	for (uint32_t i = 0; i < body->local_count; i++) {
		fprintf (output, ".local %u%s ", i, header->local_is_pinned [i] ? " pinned" : "");
		write_variable (compilation, &body->locals [i], output);
		fputc ('\n', output);
	}
	for (uint32_t i = 0; i < header->clause_count; i++)
		write_clause (compilation, &header->clauses [i], output);
}

void
dump_il (Compilation *compilation, const Body *body, FILE *output)
{
	const MethodSource *source = body->source;
	Instruction instruction;
	ReaderResult result;
	Reader reader;

	write_header (compilation, body, output);
	reader_initialize (&reader, source->body.code, source->body.code_size);
	reader.knows_runtime_opcodes = (source->info.flags & METHOD_WRAPPER) != 0;
	while ((result = reader_next (&reader, &instruction)) == READER_INSTRUCTION) {
		instruction_print (&instruction, output);
		write_name (compilation, &instruction, output);
		fputc ('\n', output);
	}
	if (result != READER_END)
		fprintf (output, "IL_%04x: %s\n", reader.offset, reader_result_sentence (result));
	compilation->runtime->clear_failure (compilation->runtime);
}
