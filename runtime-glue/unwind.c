/* SPDX-License-Identifier: MIT */
#include "unwind.h"

#include <dwarf.h>
#include <stdlib.h>
#include <string.h>

#include "mono-hidden.h"

/* Operands: u unsigned LEB128, s signed LEB128, r a register as unsigned LEB128, digits: that many bytes. Those of the three
 * instructions that have an operand in the opcode itself start with `-` (DWARF 4, 7.23). NULL: is not taken. */
static const struct {
	uint8_t opcode;
	const char *name, *operands;
} known [] = {
	{ DW_CFA_advance_loc, "DW_CFA_advance_loc", "-" },
	{ DW_CFA_offset, "DW_CFA_offset", "-u" },
	{ DW_CFA_restore, "DW_CFA_restore", "-" },
	{ DW_CFA_nop, "DW_CFA_nop", "" },
	{ DW_CFA_set_loc, "DW_CFA_set_loc", "8" },
	{ DW_CFA_advance_loc1, "DW_CFA_advance_loc1", "1" },
	{ DW_CFA_advance_loc2, "DW_CFA_advance_loc2", "2" },
	{ DW_CFA_advance_loc4, "DW_CFA_advance_loc4", "4" },
	{ DW_CFA_offset_extended, "DW_CFA_offset_extended", "ru" },
	{ DW_CFA_restore_extended, "DW_CFA_restore_extended", "r" },
	{ DW_CFA_undefined, "DW_CFA_undefined", "r" },
	{ DW_CFA_same_value, "DW_CFA_same_value", "r" },
	{ DW_CFA_register, "DW_CFA_register", "rr" },
	{ DW_CFA_remember_state, "DW_CFA_remember_state", "" },
	{ DW_CFA_restore_state, "DW_CFA_restore_state", "" },
	{ DW_CFA_def_cfa, "DW_CFA_def_cfa", "ru" },
	{ DW_CFA_def_cfa_register, "DW_CFA_def_cfa_register", "r" },
	{ DW_CFA_def_cfa_offset, "DW_CFA_def_cfa_offset", "u" },
	{ DW_CFA_def_cfa_expression, "DW_CFA_def_cfa_expression", NULL },
	{ DW_CFA_expression, "DW_CFA_expression", NULL },
	{ DW_CFA_offset_extended_sf, "DW_CFA_offset_extended_sf", "rs" },
	{ DW_CFA_def_cfa_sf, "DW_CFA_def_cfa_sf", "rs" },
	{ DW_CFA_def_cfa_offset_sf, "DW_CFA_def_cfa_offset_sf", "s" },
	{ DW_CFA_val_offset, "DW_CFA_val_offset", NULL },
	{ DW_CFA_val_offset_sf, "DW_CFA_val_offset_sf", NULL },
	{ DW_CFA_val_expression, "DW_CFA_val_expression", NULL },
	{ DW_CFA_MIPS_advance_loc8, "DW_CFA_MIPS_advance_loc8", NULL },
	{ DW_CFA_GNU_window_save, "DW_CFA_GNU_window_save", NULL },
	{ DW_CFA_GNU_args_size, "DW_CFA_GNU_args_size", NULL },
	{ DW_CFA_GNU_negative_offset_extended, "DW_CFA_GNU_negative_offset_extended", NULL },
};

enum {
	OPERAND_MASK = 0x3f, /* of an opcode that has an operand in it */
	STACK_POINTER = 7,
	RETURN_ADDRESS = 16,
	REGISTER_COUNT = 17, /* general registers and the return address, psABI figure 3.36 */
	DATA_ALIGNMENT = -8,
	/* The runtime reads 32 bits, and multiplies. */
	LARGEST_OFFSET = 1 << 27
};

/* ---- Rules ---- */

typedef enum RuleKind {
	RULE_SAME, /* also what is undefined: any value will do then */
	RULE_OFFSET,
	RULE_REGISTER
} RuleKind;

typedef struct Rule {
	RuleKind kind;
	int32_t value; /* of RULE_OFFSET: factored; of RULE_REGISTER: the register */
} Rule;

/* What holds at a location; a row of the table of DWARF 4, 6.4.1. */
typedef struct Row {
	int has_register, has_offset; /* of the frame's address */
	int32_t cfa_register, cfa_offset;
	Rule rules [REGISTER_COUNT];
	struct Row *below; /* remembered before this one */
} Row;

/* One instruction, taken apart. */
typedef struct Instruction {
	uint8_t opcode;
	const char *name;
	int64_t operands [2];
} Instruction;

typedef struct Translation {
	const uint8_t *code;
	uint64_t code_size, location;
	Row row, initial, written; /* now; when the location first advanced; what the runtime was told last */
	Row *remembered;
	int is_advanced;
	uint64_t written_location;
	UnwindInformation *output;
	size_t capacity, rule_capacity;
	Problem *problem;
} Translation;

/* ---- Output ---- */

/* Room for COUNT more of SIZE bytes each behind the USED ones. */
static int
grow (void **memory, size_t *capacity, size_t used, size_t count, size_t size)
{
	if (used + count <= *capacity)
		return 1;
	size_t larger = (used + count) * 2;
	void *moved = realloc (*memory, larger * size);
	if (!moved)
		return 0;
	*memory = moved;
	*capacity = larger;
	return 1;
}

static void
put_byte (UnwindInformation *output, uint8_t byte)
{
	output->instructions [output->size++] = byte;
}

static void
put_unsigned (UnwindInformation *output, uint32_t value)
{
	for (; value >= 0x80; value >>= 7)
		put_byte (output, (uint8_t) (value | 0x80));
	put_byte (output, (uint8_t) value);
}

static void
put_signed (UnwindInformation *output, int32_t value)
{
	for (; value < -0x40 || value >= 0x40; value >>= 7)
		put_byte (output, (uint8_t) (value | 0x80));
	put_byte (output, (uint8_t) (value & 0x7f));
}

/* The longest: an advance of 5 bytes, a frame of 1 + 1 + 5, and 1 + 1 + 5 for each register. */
enum { LONGEST_ROW = 5 + 7 + REGISTER_COUNT * 7 };

static void
write_advance (Translation *translation)
{
	uint64_t advance = translation->location - translation->written_location;
	if (advance && advance <= OPERAND_MASK) {
		put_byte (translation->output, (uint8_t) (DW_CFA_advance_loc | advance));
	} else if (advance) {
		put_byte (translation->output, DW_CFA_advance_loc4);
		for (unsigned i = 0; i < 4; ++i)
			put_byte (translation->output, (uint8_t) (advance >> 8 * i));
	}
	translation->written_location = translation->location;
}

/* For the runtime a register that is in another one is saved nowhere. */
static void
write_rule (UnwindInformation *output, uint8_t reg, const Rule *rule)
{
	if (rule->kind != RULE_OFFSET) {
		put_byte (output, DW_CFA_same_value);
		put_byte (output, reg);
	} else if (rule->value >= 0) {
		put_byte (output, DW_CFA_offset | reg);
		put_unsigned (output, (uint32_t) rule->value);
	} else {
		put_byte (output, DW_CFA_offset_extended_sf);
		put_byte (output, reg);
		put_signed (output, rule->value);
	}
}

static void
keep_rule (Translation *translation, uint8_t reg, const Rule *old, const Rule *new)
{
	UnwindInformation *output = translation->output;
	if (old->kind != RULE_REGISTER && new->kind != RULE_REGISTER)
		return;
	uint8_t source = new->kind == RULE_REGISTER ? (uint8_t) new->value : reg;
	output->rules [output->rule_count++] = (RegisterRule) { (uint32_t) translation->location, reg, source };
}

/* The row as it is before the location advances, as differences to the one before. */
static int
write_row (Translation *translation)
{
	Row *row = &translation->row, *old = &translation->written;
	UnwindInformation *output = translation->output;
	if (!grow ((void **) &output->instructions, &translation->capacity, output->size, LONGEST_ROW, 1) ||
		!grow ((void **) &output->rules, &translation->rule_capacity, output->rule_count, REGISTER_COUNT,
			sizeof (RegisterRule)))
		return problem_set (translation->problem, "out of memory");
	write_advance (translation);
	if (!old->has_register || row->cfa_register != old->cfa_register || row->cfa_offset != old->cfa_offset) {
		put_byte (output, DW_CFA_def_cfa);
		put_unsigned (output, (uint32_t) row->cfa_register);
		/* Read as 32 bits, and used as a signed number. */
		put_unsigned (output, (uint32_t) row->cfa_offset);
	}
	for (uint8_t reg = 0; reg < REGISTER_COUNT; ++reg) {
		const Rule *rule = &row->rules [reg], *before = &old->rules [reg];
		if (rule->kind == before->kind && rule->value == before->value)
			continue;
		if (rule->kind == RULE_OFFSET || before->kind == RULE_OFFSET)
			write_rule (output, reg, rule);
		keep_rule (translation, reg, before, rule);
	}
	*old = *row;
	return 1;
}

/* ---- Instructions ---- */

static int
check_row (Translation *translation)
{
	const Row *row = &translation->row;
	if (!row->has_register || !row->has_offset)
		return problem_set (translation->problem,
			"unwind information: it does not say where the frame is when the code begins (def_cfa)");
	if (row->rules [RETURN_ADDRESS].kind == RULE_SAME)
		return problem_set (translation->problem,
			"unwind information: it does not say where the return address is when the code begins (offset of register %d)",
			RETURN_ADDRESS);
	return 1;
}

static int
go_to (Translation *translation, const Instruction *instruction, uint64_t location)
{
	if (location < translation->location)
		return problem_set (translation->problem,
			"unwind information: %s goes back, from byte %llu of the code to %lld", instruction->name,
			(unsigned long long) translation->location, (long long) location);
	if (location > translation->code_size)
		return problem_set (translation->problem, "unwind information: it goes on to byte %llu of %u bytes of code",
			(unsigned long long) location, (unsigned) translation->code_size);
	if (location == translation->location)
		return 1;
	if (!check_row (translation) || !write_row (translation))
		return 0;
	if (!translation->is_advanced)
		translation->initial = translation->row;
	translation->is_advanced = 1;
	translation->location = location;
	return 1;
}

static int
set_frame (Translation *translation, const Instruction *instruction, const int64_t *reg, const int64_t *offset)
{
	Row *row = &translation->row;
	if (reg) {
		if (*reg == RETURN_ADDRESS)
			return problem_set (translation->problem,
				"unwind information: %s of register %d, which is no place in memory", instruction->name,
				RETURN_ADDRESS);
		row->has_register = 1;
		row->cfa_register = (int32_t) *reg;
	}
	if (offset) {
		if (*offset >= LARGEST_OFFSET || *offset <= -LARGEST_OFFSET)
			return problem_set (translation->problem, "unwind information: the offset of %s is too large",
				instruction->name);
		row->has_offset = 1;
		row->cfa_offset = (int32_t) *offset;
	}
	return 1;
}

/* The runtime takes the frame's address for the caller's stack pointer, and needs an address to return to. */
static int
set_rule (Translation *translation, const Instruction *instruction, int64_t reg, RuleKind kind, int64_t value)
{
	if (reg == STACK_POINTER)
		return problem_set (translation->problem,
			"unwind information: %s of register %d: the caller's stack pointer is the frame's address, always",
			instruction->name, STACK_POINTER);
	if (reg == RETURN_ADDRESS && kind == RULE_SAME)
		return problem_set (translation->problem, "unwind information: %s of register %d: code returns to somewhere",
			instruction->name, RETURN_ADDRESS);
	if (kind == RULE_OFFSET &&
		(value >= LARGEST_OFFSET / -DATA_ALIGNMENT || value <= -LARGEST_OFFSET / -DATA_ALIGNMENT))
		return problem_set (translation->problem, "unwind information: the offset of %s is too large",
			instruction->name);
	if (kind == RULE_REGISTER && value == reg)
		kind = RULE_SAME;
	translation->row.rules [reg] = (Rule) { kind, kind == RULE_SAME ? 0 : (int32_t) value };
	return 1;
}

/* Goes back to the initial rule, which is known once the location has advanced. */
static int
restore (Translation *translation, const Instruction *instruction, int64_t reg)
{
	if (!translation->is_advanced)
		return problem_set (translation->problem,
			"unwind information: %s where the code begins, before there are initial rules", instruction->name);
	translation->row.rules [reg] = translation->initial.rules [reg];
	return 1;
}

static int
remember_state (Translation *translation)
{
	Row *copy = malloc (sizeof (*copy));
	if (!copy)
		return problem_set (translation->problem, "out of memory");
	*copy = translation->row;
	copy->below = translation->remembered;
	translation->remembered = copy;
	return 1;
}

/* With where the frame is, as other unwinders and what assemblers write for them have it. */
static int
restore_state (Translation *translation, const Instruction *instruction)
{
	Row *copy = translation->remembered;
	if (!copy)
		return problem_set (translation->problem, "unwind information: %s without a remember_state", instruction->name);
	translation->remembered = copy->below;
	translation->row = *copy;
	free (copy);
	return 1;
}

static int
carry_out (Translation *translation, const Instruction *instruction)
{
	const int64_t *operands = instruction->operands;
	int64_t first = operands [0], second = operands [1], scaled;
	switch (instruction->opcode) {
	case DW_CFA_advance_loc:
	case DW_CFA_advance_loc1:
	case DW_CFA_advance_loc2:
	case DW_CFA_advance_loc4:
		return go_to (translation, instruction, translation->location + (uint64_t) first);
	case DW_CFA_set_loc:
		if ((uint64_t) first < (uintptr_t) translation->code)
			return problem_set (translation->problem, "unwind information: %s goes to 0x%llx, and the code is at %p",
				instruction->name, (unsigned long long) first, (const void *) translation->code);
		return go_to (translation, instruction, (uint64_t) first - (uintptr_t) translation->code);
	case DW_CFA_def_cfa:
		return set_frame (translation, instruction, &first, &second);
	case DW_CFA_def_cfa_sf:
		scaled = second * DATA_ALIGNMENT;
		return set_frame (translation, instruction, &first, &scaled);
	case DW_CFA_def_cfa_register:
		return set_frame (translation, instruction, &first, NULL);
	case DW_CFA_def_cfa_offset:
		return set_frame (translation, instruction, NULL, &first);
	case DW_CFA_def_cfa_offset_sf:
		scaled = first * DATA_ALIGNMENT;
		return set_frame (translation, instruction, NULL, &scaled);
	case DW_CFA_undefined:
	case DW_CFA_same_value:
		return set_rule (translation, instruction, first, RULE_SAME, 0);
	case DW_CFA_offset:
	case DW_CFA_offset_extended:
	case DW_CFA_offset_extended_sf:
		return set_rule (translation, instruction, first, RULE_OFFSET, second);
	case DW_CFA_register:
		return set_rule (translation, instruction, first, RULE_REGISTER, second);
	case DW_CFA_restore:
	case DW_CFA_restore_extended:
		return restore (translation, instruction, first);
	case DW_CFA_remember_state:
		return remember_state (translation);
	case DW_CFA_restore_state:
		return restore_state (translation, instruction);
	}
	return 1; /* DW_CFA_nop */
}

/* ---- Reading ---- */

static const uint8_t *
read_leb128 (const uint8_t *at, const uint8_t *end, int is_signed, int64_t *value)
{
	uint64_t bits = 0;
	for (unsigned shift = 0; at < end && shift < 63; shift += 7) {
		bits |= (uint64_t) (*at & 0x7f) << shift;
		if (*at++ & 0x80)
			continue;
		if (is_signed && (at [-1] & 0x40) && shift + 7 < 64)
			bits |= ~UINT64_C (0) << (shift + 7);
		*value = (int64_t) bits;
		/* Nothing here is that large, and it shall stay so when it is multiplied. */
		return *value > INT32_MAX || *value < INT32_MIN ? NULL : at;
	}
	return NULL;
}

static const uint8_t *
read_number (const uint8_t *at, const uint8_t *end, int size, int64_t *value)
{
	uint64_t bits = 0;
	if (end - at < size)
		return NULL;
	for (int i = 0; i < size; ++i)
		bits |= (uint64_t) at [i] << 8 * i;
	*value = (int64_t) bits;
	return at + size;
}

/* The end of the operand at AT of kind KIND; NULL if it is not all there, or is no such register. */
static const uint8_t *
read_operand (char kind, const uint8_t *at, const uint8_t *end, int64_t *value)
{
	if (kind >= '1' && kind <= '8')
		return read_number (at, end, kind - '0', value);
	at = read_leb128 (at, end, kind == 's', value);
	return kind == 'r' && *value >= REGISTER_COUNT ? NULL : at;
}

static int
is_register_in_opcode (uint8_t opcode)
{
	return opcode == DW_CFA_offset || opcode == DW_CFA_restore;
}

/* Returns where the next one is; NULL with a sentence in PROBLEM. */
static const uint8_t *
read_instruction (const uint8_t *from, const uint8_t *at, const uint8_t *end, Instruction *instruction,
	Problem *problem)
{
	unsigned place = (unsigned) (at - from);
	uint8_t byte = *at++, opcode = byte & ~OPERAND_MASK ? byte & (uint8_t) ~OPERAND_MASK : byte;
	const char *operands = NULL;
	int64_t *value = instruction->operands;
	*instruction = (Instruction) { opcode, NULL, { 0, 0 } };
	for (size_t i = 0; i < sizeof (known) / sizeof (known [0]); ++i) {
		if (known [i].opcode == opcode) {
			instruction->name = known [i].name;
			operands = known [i].operands;
		}
	}
	if (!instruction->name)
		return problem_set (problem, "unwind information: call frame instruction 0x%02x at byte %u is not supported",
				   byte, place),
			   NULL;
	if (!operands)
		return problem_set (problem, "unwind information: %s at byte %u is not supported", instruction->name, place),
			   NULL;
	for (; *operands && at; ++operands) {
		if (*operands != '-')
			at = read_operand (*operands, at, end, value++);
		else if ((*value++ = byte & OPERAND_MASK) >= REGISTER_COUNT && is_register_in_opcode (opcode))
			at = NULL;
	}
	if (!at)
		problem_set (problem,
			"unwind information: %s at byte %u is cut off, or of a register or number that there is not",
			instruction->name, place);
	return at;
}

int
unwind_translate (const uint8_t *from, uint32_t size, const uint8_t *code, uint32_t code_size,
	UnwindInformation *information, Problem *problem)
{
	/* At entry, and all the time: the frame's address is RSP + 8, the return address lies below it. */
	static const uint8_t flat_frame [] = { DW_CFA_def_cfa, STACK_POINTER, 8, DW_CFA_offset | RETURN_ADDRESS, 1 };
	Translation translation = { .code = code, .code_size = code_size, .output = information, .problem = problem };
	Instruction instruction;
	*information = (UnwindInformation) { NULL, 0, NULL, 0 };
	if (!size) {
		from = flat_frame;
		size = sizeof (flat_frame);
	}
	const uint8_t *at = from, *end = from + size;
	int done = 1;
	while (at < end && done) {
		at = read_instruction (from, at, end, &instruction, problem);
		done = at && carry_out (&translation, &instruction);
	}
	while (translation.remembered) {
		Row *row = translation.remembered;
		translation.remembered = row->below;
		free (row);
	}
	return done && check_row (&translation) && write_row (&translation);
}

void
unwind_release (UnwindInformation *information)
{
	free (information->instructions);
	free (information->rules);
}

uint32_t
unwind_register (const UnwindInformation *information)
{
	/* It is copied (mini/unwind.c:mono_cache_unwind_info). */
	return mono_cache_unwind_info (information->instructions, information->size);
}
