/* SPDX-License-Identifier: MIT */
#include "when-compiled.h"

#include <pthread.h>
#include <stdlib.h>

typedef struct Entry {
	MonoJitInfo *info;
	uint32_t number;
} Entry;

/* Of one domain; linear probing. What is freed stays, and is overwritten when its address comes again. */
typedef struct Table {
	MonoDomain *domain;
	Entry *entries;
	size_t capacity, used; /* a power of two */
	struct Table *next;
} Table;

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static Table *tables;
static uint32_t last;

/* Where the list has DOMAIN's; its end if there is none. */
static Table **
find_table (MonoDomain *domain)
{
	Table **at = &tables;
	while (*at && (*at)->domain != domain)
		at = &(*at)->next;
	return at;
}

static Entry *
find (const Table *table, MonoJitInfo *info)
{
	size_t at = (size_t) ((uintptr_t) info >> 4) * UINT64_C (0x9e3779b97f4a7c15) >> 20;
	while (table->entries [at & (table->capacity - 1)].info && table->entries [at & (table->capacity - 1)].info != info)
		++at;
	return &table->entries [at & (table->capacity - 1)];
}

/* Returns 0 when there is no memory. */
static int
grow (Table *table)
{
	enum { FIRST = 256 };
	const Table old = *table;
	size_t capacity = old.capacity ? 2 * old.capacity : FIRST;
	Entry *larger = calloc (capacity, sizeof (*larger));
	if (!larger)
		return 0;
	table->entries = larger;
	table->capacity = capacity;
	for (size_t i = 0; i < old.capacity; ++i) {
		if (old.entries [i].info)
			*find (table, old.entries [i].info) = old.entries [i];
	}
	free (old.entries);
	return 1;
}

static Table *
get_table (MonoDomain *domain)
{
	Table **at = find_table (domain);
	if (!*at && (*at = calloc (1, sizeof (**at))) != NULL)
		(*at)->domain = domain;
	return *at;
}

void
when_compiled_note (MonoDomain *domain, MonoJitInfo *info)
{
	pthread_mutex_lock (&lock);
	Table *table = get_table (domain);
	if (table && (2 * table->used < table->capacity || grow (table))) {
		Entry *entry = find (table, info);
		table->used += !entry->info;
		*entry = (Entry) { info, ++last };
	}
	pthread_mutex_unlock (&lock);
}

uint32_t
when_compiled (MonoDomain *domain, MonoJitInfo *info)
{
	pthread_mutex_lock (&lock);
	const Table *table = *find_table (domain);
	uint32_t number = table && table->capacity ? find (table, info)->number : 0;
	pthread_mutex_unlock (&lock);
	return number;
}

void
when_compiled_forget (MonoDomain *domain)
{
	pthread_mutex_lock (&lock);
	Table **at = find_table (domain), *table = *at;
	if (table)
		*at = table->next;
	pthread_mutex_unlock (&lock);
	if (table)
		free (table->entries);
	free (table);
}
