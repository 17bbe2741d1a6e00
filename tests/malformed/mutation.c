/* SPDX-License-Identifier: MIT */
#include "mutation.h"

#include <string.h>

/* A number below LIMIT, by splitmix64: the corpus is the same on each machine. */
static uint32_t
victim_random (Victim *victim, uint32_t limit)
{
	uint64_t z = victim->random += 0x9e3779b97f4a7c15;

	z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9;
	z = (z ^ z >> 27) * 0x94d049bb133111eb;
	return (uint32_t) ((z ^ z >> 31) % limit);
}

#define PICK(victim, array) ((array) [victim_random ((victim), sizeof (array) / sizeof *(array))])

static uint32_t
instruction_count (const Victim *victim)
{
	return victim->body->piece_count - 1;
}

static uint32_t
pick_index (Victim *victim)
{
	return victim_random (victim, instruction_count (victim));
}

static OperandKind
operand_of (const Piece *piece)
{
	return opcode_table [piece->instruction.opcode].operand;
}

static int
has_token (const Piece *piece)
{
	OperandKind operand = operand_of (piece);

	return operand >= InlineMethod && operand <= InlineSig;
}

static int
has_variable (const Piece *piece)
{
	return operand_of (piece) == InlineVar;
}

static int
has_targets (const Piece *piece)
{
	return piece->target_count > 0;
}

/* One of the instructions that FIT; NULL if there is none. */
static Piece *
pick_piece (Victim *victim, int (*fits) (const Piece *piece))
{
	uint32_t count = instruction_count (victim), start = pick_index (victim);

	for (uint32_t i = 0; i < count; i++) {
		Piece *piece = victim->body->pieces [(start + i) % count];

		if (fits (piece))
			return piece;
	}
	return NULL;
}

/* ---- The order of instructions ---- */

static int
delete_instruction (Victim *victim)
{
	victim->body->pieces [pick_index (victim)]->is_deleted = 1;
	return 1;
}

static int
delete_last_instruction (Victim *victim)
{
	victim->body->pieces [instruction_count (victim) - 1]->is_deleted = 1;
	return 1;
}

static int
duplicate_instruction (Victim *victim)
{
	uint32_t index = pick_index (victim);
	const Piece *piece = victim->body->pieces [index];
	Piece *copy = body_insert (victim->body, index + 1, piece->instruction.opcode);

	*copy = *piece;
	return 1;
}

static int
swap_instructions (Victim *victim)
{
	Piece **pieces = victim->body->pieces;
	uint32_t index = victim_random (victim, instruction_count (victim) - 1);
	Piece *first = pieces [index];

	pieces [index] = pieces [index + 1];
	pieces [index + 1] = first;
	return 1;
}

static int
insert_stray_instruction (Victim *victim)
{
	static const uint16_t opcodes [] = {
		OPCODE_POP,
		OPCODE_DUP,
		OPCODE_LDNULL,
		OPCODE_RET,
		OPCODE_THROW,
		OPCODE_RETHROW,
		OPCODE_ENDFINALLY,
		OPCODE_ENDFILTER,
		OPCODE_LOCALLOC,
		OPCODE_ARGLIST,
		OPCODE_REFANYTYPE,
		OPCODE_NEG,
		OPCODE_CKFINITE,
		OPCODE_ADD,
		OPCODE_LDLEN,
		OPCODE_CONV_U1,
		OPCODE_CPBLK,
		OPCODE_CONV_OVF_I,
		OPCODE_CEQ,
		OPCODE_STELEM_REF,
	};

	body_insert (victim->body, pick_index (victim), PICK (victim, opcodes));
	return 1;
}

static int
insert_constant (Victim *victim)
{
	static const uint16_t opcodes [] = { OPCODE_LDC_I4, OPCODE_LDC_I8, OPCODE_LDC_R4, OPCODE_LDC_R8 };
	Piece *piece = body_insert (victim->body, pick_index (victim), PICK (victim, opcodes));

	piece->instruction.integer = 1;
	piece->instruction.number = 1.5;
	return 1;
}

static int
insert_prefix (Victim *victim)
{
	static const uint16_t opcodes [] = {
		OPCODE_VOLATILE_,
		OPCODE_TAIL_,
		OPCODE_READONLY_,
		OPCODE_UNALIGNED_,
		OPCODE_CONSTRAINED_,
		OPCODE_NO_,
	};
	Piece *piece = body_insert (victim->body, pick_index (victim), PICK (victim, opcodes));

	piece->instruction.integer = 3;
	piece->instruction.token = victim->tokens [victim_random (victim, victim->token_count)];
	return 1;
}

static int
insert_unknown_opcode (Victim *victim)
{
	static const uint8_t unknown [][2] = {
		{ 0x24, 0x00 },
		{ 0x78, 0x00 },
		{ 0xa6, 0x00 },
		{ 0xbb, 0x2a },
		{ 0xe1, 0x00 },
		{ 0xf7, 0x00 },
		{ 0xff, 0x00 },
		{ 0xfe, 0x08 },
		{ 0xfe, 0x10 },
		{ 0xfe, 0x1b },
		{ 0xfe, 0x23 },
		{ 0xfe, 0xff },
	};

	body_insert_bytes (victim->body, pick_index (victim), PICK (victim, unknown), 2);
	return 1;
}

static int
retarget_branch (Victim *victim)
{
	Piece *branch = pick_piece (victim, has_targets);

	if (branch)
		branch->targets [victim_random (victim, branch->target_count)] = victim->body->pieces [pick_index (victim)];
	return branch != NULL;
}

/* ---- Opcodes and operands ---- */

static int
change_opcode (Victim *victim)
{
	Piece *piece = victim->body->pieces [pick_index (victim)];
	uint32_t start = victim_random (victim, OPCODE_COUNT);

	for (uint32_t i = 0; i < OPCODE_COUNT; i++) {
		Opcode opcode = (start + i) % OPCODE_COUNT;
		const OpcodeRow *row = &opcode_table [opcode];

		if (row->operand != operand_of (piece) || row->canonical != opcode || opcode == piece->instruction.opcode)
			continue;
		piece->instruction.opcode = opcode;
		return 1;
	}
	return 0;
}

static int
use_variable_that_does_not_exist (Victim *victim)
{
	static const uint16_t indexes [] = { 31, 200, 255, 256, 32767, 65535 };
	Piece *piece = pick_piece (victim, has_variable);

	if (piece)
		piece->instruction.variable = PICK (victim, indexes);
	return piece != NULL;
}

static int
use_other_variable (Victim *victim)
{
	Piece *piece = pick_piece (victim, has_variable);

	if (piece)
		piece->instruction.variable = (piece->instruction.variable + 1 + victim_random (victim, 2)) % 4;
	return piece != NULL;
}

static int
use_row_that_does_not_exist (Victim *victim)
{
	static const uint32_t rows [] = { 0x000000, 0x000400, 0x00ffff, 0x7fffff, 0xffffff };
	Piece *piece = pick_piece (victim, has_token);

	if (piece)
		piece->instruction.token = (piece->instruction.token & 0xff000000) | PICK (victim, rows);
	return piece != NULL;
}

static int
use_other_table (Victim *victim)
{
	static const uint8_t tables [] = {
		0x00,
		0x01,
		0x02,
		0x04,
		0x06,
		0x08,
		0x09,
		0x0a,
		0x11,
		0x17,
		0x1a,
		0x1b,
		0x20,
		0x23,
		0x2a,
		0x2b,
		0x2c,
		0x70,
		0xff,
	};
	Piece *piece = pick_piece (victim, has_token);

	if (piece)
		piece->instruction.token = (piece->instruction.token & 0x00ffffff) | (uint32_t) PICK (victim, tables) << 24;
	return piece != NULL;
}

/* Of the same kind, or of any. */
static int
use_token (Victim *victim, int any)
{
	Piece *piece = pick_piece (victim, has_token);
	uint32_t start = victim_random (victim, victim->token_count);

	for (uint32_t i = 0; piece && i < victim->token_count; i++) {
		uint32_t index = (start + i) % victim->token_count;

		if (victim->tokens [index] == piece->instruction.token)
			continue;
		if (!any && victim->operands [index] != operand_of (piece))
			continue;
		piece->instruction.token = victim->tokens [index];
		return 1;
	}
	return 0;
}

static int
use_other_member (Victim *victim)
{
	return use_token (victim, 0);
}

static int
use_any_token (Victim *victim)
{
	return use_token (victim, 1);
}

/* ---- Header and clauses ---- */

static int
lower_maximum_of_stack (Victim *victim)
{
	victim->body->header.max_stack = victim_random (victim, 2);
	return 1;
}

static int
change_local_signature (Victim *victim)
{
	static const uint32_t tokens [] = { 0x11000000, 0x11000001, 0x1100ffff, 0x02000002, 0x1b000001, 0x06000001 };
	uint32_t *signature = &victim->body->header.local_signature, before = *signature;

	*signature = victim_random (victim, 2) ? PICK (victim, tokens) : *signature + 1;
	return *signature != before;
}

static int
drop_locals (Victim *victim)
{
	int had_locals = victim->body->header.local_signature != 0;

	victim->body->header.local_signature = 0;
	return had_locals;
}

static int
move_clause (Victim *victim)
{
	Body *body = victim->body;
	BodyClause *clause;
	Piece **places [4];

	if (!body->header.clause_count)
		return 0;
	clause = &body->clauses [victim_random (victim, body->header.clause_count)];
	places [0] = &clause->try_start;
	places [1] = &clause->try_end;
	places [2] = &clause->handler_start;
	places [3] = &clause->handler_end;
	*PICK (victim, places) = body->pieces [victim_random (victim, body->piece_count)];
	return 1;
}

static int
change_clause (Victim *victim)
{
	static const uint32_t tokens [] = { 0, 0x02000000, 0x0200ffff, 0x0a000001, 0x01000001, 0x70000001, 0x1b000001 };
	static const uint32_t kinds [] = { 0, 1, 2, 3, 4, 5, 0x80000000 };
	HeaderClause *clause;

	if (!victim->body->header.clause_count)
		return 0;
	clause = &victim->body->clauses [victim_random (victim, victim->body->header.clause_count)].clause;
	if (victim_random (victim, 2))
		clause->class_token = PICK (victim, tokens);
	else
		clause->kind = PICK (victim, kinds);
	return 1;
}

/* ---- Bytes ---- */

static int
truncate_code (Victim *victim)
{
	victim->code_size = victim_random (victim, victim->code_size);
	return 1;
}

static int
change_byte (Victim *victim)
{
	victim->code [victim_random (victim, victim->code_size)] = (uint8_t) victim_random (victim, 256);
	return 1;
}

/* The operand of one of the branches of the code, and its size; NULL if there is none. */
static uint8_t *
pick_branch_operand (Victim *victim, uint32_t *size)
{
	uint8_t *found = NULL;
	uint32_t seen = 0;
	Instruction instruction;
	Reader reader;

	reader_initialize (&reader, victim->code, victim->code_size);
	while (reader_next (&reader, &instruction) == READER_INSTRUCTION) {
		OperandKind operand = opcode_table [instruction.opcode].operand;

		if (operand != InlineBrTarget && operand != InlineSwitch)
			continue;
		if (victim_random (victim, ++seen))
			continue;
		*size = operand == InlineSwitch || instruction.next_offset - instruction.offset == 5 ? 4 : 1;
		found = victim->code + instruction.next_offset - *size;
	}
	return found;
}

static int
branch_into_instruction (Victim *victim)
{
	uint32_t size;
	uint8_t *operand = pick_branch_operand (victim, &size);

	if (operand)
		*operand += victim_random (victim, 2) ? 1 : -1;
	return operand != NULL;
}

static int
branch_out_of_code (Victim *victim)
{
	static const int32_t distances [] = { 0x7fffffff, -0x7fffffff, 100000, -100000, 0x01000000, (int32_t) 0x80000000 };
	uint32_t size;
	uint8_t *operand = pick_branch_operand (victim, &size);
	int32_t distance = size == 4 ? PICK (victim, distances) : victim_random (victim, 2) ? 127 : -128;

	if (operand)
		memcpy (operand, &distance, size);
	return operand != NULL;
}

static int
change_switch_count (Victim *victim)
{
	static const uint32_t counts [] = { 0xffffffff, 0x40000000, 0x3fffffff, 1000, 6, 0 };
	uint32_t count = PICK (victim, counts);
	Instruction instruction;
	Reader reader;

	reader_initialize (&reader, victim->code, victim->code_size);
	while (reader_next (&reader, &instruction) == READER_INSTRUCTION) {
		if (instruction.opcode != OPCODE_SWITCH)
			continue;
		memcpy (victim->code + instruction.offset + 1, &count, sizeof count);
		return 1;
	}
	return 0;
}

const Mutation mutations [] = {
	{ "delete-instruction", 1, delete_instruction, 0 },
	{ "delete-last-instruction", 1, delete_last_instruction, 0 },
	{ "duplicate-instruction", 1, duplicate_instruction, 0 },
	{ "swap-instructions", 1, swap_instructions, 0 },
	{ "insert-stray-instruction", 2, insert_stray_instruction, 0 },
	{ "insert-constant", 1, insert_constant, 0 },
	{ "insert-prefix", 1, insert_prefix, 0 },
	{ "insert-unknown-opcode", 1, insert_unknown_opcode, 0 },
	{ "retarget-branch", 1, retarget_branch, 0 },
	{ "change-opcode", 1, change_opcode, 0 },
	{ "variable-that-does-not-exist", 1, use_variable_that_does_not_exist, 0 },
	{ "other-variable", 1, use_other_variable, 0 },
	{ "row-that-does-not-exist", 1, use_row_that_does_not_exist, 0 },
	{ "other-table", 1, use_other_table, 0 },
	{ "other-member", 2, use_other_member, 0 },
	{ "any-token", 1, use_any_token, 0 },
	{ "small-maximum-of-stack", 1, lower_maximum_of_stack, 0 },
	{ "other-local-signature", 1, change_local_signature, 0 },
	{ "no-locals", 1, drop_locals, 0 },
	{ "move-clause", 6, move_clause, 0 },
	{ "change-clause", 8, change_clause, 0 },
	{ "truncated-code", 1, truncate_code, 1 },
	{ "changed-byte", 1, change_byte, 1 },
	{ "branch-into-instruction", 1, branch_into_instruction, 1 },
	{ "branch-out-of-code", 1, branch_out_of_code, 1 },
	{ "switch-count", 4, change_switch_count, 1 },
};

const uint32_t mutation_count = sizeof mutations / sizeof *mutations;
