/* SPDX-License-Identifier: MIT
 *
 * A hash table with open addressing. */
#include "value-map.h"

typedef struct Entry {
	LLVMValueRef key;
	void *data;
} Entry;

struct ValueMap {
	Arena *arena;
	Entry *entries;
	uint32_t size, count; /* SIZE is a power of two, and at most half is used */
};

#define FIRST_SIZE 64

ValueMap *
value_map_create (Arena *arena)
{
	ValueMap *map = arena_new (arena, ValueMap);

	map->arena = arena;
	map->size = FIRST_SIZE;
	map->entries = arena_array (arena, Entry, map->size);
	return map;
}

/* The entry of KEY, or the empty one where it belongs. */
static Entry *
find_entry (const ValueMap *map, LLVMValueRef key)
{
	uint32_t mask = map->size - 1;
	uint32_t slot = (uint32_t) (((uintptr_t) key * 0x9e3779b97f4a7c15u) >> 32) & mask;

	while (map->entries [slot].key && map->entries [slot].key != key)
		slot = (slot + 1) & mask;
	return &map->entries [slot];
}

void
value_map_add (ValueMap *map, LLVMValueRef key, void *data)
{
	if (2 * ++map->count > map->size) {
		Entry *old = map->entries;
		uint32_t old_size = map->size, i;

		map->size *= 2;
		map->entries = arena_array (map->arena, Entry, map->size);
		for (i = 0; i < old_size; i++)
			if (old [i].key)
				*find_entry (map, old [i].key) = old [i];
	}
	*find_entry (map, key) = (Entry) { key, data };
}

void *
value_map_find (const ValueMap *map, LLVMValueRef key)
{
	return find_entry (map, key)->data;
}
