/* SPDX-License-Identifier: MIT
 *
 * Where the program's time goes: the bodies that samples have met, and how much time the samples of each stand for. What was
 * long ago counts less: each second halves it. Bodies are told apart by their MonoJitInfo, since one method has a body in
 * each domain, and may have several there. */
#ifndef GLUE_TIERS_HEAT_H
#define GLUE_TIERS_HEAT_H

#include "mono-hidden.h"

typedef enum Stage {
	STAGE_NEW,
	STAGE_COUNTED,
	STAGE_QUEUED,
	STAGE_COMPILING, /* until its code is there */
	STAGE_REPLACED,
	STAGE_REFUSED, /* it stays as it is */
	STAGE_LAST     /* it is what a compiler made to replace another one */
} Stage;

typedef struct HotBody {
	MonoJitInfo *info;
	MonoMethod *method;
	MonoDomain *domain;
	uint32_t il_size;
	Stage stage;
	uint64_t heat; /* nanoseconds, as of EPOCH */
	unsigned epoch;
	uint64_t samples, samples_needed; /* 0: TIME decides, not how many there are */
	int number;                       /* decisions_number; -1 */
	struct HotBody *next;             /* of the same bucket */
} HotBody;

/* The body of INFO, which a sample has met for the first time or not; NULL when there is no memory. TIME is what the sample
 * stands for, NOW when it was taken. What is behind the pointer may be read and changed between heat_lock and heat_unlock.
 * Only threads in GC-unsafe mode take this lock: others are stopped by signals, with it in their hands. */
void heat_lock (void);
void heat_unlock (void);
/* In the child of a fork: whoever had it is not there. */
void heat_forget_lock (void);
HotBody *heat_count (MonoJitInfo *info, MonoDomain *domain, uint64_t time, uint64_t now);

/* The same that heat_count has returned for INFO; NULL if it was forgotten. */
HotBody *heat_find (MonoJitInfo *info);

/* The hottest body in stage QUEUED; NULL if there is none. */
HotBody *heat_hottest (uint64_t now);

/* Of DOMAIN: what is queued is queued no more. Returns whether there is one in stage COMPILING. */
int heat_withdraw_domain (MonoDomain *domain);

/* Bodies of DOMAIN, or of METHOD, are gone. These lock. */
void heat_forget_domain (MonoDomain *domain);
void heat_forget_method (MonoMethod *method);

#endif
