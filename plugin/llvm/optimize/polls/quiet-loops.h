/* SPDX-License-Identifier: MIT
 *
 * The pass QUIET_COUNTED_LOOPS: polls.h. C++ only. */
#ifndef BIGSTEP_QUIET_LOOPS_H
#define BIGSTEP_QUIET_LOOPS_H

#include <llvm/Passes/PassBuilder.h>

/* Makes BUILDER know the pass by its name, and puts it before the vectoriser of LLVM's own pipelines. */
void quiet_loops_register (llvm::PassBuilder &builder);

#endif
