/* SPDX-License-Identifier: MIT
 *
 * Protected regions: ECMA-335 I.12.4.2 and III.3.34, III.3.35, III.3.46 and III.4.24.
 *
 * The runtime finds the handler: it walks the stack, compares classes, and jumps into our frame with the exception in RAX
 * and the index of the IL clause in RDX, where LLVM's landing pads expect exception and selector. So a call in a protected
 * region is an `invoke`, whose landing pad names the clauses around it, innermost first, as external symbols "clause N"
 * (SymbolMark); the object file's tables lead from calls to clauses (exception-table.c).
 *
 *   invoke --exception--> landing pad --switch on the clause--> catch N:   handler N
 *                                                          \--> finally N: save the unwinding, selector N := 0, handler N
 *   leave --> selector N := k, handler N          endfinally N --> selector N: 0: resume N, else: continuation k
 *
 * A finally handler's code exists once; its selector says where it goes on. "resume N" is a call of its own symbol, for
 * the runtime enters the clauses further out as if they had been reached from there. */
#include "families.h"

#include <string.h>

/* Selectors of finally and fault handlers; from 1 on, that of a Continuation */
enum { NOT_ENTERED = -1, UNWINDING = 0 };

/* How a finally handler can go on after a `leave`. */
typedef struct Continuation {
	struct Continuation *next;
	uint32_t selector;
	LLVMBasicBlockRef block;
} Continuation;

/* One IL clause. */
typedef struct ClauseState {
	LLVMBasicBlockRef handler; /* NULL if it starts in the middle of an instruction */
	LLVMValueRef exception;    /* catch: alloca of the exception */
	LLVMValueRef selector;     /* finally and fault: alloca */
	LLVMValueRef unwind_state; /* the same: alloca of what the runtime must remember */
	LLVMValueRef is_aborted;   /* finally: alloca of a byte; see "Aborts" */
	LLVMBasicBlockRef resume;  /* the same: goes on unwinding */
	Continuation *continuations;
	uint32_t continuation_count;
} ClauseState;

/* A landing pad, for all places inside the same protected regions. */
typedef struct Pad {
	struct Pad *next;
	uint32_t clause_count;
	uint32_t *clauses; /* innermost first */
	LLVMBasicBlockRef block;
} Pad;

/* An `endfinally`, whose continuations are known only at the end. */
typedef struct End {
	struct End *next;
	uint32_t clause;
	LLVMBasicBlockRef block;
} End;

typedef struct Exceptions {
	ClauseState *clauses;
	Pad *pads;
	End *ends;
} Exceptions;

static const ExceptionClause *
il_clause (const Emitter *emitter, uint32_t index)
{
	return &emitter->source->body.clauses [index];
}

static int
is_in_try (const ExceptionClause *clause, uint32_t offset)
{
	return offset >= clause->try_offset && offset - clause->try_offset < clause->try_length;
}

static int
is_in_handler (const ExceptionClause *clause, uint32_t offset)
{
	return offset >= clause->handler_offset && offset - clause->handler_offset < clause->handler_length;
}

static int
runs_on_leave (const ExceptionClause *clause)
{
	return clause->kind == CLAUSE_FINALLY;
}

static int
is_cleanup (const ExceptionClause *clause)
{
	return clause->kind == CLAUSE_FINALLY || clause->kind == CLAUSE_FAULT;
}

/* ---- Aborts ---- */

/* An abort of the thread that arrives in a finally handler must wait for its end. The runtime finds the handler by its code
 * (guards.c), and sets a byte in the frame, at a fixed distance from RBP (mini/mini-exceptions.c:
 * install_handler_block_guard); a `leave` through the handler clears it before and looks at it afterwards. When it was an
 * exception that led into the handler, the runtime delivers the abort where that is caught. To tell frames apart it
 * compares their RBP, so all frames with handlers have one. */

/* The byte's place gets into the object code's table of stack maps, under the clause's number. */
static void
make_abort_flag (Emitter *emitter, uint32_t index)
{
	Module *module = emitter->module;
	ClauseState *clause = &emitter->exceptions->clauses [index];

	clause->is_aborted = LLVMBuildAlloca (emitter->entry_builder, module->i8, "");
	LLVMValueRef arguments [] = {
		constant_int64 (module, (int64_t) index),
		constant_int32 (module, 0),
		clause->is_aborted,
	};
	build_intrinsic_call (module, emitter->entry_builder, "llvm.experimental.stackmap", NULL, 0, arguments, 3);
	/* Realigned frames are not at a fixed distance from RBP. */
	add_string_attribute (module, emitter->function, "no-realign-stack", "");
}

static LLVMBasicBlockRef find_landing (Emitter *emitter, uint32_t offset, const Block *loop);

/* A block for when clause INDEX's handler has been run by the current operation, a `leave`; it goes on at NEXT. */
static LLVMBasicBlockRef
emit_end_of_handler (Emitter *emitter, uint32_t index, LLVMBasicBlockRef next)
{
	Module *module = emitter->module;
	LLVMBuilderRef builder = emitter->builder;
	LLVMBasicBlockRef here = LLVMGetInsertBlock (builder), block = emit_new_block (emitter, "left");
	LLVMValueRef flag = emitter->exceptions->clauses [index].is_aborted;
	LLVMBasicBlockRef landing = emitter->landing;

	LLVMSetVolatile (LLVMBuildStore (builder, LLVMConstNull (module->i8), flag), 1);
	LLVMPositionBuilderAtEnd (builder, block);
	emitter->landing = find_landing (emitter, il_clause (emitter, index)->handler_offset, NULL);
	LLVMValueRef is_aborted = LLVMBuildLoad2 (builder, module->i8, flag, "");
	LLVMSetVolatile (is_aborted, 1);
	LLVMBasicBlockRef after = emit_begin_unlikely (emitter, LLVMBuildIsNotNull (builder, is_aborted, ""), "aborted");
	emit_service (emitter, SERVICE_FINISH_ABORT, NULL);
	emit_end_unlikely (emitter, after);
	LLVMBuildBr (builder, next);
	emitter->landing = landing;
	LLVMPositionBuilderAtEnd (builder, here);
	return block;
}

/* ---- Methods ---- */

/* In how many finally and fault handlers the code at each offset is. Of those that begin in as many, but not in each other,
 * one is left for good before another one is entered, so that they can remember their unwinding in the same place. */
static const uint32_t *
count_handlers (const Emitter *emitter)
{
	const MethodBody *body = &emitter->source->body;
	uint32_t *depths = arena_array (emitter->compilation->arena, uint32_t, body->code_size + 1), depth = 0;

	for (uint32_t i = 0; i < body->clause_count; i++) {
		const ExceptionClause *clause = il_clause (emitter, i);

		if (is_cleanup (clause)) {
			depths [clause->handler_offset]++;
			depths [clause->handler_offset + clause->handler_length]--;
		}
	}
	for (uint32_t offset = 0; offset < body->code_size; offset++)
		depths [offset] = depth += depths [offset];
	return depths;
}

void
exceptions_begin_method (Emitter *emitter, Block *const *blocks, uint32_t block_count)
{
	Module *module = emitter->module;
	Arena *arena = emitter->compilation->arena;
	uint32_t count = emitter->source->body.clause_count;

	if (!count)
		return;
	emitter->exceptions = arena_new (arena, Exceptions);
	emitter->exceptions->clauses = arena_array (arena, ClauseState, count);
	LLVMValueRef *unwind_states = arena_array (arena, LLVMValueRef, count + 1);
	const uint32_t *depths = count_handlers (emitter);
	for (uint32_t i = 0; i < block_count; i++)
		if (blocks [i]->clause >= 0 && !filters_exception_at (emitter, blocks [i]->il_offset))
			emitter->exceptions->clauses [blocks [i]->clause].handler = emit_block (emitter, blocks [i]);
	for (uint32_t i = 0; i < count; i++) {
		ClauseState *clause = &emitter->exceptions->clauses [i];

		if (!is_cleanup (il_clause (emitter, i))) {
			clause->exception = LLVMBuildAlloca (emitter->entry_builder, module->ptr, "");
			LLVMBuildStore (emitter->entry_builder, LLVMConstNull (module->ptr), clause->exception);
			continue;
		}
		clause->selector = LLVMBuildAlloca (emitter->entry_builder, module->i32, "");
		LLVMBuildStore (emitter->entry_builder, constant_int32 (module, NOT_ENTERED), clause->selector);
		uint32_t depth = depths [il_clause (emitter, i)->handler_offset];
		if (!unwind_states [depth])
			unwind_states [depth] = emit_alloca (emitter, module->layout->unwind_state_size, 8, "unwinding");
		clause->unwind_state = unwind_states [depth];
		if (runs_on_leave (il_clause (emitter, i)))
			make_abort_flag (emitter, i);
	}
	add_string_attribute (module, emitter->function, "frame-pointer", "all");
	/* Any name will do: the runtime does not look at it. */
	LLVMTypeRef type = LLVMFunctionType (module->i32, NULL, 0, 1);
	LLVMValueRef personality = LLVMGetNamedFunction (module->module, "personality");
	if (!personality)
		personality = LLVMAddFunction (module->module, "personality", type);
	LLVMSetPersonalityFn (emitter->function, personality);
}

/* ---- Landing pads ---- */

/* Whether CLAUSE's region begins with the head of LOOP, whose rounds all end outside: each enters the region anew. */
static int
is_entered_by (const ExceptionClause *clause, const Block *loop)
{
	return clause->try_offset == loop->il_offset && !is_in_try (clause, loop->first_latch);
}

static uint32_t
find_clauses (Emitter *emitter, uint32_t offset, const Block *loop, uint32_t *clauses)
{
	uint32_t count = 0;

	for (uint32_t i = 0; i < emitter->source->body.clause_count; i++)
		if (is_in_try (il_clause (emitter, i), offset) && !(loop && is_entered_by (il_clause (emitter, i), loop)))
			clauses [count++] = i;
	return count;
}

/* The pad for code at OFFSET, or if LOOP is not NULL, for what comes there before the regions that its rounds enter;
 * NULL outside of all protected regions. */
static LLVMBasicBlockRef
find_landing (Emitter *emitter, uint32_t offset, const Block *loop)
{
	Arena *arena = emitter->compilation->arena;
	uint32_t *clauses = arena_array (arena, uint32_t, emitter->source->body.clause_count);
	uint32_t count = find_clauses (emitter, offset, loop, clauses);
	Pad *pad;

	if (!count)
		return NULL;
	for (pad = emitter->exceptions->pads; pad; pad = pad->next)
		if (pad->clause_count == count && !memcmp (pad->clauses, clauses, count * sizeof *clauses))
			return pad->block;
	pad = arena_new (arena, Pad);
	*pad = (Pad) { emitter->exceptions->pads, count, clauses, emit_new_block (emitter, "landing") };
	emitter->exceptions->pads = pad;
	return pad->block;
}

static LLVMBasicBlockRef
find_handler_block (Emitter *emitter, const ClauseState *clause)
{
	return clause->handler ? clause->handler : emit_invalid_target (emitter);
}

/* From a pad to the handler of clause INDEX. */
static void
emit_handler_entry (Emitter *emitter, uint32_t index, LLVMValueRef exception)
{
	ClauseState *clause = &emitter->exceptions->clauses [index];

	if (is_cleanup (il_clause (emitter, index))) {
		emit_service (emitter, SERVICE_SAVE_UNWIND, &clause->unwind_state);
		LLVMBuildStore (emitter->builder, constant_int32 (emitter->module, UNWINDING), clause->selector);
	} else {
		LLVMBuildStore (emitter->builder, exception, clause->exception);
		filters_enter_handler (emitter, index);
	}
	LLVMBuildBr (emitter->builder, find_handler_block (emitter, clause));
}

static void
emit_pad (Emitter *emitter, const Pad *pad)
{
	Module *module = emitter->module;
	LLVMBuilderRef builder = emitter->builder;
	LLVMTypeRef members [] = { module->ptr, module->i32 };
	LLVMTypeRef type = LLVMStructTypeInContext (module->context, members, 2, 0);

	LLVMPositionBuilderAtEnd (builder, pad->block);
	LLVMValueRef landing = LLVMBuildLandingPad (builder, type, NULL, pad->clause_count, "");
	for (uint32_t i = 0; i < pad->clause_count; i++) {
		const char *name = symbols_mark (module->symbols, SYMBOL_CLAUSE, pad->clauses [i], NULL);
		LLVMValueRef symbol = LLVMGetNamedGlobal (module->module, name);
		LLVMAddClause (landing, symbol ? symbol : LLVMAddGlobal (module->module, module->i8, name));
	}
	LLVMValueRef exception = LLVMBuildExtractValue (builder, landing, 0, "");
	LLVMValueRef selector = LLVMBuildExtractValue (builder, landing, 1, "");
	LLVMBasicBlockRef nowhere = emit_new_block (emitter, "nowhere");
	LLVMValueRef choice = LLVMBuildSwitch (builder, selector, nowhere, pad->clause_count);
	for (uint32_t i = 0; i < pad->clause_count; i++) {
		LLVMBasicBlockRef entry = emit_new_block (emitter, "handle");

		LLVMAddCase (choice, LLVMConstInt (module->i32, pad->clauses [i], 0), entry);
		LLVMPositionBuilderAtEnd (builder, entry);
		emit_handler_entry (emitter, pad->clauses [i], exception);
	}
	LLVMPositionBuilderAtEnd (builder, nowhere);
	LLVMBuildUnreachable (builder);
}

/* ---- Blocks ---- */

/* In methods with protected regions loops are polled early (optimize/polls/polls.h), by an invoke inside of a region; where
 * each round enters the region, the poll comes before, and is a call, which does not stand in the way of registers. */
void
exceptions_begin_block (Emitter *emitter, const Block *block)
{
	if (!emitter->exceptions)
		return;
	/* What a filter throws gets to the method's handlers from outside: exception-table.c. */
	int is_filter = filters_exception_at (emitter, block->il_offset) != NULL;
	if (block->is_loop_header) {
		emitter->landing = is_filter ? NULL : find_landing (emitter, block->il_offset, block);
		emit_early_poll (emitter);
	}
	emitter->landing = is_filter ? NULL : find_landing (emitter, block->il_offset, NULL);
}

int
emit_caught_exception (Emitter *emitter, const Operation *operation)
{
	LLVMValueRef exception = filters_exception_at (emitter, operation->il_offset);

	if (!exception)
		exception = LLVMBuildLoad2 (emitter->builder, emitter->module->ptr,
			emitter->exceptions->clauses [operation->index].exception, "");
	emit_define (emitter, operation, exception);
	return 1;
}

/* The innermost clause in whose handler the current operation stands, of those that fit. */
static int
find_handler (Emitter *emitter, int (*fits) (const ExceptionClause *clause), uint32_t *index)
{
	for (uint32_t i = 0; i < emitter->source->body.clause_count; i++)
		if (fits (il_clause (emitter, i)) && is_in_handler (il_clause (emitter, i), emitter->il_offset)) {
			*index = i;
			return 1;
		}
	return 0;
}

static int
is_catch (const ExceptionClause *clause)
{
	return !is_cleanup (clause);
}

int
emit_rethrow (Emitter *emitter, const Operation *operation)
{
	uint32_t index;

	(void) operation;
	if (!find_handler (emitter, is_catch, &index))
		return reject_code (emitter->compilation, emitter->il_offset, "rethrow outside of a catch handler");
	LLVMValueRef exception = LLVMBuildLoad2 (emitter->builder, emitter->module->ptr,
		emitter->exceptions->clauses [index].exception, "");
	emit_service (emitter, SERVICE_RETHROW, &exception);
	LLVMBuildUnreachable (emitter->builder);
	return 1;
}

/* ---- leave and endfinally ---- */

/* A thread that is being aborted throws again at a `leave` in a catch handler, if only to another place in it; not in the
 * handler of a filter: mini/method-to-ir.c, CEE_LEAVE. */
static void
throw_undeniable_exception (Emitter *emitter)
{
	LLVMValueRef exception = emit_service (emitter, SERVICE_UNDENIABLE_EXCEPTION, NULL);
	LLVMValueRef is_pending = LLVMBuildIsNotNull (emitter->builder, exception, "");
	LLVMBasicBlockRef after = emit_begin_unlikely (emitter, is_pending, "undeniable");

	emit_service (emitter, SERVICE_THROW, &exception);
	LLVMBuildUnreachable (emitter->builder);
	LLVMPositionBuilderAtEnd (emitter->builder, after);
}

/* The number by which clause INDEX's handler goes on at BLOCK. */
static uint32_t
continuation_selector (Emitter *emitter, uint32_t index, LLVMBasicBlockRef block)
{
	ClauseState *clause = &emitter->exceptions->clauses [index];
	Continuation *continuation;

	for (continuation = clause->continuations; continuation; continuation = continuation->next)
		if (continuation->block == block)
			return continuation->selector;
	continuation = arena_new (emitter->compilation->arena, Continuation);
	*continuation = (Continuation) { clause->continuations, ++clause->continuation_count, block };
	clause->continuations = continuation;
	return continuation->selector;
}

int
emit_leave (Emitter *emitter, const Operation *operation)
{
	uint32_t target = operation->targets [0]->il_offset, count = emitter->source->body.clause_count;
	LLVMBasicBlockRef next = emit_block (emitter, operation->targets [0]);

	for (uint32_t i = 0; i < count; i++) {
		const ExceptionClause *clause = il_clause (emitter, i);

		if (clause->kind == CLAUSE_CATCH && is_in_handler (clause, emitter->il_offset)) {
			throw_undeniable_exception (emitter);
			break;
		}
	}
	/* Outermost first, so that each finally knows where it goes on; the innermost is the first to run. */
	for (uint32_t i = count; i-- > 0;) {
		const ExceptionClause *clause = il_clause (emitter, i);

		if (!runs_on_leave (clause) || !is_in_try (clause, emitter->il_offset) || is_in_try (clause, target))
			continue;
		uint32_t selector = continuation_selector (emitter, i, emit_end_of_handler (emitter, i, next));
		LLVMBuildStore (emitter->builder, constant_int32 (emitter->module, (int32_t) selector),
			emitter->exceptions->clauses [i].selector);
		next = find_handler_block (emitter, &emitter->exceptions->clauses [i]);
	}
	LLVMBuildBr (emitter->builder, next);
	return 1;
}

int
emit_end_finally (Emitter *emitter, const Operation *operation)
{
	End *end = arena_new (emitter->compilation->arena, End);

	(void) operation;
	if (!find_handler (emitter, is_cleanup, &end->clause))
		return reject_code (emitter->compilation, emitter->il_offset, "endfinally outside of a handler");
	end->block = LLVMGetInsertBlock (emitter->builder);
	end->next = emitter->exceptions->ends;
	emitter->exceptions->ends = end;
	return 1;
}

/* The one place where clause INDEX's handler hands the exception on. */
static LLVMBasicBlockRef
emit_resume (Emitter *emitter, uint32_t index)
{
	Module *module = emitter->module;
	ClauseState *clause = &emitter->exceptions->clauses [index];
	LLVMTypeRef type = LLVMFunctionType (module->void_type, NULL, 0, 0);

	if (clause->resume)
		return clause->resume;
	clause->resume = emit_new_block (emitter, "resume");
	const char *symbol = symbols_mark (module->symbols, SYMBOL_RESUME, index,
		module->runtime->get_service (module->runtime, SERVICE_RESUME_UNWIND));
	LLVMValueRef function = LLVMAddFunction (module->module, symbol, type);
	add_function_attribute (module, function, (unsigned) LLVMAttributeFunctionIndex, "noreturn", 0);

	LLVMPositionBuilderAtEnd (emitter->builder, clause->resume);
	emitter->landing = find_landing (emitter, il_clause (emitter, index)->handler_offset, NULL);
	emit_service (emitter, SERVICE_RESTORE_UNWIND, &clause->unwind_state);
	LLVMValueRef call = emit_call_or_invoke (emitter, type, function, NULL, 0);
	add_call_attribute (module, call, (unsigned) LLVMAttributeFunctionIndex, "noduplicate", 0);
	LLVMBuildUnreachable (emitter->builder);
	return clause->resume;
}

static void
emit_end (Emitter *emitter, const End *end)
{
	Module *module = emitter->module;
	ClauseState *clause = &emitter->exceptions->clauses [end->clause];
	LLVMBasicBlockRef resume = emit_resume (emitter, end->clause);

	LLVMPositionBuilderAtEnd (emitter->builder, end->block);
	LLVMValueRef selector = LLVMBuildLoad2 (emitter->builder, module->i32, clause->selector, "");
	LLVMBuildStore (emitter->builder, constant_int32 (module, NOT_ENTERED), clause->selector);
	/* Malformed code falls or branches into the handler: nobody says where it goes on. */
	LLVMBasicBlockRef nowhere = emit_invalid_target (emitter);
	LLVMValueRef choice = LLVMBuildSwitch (emitter->builder, selector, nowhere, clause->continuation_count + 1);
	LLVMAddCase (choice, LLVMConstInt (module->i32, UNWINDING, 0), resume);
	for (Continuation *continuation = clause->continuations; continuation; continuation = continuation->next)
		LLVMAddCase (choice, LLVMConstInt (module->i32, continuation->selector, 0), continuation->block);
}

void
exceptions_end_method (Emitter *emitter)
{
	if (!emitter->exceptions)
		return;
	for (End *end = emitter->exceptions->ends; end; end = end->next)
		emit_end (emitter, end);
	/* What pads do runs outside of their own regions; no new pad can come up any more. */
	emitter->landing = NULL;
	for (Pad *pad = emitter->exceptions->pads; pad; pad = pad->next)
		emit_pad (emitter, pad);
}
