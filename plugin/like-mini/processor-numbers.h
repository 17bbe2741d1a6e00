/* SPDX-License-Identifier: MIT
 *
 * What the processor makes of numbers, which is what Mono's compiler leaves it to. */
#ifndef BIGSTEP_PROCESSOR_NUMBERS_H
#define BIGSTEP_PROCESSOR_NUMBERS_H

#include "../llvm/emit/emitter.h"

/* VALUE, of either floating type, as an integer of at least BITS; what does not fit: as cvttsd2si does. */
LLVMValueRef processor_float_to_integer (Emitter *emitter, LLVMValueRef value, int bits, int is_signed);

/* On the x87, whose last bit differs from the C library's. */
LLVMValueRef processor_sine (Emitter *emitter, LLVMValueRef value);
LLVMValueRef processor_cosine (Emitter *emitter, LLVMValueRef value);

#endif
