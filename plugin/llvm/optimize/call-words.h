/* SPDX-License-Identifier: MIT
 *
 * 32-bit integers that go straight from one call to another, or to who called us. */
#ifndef BIGSTEP_CALL_WORDS_H
#define BIGSTEP_CALL_WORDS_H

#include <llvm-c/Types.h>

/* Attribute of a result or an argument, of a call or a function: a 32-bit integer in a word of 64 bits, of which nobody may
 * rely on the upper half. */
#define HALF_WORD "half-word"

/* Takes away the extension of what a call gave in such a word, where it goes on in such a word: mini's code passes the whole
 * register on, too. */
void call_words_pass_on (LLVMModuleRef module);

#endif
