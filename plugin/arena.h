/* SPDX-License-Identifier: MIT
 *
 * Memory that lives exactly as long as one compilation. Running out of memory ends the process, as it does in LLVM. */
#ifndef BIGSTEP_ARENA_H
#define BIGSTEP_ARENA_H

#include <stddef.h>

typedef struct Arena Arena;

Arena *arena_create (void);
void arena_destroy (Arena *arena);

/* SIZE zeroed bytes, aligned for any type. */
void *arena_allocate (Arena *arena, size_t size);
char *arena_format (Arena *arena, const char *format, ...) __attribute__ ((format (printf, 2, 3)));

#define arena_new(arena, type) ((type *) arena_allocate ((arena), sizeof (type)))
#define arena_array(arena, type, count) ((type *) arena_allocate ((arena), sizeof (type) * (count)))

#endif
