/* SPDX-License-Identifier: MIT
 *
 * Exception filters: ECMA-335 I.12.4.2.5 and III.3.34. The runtime calls a filter while it looks for a handler, on top of
 * the stack of whoever threw, with RBP as the frame that has the filter left it and the exception in RAX
 * (mini/mini-exceptions.c:mono_handle_exception_internal, exceptions-amd64.c:mono_arch_get_call_filter).
 *
 * So a filter is a function of its own, which gets both as arguments from a naked one, and finds the variables of the frame
 * through llvm.localrecover; they live in memory all the time. The frame needs RBP for itself, and no realignment, after
 * which LLVM would find variables from another register. */

#include "../../executor/flow.h"
#include "families.h"
#include "../native/native.h"

/* A function's share of an Emitter. */
typedef struct Filter {
	LLVMValueRef function;        /* NULL: the clause has no filter */
	LLVMBuilderRef entry_builder; /* before the end of the entry block */
	StackVariable *arguments, *locals;
	StackVariable *slots;
	uint32_t slot_capacity;
	LLVMMetadataRef subprogram; /* its locations */
} Filter;

/* How control leaves a filter other than by its end. ECMA-335 III.3.34 forbids that, and what Mono's compiler makes of it
 * goes on in the method: so the filter handles the exception, and its handler starts with a jump. */
typedef struct FilterExit {
	struct FilterExit *next;
	uint32_t selector; /* from 1 on; 0 is the handler itself */
	LLVMBasicBlockRef block;
} FilterExit;

typedef struct FilterExits {
	LLVMValueRef selector;  /* alloca in the method; NULL without a filter */
	LLVMValueRef recovered; /* the same, in the filter */
	FilterExit *first;
	uint32_t count;
} FilterExits;

static uint32_t
clause_count (const Emitter *emitter)
{
	return emitter->source->body.clause_count;
}

static uint32_t
filter_index_at (const Emitter *emitter, uint32_t offset)
{
	return flow_filter_at (&emitter->source->body, offset);
}

static Filter
take_share (const Emitter *emitter)
{
	return (Filter) {
		emitter->function,
		emitter->entry_builder,
		emitter->arguments,
		emitter->locals,
		emitter->slots,
		emitter->slot_capacity,
		emitter->subprogram,
	};
}

static void
give_share (Emitter *emitter, const Filter *filter)
{
	emitter->function = filter->function;
	emitter->entry_builder = filter->entry_builder;
	emitter->arguments = filter->arguments;
	emitter->locals = filter->locals;
	emitter->slots = filter->slots;
	emitter->slot_capacity = filter->slot_capacity;
	emitter->subprogram = filter->subprogram;
}

/* Variables that came in memory are moved into an alloca: only those can be recovered. */
static void
own_variable (Emitter *emitter, StackVariable *variable)
{
	if (LLVMIsAAllocaInst (variable->address))
		return;
	LLVMValueRef memory = emit_variable_memory (emitter, variable->storage, "argument");
	emit_copy (emitter, memory, variable->address, storage_size (emitter->module, variable->storage), 8);
	variable->address = memory;
}

static void
escape_variables (Emitter *emitter)
{
	Module *module = emitter->module;
	uint32_t arguments = emitter->signature.argument_count, locals = emitter->source->body.local_count;
	uint32_t count = arguments + locals;
	LLVMValueRef *addresses = arena_array (emitter->compilation->arena, LLVMValueRef, count + clause_count (emitter));

	for (uint32_t i = 0; i < arguments; i++) {
		own_variable (emitter, &emitter->arguments [i]);
		addresses [i] = emitter->arguments [i].address;
	}
	for (uint32_t i = 0; i < locals; i++)
		addresses [arguments + i] = emitter->locals [i].address;
	for (uint32_t i = 0; i < clause_count (emitter); i++)
		if (emitter->filter_exits [i].selector)
			addresses [count++] = emitter->filter_exits [i].selector;
	build_intrinsic_call (module, emitter->entry_builder, "llvm.localescape", NULL, 0, addresses, count);
	add_string_attribute (module, emitter->function, "frame-pointer", "all");
	add_string_attribute (module, emitter->function, "no-realign-stack", "");
}

/* The address of variable NUMBER of those that were escaped. */
static LLVMValueRef
recover_address (Emitter *emitter, LLVMBuilderRef builder, LLVMValueRef frame, uint32_t number)
{
	Module *module = emitter->module;
	LLVMValueRef arguments [] = { module->function, frame, constant_int32 (module, (int32_t) number) };

	return build_intrinsic_call (module, builder, "llvm.localrecover", NULL, 0, arguments, 3);
}

static StackVariable *
recover_variables (Emitter *emitter, LLVMBuilderRef builder, LLVMValueRef frame, const StackVariable *variables,
	uint32_t count, uint32_t first)
{
	StackVariable *recovered = arena_array (emitter->compilation->arena, StackVariable, count + 1);

	for (uint32_t i = 0; i < count; i++) {
		recovered [i].storage = variables [i].storage;
		recovered [i].address = recover_address (emitter, builder, frame, first + i);
	}
	return recovered;
}

/* The function the runtime calls: hands what it finds in registers on as arguments. It is called with the stack pointer
 * aligned as in the middle of a function, not as on entry to one (mono_arch_get_call_filter). The jump at the end is how
 * an exception from the filter gets to a handler of the method (NativeClause). */
static void
make_entry (Emitter *emitter, uint32_t index, LLVMValueRef filter)
{
	static const char code [] = "movq %rbp, %rdi\n\tmovq %rax, %rsi\n\tcall ${0:P}\n\tret\n\tjmp *%rcx";
	Module *module = emitter->module;
	const char *name = symbols_mark (module->symbols, SYMBOL_FILTER_ENTRY, index, NULL);
	LLVMValueRef entry = LLVMAddFunction (module->module, name, LLVMFunctionType (module->void_type, NULL, 0, 0));
	LLVMBuilderRef builder = LLVMCreateBuilderInContext (module->context);
	LLVMTypeRef type = LLVMFunctionType (module->void_type, &module->ptr, 1, 0);
	LLVMValueRef jump = LLVMGetInlineAsm (type, code, sizeof code - 1, "s", 1, 1, 0, LLVMInlineAsmDialectATT, 0);

	add_function_attribute (module, entry, (unsigned) LLVMAttributeFunctionIndex, "naked", 0);
	add_function_attribute (module, entry, (unsigned) LLVMAttributeFunctionIndex, "noinline", 0);
	add_function_attribute (module, entry, (unsigned) LLVMAttributeFunctionIndex, "uwtable", 1);
	LLVMPositionBuilderAtEnd (builder, LLVMAppendBasicBlockInContext (module->context, entry, ""));
	LLVMBuildCall2 (builder, type, jump, &filter, 1, "");
	LLVMBuildUnreachable (builder);
	LLVMDisposeBuilder (builder);
}

/* NUMBER: of filters before. */
static void
make_filter (Emitter *emitter, uint32_t index, uint32_t number)
{
	Module *module = emitter->module;
	Filter *filter = &emitter->filters [index];
	LLVMTypeRef types [] = { module->ptr, module->ptr };
	const char *name = symbols_mark (module->symbols, SYMBOL_FILTER, index, NULL);
	uint32_t arguments = emitter->signature.argument_count, locals = emitter->source->body.local_count;

	filter->function = LLVMAddFunction (module->module, name, LLVMFunctionType (module->i32, types, 2, 0));
	target_prepare_function (filter->function);
	add_function_attribute (module, filter->function, (unsigned) LLVMAttributeFunctionIndex, "noinline", 0);
	filter->subprogram = locations_add_function (module, filter->function);
	filter->entry_builder = LLVMCreateBuilderInContext (module->context);
	LLVMPositionBuilderAtEnd (filter->entry_builder,
		LLVMAppendBasicBlockInContext (module->context, filter->function, "entry"));
	LLVMValueRef frame = LLVMGetParam (filter->function, 0);
	filter->arguments = recover_variables (emitter, filter->entry_builder, frame, emitter->arguments, arguments, 0);
	filter->locals = recover_variables (emitter, filter->entry_builder, frame, emitter->locals, locals, arguments);
	emitter->filter_exits [index].recovered = recover_address (emitter, filter->entry_builder, frame,
		arguments + locals + number);
	make_entry (emitter, index, filter->function);
}

static int
has_filter (const Emitter *emitter, uint32_t index)
{
	return emitter->source->body.clauses [index].kind == CLAUSE_FILTER;
}

static uint32_t
make_exits (Emitter *emitter)
{
	Module *module = emitter->module;
	uint32_t found = 0;

	emitter->filter_exits = arena_array (emitter->compilation->arena, FilterExits, clause_count (emitter) + 1);
	for (uint32_t i = 0; i < clause_count (emitter); i++) {
		if (!has_filter (emitter, i))
			continue;
		emitter->filter_exits [i].selector = LLVMBuildAlloca (emitter->entry_builder, module->i32, "");
		LLVMBuildStore (emitter->entry_builder, constant_int32 (module, 0), emitter->filter_exits [i].selector);
		found++;
	}
	return found;
}

void
filters_begin_method (Emitter *emitter)
{
	uint32_t count = clause_count (emitter), number = 0;

	if (!make_exits (emitter))
		return;
	escape_variables (emitter);
	emitter->filters = arena_array (emitter->compilation->arena, Filter, count + 1);
	emitter->filters [count] = take_share (emitter);
	emitter->current_filter = count;
	for (uint32_t i = 0; i < count; i++)
		if (has_filter (emitter, i))
			make_filter (emitter, i, number++);
}

/* A filter that starts in the middle of an instruction has no first block. It says no. */
static void
end_filter (Emitter *emitter, Filter *filter)
{
	if (!LLVMGetBasicBlockTerminator (LLVMGetInsertBlock (filter->entry_builder)))
		LLVMBuildRet (filter->entry_builder, constant_int32 (emitter->module, 0));
	LLVMDisposeBuilder (filter->entry_builder);
}

void
filters_end_method (Emitter *emitter)
{
	if (!emitter->filters)
		return;
	filters_enter (emitter, emitter->source->body.code_size, NULL);
	for (uint32_t i = 0; i < clause_count (emitter); i++)
		if (emitter->filters [i].function)
			end_filter (emitter, &emitter->filters [i]);
}

LLVMValueRef
filters_function_at (Emitter *emitter, uint32_t offset)
{
	return emitter->filters ? emitter->filters [filter_index_at (emitter, offset)].function : emitter->function;
}

void
filters_enter (Emitter *emitter, uint32_t offset, LLVMBasicBlockRef block)
{
	if (!emitter->filters)
		return;
	uint32_t index = filter_index_at (emitter, offset);
	if (index != emitter->current_filter) {
		emitter->filters [emitter->current_filter] = take_share (emitter);
		give_share (emitter, &emitter->filters [index]);
		emitter->current_filter = index;
	}
	/* A filter's first block is known only now. */
	if (index < clause_count (emitter) && offset == emitter->source->body.clauses [index].filter_offset)
		LLVMPositionBuilderBefore (emitter->entry_builder, LLVMBuildBr (emitter->entry_builder, block));
}

LLVMValueRef
filters_exception_at (Emitter *emitter, uint32_t offset)
{
	uint32_t index = filter_index_at (emitter, offset);

	return index < clause_count (emitter) ? LLVMGetParam (emitter->filters [index].function, 1) : NULL;
}

int
emit_end_filter (Emitter *emitter, const Operation *operation)
{
	LLVMBuildRet (emitter->builder, emit_value (emitter, operation->operands [0]));
	return 1;
}

/* ---- Control that leaves a filter ---- */

static uint32_t
exit_selector (Emitter *emitter, FilterExits *exits, LLVMBasicBlockRef block)
{
	FilterExit *exit;

	for (exit = exits->first; exit; exit = exit->next)
		if (exit->block == block)
			return exit->selector;
	exit = arena_new (emitter->compilation->arena, FilterExit);
	*exit = (FilterExit) { exits->first, ++exits->count, block };
	exits->first = exit;
	return exit->selector;
}

/* Where a branch to BLOCK goes when it leaves the current filter; NULL when it does not. */
static LLVMBasicBlockRef
filters_exit_to (Emitter *emitter, const Block *block)
{
	Module *module = emitter->module;

	if (!emitter->filters || filter_index_at (emitter, block->il_offset) == emitter->current_filter)
		return NULL;
	FilterExits *exits = &emitter->filter_exits [emitter->current_filter];
	int is_handler = block->clause == (int32_t) emitter->current_filter;
	uint32_t selector = is_handler ? 0 : exit_selector (emitter, exits, emit_block (emitter, block));
	LLVMBasicBlockRef here = LLVMGetInsertBlock (emitter->builder), exit = emit_new_block (emitter, "exit");

	LLVMPositionBuilderAtEnd (emitter->builder, exit);
	LLVMBuildStore (emitter->builder, constant_int32 (module, (int32_t) selector), exits->recovered);
	LLVMBuildRet (emitter->builder, constant_int32 (module, 1));
	LLVMPositionBuilderAtEnd (emitter->builder, here);
	return exit;
}

void
filters_enter_handler (Emitter *emitter, uint32_t index)
{
	Module *module = emitter->module;
	FilterExits *exits = emitter->filters ? &emitter->filter_exits [index] : NULL;

	if (!exits || !exits->count)
		return;
	LLVMValueRef selector = LLVMBuildLoad2 (emitter->builder, module->i32, exits->selector, "");
	LLVMBuildStore (emitter->builder, constant_int32 (module, 0), exits->selector);
	LLVMBasicBlockRef handler = emit_new_block (emitter, "handler");
	LLVMValueRef choice = LLVMBuildSwitch (emitter->builder, selector, handler, exits->count);
	for (const FilterExit *exit = exits->first; exit; exit = exit->next)
		LLVMAddCase (choice, LLVMConstInt (module->i32, exit->selector, 0), exit->block);
	LLVMPositionBuilderAtEnd (emitter->builder, handler);
}

LLVMBasicBlockRef
emit_target (Emitter *emitter, const Block *block)
{
	if (block->is_invalid)
		return emit_invalid_target (emitter);
	LLVMBasicBlockRef exit = filters_exit_to (emitter, block);
	return exit ? exit : emit_block (emitter, block);
}
