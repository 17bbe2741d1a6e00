/* SPDX-License-Identifier: MIT
 *
 * The fake runtime's native side: layout, calling convention, dispatch, services and code memory. */
#include "fake-runtime.h"

#include <math.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define FAKE(runtime) ((FakeRuntime *) (runtime))

/* ---- Objects ---- */

void *
fake_allocate_object (FakeVtable *vtable)
{
	FakeVtable **object = fake_allocate_low (vtable->klass->fake, vtable->klass->info.instance_size);

	*object = vtable;
	return object;
}

void *
fake_allocate_vector (FakeVtable *vtable, int64_t length)
{
	FakeRuntime *fake = vtable->klass->fake;
	uint8_t *vector = fake_allocate_low (fake, FAKE_ARRAY_BASE + length * vtable->klass->info.element_size);
	uint32_t stored_length = length;

	*(FakeVtable **) vector = vtable;
	memcpy (vector + FAKE_ARRAY_LENGTH, &stored_length, sizeof (stored_length));
	return vector;
}

static ClassInfo *
class_of (void *object)
{
	return (*(FakeVtable **) object)->klass;
}

/* ---- Services: compiled code that throws ends the process ---- */

static void
initialize_class (FakeVtable *vtable)
{
	vtable->klass->initialization_count++;
	vtable->is_initialized = 1;
}

static void __attribute__ ((noreturn))
throw_corlib (int32_t index)
{
	_Exit (FAKE_EXIT_CORLIB + index);
}

static void __attribute__ ((noreturn))
throw_object (void *exception)
{
	if (!exception)
		throw_corlib (EXCEPTION_NULL_REFERENCE);
	_Exit (FAKE_EXIT_THROW);
}

static void *
is_instance (void *object, ClassInfo *klass, void *cache)
{
	IRuntimeInformation *runtime = fake_interface (klass->fake);

	(void) cache;
	return object && runtime->is_assignable (runtime, klass, class_of (object)) ? object : NULL;
}

static void *
cast_class (void *object, ClassInfo *klass, void *cache)
{
	if (object && !is_instance (object, klass, cache))
		throw_corlib (EXCEPTION_INVALID_CAST);
	return object;
}

static void
check_store_element (void *array, void *value)
{
	if (value && !is_instance (value, class_of (array)->element, NULL))
		throw_corlib (EXCEPTION_ARRAY_TYPE_MISMATCH);
}

static void
set_memory (void *to, int32_t value, int32_t size)
{
	if ((uintptr_t) to < 4096)
		throw_corlib (EXCEPTION_NULL_REFERENCE);
	memset (to, value, (size_t) size);
}

static void
store_element (void *array, int64_t index, void *value)
{
	char *vector = array;

	if ((uint64_t) index >= *(uint32_t *) (vector + FAKE_ARRAY_LENGTH))
		throw_corlib (EXCEPTION_INDEX_OUT_OF_RANGE);
	check_store_element (array, value);
	((void **) (vector + FAKE_ARRAY_BASE)) [index] = value;
}

static void
nothing (void)
{
}

static void
copy_value (void *to, const void *from, ClassInfo *klass)
{
	memmove (to, from, klass->info.value_size);
}

static void
copy_range (void *to, const void *from, int32_t size)
{
	memmove (to, from, size);
}

static void *
load_function (MethodInfo *method)
{
	return *method->cell;
}

static void *
load_virtual_function (void *object, MethodInfo *method)
{
	if (!object)
		throw_corlib (EXCEPTION_NULL_REFERENCE);
	return method->slot < 0 ? *method->cell : class_of (object)->vtable->slots [method->slot];
}

static void *
static_field_address (void *domain, FieldInfo *field)
{
	(void) domain;
	return field->address;
}

static uint64_t
float64_to_uint64 (double value)
{
	return value < 0x1p63 ? (uint64_t) (int64_t) value : (uint64_t) (int64_t) (value - 0x1p63) ^ 1ull << 63;
}

/* Services of things this runtime does not have. */
static void __attribute__ ((noreturn))
no_such_service (void)
{
	fprintf (stderr, "fake runtime: a service was called that it does not have\n");
	abort ();
}

static void *
get_service (IRuntimeInformation *runtime, Service service)
{
	static void *const services [SERVICE_COUNT] = {
		[SERVICE_ALLOCATE_OBJECT] = fake_allocate_object,
		[SERVICE_ALLOCATE_VECTOR] = fake_allocate_vector,
		[SERVICE_INITIALIZE_CLASS] = initialize_class,
		[SERVICE_IS_INSTANCE] = is_instance,
		[SERVICE_CAST_CLASS] = cast_class,
		[SERVICE_CHECK_STORE_ELEMENT] = check_store_element,
		[SERVICE_THROW] = throw_object,
		[SERVICE_RETHROW] = throw_object,
		[SERVICE_THROW_CORLIB] = throw_corlib,
		[SERVICE_POLL] = nothing,
		[SERVICE_POLL_QUIETLY] = nothing,
		[SERVICE_COPY_VALUE] = copy_value,
		[SERVICE_COPY_RANGE] = copy_range,
		[SERVICE_LOAD_FUNCTION] = load_function,
		[SERVICE_LOAD_VIRTUAL_FUNCTION] = load_virtual_function,
		[SERVICE_STATIC_FIELD_ADDRESS] = static_field_address,
		[SERVICE_FLOAT64_REMAINDER] = fmod,
		[SERVICE_FLOAT32_REMAINDER] = fmodf,
		[SERVICE_FLOAT64_TO_UINT64] = float64_to_uint64,
	};

	(void) runtime;
	return services [service] ? services [service] : (void *) no_such_service;
}

/* Stack traces show no such method. */
static MethodInfo *
get_element_address_method (IRuntimeInformation *runtime, ClassInfo *array)
{
	(void) runtime;
	(void) array;
	return NULL;
}

static MethodInfo *
get_helper_method (IRuntimeInformation *runtime, HelperMethod helper)
{
	static const struct {
		const char *name, *signature;
		uint32_t flags;
		void *code;
	} rows [HELPER_COUNT] = {
		[HELPER_CAST_CLASS] = { "castclass", "object (object, nint, nint)", METHOD_STATIC, cast_class },
		[HELPER_STORE_ELEMENT] = { "stelemref", "void (nint, object)", 0, store_element },
		[HELPER_SET_MEMORY] = { "memset", "void (nint, int32, int32)", METHOD_STATIC, set_memory },
	};
	FakeRuntime *fake = FAKE (runtime);
	MethodInfo *method;

	for (uint32_t i = 0; i < fake->methods.count; i++) {
		method = fake->methods.rows [i];
		if (!strcmp (method->name, rows [helper].name))
			return method;
	}
	method = fake_define_method (fake, fake_class (fake, "object"), rows [helper].name, rows [helper].signature,
		rows [helper].flags);
	*method->cell = rows [helper].code;
	return method;
}

static uint32_t
get_corlib_exception_index (IRuntimeInformation *runtime, CorlibException exception)
{
	(void) runtime;
	return exception;
}

/* A fault near null is a NullReferenceException, as the layout promises. */

enum { NULL_PAGE_SIZE = 4096 };

static void
handle_fault (int number, siginfo_t *info, void *context)
{
	(void) context;
	if ((uintptr_t) info->si_addr < NULL_PAGE_SIZE)
		throw_corlib (EXCEPTION_NULL_REFERENCE);
	signal (number, SIG_DFL);
}

static void
install_fault_handler (void)
{
	struct sigaction action = { .sa_sigaction = handle_fault, .sa_flags = SA_SIGINFO };

	sigaction (SIGSEGV, &action, NULL);
}

/* ---- Layout and calling convention ---- */

static const RuntimeLayout *
get_layout (IRuntimeInformation *runtime)
{
	return &FAKE (runtime)->layout;
}

static void
make_layout (FakeRuntime *fake)
{
	enum { CARD_SHIFT = 9, CARD_COUNT = 1 << 12 };

	fake->card_table = fake_allocate_low (fake, CARD_COUNT);
	fake->layout = (RuntimeLayout) { .size = sizeof (RuntimeLayout),
		.object_header_size = FAKE_HEADER_SIZE,
		.array_bounds_offset = FAKE_ARRAY_BOUNDS,
		.array_length_offset = FAKE_ARRAY_LENGTH,
		.array_base_offset = FAKE_ARRAY_BASE,
		.string_length_offset = FAKE_STRING_LENGTH,
		.string_characters_offset = FAKE_STRING_CHARACTERS,
		.vtable_class_offset = offsetof (FakeVtable, klass),
		.vtable_type_object_offset = offsetof (FakeVtable, type_object),
		.vtable_interface_bitmap_offset = offsetof (FakeVtable, interface_bitmap),
		.vtable_maximum_interface_offset = offsetof (FakeVtable, maximum_interface),
		.vtable_rank_offset = offsetof (FakeVtable, rank),
		.vtable_initialized_offset = offsetof (FakeVtable, is_initialized),
		.class_supertypes_offset = offsetof (ClassInfo, supertypes_address),
		.class_depth_offset = offsetof (ClassInfo, depth),
		.class_element_offset = offsetof (ClassInfo, element),
		.card_table = fake->card_table,
		.card_shift = CARD_SHIFT,
		.card_mask = CARD_COUNT - 1,
		.barrier_copy_words = 8,
		.poll_word = fake_allocate_low (fake, sizeof (uint32_t)),
		.interruption_word = fake_allocate_low (fake, sizeof (uint32_t)),
		.delegate_code_offset = FAKE_DELEGATE_CODE,
		.hidden_argument_register = 10,
		.null_page_size = NULL_PAGE_SIZE,
		.float32_is_exact = 1 };
}

typedef struct Registers {
	uint32_t integers, floats, stack_size;
} Registers;

/* System V AMD64 psABI figure 3.36, but that all value types travel on the stack: so do those above 16 bytes in C. */
static NativeLocation
place_argument (Registers *used, ClrType *type)
{
	static const uint8_t integer_registers [] = { 5, 4, 1, 2, 8, 9 };
	enum { FIRST_FLOAT_REGISTER = 17, FLOAT_REGISTER_COUNT = 8 };
	TypeKind kind = type ? type->info.kind : TYPE_REFERENCE;
	NativeLocation location = { .type = type, .size = type ? type->info.value_size : 8, .register_count = 1 };

	if ((kind == TYPE_FLOAT32 || kind == TYPE_FLOAT64) && used->floats < FLOAT_REGISTER_COUNT) {
		location.kind = LOCATION_FLOAT_REGISTER;
		location.registers [0] = FIRST_FLOAT_REGISTER + used->floats++;
	} else if (kind < TYPE_VALUE_TYPE && kind != TYPE_FLOAT32 && kind != TYPE_FLOAT64 &&
		used->integers < sizeof (integer_registers)) {
		location.kind = LOCATION_INTEGER_REGISTERS;
		location.registers [0] = integer_registers [used->integers++];
	} else {
		location.kind = LOCATION_STACK;
		location.register_count = 0;
		location.stack_offset = used->stack_size;
		used->stack_size += (location.size + 7) & ~7u;
	}
	return location;
}

static NativeLocation
place_result (ClrType *type)
{
	enum { RAX = 0, XMM0 = 17 };
	TypeKind kind = type->info.kind;
	NativeLocation location = { .type = type, .size = type->info.value_size, .register_count = 1 };

	if (kind == TYPE_VOID)
		return (NativeLocation) { .kind = LOCATION_NONE, .type = type };
	if (kind >= TYPE_VALUE_TYPE) {
		location.kind = LOCATION_BUFFER;
		location.register_count = 0;
	} else if (kind == TYPE_FLOAT32 || kind == TYPE_FLOAT64) {
		location.kind = LOCATION_FLOAT_REGISTER;
		location.registers [0] = XMM0;
	} else {
		location.kind = LOCATION_INTEGER_REGISTERS;
		location.registers [0] = RAX;
	}
	return location;
}

static int
get_native_signature (IRuntimeInformation *runtime, SignatureInfo *signature, NativeSignature *native)
{
	const SignatureDescription *info = &signature->info;
	Registers used = { 0 };
	NativeLocation *arguments;
	uint32_t first = info->has_this;

	FAKE_GIVE (runtime, native, ((NativeSignature) { .argument_count = first + info->parameter_count }));
	arguments = arena_array (FAKE (runtime)->arena, NativeLocation, native->argument_count);
	native->result = place_result (info->result);
	if (native->result.kind == LOCATION_BUFFER)
		native->result_buffer = place_argument (&used, NULL);
	if (first)
		arguments [0] = place_argument (&used, NULL);
	for (uint32_t i = 0; i < info->parameter_count; i++)
		arguments [first + i] = place_argument (&used, info->parameters [i]);
	native->arguments = arguments;
	native->stack_size = used.stack_size;
	return 1;
}

/* ---- Dispatch ---- */

static int
can_access_method (IRuntimeInformation *runtime, MethodInfo *method, MethodInfo *callee, uint32_t token)
{
	(void) runtime;
	(void) method;
	(void) callee;
	(void) token;
	return 1;
}

static int
get_call_target (IRuntimeInformation *runtime, MethodInfo *caller, MethodInfo *callee, uint32_t flags,
	CallTarget *target)
{
	(void) caller;
	FAKE_GIVE (runtime, target,
		((CallTarget) { .kind = CALL_THROUGH_CELL,
			.method = callee,
			.signature = callee->info.signature,
			.cell = callee->cell,
			.check_null = (flags & CALL_VIRTUAL) != 0 }));
	if (flags & CALL_VIRTUAL && callee->slot >= 0 && !(callee->info.flags & METHOD_FINAL)) {
		target->kind = CALL_THROUGH_VTABLE;
		target->vtable_offset = offsetof (FakeVtable, slots) + callee->slot * sizeof (void *);
	}
	return 1;
}

static int
get_constrained_target (IRuntimeInformation *runtime, MethodInfo *caller, ClassInfo *klass, MethodInfo *callee,
	ConstrainedTarget *target)
{
	(void) caller;
	FAKE_GIVE (runtime, target, ((ConstrainedTarget) { .kind = CONSTRAINED_DEREFERENCE, .method = callee }));
	if (!(klass->info.flags & CLASS_VALUE_TYPE))
		return 1;
	target->kind = CONSTRAINED_BOX;
	for (uint32_t i = 0; i < FAKE (runtime)->methods.count; i++) {
		MethodInfo *method = FAKE (runtime)->methods.rows [i];

		if (method->info.klass == klass && method->slot == callee->slot)
			FAKE_GIVE (runtime, target, ((ConstrainedTarget) { .kind = CONSTRAINED_DIRECT, .method = method }));
	}
	return 1;
}

static int
get_allocator (IRuntimeInformation *runtime, ClassInfo *klass, Allocator *allocator)
{
	(void) runtime;
	(void) klass;
	(void) allocator;
	return 0;
}

/* ---- Code ---- */

static void *
allocate_data (IRuntimeInformation *runtime, size_t size)
{
	return fake_allocate_low (FAKE (runtime), size);
}

static int
allocate_code (IRuntimeInformation *runtime, MethodInfo *method, uint32_t hot_size, uint32_t cold_size,
	uint32_t read_only_size, CodeMemory *memory)
{
	(void) method;
	FAKE_GIVE (runtime, memory,
		((CodeMemory) { .hot = fake_allocate_low (FAKE (runtime), hot_size),
			.cold = fake_allocate_low (FAKE (runtime), cold_size),
			.read_only = fake_allocate_low (FAKE (runtime), read_only_size) }));
	return 1;
}

/* The method that KLASS has in SLOT. */
static MethodInfo *
find_implementation (FakeRuntime *fake, ClassInfo *klass, int32_t slot)
{
	for (; klass; klass = klass->info.parent)
		for (uint32_t i = 0; i < fake->methods.count; i++) {
			MethodInfo *method = fake->methods.rows [i];

			if (method->info.klass == klass && method->slot == slot)
				return method;
		}
	return NULL;
}

static InstalledRuntimeCode *
install_compilation_result (IRuntimeInformation *runtime, MethodInfo *method, const NativeCodeHandle *native_code,
	uint32_t flags)
{
	FakeRuntime *fake = FAKE (runtime);
	/* Nobody asks what it is. */
	InstalledRuntimeCode *installed = (InstalledRuntimeCode *) method;

	if (!(flags & INSTALL_PUBLISH))
		return installed;
	*method->cell = native_code->code;
	for (uint32_t i = 0; method->slot >= 0 && i < fake->classes.count; i++) {
		ClassInfo *klass = fake->classes.rows [i];

		if (find_implementation (fake, klass, method->slot) == method)
			klass->vtable->slots [method->slot] = native_code->code;
	}
	return installed;
}

static int
execute_installed_method (IRuntimeInformation *runtime, InstalledRuntimeCode *installed, void *this_object,
	void **arguments, ExecutionResult *result)
{
	(void) installed;
	(void) this_object;
	(void) arguments;
	(void) result;
	return fake_fail (FAKE (runtime), "tests call compiled code as C functions");
}

static void
run_with_stack (IRuntimeInformation *runtime, size_t stack, void (*work) (void *data), void *data)
{
	(void) runtime;
	(void) stack;
	work (data);
}

static void
run_without_runtime (IRuntimeInformation *runtime, void (*work) (void *data), void *data)
{
	run_with_stack (runtime, 0, work, data);
}

static ICompiler *
get_compiler (IRuntimeInformation *runtime, const char *spec)
{
	(void) spec;
	fake_fail (FAKE (runtime), "there is no other compiler");
	return NULL;
}

static void
release (IRuntimeInformation *runtime)
{
	fake_destroy (FAKE (runtime));
}

void
fake_install_native (FakeRuntime *fake)
{
	IRuntimeInformation *questions = &fake->questions;

	install_fault_handler ();
	make_layout (fake);
	questions->get_layout = get_layout;
	questions->get_native_signature = get_native_signature;
	questions->get_call_target = get_call_target;
	questions->can_access_method = can_access_method;
	questions->get_constrained_target = get_constrained_target;
	questions->get_allocator = get_allocator;
	questions->get_service = get_service;
	questions->get_helper_method = get_helper_method;
	questions->get_element_address_method = get_element_address_method;
	questions->get_corlib_exception_index = get_corlib_exception_index;
	questions->allocate_data = allocate_data;
	questions->allocate_code = allocate_code;
	questions->install_compilation_result = install_compilation_result;
	questions->execute_installed_method = execute_installed_method;
	questions->run_without_runtime = run_without_runtime;
	questions->run_with_stack = run_with_stack;
	questions->get_compiler = get_compiler;
	questions->release = release;
}
