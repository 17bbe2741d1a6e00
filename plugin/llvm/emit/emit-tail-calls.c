/* SPDX-License-Identifier: MIT
 *
 * Calls that leave no frame behind: `tail.` and `jmp`, ECMA-335 III.2.4 and III.3.37.
 *
 * LLVM promises a jump instead of a call only for `musttail`, between functions of equal type. So a method with such
 * instructions gets a type that spells out the convention: a parameter for each register that can carry an argument and
 * for each word of its stack arguments. Any method whose arguments fit into these can be called as a function of that
 * type. Everything else ignores what is in registers it does not use. */
#include "families.h"

/* The parameters of such a function, in this order: the hidden argument, integer registers, float registers, words on the
 * stack. */
enum { INTEGER_REGISTERS = 6, FLOAT_REGISTERS = 8, XMM0 = 17 };
enum {
	FIRST_INTEGER = 1,
	FIRST_FLOAT = FIRST_INTEGER + INTEGER_REGISTERS,
	FIRST_STACK = FIRST_FLOAT + FLOAT_REGISTERS
};

/* DWARF numbers in the order in which arguments take them: System V AMD64 psABI, 3.2.3. */
static const uint8_t integer_registers [INTEGER_REGISTERS] = { 5, 4, 1, 2, 8, 9 };

static uint32_t
integer_parameter (uint8_t number)
{
	uint32_t i = 0;

	while (integer_registers [i] != number)
		i++;
	return FIRST_INTEGER + i;
}

uint32_t
first_integer_parameter (void)
{
	return FIRST_INTEGER;
}

static uint32_t
word_count (const NativeLocation *location)
{
	if (location->kind == LOCATION_STACK)
		return location->size <= 8 ? 1 : (location->size + 7) / 8;
	return location->register_count;
}

/* The parameter for word WORD of what travels at LOCATION. */
static uint32_t
word_parameter (const NativeLocation *location, uint32_t word)
{
	switch (location->kind) {
	case LOCATION_STACK:
		return FIRST_STACK + location->stack_offset / 8 + word;
	case LOCATION_FLOAT_REGISTER:
		return FIRST_FLOAT + location->registers [word] - XMM0;
	default:
		return integer_parameter (location->registers [word]);
	}
}

static LLVMTypeRef
parameter_type (Module *module, uint32_t index)
{
	if (index < FIRST_INTEGER)
		return module->ptr;
	return index >= FIRST_FLOAT && index < FIRST_STACK ? module->f64 : module->i64;
}

void
signature_spell_out (Module *module, const LoweredSignature *lowered, LoweredSignature *frame)
{
	Arena *arena = module->compilation->arena;
	const NativeSignature *native = &lowered->native;
	uint32_t count = FIRST_STACK + (native->stack_size + 7) / 8;
	LLVMTypeRef *types = arena_array (arena, LLVMTypeRef, count);
	LLVMTypeRef result = LLVMGetReturnType (lowered->type);

	*frame = *lowered;
	frame->parameter_count = count;
	frame->parameters = arena_array (arena, Parameter, count);
	for (uint32_t i = 0; i < count; i++) {
		types [i] = parameter_type (module, i);
		frame->parameters [i] = (Parameter) { PARAMETER_UNUSED, 0, 0, 0, types [i] };
	}
	frame->parameters [0].role = PARAMETER_HIDDEN;
	for (uint32_t i = 0; i < native->argument_count; i++)
		for (uint32_t word = 0; word < word_count (&native->arguments [i]); word++) {
			Parameter *parameter = &frame->parameters [word_parameter (&native->arguments [i], word)];

			*parameter = (Parameter) { PARAMETER_ARGUMENT, i, word * 8, 0, parameter->type };
		}
	if (native->result.kind == LOCATION_BUFFER)
		frame->parameters [word_parameter (&native->result_buffer, 0)].role = PARAMETER_RESULT_BUFFER;
	if (result == module->ptr)
		result = module->i64;
	frame->type = LLVMFunctionType (result, types, count, 0);
}

/* ---- Between values and words ---- */

LLVMValueRef
emit_from_word (Emitter *emitter, LLVMValueRef word, TypeKind kind)
{
	Module *module = emitter->module;
	LLVMBuilderRef builder = emitter->builder;
	LLVMTypeRef type = type_on_stack (module, kind);

	if (LLVMTypeOf (word) == type)
		return word;
	word = LLVMBuildBitCast (builder, word, module->i64, "");
	if (type == module->ptr)
		return LLVMBuildIntToPtr (builder, word, type, "");
	if (type == module->f64)
		return LLVMBuildBitCast (builder, word, type, "");
	word = LLVMBuildTrunc (builder, word, module->i32, "");
	return type == module->f32 ? LLVMBuildBitCast (builder, word, type, "") : word;
}

LLVMValueRef
emit_to_word (Emitter *emitter, LLVMValueRef value, LLVMTypeRef type)
{
	Module *module = emitter->module;
	LLVMBuilderRef builder = emitter->builder;

	if (LLVMTypeOf (value) == type)
		return value;
	if (LLVMTypeOf (value) == module->ptr)
		value = LLVMBuildPtrToInt (builder, value, module->i64, "");
	if (LLVMTypeOf (value) == module->f32)
		value = LLVMBuildZExt (builder, LLVMBuildBitCast (builder, value, module->i32, ""), module->i64, "");
	return LLVMBuildBitCast (builder, value, type, "");
}

/* ---- Which calls can be jumps ---- */

/* Whether CALLEE's arguments and result can take the place of EMITTER's own. */
static int
fits (Emitter *emitter, const LoweredSignature *callee)
{
	const LoweredSignature *own = &emitter->signature;
	const NativeSignature *native = &callee->native;

	if (!emitter->can_jump || native->cookie.kind != LOCATION_NONE || native->stack_size > own->native.stack_size)
		return 0;
	if (callee->result_location != own->result_location)
		return 0;
	if (callee->result.kind == own->result.kind)
		return !is_value (own->result.kind) || callee->result.klass == own->result.klass;
	/* Different, but neither has to be cut to its size. */
	return callee->result_location == LOCATION_INTEGER_REGISTERS && !is_narrow (callee->result.kind) &&
		!is_narrow (own->result.kind) && !is_value (callee->result.kind) && !is_value (own->result.kind) &&
		type_on_stack (emitter->module, callee->result.kind) == type_on_stack (emitter->module, own->result.kind);
}

static int
is_in_protected_region (Emitter *emitter)
{
	const MethodBody *body = &emitter->source->body;

	for (uint32_t i = 0; i < body->clause_count; i++)
		if (emitter->il_offset >= body->clauses [i].try_offset &&
			emitter->il_offset - body->clauses [i].try_offset < body->clauses [i].try_length)
			return 1;
	return 0;
}

/* Whether an argument of CALLEE may point into this frame, as any pointer may. ECMA-335 III.2.4 forbids it. */
static int
may_use_frame (Emitter *emitter, const LoweredSignature *callee, int this_is_reference)
{
	if (!emitter->gives_addresses || !like_mini (emitter->compilation, LIKE_TAIL_CALLS))
		return 0;
	for (uint32_t i = this_is_reference ? 1 : 0; i < callee->argument_count; i++)
		switch (callee->arguments [i].storage.kind) {
		case TYPE_BYREF:
		case TYPE_POINTER:
		case TYPE_FUNCTION_POINTER:
		case TYPE_TYPED_REFERENCE:
			return 1;
		default:
			break;
		}
	return 0;
}

int
emit_can_jump (Emitter *emitter, const LoweredSignature *callee, int this_is_reference)
{
	return fits (emitter, callee) && !is_in_protected_region (emitter) &&
		!may_use_frame (emitter, callee, this_is_reference);
}

/* ---- The method itself ---- */

static int
passes_values (Emitter *emitter)
{
	for (uint32_t i = 0; i < emitter->signature.argument_count; i++)
		if (is_value (emitter->signature.arguments [i].storage.kind))
			return 1;
	return 0;
}

/* Of a method that calls itself, mini makes a loop (method-to-ir.c, "Tail recursion elimination"): the frame stays, so that
 * its addresses may be among the arguments. Not with another `this`, which may be a proxy. */
int
emit_can_loop (Emitter *emitter, const Operation *operation)
{
	const MethodSource *source = emitter->source;
	static const uint32_t others = METHOD_SYNCHRONIZED | METHOD_VARARG;

	return operation->flags & OPERATION_TAIL && !(operation->flags & OPERATION_VIRTUAL) && !operation->klass &&
		operation->method == source->method && !emitter->inline_depth && !(source->info.flags & others) &&
		(source->info.flags & METHOD_STATIC || operation->operands [0]->is_this) && !passes_values (emitter) &&
		!is_in_protected_region (emitter) && emitter->first_block &&
		LLVMGetBasicBlockParent (emitter->first_block) == emitter->function;
}

int
emit_loop (Emitter *emitter, const Operation *operation, LLVMValueRef *arguments)
{
	for (uint32_t i = 0; i < operation->operand_count; i++) {
		StackVariable *variable = &emitter->arguments [i];

		if (!emit_store (emitter, variable->address, arguments [i], variable->storage, ACCESS_STACK, 0, 0))
			return 0;
	}
	if (emitter->exceptions)
		emit_early_poll (emitter);
	LLVMBuildBr (emitter->builder, emitter->first_block);
	return 1;
}

/* ---- The jump ---- */

static LLVMValueRef
word_value (Emitter *emitter, const LoweredSignature *callee, uint32_t argument, uint32_t word, LLVMValueRef value)
{
	Module *module = emitter->module;
	TypeKind kind = callee->arguments [argument].storage.kind;

	if (is_value (kind))
		return LLVMBuildLoad2 (emitter->builder, module->i64, emit_offset (emitter, value, word * 8), "");
	return emit_extend (emitter, value, kind);
}

void
emit_jump (Emitter *emitter, const LoweredSignature *callee, LLVMValueRef code, LLVMValueRef hidden_argument,
	LLVMValueRef *arguments)
{
	Module *module = emitter->module;
	const NativeSignature *native = &callee->native;
	LLVMTypeRef type = emitter->signature.type;
	uint32_t count = emitter->signature.parameter_count;
	LLVMValueRef *values = arena_array (emitter->compilation->arena, LLVMValueRef, count);

	for (uint32_t i = 0; i < count; i++)
		values [i] = LLVMGetPoison (emitter->signature.parameters [i].type);
	if (hidden_argument)
		values [0] = hidden_argument;
	for (uint32_t i = 0; i < native->argument_count; i++)
		for (uint32_t word = 0; word < word_count (&native->arguments [i]); word++) {
			uint32_t index = word_parameter (&native->arguments [i], word);

			values [index] = emit_to_word (emitter, word_value (emitter, callee, i, word, arguments [i]),
				parameter_type (module, index));
		}
	if (native->result.kind == LOCATION_BUFFER) {
		uint32_t index = word_parameter (&native->result_buffer, 0);

		values [index] = emit_to_word (emitter, emitter->result_buffer, parameter_type (module, index));
	}
	LLVMValueRef call = LLVMBuildCall2 (emitter->builder, type, code, values, count, "");
	LLVMSetTailCallKind (call, LLVMTailCallKindMustTail);
	signature_add_attributes (module, &emitter->signature, NULL, call);
	if (LLVMTypeOf (call) == module->void_type)
		LLVMBuildRetVoid (emitter->builder);
	else
		LLVMBuildRet (emitter->builder, call);
}

LLVMValueRef
emit_after_jump (Emitter *emitter, const LoweredSignature *lowered)
{
	emitter->module->tail_jumps++;
	LLVMPositionBuilderAtEnd (emitter->builder, emit_new_block (emitter, "jumped"));
	if (lowered->result_location == LOCATION_NONE)
		return NULL;
	return LLVMGetPoison (type_on_stack (emitter->module, lowered->result.kind));
}

/* ---- jmp ---- */

static int
same_location (const NativeLocation *a, const NativeLocation *b)
{
	if (a->kind != b->kind || word_count (a) != word_count (b))
		return 0;
	for (uint32_t word = 0; word < word_count (a); word++)
		if (word_parameter (a, word) != word_parameter (b, word))
			return 0;
	return 1;
}

/* Whether CALLEE finds all its arguments where EMITTER's method found its own. */
static int
same_arguments (Emitter *emitter, const LoweredSignature *callee)
{
	const NativeSignature *own = &emitter->signature.native, *native = &callee->native;

	if (own->argument_count != native->argument_count)
		return 0;
	for (uint32_t i = 0; i < own->argument_count; i++)
		if (!same_location (&own->arguments [i], &native->arguments [i]))
			return 0;
	return 1;
}

int
emit_jump_method (Emitter *emitter, const Operation *operation)
{
	Module *module = emitter->module;
	IRuntimeInformation *runtime = module->runtime;
	const char *name = compilation_method_name (emitter->compilation, operation->method);
	LoweredSignature callee;
	CallTarget target = { .size = sizeof target };

	if (!runtime->get_call_target (runtime, emitter->source->method, operation->method, CALL_TAIL, &target) ||
		!signature_lower (module, target.signature, 0, &callee))
		return emit_call_failed (emitter, name);
	if (target.kind != CALL_THROUGH_CELL || !fits (emitter, &callee) || is_in_protected_region (emitter) ||
		!same_arguments (emitter, &callee))
		return reject_code (emitter->compilation, emitter->il_offset, "jmp to %s, which takes something else", name);

	LLVMValueRef *arguments = arena_array (emitter->compilation->arena, LLVMValueRef, callee.argument_count + 1);
	for (uint32_t i = 0; i < callee.argument_count; i++) {
		const StackVariable *variable = &emitter->arguments [i];

		arguments [i] = is_value (variable->storage.kind)
			? variable->address
			: emit_load (emitter, variable->address, variable->storage, ACCESS_STACK, 0, 0);
	}
	LLVMValueRef cell = symbol_address (module, "jump cell", name, target.cell);
	LLVMValueRef code = LLVMBuildLoad2 (emitter->builder, module->ptr, cell, "");
	LLVMValueRef hidden = target.hidden_argument ? symbol_address (module, "hidden", name, target.hidden_argument)
												 : NULL;
	emit_jump (emitter, &callee, code, hidden, arguments);
	return 1;
}
