/* SPDX-License-Identifier: MIT */
#include "worker.h"

#include <pthread.h>
#include <semaphore.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "at-work.h"
#include "batch.h"
#include "clocks.h"
#include "loop-entries.h"
#include "methods.h"
#include "stop-budget.h"
#include "strict.h"
#include "when-compiled.h"

/* Compilers are promised 8 MiB (work.c); a thread that has more needs no other one. */
#define STACK_SIZE ((size_t) 9 << 20)
/* When so much time has passed with compiling, what is done is put to use. */
#define LONGEST_BATCH (20 * MILLISECOND)
/* How long threads are waited for, and held meanwhile. In compiled code they come to a poll in a moment, if they have a
 * processor; C code of the runtime may take longer, compiling a method, say. If that is not long enough, the next attempt is
 * later; both double each time. */
#define FIRST_WAIT (20 * MILLISECOND)
#define LONGEST_WAIT (160 * MILLISECOND)
#define FIRST_PAUSE (50 * MILLISECOND)
#define LONGEST_PAUSE (10 * SECOND)
#define LONGEST_END (3 * SECOND)

static const WorkerSettings *settings;
static Compiler *then;
static pthread_t thread;
static _Thread_local int is_here;
static sem_t wake;
static atomic_int is_made, is_ending, has_ended, is_starved, is_put_off;
static StopBudget stops;
static uint64_t next_attempt, batch_start;
static unsigned failures; /* to stop, in a row */

/* ---- Waiting ---- */

/* For the semaphore, at most until TIME; 0: for ever. GC-safe. */
static void
wait_until (uint64_t time)
{
	const struct timespec until = { (time_t) (time / SECOND), (long) (time % SECOND) };
	MonoStackData stack_data = { &stack_data, __func__ };
	void *cookie = mono_threads_enter_gc_safe_region_internal (&stack_data);
	if (time)
		sem_clockwait (&wake, CLOCK_MONOTONIC, &until);
	else
		sem_wait (&wake);
	mono_threads_exit_gc_safe_region_internal (cookie, &stack_data);
}

/* Another thread, for a moment. */
static void
pause_safely (void)
{
	MonoStackData stack_data = { &stack_data, __func__ };
	void *cookie = mono_threads_enter_gc_safe_region_internal (&stack_data);
	usleep (200);
	mono_threads_exit_gc_safe_region_internal (cookie, &stack_data);
}

/* ---- Compiling ---- */

/* With heat_lock held. If not: whoever sees that time has passed wakes this thread. */
static int
can_afford (uint32_t il_size)
{
	if (settings->is_unlimited ||
		policy_can_afford (settings->policy, policy_expected (settings->policy, il_size), clock_of_process ()))
		return 1;
	atomic_store (&is_starved, 1);
	return 0;
}

/* NULL: there is nothing to compile, or not yet. Else it is in stage COMPILING. */
static HotBody *
take_hottest (void)
{
	heat_lock ();
	HotBody *body;
	while ((body = heat_hottest (clock_monotonic ())) != NULL && mono_domain_is_unloading (body->domain))
		body->stage = STAGE_REFUSED;
	if (body && !can_afford (body->il_size))
		body = NULL;
	if (body)
		body->stage = STAGE_COMPILING;
	heat_unlock ();
	return body;
}

static int
take_loop (WantedLoop *wanted)
{
	uint32_t il_size = loop_entries_next_size ();
	heat_lock ();
	int is_possible = il_size && can_afford (il_size);
	heat_unlock ();
	return is_possible && loop_entries_take (wanted);
}

static Refusal
outcome_refusal (Job *job, Outcome outcome)
{
	const CommonOptions *options [] = { &settings->tiered->options, &job->compiler->options };
	for (int i = 0; i < 2; ++i) {
		/* Of entry functions none is promised. */
		if (outcome == OUTCOME_DECLINED && !(job->flags & COMPILE_ENTRY))
			strict_declined (job, options [i]);
		if (outcome == OUTCOME_INTERNAL_ERROR)
			strict_failed (job, options [i]);
	}
	if (outcome == OUTCOME_INTERNAL_ERROR)
		strict_say_failed (job, "the code that it has stays");
	switch (outcome) {
	case OUTCOME_COMPILED:
		return job->differences ? REFUSAL_DIFFERS : job->info ? REFUSAL_NONE : REFUSAL_NOT_REPLACED;
	case OUTCOME_DECLINED:
		return REFUSAL_DECLINED;
	case OUTCOME_EXCLUDED:
		return REFUSAL_EXCLUDED;
	default:
		return REFUSAL_FAILED;
	}
}

/* For what mini has made, INFO's code of METHOD. The thread is in DOMAIN. FLAGS and ENTRY_OFFSET: as CompilationRequest's */
static Refusal
ask_compiler (MonoJitInfo *info, MonoDomain *domain, MonoMethod *method, uint32_t flags, uint32_t entry_offset,
	MonoJitInfo **made)
{
	MonoErrorStorage error;
	Job job = {
		.asking = {
			.kind = ASKING_RUNTIME,
			.method = method,
			.domain = domain,
			.statistics = then->statistics,
		},
		.compiler = then,
		.optimizations = atomic_load (&settings->tiered->optimizations),
		.error = &error,
		.flags = COMPILE_WITHOUT_RUNNING | flags,
		.entry_offset = entry_offset,
		.first_compiled = when_compiled (domain, info),
		.is_private = 1,
		.report.size = sizeof (CompilationReport),
	};
	error_clear (&error);
	if (!(flags & COMPILE_ENTRY))
		methods_list (settings->tiered->options.list, method);
	statistics_request_begins (then->statistics, frames_nesting ());
	frames_push (&job.asking);
	Outcome outcome = job_decide_again (&job);
	const NativeCodeHandle counted = { .code_size = job.code_size, .differences = job.differences };
	methods_count (then->statistics, method, outcome, &job.report, &counted);
	frames_pop (&job.asking);
	statistics_request_ends (then->statistics);
	Refusal refusal = outcome_refusal (&job, outcome);
	*made = job.info;
	job_end (&job);
	mono_error_cleanup (&error);
	return refusal;
}

static Refusal
compile_in_domain (HotBody *body)
{
	Replacement replacement;
	Problem problem = { NULL };
	MonoJitInfo *info = NULL;
	int is_possible = replace_prepare (body->domain, body->method, body->info, &replacement, &problem);
	problem_clear (&problem);
	if (!is_possible)
		return REFUSAL_NOT_REPLACED;
	Refusal refusal = ask_compiler (body->info, body->domain, body->method, COMPILE_NONE, 0, &info);
	if (!refusal)
		batch_add (body, info, &replacement);
	return refusal;
}

/* Compiling so much IL has begun when the thread had used START. */
static void
count_compiling (uint32_t il_size, uint64_t start)
{
	uint64_t time = clock_of_thread () - start;
	tier_count_time (TIME_COMPILING, time);
	heat_lock ();
	policy_learn (settings->policy, il_size, time);
	heat_unlock ();
}

static void
compile (HotBody *body)
{
	MonoDomain *own = mono_domain_get ();
	uint64_t start = clock_of_thread ();
	Refusal refusal = REFUSAL_UNLOADED;
	if (mono_domain_set (body->domain, 0)) {
		refusal = compile_in_domain (body);
		mono_domain_set (own, 1);
	}
	count_compiling (body->il_size, start);
	if (refusal)
		batch_settle (body, refusal);
}

/* Threads that are in it go on in what this makes; nothing has to be replaced. */
static void
compile_loop (const WantedLoop *wanted)
{
	const FrameMap *map = wanted->map;
	MonoDomain *own = mono_domain_get ();
	MonoJitInfo *info = NULL;
	uint64_t start = clock_of_thread ();
	if (mono_domain_set (map->domain, 0)) {
		if (ask_compiler (wanted->info, map->domain, map->method, COMPILE_ENTRY, wanted->loop->il_offset, &info))
			info = NULL;
		mono_domain_set (own, 1);
	}
	count_compiling (map->il_size, start);
	if (info)
		tier_count (TIER_LOOPS_COMPILED);
	loop_entries_settle (wanted->loop, info ? mono_jit_info_get_code_start (info) : NULL);
}

/* ---- Replacing ---- */

/* When the batch may be installed; 0: now. */
static uint64_t
earliest_stop (uint64_t now)
{
	uint64_t next = settings->is_unlimited ? 0 : stop_budget_next (&stops);
	if (next < next_attempt)
		next = next_attempt;
	return next > now ? next : 0;
}

/* TIME as often as there were failures, at most MOST */
static uint64_t
doubled (uint64_t time, uint64_t most)
{
	uint64_t result = failures < 20 ? time << failures : most;
	return result < most ? result : most;
}

static void
install (uint64_t now)
{
	stop_budget_take (&stops, now);
	int is_done = batch_install (doubled (FIRST_WAIT, LONGEST_WAIT));
	atomic_store (&is_put_off, !is_done);
	next_attempt = is_done ? 0 : now + doubled (FIRST_PAUSE, LONGEST_PAUSE);
	failures = is_done ? 0 : failures + 1;
}

/* ---- The thread ---- */

/* One step, or a wait for the next one. */
static void
step (void)
{
	WantedLoop wanted;
	atomic_store (&is_starved, 0);
	batch_drop_unloading ();
	/* Somebody is in it already. */
	if (take_loop (&wanted)) {
		compile_loop (&wanted);
		return;
	}
	uint64_t now = clock_monotonic ();
	HotBody *body = batch_is_full () ? NULL : take_hottest ();
	if (body) {
		if (batch_is_empty ())
			batch_start = now;
		compile (body);
		if (!settings->is_unlimited && !batch_is_full () && clock_monotonic () - batch_start < LONGEST_BATCH)
			return;
	}
	now = clock_monotonic ();
	uint64_t stop_at = earliest_stop (now);
	if (!batch_is_empty () && !stop_at)
		install (now);
	else if (!body)
		wait_until (batch_is_empty () ? 0 : stop_at);
}

/* Attached, and nobody waits for it, or aborts it, when the process ends. */
static MonoThread *
attach (void)
{
	enum { DONT_MANAGE = 1 /* MONO_THREAD_FLAG_DONT_MANAGE */, BACKGROUND = 4 /* ThreadState.Background */ };
	MonoThread *attached = mono_thread_attach (mono_get_root_domain ());
	MonoInternalThread *internal = mono_thread_internal_current ();
	MONO_FIELD (size_t, internal, MonoInternalThread, flags) |= DONT_MANAGE;
	/* Who waits for all others already looks once more. */
	mono_thread_set_state (internal, BACKGROUND);
	return attached;
}

/* Loads the compiler. Returns 0 if there is none. */
static int
get_compiler (void)
{
	Problem problem = { NULL };
	uint64_t start = clock_of_thread ();
	then = compilers_get (settings->then, &problem);
	if (!then) {
		fprintf (stderr, "mono-bigstep: tiered: then=%s: %s\n", settings->then, problem_text (&problem));
		tier_statistics_set_off ("the compiler of then= cannot be had");
	}
	problem_clear (&problem);
	uint64_t time = clock_of_thread () - start;
	tier_count_time (TIME_COMPILING, time);
	heat_lock ();
	policy_loaded (settings->policy, time);
	heat_unlock ();
	return then != NULL;
}

static void *
run (void *unused)
{
	is_here = 1;
	MonoThread *attached = attach ();
	at_work_can_be_left ();
	int is_at_work = at_work_begin ();
	if (is_at_work && get_compiler ()) {
		while (!atomic_load (&is_ending))
			step ();
	}
	if (is_at_work)
		at_work_end ();
	mono_thread_detach (attached);
	atomic_store (&has_ended, 1);
	return unused;
}

static void
make_thread (void)
{
	pthread_attr_t attributes;
	sem_init (&wake, 0, 0);
	stops.start = clock_monotonic ();
	pthread_attr_init (&attributes);
	pthread_attr_setstacksize (&attributes, STACK_SIZE);
	pthread_attr_setdetachstate (&attributes, PTHREAD_CREATE_DETACHED);
	if (pthread_create (&thread, &attributes, run, NULL) == 0)
		pthread_setname_np (thread, "tiers: compiler");
	else
		atomic_store (&has_ended, 1);
	pthread_attr_destroy (&attributes);
}

void
worker_wake (const WorkerSettings *given)
{
	static pthread_once_t once = PTHREAD_ONCE_INIT;
	if (atomic_load (&is_ending))
		return;
	if (!atomic_load (&is_made)) {
		settings = given;
		pthread_once (&once, make_thread);
		atomic_store (&is_made, 1);
	}
	sem_post (&wake);
}

void
worker_go_on (void)
{
	if (atomic_load_explicit (&is_starved, memory_order_relaxed) && atomic_exchange (&is_starved, 0))
		sem_post (&wake);
}

int
worker_is_here (void)
{
	return is_here;
}

int
worker_is_put_off (void)
{
	return atomic_load (&is_put_off);
}

static int
is_there (void)
{
	return atomic_load (&is_made) && !atomic_load (&has_ended);
}

void
worker_leave_domain (MonoDomain *domain)
{
	int is_compiling = 1;
	while (is_compiling && is_there ()) {
		heat_lock ();
		is_compiling = heat_withdraw_domain (domain);
		heat_unlock ();
		is_compiling |= loop_entries_withdraw_domain (domain);
		if (is_compiling) {
			sem_post (&wake);
			pause_safely ();
		}
	}
}

void
worker_end (void)
{
	uint64_t end = clock_monotonic () + LONGEST_END;
	atomic_store (&is_ending, 1);
	if (is_there ())
		sem_post (&wake);
	while (is_there () && clock_monotonic () < end)
		pause_safely ();
	at_work_leave ();
}

void
worker_forget (void)
{
	atomic_store (&is_ending, 1);
	atomic_store (&has_ended, 1);
}
