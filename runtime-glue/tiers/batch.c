/* SPDX-License-Identifier: MIT */
#include "batch.h"

#include "call-cells.h"
#include "clocks.h"
#include "entry.h"
#include "gather.h"
#include "install.h"

typedef struct Compiled {
	HotBody *body;
	MonoJitInfo *info;
	Replacement replacement;
	int is_published; /* look-ups find it */
} Compiled;

static Compiled batch [BATCH_SIZE];
static size_t count;

void
batch_settle (HotBody *body, Refusal refusal)
{
	if (refusal)
		tier_count_refusal (refusal);
	else
		tier_count (TIER_REPLACED);
	heat_lock ();
	body->stage = refusal ? STAGE_REFUSED : STAGE_REPLACED;
	heat_unlock ();
}

void
batch_add (HotBody *body, MonoJitInfo *info, const Replacement *replacement)
{
	batch [count++] = (Compiled) { body, info, *replacement, 0 };
}

int
batch_is_empty (void)
{
	return count == 0;
}

int
batch_is_full (void)
{
	return count == BATCH_SIZE;
}

/* Takes those out of the batch for which REFUSAL_OF says why they stay. */
static void
take_out (Refusal (*refusal_of) (Compiled *compiled))
{
	size_t kept = 0;
	for (size_t i = 0; i < count; ++i) {
		Refusal refusal = refusal_of (&batch [i]);
		if (refusal)
			batch_settle (batch [i].body, refusal);
		else
			batch [kept++] = batch [i];
	}
	count = kept;
}

static Refusal
is_unloading (Compiled *compiled)
{
	return mono_domain_is_unloading (compiled->body->domain) ? REFUSAL_UNLOADED : REFUSAL_NONE;
}

void
batch_drop_unloading (void)
{
	take_out (is_unloading);
}

/* What callers come to by look-ups, they may come to before the others. */
static Refusal
publish (Compiled *compiled)
{
	const HotBody *body = compiled->body;
	if (!compiled->is_published && replace_is_possible (body->method, &compiled->replacement))
		compiled->is_published = install_instead (body->domain, body->method, compiled->info, &compiled->replacement);
	return compiled->is_published ? REFUSAL_NONE : REFUSAL_NOT_REPLACED;
}

static void
redirect (void)
{
	Redirection redirections [BATCH_SIZE];
	for (size_t i = 0; i < count; ++i)
		redirections [i] = (Redirection) { batch [i].replacement.former,
			mono_jit_info_get_code_start (batch [i].info) };
	entry_write (redirections, count);
}

static Refusal
finish (Compiled *compiled)
{
	const HotBody *body = compiled->body;
	call_cells_method_compiled (body->domain, body->method, mono_jit_info_get_code_start (compiled->info));
	batch_settle (compiled->body, REFUSAL_NONE);
	return REFUSAL_NONE;
}

int
batch_install (uint64_t longest)
{
	take_out (publish);
	if (!count)
		return 1;
	uint64_t start = clock_monotonic ();
	if (!gather_begin (longest)) {
		tier_count (TIER_STOPS_PUT_OFF);
		return 0;
	}
	redirect ();
	gather_end ();
	uint64_t time = clock_monotonic () - start;
	tier_count (TIER_STOPS);
	tier_count_time (TIME_STOPPED, time);
	tier_count_longest (TIME_LONGEST_STOP, time);
	take_out (finish);
	count = 0;
	return 1;
}
