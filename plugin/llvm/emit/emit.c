/* SPDX-License-Identifier: MIT
 *
 * Operations to LLVM IR: the table of who emits what, and the frame of a function. The families of operations have their
 * own files. */
#include "families.h"

#include <stdio.h>

#include "../../executor/executor.h"

static const EmitFunction emit_functions [OPERATION_COUNT] = {
#define OPERATION(enumerator, name, payload, flags, family, meaning) emit_##family,
#include "../../executor/operation.def"
#undef OPERATION
};

/* ---- Operations ---- */

static void
begin_blocks (Emitter *emitter, const Operations *operations)
{
	Module *module = emitter->module;

	emitter->blocks = arena_array (emitter->compilation->arena, LLVMBasicBlockRef, operations->block_count);
	filters_begin_method (emitter);
	for (uint32_t i = 0; i < operations->block_count; i++) {
		const Block *block = operations->blocks [i];
		char name [32];

		snprintf (name, sizeof name, "IL_%04x", block->il_offset);
		emitter->blocks [i] = LLVMAppendBasicBlockInContext (module->context,
			filters_function_at (emitter, block->il_offset), module->names ? name : "");
		module->has_loops |= block->is_loop_header;
	}
	LLVMBuildBr (emitter->builder, emit_block (emitter, operations->entry));
	exceptions_begin_method (emitter, operations->blocks, operations->block_count);
}

static int
emit_operation (Emitter *emitter, const Operation *operation)
{
	emitter->il_offset = operation->il_offset;
	locations_set (emitter, operation->il_offset);
	return emit_functions [operation->code](emitter, operation);
}

static int
emit_operations (Emitter *emitter, const Block *block)
{
	filters_enter (emitter, block->il_offset, emit_block (emitter, block));
	LLVMPositionBuilderAtEnd (emitter->builder, emit_block (emitter, block));
	locations_set (emitter, block->il_offset);
	exceptions_begin_block (emitter, block);
	for (const Operation *operation = block->operations; operation; operation = operation->next)
		if (!emit_operation (emitter, operation))
			return 0;
	return 1;
}

static int
emit_blocks (Emitter *emitter, const Body *body)
{
	const Operations *operations = &body->operations;

	begin_blocks (emitter, operations);
	for (uint32_t i = 0; i < operations->block_count; i++)
		if (!emit_operations (emitter, operations->blocks [i]))
			return 0;
	if (!operations->is_whole)
		return executor_fail (emitter->compilation, body);
	filters_end_method (emitter);
	exceptions_end_method (emitter);
	calls_end_method (emitter);
	return 1;
}

/* ---- The frame ---- */

/* A small integer whose address may be taken. Malformed code reads more there than belongs to it, and finds in Mono's
 * frame the word in which it came. */
static int
shows_word (const Emitter *emitter, LLVMValueRef value, TypeKind kind)
{
	Module *module = emitter->module;

	return emitter->gives_addresses && like_mini (emitter->compilation, LIKE_ARGUMENT_WORDS) &&
		LLVMTypeOf (value) == module->i64 && !is_value (kind) && type_on_stack (module, kind) == module->i32;
}

static int
make_arguments (Emitter *emitter)
{
	LoweredSignature *lowered = &emitter->signature;
	LLVMBuilderRef builder = emitter->builder;

	emitter->arguments = arena_array (emitter->compilation->arena, StackVariable, lowered->argument_count + 1);
	for (uint32_t i = 0; i < lowered->argument_count; i++) {
		StackVariable *variable = &emitter->arguments [i];

		variable->storage = lowered->arguments [i].storage;
		variable->address = emit_variable_memory (emitter, variable->storage, "argument");
	}
	for (uint32_t i = 0; i < lowered->parameter_count; i++) {
		const Parameter *parameter = &lowered->parameters [i];
		LLVMValueRef value = LLVMGetParam (emitter->function, i);

		if (parameter->role == PARAMETER_RESULT_BUFFER) {
			emitter->result_buffer = emit_as_pointer (emitter, value);
		} else if (parameter->role == PARAMETER_COOKIE) {
			emitter->argument_list = value;
		} else if (parameter->in_memory) {
			/* The caller's copy is ours already. */
			emitter->arguments [parameter->argument].address = value;
		} else if (parameter->role == PARAMETER_ARGUMENT) {
			StackVariable *variable = &emitter->arguments [parameter->argument];

			if (shows_word (emitter, value, variable->storage.kind))
				variable->address = LLVMBuildAlloca (emitter->entry_builder, emitter->module->i64, "");
			else if (!is_value (variable->storage.kind))
				value = emit_narrow (emitter, emit_from_word (emitter, value, variable->storage.kind),
					variable->storage.kind);
			LLVMBuildStore (builder, value, emit_offset (emitter, variable->address, parameter->offset));
		}
	}
	return 1;
}

/* All locals start as zeros, whatever the header says: method-to-ir.c, mono_method_to_ir forces init_locals. */
static int
make_locals (Emitter *emitter)
{
	const MethodBody *body = &emitter->source->body;

	/* A method that goes back to its beginning starts with new locals: emit-tail-calls.c. */
	emitter->first_block = emit_new_block (emitter, "locals");
	LLVMBuildBr (emitter->builder, emitter->first_block);
	LLVMPositionBuilderAtEnd (emitter->builder, emitter->first_block);
	emitter->locals = arena_array (emitter->compilation->arena, StackVariable, body->local_count + 1);
	for (uint32_t i = 0; i < body->local_count; i++) {
		StackVariable *variable = &emitter->locals [i];

		if (!storage_of_type (emitter->module, body->locals [i], &variable->storage, NULL))
			return emit_runtime_failed (emitter);
		variable->address = emit_variable_memory (emitter, variable->storage, "local");
		variable->is_pinned = body->local_is_pinned [i];
		if (is_value (variable->storage.kind))
			emit_zero (emitter, variable->address, storage_size (emitter->module, variable->storage), 8);
		else
			LLVMBuildStore (emitter->builder, LLVMConstNull (type_in_memory (emitter->module, variable->storage.kind)),
				variable->address);
	}
	return 1;
}

int
emit_body (Module *module, Compilation *compilation, const Body *body, LLVMValueRef function,
	const LoweredSignature *lowered, uint32_t inline_depth)
{
	Emitter emitter = {
		.module = module,
		.compilation = compilation,
		.source = body->source,
		.function = function,
		.signature = *lowered,
		.inline_depth = inline_depth,
		.can_jump = !inline_depth && module->can_jump,
		.gives_addresses = module->gives_addresses,
		.builder = LLVMCreateBuilderInContext (module->context),
		.entry_builder = LLVMCreateBuilderInContext (module->context),
	};
	/* Allocas go into a block of their own, before whatever uses them, also when they turn out to be needed later. */
	LLVMBasicBlockRef entry = emit_new_block (&emitter, "entry");
	LLVMBasicBlockRef code = emit_new_block (&emitter, "body");

	LLVMPositionBuilderAtEnd (emitter.entry_builder, entry);
	LLVMValueRef end = LLVMBuildBr (emitter.entry_builder, code);
	LLVMPositionBuilderBefore (emitter.entry_builder, end);
	LLVMPositionBuilderAtEnd (emitter.builder, code);
	if (!inline_depth)
		locations_begin (&emitter);
	locations_set (&emitter, 0);
	int done = (module->is_entry && !inline_depth ? emit_entry_variables (&emitter)
												  : make_arguments (&emitter) && make_locals (&emitter)) &&
		emit_blocks (&emitter, body);
	if (!inline_depth)
		locations_end (module);
	LLVMDisposeBuilder (emitter.builder);
	LLVMDisposeBuilder (emitter.entry_builder);
	return done;
}
