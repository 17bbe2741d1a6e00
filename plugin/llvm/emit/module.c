/* SPDX-License-Identifier: MIT
 *
 * A method's module: its own function, those that are inlined into it, and the polls' bodies. */
#include "module.h"

#include "../../executor/frame-use.h"
#include "../native/native.h"
#include "../optimize/polls/polls.h"
#include "families.h"
#include "inlining.h"

Module *
module_create (Compilation *compilation, LLVMContextRef context, Symbols *symbols, Inlining inlining, int names)
{
	Module *module = arena_new (compilation->arena, Module);

	module->compilation = compilation;
	module->runtime = compilation->runtime;
	module->layout = compilation->runtime->get_layout (compilation->runtime);
	module->symbols = symbols;
	module->context = context;
	module->inlining = inlining;
	module->names = names;
	module->module = LLVMModuleCreateWithNameInContext ("bigstep", context);
	target_prepare_module (module->module);
	types_initialize (module);
	aliasing_initialize (module);
	return module;
}

/* ---- Inlined methods ---- */

/* A body that only calls the method, in the place of one that could not be emitted. */
static int
replace_by_call (Module *module, Inlinee *inlinee)
{
	LoweredSignature lowered;
	LLVMValueRef function = emit_add_function (module, &inlinee->lowered, "call");
	LLVMBuilderRef builder = LLVMCreateBuilderInContext (module->context);
	const char *name = compilation_method_name (module->compilation, inlinee->body->method);
	LLVMValueRef cell = symbol_address (module, "cell", name, inlinee->target.cell);
	LLVMValueRef *values = arena_array (module->compilation->arena, LLVMValueRef, LLVMCountParams (function) + 1);
	uint32_t count = 0;

	LLVMReplaceAllUsesWith (inlinee->function, function);
	LLVMDeleteFunction (inlinee->function);
	inlinee->function = function;
	if (!signature_lower (module, inlinee->target.signature, inlinee->target.hidden_argument != NULL, &lowered)) {
		LLVMDisposeBuilder (builder);
		return runtime_failed (module->compilation, 0);
	}
	LLVMPositionBuilderAtEnd (builder, LLVMAppendBasicBlockInContext (module->context, function, ""));
	if (inlinee->target.hidden_argument)
		values [count++] = symbol_address (module, "hidden", name, inlinee->target.hidden_argument);
	for (unsigned i = 0; i < LLVMCountParams (function); i++)
		values [count++] = LLVMGetParam (function, i);
	LLVMValueRef code = LLVMBuildLoad2 (builder, module->ptr, cell, "");
	LLVMValueRef call = LLVMBuildCall2 (builder, lowered.type, code, values, count, "");
	signature_add_attributes (module, &lowered, NULL, call);
	if (LLVMTypeOf (call) == module->void_type)
		LLVMBuildRetVoid (builder);
	else
		LLVMBuildRet (builder, call);
	LLVMDisposeBuilder (builder);
	return 1;
}

static void
make_private (Module *module, LLVMValueRef function)
{
	LLVMSetLinkage (function, LLVMInternalLinkage);
	add_function_attribute (module, function, (unsigned) LLVMAttributeFunctionIndex, "alwaysinline", 0);
}

int
inlining_emit_pending (Module *module)
{
	while (module->pending) {
		Inlinee *inlinee = module->pending;
		Compilation attempt = *module->compilation;

		module->pending = inlinee->next_pending;
		attempt.result = COMPILATION_OK;
		if (!emit_body (module, &attempt, inlinee->body, inlinee->function, &inlinee->lowered, inlinee->depth)) {
			if (attempt.result == COMPILATION_INTERNAL_ERROR) {
				module->compilation->result = attempt.result;
				module->compilation->report = attempt.report;
				return 0;
			}
			/* Whatever is wrong with it shows when it is called. */
			module->runtime->clear_failure (module->runtime);
			if (!replace_by_call (module, inlinee))
				return 0;
		}
		make_private (module, inlinee->function);
	}
	return 1;
}

/* ---- The method ---- */

static int
has_filter (const MethodBody *body)
{
	for (uint32_t i = 0; i < body->clause_count; i++)
		if (body->clauses [i].kind == CLAUSE_FILTER)
			return 1;
	return 0;
}

int
module_emit_method (Module *module, const Body *body, const char *name)
{
	/* How fast a processor takes in a loop's instructions depends on where they lie in the lines of its caches, by a third
	 * in small loops. That shall not depend on what was compiled before. */
	enum { CACHE_LINE = 64 };
	Compilation *compilation = module->compilation;
	LoweredSignature lowered;

	if (!signature_lower (module, compilation->source.info.signature, 0, &lowered))
		return runtime_failed (compilation, 0);
	FrameUse use = executor_frame_use (&body->operations);
	module->has_filters = has_filter (&compilation->source.body);
	/* The frame of a method with variable arguments is looked at from outside. */
	module->can_jump = use.jumps && lowered.native.cookie.kind == LOCATION_NONE;
	module->gives_addresses = use.gives_addresses;
	if (module->can_jump)
		signature_spell_out (module, &lowered, &lowered);
	module->is_entry = compilation_is_entry (compilation);
	if (module->is_entry)
		signature_of_entry (module, &lowered);
	module->function = emit_add_function (module, &lowered, name);
	if (!emit_body (module, compilation, body, module->function, &lowered, 0) || !inlining_emit_pending (module))
		return 0;
	if (module->is_entry)
		add_string_attribute (module, module->function, POLLED_BEFORE, "");
	if (module->has_loops)
		LLVMSetAlignment (module->function, CACHE_LINE);
	emit_poll_functions (module, compilation->source.body.clause_count != 0);
	return 1;
}
