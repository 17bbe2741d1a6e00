/* SPDX-License-Identifier: MIT */
#include "dump.h"

#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "dump-il.h"
#include "executor/executor.h"
#include "executor/printer.h"

/* ---- The stages ---- */

static void
write_il (Job *job, FILE *output)
{
	dump_il (&job->compilation, &job->body, output);
}

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
