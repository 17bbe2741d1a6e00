/* SPDX-License-Identifier: MIT
 *
 * Who is using compilers, so that they do not end meanwhile. */
#ifndef GLUE_AT_WORK_H
#define GLUE_AT_WORK_H

/* Between the two calls compilers may be used; but if the first one returns 0, they have ended, and there is no second. */
int at_work_begin (void);
void at_work_end (void);

/* From now on nobody begins. Returns whether nobody is at work. */
int at_work_close (void);

#endif
