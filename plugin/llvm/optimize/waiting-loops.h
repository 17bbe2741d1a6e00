/* SPDX-License-Identifier: MIT
 *
 * The pass WAITING_LOOPS. A loop may wait for another thread: if the condition of one of its exits would be the same in
 * every round were the loads that it depends on made once, then they are made every round. LLVM may move any load out of a
 * loop that writes nothing; mini moves none, and programs rely on that. What counts (an index, a node that is the next one
 * each time) is the same as before: such conditions change by themselves.
 *
 * The loads become volatile. It must run before any pass that moves a load across a loop's edge, and behind the one that
 * puts locals in registers. Exits of run-time checks do not count: nobody waits for an exception. */
#ifndef BIGSTEP_WAITING_LOOPS_H
#define BIGSTEP_WAITING_LOOPS_H

#define WAITING_LOOPS "waiting-loops"

#ifdef __cplusplus
#include <llvm/Passes/PassBuilder.h>

/* Makes BUILDER know the pass by its name. */
void waiting_loops_register (llvm::PassBuilder &builder);
#endif

#endif
