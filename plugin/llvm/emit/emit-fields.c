/* SPDX-License-Identifier: MIT
 *
 * Instance and static fields: ECMA-335 III.4.7, III.4.10, III.4.11, III.4.14 to III.4.16, III.4.28 and III.4.30. */
#include "families.h"

typedef struct FieldPlace {
	FieldDescription info;
	Storage storage;
	Access access;
	LLVMValueRef address;
} FieldPlace;

/* ---- Objects that may be proxies ---- */

/* A proxy of an object in another domain, or another context, has no fields: it is the runtime that reaches them. */
static int
may_be_proxy (Emitter *emitter, const Temp *object, ClassInfo *klass)
{
	ClassDescription info = { .size = sizeof info };

	return object->type.kind == STACK_REFERENCE &&
		emitter->module->runtime->describe_class (emitter->module->runtime, klass, &info) &&
		(info.flags & CLASS_REMOTABLE);
}

/* Calls what accesses OPERATION's field in any object; the result is that of a load or an address, else NULL. */
static int
call_remote_access (Emitter *emitter, const Operation *operation, const RemoteFieldTarget *target,
	const FieldDescription *info, LLVMValueRef *result)
{
	Module *module = emitter->module;
	const char *name = compilation_field_name (emitter->compilation, operation->field);
	LoweredSignature lowered;
	LLVMValueRef arguments [5] = {
		emit_as_pointer (emitter, emit_value (emitter, operation->operands [0])),
		emit_as_word (emitter, symbol_class (module, info->klass)),
		emit_as_word (emitter, symbol_address (module, "field", name, operation->field)),
		constant_int64 (module, info->offset),
	};

	if (operation->operand_count > 1)
		arguments [4] = emit_value (emitter, operation->operands [1]);
	if (!signature_lower (module, target->signature, 0, &lowered))
		return emit_call_failed (emitter, name);
	LLVMValueRef cell = symbol_address (module, "cell",
		arena_format (emitter->compilation->arena, "access to %s", name), target->cell);
	LLVMValueRef code = LLVMBuildLoad2 (emitter->builder, module->ptr, cell, "");
	*result = emit_native_call (emitter, &lowered, code, NULL, arguments);
	return 1;
}

/* Whether OBJECT, a reference, is a transparent proxy. */
static LLVMValueRef
is_proxy (Emitter *emitter, LLVMValueRef object)
{
	Module *module = emitter->module;
	const RuntimeLayout *layout = module->layout;

	LLVMValueRef vtable = emit_load_vtable (emitter, object);
	LLVMValueRef klass = emit_load_word (emitter, vtable, layout->vtable_class_offset, module->ptr, ACCESS_HEADER);
	return LLVMBuildICmp (emitter->builder, LLVMIntEQ, klass, symbol_class (module, layout->proxy_class), "");
}

/* ---- Instance fields ---- */

static uint32_t
field_alignment (const Operation *operation)
{
	return operation->flags & OPERATION_UNALIGNED ? operation->alignment : 0;
}

/* The object has the field. *RESULT is NULL for a store. */
static int
access_directly (Emitter *emitter, const Operation *operation, const FieldPlace *field, LLVMValueRef *result)
{
	uint32_t alignment = field_alignment (operation);

	*result = NULL;
	switch (operation->code) {
	case OPERATION_STORE_FIELD:
		return emit_store (emitter, field->address, emit_value (emitter, operation->operands [1]), field->storage,
			field->access, operation->flags, alignment);
	case OPERATION_FIELD_ADDRESS:
		*result = field->address;
		return 1;
	default:
		*result = emit_load (emitter, field->address, field->storage, field->access, operation->flags, alignment);
		return 1;
	}
}

static FieldAccessKind
access_kind (const Operation *operation)
{
	switch (operation->code) {
	case OPERATION_STORE_FIELD:
		return FIELD_ACCESS_STORE;
	case OPERATION_FIELD_ADDRESS:
		return FIELD_ACCESS_ADDRESS;
	default:
		return FIELD_ACCESS_LOAD;
	}
}

/* The same for an object that may be a proxy: method-to-ir.c tests for it before each access. */
static int
access_any (Emitter *emitter, const Operation *operation, const FieldPlace *field, LLVMValueRef *result)
{
	Module *module = emitter->module;
	LLVMBuilderRef builder = emitter->builder;
	LLVMValueRef object = emit_as_pointer (emitter, emit_value (emitter, operation->operands [0])), values [2];
	LLVMBasicBlockRef blocks [2];
	RemoteFieldTarget target = { .size = sizeof target };

	if (!module->runtime->get_remote_field_target (module->runtime, operation->field, access_kind (operation), &target))
		return emit_runtime_failed (emitter);
	if (target.is_always_needed)
		return call_remote_access (emitter, operation, &target, &field->info, result);
	if (operation->operands [0]->is_this)
		return access_directly (emitter, operation, field, result);

	LLVMBasicBlockRef direct = emit_begin_unlikely (emitter, is_proxy (emitter, object), "remote");
	LLVMBasicBlockRef joined = emit_new_block (emitter, "accessed");
	if (!call_remote_access (emitter, operation, &target, &field->info, &values [0]))
		return 0;
	if (operation->code == OPERATION_FIELD_ADDRESS)
		values [0] = emit_as_pointer (emitter, values [0]);
	blocks [0] = LLVMGetInsertBlock (builder);
	LLVMBuildBr (builder, joined);

	LLVMPositionBuilderAtEnd (builder, direct);
	if (!access_directly (emitter, operation, field, &values [1]))
		return 0;
	blocks [1] = LLVMGetInsertBlock (builder);
	LLVMBuildBr (builder, joined);

	LLVMPositionBuilderAtEnd (builder, joined);
	*result = values [1];
	if (values [1]) {
		*result = LLVMBuildPhi (builder, LLVMTypeOf (values [1]), "");
		LLVMAddIncoming (*result, values, blocks, 2);
	}
	return 1;
}

int
emit_field (Emitter *emitter, const Operation *operation)
{
	Module *module = emitter->module;
	const Temp *object = operation->operands [0];
	LLVMValueRef result;
	FieldPlace field = { .info.size = sizeof field.info };

	if (!module->runtime->describe_field (module->runtime, operation->field, &field.info) ||
		!storage_of_type (module, field.info.type, &field.storage, NULL))
		return emit_runtime_failed (emitter);

	LLVMValueRef base = emit_as_pointer (emitter, emit_value (emitter, object));
	int from_reference = object->type.kind == STACK_REFERENCE;
	if (from_reference)
		emit_field_null_check (emitter, base, field.info.offset);
	else if (operation->code != OPERATION_FIELD_ADDRESS || !like_mini (emitter->compilation, LIKE_POINTER_FIELDS))
		emit_address_check (emitter, base, field.info.offset > module->layout->null_page_size);
	field.access = from_reference ? ACCESS_FIELD : ACCESS_ANY;
	field.address = emit_offset (emitter, base, field.info.offset);
	if (!(may_be_proxy (emitter, object, field.info.klass) ? access_any : access_directly) (emitter, operation, &field,
			&result))
		return 0;
	if (operation->result)
		emit_define (emitter, operation, result);
	return 1;
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
static_field_address (Emitter *emitter, const Operation *operation, FieldPlace *field, StaticFieldAddress *where)
{
	Module *module = emitter->module;
	IRuntimeInformation *runtime = module->runtime;
	const char *name = compilation_field_name (emitter->compilation, operation->field);

	if (!runtime->describe_field (runtime, operation->field, &field->info) ||
		!storage_of_type (module, field->info.type, &field->storage, NULL) ||
		!runtime->compute_field_address (runtime, emitter->source->method, operation->field, where)) {
		emit_runtime_failed (emitter);
		return NULL;
	}
	if (!where->address) {
		LLVMValueRef arguments [] = {
			symbol_domain (module, where->domain),
			symbol_address (module, "field", name, operation->field),
		};

		field->access = ACCESS_ANY;
		return emit_service (emitter, SERVICE_STATIC_FIELD_ADDRESS, arguments);
	}
	if (where->needs_initialization)
		emit_initialize_class (emitter,
			symbol_address (module, "vtable", compilation_class_name (emitter->compilation, field->info.klass),
				where->vtable));
	field->access = ACCESS_STATIC;
	return symbol_address (module, "static", name, where->address);
}

int
emit_static_field (Emitter *emitter, const Operation *operation)
{
	FieldPlace field = { .info.size = sizeof field.info };
	StaticFieldAddress where = { .size = sizeof where };
	LLVMValueRef address = static_field_address (emitter, operation, &field, &where);
	uint32_t alignment = field_alignment (operation);

	if (!address)
		return 0;
	if (operation->code == OPERATION_STATIC_ADDRESS) {
		emit_define (emitter, operation, address);
		return 1;
	}
	if (operation->code == OPERATION_STORE_STATIC)
		return emit_store_temp (emitter, address, operation->operands [0], field.storage, field.access,
			operation->flags, alignment);

	LLVMValueRef value = emit_load (emitter, address, field.storage, field.access, operation->flags, alignment);
	if (where.is_constant && LLVMIsALoadInst (value))
		LLVMSetMetadata (value, LLVMGetMDKindIDInContext (emitter->module->context, "invariant.load", 14),
			LLVMMetadataAsValue (emitter->module->context, LLVMMDNodeInContext2 (emitter->module->context, NULL, 0)));
	emit_define (emitter, operation, value);
	return 1;
}
