/* SPDX-License-Identifier: MIT
 *
 * Small methods are emitted once more, as private functions of the caller's module, and LLVM puts them where they are
 * called. Only what the runtime's own compiler may inline, and what nobody could see anyway: a stack trace must not lose
 * more frames than it does there. */
#include "../../executor/flow.h"
#include "../../executor/frame-use.h"
#include "../../executor/inlinable.h"
#include "../../executor/quiet.h"
#include "inlining.h"

#include <string.h>

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

/* Recursion is inlined into itself, once, only where no frame can be missed; it halves the number of calls. */
static int
is_worth_it (Compilation *compilation, const MethodSource *source, Inlining inlining)
{
	int is_recursive = source->method == compilation->source.method;

	if ((source->info.flags & METHOD_MAY_INLINE) && !is_recursive &&
		(inlining == INLINING_ALL || executor_is_inlinable (compilation, source)))
		return 1;
	return source->body.code_size <= MAXIMUM_QUIET_CODE_SIZE && executor_is_quiet (compilation, source, is_recursive);
}

/* Makes a function of METHOD, to be emitted later; NULL when that is not worth it or not possible. */
static Inlinee *
add_inlinee (Emitter *emitter, MethodInfo *method, const CallTarget *target)
{
	Module *module = emitter->module;
	IRuntimeInformation *runtime = module->runtime;
	Compilation attempt = *emitter->compilation;
	Inlinee *inlinee = arena_new (attempt.arena, Inlinee);

	attempt.result = COMPILATION_OK;
	if (!compilation_load_source (&attempt, method, &inlinee->source) ||
		!signature_lower (module, inlinee->source.info.signature, 0, &inlinee->lowered)) {
		runtime->clear_failure (runtime);
		return NULL;
	}
	if (inlinee->source.body.clause_count ||
		module->inlined_code_size + inlinee->source.body.code_size > MAXIMUM_CODE_SIZE)
		return NULL;
	/* The frame they leave would become the caller's. */
	if (executor_frame_use (&inlinee->source).jumps || !is_worth_it (&attempt, &inlinee->source, module->inlining))
		return NULL;
	module->inlined_code_size += inlinee->source.body.code_size;

	Flow flow;
	if (!flow_find_blocks (&attempt, &inlinee->source, &flow))
		return NULL;
	for (uint32_t i = 0; i < flow.reachable_count; i++)
		inlinee->has_loops |= flow.reachable [i]->is_loop_header;

	inlinee->method = method;
	inlinee->target = *target;
	inlinee->depth = emitter->inline_depth + 1;
	const char *name = arena_format (attempt.arena, "inline %s", compilation_method_name (&attempt, method));
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
		if (inlinee->method == method && inlinee->depth > emitter->inline_depth)
			return inlinee;
	return add_inlinee (emitter, method, target);
}

LLVMValueRef
inlining_function (Emitter *emitter, MethodInfo *method, const MethodDescription *info, const CallTarget *target)
{
	Inlinee *inlinee = is_candidate (emitter, method, info, target) ? find_inlinee (emitter, method, target) : NULL;

	/* The polls of its loops would not find the handlers around the call, which may be that of another inlined method. */
	if (!inlinee || (inlinee->has_loops && emitter->module->compilation->source.body.clause_count))
		return NULL;
	return inlinee->function;
}
