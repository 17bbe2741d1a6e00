/* SPDX-License-Identifier: MIT
 *
 * How calls of services are emitted: what may throw is never nounwind, and is an invoke in a protected region; what is
 * nounwind throws nothing, and returns. */
#include "../../plugin/llvm/emit/emitter.h"
#include "../../plugin/llvm/emit/module.h"
#include "fake-runtime.h"
#include "suite.h"

#include <string.h>

enum { MOST_ARGUMENTS = 8 };

static const struct {
	const char *name, *signature;
	uint32_t flags;
} rows [SERVICE_COUNT] = {
#define SERVICE_ROW(name, signature, flags) { #name, signature, flags },
	MONO_COMPILER_SERVICES (SERVICE_ROW)
#undef SERVICE_ROW
};

static FakeRuntime *fake;
static Compilation compilation;
static Emitter emitter;

/* A method with a block to emit calls into, and one where exceptions land. */
static void
set_up (void)
{
	LLVMContextRef context = LLVMContextCreate ();

	fake = fake_create ();
	compilation = (Compilation) { .runtime = fake_interface (fake), .arena = arena_create () };
	emitter = (Emitter) {
		.module = module_create (&compilation, context, symbols_create (&compilation), INLINING_NONE, 1),
		.compilation = &compilation,
		.builder = LLVMCreateBuilderInContext (context),
	};
	LLVMTypeRef type = LLVMFunctionType (emitter.module->void_type, NULL, 0, 0);
	emitter.function = LLVMAddFunction (emitter.module->module, "method", type);
	LLVMPositionBuilderAtEnd (emitter.builder, emit_new_block (&emitter, "entry"));
}

static void
tear_down (void)
{
	LLVMContextRef context = emitter.module->context;

	LLVMDisposeBuilder (emitter.builder);
	LLVMDisposeModule (emitter.module->module);
	LLVMContextDispose (context);
	arena_destroy (compilation.arena);
	fake_destroy (fake);
}

static LLVMTypeRef
type_at (const char *text)
{
	const Module *module = emitter.module;

	switch (*text) {
	case 'i':
		return text [3] == '3' ? module->i32 : module->i64;
	case 'f':
		return text [5] == '3' ? module->f32 : module->f64;
	default:
		return module->ptr;
	}
}

/* Emits a call of SERVICE with any values. */
static LLVMValueRef
call (Service service)
{
	LLVMValueRef arguments [MOST_ARGUMENTS];
	uint32_t count = 0;

	for (const char *text = strchr (rows [service].signature, '(') + 1; text && *text != ')';) {
		ck_assert_uint_lt (count, MOST_ARGUMENTS);
		arguments [count++] = LLVMGetPoison (type_at (text));
		text = strchr (text, ',');
		text = text ? text + 2 : NULL;
	}
	return emit_service (&emitter, service, arguments);
}

static int
is_nounwind (LLVMValueRef instruction)
{
	unsigned kind = LLVMGetEnumAttributeKindForName ("nounwind", strlen ("nounwind"));

	return LLVMGetCallSiteEnumAttribute (instruction, (LLVMAttributeIndex) LLVMAttributeFunctionIndex, kind) != NULL ||
		LLVMGetEnumAttributeAtIndex (LLVMGetCalledValue (instruction), (LLVMAttributeIndex) LLVMAttributeFunctionIndex,
			kind) != NULL;
}

START_TEST (services_that_throw)
{
	int may_throw = (rows [_i].flags & SERVICE_MAY_THROW) != 0;
	LLVMValueRef outside = call ((Service) _i);

	emitter.landing = emit_new_block (&emitter, "landing");
	LLVMValueRef inside = call ((Service) _i);
	emitter.landing = NULL;
	ck_assert_msg (LLVMIsACallInst (outside) != NULL, "%s: no call outside of a region", rows [_i].name);
	ck_assert_msg ((LLVMIsAInvokeInst (inside) != NULL) == may_throw, "%s in a region", rows [_i].name);
	ck_assert_msg (!may_throw || (!is_nounwind (outside) && !is_nounwind (inside)), "%s is nounwind", rows [_i].name);
	/* Or LLVM could not drop a result that nobody uses. */
	if (!may_throw && rows [_i].flags & SERVICE_PURE)
		ck_assert_msg (is_nounwind (outside), "%s is pure, and may unwind", rows [_i].name);
}
END_TEST

/* What the table says must make sense. */
START_TEST (flags_of_services)
{
	uint32_t flags = rows [_i].flags;

	ck_assert_msg (!(flags & SERVICE_NO_RETURN) || flags & SERVICE_MAY_THROW, "%s neither returns nor throws",
		rows [_i].name);
	ck_assert_msg (!(flags & SERVICE_PURE) || flags == SERVICE_PURE, "%s is pure and has effects", rows [_i].name);
}
END_TEST

int
main (void)
{
	TCase *services = tcase_create ("services");

	tcase_add_checked_fixture (services, set_up, tear_down);
	tcase_add_loop_test (services, services_that_throw, 0, SERVICE_COUNT);
	tcase_add_loop_test (services, flags_of_services, 0, SERVICE_COUNT);
	return run_case (services);
}
