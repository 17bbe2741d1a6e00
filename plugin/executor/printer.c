/* SPDX-License-Identifier: MIT */
#include "printer.h"

#include <inttypes.h>

typedef struct Printer {
	Compilation *compilation;
	FILE *output;
} Printer;

/* By bit of OperationFlags. */
static const char *const flag_names [] = {
	"checked",
	"unsigned",
	"volatile",
	"unaligned",
	"tail",
	"readonly",
	"virtual",
};

static void
print_flags (Printer *printer, const Operation *operation)
{
	for (uint32_t i = 0; i < sizeof (flag_names) / sizeof (flag_names [0]); i++)
		if (operation->flags & 1u << i)
			fprintf (printer->output, " %s", flag_names [i]);
	if (operation->flags & OPERATION_UNALIGNED)
		fprintf (printer->output, " %u", operation->alignment);
}

static void
print_storage (Printer *printer, const Storage *storage)
{
	if (storage->kind == TYPE_VALUE_TYPE)
		fprintf (printer->output, " %s", compilation_class_name (printer->compilation, storage->klass));
	else
		fprintf (printer->output, " %s", type_kind_names [storage->kind]);
}

/* One letter of a row's payload; targets come after the operands. */
static void
print_payload (Printer *printer, const Operation *operation, char letter)
{
	Compilation *compilation = printer->compilation;
	FILE *output = printer->output;

	switch (letter) {
	case 'i':
		fprintf (output, " %u", operation->index);
		break;
	case 'n':
		fprintf (output, " %" PRId64, operation->integer);
		break;
	case 'f':
		fprintf (output, operation->code == OPERATION_CONSTANT_FLOAT32 ? " %.9g" : " %.17g", operation->number);
		break;
	case 'k':
	case 's':
		print_storage (printer, &operation->storage);
		break;
	case 'c':
		fprintf (output, " %s", compilation_class_name (compilation, operation->klass));
		break;
	case 'm':
		fprintf (output, " %s", compilation_method_name (compilation, operation->method));
		if (operation->klass && operation->code == OPERATION_CALL)
			fprintf (output, " constrained to %s", compilation_class_name (compilation, operation->klass));
		break;
	case 'd':
		fprintf (output, " %s", compilation_field_name (compilation, operation->field));
		break;
	case 't':
		fprintf (output, " 0x%08x", operation->token);
		break;
	case 'q':
		fprintf (output, " %s", condition_names [operation->condition]);
		break;
	}
}

static void
print_block (Printer *printer, const Block *block)
{
	fprintf (printer->output, "block%u (IL_%04x):", block->number, block->il_offset);
	if (block->is_loop_header)
		fputs (" loop", printer->output);
	if (block->clause >= 0)
		fprintf (printer->output, " clause %d", block->clause);
	fputc ('\n', printer->output);
}

static void
print_operation (Printer *printer, const Operation *operation)
{
	const OperationRow *row = &operation_table [operation->code];
	FILE *output = printer->output;

	fprintf (output, "IL_%04x: ", operation->il_offset);
	if (operation->result)
		fprintf (output, "temp%u := ", operation->result->number);
	fputs (row->name, output);
	print_flags (printer, operation);
	for (const char *letter = row->payload; *letter; letter++)
		print_payload (printer, operation, *letter);
	for (uint32_t i = 0; i < operation->operand_count; i++)
		fprintf (output, " temp%u", operation->operands [i]->number);
	if (operation->target_count)
		fputs (" ->", output);
	for (uint32_t i = 0; i < operation->target_count; i++)
		if (operation->targets [i]->is_invalid)
			fputs (" invalid", output);
		else
			fprintf (output, " block%u", operation->targets [i]->number);
	fputc ('\n', output);
}

void
printer_print (Compilation *compilation, const Operations *operations, FILE *output)
{
	Printer printer = { compilation, output };

	for (uint32_t i = 0; i < operations->block_count; i++) {
		const Block *block = operations->blocks [i];

		if (!block->operations) /* only in what is not whole */
			break;
		print_block (&printer, block);
		for (const Operation *operation = block->operations; operation; operation = operation->next)
			print_operation (&printer, operation);
	}
}

/* ---- Blocks ---- */

static int
is_in (uint32_t offset, uint32_t start, uint32_t length)
{
	return offset >= start && offset - start < length;
}

/* Regions start and end at block edges: the start of BLOCK tells. */
static void
print_regions (const MethodBody *body, const Block *block, FILE *output)
{
	for (uint32_t i = 0; i < body->clause_count; i++) {
		const ExceptionClause *clause = &body->clauses [i];

		if (is_in (block->il_offset, clause->try_offset, clause->try_length))
			fprintf (output, " try %u", i);
		if (is_in (block->il_offset, clause->handler_offset, clause->handler_length))
			fprintf (output, " handler %u", i);
		if (flow_filter_at (body, block->il_offset) == i)
			fprintf (output, " filter %u", i);
	}
}

static void
print_flow_block (const MethodBody *body, const FlowBlock *block, FILE *output)
{
	if (block->is_reachable)
		fprintf (output, "block%u", block->block.number);
	else
		fputs ("unreached", output);
	fprintf (output, " (IL_%04x to IL_%04x):", block->block.il_offset, block->end_offset);
	if (block->block.is_loop_header)
		fputs (" loop", output);
	print_regions (body, &block->block, output);
	if (block->is_reachable && block->successor_count)
		fputs (" ->", output);
	for (uint32_t i = 0; block->is_reachable && i < block->successor_count; i++)
		if (block->successors [i]->block.is_invalid)
			fputs (" invalid", output);
		else
			fprintf (output, " block%u", block->successors [i]->block.number);
	fputc ('\n', output);
}

void
printer_print_blocks (const Body *body, FILE *output)
{
	for (uint32_t i = 0; i < body->flow.block_count; i++)
		print_flow_block (&body->source->body, &body->flow.blocks [i], output);
}
