/* SPDX-License-Identifier: MIT
 *
 * Where a thread polls, told without walking its stack. While all polls are looked at, most are of bodies about which nothing
 * is to be decided any more. */
#ifndef GLUE_TIERS_POLL_SITES_H
#define GLUE_TIERS_POLL_SITES_H

#include "mono-hidden.h"

/* Of the calling thread, which is at a poll, called from IN_WRAPPER: the address in compiled code to which the poll's wrapper
 * returns. NULL if that is not known: then walk, and tell poll_sites_learn. */
void *poll_sites_find (const void *in_wrapper);

/* SLOT is where the stack has that address, and WRAPPER the wrapper. */
void poll_sites_learn (const void *in_wrapper, MonoJitInfo *wrapper, void **slot);

/* Whether this thread has settled ADDRESS, and nothing was forgotten since. */
int poll_sites_is_settled (const void *address);
void poll_sites_settle (const void *address);

/* Code was freed: other code may come to be where it was. */
void poll_sites_forget (void);

#endif
