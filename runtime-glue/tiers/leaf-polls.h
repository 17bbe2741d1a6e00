/* SPDX-License-Identifier: MIT
 *
 * Polls in methods that call nothing and have no loop. mini leaves them out (mini/mini.c:mono_insert_safepoints), and nobody
 * would see such a method run. */
#ifndef GLUE_TIERS_LEAF_POLLS_H
#define GLUE_TIERS_LEAF_POLLS_H

/* From now on mini puts a poll into each ordinary method that it compiles, or not. */
void leaf_polls_set (int are_on);

#endif
