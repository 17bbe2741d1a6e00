/* SPDX-License-Identifier: MIT */
#include "heat.h"

#include <pthread.h>
#include <stdlib.h>

#include "clocks.h"

#define HALF_LIFE SECOND
enum { BUCKETS = 1024 };

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static HotBody *buckets [BUCKETS];

void
heat_lock (void)
{
	pthread_mutex_lock (&lock);
}

void
heat_unlock (void)
{
	pthread_mutex_unlock (&lock);
}

void
heat_forget_lock (void)
{
	pthread_mutex_init (&lock, NULL);
}

static HotBody **
bucket_of (const MonoJitInfo *info)
{
	return &buckets [((uintptr_t) info >> 4) * UINT64_C (0x9e3779b97f4a7c15) >> 54];
}

_Static_assert (BUCKETS == 1 << (64 - 54), "as many as there are values of the hash");

static void
cool (HotBody *body, unsigned epoch)
{
	unsigned passed = epoch - body->epoch;
	body->heat = passed < 64 ? body->heat >> passed : 0;
	body->epoch = epoch;
}

static uint64_t
heat_of (const HotBody *body, uint64_t now)
{
	HotBody cooled = *body;
	cool (&cooled, (unsigned) (now / HALF_LIFE));
	return cooled.heat;
}

HotBody *
heat_find (MonoJitInfo *info)
{
	HotBody *body = *bucket_of (info);
	while (body && body->info != info)
		body = body->next;
	return body;
}

static HotBody *
add (MonoJitInfo *info, MonoDomain *domain)
{
	HotBody *body = calloc (1, sizeof (*body)), **bucket = bucket_of (info);
	if (!body)
		return NULL;
	body->info = info;
	body->method = mono_jit_info_get_method (info);
	body->domain = domain;
	body->next = *bucket;
	*bucket = body;
	return body;
}

HotBody *
heat_count (MonoJitInfo *info, MonoDomain *domain, uint64_t time, uint64_t now)
{
	HotBody *body = heat_find (info);
	if (!body)
		body = add (info, domain);
	if (!body)
		return NULL;
	cool (body, (unsigned) (now / HALF_LIFE));
	body->heat += time;
	++body->samples;
	return body;
}

HotBody *
heat_hottest (uint64_t now)
{
	HotBody *hottest = NULL;
	uint64_t most = 0;
	for (size_t i = 0; i < BUCKETS; ++i) {
		for (HotBody *body = buckets [i]; body; body = body->next) {
			if (body->stage == STAGE_QUEUED && (!hottest || heat_of (body, now) > most)) {
				hottest = body;
				most = heat_of (body, now);
			}
		}
	}
	return hottest;
}

int
heat_withdraw_domain (MonoDomain *domain)
{
	int is_compiling = 0;
	for (size_t i = 0; i < BUCKETS; ++i) {
		for (HotBody *body = buckets [i]; body; body = body->next) {
			if (body->domain != domain)
				continue;
			if (body->stage == STAGE_QUEUED)
				body->stage = STAGE_REFUSED;
			is_compiling |= body->stage == STAGE_COMPILING;
		}
	}
	return is_compiling;
}

static void
forget (int (*is_gone) (const HotBody *body, const void *what), const void *what)
{
	heat_lock ();
	for (size_t i = 0; i < BUCKETS; ++i) {
		for (HotBody **at = &buckets [i]; *at;) {
			HotBody *body = *at;
			if (is_gone (body, what)) {
				*at = body->next;
				free (body);
			} else {
				at = &body->next;
			}
		}
	}
	heat_unlock ();
}

static int
is_of_domain (const HotBody *body, const void *domain)
{
	return body->domain == domain;
}

static int
is_of_method (const HotBody *body, const void *method)
{
	return body->method == method;
}

void
heat_forget_domain (MonoDomain *domain)
{
	forget (is_of_domain, domain);
}

void
heat_forget_method (MonoMethod *method)
{
	forget (is_of_method, method);
}
