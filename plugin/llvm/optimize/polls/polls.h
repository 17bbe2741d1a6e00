/* SPDX-License-Identifier: MIT
 *
 * Suspension polls (RuntimeLayout, "suspension"): all that the emitter, the passes and the runtime agree on.
 *
 * A poll loads a word of the runtime's, and calls a service when that is not 0. There are three kinds:
 *
 *  - The poll on entry to a function that makes calls is a call of POLL_FUNCTION, which the emitter defines, with
 *    SERVICE_POLL. polls_place puts it there *after* optimisation.
 *  - So is the poll in a loop, unless the emitter defines LOOP_POLL_FUNCTION, too: then it is a call of that, which does
 *    not throw (SERVICE_POLL_QUIETLY). It comes late so that it does not cost the vectoriser its loops. It is inlined, and
 *    both functions are deleted.
 *  - An early poll is written by the emitter itself, in loops of methods with protected regions: an abort of the thread can
 *    arrive at a poll, and must find the handlers. Afterwards that is not to be had: LLVM turns a loop until it begins amid
 *    a region that it contains, and what a handler needs may be in no register any more. Its two words are the poll word
 *    and the interruption word: an abort that came while a loop was polled quietly shows only in the second. Words and call
 *    have metadata of the kind EARLY_POLL.
 *
 * A loop with an early poll is none for vectors. So the pass QUIET_COUNTED_LOOPS takes it out where the rounds are counted:
 * in innermost loops of which LLVM knows a limit to the number of rounds, the words become 0. The limit is 2^32 - 1, or 256
 * if a round makes other calls. Such a loop gets a late poll, and an abort waits for its end. polls_place looks where early
 * polls are left by their load of the poll word, which is volatile: metadata may get lost. */
#ifndef BIGSTEP_POLLS_H
#define BIGSTEP_POLLS_H

#include <llvm-c/Types.h>
#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Names in IR. The functions have no arguments and no result. */
#define POLL_FUNCTION "gc.safepoint_poll"
#define LOOP_POLL_FUNCTION "gc.loop_poll"
#define EARLY_POLL "bigstep.early.poll"
/* Attribute of a function that gets no poll on entry: who comes to it has just polled. */
#define POLLED_BEFORE "bigstep-polled-before"

/* Name of the pass, in a pipeline. */
#define QUIET_COUNTED_LOOPS "quiet-counted-loops"

/* ---- For the emitter (words.c) ---- */

/* Whether one of the COUNT WORDS, addresses of 32 bits each, asks for a call of the service: an i1. */
LLVMValueRef polls_build_test (LLVMBuilderRef builder, LLVMValueRef *words, unsigned count);
/* The same of an early poll, */
LLVMValueRef polls_build_early_test (LLVMBuilderRef builder, LLVMValueRef *words, unsigned count);
/* and its call. */
void polls_mark_early (LLVMValueRef call);

/* ---- For the passes ---- */

/* Puts calls of the poll functions where MODULE's functions need them; they are marked as to be inlined. Returns how many
 * there are; -1 with a sentence in ERROR when there is no POLL_FUNCTION to call (place.c). */
int polls_place (LLVMModuleRef module, char *error, size_t error_size);

/* Deletes the poll functions of MODULE. Returns 0 with a sentence in ERROR if one is still called (place.c). */
int polls_finish (LLVMModuleRef module, char *error, size_t error_size);

/* The word at which POLL, a poll function, looks; NULL if it looks at none (words.c). */
LLVMValueRef polls_find_word (LLVMValueRef poll);
/* Whether INSTRUCTION looks at WORD. */
int polls_looks_at (LLVMValueRef instruction, LLVMValueRef word);

#ifdef __cplusplus
}
#endif

#endif
