/* SPDX-License-Identifier: MIT
 *
 * Where the loops of a piece of IL begin, as far as branches tell. */
#ifndef BACK_BRANCHES_H
#define BACK_BRANCHES_H

#include <stdint.h>

/* Puts the offsets to which branches lead back into OFFSETS, each once, which has room for SIZE of them. Returns how many. */
uint32_t back_branches_find (const uint8_t *code, uint32_t size, uint32_t *offsets);

#endif
