/* SPDX-License-Identifier: MIT
 *
 * The flag that compiled code looks at in its loops and calls. The runtime raises it for a suspension; the sampler raises
 * it so that threads come by. Who comes by without a suspension pending goes on at once (utils/mono-threads-coop.c:
 * mono_threads_state_poll_with_info). */
#ifndef GLUE_TIERS_POLLING_FLAG_H
#define GLUE_TIERS_POLLING_FLAG_H

/* Threads shall come by: another tick begins. */
void polling_flag_raise (void);

/* Enough of them did. The flag stays up while a suspension needs it. */
void polling_flag_lower (void);

/* Whether nobody has lowered it since polling_flag_raise. */
int polling_flag_is_raised (void);

/* It stays up from the one call to the other, whoever lowers it; the calls nest. */
void polling_flag_hold (void);
void polling_flag_release (void);

/* In the child of a fork, which has one thread: whoever held it is not there. */
void polling_flag_forget (void);

/* How many ticks have begun. */
unsigned polling_flag_tick (void);

#endif
