/* SPDX-License-Identifier: MIT
 *
 * The table of docs/il.md: what each opcode may operate on, what it becomes, and which conformance program proves it.
 * Rows come from the tables of the reader and the executor; the programs from a file with lines
 *
 *   OPCODE[,OPCODE...] OPERAND PROGRAM        where OPERAND is as in the table, or - for rows without
 *
 *   opcode-table PROGRAMS          prints the table
 *   opcode-table --rows PROGRAMS   prints "OPCODE OPERAND PROGRAM SPELLING..." for each row, with ? for no program */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "executor/execution.h"

enum { MAXIMUM_LINES = 1000, WRAPPER_PREFIX = 0xf0 };

typedef struct Proof {
	char opcode [32], operand [32], program [64];
} Proof;

static Proof proofs [MAXIMUM_LINES];
static int proof_count;
static int prints_rows;

static void
give_up (const char *what, const char *name)
{
	fprintf (stderr, "opcode-table: %s: %s\n", name, what);
	exit (2);
}

static void
read_proofs (const char *path)
{
	FILE *file = fopen (path, "r");
	char line [512], opcodes [384], operand [32], program [64];

	if (!file)
		give_up ("cannot be read", path);
	while (fgets (line, sizeof line, file)) {
		char *rest = opcodes, *opcode;

		if (line [0] == '#' || line [0] == '\n')
			continue;
		if (sscanf (line, "%383s %31s %63s", opcodes, operand, program) != 3)
			give_up (line, path);
		while ((opcode = strsep (&rest, ","))) {
			Proof *proof = &proofs [proof_count++];

			if (proof_count == MAXIMUM_LINES || strlen (opcode) >= sizeof proof->opcode)
				give_up ("too large", path);
			strcpy (proof->opcode, opcode);
			strcpy (proof->operand, operand);
			strcpy (proof->program, program);
		}
	}
	fclose (file);
}

static const char *
find_proof (const char *opcode, const char *operand)
{
	for (int i = 0; i < proof_count; i++)
		if (strcmp (proofs [i].opcode, opcode) == 0 && strcmp (proofs [i].operand, operand) == 0)
			return proofs [i].program;
	return NULL;
}

/* All ways to write an opcode. */
static void
print_spellings (Opcode canonical)
{
	for (int i = 0; i < OPCODE_COUNT; i++)
		if (opcode_table [i].canonical == canonical)
			printf (" %s", opcode_table [i].name);
}

static const char *
inline_operand (OperandKind kind)
{
	static const char *const names [OPERAND_KIND_COUNT] = {
		[InlineNone] = "",
		[ShortInlineVar] = "uint8",
		[InlineVar] = "uint16",
		[ShortInlineI] = "int8",
		[InlineI] = "int32",
		[InlineI8] = "int64",
		[ShortInlineR] = "float32",
		[InlineR] = "float64",
		[ShortInlineBrTarget] = "int8 target",
		[InlineBrTarget] = "int32 target",
		[InlineSwitch] = "targets",
		[InlineMethod] = "method",
		[InlineField] = "field",
		[InlineType] = "type",
		[InlineTok] = "token",
		[InlineString] = "string",
		[InlineSig] = "signature",
	};

	return names [kind];
}

static void
print_row (Opcode opcode, const char *operand)
{
	const OpcodeRow *row = &opcode_table [opcode];
	const ExecutionRow *execution = &execution_table [row->canonical];
	const char *program = find_proof (row->name, *operand ? operand : "-");

	if (prints_rows) {
		printf ("%s %s %s", row->name, *operand ? operand : "-", program ? program : "?");
		if (*operand)
			print_spellings (row->canonical);
		else
			printf (" %s", row->name);
		putchar ('\n');
		return;
	}
	printf ("| `%s` | %s | %s | ", row->name, inline_operand (row->operand), operand);
	if (row->canonical != opcode)
		printf ("short form of `%s`", opcode_table [row->canonical].name);
	else if (row->flow == FLOW_META || opcode == OPCODE_NO_)
		printf ("prefix");
	else if (execution->operation)
		printf ("`%s`", operation_table [execution->operation].name);
	else
		printf ("no operation");
	printf (" | %s |\n", program ? program : "**none**");
}

/* ---- What an opcode may operate on ---- */

/* The pairs of ECMA-335 III.1.5, tables 2 to 7. */
static const struct {
	StackKind a, b;
	const char *name;
} pairs [] = {
	{ STACK_INT32, STACK_INT32, "int32" },
	{ STACK_INT64, STACK_INT64, "int64" },
	{ STACK_NATIVE_INT, STACK_NATIVE_INT, "native-int" },
	{ STACK_INT32, STACK_NATIVE_INT, "int32,native-int" },
	{ STACK_FLOAT32, STACK_FLOAT32, "float32" },
	{ STACK_FLOAT64, STACK_FLOAT64, "float64" },
	{ STACK_FLOAT32, STACK_FLOAT64, "float32,float64" },
	{ STACK_BYREF, STACK_NATIVE_INT, "byref,native-int" },
	{ STACK_BYREF, STACK_BYREF, "byref" },
	{ STACK_REFERENCE, STACK_REFERENCE, "reference" },
};

static int
is_comparison (const ExecutionRow *row)
{
	return row->execute == execute_compare || row->execute == execute_branch_compare;
}

static int
takes_pair (const ExecutionRow *row, StackKind a, StackKind b)
{
	if (row->execute == execute_binary)
		/* Mono's compiler allows pointers in more than the standard does. */
		return stack_binary_result (row->binary, a, b) != STACK_INVALID &&
			(a != STACK_BYREF || (row->operation == OPERATION_SUB || (row->operation == OPERATION_ADD && b != a)));
	if (row->execute == execute_shift)
		return a == b && stack_binary_result (BINARY_SHIFT, a, STACK_INT32) != STACK_INVALID;
	if (row->execute == execute_negate)
		return a == b && stack_negate_result (a) != STACK_INVALID;
	if (row->execute == execute_not)
		return a == b && stack_not_result (a) != STACK_INVALID;
	if (row->execute == execute_convert && row->kind == TYPE_FLOAT64 && row->flags & OPERATION_UNSIGNED)
		return a == b && (a == STACK_INT32 || a == STACK_INT64 || a == STACK_NATIVE_INT);
	if (row->execute == execute_convert)
		return a == b && a != STACK_REFERENCE &&
			(a != STACK_BYREF || row->operation != OPERATION_CONVERT || !row->flags) &&
			(a != STACK_BYREF || row->kind == TYPE_NATIVE_INT || row->kind == TYPE_NATIVE_UINT ||
				row->kind == TYPE_INT64 || row->kind == TYPE_UINT64);
	if (is_comparison (row)) {
		Comparable needed = row->execute == execute_compare && row->condition != CONDITION_EQ ? COMPARABLE
																							  : COMPARABLE_FOR_EQUALITY;

		if (a == STACK_REFERENCE)
			return row->condition == CONDITION_EQ || row->condition == CONDITION_NE_UN ||
				row->condition == CONDITION_GT_UN;
		return stack_comparable (a, b) >= needed && (a == b || b != STACK_NATIVE_INT || a != STACK_BYREF);
	}
	return 0;
}

/* Where no table says it: the kinds of what is on the stack, or of what a token names. */
static const struct {
	Opcode opcode;
	const char *operands [6];
} others [] = {
	{ OPCODE_BRTRUE, { "int32", "int64", "native-int", "byref", "reference" } },
	{ OPCODE_BRFALSE, { "int32", "int64", "native-int", "byref", "reference" } },
	{ OPCODE_LDTOKEN, { "of-type", "of-method", "of-field" } },
	{ OPCODE_CALLI, { "managed", "unmanaged" } },
	{ OPCODE_CALL, { "static", "instance", "of-value-type", "variable-arguments" } },
	{ OPCODE_CALLVIRT, { "virtual", "interface", "not-virtual", "generic", "delegate" } },
	{ OPCODE_NEWOBJ, { "class", "value-type", "delegate", "string", "array" } },
	{ OPCODE_LDFLD, { "reference", "byref", "native-int", "value" } },
	{ OPCODE_LDFLDA, { "reference", "byref", "native-int" } },
	{ OPCODE_STFLD, { "reference", "byref", "native-int" } },
	{ OPCODE_UNBOX_ANY, { "value-type", "reference-type", "nullable" } },
	{ OPCODE_BOX, { "value-type", "reference-type", "nullable" } },
	{ OPCODE_LDELEM, { "value-type", "reference-type" } },
	{ OPCODE_STELEM, { "value-type", "reference-type" } },
	{ OPCODE_LDOBJ, { "value-type", "reference-type" } },
	{ OPCODE_STOBJ, { "value-type", "reference-type" } },
	{ OPCODE_CPOBJ, { "value-type", "reference-type" } },
	{ OPCODE_INITOBJ, { "value-type", "reference-type" } },
};

static void
print_opcode (Opcode opcode)
{
	const OpcodeRow *row = &opcode_table [opcode];
	const ExecutionRow *execution = &execution_table [opcode];
	int rows = 0;

	if (row->encoding >> 8 == WRAPPER_PREFIX)
		return;
	if (row->canonical == opcode) {
		for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++)
			if (takes_pair (execution, pairs [i].a, pairs [i].b)) {
				print_row (opcode, pairs [i].name);
				rows++;
			}
		for (size_t i = 0; i < sizeof others / sizeof *others; i++)
			for (int j = 0; others [i].opcode == opcode && others [i].operands [j]; j++) {
				print_row (opcode, others [i].operands [j]);
				rows++;
			}
	}
	/* With several encodings, each is a row of its own. */
	if (!rows || row->operand == InlineBrTarget)
		print_row (opcode, "");
}

int
main (int argument_count, char **arguments)
{
	prints_rows = argument_count == 3 && strcmp (arguments [1], "--rows") == 0;
	if (argument_count != 2 + prints_rows)
		give_up ("needs a file of programs", "usage");
	read_proofs (arguments [1 + prints_rows]);
	if (!prints_rows)
		printf ("| Opcode | Inline operand | Operates on | Becomes | Conformance program |\n|---|---|---|---|---|\n");
	for (int i = 0; i < OPCODE_COUNT; i++)
		print_opcode (i);
	return 0;
}
