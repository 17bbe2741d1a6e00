/* SPDX-License-Identifier: MIT
 *
 * Who is using compilers, so that they do not end meanwhile. */
#ifndef GLUE_AT_WORK_H
#define GLUE_AT_WORK_H

/* Between the two calls compilers may be used; but if the first one returns 0, they have ended, and there is no second. */
int at_work_begin (void);
void at_work_end (void);

/* The calling thread works for nobody who waits: when the process ends, it may be left where it is. */
void at_work_can_be_left (void);

/* Leaves such threads: they do not come back from work apart from the runtime, which is about to end. */
void at_work_leave (void);

/* By a thread that comes back: does not return if it was left. */
void at_work_come_back (void);

/* From now on nobody begins. Returns whether nobody is at work. */
int at_work_close (void);

#endif
