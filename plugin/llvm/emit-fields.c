/* SPDX-License-Identifier: MIT
 *
 * Instance and static fields: ECMA-335 III.4.7, III.4.10, III.4.11, III.4.14 to III.4.16, III.4.28 and III.4.30. */
#include "emitter.h"

typedef struct FieldAccess {
	FieldInfo info;
	Storage storage;
	Access access;
	LLVMValueRef address;
} FieldAccess;

/* A proxy of an object in another domain has no fields: calls.c and method-to-ir.c test for it before each access. */
static int
may_be_proxy (Emitter *emitter, const Temp *object, RuntimeClass *klass)
{
	ClassInfo info;

	return object->type.kind == STACK_REFERENCE && !object->is_this &&
		emitter->module->runtime->get_class_info (emitter->module->runtime, klass, &info) &&
		(info.flags & CLASS_REMOTABLE);
}

/* Where the field of OPERATION's first operand is, after the null check. */
static int
locate_field (Emitter *emitter, const Operation *operation, FieldAccess *field)
{
	Module *module = emitter->module;
	const Temp *object = operation->operands [0];

	if (!module->runtime->get_field_info (module->runtime, operation->field, &field->info) ||
	    !storage_of_type (module, field->info.type, &field->storage, NULL))
		return emit_runtime_failed (emitter);
	if (may_be_proxy (emitter, object, field->info.klass))
		return emit_decline (emitter, DECLINE_REMOTING, "field %s",
			compilation_field_name (emitter->compilation, operation->field));

	LLVMValueRef base = emit_as_pointer (emitter, emit_value (emitter, object));
	int from_reference = object->type.kind == STACK_REFERENCE;
	/* ldflda through a pointer checks nothing, as mini. */
	if (from_reference || operation->code != OPERATION_FIELD_ADDRESS)
		emit_null_check (emitter, base);
	field->access = from_reference ? ACCESS_FIELD : ACCESS_ANY;
	field->address = emit_offset (emitter, base, field->info.offset);
	return 1;
}

static uint32_t
field_alignment (const Operation *operation)
{
	return operation->flags & OPERATION_UNALIGNED ? operation->alignment : 0;
}

int
emit_load_field (Emitter *emitter, const Operation *operation)
{
	FieldAccess field;

	if (!locate_field (emitter, operation, &field))
		return 0;
	emit_define (emitter, operation, emit_load (emitter, field.address, field.storage, field.access, operation->flags,
		field_alignment (operation)));
	return 1;
}

int
emit_field_address (Emitter *emitter, const Operation *operation)
{
	FieldAccess field;

	if (!locate_field (emitter, operation, &field))
		return 0;
	emit_define (emitter, operation, field.address);
	return 1;
}

int
emit_store_field (Emitter *emitter, const Operation *operation)
{
	FieldAccess field;

	if (!locate_field (emitter, operation, &field))
		return 0;
	return emit_store (emitter, field.address, emit_value (emitter, operation->operands [1]), field.storage, field.access,
		operation->flags, field_alignment (operation));
}

/* ---- Static fields ---- */

static LLVMValueRef
symbol_domain (Module *module, void *domain)
{
	return symbol_address (module, "runtime", "domain", domain);
}

void
emit_initialize_class (Emitter *emitter, LLVMValueRef vtable)
{
	Module *module = emitter->module;
	LLVMValueRef initialized = LLVMBuildLoad2 (emitter->builder, module->i8,
		emit_offset (emitter, vtable, module->layout->vtable_initialized_offset), "");

	/* Acquire: what the static constructor wrote is seen by whoever sees that it ran. */
	LLVMSetOrdering (initialized, LLVMAtomicOrderingAcquire);
	LLVMSetAlignment (initialized, 1);
	LLVMValueRef is_pending = LLVMBuildIsNull (emitter->builder, initialized, "");
	LLVMBasicBlockRef after = emit_begin_unlikely (emitter, is_pending, "initialize");
	emit_service (emitter, SERVICE_INITIALIZE_CLASS, &vtable);
	emit_end_unlikely (emitter, after);
}

static LLVMValueRef
static_field_address (Emitter *emitter, const Operation *operation, FieldAccess *field, StaticFieldAddress *where)
{
	Module *module = emitter->module;
	IRuntimeInformation *runtime = module->runtime;
	const char *name = compilation_field_name (emitter->compilation, operation->field);

	if (!runtime->get_field_info (runtime, operation->field, &field->info) ||
	    !storage_of_type (module, field->info.type, &field->storage, NULL) ||
	    !runtime->get_static_field_address (runtime, emitter->source->method, operation->field, where)) {
		emit_runtime_failed (emitter);
		return NULL;
	}
	if (!where->address) {
		LLVMValueRef arguments [] = {
			symbol_domain (module, where->domain), symbol_address (module, "field", name, operation->field),
		};

		field->access = ACCESS_ANY;
		return emit_service (emitter, SERVICE_STATIC_FIELD_ADDRESS, arguments);
	}
	if (where->needs_initialization)
		emit_initialize_class (emitter, symbol_address (module, "vtable",
			compilation_class_name (emitter->compilation, field->info.klass), where->vtable));
	field->access = ACCESS_STATIC;
	return symbol_address (module, "static", name, where->address);
}

int
emit_static_field (Emitter *emitter, const Operation *operation)
{
	FieldAccess field;
	StaticFieldAddress where;
	LLVMValueRef address = static_field_address (emitter, operation, &field, &where);
	uint32_t alignment = field_alignment (operation);

	if (!address)
		return 0;
	if (operation->code == OPERATION_STATIC_ADDRESS) {
		emit_define (emitter, operation, address);
		return 1;
	}
	if (operation->code == OPERATION_STORE_STATIC)
		return emit_store (emitter, address, emit_value (emitter, operation->operands [0]), field.storage, field.access,
			operation->flags, alignment);

	LLVMValueRef value = emit_load (emitter, address, field.storage, field.access, operation->flags, alignment);
	if (where.is_constant && LLVMIsALoadInst (value))
		LLVMSetMetadata (value, LLVMGetMDKindIDInContext (emitter->module->context, "invariant.load", 14),
			LLVMMetadataAsValue (emitter->module->context, LLVMMDNodeInContext2 (emitter->module->context, NULL, 0)));
	emit_define (emitter, operation, value);
	return 1;
}
