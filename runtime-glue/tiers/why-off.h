/* SPDX-License-Identifier: MIT */
#ifndef GLUE_TIERS_WHY_OFF_H
#define GLUE_TIERS_WHY_OFF_H

/* Why code cannot be replaced while it runs, in this process; NULL if it can. The runtime is initialised. */
const char *why_off (void);

#endif
