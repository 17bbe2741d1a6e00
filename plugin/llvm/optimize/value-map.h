/* SPDX-License-Identifier: MIT
 *
 * From values of LLVM IR to what is known of them. */
#ifndef BIGSTEP_VALUE_MAP_H
#define BIGSTEP_VALUE_MAP_H

#include "../../arena.h"

#include <llvm-c/Types.h>
#include <stdint.h>

typedef struct ValueMap ValueMap;

ValueMap *value_map_create (Arena *arena);

/* KEY must not be there yet; DATA is not NULL. */
void value_map_add (ValueMap *map, LLVMValueRef key, void *data);

/* NULL if KEY is not there. */
void *value_map_find (const ValueMap *map, LLVMValueRef key);

#endif
