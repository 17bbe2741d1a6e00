/* SPDX-License-Identifier: MIT
 *
 * The thread that asks, now and then, where the others are. It is none of the runtime's. While nothing new gets hot it asks
 * more rarely, and when nobody answers, because all wait or are in native code, it sleeps until somebody does. */
#ifndef GLUE_TIERS_SAMPLER_H
#define GLUE_TIERS_SAMPLER_H

#include <stdint.h>

/* Returns 0 if there is no thread to be had. To be called once. */
int sampler_start (void);

/* No tick begins any more. */
void sampler_stop (void);

/* Something got hot: more may. */
void sampler_hurry (void);

/* By a thread that has come by in this tick, from which the first one learns that it was late. */
void sampler_answered (void);

/* Nanoseconds between the tick under way and the one before it, as far as the time between stands for work. */
uint64_t sampler_tick_length (void);

#endif
