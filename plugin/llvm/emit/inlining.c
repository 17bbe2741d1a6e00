/* SPDX-License-Identifier: MIT
 *
 * Small methods are emitted once more, as private functions of the caller's module, and LLVM puts them where they are
 * called. Only what the runtime's own compiler may inline, and what nobody could see anyway: a stack trace must not lose
 * more frames than it does there. */
#include "../../executor/bodies.h"
#include "../../executor/frame-use.h"
#include "../../like-mini/inlinable.h"
#include "../../executor/quiet.h"
#include "inlining.h"

enum {
	MAXIMUM_DEPTH = 8,            /* of inlined calls in inlined calls */
	MAXIMUM_CODE_SIZE = 4000,     /* bytes of IL, all inlined methods of a module together */
	MAXIMUM_QUIET_CODE_SIZE = 200 /* bytes of IL of a method that the runtime's own compiler finds too large */
};

static const uint32_t never_inlined = METHOD_SYNCHRONIZED | METHOD_NO_INLINING | METHOD_VARARG | METHOD_DYNAMIC |
	METHOD_WRAPPER | METHOD_OPEN;

static int
is_candidate (Emitter *emitter, MethodInfo *method, const MethodDescription *info, const CallTarget *target)
{
	return emitter->module->inlining != INLINING_NONE && emitter->inline_depth < MAXIMUM_DEPTH &&
		target->kind == CALL_THROUGH_CELL && target->method == method &&
		(info->flags & (METHOD_MAY_INLINE | METHOD_MAY_INLINE_UNSEEN)) && (info->flags & METHOD_HAS_BODY) &&
		!(info->flags & never_inlined) &&
		(method != emitter->module->compilation->source.method || emitter->inline_depth == 0);
}

/* Of what may be patched, only what nobody can patch under the runtime's own compiler, either, is taken in. Recursion is
 * inlined into itself, once, only where no frame can be missed; it halves the number of calls. */
static int
is_worth_it (const Emitter *emitter, Body *body)
{
	Compilation *compilation = emitter->compilation;
	Inlining inlining = emitter->module->inlining;
	int is_recursive = body->method == compilation->source.method;
	int is_patchable = inlining == INLINING_PATCHABLE || (body->source->info.flags & METHOD_PATCHABLE);

	if ((body->source->info.flags & METHOD_MAY_INLINE) && !is_recursive) {
		InlineCost cost;

		if (!is_patchable && (inlining == INLINING_ALL || !like_mini (compilation, LIKE_INLINING)))
			return 1;
		if (!emitter->source->body.inlines_nothing) {
			cost = executor_inline_cost (compilation, body);
			/* Small methods that call small methods many times can become a large one. */
			if (cost.is_inlined == ANSWER_YES)
				return cost.code_size <= MAXIMUM_CODE_SIZE;
		}
	}
	return !is_patchable && body->source->body.code_size <= MAXIMUM_QUIET_CODE_SIZE &&
		executor_is_quiet (compilation, body, is_recursive);
}

/* The body of METHOD, if it is to be inlined; else NULL. */
static Body *
inlinable_body (Emitter *emitter, MethodInfo *method)
{
	Module *module = emitter->module;
	Compilation *compilation = emitter->compilation;
	Body *body = bodies_load (compilation, method);
	const Operations *operations;

	if (!body || body->source->body.clause_count ||
		module->inlined_code_size + body->source->body.code_size > MAXIMUM_CODE_SIZE || !is_worth_it (emitter, body))
		return NULL;
	operations = bodies_operations (compilation, body);
	/* The frame they leave would become the caller's. */
	return operations && !executor_frame_use (operations).jumps ? body : NULL;
}

/* Makes a function of METHOD, to be emitted later; NULL when that is not worth it or not possible. */
static Inlinee *
add_inlinee (Emitter *emitter, MethodInfo *method, const CallTarget *target)
{
	Module *module = emitter->module;
	Arena *arena = emitter->compilation->arena;
	Body *body = inlinable_body (emitter, method);

	if (!body)
		return NULL;
	Inlinee *inlinee = arena_new (arena, Inlinee);
	if (!signature_lower (module, body->source->info.signature, 0, &inlinee->lowered)) {
		module->runtime->clear_failure (module->runtime);
		return NULL;
	}
	module->inlined_code_size += body->source->body.code_size;
	inlinee->body = body;
	inlinee->target = *target;
	inlinee->depth = emitter->inline_depth + 1;
	inlinee->caller_inlines_nothing = emitter->source->body.inlines_nothing;
	const char *name = arena_format (arena, "inline %s", compilation_method_name (emitter->compilation, method));
	inlinee->function = emit_add_function (module, &inlinee->lowered, name);
	inlinee->next = module->inlinees;
	inlinee->next_pending = module->pending;
	module->inlinees = module->pending = inlinee;
	return inlinee;
}

/* The function of METHOD, made if need be; NULL when it is not to be inlined. */
static Inlinee *
find_inlinee (Emitter *emitter, MethodInfo *method, const CallTarget *target)
{
	/* Only downwards: then there is no cycle, and all of them disappear. */
	for (Inlinee *inlinee = emitter->module->inlinees; inlinee; inlinee = inlinee->next)
		if (inlinee->body->method == method && inlinee->depth > emitter->inline_depth &&
			inlinee->caller_inlines_nothing == emitter->source->body.inlines_nothing)
			return inlinee;
	return add_inlinee (emitter, method, target);
}

LLVMValueRef
inlining_function (Emitter *emitter, MethodInfo *method, const MethodDescription *info, const CallTarget *target)
{
	Inlinee *inlinee = is_candidate (emitter, method, info, target) ? find_inlinee (emitter, method, target) : NULL;

	/* The polls of its loops would not find the handlers around the call, which may be that of another inlined method. */
	if (!inlinee || (inlinee->body->flow.has_loops && emitter->module->compilation->source.body.clause_count))
		return NULL;
	return inlinee->function;
}
