/* SPDX-License-Identifier: MIT
 *
 * What is worth compiling: numbers only. All times are processor time in nanoseconds. */
#ifndef GLUE_TIERS_POLICY_H
#define GLUE_TIERS_POLICY_H

#include <stdint.h>

typedef struct Policy {
	double share;        /* of the process's time that compiling may take */
	uint64_t head_start; /* what it may take besides */
	/* Learned: what compiling a method costs is BASE, and for each byte of IL PER_BYTE */
	double base, per_byte;
	uint64_t loading; /* what the compiler takes before the first one, until it was loaded */
	uint64_t spent;   /* on compiling, so far */
} Policy;

/* PROCESSORS: how many the process may use. With one, compiling holds up the program. */
void policy_initialize (Policy *policy, int processors);

/* What compiling a method of so many bytes of IL is expected to take, with loading the compiler if that is not there yet. */
uint64_t policy_expected (const Policy *policy, uint32_t il_size);

/* Loading the compiler took TIME. */
void policy_loaded (Policy *policy, uint64_t time);

/* It took TIME. */
void policy_learn (Policy *policy, uint32_t il_size, uint64_t time);

/* Whether a method with samples that stand for HEAT has been running as long as compiling it takes: then, if it goes on as it
 * did so far, half of what is left is more than that, and half of the loss is the most that can be lost. */
int policy_is_hot (const Policy *policy, uint32_t il_size, uint64_t heat);

/* Whether that much may be spent now, when the process has used PROCESS_TIME, all that was spent included. */
int policy_can_afford (const Policy *policy, uint64_t expected, uint64_t process_time);

#endif
