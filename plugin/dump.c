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

/* One text at a time, also from several threads: it is put together first. */
static void
print (const char *title, const char *name, const char *text)
{
	fprintf (stderr, "; %s of %s\n%s\n", title, name, text);
}

static const char *
name_of (Compilation *compilation)
{
	return compilation_method_name (compilation, compilation->source.method);
}

void
dump_il (Compilation *compilation)
{
	Reader reader;
	Instruction instruction;
	ReaderResult result;
	char *text = NULL;
	size_t size;
	FILE *output = open_memstream (&text, &size);

	if (!output)
		return;
	reader_initialize (&reader, compilation->source.body.code, compilation->source.body.code_size);
	reader.knows_runtime_opcodes = (compilation->source.info.flags & METHOD_WRAPPER) != 0;
	while ((result = reader_next (&reader, &instruction)) == READER_INSTRUCTION)
		instruction_print (&instruction, output);
	if (result != READER_END)
		fprintf (output, "IL_%04x: %s\n", reader.offset, reader_result_sentence (result));
	fclose (output);
	print ("IL", name_of (compilation), text);
	free (text);
}

void
dump_operations (Compilation *compilation, const Body *body)
{
	/* What is wrong with the IL is for the emitter to say. */
	Compilation attempt = *compilation;
	char *text = NULL;
	size_t size;
	FILE *output = open_memstream (&text, &size);

	if (!output)
		return;
	printer_print (compilation, &body->operations, output);
	if (!body->operations.is_whole) {
		executor_fail (&attempt, body);
		compilation->runtime->clear_failure (compilation->runtime);
		fprintf (output, "IL_%04x: %s: %s\n", attempt.report.il_offset, attempt.report.reason, attempt.report.detail);
	}
	fclose (output);
	print ("operations", name_of (compilation), text);
	free (text);
}

void
dump_module (const char *title, const char *name, LLVMModuleRef module)
{
	char *text = LLVMPrintModuleToString (module);

	print (title, name, text);
	LLVMDisposeMessage (text);
}

void
dump_assembly (const char *name, LLVMModuleRef module, LLVMTargetMachineRef machine)
{
	char *text = object_print_assembly (module, machine);

	print ("assembly", name, text ? text : "");
	LLVMDisposeMessage (text);
}

void
dump_sum (const char *name, const ObjectCode *object, const char *file)
{
	int output = open (file, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0666);

	/* One write: several threads and processes may append to the file. */
	if (output < 0 || dprintf (output, "%016" PRIx64 "\t%s\n", object_sum (object), name) < 0)
		fprintf (stderr, "bigstep: %s: %m\n", file);
	if (output >= 0)
		close (output);
}
