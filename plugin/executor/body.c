/* SPDX-License-Identifier: MIT */
#include "body.h"

#include "stack-types.h"

int
body_describe_type (Compilation *compilation, uint32_t il_offset, ClrType *type, VariableType *variable)
{
	TypeDescription info = { .size = sizeof info };

	if (!compilation->runtime->describe_type (compilation->runtime, type, &info))
		return runtime_failed (compilation, il_offset);
	*variable = (VariableType) { .kind = info.kind,
		.stack = stack_type_of (info.klass, info.kind),
		.size = info.value_size,
		.storage = { info.kind, info.klass } };
	return 1;
}

/* `this` is a reference, or for a value type's method a managed pointer: ECMA-335 I.8.9.7. */
static int
describe_this (Compilation *compilation, Body *body)
{
	ClassInfo *klass = body->source->info.klass;
	ClassDescription info = { .size = sizeof info };
	TypeKind kind;

	if (!compilation->runtime->describe_class (compilation->runtime, klass, &info))
		return runtime_failed (compilation, 0);
	kind = info.flags & CLASS_VALUE_TYPE ? TYPE_BYREF : TYPE_REFERENCE;
	body->arguments [0] = (VariableType) {
		.kind = kind, .stack = stack_type_of (klass, kind), .size = sizeof (void *), .storage = { kind, klass }
	};
	return 1;
}

int
body_initialize (Body *body, Compilation *compilation, const MethodSource *source)
{
	const SignatureDescription *signature = &source->signature;
	uint32_t first = signature->has_this;

	body->source = source;
	body->argument_count = first + signature->parameter_count;
	body->arguments = arena_array (compilation->arena, VariableType, body->argument_count);
	body->local_count = source->body.local_count;
	body->locals = arena_array (compilation->arena, VariableType, body->local_count);
	if (first && !describe_this (compilation, body))
		return 0;
	for (uint32_t i = 0; i < signature->parameter_count; i++)
		if (!body_describe_type (compilation, 0, signature->parameters [i], &body->arguments [first + i]))
			return 0;
	for (uint32_t i = 0; i < body->local_count; i++) {
		if (!body_describe_type (compilation, 0, source->body.locals [i], &body->locals [i]))
			return 0;
		if (body->locals [i].kind == TYPE_VOID)
			return reject_code (compilation, 0, "local %u is void", i);
	}
	return body_describe_type (compilation, 0, signature->result, &body->result);
}
