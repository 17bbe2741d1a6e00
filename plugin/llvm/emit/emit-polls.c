/* SPDX-License-Identifier: MIT
 *
 * Suspension polls, as optimize/polls/polls.h has them. */
#include "emitter.h"
#include "../optimize/polls/polls.h"

static LLVMValueRef
poll_word (Module *module)
{
	return symbol_address (module, "runtime", "poll word", (const void *) module->layout->poll_word);
}

/* Calls SERVICE if TEST holds; returns the call. */
static LLVMValueRef
call_if (Emitter *emitter, LLVMValueRef test, Service service)
{
	LLVMBasicBlockRef after = emit_begin_unlikely (emitter, test, "suspend");
	LLVMValueRef call = emit_service (emitter, service, NULL);

	/* It belongs to the IL where it stands: an abort that arrives there in a finally handler must wait (guards.c). */
	add_call_attribute (emitter->module, call, (unsigned) LLVMAttributeFunctionIndex, "nomerge", 0);
	emit_end_unlikely (emitter, after);
	return call;
}

void
emit_early_poll (Emitter *emitter)
{
	Module *module = emitter->module;
	LLVMValueRef words [] = {
		poll_word (module),
		symbol_address (module, "runtime", "interruption word", (const void *) module->layout->interruption_word),
	};
	LLVMValueRef test = polls_build_early_test (emitter->builder, words, sizeof words / sizeof *words);

	polls_mark_early (call_if (emitter, test, SERVICE_POLL));
}

static void
define_poll_function (Module *module, const char *name, Service service)
{
	LLVMTypeRef type = LLVMFunctionType (module->void_type, NULL, 0, 0);
	LLVMValueRef word = poll_word (module);
	Emitter emitter = {
		.module = module,
		.compilation = module->compilation,
		.function = LLVMAddFunction (module->module, name, type),
		.builder = LLVMCreateBuilderInContext (module->context),
	};

	LLVMPositionBuilderAtEnd (emitter.builder, emit_new_block (&emitter, "poll"));
	call_if (&emitter, polls_build_test (emitter.builder, &word, 1), service);
	LLVMBuildRetVoid (emitter.builder);
	LLVMDisposeBuilder (emitter.builder);
}

void
emit_poll_functions (Module *module, int has_regions)
{
	define_poll_function (module, POLL_FUNCTION, SERVICE_POLL);
	if (has_regions)
		define_poll_function (module, LOOP_POLL_FUNCTION, SERVICE_POLL_QUIETLY);
}
