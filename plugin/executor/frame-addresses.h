/* SPDX-License-Identifier: MIT
 *
 * Where the addresses of a frame's variables can be. An entry function gives the variables other places, so none may be left
 * that leads to the old ones. */
#ifndef BIGSTEP_FRAME_ADDRESSES_H
#define BIGSTEP_FRAME_ADDRESSES_H

#include "body.h"

/* Whether no address of one of BODY's variables, or of stack memory, can be needed any more when control comes to ENTRY; it
 * was executed as a whole. Else returns 0 with a verdict. */
int frame_addresses_check (Compilation *compilation, const Body *body, const FlowBlock *entry);

#endif
