/* SPDX-License-Identifier: MIT
 *
 * Exception filters: ECMA-335 I.12.4.2.5 and III.3.34. The runtime calls a filter while it looks for a handler, on top of
 * the stack of whoever threw, with RBP as the frame that has the filter left it and the exception in RAX
 * (mini/mini-exceptions.c:mono_handle_exception_internal, exceptions-amd64.c:mono_arch_get_call_filter).
 *
 * So a filter is a function of its own, which gets both as arguments from a naked one, and finds the variables of the frame
 * through llvm.localrecover; they live in memory all the time. The frame needs RBP for itself, and no realignment, after
 * which LLVM would find variables from another register. */
#include <stdio.h>
#include <string.h>

#include "emitter.h"
#include "native.h"

/* A function's share of an Emitter. */
typedef struct Filter {
	LLVMValueRef function;            /* NULL: the clause has no filter */
	LLVMBuilderRef entry_builder;     /* before the end of the entry block */
	Variable *arguments, *locals;
	Variable *slots;
	uint32_t slot_capacity;
} Filter;

static uint32_t
clause_count (const Emitter *emitter)
{
	return emitter->source->body.clause_count;
}

/* Which filter the code at OFFSET belongs to; the number of clauses for the method itself. */
static uint32_t
filter_index_at (const Emitter *emitter, uint32_t offset)
{
	for (uint32_t i = 0; i < clause_count (emitter); i++) {
		const ExceptionClause *clause = &emitter->source->body.clauses [i];

		/* A filter ends where its handler starts: ECMA-335 II.19.4. */
		if (clause->kind == CLAUSE_FILTER && offset >= clause->filter_offset && offset < clause->handler_offset)
			return i;
	}
	return clause_count (emitter);
}

static Filter
take_share (const Emitter *emitter)
{
	return (Filter) {
		emitter->function, emitter->entry_builder, emitter->arguments, emitter->locals, emitter->slots,
		emitter->slot_capacity,
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
}

static void
set_attribute (Module *module, LLVMValueRef function, const char *name, const char *value)
{
	LLVMAddAttributeAtIndex (function, LLVMAttributeFunctionIndex,
		LLVMCreateStringAttribute (module->context, name, (unsigned) strlen (name), value, (unsigned) strlen (value)));
}

/* Variables that came in memory are moved into an alloca: only those can be recovered. */
static void
own_variable (Emitter *emitter, Variable *variable)
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
	LLVMValueRef *addresses = arena_array (emitter->compilation->arena, LLVMValueRef, arguments + locals + 1);

	for (uint32_t i = 0; i < arguments; i++) {
		own_variable (emitter, &emitter->arguments [i]);
		addresses [i] = emitter->arguments [i].address;
	}
	for (uint32_t i = 0; i < locals; i++)
		addresses [arguments + i] = emitter->locals [i].address;
	unsigned identifier = LLVMLookupIntrinsicID ("llvm.localescape", strlen ("llvm.localescape"));
	LLVMValueRef escape = LLVMGetIntrinsicDeclaration (module->module, identifier, NULL, 0);
	LLVMBuildCall2 (emitter->entry_builder, LLVMIntrinsicGetType (module->context, identifier, NULL, 0), escape, addresses,
		arguments + locals, "");
	set_attribute (module, emitter->function, "frame-pointer", "all");
	set_attribute (module, emitter->function, "no-realign-stack", "");
}

static Variable *
recover_variables (Emitter *emitter, LLVMBuilderRef builder, LLVMValueRef frame, const Variable *variables,
	uint32_t count, uint32_t first)
{
	Module *module = emitter->module;
	Variable *recovered = arena_array (emitter->compilation->arena, Variable, count + 1);
	unsigned identifier = LLVMLookupIntrinsicID ("llvm.localrecover", strlen ("llvm.localrecover"));
	LLVMValueRef function = LLVMGetIntrinsicDeclaration (module->module, identifier, NULL, 0);
	LLVMTypeRef type = LLVMIntrinsicGetType (module->context, identifier, NULL, 0);

	for (uint32_t i = 0; i < count; i++) {
		LLVMValueRef arguments [] = { module->function, frame, constant_int32 (module, (int32_t) (first + i)) };

		recovered [i].storage = variables [i].storage;
		recovered [i].address = LLVMBuildCall2 (builder, type, function, arguments, 3, "");
	}
	return recovered;
}

/* The function the runtime calls: hands what it finds in registers on as arguments. It is called with the stack pointer
 * aligned as in the middle of a function, not as on entry to one (mono_arch_get_call_filter). */
static void
make_entry (Emitter *emitter, uint32_t index, LLVMValueRef filter)
{
	static const char code [] = "movq %rbp, %rdi\n\tmovq %rax, %rsi\n\tcall ${0:P}\n\tret";
	Module *module = emitter->module;
	char name [40];

	snprintf (name, sizeof name, FILTER_ENTRY_PREFIX "%u", index);
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

static void
make_filter (Emitter *emitter, uint32_t index)
{
	Module *module = emitter->module;
	Filter *filter = &emitter->filters [index];
	LLVMTypeRef types [] = { module->ptr, module->ptr };
	const char *name = arena_format (emitter->compilation->arena, "filter %u", index);
	uint32_t arguments = emitter->signature.argument_count;

	filter->function = LLVMAddFunction (module->module, name, LLVMFunctionType (module->i32, types, 2, 0));
	target_prepare_function (filter->function);
	add_function_attribute (module, filter->function, (unsigned) LLVMAttributeFunctionIndex, "noinline", 0);
	filter->entry_builder = LLVMCreateBuilderInContext (module->context);
	LLVMPositionBuilderAtEnd (filter->entry_builder,
		LLVMAppendBasicBlockInContext (module->context, filter->function, "entry"));
	LLVMValueRef frame = LLVMGetParam (filter->function, 0);
	filter->arguments = recover_variables (emitter, filter->entry_builder, frame, emitter->arguments, arguments, 0);
	filter->locals = recover_variables (emitter, filter->entry_builder, frame, emitter->locals,
		emitter->source->body.local_count, arguments);
	make_entry (emitter, index, filter->function);
}

void
filters_begin_method (Emitter *emitter)
{
	uint32_t count = clause_count (emitter), found = 0;

	for (uint32_t i = 0; i < count; i++)
		found += emitter->source->body.clauses [i].kind == CLAUSE_FILTER;
	if (!found)
		return;
	escape_variables (emitter);
	emitter->filters = arena_array (emitter->compilation->arena, Filter, count + 1);
	emitter->filters [count] = take_share (emitter);
	emitter->current_filter = count;
	for (uint32_t i = 0; i < count; i++)
		if (emitter->source->body.clauses [i].kind == CLAUSE_FILTER)
			make_filter (emitter, i);
}

void
filters_end_method (Emitter *emitter)
{
	if (!emitter->filters)
		return;
	filters_enter (emitter, emitter->source->body.code_size, NULL);
	for (uint32_t i = 0; i < clause_count (emitter); i++)
		if (emitter->filters [i].function)
			LLVMDisposeBuilder (emitter->filters [i].entry_builder);
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

/* ECMA-335 III.1.7.5 forbids it, and mini lets it through. */
int
filters_check (Emitter *emitter, const Operation *operation)
{
	uint32_t from = filter_index_at (emitter, operation->il_offset);
	int stays = operation->code != OPERATION_RETURN || from == clause_count (emitter);

	for (uint32_t i = 0; i < operation->target_count; i++)
		stays &= filter_index_at (emitter, operation->targets [i]->il_offset) == from;
	return stays || decline (emitter->compilation, DECLINE_INSTRUCTION, emitter->il_offset,
		"control enters or leaves an exception filter");
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
