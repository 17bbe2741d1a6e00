/* SPDX-License-Identifier: MIT */
#include "policy.h"

#define MILLISECOND 1e6

/* Where nothing has been learned yet: LLVM takes a millisecond for any method, and 60 us for each byte of IL at -O2. */
#define FIRST_BASE (1.0 * MILLISECOND)
#define FIRST_PER_BYTE (0.06 * MILLISECOND)
/* LLVM's shared library, and what it makes before it compiles anything */
#define LOADING (12 * MILLISECOND)
/* How much one compilation counts against those before */
#define NEW_SHARE 0.1

void
policy_initialize (Policy *policy, int processors)
{
	*policy = (Policy) {
		.share = 0.10,
		.head_start = 60000000,
		.base = FIRST_BASE,
		.per_byte = FIRST_PER_BYTE,
		.loading = (uint64_t) LOADING,
	};
	if (processors == 1) {
		policy->share /= 2;
		policy->head_start /= 2;
	}
}

uint64_t
policy_expected (const Policy *policy, uint32_t il_size)
{
	return policy->loading + (uint64_t) (policy->base + policy->per_byte * il_size);
}

void
policy_loaded (Policy *policy, uint64_t time)
{
	policy->loading = 0;
	policy->spent += time;
}

/* Both numbers are scaled alike: how they are to each other hardly changes from machine to machine, the speed does. */
void
policy_learn (Policy *policy, uint32_t il_size, uint64_t time)
{
	double expected = (double) policy_expected (policy, il_size), ratio = (double) time / expected;
	/* Once a thread waits for a page of the disk, that says nothing of the next method. */
	if (ratio > 4)
		ratio = 4;
	double scale = 1 + NEW_SHARE * (ratio - 1);
	policy->base *= scale;
	policy->per_byte *= scale;
	policy->spent += time;
}

int
policy_is_hot (const Policy *policy, uint32_t il_size, uint64_t heat)
{
	return heat >= policy_expected (policy, il_size);
}

int
policy_can_afford (const Policy *policy, uint64_t expected, uint64_t process_time)
{
	double allowed = policy->share * (double) process_time + (double) policy->head_start;
	return (double) (policy->spent + expected) <= allowed;
}
