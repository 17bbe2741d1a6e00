/* SPDX-License-Identifier: MIT
 *
 * Object creation, boxes and casts: ECMA-335 III.4.1, III.4.3, III.4.6, III.4.21, III.4.32 and III.4.33. */
#include "families.h"

static LLVMValueRef
allocate_object (Emitter *emitter, ClassInfo *klass)
{
	Module *module = emitter->module;
	IRuntimeInformation *runtime = module->runtime;
	LLVMValueRef vtable = symbol_vtable (module, klass);
	ClassDescription info = { .size = sizeof info };
	Allocator allocator = { .size = sizeof allocator };
	LLVMValueRef object;

	if (!vtable || !runtime->describe_class (runtime, klass, &info)) {
		emit_runtime_failed (emitter);
		return NULL;
	}
	int has_allocator = runtime->get_allocator (runtime, klass, &allocator);
	if (!has_allocator && runtime->get_failure (runtime, NULL, 0)) {
		emit_runtime_failed (emitter);
		return NULL;
	}
	if (has_allocator && allocator.kind == ALLOCATOR_SIZED) {
		LLVMTypeRef types [] = { module->ptr, module->i64 };
		LLVMValueRef arguments [] = { vtable, constant_int64 (module, (info.instance_size + 7) / 8 * 8) };
		LLVMValueRef code = symbol_address (module, "allocator", "sized", allocator.address);

		object = emit_call_or_invoke (emitter, LLVMFunctionType (module->ptr, types, 2, 0), code, arguments, 2);
	} else if (has_allocator && allocator.kind == ALLOCATOR_OBJECT) {
		LLVMValueRef code = symbol_address (module, "allocator", "object", allocator.address);

		object = emit_call_or_invoke (emitter, LLVMFunctionType (module->ptr, &module->ptr, 1, 0), code, &vtable, 1);
	} else {
		object = emit_service (emitter, SERVICE_ALLOCATE_OBJECT, &vtable);
	}
	add_call_attribute (module, object, 0, "noalias", 0);
	add_call_attribute (module, object, 0, "nonnull", 0);
	return object;
}

/* ---- newobj ---- */

/* What METHOD is, and how many parameters it has; 0 with a verdict. */
static int
count_parameters (Emitter *emitter, MethodInfo *method, MethodDescription *info, uint32_t *count)
{
	IRuntimeInformation *runtime = emitter->module->runtime;
	SignatureDescription signature = { .size = sizeof signature };

	if (!method || !runtime->describe_method (runtime, method, info) ||
		!runtime->describe_signature (runtime, info->signature, &signature))
		return emit_runtime_failed (emitter);
	*count = signature.parameter_count;
	return 1;
}

/* `ldftn`, `newobj`: the method is known and not chosen by the target's class, which the runtime's own constructor would
 * do. What mini does here: method-to-ir.c, MONO_CEE_LDFTN and handle_delegate_ctor. */
static int
emit_known_delegate (Emitter *emitter, const Operation *operation, ClassInfo *klass, MethodInfo *method)
{
	Module *module = emitter->module;
	IRuntimeInformation *runtime = module->runtime;
	const RuntimeLayout *layout = module->layout;
	LLVMBuilderRef builder = emitter->builder;
	LLVMValueRef target = emit_as_pointer (emitter, emit_value (emitter, operation->operands [0]));
	const char *name = compilation_method_name (emitter->compilation, method);
	uint32_t parameter_count = 0, invoke_parameter_count = 0;
	MethodDescription info = { .size = sizeof info }, invoke = { .size = sizeof invoke };
	DelegateTemplate parts = { .size = sizeof parts };

	/* A method whose signature cannot be loaded is taken for a static one: Mono's compiler would count the parameters of
	 * any other, and end the process. */
	if (!runtime->describe_method (runtime, method, &info)) {
		runtime->clear_failure (runtime);
		info.flags = METHOD_STATIC;
	}
	if (!(info.flags & METHOD_STATIC) &&
		(!count_parameters (emitter, method, &info, &parameter_count) ||
			!count_parameters (emitter, runtime->get_method_by_name (runtime, klass, "Invoke", -1), &invoke,
				&invoke_parameter_count)))
		return 0;
	if (!runtime->get_delegate_template (runtime, klass, method, &parts))
		return emit_runtime_failed (emitter);

	/* Closed over an instance needs one; open, it has none, and null is written as such. */
	if (!(info.flags & METHOD_STATIC) && invoke_parameter_count == parameter_count)
		emit_throw_if (emitter, LLVMBuildIsNull (builder, target, ""), EXCEPTION_ARGUMENT);
	LLVMValueRef delegate = allocate_object (emitter, klass);
	if (!delegate)
		return 0;
	if (!LLVMIsNull (target)) {
		if (!(info.flags & METHOD_STATIC))
			emit_null_check (emitter, target);
		emit_store (emitter, emit_offset (emitter, delegate, layout->delegate_target_offset), target,
			(Storage) { TYPE_REFERENCE, NULL }, ACCESS_FIELD, 0, 0);
	}

	const char *cell = arena_format (emitter->compilation->arena, "%s of %s",
		compilation_class_name (emitter->compilation, klass), name);
	LLVMValueRef invoke_code = LLVMBuildLoad2 (builder, module->ptr,
		symbol_address (module, "delegate invoke", cell, parts.invoke_cell), "");
	LLVMValueRef code = LLVMBuildLoad2 (builder, module->ptr,
		symbol_address (module, "delegate code", cell, parts.code_cell), "");
	LLVMBuildStore (builder, symbol_address (module, "method", name, parts.method),
		emit_offset (emitter, delegate, layout->delegate_method_offset));
	LLVMBuildStore (builder, invoke_code, emit_offset (emitter, delegate, layout->delegate_invoke_offset));
	LLVMBuildStore (builder, code, emit_offset (emitter, delegate, layout->delegate_code_offset));
	emit_define (emitter, operation, delegate);
	return 1;
}

static int
emit_new_delegate (Emitter *emitter, const Operation *operation, const MethodDescription *info)
{
	const Definition *function = emit_definition (emitter, operation->operands [1]);

	if (function->code == OPERATION_FUNCTION_ADDRESS) {
		emit_spare_function (emitter, operation->operands [1]);
		return emit_known_delegate (emitter, operation, info->klass, function->method);
	}

	LLVMValueRef delegate = allocate_object (emitter, info->klass);
	if (!delegate)
		return 0;
	LLVMValueRef arguments [] = {
		delegate,
		emit_value (emitter, operation->operands [0]),
		emit_as_pointer (emitter, emit_value (emitter, operation->operands [1])),
	};
	emit_service (emitter, SERVICE_CONSTRUCT_DELEGATE, arguments);
	emit_define (emitter, operation, delegate);
	return 1;
}

/* Arrays with bounds: the runtime takes lengths (or bounds and lengths) as native ints. */
static int
emit_new_array (Emitter *emitter, const Operation *operation)
{
	Module *module = emitter->module;
	LLVMValueRef values = emit_alloca (emitter, operation->operand_count * 8, 8, "lengths");

	for (uint32_t i = 0; i < operation->operand_count; i++) {
		LLVMValueRef value = emit_value (emitter, operation->operands [i]);

		value = LLVMBuildIntCast2 (emitter->builder, value, module->i64, 1, "");
		LLVMBuildStore (emitter->builder, value, emit_offset (emitter, values, 8 * (int64_t) i));
	}
	LLVMValueRef arguments [] = {
		symbol_method (module, operation->method),
		constant_int32 (module, (int32_t) operation->operand_count),
		values,
	};
	emit_define (emitter, operation, emit_service (emitter, SERVICE_NEW_ARRAY, arguments));
	return 1;
}

static int
emit_new_string (Emitter *emitter, const Operation *operation)
{
	LLVMValueRef *arguments = arena_array (emitter->compilation->arena, LLVMValueRef, operation->operand_count + 1);
	LLVMValueRef result;

	/* `this` is null; the constructor returns the string: runtime-facts, "String ctor". */
	arguments [0] = LLVMConstNull (emitter->module->ptr);
	emit_operands (emitter, operation, arguments + 1);
	if (!emit_method_call (emitter, operation->method, operation->signature, CALL_NEW_OBJECT, arguments,
			operation->operand_count + 1, &result))
		return 0;
	if (!result)
		return internal_error (emitter->compilation, emitter->il_offset, "a string constructor without a result");
	emit_define (emitter, operation, result);
	return 1;
}

int
emit_new_object (Emitter *emitter, const Operation *operation)
{
	Module *module = emitter->module;
	IRuntimeInformation *runtime = module->runtime;
	MethodDescription info = { .size = sizeof info };
	ClassDescription class_info = { .size = sizeof class_info };
	LLVMValueRef object, unused;

	if (!runtime->describe_method (runtime, operation->method, &info) ||
		!runtime->describe_class (runtime, info.klass, &class_info))
		return emit_runtime_failed (emitter);
	/* By class, too: the constructor's identity is known for those of the core library only. */
	/* Another method is called with an object that nobody has constructed; these have no such objects. */
	if (!(info.flags & METHOD_CONSTRUCTOR) && class_info.flags & (CLASS_DELEGATE | CLASS_STRING))
		return reject_code (emitter->compilation, emitter->il_offset, "newobj with a method that is no constructor");
	if (info.intrinsic == INTRINSIC_DELEGATE_CONSTRUCTOR || (class_info.flags & CLASS_DELEGATE))
		return emit_new_delegate (emitter, operation, &info);
	if (class_info.flags & CLASS_ARRAY)
		return emit_new_array (emitter, operation);
	if (class_info.flags & CLASS_STRING)
		return emit_new_string (emitter, operation);

	if (runtime->needs_class_initialization (runtime, emitter->source->method, info.klass)) {
		LLVMValueRef vtable = symbol_vtable (module, info.klass);

		if (!vtable)
			return emit_runtime_failed (emitter);
		emit_initialize_class (emitter, vtable);
	}
	if (class_info.flags & CLASS_VALUE_TYPE) {
		object = emit_alloca (emitter, class_info.value_size, 8, "new");
		emit_zero (emitter, object, class_info.value_size, 8);
	} else if (!(object = allocate_object (emitter, info.klass))) {
		return 0;
	}

	if (info.intrinsic == INTRINSIC_BYREFERENCE_CONSTRUCTOR) {
		/* One word, the managed pointer; the body only throws. */
		LLVMBuildStore (emitter->builder, emit_as_pointer (emitter, emit_value (emitter, operation->operands [0])),
			object);
		emit_define (emitter, operation, object);
		return 1;
	}

	LLVMValueRef *arguments = arena_array (emitter->compilation->arena, LLVMValueRef, operation->operand_count + 1);
	arguments [0] = object;
	emit_operands (emitter, operation, arguments + 1);
	if (!emit_method_call (emitter, operation->method, operation->signature, CALL_NEW_OBJECT, arguments,
			operation->operand_count + 1, &unused))
		return 0;
	/* A value type that fits a stack kind of its own (a primitive, constructed) is loaded. */
	if ((class_info.flags & CLASS_VALUE_TYPE) && !is_value (class_info.kind))
		object = emit_load (emitter, object, (Storage) { class_info.kind, info.klass }, ACCESS_STACK, 0, 0);
	emit_define (emitter, operation, object);
	return 1;
}

/* ---- box and unbox ---- */

/* Boxing and unboxing Nullable<T> is done by methods of it: method-to-ir.c:mini_emit_box, handle_unbox_nullable. */
static int
call_nullable (Emitter *emitter, ClassInfo *klass, const char *name, LLVMValueRef argument, LLVMValueRef *result)
{
	IRuntimeInformation *runtime = emitter->module->runtime;
	MethodInfo *method = runtime->get_method_by_name (runtime, klass, name, 1);

	if (!method)
		return emit_runtime_failed (emitter);
	return emit_method_call (emitter, method, NULL, 0, &argument, 1, result);
}

LLVMValueRef
emit_box (Emitter *emitter, ClassInfo *klass, LLVMValueRef value)
{
	Module *module = emitter->module;
	LLVMValueRef object;
	ClassDescription info = { .size = sizeof info };

	if (!module->runtime->describe_class (module->runtime, klass, &info)) {
		emit_runtime_failed (emitter);
		return NULL;
	}
	if (info.kind == TYPE_REFERENCE)
		return value;
	if (info.flags & CLASS_BYREF_LIKE) {
		reject_code (emitter->compilation, emitter->il_offset, "a value of a byref-like type cannot be boxed");
		return NULL;
	}
	if (info.flags & CLASS_NULLABLE)
		return call_nullable (emitter, klass, "Box", value, &object) ? object : NULL;
	if (!(object = allocate_object (emitter, klass)))
		return NULL;
	LLVMValueRef data = emit_offset (emitter, object, module->layout->object_header_size);
	if (!emit_store (emitter, data, value, (Storage) { info.kind, klass }, ACCESS_FIELD, 0, 0))
		return NULL;
	return object;
}

int
emit_box_operation (Emitter *emitter, const Operation *operation)
{
	LLVMValueRef object = emit_box (emitter, operation->klass, emit_value (emitter, operation->operands [0]));

	if (!object)
		return 0;
	emit_define (emitter, operation, object);
	return 1;
}

/* The address of the value in box OBJECT, which must hold KLASS: the element class of a value type is itself, and for an
 * enumeration its underlying type, so boxed enumerations unbox as their underlying type and the other way round, and so do
 * pointers and what they point to (method-to-ir.c:handle_unbox). */
static LLVMValueRef
unbox_address (Emitter *emitter, LLVMValueRef object, ClassInfo *klass, const ClassDescription *info)
{
	Module *module = emitter->module;
	const RuntimeLayout *layout = module->layout;
	LLVMBuilderRef builder = emitter->builder;
	ClassInfo *expected = info->flags & CLASS_ENUM || info->kind == TYPE_POINTER ? info->element : klass;

	emit_null_check (emitter, object);
	LLVMValueRef vtable = emit_load_vtable (emitter, object);
	LLVMValueRef rank = emit_load_word (emitter, vtable, layout->vtable_rank_offset, module->i8, ACCESS_HEADER);
	LLVMValueRef object_class = emit_load_word (emitter, vtable, layout->vtable_class_offset, module->ptr,
		ACCESS_HEADER);
	LLVMValueRef element = emit_load_word (emitter, object_class, layout->class_element_offset, module->ptr,
		ACCESS_HEADER);
	LLVMValueRef is_array = LLVMBuildIsNotNull (builder, rank, "");
	LLVMValueRef is_other = LLVMBuildICmp (builder, LLVMIntNE, element, symbol_class (module, expected), "");
	emit_throw_if (emitter, LLVMBuildOr (builder, is_array, is_other, ""), EXCEPTION_INVALID_CAST);
	return emit_offset (emitter, object, layout->object_header_size);
}

int
emit_unbox (Emitter *emitter, const Operation *operation)
{
	IRuntimeInformation *runtime = emitter->module->runtime;
	LLVMValueRef object = emit_value (emitter, operation->operands [0]);
	ClassDescription info = { .size = sizeof info };

	if (!runtime->describe_class (runtime, operation->klass, &info))
		return emit_runtime_failed (emitter);
	if (info.flags & CLASS_NULLABLE) {
		/* A pointer to a value made here: ECMA-335 III.4.32 */
		LLVMValueRef value;

		if (!call_nullable (emitter, operation->klass, "Unbox", object, &value))
			return 0;
		emit_define (emitter, operation, value);
		return 1;
	}
	emit_define (emitter, operation, unbox_address (emitter, object, operation->klass, &info));
	return 1;
}

int
emit_unbox_any (Emitter *emitter, const Operation *operation)
{
	IRuntimeInformation *runtime = emitter->module->runtime;
	LLVMValueRef object = emit_value (emitter, operation->operands [0]), value;
	ClassDescription info = { .size = sizeof info }, argument = { .size = sizeof argument };

	if (!runtime->describe_class (runtime, operation->klass, &info))
		return emit_runtime_failed (emitter);
	if (info.kind == TYPE_REFERENCE) {
		if (!(value = emit_class_cast (emitter, object, operation->klass)))
			return 0;
	} else if (info.flags & CLASS_NULLABLE) {
		if (!runtime->describe_class (runtime, info.element, &argument))
			return emit_runtime_failed (emitter);
		/* Enumerations exactly: handle_unbox_nullable chooses so. */
		if (!call_nullable (emitter, operation->klass, argument.flags & CLASS_ENUM ? "UnboxExact" : "Unbox", object,
				&value))
			return 0;
	} else {
		LLVMValueRef address = unbox_address (emitter, object, operation->klass, &info);

		value = emit_load (emitter, address, (Storage) { info.kind, operation->klass }, ACCESS_FIELD, 0, 0);
	}
	emit_define (emitter, operation, value);
	return 1;
}
