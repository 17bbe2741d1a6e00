/* SPDX-License-Identifier: MIT */
#include "bodies.h"

#include "executor.h"

enum { FIRST_BUCKET_COUNT = 16 };

struct Bodies {
	Body **buckets;
	uint32_t bucket_count, count;
	BodyCounts counts;
};

/* ---- The table ---- */

static Body **
bucket_of (Bodies *bodies, const MethodInfo *method)
{
	uint64_t hash = (uintptr_t) method * 0x9e3779b97f4a7c15u;

	return &bodies->buckets [(hash >> 32) & (bodies->bucket_count - 1)];
}

static void
insert (Bodies *bodies, Body *body)
{
	Body **bucket = bucket_of (bodies, body->method);

	body->next = *bucket;
	*bucket = body;
}

static void
grow (Bodies *bodies, Arena *arena)
{
	Body **old = bodies->buckets, *next;
	uint32_t old_count = bodies->bucket_count;

	bodies->bucket_count *= 2;
	bodies->buckets = arena_array (arena, Body *, bodies->bucket_count);
	for (uint32_t i = 0; i < old_count; i++)
		for (Body *body = old [i]; body; body = next) {
			next = body->next;
			insert (bodies, body);
		}
}

Bodies *
bodies_create (Arena *arena)
{
	Bodies *bodies = arena_new (arena, Bodies);

	bodies->bucket_count = FIRST_BUCKET_COUNT;
	bodies->buckets = arena_array (arena, Body *, FIRST_BUCKET_COUNT);
	return bodies;
}

static void
add (Compilation *compilation, MethodInfo *method, Body *body)
{
	Bodies *bodies = compilation->bodies;

	if (bodies->count++ == bodies->bucket_count)
		grow (bodies, compilation->arena);
	body->method = method;
	insert (bodies, body);
}

void
bodies_add (Compilation *compilation, MethodInfo *method, Body *body)
{
	body->is_loaded = body->has_flow = ANSWER_YES;
	compilation->bodies->counts.loaded++;
	add (compilation, method, body);
}

static Body *
find_or_add (Compilation *compilation, MethodInfo *method)
{
	Body *body;

	for (body = *bucket_of (compilation->bodies, method); body; body = body->next)
		if (body->method == method)
			return body;
	body = arena_new (compilation->arena, Body);
	add (compilation, method, body);
	return body;
}

/* ---- Questions ---- */

/* Verdicts about it are no verdicts about the method that is compiled. */
static Compilation
begin_attempt (const Compilation *compilation)
{
	Compilation attempt = *compilation;

	attempt.result = COMPILATION_OK;
	return attempt;
}

static Answer
end_attempt (const Compilation *attempt, int is_done)
{
	attempt->runtime->clear_failure (attempt->runtime);
	return is_done ? ANSWER_YES : ANSWER_NO;
}

Body *
bodies_load (Compilation *compilation, MethodInfo *method)
{
	Body *body = find_or_add (compilation, method);

	if (body->is_loaded == NOT_ASKED) {
		Compilation attempt = begin_attempt (compilation);
		MethodSource *source = arena_new (compilation->arena, MethodSource);

		compilation->bodies->counts.loaded++;
		body->is_loaded = end_attempt (&attempt,
			compilation_load_source (&attempt, method, source) && body_initialize (body, &attempt, source));
	}
	return body->is_loaded == ANSWER_YES ? body : NULL;
}

const Flow *
bodies_flow (Compilation *compilation, Body *body)
{
	if (body->has_flow == NOT_ASKED) {
		Compilation attempt = begin_attempt (compilation);

		body->has_flow = end_attempt (&attempt, flow_find_blocks (&attempt, body->source, &body->flow));
	}
	return body->has_flow == ANSWER_YES ? &body->flow : NULL;
}

const Operations *
bodies_operations (Compilation *compilation, Body *body)
{
	if (body->has_operations == NOT_ASKED) {
		Compilation attempt = begin_attempt (compilation);

		body->has_operations = ANSWER_NO;
		if (bodies_flow (&attempt, body)) {
			compilation->bodies->counts.executed++;
			body->has_operations = end_attempt (&attempt, executor_run (&attempt, body));
		}
	}
	return body->has_operations == ANSWER_YES ? &body->operations : NULL;
}

int
bodies_execute (Compilation *compilation, Body *body)
{
	Compilation attempt = *compilation;

	body->has_operations = ANSWER_NO;
	compilation->bodies->counts.executed++;
	if (executor_run (&attempt, body))
		body->has_operations = ANSWER_YES;
	if (attempt.result != COMPILATION_RUNTIME_EXCEPTION)
		return 1;
	compilation->result = attempt.result;
	compilation->report = attempt.report;
	return 0;
}

BodyCounts
bodies_counts (const Compilation *compilation)
{
	return compilation->bodies->counts;
}
