/* SPDX-License-Identifier: MIT
 *
 * Where the program's time goes: the bodies that samples have met, and how much time the samples of each stand for. What was
 * long ago counts less: each second halves it. Bodies are told apart by their MonoJitInfo, since one method has a body in
 * each domain, and may have several there. */
#ifndef GLUE_TIERS_HEAT_H
#define GLUE_TIERS_HEAT_H

#include "mono-hidden.h"

/* Why a body stays as it is: X (enumerator, name in statistics) */
#define REFUSALS(X) \
	X (WRAPPER, "wrapper") \
	X (SHARED, "shared-between-instantiations") \
	X (EXCLUDED, "excluded") \
	X (MINI_ONLY, "mini-only") \
	X (DECLINED, "declined") \
	X (DIFFERS, "differs-from-first") \
	X (NOT_REPLACED, "not-replaced") \
	X (FAILED, "failed")

typedef enum Refusal {
	REFUSAL_NONE,
#define REFUSAL_ENUMERATOR(enumerator, name) REFUSAL_##enumerator,
	REFUSALS (REFUSAL_ENUMERATOR)
#undef REFUSAL_ENUMERATOR
} Refusal;

typedef enum Stage { STAGE_COUNTED, STAGE_QUEUED, STAGE_COMPILING, STAGE_REPLACED, STAGE_REFUSED } Stage;

typedef struct HotBody {
	MonoJitInfo *info;
	MonoMethod *method;
	MonoDomain *domain;
	uint32_t il_size;
	Stage stage;
	Refusal refusal;
	uint64_t heat; /* nanoseconds, as of EPOCH */
	unsigned epoch;
	uint64_t samples;
	struct HotBody *next; /* of the same bucket */
} HotBody;

/* The body of INFO, which a sample has met for the first time or not; NULL when there is no memory. TIME is what the sample
 * stands for, NOW when it was taken. What is behind the pointer may be read and changed between heat_lock and heat_unlock.
 * Only threads in GC-unsafe mode take this lock: others are stopped by signals, with it in their hands. */
void heat_lock (void);
void heat_unlock (void);
HotBody *heat_count (MonoJitInfo *info, MonoDomain *domain, uint64_t time, uint64_t now);

/* What BODY's heat is NOW. */
uint64_t heat_of (const HotBody *body, uint64_t now);

/* The hottest body in stage QUEUED; NULL if there is none. */
HotBody *heat_hottest (uint64_t now);

/* Bodies of DOMAIN, or of METHOD, are gone. These lock. */
void heat_forget_domain (MonoDomain *domain);
void heat_forget_method (MonoMethod *method);

#endif
