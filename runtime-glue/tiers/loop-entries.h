/* SPDX-License-Identifier: MIT
 *
 * Entry functions for loops of mini's code: which are wanted, which is being made, and which are there. Who polls in a loop
 * that has one leaves it. */
#ifndef GLUE_TIERS_LOOP_ENTRIES_H
#define GLUE_TIERS_LOOP_ENTRIES_H

#include "frame-map.h"

typedef enum LoopStage {
	LOOP_NEW,
	LOOP_WANTED,
	LOOP_COMPILING,
	LOOP_READY,
	LOOP_REFUSED /* for good */
} LoopStage;

typedef struct WantedLoop {
	const FrameMap *map;
	FrameLoop *loop;
	MonoJitInfo *info; /* of its code */
} WantedLoop;

/* The loop of INFO's code that polls at ADDRESS, which the poll's call is in; NULL, counted: none that can be left. */
FrameLoop *loop_entries_find (MonoJitInfo *info, MonoDomain *domain, const uint8_t *address, const FrameMap **map);

/* An entry function is wanted, if LOOP is new. Returns whether that is news. */
int loop_entries_want (MonoJitInfo *info, const FrameMap *map, FrameLoop *loop);

/* Whether it is wanted or being compiled. */
int loop_entries_is_in_work (const FrameLoop *loop);

/* Leaves the frame that polls in LOOP, if it is ready. Returns if it is not, or, counted, if the frame cannot be left now. */
void loop_entries_leave (const FrameLoop *loop);

/* How much IL the method of the one has that loop_entries_take would take; 0 if there is none. */
uint32_t loop_entries_next_size (void);

/* Takes one that is wanted, the newest; it is being compiled from now on. Returns 0 if there is none. */
int loop_entries_take (WantedLoop *taken);

/* CODE is LOOP's entry function; NULL: it gets none. */
void loop_entries_settle (FrameLoop *loop, const void *code);

/* Of DOMAIN nothing is wanted any more. Returns whether one is being compiled. */
int loop_entries_withdraw_domain (MonoDomain *domain);

/* In the child of a fork: whoever had the lock is not there. */
void loop_entries_forget_lock (void);

#endif
