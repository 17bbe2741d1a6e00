/* SPDX-License-Identifier: MIT
 *
 * The compile thread: takes the hottest of what is queued, compiles it, and puts it in the place of what was there. It is the
 * runtime's, and waits where the collector may stop it. */
#ifndef GLUE_TIERS_WORKER_H
#define GLUE_TIERS_WORKER_H

#include "compilers.h"
#include "policy.h"

typedef struct WorkerSettings {
	Compiler *tiered; /* whose options say what may be compiled */
	const char *then; /* the spec of the compiler that does it */
	Policy *policy;   /* used with heat_lock held */
	int is_unlimited; /* neither time nor stops are saved */
} WorkerSettings;

/* Something is queued. Makes the thread, the first time. SETTINGS stay. */
void worker_wake (const WorkerSettings *settings);

/* The process has used more time: a queue that waits for that may go on. To be called often. */
void worker_go_on (void);

/* Whether this is the thread that compiles. Questions about what Reflection.Emit makes run managed code there. */
int worker_is_here (void);

/* Whether what is compiled waits because threads cannot be stopped. */
int worker_is_put_off (void);

/* DOMAIN is being unloaded, as mono_domain_is_unloading says: returns when the thread has left it. */
void worker_leave_domain (MonoDomain *domain);

/* It compiles no more. Returns when it has ended, or after a few seconds: a compilation that takes longer never comes back. */
void worker_end (void);

/* In the child of a fork, where it is not. */
void worker_forget (void);

#endif
