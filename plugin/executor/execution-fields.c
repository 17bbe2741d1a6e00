/* SPDX-License-Identifier: MIT
 *
 * Fields of instances, and static ones. */
#include "execution.h"

enum { MEMORY_PREFIXES = OPERATION_VOLATILE | OPERATION_UNALIGNED };

/* The current instruction's field. */
typedef struct FieldAccess {
	FieldInfo *field;
	FieldDescription info;
	VariableType type;
} FieldAccess;

/* A literal has no storage. The runtime's answer to where it lives is the exception Mono's compiler gives. */
static int
reject_literal (Execution *execution, FieldInfo *field)
{
	StaticFieldAddress address = { .size = sizeof address };

	if (!execution->runtime->compute_field_address (execution->runtime, execution->source->method, field, &address))
		return execution_runtime_failed (execution);
	return EXECUTION_REJECT (execution, "%s of a literal field", opcode_table [execution->instruction->opcode].name);
}

static int
get_field (Execution *execution, FieldAccess *access)
{
	IRuntimeInformation *runtime = execution->runtime;
	uint32_t token = execution->instruction->token;

	*access = (FieldAccess) {
		.field = runtime->get_field_info_for_token (runtime, execution->source->method, token),
		.info.size = sizeof access->info,
	};
	if (!access->field || !runtime->describe_field (runtime, access->field, &access->info))
		return execution_runtime_failed (execution);
	if (access->info.flags & FIELD_LITERAL)
		return reject_literal (execution, access->field);
	return body_describe_type (execution->compilation, execution->instruction->offset, access->info.type,
		&access->type);
}

static Operation
field_operation (Execution *execution, OperationCode code, const FieldAccess *access)
{
	Operation operation = execution_operation (execution, code);

	operation.field = access->field;
	operation.storage = access->type.storage;
	execution_take_prefixes (execution, &operation, MEMORY_PREFIXES);
	return operation;
}

/* Mono's compiler takes a field of instances for a static one, and reads and writes memory of others. */
static int
check_static (Execution *execution, const FieldAccess *access)
{
	if (access->info.flags & FIELD_STATIC)
		return 1;
	return EXECUTION_REJECT (execution, "%s of a field of instances",
		opcode_table [execution->instruction->opcode].name);
}

static int
load_static (Execution *execution, const FieldAccess *access)
{
	Operation operation = field_operation (execution, OPERATION_LOAD_STATIC, access);

	return execution_push_result (execution, &operation, access->type.stack);
}

static int
static_address (Execution *execution, const FieldAccess *access)
{
	Operation operation = field_operation (execution, OPERATION_STATIC_ADDRESS, access);

	return execution_push_loaded (execution, &operation, (StackType) { STACK_BYREF, access->type.storage.klass });
}

static int
store_static (Execution *execution, const FieldAccess *access, Temp *value)
{
	Operation operation = field_operation (execution, OPERATION_STORE_STATIC, access);

	value = execution_store_value (execution, value, DESTINATION_COPY, access->type.kind, access->type.storage.klass);
	operation.operand_count = 1;
	operation.operands = &value;
	return value && execution_append (execution, &operation);
}

int
execute_load_static (Execution *execution, const ExecutionRow *row)
{
	FieldAccess access;

	(void) row;
	return get_field (execution, &access) && check_static (execution, &access) && load_static (execution, &access);
}

int
execute_static_address (Execution *execution, const ExecutionRow *row)
{
	FieldAccess access;

	(void) row;
	return get_field (execution, &access) && check_static (execution, &access) && static_address (execution, &access);
}

int
execute_store_static (Execution *execution, const ExecutionRow *row)
{
	FieldAccess access;

	(void) row;
	return get_field (execution, &access) && check_static (execution, &access) &&
		store_static (execution, &access, execution_pop (execution));
}

/* The operand that has the field: a reference, a pointer of either kind, or, to read, a value. */
static int
check_object (Execution *execution, const Temp *object, const FieldAccess *access, int may_be_value)
{
	StackKind kind = object->type.kind;

	if (kind == STACK_REFERENCE || kind == STACK_BYREF || kind == STACK_NATIVE_INT)
		return access->info.flags & FIELD_STATIC ||
			execution_reserve (execution, object, access->info.offset + access->type.size);
	if (may_be_value && kind == STACK_VALUE)
		return 1;
	return EXECUTION_REJECT (execution, "%s of %s", opcode_table [execution->instruction->opcode].name,
		stack_kind_names [kind]);
}

/* Instructions for fields of instances work on static fields, too, and ignore the object: ECMA-335 III.4.10. */
static int
is_static (const FieldAccess *access)
{
	return (access->info.flags & FIELD_STATIC) != 0;
}

/* Of a value of another type Mono's compiler reads what lies where the field would be. NULL with a verdict. */
static Temp *
value_with_field (Execution *execution, Temp *value, const FieldAccess *access)
{
	ClassDescription info = { .size = sizeof info };

	if (value->type.kind != STACK_VALUE || value->type.klass == access->info.klass)
		return value;
	if (!execution->runtime->describe_class (execution->runtime, access->info.klass, &info)) {
		execution_runtime_failed (execution);
		return NULL;
	}
	if (info.flags & CLASS_VALUE_TYPE)
		return execution_reinterpret (execution, value, TYPE_VALUE_TYPE, access->info.klass);
	EXECUTION_REJECT (execution, "%s of a value", opcode_table [execution->instruction->opcode].name);
	return NULL;
}

int
execute_load_field (Execution *execution, const ExecutionRow *row)
{
	Temp *object = execution_pop (execution);
	FieldAccess access;
	Operation operation;

	if (!get_field (execution, &access) || !check_object (execution, object, &access, 1))
		return 0;
	if (is_static (&access))
		return load_static (execution, &access);
	object = value_with_field (execution, object, &access);
	if (!object)
		return 0;
	operation = field_operation (execution, row->operation, &access);
	operation.operand_count = 1;
	operation.operands = &object;
	return execution_push_result (execution, &operation, access.type.stack);
}

int
execute_field_address (Execution *execution, const ExecutionRow *row)
{
	Temp *object = execution_pop (execution);
	FieldAccess access;
	Operation operation;

	if (!get_field (execution, &access) || !check_object (execution, object, &access, 0))
		return 0;
	if (is_static (&access))
		return static_address (execution, &access);
	operation = field_operation (execution, row->operation, &access);
	operation.operand_count = 1;
	operation.operands = &object;
	if (!execution_push_result (execution, &operation, (StackType) { STACK_BYREF, access.type.storage.klass }))
		return 0;
	execution->stack [execution->depth - 1]->variable = object->variable;
	execution->stack [execution->depth - 1]->offset = object->offset + access.info.offset;
	return 1;
}

int
execute_store_field (Execution *execution, const ExecutionRow *row)
{
	Temp *value = execution_pop (execution), *object = execution_pop (execution);
	Temp *operands [2];
	FieldAccess access;
	Operation operation;

	if (!get_field (execution, &access) || !check_object (execution, object, &access, 0))
		return 0;
	if (is_static (&access))
		return store_static (execution, &access, value);
	operation = field_operation (execution, row->operation, &access);
	operands [0] = object;
	operands [1] = execution_store_value (execution, value, DESTINATION_VARIABLE, access.type.kind,
		access.type.storage.klass);
	operation.operand_count = 2;
	operation.operands = operands;
	return operands [1] && execution_append (execution, &operation);
}
