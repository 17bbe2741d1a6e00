/* SPDX-License-Identifier: MIT
 *
 * The operation processor that writes LLVM IR: the table of who emits what, and the frame of a function. The families of
 * operations have their own files. */
#include "families.h"

#include <stdio.h>
#include <string.h>

#include "../../executor/frame-use.h"
#include "../native/native.h"

static int
emit_unknown (Emitter *emitter, const Operation *operation)
{
	return internal_error (emitter->compilation, emitter->il_offset, "there is no code for the operation %s",
		operation_table [operation->code].name);
}

static const EmitFunction emit_functions [OPERATION_COUNT] = {
	[OPERATION_CONSTANT_INT32] = emit_constant,
	[OPERATION_CONSTANT_INT64] = emit_constant,
	[OPERATION_CONSTANT_FLOAT32] = emit_constant,
	[OPERATION_CONSTANT_FLOAT64] = emit_constant,
	[OPERATION_NULL_REFERENCE] = emit_null,
	[OPERATION_STRING] = emit_string,
	[OPERATION_TOKEN] = emit_token,
	[OPERATION_ARGUMENT] = emit_read_variable,
	[OPERATION_ARGUMENT_ADDRESS] = emit_variable_address,
	[OPERATION_STORE_ARGUMENT] = emit_write_variable,
	[OPERATION_LOCAL] = emit_read_variable,
	[OPERATION_LOCAL_ADDRESS] = emit_variable_address,
	[OPERATION_STORE_LOCAL] = emit_write_variable,
	[OPERATION_RESERVE_ARGUMENT] = emit_reserve,
	[OPERATION_RESERVE_LOCAL] = emit_reserve,
	[OPERATION_SLOT] = emit_read_variable,
	[OPERATION_STORE_SLOT] = emit_write_variable,
	[OPERATION_ADD] = emit_binary,
	[OPERATION_SUB] = emit_binary,
	[OPERATION_MUL] = emit_binary,
	[OPERATION_DIV] = emit_division,
	[OPERATION_DIV_UN] = emit_division,
	[OPERATION_REM] = emit_division,
	[OPERATION_REM_UN] = emit_division,
	[OPERATION_AND] = emit_binary,
	[OPERATION_OR] = emit_binary,
	[OPERATION_XOR] = emit_binary,
	[OPERATION_SHL] = emit_shift,
	[OPERATION_SHR] = emit_shift,
	[OPERATION_SHR_UN] = emit_shift,
	[OPERATION_NEG] = emit_unary,
	[OPERATION_NOT] = emit_unary,
	[OPERATION_ADD_OVF] = emit_checked_binary,
	[OPERATION_ADD_OVF_UN] = emit_checked_binary,
	[OPERATION_SUB_OVF] = emit_checked_binary,
	[OPERATION_SUB_OVF_UN] = emit_checked_binary,
	[OPERATION_MUL_OVF] = emit_checked_binary,
	[OPERATION_MUL_OVF_UN] = emit_checked_binary,
	[OPERATION_CONVERT] = emit_convert,
	[OPERATION_REINTERPRET] = emit_reinterpret,
	[OPERATION_CHECK_FINITE] = emit_check_finite,
	[OPERATION_COMPARE] = emit_compare,
	[OPERATION_JUMP] = emit_branch_operation,
	[OPERATION_BRANCH] = emit_branch_operation,
	[OPERATION_BRANCH_COMPARE] = emit_branch_operation,
	[OPERATION_SWITCH] = emit_switch,
	[OPERATION_RETURN] = emit_return,
	[OPERATION_THROW] = emit_throw_operation,
	[OPERATION_CAUGHT_EXCEPTION] = emit_caught_exception,
	[OPERATION_RETHROW] = emit_rethrow,
	[OPERATION_LEAVE] = emit_leave,
	[OPERATION_END_FINALLY] = emit_end_finally,
	[OPERATION_END_FILTER] = emit_end_filter,
	[OPERATION_BREAKPOINT] = emit_breakpoint,
	[OPERATION_LOAD_INDIRECT] = emit_load_indirect,
	[OPERATION_STORE_INDIRECT] = emit_store_indirect,
	[OPERATION_INITIALIZE_OBJECT] = emit_initialize_object,
	[OPERATION_COPY_BLOCK] = emit_block_operation,
	[OPERATION_INITIALIZE_BLOCK] = emit_block_operation,
	[OPERATION_LOCAL_ALLOCATE] = emit_local_allocate,
	[OPERATION_SIZE_OF] = emit_size_of,
	[OPERATION_LOAD_FIELD] = emit_field,
	[OPERATION_FIELD_ADDRESS] = emit_field,
	[OPERATION_STORE_FIELD] = emit_field,
	[OPERATION_LOAD_STATIC] = emit_static_field,
	[OPERATION_STATIC_ADDRESS] = emit_static_field,
	[OPERATION_STORE_STATIC] = emit_static_field,
	[OPERATION_NEW_VECTOR] = emit_new_vector,
	[OPERATION_ARRAY_LENGTH] = emit_array_length,
	[OPERATION_LOAD_ELEMENT] = emit_load_element,
	[OPERATION_ELEMENT_ADDRESS] = emit_element_address,
	[OPERATION_STORE_ELEMENT] = emit_store_element,
	[OPERATION_NEW_OBJECT] = emit_new_object,
	[OPERATION_BOX] = emit_box_operation,
	[OPERATION_UNBOX] = emit_unbox,
	[OPERATION_UNBOX_ANY] = emit_unbox_any,
	[OPERATION_CAST_CLASS] = emit_cast,
	[OPERATION_IS_INSTANCE] = emit_cast,
	[OPERATION_CALL] = emit_call,
	[OPERATION_CALL_INDIRECT] = emit_call_indirect,
	[OPERATION_FUNCTION_ADDRESS] = emit_function_address,
	[OPERATION_VIRTUAL_FUNCTION_ADDRESS] = emit_function_address,
	[OPERATION_MAKE_TYPED_REFERENCE] = emit_typed_reference,
	[OPERATION_TYPED_REFERENCE_VALUE] = emit_typed_reference,
	[OPERATION_TYPED_REFERENCE_TYPE] = emit_typed_reference,
	[OPERATION_ARGUMENT_LIST] = emit_argument_list,
	[OPERATION_JUMP_METHOD] = emit_jump_method,
	[OPERATION_INACCESSIBLE] = emit_call_failure,
	[OPERATION_ABSTRACT_CALL] = emit_call_failure,
	[OPERATION_CALL_RUNTIME] = emit_call_runtime,
	[OPERATION_DELEGATE_FUNCTION] = emit_delegate_function,
	[OPERATION_INTERRUPTION_WORD] = emit_interruption_word,
	[OPERATION_THROW_AGAIN] = emit_throw_again,
};

/* ---- The processor ---- */

static int
begin_method (OperationProcessor *processor, Block *const *blocks, uint32_t block_count)
{
	Emitter *emitter = (Emitter *) processor;

	filters_begin_method (emitter);
	for (uint32_t i = 0; i < block_count; i++) {
		char name [32];

		snprintf (name, sizeof name, "IL_%04x", blocks [i]->il_offset);
		blocks [i]->processor_data = LLVMAppendBasicBlockInContext (emitter->module->context,
			filters_function_at (emitter, blocks [i]->il_offset), emitter->module->names ? name : "");
		emitter->module->has_loops |= blocks [i]->is_loop_header;
	}
	LLVMBuildBr (emitter->builder, blocks [0]->processor_data);
	exceptions_begin_method (emitter, blocks, block_count);
	return 1;
}

static int
begin_block (OperationProcessor *processor, Block *block)
{
	Emitter *emitter = (Emitter *) processor;

	filters_enter (emitter, block->il_offset, block->processor_data);
	LLVMPositionBuilderAtEnd (emitter->builder, block->processor_data);
	locations_set (emitter, block->il_offset);
	exceptions_begin_block (emitter, block);
	return 1;
}

static int
process (OperationProcessor *processor, const Operation *operation)
{
	Emitter *emitter = (Emitter *) processor;
	EmitFunction function = emit_functions [operation->code];

	emitter->il_offset = operation->il_offset;
	locations_set (emitter, operation->il_offset);
	return (function ? function : emit_unknown) (emitter, operation);
}

static int
end_method (OperationProcessor *processor)
{
	filters_end_method ((Emitter *) processor);
	exceptions_end_method ((Emitter *) processor);
	return 1;
}

/* ---- The frame ---- */

/* A small integer whose address may be taken. Malformed code reads more there than belongs to it, and finds in Mono's
 * frame the word in which it came. */
static int
shows_word (const Emitter *emitter, LLVMValueRef value, TypeKind kind)
{
	Module *module = emitter->module;

	return emitter->gives_addresses && LLVMTypeOf (value) == module->i64 && !is_value (kind) &&
		type_on_stack (module, kind) == module->i32;
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
emit_body (Module *module, Compilation *compilation, const MethodSource *source, LLVMValueRef function,
	const LoweredSignature *lowered, uint32_t inline_depth)
{
	Emitter emitter = {
		.processor = { begin_method, begin_block, process, end_method },
		.module = module,
		.compilation = compilation,
		.source = source,
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
	LLVMBasicBlockRef body = emit_new_block (&emitter, "body");

	LLVMPositionBuilderAtEnd (emitter.entry_builder, entry);
	LLVMValueRef end = LLVMBuildBr (emitter.entry_builder, body);
	LLVMPositionBuilderBefore (emitter.entry_builder, end);
	LLVMPositionBuilderAtEnd (emitter.builder, body);
	if (!inline_depth)
		locations_begin (&emitter);
	locations_set (&emitter, 0);
	int done = make_arguments (&emitter) && make_locals (&emitter) &&
		executor_run (compilation, source, &emitter.processor);
	if (!inline_depth)
		locations_end (module);
	LLVMDisposeBuilder (emitter.builder);
	LLVMDisposeBuilder (emitter.entry_builder);
	return done;
}
