/* SPDX-License-Identifier: MIT */
#include "call-cells.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#include "body.h"
#include "methods.h"

/* Cells come from the domain's code memory, a page full at a time. */
#define CELLS_PER_PAGE 512

typedef struct Entry {
	MonoMethod *method;
	int is_jump; /* the cell starts with a jump trampoline */
	void **cell;
	struct Entry *next; /* in the same bucket */
	struct Entry *next_by_cell;
	void *code;      /* where the cell leads; NULL while that is a trampoline */
	uint8_t **sites; /* displacements of calls */
	size_t site_count, site_capacity;
} Entry;

typedef struct DomainCells {
	MonoDomain *domain;
	Entry **buckets, **by_cell;
	size_t bucket_count, entry_count;
	void **free_cells;
	size_t free_count;
	void **freed_cells; /* of methods that are gone; each holds the address of the next */
	struct DomainCells *next;
} DomainCells;

/* A leaf: whoever holds it calls nothing of the runtime. The runtime calls us while it holds the domain lock. */
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static DomainCells *all;
static atomic_size_t cell_count;

static size_t
hash (const void *key)
{
	return (size_t) (((uintptr_t) key >> 3) * UINT64_C (0x9e3779b97f4a7c15) >> 20);
}

static DomainCells *
find_domain (MonoDomain *domain)
{
	DomainCells *cells = all;
	while (cells && cells->domain != domain)
		cells = cells->next;
	return cells;
}

static Entry **
find_entry (DomainCells *cells, MonoMethod *method, int is_jump)
{
	static Entry *none;
	if (!cells || !cells->bucket_count)
		return &none;
	Entry **at = &cells->buckets [hash (method) % cells->bucket_count];
	while (*at && ((*at)->method != method || (*at)->is_jump != is_jump))
		at = &(*at)->next;
	return at;
}

static Entry **
find_by_cell (DomainCells *cells, void *const *cell)
{
	static Entry *none;
	if (!cells || !cells->bucket_count)
		return &none;
	Entry **at = &cells->by_cell [hash (cell) % cells->bucket_count];
	while (*at && (*at)->cell != cell)
		at = &(*at)->next_by_cell;
	return at;
}

static void
insert (DomainCells *cells, Entry *entry)
{
	Entry **bucket = &cells->buckets [hash (entry->method) % cells->bucket_count];
	Entry **by_cell = &cells->by_cell [hash (entry->cell) % cells->bucket_count];
	entry->next = *bucket;
	*bucket = entry;
	entry->next_by_cell = *by_cell;
	*by_cell = entry;
}

static int
grow (DomainCells *cells)
{
	if (cells->entry_count < cells->bucket_count)
		return 1;
	DomainCells larger = *cells;
	larger.bucket_count = cells->bucket_count ? cells->bucket_count * 2 : 256;
	larger.buckets = calloc (larger.bucket_count, sizeof (*larger.buckets));
	larger.by_cell = calloc (larger.bucket_count, sizeof (*larger.by_cell));
	if (!larger.buckets || !larger.by_cell) {
		free (larger.buckets);
		free (larger.by_cell);
		return 0;
	}
	for (size_t i = 0; i < cells->bucket_count; ++i) {
		for (Entry *entry = cells->buckets [i], *next; entry; entry = next) {
			next = entry->next;
			insert (&larger, entry);
		}
	}
	free (cells->buckets);
	free (cells->by_cell);
	*cells = larger;
	return 1;
}

static void
add_page (MonoDomain *domain, void **page)
{
	DomainCells *cells = find_domain (domain);
	if (!cells) {
		cells = calloc (1, sizeof (*cells));
		if (!cells)
			return;
		cells->domain = domain;
		cells->next = all;
		all = cells;
	}
	/* Another thread's page may be there already: the rest of one of them stays unused. */
	cells->free_cells = page;
	cells->free_count = CELLS_PER_PAGE;
}

static void **
add_entry (DomainCells *cells, MonoMethod *method, int is_jump, void *trampoline)
{
	Entry *entry = calloc (1, sizeof (*entry));
	if (!entry || !grow (cells)) {
		free (entry);
		return NULL;
	}
	entry->method = method;
	entry->is_jump = is_jump;
	if (cells->freed_cells) {
		entry->cell = cells->freed_cells;
		cells->freed_cells = *entry->cell;
	} else {
		entry->cell = cells->free_cells++;
		--cells->free_count;
	}
	*entry->cell = trampoline;
	insert (cells, entry);
	++cells->entry_count;
	atomic_fetch_add (&cell_count, 1);
	return entry->cell;
}

static int
is_synchronized (MonoMethod *method)
{
	return MONO_FIELD (uint16_t, method, MonoMethod, iflags) & MONO_METHOD_IMPL_ATTR_SYNCHRONIZED;
}

static int
is_initialized (MonoDomain *domain, MonoMethod *method)
{
	MonoVTable *vtable = mono_class_try_get_vtable (domain, method_class (method));
	return vtable && MONO_BITS (vtable, MonoVTable, initialized);
}

/* Whether METHOD's code may run without going through the runtime first. */
static int
may_call_directly (MonoDomain *domain, MonoMethod *method)
{
	return !is_synchronized (method) && is_initialized (domain, method);
}

/* A call trampoline looks at its return address, so a jump must not arrive there (mini/mini-trampolines.c:
 * common_call_trampoline). In place of one for jumps the runtime gives code that is there, be the class initialised or not. */
static void *
create_trampoline (MonoDomain *domain, MonoMethod *method, int is_jump, MonoErrorStorage *error)
{
	if (!is_jump)
		return mono_create_jit_trampoline (domain, method, error);
	MonoJitInfo *info = NULL;
	if (!is_synchronized (method) && !is_initialized (domain, method) &&
		mono_jit_find_compiled_method_with_jit_info (domain, method, &info))
		return mono_create_specific_trampoline (method, ENUM_MONO_TRAMPOLINE_JUMP, domain, NULL);
	return mono_create_jump_trampoline (domain, method, 1, error);
}

static void **
get_cell (Request *request, MonoMethod *method, int is_jump)
{
	MonoDomain *domain = request->domain;
	MonoErrorStorage error;
	void *trampoline = NULL, **cell;
	for (;;) {
		pthread_mutex_lock (&lock);
		DomainCells *cells = find_domain (domain);
		Entry *entry = *find_entry (cells, method, is_jump);
		int has_room = cells && (cells->free_count || cells->freed_cells);
		cell = entry ? entry->cell : trampoline && has_room ? add_entry (cells, method, is_jump, trampoline) : NULL;
		pthread_mutex_unlock (&lock);
		if (cell)
			break;

		if (trampoline && has_room)
			return request_fail_with (request, "System", "OutOfMemoryException", "no memory for a call"), NULL;
		if (!trampoline) {
			error_clear (&error);
			trampoline = create_trampoline (domain, method, is_jump, &error);
			if (!trampoline)
				return request_fail (request, &error), NULL;
		}
		if (!has_room) {
			void **page = mono_domain_code_reserve (domain, CELLS_PER_PAGE * sizeof (void *));
			pthread_mutex_lock (&lock);
			add_page (domain, page);
			pthread_mutex_unlock (&lock);
		}
	}
	/* The method may have been compiled before it had a cell. */
	MonoJitInfo *info = NULL;
	void *code = mono_jit_find_compiled_method_with_jit_info (domain, method, &info);
	if (code)
		call_cells_method_compiled (domain, method, code);
	return cell;
}

void **
glue_call_cell (Request *request, MonoMethod *method)
{
	return get_cell (request, method, 0);
}

void **
glue_jump_cell (Request *request, MonoMethod *method)
{
	return get_cell (request, method, 1);
}

/* ---- Call sites ---- */

/* Lets the call with DISPLACEMENT lead to CODE, if that is in reach. */
static void
lead_to (uint8_t *displacement, const void *code)
{
	int64_t distance = (intptr_t) code - (intptr_t) (displacement + sizeof (int32_t));
	int32_t written = (int32_t) distance;
	if (written != distance)
		return;
	/* In one piece: threads may be running there. */
	uint64_t *word = (uint64_t *) ((uintptr_t) displacement & ~(uintptr_t) 7), before, after;
	before = __atomic_load_n (word, __ATOMIC_RELAXED);
	do {
		after = before;
		memcpy ((uint8_t *) &after + (uintptr_t) displacement % 8, &written, sizeof (written));
	} while (!__atomic_compare_exchange_n (word, &before, after, 0, __ATOMIC_RELEASE, __ATOMIC_RELAXED));
}

/* Without memory it is not kept, and leads where it led. */
static void
keep_site (Entry *entry, uint8_t *displacement)
{
	if (entry->site_count == entry->site_capacity) {
		size_t capacity = entry->site_capacity ? entry->site_capacity * 2 : 2;
		uint8_t **sites = realloc (entry->sites, capacity * sizeof (*sites));
		if (!sites)
			return;
		entry->sites = sites;
		entry->site_capacity = capacity;
	}
	entry->sites [entry->site_count++] = displacement;
}

static void
release (Entry *entry)
{
	free (entry->sites);
	free (entry);
}

int
call_cells_have (Request *request, void *const *cell)
{
	pthread_mutex_lock (&lock);
	Entry *entry = *find_by_cell (find_domain (request->domain), cell);
	pthread_mutex_unlock (&lock);
	return entry && !entry->is_jump;
}

void
call_cells_add_sites (Request *request, const NativeCodeHandle *native_code, int is_transient)
{
	if (!native_code->call_site_count)
		return;
	pthread_mutex_lock (&lock);
	DomainCells *cells = find_domain (request->domain);
	for (uint32_t i = 0; i < native_code->call_site_count; ++i) {
		const NativeCallSite *site = MONO_COMPILER_ROW (native_code->call_sites, native_code->call_site_stride, i);
		uint8_t *displacement = (uint8_t *) native_code->code + site->displacement;
		Entry *entry = *find_by_cell (cells, site->cell);
		/* Somebody's jump may be written over what is kept of the beginning, and must not be written over. */
		if (!entry || site->displacement <= ENTRY_SIZE)
			continue;
		if (entry->code)
			lead_to (displacement, entry->code);
		if (!is_transient)
			keep_site (entry, displacement);
	}
	pthread_mutex_unlock (&lock);
}

/* ---- What cells lead to ---- */

void
call_cells_method_compiled (MonoDomain *domain, MonoMethod *method, void *code)
{
	if (!code || !atomic_load_explicit (&cell_count, memory_order_relaxed) || !may_call_directly (domain, method))
		return;
	/* The cell is written under the lock, so that it is still METHOD's. */
	pthread_mutex_lock (&lock);
	DomainCells *cells = find_domain (domain);
	for (int is_jump = 0; is_jump < 2; ++is_jump) {
		Entry *entry = *find_entry (cells, method, is_jump);
		if (!entry)
			continue;
		__atomic_store_n (entry->cell, code, __ATOMIC_RELEASE);
		entry->code = code;
		for (size_t i = 0; i < entry->site_count; ++i)
			lead_to (entry->sites [i], code);
	}
	pthread_mutex_unlock (&lock);
}

/* The runtime calls this from its call trampoline with the code to call, and from its compiler with the method's own
 * code, before the class is initialised (mini/mini-trampolines.c:common_call_trampoline, mini/mini.c). */
void
__wrap_mini_patch_llvm_jit_callees (MonoDomain *domain, MonoMethod *method, void *code)
{
	__real_mini_patch_llvm_jit_callees (domain, method, code);
	call_cells_method_compiled (domain, method, code);
}

void
call_cells_method_freed (MonoDomain *domain, MonoMethod *method)
{
	pthread_mutex_lock (&lock);
	DomainCells *cells = find_domain (domain);
	for (int is_jump = 0; is_jump < 2; ++is_jump) {
		Entry **at = find_entry (cells, method, is_jump), *entry = *at;
		if (!entry)
			continue;
		/* Only what keeps METHOD alive calls it: nobody reads the cell any more. */
		*entry->cell = cells->freed_cells;
		cells->freed_cells = entry->cell;
		*at = entry->next;
		*find_by_cell (cells, entry->cell) = entry->next_by_cell;
		--cells->entry_count;
		release (entry);
	}
	pthread_mutex_unlock (&lock);
}

void
call_cells_domain_unloading (MonoDomain *domain)
{
	pthread_mutex_lock (&lock);
	DomainCells **at = &all;
	while (*at && (*at)->domain != domain)
		at = &(*at)->next;
	DomainCells *cells = *at;
	if (cells)
		*at = cells->next;
	pthread_mutex_unlock (&lock);
	if (!cells)
		return;
	for (size_t i = 0; i < cells->bucket_count; ++i) {
		for (Entry *entry = cells->buckets [i], *next; entry; entry = next) {
			next = entry->next;
			release (entry);
		}
	}
	free (cells->buckets);
	free (cells->by_cell);
	free (cells);
}
