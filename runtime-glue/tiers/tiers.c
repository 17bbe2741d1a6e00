/* SPDX-License-Identifier: MIT */
#include "tiers.h"

#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "body.h"
#include "clocks.h"
#include "decisions.h"
#include "description.h"
#include "gather.h"
#include "heat.h"
#include "job.h"
#include "leaf-polls.h"
#include "loop-entries.h"
#include "methods.h"
#include "mini-only.h"
#include "plugins.h"
#include "policy.h"
#include "poll-sites.h"
#include "polling-flag.h"
#include "sample.h"
#include "sampler.h"
#include "tier-statistics.h"
#include "tiered-compiler.h"
#include "when-compiled.h"
#include "why-off.h"
#include "worker.h"

/* Who waits for the code of what it has queued does not wait for ever: somebody may wait for it. */
#define LONGEST_WAIT (10 * SECOND)

#define DEFAULT_THEN "bigstep"

static _Atomic (Compiler *) tiered; /* NULL: tiers have not begun, or are off */
static const TierOptions *options;
static Policy policy;
static WorkerSettings settings;

/* ---- What gets hot ---- */

static Refusal
refusal_of (MonoJitInfo *info, MonoMethod *method, Compiler *compiler)
{
	/* Whoever shares it is another method. */
	if (MONO_BITS (info, MonoJitInfo, has_generic_jit_info))
		return REFUSAL_SHARED;
	if (method_is_dynamic (method))
		return REFUSAL_DYNAMIC;
	if (job_is_excluded (&compiler->options, method))
		return REFUSAL_EXCLUDED;
	if (mini_only_reason (method))
		return REFUSAL_MINI_ONLY;
	return REFUSAL_NONE;
}

/* FNV-1a */
static uint64_t
hash_name (uint64_t seed, const char *name)
{
	uint64_t hash = UINT64_C (14695981039346656037) ^ seed;
	for (; *name; ++name)
		hash = (hash ^ (uint8_t) *name) * UINT64_C (1099511628211);
	return hash;
}

#define NEVER UINT64_MAX

/* How many samples make METHOD hot; 0: time does. */
static uint64_t
samples_needed (MonoMethod *method)
{
	enum { MOST = 16 };
	if (!options->is_stressed)
		return options->after;
	char *name = method_description (method);
	uint64_t hash = hash_name (options->seed, name) >> 8;
	free (name);
	/* One in eight is never replaced: it calls the others, and they call it. */
	return hash % 8 == 0 ? NEVER : hash / 8 % MOST + 1;
}

/* Once for each body, without the lock: the questions take others. */
static void
examine (MonoJitInfo *info, Compiler *compiler)
{
	MonoMethod *method = mono_jit_info_get_method (info);
	int is_last = method_is_wrapper (method) || body_of (info);
	Refusal refusal = is_last ? REFUSAL_NONE : refusal_of (info, method, compiler);
	uint32_t il_size = is_last || refusal ? 0 : method_il_size (method);
	uint64_t needed = is_last || refusal ? 0 : samples_needed (method);
	int number = decisions_are_given () && !is_last && !refusal ? decisions_number (method) : -1;
	if (refusal)
		tier_count_refusal (refusal);
	tier_count (TIER_BODIES);
	heat_lock ();
	HotBody *body = heat_find (info);
	if (body && body->stage == STAGE_NEW) {
		body->il_size = il_size;
		body->samples_needed = needed;
		body->number = number;
		body->stage = is_last ? STAGE_LAST : refusal ? STAGE_REFUSED : STAGE_COUNTED;
	}
	heat_unlock ();
}

static int
is_hot (const HotBody *body)
{
	if (decisions_are_given ())
		return decisions_take (body->number);
	if (body->samples_needed)
		return body->samples >= body->samples_needed;
	return policy_is_hot (&policy, body->il_size, body->heat);
}

static int
is_in_work (MonoJitInfo *info, const FrameLoop *loop)
{
	heat_lock ();
	const HotBody *body = info ? heat_find (info) : NULL;
	int is_in_work = body && (body->stage == STAGE_QUEUED || body->stage == STAGE_COMPILING);
	heat_unlock ();
	return is_in_work || (loop && loop_entries_is_in_work (loop));
}

/* Of INFO's body, and of LOOP; each may be NULL. */
static void
wait_for_code (MonoJitInfo *info, const FrameLoop *loop)
{
	uint64_t end = clock_monotonic () + LONGEST_WAIT;
	while (is_in_work (info, loop) && clock_monotonic () < end && atomic_load (&tiered) && !worker_is_put_off ()) {
		MonoStackData stack_data = { &stack_data, __func__ };
		void *cookie = mono_threads_enter_gc_safe_region_internal (&stack_data);
		usleep (100);
		mono_threads_exit_gc_safe_region_internal (cookie, &stack_data);
	}
}

/* ---- Samples ---- */

/* Returns the body's stage; STAGE_LAST if there is no memory for it. */
static Stage
count (const Sample *sample)
{
	heat_lock ();
	const HotBody *body = heat_count (sample->info, sample->domain, sample->time, clock_monotonic ());
	Stage stage = body ? body->stage : STAGE_LAST;
	heat_unlock ();
	return stage;
}

/* A sample has met INFO's body, which was examined. Returns its stage, whether it got hot by this, and whether others change
 * nothing. */
static Stage
decide (MonoJitInfo *info, int *gets_hot, int *is_settled)
{
	heat_lock ();
	HotBody *body = heat_find (info);
	*gets_hot = body && body->stage == STAGE_COUNTED && is_hot (body);
	if (*gets_hot) {
		body->stage = STAGE_QUEUED;
		decisions_write (body->method);
	}
	Stage stage = body ? body->stage : STAGE_LAST;
	*is_settled = !body || stage == STAGE_REPLACED || stage == STAGE_REFUSED || stage == STAGE_LAST ||
		(stage == STAGE_COUNTED && (decisions_are_given () ? body->number < 0 : body->samples_needed == NEVER));
	heat_unlock ();
	return stage;
}

/* Whether loops of a body in that STAGE are of interest. Under stress they are left of bodies, too, that stay. */
static int
has_hot_loops (Stage stage)
{
	return stage == STAGE_QUEUED || stage == STAGE_COMPILING || stage == STAGE_REPLACED ||
		(stage == STAGE_COUNTED && (options->is_stressed || decisions_are_given ()));
}

/* The loop that the thread is in, if it may go on in another compiler's code; IS_NEWS: it gets some. */
static FrameLoop *
find_loop (const Sample *sample, Stage stage, int *is_news)
{
	const FrameMap *map;
	FrameLoop *loop = NULL;
	*is_news = 0;
	if (has_hot_loops (stage))
		loop = loop_entries_find (sample->info, sample->domain, sample->address, &map);
	if (loop && decisions_are_given () && atomic_load (&loop->stage) == LOOP_NEW &&
		!decisions_take_loop (mono_jit_info_get_method (sample->info), loop->il_offset))
		return NULL;
	*is_news = loop && loop_entries_want (sample->info, map, loop);
	if (*is_news)
		decisions_write_loop (mono_jit_info_get_method (sample->info), loop->il_offset);
	return loop;
}

static void
wake (int is_body, int is_loop)
{
	if (is_body)
		tier_count (TIER_QUEUED);
	if (is_loop)
		tier_count (TIER_LOOPS_QUEUED);
	if (is_body || is_loop) {
		sampler_hurry ();
		worker_wake (&settings);
	}
}

/* Under stress one time in two */
static int
is_to_be_left (void)
{
	static _Thread_local uint64_t state;
	if (!options->is_stressed)
		return 1;
	/* Knuth, The Art of Computer Programming 3.3.4: MMIX's generator */
	state = (state + options->seed) * UINT64_C (6364136223846793005) + UINT64_C (1442695040888963407);
	return (int) (state >> 63);
}

static int
is_at_work (const Sample *sample)
{
	Compiler *compiler = atomic_load (&tiered);
	return compiler && compilers_selected () == compiler && !mono_domain_is_unloading (sample->domain) &&
		!worker_is_here ();
}

static int
take (const Sample *sample)
{
	if (tier_statistics_off ()) {
		sample_end ();
		sampler_stop ();
		return 0;
	}
	if (!is_at_work (sample))
		return 0;
	uint64_t start = clock_monotonic ();
	tier_count (TIER_SAMPLES);
	int is_body, is_loop, is_settled;
	if (count (sample) == STAGE_NEW)
		examine (sample->info, settings.tiered);
	Stage stage = decide (sample->info, &is_body, &is_settled);
	FrameLoop *loop = find_loop (sample, stage, &is_loop);
	wake (is_body, is_loop);
	if (settings.is_unlimited && (is_body || is_loop))
		wait_for_code (is_body ? sample->info : NULL, loop);
	worker_go_on ();
	tier_count_time (TIME_SAMPLES, clock_monotonic () - start);
	if (decisions_are_given () && decisions_are_done ())
		sample_end ();
	if (loop && is_to_be_left ())
		loop_entries_leave (loop);
	return is_settled && !loop;
}

/* ---- Beginning ---- */

static int
count_processors (void)
{
	cpu_set_t set;
	return sched_getaffinity (0, sizeof (set), &set) == 0 ? CPU_COUNT (&set) : 1;
}

static void
fill_settings (Compiler *compiler)
{
	options = tiered_compiler_options (compiler->implementation);
	policy_initialize (&policy, count_processors ());
	if (options->share >= 0)
		policy.share = options->share;
	if (options->head_start >= 0)
		policy.head_start = (uint64_t) (options->head_start * (double) MILLISECOND);
	tier_statistics_set_budget (100 * policy.share, policy.head_start);
	settings = (WorkerSettings) {
		.tiered = compiler,
		.then = options->then ? options->then : DEFAULT_THEN,
		.policy = &policy,
		.is_unlimited = options->after || options->is_stressed || options->replay,
	};
}

/* The one thread of the child has neither of the others. */
static void
forget_all (void)
{
	sample_forget ();
	gather_forget ();
	heat_forget_lock ();
	frame_maps_forget_lock ();
	loop_entries_forget_lock ();
	polling_flag_forget ();
	worker_forget ();
	atomic_store (&tiered, NULL);
	tier_statistics_set_off ("the process was forked");
}

int
tiers_begin (Compiler *compiler, Problem *problem)
{
	if (!compiler->is_tiered)
		return 1;
	if (settings.tiered)
		return settings.tiered == compiler ||
			problem_set (problem, "'%s' is at work already, and there is one for all", settings.tiered->spec);
	const char *why = why_off ();
	fill_settings (compiler);
	/* Who has not asked for it can do without. */
	if (!why && !plugins_exist_for (settings.then, problem)) {
		if (options->then)
			return 0;
		problem_clear (problem);
		why = "there is no compiler '" DEFAULT_THEN "'";
	}
	if (options->record && !decisions_record (options->record, problem))
		return 0;
	if (options->replay && !decisions_replay (options->replay, options->first, problem))
		return 0;
	if (!why && !settings.is_unlimited && !sampler_start ())
		why = "no thread can be made";
	if (why) {
		tier_statistics_set_off (why);
		return 1;
	}
	pthread_atfork (NULL, NULL, forget_all);
	frame_maps_begin ();
	atomic_store (&tiered, compiler);
	leaf_polls_set (1);
	sample_begin (take, settings.is_unlimited);
	return 1;
}

/* ---- Ends ---- */

/* The end of Main, and Environment.Exit: from here on the runtime takes itself to pieces. */
gboolean
__wrap_mono_runtime_try_shutdown (void)
{
	if (atomic_exchange (&tiered, NULL)) {
		sample_end ();
		sampler_stop ();
		worker_end ();
	}
	return __real_mono_runtime_try_shutdown ();
}

/* The first thing that happens to a domain that is unloaded, after the program's own handlers have run. */
gboolean
__wrap_mono_threads_abort_appdomain_threads (MonoDomain *domain, int timeout)
{
	worker_leave_domain (domain);
	return __real_mono_threads_abort_appdomain_threads (domain, timeout);
}

void
tiers_method_freed (MonoMethod *method)
{
	heat_forget_method (method);
	poll_sites_forget ();
}

void
tiers_domain_freed (MonoDomain *domain)
{
	heat_forget_domain (domain);
	poll_sites_forget ();
	when_compiled_forget (domain);
}
