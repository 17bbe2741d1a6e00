/* SPDX-License-Identifier: MIT */
#include "dynamic-code.h"

#include <pthread.h>
#include <stdlib.h>

/* Sizes of blocks: 256, 320, 384, 448, 512, 640 bytes and so on, four steps to a doubling, up to 1 GiB. */
enum { FIRST_SIZE = 256, STEPS = 4, CLASS_COUNT = 22 * STEPS };

typedef struct DomainBlocks {
	MonoDomain *domain;
	DynamicBlock *free [CLASS_COUNT];
	struct DomainBlocks *next;
} DomainBlocks;

/* What the runtime keeps about a dynamic method's code, and frees with it, and behind it what we keep. */
typedef struct DynamicMethod {
	_Alignas (void *) char runtime_part [SIZE_MonoJitDynamicMethodInfo];
	DynamicBlock *blocks;
} DynamicMethod;

/* A leaf: whoever holds it calls nothing of the runtime. */
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static DomainBlocks *all;

static size_t
class_size (size_t size_class)
{
	return (size_t) (STEPS + size_class % STEPS) * (FIRST_SIZE / STEPS) << size_class / STEPS;
}

static DomainBlocks *
find_domain (MonoDomain *domain)
{
	DomainBlocks *blocks = all;
	while (blocks && blocks->domain != domain)
		blocks = blocks->next;
	return blocks;
}

static DynamicBlock *
take_free_block (MonoDomain *domain, size_t size_class)
{
	pthread_mutex_lock (&lock);
	DomainBlocks *blocks = find_domain (domain);
	DynamicBlock *block = blocks ? blocks->free [size_class] : NULL;
	if (block)
		blocks->free [size_class] = block->next;
	pthread_mutex_unlock (&lock);
	return block;
}

void *
dynamic_code_allocate (MonoDomain *domain, DynamicBlock **blocks, size_t size)
{
	size_t size_class = 0;
	while (size_class < CLASS_COUNT && class_size (size_class) < size + sizeof (DynamicBlock))
		++size_class;
	if (size_class == CLASS_COUNT)
		return NULL;
	DynamicBlock *block = take_free_block (domain, size_class);
	if (!block)
		block = mono_domain_code_reserve (domain, (int) class_size (size_class));
	block->size_class = size_class;
	block->next = *blocks;
	*blocks = block;
	return block + 1;
}

void
dynamic_code_release (MonoDomain *domain, DynamicBlock *released)
{
	pthread_mutex_lock (&lock);
	DomainBlocks *blocks = find_domain (domain);
	if (!blocks && (blocks = calloc (1, sizeof (*blocks)))) {
		blocks->domain = domain;
		blocks->next = all;
		all = blocks;
	}
	while (blocks && released) {
		DynamicBlock *next = released->next;
		released->next = blocks->free [released->size_class];
		blocks->free [released->size_class] = released;
		released = next;
	}
	pthread_mutex_unlock (&lock);
}

/* Where mini/mini-runtime.c:mono_jit_free_method looks for what to free; of ours it frees the description alone,
 * because there is no code manager. */
static void **
table_of_dynamic_code (MonoDomain *domain)
{
	void *domain_information = MONO_FIELD (void *, domain, MonoDomain, runtime_info);
	return MONO_FIELD_ADDRESS (domain_information, MonoJitDomainInfo, dynamic_code_hash);
}

void
dynamic_code_keep (MonoDomain *domain, MonoMethod *method, MonoJitInfo *info, DynamicBlock *blocks)
{
	void **table = table_of_dynamic_code (domain);
	DynamicMethod *entry = monoeg_malloc0 (sizeof (*entry));
	MONO_FIELD (MonoJitInfo *, entry, MonoJitDynamicMethodInfo, ji) = info;
	entry->blocks = blocks;
	if (!*table)
		*table = monoeg_g_hash_table_new (NULL, NULL);
	monoeg_g_hash_table_insert_replace (*table, method, entry, 0);
}

DynamicBlock *
dynamic_code_of (MonoDomain *domain, MonoMethod *method)
{
	mono_domain_lock (domain);
	void *table = *table_of_dynamic_code (domain);
	DynamicMethod *entry = table ? monoeg_g_hash_table_lookup (table, method) : NULL;
	int is_ours = entry && !MONO_FIELD (void *, entry, MonoJitDynamicMethodInfo, code_mp);
	DynamicBlock *blocks = is_ours ? entry->blocks : NULL;
	mono_domain_unlock (domain);
	return blocks;
}

void
dynamic_code_domain_unloading (MonoDomain *domain)
{
	pthread_mutex_lock (&lock);
	DomainBlocks **at = &all;
	while (*at && (*at)->domain != domain)
		at = &(*at)->next;
	DomainBlocks *blocks = *at;
	if (blocks)
		*at = blocks->next;
	pthread_mutex_unlock (&lock);
	free (blocks);
}
