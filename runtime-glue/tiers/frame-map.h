/* SPDX-License-Identifier: MIT
 *
 * Where code of mini's keeps the arguments and locals of its method while it polls in a loop. Mini does not use SSA form
 * (off unless -O=ssa), so each variable has one place for the whole method. A loop polls at the start of a block, before any
 * instruction of it, by a call that saves no register: there nothing lives but variables (mini/mini.c:insert_safepoint). A
 * variable that is not live may have lent its place to another one; whoever goes on there may copy it, and no more. */
#ifndef GLUE_TIERS_FRAME_MAP_H
#define GLUE_TIERS_FRAME_MAP_H

#include <stdatomic.h>

#include "mono-hidden.h"
#include "osr-refusals.h"

typedef enum PlaceKind {
	PLACE_NONE, /* it is never read, and may be anything */
	PLACE_REGISTER,
	PLACE_MEMORY
} PlaceKind;

typedef struct FramePlace {
	int32_t offset;     /* PLACE_MEMORY: from what is in REG */
	uint32_t size : 24; /* of the variable, in bytes */
	uint32_t reg : 4;   /* the machine's number */
	uint32_t kind : 4;  /* PlaceKind */
} FramePlace;

typedef struct FrameLoop {
	uint32_t start, end; /* offsets in the code of the block that begins with the poll */
	uint32_t il_offset;  /* where it goes on */
	OsrRefusal refusal;  /* OSR_POSSIBLE, or why it cannot be left there */
	/* Whoever finds it has an entry function made, and keeps here how far that is; both are 0 at first. */
	_Atomic (const void *) entry;
	atomic_int stage;
} FrameLoop;

typedef struct FrameMap {
	struct FrameMap *next; /* of the same bucket */
	const uint8_t *code;
	MonoMethod *method;
	MonoDomain *domain;
	FramePlace result;       /* of the address for the result, where the caller passes one */
	uint16_t argument_count; /* `this` among them */
	uint16_t variable_count; /* locals follow arguments */
	uint16_t loop_count;
	uint32_t il_size;
	uint32_t buffer_size; /* of the buffer that an entry function starts with (mono-compiler-code.h) */
	FrameLoop *loops;
	FramePlace places [];
} FrameMap;

/* Bytes that a variable takes in that buffer: the next one is at a multiple of 8. */
static inline uint32_t
entry_size (const FramePlace *place)
{
	return (place->size + 7) & ~7u;
}

/* From now on maps are kept of what mini compiles, if it has loops. Before, there is no cost. */
void frame_maps_begin (void);

/* The map of the code that INFO describes; NULL: there is none, for it is no code of mini's, or has no loops. It lives as long
 * as the code. To be called in GC-unsafe mode. */
const FrameMap *frame_map_of (MonoJitInfo *info, MonoDomain *domain);

/* The loop of MAP that polls in front of ADDRESS, which is where the poll returns to; NULL: none does. */
FrameLoop *frame_map_loop (const FrameMap *map, const uint8_t *address);

/* Bytes that all maps take. */
size_t frame_maps_size (void);

/* Code of DOMAIN, or of METHOD there, a dynamic method, is gone. */
void frame_maps_forget_domain (MonoDomain *domain);
void frame_maps_forget_method (MonoDomain *domain, MonoMethod *method);

/* In the child of a fork: whoever had the lock is not there. */
void frame_maps_forget_lock (void);

#endif
