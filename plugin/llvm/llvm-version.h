/* SPDX-License-Identifier: MIT
 *
 * The version of LLVM that BigStep is written for. What rests on it beyond the interfaces that a compiler checks, and what
 * shows that it has changed:
 *
 *  - emit/, the attribute `memory`: how its bits are laid out (ModRef.h, MemoryEffectsBase). `dump=ir` has
 *    to show memory(inaccessiblemem: readwrite) for POLL.
 *  - optimize/passes.c: the standard pipeline's passes, their order and their options (PassBuilderPipelines.cpp). A name that
 *    is gone is an error at the first method.
 *  - optimize/implicit-checks.c: a crash of ImplicitNullChecks.cpp that is gone around
 *  - native/target.c: options of the command line. One that is gone ends the process at start-up. One that does nothing any
 *    more: tests/unit/test-native (implicit null checks), tests/conformance/collection-derived-addresses (lsr), and an
 *    error about .eh_frame (call-frame-opt)
 *  - native/exception-table.c: the form of the table of exceptions (EHStreamer.cpp). tests/unit/test-exception-table
 *  - native/guards.c, native/lines.c: the forms of stack maps and fault maps (StackMaps.cpp, FaultMaps.cpp), which have a
 *    version of their own, that is looked at. LLVM's own readers (Object/StackMapParser.h, FaultMapParser.h) would follow
 *    it, but they read past the end of what is damaged, and with a C interface around them are longer than ours.
 *  - native/guards.c: `nomerge` keeps the debug locations of calls. tests/conformance/threads-abort-handlers
 *  - native/unwind.c: which instructions .eh_frame has. Another one is an error. */
#ifndef BIGSTEP_LLVM_VERSION_H
#define BIGSTEP_LLVM_VERSION_H

#include <llvm/Config/llvm-config.h>

#if LLVM_VERSION_MAJOR != 19
#error BigStep is written for LLVM 19: see llvm-version.h for what to look at
#endif

#endif
