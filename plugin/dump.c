/* SPDX-License-Identifier: MIT */
#include "dump.h"

#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "executor/executor.h"
#include "executor/printer.h"
#include "il/reader.h"

/* ---- IL ---- */

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

/* What the token of INSTRUCTION names; NULL when it has none, or the runtime does not know. */
static const char *
name_of_token (Compilation *compilation, const Instruction *instruction)
{
	switch (opcode_table [instruction->opcode].operand) {
	case InlineType:
		return name_of_class (compilation, instruction->token);
	case InlineMethod:
		return name_of_method (compilation, instruction->token);
	case InlineField:
		return name_of_field (compilation, instruction->token);
	default:
		return NULL;
	}
}

static void
write_variable (Compilation *compilation, const VariableType *variable, FILE *output)
{
	const char *klass = variable->stack.klass ? compilation_class_name (compilation, variable->stack.klass) : "";

	fprintf (output, " %s%s%s\n", type_kind_names [variable->kind], *klass ? " " : "", klass);
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
write_header (Job *job, FILE *output)
{
	const MethodBody *header = &job->compilation.source.body;

	fprintf (output, ".maxstack %u\n", header->max_stack);
	for (uint32_t i = 0; i < job->body.argument_count; i++) {
		fprintf (output, ".argument %u", i);
		write_variable (&job->compilation, &job->body.arguments [i], output);
	}
	for (uint32_t i = 0; i < job->body.local_count; i++) {
		fprintf (output, ".local %u%s", i, header->local_is_pinned [i] ? " pinned" : "");
		write_variable (&job->compilation, &job->body.locals [i], output);
	}
	for (uint32_t i = 0; i < header->clause_count; i++)
		write_clause (&job->compilation, &header->clauses [i], output);
}

static void
write_il (Job *job, FILE *output)
{
	Compilation *compilation = &job->compilation;
	const MethodSource *source = &compilation->source;
	Instruction instruction;
	ReaderResult result;
	Reader reader;

	write_header (job, output);
	reader_initialize (&reader, source->body.code, source->body.code_size);
	reader.knows_runtime_opcodes = (source->info.flags & METHOD_WRAPPER) != 0;
	while ((result = reader_next (&reader, &instruction)) == READER_INSTRUCTION) {
		const char *name = name_of_token (compilation, &instruction);

		instruction_print (&instruction, output);
		fprintf (output, "%s%s\n", name ? " " : "", name ? name : "");
	}
	if (result != READER_END)
		fprintf (output, "IL_%04x: %s\n", reader.offset, reader_result_sentence (result));
	compilation->runtime->clear_failure (compilation->runtime);
}

/* ---- The other stages ---- */

static void
write_blocks (Job *job, FILE *output)
{
	printer_print_blocks (&job->body, output);
}

static void
write_operations (Job *job, FILE *output)
{
	/* What is wrong with the IL is for the emitter to say. */
	Compilation attempt = job->compilation;

	printer_print (&attempt, &job->body.operations, output);
	if (job->body.operations.is_whole)
		return;
	executor_fail (&attempt, &job->body);
	attempt.runtime->clear_failure (attempt.runtime);
	fprintf (output, "IL_%04x: %s: %s\n", attempt.report.il_offset, attempt.report.reason, attempt.report.detail);
}

static void
write_text (char *text, FILE *output)
{
	fputs (text ? text : "", output);
	LLVMDisposeMessage (text);
}

static void
write_module (Job *job, FILE *output)
{
	write_text (LLVMPrintModuleToString (job->module->module), output);
}

static void
write_assembly (Job *job, FILE *output)
{
	write_text (object_print_assembly (job->module->module, job->machine), output);
}

void
dump_stage (Job *job, Stage stage)
{
	static const struct {
		const char *title;
		void (*write) (Job *job, FILE *output);
	} rows [STAGE_COUNT] = {
#define STAGE(enumerator, name, title, write, counter) { title, write },
#include "stages.def"
#undef STAGE
	};
	char *text = NULL;
	size_t size;
	FILE *output = open_memstream (&text, &size);

	if (!output)
		return;
	rows [stage].write (job, output);
	fclose (output);
	/* One text at a time, also from several threads: it was put together before. */
	fprintf (stderr, "; %s of %s\n%s\n", rows [stage].title, job->name, text);
	free (text);
}

void
dump_sum (const Job *job, const char *file)
{
	int output = open (file, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0666);

	/* One write: several threads and processes may append to the file. */
	if (output < 0 || dprintf (output, "%016" PRIx64 "\t%s\n", object_sum (job->object), job->name) < 0)
		fprintf (stderr, "bigstep: %s: %m\n", file);
	if (output >= 0)
		close (output);
}
