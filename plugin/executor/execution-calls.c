/* SPDX-License-Identifier: MIT
 *
 * Calls, construction, and addresses of methods. */
#include "execution.h"

/* The method the current instruction names. */
typedef struct Callee {
	MethodInfo *method;
	MethodDescription info;
	SignatureInfo *signature; /* at this call site */
	SignatureDescription signature_info;
} Callee;

/* The method an instruction names. Who takes but its address asks no more of it: its signature, even its class, may be
 * such that the runtime cannot load it, and that is nothing to who never calls it (method-to-ir.c: MONO_CEE_LDFTN). */
static int
get_method (Execution *execution, Callee *callee)
{
	IRuntimeInformation *runtime = execution->runtime;

	*callee = (Callee) {
		.method = runtime->get_method_info_for_token (runtime, execution->source->method,
			execution->instruction->token),
		.info.size = sizeof callee->info,
		.signature_info.size = sizeof callee->signature_info,
	};
	return callee->method ? 1 : execution_runtime_failed (execution);
}

static int
get_callee (Execution *execution, Callee *callee)
{
	IRuntimeInformation *runtime = execution->runtime;
	MethodInfo *method = execution->source->method;
	uint32_t token = execution->instruction->token;

	if (!get_method (execution, callee))
		return 0;
	if (!runtime->describe_method (runtime, callee->method, &callee->info))
		return execution_runtime_failed (execution);
	callee->signature = callee->info.signature;
	if (callee->info.flags & METHOD_VARARG)
		callee->signature = runtime->get_call_site_signature (runtime, method, callee->method, token);
	if (!callee->signature || !runtime->describe_signature (runtime, callee->signature, &callee->signature_info))
		return execution_runtime_failed (execution);
	return 1;
}

static Temp *
cast_object (Execution *execution, Temp *object, ClassInfo *klass)
{
	Operation operation = execution_operation (execution, OPERATION_CAST_CLASS);

	/* The question may have failed: then whether the cast can be made is for the cast to say. */
	execution->runtime->clear_failure (execution->runtime);
	operation.klass = klass;
	operation.operand_count = 1;
	operation.operands = &object;
	return execution_define (execution, &operation, (StackType) { STACK_REFERENCE, klass });
}

/* Whether VALUE is passed as KLASS, a string, though it is not known to be one: who reads another object as a string
 * takes for its length what lies there. Of other classes nothing is asked, as in Mono. */
static int
may_be_no_string (Execution *execution, const Temp *value, ClassInfo *klass)
{
	IRuntimeInformation *runtime = execution->runtime;
	ClassDescription info = { .size = sizeof info };

	return value->type.kind == STACK_REFERENCE && value->type.klass && klass && value->type.klass != klass &&
		!(execution->source->info.flags & METHOD_WRAPPER) && runtime->describe_class (runtime, klass, &info) &&
		info.flags & CLASS_STRING && !runtime->is_assignable (runtime, klass, value->type.klass);
}

int
execution_pop_parameters (Execution *execution, const SignatureDescription *signature, Destination destination,
	Temp **operands)
{
	for (uint32_t i = signature->parameter_count; i-- > 0;)
		operands [i] = execution_pop (execution);
	for (uint32_t i = 0; i < signature->parameter_count; i++) {
		VariableType parameter;

		if (!body_describe_type (execution->compilation, execution->instruction->offset, signature->parameters [i],
				&parameter))
			return 0;
		if (may_be_no_string (execution, operands [i], parameter.stack.klass) &&
			!(operands [i] = cast_object (execution, operands [i], parameter.stack.klass)))
			return 0;
		/* mini-amd64.c: mono_arch_emit_call */
		if (parameter.stack.kind == STACK_VALUE && parameter.size >= 10000)
			return EXECUTION_REJECT (execution, "an argument of %u bytes", parameter.size);
		operands [i] = execution_store_value (execution, operands [i], destination, parameter.kind,
			parameter.storage.klass);
		if (!operands [i])
			return 0;
	}
	return 1;
}

int
execution_append_call (Execution *execution, Operation *operation, const SignatureDescription *signature)
{
	VariableType result;

	if (!body_describe_type (execution->compilation, execution->instruction->offset, signature->result, &result))
		return 0;
	operation->storage = result.storage;
	if (result.kind == TYPE_VOID)
		return execution_append (execution, operation);
	return execution_push_loaded (execution, operation, result.stack);
}

/* Whether `this` of CALLEE is a managed pointer. */
static int
takes_pointer (Execution *execution, const Callee *callee, int *answer)
{
	ClassDescription info = { .size = sizeof info };

	if (!execution->runtime->describe_class (execution->runtime, callee->info.klass, &info))
		return execution_runtime_failed (execution);
	*answer = (info.flags & CLASS_VALUE_TYPE) != 0;
	return 1;
}

/* There a direct call of an abstract method is a virtual one. */
static int
is_in_interface (Execution *execution)
{
	ClassDescription info = { .size = sizeof info };

	return execution->runtime->describe_class (execution->runtime, execution->source->info.klass, &info) &&
		(info.flags & CLASS_INTERFACE);
}

/* What stands in the way of using CALLEE here: an operation that throws when it is reached, as Mono's compiler lets it
 * (mini/method-to-ir.c: emit_method_access_failure, emit_bad_image_failure); else CODE. */
static OperationCode
usable_as (Execution *execution, const Callee *callee, OperationCode code, int is_direct_call)
{
	if (!execution->runtime->can_access_method (execution->runtime, execution->source->method, callee->method,
			execution->instruction->token))
		return OPERATION_INACCESSIBLE;
	if (is_direct_call && (callee->info.flags & METHOD_ABSTRACT) && !is_in_interface (execution))
		return OPERATION_ABSTRACT_CALL;
	return code;
}

/* Whether the first argument of CALLEE, a static method, is an address: of `callvirt` Mono's compiler checks that it is not
 * null, as if it was the receiver, and calls the method. */
static int
has_pointer_first (const Execution *execution, const Callee *callee)
{
	uint32_t count = callee->signature_info.parameter_count;
	StackKind kind;

	if (!count)
		return 0;
	kind = execution->stack [execution->depth - count]->type.kind;
	return kind == STACK_REFERENCE || kind == STACK_BYREF || kind == STACK_NATIVE_INT;
}

/* Prefix and opcode ask for an instance method; of those, one that the constraining class has (metadata/loader.c:
 * get_method_constrained). */
static int
check_callee (Execution *execution, const Callee *callee, const ExecutionRow *row)
{
	IRuntimeInformation *runtime = execution->runtime;
	ClassInfo *constrained = execution->prefixes.constrained;

	if (!callee->signature_info.has_this && constrained)
		return EXECUTION_REJECT (execution, "constrained call of a static method");
	if (!callee->signature_info.has_this && row->flags & OPERATION_VIRTUAL &&
		!(has_pointer_first (execution, callee) && like_mini (execution->compilation, LIKE_STATIC_CALLVIRT)))
		return EXECUTION_REJECT (execution, "callvirt of a static method");
	if (!(row->flags & OPERATION_VIRTUAL) && !constrained && callee->info.flags & METHOD_ABSTRACT &&
		!like_mini (execution->compilation, LIKE_ABSTRACT_CALLS))
		return EXECUTION_REJECT (execution, "call of an abstract method");
	if (!constrained || runtime->is_assignable (runtime, callee->info.klass, constrained))
		return 1;
	if (runtime->get_failure (runtime, NULL, 0))
		return execution_runtime_failed (execution);
	return EXECUTION_REJECT (execution, "constrained call of a method that the class does not have");
}

/* Whether a virtual call on RECEIVER can only go to another class' table of methods: both classes are known, and
 * neither derives from the other. Mono's compiler calls what it finds there. */
static int
is_foreign (Execution *execution, const Callee *callee, const Temp *receiver)
{
	IRuntimeInformation *runtime = execution->runtime;
	ClassInfo *klass = receiver->type.klass;
	ClassDescription is = { .size = sizeof is }, needed = { .size = sizeof needed };

	if (receiver->type.kind != STACK_REFERENCE || !klass || !(callee->info.flags & METHOD_VIRTUAL) ||
		!runtime->describe_class (runtime, klass, &is) ||
		!runtime->describe_class (runtime, callee->info.klass, &needed) ||
		(is.flags | needed.flags) & (CLASS_INTERFACE | CLASS_DELEGATE | CLASS_ARRAY))
		return 0;
	return !runtime->is_assignable (runtime, klass, callee->info.klass) &&
		!runtime->is_assignable (runtime, callee->info.klass, klass);
}

/* Whether RECEIVER, of which an interface is known, may be an object that does not have CALLEE in its table of methods. In
 * wrappers any class may be meant. */
static int
may_be_foreign (Execution *execution, const Callee *callee, const Temp *receiver)
{
	IRuntimeInformation *runtime = execution->runtime;
	ClassDescription info = { .size = sizeof info };

	return receiver->type.kind == STACK_REFERENCE && receiver->type.klass &&
		receiver->type.klass != callee->info.klass && callee->info.flags & METHOD_VIRTUAL &&
		!(execution->source->info.flags & METHOD_WRAPPER) &&
		runtime->describe_class (runtime, receiver->type.klass, &info) && info.flags & CLASS_INTERFACE &&
		!runtime->is_assignable (runtime, callee->info.klass, receiver->type.klass);
}

/* Whether the receiver is the address of a reference, or of an enumeration, which has no methods of its own: of those Mono's
 * compiler loads the value first, from whatever number there is. */
static int
is_read_first (Execution *execution, ClassInfo *constrained)
{
	ClassDescription info = { .size = sizeof info };

	return constrained && execution->runtime->describe_class (execution->runtime, constrained, &info) &&
		(info.kind == TYPE_REFERENCE || info.flags & CLASS_ENUM);
}

/* `tail.` counts before a `ret` only (ECMA-335 III.2.4). Behind it Mono's compiler does not look at the `ret`, nor at what
 * else is on the stack. */
static void
check_tail_call (Execution *execution, Operation *operation)
{
	const MethodBody *body = &execution->source->body;
	uint32_t next = execution->instruction->next_offset;

	if (next >= body->code_size || body->code [next] != opcode_table [OPCODE_RET].encoding)
		operation->flags &= ~(uint32_t) OPERATION_TAIL;
	else if (like_mini (execution->compilation, LIKE_TAIL_STACKS))
		execution->depth = 0;
}

int
execute_call (Execution *execution, const ExecutionRow *row)
{
	Operation operation = execution_operation (execution, row->operation);
	ClassInfo *constrained = execution->prefixes.constrained;
	Temp **operands;
	uint32_t first;
	Callee callee;
	int is_value_type = 0;

	if (!get_callee (execution, &callee))
		return 0;
	first = callee.signature_info.has_this;
	operation.operand_count = first + callee.signature_info.parameter_count;
	if (!execution_need (execution, operation.operand_count) || !check_callee (execution, &callee, row))
		return 0;
	trace_offsets_call (execution, callee.info.intrinsic);
	execution_take_prefixes (execution, &operation, OPERATION_TAIL | OPERATION_READONLY);
	execution->prefixes.constrained = NULL;
	operation.method = callee.method;
	operation.signature = callee.signature;
	operation.flags |= row->flags;
	if (first) {
		operation.klass = constrained;
		if (!takes_pointer (execution, &callee, &is_value_type))
			return 0;
	}
	operation.code = usable_as (execution, &callee, operation.code,
		!(operation.flags & OPERATION_VIRTUAL) && !operation.klass);

	operands = arena_array (execution->compilation->arena, Temp *, operation.operand_count + 1);
	if (!execution_pop_parameters (execution, &callee.signature_info, DESTINATION_CALL, operands + first))
		return 0;
	if (first) {
		Temp *receiver = execution_pop (execution);

		if (!constrained && operation.flags & OPERATION_VIRTUAL && is_foreign (execution, &callee, receiver))
			return EXECUTION_REJECT (execution, "a virtual call on an object of a class that does not have the method");
		if (is_value_type && !execution_reserve_class (execution, receiver, callee.info.klass))
			return 0;
		if (!constrained && operation.flags & OPERATION_VIRTUAL && may_be_foreign (execution, &callee, receiver) &&
			!(receiver = cast_object (execution, receiver, callee.info.klass)))
			return 0;
		operands [0] = is_read_first (execution, constrained)
			? execution_address (execution, receiver)
			: execution_receiver (execution, receiver, is_value_type || constrained);
		if (!operands [0])
			return 0;
	}
	if (operation.flags & OPERATION_TAIL)
		check_tail_call (execution, &operation);
	operation.operands = operands;
	return execution_append_call (execution, &operation, &callee.signature_info);
}

int
execute_call_indirect (Execution *execution, const ExecutionRow *row)
{
	Operation operation = execution_operation (execution, row->operation);
	IRuntimeInformation *runtime = execution->runtime;
	SignatureDescription signature = { .size = sizeof signature };
	Temp **operands;
	Temp *function;
	uint32_t first, count;

	operation.signature = runtime->get_signature_info_for_token (runtime, execution->source->method,
		execution->instruction->token);
	if (!operation.signature || !runtime->describe_signature (runtime, operation.signature, &signature))
		return execution_runtime_failed (execution);
	first = signature.has_this;
	count = first + signature.parameter_count;
	if (!execution_need (execution, count + 1))
		return 0;
	execution_take_prefixes (execution, &operation, OPERATION_TAIL);

	operands = arena_array (execution->compilation->arena, Temp *, count + 1);
	function = execution_pop (execution);
	if (!execution_pop_parameters (execution, &signature, DESTINATION_CALLI, operands + first))
		return 0;
	if (first) {
		Temp *receiver = execution_pop (execution);

		/* The signature does not say what the receiver is: it stays a reference, or is a pointer. */
		operands [0] = execution_receiver (execution, receiver, receiver->type.kind != STACK_REFERENCE);
		if (!operands [0])
			return 0;
	}
	operands [count] = execution_word (execution, function, TYPE_NATIVE_INT);
	if (!operands [count])
		return 0;
	if (operation.flags & OPERATION_TAIL)
		check_tail_call (execution, &operation);
	operation.operand_count = count + 1;
	operation.operands = operands;
	return execution_append_call (execution, &operation, &signature);
}

int
execute_new_object (Execution *execution, const ExecutionRow *row)
{
	Operation operation = execution_operation (execution, row->operation);
	Temp **operands;
	Callee callee;
	ClassDescription info = { .size = sizeof info };

	if (!get_callee (execution, &callee))
		return 0;
	if (!callee.signature_info.has_this)
		return EXECUTION_REJECT (execution, "newobj with a static method");
	if (!execution->runtime->describe_class (execution->runtime, callee.info.klass, &info))
		return execution_runtime_failed (execution);
	operation.operand_count = callee.signature_info.parameter_count;
	if (!execution_need (execution, operation.operand_count))
		return 0;
	operands = arena_array (execution->compilation->arena, Temp *, operation.operand_count + 1);
	if (!execution_pop_parameters (execution, &callee.signature_info, DESTINATION_CALL, operands))
		return 0;
	execution->prefixes = (Prefixes) { 0 };
	operation.code = usable_as (execution, &callee, operation.code, 0);
	if (trace_offsets_new_object (execution, callee.info.klass, callee.info.intrinsic, &callee.signature_info))
		operation.flags |= OPERATION_THROWN_AT_ONCE;
	operation.method = callee.method;
	operation.signature = callee.signature;
	operation.klass = callee.info.klass;
	operation.storage = (Storage) { info.kind, callee.info.klass };
	operation.operands = operands;
	return execution_push_result (execution, &operation, stack_type_of (callee.info.klass, info.kind));
}

int
execute_jump_method (Execution *execution, const ExecutionRow *row)
{
	Operation operation = execution_operation (execution, row->operation);
	Callee callee;

	if (execution->depth)
		return EXECUTION_REJECT (execution, "jmp with values on the stack");
	if (!get_callee (execution, &callee))
		return 0;
	operation.method = callee.method;
	operation.signature = callee.signature;
	return execution_append (execution, &operation);
}

int
execute_function_address (Execution *execution, const ExecutionRow *row)
{
	Operation operation = execution_operation (execution, row->operation);
	Callee callee;

	if (!get_method (execution, &callee))
		return 0;
	operation.code = usable_as (execution, &callee, operation.code, 0);
	operation.method = callee.method;
	return execution_push_result (execution, &operation, (StackType) { STACK_NATIVE_INT, NULL });
}

int
execute_virtual_function_address (Execution *execution, const ExecutionRow *row)
{
	Operation operation = execution_operation (execution, row->operation);
	Temp *object = execution_pop (execution);
	Callee callee;

	/* Mono's compiler takes any number, and its code looks for a table of methods there. */
	if (object->is_zero)
		object = execution_widen (execution, object, (StackType) { STACK_REFERENCE, NULL });
	else
		object = execution_reference (execution, object);

	if (!object || !get_method (execution, &callee))
		return 0;
	operation.method = callee.method;
	operation.operand_count = 1;
	operation.operands = &object;
	return execution_push_result (execution, &operation, (StackType) { STACK_NATIVE_INT, NULL });
}
