/* SPDX-License-Identifier: MIT
 *
 * What the parts of the symbolic executor share. It walks the reachable blocks in IL order, keeps the evaluation stack
 * as temps, and appends operations to the blocks. execution-table.c says which function executes an instruction. */
#ifndef BIGSTEP_EXECUTION_H
#define BIGSTEP_EXECUTION_H

#include "../il/reader.h"
#include "../like-mini/wider-types.h"
#include "body.h"
#include "stack-types.h"

/* Carries a stack value across block edges. There is one for each depth and stack type. */
typedef struct Slot {
	uint32_t index;
	StackType type;
	FlowBlock *stored_in; /* the last block whose end stored it */
	struct Slot *next;    /* of the same depth */
} Slot;

/* Prefixes seen, ECMA-335 III.2; the next instruction that can have them takes them. */
typedef struct Prefixes {
	uint32_t flags; /* OperationFlags */
	uint32_t alignment;
	ClassInfo *constrained;
} Prefixes;

/* Where Mono's compiler would be: trace-offsets.c. */
typedef struct TracePosition {
	TraceOffset *offsets;     /* by IL offset */
	uint8_t *throwing_blocks; /* by IL offset of their start; NULL if nothing is thrown */
	uint32_t in_line, behind; /* the last sequence point in each of the two parts of the code */
	int is_behind;            /* the current block is in the second part */
	int plain_branch_before;  /* the block before ends with a branch on a condition, not of floats */
	int is_folded;            /* the current instruction is a call without a sequence point behind it */
	Opcode previous [4];      /* the instructions before it, in the same block; OPCODE_TOTAL: none */
} TracePosition;

typedef struct Execution {
	Compilation *compilation;
	IRuntimeInformation *runtime;
	Body *body;
	const MethodSource *source; /* the body's */
	int float32_is_exact;       /* RuntimeLayout's */
	Temp **stack;               /* room for max_stack, and for one more */
	uint32_t depth;
	Slot **slots; /* lists, by depth */
	FlowBlock *block;
	Operation *last; /* of the block; NULL while it is empty */
	const Instruction *instruction;
	Prefixes prefixes;
	TracePosition trace;
} Execution;

/* How one instruction is executed; the columns a function does not need are empty. */
typedef struct ExecutionRow {
	int (*execute) (Execution *execution, const struct ExecutionRow *row);
	OperationCode operation;
	uint32_t flags; /* OperationFlags */
	TypeKind kind;  /* conversions and typed accesses */
	Condition condition;
	BinaryClass binary;
} ExecutionRow;

/* By canonical opcode; complete for the instructions of ECMA-335. */
extern const ExecutionRow execution_table [OPCODE_TOTAL];

/* ---- execution.c ---- */

/* "This IL is wrong", at the current instruction. */
#define EXECUTION_REJECT(execution, ...) \
	reject_code ((execution)->compilation, (execution)->instruction->offset, __VA_ARGS__)

/* A question to the runtime about the current instruction failed. */
int execution_runtime_failed (Execution *execution);

/* An operation of the current instruction, with nothing else set. */
Operation execution_operation (Execution *execution, OperationCode code);

/* Appends a copy of OPERATION, with its operands and targets, to the current block. Always 1, to be returned; a result of
 * TYPE becomes a new temp, which is returned (or NULL with a verdict). */
int execution_append (Execution *execution, const Operation *operation);
Temp *execution_define (Execution *execution, Operation *operation, StackType type);
/* The same, and pushes it. */
int execution_push_result (Execution *execution, Operation *operation, StackType type);

/* The same for a value that is read from a variable: execution_mono_kind. */
int execution_push_loaded (Execution *execution, Operation *operation, StackType type);

/* Operand counts of instructions with fixed pops are checked before they are executed; others check themselves. */
int execution_need (Execution *execution, uint32_t count);
Temp *execution_pop (Execution *execution);
int execution_push (Execution *execution, Temp *temp);

/* The prefixes for the instruction at hand, which takes them, into OPERATION. */
void execution_take_prefixes (Execution *execution, Operation *operation, uint32_t flags);

/* What Mono's compiler takes TEMP for: its mini_type_get_underlying_type makes managed pointers that are read from variables
 * native ints. Of those that instructions make it remembers what they are. */
StackKind execution_mono_kind (const Temp *temp);

/* SIZE bytes, or a value of KLASS, at ADDRESS are read or written. When they do not lie inside the variable that it was made
 * from, the variable gets more room; Mono's compiler accesses what else is in the frame. Return 0 with a verdict. */
int execution_reserve (Execution *execution, const Temp *address, uint32_t size);
int execution_reserve_class (Execution *execution, const Temp *address, ClassInfo *klass);

/* The class of the current instruction's token and what is known about it; 0 with a verdict. */
int execution_get_class (Execution *execution, ClassInfo **klass, ClassDescription *info);
/* That class as storage, which void is not; 0 with a verdict. */
int execution_get_storage (Execution *execution, Storage *storage);
/* A class of the core library that instructions imply. */
ClassInfo *execution_get_core_class (Execution *execution, const char *name);

/* ---- execution-conversions.c: each returns the converted temp, or NULL with a verdict ---- */

Temp *execution_convert (Execution *execution, Temp *temp, TypeKind kind, uint32_t flags, StackType type);
/* The same, where the IL does not say so. */
Temp *execution_convert_implicitly (Execution *execution, Temp *temp, TypeKind kind, StackType type);
/* To a stack kind, whatever the value is: at joins and for operands. */
Temp *execution_widen (Execution *execution, Temp *temp, StackType type);
/* The bytes that TEMP has, as a value of KIND and KLASS. */
Temp *execution_reinterpret (Execution *execution, Temp *temp, TypeKind kind, ClassInfo *klass);
/* A size or a function: an integer or address of any width. */
Temp *execution_word (Execution *execution, Temp *temp, TypeKind kind);
/* For a destination; rejects what Mono's compiler rejects there. */
Temp *execution_store_value (Execution *execution, Temp *temp, Destination destination, TypeKind kind,
	ClassInfo *klass);
/* An address to load from or store to: a managed or native pointer. */
Temp *execution_address (Execution *execution, Temp *temp);
/* An array, or a box: a reference. */
Temp *execution_reference (Execution *execution, Temp *temp);
/* The first operand of a method of an instance of CLASS. */
Temp *execution_receiver (Execution *execution, Temp *temp, int is_value_type);

/* ---- execution-calls.c ---- */

/* Pops the values for SIGNATURE's parameters into OPERANDS, each converted for its parameter, a DESTINATION. */
int execution_pop_parameters (Execution *execution, const SignatureDescription *signature, Destination destination,
	Temp **operands);
/* Appends a call and pushes its result if there is one. */
int execution_append_call (Execution *execution, Operation *operation, const SignatureDescription *signature);

/* ---- execution-joins.c ---- */

/* Loads the stack on entry to a block. */
int execution_enter_block (Execution *execution, FlowBlock *block);
/* Stores the stack for all successors of the current block, and empties it. */
int execution_leave_block (Execution *execution);

/* ---- trace-offsets.c ---- */

/* Called at these times, to fill the operations' trace_offsets. */
void trace_offsets_begin_method (Execution *execution);
void trace_offsets_begin_block (Execution *execution);
void trace_offsets_begin_instruction (Execution *execution);
void trace_offsets_end_instruction (Execution *execution);
void trace_offsets_end_method (Execution *execution);
/* The current instruction calls a method that is INTRINSIC. */
void trace_offsets_call (Execution *execution, Intrinsic intrinsic);
/* It makes an object of KLASS with CONSTRUCTOR, which is INTRINSIC. Whether that is an exception of the core library that is
 * thrown at once, as far as Mono's compiler sees. */
int trace_offsets_new_object (Execution *execution, ClassInfo *klass, Intrinsic intrinsic,
	const SignatureDescription *constructor);

/* ---- execution-flow.c ---- */

/* Appends OPERATION, which ends the current block, with the block's successors as targets. */
int execution_append_branch (Execution *execution, Operation *operation, int is_reversed);

/* ---- families ---- */

int execute_nothing (Execution *execution, const ExecutionRow *row);
int execute_constant (Execution *execution, const ExecutionRow *row);
int execute_null (Execution *execution, const ExecutionRow *row);
int execute_load_argument (Execution *execution, const ExecutionRow *row);
int execute_argument_address (Execution *execution, const ExecutionRow *row);
int execute_store_argument (Execution *execution, const ExecutionRow *row);
int execute_load_local (Execution *execution, const ExecutionRow *row);
int execute_local_address (Execution *execution, const ExecutionRow *row);
int execute_store_local (Execution *execution, const ExecutionRow *row);
int execute_duplicate (Execution *execution, const ExecutionRow *row);
int execute_pop (Execution *execution, const ExecutionRow *row);

int execute_binary (Execution *execution, const ExecutionRow *row);
int execute_shift (Execution *execution, const ExecutionRow *row);
int execute_negate (Execution *execution, const ExecutionRow *row);
int execute_not (Execution *execution, const ExecutionRow *row);
int execute_convert (Execution *execution, const ExecutionRow *row);
int execute_check_finite (Execution *execution, const ExecutionRow *row);
int execute_compare (Execution *execution, const ExecutionRow *row);

int execute_jump (Execution *execution, const ExecutionRow *row);
int execute_branch_true (Execution *execution, const ExecutionRow *row);
int execute_branch_false (Execution *execution, const ExecutionRow *row);
int execute_branch_compare (Execution *execution, const ExecutionRow *row);
int execute_switch (Execution *execution, const ExecutionRow *row);
int execute_return (Execution *execution, const ExecutionRow *row);
int execute_throw (Execution *execution, const ExecutionRow *row);
int execute_rethrow (Execution *execution, const ExecutionRow *row);
int execute_leave (Execution *execution, const ExecutionRow *row);
int execute_end_finally (Execution *execution, const ExecutionRow *row);
int execute_end_filter (Execution *execution, const ExecutionRow *row);
int execute_breakpoint (Execution *execution, const ExecutionRow *row);

int execute_prefix_flag (Execution *execution, const ExecutionRow *row);
int execute_unaligned (Execution *execution, const ExecutionRow *row);
int execute_constrained (Execution *execution, const ExecutionRow *row);

int execute_load_indirect (Execution *execution, const ExecutionRow *row);
int execute_store_indirect (Execution *execution, const ExecutionRow *row);
int execute_load_object (Execution *execution, const ExecutionRow *row);
int execute_store_object (Execution *execution, const ExecutionRow *row);
int execute_copy_object (Execution *execution, const ExecutionRow *row);
int execute_initialize_object (Execution *execution, const ExecutionRow *row);
int execute_block_operation (Execution *execution, const ExecutionRow *row);
int execute_local_allocate (Execution *execution, const ExecutionRow *row);
int execute_size_of (Execution *execution, const ExecutionRow *row);

int execute_load_field (Execution *execution, const ExecutionRow *row);
int execute_field_address (Execution *execution, const ExecutionRow *row);
int execute_store_field (Execution *execution, const ExecutionRow *row);
int execute_load_static (Execution *execution, const ExecutionRow *row);
int execute_static_address (Execution *execution, const ExecutionRow *row);
int execute_store_static (Execution *execution, const ExecutionRow *row);

int execute_new_vector (Execution *execution, const ExecutionRow *row);
int execute_array_length (Execution *execution, const ExecutionRow *row);
int execute_load_element (Execution *execution, const ExecutionRow *row);
int execute_load_element_of_class (Execution *execution, const ExecutionRow *row);
int execute_element_address (Execution *execution, const ExecutionRow *row);
int execute_store_element (Execution *execution, const ExecutionRow *row);
int execute_store_element_of_class (Execution *execution, const ExecutionRow *row);

int execute_string (Execution *execution, const ExecutionRow *row);
int execute_token (Execution *execution, const ExecutionRow *row);
int execute_cast (Execution *execution, const ExecutionRow *row);
int execute_box (Execution *execution, const ExecutionRow *row);
int execute_unbox (Execution *execution, const ExecutionRow *row);
int execute_unbox_any (Execution *execution, const ExecutionRow *row);
int execute_make_typed_reference (Execution *execution, const ExecutionRow *row);
int execute_typed_reference_value (Execution *execution, const ExecutionRow *row);
int execute_typed_reference_type (Execution *execution, const ExecutionRow *row);
int execute_argument_list (Execution *execution, const ExecutionRow *row);

int execute_runtime_call (Execution *execution, const ExecutionRow *row);
int execute_object_address (Execution *execution, const ExecutionRow *row);
int execute_delegate_function (Execution *execution, const ExecutionRow *row);
int execute_interruption_word (Execution *execution, const ExecutionRow *row);
int execute_throw_again (Execution *execution, const ExecutionRow *row);
int execute_call_without_extra (Execution *execution, const ExecutionRow *row);

int execute_new_object (Execution *execution, const ExecutionRow *row);
int execute_call (Execution *execution, const ExecutionRow *row);
int execute_call_indirect (Execution *execution, const ExecutionRow *row);
int execute_jump_method (Execution *execution, const ExecutionRow *row);
int execute_function_address (Execution *execution, const ExecutionRow *row);
int execute_virtual_function_address (Execution *execution, const ExecutionRow *row);

#endif
