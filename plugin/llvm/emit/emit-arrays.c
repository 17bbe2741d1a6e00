/* SPDX-License-Identifier: MIT
 *
 * Vectors: ECMA-335 III.4.8, III.4.9, III.4.12, III.4.20 and III.4.26; arrays with bounds: II.14.2. */
#include "families.h"

int
emit_new_vector (Emitter *emitter, const Operation *operation)
{
	Module *module = emitter->module;
	IRuntimeInformation *runtime = module->runtime;
	LLVMValueRef length = emit_value (emitter, operation->operands [0]), known = NULL;
	ClassInfo *klass = runtime->get_vector_class (runtime, operation->klass);
	LLVMValueRef vtable = klass ? symbol_vtable (module, klass) : NULL;
	Allocator allocator = { .size = sizeof allocator };

	if (!vtable)
		return emit_runtime_failed (emitter);
	if (LLVMIsAConstantInt (length))
		known = LLVMBuildTrunc (emitter->builder, length, module->i32, "");
	/* The sign is kept, so that the allocator sees a negative length. A 64-bit length must fit 32 bits unsigned:
	 * method-to-ir.c, MONO_CEE_NEWARR */
	if (LLVMTypeOf (length) == module->i32)
		length = LLVMBuildSExt (emitter->builder, length, module->i64, "");
	else if (!(operation->flags & OPERATION_UNSIGNED))
		emit_throw_if (emitter,
			LLVMBuildICmp (emitter->builder, LLVMIntUGT, length, constant_int64 (module, UINT32_MAX), ""),
			EXCEPTION_OVERFLOW);

	LLVMValueRef arguments [] = { vtable, length };
	LLVMValueRef vector;
	if (runtime->get_allocator (runtime, klass, &allocator) && allocator.kind == ALLOCATOR_VECTOR) {
		LLVMTypeRef types [] = { module->ptr, module->i64 };
		LLVMTypeRef type = LLVMFunctionType (module->ptr, types, 2, 0);

		vector = emit_call_or_invoke (emitter, type, symbol_address (module, "allocator", "vector", allocator.address),
			arguments, 2);
	} else {
		vector = emit_service (emitter, SERVICE_ALLOCATE_VECTOR, arguments);
	}
	add_call_attribute (module, vector, 0, "noalias", 0);
	add_call_attribute (module, vector, 0, "nonnull", 0);
	emit_define (emitter, operation, vector);
	emitter->definitions [operation->result->number].length = known;
	return 1;
}

/* The length, as 32 bits; checks for null. */
static LLVMValueRef
load_length (Emitter *emitter, LLVMValueRef vector)
{
	Module *module = emitter->module;

	emit_null_check (emitter, vector);
	return emit_load_word (emitter, vector, module->layout->array_length_offset, module->i32, ACCESS_LENGTH);
}

int
emit_array_length (Emitter *emitter, const Operation *operation)
{
	LLVMValueRef vector = emit_as_pointer (emitter, emit_value (emitter, operation->operands [0]));

	emit_define (emitter, operation,
		LLVMBuildZExt (emitter->builder, load_length (emitter, vector), emitter->module->i64, ""));
	return 1;
}

/* Whether INDEX is out of the range of OPERATION's vector; checks for null. */
static LLVMValueRef
is_out_of_range (Emitter *emitter, const Operation *operation, LLVMValueRef vector, LLVMValueRef index)
{
	Module *module = emitter->module;
	LLVMValueRef known = emit_definition (emitter, operation->operands [0])->length;
	LLVMValueRef length = known ? known : load_length (emitter, vector);

	if (LLVMTypeOf (index) == module->i64)
		length = LLVMBuildZExt (emitter->builder, length, module->i64, "");
	/* Unsigned, so that negative indices are out of range, too. */
	return LLVMBuildICmp (emitter->builder, LLVMIntUGE, index, length, "");
}

/* Where element INDEX of VECTOR, which is there, lies. */
static LLVMValueRef
known_element_address (Emitter *emitter, LLVMValueRef vector, LLVMValueRef index, Storage storage)
{
	Module *module = emitter->module;
	LLVMValueRef base = emit_offset (emitter, vector, module->layout->array_base_offset);
	LLVMTypeRef type = is_value (storage.kind) ? LLVMArrayType2 (module->i8, storage_size (module, storage))
											   : type_in_memory (module, storage.kind);

	index = LLVMBuildZExt (emitter->builder, index, module->i64, "");
	return LLVMBuildInBoundsGEP2 (emitter->builder, type, base, &index, 1, "");
}

static LLVMValueRef
vector_operand (Emitter *emitter, const Operation *operation)
{
	return emit_as_pointer (emitter, emit_value (emitter, operation->operands [0]));
}

static LLVMValueRef
index_operand (Emitter *emitter, const Operation *operation)
{
	return emit_as_word (emitter, emit_value (emitter, operation->operands [1]));
}

/* Checks null and bounds, and returns where element OPERANDS [1] of OPERANDS [0] is. */
static LLVMValueRef
element_address (Emitter *emitter, const Operation *operation, Storage storage)
{
	LLVMValueRef vector = vector_operand (emitter, operation), index = index_operand (emitter, operation);

	emit_throw_if (emitter, is_out_of_range (emitter, operation, vector, index), EXCEPTION_INDEX_OUT_OF_RANGE);
	return known_element_address (emitter, vector, index, storage);
}

int
emit_load_element (Emitter *emitter, const Operation *operation)
{
	LLVMValueRef address = element_address (emitter, operation, operation->storage);

	emit_define (emitter, operation, emit_load (emitter, address, operation->storage, ACCESS_ELEMENT, 0, 0));
	return 1;
}

/* Writable addresses of reference elements exist only in arrays of exactly their type: ECMA-335 III.4.9. KLASS: the
 * array's; NULL when the runtime has a failure. */
static int
check_exact_array (Emitter *emitter, LLVMValueRef array, ClassInfo *klass)
{
	Module *module = emitter->module;
	LLVMValueRef expected = klass ? symbol_vtable (module, klass) : NULL;

	if (!expected)
		return emit_runtime_failed (emitter);
	emit_null_check (emitter, array);
	LLVMValueRef vtable = emit_load_vtable (emitter, array);
	emit_throw_if (emitter, LLVMBuildICmp (emitter->builder, LLVMIntNE, vtable, expected, ""),
		EXCEPTION_ARRAY_TYPE_MISMATCH);
	return 1;
}

/* For Mono's compiler the classes of pointers are no value types. */
static int
is_checked_element (Emitter *emitter, TypeKind kind)
{
	int is_pointer = kind == TYPE_POINTER || kind == TYPE_FUNCTION_POINTER;

	return kind == TYPE_REFERENCE || (is_pointer && like_mini (emitter->compilation, LIKE_POINTER_ELEMENTS));
}

int
emit_element_address (Emitter *emitter, const Operation *operation)
{
	IRuntimeInformation *runtime = emitter->module->runtime;
	Storage storage;

	if (!storage_of_class (emitter->module, operation->klass, &storage, NULL))
		return emit_runtime_failed (emitter);
	if (is_checked_element (emitter, storage.kind) && !(operation->flags & OPERATION_READONLY) &&
		!check_exact_array (emitter, emit_as_pointer (emitter, emit_value (emitter, operation->operands [0])),
			runtime->get_vector_class (runtime, operation->klass)))
		return 0;
	emit_define (emitter, operation, element_address (emitter, operation, storage));
	return 1;
}

static LLVMValueRef
load_class (Emitter *emitter, LLVMValueRef object)
{
	Module *module = emitter->module;
	LLVMValueRef vtable = emit_load_vtable (emitter, object);

	return emit_load_word (emitter, vtable, module->layout->vtable_class_offset, module->ptr, ACCESS_HEADER);
}

static LLVMValueRef
load_depth (Emitter *emitter, LLVMValueRef klass)
{
	Module *module = emitter->module;
	LLVMValueRef depth = emit_load_word (emitter, klass, module->layout->class_depth_offset, module->i16,
		ACCESS_HEADER);

	return LLVMBuildZExt (emitter->builder, depth, module->i64, "");
}

/* Goes to ALLOWED if VALUE is null, or its class is VECTOR's element class or derives from it, so that VALUE may be stored
 * in VECTOR; else to UNKNOWN: of interfaces, arrays of arrays and what else there is, the runtime decides. */
static void
test_covariance (Emitter *emitter, LLVMValueRef vector, LLVMValueRef value, LLVMBasicBlockRef allowed,
	LLVMBasicBlockRef unknown)
{
	Module *module = emitter->module;
	LLVMBuilderRef builder = emitter->builder;
	LLVMBasicBlockRef not_null = emit_new_block (emitter, "store.check");
	LLVMBasicBlockRef not_equal = emit_new_block (emitter, "store.derived");
	LLVMBasicBlockRef deep_enough = emit_new_block (emitter, "store.supertype");

	LLVMBuildCondBr (builder, LLVMBuildIsNull (builder, value, ""), allowed, not_null);

	LLVMPositionBuilderAtEnd (builder, not_null);
	LLVMValueRef element = emit_load_word (emitter, load_class (emitter, vector), module->layout->class_element_offset,
		module->ptr, ACCESS_HEADER);
	LLVMValueRef klass = load_class (emitter, value);
	LLVMBuildCondBr (builder, LLVMBuildICmp (builder, LLVMIntEQ, element, klass, ""), allowed, not_equal);

	LLVMPositionBuilderAtEnd (builder, not_equal);
	/* Unsigned, so that a depth of 0, not set up yet, is unknown, too. */
	LLVMValueRef index = LLVMBuildSub (builder, load_depth (emitter, element), constant_int64 (module, 1), "");
	LLVMBuildCondBr (builder, LLVMBuildICmp (builder, LLVMIntULT, index, load_depth (emitter, klass), ""), deep_enough,
		unknown);

	LLVMPositionBuilderAtEnd (builder, deep_enough);
	LLVMValueRef supertypes = emit_load_word (emitter, klass, module->layout->class_supertypes_offset, module->ptr,
		ACCESS_HEADER);
	LLVMValueRef entry = LLVMBuildGEP2 (builder, module->ptr, supertypes, &index, 1, "");
	LLVMValueRef supertype = emit_load_word (emitter, entry, 0, module->ptr, ACCESS_HEADER);
	LLVMBuildCondBr (builder, LLVMBuildICmp (builder, LLVMIntEQ, supertype, element, ""), allowed, unknown);
}

/* ArrayTypeMismatchException unless VALUE may be stored in ARRAY. */
static void
check_covariance (Emitter *emitter, LLVMValueRef array, LLVMValueRef value)
{
	LLVMBasicBlockRef unknown = emit_new_block (emitter, "store.unknown");
	LLVMBasicBlockRef allowed = emit_new_block (emitter, "store.allowed");
	LLVMValueRef arguments [] = { array, value };

	test_covariance (emitter, array, value, allowed, unknown);
	LLVMPositionBuilderAtEnd (emitter->builder, unknown);
	emit_service (emitter, SERVICE_CHECK_STORE_ELEMENT, arguments);
	LLVMBuildBr (emitter->builder, allowed);
	LLVMPositionBuilderAtEnd (emitter->builder, allowed);
}

/* The class of elements if VECTOR was made in this block, as for "params object[]" and "new string[] { ... }", else NULL.
 * Such a vector is of exactly its type. */
static ClassInfo *
exact_element_class (Emitter *emitter, const Temp *vector)
{
	const Definition *definition = emit_definition (emitter, vector);

	return definition->code == OPERATION_NEW_VECTOR ? definition->klass : NULL;
}

/* Whether VALUE is known to fit into a vector whose elements are of exactly class ELEMENT. Only what defines it counts:
 * what is said of its type may be a lie in unverifiable code. */
static int
fits_elements (Emitter *emitter, ClassInfo *element, const ClassDescription *info, const Temp *value)
{
	const Definition *definition = emit_definition (emitter, value);
	IRuntimeInformation *runtime = emitter->module->runtime;

	if (info->flags & CLASS_OBJECT)
		return 1;
	switch (definition->code) {
	case OPERATION_STRING:
		return (info->flags & CLASS_STRING) != 0;
	case OPERATION_NEW_OBJECT:
	case OPERATION_BOX:
		return definition->klass && runtime->is_assignable (runtime, element, definition->klass);
	default:
		return 0;
	}
}

/* Goes to ALLOWED if VALUE is null or has the virtual table EXPECTED, else to UNKNOWN. */
static void
test_exact (Emitter *emitter, LLVMValueRef value, LLVMValueRef expected, LLVMBasicBlockRef allowed,
	LLVMBasicBlockRef unknown)
{
	LLVMBasicBlockRef not_null = emit_new_block (emitter, "store.check");

	LLVMBuildCondBr (emitter->builder, LLVMBuildIsNull (emitter->builder, value, ""), allowed, not_null);
	LLVMPositionBuilderAtEnd (emitter->builder, not_null);
	LLVMValueRef vtable = emit_load_vtable (emitter, value);
	LLVMBuildCondBr (emitter->builder, LLVMBuildICmp (emitter->builder, LLVMIntEQ, vtable, expected, ""), allowed,
		unknown);
}

/* The virtual table of all objects that fit elements of class ELEMENT, if there is one, else NULL. */
static LLVMValueRef
only_vtable (Emitter *emitter, ClassInfo *element, const ClassDescription *info)
{
	LLVMValueRef vtable;

	/* Arrays are sealed, too, and hold others. */
	if (!(info->flags & CLASS_SEALED) || info->flags & CLASS_ARRAY)
		return NULL;
	vtable = symbol_vtable (emitter->module, element);
	if (!vtable)
		emitter->module->runtime->clear_failure (emitter->module->runtime);
	return vtable;
}

/* Goes to ALLOWED if the value of OPERATION, a store, fits its vector, else to UNKNOWN. Returns 0 with a verdict. */
static int
test_element (Emitter *emitter, const Operation *operation, LLVMValueRef vector, LLVMValueRef value,
	LLVMBasicBlockRef allowed, LLVMBasicBlockRef unknown)
{
	ClassInfo *element = exact_element_class (emitter, operation->operands [0]);
	IRuntimeInformation *runtime = emitter->module->runtime;
	ClassDescription info = { .size = sizeof info };

	if (element && !runtime->describe_class (runtime, element, &info))
		return emit_runtime_failed (emitter);
	if (element && fits_elements (emitter, element, &info, operation->operands [2])) {
		LLVMBuildBr (emitter->builder, allowed);
		return 1;
	}
	LLVMValueRef vtable = element ? only_vtable (emitter, element, &info) : NULL;
	if (vtable)
		test_exact (emitter, value, vtable, allowed, unknown);
	else
		test_covariance (emitter, vector, value, allowed, unknown);
	return 1;
}

/* Mono's compiler always calls the runtime's method, so that stack traces show it when the index is out of range or the
 * element does not fit. Here it is called then, and when it is not known whether it fits. */
static int
store_by_helper (Emitter *emitter, const Operation *operation, LLVMValueRef value)
{
	Module *module = emitter->module;
	LLVMBuilderRef builder = emitter->builder;
	MethodInfo *helper = module->runtime->get_helper_method (module->runtime, HELPER_STORE_ELEMENT);
	LLVMValueRef vector = vector_operand (emitter, operation), index = index_operand (emitter, operation), none;
	LLVMBasicBlockRef in_range = emit_new_block (emitter, "store.range");
	LLVMBasicBlockRef unknown = emit_new_block (emitter, "store.unknown");
	LLVMBasicBlockRef allowed = emit_new_block (emitter, "store.allowed");
	LLVMBasicBlockRef done = emit_new_block (emitter, "store.done");

	if (!helper)
		return emit_runtime_failed (emitter);
	LLVMBuildCondBr (builder, is_out_of_range (emitter, operation, vector, index), unknown, in_range);
	LLVMPositionBuilderAtEnd (builder, in_range);
	if (!test_element (emitter, operation, vector, value, allowed, unknown))
		return 0;

	LLVMPositionBuilderAtEnd (builder, unknown);
	LLVMValueRef arguments [] = { vector, LLVMBuildSExt (builder, index, module->i64, ""), value };
	if (!emit_method_call (emitter, helper, NULL, CALL_VIRTUAL, arguments, 3, &none))
		return 0;
	LLVMBuildBr (builder, done);

	LLVMPositionBuilderAtEnd (builder, allowed);
	LLVMValueRef address = known_element_address (emitter, vector, index, operation->storage);
	if (!emit_store (emitter, address, value, operation->storage, ACCESS_ELEMENT, 0, 0))
		return 0;
	LLVMBuildBr (builder, done);
	LLVMPositionBuilderAtEnd (builder, done);
	return 1;
}

static int
store_checked (Emitter *emitter, const Operation *operation, LLVMValueRef value)
{
	LLVMValueRef address = element_address (emitter, operation, operation->storage);

	check_covariance (emitter, emit_as_pointer (emitter, emit_value (emitter, operation->operands [0])), value);
	return emit_store (emitter, address, value, operation->storage, ACCESS_ELEMENT, 0, 0);
}

static int
store_reference (Emitter *emitter, const Operation *operation, LLVMValueRef value)
{
	if (like_mini (emitter->compilation, LIKE_HELPER_FRAMES))
		return store_by_helper (emitter, operation, value);
	return store_checked (emitter, operation, value);
}

int
emit_store_element (Emitter *emitter, const Operation *operation)
{
	LLVMValueRef value = emit_value (emitter, operation->operands [2]);

	if (operation->storage.kind == TYPE_REFERENCE && !LLVMIsNull (value))
		return store_reference (emitter, operation, value);
	return emit_store_temp (emitter, element_address (emitter, operation, operation->storage), operation->operands [2],
		operation->storage, ACCESS_ELEMENT, 0, 0);
}

/* ---- Arrays with bounds: their methods, which the runtime provides ---- */

/* An accessor's array and place in it */
typedef struct Place {
	ClassInfo *klass; /* the array's */
	uint32_t rank;
	Storage element;
	LLVMValueRef array, *indices;
} Place;

/* What OPERATION, a call of an accessor with ARGUMENTS, works on. Returns 0 for arrays of rank 1, of which some are vectors:
 * left to the runtime. */
static int
get_place (Emitter *emitter, const Operation *operation, LLVMValueRef *arguments, Place *place)
{
	IRuntimeInformation *runtime = emitter->module->runtime;
	MethodDescription info = { .size = sizeof info };
	ClassDescription array = { .size = sizeof array };

	if (!runtime->describe_method (runtime, operation->method, &info) ||
		!runtime->describe_class (runtime, info.klass, &array) ||
		!storage_of_class (emitter->module, array.element, &place->element, NULL))
		return emit_runtime_failed (emitter);
	place->klass = info.klass;
	place->rank = array.rank;
	place->array = emit_as_pointer (emitter, arguments [0]);
	place->indices = arguments + 1;
	return place->rank > 1;
}

/* Calls METHOD, the runtime's, which throws: ARRAY is null, or has no element with index FIRST in its first dimension. */
static int
emit_no_element (Emitter *emitter, const Place *place, MethodInfo *method, LLVMValueRef array, LLVMValueRef first)
{
	LLVMValueRef *arguments = arena_array (emitter->compilation->arena, LLVMValueRef, place->rank + 1), address;

	arguments [0] = array;
	arguments [1] = first;
	for (uint32_t i = 1; i < place->rank; i++)
		arguments [i + 1] = constant_int32 (emitter->module, 0);
	if (!emit_method_call (emitter, method, NULL, 0, arguments, place->rank + 1, &address))
		return 0;
	LLVMBuildUnreachable (emitter->builder);
	return 1;
}

static LLVMValueRef
load_bound (Emitter *emitter, LLVMValueRef bounds, uint32_t dimension, uint32_t offset)
{
	Module *module = emitter->module;

	return emit_load_word (emitter, bounds, dimension * module->layout->bounds_record_size + offset, module->i32,
		ACCESS_BOUND);
}

static LLVMValueRef
load_bounds (Emitter *emitter, LLVMValueRef array)
{
	Module *module = emitter->module;

	return emit_load_word (emitter, array, module->layout->array_bounds_offset, module->ptr, ACCESS_BOUND);
}

/* Checks that there is an array, and makes *OUT, a block for indices that are out of range, if METHOD is to throw. There it
 * gets an index that always is: no value of a loop may be used behind it, or checks stay in loops that could do without. */
static int
emit_method_checks (Emitter *emitter, const Place *place, MethodInfo *method, LLVMBasicBlockRef *out)
{
	Module *module = emitter->module;
	LLVMBuilderRef builder = emitter->builder;
	LLVMBasicBlockRef present = emit_begin_unlikely (emitter, LLVMBuildIsNull (builder, place->array, ""),
		"array.missing");

	if (!emit_no_element (emitter, place, method, LLVMConstNull (module->ptr), constant_int32 (module, 0)))
		return 0;
	*out = emit_new_block (emitter, "index.out");
	LLVMPositionBuilderAtEnd (builder, *out);
	LLVMValueRef lower = load_bound (emitter, load_bounds (emitter, place->array), 0,
		module->layout->bounds_lower_offset);
	if (!emit_no_element (emitter, place, method, place->array,
			LLVMBuildSub (builder, lower, constant_int32 (module, 1), "")))
		return 0;
	LLVMPositionBuilderAtEnd (builder, present);
	return 1;
}

/* Where the element at PLACE is. Rows follow each other, and there are at most 2^32 elements (object.c,
 * mono_array_new_full_checked): the number of an element fits 64 bits. NULL with a verdict. */
static LLVMValueRef
bounded_element_address (Emitter *emitter, const Place *place)
{
	Module *module = emitter->module;
	IRuntimeInformation *runtime = module->runtime;
	LLVMBuilderRef builder = emitter->builder;
	const RuntimeLayout *layout = module->layout;
	MethodInfo *method = like_mini (emitter->compilation, LIKE_HELPER_FRAMES)
		? runtime->get_element_address_method (runtime, place->klass)
		: NULL;
	LLVMBasicBlockRef out = NULL;

	if (!method)
		emit_null_check (emitter, place->array);
	else if (!emit_method_checks (emitter, place, method, &out))
		return NULL;
	LLVMValueRef bounds = load_bounds (emitter, place->array), number = NULL;
	for (uint32_t i = 0; i < place->rank; i++) {
		LLVMValueRef lower = load_bound (emitter, bounds, i, layout->bounds_lower_offset);
		LLVMValueRef length = load_bound (emitter, bounds, i, layout->bounds_length_offset);
		LLVMValueRef index = LLVMBuildSub (builder, place->indices [i], lower, "");
		LLVMValueRef is_out = LLVMBuildICmp (builder, LLVMIntUGE, index, length, "");

		if (out)
			emit_go_unlikely (emitter, is_out, out);
		else
			emit_throw_if (emitter, is_out, EXCEPTION_INDEX_OUT_OF_RANGE);
		index = LLVMBuildZExt (builder, index, module->i64, "");
		length = LLVMBuildZExt (builder, length, module->i64, "");
		number = number ? LLVMBuildNUWAdd (builder, LLVMBuildNUWMul (builder, number, length, ""), index, "") : index;
	}
	LLVMTypeRef type = LLVMArrayType2 (module->i8, storage_size (module, place->element));
	return LLVMBuildInBoundsGEP2 (builder, type, emit_offset (emitter, place->array, layout->array_base_offset),
		&number, 1, "");
}

LLVMValueRef
emit_array_get (Emitter *emitter, const Operation *operation, LLVMValueRef *arguments)
{
	Place place;
	LLVMValueRef address = get_place (emitter, operation, arguments, &place) ? bounded_element_address (emitter, &place)
																			 : NULL;

	return address ? emit_load (emitter, address, place.element, ACCESS_ELEMENT, 0, 0) : NULL;
}

/* The check of the type comes first: method-to-ir.c, "array Set". There is none of an array that is missing, but for
 * Mono's compiler the same function throws, and stack traces show it. */
static void
check_type_of_value (Emitter *emitter, const Place *place, LLVMValueRef value)
{
	if (like_mini (emitter->compilation, LIKE_HELPER_FRAMES)) {
		LLVMValueRef arguments [] = { place->array, value };
		LLVMBasicBlockRef after = emit_begin_unlikely (emitter, LLVMBuildIsNull (emitter->builder, place->array, ""),
			"array.missing");

		emit_service (emitter, SERVICE_CHECK_STORE_ELEMENT, arguments);
		LLVMBuildUnreachable (emitter->builder);
		LLVMPositionBuilderAtEnd (emitter->builder, after);
	} else {
		emit_null_check (emitter, place->array);
	}
	if (!LLVMIsNull (value))
		check_covariance (emitter, place->array, value);
}

LLVMValueRef
emit_array_set (Emitter *emitter, const Operation *operation, LLVMValueRef *arguments)
{
	Place place;

	if (!get_place (emitter, operation, arguments, &place))
		return NULL;
	LLVMValueRef value = arguments [place.rank + 1];
	if (place.element.kind == TYPE_REFERENCE)
		check_type_of_value (emitter, &place, value);
	LLVMValueRef address = bounded_element_address (emitter, &place);
	return address && emit_store (emitter, address, value, place.element, ACCESS_ELEMENT, 0, 0) ? address : NULL;
}

LLVMValueRef
emit_array_address (Emitter *emitter, const Operation *operation, LLVMValueRef *arguments)
{
	Place place;

	if (!get_place (emitter, operation, arguments, &place))
		return NULL;
	if (place.element.kind == TYPE_REFERENCE && !(operation->flags & OPERATION_READONLY) &&
		!check_exact_array (emitter, place.array, place.klass))
		return NULL;
	return bounded_element_address (emitter, &place);
}
